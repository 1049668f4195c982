/* SPDX-License-Identifier: MIT */
#include "circletake/hashes.h"

#include <stdlib.h>

#include "circletake/frame.h"
#include "circletake/reader.h"
#include "circletake/str.h"
#include "index_priv.h"

void ct_hashes_finish(ct_hashes *h)
{
    free(h->items);
    *h = (ct_hashes){0};
}

/* True when all of them are known. */
static bool take_known(const ct_index *ix, ct_hashes *out)
{
    bool all = true;

    ct_hashes_finish(out);
    out->count = ct_index_count(ix);
    out->items = ct_alloc_array((size_t)out->count + 1, sizeof *out->items);
    for (int64_t n = 0; n < out->count; n++) {
        out->items[n] = ct_index_hash(ix, n);
        all = all && out->items[n];
    }
    return all;
}

ct_code ct_hashes_kept(uint64_t fingerprint, int stream, ct_hashes *out, ct_error *err)
{
    ct_index *ix = NULL;
    ct_code   code = ct_index_load_kept(fingerprint, stream, &ix, err);

    *out = (ct_hashes){0};
    if (!code)
        take_known(ix, out);
    ct_index_unref(&ix);
    return code;
}

static ct_code look_at(ct_reader *reader, int64_t n, uint64_t *hash, ct_error *err)
{
    ct_frame *frame = NULL;
    ct_code   code = ct_reader_get(reader, n, &frame, err);

    if (!code && !(*hash = ct_index_hash(ct_reader_index(reader), n)))
        *hash = ct_frame_hash(frame);
    ct_frame_unref(&frame);
    return code == CT_BAD_DATA ? CT_OK : code; /* known by no hash */
}

static ct_code decode(const char *path, ct_index *ix, const ct_index_watch *watch, ct_hashes *out,
                      ct_error *err)
{
    ct_reader_options options = {.threads = watch->threads,
                                 .index = ix,
                                 .learn = true,
                                 .stop = watch->stop,
                                 .stop_arg = watch->arg,
                                 .log = watch->log};
    ct_reader        *reader = NULL;
    ct_code           code = ct_reader_open(path, &options, &reader, err);

    for (int64_t n = 0; n < out->count && !code && ct_reader_index(reader) == ix; n++) {
        if (!out->items[n])
            code = look_at(reader, n, &out->items[n], err);
        if (watch->progress)
            watch->progress(watch->arg, (int)((n + 1) * 1000 / out->count));
    }
    if (!code && ct_reader_index(reader) != ix) /* damaged: it was counted anew by decoding */
        take_known(ct_reader_index(reader), out);
    ct_reader_close(&reader);
    return code;
}

ct_code ct_hashes_of_file(const char *path, int stream, const ct_index_watch *watch, ct_hashes *out,
                          ct_error *err)
{
    static const ct_index_watch nobody;
    ct_index                   *ix = NULL;
    ct_index_watch              quiet = watch ? *watch : nobody;

    *out = (ct_hashes){0};
    quiet.progress = NULL; /* the decode takes long, not the index */
    ct_code code = ct_index_acquire(path, stream, &quiet, &ix, err);
    if (!code && !take_known(ix, out))
        code = decode(path, ix, watch ? watch : &nobody, out, err);
    ct_index_unref(&ix);
    if (code)
        ct_hashes_finish(out);
    return code;
}
