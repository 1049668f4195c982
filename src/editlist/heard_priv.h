/* SPDX-License-Identifier: MIT */
/* What is heard with an event: the sound of its own file, or that of a recorder. */
#ifndef CT_EDITLIST_HEARD_PRIV_H
#define CT_EDITLIST_HEARD_PRIV_H

#include "circletake/timeline.h"

typedef struct ct_heard {
    /* The file as an event of its own, which borrows all it names: `source` counts frames of the event's
     * rate in it, nearest. */
    ct_event file;
    ct_span  record; /* where it is heard */
    /* Of the file: how many channels of each are used, up to the last that is. */
    ct_audio_layout tracks;
    bool            apart; /* recorded apart, then: */
    int             rate_hz;
    int64_t         first_sample; /* of the file at record.first */
    bool            off_grid;     /* that is no whole frame */
} ct_heard;

/* Tracks of sound of the event's own file. */
ct_audio_layout ct_event_layout(const ct_event *e);
/* The same of the file that is heard, which may be another. */
ct_audio_layout ct_event_heard_layout(const ct_event *e);
/* Channels of sound that the event names. */
int ct_event_sound_count(const ct_event *e);
/* CT_CHANNEL_ bits of what is heard with it: the channels that it names, of those that there are. A list may
 * mean tracks of its own by them: where there is no such channel they are the first ones. */
unsigned ct_event_heard_channels(const ct_event *e);
/* Number (from 1) of the nth (from 1) of them. */
int ct_event_channel(const ct_event *e, int nth);
/* Whether that channel, from 1, is one of them. Behind those that an event can name all are heard, if all of these
 * are. */
bool ct_event_uses_channel(const ct_event *e, int channel);
/* Fewer than there are. */
bool ct_event_uses_part(const ct_event *e);
/* False: nothing is heard. */
bool ct_event_heard(const ct_event *e, AVRational list_fps, ct_heard *out);

#endif
