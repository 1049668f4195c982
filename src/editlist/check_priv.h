/* SPDX-License-Identifier: MIT */
/* What the rules of a check are given. */
#ifndef CT_EDITLIST_CHECK_PRIV_H
#define CT_EDITLIST_CHECK_PRIV_H

#include "circletake/editlist.h"

typedef struct ct_checking {
    const ct_timeline *t;
    const size_t      *first_of_source; /* of each event: the first event of the same source */
    const ct_format   *format;
    ct_finding_list   *findings;
    const char        *rule;
    ct_severity        severity;
    const char        *remedy;
} ct_checking;

/* What a finding calls the event. */
const char *ct_check_name(const ct_event *e);

#define CT_CHECK_SAY(c, e, ...)                                                                    \
    ct_finding_add((c)->findings, (c)->severity, (c)->rule, ct_check_name(e), (c)->remedy,         \
                   __VA_ARGS__)

/* Rules that look at an event beside others (check_alike.c): two sources whose reel and timecode are the same;
 * frames that are in the list twice. */
void ct_check_same_reel(const ct_checking *c);
void ct_check_twice(const ct_checking *c);

#endif
