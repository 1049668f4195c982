/* SPDX-License-Identifier: MIT */
/* What an edit list says of an event below it: names, files, remarks, locators. The event is still pending. */
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "circletake/file.h"
#include "cmx3600_priv.h"
#include "editlist_priv.h"
#include "marker_priv.h"

const char *ct_edl_value_of(const char *text, const char *keyword)
{
    size_t length = strlen(keyword);
    bool   colon = keyword[length - 1] == ':';

    length -= colon;
    if (strncasecmp(text, keyword, length) != 0)
        return NULL;
    text += length;
    text += colon ? strspn(text, " ") : 0; /* "CLIP NAME : a" */
    if (colon && *text != ':')
        return NULL;
    text += colon;
    return text + strspn(text, " ");
}

static void add_text(ct_edl_pending *p, ct_str *to, const char *text)
{
    if (to->len)
        ct_str_append_char(to, '\n');
    ct_str_append(to, text);
    p->last_text = to;
}

static void keep_comment(ct_edl_reader *r, const char *text)
{
    add_text(&r->p, &r->p.comment, text);
}

static void on_name(ct_edl_reader *r, const char *value)
{
    ct_strset(&r->p.from_name, value);
}

static void on_key_name(ct_edl_reader *r, const char *value)
{
    ct_strset(&r->p.key_name, value);
}

static void on_to_name(ct_edl_reader *r, const char *value)
{
    ct_strset(&r->p.to_name, value);
}

static void on_reel(ct_edl_reader *r, const char *value)
{
    ct_strset(&r->p.whole_reel, value);
    r->p.reel_is_remark = true;
}

/* "RC100009 IS CLIP 28661.mov" */
static void on_reel_of_clip(ct_edl_reader *r, const char *value)
{
    static const char between[] = " IS CLIP ";
    const char       *clip = strstr(value, between);

    if (!clip || r->p.whole_reel) {
        char *whole = ct_asprintf("REEL %s", value);
        keep_comment(r, whole);
        free(whole);
        return;
    }
    r->p.whole_reel = ct_strndup(value, (size_t)(clip - value));
    if (!r->p.from_name)
        ct_strset(&r->p.from_name, clip + sizeof between - 1);
}

/* OpenTimelineIO names reels by their files and says where it had to cut them short; of both sides. */
static void on_cut_reel(ct_edl_reader *r, const char *value)
{
    if (!r->p.has_outgoing && !r->p.whole_reel)
        r->p.whole_reel = ct_path_stem(value);
}

static void on_incoming_cut_reel(ct_edl_reader *r, const char *value)
{
    free(r->p.whole_reel);
    r->p.whole_reel = ct_path_stem(value);
}

/* Our own words wrapped over several lines come back as one. */
static void on_comment(ct_edl_reader *r, const char *value)
{
    ct_edl_pending *p = &r->p;

    if (p->last_text && ct_starts_with(value, "> ")) {
        ct_str_append(p->last_text, value + 1);
    } else if (p->last_text && ct_starts_with(value, ">> ")) {
        ct_str_append(p->last_text, value + 3);
    } else {
        add_text(p, p->words.len ? &p->comment : &p->words, value);
    }
}

/* The eight of old, and those that came later, which are words like any other unless a column follows. */
static bool is_colour(const char *word, const char *behind)
{
    static const char *const later[] = {"PINK",   "FOREST", "DENIM", "VIOLET", "PURPLE",
                                        "ORANGE", "GREY",   "GRAY",  "GOLD"};
    ct_category              ignored;
    bool                     known = ct_cmx_category(word, &ignored);

    for (size_t i = 0; i < sizeof later / sizeof later[0]; i++)
        known = known || (ct_equal_nocase(word, later[i]) && (!*behind || behind[1] == ' '));
    return known;
}

char *ct_edl_lowered(char *text)
{
    for (char *c = text; *c; c++)
        *c = (char)(*c >= 'A' && *c <= 'Z' ? *c - 'A' + 'a' : *c);
    return text;
}

ct_edl_locator *ct_edl_add_locator(ct_edl_pending *p, size_t line)
{
    p->locators = ct_grow(p->locators, &p->locator_cap, p->locator_count + 1, sizeof *p->locators);
    ct_edl_locator *l = &p->locators[p->locator_count++];
    *l = (ct_edl_locator){.line = line};
    return l;
}

