/* SPDX-License-Identifier: MIT */
/* The insides of a session, shared by its files only. Main thread.
 *
 *   session.c    life, project, tick, what is said
 *   clips.c      the list: filter, order, choice, stills
 *   clip.c       the open clip: playhead, In and Out
 *   stringout.c  selects, played end to end
 *   cut_open.c   the cut in the viewer
 *   compared.c   two cuts, what became of what
 *   playhead.c   the playhead of whichever is on
 *   sound.c      what is heard of it
 *   marks.c      selects and notes, their proofs, drafts
 *   commit.c     edits on their way to the disk
 *   closing.c    projects and cuts that were left
 *   look.c       a file is looked at again
 *   lists.c      the task that fetches lists
 *   presence.c   is the footage still there?
 *   vigil.c      is the open clip's file still there, and does its drive answer?
 *   survey_task.c    what is black, frozen, repeated, missing, silent in it?
 *   asked.c      which of several timelines in a list is meant?
 *   work.c       background lanes */
#ifndef CT_SESSION_PRIV_H
#define CT_SESSION_PRIV_H

#include <pthread.h>
#include <stdatomic.h>

#include "circletake/compared.h"
#include "circletake/cutplayer.h"
#include "circletake/session.h"
#include "work.h"

/* An edit that was submitted and is not yet known to be on the disk. */
struct pending {
    ct_ticket ticket;
    char     *sentence;
};

/* Rows as the list task brought them, and a way to find one by id. */
struct clip_rows {
    ct_clip_list list;
    struct id_row {
        ct_id  id;
        size_t row;
    } * by_id; /* sorted by id, list.count long */
};

struct still {
    ct_id     clip;
    uint64_t  key; /* ct_fingerprint_of_stream of what it shows */
    int64_t   frame;
    uint64_t  used; /* tick number */
    bool      asked;
    ct_thumb *thumb; /* NULL: on its way, or there is none */
};

/* A select that is played, one after another. */
struct string_part {
    ct_clip clip;
    ct_span span;
};

struct proof_row {
    ct_id    mark;
    int64_t  frames[2]; /* what was looked at: a trimmed mark is proved again */
    uint64_t media;     /* likewise where another file took the place of the clip's */
    ct_proof proof;
};

struct ct_session {
    ct_session_config config;
    char             *author;
    ct_registry      *registry;
    ct_work          *work; /* NULL headless */
    uint64_t          ticks;
    unsigned          changed; /* bits for the next tick's answer */

    /* project */
    ct_store *store;
    ct_query *query; /* of the store's main reader */
    char     *project_name;
    int64_t   revision;

    ct_finding_list findings; /* of the list written or checked last */
    uint64_t        findings_serial;
    bool            hardware;
    ct_counts       counts;
    bool            counted; /* the whole list was looked at */
    ct_tag_list     tags;
    ct_scene_list   scenes;
    bool            opening;
    ct_error        refused; /* the project asked for last, and why; no code: it was not */
    ct_recent       recent;

    /* list */
    struct clip_rows rows;
    struct clip_rows others; /* that the filter hides, of marks that the panel shows */
    char            *find;
    ct_clip_sort     sort;
    bool             descending;
    bool             recent_due; /* the open project is not among the recent ones yet */
    bool             list_wanted;
    struct id_set {
        ct_id *items;
        size_t count, cap;
    } chosen;
    ct_id         last_chosen;
    struct still *stills;
    size_t        still_count, still_cap;
    bool          picture_first; /* of the open clip: nothing else is decoded until it is shown */
    int64_t       picture_came_us;

    /* open clip */
    ct_clip             clip;         /* id none: no clip */
    ct_id               clip_before;  /* that was open before it; none: there was no other */
    int64_t             frame_before; /* its playhead then */
    ct_transport       *engines[2];   /* [engine] plays; the other is ready with what comes next */
    _Atomic int         engine;
    ct_transport_state  state;
    int64_t             in, end; /* -1 none */
    bool                looping;
    bool                clip_work_due; /* ct_session_start_clip_work, once its picture is there */
    ct_peaks           *peaks;
    ct_time_display     time_display;
    ct_sound_choice     sound;
    int                 sound_channels; /* of the clip's sound, also of one recorded apart */
    ct_medley_choice   *sound_kept;     /* what was chosen for each clip of the project */
    size_t              sound_kept_count, sound_kept_cap;
    int64_t             jog_began_us, jog_from; /* K held with J or L: when, and on which frame */
    struct string_part *string;
    size_t              string_count, string_at; /* string_count 0: none plays */
    size_t              string_ready;            /* part that the spare engine has open; 0: none */

