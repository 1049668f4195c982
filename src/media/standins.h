/* SPDX-License-Identifier: MIT */
/* Reduced pictures of the open clip that stand in for those not decoded yet: the same frame by number,
 * smaller. A thread answers in milliseconds what the timeline asks for; another makes them while nothing
 * else is to be done, with little right to the processor, and keeps them in the cache folder.
 *
 * Called by any thread; only destroy waits. */
#ifndef CT_MEDIA_STANDINS_H
#define CT_MEDIA_STANDINS_H

#include "circletake/frame.h"
#include "circletake/index.h"

typedef struct ct_standins ct_standins;

/* `wakeup` (may be NULL): a stand-in that was wanted is there. Gives an object, never NULL. */
ct_standins *ct_standins_create(const ct_clip *clip, void (*wakeup)(void *arg), void *arg,
                                ct_log *log);
/* The frames are known: starts the threads. Once. */
void ct_standins_start(ct_standins *s, const ct_index *ix);
void ct_standins_ask_end(ct_standins *s);
bool ct_standins_ended(ct_standins *s);
void ct_standins_destroy(ct_standins **s); /* asks, joins, frees; takes NULL */

/* This frame is looked at and not decoded. The latest wins. */
void ct_standins_want(ct_standins *s, int64_t frame);
/* One was made of this frame. */
bool ct_standins_has(ct_standins *s, int64_t frame);
/* What was wanted, counted, or NULL. */
ct_frame *ct_standins_get(ct_standins *s, int64_t frame);

/* Something else is to be done: nothing is made for a while, or (`moving`) until the next call. Then
 * they are made from `frame` on. */
void ct_standins_disturb(ct_standins *s, int64_t frame, bool moving);
/* How many of a thousand frames have one. */
int ct_standins_permille(ct_standins *s);

#endif
