/* SPDX-License-Identifier: MIT */
/* One replacement on its way: what its files share. One thread. */
#ifndef CT_SESSION_REPLACE_PRIV_H
#define CT_SESSION_REPLACE_PRIV_H

#include "circletake/hashes.h"
#include "circletake/query.h"
#include "circletake/refind.h"
#include "circletake/replace.h"

/* In and Out as they are kept; -1: not marked. */
typedef struct ct_kept_range {
    int64_t in, end;
} ct_kept_range;

typedef struct replacing {
    ct_store             *store;
    ct_query             *query;
    const ct_index_watch *watch;
    ct_replacement       *out; /* the clips and what became of each mark */
    bool                  same_content;
    bool                  trusts_timecode;
    bool                  timecode_lies; /* a picture that was found says otherwise */
    bool                  grew;          /* the same recording, of which more is there now */
    ct_index             *index;         /* of the new file; NULL: no pictures */
    ct_index             *shorter;       /* of the old one, where it grew */
    ct_hashes             pictures;      /* of the new file */
    ct_hashes             before;        /* of the old one, as far as they are known */
    ct_select_list        selects;
    ct_note_list          notes;
    ct_kept_range         range;
    ct_cut_list           cuts;
    ct_timeline_list      events; /* of each cut */
    ct_refind           **domains;
    uint64_t             *domain_media; /* whose frames each of them knows */
    size_t                domain_count, domain_cap;
    size_t               *mark_domain; /* of each select, then of each note; SIZE_MAX: none */
} replacing;

/* replace_place.c */
CT_MUST_USE ct_code ct_replacing_gather(replacing *r, ct_error *err);
void                ct_replacing_forget(replacing *r); /* what gather and place made */
/* Fills out->items and out->found; changes nothing in the project. */
void ct_replacing_place(replacing *r);
/* Whether looking at the old file's pictures could find more. */
bool ct_replacing_wants_before(const replacing *r);

/* replace_write.c: the edit of all that was found. */
ct_edit *ct_replacing_edit(replacing *r, const char *author);
/* In and Out are kept beside the history, under a key of the content. */
void ct_replacing_keep_range(replacing *r);

#endif
