/* SPDX-License-Identifier: MIT */
/* The table of formats, and the two ways through it: out and in. */
#include "circletake/editlist.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "circletake/file.h"
#include "circletake/str.h"
#include "editlist_priv.h"
#include "marker_priv.h"
#include "sheet_priv.h"

/* --- outputs ---------------------------------------------------------------------- */

void ct_output_add(ct_output_list *l, char *data, size_t bytes, size_t events)
{
    l->items = ct_grow(l->items, &l->cap, l->count + 1, sizeof *l->items);
    l->items[l->count++] =
        (ct_output){.suffix = ct_strdup(""), .data = data, .bytes = bytes, .events = events};
}

void ct_output_add_text(ct_output_list *l, ct_str *text, size_t events)
{
    size_t bytes = text->len;

    ct_output_add(l, ct_str_take(text), bytes, events);
}

void ct_output_list_finish(ct_output_list *l)
{
    for (size_t i = 0; i < l->count; i++) {
        free(l->items[i].suffix);
        free(l->items[i].data);
    }
    free(l->items);
    *l = (ct_output_list){0};
}

char *ct_output_path(const char *path, const ct_output *output)
{
    const char *extension = ct_path_extension(path);
    size_t      stem = strlen(path) - strlen(extension) - (*extension != '\0');

    if (strcmp(path, "-") == 0)
        return ct_strdup(path);
    return ct_asprintf("%.*s%s%s", (int)stem, path, output->suffix, path + stem);
}

static void number_outputs(ct_output_list *l)
{
    for (size_t i = 0; l->count > 1 && i < l->count; i++) {
        free(l->items[i].suffix);
        l->items[i].suffix = ct_asprintf("_%02zu", i + 1);
    }
}

static void move_outputs(ct_output_list *from, ct_output_list *to)
{
    for (size_t i = 0; i < from->count; i++) {
        to->items = ct_grow(to->items, &to->cap, to->count + 1, sizeof *to->items);
        to->items[to->count++] = from->items[i];
    }
    from->count = 0;
}

/* --- formats ---------------------------------------------------------------------- */

enum {
    TIMELINE = CT_CARRIES_EVENTS | CT_CARRIES_SELECTS | CT_CARRIES_REEL | CT_CARRIES_PATH,
    SLATE = CT_CARRIES_SCENE | CT_CARRIES_SHOT | CT_CARRIES_TAKE | CT_CARRIES_CAMERA,
    JUDGEMENT = CT_CARRIES_LABEL | CT_CARRIES_STARS | CT_CARRIES_CIRCLED | CT_CARRIES_VERDICT |
                CT_CARRIES_KEYWORDS | CT_CARRIES_DESCRIPTION | CT_CARRIES_COLOUR,
    MARKERS = CT_CARRIES_TRACKS | CT_CARRIES_NOTES | CT_CARRIES_NOTE_RANGES |
              CT_CARRIES_NOTE_COLOURS | CT_CARRIES_NOTE_AUTHORS,
    WHOLE_NOTES = MARKERS | CT_CARRIES_NOTE_STATES | CT_CARRIES_NOTE_LINES | CT_CARRIES_DRAWINGS,
    SOUND = CT_CARRIES_AUDIO | CT_CARRIES_OTHER_SOUND,
    IN_EDL = TIMELINE | SOUND | CT_CARRIES_SPEED | CT_CARRIES_LABEL | CT_CARRIES_NOTES |
             CT_CARRIES_NOTE_COLOURS,
    IN_TABLE = TIMELINE | SOUND | CT_CARRIES_TRACKS | SLATE | JUDGEMENT | CT_CARRIES_AUTHOR |
               CT_CARRIES_MIXED_RATES | CT_CARRIES_SPEED,
    IN_CSV = IN_TABLE | CT_CARRIES_SAMPLES | CT_CARRIES_NOTES | CT_CARRIES_DRAWINGS,
    IN_OTIO = IN_TABLE | WHOLE_NOTES | CT_CARRIES_REPLIES,
    IN_JSON = IN_OTIO | CT_CARRIES_SAMPLES,
    IN_XML = IN_TABLE | WHOLE_NOTES,
    IN_LOG = CT_CARRIES_TRACKS | SOUND | CT_CARRIES_SELECTS | CT_CARRIES_REEL | CT_CARRIES_PATH |
             SLATE | JUDGEMENT | CT_CARRIES_NOTES,
    IN_SEGMENTS = CT_CARRIES_TRACKS | CT_CARRIES_AUDIO | CT_CARRIES_SELECTS | CT_CARRIES_LABEL |
                  CT_CARRIES_STARS | CT_CARRIES_VERDICT | CT_CARRIES_MIXED_RATES,
    IN_CHAPTERS = CT_CARRIES_TRACKS | CT_CARRIES_EVENTS | CT_CARRIES_LABEL | CT_CARRIES_MIXED_RATES,
    IN_NOTES = SLATE | WHOLE_NOTES | CT_CARRIES_REPLIES | CT_CARRIES_REEL | CT_CARRIES_PATH |
               CT_CARRIES_MIXED_RATES,
    NEARLY_EDL = CT_NEARLY_KEYS | CT_NEARLY_TENTHS | CT_NEARLY_PLACES | CT_NEARLY_STARTS |
                 CT_NEARLY_BACK | CT_NEARLY_RECORD,
    NEARLY_FCPXML = CT_NEARLY_WIPES | CT_NEARLY_KEYS | CT_NEARLY_FADES | CT_NEARLY_TITLES |
                    CT_NEARLY_PLACES | CT_NEARLY_TICKS,
    NEARLY_MARKS = CT_NEARLY_PLACES | CT_NEARLY_RECORD,
    NEARLY_FCP7 = CT_NEARLY_KEYS | CT_NEARLY_PERCENT | CT_NEARLY_TITLES | CT_NEARLY_BACK
};

