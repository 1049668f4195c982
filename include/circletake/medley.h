/* SPDX-License-Identifier: MIT */
/* The sound of many files, one after another and several at a time: what a cut is heard with. A thread of
 * its own fills a ring; the clock of the picture follows what the device took from it.
 *
 * What is heard. A part is its file as audio.h mixes it, placed to the sample, and times its fades. Parts that
 * lie at the same time are added as they are: none is made softer because another comes on. Where one lies alone
 * it is the file's own, sample for sample; the sum of several is bent over by ct_audio_bend: nothing changes up
 * to 0.7 of full scale, from there it approaches full scale and is never cut off. Between parts, and where a
 * file cannot be read, there is silence.
 *
 * Called by the main thread; nothing waits but destroy. Times are microseconds on the clock of the whole,
 * from 0 at its beginning. */
#ifndef CIRCLETAKE_MEDLEY_H
#define CIRCLETAKE_MEDLEY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "circletake/audio_ring.h"
#include "circletake/id.h"
#include "circletake/log.h"
#include "circletake/mark.h"
#include "circletake/status.h"

typedef struct ct_medley ct_medley;

CT_MUST_USE ct_code ct_medley_create(int rate_hz, ct_log *log, ct_medley **out, ct_error *err);
/* The ring's reader must have ended. */
void ct_medley_destroy(ct_medley **medley);

/* A straight line from silence or to it: at the k-th of n samples k/n is heard, of a fade out 1 - k/n. */
typedef struct ct_medley_fade {
    int64_t first_us, length_us; /* length 0: none */
} ct_medley_fade;

typedef struct ct_medley_part {
    int64_t        first_us, end_us;
    ct_medley_fade in, out; /* before the one and behind the other it is silent */
    /* Of the picture, or of a file of sound alone: its frames are counted. */
    char      *path;
    int        stream;
    int64_t    frame; /* on screen at first_us */
    AVRational fps;   /* for a file without an index */
    /* Of the file in this part; negative: in reverse, from the end of `frame`. */
    AVRational speed;
    /* Bit n: channel n, from 0; 0: all. Where the file has no such channel the bits are a number: so many of
     * its first ones. */
    unsigned channels;
    char    *sound_path;  /* recorded apart; NULL: in `path` */
    int64_t  sound_start; /* as in ct_clip: sample of frame 0 in sound_path, and its rate */
    int      sound_rate_hz;
    int64_t  sound_delay; /* as in ct_clip */
    /* Whose sound it is, for ct_medley_hear; and `channels` of all its parts together, 0: all. */
    ct_id    clip;
    unsigned clip_channels;
} ct_medley_part;

enum { CT_MEDLEY_MOST = 32 }; /* parts at one time that are heard */

typedef struct ct_medley_parts {
    ct_medley_part *items; /* in any order */
    size_t          count, cap;
} ct_medley_parts;
ct_medley_part *ct_medley_parts_add(ct_medley_parts *p); /* speed 1; borrowed until the next */
void            ct_medley_parts_finish(ct_medley_parts *p);

/* What is played from now on; silent until play. Takes the parts and leaves none, or those of a load before that
 * nothing was played of. */
void ct_medley_load(ct_medley *medley, ct_medley_parts *parts);
/* What somebody chose to hear of a clip, wherever it plays; bits are channels of its sound, as in audio.h. Of what
 * its parts have is heard what is soloed and not muted. Where none of its parts has a soloed channel the solo
 * counts for nothing: the list took other channels, and is heard. */
typedef struct ct_medley_choice {
    ct_id    clip;
    uint64_t solo, mute; /* solo 0: all */
} ct_medley_choice;
/* Copies them; those from before are forgotten. Heard from the next play or blip on, also after another load. */
void ct_medley_hear(ct_medley *medley, const ct_medley_choice *choices, size_t count);
/* Whether a speed can be heard: a quarter to twice, in either direction. */
bool ct_medley_can(AVRational speed);
/* From here on, and on in silence where there are no more parts. In reverse what lies before `from_us` is heard
 * from back to front. Another speed than 1 keeps the pitch; a part whose own speed makes it one that cannot be
 * heard is silent meanwhile. */
void ct_medley_play(ct_medley *medley, int64_t from_us, AVRational speed);
/* What lies between the two is heard once, backwards where `end_us` is the earlier; then it is silent again. */
void ct_medley_blip(ct_medley *medley, int64_t from_us, int64_t end_us);
void ct_medley_stop(ct_medley *medley);
void ct_medley_set_volume(ct_medley *medley, float volume); /* 1 unchanged */

/* What the device callback reads. Borrowed until destroy. */
ct_audio_ring *ct_medley_ring(ct_medley *medley);

typedef enum ct_medley_heard {
    CT_MEDLEY_NOT_YET, /* asked to play, and nothing of it came through the device so far */
    CT_MEDLEY_HEARD,
    CT_MEDLEY_DEAD /* the device does not read: another clock must do */
} ct_medley_heard;
/* The time that is heard at `now_us` (ct_clock_us); `latency_us` from a read of the ring until it is heard. */
ct_medley_heard ct_medley_now(ct_medley *medley, int64_t now_us, int64_t latency_us,
                              int64_t *media_us);

#endif
