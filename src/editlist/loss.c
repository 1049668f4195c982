/* SPDX-License-Identifier: MIT */
/* What a format cannot carry, said once a kind with the count: one row a kind of thing. The rows
 * are also the words for what a format carries. */
#include <string.h>

#include "circletake/str.h"
#include "editlist_priv.h"

/* --- how often a thing is there --------------------------------------------------- */

static bool is_there(const char *text)
{
    return text && *text;
}

#define OF_EVENT(name, condition)                                                                  \
    static bool name(const ct_event *e)                                                            \
    {                                                                                              \
        return condition;                                                                          \
    }
OF_EVENT(has_sound, (e->channels & CT_CHANNEL_V) && e->audio_channels > 0)
OF_EVENT(has_other_sound, is_there(e->sound.path))
OF_EVENT(has_speed, e->reverse || e->speed.num != e->speed.den || e->transition != CT_CUT)
OF_EVENT(has_path, is_there(e->path))
OF_EVENT(has_reel, is_there(e->reel))
OF_EVENT(has_label, is_there(e->label))
OF_EVENT(has_scene, is_there(e->scene))
OF_EVENT(has_shot, is_there(e->shot))
OF_EVENT(has_take, is_there(e->take))
OF_EVENT(has_camera, is_there(e->camera))
OF_EVENT(has_stars, e->rating > 0)
OF_EVENT(has_circle, e->circled)
OF_EVENT(has_colour, e->colour != CT_COLOUR_NONE)
OF_EVENT(has_verdict, e->verdict != CT_UNRATED)
OF_EVENT(has_author, is_there(e->author))
OF_EVENT(has_keywords, is_there(e->keywords))
OF_EVENT(has_description, is_there(e->description))

#define OF_MARKER(name, condition)                                                                 \
    static bool name(const ct_marker *m)                                                           \
    {                                                                                              \
        return condition;                                                                          \
    }
OF_MARKER(any_note, m != NULL)
OF_MARKER(is_range, m->count > 1)
OF_MARKER(has_category, m->category != CT_CAT_GENERAL)
OF_MARKER(has_note_author, is_there(m->author))
OF_MARKER(has_status, m->status != CT_NOTE_OPEN)
OF_MARKER(has_lines, m->text &&strchr(m->text, '\n'))

/* --- the kinds -------------------------------------------------------------------- */

typedef struct kind {
    unsigned    bit;
    const char *word; /* for lists of what a format carries */
    const char *rule;
    bool (*of_event)(const ct_event *e); /* exactly one of the two, or none: not a loss */
    bool (*of_marker)(const ct_marker *m);
    const char *what; /* "%zu selects ..." */
} kind;