/* clang-format off */
static const ct_format formats[] = {
    {"edl",             "EDL",         "edl",    "CMX 3600 edit list, reels of 8 letters",                IN_EDL,                                        NEARLY_EDL,    8,   ct_cmx3600_write,         NULL,                ct_cmx3600_read},
    {"edl-file32",      "EDL",         "edl",    "CMX 3600 edit list, reels of 32 letters (File_32)",     IN_EDL,                                        NEARLY_EDL,    32,  ct_cmx3600_write,         NULL,                ct_cmx3600_read},
    {"edl-file129",     "EDL",         "edl",    "CMX 3600 edit list, reels of 129 letters (File_129)",   IN_EDL,                                        NEARLY_EDL,    129, ct_cmx3600_write,         NULL,                ct_cmx3600_read},
    {"fcpxml",          "FCPXML",      "fcpxml", "FCPXML for Final Cut Pro and Resolve",                  IN_XML | CT_CARRIES_BINS | CT_CARRIES_SAMPLES, NEARLY_FCPXML, 0,   ct_fcpxml_write,          NULL,                ct_fcpxml_read},
    {"fcp7xml",         "FCP 7 XML",   "xml",    "Final Cut Pro 7 XML for Premiere and Resolve",          IN_XML | CT_CARRIES_BINS,                      NEARLY_FCP7,   0,   ct_fcp7xml_write,         NULL,                ct_fcp7xml_read},
    {"otio",            "OTIO",        "otio",   "OpenTimelineIO for Resolve, Kdenlive and pipelines",    IN_OTIO | CT_CARRIES_BINS,                     0,             0,   ct_otio_write,            NULL,                ct_otio_read},
    {"csv",             "CSV",         "csv",    "Table of the selects for a spreadsheet",                IN_CSV,                                        0,             0,   ct_csv_write_list,        NULL,                ct_table_read},
    {"tsv",             "TSV",         "tsv",    "The same with tabs between",                            IN_CSV,                                        0,             0,   ct_tsv_write_list,        NULL,                ct_table_read},
    {"json",            "JSON",        "json",   "The selects for a program",                             IN_JSON,                                       0,             0,   ct_json_write_list,       NULL,                NULL},
    {"ale",             "ALE",         "ale",    "Avid Log Exchange: selects and their slates for a bin", IN_LOG,                                        0,             0,   ct_ale_write,             NULL,                ct_ale_read},
    {"resolve-markers", "Resolve",     "edl",    "Notes in the selects as timeline markers for Resolve",  MARKERS,                                       NEARLY_MARKS,  0,   ct_resolve_markers_write, NULL,                ct_resolve_markers_read},
    {"avid-markers",    "Avid",        "txt",    "Notes in the selects as markers for Media Composer",    MARKERS,                                       NEARLY_MARKS,  0,   ct_avid_markers_write,    NULL,                ct_avid_markers_read},
    {"llc",             "LosslessCut", "llc",    "LosslessCut: the selects as segments, one file a clip", IN_SEGMENTS,                                   0,             0,   ct_llc_write,             NULL,                ct_llc_read},
    {"chapters",        "YouTube",     "txt",    "Chapters for YouTube: a line for each select",          IN_CHAPTERS,                                   0,             0,   ct_chapters_write,        NULL,                ct_chapters_read},
    {"ffmetadata",      "ffmetadata",  "ffmeta", "Chapters for ffmpeg, exact to the frame",               IN_CHAPTERS,                                   0,             0,   ct_ffmetadata_write,      NULL,                ct_ffmetadata_read},
    {"notes-csv",       "CSV",         "csv",    "Table of the notes for a spreadsheet",                  IN_NOTES,                                      0,             0,   NULL,                     ct_csv_write_notes,  ct_table_read},
    {"notes-tsv",       "TSV",         "tsv",    "The same with tabs between",                            IN_NOTES,                                      0,             0,   NULL,                     ct_tsv_write_notes,  ct_table_read},
    {"notes-json",      "JSON",        "json",   "The notes for a program",                               IN_NOTES,                                      0,             0,   NULL,                     ct_json_write_notes, NULL},
};
/* clang-format on */
enum { FORMATS = sizeof formats / sizeof formats[0] };

