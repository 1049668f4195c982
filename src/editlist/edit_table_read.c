/* SPDX-License-Identifier: MIT */
/* Tables of edits and of clips that other programs export: the edit index of Resolve and what converters make of
 * edit lists, metadata of Resolve and Silverstack, bins of Media Composer, subclips of Kyno. A row is a range of a
 * source, and may say where it lies on a timeline. Columns are known by name. */
#include <libavutil/mathematics.h>
#include <stdlib.h>
#include <string.h>

#include "circletake/file.h"
#include "editlist_priv.h"
#include "passing_priv.h"
#include "sheet_priv.h"
#include "xml_priv.h"

/* --- columns ---------------------------------------------------------------------- */

/* Words for both ends of a range, in the same order. */
typedef struct range_names {
    const char *in, *out;
} range_names;

/* Of a source, whatever else the table has. */
static const range_names of_source[] = {
    {"Source In|Src In|Source In TC|Source TC In|Src TC In|Source In Timecode|Source Timecode In|"
     "Clip In",
     "Source Out|Src Out|Source Out TC|Source TC Out|Src TC Out|Source Out Timecode|"
     "Source Timecode Out|Clip Out"},
    {"Source Start|Src Start|Source Start TC|Source TC Start",
     "Source End|Src End|Source End TC|Source TC End"},
    {"Media Start", "Media End"},
    {"Start TC|Start Timecode", "End TC|End Timecode"},
};
enum { ON_TIMELINES = 2 }; /* the first of them are said of edits, the others of clips */

/* Of a source where a file or a tape is named, else of markers. */
static const range_names of_either[] = {
    {"TC In|Timecode In|In|In Point", "TC Out|Timecode Out|Out|Out Point"},
    {"Start|TC Start", "End|TC End"},
};

/* Where a source begins, in tables that say how long it is and not where it ends: reports of sound recorders. */
static const char beginning[] = "Start TC|Start Timecode|TC Start";

static const range_names of_record[] = {
    {"Record In|Rec In|Record In TC|Record TC In|Rec TC In|Record Timecode In",
     "Record Out|Rec Out|Record Out TC|Record TC Out|Rec TC Out|Record Timecode Out"},
    {"Record Start|Rec Start", "Record End|Rec End"},
    {"Timeline In|Sequence In|Seq In|Dest In|Dst In|Destination In",
     "Timeline Out|Sequence Out|Seq Out|Dest Out|Dst Out|Destination Out"},
    {"Timeline Start|Sequence Start", "Timeline End|Sequence End"},
};

enum column {
    FILE_NAME,
    NAME,
    FOLDER,
    PATH,
    REEL,
    TRACK,
    RATE,
    LENGTH,
    SCENE,
    SHOT,
    TAKE,
    CAMERA,
    DESCRIPTION,
    KEYWORDS,
    COMMENTS,
    CIRCLED,
    COLOUR,
    RATING,
    EDIT,
    EDIT_LENGTH,
    SPEED,
    COLUMNS
};

static const char *const titles[COLUMNS] = {
    [FILE_NAME] = "File Name|Filename|Source File|Source File Name|Media File",
    [NAME] = "Clip Name|Source Clip Name|Source Name|Name|Clip|Title",
    [FOLDER] = "Clip Directory",
    [PATH] = "File Path|Source Path|Source File Path|Full Path|Path",
    [REEL] = "Reel Name|Reel|Tape Name|Tape|Tape ID|Source Reel",
    [TRACK] = "Track|Tracks|Channel|Channels|V",
    [RATE] = "FPS|Source FPS|Frame Rate|Framerate|Video Frame Rate",
    [LENGTH] = "Duration TC|Duration|Length|Source Duration|Src Duration",
    [SCENE] = "Scene",
    [SHOT] = "Shot",
    [TAKE] = "Take",
    [CAMERA] = "Camera|Camera #|Cam|Angle",
    [DESCRIPTION] = "Description",
    [KEYWORDS] = "Keywords|Keyword",
    [COMMENTS] = "Comments|Comment|Notes|Log Note",
    [CIRCLED] = "Good Take|Circled|Circle|Circle Take",
    [COLOUR] = "Clip Color|Color|Colour",
    [RATING] = "Rating",
    [EDIT] = "C|Edit Type|Edit|Transition|Transition Type",
    [EDIT_LENGTH] = "Dur|Transition Duration|Transition Length",
    [SPEED] = "Speed|Speed %|Speed (%)|Retime|Retime %",
};

