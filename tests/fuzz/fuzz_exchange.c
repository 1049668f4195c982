/* SPDX-License-Identifier: MIT */
/* Any bytes as FCPXML, Final Cut Pro 7 XML or OpenTimelineIO: no crash, and what comes out is a timeline. */
#include <stdint.h>
#include <stdlib.h>

#include "circletake/editlist.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t bytes);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t bytes)
{
    ct_finding_list said = {0};
    ct_timeline     t;
    ct_error        err;

    if (!ct_import("fuzz", (const char *)data, bytes, (AVRational){25, 1}, &t, &said, &err)) {
        for (size_t i = 0; i < t.event_count; i++)
            if (t.events[i].record.first < 0 || t.events[i].record.end <= t.events[i].record.first)
                abort();
        ct_timeline_finish(&t);
    }
    ct_finding_list_finish(&said);
    return 0;
}