const ct_format *ct_format_list(size_t *count)
{
    *count = FORMATS;
    return formats;
}

bool ct_format_in_seconds(const ct_format *format)
{
    return format->write_list == ct_llc_write;
}

const ct_format *ct_format_find(const char *name)
{
    for (size_t i = 0; i < FORMATS; i++)
        if (ct_equal_nocase(formats[i].name, name))
            return &formats[i];
    return NULL;
}

const ct_format *ct_format_for_path(const char *path)
{
    for (size_t i = 0; i < FORMATS; i++)
        if (ct_equal_nocase(formats[i].extension, ct_path_extension(path)))
            return &formats[i];
    return NULL;
}

/* --- out -------------------------------------------------------------------------- */

/* One answer for all who ask: half a list must not pass as whole because somebody changed their mind. */
typedef struct asking {
    bool (*stop)(void *arg);
    void *arg;
    bool  stopped;
} asking;

static bool ask(void *arg)
{
    asking *a = arg;

    a->stopped = a->stopped || a->stop(a->arg);
    return a->stopped;
}

bool ct_export_stopped(const ct_export_options *o)
{
    return o->stop && o->stop(o->stop_arg);
}

static ct_code check_stop(const ct_export_options *o, ct_error *err)
{
    return ct_export_stopped(o) ? ct_fail(err, CT_CANCELLED, "Stopped; nothing was written.")
                                : CT_OK;
}

static const ct_finding *first_of(const ct_finding_list *l, ct_severity at_least)
{
    for (size_t i = 0; i < l->count; i++)
        if (l->items[i].severity >= at_least)
            return &l->items[i];
    return NULL;
}

/* The first reason in words, and how many more there are. */
static ct_code refuse(const ct_finding_list *said, ct_severity from, ct_error *err)
{
    const ct_finding *f = first_of(said, from);
    size_t            more = ct_finding_count(said, from) - 1;
    char              others[64] = "";

    if (more)
        snprintf(others, sizeof others, " (%zu more reason%s.)", more, CT_S(more));
    return ct_fail(err, CT_BAD_DATA, "Nothing was written. %s%s%s%s%s%s", ct_str_or_empty(f->clip),
                   f->clip ? ": " : "", f->text, f->remedy ? " " : "", ct_str_or_empty(f->remedy),
                   others);
}

static ct_code refuse_what_was_said(const ct_export_options *o, const ct_finding_list *said,
                                    ct_error *err)
{
    ct_severity from = o->strict ? CT_SAY_WARN : CT_SAY_REFUSE;

    return ct_finding_count(said, from) > 0 ? refuse(said, from, err) : CT_OK;
}

static void say_split(const ct_timeline_list *lists, ct_finding_list *findings)
{
    char rate[CT_RATE_TEXT_BYTES];

    for (size_t i = 0; lists->count > 1 && i < lists->count; i++)
        ct_finding_add(findings, CT_SAY_NOTE, "split", NULL, NULL,
                       "List %zu of %zu is at %s %s: %zu event%s.", i + 1, lists->count,
                       ct_rate_label(lists->items[i].fps, rate),
                       lists->items[i].count.drop ? "drop-frame" : "non-drop",
                       lists->items[i].event_count, CT_S(lists->items[i].event_count));
}

