/* SPDX-License-Identifier: MIT */
/* Any bytes as a list of the format CT_READER: no crash, what comes out is a timeline, and the part before
 * a break is one too. One program is built of this for each reader. */
#include <stdint.h>
#include <stdlib.h>

#include "circletake/mend.h"
#include "circletake/str.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t bytes);

/* Ranges the right way round, markers with a length, nothing before the start. */
static void expect_timeline(const ct_timeline *t)
{
    for (size_t i = 0; i < t->event_count; i++) {
        const ct_event *e = &t->events[i];
        if (e->record.first < 0 || e->record.end < e->record.first ||
            e->source.end < e->source.first || e->fps.num <= 0 || e->fps.den <= 0)
            abort();
        for (size_t k = 0; k < e->marker_count; k++)
            if (e->markers[k].count < 1)
                abort();
    }
}

typedef ct_code reader(const char *name, const char *data, size_t bytes, AVRational edit_rate,
                       ct_timeline *out, ct_finding_list *findings, ct_error *err);

static void expect_no_harm(reader *read, const char *name, const char *text, size_t bytes)
{
    ct_finding_list said = {0};
    ct_timeline     t = {0};
    ct_error        err;

    if (!read(name, text, bytes, (AVRational){25, 1}, &t, &said, &err)) {
        expect_timeline(&t);
        ct_timeline_finish(&t);
    }
    ct_finding_list_finish(&said);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t bytes)
{
    const ct_format *format = ct_format_find(CT_READER);
    const char      *text = (const char *)data;
    ct_finding_list  said = {0};
    ct_timeline      t = {0};
    ct_error         err;
    char            *name = ct_asprintf("fuzz.%s", format->extension);

    /* The reader itself, also for what the recognition would give to another. */
    if (!format->read(text, bytes, (AVRational){25, 1}, &t, &said, &err))
        ct_timeline_finish(&t);
    ct_finding_list_finish(&said);
    expect_no_harm(ct_import, name, text, bytes);
    expect_no_harm(ct_import_partial, name, text, bytes);
    free(name);
    return 0;
}
