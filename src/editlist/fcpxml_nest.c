/* SPDX-License-Identifier: MIT */
/* Clips of FCPXML that hold others: compounds, multicams, synchronised clips. Each is a story, read through the
 * window that the clip opens on it; where picture and sound are different parts of it, it is read twice. */
#include <stdlib.h>
#include <string.h>

#include "fcpxml_priv.h"
#include "nest_priv.h"

/* A clip that holds others, and where it lies. */
typedef struct holder {
    const ct_xml_node *clip;
    fcp_time           start; /* of its clock, at its offset */
    fcp_time           clock; /* with which the clock of what it holds begins */
    fcp_place          picture, sound;
    bool               moved; /* those two are not the same */
    bool               silent_story, silent_beside;
} holder;

static ct_code find_holder(fcp_reader *r, const ct_xml_node *clip, fcp_time clock, fcp_story *st,
                           holder *out, ct_error *err)
{
    fcp_time zero = {0, 1};
    ct_code  code = fcp_find_place(r, clip, st, zero, &out->picture, err);

    out->clip = clip;
    out->clock = clock;
    if (!code)
        code = fcp_time_of(clip, "start", clock, &out->start, err);
    if (!code)
        code =
            fcp_find_sound(r, clip, st, out->start, &out->picture, &out->sound, &out->moved, err);
    return code;
}

/* How fast it runs, and where its window begins. One that stands, runs backwards or changes its speed is shown at
 * its natural one. */
static ct_code find_pace(fcp_reader *r, const holder *h, const fcp_place *where, fcp_time *from,
                         AVRational *pace, ct_error *err)
{
    fcp_shown  s = {.fps = r->t->fps, .asset_start = h->clock, .start = h->start};
    fcp_pieces pieces = {0};

    *pace = (AVRational){1, 1};
    if (!ct_xml_child(h->clip, "timeMap"))
        return CT_OK;
    ct_code code = fcp_cut_pieces(r, h->clip, &s, *from, where->seen, &pieces, err);
    if (pieces.count == 1 && pieces.items[0].speed.num > 0) {
        *from = pieces.items[0].value;
        *pace = pieces.items[0].speed;
        r->retimed++;
    } else {
        r->nested_speed++;
    }
    free(pieces.items);
    return code;
}

/* Window and record frames are those of the clip; what it holds is read at its own speed and stretched then. */
static ct_code read_window(fcp_reader *r, const holder *h, const ct_xml_node *inside,
                           const fcp_story *st, const fcp_place *where, bool pictures, bool sound,
                           ct_error *err)
{
    fcp_time from =
        fcp_plus(h->start, fcp_plus(where->skip, fcp_minus(where->offset, h->picture.offset)));
    bool       silent = st->silent || !sound;
    size_t     first_event = r->t->event_count, first_marker = r->t->marker_count;
    AVRational pace;

    if (ct_span_count(where->record) == 0 || ((st->sound_only || !pictures) && silent))
        return CT_OK;
    ct_code code = find_pace(r, h, where, &from, &pace, err);
    if (code)
        return code;
    fcp_story held = {
        .from = from,
        .to = fcp_plus(from, pace.num == pace.den ? where->seen : fcp_scale(where->seen, pace)),
        .record = where->record.first,
        .next = h->clock,
        .shift = {0, 1},
        .depth = st->depth + 1,
        .track = st->track,
        .lane_step = st->lane_step > FCP_LANES ? st->lane_step / FCP_LANES : 1,
        .sound_only = st->sound_only || !pictures,
        .silent = silent || h->silent_story,
        .silent_beside = silent || h->silent_beside};
    code = fcp_read_elements(r, inside, &held, err);
    ct_nest_stretch(r->t, first_event, first_marker, where->record.first, pace);
    return code;
}

static ct_code read_inside(fcp_reader *r, const holder *h, const ct_xml_node *inside,
                           const fcp_story *st, bool pictures, bool sound, ct_error *err)
{
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
        return read_window(r, h, inside, st, pictures ? &h->picture : &h->sound, pictures, sound,
                           err);
    code = read_window(r, h, inside, st, &h->picture, true, false, err);
    return code ? code : read_window(r, h, inside, st, &h->sound, false, true, err);
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
    fcp_time   from = fcp_plus(h->start, h->picture.skip);
    fcp_window seen = {from, fcp_plus(from, h->picture.seen)};
    ct_code    code = CT_OK;

    if (ct_span_count(h->picture.record) > 0 && !st->sound_only)
        code = fcp_add_timeline_markers(r, h->clip, seen, h->picture.record.first, err);
    if (code)
        return code;
    r->flattened += ct_span_count(h->picture.record) > 0 && st->depth < CT_NEST_DEPTH;
    beside.silent_beside = st->silent_beside || h->silent_beside;
    return fcp_read_connected(r, h->clip, &beside, &h->picture, h->start, err);
}

ct_code fcp_read_compound(fcp_reader *r, const ct_xml_node *clip, fcp_story *st, ct_error *err)
{
    const ct_xml_node *media = fcp_find_resource(r, ct_xml_attribute(clip, "ref"), "media");
    const ct_xml_node *sequence = ct_xml_child(media, "sequence");
    holder             h = {.clip = NULL};
    fcp_time           clock, zero = {0, 1};
    ct_code            code = fcp_time_of(sequence, "tcStart", zero, &clock, err);

    if (!code)
        code = find_holder(r, clip, clock, st, &h, err);
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
    const ct_xml_node *spine = ct_xml_child(clip, "spine");
    holder             h = {.silent_story = is_source_off(clip, "storyline"),
                            .silent_beside = is_source_off(clip, "connected")};
    ct_code            code = find_holder(r, clip, (fcp_time){0, 1}, st, &h, err);

    if (!code)
        code = read_inside(r, &h, spine && fcp_lane(spine) == 0 ? spine : clip, st,
                           uses_pictures(clip), uses_sound(clip), err);
    return code ? code : finish(r, &h, st, err);
}

/* --- multicams ---------------------------------------------------------------------------- */

static const ct_xml_node *angle_of(const ct_xml_node *multicam, const ct_xml_node *source)
{
    const char *id = ct_str_or_empty(ct_xml_attribute(source, "angleID"));

    for (const ct_xml_node *a = ct_xml_child(multicam, "mc-angle"); a;
         a = ct_xml_next(a, "mc-angle"))
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
        const ct_xml_node *angle = angle_of(multicam, s);
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
    ct_code            code = fcp_time_of(multicam, "tcStart", zero, &clock, err);

    r->angles++;
    if (!code)
        code = find_holder(r, clip, clock, st, &h, err);
    if (!code)
        code = read_angles(r, &h, multicam, st, err);
    return code ? code : finish(r, &h, st, err);
}
