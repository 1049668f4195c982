/* SPDX-License-Identifier: MIT */
/* Lists in seconds: at a variable rate only the index knows which picture a time is. */

#include <libavutil/mathematics.h>

#include "circletake/index.h"
#include "receive_priv.h"

/* The clip that was asked for last: lists in seconds are of one file. */
typedef struct asked {
    ct_id     clip;
    ct_index *index; /* NULL: there is none */
} asked;

static const ct_index *index_of(asked *a, const ct_clip *clip)
{
    if (ct_id_equal(a->clip, clip->id))
        return a->index;
    ct_index_unref(&a->index);
    a->clip = clip->id;
    if (ct_index_load_kept(clip->fingerprint, clip->stream, &a->index, NULL) != CT_OK &&
        ct_index_acquire(clip->path, clip->stream, NULL, &a->index, NULL) != CT_OK)
        a->index = NULL;
    return a->index;
}

/* The picture that begins nearest to a time from the first one; their count behind the last. */
static int64_t nearest(const ct_index *ix, int64_t us)
{
    int64_t at = us + ct_index_time_us(ix, 0);
    int64_t frame = ct_index_frame_at_us(ix, at);

    if (frame < 0 || frame >= ct_index_count(ix))
        return frame < 0 ? 0 : ct_index_count(ix);
    return ct_index_time_us(ix, frame + 1) - at < at - ct_index_time_us(ix, frame) ? frame + 1
                                                                                   : frame;
}

/* The events lie end to end: `later` is by how much those before have become longer. */
static void put_record(ct_event *e, AVRational list_fps, int64_t *later)
{
    int64_t was = e->record.end;
    int64_t frames = av_rescale_q_rnd(ct_span_count(e->source), av_inv_q(e->fps),
                                      av_inv_q(list_fps), AV_ROUND_NEAR_INF);

    e->record.first += *later;
    e->record.end = e->record.first + (frames > 0 ? frames : 1);
    *later = e->record.end - was;
}

void ct_receive_times(receiving *r)
{
    asked   a = {.index = NULL};
    int64_t later = 0;

    for (size_t i = 0; i < r->list.event_count; i++) {
        ct_event      *e = &r->list.events[i];
        const ct_clip *clip = ct_span_count(e->media_us) > 0 ? ct_receiving_clip(r, e->clip) : NULL;
        const ct_index *ix = clip && clip->vfr ? index_of(&a, clip) : NULL;
        if (!ix) {
            e->record.first += later;
            e->record.end += later;
            continue;
        }
        int64_t first = nearest(ix, e->media_us.first), end = nearest(ix, e->media_us.end);
        e->source = (ct_span){first, end > first ? end : first + 1};
        e->fps = clip->fps;
        put_record(e, r->list.fps, &later);
    }
    ct_index_unref(&a.index);
}
