/* SPDX-License-Identifier: MIT */
/* Pictures go through libavfilter's detectors with their number as time, in a time base of 1: so what the
 * detectors call seconds are frames, and no time is ever rounded. */
#include "circletake/material.h"

#include <libavfilter/avfilter.h>
#include <libavfilter/buffersink.h>
#include <libavfilter/buffersrc.h>
#include <libavutil/dict.h>
#include <libavutil/frame.h>
#include <libavutil/mathematics.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "circletake/audio.h"
#include "circletake/reader.h"
#include "circletake/str.h"

static const char *const names[CT_FLAW_COUNT] = {"black", "frozen", "repeated", "silent"};

const char *ct_flaw_name(ct_flaw flaw)
{
    return names[flaw];
}

void ct_stretch_list_finish(ct_stretch_list *l)
{
    free(l->items);
    *l = (ct_stretch_list){0};
}

/* --- stretches -------------------------------------------------------------------- */

typedef struct looking {
    const ct_index  *index;
    int64_t          half_second;         /* frames */
    int64_t          open[CT_FLAW_COUNT]; /* where a stretch began that goes on; -1: none does */
    uint64_t         last_hash;           /* 0: there is none to compare with */
    ct_stretch_list  found[CT_FLAW_COUNT];
    AVFilterGraph   *graph;
    AVFilterContext *in, *out;
    int              width, height, format; /* that the graph takes */
} looking;

static void begin(looking *l, ct_flaw flaw, int64_t at)
{
    if (l->open[flaw] < 0)
        l->open[flaw] = at;
}

static void end(looking *l, ct_flaw flaw, int64_t at)
{
    ct_stretch_list *found = &l->found[flaw];

    if (l->open[flaw] < 0 || at <= l->open[flaw])
        return;
    found->items = ct_grow(found->items, &found->cap, found->count + 1, sizeof *found->items);
    found->items[found->count++] = (ct_stretch){flaw, {l->open[flaw], at}};
    l->open[flaw] = -1;
}

static void end_pictures(looking *l, int64_t at)
{
    end(l, CT_FLAW_BLACK, at);
    end(l, CT_FLAW_FROZEN, at);
    end(l, CT_FLAW_REPEATED, at);
    l->last_hash = 0;
}

/* --- detectors -------------------------------------------------------------------- */

static int link_filters(looking *l)
{
    AVFilterInOut *from = avfilter_inout_alloc(), *to = avfilter_inout_alloc();
    char           filters[128];
    int            failed = AVERROR(ENOMEM);

    snprintf(filters, sizeof filters, "blackdetect=d=1:pix_th=0.1,freezedetect=n=0.001:d=%lld",
             (long long)l->half_second);
    if (from && to) {
        *from = (AVFilterInOut){.name = av_strdup("in"), .filter_ctx = l->in};
        *to = (AVFilterInOut){.name = av_strdup("out"), .filter_ctx = l->out};
        failed = avfilter_graph_parse_ptr(l->graph, filters, &to, &from, NULL);
    }
    avfilter_inout_free(&from);
    avfilter_inout_free(&to);
    return failed < 0 ? failed : avfilter_graph_config(l->graph, NULL);
}

static int build(looking *l, const AVFrame *av)
{
    char source[128];
    int  failed;

    avfilter_graph_free(&l->graph);
    l->graph = avfilter_graph_alloc();
    l->width = av->width;
    l->height = av->height;
    l->format = av->format;
    snprintf(source, sizeof source, "video_size=%dx%d:pix_fmt=%d:time_base=1/1", av->width,
             av->height, av->format);
    failed = avfilter_graph_create_filter(&l->in, avfilter_get_by_name("buffer"), "in", source,
                                          NULL, l->graph);
    if (failed >= 0)
        failed = avfilter_graph_create_filter(&l->out, avfilter_get_by_name("buffersink"), "out",
                                              NULL, NULL, l->graph);
    return failed < 0 ? failed : link_filters(l);
}

