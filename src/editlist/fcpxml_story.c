/* SPDX-License-Identifier: MIT */
/* Stories of FCPXML: a spine and what hangs on it. Every container has a clock of its own on which its
 * elements lie; it is read through a window, a part of that clock which lies at a record frame. So
 * compounds, multicams and synchronised clips are stories read through the window that the clip which
 * holds them opens, and no event of them is longer than what is seen. */
#include <stdlib.h>
#include <string.h>

#include "fcpxml_priv.h"
#include "nest_priv.h"

enum { LANES = FCP_LANES };

static const fcp_time   zero = {0, 1};
static const AVRational natural = {1, 1};

static ct_code read_element(fcp_reader *r, const ct_xml_node *n, fcp_story *st, ct_error *err);
static ct_code read_or_leave(fcp_reader *r, const ct_xml_node *n, fcp_story *st, ct_error *err);

/* --- places ----------------------------------------------------------------------- */

/* What of it lies in the story's window. */
static void see(fcp_reader *r, const fcp_story *st, fcp_place *p)
{
    fcp_time end = fcp_plus(p->offset, p->duration);
    fcp_time begin = fcp_compare(p->offset, st->from) < 0 ? st->from : p->offset;

    if (st->to.den && fcp_compare(st->to, end) < 0)
        end = st->to;
    p->skip = fcp_minus(begin, p->offset);
    p->seen = fcp_minus(end, begin);
    p->record = (ct_span){0, 0};
    if (p->seen.num > 0) {
        p->record.first = st->record + fcp_frames_of(r, fcp_minus(begin, st->from), r->t->fps);
        p->record.end = st->record + fcp_frames_of(r, fcp_minus(end, st->from), r->t->fps);
    }
}

/* On the story's clock. */
static ct_code find_offset(const ct_xml_node *n, const fcp_story *st, fcp_time *out, ct_error *err)
{
    fcp_time own;
    ct_code  code = fcp_time_of(n, "offset", st->origin, &own, err);

    *out = st->next;
    if (!code && ct_xml_attribute(n, "offset"))
        *out = fcp_plus(fcp_on_story(fcp_minus(own, st->origin), st->pace), st->base);
    return code;
}

/* Its elements lie on the story's own clock from there on. */
static void begin_at(fcp_story *st, fcp_time base)
{
    st->next = st->base = base;
    st->origin = zero;
    st->pace = natural;
}

ct_code fcp_find_place(fcp_reader *r, const ct_xml_node *n, fcp_story *st, fcp_time duration,
                       fcp_place *out, ct_error *err)
{
    ct_code code = find_offset(n, st, &out->offset, err);

    if (!code)
        code = fcp_time_of(n, "duration", duration, &out->duration, err);
    if (!code && out->duration.num < 0)
        code = ct_fail(err, CT_BAD_DATA,
                       "Line %d: expected a duration of <%s> that is not negative, "
                       "found \"%.40s\".",
                       ct_xml_line(n), ct_xml_name(n),
                       ct_str_or_empty(ct_xml_attribute(n, "duration")));
    if (code)
        return code;
    st->next = fcp_plus(out->offset, out->duration);
    see(r, st, out);
    return CT_OK;
}

ct_code fcp_find_sound(fcp_reader *r, const ct_xml_node *n, const fcp_story *st, fcp_time start,
                       AVRational pace, const fcp_place *picture, fcp_place *out, bool *moved,
                       ct_error *err)
{
    size_t   off_grid = r->off_grid;
    fcp_time first;
    ct_code  code = fcp_time_of(n, "audioStart", start, &first, err);

    if (!code)
        code = fcp_time_of(n, "audioDuration", picture->duration, &out->duration, err);
    if (code)
        return code;
    out->offset = fcp_plus(picture->offset, fcp_on_story(fcp_minus(first, start), pace));
    see(r, st, out);
    r->off_grid = off_grid; /* sound need not lie on it */
    *moved = out->record.first != picture->record.first || out->record.end != picture->record.end;
    return CT_OK;
}

