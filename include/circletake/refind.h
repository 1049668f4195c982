/* SPDX-License-Identifier: MIT */
/* Finds the frames of a file again in another file that took its place: the same pictures trimmed,
 * extended, with a piece cut out, in another container.
 *
 * A frame is found when its picture is, bit for bit, and when nothing else could be meant. One hash
 * is not enough for that, because pictures repeat (black, frozen, dropped and doubled ones). So a place
 * counts only
 *   - where the picture comes once in the new file and once among what is known of the old one, and
 *     the pictures on one side of it came along (a run); or others like it, that stand round it, lie
 *     at the same distance (marks of one clip confirm one another); or both files are equally long
 *     and all that is known is where it was;
 *   - else between two such places of one distance, the nearest on either side, when every picture
 *     that is known between them agrees.
 * What has no such place was not found: nothing is ever near enough. Pictures that were coded anew
 * are never found here; see ct_refind_by_timecode.
 *
 * Known of the old file is either every picture or only those that marks kept as their evidence. The
 * latter do not tell a stretch from its repetition farther off than they reach, as in a film that has
 * the same shot twice and lost one of them.
 * Pure; one thread at a time. */
#ifndef CIRCLETAKE_REFIND_H
#define CIRCLETAKE_REFIND_H

#include <stdbool.h>
#include <stdint.h>

#include "circletake/mark.h"

typedef struct ct_refind ct_refind;

/* `now`: picture hash of every frame of the new file, 0 where not known; borrowed until destroy.
 * `old_count`: frames of the old file, -1 not known. */
ct_refind *ct_refind_create(const uint64_t *now, int64_t now_count, int64_t old_count);
void       ct_refind_destroy(ct_refind **r); /* takes NULL */

/* A picture of the old file. False when another was named for that frame: it then stays as it was. 0
 * says nothing; CT_NO_PICTURE that the file ended before `frame`. Before solve. */
bool ct_refind_know(ct_refind *r, int64_t frame, uint64_t hash);
/* The same of a frame and its neighbours; false, and nothing is taken over, when one disagrees. */
bool ct_refind_know_evidence(ct_refind *r, int64_t frame, const ct_evidence *e);
/* After all that is known, before the questions. */
void ct_refind_solve(ct_refind *r);

/* Number in the new file of a frame of the old one, whether or not its picture is known; -1: not
 * found. */
int64_t ct_refind_frame(const ct_refind *r, int64_t frame);
/* Both ends of a range, its first and its last picture. The range may have become shorter or longer
 * between them. */
bool ct_refind_span(const ct_refind *r, ct_span span, ct_span *out);
/* By how many frames all that was found by itself has moved (later positive); false: nothing was, or
 * not all alike. */
bool ct_refind_offset(const ct_refind *r, int64_t *out);
/* Whether some picture that is known of the old file is in the new one at all. */
bool ct_refind_meets(const ct_refind *r);
bool ct_refind_knows_some(const ct_refind *r);

/* A range by its timecode: only where both clips have one that is counted alike, at the same number
 * of labels a second, on pictures of a constant rate, and that somebody set (many programs write
 * 00:00:00:00 everywhere: two clips that both start there are not compared). Where the pictures
 * come faster or slower than before, only what begins and ends with a label is found. False: not
 * found, or not within the new clip. */
bool ct_refind_by_timecode(const ct_clip *was, const ct_clip *now, ct_span span, ct_span *out);
/* Whether a picture that comes once in either file, or most of those that repeat, are elsewhere than their timecode
 * says: too little to find a mark by, as in a clip that was slowed down, turned round or rearranged, but enough to
 * doubt the timecode. */
bool ct_refind_denies_timecode(const ct_refind *r, const ct_clip *was, const ct_clip *now);
/* By how many frames all frames have moved by timecode; only at one rate of pictures. */
bool ct_refind_timecode_offset(const ct_clip *was, const ct_clip *now, int64_t *out);

#endif
