/* SPDX-License-Identifier: MIT */
/* The text form, a line each, tabs between what people wrote:
 *
 *   material VERSION
 *   frames COUNT N/D
 *   sound RATE_HZ PICTURE_SAMPLES
 *   track CHANNELS PACKET START END <tab> LAYOUT [<tab> NAME]...
 *   black PLACES FRAMES [FIRST-END]...        and the other kinds; none: left out
 *   failed SENTENCE */
#include "circletake/material.h"

#include <inttypes.h>
#include <libavutil/mathematics.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "circletake/str.h"

static const char *const names[CT_FLAW_COUNT] = {"black", "frozen", "repeated", "missing",
                                                 "silent"};

const char *ct_flaw_name(ct_flaw flaw)
{
    return names[flaw];
}

bool ct_flaw_parse(const char *word, ct_flaw *out)
{
    for (int f = 0; f < CT_FLAW_COUNT; f++) {
        if (!ct_equal_nocase(word, names[f]))
            continue;
        *out = (ct_flaw)f;
        return true;
    }
    return false;
}

void ct_stretch_list_finish(ct_stretch_list *l)
{
    free(l->items);
    *l = (ct_stretch_list){0};
}

void ct_material_finish(ct_material *m)
{
    for (size_t i = 0; i < m->track_count; i++) {
        free(m->tracks[i].layout);
        free(m->tracks[i].names);
    }
    free(m->tracks);
    free(m->failed);
    ct_stretch_list_finish(&m->stretches);
    *m = (ct_material){0};
}

static void keep(ct_material *m, ct_flaw flaw, ct_span span)
{
    ct_stretch_list *l = &m->stretches;

    l->items = ct_grow(l->items, &l->cap, l->count + 1, sizeof *l->items);
    l->items[l->count++] = (ct_stretch){flaw, span};
}

void ct_material_add(ct_material *m, ct_flaw flaw, ct_span span)
{
    if (m->sums[flaw].places < CT_STRETCHES_KEPT)
        keep(m, flaw, span);
    m->sums[flaw].places++;
    m->sums[flaw].frames += ct_span_count(span);
}

ct_sound_track *ct_material_add_track(ct_material *m)
{
    m->tracks = ct_grow(m->tracks, &m->track_cap, m->track_count + 1, sizeof *m->tracks);
    m->tracks[m->track_count] = (ct_sound_track){0};
    return &m->tracks[m->track_count++];
}

static size_t kept_of(const ct_material *m, ct_flaw flaw)
{
    int64_t places = m->sums[flaw].places;

    return (size_t)(places < CT_STRETCHES_KEPT ? places : CT_STRETCHES_KEPT);
}

const ct_stretch *ct_material_of(const ct_material *m, ct_flaw flaw, size_t *count)
{
    size_t from = 0;

    for (int f = 0; f < (int)flaw; f++)
        from += kept_of(m, (ct_flaw)f);
    *count = kept_of(m, flaw);
    return *count ? &m->stretches.items[from] : NULL;
}

/* Whether a stretch of that kind holds all of the span. */
static bool is_within(const ct_material *m, ct_flaw flaw, ct_span span)
{
    size_t            low = 0, high;
    const ct_stretch *all = ct_material_of(m, flaw, &high);

    while (low < high) { /* the last that begins no later */
        size_t middle = (low + high) / 2;
        if (all[middle].span.first <= span.first)
            low = middle + 1;
        else
            high = middle;
    }
    return low > 0 && all[low - 1].span.end >= span.end;
}

bool ct_material_is_own(const ct_material *m, const ct_stretch *s)
{
    if (s->flaw == CT_FLAW_FROZEN)
        return !is_within(m, CT_FLAW_BLACK, s->span);
    if (s->flaw == CT_FLAW_REPEATED)
        return !is_within(m, CT_FLAW_BLACK, s->span) && !is_within(m, CT_FLAW_FROZEN, s->span);
    return true;
}

