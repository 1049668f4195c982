/* SPDX-License-Identifier: MIT */
/* Reading tables: our own of selects and of notes, and the comments and markers other programs export
 * with a column for the place and one for the words (Frame.io, Premiere). Columns are known by name. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "circletake/file.h"
#include "editlist_priv.h"
#include "sheet_priv.h"

enum column {
    CLIP,
    REEL,
    SCENE,
    SHOT,
    TAKE,
    CAMERA,
    RATE,
    FIRST,
    END,
    SOURCE_IN,
    HAS_TIMECODE,
    RECORD_IN,
    RECORD_OUT,
    LABEL,
    VERDICT,
    RATING,
    CIRCLED,
    COLOUR,
    AUDIO,
    AUTHOR,
    PATH,
    DESCRIPTION,
    KEYWORDS,
    NOTES,
    TEXT,
    CATEGORY,
    STATUS,
    PLACE,
    PLACE_OUT,
    FRAME,
    LENGTH,
    NAME,
    COMPLETE,
    TRACK,
    TRANSITION,
    TRANSITION_FRAMES,
    WIPE,
    SPEED,
    CHANNELS,
    MARKER_COLOUR,
    REPLY,
    COLUMNS
};

static const char *const titles[COLUMNS] = {
    [CLIP] = "clip",
    [REEL] = "reel",
    [SCENE] = "scene",
    [SHOT] = "shot",
    [TAKE] = "take",
    [CAMERA] = "camera",
    [RATE] = "rate",
    [FIRST] = "first_frame",
    [END] = "end_frame",
    [SOURCE_IN] = "source_in|timecode_in",
    [HAS_TIMECODE] = "has_timecode",
    [RECORD_IN] = "record_in",
    [RECORD_OUT] = "record_out",
    [LABEL] = "label",
    [VERDICT] = "verdict",
    [RATING] = "rating",
    [CIRCLED] = "circled",
    [COLOUR] = "colour",
    [AUDIO] = "audio",
    [AUTHOR] =
        "author|Commenter|Commenter Name|Owner|User|Username|Reviewer|Commented By|Created By",
    [PATH] = "path",
    [DESCRIPTION] = "description",
    [KEYWORDS] = "keywords",
    [NOTES] = "notes",
    [TEXT] = "text|Comment|Comments|Note|Marker Notes|Marker Note",
    [CATEGORY] = "category",
    [STATUS] = "status",
    [PLACE] = "Timecode In|Timecode|In|Source TC In|Start|TC|Start Time|Position|Timestamp|Time|"
              "Marker Position|Record In",
    [PLACE_OUT] = "Timecode Out|Out|End|End Time|Record Out",
    [FRAME] = "Frame",
    [LENGTH] = "Duration",
    [NAME] = "Marker Name|Name",
    [COMPLETE] = "Complete|Completed|Resolved|Checked",
    [TRACK] = "track",
    [TRANSITION] = "transition",
    [TRANSITION_FRAMES] = "transition_frames",
    [WIPE] = "wipe",
    [SPEED] = "speed",
    [CHANNELS] = "channels",
    [MARKER_COLOUR] = "Color|Marker Color|Colour",
    [REPLY] = "Reply",
};

typedef struct table {
    ct_timeline        *t;
    const ct_sheet     *sheet;
    int                 at[COLUMNS]; /* -1: not there */
    const ct_sheet_row *row;         /* being read */
    int64_t             record;      /* where the next event goes that does not say it */
    bool                seconds;     /* places were told in them */
    size_t              nowhere;     /* rows without a place */
    size_t              told, equal; /* timecodes beside a number of a frame; that count the same */
    size_t              unknown;     /* words that none of ours are; the first: */
    size_t              unknown_line;
    enum column         unknown_column;
    const char         *unknown_word; /* of the sheet */
} table;

static bool has(const table *b, enum column c)
{
    return b->at[c] >= 0;
}

