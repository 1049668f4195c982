/* SPDX-License-Identifier: MIT */
/* Another file for a clip, or another content at its path: re-wrapped, exported anew with handles, trimmed,
 * a proxy, a recording that went on. What points to frames of the clip - selects, notes, In and Out, events of cuts, sound
 * recorded apart - is found again by its pictures (refind.h), then by timecode where that is counted
 * alike, and what is not found stays where it was and is known to be lost. Nothing is guessed.
 *
 * All that changes is one step of undo. Waits, and decodes the new file once: never the main thread of a
 * window. */
#ifndef CIRCLETAKE_REPLACE_H
#define CIRCLETAKE_REPLACE_H

#include "circletake/index.h"
#include "circletake/mark.h"
#include "circletake/store.h"

typedef enum ct_refound {
    CT_REFOUND_EXACT = 0, /* its pictures are there */
    CT_REFOUND_BY_TIMECODE,
    CT_REFOUND_LOST,
    CT_REFOUND_COUNT
} ct_refound;
const char *ct_refound_name(ct_refound r); /* "exact", "by timecode", "lost" */

typedef enum ct_moved_kind {
    CT_MOVED_SELECT = 0,
    CT_MOVED_NOTE,
    CT_MOVED_RANGE, /* In and Out as they are marked */
    CT_MOVED_EVENT, /* of a cut */
    CT_MOVED_SOUND, /* its start: samples of the sound at frame 0, not frames */
    CT_MOVED_KINDS
} ct_moved_kind;
const char *ct_moved_kind_name(ct_moved_kind k); /* "select", "note", "range", "event", "sound" */

typedef struct ct_moved {
    ct_moved_kind kind;
    ct_id         id; /* of the mark or event; of the clip for range and sound */
    ct_refound    found;
    ct_span       was, now; /* frames of the clip before and after; the same when lost */
} ct_moved;

typedef struct ct_replacement {
    ct_clip   was, now;
    bool      grew; /* it is the same recording, of which more is there now */
    ct_moved *items;
    size_t    count, cap;
    size_t    found[CT_REFOUND_COUNT];
    char     *remark; /* what else there is to say, sentences; NULL nothing */
} ct_replacement;
void ct_replacement_finish(ct_replacement *r); /* safe on zeroed memory */
/* "147 exact, 3 by timecode, 1 lost.", and the remark. Gives. */
char *ct_replacement_summary(const ct_replacement *r);

/* Whether anything points to frames of the clip. */
bool ct_replace_concerns(ct_query *q, const ct_clip *clip);

/* Makes the file at `path` (NULL: what is at the clip's own path now) the clip's. `watch` may be NULL:
 * progress of the decode, stop, threads, log. Cancelled or failed: nothing was changed. CT_USAGE: the
 * file belongs to another clip that has marks of its own, or has no pictures where the clip has.
 * *out uninitialised; finish it when CT_OK. */
CT_MUST_USE ct_code ct_replace_media(ct_store *st, ct_id clip, const char *path, const char *author,
                                     const ct_index_watch *watch, ct_replacement *out,
                                     ct_error *err);

/* Key of the setting that keeps In and Out of a clip: they are of one content, another has its own. */
enum { CT_RANGE_KEY_BYTES = 80 };
char *ct_range_key(const ct_clip *clip, char out[CT_RANGE_KEY_BYTES]);

#endif
