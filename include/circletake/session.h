/* SPDX-License-Identifier: MIT */
/* The review itself: one project, the open clip and its playhead, In and Out, what is selected,
 * what was just said. Window and command line both drive it, through actions.
 *
 * Belongs to one thread at a time: with a window to main, once there is a display. There it never
 * waits: opening, lists, stills and proofs are asked for and arrive with a later ct_session_tick.
 * Without a window (headless) calls that need an answer wait for it. What a getter lends is valid
 * until the next tick or action. */
#ifndef CIRCLETAKE_SESSION_H
#define CIRCLETAKE_SESSION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "circletake/action.h"
#include "circletake/audio_ring.h"
#include "circletake/compared.h"
#include "circletake/cutplayer.h"
#include "circletake/editlist.h"
#include "circletake/handover.h"
#include "circletake/log.h"
#include "circletake/mark.h"
#include "circletake/peaks.h"
#include "circletake/query.h"
#include "circletake/receive.h"
#include "circletake/store.h"
#include "circletake/thumbs.h"
#include "circletake/timeline.h"
#include "circletake/transport.h"

typedef struct ct_session_config {
    bool            headless;       /* no transport, no background work; calls wait */
    const char     *author;         /* NULL: the user's name as the system knows it */
    size_t          cache_bytes;    /* decoded pictures; 0: the transport's default */
    int             decode_threads; /* 0: all */
    bool            looks;          /* looks through the footage while nothing else is to be done */
    ct_still_writer write_still;    /* NULL: lists are handed over without stills */
    const char     *program;   /* path of this program, for ingest children; NULL: /proc/self/exe */
    void (*wakeup)(void *arg); /* any thread; NULL when headless */
    void *wakeup_arg;
    bool (*stop)(void *unused); /* headless: whether long acts shall give up; NULL: never */
    ct_log *log;                /* borrowed */
} ct_session_config;

CT_MUST_USE ct_code ct_session_create(const ct_session_config *config, ct_session **out,
                                      ct_error *err);
/* Saves what is under way, stops every thread, closes the project. */
void ct_session_destroy(ct_session **session);

ct_registry *ct_session_registry(ct_session *s); /* with the session's own tables in it */
const char  *ct_session_author(const ct_session *s);
bool         ct_session_is_headless(const ct_session *s);

/* --- project -------------------------------------------------------------------------- */

/* Opens a project file now (waits). `flags` as ct_store_open. */
CT_MUST_USE ct_code ct_session_open(ct_session *s, const char *path, unsigned flags, ct_error *err);
/* Opens what a person named, in the background: a project; or folders and files, for which a
 * project is made (`project`, or NULL: beside them, NAME.circletake in or next to the folder) or
 * found, and which are then added. The paths are copied. */
void ct_session_request_open(ct_session *s, const char *project, const char *const *paths,
                             size_t count);
/* Why what was named last could not be opened, with its code; NULL when it could, or is still coming. */
const ct_error *ct_session_refused(const ct_session *s);
/* Where the project of these paths lies or would be made. Gives. */
char *ct_session_project_for(const char *const *paths, size_t count);
/* Adds footage to the open project, in the background with a window. */
CT_MUST_USE ct_code ct_session_add(ct_session *s, const char *const *paths, size_t count,
                                   ct_error *err);
/* With a window nothing is waited for: what was marked last is written in the background, see
 * ct_session_saving, and what hangs on a drive is left to end by itself. Headless everything is on the disk. */
void ct_session_close(ct_session *s);

typedef enum ct_session_phase {
    CT_SESSION_EMPTY,
    CT_SESSION_OPENING,
    CT_SESSION_OPEN
} ct_session_phase;
ct_session_phase ct_session_phase_now(const ct_session *s);
/* NULL while none is open. */
ct_store *ct_session_store(ct_session *s);
ct_query *ct_session_query(ct_session *s);
/* All there was to say of the list that was written or checked last; `serial` grows with each.
 * Borrowed until the next tick. */
const ct_finding_list *ct_session_findings(const ct_session *s, uint64_t *serial);
const char            *ct_session_project_path(const ct_session *s);
const char            *ct_session_project_name(const ct_session *s);
/* A sentence when nothing can be written, else NULL. */
const char *ct_session_read_only(const ct_session *s);
/* NULL until the whole list was looked at once. */
const ct_counts *ct_session_counts(const ct_session *s);
/* Of the whole project, whatever is filtered; empty until the whole list was looked at once. */
const ct_scene_list *ct_session_scenes(const ct_session *s);
const ct_tag_list   *ct_session_tags(const ct_session *s);