/* Without the apostrophe that keeps a spreadsheet from computing. */
static const char *cell(const table *b, enum column c)
{
    const char *text = ct_sheet_cell(b->row, b->at[c]);

    return text[0] == '\'' && text[1] && strchr("=+-@\t", text[1]) ? text + 1 : text;
}

static char *copy(const table *b, enum column c)
{
    const char *text = cell(b, c);

    return *text ? ct_strdup(text) : NULL;
}

/* --- our own ------------------------------------------------------------------------ */

static ct_code read_span(const table *b, ct_event *e, ct_error *err)
{
    if (!ct_rate_parse(cell(b, RATE), &e->fps))
        return ct_fail(err, CT_BAD_DATA, "Line %zu: '%s' is no rate; expected one such as 25/1.",
                       b->row->number, cell(b, RATE));
    if (!ct_parse_i64(cell(b, FIRST), &e->source.first) ||
        !ct_parse_i64(cell(b, END), &e->source.end) || e->source.first < 0 ||
        e->source.end <= e->source.first)
        return ct_fail(err, CT_BAD_DATA, "Line %zu: frames '%s' to '%s' are no range.",
                       b->row->number, cell(b, FIRST), cell(b, END));
    return CT_OK;
}

/* The label of the first frame says how all of the clip's frames are labelled. */
static ct_code read_timecode(const table *b, ct_event *e, ct_error *err)
{
    int64_t label = 0;
    bool    drop = false;

    if (!*cell(b, SOURCE_IN) || (has(b, HAS_TIMECODE) && !ct_sheet_yes(cell(b, HAS_TIMECODE))))
        return CT_OK;
    ct_code code =
        ct_tc_parse_any(cell(b, SOURCE_IN), ct_tc_base(e->fps), false, &label, &drop, err);
    if (code)
        return ct_fail_prefix(err, code, "Line %zu: ", b->row->number);
    ct_tc_count count = {ct_tc_base(e->fps), drop};
    label -= e->source.first;
    e->tc = (ct_tc_track){label < 0 ? label + ct_tc_day(count) : label, count, e->fps};
    return CT_OK;
}

static ct_code read_record(table *b, ct_event *e, ct_error *err)
{
    ct_timeline *t = b->t;
    int64_t      in = 0, out = 0;
    bool         drop = false;

    if (!*cell(b, RECORD_IN) || !*cell(b, RECORD_OUT)) {
        int64_t frames = ct_rate_convert(ct_span_count(e->source), e->fps, t->fps);
        e->record = (ct_span){b->record, b->record + (frames > 0 ? frames : 1)};
    } else {
        ct_code code =
            ct_tc_parse_any(cell(b, RECORD_IN), t->count.base, t->count.drop, &in, &drop, err);
        if (!code)
            code = ct_tc_parse_any(cell(b, RECORD_OUT), t->count.base, drop, &out, &drop, err);
        if (code)
            return ct_fail_prefix(err, code, "Line %zu: ", b->row->number);
        if (t->event_count == 1) {
            t->count.drop = drop;
            t->start = in;
        }
        e->record = (ct_span){in - t->start, out - t->start};
    }
    b->record = e->record.end;
    return CT_OK;
}

enum { TRACKS_MOST = 99, WIPES_MOST = 999, FRAMES_MOST = 1000000 };

/* A whole number of a cell in that range, else `otherwise`. */
static int64_t number_in(const table *b, enum column c, int64_t least, int64_t most,
                         int64_t otherwise)
{
    int64_t n;

    return ct_parse_i64(cell(b, c), &n) && n >= least && n <= most ? n : otherwise;
}