    /* the cut in the viewer */
    ct_cut_player *cut_player; /* NULL: none */
    ct_cut_state   cut_state;
    ct_note_list   cut_notes;
    struct {
        ct_id   cut;     /* of these; none: nothing was marked in a cut */
        int64_t in, out; /* record frames where they were marked; -1 not */
    } cut_range;
    int64_t     cut_moved_us; /* when its playhead moved last */
    bool        cut_coming;   /* one is being read */
    bool        cut_stale;    /* it was changed while it plays */
    ct_medley  *medley;       /* NULL: no cut was heard yet */
    atomic_bool cut_sounds;   /* the device hears the medley, else the engine */
    int         audio_rate_hz;
    int64_t     audio_latency_us;

    /* what a look through its file found */
    ct_material material;
    bool        has_material;

    /* looking through the footage */
    _Atomic int64_t vigil_asked_us; /* see vigil.c */
    atomic_bool     vigil_urgent;
    _Atomic int64_t vigil_frame;   /* under the playhead */
    int64_t         vigil_said_us; /* message.at_us of what it said last ... */
    ct_id           vigil_said_of; /* ... and of which clip */
    bool            stalled;       /* the drive of the open clip does not answer; it was said */
    pthread_mutex_t survey_lock;   /* guards the next two */
    ct_id           survey_open;   /* the clip to begin with */
    ct_id_list      survey_wanted; /* clips somebody asked for; the last first */
    _Atomic int64_t held_until_us;
    atomic_bool     survey_moved; /* there is another state of it to show */
    bool            survey_off, survey_again;
    int             survey_task; /* id of the task that was pushed last */

    /* marks */
    ct_select_list    selects, panel_selects;
    ct_note_list      notes, panel_notes;
    ct_cut_list       cuts;
    ct_compared      *compared;     /* NULL: none, or on its way */
    int               compare_task; /* id of the task that was pushed last; 0: none is wanted */
    ct_marks_filter   filter;
    ct_id             selected_mark;
    struct proof_row *proofs;
    size_t            proof_count, proof_cap;

    /* lists on their way in that wait for an answer */
    ct_list_question *questions;
    size_t            question_count, question_cap;
    ct_taken          taken; /* serial 0: none */

    /* said */
    ct_message      message;
    struct pending *pending;
    size_t          pending_count, pending_cap;
    int64_t         saved_us;

    /* what was left, see closing.c */
    struct ct_closing *closing;
    atomic_int         closing_count; /* projects of them that have not ended */
    uint64_t           saving_steps;  /* of all stores, and when they grew last */
    int64_t            saving_moved_us;
};

/* --- session.c --- */
CT_MUST_USE ct_code ct_session_needs_project(ct_session *s, ct_error *err);
/* Takes an opened store over: restores view, asks for lists. */
void ct_session_take_store(ct_session *s, ct_store *store);
void ct_session_note_recent(ct_session *s, const char *path);
/* The open one, unless that was done: one that was made for footage once it has some. */
void ct_session_remember_project(ct_session *s);

/* --- commit.c --- */
/* Takes the edit. With a window it is on its way when this returns and "saved" follows; headless it
 * is on the disk. */
CT_MUST_USE ct_code ct_session_commit(ct_session *s, ct_edit **edit, ct_error *err);
/* The same with another sentence for when it is saved, which headless is the session's message. Takes both. */
CT_MUST_USE ct_code ct_session_commit_as(ct_session *s, ct_edit **edit, char *sentence,
                                         ct_error *err);
/* Follows a ticket somebody else submitted (undo). Takes the sentence. Headless: waits. */
CT_MUST_USE ct_code ct_session_follow(ct_session *s, ct_ticket ticket, char *sentence,
                                      ct_error *err);
void                ct_session_watch_pending(ct_session *s);
/* What was asked for is on the disk. */
void ct_session_say_saved(ct_session *s, const char *sentence);

/* --- closing.c --- */
/* Closes the store (its query is gone) without a wait. Headless: waits. */
void ct_session_let_store_go(ct_session *s);
void ct_session_let_decks_go(ct_session *s, ct_decks *decks); /* takes them */
void ct_session_sweep_closing(ct_session *s);                 /* at every tick */
void ct_session_finish_closing(ct_session *s); /* waits; when there are no lanes any more */

/* --- asked.c --- */
/* Takes all that it owns. */
void ct_session_ask(ct_session *s, ct_list_question *question);
void ct_session_forget_questions(ct_session *s);

/* --- clips.c --- */
void ct_session_want_list(ct_session *s);
/* Shows other rows; what was shown before is what `rows` holds then. */
void ct_session_swap_rows(ct_session *s, struct clip_rows *rows);
/* What no row shows is chosen no more: nobody acts on what is not to be seen. */
void ct_session_forget_hidden(ct_session *s);
/* Makes the way to find a row by its id. Any thread. */
void    ct_clip_rows_order(struct clip_rows *rows);
int64_t ct_clip_rows_find(const struct clip_rows *rows, ct_id clip); /* -1: it is not there */
void    ct_session_push_list_task(ct_session *s);
void    ct_session_forget_stills(ct_session *s);
void    ct_clip_rows_finish(struct clip_rows *rows);

