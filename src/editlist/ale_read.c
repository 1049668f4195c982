/* SPDX-License-Identifier: MIT */
/* Reading Avid Log Exchange. A log says nothing of a timeline: its rows follow one another. */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "circletake/file.h"
#include "editlist_priv.h"
#include "elapsed_priv.h"
#include "sheet_priv.h"
#include "xml_priv.h"

typedef struct columns {
    int name, tracks, start, end, duration, tape, scene, shot, take, camera, circled, colour,
        verdict, rating, description, keywords, comments, source_file, source_path, fps, mark_in,
        mark_out, in_to_out;
} columns;

typedef struct log {
    ct_timeline        *t;
    ct_leaving          leave;
    ct_sheet           *sheet;
    const ct_sheet_row *head;
    columns             at;
    const char         *tape;           /* of the heading, for rows that name none; "" none */
    size_t              row;            /* next one to look at */
    size_t              empty;          /* rows without a range */
    size_t              marked, beside; /* with marks in it; whose marks do not lie in it */
} log;

/* --- the heading ------------------------------------------------------------------ */

static bool is_word(const ct_sheet_row *row, const char *word)
{
    return ct_equal_nocase(ct_sheet_cell(row, 0), word);
}

bool ct_ale_looks_like(const char *data, size_t bytes)
{
    static const char word[] = "Heading";
    size_t            at = bytes >= 3 && memcmp(data, "\xEF\xBB\xBF", 3) == 0 ? 3 : 0;

    while (at < bytes && strchr(" \r\n", data[at]) && data[at])
        at++;
    return bytes - at > sizeof word && memcmp(data + at, word, sizeof word - 1) == 0 &&
           strchr("\r\n\t ", data[at + sizeof word - 1]);
}

static ct_code read_heading(log *l, ct_error *err)
{
    AVRational rate = {0, 1};

    for (l->row = 1; l->row < l->sheet->count; l->row++) {
        const ct_sheet_row *row = &l->sheet->rows[l->row];
        if (is_word(row, "Column"))
            break;
        if (is_word(row, "FPS") && !ct_sheet_rate(ct_sheet_cell(row, 1), &rate))
            return ct_fail(err, CT_BAD_DATA, "Line %zu: '%s' is no rate; expected one such as 25.",
                           row->number, ct_sheet_cell(row, 1));
        if (is_word(row, "TAPE"))
            l->tape = ct_sheet_cell(row, 1);
    }
    if (l->row + 1 >= l->sheet->count)
        return ct_fail(err, CT_BAD_DATA, "It ends before its columns are named.");
    l->t->fps = rate;
    l->head = &l->sheet->rows[l->row + 1];
    l->row += 2;
    return CT_OK;
}

/* Of a heading that does not say it, the rate is that of the first row. */
static ct_code settle_rate(log *l, AVRational edit_rate, ct_error *err)
{
    AVRational *rate = &l->t->fps;

    for (size_t i = l->row; rate->num == 0 && i < l->sheet->count; i++)
        if (!ct_sheet_rate(ct_sheet_cell(&l->sheet->rows[i], l->at.fps), rate))
            *rate = (AVRational){0, 1};
    if (rate->num == 0)
        *rate = edit_rate;
    if (rate->num == 0)
        return ct_fail(err, CT_USAGE, "It does not say its rate.");
    l->t->count = (ct_tc_count){ct_tc_base(*rate), false};
    l->t->start = (int64_t)3600 * l->t->count.base;
    return CT_OK;
}

