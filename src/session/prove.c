/* SPDX-License-Identifier: MIT */
#include "prove.h"

#include <stdlib.h>

#include "circletake/index.h"
#include "circletake/reader.h"
#include "circletake/str.h"

struct ct_prover {
    ct_clip    clip;
    ct_reader *reader; /* NULL: no pictures */
};

static ct_code open_reader(ct_prover *p, bool (*stop)(void *), void *stop_arg, ct_log *log,
                           ct_error *err)
{
    ct_index_watch    watch = {.stop = stop, .arg = stop_arg, .log = log};
    ct_reader_options options = {.stop = stop, .stop_arg = stop_arg, .log = log};
    ct_code           code = ct_index_acquire(p->clip.path, &watch, &options.index, err);

    if (!code)
        code = ct_reader_open(p->clip.path, &options, &p->reader, err);
    ct_index_unref(&options.index);
    return code;
}

ct_code ct_prover_open(const ct_clip *clip, bool (*stop)(void *), void *stop_arg, ct_log *log,
                       ct_prover **out, ct_error *err)
{
    ct_prover *p = ct_alloc(sizeof *p);
    ct_code    code = CT_OK;

    ct_clip_copy(&p->clip, clip);
    if (clip->width_px > 0)
        code = open_reader(p, stop, stop_arg, log, err);
    if (code) {
        ct_prover_close(&p);
        return code;
    }
    *out = p;
    return CT_OK;
}

void ct_prover_close(ct_prover **prover)
{
    if (!*prover)
        return;
    ct_reader_close(&(*prover)->reader);
    ct_clip_finish(&(*prover)->clip);
    free(*prover);
    *prover = NULL;
}

ct_code ct_prover_evidence(ct_prover *p, int64_t frame, ct_evidence *out, ct_error *err)
{
    ct_frame *picture = NULL;

    *out = (ct_evidence){.pts = INT64_MIN, .tb = {0, 1}};
    ct_tc_track_print(&p->clip.tc, p->clip.fps, frame, out->timecode);
    if (!p->reader)
        return CT_OK;
    ct_code code = ct_reader_get(p->reader, frame, &picture, err);
    if (!code)
        *out = ct_frame_evidence(picture, &p->clip);
    ct_frame_unref(&picture);
    return code;
}