static bool has(const AVFrame *av, const char *key)
{
    return av_dict_get(av->metadata, key, NULL, 0) != NULL;
}

/* A freeze is told at the first picture that makes it long enough. */
static void take_verdict(looking *l, const AVFrame *av)
{
    if (has(av, "lavfi.black_start"))
        begin(l, CT_FLAW_BLACK, av->pts);
    if (has(av, "lavfi.black_end"))
        end(l, CT_FLAW_BLACK, av->pts);
    if (has(av, "lavfi.freezedetect.freeze_start"))
        begin(l, CT_FLAW_FROZEN, av->pts - l->half_second);
    if (has(av, "lavfi.freezedetect.freeze_end"))
        end(l, CT_FLAW_FROZEN, av->pts);
}

static int detect(looking *l, const ct_frame *frame)
{
    AVFrame *copy = av_frame_clone(frame->av), *seen = av_frame_alloc();
    int      failed = copy && seen ? 0 : AVERROR(ENOMEM);

    if (!failed && (!l->graph || copy->width != l->width || copy->height != l->height ||
                    copy->format != l->format)) {
        end_pictures(l, frame->number);
        failed = build(l, copy);
    }
    if (failed >= 0) {
        copy->pts = frame->number;
        failed = av_buffersrc_add_frame(l->in, copy);
    }
    while (failed >= 0 && av_buffersink_get_frame(l->out, seen) >= 0) {
        take_verdict(l, seen);
        av_frame_unref(seen);
    }
    av_frame_free(&copy);
    av_frame_free(&seen);
    return failed;
}

/* --- pictures --------------------------------------------------------------------- */

static ct_code look_at(looking *l, const ct_frame *frame, ct_error *err)
{
    uint64_t hash = frame->gap ? 0 : ct_frame_hash(frame);

    if (frame->gap) {
        end_pictures(l, frame->number);
        avfilter_graph_free(&l->graph); /* what comes is compared with nothing before */
        return CT_OK;
    }
    if (hash == l->last_hash)
        begin(l, CT_FLAW_REPEATED, frame->number);
    else
        end(l, CT_FLAW_REPEATED, frame->number);
    l->last_hash = hash;
    if (detect(l, frame) < 0)
        return ct_fail(err, CT_UNSUPPORTED, "Frame %lld has a form that cannot be looked at.",
                       (long long)frame->number);
    return CT_OK;
}

static ct_code look_at_pictures(looking *l, const char *path, const ct_index_watch *watch,
                                ct_error *err)
{
    ct_reader_options options = {.threads = watch->threads,
                                 .index = ct_index_ref(l->index),
                                 .stop = watch->stop,
                                 .stop_arg = watch->arg,
                                 .log = watch->log};
    int64_t           count = ct_index_count(l->index);
    ct_reader        *reader = NULL;
    ct_code           code = ct_reader_open(path, &options, &reader, err);

    ct_index_unref(&options.index);
    for (int64_t n = 0; n < count && !code; n++) {
        ct_frame *frame = NULL;
        code = ct_reader_get(reader, n, &frame, err);
        if (code == CT_BAD_DATA) {
            end_pictures(l, n);
            avfilter_graph_free(&l->graph);
            code = CT_OK;
            continue;
        }
        if (!code)
            code = look_at(l, frame, err);
        ct_frame_unref(&frame);
        if (watch->progress)
            watch->progress(watch->arg, (int)((n + 1) * 1000 / count));
    }
    end_pictures(l, count);
    ct_reader_close(&reader);
    avfilter_graph_free(&l->graph);
    return code;
}

/* --- sound ------------------------------------------------------------------------ */

enum { RATE_HZ = 48000, CHUNK = 4096 };
static const float quiet = 0.001F; /* -60 dBFS */

typedef struct hearing {
    const ct_index        *index;
    const ct_audio_source *source;
    int64_t                done;  /* samples, from the beginning of frame 0 */
    int64_t                frame; /* that `done` lies in */
    bool                  *loud;  /* of each frame: something is heard */
    float                  samples[CHUNK * 2];
} hearing;