ct_flaw_sum ct_material_own(const ct_material *m, ct_flaw flaw)
{
    ct_flaw_sum       sum = {0, 0};
    size_t            count;
    const ct_stretch *s = ct_material_of(m, flaw, &count);

    if ((int64_t)count < m->sums[flaw].places)
        return m->sums[flaw];
    for (size_t i = 0; i < count; i++)
        if (ct_material_is_own(m, &s[i])) {
            sum.places++;
            sum.frames += ct_span_count(s[i].span);
        }
    return sum;
}

/* --- sound beside pictures ------------------------------------------------------------------- */

static int64_t nearest(const ct_material *m, int64_t samples)
{
    return av_rescale_q(samples, (AVRational){1, m->sound_rate_hz}, av_inv_q(m->fps));
}

static int64_t samples_of(const ct_material *m, int64_t frames)
{
    return av_rescale_q(frames, av_inv_q(m->fps), (AVRational){1, m->sound_rate_hz});
}

int64_t ct_material_frames(const ct_material *m, int64_t samples, int64_t *rest)
{
    int64_t frames = nearest(m, samples), sign = samples < 0 ? -1 : 1;

    *rest = samples - samples_of(m, frames);
    if (*rest * sign < -1) {
        frames -= sign;
        *rest = samples - samples_of(m, frames);
    }
    if (llabs(*rest) <= 1 && frames != 0)
        *rest = 0;
    return frames;
}

int64_t ct_material_late(const ct_material *m, const ct_sound_track *t)
{
    return m->picture_samples > 0 ? t->start : 0;
}

int64_t ct_material_longer(const ct_material *m, const ct_sound_track *t)
{
    return m->picture_samples > 0 ? t->end - t->start - m->picture_samples : 0;
}

bool ct_material_is_off(const ct_material *m, const ct_sound_track *t, int64_t samples)
{
    int64_t rest;

    return llabs(samples) > t->packet && ct_material_frames(m, samples, &rest) != 0;
}

static const ct_sound_track *furthest(const ct_material *m,
                                      int64_t (*off)(const ct_material *, const ct_sound_track *))
{
    const ct_sound_track *found = NULL;

    for (size_t i = 0; i < m->track_count; i++) {
        const ct_sound_track *t = &m->tracks[i];
        int64_t               samples = off(m, t);
        if (ct_material_is_off(m, t, samples) && (!found || llabs(samples) > llabs(off(m, found))))
            found = t;
    }
    return found;
}

const ct_sound_track *ct_material_latest(const ct_material *m)
{
    return furthest(m, ct_material_late);
}

const ct_sound_track *ct_material_longest(const ct_material *m)
{
    return furthest(m, ct_material_longer);
}

/* Line `number` of a text; the only one, when there is one. Gives; NULL: it is empty. */
static char *line_of(const char *text, int number)
{
    bool        single = !strchr(text, '\n');
    const char *at = text;

    for (; !single && number > 0 && at; number--) {
        at = strchr(at, '\n');
        at = at ? at + 1 : NULL;
    }
    size_t bytes = at ? strcspn(at, "\n") : 0;
    return bytes > 0 ? ct_strndup(at, bytes) : NULL;
}

char *ct_material_channel_name(const ct_material *m, int channel)
{
    for (size_t i = 0; i < m->track_count; i++) {
        const ct_sound_track *t = &m->tracks[i];
        if (channel < t->channels)
            return t->names ? line_of(t->names, channel) : NULL;
        channel -= t->channels;
    }
    return NULL;
}

unsigned ct_material_found(const ct_material *m)
{
    static const unsigned bits[CT_FLAW_COUNT] = {CT_FOUND_BLACK, CT_FOUND_FROZEN, CT_FOUND_REPEATED,
                                                 CT_FOUND_MISSING, CT_FOUND_SILENT};
    unsigned              found = m->failed ? CT_FOUND_FAILED : CT_FOUND_LOOK;

    for (int f = 0; f < CT_FLAW_COUNT; f++)
        if (ct_material_own(m, (ct_flaw)f).places > 0)
            found |= bits[f];
    if (ct_material_longest(m))
        found |= CT_FOUND_LENGTH;
    if (ct_material_latest(m))
        found |= CT_FOUND_START;
    return found;
}

