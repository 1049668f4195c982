/* SPDX-License-Identifier: MIT */
/* Reading CMX 3600 lists in the dialects people send: strict on times, order and counts, lenient on
 * case, spaces, numbers and unknown comments. A list does not name its rate, and its FCM line
 * settles the record side only: see source_labels. */
#include <libavutil/mathematics.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cmx3600_priv.h"
#include "editlist_priv.h"

/* --- state ------------------------------------------------------------------------ */

enum { SOURCE_IN, SOURCE_OUT, RECORD_IN, RECORD_OUT, LABELS };

typedef struct locator {
    char   label[CT_TC_TEXT_BYTES];
    size_t line;
    char  *colour; /* NULL none */
    ct_str text;
} locator;

/* An event whose further lines are still coming. */
typedef struct pending {
    bool          open;
    size_t        line;
    int64_t       number;
    char         *reel;
    char          label[LABELS][CT_TC_TEXT_BYTES];
    bool          drop; /* FCM in force */
    unsigned      channels;
    ct_transition transition;
    bool          has_outgoing; /* the line of the outgoing source stood before it */
    int           wipe;
    int64_t       transition_frames;
    bool          retimed, reverse;
    AVRational    speed;
    char         *from_name, *to_name, *path, *whole_reel;
    ct_str        words, comment;
    locator      *locators;
    size_t        locator_count, locator_cap;
    ct_str       *last_text; /* that a "> " line goes on; NULL none. Points into this value. */
} pending;

typedef struct renamed {
    char *whole, *written;
} renamed;

typedef struct reader {
    ct_edl_lines     lines;
    ct_timeline     *t;
    bool             drop, counting_known;
    pending          p;
    renamed         *renames;
    size_t           rename_count, rename_cap;
    ct_finding_list *findings;
} reader;

static void pending_finish(pending *p)
{
    char *const strings[] = {p->reel, p->from_name, p->to_name, p->path, p->whole_reel};

    for (size_t i = 0; i < sizeof strings / sizeof strings[0]; i++)
        free(strings[i]);
    for (size_t i = 0; i < p->locator_count; i++) {
        free(p->locators[i].colour);
        ct_str_finish(&p->locators[i].text);
    }
    free(p->locators);
    ct_str_finish(&p->words);
    ct_str_finish(&p->comment);
    *p = (pending){.open = false};
}

#define SAY(r, severity, rule, line_number, ...)                                                   \
    do {                                                                                           \
        char place_[32];                                                                           \
        snprintf(place_, sizeof place_, "line %zu", (size_t)(line_number));                        \
        ct_finding_add((r)->findings, severity, rule, place_, NULL, __VA_ARGS__);                  \
    } while (0)

/* --- words ------------------------------------------------------------------------ */

static bool is_digits(const char *s)
{
    return *s && strspn(s, "0123456789") == strlen(s);
}

/* Cuts the last word off `text` and gives it; "" when there is none. */
static char *take_last(char *text)
{
    size_t end = strlen(text);

    while (end > 0 && text[end - 1] == ' ')
        text[--end] = '\0';
    while (end > 0 && text[end - 1] != ' ')
        end--;

    char *word = text + end;
    if (end > 0)
        text[end - 1] = '\0';
    return word;
}

/* A copy to cut words from: begins with a space, so that the last of them can be cut off too. */
static char *to_cut(const char *text)
{
    return ct_asprintf(" %s", text);
}

static char *trimmed(const char *text)
{
    size_t from = strspn(text, " "), end = strlen(text);

    while (end > from && text[end - 1] == ' ')
        end--;
    return ct_strndup(text + from, end - from);
}

/* Digits in four fields: a timecode, good or bad. */
static bool looks_like_label(const char *s, size_t bytes)
{
    int fields = 1;

    if (bytes >= CT_TC_TEXT_BYTES)
        return false;
    for (size_t i = 0; i < bytes; i++) {
        bool separator = s[i] && strchr(":;.,", s[i]);
        if (!separator && !(s[i] >= '0' && s[i] <= '9'))
            return false;
        if (separator && (i == 0 || i + 1 == bytes))
            return false;
        fields += separator;
    }
    return fields == 4;
}

