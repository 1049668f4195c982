/* SPDX-License-Identifier: MIT */
/* The parts of the probe: probe.c opens and counts, probe_slate.c reads timecode and slate,
 * probe_clock.c compares clocks, probe_index.c says what the index knows. */
#ifndef CT_PROBE_PRIV_H
#define CT_PROBE_PRIV_H

#include "circletake/probe.h"
#include "input_priv.h"

/* Says it once. */
void ct_media_warn(ct_media_info *info, const char *fmt, ...) CT_PRINTF(2, 3);

/* Whether containers of that format (as libavformat calls it) count places, also those of pictures that were dropped,
 * and not pictures. */
bool ct_probe_counts_places(const char *format);

/* While it is probed: what the index says, but for what timecode has its say in. */
void ct_probe_take_facts(ct_media_info *info, const ct_index *ix);
/* When its rate varies; the source of the timecode is known. */
void ct_probe_warn_of_rate(ct_media_info *info);

/* Start timecode of clip.tc, from all sources in order. clip.fps must be known. */
void ct_probe_timecode(ct_input *in, ct_media_info *info);
void ct_probe_image_timecode(const AVFrame *av, ct_media_info *info);
/* Reel, scene, shot, take, camera; `in` NULL: only from the path. */
void ct_probe_slate(ct_input *in, ct_media_info *info);
/* When sound begins and ends beside the picture; clip.fps must be known. */
void ct_probe_extents(const ct_input *in, ct_media_info *info);
/* Frame rate that a sound recorder wrote down; false: none. */
bool ct_probe_sound_rate(ct_input *in, AVRational *fps);

/* ixml.c: text of the first element `name` in the iXML chunk of a WAV file. Gives it, or NULL.
 * iXML is the recorders' own slate (gallery.co.uk/ixml). */
char *ct_ixml_text(const char *path, const char *name);
/* The names of its channels, a line each; NULL: it has none. Gives. */
char *ct_ixml_names(const char *path, int channels);

#endif
