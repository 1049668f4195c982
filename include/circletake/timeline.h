/* SPDX-License-Identifier: MIT */
/* The neutral timeline: what every edit list format is written from and read into.
 *
 * Spans are half-open, in whole frames: `source` counts the frames of the event's own media from
 * 0, `record` counts frames of the timeline from 0, at the timeline's rate. Timecode is made at
 * the edge, inside a format's own file. Plain values that own their strings; any thread, one at
 * a time. */
#ifndef CIRCLETAKE_TIMELINE_H
#define CIRCLETAKE_TIMELINE_H

#include "circletake/mark.h"
#include "circletake/str.h"

/* ---- what there is to say about a list ---- */

typedef enum ct_severity {
    CT_SAY_NOTE,  /* good to know, changes nothing                                   */
    CT_SAY_WARN,  /* the list is right, but somebody must look; refused when strict  */
    CT_SAY_REFUSE /* the list would be wrong: nothing is written                     */
} ct_severity;
const char *ct_severity_name(ct_severity s); /* "note", "warning", "refused" */

typedef struct ct_finding {
    ct_severity severity;
    const char *rule;   /* stable short name of the rule, e.g. "mixed-rate"; static */
    char       *clip;   /* what it is about: clip name or line of a file; NULL the whole list */
    char       *text;   /* what is the case, a sentence */
    char       *remedy; /* what to do about it; NULL nothing */
} ct_finding;

typedef struct ct_finding_list {
    ct_finding *items;
    size_t      count, cap;
} ct_finding_list;
void ct_finding_list_finish(ct_finding_list *l);
/* Moves all of `from` behind what `to` has (NULL: forgets it); `from` is left empty. */
void ct_finding_list_append(ct_finding_list *to, ct_finding_list *from);
/* "; 2 remarks: a.mov: It ... · It ..." behind a sentence; nothing where there is none. */
void ct_finding_list_print(const ct_finding_list *l, ct_str *out);
/* Appends; `l` NULL: nobody wants to know. `clip` and `remedy` may be NULL; copied. */
void ct_finding_add(ct_finding_list *l, ct_severity severity, const char *rule, const char *clip,
                    const char *remedy, const char *fmt, ...) CT_PRINTF(6, 7);
/* What a reader counted rather than told one by one. */
typedef struct ct_tally {
    size_t      count;
    ct_severity severity;
    const char *rule, *what; /* "Clips that run at another speed" */
} ct_tally;
/* Adds "Clips that run at another speed: 3." of each that was met. */
void ct_tally_say(const ct_tally *all, size_t count, ct_finding_list *findings);
/* How many are at least that severe. */
size_t ct_finding_count(const ct_finding_list *l, ct_severity at_least);

/* ---- events ---- */

/* An answer to a remark. */
typedef struct ct_reply {
    char *text, *author;
    ct_id note;
} ct_reply;

/* A remark inside an event. */
typedef struct ct_marker {
    int64_t frame; /* of the event's source, as `ct_event.source` */
    int64_t count; /* length in source frames, at least 1 */
    /* of a picture that stands, where count is 1: the record frames that it is about, counted from the event's first;
     * empty: that one */
    ct_span        held;
    char          *text, *author;
    char          *colour; /* as a list named it, lower case; NULL: from the category */
    ct_category    category;
    ct_note_status status;
    int            priority; /* as of a note (mark.h) */
    char          *assignee; /* who is to answer; NULL: nobody is named */
    ct_id          note;     /* none when read from a list */
    ct_reply      *replies;
    size_t         reply_count, reply_cap;
    bool           drawn; /* something was drawn over the picture */
    char *still; /* path of a picture that shows it, as lists write it; NULL: none is made */
} ct_marker;
ct_reply *ct_marker_add_reply(ct_marker *m); /* zeroed; borrowed until the next */
/* Gives. */
ct_marker ct_marker_copy(const ct_marker *m);
void      ct_marker_finish(ct_marker *m);

enum { CT_WIPES_MOST = 999 }; /* edit lists have three digits for it */