static ct_code find_columns(log *l, ct_error *err)
{
    const ct_sheet_row *h = l->head;

    l->at = (columns){.name = ct_sheet_column(h, "Name"),
                      .tracks = ct_sheet_column(h, "Tracks"),
                      .start = ct_sheet_column(h, "Start"),
                      .end = ct_sheet_column(h, "End"),
                      .duration = ct_sheet_column(h, "Duration"),
                      .tape = ct_sheet_column(h, "Tape|TapeID|Reel|Reel Name"),
                      .scene = ct_sheet_column(h, "Scene"),
                      .shot = ct_sheet_column(h, "Shot"),
                      .take = ct_sheet_column(h, "Take"),
                      .camera = ct_sheet_column(h, "Camera|Camera #|Camera Index|Cam"),
                      .circled = ct_sheet_column(h, "Circled|Circle|Circle Take|Good Take"),
                      .colour = ct_sheet_column(h, "Color|Colour"),
                      .verdict = ct_sheet_column(h, "Verdict"),
                      .rating = ct_sheet_column(h, "Rating"),
                      .description = ct_sheet_column(h, "Description|DESCRIPT"),
                      .keywords = ct_sheet_column(h, "Keywords"),
                      .comments = ct_sheet_column(h, "Comments"),
                      .source_file = ct_sheet_column(h, "Source File|File Name"),
                      .source_path =
                          ct_sheet_column(h, "Source Path|Source File Path|UNC Path|UNC|File Path"),
                      .fps = ct_sheet_column(h, "FPS"),
                      .mark_in = ct_sheet_column(h, "Mark IN"),
                      .mark_out = ct_sheet_column(h, "Mark OUT"),
                      .in_to_out = ct_sheet_column(h, "IN-OUT")};
    if (l->at.start < 0 || (l->at.end < 0 && l->at.duration < 0))
        return ct_fail(err, CT_BAD_DATA, "Line %zu: there is no column %s.", h->number,
                       l->at.start < 0 ? "Start" : "End");
    return CT_OK;
}

/* --- rows ------------------------------------------------------------------------- */

static ct_code read_label(const ct_sheet_row *row, int column, AVRational fps, int64_t *n,
                          bool *drop, ct_error *err)
{
    ct_code code =
        ct_tc_parse_any(ct_sheet_cell(row, column), ct_tc_base(fps), false, n, drop, err);

    return code ? ct_fail_prefix(err, code, "Line %zu: ", row->number) : CT_OK;
}

static unsigned sounds(long first, long last)
{
    unsigned channels = 0;

    for (; first >= 1 && first <= last && first <= CT_CHANNELS_MOST; first++)
        channels |= (unsigned)CT_CHANNEL_V << first;
    return channels;
}

/* "VA1A2", "V1 A1-8"; a sound recorder names numbers alone. Tracks of data or timecode ("VA1D2", "TC1") are neither
 * picture nor sound. */
static unsigned channels_of(const char *tracks)
{
    unsigned channels = strpbrk(tracks, "Vv") || !*tracks ? CT_CHANNEL_V : 0;
    bool     sound = !strpbrk(tracks, "AaVvDdTt"), goes_on = false;
    long     before = 0;

    for (const char *p = tracks; *p; p++) {
        if (*p >= '0' && *p <= '9') {
            char *end;
            long  number = strtol(p, &end, 10);
            if (sound)
                channels |= sounds(goes_on ? before : number, number);
            before = number;
            goes_on = false;
            p = end - 1;
        } else if (isalpha((unsigned char)*p)) {
            sound = *p == 'A' || *p == 'a';
            goes_on = goes_on && sound;
        } else {
            goes_on = *p == '-';
        }
    }
    return channels ? channels : CT_CHANNEL_V;
}

static char *copy(const ct_sheet_row *row, int column)
{
    const char *cell = ct_sheet_cell(row, column);

    return *cell ? ct_strdup(cell) : NULL;
}

/* A file, or the folder that it lies in. */
static char *path_of(const char *path, const char *file)
{
    size_t length = strlen(path);
    bool   folder = length > 0 && strchr("/\\", path[length - 1]);

    if (folder && *file)
        return ct_asprintf("%s%s", path, file);
    return length > 0 ? ct_strdup(path) : NULL;
}

