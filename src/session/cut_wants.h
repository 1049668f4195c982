/* SPDX-License-Identifier: MIT */
/* What a cut needs from its decks: the pictures under the playhead, and before they are on those that come
 * next. Main thread. */
#ifndef CT_SESSION_CUT_WANTS_H
#define CT_SESSION_CUT_WANTS_H

#include "circletake/cutview.h"
#include "circletake/decks.h"

typedef struct ct_cut_head {
    int64_t    record;
    AVRational speed; /* of the clock, {0,1} while it stands */
    AVRational way;   /* the same, or where it is about to go */
    uint64_t   jump;  /* grows when a person moved it */
} ct_cut_head;

void ct_cut_tell_wants(const ct_cut_view *view, ct_decks *decks, const ct_cut_head *head);
/* The name that the decks know the frames of an event by. */
uint64_t ct_cut_run_of(int64_t event);

#endif
