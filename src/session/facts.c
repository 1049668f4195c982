/* SPDX-License-Identifier: MIT */
#include "circletake/facts.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "circletake/str.h"

enum { NAMES_SHOWN = 4, PLACES_SHOWN = 2, PLACES_IN_TIP = 12 };

void ct_fact_list_finish(ct_fact_list *l)
{
    for (size_t i = 0; i < l->count; i++) {
        free(l->items[i].text);
        free(l->items[i].tip);
    }
    free(l->items);
    *l = (ct_fact_list){0};
}

/* Takes the text. */
static ct_fact *add(ct_fact_list *l, ct_fact_kind kind, char *text)
{
    l->items = ct_grow(l->items, &l->cap, l->count + 1, sizeof *l->items);
    l->items[l->count] = (ct_fact){.kind = kind, .text = text};
    return &l->items[l->count++];
}

static void say(ct_fact_list *l, ct_fact_kind kind, const char *text, const char *tip)
{
    add(l, kind, ct_strdup(text))->tip = ct_strdup(tip);
}

/* --- picture and timecode ------------------------------------------------------------------------ */

static void say_timecode(ct_fact_list *l, const ct_clip *c)
{
    char label[CT_TC_TEXT_BYTES], picture[CT_RATE_TEXT_BYTES], labels[CT_RATE_TEXT_BYTES];

    if (c->tc.rate.num <= 0) {
        say(l, CT_FACT_ODD, "no timecode",
            "The file names no start timecode: lists count its frames from zero");
        return;
    }
    ct_fact *fact =
        add(l, CT_FACT_PLAIN,
            ct_asprintf("TC %s %s%s", ct_tc_track_print(&c->tc, c->fps, 0, label),
                        ct_tc_source_name(c->tc_source), c->tc.count.drop ? " DF" : ""));
    fact->tip = ct_asprintf("Start timecode, found in: %s. It counts %s labels a second%s",
                            ct_tc_source_name(c->tc_source), ct_rate_label(c->tc.rate, labels),
                            c->tc.count.drop ? ", drop-frame" : "");
    if (c->width_px == 0 || ct_rate_equal(c->tc.rate, c->fps))
        return;
    fact = add(l, CT_FACT_ODD,
               ct_asprintf("TC counts %s, picture %s", ct_rate_label(c->tc.rate, labels),
                           ct_rate_label(c->fps, picture)));
    fact->tip = ct_strdup("The timecode track counts at another rate than the pictures run");
}

static void say_picture(ct_fact_list *l, const ct_clip *c)
{
    char rate[CT_RATE_TEXT_BYTES];

    if (c->width_px > 0)
        add(l, CT_FACT_PLAIN, ct_asprintf("%s fps", ct_rate_label(c->fps, rate)));
    if (c->stream > 0)
        add(l, CT_FACT_ODD, ct_asprintf("stream %d", c->stream))->tip = ct_strdup(
            "Not the first stream of pictures in its file, which is 0: no list says so, and "
            "an editor may open the first");
    say_timecode(l, c);
    if (c->vfr)
        say(l, CT_FACT_ODD, "VFR",
            "The rate varies: an edit list counts frames at the nominal one");
    if (c->interlaced)
        say(l, CT_FACT_PLAIN, "interlaced", NULL);
    if (c->open_gop)
        say(l, CT_FACT_PLAIN, "open GOP",
            "Pictures before an entry point may refer to the group before it");
    if (c->has_edit_list)
        say(l, CT_FACT_PLAIN, "edit list",
            "The file hides pictures by an edit list; they are not "
            "counted, here as in ffmpeg");
}

/* --- sound ------------------------------------------------------------------------------------------ */

/* The names of all channels, as the recorder wrote them. Gives; "" when there is none. */
static char *names_in_line(const ct_material *m, int most)
{
    ct_str out = {0};
    int    count = 0;

    for (size_t i = 0; i < m->track_count; i++)
        for (const char *name = m->tracks[i].names; name;) {
            size_t bytes = strcspn(name, "\n");
            if (bytes > 0 && count < most)
                ct_str_appendf(&out, "%s%.*s", count ? ", " : "", (int)bytes, name);
            if (bytes > 0 && count == most)
                ct_str_append(&out, ", …");
            count += bytes > 0;
            name = name[bytes] ? name + bytes + 1 : NULL;
        }
    return ct_str_take(&out);
}