static int64_t end_of(const hearing *h, int64_t frame)
{
    int64_t us = ct_index_time_us(h->index, frame + 1) - ct_index_time_us(h->index, 0);

    return av_rescale(us, RATE_HZ, 1000000);
}

static void hear(void *arg, int track, const float *samples, int frames)
{
    hearing *h = arg;
    int      channels = ct_audio_source_track(h->source, track)->channels;
    int64_t  frame = h->frame, end = end_of(h, frame), count = ct_index_count(h->index);

    for (int i = 0; i < frames && frame < count; i++) {
        while (h->done + i >= end && ++frame < count)
            end = end_of(h, frame);
        for (int c = 0; c < channels && frame < count; c++)
            h->loud[frame] = h->loud[frame] || fabsf(samples[i * channels + c]) > quiet;
    }
}

static ct_code hear_all(hearing *h, ct_audio_source *source, ct_error *err)
{
    int got = 0;

    ct_audio_source_set_tap(source, hear, h);
    ct_audio_source_hear(source, UINT64_MAX, true);
    ct_code code = ct_audio_source_seek(source, ct_index_time_us(h->index, 0), err);
    while (!code && h->frame < ct_index_count(h->index) &&
           !(code = ct_audio_source_read(source, h->samples, CHUNK, &got, err))) {
        h->done += got;
        while (h->frame < ct_index_count(h->index) && h->done >= end_of(h, h->frame))
            h->frame++;
    }
    return code == CT_END ? CT_OK : code;
}

static void find_silence(looking *l, const bool *loud)
{
    int64_t count = ct_index_count(l->index), from = 0;

    for (int64_t n = 0; n <= count; n++) {
        if (n < count && !loud[n])
            continue;
        if (n - from >= l->half_second) {
            begin(l, CT_FLAW_SILENT, from);
            end(l, CT_FLAW_SILENT, n);
        }
        from = n + 1;
    }
}

/* A file without sound is not silent: it has none. */
static ct_code listen(looking *l, const char *path, const ct_index_watch *watch, ct_error *err)
{
    ct_audio_source *source = NULL;
    ct_code code = ct_audio_source_open(path, RATE_HZ, watch->stop, watch->arg, &source, err);

    if (code)
        return code == CT_END ? CT_OK : code;
    if (ct_audio_source_track_count(source) > 0) {
        hearing *h = ct_alloc(sizeof *h);
        h->index = l->index;
        h->source = source;
        h->loud = ct_alloc_array((size_t)ct_index_count(l->index) + 1, sizeof *h->loud);
        code = hear_all(h, source, err);
        if (!code)
            find_silence(l, h->loud);
        free(h->loud);
        free(h);
    }
    ct_audio_source_close(&source);
    return code;
}

/* --- the whole -------------------------------------------------------------------- */

static void gather(looking *l, ct_stretch_list *out)
{
    for (int f = 0; f < CT_FLAW_COUNT; f++) {
        for (size_t i = 0; i < l->found[f].count; i++) {
            out->items = ct_grow(out->items, &out->cap, out->count + 1, sizeof *out->items);
            out->items[out->count++] = l->found[f].items[i];
        }
        ct_stretch_list_finish(&l->found[f]);
    }
}

ct_code ct_material_look(const char *path, const ct_index_watch *watch, ct_stretch_list *out,
                         ct_error *err)
{
    static const ct_index_watch nobody;
    ct_index                   *index = NULL;
    looking                     l = {.open = {-1, -1, -1, -1}};
    ct_code                     code = ct_index_acquire(path, watch, &index, err);

    *out = (ct_stretch_list){0};
    if (code)
        return code;
    watch = watch ? watch : &nobody;
    l.index = index;
    l.half_second = ct_rate_us_to_frame(500000, ct_index_fps(index));
    l.half_second = l.half_second < 2 ? 2 : l.half_second;
    code = look_at_pictures(&l, path, watch, err);
    if (!code)
        code = listen(&l, path, watch, err);
    gather(&l, out);
    ct_index_unref(&index);
    return code;
}
