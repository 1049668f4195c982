/* SPDX-License-Identifier: MIT */
/* Reading a project: clips, selects, notes, tags, people, settings - found, filtered, ordered.
 *
 * A ct_query is one read-only connection and belongs to one thread at a time. The main thread has
 * that of ct_store_query; a thread that fills lists opens its own. A call sees everything that was
 * committed before it began, and sees one moment only. Nothing withdrawn is shown.
 * Withdrawn or unknown ids are CT_NO_INPUT. Lists may be given zeroed or filled: what was in
 * them is freed.
 *
 * What people type into the search box (`find`) never fails:
 *   elan 12A             all words, beginnings count, accents and case do not, any script
 *   "the red door"       these words in this order          -wide   not this word
 *   scene:12 shot: take: camera: reel: name: codec: tag: label: author: assignee: category: path:
 *   colour:red colour:none
 *   rating:3             three stars or more; rating:=3 exactly
 *   circled good rejected open offline seen unseen   as is:circled, is:good, ... (plain words are
 *                        words, except circled); has:notes has:selects
 *   is:lost              marks not found again when the clip's file was replaced, and their clips
 *   is:vfr is:interlaced is:open-gop is:edit-list is:drop is:no-timecode is:timecode-rate (labels
 *                        counted at another rate than the pictures) is:no-sound
 *                        timecode:tmcd timecode:none ...: what headers and index say of the material
 *   is:black is:frozen is:repeated is:missing is:silent is:av-length is:start-offset is:unreadable, with has:
 *                        alike: what a look through the file found; has:material: there was one
 *   channels:4 channel:boom   so many channels of sound or more; one with such a name
 * Words look at names, slate, description and keywords of the clip, labels of selects and bodies of
 * notes. For a select or note its own text and its clip's count, not its sisters'. The first 32
 * words count. */
#ifndef CIRCLETAKE_QUERY_H
#define CIRCLETAKE_QUERY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "circletake/mark.h"
#include "circletake/store.h"

/* That of the main thread; borrowed until ct_store_close. */
ct_query           *ct_store_query(ct_store *st);
CT_MUST_USE ct_code ct_query_open(ct_store *st, ct_query **out, ct_error *err);
/* A second connection to the same project, for another thread; asks nothing of the first, which may be
 * in use and must only be open. */
CT_MUST_USE ct_code ct_query_open_beside(const ct_query *q, ct_query **out, ct_error *err);
void                ct_query_close(ct_query **q);
/* Makes what runs on this connection end soon with CT_CANCELLED. Any thread. */
void ct_query_interrupt(ct_query *q);

/* Grows with every commit, of other programs too. -1 when the file cannot be read. */
int64_t ct_query_revision(ct_query *q);

typedef struct ct_id_list {
    ct_id *items;
    size_t count, cap;
} ct_id_list;
void ct_id_list_finish(ct_id_list *l);
void ct_id_list_add(ct_id_list *l, ct_id id);

typedef struct ct_project {
    ct_id      id;
    char      *name;
    AVRational edit_rate; /* {0,1}: not chosen */
    int64_t    made_us;
} ct_project;
void                ct_project_finish(ct_project *p);
CT_MUST_USE ct_code ct_query_project(ct_query *q, ct_project *out, ct_error *err);
/* The rate that lists are made for; {0,1}: none was chosen, the material decides. */
AVRational ct_query_edit_rate(ct_query *q);

/* ---- clips ---- */

typedef enum ct_clip_sort {
    CT_SORT_SLATE = 0, /* scene, shot, take, camera, name: digits as numbers */
    CT_SORT_NAME,
    CT_SORT_REEL,
    CT_SORT_CAMERA,
    CT_SORT_TIMECODE,
    CT_SORT_DURATION,
    CT_SORT_RATING,
    CT_SORT_COLOUR,
    CT_SORT_CIRCLED,
    CT_SORT_SELECTS,
    CT_SORT_NOTES,
    CT_SORT_ADDED,
    CT_SORT_CODEC,
    CT_SORT_PATH,
    CT_SORT_COUNT
} ct_clip_sort;
/* "slate", "name", ...; false when the word names none. */
const char *ct_clip_sort_name(ct_clip_sort sort);
bool        ct_clip_sort_parse(const char *word, ct_clip_sort *out);