/* "Track 1: stereo, Boom, Lav" and so on. Gives. */
static char *tracks_in_words(const ct_material *m)
{
    ct_str out = {0};

    for (size_t i = 0; i < m->track_count; i++) {
        const ct_sound_track *t = &m->tracks[i];
        ct_str_appendf(&out, "%sTrack %zu: %s", i ? "\n" : "", i + 1, ct_str_or_empty(t->layout));
        for (const char *c = ct_str_or_empty(t->names); *c; c++) {
            if (c == t->names)
                ct_str_append(&out, ", ");
            if (*c == '\n')
                ct_str_append(&out, ", ");
            else
                ct_str_append_char(&out, *c);
        }
    }
    return ct_str_take(&out);
}

static void say_channels(ct_fact_list *l, const ct_clip *c, const ct_material *m)
{
    bool  one = m && m->track_count == 1;
    char *names = m ? names_in_line(m, NAMES_SHOWN) : NULL;

    if (c->audio_tracks == 0) {
        say(l, CT_FACT_PLAIN, "no sound", NULL);
    } else if (names && *names) {
        ct_fact *fact = add(l, CT_FACT_PLAIN, ct_asprintf("%d ch (%s)", c->audio_channels, names));
        fact->tip = tracks_in_words(m);
    } else if (one && m->tracks[0].layout && !strstr(m->tracks[0].layout, "channels")) {
        say(l, CT_FACT_PLAIN, m->tracks[0].layout, NULL);
    } else {
        ct_fact *fact = add(l, CT_FACT_PLAIN, ct_asprintf("%d ch", c->audio_channels));
        fact->tip = m && m->track_count > 0 ? tracks_in_words(m) : NULL;
    }
    free(names);
}

/* "7 frames": to the nearest. */
static char *length_in_words(const ct_material *m, int64_t samples)
{
    int64_t rest, frames = ct_material_frames(m, llabs(samples), &rest);

    frames += 2 * rest * m->fps.num > (int64_t)m->sound_rate_hz * m->fps.den;
    return ct_asprintf("%" PRId64 " frame%s", frames, CT_S(frames));
}

static void put_exact(ct_str *out, const ct_material *m, int64_t samples)
{
    int64_t rest, frames = ct_material_frames(m, llabs(samples), &rest);

    ct_str_appendf(out, "%" PRId64 " frame%s", frames, CT_S(frames));
    if (rest)
        ct_str_appendf(out, " and %" PRId64 " sample%s", rest, CT_S(rest));
}

/* All tracks, to the sample. */
static char *exact_tip(const ct_material *m)
{
    ct_str out = {0};

    for (size_t i = 0; i < m->track_count; i++) {
        int64_t late = ct_material_late(m, &m->tracks[i]);
        int64_t longer = ct_material_longer(m, &m->tracks[i]);
        ct_str_appendf(&out, "%sTrack %zu starts ", i ? "\n" : "", i + 1);
        put_exact(&out, m, late);
        ct_str_appendf(&out, " %s, is ", late < 0 ? "early" : "late");
        put_exact(&out, m, longer);
        ct_str_appendf(&out, " %s than the picture", longer < 0 ? "shorter" : "longer");
    }
    return ct_str_take(&out);
}

/* Which track, where they are not all alike. Gives. */
static char *which_track(const ct_material *m, const ct_sound_track *t,
                         int64_t (*off)(const ct_material *, const ct_sound_track *))
{
    for (size_t i = 0; i < m->track_count; i++)
        if (off(m, &m->tracks[i]) != off(m, t))
            return ct_asprintf("sound track %d", (int)(t - m->tracks) + 1);
    return ct_strdup("sound");
}

static void say_place(ct_fact_list *l, const ct_material *m, const ct_sound_track *t,
                      int64_t (*off)(const ct_material *, const ct_sound_track *),
                      const char *const words[2])
{
    int64_t samples = off(m, t);
    char   *which = which_track(m, t, off), *by = length_in_words(m, samples);
    bool    start = off == ct_material_late;

    ct_fact *fact =
        add(l, CT_FACT_ODD,
            ct_asprintf("%s %s%s %s", which, start ? "starts " : "", by, words[samples > 0]));
    fact->tip = exact_tip(m);
    free(which);
    free(by);
}

