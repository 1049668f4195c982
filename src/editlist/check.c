/* SPDX-License-Identifier: MIT */
/* What is wrong, or worth a look, in a timeline that is about to be written: one function a rule,
 * one row a rule. A rule speaks once for each source, not once for each event. */
#include <libavutil/mathematics.h>
#include <stdlib.h>

#include "check_priv.h"
#include "circletake/str.h"
#include "editlist_priv.h"
#include "passing_priv.h"

/* --- helpers ---------------------------------------------------------------------- */

const char *ct_check_name(const ct_event *e)
{
    return e->name && *e->name ? e->name : ct_str_or_empty(e->reel);
}

static bool has_timecode(const ct_event *e)
{
    return e->tc.rate.num > 0 && e->tc.rate.den > 0;
}

/* Rules about one source look at the first event of each, rules about one event at all. */
static bool is_first(const ct_checking *c, size_t i)
{
    return c->first_of_source[i] == i && !ct_event_is_black(&c->t->events[i]);
}

/* --- rules that refuse -------------------------------------------------------------- */

static void out_of_media(const ct_checking *c)
{
    for (size_t i = 0; i < c->t->event_count; i++) {
        const ct_event *e = &c->t->events[i];
        if (ct_event_is_black(e))
            continue;
        if (ct_span_count(e->source) == 0)
            CT_CHECK_SAY(c, e, "The range from frame %lld to %lld is empty.",
                         (long long)e->source.first, (long long)e->source.end);
        else if (e->source.first < 0 || (e->media_frames > 0 && e->source.end > e->media_frames))
            CT_CHECK_SAY(c, e,
                         "The range from frame %lld to %lld reaches outside the media, which has "
                         "frames 0 to %lld.",
                         (long long)e->source.first, (long long)e->source.end - 1,
                         (long long)e->media_frames - 1);
    }
}

/* At the time of day a list goes on in the next one, and its labels begin again. */
static bool goes_on(const ct_timeline *t)
{
    return t->time_of_day && ct_timeline_frames(t) <= ct_tc_day(t->count);
}

static bool passes_midnight(const ct_timeline *t)
{
    return t->start + ct_timeline_frames(t) > ct_tc_day(t->count);
}

static void record_next_day(const ct_checking *c)
{
    char label[CT_TC_TEXT_BYTES];

    if (passes_midnight(c->t) && goes_on(c->t))
        ct_finding_add(
            c->findings, c->severity, c->rule, NULL, c->remedy,
            "The list starts at %s and runs past midnight, where its record timecode begins again.",
            ct_tc_print(c->t->start, c->t->count, label));
}

static void record_midnight(const ct_checking *c)
{
    char label[CT_TC_TEXT_BYTES];

    if (passes_midnight(c->t) && !goes_on(c->t))
        ct_finding_add(c->findings, c->severity, c->rule, NULL, c->remedy,
                       "The list starts at %s and would run past midnight.",
                       ct_tc_print(c->t->start, c->t->count, label));
}

/* Against the last event before it on the same track. */
static void record_overlap(const ct_checking *c)
{
    size_t *last = ct_alloc_array((size_t)ct_layout_tracks(c->t), sizeof *last);

    for (size_t i = 0; i < c->t->event_count; i++) {
        const ct_event *e = &c->t->events[i];
        size_t         *before = &last[e->track]; /* its place, from 1 */
        const ct_event *b = *before ? &c->t->events[*before - 1] : NULL;
        if (b && (e->channels & b->channels) && e->record.first < b->record.end)
            CT_CHECK_SAY(
                c, e, "It begins on the timeline before the event in front of it, %s, has ended.",
                ct_check_name(b));
        *before = i + 1;
    }
    free(last);
}

/* --- rules that warn ---------------------------------------------------------------- */

/* Of a cut: what the project has no clip for is written as its list had it. */
static void no_clip(const ct_checking *c)
{
    for (size_t i = 0; i < c->t->event_count; i++)
        if (is_first(c, i) && ct_id_is_none(c->t->events[i].clip))
            CT_CHECK_SAY(
                c, &c->t->events[i],
                "No clip of the project stands for it; the list says of it what the cut says.");
}

