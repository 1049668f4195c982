/* SPDX-License-Identifier: MIT */
#include "circletake/decks.h"

#include <stdlib.h>

#include "circletake/str.h"
#include "circletake/thread.h"
#include "pictures_priv.h"

struct deck {
    ct_pictures *pictures; /* NULL: empty */
    ct_id        clip;
    uint64_t     fingerprint; /* of the file that was opened */
    uint64_t     run, used;   /* run 0: at rest */
};

struct leaving {
    ct_pictures    *pictures;
    struct leaving *next;
};

struct ct_decks {
    ct_decks_config config;
    struct deck     decks[CT_DECKS];
    struct leaving *leaving;
    uint64_t        turns;
};

ct_decks *ct_decks_create(const ct_decks_config *config)
{
    ct_decks *d = ct_alloc(sizeof *d);
    int64_t   most = (int64_t)1 << 30, memory = ct_memory_bytes();

    d->config = *config;
    if (d->config.cache_bytes == 0)
        d->config.cache_bytes = (size_t)(memory > 0 && memory / 4 < most ? memory / 4 : most);
    return d;
}

/* --- leaving a clip ---------------------------------------------------------------------------- */

/* Frees what has ended by now, or everything. */
static void sweep(ct_decks *d, bool all)
{
    for (struct leaving **at = &d->leaving; *at;) {
        struct leaving *l = *at;

        if (!all && !ct_pictures_ended(l->pictures)) {
            at = &l->next;
            continue;
        }
        *at = l->next;
        ct_pictures_destroy(&l->pictures);
        free(l);
    }
}

static void empty_deck(ct_decks *d, struct deck *deck)
{
    if (deck->pictures) {
        struct leaving *l = ct_alloc(sizeof *l);
        ct_pictures_ask_end(deck->pictures);
        *l = (struct leaving){deck->pictures, d->leaving};
        d->leaving = l;
    }
    *deck = (struct deck){.pictures = NULL};
}

void ct_decks_ask_end(ct_decks *d)
{
    for (int i = 0; i < CT_DECKS; i++)
        empty_deck(d, &d->decks[i]);
}

bool ct_decks_ended(ct_decks *d)
{
    sweep(d, false);
    return !d->leaving;
}

void ct_decks_destroy(ct_decks **decks)
{
    ct_decks *d = *decks;

    if (!d)
        return;
    ct_decks_ask_end(d);
    sweep(d, true);
    free(d);
    *decks = NULL;
}

/* --- who gets which deck ----------------------------------------------------------------------------- */

static bool has_clip(const struct deck *deck, const ct_clip *clip)
{
    return deck->pictures && ct_id_equal(deck->clip, clip->id) &&
           deck->fingerprint == clip->fingerprint;
}

static struct deck *deck_of(ct_decks *d, uint64_t run)
{
    for (int i = 0; i < CT_DECKS; i++)
        if (d->decks[i].pictures && d->decks[i].run == run)
            return &d->decks[i];
    return NULL;
}

static bool is_wanted(const ct_deck_want *wants, size_t count, uint64_t run)
{
    for (size_t i = 0; i < count; i++)
        if (wants[i].run == run)
            return true;
    return false;
}

/* A free deck that has the clip open, else an empty one, else the one that rests for longest. As there are no
 * more wants than decks there is one. */
static struct deck *free_deck(ct_decks *d, const ct_clip *clip)
{
    struct deck *oldest = NULL;

    for (int i = 0; i < CT_DECKS; i++) {
        struct deck *deck = &d->decks[i];
        if (deck->run)
            continue;
        if (has_clip(deck, clip))
            return deck;
        if (!oldest || (oldest->pictures && (!deck->pictures || deck->used < oldest->used)))
            oldest = deck;
    }
    return oldest;
}

static void open_clip(ct_decks *d, struct deck *deck, const ct_clip *clip)
{
    ct_pictures_config config = {.clip = clip,
                                 .cache_bytes = d->config.cache_bytes / CT_DECKS,
                                 .decode_threads = d->config.decode_threads,
                                 .hardware = d->config.hardware,
                                 .wakeup = d->config.wakeup,
                                 .wakeup_arg = d->config.wakeup_arg,
                                 .log = d->config.log};
    ct_error           err;

    empty_deck(d, deck);
    if (ct_pictures_create(&config, &deck->pictures, &err)) {
        ct_log_error(d->config.log, "%s", err.text);
        return;
    }
    deck->clip = clip->id;
    deck->fingerprint = clip->fingerprint;
}

/* Nothing more of it is decoded; the file stays open, for it may come again. */
static void lay_to_rest(struct deck *deck)
{
    ct_pictures_want nothing = {.frame = -1};

    deck->run = 0;
    ct_pictures_want_set(deck->pictures, &nothing);
}

static void tell_want(struct deck *deck, const ct_deck_want *want, uint64_t jump)
{
    ct_pictures_want_set(deck->pictures, &(ct_pictures_want){.frame = want->frame,
                                                             .direction = want->direction,
                                                             .rate = want->rate,
                                                             .only = want->frames,
                                                             .jump = jump});
}

void ct_decks_want(ct_decks *d, const ct_deck_want *wants, size_t count, uint64_t jump)
{
    count = count < CT_DECKS ? count : CT_DECKS;
    d->turns++;
    sweep(d, false);
    for (int i = 0; i < CT_DECKS; i++)
        if (d->decks[i].run && !is_wanted(wants, count, d->decks[i].run))
            lay_to_rest(&d->decks[i]);
    for (size_t i = 0; i < count; i++) {
        struct deck *deck = deck_of(d, wants[i].run);
        if (!deck)
            deck = free_deck(d, wants[i].clip);
        if (!has_clip(deck, wants[i].clip))
            open_clip(d, deck, wants[i].clip);
        if (!deck->pictures)
            continue;
        deck->run = wants[i].run;
        deck->used = d->turns;
        tell_want(deck, &wants[i], jump);
    }
}

/* --- pictures ------------------------------------------------------------------------------------------ */

ct_frame *ct_decks_get(ct_decks *d, uint64_t run, int64_t frame)
{
    struct deck *deck = deck_of(d, run);

    return deck ? ct_pictures_get(deck->pictures, frame) : NULL;
}

bool ct_decks_failure(ct_decks *d, uint64_t run, int64_t frame, ct_error *err)
{
    struct deck *deck = deck_of(d, run);

    if (!deck)
        return false;
    ct_pictures_facts facts = ct_pictures_look(deck->pictures);
    if (facts.error.code) {
        *err = facts.error;
        return true;
    }
    return ct_pictures_failure(deck->pictures, frame, err);
}

ct_evidence ct_decks_evidence(ct_decks *d, uint64_t run, int64_t frame)
{
    struct deck *deck = deck_of(d, run);

    return deck ? ct_pictures_evidence(deck->pictures, frame)
                : (ct_evidence){.pts = INT64_MIN, .tb = {0, 1}};
}
