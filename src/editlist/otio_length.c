/* SPDX-License-Identifier: MIT */
/* How long the items of OpenTimelineIO are on their tracks, whether they are shown or not. */
#include "otio_priv.h"

/* As long as its range says, a clip without one as its media. */
static otio_time length_said(const cJSON *item)
{
    const cJSON *range = otio_member(item, "source_range");

    if (!cJSON_IsObject(range) && otio_is(item, "Clip"))
        range = otio_member(otio_media(item), "available_range");
    return otio_length_of(range);
}

void otio_pass(ct_elapsed *so_far, const cJSON *item, AVRational fps)
{
    otio_time length = length_said(item);

    if (length.fps.num == 0)
        length = (otio_time){.value = otio_inside_frames(item, fps), .fps = fps};
    if (length.value > 0 && length.value <= OTIO_FRAMES_MOST &&
        ct_elapsed_boundary(so_far, fps) <= OTIO_FRAMES_MOST)
        ct_elapsed_add(so_far, length.value, length.fps, fps);
}

int64_t otio_inside_frames(const cJSON *holder, AVRational fps)
{
    const cJSON *tracks = otio_is(holder, "Timeline") ? otio_member(holder, "tracks") : holder;
    const cJSON *item;
    ct_elapsed   so_far = {.count = 0};
    int64_t      most = 0;

    cJSON_ArrayForEach(item, otio_member(tracks, "children"))
    {
        if (!otio_is(tracks, "Track"))
            so_far = (ct_elapsed){.count = 0}; /* side by side */
        if (!otio_is(item, "Transition"))
            otio_pass(&so_far, item, fps);
        int64_t end = ct_elapsed_boundary(&so_far, fps);
        most = end > most ? end : most;
    }
    return most;
}