/* Of a cut: its track, how it begins, and how fast it runs ("-1/2": in reverse at half). */
static void read_moves(const table *b, ct_event *e)
{
    const char *speed = cell(b, SPEED);

    e->track = (int)number_in(b, TRACK, 1, TRACKS_MOST, 1) - 1;
    if (ct_transition_parse(cell(b, TRANSITION), &e->transition)) {
        e->transition_frames = number_in(b, TRANSITION_FRAMES, 0, FRAMES_MOST, 0);
        e->wipe = (int)number_in(b, WIPE, 0, WIPES_MOST, 0);
    }
    if (!*speed)
        return;
    e->reverse = *speed == '-';
    if (sscanf(speed + e->reverse, "%d/%d", &e->speed.num, &e->speed.den) != 2 ||
        e->speed.num < 0 || e->speed.den < 1)
        e->speed = (AVRational){1, 1};
}

/* Somebody wrote "done" into a spreadsheet, and would believe that it counts. */
static void heed_word(table *b, enum column c, bool known)
{
    if (known || !*cell(b, c) || b->unknown++ > 0)
        return;
    b->unknown_line = b->row->number;
    b->unknown_column = c;
    b->unknown_word = cell(b, c);
}

static void read_words(table *b, ct_event *e)
{
    int64_t rating;

    e->name = copy(b, CLIP);
    e->reel = copy(b, REEL);
    e->path = copy(b, PATH);
    e->scene = copy(b, SCENE);
    e->shot = copy(b, SHOT);
    e->take = copy(b, TAKE);
    e->camera = copy(b, CAMERA);
    e->description = copy(b, DESCRIPTION);
    e->keywords = copy(b, KEYWORDS);
    e->comment = copy(b, NOTES); /* as text: the column has no more than their timecodes */
    e->label = copy(b, LABEL);
    e->author = copy(b, AUTHOR);
    e->circled = ct_sheet_yes(cell(b, CIRCLED));
    ct_clip_colour_parse(cell(b, COLOUR), &e->colour);
    if (ct_audio_parse(cell(b, AUDIO), &e->audio))
        e->audio_channels = ct_audio_total(&e->audio);
    ct_used_parse(cell(b, CHANNELS), &e->channels);
    heed_word(b, VERDICT, ct_verdict_parse(cell(b, VERDICT), &e->verdict));
    if (ct_parse_i64(cell(b, RATING), &rating) && rating >= 0 && rating <= 5)
        e->rating = (int)rating;
}

/* The words that are read under a column of them, with commas between. */
static void put_words(ct_str *out, enum column c)
{
    int count = c == STATUS ? CT_NOTE_STATUS_COUNT : c == CATEGORY ? CT_CAT_COUNT : CT_REJECTED + 1;

    for (int i = 0; i < count; i++)
        ct_str_appendf(out, "%s%s", i ? ", " : "",
                       c == STATUS     ? ct_note_status_name((ct_note_status)i)
                       : c == CATEGORY ? ct_category_name((ct_category)i)
                                       : ct_verdict_name((ct_verdict)i));
}

static void tell_unknown(const table *b, ct_finding_list *findings)
{
    ct_str words = {0};

    if (b->unknown == 0)
        return;
    put_words(&words, b->unknown_column);
    ct_finding_add(
        findings, CT_SAY_WARN, "unknown-word", NULL, NULL,
        "Words that are none of ours were left out: %zu. The first is \"%s\" in line %zu, "
        "under %s; what may stand there: %s.",
        b->unknown, b->unknown_word, b->unknown_line, titles[b->unknown_column],
        ct_str_text(&words));
    ct_str_finish(&words);
}

/* A row of notes is the note's frames with the note on them. */
static void read_note(table *b, ct_event *e)
{
    ct_marker *m = ct_event_add_marker(e);

    m->frame = e->source.first;
    m->count = ct_span_count(e->source);
    m->text = ct_strdup(cell(b, TEXT));
    m->author = copy(b, AUTHOR);
    heed_word(b, CATEGORY, ct_category_parse(cell(b, CATEGORY), &m->category));
    heed_word(b, STATUS, ct_note_status_parse(cell(b, STATUS), &m->status));
}