int fcp_lane(const ct_xml_node *n)
{
    const char *text = ct_str_or_empty(ct_xml_attribute(n, "lane"));
    int64_t     lane;

    if (!ct_parse_i64(text, &lane))
        return 0;
    return lane < 1 - LANES / 2 ? 1 - LANES / 2 : lane > LANES / 2 - 1 ? LANES / 2 - 1 : (int)lane;
}

static bool has_lane(const ct_xml_node *n)
{
    return fcp_lane(n) != 0;
}

ct_code fcp_read_connected(fcp_reader *r, const ct_xml_node *n, const fcp_story *st,
                           const fcp_place *where, fcp_time start, AVRational pace, ct_error *err)
{
    ct_code code = CT_OK;

    for (const ct_xml_node *c = ct_xml_child(n, NULL); c && !code; c = ct_xml_next(c, NULL)) {
        fcp_story beside = *st;
        r->visits_left--;
        if (!has_lane(c) || fcp_is_own_sound(n, c))
            continue;
        beside.next = beside.base = where->offset;
        beside.origin = start;
        beside.pace = pace;
        beside.track += fcp_lane(c) * st->lane_step;
        beside.silent = st->silent_beside;
        code = read_or_leave(r, c, &beside, err);
    }
    return code;
}

/* --- clips ------------------------------------------------------------------------ */

/* Made inside the editor: no media, but a place, a name and remarks. Its clock is its own. */
static ct_code read_title(fcp_reader *r, const ct_xml_node *title, fcp_story *st, ct_error *err)
{
    fcp_shown s = {.fps = r->t->fps, .shift = zero};
    fcp_place where;
    ct_code   code = fcp_find_place(r, title, st, zero, &where, err);

    if (!code)
        code = fcp_time_of(title, "start", zero, &s.asset_start, err);
    if (!code && ct_span_count(where.record) > 0) {
        ct_event *e = ct_timeline_add(r->t);
        e->fps = r->t->fps;
        e->name = ct_strdup(ct_str_or_empty(ct_xml_attribute(title, "name")));
        e->reel = ct_strdup("BL");
        e->channels = has_lane(title) ? 0 : CT_CHANNEL_V; /* over a picture it covers nothing */
        e->track = e->channels ? st->track : fcp_sound_track(r, NULL, st->track);
        e->record = where.record;
        e->source = (ct_span){0, ct_span_count(e->record)};
        code = fcp_add_markers(r, e, title, &s, (fcp_window){.from = {0, 0}}, err);
    }
    return code ? code : fcp_read_connected(r, title, st, &where, s.asset_start, natural, err);
}

/* A picture says that it lasts no time; where it is shown on its own clock means nothing. */
static bool is_still(const ct_xml_node *asset)
{
    const char *duration = ct_str_or_empty(ct_xml_attribute(asset, "duration"));
    fcp_time    time;

    return ct_xml_attribute(asset, "hasVideo") && *duration && fcp_parse_time(duration, &time) &&
           time.num == 0;
}

static void make_still(ct_event *e)
{
    e->source = (ct_span){0, 1};
    e->speed = (AVRational){0, 1};
    e->reverse = false;
    e->media_frames = 1;
}

static ct_code add_piece(fcp_reader *r, const ct_xml_node *clip, const fcp_shown *s,
                         const fcp_story *st, const fcp_piece *piece, fcp_window marks,
                         ct_span record, ct_error *err)
{
    fcp_shown own = *s;
    ct_event *e = ct_timeline_add(r->t);
    ct_code   code = fcp_fill_media(r, e, clip, s, err);

    if (code)
        return code;
    e->record = record;
    e->track = e->channels & CT_CHANNEL_V ? st->track : fcp_sound_track(r, clip, st->track);
    own.clock = piece->clock.from;
    fcp_place_piece(r, e, piece, &own);
    if (is_still(s->asset))
        make_still(e);
    code = fcp_add_keywords(r, e, clip, s, err);
    return code || s->bare ? code : fcp_add_markers(r, e, clip, &own, marks, err);
}

