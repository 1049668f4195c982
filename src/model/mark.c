/* SPDX-License-Identifier: MIT */
#include "circletake/mark.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "circletake/str.h"

/* --- words ------------------------------------------------------------------------ */

static const char *const tc_sources[] = {
    [CT_TC_NONE] = "none",     [CT_TC_USER] = "user",     [CT_TC_TRACK] = "tmcd",
    [CT_TC_PACKAGE] = "mxf",   [CT_TC_CONTAINER] = "tag", [CT_TC_SEI] = "sei",
    [CT_TC_HEADER] = "header", [CT_TC_SOUND] = "bwf",
};
static const char *const verdicts[] = {
    [CT_UNRATED] = "unrated", [CT_GOOD] = "good", [CT_REJECTED] = "rejected"};
static const char *const categories[] = {
    [CT_CAT_GENERAL] = "general", [CT_CAT_PICTURE] = "picture",       [CT_CAT_SOUND] = "sound",
    [CT_CAT_MUSIC] = "music",     [CT_CAT_GRAPHICS] = "graphics",     [CT_CAT_VFX] = "vfx",
    [CT_CAT_STORY] = "story",     [CT_CAT_CONTINUITY] = "continuity",
};
static const char *const statuses[] = {[CT_NOTE_OPEN] = "open",
                                       [CT_NOTE_IN_PROGRESS] = "in progress",
                                       [CT_NOTE_RESOLVED] = "resolved",
                                       [CT_NOTE_WONTFIX] = "wontfix"};
static const char *const colours[] = {
    [CT_COLOUR_NONE] = "none",     [CT_COLOUR_RED] = "red",       [CT_COLOUR_ORANGE] = "orange",
    [CT_COLOUR_YELLOW] = "yellow", [CT_COLOUR_GREEN] = "green",   [CT_COLOUR_TEAL] = "teal",
    [CT_COLOUR_BLUE] = "blue",     [CT_COLOUR_PURPLE] = "purple", [CT_COLOUR_PINK] = "pink",
};

#define COUNT(array) ((int)(sizeof(array) / sizeof((array)[0])))

static int word_index(const char *const *words, int count, const char *word)
{
    for (int i = 0; i < count; i++)
        if (ct_equal_nocase(words[i], word))
            return i;
    return -1;
}

const char *ct_tc_source_name(ct_tc_source s)
{
    return tc_sources[s];
}

const char *ct_verdict_name(ct_verdict v)
{
    return verdicts[v];
}

const char *ct_category_name(ct_category c)
{
    return categories[c];
}

const char *ct_note_status_name(ct_note_status s)
{
    return statuses[s];
}

const char *ct_priority_name(int priority)
{
    static const char *const names[CT_PRIORITY_MOST + 1] = {"", "low", "medium", "high"};

    return priority >= 0 && priority <= CT_PRIORITY_MOST ? names[priority] : "";
}

const char *ct_clip_colour_name(ct_clip_colour c)
{
    return colours[c];
}

bool ct_tc_source_parse(const char *word, ct_tc_source *out)
{
    int i = word_index(tc_sources, COUNT(tc_sources), word);

    if (i >= 0)
        *out = (ct_tc_source)i;
    return i >= 0;
}

bool ct_verdict_parse(const char *word, ct_verdict *out)
{
    int i = word_index(verdicts, COUNT(verdicts), word);

    if (i >= 0)
        *out = (ct_verdict)i;
    return i >= 0;
}

bool ct_category_parse(const char *word, ct_category *out)
{
    int i = word_index(categories, COUNT(categories), word);

    if (i >= 0)
        *out = (ct_category)i;
    return i >= 0;
}

bool ct_note_status_parse(const char *word, ct_note_status *out)
{
    int i = word_index(statuses, COUNT(statuses), word);

    if (i >= 0)
        *out = (ct_note_status)i;
    return i >= 0;
}

bool ct_clip_colour_parse(const char *word, ct_clip_colour *out)
{
    int i = word_index(colours, COUNT(colours), word);

    if (i >= 0)
        *out = (ct_clip_colour)i;
    return i >= 0;
}

ct_proof ct_evidence_check(const ct_evidence *stored, const ct_evidence *now)
{
    if (!stored->hash || !now->hash)
        return CT_PROOF_UNKNOWN;
    return stored->hash == now->hash ? CT_PROOF_TRUE : CT_PROOF_FALSE;
}

bool ct_evidence_has_around(const ct_evidence *e)
{
    bool has = false;

    for (int i = 0; i < 2 * CT_AROUND; i++)
        has = has || e->around[i] != 0;
    return has;
}

