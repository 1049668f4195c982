/* SPDX-License-Identifier: MIT */
/* Stills and waveforms as the window shows them: out of the cache folder, or made and kept there.
 * The window asks for them one by one, ingest makes them before anybody asks: one size, one place
 * where that is decided. Decodes, so: never the main thread of a window. */
#ifndef CT_SESSION_CACHED_H
#define CT_SESSION_CACHED_H

#include "circletake/inspect.h"
#include "circletake/mark.h"
#include "circletake/peaks.h"
#include "circletake/thumbs.h"

/* `stop` as in ct_thumb_build. A cache that cannot be written costs time only. */
CT_MUST_USE ct_code ct_cached_still(const ct_clip *clip, int64_t frame, bool (*stop)(void *),
                                    void *stop_arg, ct_thumb **out, ct_error *err);
/* The picture half way through the take: behind the slate, before the director says cut. Of images the nearest that
 * is there. */
CT_MUST_USE ct_code ct_cached_poster(const ct_clip *clip, bool (*stop)(void *), void *stop_arg,
                                     ct_thumb **out, ct_error *err);
/* The clip's own sound, lined up with frame 0 of its pictures if it has any. */
CT_MUST_USE ct_code ct_cached_peaks(const ct_clip *clip, bool (*stop)(void *), void *stop_arg,
                                    ct_peaks **out, ct_error *err);
/* The waveform of what is heard with a clip: its own sound, or that of `sound_path`, where the clip's
 * fields put it. Sound that was moved is read anew each time: a cache would keep one for every move. */
CT_MUST_USE ct_code ct_cached_sound(const ct_clip *clip, const char *sound_path,
                                    bool (*stop)(void *), void *stop_arg, ct_peaks **out,
                                    ct_error *err);
/* What a look through the file finds. `anew`: whatever was kept. */
CT_MUST_USE ct_code ct_cached_material(const ct_media_info *info, bool anew,
                                       void (*progress)(void *, int permille), bool (*stop)(void *),
                                       void *arg, ct_material *out, ct_error *err);

#endif
