/* SPDX-License-Identifier: MIT */
/* Clips of FCPXML that hold others: compounds, multicams, synchronised clips. Each is a story, read through the
 * window that the clip opens on it; where picture and sound are different parts of it, it is read twice. */
#include <libavutil/mathematics.h>
#include <stdlib.h>
#include <string.h>

#include "fcpxml_priv.h"
#include "nest_priv.h"

/* A clip that holds others, and where it lies. */
typedef struct holder {
    const ct_xml_node *clip;
    fcp_time           start; /* of its clock, at its offset */
    fcp_time           clock; /* with which the clock of what it holds begins */
    fcp_time           base;  /* where on it what it holds counts from */
    AVRational         fps;   /* of what it holds */
    AVRational         pace;  /* of its clock against that of the story */
    fcp_place          picture, sound;
    bool               moved; /* those two are not the same */
    bool               silent_story, silent_beside;
} holder;

/* NULL: it is its own. */
static const ct_xml_node *story_of(const ct_xml_node *clip)
{
    const ct_xml_node *spine = ct_xml_child(clip, "spine");

    return spine && fcp_lane(spine) == 0 ? spine : NULL;
}

/* The offset of its story; what lies there counts from it, or already from the clip's own clock. */
static ct_code find_base(const ct_xml_node *spine, fcp_time *clock, fcp_time *base, ct_error *err)
{
    fcp_time zero = {0, 1}, first;
    ct_code  code = fcp_time_of(spine, "offset", zero, clock, err);

    *base = zero;
    if (!code)
        code = fcp_time_of(ct_xml_child(spine, NULL), "offset", zero, &first, err);
    if (!code && fcp_compare(first, *clock) < 0)
        *base = *clock;
    return code;
}

ct_code fcp_clock_of(const fcp_reader *r, const ct_xml_node *clip, fcp_time own, fcp_time *out,
                     ct_error *err)
{
    const ct_xml_node *media = fcp_find_resource(r, ct_xml_attribute(clip, "ref"), "media");
    const ct_xml_node *held = ct_xml_child(media, "sequence");
    fcp_time           base, zero = {0, 1};

    if (media)
        return fcp_time_of(held ? held : ct_xml_child(media, "multicam"), "tcStart", zero, out,
                           err);
    if (strcmp(ct_xml_name(clip), "sync-clip") == 0 || strcmp(ct_xml_name(clip), "clip") == 0)
        return find_base(story_of(clip), out, &base, err);
    *out = own;
    return CT_OK;
}

bool fcp_holds_story(const ct_xml_node *clip)
{
    static const char *const kinds[] = {"spine",     "clip",    "asset-clip", "ref-clip",
                                        "sync-clip", "mc-clip", "audition"};

    if (strcmp(ct_xml_name(clip), "clip") != 0)
        return false;
    for (const ct_xml_node *n = ct_xml_child(clip, NULL); n; n = ct_xml_next(n, NULL)) {
        const char *name = ct_xml_name(n);
        if (fcp_lane(n) != 0)
            continue;
        if (strcmp(name, "video") == 0 || strcmp(name, "audio") == 0)
            return false;
        for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++)
            if (strcmp(name, kinds[i]) == 0)
                return true;
    }
    return false;
}

/* `timed` has the format of what it holds. */
static ct_code find_holder(fcp_reader *r, const ct_xml_node *clip, const ct_xml_node *timed,
                           fcp_time clock, fcp_story *st, holder *out, ct_error *err)
{
    fcp_time   zero = {0, 1};
    AVRational fps = fcp_format_rate(r, ct_xml_attribute(timed, "format"));
    ct_code    code = fcp_find_place(r, clip, st, zero, &out->picture, err);

    out->clip = clip;
    out->clock = clock;
    out->base = zero;
    out->fps = fps.num > 0 ? fps : st->fps;
    out->pace = fcp_conform_pace(clip, out->fps, st->fps);
    if (!code)
        code = fcp_time_of(clip, "start", clock, &out->start, err);
    if (!code)
        code = fcp_find_sound(r, clip, st, out->start, out->pace, &out->picture, &out->sound,
                              &out->moved, err);
    return code;
}

