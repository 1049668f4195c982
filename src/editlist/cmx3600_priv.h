/* SPDX-License-Identifier: MIT */
/* How an edit decision list is read. First its lines as they come: any line end, any of the
 * encodings seen. */
#ifndef CT_EDITLIST_CMX3600_PRIV_H
#define CT_EDITLIST_CMX3600_PRIV_H

#include "circletake/str.h"
#include "circletake/timeline.h"
#include "editlist_priv.h"

/* Longest line: a path of 4096 bytes with its keyword fits, a file that is no list does not get far. */
enum { CT_EDL_LINE_BYTES = 8192, CT_EDL_EVENTS = 100000 };

typedef struct ct_edl_lines {
    const char      *data;
    size_t           bytes, at;
    size_t           number; /* of the line given last, from 1 */
    ct_str           line;   /* clean UTF-8, ends trimmed */
    bool             said_encoding, said_nul;
    ct_finding_list *findings;
} ct_edl_lines;

/* Borrows `data`. */
void ct_edl_lines_start(ct_edl_lines *l, const char *data, size_t bytes, ct_finding_list *findings);
void ct_edl_lines_finish(ct_edl_lines *l);
/* Next line in l->line; CT_END behind the last. */
ct_code ct_edl_lines_next(ct_edl_lines *l, ct_error *err);

/* ---- reading: lines become pending events, those become events ---- */

enum { CT_EDL_SOURCE_IN, CT_EDL_SOURCE_OUT, CT_EDL_RECORD_IN, CT_EDL_RECORD_OUT, CT_EDL_LABELS };

typedef struct ct_edl_locator {
    char    label[CT_TC_TEXT_BYTES];
    char    end[CT_TC_TEXT_BYTES]; /* "": a point */
    int64_t lasts;                 /* record frames; 0: as `end` says */
    size_t  line;
    char   *colour, *author; /* NULL none */
    ct_str  text;
} ct_edl_locator;

/* Files that an event names: of the side that goes out, of the one that comes in, or of it does not say which. */
typedef struct ct_edl_files {
    char *source, *from, *to;
    char *folder; /* in which its next file lies */
    bool  twice;  /* `source` was said of both sides; it is what was said last */
} ct_edl_files;

/* An event whose further lines are still coming. */
typedef struct ct_edl_pending {
    bool          open;
    size_t        line;
    int64_t       number;
    char         *reel;
    char          label[CT_EDL_LABELS][CT_TC_TEXT_BYTES];
    bool          drop; /* FCM in force */
    unsigned      channels;
    int           track;              /* of pictures, from 0; of a section of sounds too */
    bool          far_track, unnamed; /* see ct_edl_reader */
    ct_transition transition;
    bool          has_outgoing; /* the line of the outgoing source stood before it ... */
    bool          from_black;   /* ... and was black */
    char         *outgoing_reel;
    size_t     outgoing; /* that line was an event of its own: its index and one; 0: it was none */
    int        wipe;
    int64_t    transition_frames;
    bool       retimed, reverse;
    bool       from_out; /* M2 says that it begins with its source out */
    AVRational speed;
    char      *from_name, *to_name, *key_name, *whole_reel;
    bool       reel_is_remark; /* `whole_reel` is what a column of a bin says */
    ct_edl_files    files;
    char            file_start[CT_TC_TEXT_BYTES]; /* label of its file's first frame; "" not said */
    ct_str          words, comment;
    ct_edl_locator *locators;
    size_t          locator_count, locator_cap;
    ct_str         *last_text; /* that a "> " line goes on; NULL none. Points into this value. */
} ct_edl_pending;

/* A reel name that was shortened, and what it was. */
typedef struct ct_edl_renamed {
    char *whole, *written;
} ct_edl_renamed;

/* Of what is read behind the last event. */
typedef enum ct_edl_tail {
    CT_EDL_TAIL_NONE = 0,
    CT_EDL_TAIL_MARKERS,
    CT_EDL_TAIL_SOURCES
} ct_edl_tail;

typedef struct ct_edl_reader {
    ct_edl_lines     lines;
    ct_timeline     *t;
    bool             drop, counting_known;
    ct_edl_pending   p;
    ct_edl_pending   head; /* locators before the first event, or in a table: on the list itself */
    ct_edl_tail      tail;
    size_t           words_column; /* of a table of markers; 0: its heading was not seen */
    bool             other_source; /* files that follow are of another tape than the event's */
    ct_edl_renamed  *renames;
    size_t           rename_count, rename_cap;
    size_t           no_range;         /* events whose source in and out are alike */
    size_t           far_tracks;       /* sounds beyond the last track */
    size_t           unnamed;          /* effects without a word */
    size_t           outside;          /* remarks on the list before its first event */
    int              pictures, sounds; /* sections of tracks so far, "=== playlist0 ===" */
    bool             sections;
    bool             section_used[2]; /* the one that is read has pictures, sounds */
    bool             recounted;       /* FCM differs from that of the record side */
    AVRational       drop_rate;       /* where it counts drop-frame and no more is known */
    bool             from_one;        /* see cmx3600_from_one.c */
    ct_leaving       leave;
    ct_finding_list *findings;
} ct_edl_reader;

/* Says something about a line of the list. */
void ct_edl_say(ct_edl_reader *r, ct_severity severity, const char *rule, size_t line,
                const char *fmt, ...) CT_PRINTF(5, 6);