/* How many of the line's words are timecodes, and how many of them stand at its end. */
static int count_labels(const char *line, int *at_end)
{
    int all = 0;

    *at_end = 0;
    while (*line) {
        size_t bytes = strcspn(line, " ");
        bool   label = looks_like_label(line, bytes);
        if (bytes > 0) {
            all += label;
            *at_end = label ? *at_end + 1 : 0;
        }
        line += bytes + (line[bytes] != '\0');
    }
    return all;
}

/* Value behind `keyword` (case ignored) and what separates it; NULL: another keyword. */
static const char *value_of(const char *text, const char *keyword)
{
    size_t length = strlen(keyword);
    char  *head = ct_strndup(text, length);
    bool   same = ct_equal_nocase(head, keyword);

    free(head);
    if (!same)
        return NULL;
    text += length;
    return text + strspn(text, " ");
}

/* --- an event line ------------------------------------------------------------------ */

/* "V", "A", "A2", "AA", "B", "NONE", "V2"; 0 for anything else but NONE. */
static bool parse_channel(const char *word, unsigned *channels)
{
    static const struct {
        const char *word;
        unsigned    channels;
    } known[] = {
        {"A", CT_CHANNEL_A1},
        {"AA", CT_CHANNEL_A1 * 3},
        {"B", CT_CHANNEL_V | CT_CHANNEL_A1},
        {"V", CT_CHANNEL_V},
        {"NONE", 0},
    };
    int64_t n;

    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++)
        if (ct_equal_nocase(word, known[i].word)) {
            *channels |= known[i].channels;
            return true;
        }
    if (!is_digits(word[0] ? word + 1 : word) || !ct_parse_i64(word + 1, &n) || n < 1 || n > 16)
        return false;
    if (word[0] == 'V' || word[0] == 'v')
        *channels |= CT_CHANNEL_V;
    else if (word[0] == 'A' || word[0] == 'a')
        *channels |= 1u << n;
    else
        return false;
    return true;
}

/* "AA/V" and the like: every part must be a channel. */
static bool parse_channels(const char *word, unsigned *channels)
{
    char *copy = ct_strdup(word), *rest = NULL;
    bool  good = *word != '\0';

    *channels = 0;
    for (char *part = strtok_r(copy, "/", &rest); part && good; part = strtok_r(NULL, "/", &rest))
        good = parse_channel(part, channels);
    free(copy);
    return good;
}

/* Edit type and length from the right end of `text`. */
static ct_code parse_edit(char *text, pending *p, size_t line, ct_error *err)
{
    const char *word = take_last(text);
    ct_code     code = CT_OK;
    bool        has_length = is_digits(word) && strlen(word) <= 4;

    if (has_length) {
        ct_parse_i64(word, &p->transition_frames);
        word = take_last(text);
    }
    if (ct_equal_nocase(word, "B") || ct_equal_nocase(word, "O")) /* FCP7: "K B" */
        word = take_last(text);
    if (ct_equal_nocase(word, "C")) {
        p->transition_frames = 0;
    } else if (ct_equal_nocase(word, "D")) {
        p->transition = CT_DISSOLVE;
    } else if ((word[0] == 'W' || word[0] == 'w') && is_digits(word + 1) && strlen(word) <= 4) {
        p->transition = CT_WIPE;
        p->wipe = atoi(word + 1);
    } else if (ct_equal_nocase(word, "K") || ct_equal_nocase(word, "KB") ||
               ct_equal_nocase(word, "KO")) {
        p->transition = CT_KEY;
    } else {
        code = ct_fail(err, CT_BAD_DATA,
                       "Line %zu: expected an edit type (C, D 024, W001 024 or K) "
                       "before the timecodes, found \"%s\".",
                       line, word);
    }
    if (!code && (p->transition == CT_DISSOLVE || p->transition == CT_WIPE) && !has_length)
        code = ct_fail(err, CT_BAD_DATA,
                       "Line %zu: expected the length of the transition in frames "
                       "after %s.",
                       line, word);
    return code;
}