/* Of a clip that changes its speed a piece after the other; each ends where the next begins. */
static ct_code add_clip(fcp_reader *r, const ct_xml_node *clip, const fcp_shown *s,
                        const fcp_story *st, const fcp_place *where, ct_error *err)
{
    fcp_pieces  pieces = {0};
    fcp_time    at = fcp_plus(s->start, where->skip);
    const char *note = ct_xml_child_text(clip, "note");
    size_t      first = r->t->event_count;
    ct_span     record = where->record;
    ct_code     code = fcp_cut_pieces(r, clip, s, at, where->seen, &pieces, err);

    for (size_t i = 0; i < pieces.count && !code; i++) {
        const fcp_piece *p = &pieces.items[i];
        fcp_window       marks = p->clock; /* those before and behind it stay with the clip */
        marks.from.den = i == 0 ? 0 : marks.from.den;
        marks.to.den = i + 1 == pieces.count ? 0 : marks.to.den;
        record.end = fcp_piece_end(r, &pieces, i, at, where->record);
        if (ct_span_count(record) > 0)
            code = add_piece(r, clip, s, st, p, marks, record, err);
        record.first = record.end;
    }
    if (!code && r->t->event_count > first && *note)
        r->t->events[first].label = ct_strdup(note);
    free(pieces.items);
    return code;
}

/* Picture and sound; those of a split edit lie apart. */
static ct_code add_both(fcp_reader *r, const ct_xml_node *clip, const fcp_shown *s,
                        const fcp_story *st, const fcp_place *where, fcp_time start, ct_error *err)
{
    fcp_place sound;
    bool      moved = false, picture = !s->sound_only && ct_xml_attribute(s->asset, "hasVideo");
    ct_code   code = fcp_find_sound(r, clip, st, start, s->pace, where, &sound, &moved, err);

    bool unheard = st->silent || (st->sound_only && !fcp_has_sound(clip, s->asset));
    if (code || (unheard && !picture))
        return code;
    if (s->silent || !moved || !fcp_has_sound(clip, s->asset))
        return ct_span_count(where->record) > 0 ? add_clip(r, clip, s, st, where, err) : CT_OK;
    fcp_shown seen = *s, heard = *s;
    seen.silent = heard.sound_only = true;
    heard.bare = s->bare || picture;
    heard.start = fcp_plus(s->start, fcp_on_clip(fcp_minus(sound.offset, where->offset), s->pace));
    if (picture && ct_span_count(where->record) > 0)
        code = add_clip(r, clip, &seen, st, where, err);
    if (!code && ct_span_count(sound.record) > 0)
        code = add_clip(r, clip, &heard, st, &sound, err);
    return code;
}

/* Sound by itself fits every rate; that of a picture goes with it. */
static AVRational media_pace(const ct_xml_node *clip, const fcp_shown *s, const fcp_story *st)
{
    return ct_xml_attribute(s->asset, "hasVideo") ? fcp_conform_pace(clip, s->fps, st->fps)
                                                  : natural;
}

static ct_code read_clip(fcp_reader *r, const ct_xml_node *clip, fcp_story *st, ct_error *err)
{
    fcp_shown s = {.asset = NULL};
    fcp_time  whole = zero;
    fcp_place where;

    if (fcp_holds_story(clip))
        return fcp_read_synchronised(r, clip, st, err);
    ct_code code = fcp_find_shown(r, clip, &s, err);
    if (code)
        return code;
    if (!s.asset && fcp_find_resource(r, ct_xml_attribute(clip, "ref"), "effect"))
        return read_title(r, clip, st, err);
    if (s.asset)
        code = fcp_time_of(s.asset, "duration", zero, &whole, err);
    if (!code)
        code = fcp_find_place(r, clip, st, whole, &where, err);
    if (code)
        return code;
    fcp_time start = s.start;
    s.pace = media_pace(clip, &s, st);
    if (strcmp(ct_xml_name(clip), "clip") == 0)
        code = fcp_time_of(clip, "start", zero, &start, err);
    s.sound_only = s.sound_only || st->sound_only;
    s.silent = s.silent || st->silent;
    s.bare = st->sound_only && ct_xml_attribute(s.asset, "hasVideo"); /* its picture has it */
    if (!s.asset)
        r->others++;
    else if (!code)
        code = add_both(r, clip, &s, st, &where, start, err);
    return code ? code : fcp_read_connected(r, clip, st, &where, start, s.pace, err);
}

