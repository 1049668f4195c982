/* SPDX-License-Identifier: MIT */
/* Lanes of FCPXML, of stories in stories, as the tracks of a timeline. */
#include <stdlib.h>

#include "accompany_priv.h"
#include "fcpxml_priv.h"

static int compare_tracks(const void *a, const void *b)
{
    int p = *(const int *)a, q = *(const int *)b;

    return (p > q) - (p < q);
}

static bool has_picture(const ct_event *e)
{
    return e->channels & CT_CHANNEL_V;
}

/* Lanes of containers in containers become tracks, counted from 0: of pictures, and of the rest. */
static void number_tracks(ct_timeline *t, bool pictures)
{
    int   *tracks = ct_alloc_array(t->event_count + 1, sizeof *tracks);
    size_t count = 0, kept = 0;

    for (size_t i = 0; i < t->event_count; i++)
        if (has_picture(&t->events[i]) == pictures)
            tracks[count++] = t->events[i].track;
    qsort(tracks, count, sizeof *tracks, compare_tracks);
    for (size_t i = 0; i < count; i++)
        if (kept == 0 || tracks[kept - 1] != tracks[i])
            tracks[kept++] = tracks[i];
    for (size_t i = 0; i < t->event_count; i++) {
        ct_event *e = &t->events[i];
        if (has_picture(e) == pictures)
            e->track =
                (int)((int *)bsearch(&e->track, tracks, kept, sizeof *tracks, compare_tracks) -
                      tracks);
    }
    free(tracks);
}

static int compare_records(const void *a, const void *b)
{
    const ct_event *p = a, *q = b;

    if (p->record.first != q->record.first)
        return p->record.first < q->record.first ? -1 : 1;
    if (has_picture(p) != has_picture(q))
        return has_picture(p) ? -1 : 1;
    return p->track != q->track ? p->track - q->track
                                : (p->record.end > q->record.end) - (p->record.end < q->record.end);
}

void fcp_finish_story(ct_timeline *t)
{
    number_tracks(t, true);
    number_tracks(t, false);
    ct_join_sound(t);
    number_tracks(t, false); /* some are empty now */
    if (t->event_count > 1)
        qsort(t->events, t->event_count, sizeof *t->events, compare_records);
}