/* clang-format off */
static const kind kinds[] = {
    {CT_CARRIES_EVENTS,      "events",      NULL,          NULL,            NULL,            NULL},
    {CT_CARRIES_SELECTS,     "selects",     NULL,          NULL,            NULL,            NULL},
    {CT_CARRIES_MIXED_RATES, "mixed-rates", NULL,          NULL,            NULL,            NULL},
    {CT_CARRIES_TRACKS,      "tracks",      NULL,          NULL,            NULL,            NULL},
    {CT_CARRIES_BINS,        "bins",        NULL,          NULL,            NULL,            NULL},
    {CT_CARRIES_SPEED,       "speed",       "speed",       has_speed,       NULL,            "with a transition or another speed: played straight"},
    {CT_CARRIES_AUDIO,       "audio",       "sound",       has_sound,       NULL,            "with sound tracks: picture only"},
    {CT_CARRIES_OTHER_SOUND, "other-sound", "other-sound", has_other_sound, NULL,            "with sound recorded apart: the camera's own instead"},
    {CT_CARRIES_PATH,        "path",        "path",        has_path,        NULL,            "without the path of the file"},
    {CT_CARRIES_REEL,        "reel",        "reel",        has_reel,        NULL,            "without the reel"},
    {CT_CARRIES_LABEL,       "label",       "label",       has_label,       NULL,            "without the label"},
    {CT_CARRIES_SCENE,       "scene",       "scene",       has_scene,       NULL,            "without the scene"},
    {CT_CARRIES_SHOT,        "shot",        "shot",        has_shot,        NULL,            "without the shot"},
    {CT_CARRIES_TAKE,        "take",        "take",        has_take,        NULL,            "without the take"},
    {CT_CARRIES_CAMERA,      "camera",      "camera",      has_camera,      NULL,            "without the camera"},
    {CT_CARRIES_STARS,       "stars",       "stars",       has_stars,       NULL,            "without stars"},
    {CT_CARRIES_CIRCLED,     "circled",     "circled",     has_circle,      NULL,            "of circled takes, not marked so"},
    {CT_CARRIES_COLOUR,      "colour",      "colour",      has_colour,      NULL,            "without the colour label"},
    {CT_CARRIES_VERDICT,     "verdict",     "verdict",     has_verdict,     NULL,            "marked good or rejected, not shown so"},
    {CT_CARRIES_AUTHOR,      "author",      "author",      has_author,      NULL,            "without the author"},
    {CT_CARRIES_KEYWORDS,    "keywords",    "keywords",    has_keywords,    NULL,            "without keywords"},
    {CT_CARRIES_DESCRIPTION, "description", "description", has_description, NULL,            "without the clip's description"},
    {CT_CARRIES_NOTES,       "notes",       "notes",       NULL,            any_note,        "left out"},
    {CT_CARRIES_NOTE_RANGES, "note-ranges", "note-length", NULL,            is_range,        "on a range, shown as points"},
    {CT_CARRIES_NOTE_COLOURS, "note-colours", "note-colour", NULL,          has_category,    "without the category"},
    {CT_CARRIES_NOTE_AUTHORS, "note-authors", "note-author", NULL,          has_note_author, "without the author"},
    {CT_CARRIES_NOTE_STATES, "note-states", "note-status", NULL,            has_status,      "not open, not shown so"},
    {CT_CARRIES_NOTE_LINES,  "note-lines",  "note-lines",  NULL,            has_lines,       "of several lines, written as one"},
};
/* clang-format on */
enum { KINDS = sizeof kinds / sizeof kinds[0] };

char *ct_format_carries(const ct_format *format, const char *between)
{
    ct_str text = {0};

    for (int i = 0; i < KINDS; i++)
        if (format->carries & kinds[i].bit)
            ct_str_appendf(&text, "%s%s", text.len ? between : "", kinds[i].word);
    return ct_str_take(&text);
}

static size_t count_of(const kind *k, const ct_timeline *t)
{
    size_t count = 0;

    for (size_t i = 0; i < t->event_count; i++) {
        const ct_event *e = &t->events[i];
        count += k->of_event && k->of_event(e);
        for (size_t m = 0; k->of_marker && m < e->marker_count; m++)
            count += k->of_marker(&e->markers[m]);
    }
    return count;
}

/* A marker list is not asked for the select's words, and what lost its notes not for their colours. */
static bool is_asked_for(const kind *k, const ct_format *f, const ct_export_options *o)
{
    bool without_notes = f->reel_width > 0 && o->no_notes;

    if (k->of_event)
        return (f->carries & CT_CARRIES_SELECTS) && !(without_notes && k->bit == CT_CARRIES_LABEL);
    if (k->bit == CT_CARRIES_NOTES)
        return !without_notes;
    return k->of_marker && (f->carries & CT_CARRIES_NOTES) && !without_notes;
}

static bool is_carried(const kind *k, const ct_format *f, const ct_export_options *o)
{
    if (k->bit == CT_CARRIES_OTHER_SOUND && o->layout == CT_LAYOUT_BINS)
        return false; /* a clip of a bin is its own media */
    return f->carries & k->bit;
}

void ct_say_losses(const ct_format *f, const ct_timeline *t, const ct_export_options *o,
                   ct_finding_list *findings)
{
    for (int i = 0; i < KINDS; i++) {
        const kind *k = &kinds[i];
        size_t      count = is_carried(k, f, o) || !is_asked_for(k, f, o) ? 0 : count_of(k, t);
        if (count)
            ct_finding_add(findings, CT_SAY_NOTE, k->rule, NULL, NULL,
                           "Not carried by %s: %zu %s%s %s.", f->name, count,
                           k->of_event ? "select" : "note", count == 1 ? "" : "s", k->what);
    }
}
