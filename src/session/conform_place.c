/* SPDX-License-Identifier: MIT */
/* Where an event lies in a clip. */
#include <libavutil/mathematics.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "circletake/conform.h"
#include "circletake/pace.h"
#include "conform_priv.h"

/* Its last field, as many frames of another counting as last as long. */
static void convert_frames(char text[CT_TC_TEXT_BYTES], int from_base, int to_base)
{
    char *frames = strrchr(text, ':') + 1;

    snprintf(frames, CT_TC_TEXT_BYTES - (size_t)(frames - text), "%02d",
             (int)((int64_t)atoi(frames) * to_base / from_base));
}

/* The same label in another counting: lists guess how a source counts, the clip knows, and a source keeps its own
 * labels in a list of another rate. Only one that the clip does not have was counted at the rate of the list. */
static int64_t recount(int64_t label, ct_tc_count from, ct_tc_count to)
{
    char    text[CT_TC_TEXT_BYTES];
    int64_t n;

    if (from.base == to.base && from.drop == to.drop)
        return label;
    if (ct_conform_same_label(label, from, to, text, &n))
        return n;
    convert_frames(text, from.base, to.base);
    return ct_tc_parse(text, to, &n, NULL) == CT_OK ? n : label;
}

static int64_t frame_of_label(const ct_clip *clip, int64_t label, ct_tc_count count)
{
    if (!ct_has_timecode(&clip->tc))
        return recount(label, count, (ct_tc_count){ct_tc_base(clip->fps), false});
    return ct_tc_track_frame(&clip->tc, clip->fps, recount(label, count, clip->tc.count));
}

/* 24 against 23.976 is frame for frame, as every room does it. */
static int64_t convert(int64_t frames, AVRational from, AVRational to)
{
    return ct_tc_base(from) == ct_tc_base(to) ? frames : ct_rate_convert(frames, from, to);
}

static bool lies_in(ct_span s, const ct_clip *clip)
{
    return s.first >= 0 && (clip->frame_count <= 0 || s.end <= clip->frame_count);
}

bool ct_conform_may_drop(const ct_event *e)
{
    return !ct_event_counts_labels(e) && ct_has_timecode(&e->tc) && !e->tc.count.drop &&
           ct_tc_can_drop(e->tc.rate);
}

static int64_t frame_said(const ct_event *e, const ct_clip *clip, int64_t frame)
{
    ct_tc_count count = e->tc.count;

    if (ct_conform_may_drop(e) && count.base == clip->tc.count.base)
        count = clip->tc.count; /* it counts frames, and does not say how they are labelled */
    return frame_of_label(clip, e->tc.start + frame, count);
}

/* Frame of the clip with which the media of the list begins, where one is a part of the other: scenes that a program
 * found in a file, subclips, files that were cut to what is used. Else 0. */
static int64_t media_first(const ct_event *e, const ct_clip *clip)
{
    int64_t length = convert(e->media_frames, e->fps, clip->fps);

    if (!ct_has_timecode(&e->tc) || length < 1 || clip->frame_count < 1)
        return 0;
    int64_t first = frame_said(e, clip, 0);
    bool    part = first > 0 && first + length <= clip->frame_count;
    bool    whole = first < 0 && first + length >= clip->frame_count && length > clip->frame_count;
    return part || whole ? first : 0;
}

/* Some programs say that every file begins at 0, and count in it from its timecode. */
static bool counts_from_timecode(const ct_event *e, const ct_clip *clip, int64_t first)
{
    return !lies_in((ct_span){first, first + 1}, clip) && ct_has_timecode(&e->tc) &&
           e->tc.start == 0 && ct_has_timecode(&clip->tc) && ct_rate_equal(e->fps, clip->fps);
}

bool ct_conform_place(const ct_event *e, AVRational list_fps, const ct_clip *clip, ct_span *out)
{
    int64_t length = convert(ct_span_count(e->source), e->fps, clip->fps);
    int64_t first;

    if (ct_event_counts_labels(e)) {
        ct_event_label label = ct_event_labels(e, list_fps);
        int64_t        own;
        bool           itself = ct_conform_counts_itself(e, list_fps, clip, &own);
        length = itself ? own : length;
        first = itself && e->reverse /* the list named its highest frame */
                    ? frame_of_label(clip, label.end - 1, label.count) + 1 - length
                    : frame_of_label(clip, label.first, label.count);
        if (!lies_in((ct_span){first, first + 1}, clip) && e->source.first < clip->frame_count)
            first = e->source.first; /* the list counted a file without timecode from 0 */
    } else {
        first = media_first(e, clip) + convert(e->source.first, e->fps, clip->fps);
        if (counts_from_timecode(e, clip, first))
            first = frame_said(e, clip, e->source.first);
    }
    *out = (ct_span){first + e->shift, first + e->shift + (length < 1 ? 1 : length)};
    return lies_in(*out, clip);
}

bool ct_conform_starts_elsewhere(const ct_event *e, const ct_clip *clip)
{
    if (ct_event_counts_labels(e) || !ct_has_timecode(&e->tc) || !ct_has_timecode(&clip->tc))
        return false;
    if (ct_conform_may_drop(e) && e->tc.count.base == clip->tc.count.base &&
        e->tc.start == clip->tc.start)
        return false;
    return recount(e->tc.start, e->tc.count, clip->tc.count) != clip->tc.start &&
           media_first(e, clip) == 0;
}