/* Zeroed: everything, by slate. */
typedef struct ct_clip_query {
    const char  *find;  /* as typed; NULL all */
    const char  *scene; /* exactly, case aside; NULL any */
    bool         circled;
    int          rating; /* at least so many stars */
    ct_clip_sort sort;
    bool         descending;
    ct_id        after; /* begin behind this clip (the last of the page before) */
    size_t       limit; /* 0: all */
} ct_clip_query;

/* `what` NULL: all by slate. */
CT_MUST_USE ct_code ct_query_clips(ct_query *q, const ct_clip_query *what, ct_clip_list *out,
                                   ct_error *err);
/* The same, only ids: what a list needs to know its order. */
CT_MUST_USE ct_code ct_query_clip_ids(ct_query *q, const ct_clip_query *what, ct_id_list *out,
                                      ct_error *err);
/* *out uninitialised or finished; finish it. */
CT_MUST_USE ct_code ct_query_clip(ct_query *q, ct_id id, ct_clip *out, ct_error *err);
/* The clips with these ids, each once, in the order they are first asked for; `found` is not. */
CT_MUST_USE ct_code ct_query_clips_with(ct_query *q, const ct_id_list *ids, ct_clip_list *out,
                                        ct_error *err);
/* Clip that is or once was at this absolute path. */
CT_MUST_USE ct_code ct_query_clip_by_path(ct_query *q, const char *path, ct_clip *out,
                                          ct_error *err);
/* All clips of that content; none is CT_OK with count 0. */
CT_MUST_USE ct_code ct_query_clips_by_fingerprint(ct_query *q, uint64_t fingerprint,
                                                  int64_t size_bytes, ct_clip_list *out,
                                                  ct_error *err);
/* How people name a clip: id, path, name with or without extension, reel. CT_NO_INPUT: none,
 * CT_USAGE: several, and the sentence lists them. */
CT_MUST_USE ct_code ct_query_clip_named(ct_query *q, const char *word, ct_clip *out, ct_error *err);
/* What a look through the clip's file found (*out uninitialised or finished; finish it). CT_NO_INPUT: it
 * was not looked through yet, or by another version. */
CT_MUST_USE ct_code ct_query_material(ct_query *q, ct_id clip, ct_material *out, ct_error *err);
/* Clips of which that is so and whose file is there, by slate. */
CT_MUST_USE ct_code ct_query_unlooked(ct_query *q, ct_id_list *out, ct_error *err);
/* Clips that changed (themselves, their selects or notes; also by being withdrawn) after
 * `since`; *now is the revision to ask with next time. */
CT_MUST_USE ct_code ct_query_changed_clips(ct_query *q, int64_t since, ct_id_list *out,
                                           int64_t *now, ct_error *err);
/* The takes of the same scene and shot, by take and camera: for previous/next take. */
CT_MUST_USE ct_code ct_query_takes(ct_query *q, ct_id clip, ct_id_list *out, ct_error *err);
/* Values somebody already used, most used first: for completion. Field of clips, selects or notes
 * with text. Free each and the array (free()). */
CT_MUST_USE ct_code ct_query_values(ct_query *q, ct_field field, char ***out, size_t *count,
                                    ct_error *err);

/* ---- selects and notes ---- */

typedef enum ct_mark_order {
    CT_ORDER_HAND = 0, /* selects: sort_order; notes: as CT_ORDER_SLATE */
    CT_ORDER_SLATE,    /* slate of the clip, then first frame */
    CT_ORDER_TIME,     /* reel and start timecode of the mark, then clip */
    CT_ORDER_MADE,     /* when it was made */
    CT_ORDER_RATING,   /* selects: most stars first, then by slate; notes: as CT_ORDER_SLATE */
    CT_ORDER_STORED    /* as they lie in the project: for who puts them in order himself */
} ct_mark_order;

