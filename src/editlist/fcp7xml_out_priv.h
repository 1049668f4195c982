/* SPDX-License-Identifier: MIT */
/* What the files that write Final Cut Pro 7 XML share. */
#ifndef CT_EDITLIST_FCP7XML_OUT_PRIV_H
#define CT_EDITLIST_FCP7XML_OUT_PRIV_H

#include "editlist_priv.h"
#include "xml_priv.h"

/* Sound channels of a clip; its tracks of sound follow those of the events a track lower. */
enum { CT_FCP7_SOUND_TRACKS = 16, CT_FCP7_RATE_HZ = 48000 };

/* What repeats. */
enum {
    CT_FCP7_RATE = 1,
    CT_FCP7_PICTURE,
    CT_FCP7_SOUND,
    CT_FCP7_COLOUR,
    CT_FCP7_SOURCE_TRACK,
    CT_FCP7_PIXELS
};

typedef struct ct_fcp7_writer {
    const ct_timeline       *t;
    const ct_export_options *o;
    size_t                  *source;       /* first event of its source, of each event */
    size_t                  *sound;        /* first with its sound recorded apart */
    size_t                  *after;        /* that it goes over into, CT_NO_EVENT none */
    bool                    *file_written; /* of each event that is the first of its source */
    bool    *sound_written; /* of each event that is the first with its other sound */
    int64_t *place[CT_FCP7_SOUND_TRACKS + 1]; /* of each event on its picture track and on
                                                        each of its sound tracks, from 1 */
    int      tracks;                          /* of picture */
    uint8_t *channels;                        /* of sound, of each event */
    int      width;                           /* most of them */
    bool     bins;                            /* clips with their marks, no sequence */
    ct_xml   x;
} ct_fcp7_writer;

/* fcp7xml_file.c: rate, timecode (`reel` may be NULL) and formats; the media of the event's source, whole the
 * first time and by its id afterwards. */
void ct_fcp7_rate(ct_fcp7_writer *w, AVRational fps);
void ct_fcp7_timecode(ct_fcp7_writer *w, int64_t start, ct_tc_count count, AVRational rate,
                      const char *reel);
void ct_fcp7_picture(ct_fcp7_writer *w, AVRational fps, int width, int height);
void ct_fcp7_sound(ct_fcp7_writer *w, int rate_hz);
void ct_fcp7_file(ct_fcp7_writer *w, size_t i);
void ct_fcp7_sound_file(ct_fcp7_writer *w, size_t i); /* recorded apart */
bool ct_fcp7_has_picture(const ct_event *e);
/* Length of the media, as far as it is known. */
int64_t ct_fcp7_media_frames(const ct_event *e);

/* fcp7xml_words.c */
void ct_fcp7_marker(ct_fcp7_writer *w, const ct_event *e, const ct_marker *m);
void ct_fcp7_label(ct_fcp7_writer *w, const ct_event *e);
void ct_fcp7_logging(ct_fcp7_writer *w, const ct_event *e);
void ct_fcp7_comments(ct_fcp7_writer *w, const ct_event *e);

/* fcp7xml_item.c: `channel` 0 is the picture, the others are those of sound, from 1. */
int  ct_fcp7_sound_tracks(const ct_fcp7_writer *w, size_t i);
bool ct_fcp7_has_channel(const ct_fcp7_writer *w, size_t i, int channel);
void ct_fcp7_item(ct_fcp7_writer *w, size_t i, int channel);
/* The transition into the event, in front of its item, if it has one. */
void ct_fcp7_transition(ct_fcp7_writer *w, size_t i);

#endif
