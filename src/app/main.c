/* SPDX-License-Identifier: MIT */
#include <locale.h>
#ifdef __GLIBC__
#include <malloc.h>
#endif

#include "cli.h"

/* What a decoder gives back at each seek it asks for again at once, some megabytes in pieces: kept, they need no new
 * pages from the system. What is larger, pictures above all, goes back when it is freed. */
static void keep_freed_memory(void)
{
#ifdef __GLIBC__
    enum { KEPT_BYTES = 64 << 20, LARGE_BYTES = 1 << 20 };

    mallopt(M_TRIM_THRESHOLD, KEPT_BYTES);
    mallopt(M_MMAP_THRESHOLD, LARGE_BYTES);
#endif
}

int main(int argc, char **argv)
{
    keep_freed_memory();
    /* Letters as the user types them; numbers stay as in C: they are for files and scripts. */
    setlocale(LC_CTYPE, "");
    return ct_cli_main(argc, argv);
}
