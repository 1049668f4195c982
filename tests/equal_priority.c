/* SPDX-License-Identifier: MIT */
/* Part of every test program: nothing stands back in it. Where many tests run at once, work that gives way to
 * everybody else gets next to no time, and a test that waits for it would wait for all the others. */
#include <sys/resource.h>

#ifdef __linux__
int setpriority(__priority_which_t which, id_t who, int value)
{
    (void)which, (void)who, (void)value;
    return 0;
}
#endif
