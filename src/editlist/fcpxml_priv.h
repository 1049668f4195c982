/* SPDX-License-Identifier: MIT */
/* What the files that read FCPXML share: times, resources, clips and stories. */
#ifndef CT_EDITLIST_FCPXML_PRIV_H
#define CT_EDITLIST_FCPXML_PRIV_H

#include "editlist_priv.h"
#include "xml_priv.h"

enum { FCP_ROLES = 30 }; /* that get a track of their own */

typedef struct fcp_resource {
    const char        *id;
    const ct_xml_node *node;
} fcp_resource;

typedef struct fcp_reader {
    ct_timeline  *t;
    fcp_resource *resources; /* by id */
    size_t        resource_count, resource_cap;
    char         *roles[FCP_ROLES]; /* of sound, in their order; owned */
    size_t        role_count;
    int64_t       end; /* record frame behind the last event of a bin */
    /* Flattening may not go on for ever: elements of stories, and nodes and bytes of them, each as often as it is
     * read. */
    int64_t elements_left, visits_left;
    size_t  others, captions, flattened, too_deep, angles, disabled, transitions, other_transitions,
        retimed, uneven, smooth, conformed, off_grid;
    ct_leaving       leave;
    ct_finding_list *findings;
} fcp_reader;

/* --- fcpxml_time.c --- */

typedef struct fcp_time {
    int64_t num, den; /* seconds */
} fcp_time;

/* "86486400/24000s", "3600s". */
bool fcp_parse_time(const char *text, fcp_time *out);
/* Time of an attribute; `missing` when it is not there. */
ct_code fcp_time_of(const ct_xml_node *n, const char *attribute, fcp_time missing, fcp_time *out,
                    ct_error *err);
/* Whole frames, to the nearest; not on the grid is counted. */
int64_t  fcp_frames_of(fcp_reader *r, fcp_time t, AVRational fps);
fcp_time fcp_minus(fcp_time a, fcp_time b);
fcp_time fcp_plus(fcp_time a, fcp_time b);
fcp_time fcp_scale(fcp_time a, AVRational pace);
int      fcp_compare(fcp_time a, fcp_time b); /* < 0: a is earlier */

/* --- fcpxml_clip.c --- */

ct_code fcp_collect_resources(fcp_reader *r, const ct_xml_node *root, ct_error *err);
/* Of that kind; NULL: there is none. */
const ct_xml_node *fcp_find_resource(const fcp_reader *r, const char *id, const char *kind);
/* Rate of a format; {0,1}: it does not say. */
AVRational fcp_format_rate(const fcp_reader *r, const char *id);

/* The asset a clip shows, and where: an asset-clip itself, else the first picture or sound inside
 * a clip, which lies on the clip's own clock. */
typedef struct fcp_shown {
    const ct_xml_node *asset;
    AVRational         fps;
    fcp_time           asset_start, start;
    fcp_time           shift;      /* from the clip's clock to that of its media */
    fcp_time           clock;      /* of the clip, where the event begins */
    AVRational         pace;       /* of that clock, as fcp_conform_pace says it; {0,0} is 1 */
    bool               sound_only; /* its picture, where it has one, is not shown */
    bool               silent;     /* nor is its sound heard */
    bool               bare;       /* what is said of it stands on another event */
} fcp_shown;
ct_code fcp_find_shown(fcp_reader *r, const ct_xml_node *clip, fcp_shown *out, ct_error *err);
/* An <audio> beside the <video> of a clip, of the same media and in step with it, is no clip that hangs there. */
bool fcp_is_own_sound(const ct_xml_node *clip, const ct_xml_node *n);
/* Of the first thing in a story that says one; {0,1}: none does. */
AVRational fcp_first_rate(const fcp_reader *r, const ct_xml_node *story);
/* A part of a clip's clock; `den` 0: without an end there. */
typedef struct fcp_window {
    fcp_time from, to;
} fcp_window;
/* Markers on what is no clip by itself (a gap, a clip that holds others), whose clock is seen there, where
 * `record` is at its beginning and which passes at `pace`: they stand on the timeline. */
