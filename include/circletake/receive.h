/* SPDX-License-Identifier: MIT */
/* Decisions come in: a list somebody sent becomes a cut, selects or notes of the project. The list is
 * read, its events are matched to clips (conform.h), and everything is put in by one edit: one
 * commit, one step of undo, or nothing at all. Any thread but the main one of a window. */
#ifndef CIRCLETAKE_RECEIVE_H
#define CIRCLETAKE_RECEIVE_H

#include "circletake/conform.h"
#include "circletake/editlist.h"
#include "circletake/ingest.h"
#include "circletake/query.h"

/* A list with more around it: the folders .fcpxmld of FCPXML and .otiod of OpenTimelineIO, and its archive .otioz. By
 * the name alone. */
bool ct_list_is_bundle(const char *path);

typedef enum ct_receive_as {
    CT_RECEIVE_AUTO = 0, /* marker lists and tables of notes: notes; logs: selects; else a cut */
    CT_RECEIVE_CUT,
    CT_RECEIVE_SELECTS,
    CT_RECEIVE_NOTES
} ct_receive_as;

/* Zeroed memory is the default. Strings are borrowed. */
typedef struct ct_receive_order {
    const char   *path; /* of a file, of a bundle or archive */
    ct_receive_as as;
    const char   *name;      /* of the cut; NULL: the list's title, else its file's name */
    AVRational    edit_rate; /* {0,0}: the list's, else the project's, else that of its clips */
    const char   *rate_word; /* how the caller asks for one: "--edit-rate "; NULL: "edit_rate=" */
    const char   *part_word; /* and for a part: "--partial"; NULL: "partial=yes" */
    const char   *timeline;  /* of several in the file: its name or number; NULL: the first */
    /* Somebody can be asked: of several none is taken without a name, CT_CANCELLED, and the receipt has theirs. */
    bool        ask;
    bool        partial; /* take what can be read of a list that is damaged */
    const char *cut;     /* marker lists: the cut on whose timeline they lie */
    const char *clip;    /* marker lists: the clip whose timecode they name */
} ct_receive_order;

/* Sets one part by its name: file, as (cut, selects, notes), name, edit_rate, timeline, partial (yes/no),
 * cut, clip; '_' and '-' alike. `value` is borrowed. CT_USAGE names what exists. */
CT_MUST_USE ct_code ct_receive_set(ct_receive_order *order, const char *name, const char *value,
                                   ct_error *err);

typedef struct ct_receipt {
    ct_receive_as     as;     /* what it became */
    ct_id             cut;    /* none unless a cut */
    char             *title;  /* "Reel 1 v2" */
    char             *format; /* "edl" */
    ct_conform_result conform;
    size_t            selects, notes, known; /* made; `known`: were there already */
    size_t            followed, lost; /* notes of the version before: moved, shot no longer there */
    ct_finding_list   findings;       /* also filled when refused */
    ct_timeline_names timelines;      /* which one, it was asked */
    size_t            offered; /* refused: events or markers that a partial import would take */
} ct_receipt;
void ct_receipt_finish(ct_receipt *r); /* safe on zeroed memory */
/* A sentence of it for people. Gives. */
char *ct_receipt_text(const ct_receipt *r);
/* The same with all remarks behind it, for where nothing else shows them. Gives. */
char *ct_receipt_summary(const ct_receipt *r);

/* CT_BAD_DATA: the file breaks off or is none of a kind we read: the sentence names file, line and what
 * was expected, and says when a part of it can be taken. */
CT_MUST_USE ct_code ct_receive(ct_query *query, ct_store *store, const char *author,
                               const ct_receive_order *order, ct_receipt *out, ct_error *err);

/* Looks again for the clips of a cut, `all`: also of events that have one (not those set by hand).
 * One step of undo. */
CT_MUST_USE ct_code ct_conform_cut(ct_query *query, ct_store *store, const char *author,
                                   const ct_cut *cut, bool all, ct_conform_result *out,
                                   ct_finding_list *findings, ct_error *err);

/* Adds the files in `folder` and below that are named like clips which the cut is missing; ct_conform_cut then
 * finds them. CT_NO_INPUT: there is none. */
CT_MUST_USE ct_code ct_conform_add_missing(ct_query *query, ct_store *store, const ct_cut *cut,
                                           const char *folder, const ct_ingest_options *options,
                                           const ct_ingest_watch *watch, ct_ingest_state *out,
                                           ct_error *err);

#endif