/* --- writing ---------------------------------------------------------------------------------- */

/* Tabs are parts' ends: none may be within. */
static void put_words(ct_str *out, const char *words, size_t bytes)
{
    char *part = ct_strndup(words, bytes), *clean = ct_utf8_clean(part, true);

    ct_str_append_char(out, '\t');
    ct_str_append(out, clean);
    free(clean);
    free(part);
}

static void put_track(ct_str *out, const ct_sound_track *t)
{
    ct_str_appendf(out, "track %d %d %" PRId64 " %" PRId64, t->channels, t->packet, t->start,
                   t->end);
    put_words(out, ct_str_or_empty(t->layout), strlen(ct_str_or_empty(t->layout)));
    for (const char *name = t->names; name;) {
        size_t bytes = strcspn(name, "\n");
        put_words(out, name, bytes);
        name = name[bytes] ? name + bytes + 1 : NULL;
    }
    ct_str_append_char(out, '\n');
}

static void put_stretches(ct_str *out, const ct_material *m, ct_flaw flaw)
{
    size_t            count;
    const ct_stretch *s = ct_material_of(m, flaw, &count);

    ct_str_appendf(out, "%s %" PRId64 " %" PRId64, names[flaw], m->sums[flaw].places,
                   m->sums[flaw].frames);
    for (size_t i = 0; i < count; i++)
        ct_str_appendf(out, " %" PRId64 "-%" PRId64, s[i].span.first, s[i].span.end);
    ct_str_append_char(out, '\n');
}

char *ct_material_text(const ct_material *m)
{
    ct_str out = {0};

    ct_str_appendf(&out, "material %d\n", CT_MATERIAL_VERSION);
    ct_str_appendf(&out, "frames %" PRId64 " %d/%d\n", m->frames, m->fps.num, m->fps.den);
    if (m->sound_rate_hz > 0)
        ct_str_appendf(&out, "sound %d %" PRId64 "\n", m->sound_rate_hz, m->picture_samples);
    for (size_t i = 0; i < m->track_count; i++)
        put_track(&out, &m->tracks[i]);
    for (int f = 0; f < CT_FLAW_COUNT; f++)
        if (m->sums[f].places > 0)
            put_stretches(&out, m, (ct_flaw)f);
    if (m->failed) {
        char *clean = ct_utf8_clean(m->failed, true);
        ct_str_appendf(&out, "failed %s\n", clean);
        free(clean);
    }
    return ct_str_take(&out);
}

/* --- reading: whoever wrote it met files from strangers ---------------------------------------- */

enum { MOST_TRACKS = 64, MOST_CHANNELS = 64 };
#define MOST_SAMPLES (INT64_C(1) << 52)
#define MOST_FRAMES  (INT64_C(1) << 40)

static bool in_range(int64_t value, int64_t low, int64_t high)
{
    return value >= low && value <= high;
}

static bool read_head(ct_material *m, const char *line)
{
    int used = -1, version = 0;

    if (sscanf(line, "material %d%n", &version, &used) == 1 && used >= 0 && !line[used])
        return version == CT_MATERIAL_VERSION;
    return sscanf(line, "frames %" SCNd64 " %d/%d%n", &m->frames, &m->fps.num, &m->fps.den,
                  &used) == 3 &&
           !line[used] && in_range(m->frames, 0, MOST_FRAMES) && m->fps.num > 0 && m->fps.den > 0;
}

static bool read_sound(ct_material *m, const char *line)
{
    int used = -1;

    return sscanf(line, "sound %d %" SCNd64 "%n", &m->sound_rate_hz, &m->picture_samples, &used) ==
               2 &&
           !line[used] && in_range(m->sound_rate_hz, 1, 1 << 24) &&
           in_range(m->picture_samples, 0, MOST_SAMPLES);
}

