/* SPDX-License-Identifier: MIT */
/* Reading CMX 3600 lists in the dialects people send: strict on times, order and counts, lenient on
 * case, spaces, numbers and unknown comments. A list does not name its rate, and its FCM line
 * settles the record side only: see cmx3600_place.c. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cmx3600_priv.h"
#include "editlist_priv.h"
#include "marker_priv.h"

/* --- event lines ------------------------------------------------------------------ */

/* " === playlist0 === ", as Shotcut heads each track, whose record side begins anew. */
static bool is_section(const char *line)
{
    size_t bytes = strlen(line);

    return bytes > 8 && ct_starts_with(line, "=== ") && strcmp(line + bytes - 4, " ===") == 0;
}

static void begin_section(ct_edl_reader *r)
{
    r->pictures += r->section_used[0];
    r->sounds += r->section_used[1];
    r->section_used[0] = r->section_used[1] = false;
    r->sections = true;
}

/* Pictures lie above those of the sections before, sounds beside all of theirs. */
static void stay_in_section(ct_edl_reader *r, ct_edl_pending *p)
{
    bool picture = p->channels & CT_CHANNEL_V;

    if (!r->sections)
        return;
    r->section_used[picture ? 0 : 1] = true;
    p->track = picture ? r->pictures : r->pictures + r->sounds;
}

/* Of the event that has all its lines. One that cannot be placed is left out where that may be. */
static ct_code close_event(ct_edl_reader *r, ct_edl_pending *next, ct_error *err)
{
    ct_standing before = ct_standing_of(r->t);
    char       *name = ct_strdup(ct_str_or_empty(r->p.from_name ? r->p.from_name : r->p.reel));
    ct_code     code = ct_edl_close_event(r, next, err);

    code = ct_leave_out(&r->leave, &before, name, code, err);
    free(name);
    return code;
}

static ct_code read_event(ct_edl_reader *r, const char *line, ct_error *err)
{
    ct_edl_pending next;
    ct_code        code = ct_edl_parse_event(r, line, &next, err);

    if (!code)
        stay_in_section(r, &next);
    if (!code)
        code = close_event(r, &next, err);
    if (!code && r->t->event_count >= CT_EDL_EVENTS)
        code =
            ct_fail(err, CT_BAD_DATA, "Line %zu: more than %d events.", next.line, CT_EDL_EVENTS);
    if (code)
        ct_edl_pending_finish(&next);
    else
        r->p = next;
    r->tail = CT_EDL_TAIL_NONE;
    return code;
}

/* --- other statements --------------------------------------------------------------- */

static ct_code on_title(ct_edl_reader *r, const char *value, ct_error *err)
{
    (void)err;
    if (!r->t->title || !*r->t->title) /* Flame has further ones below it */
        ct_strset(&r->t->title, value);
    return CT_OK;
}

static ct_code on_fcm(ct_edl_reader *r, const char *value, ct_error *err)
{
    (void)err;
    if (ct_edl_value_of(value, "DROP"))
        r->drop = true;
    else if (ct_edl_value_of(value, "NON") || ct_edl_value_of(value, "FILM"))
        r->drop = false;
    else
        ct_edl_say(r, CT_SAY_NOTE, "fcm", r->lines.number,
                   "FCM is neither DROP FRAME nor NON-DROP FRAME.");
    return CT_OK;
}

/* Frames a second of record time, in hundredths, as a factor; 23.98 in a list of 24 is 1. */
static AVRational speed_factor(int64_t hundredths, int base)
{
    AVRational factor = {1, 1};
    int64_t    natural = (int64_t)base * 100;

    if (hundredths < natural - 6 || hundredths > natural + 6)
        av_reduce(&factor.num, &factor.den, hundredths, natural, INT32_MAX);
    return factor;
}

/* One of both can be cut short. */
static bool is_reel(const char *reel, const char *said)
{
    return ct_starts_with(reel, said) || (*reel && ct_starts_with(said, reel));
}