/* Projects opened lately, newest first, as absolute paths; kept in the state folder. */
typedef struct ct_recent {
    char **paths;
    size_t count;
} ct_recent;
const ct_recent *ct_session_recent(const ct_session *s);

/* --- what changed ---------------------------------------------------------------------- */

enum {
    CT_CHANGED_PICTURE = 1 << 0,  /* another picture, or late became true or false */
    CT_CHANGED_POSITION = 1 << 1, /* playhead, In, Out, speed, play state */
    CT_CHANGED_CLIP = 1 << 2,     /* another clip is open, or its data changed */
    CT_CHANGED_CLIPS = 1 << 3,    /* the list: order, filter, rows, selection */
    CT_CHANGED_MARKS = 1 << 4,    /* selects, notes, proofs, the selected mark */
    CT_CHANGED_STATE = 1 << 5,    /* message, saved, jobs, index progress, cached ranges, levels */
    CT_CHANGED_PROJECT = 1 << 6,  /* opened, closed, read-only */
    CT_CHANGED_MEDIA = 1 << 7     /* thumbnails or waveform arrived */
};
/* Takes in what the threads have ready. `now_us`: ct_clock_us, when the next picture will be seen.
 * Never waits. Returns CT_CHANGED_ bits. */
unsigned ct_session_tick(ct_session *s, int64_t now_us);
/* What the last tick told is on the screen: stills, waveform and proofs of a clip wait for its first picture, 0.3 s
 * where nobody says this. */
void ct_session_shown(ct_session *s);
/* True while tick must be called at display rate (playing, or something is on its way). */
bool ct_session_is_lively(const ct_session *s);

/* --- the clip list ---------------------------------------------------------------------- */

size_t ct_session_clip_count(const ct_session *s);
/* Row i in the shown order. */
const ct_clip *ct_session_clip_at(const ct_session *s, size_t i);
/* Row of a clip, -1 when the filter hides it. */
int64_t      ct_session_clip_row(const ct_session *s, ct_id clip);
const char  *ct_session_find_text(const ct_session *s);
ct_clip_sort ct_session_sort(const ct_session *s, bool *descending);
/* Several may be selected: what slate fields, circle, stars and tags are applied to. Always
 * contains the open clip when nothing else was chosen. */
bool   ct_session_clip_selected(const ct_session *s, ct_id clip);
size_t ct_session_selected_clips(const ct_session *s, const ct_id **ids);
/* mode: 0 only this, 1 toggle it, 2 everything from the last chosen to it. */
void ct_session_select_clip(ct_session *s, ct_id clip, int mode);
void ct_session_select_all_clips(ct_session *s);

/* Still of a clip (frame -1: the clip's poster); NULL while it is on its way (CT_CHANGED_MEDIA follows)
 * or there is none. */
const ct_thumb *ct_session_thumb(ct_session *s, const ct_clip *clip, int64_t frame);

/* --- the open clip ------------------------------------------------------------------------ */

/* Opens a clip at a frame (-1: where it was left). */
void ct_session_open_clip(ct_session *s, ct_id clip, int64_t frame);
/* NULL: none. */
const ct_clip *ct_session_clip(const ct_session *s);
/* What the transport told at the last tick: position, speed, picture, late, errors. */
const ct_transport_state *ct_session_state(const ct_session *s);
/* Frame under the playhead; -1 without clip. */
int64_t         ct_session_position(const ct_session *s);
const ct_peaks *ct_session_peaks(const ct_session *s);
/* What a look through its file found; NULL: it was not looked through yet. */
const ct_material *ct_session_material(const ct_session *s);
/* Looks through these clips anew, before any others. With a window only. */
void ct_session_survey_clips(ct_session *s, const ct_id *clips, size_t count);
/* Whether footage is looked through in the background; kept with the project. */
void ct_session_set_survey(ct_session *s, bool on);
/* In and Out as marked, -1 none. `end` is the first frame not in the range. */
int64_t ct_session_in(const ct_session *s);
int64_t ct_session_end(const ct_session *s);
bool    ct_session_looping(const ct_session *s);
/* NULL headless: the engine itself, for its settings (ring, device, volume). */
ct_transport *ct_session_transport(ct_session *s);
void          ct_session_set_audio_device(ct_session *s, int rate_hz, int64_t latency_us);
/* What the device callback reads, also while clips follow one another without a gap. Callable from
 * the audio thread: locks nothing. */
