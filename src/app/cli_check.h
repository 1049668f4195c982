/* SPDX-License-Identifier: MIT */
/* What the command check is made of. */
#ifndef CT_CLI_CHECK_H
#define CT_CLI_CHECK_H

#include "cli.h"

/* One line of the answer. */
void ct_check_say(bool problem, const char *text);

/* Of numbered images, by their pattern or by one of them. */
CT_MUST_USE ct_code ct_check_images(const ct_cli *cli, const char *path, int stream, ct_error *err);

#endif
