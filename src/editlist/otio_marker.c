/* SPDX-License-Identifier: MIT */
/* Markers of OpenTimelineIO: those of a clip lie on its media's clock, those of anything else on its own. */
#include "marker_priv.h"
#include "otio_priv.h"

static void add_answers(ct_marker *m, const cJSON *ours)
{
    const cJSON *reply;

    cJSON_ArrayForEach(reply, otio_member(ours, "replies"))
    {
        ct_reply *r = ct_marker_add_reply(m);
        r->text = ct_strdup(otio_text(reply, "text"));
        r->author = ct_strdup(otio_text(reply, "author"));
    }
    ct_strset(&m->still, *otio_text(ours, "still") ? otio_text(ours, "still") : NULL);
}

/* Name and comment; what we wrote says the same in both. Resolve keeps the comment beside. */
static char *marker_text(const cJSON *m)
{
    const char *name = otio_text(m, "name"), *comment = otio_text(m, "comment");

    if (!*comment)
        comment = otio_text(otio_member(otio_member(m, "metadata"), "Resolve_OTIO"), "Note");
    return ct_marker_named(otio_ours(m) && *comment ? "" : name, comment);
}

/* A word, or an object that has it as its name. */
static const char *colour_of(const cJSON *m)
{
    const cJSON *colour = otio_member(m, "color");

    return cJSON_IsObject(colour) ? otio_text(colour, "name") : otio_text(m, "color");
}

/* `fps` and `start`: of the clock it lies on. */
static void read_marker(ct_marker *marker, const cJSON *m, AVRational fps, int64_t start)
{
    const cJSON *range = otio_member(m, "marked_range"), *ours = otio_ours(m);
    int64_t      count = otio_frames(otio_length_of(range), fps);
    int64_t      priority = otio_number(ours, "priority");
    const char  *author = otio_text(ours, "author"), *assignee = otio_text(ours, "assignee");

    marker->frame = otio_frames(otio_start_of(range), fps) - start;
    marker->count = count > 1 ? count : 1;
    marker->text = marker_text(m);
    marker->author = *author ? ct_strdup(author) : NULL;
    if (!ct_category_parse(otio_text(ours, "category"), &marker->category))
        for (int c = 0; c < CT_CAT_COUNT; c++)
            if (ct_equal_nocase(ct_otio_colour((ct_category)c), colour_of(m)))
                marker->category = (ct_category)c;
    ct_note_status_parse(otio_text(ours, "status"), &marker->status);
    if (priority > 0 && priority <= CT_PRIORITY_MOST)
        marker->priority = (int)priority;
    ct_strset(&marker->assignee, *assignee ? assignee : NULL);
    add_answers(marker, ours);
}

static bool has_place(const cJSON *m)
{
    return otio_start_of(otio_member(m, "marked_range")).fps.num > 0;
}

void otio_add_markers(otio_reader *r, ct_event *e, const cJSON *clip, int64_t media_start)
{
    const cJSON *m;

    cJSON_ArrayForEach(m, otio_member(clip, "markers"))
    {
        r->unplaced += !has_place(m);
        if (has_place(m))
            read_marker(ct_event_add_marker(e), m, e->fps, media_start);
    }
}

void otio_add_timeline_markers(otio_reader *r, ct_timeline *t, const cJSON *holder, int64_t start,
                               int64_t at)
{
    const cJSON *m;

    cJSON_ArrayForEach(m, otio_member(holder, "markers"))
    {
        r->unplaced += !has_place(m);
        if (has_place(m) &&
            otio_frames(otio_start_of(otio_member(m, "marked_range")), t->fps) >= start)
            read_marker(ct_timeline_add_marker(t), m, t->fps, start - at);
    }
}
