/* SPDX-License-Identifier: MIT */
/* The search language of query.h: words, phrases, field:value, is:state. Pure, any thread. */
#include "find.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "words.h"

void ct_where_finish(ct_where *w)
{
    for (size_t i = 0; i < w->count; i++)
        ct_value_finish(&w->values[i]);
    free(w->values);
    ct_str_finish(&w->sql);
    *w = (ct_where){0};
}

/* Parameters are numbered, so one value may be named several times. */
void ct_where_add(ct_where *w, const char *text, ct_value value)
{
    w->values = ct_grow(w->values, &w->cap, w->count + 1, sizeof *w->values);
    w->values[w->count++] = value;
    for (const char *c = text; *c; c++) {
        if (*c == '?')
            ct_str_appendf(&w->sql, "?%zu", w->count);
        else
            ct_str_append_char(&w->sql, *c);
    }
}

void ct_where_text(ct_where *w, const char *text)
{
    ct_str_append(&w->sql, text);
}

/* ---- what may stand before a colon ---- */

typedef enum how {
    HOW_EQUAL,  /* the whole value, case aside; "12*" is a beginning */
    HOW_WITHIN, /* anywhere in the value */
    HOW_TAG,    /* one of the comma separated words */
    HOW_NUMBER, /* at least; "=3" exactly */
    HOW_NAME    /* a word of one of our enums */
} how;

/* For lists of clips, selects, notes; NULL: as for clips. */
typedef struct filter {
    const char *word;
    how         how;
    const char *column, *of_select, *of_note;
    const char *begin, *end; /* around the condition, for what is in another table */
} filter;

#define IN_SELECTS "EXISTS (SELECT 1 FROM selection x WHERE x.clip = c.id AND x.withdrawn = 0 AND "
#define IN_NOTES   "EXISTS (SELECT 1 FROM note x WHERE x.clip = c.id AND x.withdrawn = 0 AND "

/* The name of the cut that a note was made on. */
#define CUT_NAME(note) "(SELECT k.name FROM cut k WHERE k.id = " note ".cut)"
/* Notes that stayed with a version of a cut when the next one came: their shot is no longer in it. */
#define GONE(note)                                                                                 \
    note ".cut IN (SELECT k.replaces FROM cut k WHERE k.withdrawn = 0) AND " note                  \
         ".cut <> zeroblob(16)"

/* Marks that count the frames of another file than their clip has now. */
#define LOST(mark) mark ".media <> 0 AND c.fingerprint <> 0 AND " mark ".media <> c.fingerprint"

/* clang-format off */
static const filter filters[] = {
    {"scene",       HOW_EQUAL,  "c.scene", NULL, NULL, NULL, NULL},
    {"shot",        HOW_EQUAL,  "c.shot", NULL, NULL, NULL, NULL},
    {"take",        HOW_EQUAL,  "c.take", NULL, NULL, NULL, NULL},
    {"camera",      HOW_EQUAL,  "c.camera", NULL, NULL, NULL, NULL},
    {"reel",        HOW_EQUAL,  "c.reel", NULL, NULL, NULL, NULL},
    {"codec",       HOW_EQUAL,  "c.codec", NULL, NULL, NULL, NULL},
    {"name",        HOW_WITHIN, "c.name", NULL, NULL, NULL, NULL},
    {"path",        HOW_WITHIN, "c.path", NULL, NULL, NULL, NULL},
    {"description", HOW_WITHIN, "c.description", NULL, NULL, NULL, NULL},
    {"tag",         HOW_TAG,    "c.keywords", NULL, NULL, NULL, NULL},
    {"keyword",     HOW_TAG,    "c.keywords", NULL, NULL, NULL, NULL},
    {"rating",      HOW_NUMBER, "c.rating", "s.rating", NULL, NULL, NULL},
    {"label",       HOW_WITHIN, "x.label", "s.label", NULL, IN_SELECTS, ")"},
    {"author",      HOW_EQUAL,  "x.author", "s.author", "m.author", IN_NOTES, ")"},
    {"assignee",    HOW_EQUAL,  "x.assignee", NULL, "m.assignee", IN_NOTES, ")"},
    {"priority",    HOW_NUMBER, "x.priority", NULL, "m.priority", IN_NOTES, ")"},
    {"category",    HOW_NAME,   "x.category", NULL, "m.category", IN_NOTES, ")"},
    {"cut",         HOW_EQUAL,  CUT_NAME("x"), NULL, CUT_NAME("m"), IN_NOTES, ")"},
    {"colour",      HOW_NAME,   "c.colour", NULL, NULL, NULL, NULL},
    {"status",      HOW_NAME,   "x.status", NULL, "m.status", IN_NOTES, ")"},
    {"timecode",    HOW_NAME,   "c.tc_source", NULL, NULL, NULL, NULL},
    {"channels",    HOW_NUMBER, "c.audio_channels", NULL, NULL, NULL, NULL},
    {"channel",     HOW_WITHIN, "x.names", NULL, NULL,
                    "EXISTS (SELECT 1 FROM material x WHERE x.n = c.n AND ", ")"},
};