/* "01:00:02:10 RED     TEXT": colour and text may be missing. */
static void on_locator(ct_edl_reader *r, const char *value)
{
    ct_edl_pending *p = r->p.open ? &r->p : &r->head;
    size_t          bytes = strcspn(value, " ");

    if (!ct_edl_is_label(value, bytes)) {
        if (r->p.open)
            keep_comment(r, value);
        return;
    }
    ct_edl_locator *l = ct_edl_add_locator(p, r->lines.number);
    memcpy(l->label, value, bytes);
    value += bytes + strspn(value + bytes, " ");

    size_t letters = strcspn(value, " ");
    char  *colour = ct_strndup(value, letters);
    if (is_colour(colour, value + letters)) {
        l->colour = ct_edl_lowered(colour);
        colour = NULL;
        value += letters + strspn(value + letters, " ");
    }
    free(colour);
    ct_str_append(&l->text, value);
    p->last_text = &l->text;
}

bool ct_edl_read_resolve_marker(ct_edl_reader *r, const char *line)
{
    ct_edl_pending *p = &r->p;
    char           *colour, *text;
    int64_t         lasts;

    if (!p->open || !ct_resolve_marker_parse(line, &colour, &text, &lasts))
        return false;
    ct_edl_locator *l = ct_edl_add_locator(p, r->lines.number);
    l->colour = ct_edl_lowered(colour);
    l->lasts = lasts;
    memcpy(l->label, p->label[CT_EDL_RECORD_IN], sizeof l->label);
    ct_str_append(&l->text, text);
    free(text);
    return true;
}

/* Behind a star. The first that fits; longer keywords before shorter ones. */
static const struct {
    const char *keyword;
    void (*take)(ct_edl_reader *r, const char *value);
} comments[] = {
    {"FROM CLIP NAME:", on_name},
    {"TO CLIP NAME:", on_to_name},
    {"KEY CLIP NAME:", on_key_name},
    {"CLIP NAME:", on_name},
    {"SOURCE FILE:", ct_edl_take_source_file},
    {"SOURCE FILE PATH:", ct_edl_take_file},
    {"SOURCE PATH:", ct_edl_take_file},
    {"FILE PATH:", ct_edl_take_file},
    {"CLIP PATH:", ct_edl_take_file},
    {"FROM CLIP PATH:", ct_edl_take_from_file},
    {"FROM FILE:", ct_edl_take_from_file},
    {"FROM CLIP:", ct_edl_take_from_file},
    {"OTIO REFERENCE FROM:", ct_edl_take_from_file},
    {"TO CLIP PATH:", ct_edl_take_to_file},
    {"TO FILE:", ct_edl_take_to_file},
    {"TO CLIP:", ct_edl_take_to_file},
    {"OTIO REFERENCE TO:", ct_edl_take_to_file},
    {"OTIO TRUNCATED REEL NAME FROM:", on_cut_reel},
    {"OTIO TRUNCATED REEL NAME TO:", on_incoming_cut_reel},
    {"REEL:", on_reel},
    {"REEL ", on_reel_of_clip},
    {"FROM COMMENT:", on_comment},
    {"COMMENT:", on_comment},
    {"LOC:", on_locator},
};

enum { KEYWORDS = sizeof comments / sizeof comments[0] };

/* Number of the keyword that a comment begins with, and what stands behind it; KEYWORDS: none. */
static size_t keyword_of(const char *text, const char **value)
{
    size_t i = 0;

    *value = NULL;
    while (i < KEYWORDS && !(*value = ct_edl_value_of(text, comments[i].keyword)))
        i++;
    return i;
}

void ct_edl_read_comment(ct_edl_reader *r, const char *line)
{
    const char *text = line + strspn(line, "* "), *value;

    size_t keyword = keyword_of(text, &value);

    if (!*text || (!r->p.open && (keyword == KEYWORDS || comments[keyword].take != on_locator)))
        return;
    if (keyword == KEYWORDS)
        keep_comment(r, text);
    else if (*value)
        comments[keyword].take(r, value);
}

bool ct_cmx3600_is_loose(const char *text)
{
    const char *value;

    return *text && !strchr("* ", *text) && keyword_of(text, &value) == KEYWORDS;
}