ct_code fcp_add_timeline_markers(fcp_reader *r, const ct_xml_node *holder, fcp_window seen,
                                 int64_t record, AVRational pace, ct_error *err);
/* Markers in that part. */
ct_code fcp_add_markers(fcp_reader *r, ct_event *e, const ct_xml_node *clip, const fcp_shown *s,
                        fcp_window part, ct_error *err);
/* Keywords of ranges that the event shows some of. */
ct_code fcp_add_keywords(fcp_reader *r, ct_event *e, const ct_xml_node *clip, const fcp_shown *s,
                         ct_error *err);
/* Whether the clip is heard: sound itself always is, a picture where its asset or the clip says so. */
bool fcp_has_sound(const ct_xml_node *clip, const ct_xml_node *asset);
/* Fills what all events of an asset share. */
ct_code fcp_fill_media(fcp_reader *r, ct_event *e, const ct_xml_node *clip, const fcp_shown *s,
                       ct_error *err);

/* --- fcpxml_role.c --- */

/* All that the file names. */
void fcp_collect_roles(fcp_reader *r, const ct_xml_node *root);
void fcp_forget_roles(fcp_reader *r);
/* Where the sound of a clip on that track lies among all that has no picture: by track, then by role. */
int fcp_sound_track(const fcp_reader *r, const ct_xml_node *clip, int track);

/* --- fcpxml_transition.c --- */

/* What an element of a story has become: a range of the timeline's events. */
typedef struct fcp_events {
    size_t first, end;
} fcp_events;
/* A transition over the record frames between what stands before and behind it in its story. One that has no
 * picture to come in is counted. */
void fcp_apply_transition(fcp_reader *r, const ct_xml_node *n, ct_span record, int track,
                          fcp_events before, fcp_events behind);

/* --- fcpxml_speed.c --- */

/* A clip as pieces of even speed: most are one. */
typedef struct fcp_piece {
    fcp_window clock; /* of the clip; the first begins and the last ends where the clip does */
    fcp_time   value; /* media time at its beginning */
    AVRational speed; /* source seconds a second; negative: backwards */
} fcp_piece;
typedef struct fcp_pieces {
    fcp_piece *items;
    size_t     count, cap;
} fcp_pieces;
/* Media at another rate is conformed: what is close is run at the speed that makes it fit (25 in 24 and back, and
 * with it or without the thousandth of 24000/1001), what is not keeps its own. Seconds of the clip's own clock, on
 * which its start, its remarks and what hangs on it lie, a second of the story's; {1,1} where nothing is to be done. */
AVRational fcp_conform_pace(const ct_xml_node *clip, AVRational own, AVRational story);
/* What lasts so long on a clock of that pace, on the story's; and back. */
fcp_time fcp_on_story(fcp_time t, AVRational pace);
fcp_time fcp_on_clip(fcp_time t, AVRational pace);
/* From `at` on the clip's clock on, for so long. Free the items. */
ct_code fcp_cut_pieces(fcp_reader *r, const ct_xml_node *clip, const fcp_shown *s, fcp_time at,
                       fcp_time lasts, fcp_pieces *out, ct_error *err);
/* Record frame at which a piece ends, of pieces that lie from `at` on over all of `record`. */
int64_t fcp_piece_end(fcp_reader *r, const fcp_pieces *all, size_t piece, fcp_time at,
                      ct_span record);
/* Source, speed and direction of an event that shows a piece, its record span being known. */
void fcp_place_piece(fcp_reader *r, ct_event *e, const fcp_piece *piece, const fcp_shown *s);

/* --- fcpxml_story.c --- */

enum {
    FCP_LANES = 64, /* of a container; what lies in a container stays between its lanes */
    FCP_ELEMENTS_MOST = 200000,
    FCP_VISITS_MOST = 20000000
};

