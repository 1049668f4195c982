/* SPDX-License-Identifier: MIT */
/* The insides of a session, shared by its files only. Main thread.
 *
 *   session.c    life, project, tick, what is said
 *   clips.c      the list: filter, order, choice, stills
 *   clip.c       the open clip: playhead, In and Out
 *   stringout.c  selects and cuts, played end to end
 *   sound.c      what is heard of it
 *   marks.c      selects and notes, their proofs, drafts
 *   commit.c     edits on their way to the disk
 *   lists.c      the task that fetches lists
 *   presence.c   is the footage still there?
 *   work.c       background lanes */
#ifndef CT_SESSION_PRIV_H
#define CT_SESSION_PRIV_H

#include <stdatomic.h>

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
    int64_t   frame;
    uint64_t  used; /* tick number */
    bool      asked;
    ct_thumb *thumb; /* NULL: on its way, or there is none */
};

/* One part of what is played end to end: a select, or an event of a cut. */
struct string_part {
    ct_id      clip_id;
    ct_clip    clip;        /* once loaded */
    int64_t    first, last; /* frames of the clip in the order shown; first > last: backwards */
    AVRational speed;
    bool       loaded;
    bool       slate;  /* nothing to see: clip missing or offline, or a gap */
    bool       hold;   /* a freeze: `first` for the whole time */
    bool       of_cut; /* what follows is meant */
    bool       gap;    /* no event is on */
    ct_span    record;
    size_t     event; /* of session.cut_events */
};

struct proof_row {
    ct_id    mark;
    int64_t  frames[2]; /* what was looked at: a trimmed mark is proved again */
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
    ct_counts       counts;
    ct_tag_list     tags;
    bool            opening;
    ct_recent       recent;

    /* list */
    struct clip_rows rows;
    char            *find;
    ct_clip_sort     sort;
    bool             descending;
    bool             list_wanted;
    struct id_set {
        ct_id *items;
        size_t count, cap;
    } chosen;
    ct_id         last_chosen;
    struct still *stills;
    size_t        still_count, still_cap;

    /* open clip */
    ct_clip            clip;       /* id none: no clip */
    ct_transport      *engines[2]; /* [engine] plays; the other is ready with what comes next */
    _Atomic int        engine;
    ct_transport_state state;
    int64_t            in, end; /* -1 none */
    bool               looping;
    ct_peaks          *peaks;
    ct_time_display    time_display;
    ct_sound_choice    sound;
    struct clip_sound {
        ct_id    clip;
        uint64_t solo, mute;
    } * sound_kept;
    size_t              sound_kept_count, sound_kept_cap;
    int64_t             jog_began_us, jog_from; /* K held with J or L: when, and on which frame */
    struct string_part *string;
    size_t              string_count, string_at; /* string_count 0: none plays */
    size_t              string_ready;            /* part that the spare engine has open; 0: none */
    int64_t             string_until_us;         /* when a part without play ends; 0: it plays */

    /* the cut that plays; id none: none */
    ct_cut      cut;
    ct_timeline cut_events;

    /* marks */
    ct_select_list    selects, panel_selects;
    ct_note_list      notes, panel_notes;
    ct_cut_list       cuts;
    ct_marks_filter   filter;
    ct_id             selected_mark;
    struct proof_row *proofs;
    size_t            proof_count, proof_cap;
    ct_clip           other_clip; /* the last one ct_session_clip_of had to fetch */

    /* said */
    ct_message      message;
    struct pending *pending;
    size_t          pending_count, pending_cap;
    int64_t         saved_us;
};

/* --- session.c --- */
CT_MUST_USE ct_code ct_session_needs_project(ct_session *s, ct_error *err);
/* Takes an opened store over: restores view, asks for lists. */
void ct_session_take_store(ct_session *s, ct_store *store);
void ct_session_note_recent(ct_session *s, const char *path);

/* --- commit.c --- */
/* Takes the edit. With a window it is on its way when this returns and "saved" follows; headless it
 * is on the disk. */
CT_MUST_USE ct_code ct_session_commit(ct_session *s, ct_edit **edit, ct_error *err);
/* Follows a ticket somebody else submitted (undo). Takes the sentence. Headless: waits. */
CT_MUST_USE ct_code ct_session_follow(ct_session *s, ct_ticket ticket, char *sentence,
                                      ct_error *err);
void                ct_session_watch_pending(ct_session *s);

/* --- clips.c --- */
void ct_session_want_list(ct_session *s);
/* Shows other rows; what was shown before is what `rows` holds then. */
void ct_session_swap_rows(ct_session *s, struct clip_rows *rows);
/* Makes the way to find a row by its id. Any thread. */
void ct_clip_rows_order(struct clip_rows *rows);
void ct_session_push_list_task(ct_session *s);
void ct_session_forget_stills(ct_session *s);
void ct_clip_rows_finish(struct clip_rows *rows);

/* --- clip.c --- */
void          ct_session_poll_clip(ct_session *s, int64_t now_us);
void          ct_session_reload_clip(ct_session *s);
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
/* Path of the sound recorded apart; NULL: the clip's own is heard (also while that file is away).
 * Gives. */
char *ct_session_sound_path(ct_session *s, const ct_clip *clip);
void  ct_session_open_in_engine(ct_session *s, ct_transport *engine, const ct_clip *clip,
                                int64_t frame);
void  ct_session_restore_volume(ct_session *s); /* a project was opened */

/* --- stringout.c --- */
/* Plays selects one after another, in the given order. */
CT_MUST_USE ct_code ct_session_play_string(ct_session *s, const ct_select_list *selects,
                                           ct_error *err);
/* Plays a cut from a record frame on (-1: its first). */
CT_MUST_USE ct_code ct_session_play_cut(ct_session *s, ct_id cut, int64_t from, ct_error *err);
/* At every tick, after the state is known: has the part ended? */
void ct_session_watch_string(ct_session *s);
void ct_session_end_string(ct_session *s);
void ct_session_leave_cut(ct_session *s);

/* --- marks.c --- */
void ct_session_reload_marks(ct_session *s);
void ct_session_prove_marks(ct_session *s);
/* Evidence of a frame of a clip as known now; headless it is decoded. */
void ct_session_evidence(ct_session *s, const ct_clip *clip, int64_t frame, ct_evidence *out);
/* What was just submitted is in the lists at once, so that the next act finds it; "saved" still
 * waits for the commit, after which the lists are read anew. */
void             ct_session_show_select(ct_session *s, const ct_select *select);
void             ct_session_show_note(ct_session *s, const ct_note *note);
const ct_select *ct_session_find_select(const ct_session *s, ct_id id);
const ct_note   *ct_session_find_note(const ct_session *s, ct_id id);

#endif