/* Zeroed: every select, by hand. */
typedef struct ct_select_query {
    ct_id         clip; /* none: of the whole project */
    const char   *find;
    const char   *scene;
    const char   *author;
    bool          circled;     /* of the clip */
    int           rating;      /* at least */
    bool          verdict_set; /* only those with `verdict` */
    ct_verdict    verdict;
    bool          not_rejected; /* good and unrated */
    ct_mark_order order;
    bool          descending;
} ct_select_query;

CT_MUST_USE ct_code ct_query_selects(ct_query *q, const ct_select_query *what, ct_select_list *out,
                                     ct_error *err);
CT_MUST_USE ct_code ct_query_select(ct_query *q, ct_id id, ct_select *out, ct_error *err);

typedef struct ct_note_query {
    ct_id          clip; /* none: of the whole project */
    ct_id          cut;  /* made on that cut; none: anywhere */
    const char    *find;
    const char    *scene;
    const char    *author;
    const char    *assignee;
    bool           status_set, category_set;
    ct_note_status status;
    ct_category    category;
    bool           unresolved; /* open or in progress */
    int            priority;   /* at least */
    ct_mark_order  order;
    bool           descending;
} ct_note_query;

CT_MUST_USE ct_code ct_query_notes(ct_query *q, const ct_note_query *what, ct_note_list *out,
                                   ct_error *err);
CT_MUST_USE ct_code ct_query_note(ct_query *q, ct_id id, ct_note *out, ct_error *err);

/* ---- cuts ---- */

/* By name, then version. */
CT_MUST_USE ct_code ct_query_cuts(ct_query *q, ct_cut_list *out, ct_error *err);
/* Those that have an event of that clip. */
CT_MUST_USE ct_code ct_query_cuts_of(ct_query *q, ct_id clip, ct_cut_list *out, ct_error *err);
/* *out uninitialised or finished; finish it. */
CT_MUST_USE ct_code ct_query_cut(ct_query *q, ct_id id, ct_cut *out, ct_error *err);
/* By id, "NAME v3", or name: then the newest version. CT_NO_INPUT: none. */
CT_MUST_USE ct_code ct_query_cut_named(ct_query *q, const char *word, ct_cut *out, ct_error *err);
/* Its events with their markers, in their order: item i has position i. *out zeroed or filled. */
CT_MUST_USE ct_code ct_query_events(ct_query *q, const ct_cut *cut, ct_timeline *out,
                                    ct_error *err);

/* ---- what was handed over, and what changed since ---- */

typedef struct ct_export_row {
    ct_id   id;
    char   *format, *path, *selection;
    int64_t events, warnings, made_us;
    int64_t position; /* of the change log when it was read */
} ct_export_row;
typedef struct ct_export_list {
    ct_export_row *items; /* oldest first: number 1 is item 0 */
    size_t         count, cap;
} ct_export_list;
void                ct_export_list_finish(ct_export_list *l);
CT_MUST_USE ct_code ct_query_exports(ct_query *q, ct_export_list *out, ct_error *err);

/* A select or note that is withdrawn: what it was. CT_NO_INPUT: it is there, or never was. */
typedef struct ct_withdrawn {
    char   *clip, *text; /* name of its clip; label or body */
    ct_span span;
    ct_id   clip_id;
} ct_withdrawn;
void                ct_withdrawn_finish(ct_withdrawn *w);
CT_MUST_USE ct_code ct_query_withdrawn(ct_query *q, ct_table table, ct_id row, ct_withdrawn *out,
                                       ct_error *err);

/* How far the change log goes now: grows with every act, of whoever. */
CT_MUST_USE ct_code ct_query_log_position(ct_query *q, int64_t *out, ct_error *err);