/* What is seen of it in one piece of even speed, from where on its clock, and for how long. */
typedef struct part {
    fcp_time   from, lasts;
    AVRational pace;
    bool       back, stands;
    ct_span    record;
} part;

/* Begin of the frame of `fps` that is shown then, which are counted from `zero` on. */
static fcp_time frame_begin(fcp_time at, fcp_time zero, AVRational fps)
{
    fcp_time behind = fcp_minus(at, zero);
    int64_t  frame = av_rescale_rnd(behind.num, fps.num, behind.den * fps.den, AV_ROUND_DOWN);

    if (behind.num < 0) /* towards zero, that was */
        return at;
    return fcp_plus(zero, (fcp_time){frame * fps.den, fps.num});
}

static part find_part(const fcp_reader *r, const holder *h, const fcp_piece *piece, ct_span record)
{
    AVRational fps = r->t->fps;
    part       p = {.from = piece->value,
                    .lasts = fcp_minus(piece->clock.to, piece->clock.from),
                    .pace = {abs(piece->speed.num), piece->speed.den},
                    .back = piece->speed.num < 0,
                    .stands = piece->speed.num == 0,
                    .record = record};

    if (p.stands) {
        p.from = frame_begin(p.from, h->clock, fps);
        p.lasts = (fcp_time){fps.den, fps.num};
    } else if (p.pace.num != p.pace.den) {
        p.lasts = fcp_scale(p.lasts, p.pace);
    }
    if (p.back) { /* from there on it shows whole frames */
        p.from = frame_begin(fcp_minus(piece->value, p.lasts), h->clock, fps);
        p.lasts = fcp_minus(piece->value, p.from);
    }
    return p;
}

/* What it holds is read at its own speed, and then stretched, turned or stopped. */
static ct_code read_part(fcp_reader *r, const holder *h, const ct_xml_node *inside,
                         const fcp_story *st, const part *p, bool pictures, bool sound,
                         ct_error *err)
{
    bool      silent = st->silent || !sound || p->stands;
    size_t    first_event = r->t->event_count, first_marker = r->t->marker_count;
    fcp_story held = {.from = p->from,
                      .to = fcp_plus(p->from, p->lasts),
                      .record = p->record.first,
                      .next = h->clock,
                      .origin = {0, 1},
                      .base = h->base,
                      .pace = {1, 1},
                      .fps = h->fps,
                      .depth = st->depth + 1,
                      .track = st->track,
                      .lane_step = st->lane_step > FCP_LANES ? st->lane_step / FCP_LANES : 1,
                      .sound_only = st->sound_only || !pictures,
                      .silent = silent || h->silent_story,
                      .silent_beside = silent || h->silent_beside};

    if (ct_span_count(p->record) == 0 || (held.sound_only && silent))
        return CT_OK;
    ct_code code = fcp_read_elements(r, inside, &held, err);
    if (p->stands) {
        ct_nest_stand(r->t, first_event, p->record);
    } else {
        size_t  off_grid = r->off_grid;
        int64_t natural = fcp_frames_of(r, p->lasts, r->t->fps);
        r->off_grid = off_grid;
        if (p->back)
            r->transitions += ct_nest_mirror(r->t, first_event, first_marker,
                                             (ct_span){p->record.first, p->record.first + natural});
        ct_nest_stretch(r->t, first_event, first_marker, p->record, natural, p->pace);
    }
    return code;
}

/* Window and record frames are those of the clip, which may change its speed on the way. */
static ct_code read_window(fcp_reader *r, const holder *h, const ct_xml_node *inside,
                           const fcp_story *st, const fcp_place *where, bool pictures, bool sound,
                           ct_error *err)
{
    fcp_time from =
        fcp_plus(h->start, fcp_plus(where->skip, fcp_minus(where->offset, h->picture.offset)));
    fcp_shown  s = {.fps = r->t->fps, .asset_start = h->clock, .start = h->start, .pace = h->pace};
    fcp_pieces pieces = {0};
    ct_span    record = where->record;
    bool       retimed = false;
    ct_code    code;

    if (ct_span_count(where->record) == 0 ||
        ((st->sound_only || !pictures) && (st->silent || !sound)))
        return CT_OK;
    code = fcp_cut_pieces(r, h->clip, &s, from, where->seen, &pieces, err);
    for (size_t i = 0; i < pieces.count && !code; i++) {
        record.end = fcp_piece_end(r, &pieces, i, from, where->record);
        part p = find_part(r, h, &pieces.items[i], record);
        retimed = retimed || p.back || p.pace.num != p.pace.den;
        code = read_part(r, h, inside, st, &p, pictures, sound, err);
        record.first = record.end;
    }
    r->retimed += retimed;
    free(pieces.items);
    return code;
}