static ct_code parse_event_line(reader *r, const char *line, pending *p, ct_error *err)
{
    char   *text = to_cut(line + strspn(line, "0123456789"));
    ct_code code;

    *p = (pending){.open = true, .line = r->lines.number, .drop = r->drop, .speed = {1, 1}};
    p->number = atoi(line);
    for (int i = LABELS - 1; i >= 0; i--)
        snprintf(p->label[i], CT_TC_TEXT_BYTES, "%s", take_last(text));
    code = parse_edit(text, p, p->line, err);
    if (!code) {
        const char *channels = take_last(text);
        if (!parse_channels(channels, &p->channels))
            code = ct_fail(err, CT_BAD_DATA,
                           "Line %zu: expected a channel such as V, A2 or AA/V "
                           "before the edit type, found \"%s\".",
                           p->line, channels);
    }
    if (!code) {
        p->reel = trimmed(text);
        if (!*p->reel)
            SAY(r, CT_SAY_WARN, "empty-reel", p->line, "The event has no reel name.");
    }
    free(text);
    return code;
}

/* --- times ------------------------------------------------------------------------ */

static ct_code parse_label(const reader *r, const char *text, size_t line, bool drop_default,
                           int64_t *n, bool *drop, ct_error *err)
{
    ct_code code = ct_tc_parse_any(text, ct_tc_base(r->t->fps), drop_default, n, drop, err);

    return code ? ct_fail_prefix(err, code, "Line %zu: ", line) : CT_OK;
}

/* Frames from `in` to `out`, through midnight if need be. */
static int64_t label_length(int64_t in, int64_t out, ct_tc_count c)
{
    return out >= in ? out - in : out + ct_tc_day(c) - in;
}

typedef struct pair {
    int64_t     in, length;
    ct_tc_count count;
} pair;

static ct_code parse_pair(const reader *r, const pending *p, int in, bool drop_default, pair *out,
                          ct_error *err)
{
    int64_t label_out;
    bool    drop_in, drop_out;
    ct_code code = parse_label(r, p->label[in], p->line, drop_default, &out->in, &drop_in, err);

    if (!code)
        code = parse_label(r, p->label[in + 1], p->line, drop_default || drop_in, &label_out,
                           &drop_out, err);
    if (code)
        return code;
    out->count = (ct_tc_count){ct_tc_base(r->t->fps), drop_in || drop_out};
    out->length = label_length(out->in, label_out, out->count);
    return CT_OK;
}

/* FCM speaks of the record side; the source may count otherwise: taken is the counting that makes
 * both sides equally long, the one in force first. */
static ct_code source_labels(reader *r, const pending *p, int64_t record_length, pair *out,
                             ct_error *err)
{
    pair     other;
    bool     can_drop = ct_tc_base(r->t->fps) % 30 == 0;
    ct_code  code = parse_pair(r, p, SOURCE_IN, p->drop, out, err);
    ct_error ignored;

    if (!code && (p->retimed || out->length == record_length))
        return CT_OK;
    if (can_drop && !parse_pair(r, p, SOURCE_IN, !p->drop, &other, &ignored) &&
        (code || other.length == record_length)) {
        *out = other;
        if (other.length == record_length)
            return CT_OK;
        code = CT_OK;
    }
    if (!code)
        SAY(r, CT_SAY_WARN, "length", p->line,
            "The source lasts %lld frames and the record side "
            "%lld, and no M2 line says why.",
            (long long)out->length, (long long)record_length);
    return code;
}

static ct_code ensure_rate(reader *r, const pending *p, ct_error *err)
{
    bool drop = p->drop || strpbrk(p->label[RECORD_IN], ";,") || strpbrk(p->label[SOURCE_IN], ";,");

    if (r->t->fps.num > 0 && r->t->fps.den > 0)
        return CT_OK;
    if (!drop)
        return ct_fail(err, CT_USAGE,
                       "An edit list does not say its frame rate, and this one gives "
                       "no hint. Say it, for example edit-rate=25.");
    r->t->fps = (AVRational){30000, 1001};
    SAY(r, CT_SAY_NOTE, "rate-guessed", p->line,
        "The list counts drop-frame and so was read as "
        "29.97.");
    return CT_OK;
}

/* --- closing an event --------------------------------------------------------------- */