typedef enum ct_transition {
    CT_CUT = 0,
    CT_DISSOLVE,
    CT_WIPE,
    CT_KEY, /* a layer over what runs below it */
    CT_FADE /* a dissolve from black, whatever stood before */
} ct_transition;

/* "cut", "dissolve", "wipe", "key", "fade". Static. And back: false when it is none of them. */
const char *ct_transition_name(ct_transition t);
bool        ct_transition_parse(const char *name, ct_transition *out);

enum { CT_CHANNEL_V = 1, CT_CHANNEL_A1 = 2 /* A2 is 4, A3 is 8, ... A16 */, CT_CHANNELS_MOST = 16 };
/* Channels as "V A1 A2". And back: false, and *out is left, when a word of it is none. */
enum { CT_USED_TEXT_BYTES = 64 };
char *ct_used_text(unsigned channels, char out[CT_USED_TEXT_BYTES]);
bool  ct_used_parse(const char *text, unsigned *out);

/* The rule that found the clip of an event, best first. The numbers are stored. */
typedef enum ct_match {
    CT_MATCH_NONE = 0,
    CT_MATCH_BY_HAND,
    CT_MATCH_PATH,          /* full path                               */
    CT_MATCH_REEL,          /* reel, and the source timecode lies in it */
    CT_MATCH_NAME_TIMECODE, /* file name, and the timecode lies in it   */
    CT_MATCH_NAME,          /* file name alone                          */
    CT_MATCH_COUNT
} ct_match;
/* "by hand", "path", "reel + timecode", ...; "" for none. Static. */
const char *ct_match_name(ct_match m);

/* Sound recorded apart, which is heard instead of the media's own. It covers at least one frame of
 * the event. */
typedef struct ct_event_sound {
    char           *path, *name, *reel; /* path NULL: there is none, the media's own is heard */
    AVRational      fps;                /* at which its file counts frames */
    ct_tc_track     tc;                 /* how they are labelled */
    int64_t         media_frames;
    ct_audio_layout audio;
    int             rate_hz;
    int64_t         first_sample; /* of that file at source.first; negative: it begins later */
    bool            offline;
} ct_event_sound;

/* One piece of source on the timeline. */
typedef struct ct_event {
    char           *name; /* clip name with extension; NULL unknown */
    char           *reel; /* whole tape name, else file name without extension; "BL": black */
    char           *path; /* absolute path; NULL unknown */
    char           *scene, *shot, *take, *camera;
    char           *description, *keywords; /* of the clip; keywords separated by commas */
    AVRational      fps;                    /* of the source's picture */
    ct_tc_track     tc;           /* how its frames are labelled; read from an EDL: start 0, so that
                                source frames are label numbers */
    int64_t         media_frames; /* length of the media; 0 unknown */
    int             width_px, height_px; /* of the media; 0 no picture, or not known */
    int             audio_channels;
    ct_audio_layout audio; /* of the media; no tracks: not known, audio_channels says how many */
    ct_event_sound  sound;
    ct_span         source, record;
    bool            reverse; /* source.end - 1 is shown first */
    AVRational      speed;   /* source seconds a record second: 1/1 natural, 0/1 freeze */
    /* at another speed it may be cut within a frame: how much of that which is shown first has passed, below 1; {0,0}
     * and 0/1: nothing */
    AVRational     within;
    unsigned       channels;          /* CT_CHANNEL_*: what of the media is in the list */
    int            track;             /* of picture or sound, from 0; a higher one covers it */
    ct_transition  transition;        /* how it begins; the numbers are stored */
    int64_t        transition_frames; /* record frames, from record.first */
    int            wipe;              /* wipe pattern, 0 none */
    int64_t        number;  /* event number in a list that was read; a name, not an order */
    char          *label;   /* the select's own words */
    char          *comment; /* further text of a list that was read, lines joined by \n */
    char          *author;
    bool           circled, offline, vfr;
    int            stream;              /* which of its file's pictures, counted from 0 */
    bool           conformed;           /* vfr, but its frames are those of a constant rate */
    int            rating, clip_rating; /* stars of the select, and of its clip */
    ct_span        media_us;            /* of `source`, from the first picture; empty: unknown */
    ct_clip_colour colour;              /* label of the clip */
    ct_verdict     verdict;
    ct_id          clip, select; /* none when read from a list and not yet conformed */
    ct_id          id;           /* in a cut of the project, else none */
    int64_t        position;     /* in the order of that cut, or of the list, from 0 */
    ct_match       match;        /* how `clip` was found */
    int64_t        shift;   /* frames of `clip` that a person moved the event by, later positive */
    ct_marker     *markers; /* owned */
    size_t         marker_count, marker_cap;
} ct_event;