/* Whatever stands between their digits. */
static bool is_same_label(const char *a, const char *b)
{
    for (; *a && *b; a++, b++) {
        bool digits = (*a >= '0' && *a <= '9') || (*b >= '0' && *b <= '9');
        if (digits && *a != *b)
            return false;
    }
    return *a == *b;
}

/* Of the two lines that a transition can have, only the incoming side's is news: where both are of one reel the
 * timecode tells them apart. But the first can be an event of its own, as it is below a key. */
static void set_speed(ct_edl_reader *r, const char *reel, const char *label, int64_t hundredths)
{
    ct_edl_pending *p = &r->p;
    bool            same = label && is_same_label(label, p->label[CT_EDL_SOURCE_IN]);
    bool            other = p->has_outgoing && label && !same;
    AVRational      speed = speed_factor(hundredths < 0 ? -hundredths : hundredths,
                                    r->t->fps.num > 0 ? ct_tc_base(r->t->fps) : 30);

    if (!p->open)
        return;
    if (other || (!is_reel(p->reel, reel) && !same)) {
        if (!ct_edl_retime_outgoing(r, reel, speed, hundredths < 0) && !p->has_outgoing)
            ct_edl_say(r, CT_SAY_WARN, "speed", r->lines.number,
                       "M2 gives a speed to %s, which the event above it does not show; it was "
                       "left out.",
                       reel);
        return;
    }
    p->retimed = true;
    p->reverse = hundredths < 0;
    p->from_out = label && !same && is_same_label(label, p->label[CT_EDL_SOURCE_OUT]);
    p->speed = speed;
}

/* Of which a line cannot be read that it is nothing without. */
static void leave_event(ct_edl_reader *r, ct_code code, ct_error *err)
{
    const char *name = r->p.from_name ? r->p.from_name : r->p.reel;

    if (r->leave.allowed && r->p.open)
        ct_fail_prefix(err, code, "With %s above it: ", name);
    ct_edl_pending_finish(&r->p);
}

/* "M2   REEL       048.0                01:00:00:00": widths vary, so from the right; the timecode
 * repeats the source in. */
static ct_code on_speed(ct_edl_reader *r, const char *value, ct_error *err)
{
    char       *text = ct_edl_to_cut(value);
    const char *word = ct_edl_take_last(text), *label = NULL;
    int64_t     hundredths;
    ct_code     code = CT_OK;

    if (ct_edl_is_label(word, strlen(word))) {
        label = word;
        word = ct_edl_take_last(text);
    }
    char *speed = ct_strdup(word + (*word == '+')), *comma = strchr(speed, ',');
    if (comma)
        *comma = '.';
    if (!ct_parse_hundredths(speed, &hundredths))
        code = ct_fail(err, CT_BAD_DATA,
                       "Line %zu: expected the speed in frames a second (048.0) "
                       "before the timecode of M2, found \"%s\".",
                       r->lines.number, word);
    free(speed);
    if (code) /* what it shows is not known then */
        leave_event(r, code, err);

    char *reel = ct_edl_trimmed(text);
    if (!code)
        set_speed(r, reel, label, hundredths);
    free(reel);
    free(text);
    return code;
}

/* "AUD  3    4": further sound tracks of the event. */
static ct_code on_audio(ct_edl_reader *r, const char *value, ct_error *err)
{
    char *copy = ct_strdup(value), *rest = NULL;

    (void)err;
    for (char *word = strtok_r(copy, " ", &rest); word; word = strtok_r(NULL, " ", &rest)) {
        int64_t track;
        if (ct_parse_i64(word, &track) && track >= 1 && track <= 16)
            r->p.channels |= 1u << track;
    }
    free(copy);
    return CT_OK;
}

static ct_code on_split(ct_edl_reader *r, const char *value, ct_error *err)
{
    (void)err;
    ct_edl_say(r, CT_SAY_NOTE, "split", r->lines.number,
               "The next two events are a split edit (%s); they "
               "stand at their own record times.",
               value);
    return CT_OK;
}

/* "006-I REPLACED BY: 006I": the name was shortened; whole again for the event it stands below, and for every other one
 * that says nothing of it. Names of several can be shortened to the same. */
