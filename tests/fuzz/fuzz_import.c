/* SPDX-License-Identifier: MIT */
/* Any bytes as a file somebody sent: whatever it is taken for, what comes out is a timeline, and so is what
 * stands before a break. */
#include <stdint.h>

#include "circletake/mend.h"
#include "expect.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t bytes);

typedef ct_code way_in(const char *name, const char *data, size_t bytes,
                       const ct_import_options *how, ct_timeline *out, ct_finding_list *findings,
                       ct_error *err);

static ct_code take(way_in *read, const uint8_t *data, size_t bytes)
{
    ct_finding_list said = {0};
    ct_timeline     t = {0};
    ct_error        err;
    ct_code         code = read("fuzz", (const char *)data, bytes,
                                &(ct_import_options){.edit_rate = {25, 1}}, &t, &said, &err);

    if (!code) {
        expect_timeline(&t);
        ct_timeline_finish(&t);
    }
    ct_finding_list_finish(&said);
    return code;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t bytes)
{
    if (take(ct_import_with, data, bytes))
        take(ct_import_partial, data, bytes);
    return 0;
}