/* Switched off: neither seen nor heard, but it takes its place, and what hangs on it is not off. */
static ct_code read_disabled(fcp_reader *r, const ct_xml_node *n, fcp_story *st, ct_error *err)
{
    fcp_shown s = {.asset = NULL};
    fcp_time  whole = zero, clock, start;
    fcp_place where;
    ct_code   code = fcp_find_shown(r, n, &s, err);

    r->disabled++;
    if (!code && s.asset)
        code = fcp_time_of(s.asset, "duration", zero, &whole, err);
    if (!code)
        code = fcp_find_place(r, n, st, whole, &where, err);
    if (!code)
        code = fcp_clock_of(r, n, s.asset ? s.asset_start : zero, &clock, err);
    if (!code)
        code = fcp_time_of(n, "start", clock, &start, err);
    s.pace = media_pace(n, &s, st);
    return code ? code : fcp_read_connected(r, n, st, &where, start, s.pace, err);
}

/* --- elements --------------------------------------------------------------------- */

/* A gap of ours that stood in the cut as black. */
static void add_black(fcp_reader *r, const fcp_story *st, ct_span record)
{
    ct_event *e = ct_timeline_add(r->t);

    e->reel = ct_strdup("BL");
    e->fps = r->t->fps;
    e->track = st->track;
    e->record = record;
    e->source = (ct_span){0, ct_span_count(record)};
}

static ct_code read_gap(fcp_reader *r, const ct_xml_node *gap, fcp_story *st, ct_error *err)
{
    fcp_time  start;
    fcp_place where;
    ct_code   code = fcp_find_place(r, gap, st, zero, &where, err);

    if (!code)
        code = fcp_time_of(gap, "start", zero, &start, err);
    if (!code && ct_span_count(where.record) > 0 &&
        strcmp(ct_str_or_empty(ct_xml_attribute(gap, "name")), CT_FCPXML_BLACK) == 0)
        add_black(r, st, where.record);
    if (!code && ct_span_count(where.record) > 0) {
        fcp_time   from = fcp_plus(start, where.skip);
        fcp_window seen = {from, fcp_plus(from, where.seen)};
        code = fcp_add_timeline_markers(r, gap, seen, where.record.first, natural, err);
    }
    return code ? code : fcp_read_connected(r, gap, st, &where, start, natural, err);
}

/* The first is the chosen one. It lies where the audition lies. */
static ct_code read_audition(fcp_reader *r, const ct_xml_node *audition, fcp_story *st,
                             ct_error *err)
{
    const ct_xml_node *chosen = ct_xml_child(audition, NULL);

    if (!chosen)
        return CT_OK;
    ct_code code = find_offset(audition, st, &st->next, err);
    return code ? code : read_element(r, chosen, st, err);
}

/* A spine beside the main one: its elements count from where it hangs. */
static ct_code read_spine(fcp_reader *r, const ct_xml_node *spine, fcp_story *st, ct_error *err)
{
    fcp_time offset;
    ct_code  code = find_offset(spine, st, &offset, err);

    if (code)
        return code;
    begin_at(st, offset);
    return fcp_read_elements(r, spine, st, err);
}

typedef ct_code read_kind(fcp_reader *r, const ct_xml_node *n, fcp_story *st, ct_error *err);

/* NULL: notes, metadata, filters, which are not of the story. */
static read_kind *reader_of(const ct_xml_node *n)
{
    static const struct {
        const char *name;
        read_kind  *read;
    } kinds[] = {{"asset-clip", read_clip},
                 {"clip", read_clip},
                 {"video", read_clip},
                 {"audio", read_clip},
                 {"title", read_title},
                 {"live-drawing", read_title},
                 {"gap", read_gap},
                 {"ref-clip", fcp_read_compound},
                 {"sync-clip", fcp_read_synchronised},
                 {"mc-clip", fcp_read_multicam},
                 {"audition", read_audition},
                 {"spine", read_spine}};

    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++)
        if (strcmp(ct_xml_name(n), kinds[i].name) == 0)
            return kinds[i].read;
    return NULL;
}