/* Label number and counting of a source frame as a list at `list_fps` shows it. A timecode track
 * at another rate than the picture (30 labels on 59.94 pictures) keeps its labels in a list of its
 * own rate, else its start is converted and labels count pictures. */
typedef struct ct_event_label {
    int64_t     first, end; /* of source.first and source.end */
    ct_tc_count count;
} ct_event_label;
ct_event_label ct_event_labels(const ct_event *e, AVRational list_fps);

/* Black, or a generator: nothing that a clip could be found for. */
bool ct_event_is_black(const ct_event *e);

/* Whether it brings sound and no picture. */
bool ct_event_is_sound(const ct_event *e);

/* What people call an event of a cut or a list: the number that the list gave it, else its place from 1. */
int64_t ct_event_number(const ct_event *e);

/* A picture that stands: one frame on all of its record frames. */
bool ct_event_stands(const ct_event *e);

ct_marker *ct_event_add_marker(ct_event *e); /* zeroed; borrowed until the next */
void       ct_event_finish(ct_event *e);

typedef struct ct_timeline {
    char       *title;
    AVRational  fps;    /* edit rate */
    ct_tc_count count;  /* how the record side is labelled */
    int64_t     start;  /* label number of record frame 0 */
    ct_event   *events; /* by record.first */
    size_t      event_count, cap;
    ct_marker  *markers; /* on the timeline itself, in record frames; all that a marker list has */
    size_t      marker_count, marker_cap;
    bool        time_of_day; /* its record side is the time of day, and goes on through midnight */
    bool from_zero; /* of a marker list: they count from the first frame of whatever they are for */
    bool placed;    /* of a table that was read: its rows lie on a timeline, so they are a cut */
} ct_timeline;

void ct_timeline_init(ct_timeline *t);
void ct_timeline_finish(ct_timeline *t); /* safe on zeroed memory */
/* Forgets what was added behind the first so many. */
void       ct_timeline_cut(ct_timeline *t, size_t events, size_t markers);
ct_event  *ct_timeline_add(ct_timeline *t); /* natural-speed cut, V; borrowed until the next */
ct_marker *ct_timeline_add_marker(ct_timeline *t); /* zeroed; borrowed until the next */
void ct_timeline_sort(ct_timeline *t); /* by record in; there pictures first, by track and number */
int64_t ct_timeline_frames(const ct_timeline *t); /* end of the last record span */

/* What is seen of a picture event: of several at a time the one on the highest track, of one track
 * the one that began last. */
typedef struct ct_shot {
    size_t  event; /* its index */
    ct_span record;
} ct_shot;
/* All that is seen, in record order; where there is no picture there is no shot. O(n log n) of the
 * events. Gives an array (free()), *count of them; NULL for none. */
ct_shot *ct_timeline_shots(const ct_timeline *t, size_t *count);
/* What would be seen if `track` and those above it were away. */
ct_shot *ct_timeline_shots_below(const ct_timeline *t, int track, size_t *count);

typedef struct ct_timeline_list {
    ct_timeline *items;
    size_t       count, cap;
} ct_timeline_list;
void         ct_timeline_list_finish(ct_timeline_list *l);
ct_timeline *ct_timeline_list_add(ct_timeline_list *l); /* initialised */

#endif