typedef struct range_columns {
    int in, out; /* -1: not there; `out` alone: the length says where it ends */
} range_columns;

static range_columns find_range(const ct_sheet_row *head, const range_names *names, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        int in = ct_sheet_column(head, names[i].in);
        int out = in < 0 ? -1 : ct_sheet_column(head, names[i].out);
        if (out >= 0)
            return (range_columns){in, out};
    }
    return (range_columns){-1, -1};
}

#define COUNT(a) (sizeof(a) / sizeof(a)[0])

/* A file, a tape, or a clip of which nothing is said in words. */
static bool names_a_source(const ct_sheet_row *head)
{
    if (ct_sheet_column(head, titles[FILE_NAME]) >= 0 || ct_sheet_column(head, titles[REEL]) >= 0)
        return true;
    return ct_sheet_column(head, "Clip|Clip Name|Source Name") >= 0 &&
           ct_sheet_column(head, titles[COMMENTS]) < 0 &&
           ct_sheet_column(head, titles[DESCRIPTION]) < 0 && ct_sheet_column(head, "Name") < 0;
}

/* Remarks name the file that they are about too, and who made them. */
static bool is_of_remarks(const ct_sheet_row *head)
{
    if (ct_sheet_column(head, "Commenter|Commenter Name|Marker Name|Marker Type|Owner|User") >= 0)
        return true;
    return ct_sheet_column(head, "Comment|Text|Note") >= 0 &&
           ct_sheet_column(head, titles[REEL]) < 0;
}

static range_columns find_source(const ct_sheet_row *head)
{
    range_columns c = {-1, -1};

    if (ct_sheet_column(head, "Marker Name|Marker Note|Marker Notes") >= 0)
        return c;
    c = find_range(head, of_source, COUNT(of_source));
    if (c.in >= 0 || is_of_remarks(head) || !names_a_source(head))
        return c;
    c = find_range(head, of_either, COUNT(of_either));
    if (c.in < 0 && ct_sheet_column(head, titles[LENGTH]) >= 0)
        c.in = ct_sheet_column(head, beginning);
    return c;
}

bool ct_edit_table_is(const ct_sheet_row *head)
{
    return find_source(head).in >= 0;
}

/* --- cells ------------------------------------------------------------------------ */

typedef struct edits {
    ct_timeline        *t;
    ct_leaving          leave;
    const ct_sheet_row *row; /* being read */
    range_columns       source, record;
    int                 at[COLUMNS]; /* -1: not there */
    bool                seconds;     /* whole numbers of the source are that, and no frames */
    int64_t             next;        /* record frame of a row that does not say it */
    bool                drop;        /* of the record side */
    size_t              empty, retimed, rounded, keys,
        cuts; /* the last: of transitions that do not say how long */
} edits;

static const char *cell(const edits *e, enum column c)
{
    return ct_sheet_cell(e->row, e->at[c]);
}

static char *copy(const edits *e, enum column c)
{
    const char *text = cell(e, c);

    return *text ? ct_strdup(text) : NULL;
}

/* A place as a timecode, as seconds, or as the number of a frame. */
typedef struct place {
    int64_t frame;
    bool    label, drop;
} place;

static ct_code read_place(edits *e, int column, AVRational fps, bool drop, place *out,
                          ct_error *err)
{
    const char *text = ct_sheet_cell(e->row, column);

    *out = (place){.drop = drop};
    if (!e->seconds && ct_parse_i64(text, &out->frame) && out->frame >= 0 &&
        out->frame < INT64_C(1) << 40)
        return CT_OK;
    if (ct_sheet_seconds(text, fps, &out->frame)) {
        e->rounded++;
        return CT_OK;
    }
    ct_code code = ct_tc_parse_any(text, ct_tc_base(fps), drop, &out->frame, &out->drop, err);
    out->label = true;
    return code ? ct_fail_prefix(err, code, "Line %zu: ", e->row->number) : CT_OK;
}

