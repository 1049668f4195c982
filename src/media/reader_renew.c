/* SPDX-License-Identifier: MIT */
/* A file that is not what its index says: shorter, gone, or damaged where no scan could see it. */
#include "circletake/file.h"
#include "reader_priv.h"

bool ct_reader_file_is_another(const ct_reader *r, ct_error *err)
{
    int64_t size = 0, mtime = 0;

    if (!r->ix || !r->ix->size_bytes)
        return false;
    if (!ct_file_stat(r->path, &size, &mtime)) {
        (void)ct_fail(
            err, CT_IO,
            "%s went away while it was open. Mount its drive or bring the file back: it is "
            "shown again then, and its marks stay.",
            r->path);
        return true;
    }
    if (size >= r->ix->size_bytes)
        return false;
    (void)ct_fail(
        err, CT_IO,
        "%s was cut short while it was open: %lld of %lld MB are left. Copy it again from "
        "the card; its marks stay.",
        r->path, (long long)(size >> 20), (long long)(r->ix->size_bytes >> 20));
    return true;
}

ct_code ct_reader_deepen(ct_reader *r, ct_error *err)
{
    ct_index_watch watch = {
        .stop = ct_reader_told_to_stop, .arg = r, .threads = 1, .log = r->options.log};
    ct_index *deep = NULL;
    ct_error  why;

    ct_log_warn(r->options.log, "%s is damaged: its frames are counted by decoding all of it.",
                r->path);
    ct_code code = ct_index_build(r->path, r->stream, CT_INDEX_DECODED, &watch, &deep, err);
    if (code)
        return code;
    ct_index_unref(&r->ix);
    r->ix = deep;
    if (ct_index_save(deep, &why))
        ct_log_warn(r->options.log, "%s", why.text);
    return ct_reader_restart(r, false, err);
}