static ct_code on_replaced(ct_edl_reader *r, const char *value, ct_error *err)
{
    const char *by = strstr(value, " REPLACED BY:");

    (void)err;
    if (!by)
        return CT_OK;
    const char *written = by + strlen(" REPLACED BY:");
    written += strspn(written, " ");
    r->renames = ct_grow(r->renames, &r->rename_cap, r->rename_count + 1, sizeof *r->renames);
    ct_edl_renamed *made = &r->renames[r->rename_count++];
    *made = (ct_edl_renamed){ct_strndup(value, (size_t)(by - value)), ct_strdup(written)};
    if (r->p.open && !r->p.whole_reel && strcmp(r->p.reel, written) == 0)
        r->p.whole_reel = ct_strdup(made->whole);
    return CT_OK;
}

static ct_code on_discreet(ct_edl_reader *r, const char *value, ct_error *err)
{
    (void)err;
    if (!ct_edl_take_discreet(r, value)) {
        char *whole = ct_asprintf("DLEDL: %s", value);
        ct_edl_read_comment(r, whole);
        free(whole);
    }
    return CT_OK;
}

static const struct {
    const char *keyword;
    ct_code (*take)(ct_edl_reader *r, const char *value, ct_error *err);
} statements[] = {
    {"TITLE:", on_title},    {"FCM:", on_fcm},     {"M2 ", on_speed},
    {"AUD ", on_audio},      {"SPLIT:", on_split}, {"FINAL CUT PRO REEL:", on_replaced},
    {"DLEDL:", on_discreet},
};

/* The last line has no end. */
static bool ends_open(const ct_edl_lines *l)
{
    char last = l->bytes ? l->data[l->bytes - 1] : '\n';

    return l->at >= l->bytes && last != '\n' && last != '\r';
}

/* A last line without an end, that begins as an event does and is none, or one whose last timecode is
 * shorter than the one before: the rest of the file is missing. */
static bool breaks_off(const ct_edl_reader *r, const char *line, size_t digits, int labels)
{
    if (!ends_open(&r->lines) || digits < 3 || line[digits] != ' ')
        return false;
    if (labels < CT_EDL_LABELS)
        return true;
    const char *out = strrchr(line, ' '), *in = out;
    while (in > line && in[-1] != ' ')
        in--;
    return strlen(out + 1) < (size_t)(out - in);
}

/* Columns of a program's own behind the four timecodes: they are kept as a remark. */
static ct_code read_wide_event(ct_edl_reader *r, const char *line, ct_error *err)
{
    char   *event = ct_strdup(line), *behind = event + ct_edl_labels_end(event);
    char   *more = ct_edl_trimmed(behind);
    ct_code code;

    *behind = '\0';
    code = read_event(r, event, err);
    if (!code)
        ct_edl_read_comment(r, more);
    free(more);
    free(event);
    return code;
}

static ct_code read_line(ct_edl_reader *r, ct_error *err)
{
    const char *line = ct_str_text(&r->lines.line);
    size_t      digits = strspn(line, "0123456789");
    int         at_end, labels = ct_edl_count_labels(line, &at_end);

    if (*line == '\0')
        return CT_OK;
    if (breaks_off(r, line, digits, at_end))
        return ct_fail(err, CT_BAD_DATA,
                       "Line %zu: expected a whole event, but the file breaks off in the middle of "
                       "it.",
                       r->lines.number);
    if (digits >= 1 && digits <= 6 && line[digits] == ' ' && labels == 0 &&
        ct_edl_is_in_frames(line))
        return read_event(r, line, err);
    if (digits >= 1 && digits <= 6 && line[digits] == ' ' && labels >= 2) {
        if (at_end == CT_EDL_LABELS || (at_end == 2 && ct_edl_source_is_frames(line)))
            return read_event(r, line, err);
        if (labels == CT_EDL_LABELS && ct_edl_labels_end(line) > 0)
            return read_wide_event(r, line, err);
        return ct_fail(err, CT_BAD_DATA,
                       "Line %zu: expected an event to end in four timecodes "
                       "(source in and out, record in and out), found %d.",
                       r->lines.number, at_end);
    }
    if (ct_edl_read_resolve_marker(r, line) || ct_edl_read_tail(r, line))
        return CT_OK;
    if (is_section(line)) {
        begin_section(r);
        return CT_OK;
    }
    if (ends_open(&r->lines))
        ct_edl_say(r, CT_SAY_NOTE, "open-end", r->lines.number,
                   "The last line has no end: if there was more of it, the list breaks off there.");
    for (size_t i = 0; *line != '*' && i < sizeof statements / sizeof statements[0]; i++) {
        const char *value = ct_edl_value_of(line, statements[i].keyword);
        if (value)
            return statements[i].take(r, value, err);
    }
    ct_edl_read_comment(
        r, line); /* EFFECTS NAME IS, >>> SOURCE, loose text; FROM CLIP NAME without its star */
    return CT_OK;
}