static ct_code read_event(table *b, ct_error *err)
{
    ct_event *e = ct_timeline_add(b->t);
    ct_code   code = read_span(b, e, err);

    if (!code)
        code = read_timecode(b, e, err);
    if (!code)
        code = read_record(b, e, err);
    if (code)
        return code;
    read_words(b, e);
    read_moves(b, e);
    if (has(b, TEXT))
        read_note(b, e);
    e->number = (int64_t)b->t->event_count;
    return CT_OK;
}

/* The table names the rate of each clip, not that of the list: the first clip's, unless asked. */
static ct_code start_events(table *b, AVRational edit_rate, ct_error *err)
{
    AVRational rate = edit_rate;

    if (b->sheet->count < 2)
        return ct_fail(err, CT_BAD_DATA, "There is no row in it.");
    b->row = &b->sheet->rows[1];
    if (rate.num == 0 && !ct_rate_parse(cell(b, RATE), &rate))
        return ct_fail(err, CT_BAD_DATA, "Line 2: '%s' is no rate; expected one such as 25/1.",
                       cell(b, RATE));
    b->t->fps = rate;
    b->t->count = (ct_tc_count){ct_tc_base(rate), false};
    return CT_OK;
}

/* --- comments of others -------------------------------------------------------------- */

static ct_code read_place(table *b, enum column c, int64_t *n, ct_error *err)
{
    if (ct_sheet_seconds(cell(b, c), b->t->fps, n)) {
        b->seconds = true;
        return CT_OK;
    }
    char label[CT_TC_TEXT_BYTES];
    bool drop = false;

    /* Premiere writes ';' between all fields */
    snprintf(label, sizeof label, "%s", cell(b, c));
    for (int fields = 0; fields < 2;) {
        char *separator = strchr(label, ';');
        if (!separator || !strchr(separator + 1, ';'))
            break;
        *separator = ':';
        fields++;
    }
    ct_code code = ct_tc_parse_any(label, b->t->count.base, b->t->count.drop, n, &drop, err);
    if (code)
        return ct_fail_prefix(err, code, "Line %zu: ", b->row->number);
    b->t->count.drop = b->t->count.drop || drop;
    return CT_OK;
}

/* Without a timecode a frame counts from the beginning. */
static ct_code read_first(table *b, int64_t *n, ct_error *err)
{
    if (!*cell(b, PLACE) && ct_parse_i64(cell(b, FRAME), n) && *n >= 0 && *n < INT64_C(1) << 40) {
        b->t->from_zero = true;
        return CT_OK;
    }
    ct_code code = read_place(b, PLACE, n, err);
    int64_t frame;
    if (!code && *cell(b, PLACE) && ct_parse_i64(cell(b, FRAME), &frame)) {
        b->told++;
        b->equal += frame == *n;
    }
    return code;
}

/* A timecode that says the same as the number of a frame counts from the first one; numbers of an hour and more are
 * those of labels. */
static bool counts_from_zero(const table *b)
{
    int64_t hour = ct_tc_day(b->t->count) / 24;

    for (size_t i = 0; i < b->t->marker_count; i++)
        if (b->t->markers[i].frame < hour)
            return b->told > 0 && b->equal == b->told;
    return false;
}

static void read_colour(const table *b, ct_marker *m)
{
    m->colour = copy(b, MARKER_COLOUR);
    for (char *c = m->colour; c && *c; c++)
        *c = (char)(*c >= 'A' && *c <= 'Z' ? *c - 'A' + 'a' : *c);
}

static bool is_complete(const char *text)
{
    return ct_sheet_yes(text) || ct_equal_nocase(text, "complete") ||
           ct_equal_nocase(text, "completed");
}

static const char *words_of(const table *b)
{
    static const enum column columns[] = {TEXT, DESCRIPTION, NOTES};

    for (size_t i = 0; i < sizeof columns / sizeof columns[0]; i++)
        if (*cell(b, columns[i]))
            return cell(b, columns[i]);
    return "";
}

/* Frame.io has a column that says whether the row is an answer, Vimeo one for what it says. */
static const char *reply_of(const table *b)
{
    const char *text = cell(b, REPLY);

    if (ct_sheet_yes(text))
        return words_of(b);
    return *words_of(b) || ct_equal_nocase(text, "no") || ct_equal_nocase(text, "false") ||
                   strcmp(text, "0") == 0
               ? ""
               : text;
}

