/* SPDX-License-Identifier: MIT */
/* What the files that read OpenTimelineIO share: JSON and its times, clips, tracks. */
#ifndef CT_EDITLIST_OTIO_PRIV_H
#define CT_EDITLIST_OTIO_PRIV_H

#include "elapsed_priv.h"
#include "json_priv.h"

/* Nine days at 120: what is longer is no timeline, and sums of it stay within 64 bits. */
enum { OTIO_FRAMES_MOST = 100000000 };

typedef struct otio_reader {
    ct_timeline     *t;
    ct_elapsed       so_far;     /* of the track that is read */
    int              track, top; /* that is read; the highest with events, -1 none */
    int              sounds;     /* tracks of sound so far */
    int              depth;
    size_t           linked; /* event that the last sound recorded apart belongs to */
    size_t           others, other_tracks, retimed, uneven, flattened, too_deep, disabled, beside;
    bool             in_bin; /* clips without a timeline */
    size_t           transitions, other_transitions, from_zero, unplaced;
    ct_leaving       leave;
    ct_finding_list *findings;
} otio_reader;

/* --- otio_time.c --- */

/* OpenTimelineIO writes NaN and Infinity as bare words, which JSON does not know: 0 instead. Gives. */
char *otio_without_bare_words(const char *data, size_t bytes);

const cJSON *otio_member(const cJSON *object, const char *name);
const char  *otio_text(const cJSON *object, const char *name);   /* "" when it is not there */
int64_t      otio_number(const cJSON *object, const char *name); /* 0 when it is not there */
/* "Clip" of "Clip.2"; any version. */
bool         otio_is(const cJSON *object, const char *schema);
const cJSON *otio_ours(const cJSON *object); /* metadata.circletake */

typedef struct otio_time {
    int64_t    value; /* to the nearest */
    AVRational fps;   /* {0,1}: not there */
    double     exact;
} otio_time;
/* Nearest known rate within 0.005, else the double itself as a small fraction. {0,1}: it is none. */
AVRational otio_rate(double rate);
otio_time  otio_time_of(const cJSON *time);
otio_time  otio_start_of(const cJSON *range);
otio_time  otio_length_of(const cJSON *range);
int64_t otio_frames(otio_time m, AVRational fps); /* the value as it is where a rate is missing */
/* Exact rate from our metadata when it agrees with the double. */
AVRational otio_exact_rate(const cJSON *ours, const char *name, AVRational near);

/* Makes frames of what counts seconds or samples, at the rate of the first time in it that counts frames, else at
 * `otherwise`; says so. CT_USAGE: neither is known. */
ct_code otio_settle_times(cJSON *root, AVRational otherwise, ct_finding_list *findings,
                          ct_error *err);

/* --- otio_length.c --- */

/* An item goes by on its track. */
void otio_pass(ct_elapsed *so_far, const cJSON *item, AVRational fps);
/* Of all that a stack, a track or a timeline holds, shown or not, in frames of `fps`. 0: it is none of these. */
int64_t otio_inside_frames(const cJSON *holder, AVRational fps);

/* --- otio_clip.c --- */

/* The reference that is in use; NULL none. */
const cJSON *otio_media(const cJSON *clip);
/* That its effects say: source seconds a second, negative backwards. */
double otio_speed(otio_reader *r, const cJSON *item);
/* A clip behind what its track holds so far. */
ct_code otio_read_clip(otio_reader *r, const cJSON *clip, unsigned channels, ct_error *err);
/* Resolve and we say which channels of the file a clip of sound is. */
unsigned otio_channels(const cJSON *clip, unsigned channels);

/* --- otio_marker.c --- */

/* Onto an event, whose media's clock begins at `media_start`. */
void otio_add_markers(otio_reader *r, ct_event *e, const cJSON *clip, int64_t media_start);
/* Onto the timeline, from whose frame `at` on the holder's clock runs from `start`. */
void otio_add_timeline_markers(otio_reader *r, ct_timeline *t, const cJSON *holder, int64_t start,
                               int64_t at);

/* --- otio_transition.c --- */

typedef struct otio_events {
    size_t first, end; /* of the timeline's */
} otio_events;

/* A transition lies around a cut; frames of the record side before and behind it. */
typedef struct otio_crossing {
    int64_t       in, out; /* both 0: there is none */
    ct_transition kind;
    int           wipe;
    const char   *name; /* borrowed */
} otio_crossing;
otio_crossing otio_read_crossing(otio_reader *r, const cJSON *transition);
/* Over the cut at record frame `cut`, at which `made` comes in and `before` goes out. */
void otio_apply_crossing(otio_reader *r, const otio_crossing *over, int64_t cut, otio_events before,
                         otio_events made);

/* --- otio_bin.c --- */

/* Rate of a stack that says no start: of its first clip or gap. */
AVRational otio_first_rate(const cJSON *stack);
/* The timeline that is meant: the root, or one of those in a bin and in bins in it. *out NULL: it is a bin without
 * one. */
ct_code otio_choose(otio_reader *r, const cJSON *root, const ct_import_options *how,
                    const cJSON **out, ct_error *err);
/* The clips of a bin and of those in it, end to end, in the rate of the first. */
ct_code otio_read_bin(otio_reader *r, const cJSON *bin, ct_error *err);

#endif
