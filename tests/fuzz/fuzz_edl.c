/* SPDX-License-Identifier: MIT */
/* Any bytes as an edit list: no crash, and what was understood can be written and read again. The
 * first byte chooses the rate. */
#include <stdint.h>
#include <stdlib.h>

#include "circletake/editlist.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t bytes);

static const AVRational rates[] = {{0, 1},  {24000, 1001}, {25, 1},       {30000, 1001},
                                   {60, 1}, {60000, 1001}, {120000, 1001}};

static void write_and_read(const ct_timeline *t)
{
    ct_export_options o = {.six_digits = true};
    ct_import_options how = {.edit_rate = t->fps};
    const ct_format  *edl = ct_format_find("edl-file32");
    ct_output_list    out = {0};
    ct_timeline       again;
    ct_error          err;
    ct_code           code = edl->write_list(edl, t, &o, &out, NULL, &err);

    if (!code) { /* keys cannot be written */
        if (edl->read(out.items[0].data, out.items[0].bytes, &how, &again, NULL, &err) ||
            again.event_count != t->event_count)
            abort();
        ct_timeline_finish(&again);
    }
    ct_output_list_finish(&out);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t bytes)
{
    ct_finding_list said = {0};
    ct_timeline     t;
    ct_error        err;
    const char     *text = (const char *)data + 1;

    if (bytes == 0)
        return 0;
    AVRational fps = rates[data[0] % (sizeof rates / sizeof rates[0])];
    if (!ct_format_find("edl")->read(text, bytes - 1, &(ct_import_options){.edit_rate = fps}, &t,
                                     &said, &err)) {
        write_and_read(&t);
        ct_timeline_finish(&t);
    }
    ct_finding_list_finish(&said);
    return 0;
}
