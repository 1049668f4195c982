/* SPDX-License-Identifier: MIT */
/* What a format cannot carry, said once a kind with the count: one row a kind of thing. The rows
 * are also the words for what a format carries. */
#include <libavutil/mathematics.h>
#include <stdlib.h>
#include <string.h>

#include "circletake/str.h"
#include "editlist_priv.h"
#include "heard_priv.h"
#include "marker_priv.h"
#include "transition_priv.h"

/* --- how often a thing is there --------------------------------------------------- */

static bool is_there(const char *text)
{
    return text && *text;
}

/* Sound recorded apart whose first sample is no frame's. */
static bool begins_between_frames(const ct_event *e)
{
    ct_heard h;

    return e->sound.path && ct_event_heard(e, e->fps, &h) && h.off_grid;
}

/* Names of wipes are told of with the wipes. */
static bool has_other_than_names(const char *remarks)
{
    while (remarks && *remarks) {
        if (!ct_starts_with(remarks, CT_EFFECT_NAME))
            return true;
        remarks += strcspn(remarks, "\n");
        remarks += *remarks == '\n';
    }
    return false;
}

#define OF_EVENT(name, condition)                                                                  \
    static bool name(const ct_event *e)                                                            \
    {                                                                                              \
        return condition;                                                                          \
    }
OF_EVENT(has_sound, (e->channels & CT_CHANNEL_V) && ct_event_sound_count(e) > 0)
OF_EVENT(has_other_sound, is_there(e->sound.path))
OF_EVENT(has_sample, begins_between_frames(e))
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
OF_EVENT(has_remarks, has_other_than_names(e->comment))
OF_EVENT(has_keywords, is_there(e->keywords))
OF_EVENT(has_description, is_there(e->description))

#define OF_MARKER(name, condition)                                                                 \
    static size_t name(const ct_marker *m)                                                         \
    {                                                                                              \
        return condition;                                                                          \
    }
OF_MARKER(any_note, m != NULL)
OF_MARKER(is_range, m->count > 1)
OF_MARKER(has_category, m->category != CT_CAT_GENERAL)
OF_MARKER(has_note_author, is_there(m->author))
OF_MARKER(has_status, m->status != CT_NOTE_OPEN)
OF_MARKER(has_task, m->priority > 0 || is_there(m->assignee))
OF_MARKER(has_lines, m->text &&strchr(m->text, '\n'))

/* Answers are counted one by one. Where stills have a place a drawing is lost unless there is one of it. */
static size_t count_replies(const ct_marker *m)
{
    return m->reply_count;
}
static size_t is_drawn(const ct_marker *m)
{
    return m->drawn || m->still;
}
static size_t is_undrawn(const ct_marker *m)
{
    return m->drawn && !m->still;
}

/* --- the kinds -------------------------------------------------------------------- */

typedef struct kind {
    unsigned    bit;
    const char *word; /* for lists of what a format carries */
    const char *rule;
    bool (*of_event)(const ct_event *e); /* exactly one of the two, or none: not a loss */
    size_t (*of_marker)(const ct_marker *m);
    const char *what;       /* "%zu selects ..." */
    const char *one, *many; /* what is counted; NULL: selects or notes */
} kind;