/* cmx3600_comment.c: what is said of r->p. */
/* Value behind `keyword` (case ignored) and what separates it; NULL: another keyword. */
const char *ct_edl_value_of(const char *text, const char *keyword);
/* A marker as Resolve writes it, below an event that is one: on its first frame. False: it is none. */
bool ct_edl_read_resolve_marker(ct_edl_reader *r, const char *line);
void ct_edl_read_comment(ct_edl_reader *r, const char *line);

/* Zeroed but for the line; borrowed until the next. */
ct_edl_locator *ct_edl_add_locator(ct_edl_pending *p, size_t line);
char           *ct_edl_lowered(char *text); /* the same one */

/* cmx3600_tail.c: a line that is none of r->p, but of a table behind the last event. False: it is none. */
bool ct_edl_read_tail(ct_edl_reader *r, const char *line);

/* cmx3600_rate.c: see there. */
AVRational ct_edl_drop_rate(const char *data, size_t bytes);

/* cmx3600_from_one.c: whether the first frame of all is 00:00:00:01. */
bool ct_edl_is_from_one(const char *data, size_t bytes);
/* A time of such a list, from 0. False: it is none. */
bool ct_edl_from_one(const char *label, AVRational fps, int64_t *n);

/* cmx3600_file.c: files of r->p. */
void ct_edl_files_finish(ct_edl_files *f);
void ct_edl_take_source_file(ct_edl_reader *r, const char *value); /* of whichever side */
void ct_edl_take_file(ct_edl_reader *r, const char *value);        /* where none is named yet */
void ct_edl_take_from_file(ct_edl_reader *r, const char *value);
void ct_edl_take_to_file(ct_edl_reader *r, const char *value);
/* Behind DLEDL: the folder, the name and the first timecode of its file. False: something else. */
bool ct_edl_take_discreet(ct_edl_reader *r, const char *value);
/* Whether the reel says that nothing is shown. */
bool ct_edl_is_black(const char *reel);
/* That of the event itself; NULL: none is named. */
char *ct_edl_give_file(ct_edl_pending *p);
/* Media Composer writes behind REEL what a column of the bin says, which can be a look or a card: where its file is
 * called as the line's own reel is, that is the tape, and the other one a comment. */
void ct_edl_settle_reel(ct_edl_pending *p);

/* cmx3600_event.c: one event line. */
void    ct_edl_pending_finish(ct_edl_pending *p);
ct_code ct_edl_parse_event(ct_edl_reader *r, const char *line, ct_edl_pending *p, ct_error *err);
bool    ct_edl_is_digits(const char *s);
/* Digits in four fields: a timecode, good or bad. */
bool ct_edl_is_label(const char *s, size_t bytes);
/* How many of the line's words are timecodes, and how many of them stand at its end. */
int ct_edl_count_labels(const char *line, int *at_end);
/* Behind the first four timecodes that follow one another; 0: there are none. */
size_t ct_edl_labels_end(const char *line);
/* Before two timecodes at the line's end stand two numbers: what is taken of a source whose frames are counted, as
 * of numbered images. */
bool ct_edl_source_is_frames(const char *line);
/* An event that counts frames on both sides. */
bool ct_edl_is_in_frames(const char *line);
/* What is said of it is said of two sources: a transition with what goes out, a key with what it lies over. */
bool ct_edl_has_two_sides(const ct_edl_pending *p);
/* A copy to cut words from: begins with a space, so that the last of them can be cut off too. */
char *ct_edl_to_cut(const char *text);
/* Cuts the last word off `text` and gives it; "" when there is none. Borrows from `text`. */
char *ct_edl_take_last(char *text);
char *ct_edl_trimmed(const char *text);

/* cmx3600_times.c: timecodes of the event that is read. One side of it: */
typedef struct ct_edl_pair {
    int64_t     in, length;
    ct_tc_count count;
    AVRational  fps;
} ct_edl_pair;
ct_code ct_edl_parse_label(const ct_edl_reader *r, const char *text, AVRational fps, size_t line,
                           bool drop_default, int64_t *n, bool *drop, ct_error *err);
/* `in`: CT_EDL_SOURCE_IN or CT_EDL_RECORD_IN. */
ct_code ct_edl_parse_pair(const ct_edl_reader *r, const ct_edl_pending *p, int in, AVRational fps,
                          bool drop_default, ct_edl_pair *out, ct_error *err);
/* That of the source, whichever way it counts. */
ct_code ct_edl_source_range(ct_edl_reader *r, const ct_edl_pending *p, int64_t record_length,
                            ct_edl_pair *out, ct_error *err);
/* Of a source without a good range: as many frames as the record side takes. */
void ct_edl_fill_range(ct_edl_reader *r, AVRational speed, bool reverse, int64_t record_length,
                       ct_edl_pair *out);
/* Speed of a source at that rate, whose frames a second of record time stand in M2 as a factor of the list's. */
AVRational ct_edl_speed(const ct_edl_reader *r, AVRational m2, AVRational source);

/* cmx3600_place.c: turns what was gathered in r->p into an event. `next` (NULL: end of the list) is
 * the event line that follows: with the same number it makes this one the outgoing side of a
 * transition, whose only news, the outgoing frame, the event before already has. */
ct_code ct_edl_close_event(ct_edl_reader *r, ct_edl_pending *next, ct_error *err);
/* The event before r->p, whose line is the first of the same transition, runs at another speed, which is said behind both.
 * False: there is none of that reel. */
bool ct_edl_retime_outgoing(ct_edl_reader *r, const char *reel, AVRational speed, bool reverse);
/* Those of the head of a list whose record side is placed. */
void ct_edl_place_head(ct_edl_reader *r);

#endif