static bool has_place(const table *b)
{
    const char *place = *cell(b, PLACE) ? cell(b, PLACE) : cell(b, FRAME);

    return strpbrk(place, "0123456789") != NULL;
}

/* An answer belongs to the remark above it on the same frame. */
static bool add_reply(table *b, int64_t first)
{
    ct_marker  *m = b->t->marker_count ? &b->t->markers[b->t->marker_count - 1] : NULL;
    const char *text = reply_of(b);

    if (!m || !*text || (has_place(b) && m->frame != first))
        return false;
    ct_reply *r = ct_marker_add_reply(m);
    r->text = ct_strdup(text);
    r->author = copy(b, AUTHOR);
    return true;
}

/* Frames that the remark lasts, from `first`. */
static ct_code read_length(table *b, int64_t first, int64_t *length, ct_error *err)
{
    int64_t end = first;
    ct_code code = CT_OK;

    if (*cell(b, PLACE_OUT))
        code = read_place(b, PLACE_OUT, &end, err);
    else if (*cell(b, LENGTH) && read_place(b, LENGTH, &end, NULL) == CT_OK)
        end += first;
    else
        end = first;
    *length = end - first; /* a duration never lies before it */
    if (!code && *cell(b, PLACE_OUT) && !b->seconds)
        *length = ct_tc_length(first, end, b->t->count);
    if (!code && *cell(b, PLACE_OUT) && *length < 0)
        return ct_fail(err, CT_BAD_DATA, "Line %zu: it ends at %s, before it begins at %s.",
                       b->row->number, cell(b, PLACE_OUT), cell(b, PLACE));
    return code;
}

static ct_code read_marker(table *b, ct_error *err)
{
    int64_t     first = 0, length = 1;
    const char *words = words_of(b);
    ct_code     code = has_place(b) ? read_first(b, &first, err) : CT_OK;

    if (code || add_reply(b, first))
        return code;
    if (!has_place(b)) {
        b->nowhere += *words || *cell(b, NAME) || *reply_of(b);
        return CT_OK;
    }
    if ((code = read_length(b, first, &length, err)) != CT_OK)
        return code;
    words = *words ? words : reply_of(b);
    ct_marker *m = ct_timeline_add_marker(b->t);
    m->frame = first;
    m->count = length > 0 ? length : 1;
    m->text = *words && *cell(b, NAME) ? ct_asprintf("%s: %s", cell(b, NAME), words)
                                       : ct_strdup(*words ? words : cell(b, NAME));
    m->author = copy(b, AUTHOR);
    read_colour(b, m);
    if (is_complete(cell(b, COMPLETE)))
        m->status = CT_NOTE_RESOLVED;
    return CT_OK;
}

static ct_code start_markers(table *b, const ct_import_options *how, ct_error *err)
{
    if (!(has(b, PLACE) || has(b, FRAME)) ||
        !(has(b, TEXT) || has(b, NAME) || has(b, DESCRIPTION) || has(b, NOTES)))
        return ct_fail(
            err, CT_BAD_DATA,
            "Line 1: expected the columns of our own tables, or one for the timecode and "
            "one for the comment.");
    if (how->edit_rate.num == 0)
        return ct_fail(err, CT_USAGE, "The table does not say its rate.");
    b->t->fps = how->edit_rate;
    b->t->count = (ct_tc_count){ct_tc_base(b->t->fps), how->drop && ct_tc_can_drop(b->t->fps)};
    return CT_OK;
}

/* --- the whole ------------------------------------------------------------------------ */

/* Between tabs nothing is quoted. */
static ct_code read_cells(const char *text, ct_sheet *out, ct_error *err)
{
    char between = ct_sheet_between(text);

    return ct_sheet_read(text, between, between != '\t', out, err);
}