/* clang-format off */
static const kind kinds[] = {
    {CT_CARRIES_EVENTS,      "events",      NULL,          NULL,            NULL,            NULL, NULL, NULL},
    {CT_CARRIES_SELECTS,     "selects",     NULL,          NULL,            NULL,            NULL, NULL, NULL},
    {CT_CARRIES_MIXED_RATES, "mixed-rates", NULL,          NULL,            NULL,            NULL, NULL, NULL},
    {CT_CARRIES_TRACKS,      "tracks",      NULL,          NULL,            NULL,            NULL, NULL, NULL},
    {CT_CARRIES_BINS,        "bins",        NULL,          NULL,            NULL,            NULL, NULL, NULL},
    {CT_CARRIES_SPEED,       "speed",       "speed",       has_speed,       NULL,            "with a transition or another speed: played straight", NULL, NULL},
    {CT_CARRIES_AUDIO,       "audio",       "sound",       has_sound,       NULL,            "with sound tracks: picture only", NULL, NULL},
    {CT_CARRIES_OTHER_SOUND, "other-sound", "other-sound", has_other_sound, NULL,            "with sound recorded apart: the camera's own instead", NULL, NULL},
    {CT_CARRIES_SAMPLES,     "samples",     "sound-place", has_sample,      NULL,            "whose sound recorded apart begins up to half a frame off", NULL, NULL},
    {CT_CARRIES_PATH,        "path",        "path",        has_path,        NULL,            "without the path of the file", NULL, NULL},
    {CT_CARRIES_REEL,        "reel",        "reel",        has_reel,        NULL,            "without the reel", NULL, NULL},
    {CT_CARRIES_LABEL,       "label",       "label",       has_label,       NULL,            "without the label", NULL, NULL},
    {CT_CARRIES_SCENE,       "scene",       "scene",       has_scene,       NULL,            "without the scene", NULL, NULL},
    {CT_CARRIES_SHOT,        "shot",        "shot",        has_shot,        NULL,            "without the shot", NULL, NULL},
    {CT_CARRIES_TAKE,        "take",        "take",        has_take,        NULL,            "without the take", NULL, NULL},
    {CT_CARRIES_CAMERA,      "camera",      "camera",      has_camera,      NULL,            "without the camera", NULL, NULL},
    {CT_CARRIES_STARS,       "stars",       "stars",       has_stars,       NULL,            "without stars", NULL, NULL},
    {CT_CARRIES_CIRCLED,     "circled",     "circled",     has_circle,      NULL,            "of circled takes, not marked so", NULL, NULL},
    {CT_CARRIES_COLOUR,      "colour",      "colour",      has_colour,      NULL,            "without the colour label", NULL, NULL},
    {CT_CARRIES_VERDICT,     "verdict",     "verdict",     has_verdict,     NULL,            "marked good or rejected, not shown so", NULL, NULL},
    {CT_CARRIES_AUTHOR,      "author",      "author",      has_author,      NULL,            "without the author", NULL, NULL},
    {CT_CARRIES_KEYWORDS,    "keywords",    "keywords",    has_keywords,    NULL,            "without keywords", NULL, NULL},
    {CT_CARRIES_DESCRIPTION, "description", "description", has_description, NULL,            "without the clip's description", NULL, NULL},
    {0,                      NULL,          "remarks",     has_remarks,     NULL,            "without the remarks of the list that they are from", NULL, NULL},
    {CT_CARRIES_NOTES,       "notes",       "notes",       NULL,            any_note,        "left out", NULL, NULL},
    {CT_CARRIES_NOTE_RANGES, "note-ranges", "note-length", NULL,            is_range,        "on a range, shown as points", NULL, NULL},
    {CT_CARRIES_NOTE_COLOURS, "note-colours", "note-colour", NULL,          has_category,    "without the category", NULL, NULL},
    {CT_CARRIES_NOTE_AUTHORS, "note-authors", "note-author", NULL,          has_note_author, "without the author", NULL, NULL},
    {CT_CARRIES_NOTE_STATES, "note-states", "note-status", NULL,            has_status,      "not open, not shown so", NULL, NULL},
    {CT_CARRIES_NOTE_LINES,  "note-lines",  "note-lines",  NULL,            has_lines,       "of several lines, written as one", NULL, NULL},
    {CT_CARRIES_DRAWINGS,    "drawings",    "drawing",     NULL,            is_drawn,        "left out", "drawing", "drawings"},
    {CT_CARRIES_DRAWINGS,    NULL,          "drawing",     NULL,            is_undrawn,      "left out", "drawing", "drawings"},
    {CT_CARRIES_REPLIES,     NULL,          "note-task",   NULL,            has_task,        "with a priority or somebody to answer, not shown so", NULL, NULL},
    {CT_CARRIES_REPLIES,     "replies",     "replies",     NULL,            count_replies,   "folded into note text", "reply", "replies"},
};
/* clang-format on */
enum { KINDS = sizeof kinds / sizeof kinds[0] };

char *ct_format_carries(const ct_format *format, const char *between)
{
    ct_str text = {0};

    for (int i = 0; i < KINDS; i++)
        if ((format->carries & kinds[i].bit) && kinds[i].word)
            ct_str_appendf(&text, "%s%s", text.len ? between : "", kinds[i].word);
    return ct_str_take(&text);
}

/* --- what is said only nearly ------------------------------------------------------- */

/* `before`: of each event the one in front of it, or CT_NO_EVENT. */
typedef struct nearness {
    unsigned    bit;
    const char *rule;
    bool (*of_event)(const ct_timeline *t, const size_t *before, size_t i);
    const char *what;
} nearness;