int ct_session_audio_read(ct_session *s, float *out, int frames);
/* What is heard of the open clip: bits are channels, as in audio.h. */
typedef struct ct_sound_choice {
    uint64_t solo; /* 0: all */
    uint64_t mute; /* never heard, soloed or not */
    bool     silent;
    int      volume_db;
} ct_sound_choice;
const ct_sound_choice *ct_session_sound(const ct_session *s);
uint64_t               ct_session_heard(const ct_session *s); /* what comes of it */
/* Heard at once; kept with the clip (channels) and the project (volume). */
void ct_session_set_sound(ct_session *s, const ct_sound_choice *choice);
/* Meters cost a little; on while they are on the screen. */
void ct_session_set_metering(ct_session *s, bool on);
/* "2 of 7" while selects play end to end: index from 1, 0 when not. */
int ct_session_string_index(const ct_session *s, int *count);
/* Moves the playhead of the cut in the viewer (record frames), else of the open clip. */
void ct_session_seek(ct_session *s, int64_t frame);
/* The same for a hand that drags: stops. */
void ct_session_scrub(ct_session *s, int64_t frame);
/* What is to be shown now; borrowed until the next tick. */
ct_mix ct_session_picture(const ct_session *s);

/* The cut in the viewer; NULL: none. It stays there, stopped or playing, until a clip is opened or it is
 * left. The clip that it rests on is the open clip meanwhile. */
const ct_cut       *ct_session_cut(const ct_session *s);
const ct_cut_view  *ct_session_cut_view(const ct_session *s);
const ct_cut_state *ct_session_cut_state(const ct_session *s);
/* Made on it, or followed it from the version before. */
const ct_note_list *ct_session_cut_notes(const ct_session *s);
int64_t             ct_session_record(const ct_session *s); /* under its playhead; -1: no cut */
/* The clip that is on, and its frame (NULL allowed); also while the open clip is another. NULL: none. */
const ct_clip *ct_session_shot(const ct_session *s, int64_t *frame);

/* --- marks -------------------------------------------------------------------------------- */

const ct_select_list *ct_session_selects(
    const ct_session *s); /* of the open clip, by first frame */
const ct_note_list *ct_session_notes(const ct_session *s);
/* The panel's list: of the clip or of the project, as filtered. Fetched in the background. */
typedef struct ct_marks_filter {
    bool           project; /* else: the open clip */
    bool           status_set, category_set, unresolved;
    ct_note_status status;
    ct_category    category;
    char           person[64]; /* author or assignee, "" all */
    char           find[128];
    ct_mark_order  order; /* of the selects of the project */
} ct_marks_filter;
void                   ct_session_set_marks_filter(ct_session *s, const ct_marks_filter *filter);
const ct_marks_filter *ct_session_marks_filter(const ct_session *s);
const ct_select_list  *ct_session_panel_selects(const ct_session *s);
const ct_note_list    *ct_session_panel_notes(const ct_session *s);
/* All cuts of the project, by name and version. */
const ct_cut_list *ct_session_cuts(const ct_session *s);
/* Compares two of them in the background, with a window only; CT_CHANGED_MARKS follows. NULL: none were
 * compared, or it is on its way. */
void               ct_session_compare_cuts(ct_session *s, ct_id before, ct_id after);
const ct_compared *ct_session_compared(const ct_session *s);
void               ct_session_forget_compared(ct_session *s);
/* A list that was taken in with a window holds several timelines, and nobody said which one is meant; or some of it
 * cannot be read. */
