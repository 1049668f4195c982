/* SPDX-License-Identifier: MIT */
/* Frames of an image sequence: a file each, decoded alone. A missing image is a black picture that says
 * so, never a neighbour. */
#include <stdlib.h>

#include "reader_priv.h"

/* Black of the same kind as the nearest image that exists. */
static ct_code make_black(ct_reader *r, const AVFrame *like, ct_error *err)
{
    AVFrame *b = av_frame_alloc();

    if (!b)
        return ct_reader_no_memory(r, err);
    b->format = like->format;
    b->width = like->width;
    b->height = like->height;
    b->sample_aspect_ratio = like->sample_aspect_ratio;
    b->color_range = like->color_range;
    b->colorspace = like->colorspace;
    if (av_frame_get_buffer(b, 0) < 0) {
        av_frame_free(&b);
        return ct_reader_no_memory(r, err);
    }
    ct_image_blacken(b);
    r->black = b;
    return CT_OK;
}

static ct_code need_black(ct_reader *r, ct_error *err)
{
    char    *path = NULL;
    AVFrame *like = NULL;

    if (r->black)
        return CT_OK;
    path = ct_sequence_path(&r->sequence, r->sequence.first);
    ct_code code = ct_image_decode(path, &like, NULL, err);
    if (!code)
        code = make_black(r, like, err);
    av_frame_free(&like);
    free(path);
    return code;
}

static ct_code sequence_frame(ct_reader *r, int64_t n, ct_frame **out, ct_error *err)
{
    bool     gap = (r->ix->packets[n].flags & CT_PACKET_GAP) != 0;
    AVFrame *av = NULL;
    ct_code  code;

    if (ct_reader_told_to_stop(r))
        return ct_reader_cancelled(r, err);
    if (gap) {
        code = need_black(r, err);
        if (!code && !(av = av_frame_clone(r->black)))
            code = ct_reader_no_memory(r, err);
    } else {
        char *path = ct_sequence_path(&r->sequence, r->sequence.first + n);
        code = ct_image_decode(path, &av, NULL, err);
        free(path);
    }
    if (code)
        return code;
    *out = ct_frame_create(av, n, n, r->ix->tb);
    if (!*out)
        return ct_reader_no_memory(r, err);
    (*out)->gap = gap;
    return CT_OK;
}

ct_code ct_reader_sequence_run(ct_reader *r, struct ct_run *run, ct_error *err)
{
    for (; run->next <= run->target && !run->stopped; run->next++) {
        ct_frame *f = NULL;
        ct_code   code = sequence_frame(r, run->next, &f, err);
        if (code)
            return code;
        r->given = run->next;
        run->stopped = !run->sink(run->arg, f);
        ct_frame_unref(&f);
    }
    return CT_OK;
}