/* CT_FOUND_ bits; the index has all that is asked. */
#define FOUND(bit) "c.n IN (SELECT n FROM material WHERE found & " #bit ")"

static const struct state { const char *word, *of_clip, *of_select, *of_note; } states[] = {
    {"circled",     "c.circled = 1", NULL, NULL},
    {"good",        IN_SELECTS "x.verdict = 1)", "s.verdict = 1", NULL},
    {"rejected",    IN_SELECTS "x.verdict = 2)", "s.verdict = 2", NULL},
    {"unrated",     "c.rating = 0", "s.verdict = 0", NULL},
    {"open",        "c.open_note_count > 0", NULL, "m.status IN (0, 1)"},
    {"resolved",    IN_NOTES "x.status = 2)", NULL, "m.status = 2"},
    {"done",        IN_NOTES "x.status IN (2, 3))", NULL, "m.status IN (2, 3)"},
    {"offline",     "c.offline = 1", NULL, NULL},
    {"lost",        IN_SELECTS LOST("x") ") OR " IN_NOTES LOST("x") ")", LOST("s"), LOST("m")},
    {"gone",        IN_NOTES GONE("x") ")", NULL, GONE("m")},
    {"seen",        "c.id IN (SELECT clip FROM seen)", NULL, NULL},
    {"unseen",      "c.id NOT IN (SELECT clip FROM seen)", NULL, NULL},
    {"vfr",         "c.vfr = 1", NULL, NULL},
    {"interlaced",  "c.interlaced = 1", NULL, NULL},
    {"open-gop",    "c.open_gop = 1", NULL, NULL},
    {"edit-list",   "c.has_edit_list = 1", NULL, NULL},
    {"drop",        "c.tc_drop = 1", NULL, NULL},
    {"no-timecode", "c.tc_rate_num = 0", NULL, NULL},
    {"timecode-rate", "c.tc_rate_num > 0 AND c.tc_rate_num * c.fps_den <> c.fps_num * c.tc_rate_den", NULL, NULL},
    {"no-sound",    "c.audio_tracks = 0", NULL, NULL},
    {"material",    FOUND(1), NULL, NULL},
    {"black",       FOUND(2), NULL, NULL},
    {"frozen",      FOUND(4), NULL, NULL},
    {"repeated",    FOUND(8), NULL, NULL},
    {"missing",     FOUND(256), NULL, NULL},
    {"silent",      FOUND(16), NULL, NULL},
    {"av-length",   FOUND(32), NULL, NULL},
    {"start-offset", FOUND(64), NULL, NULL},
    {"unreadable",  FOUND(128), NULL, NULL},
    {"sound",       "c.width_px = 0", NULL, NULL},
    {"selects",     "c.select_count > 0", NULL, NULL},
    {"notes",       "c.note_count > 0", NULL, NULL},
};
/* clang-format on */

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static const char *pick(ct_table table, const char *clip, const char *select, const char *note)
{
    if (table == CT_TABLE_SELECT && select)
        return select;
    return table == CT_TABLE_NOTE && note ? note : clip;
}

/* ---- conditions ---- */

/* Text for LIKE with its own signs taken literally. */
static char *like(const char *before, const char *text, const char *after)
{
    ct_str out = {0};

    ct_str_append(&out, before);
    for (const char *c = text; *c; c++) {
        if (*c == '%' || *c == '_' || *c == '\\')
            ct_str_append_char(&out, '\\');
        ct_str_append_char(&out, *c);
    }
    ct_str_append(&out, after);
    return ct_str_take(&out);
}

