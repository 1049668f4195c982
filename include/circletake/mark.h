/* SPDX-License-Identifier: MIT */
/* What a review is made of: clips, selects, notes, tags - plain values that own their
 * strings, of which an empty one may be NULL. Copy, check, free; no file, no database, no thread of
 * their own. A value belongs to one thread at a time. */
#ifndef CIRCLETAKE_MARK_H
#define CIRCLETAKE_MARK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "circletake/id.h"
#include "circletake/timecode.h"

/* Where a start timecode came from, best first: the precedence when several disagree.
 * See ct_probe. */
typedef enum ct_tc_source {
    CT_TC_NONE = 0,
    CT_TC_USER,      /* set by the reviewer                                 */
    CT_TC_TRACK,     /* tmcd track of MOV/MP4                               */
    CT_TC_PACKAGE,   /* MXF source or material package                      */
    CT_TC_CONTAINER, /* "timecode" tag of the container or stream           */
    CT_TC_SEI,       /* SMPTE S12M / GOP header in the picture stream       */
    CT_TC_HEADER,    /* DPX or EXR header                                   */
    CT_TC_SOUND      /* BWF time reference (samples since midnight)         */
} ct_tc_source;
const char *ct_tc_source_name(ct_tc_source s); /* "user", "tmcd", "mxf", "tag", "sei", ... */

typedef enum ct_verdict { CT_UNRATED = 0, CT_GOOD, CT_REJECTED } ct_verdict;
typedef enum ct_category {
    CT_CAT_GENERAL = 0,
    CT_CAT_PICTURE,
    CT_CAT_SOUND,
    CT_CAT_MUSIC,
    CT_CAT_GRAPHICS,
    CT_CAT_VFX,
    CT_CAT_STORY,
    CT_CAT_CONTINUITY,
    CT_CAT_COUNT
} ct_category;
typedef enum ct_note_status {
    CT_NOTE_OPEN = 0,
    CT_NOTE_IN_PROGRESS,
    CT_NOTE_RESOLVED,
    CT_NOTE_WONTFIX,
    CT_NOTE_STATUS_COUNT
} ct_note_status;

enum { CT_PRIORITY_MOST = 3 };

/* Colour label of a clip, in the order of the keys Alt+1 to Alt+8. */
typedef enum ct_clip_colour {
    CT_COLOUR_NONE = 0,
    CT_COLOUR_RED,
    CT_COLOUR_ORANGE,
    CT_COLOUR_YELLOW,
    CT_COLOUR_GREEN,
    CT_COLOUR_TEAL,
    CT_COLOUR_BLUE,
    CT_COLOUR_PURPLE,
    CT_COLOUR_PINK,
    CT_COLOUR_COUNT
} ct_clip_colour;

const char *ct_verdict_name(ct_verdict v); /* "unrated", "good", "rejected" */
const char *ct_category_name(ct_category c);
const char *ct_note_status_name(ct_note_status s);
const char *ct_priority_name(int priority);        /* "low", "medium", "high"; else "" */
const char *ct_clip_colour_name(ct_clip_colour c); /* "none", "red", ... */
/* false when the word is not one of the names. */
bool ct_verdict_parse(const char *word, ct_verdict *out);
bool ct_category_parse(const char *word, ct_category *out);
bool ct_note_status_parse(const char *word, ct_note_status *out);
bool ct_tc_source_parse(const char *word, ct_tc_source *out);
bool ct_clip_colour_parse(const char *word, ct_clip_colour *out);

/* Neighbours of a picture that are kept with it, each side. */
enum { CT_AROUND = 3, CT_AROUND_TEXT_BYTES = 2 * CT_AROUND * 17 };
/* Where a hash is asked for: there is no frame. */
#define CT_NO_PICTURE UINT64_MAX

/* Proof of where a mark was made: finds the place again in a changed file, never the key. */
typedef struct ct_evidence {
    int64_t    pts; /* ticks of `tb`; INT64_MIN: not known */
    AVRational tb;
    uint64_t   hash;                       /* XXH3-64 of the decoded planes; 0: not known */
    char       timecode[CT_TC_TEXT_BYTES]; /* as shown at that moment, "" if none */
    uint64_t   media; /* fingerprint of the file whose frames the mark counts; 0: not known */
    /* Hashes of the frames -3 -2 -1 +1 +2 +3 beside it; 0: not known, CT_NO_PICTURE: the clip begins or
     * ends before. One picture may come twice, a run of them hardly. */
    uint64_t around[2 * CT_AROUND];
} ct_evidence;

typedef enum ct_proof {
    CT_PROOF_UNKNOWN = 0,
    CT_PROOF_TRUE,
    CT_PROOF_FALSE, /* there is another picture */
    CT_PROOF_LOST   /* the mark was not found again in the file that took the place of its own */
} ct_proof;
/* Compares what was stored with what the same frame shows now. Unknown while a hash is missing. */
ct_proof ct_evidence_check(const ct_evidence *stored, const ct_evidence *now);
/* Whether some neighbour is known. */
bool ct_evidence_has_around(const ct_evidence *e);
/* `around` as text and back: "" nothing known, else six words, each a hash in hex, "-" not known or
 * "." no picture. Text that is none leaves all unknown. Returns `out`. */
char *ct_evidence_around_text(const ct_evidence *e, char out[CT_AROUND_TEXT_BYTES]);
void  ct_evidence_around_parse(ct_evidence *e, const char *text);

