/* SPDX-License-Identifier: MIT */
/* Lists written by hand, as they are read: events and findings in words. */
#ifndef CT_TESTS_READ_KIT_H
#define CT_TESTS_READ_KIT_H

#include "circletake/editlist.h"

typedef struct kit_list {
    ct_timeline     t;
    ct_finding_list said;
} kit_list;

/* A list that must be readable; its rate, where it does not say one, is 25. `how` NULL: no wishes. */
void kit_read(kit_list *l, const char *name, const char *text, const ct_import_options *how);
/* The same, with ' for " in the text: JSON and XML that a person can read. */
void kit_read_quoted(kit_list *l, const char *name, const char *text, const ct_import_options *how);
void kit_finish(kit_list *l);

/* "name track record source x0.500 reverse dissolve 12", a line an event; 'a' behind the track: sound alone,
 * '-' nothing seen. Of a wipe its pattern: "wipe 1 12". */
void kit_expect(const kit_list *l, const char *wanted);
/* "VA1A2": what of its media each event has in the list. */
void kit_expect_channels(const kit_list *l, const char *const *wanted);
/* What was said under a rule; NULL nothing. */
const char *kit_said(const kit_list *l, const char *rule);

#endif