static void place_locator(reader *r, const pending *p, locator *l, ct_event *e, int64_t record_in)
{
    int64_t     n;
    bool        drop;
    ct_category category = CT_CAT_GENERAL;
    ct_error    err;

    if (parse_label(r, l->label, l->line, p->drop, &n, &drop, &err)) {
        ct_finding_add(r->findings, CT_SAY_WARN, "locator", NULL, NULL,
                       "%s The locator was put on "
                       "the event's first frame.",
                       err.text);
        n = record_in;
    }
    if (l->colour)
        ct_cmx_category(l->colour, &category);
    ct_marker *m = ct_event_add_marker(e);
    int64_t    into = av_rescale(n - record_in, e->speed.num, e->speed.den);
    m->frame = e->reverse ? e->source.end - 1 - into : e->source.first + into;
    m->text = ct_str_take(&l->text);
    m->category = category;
    m->colour = l->colour;
    l->colour = NULL;
}

static char *give(char **s)
{
    char *given = *s;

    *s = NULL;
    return given;
}

static void fill_event(ct_event *e, pending *p)
{
    bool from_is_outgoing = p->transition != CT_CUT && (p->to_name || p->has_outgoing);

    e->name = give(from_is_outgoing ? &p->to_name : &p->from_name);
    e->reel = give(p->whole_reel ? &p->whole_reel : &p->reel);
    e->path = give(&p->path);
    e->channels = p->channels;
    e->transition = p->transition;
    e->transition_frames = p->transition_frames;
    e->wipe = p->wipe;
    e->number = p->number;
    e->speed = p->speed;
    e->reverse = p->reverse;
    if (p->words.len)
        e->label = ct_str_take(&p->words);
    if (p->comment.len)
        e->comment = ct_str_take(&p->comment);
}

static ct_code add_event(reader *r, pending *p, const pair *record, ct_error *err)
{
    pair    source;
    ct_code code = source_labels(r, p, record->length, &source, err);

    if (code)
        return code;
    ct_event *e = ct_timeline_add(r->t);
    fill_event(e, p);
    e->fps = r->t->fps;
    e->tc = (ct_tc_track){.start = 0, .count = source.count, .rate = r->t->fps};
    e->source = p->reverse ? (ct_span){source.in - source.length + 1, source.in + 1}
                           : (ct_span){source.in, source.in + source.length};
    e->record = (ct_span){record->in, record->in + record->length};
    for (size_t i = 0; i < p->locator_count; i++)
        place_locator(r, p, &p->locators[i], e, record->in);
    if (p->transition == CT_KEY)
        SAY(r, CT_SAY_WARN, "key", p->line,
            "The event is a key: it lies over the picture below "
            "it.");
    return CT_OK;
}

/* Turns what was gathered into an event. `next` (NULL: end of the list) is the event line that
 * follows: with the same number it makes this one the outgoing side of a transition, whose only
 * news, the outgoing frame, the event before already has. */
static ct_code close_event(reader *r, pending *next, ct_error *err)
{
    pending *p = &r->p;
    pair     record;
    ct_code  code = CT_OK;

    if (!p->open)
        return CT_OK;
    code = ensure_rate(r, p, err);
    if (!code)
        code = parse_pair(r, p, RECORD_IN, p->drop, &record, err);
    if (!code && !r->counting_known) {
        r->t->count = record.count;
        r->counting_known = true;
    }
    if (!code && record.count.drop != r->t->count.drop)
        SAY(r, CT_SAY_WARN, "counting", p->line,
            "The record side changes between drop-frame and "
            "non-drop inside the list.");
    if (!code && record.length > 0) {
        code = add_event(r, p, &record, err);
    } else if (!code) {
        if (next && next->number == p->number && next->transition != CT_CUT)
            next->has_outgoing = true;
        else
            SAY(r, CT_SAY_NOTE, "no-length", p->line, "The event has no length and was left out.");
    }
    pending_finish(p);
    return code;
}

static ct_code read_event(reader *r, const char *line, ct_error *err)
{
    pending next;
    ct_code code = parse_event_line(r, line, &next, err);

    if (!code)
        code = close_event(r, &next, err);
    if (!code && r->t->event_count >= CT_EDL_EVENTS)
        code =
            ct_fail(err, CT_BAD_DATA, "Line %zu: more than %d events.", next.line, CT_EDL_EVENTS);
    if (code)
        pending_finish(&next);
    else
        r->p = next;
    return code;
}

/* --- lines about an event ----------------------------------------------------------- */