/* The outgoing side of a transition goes on behind its out. */
static void transition_media(const ct_checking *c)
{
    size_t *after = ct_events_after(c->t);

    for (size_t i = 0; i < c->t->event_count; i++) {
        const ct_event *e = &c->t->events[i];
        if (after[i] == CT_NO_EVENT || e->media_frames <= 0 || ct_event_is_black(e))
            continue;
        int64_t needs = ct_passing_frames(e, c->t->events[after[i]].transition_frames, c->t->fps);
        int64_t has = e->reverse ? e->source.first : e->media_frames - e->source.end;
        if (e->speed.num > 0 && has < needs)
            CT_CHECK_SAY(
                c, e,
                "The transition out of it needs %lld frames behind its out, and its media has %lld.",
                (long long)needs, (long long)has);
    }
    free(after);
}

static void midnight(const ct_checking *c)
{
    char in[CT_TC_TEXT_BYTES], out[CT_TC_TEXT_BYTES];

    for (size_t i = 0; i < c->t->event_count; i++) {
        const ct_event *e = &c->t->events[i];
        ct_event_label  l = ct_event_labels(e, c->t->fps);
        int64_t         day = ct_tc_day(l.count);
        if (l.first % day + (l.end - l.first) >= day)
            CT_CHECK_SAY(c, e, "Its timecode passes midnight inside the range, from %s to %s.",
                         ct_tc_print(l.first, l.count, in), ct_tc_print(l.end, l.count, out));
    }
}

static void mixed_rate(const ct_checking *c)
{
    char source[CT_RATE_TEXT_BYTES], list[CT_RATE_TEXT_BYTES];

    /* a format that says each source's rate takes no risk with several */
    bool told = c->format->carries & CT_CARRIES_MIXED_RATES;

    for (size_t i = 0; !told && i < c->t->event_count; i++) {
        const ct_event *e = &c->t->events[i];
        if (is_first(c, i) && !ct_rate_equal(e->fps, c->t->fps))
            CT_CHECK_SAY(
                c, e,
                "It runs at %s frames a second in a list at %s: it keeps its own timecode and "
                "its natural speed, so source and record count different frames.",
                ct_rate_label(e->fps, source), ct_rate_label(c->t->fps, list));
    }
}

static bool is_on_grid(const ct_event *e, AVRational list_fps)
{
    int64_t num = ct_span_count(e->source) * e->fps.den * list_fps.num;

    return num % ((int64_t)e->fps.num * list_fps.den) == 0;
}

/* It takes one all the same. */
static bool is_below_one_frame(const ct_event *e, AVRational list_fps)
{
    int64_t frames = ct_span_count(e->source);

    return frames > 0 && ct_span_count(e->record) == 1 && e->speed.num == e->speed.den &&
           av_compare_ts(frames, av_inv_q(e->fps), 1, av_inv_q(list_fps)) < 0;
}

static void too_short(const ct_checking *c)
{
    char rate[CT_RATE_TEXT_BYTES];

    for (size_t i = 0; i < c->t->event_count; i++) {
        const ct_event *e = &c->t->events[i];
        if (is_below_one_frame(e, c->t->fps))
            CT_CHECK_SAY(
                c, e,
                "Its %lld frame%s would last less than one of the list at %s; it is given one.",
                (long long)ct_span_count(e->source), CT_S(ct_span_count(e->source)),
                ct_rate_label(c->t->fps, rate));
    }
}