static void say_places(ct_fact_list *l, const ct_material *m)
{
    static const char *const starts[] = {"early", "late"}, *const lasts[] = {"shorter", "longer"};
    const ct_sound_track *late = ct_material_latest(m), *longer = ct_material_longest(m);

    if (late)
        say_place(l, m, late, ct_material_late, starts);
    if (longer)
        say_place(l, m, longer, ct_material_longer, lasts);
}

/* --- stretches ---------------------------------------------------------------------------------------- */

static void put_span(ct_str *out, ct_span span)
{
    ct_str_appendf(out, "%" PRId64, span.first);
    if (ct_span_count(span) > 1)
        ct_str_appendf(out, "-%" PRId64, span.end - 1);
}

/* The first of a kind that nothing else explains. */
static void put_spans(ct_str *out, const ct_material *m, ct_flaw flaw, int most)
{
    size_t            count;
    const ct_stretch *s = ct_material_of(m, flaw, &count);
    int               put = 0;

    for (size_t i = 0; i < count && put < most; i++)
        if (ct_material_is_own(m, &s[i])) {
            ct_str_append(out, put++ ? ", " : "");
            put_span(out, s[i].span);
        }
}

static char *stretch_text(const ct_material *m, ct_flaw flaw, ct_flaw_sum sum)
{
    ct_str out = {0};

    ct_str_appendf(&out, "%s ", ct_flaw_name(flaw));
    if (sum.frames == m->frames)
        ct_str_append(&out, "throughout");
    else if (sum.places <= PLACES_SHOWN)
        put_spans(&out, m, flaw, PLACES_SHOWN);
    else
        ct_str_appendf(&out, "%" PRId64 " in %" PRId64 " places", sum.frames, sum.places);
    return ct_str_take(&out);
}

static char *stretch_tip(const ct_material *m, ct_flaw flaw, ct_flaw_sum sum)
{
    static const char *const means[CT_FLAW_COUNT] = {
        "Black pictures", "The picture stands still", "The same picture again, to the bit",
        "No picture: an image that is not there, or damage", "No sound in any track"};
    ct_str out = {0};

    ct_str_appendf(&out, "%s, frames ", means[flaw]);
    put_spans(&out, m, flaw, PLACES_IN_TIP);
    if (sum.places > PLACES_IN_TIP)
        ct_str_appendf(&out, " and %" PRId64 " places more", sum.places - PLACES_IN_TIP);
    ct_str_append(&out, ". Click: go to the next");
    return ct_str_take(&out);
}

static void say_stretches(ct_fact_list *l, const ct_material *m)
{
    for (int f = 0; f < CT_FLAW_COUNT; f++) {
        ct_flaw_sum sum = ct_material_own(m, (ct_flaw)f);
        if (sum.places == 0)
            continue;
        ct_fact *fact = add(l, CT_FACT_ODD, stretch_text(m, (ct_flaw)f, sum));
        fact->tip = stretch_tip(m, (ct_flaw)f, sum);
        fact->stretch = true;
        fact->flaw = (ct_flaw)f;
    }
}

/* --- all ------------------------------------------------------------------------------------------------ */

void ct_facts_of(const ct_clip *clip, const ct_material *m, ct_fact_list *out)
{
    ct_fact_list_finish(out);
    say_picture(out, clip);
    say_channels(out, clip, m);
    if (!m) {
        say(out, CT_FACT_PLAIN, "not looked through yet",
            "Black, frozen, repeated, missing and silent frames are found in the background");
    } else if (m->failed) {
        say(out, CT_FACT_ODD, "cannot be looked through", m->failed);
    } else {
        size_t before = out->count;
        say_places(out, m);
        say_stretches(out, m);
        if (out->count == before)
            say(out, CT_FACT_GOOD, "looked through",
                "No black, frozen, repeated, missing or silent frames, and sound as long as the picture");
    }
}

char *ct_facts_line(const ct_fact_list *facts, bool only_odd)
{
    ct_str out = {0};

    for (size_t i = 0; i < facts->count; i++)
        if (!only_odd || facts->items[i].kind == CT_FACT_ODD)
            ct_str_appendf(&out, "%s%s", out.len ? " · " : "", facts->items[i].text);
    return ct_str_take(&out);
}