static size_t left_out(const fcp_reader *r)
{
    return r->others + r->disabled + r->captions + r->too_deep;
}

static ct_code read_inside(fcp_reader *r, const holder *h, const ct_xml_node *inside,
                           const fcp_story *st, bool pictures, bool sound, ct_error *err)
{
    size_t  events = r->t->event_count, missing = left_out(r);
    bool    whole = pictures && sound && !st->sound_only && !st->silent;
    ct_code code = CT_OK;

    if (!inside) {
        r->others++;
        return CT_OK;
    }
    if (st->depth >= CT_NEST_DEPTH) {
        r->too_deep++;
        return CT_OK;
    }
    if (!h->moved || !pictures || !sound)
        code =
            read_window(r, h, inside, st, pictures ? &h->picture : &h->sound, pictures, sound, err);
    else
        code = read_window(r, h, inside, st, &h->picture, true, false, err);
    if (!code && h->moved && pictures && sound)
        code = read_window(r, h, inside, st, &h->sound, false, true, err);
    if (whole && ct_span_count(h->picture.record) > 0 && r->t->event_count == events)
        r->others += left_out(r) == missing; /* it says to show what it does not hold */
    return code;
}

/* Which part of it is used: "video", "audio", "none"; else all. */
static const char *used_part(const ct_xml_node *n)
{
    return ct_str_or_empty(ct_xml_attribute(n, "srcEnable"));
}

static bool uses_pictures(const ct_xml_node *n)
{
    return strcmp(used_part(n), "audio") != 0 && strcmp(used_part(n), "none") != 0;
}

static bool uses_sound(const ct_xml_node *n)
{
    return strcmp(used_part(n), "video") != 0 && strcmp(used_part(n), "none") != 0;
}

static ct_code finish(fcp_reader *r, const holder *h, const fcp_story *st, ct_error *err)
{
    fcp_story  beside = *st;
    fcp_time   from = fcp_plus(h->start, fcp_on_clip(h->picture.skip, h->pace));
    fcp_window seen = {from, fcp_plus(from, fcp_on_clip(h->picture.seen, h->pace))};
    ct_code    code = CT_OK;

    if (ct_span_count(h->picture.record) > 0 && !st->sound_only)
        code = fcp_add_timeline_markers(r, h->clip, seen, h->picture.record.first, h->pace, err);
    if (code)
        return code;
    r->flattened += ct_span_count(h->picture.record) > 0 && st->depth < CT_NEST_DEPTH;
    beside.silent_beside = st->silent_beside || h->silent_beside;
    return fcp_read_connected(r, h->clip, &beside, &h->picture, h->start, h->pace, err);
}

/* --- compounds -------------------------------------------------------------------------- */

ct_code fcp_read_compound(fcp_reader *r, const ct_xml_node *clip, fcp_story *st, ct_error *err)
{
    const ct_xml_node *media = fcp_find_resource(r, ct_xml_attribute(clip, "ref"), "media");
    const ct_xml_node *sequence = ct_xml_child(media, "sequence");
    holder             h = {.clip = NULL};
    fcp_time           clock, zero = {0, 1};
    ct_code            code = fcp_clock_of(r, clip, zero, &clock, err);

    if (!code)
        code = find_holder(r, clip, sequence, clock, st, &h, err);
    if (!code)
        code = read_inside(r, &h, ct_xml_child(sequence, "spine"), st, uses_pictures(clip),
                           uses_sound(clip), err);
    return code ? code : finish(r, &h, st, err);
}

