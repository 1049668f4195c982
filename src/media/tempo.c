/* SPDX-License-Identifier: MIT */
#include "tempo_priv.h"

#include <libavutil/channel_layout.h>
#include <libavutil/frame.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "circletake/str.h"
#include "filters_priv.h"

struct ct_tempo {
    const ct_filters *av;
    AVFilterGraph    *graph;
    AVFilterContext  *in, *out; /* owned by graph */
    AVFrame          *frame;    /* on its way in */
    AVFrame          *ready;    /* came out, in the filter's own size ... */
    int               taken;    /* ... and so much of it was taken */
    int               rate_hz;
    int64_t           put; /* sample frames so far */
};

bool ct_tempo_can(AVRational speed)
{
    double times = fabs(av_q2d(speed));

    return times >= 0.25 && times <= 2.0;
}

/* atempo takes 0.5 and more: two in a row for what is slower. */
static void describe(double speed, char *text, size_t bytes)
{
    if (speed < 0.5)
        snprintf(text, bytes, "atempo=0.5,atempo=%.6f", speed / 0.5);
    else
        snprintf(text, bytes, "atempo=%.6f", speed);
}

static int build(ct_tempo *t, double speed)
{
    char           source[128], filters[128];
    AVFilterInOut *ends_in = NULL, *ends_out = NULL;
    int            failed;

    snprintf(source, sizeof source,
             "sample_rate=%d:sample_fmt=flt:channel_layout=stereo:time_base=1/%d", t->rate_hz,
             t->rate_hz);
    failed = t->av->graph_create_filter(&t->in, t->av->get_by_name("abuffer"), "in", source, NULL,
                                        t->graph);
    if (failed >= 0)
        failed = t->av->graph_create_filter(&t->out, t->av->get_by_name("abuffersink"), "out", NULL,
                                            NULL, t->graph);
    if (failed < 0)
        return failed;
    ends_in = t->av->inout_alloc();
    ends_out = t->av->inout_alloc();
    if (!ends_in || !ends_out) {
        t->av->inout_free(&ends_in);
        t->av->inout_free(&ends_out);
        return AVERROR(ENOMEM);
    }
    *ends_out = (AVFilterInOut){.name = av_strdup("in"), .filter_ctx = t->in};
    *ends_in = (AVFilterInOut){.name = av_strdup("out"), .filter_ctx = t->out};
    describe(speed, filters, sizeof filters);
    failed = t->av->graph_parse_ptr(t->graph, filters, &ends_in, &ends_out, NULL);
    t->av->inout_free(&ends_in);
    t->av->inout_free(&ends_out);
    return failed < 0 ? failed : t->av->graph_config(t->graph, NULL);
}

ct_code ct_tempo_create(int rate_hz, double speed, ct_tempo **out, ct_error *err)
{
    const ct_filters *av = NULL;
    ct_code           code = ct_filters_load(&av, err);

    if (code)
        return code;
    ct_tempo *t = ct_alloc(sizeof *t);
    t->av = av;
    t->rate_hz = rate_hz;
    t->graph = t->av->graph_alloc();
    t->frame = av_frame_alloc();
    t->ready = av_frame_alloc();
    if (!t->graph || !t->frame || !t->ready || build(t, speed) < 0) {
        ct_tempo_destroy(&t);
        return ct_fail(err, CT_UNSUPPORTED, "Sound cannot be played at %.2f times its speed.",
                       speed);
    }
    *out = t;
    return CT_OK;
}

void ct_tempo_destroy(ct_tempo **tempo)
{
    ct_tempo *t = *tempo;

    if (!t)
        return;
    t->av->graph_free(&t->graph);
    av_frame_free(&t->frame);
    av_frame_free(&t->ready);
    free(t);
    *tempo = NULL;
}

ct_code ct_tempo_put(ct_tempo *t, const float *samples, int frames, ct_error *err)
{
    AVChannelLayout stereo = AV_CHANNEL_LAYOUT_STEREO;
    AVFrame        *f = t->frame;

    av_frame_unref(f);
    f->format = AV_SAMPLE_FMT_FLT;
    f->sample_rate = t->rate_hz;
    f->nb_samples = frames;
    f->pts = t->put;
    if (av_channel_layout_copy(&f->ch_layout, &stereo) < 0 || av_frame_get_buffer(f, 0) < 0)
        return ct_fail(err, CT_NO_MEMORY, "No memory left for sound.");
    memcpy(f->data[0], samples, (size_t)frames * 2 * sizeof *samples);
    t->put += frames;
    if (t->av->buffersrc_add_frame(t->in, f) < 0)
        return ct_fail(err, CT_INTERNAL, "The sound filter refused its input.");
    return CT_OK;
}

int ct_tempo_take(ct_tempo *t, float *out, int frames)
{
    if (t->taken == t->ready->nb_samples) {
        av_frame_unref(t->ready);
        t->taken = 0;
        if (t->av->buffersink_get_frame(t->out, t->ready) < 0)
            return 0;
    }
    int left = t->ready->nb_samples - t->taken;
    int got = left < frames ? left : frames;

    memcpy(out, (const float *)(const void *)t->ready->data[0] + 2 * t->taken,
           (size_t)got * 2 * sizeof *out);
    t->taken += got;
    return got;
}