/* The events of one track as a list that borrows them. */
static ct_timeline track_of(const ct_timeline *t, int track)
{
    ct_timeline one = *t;

    one.events = ct_alloc_array(t->event_count, sizeof *one.events);
    one.event_count = 0;
    for (size_t i = 0; i < t->event_count; i++)
        if (t->events[i].track == track)
            one.events[one.event_count++] = t->events[i];
    return one;
}

/* A format with one track gets a list a track; a program puts each on a track of its own. */
static ct_code write_tracks(const ct_format *f, const ct_timeline *t, const ct_export_options *o,
                            ct_output_list *out, ct_finding_list *said, ct_error *err)
{
    int     tracks = ct_layout_tracks(t);
    ct_code code = CT_OK;

    if (tracks == 1 || f->carries & CT_CARRIES_TRACKS)
        return f->write_list(f, t, o, out, said, err);
    for (int track = 0; !code && track < tracks; track++) {
        ct_timeline one = track_of(t, track);
        code = f->write_list(f, &one, o, out, said, err);
        free(one.events);
    }
    ct_finding_add(said, CT_SAY_NOTE, "tracks", NULL, NULL,
                   "%d tracks are %d lists: this format has one track.", tracks, tracks);
    return code;
}

/* Lists of events and lists of their markers lie on a record side; logs and chapters do not. */
static bool has_record_side(const ct_format *f, const ct_export_options *o)
{
    return !(f->carries & CT_CARRIES_EVENTS) == !(f->carries & CT_CARRIES_SELECTS) &&
           o->layout != CT_LAYOUT_BINS;
}

static ct_code write_timeline(const ct_format *f, const ct_timeline *t, const ct_export_options *o,
                              ct_output_list *out, ct_finding_list *said, ct_error *err)
{
    size_t  before = out->count;
    ct_code code = write_tracks(f, t, o, out, said, err);

    if (t->event_count == 0)
        return code;
    /* One with tracks is a timeline from its first frame on; without, its first event is the beginning. */
    int64_t first = f->carries & CT_CARRIES_TRACKS ? 0 : t->events[0].record.first;
    if (!code && out->count > before && has_record_side(f, o))
        ct_tc_print(t->start + first, t->count, out->items[before].start);
    return code;
}

static ct_code check_layout(const ct_format *f, const ct_export_options *o, ct_error *err)
{
    ct_str able = {0};

    if (o->layout != CT_LAYOUT_BINS || f->carries & CT_CARRIES_BINS)
        return CT_OK;
    for (int i = 0; i < FORMATS; i++)
        if (formats[i].carries & CT_CARRIES_BINS)
            ct_str_appendf(&able, "%s%s", able.len ? ", " : "", formats[i].name);
    ct_code code = ct_fail(err, CT_USAGE, "%s has no bins; the layout bins is for %s.", f->name,
                           ct_str_text(&able));
    ct_str_finish(&able);
    return code;
}

static bool has_markers(const ct_timeline *t)
{
    for (size_t i = 0; i < t->event_count; i++)
        if (t->events[i].marker_count > 0)
            return true;
    return false;
}

/* Of a format that is nothing but markers: a list of a rate at which nobody wrote a note is none, and
 * must not keep the others from being written. */
static ct_code keep_marked(const ct_format *f, ct_timeline_list *lists, ct_error *err)
{
    size_t kept = 0;

    if (f->carries & (CT_CARRIES_EVENTS | CT_CARRIES_SELECTS))
        return CT_OK;
    for (size_t i = 0; i < lists->count; i++) {
        ct_timeline t = lists->items[i];
        if (!has_markers(&t))
            continue;
        lists->items[i] = lists->items[kept]; /* swapped, so that each stays owned once */
        lists->items[kept++] = t;
    }
    while (lists->count > kept)
        ct_timeline_finish(&lists->items[--lists->count]);
    return ct_markers_require(kept, err);
}