/* In and length of a range. */
static ct_code read_range(edits *e, range_columns c, AVRational fps, bool drop, place *in,
                          int64_t *length, ct_error *err)
{
    place   out;
    ct_code code = read_place(e, c.in, fps, drop, in, err);

    if (!code)
        code = read_place(e, c.out < 0 ? e->at[LENGTH] : c.out, fps, in->drop, &out, err);
    if (code)
        return code;
    *length = c.out < 0 ? out.frame
              : in->label
                  ? ct_tc_length(in->frame, out.frame, (ct_tc_count){ct_tc_base(fps), in->drop})
                  : out.frame - in->frame;
    if (*length < 0)
        return ct_fail(err, CT_BAD_DATA, "Line %zu: it ends at %s, before it starts at %s.",
                       e->row->number, ct_sheet_cell(e->row, c.out), ct_sheet_cell(e->row, c.in));
    return CT_OK;
}

/* --- rows ------------------------------------------------------------------------- */

/* "V2", "Video 2", "A1", "AA/V", "VA1A2"; without a word of either, pictures. */
static void read_tracks(const edits *e, ct_event *to)
{
    unsigned channels = 0;

    for (const char *p = cell(e, TRACK); *p;) {
        bool   picture = *p == 'V' || *p == 'v', sound = *p == 'A' || *p == 'a';
        size_t word = ct_starts_with(p + 1, "ideo") || ct_starts_with(p + 1, "udio") ? 5 : 1;
        long   number = strtol(p + (picture || sound ? word : 0), NULL, 10);
        number = number < 1 ? 1 : number;
        if (picture && number <= 99)
            to->track = (int)number - 1;
        if (picture)
            channels |= CT_CHANNEL_V;
        else if (sound && (p[1] == 'A' || p[1] == 'a'))
            channels |= CT_CHANNEL_A1 * 3;
        else if (sound && number <= CT_CHANNELS_MOST)
            channels |= (unsigned)CT_CHANNEL_V << number;
        p += picture || sound ? word : 1;
    }
    to->channels = channels ? channels : CT_CHANNEL_V;
}

/* The file names the clip; what the row is called beside it is somebody's word for it. */
static void read_names(const edits *e, ct_event *to)
{
    const char *file = ct_media_name(cell(e, FILE_NAME)), *folder = cell(e, FOLDER);
    const char *name = cell(e, NAME);
    char       *stem = ct_path_stem(file);

    to->name = ct_strdup(*file ? file : name);
    if (*file && *name && strcmp(name, file) != 0 && strcmp(name, stem) != 0)
        to->label = ct_strdup(name);
    to->path = copy(e, PATH);
    if (!to->path && *folder && *file)
        to->path = ct_asprintf("%s/%s", folder, file);
    to->reel = copy(e, REEL);
    if (!to->reel)
        to->reel = ct_path_stem(to->name);
    free(stem);
}

static void read_slate(const edits *e, ct_event *to)
{
    int64_t rating = 0;

    to->scene = copy(e, SCENE);
    to->shot = copy(e, SHOT);
    to->take = copy(e, TAKE);
    to->camera = copy(e, CAMERA);
    to->description = copy(e, DESCRIPTION);
    to->keywords = copy(e, KEYWORDS);
    to->comment = copy(e, COMMENTS);
    to->circled = ct_sheet_yes(cell(e, CIRCLED));
    ct_clip_colour_parse(cell(e, COLOUR), &to->colour);
    if (ct_parse_i64(cell(e, RATING), &rating) && rating >= 0 && rating <= 5)
        to->rating = (int)rating;
}

/* "K", "K O": it lies over the picture below, like a layer. "KB", "K B" is what it lies over: a cut. */
static bool read_key(edits *e, ct_event *to, const char *word)
{
    bool below = ct_equal_nocase(word, "KB") || ct_equal_nocase(word, "K B");

    if (!below && !ct_equal_nocase(word, "K") && !ct_equal_nocase(word, "KO") &&
        !ct_equal_nocase(word, "K O") && !ct_equal_nocase(word, "Key") &&
        !(ct_starts_with(word, "K ") && strspn(word + 2, "0123456789") == strlen(word + 2)))
        return false;
    if (below)
        return true;
    e->keys++;
    to->transition = CT_KEY;
    to->track += to->track == 0;
    return true;
}