/* --- clip.c --- */
void ct_session_poll_clip(ct_session *s, int64_t now_us);
void ct_session_reload_clip(ct_session *s);
/* Its file is another, or there again: pictures, waveform and watch begin anew, the playhead stays. */
void          ct_session_open_again(ct_session *s);
void          ct_session_leave_clip(ct_session *s);
void          ct_session_set_range(ct_session *s, int64_t in, int64_t end);
void          ct_session_set_looping(ct_session *s, bool on);
void          ct_session_swap_engines(ct_session *s);
ct_transport *ct_session_spare_engine(ct_session *s);
/* Makes the clip of a part the open one; its engine is told by the caller. */
void          ct_session_show_part(ct_session *s, const ct_clip *part, int64_t frame);
ct_transport *ct_session_engine(ct_session *s); /* NULL headless */

/* --- sound.c --- */
/* Tells the engine what is chosen; restore takes the open clip's choice first. */
void ct_session_apply_sound(ct_session *s);
void ct_session_restore_sound(ct_session *s);
/* What was chosen to be heard of clips is what the cut is heard with. */
void ct_session_hear_cut(ct_session *s);
/* Path of the sound recorded apart; NULL: the clip's own is heard (also while that file is away).
 * Gives. */
char *ct_session_sound_path(ct_session *s, const ct_clip *clip);
/* The same over another connection. Any thread. */
char *ct_session_sound_path_by(ct_query *query, const ct_clip *clip);
void  ct_session_open_in_engine(ct_session *s, ct_transport *engine, const ct_clip *clip,
                                int64_t frame);
void  ct_session_restore_volume(ct_session *s); /* and channels: a project was opened */
void  ct_session_restore_hardware(ct_session *s);
/* Whether a graphics card may decode; kept with the project, on this computer only. */
bool ct_session_hardware(const ct_session *s);
void ct_session_set_hardware(ct_session *s, bool on);

/* --- survey_task.c --- */
void ct_session_restore_survey(ct_session *s); /* a project was opened */
void ct_session_forget_survey(ct_session *s);  /* one is closed; what it runs was left */
/* Looks through what was not yet, unless somebody stopped it, and through what was wished for. */
void ct_session_survey(ct_session *s);
/* At every tick: `busy`, somebody plays, moves or waits for something. */
void ct_session_mind_survey(ct_session *s, bool busy);
void ct_session_read_material(ct_session *s);
void ct_session_forget_material(ct_session *s);

/* --- stringout.c --- */
/* Plays selects one after another, in the given order. */
CT_MUST_USE ct_code ct_session_play_string(ct_session *s, const ct_select_list *selects,
                                           ct_error *err);
/* At every tick, after the state is known: has the part ended? */
void ct_session_watch_string(ct_session *s);
void ct_session_end_string(ct_session *s);

/* --- cut_open.c --- */
/* Reads it in the background and shows it, at a record frame. */
void ct_session_open_cut(ct_session *s, ct_id cut, int64_t at, bool plays);
/* The project was changed. */
void ct_session_reload_cut(ct_session *s);
/* For the clip that it rests on. */
void ct_session_leave_cut(ct_session *s);
/* Leaves it for nothing; the open clip has no engine then. False: no cut was on. */
bool ct_session_drop_cut(ct_session *s);
/* Makes the clip that is on the open one, if it is not. */
void ct_session_settle_cut(ct_session *s);
void ct_session_poll_cut(ct_session *s, int64_t now_us);
bool ct_session_cut_is_lively(const ct_session *s);

/* --- playhead.c --- */
/* {0,1} stops. */
void       ct_session_play(ct_session *s, AVRational speed);
void       ct_session_play_span(ct_session *s, ct_span span);
void       ct_session_step(ct_session *s, int64_t frames);
int64_t    ct_session_head(const ct_session *s);
int64_t    ct_session_length(const ct_session *s); /* of what it moves in */
AVRational ct_session_head_fps(const ct_session *s);

/* --- marks.c --- */
void ct_session_reload_marks(ct_session *s);
/* Asks for what is to be known of the open clip, behind its first picture: waveform, proofs of its marks. */
void ct_session_start_clip_work(ct_session *s);
void ct_session_prove_marks(ct_session *s);
/* Evidence of a frame of a clip as known now; headless it is decoded. */
void ct_session_evidence(ct_session *s, const ct_clip *clip, int64_t frame, ct_evidence *out);
/* The same of both ends of a note, into it. */
void ct_session_note_evidence(ct_session *s, const ct_clip *clip, ct_note *note);
/* What was just submitted is in the lists at once, so that the next act finds it; "saved" still
 * waits for the commit, after which the lists are read anew. */
void             ct_session_show_select(ct_session *s, const ct_select *select);
void             ct_session_show_note(ct_session *s, const ct_note *note);
const ct_select *ct_session_find_select(const ct_session *s, ct_id id);
const ct_note   *ct_session_find_note(const ct_session *s, ct_id id);

#endif