/* Where a format says the rate of each source, that is the one risk left. */
static void off_grid(const ct_checking *c)
{
    unsigned wanted = CT_CARRIES_MIXED_RATES | CT_CARRIES_EVENTS;
    size_t  *said = ct_alloc_array(c->t->event_count, sizeof *said);
    char     source[CT_RATE_TEXT_BYTES], list[CT_RATE_TEXT_BYTES];

    for (size_t i = 0; (c->format->carries & wanted) == wanted && i < c->t->event_count; i++) {
        const ct_event *e = &c->t->events[i];
        if (is_on_grid(e, c->t->fps) || is_below_one_frame(e, c->t->fps) ||
            e->speed.num != e->speed.den || ct_event_is_black(e) || said[c->first_of_source[i]]++)
            continue;
        CT_CHECK_SAY(
            c, e,
            "%lld of its frames at %s do not end on a frame of the list at %s: it is cut at the "
            "nearest.",
            (long long)ct_span_count(e->source), ct_rate_label(e->fps, source),
            ct_rate_label(c->t->fps, list));
    }
    free(said);
}

static void no_timecode(const ct_checking *c)
{
    for (size_t i = 0; i < c->t->event_count; i++) {
        const ct_event *e = &c->t->events[i];
        if (is_first(c, i) && !has_timecode(e))
            CT_CHECK_SAY(c, e, "It has no timecode; its first frame is written as 00:00:00:00.");
    }
}

static void timecode_rate(const ct_checking *c)
{
    char track[CT_RATE_TEXT_BYTES], picture[CT_RATE_TEXT_BYTES];

    for (size_t i = 0; i < c->t->event_count; i++) {
        const ct_event *e = &c->t->events[i];
        if (is_first(c, i) && has_timecode(e) && !ct_rate_equal(e->tc.rate, e->fps))
            CT_CHECK_SAY(c, e, "Its timecode counts %s labels a second, its picture %s frames.",
                         ct_rate_label(e->tc.rate, track), ct_rate_label(e->fps, picture));
    }
}

static void drop_kind(const ct_checking *c)
{
    char rate[CT_RATE_TEXT_BYTES];

    for (size_t i = 0; i < c->t->event_count; i++) {
        const ct_event *e = &c->t->events[i];
        if (is_first(c, i) && has_timecode(e) && e->tc.count.drop && !ct_tc_can_drop(e->tc.rate))
            CT_CHECK_SAY(c, e,
                         "Its timecode is marked drop-frame, which does not exist at %s labels a "
                         "second; it is counted as marked.",
                         ct_rate_label(e->tc.rate, rate));
    }
}

static void list_rate(const ct_checking *c)
{
    char rate[CT_RATE_TEXT_BYTES];

    if (!ct_rate_is_round(c->t->fps))
        ct_finding_add(
            c->findings, c->severity, c->rule, NULL, c->remedy,
            "The list has %s frames a second, and no editor has timelines of that rate: its "
            "labels count %d a second.",
            ct_rate_label(c->t->fps, rate), ct_tc_base(c->t->fps));
}

static void variable_rate(const ct_checking *c)
{
    for (size_t i = 0; i < c->t->event_count; i++)
        if (is_first(c, i) && c->t->events[i].vfr && !c->t->events[i].conformed &&
            ct_span_count(c->t->events[i].media_us) == 0)
            CT_CHECK_SAY(c, &c->t->events[i],
                         "Its frames last unequally long (variable frame rate): an "
                         "editor that conforms it to a fixed rate lands on other frames.");
}

static void other_stream(const ct_checking *c)
{
    for (size_t i = 0; i < c->t->event_count; i++)
        if (is_first(c, i) && c->t->events[i].stream > 0)
            CT_CHECK_SAY(
                c, &c->t->events[i],
                "Stream %d of its file's pictures was chosen, counted from 0, which no list says: an "
                "editor may open the first.",
                c->t->events[i].stream);
}

static void conformed(const ct_checking *c)
{
    char rate[CT_RATE_TEXT_BYTES];

    for (size_t i = 0; i < c->t->event_count; i++)
        if (is_first(c, i) && c->t->events[i].conformed)
            CT_CHECK_SAY(
                c, &c->t->events[i],
                "Its frames last unequally long: its places are written as frames of a constant %s "
                "a second, the nearest to the time of each picture.",
                ct_rate_label(c->t->events[i].fps, rate));
}

static void offline(const ct_checking *c)
{
    for (size_t i = 0; i < c->t->event_count; i++)
        if (is_first(c, i) && c->t->events[i].offline)
            CT_CHECK_SAY(c, &c->t->events[i],
                         "Its file is not where it was; the list is made from what was "
                         "known.");
}

