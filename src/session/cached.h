/* SPDX-License-Identifier: MIT */
/* Stills and waveforms as the window shows them: out of the cache folder, or made and kept there.
 * The window asks for them one by one, ingest makes them before anybody asks: one size, one place
 * where that is decided. Decodes, so: never the main thread of a window. */
#ifndef CT_SESSION_CACHED_H
#define CT_SESSION_CACHED_H

#include "circletake/mark.h"
#include "circletake/peaks.h"
#include "circletake/thumbs.h"

/* Half way through the take: behind the slate, before the director says cut. */
int64_t ct_poster_frame(const ct_clip *clip);

/* `stop` as in ct_thumb_build. A cache that cannot be written costs time only. */
CT_MUST_USE ct_code ct_cached_still(const char *path, uint64_t fingerprint, int64_t frame,
                                    bool (*stop)(void *), void *stop_arg, ct_thumb **out,
                                    ct_error *err);
/* `pictures`: the sound is lined up with frame 0 of the clip's pictures. */
CT_MUST_USE ct_code ct_cached_peaks(const char *path, uint64_t fingerprint, AVRational fps,
                                    bool pictures, bool (*stop)(void *), void *stop_arg,
                                    ct_peaks **out, ct_error *err);
/* The waveform of what is heard with a clip: its own sound, or that of `sound_path`, where the clip's
 * fields put it. Sound that was moved is read anew each time: a cache would keep one for every move. */
CT_MUST_USE ct_code ct_cached_sound(const ct_clip *clip, const char *sound_path,
                                    bool (*stop)(void *), void *stop_arg, ct_peaks **out,
                                    ct_error *err);

#endif