static ct_code read_element(fcp_reader *r, const ct_xml_node *n, fcp_story *st, ct_error *err)
{
    read_kind *read = reader_of(n);
    bool       off = strcmp(ct_str_or_empty(ct_xml_attribute(n, "enabled")), "0") == 0;

    if (--r->elements_left < 0)
        return ct_fail(err, CT_BAD_DATA,
                       "Line %d: more than %d clips, those of compounds included.", ct_xml_line(n),
                       FCP_ELEMENTS_MOST);
    if (r->visits_left < 0)
        return ct_fail(err, CT_BAD_DATA,
                       "Line %d: what is in this list unfolds to more than can be read.",
                       ct_xml_line(n));
    if (!read)
        r->captions += strcmp(ct_xml_name(n), "caption") == 0;
    if (!read)
        return CT_OK;
    return off ? read_disabled(r, n, st, err) : read(r, n, st, err);
}

/* Of an element that is left out: where the next one lies that does not say it. */
static void step_over(const ct_xml_node *n, fcp_story *st)
{
    const char *text = ct_xml_attribute(n, "duration");
    fcp_time    offset, duration;
    ct_error    ignored;

    st->lost = !text || !fcp_parse_time(text, &duration) || duration.num < 0 ||
               find_offset(n, st, &offset, &ignored) != CT_OK;
    if (!st->lost)
        st->next = fcp_plus(offset, duration);
}

static size_t count_hanging(const ct_xml_node *n)
{
    size_t count = 0;

    for (const ct_xml_node *c = ct_xml_child(n, NULL); c; c = ct_xml_next(c, NULL))
        count += has_lane(c) && !fcp_is_own_sound(n, c);
    return count;
}

static ct_code read_or_leave(fcp_reader *r, const ct_xml_node *n, fcp_story *st, ct_error *err)
{
    ct_standing before = ct_standing_of(r->t);
    fcp_time    next = st->next;
    bool        placed = ct_xml_attribute(n, "offset") || !st->lost;
    ct_code     code =
        placed ? read_element(r, n, st, err)
                   : ct_fail(err, CT_BAD_DATA,
                             "Line %d: it lies behind what cannot be read, and does not say where.",
                             ct_xml_line(n));

    if (!code || !r->leave.allowed) {
        st->lost = false;
        return code;
    }
    size_t hanging = count_hanging(n);
    if (hanging)
        ct_fail_prefix(err, code, "With what hangs on it (%zu): ", hanging);
    st->next = next;
    if (placed)
        step_over(n, st);
    return ct_leave_out(&r->leave, &before, ct_xml_attribute(n, "name"), code, err);
}

/* What the markers of a transition count from is said nowhere. Final Cut writes an hour, as of all that it makes
 * itself; others the transition's place, or nothing. */
static fcp_time transition_clock(const ct_xml_node *n, fcp_time offset, fcp_time duration)
{
    const fcp_time clocks[] = {{3600, 1}, offset, zero};
    const char    *text = ct_str_or_empty(ct_xml_attribute(ct_xml_child(n, "marker"), "start"));
    fcp_time       at;

    for (size_t i = 0; fcp_parse_time(text, &at) && i < sizeof clocks / sizeof clocks[0]; i++)
        if (fcp_compare(at, clocks[i]) >= 0 && fcp_compare(fcp_minus(at, clocks[i]), duration) < 0)
            return clocks[i];
    return clocks[0];
}

/* Where a transition lies; without length where it begins outside of what is seen. Its markers are of the list. */
static ct_code read_transition(fcp_reader *r, const ct_xml_node *n, const fcp_story *st,
                               ct_span *out, ct_error *err)
{
    fcp_time offset, duration;
    ct_code  code = find_offset(n, st, &offset, err);

    *out = (ct_span){0, 0};
    if (!code)
        code = fcp_time_of(n, "duration", zero, &duration, err);
    if (code)
        return code;
    fcp_time   clock = transition_clock(n, offset, duration);
    fcp_window seen = {clock, fcp_plus(clock, duration)};
    offset = fcp_minus(offset, st->from);
    if (offset.num < 0 || duration.num <= 0)
        return CT_OK;
    out->first = st->record + fcp_frames_of(r, offset, r->t->fps);
    out->end = st->record + fcp_frames_of(r, fcp_plus(offset, duration), r->t->fps);
    return st->sound_only ? CT_OK : fcp_add_timeline_markers(r, n, seen, out->first, natural, err);
}