static void sound_offline(const ct_checking *c)
{
    size_t *first = ct_first_of_sound(c->t);

    for (size_t i = 0; i < c->t->event_count; i++) {
        const ct_event *e = &c->t->events[i];
        if (e->sound.path && first[i] == i && e->sound.offline)
            CT_CHECK_SAY(c, e, "The file of its sound, %s, is not where it was.",
                         ct_str_or_empty(e->sound.name));
    }
    free(first);
}

static const struct {
    const char *name;
    ct_severity severity;
    void (*check)(const ct_checking *c);
    const char *remedy;
} rules[] = {
    {"out-of-media", CT_SAY_REFUSE, out_of_media,
     "Set In and Out again on this clip; for an event of a cut, say where it begins (cut.relink)."},
    {"record-midnight", CT_SAY_REFUSE, record_midnight,
     "Ask for an earlier record start; of what stands as it was shot take one day."},
    {"record-next-day", CT_SAY_WARN, record_next_day,
     "Check the order of the events after import, or hand over the evening and the early hours apart."},
    {"record-overlap", CT_SAY_REFUSE, record_overlap, NULL},
    {"no-clip", CT_SAY_WARN, no_clip,
     "Add its footage and look for it again (cut.conform), or choose its clip (cut.relink)."},
    {"transition-media", CT_SAY_WARN, transition_media,
     "Shorten the transition, or the editor holds the last frame or refuses it."},
    {"midnight", CT_SAY_WARN, midnight,
     "Check the event after import; if it is wrong, split the select at midnight."},
    {"mixed-rate", CT_SAY_WARN, mixed_rate,
     "Leave the edit rate out, also that of the project (project.rate rate=none), to get one list a rate, or ask for a "
     "format that names the rate of each source."},
    {"too-short", CT_SAY_WARN, too_short,
     "Make the select longer, or ask for a list at the clip's own rate."},
    {"off-grid", CT_SAY_WARN, off_grid,
     "Check its last frame after import, or ask for a list at its own rate (edit-rate)."},
    {"no-timecode", CT_SAY_WARN, no_timecode,
     "Give the clip a start timecode if the editor's copy of the file has one."},
    {"timecode-rate", CT_SAY_WARN, timecode_rate,
     "Check the first frame of this event after import."},
    {"drop-kind", CT_SAY_WARN, drop_kind, "Check the first frame of this event after import."},
    {"list-rate", CT_SAY_WARN, list_rate,
     "Ask for a list at a rate that the editor has (edit-rate), or convert the clip before it is edited and mark the "
     "copy."},
    {"variable-rate", CT_SAY_WARN, variable_rate,
     "Ask for a conformed list (vfr=conform), or convert the clip to a constant rate before it is "
     "edited and mark the copy."},
    {"vfr-conformed", CT_SAY_WARN, conformed, "Check the first and last frame after import."},
    {"other-stream", CT_SAY_WARN, other_stream,
     "Look at its picture after import; hand over a copy that has this stream alone if it is another."},
    {"offline", CT_SAY_WARN, offline, "Connect the drive, or choose Relink."},
    {"sound-offline", CT_SAY_WARN, sound_offline, "Connect the drive, or choose Relink."},
    {"same-reel", CT_SAY_WARN, ct_check_same_reel, "Give one of the two clips another reel name."},
    {"twice", CT_SAY_NOTE, ct_check_twice, NULL},
};

void ct_check_timeline(const ct_timeline *t, const ct_format *f, ct_finding_list *findings)
{
    size_t *first = ct_first_of_source(t);

    for (size_t i = 0; i < sizeof rules / sizeof rules[0]; i++)
        rules[i].check(&(ct_checking){.t = t,
                                      .first_of_source = first,
                                      .format = f,
                                      .findings = findings,
                                      .rule = rules[i].name,
                                      .severity = rules[i].severity,
                                      .remedy = rules[i].remedy});
    free(first);
}
