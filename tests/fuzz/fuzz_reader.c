/* SPDX-License-Identifier: MIT */
/* Any bytes as a list of the format CT_READER, also what the recognition would give to another: no crash,
 * no leak, and what comes out has a rate. Of every other length ranges are wanted too. One program is built of this for each reader. */
#include <stdint.h>
#include <stdlib.h>

#include "circletake/editlist.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t bytes);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t bytes)
{
    static const ct_format *format;
    ct_finding_list         said = {0};
    ct_timeline             t = {0};
    ct_error                err;
    ct_import_options       how = {.edit_rate = {25, 1}, .ranges = bytes & 1};

    if (!format)
        format = ct_format_find(CT_READER);
    if (!format->read((const char *)data, bytes, &how, &t, &said, &err)) {
        if (t.fps.num <= 0 || t.fps.den <= 0)
            abort();
        ct_timeline_finish(&t);
    }
    ct_finding_list_finish(&said);
    return 0;
}