/* What is seen or heard of the clock of a container, and where that lies. */
typedef struct fcp_story {
    fcp_time from, to; /* what is seen of its clock; to.den 0: all behind `from` */
    int64_t  record;   /* record frame of `from` */
    fcp_time next;     /* where an element lies that does not say it */
    /* The clock on which its elements say where they lie: its `origin` is at `base` of the story's, and it passes
     * at `pace`; {0,0} is 1. */
    fcp_time   origin, base;
    AVRational pace;
    AVRational fps; /* to which its elements are conformed */
    int        depth;
    int        track, lane_step; /* of its lane 0; between two lanes */
    bool       sound_only;       /* only its sound is used */
    bool       silent;           /* only its picture is */
    bool       silent_beside;    /* and of what hangs on it */
    bool       lost;             /* `next` hangs on an element that could not be read */
} fcp_story;

/* Where an element lies, and what of it is seen. */
typedef struct fcp_place {
    fcp_time offset, duration; /* on the story's clock */
    fcp_time skip;             /* before the window */
    fcp_time seen;             /* how long it is seen */
    ct_span  record;           /* empty: not seen */
} fcp_place;
ct_code fcp_find_place(fcp_reader *r, const ct_xml_node *n, fcp_story *st, fcp_time duration,
                       fcp_place *out, ct_error *err);
/* The same of the sound, whose part of the clip's clock, which begins with `start` where the clip does and passes
 * at `pace`, may be another. *moved: it lies elsewhere than the picture. */
ct_code fcp_find_sound(fcp_reader *r, const ct_xml_node *n, const fcp_story *st, fcp_time start,
                       AVRational pace, const fcp_place *picture, fcp_place *out, bool *moved,
                       ct_error *err);
ct_code fcp_read_elements(fcp_reader *r, const ct_xml_node *parent, fcp_story *st, ct_error *err);
/* Clips that hang on an element lie on its clock, whose `start` is at its offset and which passes at `pace`. */
ct_code fcp_read_connected(fcp_reader *r, const ct_xml_node *n, const fcp_story *st,
                           const fcp_place *where, fcp_time start, AVRational pace, ct_error *err);
int     fcp_lane(const ct_xml_node *n); /* 0: it lies in its story */
/* A clip of a bin that holds others, behind what the timeline has. */
ct_code fcp_read_alone(fcp_reader *r, const ct_xml_node *n, ct_error *err);

/* --- fcpxml_tracks.c --- */

/* Lanes become tracks, sound in step with its picture joins that, and events are in order. */
void fcp_finish_story(ct_timeline *t);

/* --- fcpxml_bin.c --- */

/* The rated ranges of the clips of all events; without those, all clips. */
ct_code fcp_read_bin(fcp_reader *r, const ct_xml_node *root, ct_error *err);
/* Every range that a clip anywhere in there was given, behind what the timeline has. One with several words, or a
 * verdict and words, is one event, with the words as its label. */
ct_code fcp_read_ranges(fcp_reader *r, const ct_xml_node *root, ct_error *err);
/* Of the events from `first` on they are: what the timeline before shows of one to the nearest frame of the list is that
 * range, where it is called the same. */
void fcp_settle_on_ranges(fcp_reader *r, size_t first);

/* --- fcpxml_nest.c --- */

/* With which the clock of a clip begins that does not say it: of one that holds others with theirs, else with `own`. */
ct_code fcp_clock_of(const fcp_reader *r, const ct_xml_node *clip, fcp_time own, fcp_time *out,
                     ct_error *err);
/* A <clip> of a story, as the first versions wrote compounds, and not of a picture or sound. Sound that was taken off
 * its picture hangs on a gap, which is no story. */
bool    fcp_holds_story(const ct_xml_node *clip);
ct_code fcp_read_compound(fcp_reader *r, const ct_xml_node *clip, fcp_story *st, ct_error *err);
ct_code fcp_read_synchronised(fcp_reader *r, const ct_xml_node *clip, fcp_story *st, ct_error *err);
ct_code fcp_read_multicam(fcp_reader *r, const ct_xml_node *clip, fcp_story *st, ct_error *err);

/* A sequence with everything in it: connected clips on tracks above, compounds, multicams and
 * synchronised clips as the clips they hold. */
ct_code fcp_read_sequence(fcp_reader *r, const ct_xml_node *sequence, ct_error *err);

#endif