/* "C", "D 024", "W001 012", as an edit list has them; the length may stand in a column of its own. */
static void read_transition(edits *e, ct_event *to)
{
    const char *word = cell(e, EDIT), *digits = strchr(word, ' ');
    int64_t     length = 0;

    if (e->record.in < 0 || !*word || ct_equal_nocase(word, "C") || ct_equal_nocase(word, "Cut") ||
        strspn(word, "0123456789") == strlen(word) || /* the number of an edit */
        read_key(e, to, word))
        return;
    bool said = (digits && ct_parse_i64(digits + 1, &length)) ||
                ct_parse_i64(cell(e, EDIT_LENGTH), &length);
    if (!said || length < 1 || length > ct_span_count(to->record)) {
        e->cuts++;
        return;
    }
    to->transition = ct_starts_with(word, "W") ? CT_WIPE : CT_DISSOLVE;
    if (to->transition == CT_WIPE) {
        long code = strtol(word + 1, NULL, 10);
        to->wipe = code > 0 && code <= CT_WIPES_MOST ? (int)code : 0;
    }
    to->transition_frames = length;
}

/* Some programs name the last frame and others the one behind it: the length says which. */
static int64_t with_last(edits *e, const place *in, int64_t length, AVRational fps)
{
    place    said;
    ct_error ignored;

    if (!in->label || !*cell(e, LENGTH) ||
        read_place(e, e->at[LENGTH], fps, in->drop, &said, &ignored))
        return length;
    return said.frame == length + 1 ? length + 1 : length;
}

/* "50%", "-100", "0.5": percents, unless it is less than ten and says nothing of them. Of the natural speed, or of what is
 * no number, 1. */
static AVRational speed_said(const edits *e)
{
    const char *text = cell(e, SPEED);
    char       *number = ct_strndup(text, strcspn(text, "%x "));
    int64_t     hundredths;
    bool        said = *number && ct_parse_hundredths(number, &hundredths);
    bool        percent = strchr(text, '%') || (said && llabs(hundredths) >= 1000);
    AVRational  speed = {1, 1};

    free(number);
    if (said && llabs(hundredths) <= 10000000)
        av_reduce(&speed.num, &speed.den, hundredths, percent ? 10000 : 100, 1000000);
    return speed;
}

/* Where the ranges do not show it: of a row that is not said to lie anywhere, or whose source is as long as its place,
 * the speed says how long it is there, or how much is shown. */
static void run_at(edits *e, ct_event *to, AVRational speed, bool placed)
{
    int64_t natural = ct_rate_convert(ct_span_count(to->source), to->fps, e->t->fps);
    bool    even = to->speed.num == to->speed.den;

    to->reverse = speed.num < 0;
    speed.num = abs(speed.num);
    if (speed.num == speed.den || !even) {
        e->retimed += to->reverse && even;
        return;
    }
    to->speed = speed;
    e->retimed++;
    if (speed.num == 0) {
        to->source.end = to->source.first + 1;
    } else if (!placed) {
        int64_t frames = av_rescale(natural, speed.den, speed.num);
        to->record.end = to->record.first + (frames > 0 ? frames : 1);
    } else {
        ct_passing_fill(to, e->t->fps);
    }
}

static ct_code read_row(edits *e, ct_error *err)
{
    AVRational fps = e->t->fps;
    place      in, at = {.frame = e->next};
    int64_t    length = 0, lasts = 0;

    const char *ends = e->source.out < 0 ? cell(e, LENGTH) : ct_sheet_cell(e->row, e->source.out);
    if (!*ct_sheet_cell(e->row, e->source.in) || !*ends) {
        e->empty++;
        return CT_OK;
    }
    if (!ct_sheet_rate(cell(e, RATE), &fps)) /* a row may count by itself */
        fps = e->t->fps;
    ct_code code = read_range(e, e->source, fps, false, &in, &length, err);
    int64_t whole = code ? 0 : with_last(e, &in, length, fps);
    int64_t natural = ct_rate_convert(whole, fps, e->t->fps);
    bool    placed = *ct_sheet_cell(e->row, e->record.in) && *ct_sheet_cell(e->row, e->record.out);
    lasts = natural;
    if (!code && placed)
        code = read_range(e, e->record, e->t->fps, e->drop, &at, &lasts, err);
    if (code)
        return code;
    if (placed && whole > length && lasts + 1 == natural)
        lasts = natural; /* both sides name their last frame */
    length = whole;
    ct_event *to = ct_timeline_add(e->t);
    read_names(e, to);
    read_slate(e, to);
    read_tracks(e, to);
    to->fps = fps;
    if (in.label)
        to->tc = (ct_tc_track){0, {ct_tc_base(fps), in.drop}, fps};
    to->source = (ct_span){in.frame, in.frame + length};
    to->record = (ct_span){at.frame, at.frame + lasts};
    to->number = (int64_t)e->t->event_count;
    if (lasts != natural && lasts > 0 && natural > 0) {
        av_reduce(&to->speed.num, &to->speed.den, natural, lasts, 1000000);
        e->retimed++;
    }
    run_at(e, to, speed_said(e), placed);
    read_transition(e, to);
    e->drop = e->drop || at.drop;
    e->next = to->record.end;
    return CT_OK;
}

