/* SPDX-License-Identifier: MIT */
/* Part of every test program: all stand back as one. They give way to the window that is used at a person's pace
 * (e2e.sh), and nothing in them gives way to the rest: where many tests run at once, work that does gets next to no
 * time, and a test that waits for it would wait for all the others. */
#include <sys/resource.h>
#include <unistd.h>

#ifdef __GLIBC__ /* which has that type */
int setpriority(__priority_which_t which, id_t who, int value)
{
    (void)which, (void)who, (void)value;
    return 0;
}

__attribute__((constructor)) static void stand_back(void)
{
    int now = nice(10);

    (void)now; /* no matter: then it runs at the pace of all */
}
#endif