static bool is_time(const char *cell)
{
    return *cell >= '0' && *cell <= '9' && !cell[strspn(cell, "0123456789:;.")];
}

/* Segments of LosslessCut need no head: where they begin, where they end, what they are called. */
static bool is_headless(const ct_sheet *sheet)
{
    const char *end = sheet->count > 0 ? ct_sheet_cell(&sheet->rows[0], 1) : "";

    return sheet->count > 0 && sheet->rows[0].count >= 3 &&
           is_time(ct_sheet_cell(&sheet->rows[0], 0)) && (!*end || is_time(end));
}

/* A range and a number are what players skip, no name. */
static bool is_number(const char *cell)
{
    return *cell && !cell[strspn(cell, "0123456789")];
}

static bool has_one(const ct_sheet_row *row, const enum column *columns, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (ct_sheet_column(row, titles[columns[i]]) >= 0)
            return true;
    return false;
}

/* Names columns of a table that can be read. */
static bool is_head(const ct_sheet_row *row)
{
    static const enum column places[] = {PLACE, FRAME}, words[] = {TEXT, NOTES, NAME, DESCRIPTION};

    return ct_edit_table_is(row) ||
           (ct_sheet_column(row, titles[FIRST]) >= 0 && ct_sheet_column(row, titles[RATE]) >= 0) ||
           (has_one(row, places, 2) && has_one(row, words, 4));
}

bool ct_table_looks_like(const char *data, size_t bytes)
{
    size_t   head = bytes < 4096 ? bytes : 4096;
    char    *text = NULL;
    ct_sheet sheet = {0};
    bool     is = false;

    if (ct_text_decode(data, head, &text, NULL) == CT_OK) {
        text[strcspn(text, "\r\n")] = '\0';
        is = ct_vegas_is(text);
        if (!is && read_cells(text, &sheet, NULL) == CT_OK && sheet.count == 1)
            is = is_head(&sheet.rows[0]) ||
                 (is_headless(&sheet) && !is_number(ct_sheet_cell(&sheet.rows[0], 2)));
    }
    ct_sheet_finish(&sheet);
    free(text);
    return is;
}

enum { ROWS_ABOVE_HEAD = 24 };

/* Some tables have a title, and who made them and when, above their head. */
static void find_head(ct_sheet *s)
{
    size_t at = 0;

    while (at < s->count && at < ROWS_ABOVE_HEAD && !is_head(&s->rows[at]))
        at++;
    if (at < s->count && at < ROWS_ABOVE_HEAD)
        ct_sheet_drop_head(s, at);
}

static bool is_quoted(const char *cell)
{
    size_t bytes = strlen(cell);

    return bytes >= 2 && cell[0] == '"' && cell[bytes - 1] == '"';
}

/* Takes the marks around `cell` off, and one of two inside of it. */
static void unquote(char *cell)
{
    char *to = cell;

    for (const char *c = cell + 1; c[1]; c++) {
        *to++ = *c;
        c += c[0] == '"' && c[1] == '"' && c[2];
    }
    *to = '\0';
}

/* Frame.io quotes words twice: nobody is called so with quotation marks. */
static void unquote_twice(ct_sheet *s)
{
    int author = s->count > 1 ? ct_sheet_column(&s->rows[0], titles[AUTHOR]) : -1;

    if (author < 0 || !is_quoted(ct_sheet_cell(&s->rows[1], author)))
        return;
    for (size_t i = 1; i < s->count; i++)
        for (size_t c = 0; c < s->rows[i].count; c++)
            if (is_quoted(s->rows[i].cells[c]))
                unquote(s->rows[i].cells[c]);
}

static bool is_label(const char *text)
{
    int separators = 0;

    for (const char *p = text; *p; p++)
        separators += *p == ':' || *p == ';';
    return separators == 3 && strspn(text, "0123456789:;") == strlen(text);
}

