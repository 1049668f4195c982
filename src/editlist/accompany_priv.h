/* SPDX-License-Identifier: MIT */
/* Lists with tracks of sound name a clip there again when its picture is heard with its own sound. */
#ifndef CT_EDITLIST_ACCOMPANY_PRIV_H
#define CT_EDITLIST_ACCOMPANY_PRIV_H

#include "circletake/timeline.h"

/* Sound of the same source, place and speed as a picture, or as other sound, becomes channels of that
 * event; sound with a place or a source of its own stays an event. Events of a track are in record
 * order, and tracks count from 0. */
void ct_join_sound(ct_timeline *t);
/* The same of a list that has tracks of sound: an event without picture has there the number of its own among
 * them, from 0. What stands alone then lies on the track of the pictures that are heard on its track, else on one
 * of its own above those. */
void ct_join_sound_tracks(ct_timeline *t);

/* Channels of sound that an event is heard with, too: the same channel again is a further one, unless the media
 * has no more. */
void ct_add_channels(ct_event *e, unsigned more);

#endif
