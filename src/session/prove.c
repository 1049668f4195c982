/* SPDX-License-Identifier: MIT */
#include "prove.h"

#include <stdlib.h>
#include <string.h>

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
    ct_code code = ct_index_acquire(p->clip.path, p->clip.stream, &watch, &options.index, err);

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

struct seen {
    const ct_clip *clip;
    int64_t        frame;
    ct_evidence   *out;
};

/* Its place in ct_evidence.around. */
static int place_beside(int64_t frame, int64_t neighbour)
{
    return (int)(neighbour - frame) + CT_AROUND - (neighbour > frame);
}

static bool take_picture(void *arg, ct_frame *f)
{
    struct seen *s = arg;

    if (f->number != s->frame) {
        s->out->around[place_beside(s->frame, f->number)] = ct_frame_hash(f);
        return true;
    }
    uint64_t around[2 * CT_AROUND];
    memcpy(around, s->out->around, sizeof around);
    *s->out = ct_frame_evidence(f, s->clip);
    memcpy(s->out->around, around, sizeof around);
    return true;
}

static void mark_ends(struct seen *s, int64_t count)
{
    for (int64_t n = s->frame - CT_AROUND; n <= s->frame + CT_AROUND; n++)
        if (n != s->frame && (n < 0 || n >= count))
            s->out->around[place_beside(s->frame, n)] = CT_NO_PICTURE;
}

static ct_code see_run(ct_prover *p, struct seen *s, ct_error *err)
{
    ct_span run = {s->frame - CT_AROUND, s->frame + CT_AROUND + 1};
    ct_code code = ct_reader_decode_span(p->reader, run, 0, take_picture, s, err);

    if (!code)
        mark_ends(s, ct_index_count(ct_reader_index(p->reader)));
    return code;
}

static ct_code see_alone(ct_prover *p, struct seen *s, ct_error *err)
{
    ct_frame *picture = NULL;
    ct_code   code = ct_reader_get(p->reader, s->frame, &picture, err);

    if (!code)
        take_picture(s, picture);
    ct_frame_unref(&picture);
    return code;
}

ct_code ct_prover_evidence(ct_prover *p, int64_t frame, bool around, ct_evidence *out,
                           ct_error *err)
{
    struct seen s = {&p->clip, frame, out};

    *out = (ct_evidence){.pts = INT64_MIN, .tb = {0, 1}};
    ct_tc_track_print(&p->clip.tc, p->clip.fps, frame, out->timecode);
    ct_code code = CT_OK;
    if (p->reader && (!around || (code = see_run(p, &s, err)) == CT_BAD_DATA)) {
        memset(out->around, 0, sizeof out->around);
        code = see_alone(p, &s, err); /* its neighbours may be damaged, the picture is not */
    }
    out->media = p->clip.fingerprint;
    return code;
}