static void add_like(ct_where *w, const char *column, const char *before, const char *text,
                     const char *after)
{
    char *pattern = like(before, text, after);

    ct_where_text(w, column);
    ct_where_add(w, " LIKE ? ESCAPE '\\'", ct_value_text(pattern));
    free(pattern);
}

static void add_equal(ct_where *w, const char *column, const char *text)
{
    size_t bytes = strlen(text);

    if (bytes > 1 && text[bytes - 1] == '*') {
        char *begin = ct_strndup(text, bytes - 1);
        add_like(w, column, "", begin, "%");
        free(begin);
    } else {
        add_like(w, column, "", text, ""); /* folds the case of ASCII, as = does not */
    }
}

static void add_tag(ct_where *w, const char *column, const char *text)
{
    char *list = ct_asprintf("',' || replace(%s, ', ', ',') || ','", column);

    add_like(w, list, "%,", text, ",%");
    free(list);
}

static bool add_number(ct_where *w, const char *column, const char *text)
{
    int64_t number;
    bool    exact = text[0] == '=';

    if (!ct_parse_i64(text + (exact ? 1 : 0), &number))
        return false;
    ct_where_text(w, column);
    ct_where_add(w, exact ? " = ?" : " >= ?", ct_value_int(number));
    return true;
}

static bool add_name(ct_where *w, const filter *f, const char *column, const char *text)
{
    ct_category    category;
    ct_note_status status;
    ct_clip_colour colour;
    ct_tc_source   source;
    int64_t        value;

    if (strcmp(f->word, "category") == 0 && ct_category_parse(text, &category))
        value = category;
    else if (strcmp(f->word, "status") == 0 && ct_note_status_parse(text, &status))
        value = status;
    else if (strcmp(f->word, "colour") == 0 && ct_clip_colour_parse(text, &colour))
        value = colour;
    else if (strcmp(f->word, "timecode") == 0 && ct_tc_source_parse(text, &source))
        value = source;
    else
        return false;
    ct_where_text(w, column);
    ct_where_add(w, " = ?", ct_value_int(value));
    return true;
}

static bool add_condition(ct_where *w, const filter *f, const char *column, const char *text)
{
    switch (f->how) {
    case HOW_EQUAL:
        add_equal(w, column, text);
        return true;
    case HOW_WITHIN:
        add_like(w, column, "%", text, "%");
        return true;
    case HOW_TAG:
        add_tag(w, column, text);
        return true;
    case HOW_NUMBER:
        return add_number(w, column, text);
    case HOW_NAME:
        return add_name(w, f, column, text);
    }
    return false;
}

/* false: the value makes no sense for this field, so it is text after all. */
static bool add_filter(ct_where *w, ct_table table, const filter *f, const char *text, bool negated)
{
    const char *column = pick(table, f->column, f->of_select, f->of_note);
    bool        elsewhere = f->begin && column == f->column;
    ct_where    trial = {0};

    trial.count = w->count; /* so that its parameters are numbered on */
    trial.values = ct_alloc_array(w->count + 4, sizeof *trial.values);
    trial.cap = w->count + 4;
    bool fine = add_condition(&trial, f, column, text);
    if (fine) {
        ct_str_appendf(&w->sql, " AND %s(%s%s%s)", negated ? "NOT " : "", elsewhere ? f->begin : "",
                       ct_str_text(&trial.sql), elsewhere ? f->end : "");
        for (size_t i = w->count; i < trial.count; i++) {
            w->values = ct_grow(w->values, &w->cap, i + 1, sizeof *w->values);
            w->values[i] = trial.values[i];
        }
        w->count = trial.count;
    }
    free(trial.values);
    ct_str_finish(&trial.sql);
    return fine;
}

static bool add_state(ct_where *w, ct_table table, const char *word, bool negated)
{
    for (size_t i = 0; i < COUNT(states); i++) {
        const struct state *s = &states[i];
        if (!ct_equal_nocase(s->word, word))
            continue;
        ct_str_appendf(&w->sql, " AND %s(%s)", negated ? "NOT " : "",
                       pick(table, s->of_clip, s->of_select, s->of_note));
        return true;
    }
    return false;
}