char *ct_evidence_around_text(const ct_evidence *e, char out[CT_AROUND_TEXT_BYTES])
{
    size_t used = 0;

    out[0] = '\0';
    for (int i = 0; i < 2 * CT_AROUND && ct_evidence_has_around(e); i++) {
        const char *between = i ? " " : "";
        size_t      left = CT_AROUND_TEXT_BYTES - used;
        int         wrote = e->around[i] == 0 ? snprintf(out + used, left, "%s-", between)
                            : e->around[i] == CT_NO_PICTURE
                                ? snprintf(out + used, left, "%s.", between)
                                : snprintf(out + used, left, "%s%016" PRIx64, between, e->around[i]);
        used += (size_t)wrote;
    }
    return out;
}

void ct_evidence_around_parse(ct_evidence *e, const char *text)
{
    uint64_t around[2 * CT_AROUND] = {0};
    int      count = 0;

    memset(e->around, 0, sizeof e->around);
    for (const char *p = text; *p && count < 2 * CT_AROUND; count++) {
        size_t word = strcspn(p, " ");
        if (word == 1 && *p == '.')
            around[count] = CT_NO_PICTURE;
        else if (word == 16 && strspn(p, "0123456789abcdef") == 16)
            around[count] = strtoull(p, NULL, 16);
        else if (word != 1 || *p != '-')
            return;
        p += word + (p[word] == ' ');
    }
    if (count == 2 * CT_AROUND)
        memcpy(e->around, around, sizeof around);
}

/* --- owned strings ---------------------------------------------------------------- */

/* Where the strings of a value lie: copying and freeing walk the same list. */
static const size_t clip_strings[] = {
    offsetof(ct_clip, path),     offsetof(ct_clip, name),      offsetof(ct_clip, codec),
    offsetof(ct_clip, reel),     offsetof(ct_clip, scene),     offsetof(ct_clip, shot),
    offsetof(ct_clip, take),     offsetof(ct_clip, camera),    offsetof(ct_clip, description),
    offsetof(ct_clip, keywords), offsetof(ct_clip, sound_how), offsetof(ct_clip, audio_layout)};
static const size_t select_strings[] = {offsetof(ct_select, label), offsetof(ct_select, author)};
static const size_t note_strings[] = {offsetof(ct_note, body), offsetof(ct_note, author),
                                      offsetof(ct_note, assignee), offsetof(ct_note, drawing)};

static char **string_at(void *value, size_t offset)
{
    return (char **)(void *)((char *)value + offset);
}

static void free_strings(void *value, const size_t *offsets, int count)
{
    for (int i = 0; i < count; i++)
        free(*string_at(value, offsets[i]));
}

/* The strings of `value` still point to another's: makes them its own. */
static void own_strings(void *value, const size_t *offsets, int count)
{
    for (int i = 0; i < count; i++)
        *string_at(value, offsets[i]) = ct_strdup(*string_at(value, offsets[i]));
}

static const ct_evidence no_evidence = {.pts = INT64_MIN, .tb = {0, 1}};

void ct_clip_init(ct_clip *c)
{
    *c = (ct_clip){.fps = {25, 1}, .tc = {.rate = {0, 1}}};
}

void ct_clip_finish(ct_clip *c)
{
    free_strings(c, clip_strings, COUNT(clip_strings));
    *c = (ct_clip){0};
}

void ct_clip_copy(ct_clip *to, const ct_clip *from)
{
    *to = *from;
    own_strings(to, clip_strings, COUNT(clip_strings));
}

void ct_select_init(ct_select *s)
{
    *s = (ct_select){.first_proof = no_evidence, .last_proof = no_evidence};
}

void ct_select_finish(ct_select *s)
{
    free_strings(s, select_strings, COUNT(select_strings));
    *s = (ct_select){0};
}

void ct_select_copy(ct_select *to, const ct_select *from)
{
    *to = *from;
    own_strings(to, select_strings, COUNT(select_strings));
}

void ct_note_init(ct_note *n)
{
    *n = (ct_note){.proof = no_evidence, .last_proof = no_evidence};
}

void ct_note_finish(ct_note *n)
{
    free_strings(n, note_strings, COUNT(note_strings));
    *n = (ct_note){0};
}

void ct_note_copy(ct_note *to, const ct_note *from)
{
    *to = *from;
    own_strings(to, note_strings, COUNT(note_strings));
}

static bool filled(const char *s)
{
    return s && *s;
}

int ct_audio_total(const ct_audio_layout *l)
{
    int total = 0;

    for (int i = 0; i < l->count; i++)
        total += l->channels[i];
    return total;
}