/* Premiere names its columns in the language it speaks: name, description, in, out, duration, type. */
static bool is_of_premiere(const table *b)
{
    const ct_sheet *s = b->sheet;
    bool            is = s->count > 1 && s->rows[0].count >= 6 && !*ct_sheet_cell(&s->rows[0], 6) &&
              !has(b, TEXT) && !has(b, NOTES) && b->at[DESCRIPTION] != 0 && b->at[DESCRIPTION] < 2;

    for (size_t i = 0; i < s->count && is; i++)
        for (int c = 0; c < 5 && is; c++)
            is = is_label(ct_sheet_cell(&s->rows[i], c)) == (i > 0 && c >= 2);
    return is;
}

static void find_columns(table *b, bool headless)
{
    for (int c = 0; c < COLUMNS; c++)
        b->at[c] =
            b->sheet->count > 0 && !headless ? ct_sheet_column(&b->sheet->rows[0], titles[c]) : -1;
    if (headless) {
        b->at[PLACE] = 0;
        b->at[PLACE_OUT] = 1;
        b->at[NAME] = 2;
    } else if (is_of_premiere(b)) {
        b->at[NAME] = 0;
        b->at[DESCRIPTION] = 1;
        b->at[PLACE] = 2;
        b->at[PLACE_OUT] = 3;
        b->at[LENGTH] = 4;
    }
}

static ct_code read_rows(table *b, ct_sheet *sheet, const ct_import_options *how,
                         ct_finding_list *findings, ct_error *err)
{
    bool headless = is_headless(sheet);

    if (!headless) {
        find_head(sheet);
        unquote_twice(sheet);
    }
    b->sheet = sheet;
    find_columns(b, headless);
    bool ours = has(b, FIRST) && has(b, END) && has(b, RATE);
    if (!ours && !headless && b->sheet->count > 0 && ct_edit_table_is(&b->sheet->rows[0]))
        return ct_edit_table_read(b->sheet, how, b->t, findings, err);
    ct_code code = ours ? start_events(b, how->edit_rate, err) : start_markers(b, how, err);

    if (!code && b->sheet->count > 1)
        code = ct_sheet_check_end(b->sheet, b->sheet->rows[0].count, err);
    for (size_t i = !headless; !code && i < b->sheet->count; i++) {
        b->row = &b->sheet->rows[i];
        code = ours ? read_event(b, err) : read_marker(b, err);
    }
    if (!code && b->t->event_count + b->t->marker_count == 0)
        return ct_fail(err, CT_BAD_DATA, "There is no row in it.");
    return code;
}

static bool is_of_vegas(const char *text)
{
    char *head = ct_strndup(text, strcspn(text, "\r\n"));
    bool  is = ct_vegas_is(head);

    free(head);
    return is;
}

ct_code ct_table_read(const char *data, size_t bytes, const ct_import_options *how,
                      ct_timeline *out, ct_finding_list *findings, ct_error *err)
{
    char    *text = NULL;
    ct_sheet sheet = {0};
    table    b = {.t = out};
    ct_code  code = ct_text_decode(data, bytes, &text, err);

    ct_timeline_init(out);
    if (!code && is_of_vegas(text)) {
        code = ct_vegas_read(text, how, out, findings, err);
    } else if (!code) {
        code = read_cells(text, &sheet, err);
        if (!code)
            code = read_rows(&b, &sheet, how, findings, err);
    }
    if (!code)
        out->from_zero = out->from_zero || b.seconds || counts_from_zero(&b);
    if (!code && b.seconds)
        ct_finding_add(findings, CT_SAY_NOTE, "seconds-rounded", NULL, NULL,
                       "Its times are seconds; each was taken as the nearest frame.");
    if (!code && b.nowhere)
        ct_finding_add(findings, CT_SAY_WARN, "nowhere", NULL, NULL,
                       "Rows without a timecode, which stand on no frame and were left out: %zu.",
                       b.nowhere);
    if (!code)
        tell_unknown(&b, findings);
    if (code)
        ct_timeline_finish(out);
    ct_sheet_finish(&sheet);
    free(text);
    return code;
}