ct_code fcp_read_elements(fcp_reader *r, const ct_xml_node *parent, fcp_story *st, ct_error *err)
{
    const ct_xml_node *over = NULL; /* the transition that waits for what comes in */
    ct_span            where = {0, 0};
    fcp_events         before = {0, 0};
    ct_code            code = CT_OK;

    for (const ct_xml_node *n = ct_xml_child(parent, NULL); n && !code; n = ct_xml_next(n, NULL)) {
        fcp_events made = {r->t->event_count, 0};
        r->visits_left--;
        if (has_lane(n))
            continue;
        if (strcmp(ct_xml_name(n), "transition") == 0) {
            r->transitions += over != NULL;
            code = read_transition(r, n, st, &where, err);
            over = code ? NULL : n;
            code = ct_leave_out(&r->leave, NULL, ct_xml_attribute(n, "name"), code, err);
            continue;
        }
        if (!reader_of(n))
            continue;
        code = read_or_leave(r, n, st, err);
        made.end = r->t->event_count;
        if (over && !code)
            fcp_apply_transition(r, over, where, st->track, before, made);
        over = NULL;
        before = made;
    }
    r->transitions += over != NULL;
    return code;
}

/* --- the sequence ----------------------------------------------------------------- */

ct_code fcp_read_alone(fcp_reader *r, const ct_xml_node *n, ct_error *err)
{
    size_t    first = r->t->event_count;
    fcp_story st = {.from = zero, .record = r->end, .fps = r->t->fps, .lane_step = LANES * LANES};

    begin_at(&st, zero);
    ct_code code = read_element(r, n, &st, err);
    for (size_t i = first; i < r->t->event_count; i++)
        if (r->t->events[i].record.end > r->end)
            r->end = r->t->events[i].record.end;
    return code;
}

/* As programs leave it out, or name a format without a rate. */
static AVRational rate_of_clips(const fcp_reader *r, const ct_xml_node *sequence)
{
    AVRational fps = fcp_first_rate(r, ct_xml_child(sequence, "spine"));
    char       rate[CT_RATE_TEXT_BYTES];

    if (fps.num > 0)
        ct_finding_add(r->findings, CT_SAY_WARN, "rate-guessed", NULL, NULL,
                       "The sequence does not say its rate; it was read as %s, as its first clip.",
                       ct_rate_label(fps, rate));
    return fps;
}

ct_code fcp_read_sequence(fcp_reader *r, const ct_xml_node *sequence, ct_error *err)
{
    const char *format = ct_xml_attribute(sequence, "tcFormat");
    fcp_time    tc_start;
    ct_code     code = fcp_time_of(sequence, "tcStart", zero, &tc_start, err);

    if (code)
        return code;
    r->t->fps = fcp_format_rate(r, ct_xml_attribute(sequence, "format"));
    if (r->t->fps.num == 0)
        r->t->fps = rate_of_clips(r, sequence);
    if (r->t->fps.num == 0)
        return ct_fail(err, CT_BAD_DATA,
                       "Line %d: expected the sequence's format to name its frame "
                       "duration.",
                       ct_xml_line(sequence));
    r->t->count = (ct_tc_count){ct_tc_base(r->t->fps),
                                format && strcmp(format, "DF") == 0 && ct_tc_can_drop(r->t->fps)};
    r->t->start = fcp_frames_of(r, tc_start, r->t->fps);
    fcp_story st = {.from = tc_start, .fps = r->t->fps, .lane_step = LANES * LANES};
    begin_at(&st, zero);
    st.next = tc_start;
    code = fcp_read_elements(r, ct_xml_child(sequence, "spine"), &st, err);
    fcp_finish_story(r->t);
    return code;
}
