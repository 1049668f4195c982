/* SPDX-License-Identifier: MIT */
/* What must be true of every timeline that a reader gives, whatever it read. */
#ifndef CT_FUZZ_EXPECT_H
#define CT_FUZZ_EXPECT_H

#include <stdlib.h>

#include "circletake/timeline.h"

/* Ranges the right way round, markers with a length, nothing before the start. */
static inline void expect_timeline(const ct_timeline *t)
{
    for (size_t i = 0; i < t->event_count; i++) {
        const ct_event *e = &t->events[i];
        if (e->record.first < 0 || e->record.end <= e->record.first ||
            e->source.end < e->source.first || e->fps.num <= 0 || e->fps.den <= 0)
            abort();
        for (size_t k = 0; k < e->marker_count; k++)
            if (e->markers[k].count < 1)
                abort();
    }
    for (size_t k = 0; k < t->marker_count; k++)
        if (t->markers[k].count < 1)
            abort();
}

#endif
