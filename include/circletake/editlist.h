/* SPDX-License-Identifier: MIT */
/* Decisions out: selects and notes become edit lists and tables; lists are read back.
 *
 * The caller fetches what is wanted from the store (filtering happens there), calls ct_export and
 * writes each output with ct_file_replace. Nothing here touches a file. A list that would be
 * wrong is refused with the reason; what is right but worth a look is a finding of severity
 * CT_SAY_WARN, which `strict` turns into a refusal. Any thread; pure functions over copies. */
#ifndef CIRCLETAKE_EDITLIST_H
#define CIRCLETAKE_EDITLIST_H

#include "circletake/timeline.h"

/* ---- options ---- */

typedef enum ct_list_order {
    CT_LIST_BY_HAND = 0, /* ct_select.order, then when it was made */
    CT_LIST_BY_SLATE,    /* scene, shot, take, camera (digits as numbers), then first frame */
    CT_LIST_BY_TIME,     /* start timecode of the select, then clip name */
    CT_LIST_BY_RATING    /* most stars first, then as by slate; notes have none */
} ct_list_order;

typedef enum ct_drop_choice { CT_DROP_AUTO = 0, CT_DROP_ON, CT_DROP_OFF } ct_drop_choice;

/* Where events stand on the record side. */
typedef enum ct_list_layout {
    CT_LAYOUT_STRINGOUT = 0, /* butted one behind another, in the order asked for */
    CT_LAYOUT_AS_SHOT,       /* at the time of day of their timecode; what ran at once lies on
                                several tracks */
    CT_LAYOUT_BINS           /* nowhere: the clips with their marks, without a timeline */
} ct_list_layout;

typedef enum ct_list_tracks { CT_TRACKS_ONE = 0, CT_TRACKS_ALTERNATING } ct_list_tracks;

/* Versions of FCPXML; Final Cut reads all older than itself, Resolve 18.5 refuses later than 1.10. */
typedef enum ct_fcpxml_version {
    CT_FCPXML_1_9 = 0,
    CT_FCPXML_1_8,
    CT_FCPXML_1_10,
    CT_FCPXML_1_11,
    CT_FCPXML_1_12,
    CT_FCPXML_1_13
} ct_fcpxml_version;

/* Schema of a clip in OpenTimelineIO: programs older than its 0.15 know only the first. */
typedef enum ct_otio_version { CT_OTIO_CLIP_2 = 0, CT_OTIO_CLIP_1 } ct_otio_version;

/* Zeroed memory is the default. Strings are borrowed for the call. */
typedef struct ct_export_options {
    const char    *title;        /* NULL: "circletake selects" */
    AVRational     edit_rate;    /* {0,0} or {0,1}: that of the material; then one list a rate */
    ct_drop_choice drop;         /* auto: as most of the sources count, where drop-frame exists */
    const char    *record_start; /* label of the first event; NULL: 01:00:00:00 */
    int64_t        handles;      /* source frames added at both ends, as far as the media goes */
    ct_list_order  order;
    bool           strict;        /* a warning refuses too */
    bool           colon_labels;  /* EDL: ':' in every label, FCM alone says how they count */
    bool           no_clip_names; /* EDL: leave out FROM CLIP NAME lines */
    bool           no_notes;      /* EDL: leave out LOC and COMMENT lines */
    bool           conform_vfr; /* places in clips of variable rate are frames of a constant one */
    bool           no_sound;    /* pictures alone; what has none keeps its sound */
    bool           six_digits;  /* EDL: event numbers 000001.., one list however long */
    bool           ascii;       /* EDL: comments in ASCII too; else UTF-8 */
    bool           bom;         /* CSV: begins with a UTF-8 byte order mark */
    bool           raw;         /* CSV: cells are not guarded against spreadsheet formulas */
    ct_list_layout layout;
    int64_t        gap;    /* stringout: record frames left empty between events */
    ct_list_tracks tracks; /* stringout: alternating puts every second event a track higher */
    ct_fcpxml_version fcpxml_version;
    ct_otio_version   otio_version;
    /* Asked while the list is made, on the thread that makes it, event by event; true: CT_CANCELLED soon, and
     * nothing is given. NULL: never. */
    bool (*stop)(void *arg);
    void *stop_arg;
} ct_export_options;

