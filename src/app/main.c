/* SPDX-License-Identifier: MIT */
#include <locale.h>

#include "cli.h"

int main(int argc, char **argv)
{
    /* Letters as the user types them; numbers stay as in C: they are for files and scripts. */
    setlocale(LC_CTYPE, "");
    return ct_cli_main(argc, argv);
}