static ct_code export_lists(const ct_format *f, const ct_export_input *in,
                            const ct_export_options *o, ct_output_list *out, ct_finding_list *said,
                            ct_error *err)
{
    bool             mixed_rates = f->carries & CT_CARRIES_MIXED_RATES;
    ct_timeline_list lists = {0};
    ct_code          code = check_layout(f, o, err);

    if (!code && in->cut)
        code = ct_editlist_from_cut(in, o, &lists, said, err);
    else if (!code)
        code = ct_editlist_from_selects(in, o, !mixed_rates, &lists, said, err);
    if (!code)
        code = check_stop(o, err);
    if (!code)
        code = keep_marked(f, &lists, err);
    for (size_t i = 0; !(f->carries & CT_CARRIES_SPEED) && i < lists.count; i++)
        ct_timeline_drop_black(&lists.items[i]);

    for (size_t i = 0; !code && i < lists.count; i++)
        ct_check_timeline(&lists.items[i], f, said);
    if (!code)
        code = refuse_what_was_said(o, said, err);
    if (!code)
        say_split(&lists, said);
    for (size_t i = 0; !code && i < lists.count; i++)
        code = write_timeline(f, &lists.items[i], o, out, said, err);
    if (!code)
        code = check_stop(o, err);
    if (!code)
        ct_say_losses(f, &lists, o, in->cut != NULL, said);
    if (!code)
        code = refuse_what_was_said(o, said, err); /* by the format itself */
    ct_timeline_list_finish(&lists);
    return code;
}

ct_code ct_export(const ct_format *format, const ct_export_input *in,
                  const ct_export_options *options, ct_output_list *out, ct_finding_list *findings,
                  ct_error *err)
{
    ct_export_options own = options ? *options : (ct_export_options){0};
    asking            asked = {own.stop, own.stop_arg, false};
    ct_output_list    made = {0};
    ct_finding_list   said = {0};
    ct_code           code;

    if (own.stop) {
        own.stop = ask;
        own.stop_arg = &asked;
    }
    if (format->write_list)
        code = export_lists(format, in, &own, &made, &said, err);
    else if (!in->notes || in->notes->count == 0)
        code = ct_fail(err, CT_NO_INPUT, "There is no note to write.");
    else
        code = format->write_notes(format, in, &own, &made, &said, err);
    if (!code)
        code = check_stop(&own, err);
    if (!code && format->write_notes)
        ct_say_note_losses(format, in, &said);
    if (!code) {
        number_outputs(&made);
        move_outputs(&made, out);
    }
    ct_output_list_finish(&made);
    ct_finding_list_append(findings, &said);
    return code;
}

/* --- in --------------------------------------------------------------------------- */

/* Name of the outermost element of an XML file, "" for anything else. */
static void root_name(const char *data, size_t bytes, char out[32])
{
    size_t length = 0;

    out[0] = '\0';
    for (size_t i = 0; i + 1 < bytes && i < 65536; i++)
        if (data[i] == '<' && data[i + 1] != '?' && data[i + 1] != '!') {
            for (i++; i < bytes && length < 31 && data[i] >= 'a' && data[i] <= 'z'; i++)
                out[length++] = data[i];
            out[length] = '\0';
            return;
        }
}

/* A JSON object, or an array of them, that names a schema of OpenTimelineIO somewhere in it. */
static bool looks_like_otio(const char *data, size_t bytes)
{
    size_t at = 0;

    while (at < bytes && strchr(" \t\r\n", data[at]) && data[at])
        at++;
    return at < bytes && (data[at] == '{' || data[at] == '[') &&
           ct_find_word(data + at, bytes - at, "\"OTIO_SCHEMA\"");
}

/* Asked in this order: markers for Resolve look like an edit list too, and somebody's words in a cell may
 * be those that a list of markers is known by. */
static const struct {
    bool (*is)(const char *data, size_t bytes);
    const char *format;
} kinds[] = {
    {looks_like_otio, "otio"},
    {ct_avid_xml_is, "avid-markers"},
    {ct_llc_looks_like, "llc"},
    {ct_ffmetadata_looks_like, "ffmetadata"},
    {ct_ale_looks_like, "ale"},
    {ct_table_looks_like, "csv"},
    {ct_avid_markers_looks_like, "avid-markers"},
    {ct_resolve_markers_looks_like, "resolve-markers"},
    {ct_cmx3600_looks_like, "edl"},
    {ct_chapters_looks_like, "chapters"},
};

/* What the content says goes before what the name says. */
static const ct_format *format_of(const char *name, const char *data, size_t bytes)
{
    char root[32];

    root_name(data, bytes, root);
    if (strcmp(root, "fcpxml") == 0)
        return ct_format_find("fcpxml");
    if (strcmp(root, "xmeml") == 0)
        return ct_format_find("fcp7xml");
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++)
        if (kinds[i].is(data, bytes))
            return ct_format_find(kinds[i].format);
    return ct_format_for_path(name);
}

const ct_format *ct_format_of(const char *name, const char *data, size_t bytes)
{
    char            *own = ct_text_narrow(&data, &bytes);
    const ct_format *f = format_of(name, data, bytes);

    free(own);
    return f;
}