/* The same by name, for a command line and a menu: "order", "slate". CT_USAGE names what exists. */
typedef struct ct_option_row {
    const char *name;   /* e.g. "labels" */
    const char *values; /* e.g. "semicolon|colon" */
    const char *sentence;
} ct_option_row;
const ct_option_row *ct_export_option_rows(size_t *count);
/* `value` is borrowed as long as `options` is used. */
CT_MUST_USE ct_code ct_export_option_set(ct_export_options *options, const char *name,
                                         const char *value, ct_error *err);

/* The timelines that a file holds, by name, in its order; "" has none. */
typedef struct ct_timeline_names {
    char **items;
    size_t count, cap;
} ct_timeline_names;
void ct_timeline_names_finish(ct_timeline_names *n); /* safe on zeroed memory */

/* What is known or wanted of a list that is read. Zeroed memory: nothing. Borrowed for the call. */
typedef struct ct_import_options {
    AVRational edit_rate; /* of a list that does not say it; {0,0} or {0,1}: not known */
    bool       drop; /* how labels of markers count that leave it open, ':' before the frames */
    /* Of several in a file: its name, else its number from 1; NULL: the first. "#2" is a number for sure, and
     * who says it has seen what else there is: that is not said then. */
    const char *timeline;
    /* The places of markers are those of one clip or cut, which the caller has: a table that names the clip of each
     * remark is then read as about that one too. */
    bool on_one;
    /* Ranges are wanted: beside what a timeline shows, or else a bin holds, those that its clips were given as
     * favourites, rejects and keywords, each as an event behind the others. */
    bool ranges;
    /* Not NULL: of several, when `timeline` names none, none is read; their names are appended here, and the
     * answer is CT_CANCELLED. */
    ct_timeline_names *ask;
    /* What cannot be read while the rest can is left out, each with a finding of the rule CT_LEFT_OUT; otherwise it
     * refuses the list. */
    bool partial;
} ct_import_options;
#define CT_LEFT_OUT "left-out"
size_t ct_left_out_count(const ct_finding_list *findings);

/* ---- formats ---- */

typedef struct ct_output {
    char  *suffix; /* "" for the only one, else "_01", "_02", ... before the extension */
    char  *data;   /* the whole file */
    size_t bytes;
    size_t events;                  /* rows or events in it */
    char   start[CT_TC_TEXT_BYTES]; /* record timecode at which the list begins; "": it has none */
} ct_output;
typedef struct ct_output_list {
    ct_output *items;
    size_t     count, cap;
} ct_output_list;
void ct_output_list_finish(ct_output_list *l);
/* Path of one output of a list asked for as `path`: suffix before the extension. Gives. */
char *ct_output_path(const char *path, const ct_output *output);

