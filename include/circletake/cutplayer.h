/* SPDX-License-Identifier: MIT */
/* Plays a cut: a playhead on its record frames, and at every moment the pictures that cutmap.h names for it,
 * each exactly the frame it names. The next events are opened and decoded before they are on, the sound
 * follows them without a gap.
 *
 * Heard are all events that the list gives channels of sound, each with these, as medley.h adds them; of a list
 * that says nothing of sound what is on screen. Sound goes over with its event: what it comes out of
 * runs on through the dissolve, wipe or fade and both follow straight lines. Speeds that a clip is heard at (a
 * quarter to twice, in either direction) are heard, of events and of play alike and of both together. What somebody
 * soloed or muted on a clip is heard so wherever the clip plays.
 *
 * Main thread; nothing waits but destroy. */
#ifndef CIRCLETAKE_CUTPLAYER_H
#define CIRCLETAKE_CUTPLAYER_H

#include "circletake/cutview.h"
#include "circletake/decks.h"
#include "circletake/medley.h"

typedef struct ct_cut_player ct_cut_player;

typedef struct ct_cut_player_config {
    ct_decks_config decks;
    ct_medley      *medley;           /* borrowed until destroy; NULL: silent */
    int64_t         audio_latency_us; /* see ct_medley_now */
} ct_cut_player_config;

/* Takes the view, made with ct_alloc, and opens it at a record frame (clamped), stopped. */
ct_cut_player *ct_cut_player_create(const ct_cut_player_config *config, ct_cut_view *view,
                                    int64_t record);
void           ct_cut_player_destroy(ct_cut_player **player);
/* The same without a wait: gives the view (NULL: there was no player) for a thread that has time, for freeing that
 * of a long cut takes longer than a frame of the display; and the decks, whose files a drive may hold. */
CT_MUST_USE ct_cut_view *ct_cut_player_end(ct_cut_player **player, ct_decks **decks);
/* Takes another state of the same cut, made with ct_alloc, and gives the one before; stops, the playhead stays. */
CT_MUST_USE ct_cut_view *ct_cut_player_change(ct_cut_player *player, ct_cut_view *view);
/* Borrowed until destroy or change. */
const ct_cut_view *ct_cut_player_view(const ct_cut_player *player);
/* What is heard of a cut: `sound_path` gives (NULL: the clip's own) the file of a clip's sound recorded apart.
 * Any thread. */
void ct_cut_view_sound(const ct_cut_view *view, char *(*sound_path)(void *arg, const ct_clip *clip),
                       void *arg, ct_medley_parts *out);

/* {1,1}, {-1,1}, {2,1} ...; {0,1} stops. Forward from the last frame begins at the first; backward alike. Play
 * begins once the first pictures are there, or after a second. */
void ct_cut_player_play(ct_cut_player *player, AVRational speed);
/* Plays [first, end) from `first` at natural speed and stops on its last frame. */
void ct_cut_player_play_span(ct_cut_player *player, ct_span span);
/* Play that meets an end goes on at the other. */
void ct_cut_player_set_looping(ct_cut_player *player, bool on);
void ct_cut_player_stop(ct_cut_player *player);
/* Clamped; playing goes on from there. */
void ct_cut_player_seek(ct_cut_player *player, int64_t record);
/* Something else is to be heard of its clips, see ct_medley_hear: play goes on with it from where it is. */
void ct_cut_player_hear_anew(ct_cut_player *player);
/* Stops, and moves; the frame is heard. */
void ct_cut_player_step(ct_cut_player *player, int64_t frames);
/* Stops, and goes to a record frame under a hand that drags: what it passes is heard in short pieces. */
void ct_cut_player_scrub(ct_cut_player *player, int64_t record);

typedef struct ct_cut_state {
    int64_t    record;
    AVRational speed; /* {0,1} when stopped */
    bool       playing;
    ct_look    look; /* of `record` */
    /* What is on screen, counted; of a transition with one side missing that side is black. */
    ct_mix  mix;
    int64_t mix_record; /* the record frame that `mix` is of */
    bool    late;       /* which is not `record`: the pictures of that are on their way */
    /* Event without a picture that is on, or counts for half of it or more: its data is to be shown; -1: none. */
    int64_t  slate;
    ct_error error; /* why there is none, where the event has a clip; code CT_OK: no reason */
    /* Record frames that play passed over, or had no picture for in time, since it began. */
    int64_t     dropped;
    ct_evidence evidence; /* of the frame that a note would be on, see ct_look_shot */
} ct_cut_state;

/* Tells what is true at `now_us` (ct_clock_us; the moment the picture will be seen). Call at display rate, and
 * after a wake-up. `out` needs no initialisation. */
void ct_cut_player_poll(ct_cut_player *player, int64_t now_us, ct_cut_state *out);
/* Lets the pictures go. Safe on zeroed memory. */
void ct_cut_state_finish(ct_cut_state *state);

#endif
