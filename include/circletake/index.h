/* SPDX-License-Identifier: MIT */
/* The frame table of a file's pictures: frame <-> pts <-> packet, and where decoding may start.
 *
 * A frame is the n-th picture that one linear decode from the start puts out, edit list
 * applied. Packets are only a hypothesis of that. Three levels:
 *   container  the table in the file says all: codecs with only key pictures. Instant.
 *   scanned    all packets were read and none of the known traps was found: pts unique and in
 *              every packet, closed or understood entry points. Disk speed.
 *   decoded    there was a trap (no pts, colliding pts, field pairs, hidden packets, clock that
 *              goes back, no clean start, damage): the whole file was decoded once; each frame's hash
 *              is known and proves every later seek.
 *
 * Counted: any thread may hold and ask it. Its frames never change once it is made; what decoding
 * tells later (hashes of pictures, entry points that do not lead to theirs) is added to it, and
 * kept by ct_index_save. */
#ifndef CIRCLETAKE_INDEX_H
#define CIRCLETAKE_INDEX_H

#include <stdbool.h>
#include <stdint.h>

#include "circletake/log.h"
#include "circletake/rate.h"

typedef struct ct_index ct_index;

typedef enum ct_index_level {
    CT_INDEX_CONTAINER = 1,
    CT_INDEX_SCANNED,
    CT_INDEX_DECODED
} ct_index_level;

/* How a long read reports and is stopped. All may be NULL/0; called on the building thread. */
typedef struct ct_index_watch {
    void (*progress)(void *arg, int permille); /* grows, 1000 at the end */
    bool (*stop)(void *arg);                   /* true: CT_CANCELLED soon */
    void   *arg;
    int     threads; /* for decoding; 0: one for each processor */
    ct_log *log;
} ct_index_watch;

/* Gives the index of a file's pictures: of those of its `stream`, counted from 0 among the streams of
 * pictures, cover images left out (as ffmpeg counts V:0, V:1). From the cache folder when size, time of change,
 * fingerprint and library versions agree, else built and saved there (failing to save is only
 * logged). This is what everybody calls. CT_UNSUPPORTED: the file has no picture; CT_NO_INPUT: none of that
 * number. `watch` may be
 * NULL. Never the main thread. */
CT_MUST_USE ct_code ct_index_acquire(const char *path, int stream, const ct_index_watch *watch,
                                     ct_index **out, ct_error *err);
/* The same without waiting: gives an exact index if one is saved or the container's table is
 * enough, else CT_BUSY: use ct_index_acquire on another thread. */
CT_MUST_USE ct_code ct_index_acquire_now(const char *path, int stream, ct_index **out,
                                         ct_error *err);
/* Builds, ignoring the cache folder. `least`: CT_INDEX_DECODED forces the whole decode (check). */
CT_MUST_USE ct_code ct_index_build(const char *path, int stream, ct_index_level least,
                                   const ct_index_watch *watch, ct_index **out, ct_error *err);

ct_index *ct_index_ref(const ct_index *ix);
void      ct_index_unref(ct_index **ix); /* clears the pointer, takes NULL */

/* A file that is still written: ct_index_acquire reads only what is new of one it knows, where the container can
 * be entered there. */
/* Whether `now` is of the same recording as `before`, which was made when less of it was there: every packet
 * is the same but, maybe, the last. `same_start`: the file is known to begin with all that it was; else, as where
 * its header was completed, the sizes of packets must be as good as a fingerprint. */
bool ct_index_goes_on(const ct_index *now, const ct_index *before, bool same_start);
/* The frame of `now` that shows the picture of a frame of `before`: its own number, except among the last few
 * where a picture that is shown before it was not there yet. -1: none does. */
int64_t ct_index_frame_now(const ct_index *now, const ct_index *before, int64_t frame);
/* The index that was kept of a content, whether its file is there still or not; it has no path.
 * CT_NO_INPUT: none was. */
CT_MUST_USE ct_code ct_index_load_kept(uint64_t fingerprint, int stream, ct_index **out,
                                       ct_error *err);
/* Removes what is kept of a content that no file has any more. */
void ct_index_forget_kept(uint64_t fingerprint, int stream);
/* Of the file as it was when it was read. */
uint64_t ct_index_fingerprint(const ct_index *ix);
int64_t  ct_index_size_bytes(const ct_index *ix);
int64_t  ct_index_mtime_ns(const ct_index *ix);

/* In the cache folder, keyed by content and stream. Load: CT_NO_INPUT when none was saved, CT_BAD_DATA when
 * damaged or made by other versions. */
CT_MUST_USE ct_code ct_index_save(const ct_index *ix, ct_error *err);
/* Whether decoding told something since it was saved. */
bool                ct_index_has_learnt(const ct_index *ix);
CT_MUST_USE ct_code ct_index_load(const char *path, int stream, ct_index **out, ct_error *err);

/* Facts. */
int64_t        ct_index_count(const ct_index *ix); /* frames */
int            ct_index_stream(const ct_index *ix);
ct_index_level ct_index_level_of(const ct_index *ix);
const char    *ct_index_level_name(ct_index_level level); /* "container", "scanned", "decoded" */
AVRational     ct_index_tb(const ct_index *ix);
AVRational     ct_index_fps(const ct_index *ix); /* nominal, measured over all frames */
bool           ct_index_is_vfr(const ct_index *ix);
bool           ct_index_is_open_gop(const ct_index *ix);
bool           ct_index_is_intra(const ct_index *ix);   /* every frame decodes alone */
bool           ct_index_is_damaged(const ct_index *ix); /* some pictures are repaired, or missing */
/* Sentences for the log and for `check`: why it was decoded, damage met. Borrowed, "" if none. */
const char *ct_index_remark(const ct_index *ix);

/* Stream time of a frame, ticks of ct_index_tb as in the packets (not shifted to start at 0; where pictures have none,
 * as in AVI, the n-th has that of the n-th packet); INT64_MIN: the file has none, or no such frame. */
int64_t ct_index_pts(const ct_index *ix, int64_t frame);
/* The same in microseconds on the container's clock, which sound shares (see audio.h); frames
 * without pts by the nominal rate. `frame` may be ct_index_count: the end of the last frame. */
int64_t ct_index_time_us(const ct_index *ix, int64_t frame);
/* Frame on screen at stream time `pts`, or at microseconds (looked up, not calculated); -1 before the first. */
int64_t ct_index_frame_at(const ct_index *ix, int64_t pts);
int64_t ct_index_frame_at_us(const ct_index *ix, int64_t time_us);
/* Picture hash, from the decoding pass or from a later decode that began where it is safe; 0: not known. */
uint64_t ct_index_hash(const ct_index *ix, int64_t frame);
/* Takes over the hashes of the same frames in an index that was made by decoding. */
void ct_index_take_hashes(const ct_index *ix, const ct_index *decoded);

/* The frames that one run of the decoder from one entry point gives, `frame` among them: what
 * to decode at once for play in reverse. Intra: the frame alone. Spans follow one another without
 * holes. */
ct_span ct_index_gop(const ct_index *ix, int64_t frame);
/* Where decoding may start, and how many of these were found not to lead to their pictures. */
int64_t ct_index_entry_count(const ct_index *ix);
int64_t ct_index_bad_entries(const ct_index *ix);
/* First frame that is clean from an entry on. */
int64_t ct_index_entry_frame(const ct_index *ix, int64_t entry);

#endif