/* A word may be anywhere: of a clip, also in its selects and notes; of a mark, also in its clip. */
static void add_text(ct_where *w, ct_table table, const char *text, bool prefix, bool negated)
{
    static const char of_clip[] =
        "(c.n IN (SELECT rowid FROM clip_words WHERE clip_words MATCH ?)"
        " OR c.id IN (SELECT x.clip FROM selection_words f JOIN selection x ON x.n = f.rowid"
        " WHERE f.words MATCH ?)"
        " OR c.id IN (SELECT x.clip FROM note_words f JOIN note x ON x.n = f.rowid"
        " WHERE f.words MATCH ?))";
    static const char of_select[] =
        "(s.n IN (SELECT rowid FROM selection_words WHERE selection_words MATCH ?)"
        " OR c.n IN (SELECT rowid FROM clip_words WHERE clip_words MATCH ?))";
    static const char of_note[] =
        "(m.n IN (SELECT rowid FROM note_words WHERE note_words MATCH ?)"
        " OR c.n IN (SELECT rowid FROM clip_words WHERE clip_words MATCH ?))";
    ct_str match = {0};

    if (ct_words_match(&match, text, prefix)) {
        ct_where_text(w, negated ? " AND NOT " : " AND ");
        ct_where_add(w, pick(table, of_clip, of_select, of_note),
                     ct_value_text(ct_str_text(&match)));
    }
    ct_str_finish(&match);
}

/* ---- parsing ---- */

static bool is_space(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

/* Reads text up to a space, or what stands between quotes; gives it, moves *at behind it. */
static char *read_word(const char **at, bool *quoted)
{
    const char *begin = *at;
    const char *end;

    *quoted = *begin == '"';
    if (*quoted) {
        begin++;
        end = strchr(begin, '"');
        *at = end ? end + 1 : begin + strlen(begin);
        return ct_strndup(begin, end ? (size_t)(end - begin) : strlen(begin));
    }
    for (end = begin; *end && !is_space(*end); end++)
        continue;
    *at = end;
    return ct_strndup(begin, (size_t)(end - begin));
}

/* The filter whose name and colon stand at `at`; *value is behind the colon. */
static const filter *filter_at(const char *at, const char **value)
{
    for (size_t i = 0; i < COUNT(filters); i++) {
        size_t bytes = strlen(filters[i].word);
        if (strncasecmp(at, filters[i].word, bytes) == 0 && at[bytes] == ':' && at[bytes + 1] &&
            !is_space(at[bytes + 1])) {
            *value = at + bytes + 1;
            return &filters[i];
        }
    }
    return NULL;
}

static bool take_filter(ct_where *w, ct_table table, const char **at, bool negated)
{
    const char   *value;
    const filter *f = filter_at(*at, &value);
    bool          quoted;

    if (!f)
        return false;
    char *text = read_word(&value, &quoted);
    bool  fine = text[0] && add_filter(w, table, f, text, negated);
    free(text);
    if (fine)
        *at = value;
    return fine;
}

static void take_word(ct_where *w, ct_table table, const char **at, bool negated)
{
    bool  quoted;
    char *word = read_word(at, &quoted);
    bool  is = strncasecmp(word, "is:", 3) == 0, has = strncasecmp(word, "has:", 4) == 0;

    if (quoted || !((is && add_state(w, table, word + 3, negated)) ||
                    (has && add_state(w, table, word + 4, negated)) ||
                    (ct_equal_nocase(word, "circled") && add_state(w, table, word, negated))))
        add_text(w, table, word, !quoted, negated);
    free(word);
}

/* More would be too deep for the parser of SQL; a page of pasted text is found by its beginning. */
enum { MOST_CONDITIONS = 32 };

void ct_find_add(ct_where *w, ct_table table, const char *find)
{
    const char *at = ct_str_or_empty(find);
    int         conditions = 0;

    while (*at && conditions < MOST_CONDITIONS) {
        if (is_space(*at)) {
            at++;
            continue;
        }
        bool negated = at[0] == '-' && at[1] && !is_space(at[1]);
        if (negated)
            at++;
        if (!take_filter(w, table, &at, negated))
            take_word(w, table, &at, negated);
        conditions++;
    }
}
