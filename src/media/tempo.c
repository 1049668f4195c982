/* SPDX-License-Identifier: MIT */
#include "tempo_priv.h"

#include <libavfilter/avfilter.h>
#include <libavfilter/buffersink.h>
#include <libavfilter/buffersrc.h>
#include <libavutil/channel_layout.h>
#include <libavutil/frame.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "circletake/str.h"

struct ct_tempo {
    AVFilterGraph   *graph;
    AVFilterContext *in, *out; /* owned by graph */
    AVFrame         *frame;    /* on its way in */
    AVFrame         *ready;    /* came out, in the filter's own size ... */
    int              taken;    /* ... and so much of it was taken */
    int              rate_hz;
    int64_t          put; /* sample frames so far */
};

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
    failed = avfilter_graph_create_filter(&t->in, avfilter_get_by_name("abuffer"), "in", source,
                                          NULL, t->graph);
    if (failed >= 0)
        failed = avfilter_graph_create_filter(&t->out, avfilter_get_by_name("abuffersink"), "out",
                                              NULL, NULL, t->graph);
    if (failed < 0)
        return failed;
    ends_in = avfilter_inout_alloc();
    ends_out = avfilter_inout_alloc();
    if (!ends_in || !ends_out) {
        avfilter_inout_free(&ends_in);
        avfilter_inout_free(&ends_out);
        return AVERROR(ENOMEM);
    }
    *ends_out = (AVFilterInOut){.name = av_strdup("in"), .filter_ctx = t->in};
    *ends_in = (AVFilterInOut){.name = av_strdup("out"), .filter_ctx = t->out};
    describe(speed, filters, sizeof filters);
    failed = avfilter_graph_parse_ptr(t->graph, filters, &ends_in, &ends_out, NULL);
    avfilter_inout_free(&ends_in);
    avfilter_inout_free(&ends_out);
    return failed < 0 ? failed : avfilter_graph_config(t->graph, NULL);
}

ct_code ct_tempo_create(int rate_hz, double speed, ct_tempo **out, ct_error *err)
{
    ct_tempo *t = ct_alloc(sizeof *t);

    t->rate_hz = rate_hz;
    t->graph = avfilter_graph_alloc();
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
    if (!*tempo)
        return;
    avfilter_graph_free(&(*tempo)->graph);
    av_frame_free(&(*tempo)->frame);
    av_frame_free(&(*tempo)->ready);
    free(*tempo);
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
    if (av_buffersrc_add_frame(t->in, f) < 0)
        return ct_fail(err, CT_INTERNAL, "The sound filter refused its input.");
    return CT_OK;
}

int ct_tempo_take(ct_tempo *t, float *out, int frames)
{
    if (t->taken == t->ready->nb_samples) {
        av_frame_unref(t->ready);
        t->taken = 0;
        if (av_buffersink_get_frame(t->out, t->ready) < 0)
            return 0;
    }
    int left = t->ready->nb_samples - t->taken;
    int got = left < frames ? left : frames;

    memcpy(out, (const float *)(const void *)t->ready->data[0] + 2 * t->taken,
           (size_t)got * 2 * sizeof *out);
    t->taken += got;
    return got;
}
