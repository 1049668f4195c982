/* SPDX-License-Identifier: MIT */
/* A list on its way in: what the files of an import share. */
#ifndef CT_SESSION_RECEIVE_PRIV_H
#define CT_SESSION_RECEIVE_PRIV_H

#include "circletake/receive.h"

typedef struct receiving {
    ct_query               *query;
    const ct_receive_order *order;
    ct_clip_list            clips; /* all of the project */
    ct_timeline             list;  /* as read, then with its clips */
    ct_edit                *edit;  /* everything that will be put in */
    ct_receipt             *out;
    size_t shortened; /* remarks on a timeline that went on behind the shot under them */
} receiving;

/* receive_file.c: the file, or the list in a bundle or archive; one that somebody took out of its folder is a
 * file. Gives `data`. */
CT_MUST_USE ct_code ct_receive_file(const char *path, char **data, size_t *bytes, ct_error *err);
/* Media that the list names relative to its bundle have a path then; it is said of how many events. */
void ct_receive_inside(receiving *r);
/* Pictures of what was drawn that are named beside the list have a whole path then. */
void ct_receive_stills(receiving *r);

/* receive_rate.c: the rate that lists are made for here; without it that of the material, if it has but one, else
 * {0,1}. */
AVRational ct_receiving_rate(const receiving *r);
/* What is known of a list of markers by the cut or clip that it is said to be for: its rate, and how it counts. */
void ct_receive_target(const receiving *r, ct_import_options *how);
/* For a list that does not say its rate: that of all clips which it conforms to when read so, said in a finding. False:
 * no rate is so, or several are. */
bool ct_receive_try_rates(const receiving *r, const char *data, size_t bytes, AVRational *out);
/* Of a list that was read at `how->edit_rate` in vain and says none itself: where all of it can be read at another one,
 * adds that to the sentence. */
void ct_receive_other_rate(const receiving *r, const char *data, size_t bytes,
                           const ct_import_options *how, ct_error *err);
/* Adds to a sentence that the rate is not known how to say it. Always CT_USAGE. */
ct_code ct_receive_ask_rate(const receiving *r, ct_error *err);

/* receive_times.c: the pictures of events that are told in seconds, where their clip has a variable rate. */
void ct_receive_times(receiving *r);

/* receive_marks.c: events become selects; markers become notes. */
CT_MUST_USE ct_code ct_receive_selects(receiving *r, ct_error *err);
CT_MUST_USE ct_code ct_receive_notes(receiving *r, ct_error *err);

/* follow.c: where the notes on the version before are in a new cut. */
typedef struct ct_following {
    ct_query           *query;
    ct_edit            *edit;  /* their new places come to it */
    const ct_timeline  *list;  /* of the new cut */
    const ct_clip_list *clips; /* those of its events, at least */
} ct_following;

/* The notes made on what `cut` replaces go to the record positions that their source frames have in it;
 * those whose frames are gone stay with the version before and are named. Nothing where it replaces none. */
CT_MUST_USE ct_code ct_follow_notes(const ct_following *f, const ct_cut *cut, ct_receipt *out,
                                    ct_error *err);

/* Clip of the project by id; NULL: none. */
const ct_clip *ct_receiving_clip(const receiving *r, ct_id id);

/* receive.c: frames of the clip, of which `placed` is the event's, that a marker on record frames is about. Where it goes
 * on behind the shot it begins on it ends with that, and is counted. */
ct_span ct_receiving_shown(receiving *r, const ct_timeline *t, const ct_event *e, ct_span placed,
                           AVRational fps, ct_span record);

/* receive.c: takes the version out of the cut's name, or counts on from the newest cut of that name, which it
 * replaces. */
void ct_number_cut(ct_query *q, ct_cut *cut);

#endif