/* --- synchronised clips ---------------------------------------------------------------- */

/* Roles are named where they are heard or not; a source none of whose roles is heard is silent. */
static bool is_source_off(const ct_xml_node *clip, const char *which)
{
    size_t on = 0, off = 0;

    for (const ct_xml_node *s = ct_xml_child(clip, "sync-source"); s;
         s = ct_xml_next(s, "sync-source")) {
        if (strcmp(ct_str_or_empty(ct_xml_attribute(s, "sourceID")), which) != 0)
            continue;
        for (const ct_xml_node *n = ct_xml_child(s, "audio-role-source"); n;
             n = ct_xml_next(n, "audio-role-source")) {
            bool silent = strcmp(ct_str_or_empty(ct_xml_attribute(n, "active")), "0") == 0 ||
                          strcmp(ct_str_or_empty(ct_xml_attribute(n, "enabled")), "0") == 0;
            off += silent;
            on += !silent;
        }
    }
    return off > 0 && on == 0;
}

ct_code fcp_read_synchronised(fcp_reader *r, const ct_xml_node *clip, fcp_story *st, ct_error *err)
{
    const ct_xml_node *spine = story_of(clip);
    holder             h = {.silent_story = is_source_off(clip, "storyline"),
                            .silent_beside = is_source_off(clip, "connected")};
    fcp_time           clock, base;
    ct_code            code = find_base(spine, &clock, &base, err);

    if (!code)
        code = find_holder(r, clip, clip, clock, st, &h, err);
    h.base = base;
    if (!code)
        code = read_inside(r, &h, spine ? spine : clip, st, uses_pictures(clip), uses_sound(clip),
                           err);
    return code ? code : finish(r, &h, st, err);
}

/* --- multicams ---------------------------------------------------------------------------- */

static const ct_xml_node *angle_of(fcp_reader *r, const ct_xml_node *multicam,
                                   const ct_xml_node *source)
{
    const char *id = ct_str_or_empty(ct_xml_attribute(source, "angleID"));

    for (const ct_xml_node *a = ct_xml_child(multicam, "mc-angle"); a;
         a = ct_xml_next(a, "mc-angle"), r->visits_left--)
        if (strcmp(ct_str_or_empty(ct_xml_attribute(a, "angleID")), id) == 0)
            return a;
    return NULL;
}

/* Each angle that is named, for what it is used; only the first that is seen. Without a word the first angle. */
static ct_code read_angles(fcp_reader *r, const holder *h, const ct_xml_node *multicam,
                           const fcp_story *st, ct_error *err)
{
    bool    pictures = uses_pictures(h->clip), sound = uses_sound(h->clip), named = false;
    ct_code code = CT_OK;

    for (const ct_xml_node *s = ct_xml_child(h->clip, "mc-source"); s && !code;
         s = ct_xml_next(s, "mc-source")) {
        const ct_xml_node *angle = angle_of(r, multicam, s);
        bool               seen = pictures && uses_pictures(s);
        if (!angle)
            continue;
        named = true;
        if (seen || (sound && uses_sound(s)))
            code = read_inside(r, h, angle, st, seen, sound && uses_sound(s), err);
        pictures = pictures && !seen;
    }
    if (named || code)
        return code;
    return read_inside(r, h, ct_xml_child(multicam, "mc-angle"), st, pictures, sound, err);
}

ct_code fcp_read_multicam(fcp_reader *r, const ct_xml_node *clip, fcp_story *st, ct_error *err)
{
    const ct_xml_node *media = fcp_find_resource(r, ct_xml_attribute(clip, "ref"), "media");
    const ct_xml_node *multicam = ct_xml_child(media, "multicam");
    holder             h = {.clip = NULL};
    fcp_time           clock, zero = {0, 1};
    ct_code            code = fcp_clock_of(r, clip, zero, &clock, err);

    r->angles++;
    if (!code)
        code = find_holder(r, clip, multicam, clock, st, &h, err);
    if (!code)
        code = read_angles(r, &h, multicam, st, err);
    return code ? code : finish(r, &h, st, err);
}