/* --- the whole -------------------------------------------------------------------- */

/* Counted from the first of them. */
static void place_events(edits *e)
{
    ct_timeline *t = e->t;

    ct_timeline_sort(t);
    t->count.drop = e->drop && ct_tc_can_drop(t->fps);
    t->start = t->events[0].record.first;
    for (size_t i = 0; i < t->event_count; i++) {
        t->events[i].record.first -= t->start;
        t->events[i].record.end -= t->start;
    }
}

static void say(const edits *e, ct_finding_list *findings)
{
    const ct_tally all[] = {
        {e->empty, CT_SAY_NOTE, "no-range", "Rows without a range of a source, left out"},
        {e->retimed, CT_SAY_NOTE, "retimed",
         "Rows as long on the timeline as another speed makes their range"},
        {e->keys, CT_SAY_WARN, "key", "Keys, which lie over the picture below them"},
        {e->cuts, CT_SAY_WARN, "transitions",
         "Transitions that do not say how many frames they last, read as cuts"},
        {e->rounded, CT_SAY_NOTE, "seconds-rounded",
         "Times that are seconds, each taken as the nearest frame"},
    };

    ct_tally_say(all, COUNT(all), findings);
}

/* Where one of them has a fraction, all are seconds. */
static bool counts_seconds(const edits *e, const ct_sheet *sheet)
{
    for (size_t i = 1; i < sheet->count; i++) {
        const char *in = ct_sheet_cell(&sheet->rows[i], e->source.in);
        const char *out = ct_sheet_cell(&sheet->rows[i], e->source.out);
        if ((strchr(in, '.') && !strchr(in, ':')) || (strchr(out, '.') && !strchr(out, ':')))
            return true;
    }
    return false;
}

static void find_columns(edits *e, const ct_sheet_row *head)
{
    for (int c = 0; c < COLUMNS; c++)
        e->at[c] = ct_sheet_column(head, titles[c]);
    e->source = find_source(head);
    e->record = find_range(head, of_record, COUNT(of_record));
    if (e->record.in < 0 && find_range(head, of_source, ON_TIMELINES).in >= 0)
        e->record = find_range(head, of_either, COUNT(of_either));
}

static ct_code start_edits(edits *e, const ct_sheet *sheet, AVRational edit_rate, ct_error *err)
{
    AVRational rate = edit_rate;

    find_columns(e, &sheet->rows[0]);
    e->seconds = counts_seconds(e, sheet);
    for (size_t i = 1; rate.num == 0 && i < sheet->count; i++)
        ct_sheet_rate(ct_sheet_cell(&sheet->rows[i], e->at[RATE]), &rate);
    if (rate.num == 0)
        return ct_fail(err, CT_USAGE, "The table does not say its rate.");
    e->t->fps = rate;
    e->t->count = (ct_tc_count){ct_tc_base(rate), false};
    e->t->placed = e->record.in >= 0;
    return CT_OK;
}

ct_code ct_edit_table_read(const ct_sheet *sheet, const ct_import_options *how, ct_timeline *t,
                           ct_finding_list *findings, ct_error *err)
{
    edits   e = {.t = t, .leave = {how->partial, findings}};
    ct_code code = start_edits(&e, sheet, how->edit_rate, err);

    for (size_t i = 1; !code && i < sheet->count; i++) {
        ct_standing before = ct_standing_of(t);
        e.row = &sheet->rows[i];
        code = ct_leave_out(&e.leave, &before, cell(&e, NAME), read_row(&e, err), err);
    }
    if (!code && t->event_count == 0)
        code = ct_fail(err, CT_BAD_DATA, "There is no row with a range of a source in it.");
    if (!code) {
        place_events(&e);
        say(&e, findings);
    }
    return code;
}
