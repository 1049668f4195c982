/* SPDX-License-Identifier: MIT */
/* The parts of the probe: probe.c opens and counts, probe_slate.c reads timecode and slate,
 * probe_clock.c compares clocks. */
#ifndef CT_PROBE_PRIV_H
#define CT_PROBE_PRIV_H

#include "circletake/probe.h"
#include "input_priv.h"

void ct_media_warn(ct_media_info *info, const char *fmt, ...) CT_PRINTF(2, 3);

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

#endif