/* What a format can carry: what it cannot is named in a finding. `carries` of a format. */
enum {
    CT_CARRIES_EVENTS = 1 << 0,  /* an order on a timeline                          */
    CT_CARRIES_SELECTS = 1 << 1, /* ranges of sources; else only notes, or chapters */
    CT_CARRIES_MIXED_RATES = 1 << 2,
    CT_CARRIES_SPEED = 1 << 3, /* and transitions */
    CT_CARRIES_AUDIO = 1 << 4, /* the sound tracks of a clip with picture */
    CT_CARRIES_PATH = 1 << 5,
    CT_CARRIES_REEL = 1 << 6,
    CT_CARRIES_LABEL = 1 << 7,
    CT_CARRIES_SCENE = 1 << 8,
    CT_CARRIES_SHOT = 1 << 9,
    CT_CARRIES_TAKE = 1 << 10,
    CT_CARRIES_CAMERA = 1 << 11,
    CT_CARRIES_STARS = 1 << 12,
    CT_CARRIES_CIRCLED = 1 << 13,
    CT_CARRIES_VERDICT = 1 << 14,
    CT_CARRIES_AUTHOR = 1 << 15,
    CT_CARRIES_KEYWORDS = 1 << 16,
    CT_CARRIES_DESCRIPTION = 1 << 17,
    CT_CARRIES_NOTES = 1 << 18, /* their place and text */
    CT_CARRIES_NOTE_RANGES = 1 << 19,
    CT_CARRIES_NOTE_COLOURS = 1 << 20, /* categories */
    CT_CARRIES_NOTE_AUTHORS = 1 << 21,
    CT_CARRIES_NOTE_STATES = 1 << 22,
    CT_CARRIES_NOTE_LINES = 1 << 23,  /* line breaks in their text */
    CT_CARRIES_TRACKS = 1 << 24,      /* events that lie over one another, in one list */
    CT_CARRIES_BINS = 1 << 25,        /* clips with their marks and no timeline */
    CT_CARRIES_OTHER_SOUND = 1 << 26, /* sound recorded apart, on a timeline */
    CT_CARRIES_COLOUR = 1 << 27,      /* the colour label of a clip */
    CT_CARRIES_DRAWINGS = 1 << 28,    /* where the still of a note lies */
    CT_CARRIES_REPLIES =
        1 << 29, /* to notes, apart from their text; and who is to answer, how urgently */
    CT_CARRIES_SAMPLES = 1 << 30 /* sound recorded apart begins at its sample, not at a frame */
};

/* What of the speed and transitions of a cut a format says only nearly. `nearly` of a format. */
enum {
    CT_NEARLY_WIPES = 1 << 0,   /* as dissolves */
    CT_NEARLY_KEYS = 1 << 1,    /* as layers that cover */
    CT_NEARLY_FADES = 1 << 2,   /* out of black behind another picture: as dissolves */
    CT_NEARLY_TENTHS = 1 << 3,  /* speed in tenths of a frame a second */
    CT_NEARLY_PERCENT = 1 << 4, /* speed in millionths of a percent, places counted at it */
    CT_NEARLY_TITLES = 1 << 5,  /* what the editing program made: as gaps */
    CT_NEARLY_PLACES = 1 << 6,  /* notes on an event at another speed: beside what it skips */
    CT_NEARLY_TICKS = 1 << 7,   /* speed as its clock can say where it ends */
    CT_NEARLY_STARTS = 1 << 8,  /* what begins within a frame of its source: with that frame */
    CT_NEARLY_BACK = 1 << 9,    /* the same of what runs backwards */
    CT_NEARLY_RECORD = 1 << 10, /* notes on an event of another rate: beside what it skips */
};

typedef struct ct_format ct_format;

/* What goes into an export. Borrowed for the call. */
typedef struct ct_export_input {
    const ct_select_list *selects; /* NULL: none */
    /* Instead of selects, as it stands. An event with a clip counts its source in frames of that clip. */
    const ct_timeline  *cut;
    ct_id               cut_id; /* which notes were made on it */
    const ct_clip_list *clips;  /* every clip that a select or note names */
    const ct_note_list *notes;  /* NULL: none */
    /* Path of the still of a note with a drawing, as the list is to write it; NULL: there is none.
     * Asked for notes that come into the list. NULL: nobody makes stills. */
    const char *(*still)(void *arg, const ct_note *note);
    void *still_arg;
    /* For conform_vfr: which frame of the clip's rate is shown when its picture `frame` begins, up to the
     * end of the last; -1 not known. NULL: nobody knows. */
    int64_t (*conform)(void *arg, const ct_clip *clip, int64_t frame);
    /* For formats in seconds: when that picture begins, from the first one; microseconds, -1 not known.
     * NULL: places are frames, or nobody knows. */
    int64_t (*time_us)(void *arg, const ct_clip *clip, int64_t frame);
    void *conform_arg; /* of both */
} ct_export_input;