enum {
    CT_WAS_ADDED = 1,
    CT_WAS_CHANGED = 2,
    CT_WAS_RESOLVED = 4,  /* a note; it may be open again by now */
    CT_WAS_WITHDRAWN = 8, /* it may be restored by now */
    CT_WAS_REJECTED = 16  /* a select; it may be good again by now */
};
typedef struct ct_changed {
    ct_table table; /* clip, select or note */
    ct_id    row;
    unsigned what;
} ct_changed;
typedef struct ct_changed_list {
    ct_changed *items; /* by row, each once */
    size_t      count, cap;
} ct_changed_list;
/* Rows that acts after that position of the log touched. free(out->items). */
CT_MUST_USE ct_code ct_query_changed_since(ct_query *q, int64_t position, ct_changed_list *out,
                                           ct_error *err);
/* NULL: untouched. Borrowed from the list. */
const ct_changed *ct_changed_find(const ct_changed_list *l, ct_id row);

/* ---- the rest ---- */

typedef struct ct_counts {
    int64_t clips, offline, circled, unseen, selects, good, rejected, notes, open_notes;
    int64_t frames, select_frames; /* sums; rates may differ, so only for a rough idea */
} ct_counts;
CT_MUST_USE ct_code ct_query_counts(ct_query *q, ct_counts *out, ct_error *err);

/* What a scene has: coverage. Of pictures only, and of clips whose scene is known. */
typedef struct ct_scene {
    char   *scene;
    int64_t clips;
    int64_t shots;   /* set-ups: that without a letter is one too */
    int64_t covered; /* of them, those with a select that is not rejected */
} ct_scene;
typedef struct ct_scene_list {
    ct_scene *items;
    size_t    count, cap;
} ct_scene_list;
void ct_scene_list_finish(ct_scene_list *l);
/* NULL: no scene is called so. Borrowed. */
const ct_scene *ct_scene_list_find(const ct_scene_list *l, const char *scene);
/* In the order in which people count scenes. */
CT_MUST_USE ct_code ct_query_scenes(ct_query *q, ct_scene_list *out, ct_error *err);

typedef struct ct_tag {
    ct_id id;
    int   position;
    char *name;
} ct_tag;
typedef struct ct_tag_list {
    ct_tag *items;
    size_t  count, cap;
} ct_tag_list;
void ct_tag_list_finish(ct_tag_list *l);
/* By position, then name. */
CT_MUST_USE ct_code ct_query_tags(ct_query *q, ct_tag_list *out, ct_error *err);

/* Who changed what: newest first, of one row (any table) or, none, of the project. */
typedef struct ct_change {
    int64_t  at_us;
    char    *who, *sentence;
    ct_field field;
    ct_id    row;
    char    *value; /* as text; NULL none */
} ct_change;
typedef struct ct_change_list {
    ct_change *items;
    size_t     count, cap;
} ct_change_list;
void                ct_change_list_finish(ct_change_list *l);
CT_MUST_USE ct_code ct_query_history(ct_query *q, ct_id row, size_t limit, ct_change_list *out,
                                     ct_error *err);

/* What was put; NULL when there is none. Free with free(). */
char *ct_query_draft(ct_query *q, const char *key);
char *ct_query_setting(ct_query *q, const char *key);
/* Keys that begin with `prefix`, in their order, and their values. Free each and both arrays. */
CT_MUST_USE ct_code ct_query_settings(ct_query *q, const char *prefix, char ***keys, char ***values,
                                      size_t *count, ct_error *err);
/* Keys of all drafts that are kept, and their bodies, newest first. Free each and both arrays. */
CT_MUST_USE ct_code ct_query_drafts(ct_query *q, char ***keys, char ***bodies, size_t *count,
                                    ct_error *err);
/* Frame where the playhead was left; -1 when the clip was never seen. */
int64_t ct_query_seen(ct_query *q, ct_id clip);

#endif
