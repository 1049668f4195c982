/* SPDX-License-Identifier: MIT */
/* What the two files that write FCPXML share: the library of sources, and the project. */
#ifndef CT_EDITLIST_FCPXML_OUT_PRIV_H
#define CT_EDITLIST_FCPXML_OUT_PRIV_H

#include "editlist_priv.h"
#include "heard_priv.h"
#include "xml_priv.h"

enum { CT_FCPX_TIME_BYTES = 56 };

typedef struct ct_fcpx_writer {
    const ct_timeline       *t;
    const ct_export_options *o;
    const size_t            *source; /* of each event: the first of the same source */
    const size_t            *sound;  /* and the first with the same sound recorded apart */
    size_t                  *next;   /* of each event: the next of the same source; 0 none */
    int                      minor;  /* of the version: 9 for 1.9 */
    bool                     bins;   /* no project: the notes are on the sources */
    ct_xml                   x;
} ct_fcpx_writer;

/* --- fcpxml.c --- */

/* "86486400/24000s", "3600s". */
char *ct_fcpx_time(int64_t frames, AVRational fps, char out[CT_FCPX_TIME_BYTES]);
/* Frames of two rates together: one may count samples, which lie on no picture's grid. Exact where one
 * denominator of 32 bits, which is what Apple's times have, does for both; else to the nearest flick. */
bool  ct_fcpx_is_exact(AVRational fps, AVRational rate);
char *ct_fcpx_sum(int64_t frames, AVRational fps, int64_t more, AVRational rate,
                  char out[CT_FCPX_TIME_BYTES]);
/* As Apple spells it in that version; NULL: it has no word for it. */
const char *ct_fcpx_conform_rate(AVRational fps, int minor);
bool        ct_fcpx_has_projects(AVRational fps);
/* First frame of the media on its own clock, and how many there are. */
int64_t     ct_fcpx_media_start(const ct_event *e);
int64_t     ct_fcpx_media_frames(const ct_event *e);
const char *ct_fcpx_tc_format(bool drop);
char       *ct_fcpx_format_id(const ct_fcpx_writer *w, size_t i, char out[24]);
char       *ct_fcpx_asset_id(const ct_fcpx_writer *w, size_t i, char out[24]);
char       *ct_fcpx_sound_id(const ct_fcpx_writer *w, size_t i, char out[24]);
/* Start of a file of sound on its own clock, in frames of its labels. */
int64_t    ct_fcpx_sound_start(const ct_event_sound *s);
AVRational ct_fcpx_sound_rate(const ct_event_sound *s);
/* Which channels of a file belong together, where there is more to say than that there is sound; of those that `e`
 * is heard with, NULL: of all. */
void ct_fcpx_write_channels(ct_fcpx_writer *w, const ct_event *e, const ct_audio_layout *file);
/* `select`: also what stands in the project only. */
void ct_fcpx_write_metadata(ct_fcpx_writer *w, const ct_event *e, bool select);
/* A marker at a place of the clip's own clock, in frames of the clip. */
void ct_fcpx_write_marker(ct_fcpx_writer *w, const ct_event *e, const ct_marker *m, ct_span at);

/* --- fcpxml_project.c --- */

/* What Final Cut would refuse the project for. */
ct_code ct_fcpx_check_project(const ct_timeline *t, ct_error *err);
void    ct_fcpx_write_project(ct_fcpx_writer *w);

#endif