static void add_text(pending *p, ct_str *to, const char *text)
{
    if (to->len)
        ct_str_append_char(to, '\n');
    ct_str_append(to, text);
    p->last_text = to;
}

static void keep_comment(reader *r, const char *text)
{
    add_text(&r->p, &r->p.comment, text);
}

static void on_name(reader *r, const char *value)
{
    ct_strset(&r->p.from_name, value);
}

static void on_to_name(reader *r, const char *value)
{
    ct_strset(&r->p.to_name, value);
}

static void on_path(reader *r, const char *value)
{
    ct_strset(&r->p.path, value);
}

static void on_other_path(reader *r, const char *value)
{
    if (!r->p.path)
        on_path(r, value);
}

static void on_reel(reader *r, const char *value)
{
    ct_strset(&r->p.whole_reel, value);
}

/* Our own words wrapped over several lines come back as one. */
static void on_comment(reader *r, const char *value)
{
    pending *p = &r->p;

    if (p->last_text && ct_starts_with(value, "> ")) {
        ct_str_append(p->last_text, value + 1);
    } else if (p->last_text && ct_starts_with(value, ">> ")) {
        ct_str_append(p->last_text, value + 3);
    } else {
        add_text(p, p->words.len ? &p->comment : &p->words, value);
    }
}

/* "01:00:02:10 RED     TEXT": colour and text may be missing. */
static void on_locator(reader *r, const char *value)
{
    pending *p = &r->p;
    size_t   bytes = strcspn(value, " ");

    if (!looks_like_label(value, bytes)) {
        keep_comment(r, value);
        return;
    }
    p->locators = ct_grow(p->locators, &p->locator_cap, p->locator_count + 1, sizeof *p->locators);
    locator *l = &p->locators[p->locator_count++];
    *l = (locator){.line = r->lines.number};
    memcpy(l->label, value, bytes);
    value += bytes + strspn(value + bytes, " ");

    ct_category ignored;
    size_t      letters = strcspn(value, " ");
    char       *colour = ct_strndup(value, letters);
    if (ct_cmx_category(colour, &ignored)) {
        for (char *c = colour; *c; c++)
            *c = (char)(*c >= 'A' && *c <= 'Z' ? *c - 'A' + 'a' : *c);
        l->colour = give(&colour);
        value += letters + strspn(value + letters, " ");
    }
    free(colour);
    ct_str_append(&l->text, value);
    p->last_text = &l->text;
}

/* Behind a star. The first that fits; longer keywords before shorter ones. */
static const struct {
    const char *keyword;
    void (*take)(reader *r, const char *value);
} comments[] = {
    {"FROM CLIP NAME:", on_name},  {"TO CLIP NAME:", on_to_name},
    {"KEY CLIP NAME:", on_name},   {"CLIP NAME:", on_name},
    {"SOURCE FILE:", on_path},     {"FROM FILE:", on_other_path},
    {"FROM CLIP:", on_other_path}, {"REEL:", on_reel},
    {"FROM COMMENT:", on_comment}, {"COMMENT:", on_comment},
    {"LOC:", on_locator},
};

static void read_comment(reader *r, const char *line)
{
    const char *text = line + strspn(line, "* ");

    if (!r->p.open || !*text)
        return;
    for (size_t i = 0; i < sizeof comments / sizeof comments[0]; i++) {
        const char *value = value_of(text, comments[i].keyword);
        if (value) {
            if (*value)
                comments[i].take(r, value);
            return;
        }
    }
    keep_comment(r, text);
}

/* --- other statements --------------------------------------------------------------- */

static ct_code on_title(reader *r, const char *value, ct_error *err)
{
    (void)err;
    ct_strset(&r->t->title, value);
    return CT_OK;
}

static ct_code on_fcm(reader *r, const char *value, ct_error *err)
{
    (void)err;
    if (value_of(value, "DROP"))
        r->drop = true;
    else if (value_of(value, "NON") || value_of(value, "FILM"))
        r->drop = false;
    else
        SAY(r, CT_SAY_NOTE, "fcm", r->lines.number,
            "FCM is neither DROP FRAME nor NON-DROP FRAME.");
    return CT_OK;
}