/* The name of a row is the file's, or what somebody called it. */
static void read_names(const log *l, const ct_sheet_row *row, ct_event *e)
{
    const char *name = ct_sheet_cell(row, l->at.name);
    const char *file = ct_media_name(ct_sheet_cell(row, l->at.source_file));
    char       *stem = ct_path_stem(file);

    e->name = ct_strdup(*file ? file : name);
    if (*name && *file && strcmp(name, stem) != 0 && strcmp(name, file) != 0)
        e->label = ct_strdup(name);
    e->path = path_of(ct_sheet_cell(row, l->at.source_path), file);
    e->reel = copy(row, l->at.tape);
    if (!e->reel)
        e->reel = *l->tape && !*file ? ct_strdup(l->tape) : ct_path_stem(e->name);
    free(stem);
}

static void read_slate(const log *l, const ct_sheet_row *row, ct_event *e)
{
    int64_t rating = 0;

    e->scene = copy(row, l->at.scene);
    e->shot = copy(row, l->at.shot);
    e->take = copy(row, l->at.take);
    e->camera = copy(row, l->at.camera);
    e->description = copy(row, l->at.description);
    e->keywords = copy(row, l->at.keywords);
    e->comment = copy(row, l->at.comments);
    e->circled = ct_sheet_yes(ct_sheet_cell(row, l->at.circled));
    ct_clip_colour_parse(ct_sheet_cell(row, l->at.colour), &e->colour);
    if (ct_parse_i64(ct_sheet_cell(row, l->at.rating), &rating) && rating >= 0 && rating <= 5)
        e->rating = (int)rating;
    ct_verdict_parse(ct_sheet_cell(row, l->at.verdict), &e->verdict);
}

/* What somebody marked of a clip in its bin is what is meant of it. Whether the frame at the out mark is in it says the
 * length from IN to OUT; without it is not, as that at End is not. */
static ct_code read_marks(log *l, const ct_sheet_row *row, AVRational fps, int64_t *first,
                          int64_t *length, ct_error *err)
{
    bool        has_in = *ct_sheet_cell(row, l->at.mark_in) != '\0';
    bool        has_out = *ct_sheet_cell(row, l->at.mark_out) != '\0', drop = false;
    int64_t     in = *first, out, said;
    ct_tc_count count;
    ct_error    ignored;
    ct_code     code = has_in ? read_label(row, l->at.mark_in, fps, &in, &drop, err) : CT_OK;

    if (!code && has_out)
        code = read_label(row, l->at.mark_out, fps, &out, &drop, err);
    if (code || (!has_in && !has_out))
        return code;
    count = (ct_tc_count){ct_tc_base(fps), drop};
    int64_t from = ct_tc_length(*first, in, count);
    int64_t to = has_out ? ct_tc_length(*first, out, count) : *length;
    if (has_in && has_out && read_label(row, l->at.in_to_out, fps, &said, &drop, &ignored) == CT_OK)
        to += said == to - from + 1;
    if (from < 0 || to <= from || to > *length) {
        l->beside++;
        return CT_OK;
    }
    l->marked++;
    *first += from;
    *length = to - from;
    return CT_OK;
}

