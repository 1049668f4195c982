/* SPDX-License-Identifier: MIT */
/* A second opinion on every EDL we write: reads it line by line and column by column, against the
 * written rules for CMX 3600 and nothing of ours. It shares no code with the writer or the
 * reader, timecode arithmetic included: that is its worth, so keep it so. */
#ifndef EDL_GRAMMAR_H
#define EDL_GRAMMAR_H

#include <stdbool.h>
#include <stddef.h>

typedef struct edl_rules {
    int  reel_width;  /* 8, 32, 129 */
    int  base;        /* frames of a labelled second on the record side */
    bool colons;      /* ':' in every label, FCM alone decides */
    bool mixed_rates; /* sources may run at other rates: their side is not counted */
    int  digits;      /* of the event number: 3 or 6 */
    bool remarks;     /* lines of the list that a cut was read from */
} edl_rules;

/* Number of events, or -1 with the first offence in `why`. */
long edl_grammar_check(const char *data, size_t bytes, const edl_rules *rules, char *why,
                       size_t why_bytes);

#endif