struct ct_format {
    const char *name;      /* "edl" */
    const char *title;     /* "EDL", "Resolve": for sentences */
    const char *extension; /* "edl" */
    const char *sentence;  /* for lists and help */
    unsigned    carries;
    unsigned    nearly;     /* CT_NEARLY_ bits, where it carries speed */
    int         reel_width; /* EDL only */
    /* Exactly one of these two. */
    ct_code (*write_list)(const ct_format *f, const ct_timeline *t, const ct_export_options *o,
                          ct_output_list *out, ct_finding_list *findings, ct_error *err);
    ct_code (*write_notes)(const ct_format *f, const ct_export_input *in,
                           const ct_export_options *o, ct_output_list *out,
                           ct_finding_list *findings, ct_error *err);
    /* NULL: only written. CT_USAGE when neither the file nor `how` says the rate. */
    ct_code (*read)(const char *data, size_t bytes, const ct_import_options *how, ct_timeline *out,
                    ct_finding_list *findings, ct_error *err);
};

const ct_format *ct_format_list(size_t *count);
const ct_format *ct_format_find(const char *name); /* NULL: none; case ignored */
/* "events, selects, path, ...": what it carries, in words. Gives. */
char *ct_format_carries(const ct_format *format, const char *between);
/* Its places are seconds of the file; at a variable rate only the pictures themselves know those. */
bool ct_format_in_seconds(const ct_format *format);
/* By the extension of a file name: "x.edl" gives edl. NULL: none. */
const ct_format *ct_format_for_path(const char *path);

/* ---- the two ways ---- */

/* Selects or a cut (or notes, as the format wants) to files in memory. `findings` (may be NULL) is appended
 * to; *out is appended to only on CT_OK. CT_BAD_DATA: refused, `err` says the first reason and how
 * many more; CT_NO_INPUT: nothing to write. */
CT_MUST_USE ct_code ct_export(const ct_format *format, const ct_export_input *in,
                              const ct_export_options *options, ct_output_list *out,
                              ct_finding_list *findings, ct_error *err);

/* The first half of it: one timeline, or, without an edit rate, one a rate of the material when
 * `split_rates`. Refusals are findings here: CT_OK says that timelines were made. */
CT_MUST_USE ct_code ct_editlist_from_selects(const ct_export_input   *in,
                                             const ct_export_options *options, bool split_rates,
                                             ct_timeline_list *out, ct_finding_list *findings,
                                             ct_error *err);

/* The same of in->cut: one timeline. CT_USAGE: an option is set that is for selects. */
CT_MUST_USE ct_code ct_editlist_from_cut(const ct_export_input   *in,
                                         const ct_export_options *options, ct_timeline_list *out,
                                         ct_finding_list *findings, ct_error *err);

/* What kind of list that is: told by the content, then by the name. NULL: none of ours. */
const ct_format *ct_format_of(const char *name, const char *data, size_t bytes);

/* A list somebody sent. `name` is for messages ("cut3.edl"); the kind is told by the content, then
 * by the name. Times, order and counts are checked; unknown comments are kept. */
CT_MUST_USE ct_code ct_import(const char *name, const char *data, size_t bytes,
                              AVRational edit_rate, ct_timeline *out, ct_finding_list *findings,
                              ct_error *err);
/* The same with more to say. CT_USAGE: the file has no such timeline; the sentence names those it has. */
CT_MUST_USE ct_code ct_import_with(const char *name, const char *data, size_t bytes,
                                   const ct_import_options *how, ct_timeline *out,
                                   ct_finding_list *findings, ct_error *err);

#endif