/* One take, one camera file (or one image sequence, or one sound file). */
typedef struct ct_clip {
    ct_id id;
    /* media, as probed */
    char        *path;   /* absolute; for a sequence the pattern "name.%04d.png" */
    char        *name;   /* file name with extension, or the sequence's name */
    char        *codec;  /* "prores", "h264", ... */
    int          stream; /* which of the file's streams of pictures, see index.h */
    int64_t      size_bytes, mtime_ns;
    uint64_t     fingerprint; /* of content: see ct_fingerprint_file */
    AVRational   fps;         /* nominal picture rate; for sound only the timecode's or 25/1 */
    int64_t      frame_count; /* frames of picture; sound only: length at `fps` */
    bool         provisional; /* count from the header, index not yet complete */
    int          width_px, height_px; /* 0 0: no picture */
    bool         vfr, interlaced, open_gop, has_edit_list;
    int          audio_tracks, audio_channels; /* channels over all tracks */
    char        *audio_layout; /* channels of each track, "1,1,2"; NULL or "": not known */
    ct_tc_track  tc;
    ct_tc_source tc_source;
    bool         offline; /* the file is not where it was */
    /* slate */
    char *reel, *scene, *shot, *take, *camera;
    /* sound recorded apart */
    ct_id   sound;       /* the clip that is its sound; none: the file's own */
    int64_t sound_start; /* sample of that file at the start of frame 0; negative: it began later */
    int     sound_rate_hz; /* of sound_start */
    char   *sound_how;     /* what says so: "timecode", "clap", "hand" */
    int64_t sound_delay;   /* of either sound: played later by so many 1/48000 s */
    /* judgement */
    bool           circled;
    int            rating; /* 0 none, 1-5 stars */
    ct_clip_colour colour;
    char          *description, *keywords; /* keywords: comma separated tags, as in FCP and XMP */
    /* counters, for lists */
    int      select_count, note_count, open_note_count;
    unsigned found; /* CT_FOUND_ bits of material.h: by a look through its file */
} ct_clip;

void ct_clip_init(ct_clip *c);
void ct_clip_finish(ct_clip *c);                     /* safe on zeroed memory */
void ct_clip_copy(ct_clip *to, const ct_clip *from); /* `to` uninitialised */
/* Tracks of sound of a file, with the channels of each. */
enum { CT_AUDIO_TRACKS = 32, CT_AUDIO_TEXT_BYTES = CT_AUDIO_TRACKS * 4 };
typedef struct ct_audio_layout {
    int     count;
    uint8_t channels[CT_AUDIO_TRACKS];
} ct_audio_layout;
int ct_audio_total(const ct_audio_layout *l); /* channels over all tracks */
/* "1,1,2", "" for none; and back: false when it is none of that, then *out has no track. */
char *ct_audio_text(const ct_audio_layout *l, char out[CT_AUDIO_TEXT_BYTES]);
bool  ct_audio_parse(const char *text, ct_audio_layout *out);
/* Of a clip. Where the layout is not known its tracks share the channels evenly, or are one. */
ct_audio_layout ct_clip_audio(const ct_clip *c);
/* A shot's take in words: "12A-3", falls back on the name. Gives. */
char *ct_clip_slate(const ct_clip *c);

/* A range somebody wants (or does not want). */
typedef struct ct_select {
    ct_id       id, clip;
    ct_span     span;
    char       *label, *author;
    int         rating; /* 0-5 */
    ct_verdict  verdict;
    double      order;                   /* hand-made order, ascending; fresh selects come last */
    ct_evidence first_proof, last_proof; /* of span.first and span.end - 1 */
    int64_t     made_us;                 /* wall clock */
} ct_select;

void ct_select_init(ct_select *s);
void ct_select_finish(ct_select *s);
void ct_select_copy(ct_select *to, const ct_select *from);

/* A remark on a frame or range of a clip (span.end - span.first == 1: a point). */
typedef struct ct_note {
    ct_id       id, clip;
    ct_id       reply_to; /* the note it answers, never itself a reply; none: a note of its own */
    ct_span     span;
    char       *body, *author, *assignee;
    char       *drawing; /* over the picture, as ct_drawing_text gives it; NULL or "": none */
    ct_category category;
    ct_note_status status;
    int            priority; /* 0 none, 1 low, 2 medium, 3 high: CT_PRIORITY_MOST */
    ct_evidence    proof;
    ct_evidence    last_proof; /* of the last picture of a range: only hash and around are kept */
    int64_t        made_us;
    ct_id          cut;          /* it was made on; none: on the clip itself */
    int64_t        record_frame; /* where it stood in that cut */
} ct_note;

void ct_note_init(ct_note *n);
void ct_note_finish(ct_note *n);
void ct_note_copy(ct_note *to, const ct_note *from);

/* Lists own their items. Zeroed is empty. */
typedef struct ct_clip_list {
    ct_clip *items;
    size_t   count, cap;
} ct_clip_list;
typedef struct ct_select_list {
    ct_select *items;
    size_t     count, cap;
} ct_select_list;
typedef struct ct_note_list {
    ct_note *items;
    size_t   count, cap;
} ct_note_list;
/* Clips by id (NULL: none), and the one with an id, NULL none. Gives an array that borrows the
 * clips; free it with free(). */
const ct_clip **ct_clips_by_id(const ct_clip_list *clips);
const ct_clip  *ct_clips_find(const ct_clip **index, const ct_clip_list *clips, ct_id id);
void            ct_clip_list_finish(ct_clip_list *l);
void            ct_select_list_finish(ct_select_list *l);
void            ct_note_list_finish(ct_note_list *l);
/* Appends an initialised item, which the caller fills. Borrowed until the next append. */
ct_clip   *ct_clip_list_add(ct_clip_list *l);
ct_select *ct_select_list_add(ct_select_list *l);
ct_note   *ct_note_list_add(ct_note_list *l);

#endif