static ct_code read_row(log *l, const ct_sheet_row *row, int64_t *record, ct_error *err)
{
    int64_t    first = 0, end = 0;
    bool       drop = false;
    AVRational fps = l->t->fps;

    if (!ct_sheet_rate(ct_sheet_cell(row, l->at.fps), &fps)) /* a row may count by itself */
        fps = l->t->fps;
    bool ends = *ct_sheet_cell(row, l->at.end) != '\0';
    if (!*ct_sheet_cell(row, l->at.start) || (!ends && !*ct_sheet_cell(row, l->at.duration))) {
        l->empty++;
        return CT_OK;
    }
    ct_code code = read_label(row, l->at.start, fps, &first, &drop, err);
    if (!code)
        code = read_label(row, ends ? l->at.end : l->at.duration, fps, &end, &drop, err);
    if (code)
        return code;
    int64_t length = ends ? ct_tc_length(first, end, (ct_tc_count){ct_tc_base(fps), drop}) : end;
    if (length < 0)
        return ct_fail(err, CT_BAD_DATA, "Line %zu: it ends at %s, before it starts at %s.",
                       row->number, ct_sheet_cell(row, l->at.end), ct_sheet_cell(row, l->at.start));
    if ((code = read_marks(l, row, fps, &first, &length, err)) != CT_OK)
        return code;
    ct_event *e = ct_timeline_add(l->t);
    read_names(l, row, e);
    read_slate(l, row, e);
    e->channels = channels_of(ct_sheet_cell(row, l->at.tracks));
    e->fps = fps;
    e->tc = (ct_tc_track){0, {ct_tc_base(fps), drop}, fps};
    e->source = (ct_span){first, first + length};
    e->record = (ct_span){*record, *record + ct_elapsed_alone(length, fps, l->t->fps)};
    e->number = (int64_t)l->t->event_count;
    *record = e->record.end;
    return CT_OK;
}

static ct_code read_rows(log *l, ct_error *err)
{
    int64_t record = 0;
    ct_code code = CT_OK;

    if (l->row < l->sheet->count && is_word(&l->sheet->rows[l->row], "Data"))
        l->row++;
    for (; !code && l->row < l->sheet->count; l->row++)
        code = ct_leave_out(&l->leave, NULL, ct_sheet_cell(&l->sheet->rows[l->row], l->at.name),
                            read_row(l, &l->sheet->rows[l->row], &record, err), err);
    if (!code && l->t->event_count == 0)
        return ct_fail(err, CT_BAD_DATA, "There is no clip in it.");
    return code;
}

/* "FIELD_DELIM  TABS", or COMMA. */
static bool has_commas(const char *text)
{
    static const char word[] = "FIELD_DELIM";
    const char       *at = strstr(text, word);

    if (!at)
        return false;
    at += sizeof word - 1;
    at += strspn(at, "\t ,");
    return strncasecmp(at, "COMMA", 5) == 0;
}

static void say(const log *l, ct_finding_list *findings)
{
    const ct_tally all[] = {
        {l->empty, CT_SAY_NOTE, "no-range", "Rows without Start and End, left out"},
        {l->marked, CT_SAY_NOTE, "marks",
         "Rows with Mark IN or Mark OUT, of which what is marked was read"},
        {l->beside, CT_SAY_WARN, "marks",
         "Rows whose marks do not lie between Start and End, read whole"},
    };

    ct_tally_say(all, sizeof all / sizeof all[0], findings);
}

ct_code ct_ale_read(const char *data, size_t bytes, const ct_import_options *how, ct_timeline *out,
                    ct_finding_list *findings, ct_error *err)
{
    char    *text = NULL;
    ct_sheet sheet = {0};
    log      l = {.t = out, .leave = {how->partial, findings}, .sheet = &sheet, .tape = ""};
    ct_code  code = ct_text_decode(data, bytes, &text, err);

    ct_timeline_init(out);
    if (!code)
        code = has_commas(text) ? ct_sheet_read(text, ',', true, &sheet, err)
                                : ct_sheet_read(text, '\t', false, &sheet, err);
    if (sheet.count > 1) /* that stand before a break */
        code = ct_leave_out(&l.leave, NULL, NULL, code, err);
    if (!code)
        code = read_heading(&l, err);
    if (!code)
        code = find_columns(&l, err);
    if (!code)
        code = settle_rate(&l, how->edit_rate, err);
    if (!code)
        code = ct_sheet_check_end(&sheet, l.head->count, &l.leave, err);
    if (!code)
        code = read_rows(&l, err);
    if (!code)
        say(&l, findings);
    if (code)
        ct_timeline_finish(out);
    ct_sheet_finish(&sheet);
    free(text);
    return code;
}