/* With an event that cannot be read goes what is said below it. */
static ct_code read_or_leave(ct_edl_reader *r, ct_error *err)
{
    ct_code code = read_line(r, err);

    if (!code || !r->leave.allowed)
        return code;
    code = ct_leave_out(&r->leave, NULL, NULL, code, err);
    return code ? code : close_event(r, NULL, err);
}

/* --- the whole list ----------------------------------------------------------------- */

typedef struct place {
    int64_t first;
    size_t  index;
} place;

static int compare_places(const void *a, const void *b)
{
    const place *p = a, *q = b;

    if (p->first != q->first)
        return p->first < q->first ? -1 : 1;
    return (p->index > q->index) - (p->index < q->index);
}

static bool is_in_order(const ct_timeline *t)
{
    for (size_t i = 1; i < t->event_count; i++)
        if (t->events[i].record.first < t->events[i - 1].record.first)
            return false;
    return true;
}

static void sort_events(ct_timeline *t)
{
    place    *places = ct_alloc_array(t->event_count, sizeof *places);
    ct_event *sorted = ct_alloc_array(t->event_count, sizeof *sorted);

    for (size_t i = 0; i < t->event_count; i++)
        places[i] = (place){t->events[i].record.first, i};
    qsort(places, t->event_count, sizeof *places, compare_places);
    for (size_t i = 0; i < t->event_count; i++)
        sorted[i] = t->events[places[i].index];
    memcpy(t->events, sorted, t->event_count * sizeof *sorted);
    free(sorted);
    free(places);
}

/* Labels begin again at midnight; the record side goes on. More than half a day back is no other order. */
static void go_on_at_midnight(ct_timeline *t)
{
    int64_t day = ct_tc_day(t->count), days = 0;

    for (size_t i = 0; i < t->event_count; i++) {
        ct_span *s = &t->events[i].record;
        if (i > 0 && s->first + days + day / 2 < t->events[i - 1].record.first)
            days += day;
        s->first += days;
        s->end += days;
    }
}

/* Ascending on the record side, counted from its first frame. Lists sorted by source exist. */
static void put_in_order(ct_edl_reader *r)
{
    ct_timeline *t = r->t;

    go_on_at_midnight(t);
    if (!is_in_order(t)) {
        sort_events(t);
        if (!r->sections)
            ct_finding_add(r->findings, CT_SAY_NOTE, "order", NULL, NULL,
                           "The list was not in record order; it is now.");
    }
    t->start = t->event_count ? t->events[0].record.first : 0;
    for (size_t i = 0; i < t->event_count; i++) {
        t->events[i].record.first -= t->start;
        t->events[i].record.end -= t->start;
    }
}

/* On the first track of pictures and of each sound; what lies on others is meant to cover, or to be mixed. */
static void say_overlaps(ct_edl_reader *r)
{
    int64_t end[CT_CHANNELS_MOST + 1] = {0};

    for (size_t i = 0; i < r->t->event_count; i++) {
        const ct_event *e = &r->t->events[i];
        for (int c = 0; c <= CT_CHANNELS_MOST; c++)
            if ((e->channels >> c & 1) && e->track == 0) {
                if (e->record.first < end[c])
                    ct_finding_add(r->findings, CT_SAY_WARN, "overlap", e->name, NULL,
                                   "Event %lld begins before the one in front of it has ended.",
                                   (long long)e->number);
                if (e->record.end > end[c])
                    end[c] = e->record.end;
            }
    }
}