/* "<tab>LAYOUT<tab>NAME<tab>NAME": the names become lines. */
static bool read_words(ct_sound_track *t, const char *text)
{
    size_t bytes;
    int    count = 0;

    if (*text != '\t')
        return false;
    bytes = strcspn(++text, "\t");
    t->layout = ct_strndup(text, bytes);
    if (!text[bytes])
        return true;
    t->names = ct_strdup(text + bytes + 1);
    for (char *c = t->names; *c; c++)
        if (*c == '\t') {
            *c = '\n';
            count++;
        }
    return count == 0 || count == t->channels - 1;
}

static bool read_track(ct_material *m, const char *line)
{
    int             used = -1;
    ct_sound_track *t = m->track_count < MOST_TRACKS ? ct_material_add_track(m) : NULL;

    return t && m->sound_rate_hz > 0 &&
           sscanf(line, "track %d %d %" SCNd64 " %" SCNd64 "%n", &t->channels, &t->packet,
                  &t->start, &t->end, &used) == 4 &&
           used > 0 && in_range(t->channels, 1, MOST_CHANNELS) && in_range(t->packet, 1, 1 << 24) &&
           in_range(t->start, -MOST_SAMPLES, MOST_SAMPLES) &&
           in_range(t->end, t->start, MOST_SAMPLES) && read_words(t, line + used);
}

static bool read_spans(ct_material *m, ct_flaw flaw, const char *at)
{
    int64_t behind = 0, frames = 0, places = 0;

    while (*at) {
        ct_span span;
        int     used = -1;
        if (sscanf(at, " %" SCNd64 "-%" SCNd64 "%n", &span.first, &span.end, &used) != 2 ||
            used < 0 || span.first < behind || span.end <= span.first || span.end > m->frames ||
            ++places > CT_STRETCHES_KEPT)
            return false;
        keep(m, flaw, span);
        behind = span.end;
        frames += ct_span_count(span);
        at += used;
    }
    return places == (int64_t)kept_of(m, flaw) && frames <= m->sums[flaw].frames;
}

/* Kinds come in order, each once. */
static bool is_next(const ct_material *m, ct_flaw flaw)
{
    bool next = true;

    for (int f = (int)flaw; f < CT_FLAW_COUNT; f++)
        next &= m->sums[f].places == 0;
    return next;
}

static bool read_stretches(ct_material *m, const char *line)
{
    size_t       bytes = strcspn(line, " ");
    char        *word = ct_strndup(line, bytes);
    ct_flaw      flaw;
    bool         known = ct_flaw_parse(word, &flaw) && is_next(m, flaw);
    int          used = -1;
    ct_flaw_sum *sum = known ? &m->sums[flaw] : NULL;

    free(word);
    return sum &&
           sscanf(line + bytes, " %" SCNd64 " %" SCNd64 "%n", &sum->places, &sum->frames, &used) ==
               2 &&
           used > 0 && in_range(sum->places, 1, m->frames) &&
           in_range(sum->frames, sum->places, m->frames) &&
           read_spans(m, flaw, line + bytes + used);
}

static bool read_line(ct_material *m, const char *line, int number)
{
    if (number < 2)
        return ct_starts_with(line, number == 0 ? "material " : "frames ") && read_head(m, line);
    if (ct_starts_with(line, "sound "))
        return read_sound(m, line);
    if (ct_starts_with(line, "track "))
        return read_track(m, line);
    if (!ct_starts_with(line, "failed "))
        return read_stretches(m, line);
    ct_strset(&m->failed, line + 7);
    return true;
}

bool ct_material_parse(const char *text, ct_material *out)
{
    int  number = 0;
    bool good = ct_utf8_valid(text, strlen(text));

    *out = (ct_material){0};
    while (*text && good) {
        size_t bytes = strcspn(text, "\n");
        char  *line = ct_strndup(text, bytes);
        good = text[bytes] == '\n' && read_line(out, line, number++);
        free(line);
        text += bytes + (text[bytes] != '\0');
    }
    if (!good || number < 2) {
        ct_material_finish(out);
        return false;
    }
    return true;
}