static bool has_wipe(const ct_timeline *t, const size_t *before, size_t i)
{
    (void)before;
    return t->events[i].transition == CT_WIPE;
}

static bool has_key(const ct_timeline *t, const size_t *before, size_t i)
{
    (void)before;
    return t->events[i].transition == CT_KEY;
}

static bool has_fade_behind(const ct_timeline *t, const size_t *before, size_t i)
{
    return t->events[i].transition == CT_FADE && before[i] != CT_NO_EVENT &&
           !ct_event_is_black(&t->events[before[i]]);
}

/* The speed is no whole number of the parts that the format counts in. */
static bool is_between(AVRational speed, int64_t parts)
{
    return speed.den > 0 && speed.num != speed.den && speed.num * parts % speed.den != 0;
}

static bool has_speed_between_tenths(const ct_timeline *t, const size_t *before, size_t i)
{
    (void)before;
    return is_between(t->events[i].speed, (int64_t)t->count.base * 10);
}

static bool has_speed_between_percents(const ct_timeline *t, const size_t *before, size_t i)
{
    (void)before;
    return !ct_fcp7xml_has_speed(&t->events[i]);
}

/* Its first frame is counted at its speed: at twice that every second frame can be one. */
static bool has_start_between_frames(const ct_timeline *t, const size_t *before, size_t i)
{
    const ct_event *e = &t->events[i];
    AVRational      s = e->speed;

    (void)before;
    return (!e->reverse && !ct_fcp7xml_has_start(e)) ||
           (s.num > s.den &&
            av_rescale(av_rescale(e->source.first, s.den, s.num), s.num, s.den) != e->source.first);
}

static bool has_speed_between_ticks(const ct_timeline *t, const size_t *before, size_t i)
{
    (void)before;
    return !ct_fcpxml_has_speed(t, &t->events[i]);
}

static bool begins_within(const ct_timeline *t, const size_t *before, size_t i)
{
    (void)before;
    return t->events[i].within.num > 0 && !t->events[i].reverse;
}

static bool begins_within_backwards(const ct_timeline *t, const size_t *before, size_t i)
{
    (void)before;
    return t->events[i].within.num > 0 && t->events[i].reverse;
}

static bool is_title(const ct_timeline *t, const size_t *before, size_t i)
{
    const ct_event *e = &t->events[i];

    (void)before;
    return ct_event_is_black(e) && (is_there(e->name) || e->marker_count > 0);
}

static const nearness nearnesses[] = {
    {CT_NEARLY_WIPES, "wipe", has_wipe, "with a wipe: written as a dissolve"},
    {CT_NEARLY_KEYS, "key", has_key, "lying over another as a key: written as a layer that covers"},
    {CT_NEARLY_FADES, "fade", has_fade_behind,
     "fading up from black behind another picture: written as a dissolve"},
    {CT_NEARLY_TENTHS, "speed-rounded", has_speed_between_tenths,
     "at a speed rounded to a tenth of a frame a second"},
    {CT_NEARLY_PERCENT, "speed-rounded", has_speed_between_percents,
     "at a speed rounded to a millionth of a percent"},
    {CT_NEARLY_PERCENT, "start-rounded", has_start_between_frames,
     "beginning between the frames that their speed can begin with: written with the nearest"},
    {CT_NEARLY_TICKS, "speed-rounded", has_speed_between_ticks,
     "at a speed rounded to what its clock can say"},
    {CT_NEARLY_STARTS, "within-frame", begins_within,
     "beginning within a frame of its source: written with the whole of it"},
    {CT_NEARLY_BACK, "within-frame", begins_within_backwards,
     "beginning backwards within a frame of its source: written with the whole of it"},
    {CT_NEARLY_TITLES, "title", is_title, "made in the editing program: left empty"},
};

static size_t count_nearly(const nearness *n, const ct_timeline_list *lists)
{
    size_t count = 0;

    for (size_t k = 0; k < lists->count; k++) {
        const ct_timeline *t = &lists->items[k];
        size_t            *before = ct_events_before(t);
        for (size_t i = 0; i < t->event_count; i++)
            count += n->of_event(t, before, i);
        free(before);
    }
    return count;
}