typedef struct ct_list_question {
    ct_args           args; /* of project.import */
    ct_timeline_names timelines;
    char *damage; /* NULL: it asks for a timeline; else what cannot be read, a line each */
} ct_list_question;
/* The oldest that waits for an answer; NULL: none. CT_CHANGED_STATE says when there may be another. */
const ct_list_question *ct_session_list_question(const ct_session *s);
/* Takes its timeline number `nth` in, from 0, or (0) what of it can be read; -1: nothing. It waits no more. */
CT_MUST_USE ct_code ct_session_answer_list(ct_session *s, int64_t nth, ct_error *err);
/* What came of the list that was taken in last with a window; NULL: none was in this run. */
typedef struct ct_taken {
    ct_receive_as as;
    ct_id         cut;    /* as a cut; it may not be among ct_session_cuts yet */
    uint64_t      serial; /* grows with each, from 1 */
} ct_taken;
const ct_taken *ct_session_taken(const ct_session *s);
/* Does the picture under the mark still match what was seen? */
ct_proof ct_session_proof(const ct_session *s, ct_id mark);
/* The select or note that editing acts on; none: the one under the playhead. */
ct_id ct_session_selected_mark(const ct_session *s);
void  ct_session_select_mark(ct_session *s, ct_id mark);
/* Which that is in the open clip; of several under the playhead the shortest. NULL: none. Borrowed until the marks
 * change. */
const ct_select *ct_session_meant_select(const ct_session *s);
const ct_note   *ct_session_meant_note(const ct_session *s);
/* Clip row of a mark of the whole project, for its name; NULL while unknown. */
const ct_clip *ct_session_clip_of(const ct_session *s, ct_id clip);

/* Text being typed: kept on every change, until the mark it is for is saved. */
char *ct_session_draft(ct_session *s, const char *key); /* gives; NULL none */
void  ct_session_set_draft(ct_session *s, const char *key, const char *text);

/* --- what is said -------------------------------------------------------------------------- */

typedef enum ct_message_kind {
    CT_MESSAGE_NONE,
    CT_MESSAGE_INFO,
    CT_MESSAGE_SAVED,
    CT_MESSAGE_ERROR
} ct_message_kind;
typedef struct ct_message {
    ct_message_kind kind;
    int64_t         at_us; /* wall clock */
    char            text[CT_ERROR_TEXT_BYTES];
} ct_message;
/* The newest. Errors stay until acknowledged; "saved" appears only after its commit. */
const ct_message *ct_session_message(const ct_session *s);
void ct_session_say(ct_session *s, ct_message_kind kind, const char *fmt, ...) CT_PRINTF(3, 4);
void ct_session_acknowledge(ct_session *s);
/* Wall clock of the last commit, 0: none yet in this run. `pending`: marks not yet on disk. */
int64_t ct_session_saved_us(const ct_session *s, size_t *pending);

/* What is not on the disk yet, of the open project and of those that are being closed. */
typedef struct ct_saving {
    size_t changes; /* that somebody made: marks, ratings, ... */
    /* Of them on their way, and drafts and how the window was left; what was found in footage is not
     * counted: it is found again. */
    size_t      coming;
    size_t      failed;   /* of the changes, those that could not be saved: project.retry */
    const char *path;     /* of the project; borrowed until the next tick. NULL: all is saved */
    int64_t     still_us; /* for so long nothing of what is coming has moved on */
    ct_error    error;    /* why not, when something failed */
} ct_saving;
void ct_session_saving(ct_session *s, int64_t now_us, ct_saving *out);

/* Background work that a person can watch and stop. */
typedef struct ct_job_view {
    int         id;
    const char *title;       /* "Adding day04" */
    int64_t     done, total; /* total 0: not known yet */
    int         permille;    /* of what follows what is done */
    bool        resting;     /* it stands still while something else is done */
    int64_t     eta_us;      /* -1: not known yet */
} ct_job_view;
size_t ct_session_jobs(const ct_session *s, ct_job_view *out, size_t room);
void   ct_session_cancel_job(ct_session *s, int id);

/* Layout and habits of the window, kept in the project. Gives; NULL none. */
char *ct_session_setting(ct_session *s, const char *key);
void  ct_session_set_setting(ct_session *s, const char *key, const char *value);

/* How positions are shown: labels, frames, clock time. */
typedef enum ct_time_display { CT_SHOW_TIMECODE, CT_SHOW_FRAMES, CT_SHOW_TIME } ct_time_display;
ct_time_display ct_session_time_display(const ct_session *s);
enum { CT_POSITION_TEXT_BYTES = 32 };
/* Frame of a clip as it is shown now. Returns `out`. */
char *ct_session_position_text(const ct_session *s, const ct_clip *clip, int64_t frame,
                               char out[CT_POSITION_TEXT_BYTES]);

#endif