static void restore_reels(ct_edl_reader *r)
{
    for (size_t i = 0; i < r->t->event_count; i++)
        for (size_t k = 0; k < r->rename_count; k++)
            if (strcmp(r->t->events[i].reel, r->renames[k].written) == 0) {
                ct_strset(&r->t->events[i].reel, r->renames[k].whole);
                break;
            }
}

static void reader_finish(ct_edl_reader *r)
{
    for (size_t i = 0; i < r->rename_count; i++) {
        free(r->renames[i].whole);
        free(r->renames[i].written);
    }
    free(r->renames);
    ct_edl_pending_finish(&r->p);
    ct_edl_pending_finish(&r->head);
    ct_edl_lines_finish(&r->lines);
}

bool ct_cmx3600_looks_like(const char *data, size_t bytes)
{
    ct_edl_lines lines;
    bool         found = false;
    ct_code      code = CT_OK;

    ct_edl_lines_start(&lines, data, bytes, NULL);
    while (!code && !lines.line.len)
        code = ct_edl_lines_next(&lines, NULL);
    if (!code) {
        const char *line = ct_str_text(&lines.line);
        size_t      digits = strspn(line, "0123456789");
        int         at_end;
        found = ct_edl_value_of(line, "TITLE:") || ct_edl_value_of(line, "FCM:") ||
                (digits >= 1 && digits <= 6 && ct_edl_count_labels(line, &at_end) == CT_EDL_LABELS);
    }
    ct_edl_lines_finish(&lines);
    return found;
}

ct_code ct_cmx3600_read(const char *data, size_t bytes, const ct_import_options *how,
                        ct_timeline *out, ct_finding_list *findings, ct_error *err)
{
    ct_timeline   made;
    ct_edl_reader r = {.t = &made, .leave = {how->partial, findings}, .findings = findings};
    ct_code       code = CT_OK;

    ct_edl_lines_start(&r.lines, data, bytes, findings);
    ct_timeline_init(&made);
    made.fps = how->edit_rate;
    r.from_one = ct_edl_is_from_one(data, bytes);
    if (how->edit_rate.num == 0)
        r.drop_rate = ct_edl_drop_rate(data, bytes);
    while (!code && (code = ct_edl_lines_next(&r.lines, err)) == CT_OK)
        code = read_or_leave(&r, err);
    if (code == CT_END)
        code = close_event(&r, NULL, err);
    if (!code && made.event_count == 0)
        code = ct_fail(err, CT_BAD_DATA,
                       "There is no event in this list; expected lines such as "
                       "\"001  REEL V C\" with four timecodes.");
    if (!code) {
        restore_reels(&r);
        put_in_order(&r);
        ct_edl_place_head(&r);
        say_overlaps(&r);
        if (r.recounted)
            ct_finding_add(
                findings, CT_SAY_NOTE, "fcm", NULL, NULL,
                "FCM changes inside of the list; it was taken for how sources count, and "
                "the record side for one counting.");
        if (r.from_one)
            ct_finding_add(
                findings, CT_SAY_NOTE, "from-one", NULL, NULL,
                "The first frame is 00:00:00:01, as OpenShot counted; times were read one frame earlier.");
        const ct_tally counts[] = {
            {r.unnamed, CT_SAY_WARN, "unnamed-effect",
             "Effects without a word for what they are, read as dissolves"},
            {r.far_tracks, CT_SAY_WARN, "far-track", "Sounds beyond A16, read as A16"},
            {r.outside, CT_SAY_WARN, "outside", "Markers before the first event, left out"},
        };
        ct_tally_say(counts, sizeof counts / sizeof counts[0], findings);
        if (r.no_range)
            ct_finding_add(findings, CT_SAY_WARN, "no-range", NULL, NULL,
                           "%zu events name no source range; as many frames as they take on the "
                           "record side were read.",
                           r.no_range);
        *out = made;
    } else {
        ct_timeline_finish(&made);
    }
    reader_finish(&r);
    return code;
}
