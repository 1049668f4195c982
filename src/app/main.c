/* SPDX-License-Identifier: MIT */
#include <locale.h>

#include "circletake/heap.h"
#include "cli.h"

int main(int argc, char **argv)
{
    ct_heap_keep_freed();
    /* Letters as the user types them; numbers stay as in C: they are for files and scripts. */
    setlocale(LC_CTYPE, "");
    return ct_cli_main(argc, argv);
}
