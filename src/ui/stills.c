/* SPDX-License-Identifier: MIT */
/* Stills of clips as images the canvas draws. The session may let go of its pixels at any tick, so
 * what is in sight is kept here too, and no more. */
#include <stdlib.h>

#include "ui/ui_priv.h"

enum { KEPT = 192 };

struct ct_stills {
    ct_session *session;
    struct still {
        ct_id     clip;
        uint64_t  media; /* its fingerprint, and which pictures of it */
        int       stream;
        int64_t   frame;
        uint64_t  used;
        ct_image *image;
    } items[KEPT];
    size_t   count;
    uint64_t now; /* frame number */
    bool     missing, missing_before;
};

ct_stills *ct_stills_create(ct_session *session)
{
    ct_stills *stills = ct_alloc(sizeof *stills);

    stills->session = session;
    return stills;
}

static void forget(ct_stills *stills)
{
    for (size_t i = 0; i < stills->count; i++)
        ct_image_destroy(&stills->items[i].image);
    stills->count = 0;
}

void ct_stills_destroy(ct_stills **stills)
{
    if (!*stills)
        return;
    forget(*stills);
    free(*stills);
    *stills = NULL;
}

void ct_stills_begin(ct_stills *stills, unsigned changed)
{
    if (changed & CT_CHANGED_PROJECT)
        forget(stills);
    stills->now++;
    stills->missing_before = stills->missing;
    stills->missing = false;
}

bool ct_stills_missing(const ct_stills *stills)
{
    return stills->missing;
}

/* A place for one more: free, or that of the one unseen for longest. NULL: all are in sight. */
static struct still *place_for(ct_stills *stills)
{
    struct still *oldest = &stills->items[0];

    if (stills->count < KEPT)
        return &stills->items[stills->count++];
    for (size_t i = 1; i < KEPT; i++)
        if (stills->items[i].used < oldest->used)
            oldest = &stills->items[i];
    if (oldest->used == stills->now)
        return NULL;
    ct_image_destroy(&oldest->image);
    return oldest;
}

const ct_image *ct_stills_get(ct_stills *stills, const ct_clip *clip, int64_t frame)
{
    for (size_t i = 0; i < stills->count; i++) {
        struct still *item = &stills->items[i];
        if (item->frame == frame && item->media == clip->fingerprint &&
            item->stream == clip->stream && ct_id_equal(item->clip, clip->id)) {
            item->used = stills->now;
            return item->image;
        }
    }
    const ct_thumb *thumb = ct_session_thumb(stills->session, clip, frame);
    struct still   *place = thumb ? place_for(stills) : NULL;
    if (!place) {
        stills->missing |= clip->width_px > 0 && !clip->offline;
        return NULL;
    }
    *place = (struct still){
        clip->id,
        clip->fingerprint,
        clip->stream,
        frame,
        stills->now,
        ct_image_create(thumb->pixels, thumb->width_px, thumb->height_px, thumb->stride_bytes)};
    return place->image;
}