/* "-25.0", "048.0", "047.56": in hundredths. */
static bool parse_speed(const char *word, int64_t *hundredths)
{
    bool   negative = *word == '-';
    size_t whole = strcspn(word + negative, ".");
    char  *digits = ct_strndup(word + negative, whole);
    bool   good = is_digits(digits) && whole <= 5 && ct_parse_i64(digits, hundredths);

    free(digits);
    if (!good)
        return false;
    *hundredths *= 100;
    const char *decimals = word + negative + whole;
    if (*decimals == '.' && decimals[1]) {
        if (!is_digits(decimals + 1))
            return false;
        *hundredths += (decimals[1] - '0') * 10 + (decimals[2] ? decimals[2] - '0' : 0);
    }
    if (negative)
        *hundredths = -*hundredths;
    return true;
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

/* "M2   REEL       048.0                01:00:00:00": widths vary, so from the right; the timecode
 * repeats the source in. Of the two lines that a transition can have, only the incoming side's
 * is news. */
static ct_code on_speed(reader *r, const char *value, ct_error *err)
{
    pending    *p = &r->p;
    char       *text = to_cut(value);
    const char *word = take_last(text);
    int64_t     hundredths;
    ct_code     code = CT_OK;

    if (looks_like_label(word, strlen(word)))
        word = take_last(text);
    if (!parse_speed(word, &hundredths))
        code = ct_fail(err, CT_BAD_DATA,
                       "Line %zu: expected the speed in frames a second (048.0) "
                       "before the timecode of M2, found \"%s\".",
                       r->lines.number, word);

    char *reel = trimmed(text);
    if (!code && p->open && ct_starts_with(p->reel, reel)) {
        p->retimed = true;
        p->reverse = hundredths < 0;
        p->speed = speed_factor(hundredths < 0 ? -hundredths : hundredths,
                                r->t->fps.num > 0 ? ct_tc_base(r->t->fps) : 30);
    }
    free(reel);
    free(text);
    return code;
}

/* "AUD  3    4": further sound tracks of the event. */
static ct_code on_audio(reader *r, const char *value, ct_error *err)
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

static ct_code on_split(reader *r, const char *value, ct_error *err)
{
    (void)err;
    SAY(r, CT_SAY_NOTE, "split", r->lines.number,
        "The next two events are a split edit (%s); they "
        "stand at their own record times.",
        value);
    return CT_OK;
}

/* "006-I REPLACED BY: 006I": the name was shortened; whole again for every event of it. */
static ct_code on_replaced(reader *r, const char *value, ct_error *err)
{
    const char *by = strstr(value, " REPLACED BY:");

    (void)err;
    if (by) {
        r->renames = ct_grow(r->renames, &r->rename_cap, r->rename_count + 1, sizeof *r->renames);
        const char *written = by + strlen(" REPLACED BY:");
        r->renames[r->rename_count++] = (renamed){ct_strndup(value, (size_t)(by - value)),
                                                  ct_strdup(written + strspn(written, " "))};
    }
    return CT_OK;
}

static const struct {
    const char *keyword;
    ct_code (*take)(reader *r, const char *value, ct_error *err);
} statements[] = {
    {"TITLE:", on_title}, {"FCM:", on_fcm},     {"M2 ", on_speed},
    {"AUD ", on_audio},   {"SPLIT:", on_split}, {"FINAL CUT PRO REEL:", on_replaced},
};

static ct_code read_line(reader *r, ct_error *err)
{
    const char *line = ct_str_text(&r->lines.line);
    size_t      digits = strspn(line, "0123456789");
    int         at_end, labels = count_labels(line, &at_end);

    if (*line == '\0')
        return CT_OK;
    if (digits >= 1 && digits <= 6 && line[digits] == ' ' && labels >= 2) {
        if (at_end == LABELS)
            return read_event(r, line, err);
        return ct_fail(err, CT_BAD_DATA,
                       "Line %zu: expected an event to end in four timecodes "
                       "(source in and out, record in and out), found %d.",
                       r->lines.number, at_end);
    }
    if (*line == '*') {
        read_comment(r, line);
        return CT_OK;
    }
    for (size_t i = 0; i < sizeof statements / sizeof statements[0]; i++) {
        const char *value = value_of(line, statements[i].keyword);
        if (value)
            return statements[i].take(r, value, err);
    }
    if (r->p.open) /* EFFECTS NAME IS, >>> SOURCE, loose text */
        keep_comment(r, line);
    return CT_OK;
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

/* Ascending on the record side, counted from its first frame. Lists sorted by source exist. */
static void put_in_order(reader *r)
{
    ct_timeline *t = r->t;
    place       *places = ct_alloc_array(t->event_count, sizeof *places);
    ct_event    *sorted = ct_alloc_array(t->event_count, sizeof *sorted);
    bool         moved = false;

    for (size_t i = 0; i < t->event_count; i++)
        places[i] = (place){t->events[i].record.first, i};
    qsort(places, t->event_count, sizeof *places, compare_places);
    t->start = t->event_count ? places[0].first : 0;
    for (size_t i = 0; i < t->event_count; i++) {
        sorted[i] = t->events[places[i].index];
        sorted[i].record.first -= t->start;
        sorted[i].record.end -= t->start;
        moved = moved || places[i].index != i;
    }
    if (t->event_count)
        memcpy(t->events, sorted, t->event_count * sizeof *sorted);
    if (moved)
        ct_finding_add(r->findings, CT_SAY_NOTE, "order", NULL, NULL,
                       "The list was not in record "
                       "order; it is now.");
    free(sorted);
    free(places);
}

static void say_overlaps(reader *r)
{
    int64_t end[17] = {0};

    for (size_t i = 0; i < r->t->event_count; i++) {
        const ct_event *e = &r->t->events[i];
        for (int c = 0; c <= 16 && e->transition != CT_KEY; c++)
            if (e->channels >> c & 1) {
                if (e->record.first < end[c])
                    ct_finding_add(r->findings, CT_SAY_WARN, "overlap", e->name, NULL,
                                   "Event %lld begins before the one in front of it has ended.",
                                   (long long)e->number);
                if (e->record.end > end[c])
                    end[c] = e->record.end;
            }
    }
}

static void restore_reels(reader *r)
{
    for (size_t i = 0; i < r->t->event_count; i++)
        for (size_t k = 0; k < r->rename_count; k++)
            if (strcmp(r->t->events[i].reel, r->renames[k].written) == 0) {
                ct_strset(&r->t->events[i].reel, r->renames[k].whole);
                break;
            }
}

static void reader_finish(reader *r)
{
    for (size_t i = 0; i < r->rename_count; i++) {
        free(r->renames[i].whole);
        free(r->renames[i].written);
    }
    free(r->renames);
    pending_finish(&r->p);
    ct_edl_lines_finish(&r->lines);
}

bool ct_cmx3600_looks_like(const char *data, size_t bytes)
{
    ct_edl_lines lines;
    bool         found = false;
    ct_code      code = ct_edl_lines_start(&lines, data, bytes, NULL, NULL);

    while (!code && !lines.line.len)
        code = ct_edl_lines_next(&lines, NULL);
    if (!code) {
        const char *line = ct_str_text(&lines.line);
        size_t      digits = strspn(line, "0123456789");
        int         at_end;
        found = value_of(line, "TITLE:") || value_of(line, "FCM:") ||
                (digits >= 1 && digits <= 6 && count_labels(line, &at_end) == LABELS);
    }
    ct_edl_lines_finish(&lines);
    return found;
}

ct_code ct_cmx3600_read(const char *data, size_t bytes, AVRational edit_rate, ct_timeline *out,
                        ct_finding_list *findings, ct_error *err)
{
    ct_timeline made;
    reader      r = {.t = &made, .findings = findings};
    ct_code     code = ct_edl_lines_start(&r.lines, data, bytes, findings, err);

    ct_timeline_init(&made);
    made.fps = edit_rate;
    while (!code && (code = ct_edl_lines_next(&r.lines, err)) == CT_OK)
        code = read_line(&r, err);
    if (code == CT_END)
        code = close_event(&r, NULL, err);
    if (!code && made.event_count == 0)
        code = ct_fail(err, CT_BAD_DATA,
                       "There is no event in this list; expected lines such as "
                       "\"001  REEL V C\" with four timecodes.");
    if (!code) {
        restore_reels(&r);
        put_in_order(&r);
        say_overlaps(&r);
        *out = made;
    } else {
        ct_timeline_finish(&made);
    }
    reader_finish(&r);
    return code;
}