static void say_nearly(const ct_format *f, const ct_timeline_list *lists, ct_finding_list *findings)
{
    for (size_t i = 0; i < sizeof nearnesses / sizeof nearnesses[0]; i++) {
        const nearness *n = &nearnesses[i];
        size_t          count = f->nearly & n->bit ? count_nearly(n, lists) : 0;
        if (count)
            ct_finding_add(findings, CT_SAY_NOTE, n->rule, NULL, NULL, "%s: %zu event%s %s.",
                           f->title, count, CT_S(count), n->what);
    }
}

/* --- the whole -------------------------------------------------------------------- */

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

    if (k->bit == 0) /* remarks: lines of an edit list, and no more */
        return (f->carries & CT_CARRIES_SELECTS) && f->reel_width == 0;
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
    if (k->bit == CT_CARRIES_SAMPLES)
        return f->carries & k->bit || !(f->carries & CT_CARRIES_OTHER_SOUND) ||
               o->layout == CT_LAYOUT_BINS;
    if (k->of_marker == is_undrawn)
        return !(f->carries & k->bit);
    return f->carries & k->bit;
}

static void say(const kind *k, const ct_format *f, bool cut, size_t count,
                ct_finding_list *findings)
{
    const char *event = cut ? "event" : "select", *events = cut ? "events" : "selects";
    const char *one = k->one ? k->one : k->of_event ? event : "note";
    const char *many = k->many ? k->many : k->of_event ? events : "notes";
    const char *remedy = k->bit & f->carries ? "Ask for stills." : NULL;

    if (count)
        ct_finding_add(findings, CT_SAY_NOTE, k->rule, NULL, remedy, "%s: %zu %s %s.", f->title,
                       count, count == 1 ? one : many, k->what);
}

static size_t count_beside(const ct_format *f, const ct_timeline *t, const ct_event *e)
{
    ct_event said = {.speed = e->speed, .within = e->within};
    int64_t  tenths = (int64_t)t->count.base * 10;
    size_t   count = 0;

    if (f->nearly & CT_NEARLY_TENTHS && said.speed.num != said.speed.den)
        said.speed = (AVRational){(int)av_rescale(tenths, e->speed.num, e->speed.den), (int)tenths};
    if (f->nearly & CT_NEARLY_STARTS)
        said.within = (AVRational){0, 0};
    bool by_rate = f->nearly & CT_NEARLY_RECORD && e->speed.num == e->speed.den;
    bool ranges = f->carries & CT_CARRIES_NOTE_RANGES;
    for (size_t i = 0; i < e->marker_count; i++) {
        const ct_marker *m = &e->markers[i];
        count += by_rate ? ct_marker_is_skipped(t, e, m, ranges)
                         : ct_marker_lands_beside(t, e, m, &said, ranges);
    }
    return count;
}

static void say_places(const ct_format *f, const ct_timeline_list *lists, ct_finding_list *findings)
{
    size_t count = 0;

    for (size_t k = 0; k < lists->count; k++)
        for (size_t i = 0; i < lists->items[k].event_count; i++)
            count += count_beside(f, &lists->items[k], &lists->items[k].events[i]);
    if (count)
        ct_finding_add(findings, CT_SAY_NOTE, "note-place", NULL, NULL,
                       "%s: %zu note%s on frames that an event at another speed or rate skips: on "
                       "the nearest that it shows.",
                       f->title, count, CT_S(count));
}

void ct_say_losses(const ct_format *f, const ct_timeline_list *lists, const ct_export_options *o,
                   bool cut, ct_finding_list *findings)
{
    if (cut && f->carries & CT_CARRIES_SPEED)
        say_nearly(f, lists, findings);
    if (f->nearly & CT_NEARLY_PLACES && !(f->reel_width > 0 && o->no_notes))
        say_places(f, lists, findings);
    for (int i = 0; i < KINDS; i++) {
        size_t count = 0;
        if (is_carried(&kinds[i], f, o) || !is_asked_for(&kinds[i], f, o))
            continue;
        for (size_t t = 0; t < lists->count; t++)
            count += count_of(&kinds[i], &lists->items[t]);
        say(&kinds[i], f, cut, count, findings);
    }
}

void ct_say_note_losses(const ct_format *f, const ct_export_input *in, ct_finding_list *findings)
{
    const kind *k = kinds;
    size_t      drawn = 0;

    for (size_t i = 0; i < in->notes->count; i++)
        drawn += *ct_str_or_empty(in->notes->items[i].drawing) && !in->still;
    while (k->bit != CT_CARRIES_DRAWINGS)
        k++;
    say(k, f, false, drawn, findings);
}
