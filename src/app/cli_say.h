/* SPDX-License-Identifier: MIT */
/* Findings as commands say them: a line each on standard error, or as JSON. */
#ifndef CT_APP_CLI_SAY_H
#define CT_APP_CLI_SAY_H

#include <cjson/cJSON.h>

#include "circletake/timeline.h"
#include "cli.h"

/* A few of each rule and how many more there are; with --verbose all. */
void ct_cli_say_findings(const ct_cli *cli, const ct_finding_list *findings);
/* Gives an array of {severity, rule, about, text, remedy}. */
cJSON *ct_json_findings(const ct_finding_list *findings);

#endif