/* Takes out what has no length on the timeline; nothing may lie before its start. */
static ct_code tidy(ct_timeline *t, ct_finding_list *findings, ct_error *err)
{
    size_t kept = 0, empty = 0;

    for (size_t i = 0; i < t->event_count; i++) {
        ct_event *e = &t->events[i];
        if (e->record.first < 0 || e->source.end < e->source.first)
            return ct_fail(err, CT_BAD_DATA,
                           "%s lies before the start of the timeline or ends before "
                           "it begins.",
                           ct_str_or_empty(e->name));
        empty += ct_span_count(e->record) == 0;
    }
    for (size_t i = 0; i < t->event_count; i++) {
        ct_event event = t->events[i];
        if (ct_span_count(event.record) == 0)
            continue;
        event.position = (int64_t)kept;
        t->events[i] = t->events[kept]; /* swapped, so that every event stays owned once */
        t->events[kept++] = event;
    }
    while (t->event_count > kept)
        ct_event_finish(&t->events[--t->event_count]);
    if (empty)
        ct_finding_add(findings, CT_SAY_NOTE, "no-length", NULL, NULL,
                       "Events without length, which were left out: %zu.", empty);
    return CT_OK;
}

/* A film, a picture, a program: letters have few of the signs below the space, and hardly a zero. */
static bool is_binary(const char *data, size_t bytes)
{
    size_t head = bytes < 4096 ? bytes : 4096, controls = 0, zeros = 0;

    for (size_t i = 0; i < head; i++) {
        unsigned char c = (unsigned char)data[i];
        zeros += c == 0;
        controls += (c > 0 && c < 9) || (c > 13 && c < 32);
    }
    return head >= 64 && (zeros * 10 > head * 3 || controls * 20 > head);
}

static bool holds_several(const ct_format *f)
{
    return f->read == ct_fcpxml_read || f->read == ct_fcp7xml_read || f->read == ct_otio_read;
}

/* OpenTimelineIO as .otioz. */
static bool is_archive(const char *data, size_t bytes)
{
    return bytes > 4 && memcmp(data, "PK\3\4", 4) == 0;
}

static ct_code import_text(const char *name, const char *data, size_t bytes,
                           const ct_import_options *how, ct_timeline *out,
                           ct_finding_list *findings, ct_error *err)
{
    const ct_format *f = format_of(name, data, bytes);
    ct_code          code;

    if (is_archive(data, bytes))
        return ct_fail(err, CT_UNSUPPORTED,
                       "%s: this is an archive; unpack it and import the list in it (of an .otioz: "
                       "content.otio).",
                       ct_path_name(name));
    if (is_binary(data, bytes))
        return ct_fail(
            err, CT_BAD_DATA,
            "%s: This is no text but the bytes of something else; expected an edit list, a "
            "log or a marker list.",
            ct_path_name(name));
    if (!f || !f->read)
        return ct_fail(
            err, CT_UNSUPPORTED,
            "%s: this kind of list cannot be read; save it as a CMX "
            "3600 EDL, FCPXML, Final Cut Pro 7 XML, OTIO, ALE, a marker list or a table.",
            ct_path_name(name));
    if (how->timeline && !holds_several(f))
        return ct_fail(err, CT_USAGE, "%s: a list of this kind holds one timeline; leave '%s' out.",
                       ct_path_name(name), how->timeline);
    code = f->read(data, bytes, how, out, findings, err);
    if (!code && (code = tidy(out, findings, err)) != CT_OK)
        ct_timeline_finish(out);
    return code ? ct_fail_prefix(err, code, "%s: ", ct_path_name(name)) : CT_OK;
}

ct_code ct_import_with(const char *name, const char *data, size_t bytes,
                       const ct_import_options *how, ct_timeline *out, ct_finding_list *findings,
                       ct_error *err)
{
    ct_error said = {0};
    char    *own = ct_text_narrow(&data, &bytes);

    while (bytes > 0 && memchr("\f\x1A", data[bytes - 1], 2)) /* so DOS and printers end files */
        bytes--;
    ct_code code = import_text(name, data, bytes, how, out, findings, err ? err : &said);

    free(own);
    return code;
}

ct_code ct_import(const char *name, const char *data, size_t bytes, AVRational edit_rate,
                  ct_timeline *out, ct_finding_list *findings, ct_error *err)
{
    return ct_import_with(name, data, bytes, &(ct_import_options){.edit_rate = edit_rate}, out,
                          findings, err);
}