char *ct_audio_text(const ct_audio_layout *l, char out[CT_AUDIO_TEXT_BYTES])
{
    size_t at = 0;

    out[0] = '\0';
    for (int i = 0; i < l->count; i++)
        at += (size_t)snprintf(out + at, CT_AUDIO_TEXT_BYTES - at, "%s%d", i ? "," : "",
                               l->channels[i]);
    return out;
}

bool ct_audio_parse(const char *text, ct_audio_layout *out)
{
    *out = (ct_audio_layout){.count = 0};
    while (*text && out->count < CT_AUDIO_TRACKS) {
        char *end;
        long  n = strtol(text, &end, 10);
        if (end == text || n < 1 || n > UINT8_MAX || (*end && *end != ',')) {
            out->count = 0;
            return false;
        }
        out->channels[out->count++] = (uint8_t)n;
        text = *end ? end + 1 : end;
    }
    return out->count > 0;
}

ct_audio_layout ct_clip_audio(const ct_clip *c)
{
    ct_audio_layout l;
    int             tracks = c->audio_tracks > 0 ? c->audio_tracks : 1;

    if (ct_audio_parse(ct_str_or_empty(c->audio_layout), &l) || c->audio_channels <= 0)
        return l;
    if (c->audio_channels % tracks != 0)
        tracks = 1;
    int each = c->audio_channels / tracks;
    l.count = tracks < CT_AUDIO_TRACKS ? tracks : CT_AUDIO_TRACKS;
    for (int i = 0; i < l.count; i++)
        l.channels[i] = (uint8_t)(each < UINT8_MAX ? each : UINT8_MAX);
    return l;
}

char *ct_clip_slate(const ct_clip *c)
{
    if (!filled(c->scene))
        return ct_strdup(ct_str_or_empty(c->name));
    ct_str slate = {0};
    ct_str_append(&slate, c->scene);
    ct_str_append(&slate, c->shot);
    if (filled(c->take))
        ct_str_appendf(&slate, "-%s", c->take);
    return ct_str_take(&slate);
}

/* --- lists ------------------------------------------------------------------------ */

void ct_clip_list_finish(ct_clip_list *l)
{
    for (size_t i = 0; i < l->count; i++)
        ct_clip_finish(&l->items[i]);
    free(l->items);
    *l = (ct_clip_list){0};
}

void ct_select_list_finish(ct_select_list *l)
{
    for (size_t i = 0; i < l->count; i++)
        ct_select_finish(&l->items[i]);
    free(l->items);
    *l = (ct_select_list){0};
}

void ct_note_list_finish(ct_note_list *l)
{
    for (size_t i = 0; i < l->count; i++)
        ct_note_finish(&l->items[i]);
    free(l->items);
    *l = (ct_note_list){0};
}

ct_clip *ct_clip_list_add(ct_clip_list *l)
{
    l->items = ct_grow(l->items, &l->cap, l->count + 1, sizeof *l->items);
    ct_clip_init(&l->items[l->count]);
    return &l->items[l->count++];
}

ct_select *ct_select_list_add(ct_select_list *l)
{
    l->items = ct_grow(l->items, &l->cap, l->count + 1, sizeof *l->items);
    ct_select_init(&l->items[l->count]);
    return &l->items[l->count++];
}

ct_note *ct_note_list_add(ct_note_list *l)
{
    l->items = ct_grow(l->items, &l->cap, l->count + 1, sizeof *l->items);
    ct_note_init(&l->items[l->count]);
    return &l->items[l->count++];
}

/* --- clips by id ------------------------------------------------------------------ */

static int compare_clip_ids(const void *a, const void *b)
{
    const ct_clip *const *p = a, *const *q = b;

    return ct_id_compare((*p)->id, (*q)->id);
}

const ct_clip **ct_clips_by_id(const ct_clip_list *clips)
{
    size_t          count = clips ? clips->count : 0;
    const ct_clip **index = ct_alloc_array(count, sizeof *index);

    for (size_t i = 0; i < count; i++)
        index[i] = &clips->items[i];
    if (count > 1)
        qsort(index, count, sizeof *index, compare_clip_ids);
    return index;
}

const ct_clip *ct_clips_find(const ct_clip **index, const ct_clip_list *clips, ct_id id)
{
    ct_clip         wanted = {.id = id};
    const ct_clip  *key = &wanted;
    const ct_clip **found = clips && clips->count > 0 ? bsearch(&key, index, clips->count,
                                                                sizeof *index, compare_clip_ids)
                                                      : NULL;

    return found ? *found : NULL;
}
