/* SPDX-License-Identifier: MIT */
/* Frame n of a file, exactly: the picture or an error, never its neighbour.
 *
 * With an index the reader goes to the entry point before n and proves where it landed packet by
 * packet; a landing or picture that does not agree with the index is not used, and the entry before
 * is tried, in the end the start of the file. Without an index it decodes from the start and counts:
 * exact as well, only slow, so the first frames can be shown while the index is still made.
 *
 * Where damage is met that a scanned index could not know of, the reader decodes the file once from
 * start to end and goes on with the index made of that: slow, once. Damaged pictures that were given
 * before may then have been repaired otherwise, so a cache is emptied when ct_reader_index is not the
 * one it was.
 *
 * What is learnt on the way stays with the index, for the next seek and, saved when the reader is closed, the next
 * time: an entry point that did not lead to its pictures is not tried again.
 *
 * A reader belongs to one thread at a time; ct_reader_interrupt is for the others. */
#ifndef CIRCLETAKE_READER_H
#define CIRCLETAKE_READER_H

#include "circletake/frame.h"
#include "circletake/index.h"

typedef struct ct_reader ct_reader;

typedef struct ct_reader_options {
    int       threads; /* of the decoder; 0: one for each processor */
    ct_index *index;   /* may be NULL; the reader takes its own reference */
    int       stream;  /* which pictures, see index.h; an index knows its own */
    /* A graphics card may decode what is not a still, if there is one and its pictures are the same to the
     * bit; needs an index. */
    bool hardware;
    bool learn; /* hash every picture whose decode began where it is safe, for the index */
    bool (*stop)(void *arg); /* looked at while reading: true ends the call with CT_CANCELLED */
    void   *stop_arg;
    ct_log *log;
} ct_reader_options;

/* CT_UNSUPPORTED: no picture, or no decoder for it. `options` NULL: all defaults. */
CT_MUST_USE ct_code ct_reader_open(const char *path, const ct_reader_options *options,
                                   ct_reader **out, ct_error *err);
void                ct_reader_close(ct_reader **r);

/* Takes its own reference and drops the one before. The decoder's place is kept where possible. */
void ct_reader_set_index(ct_reader *r, const ct_index *ix);
/* Borrowed until close or set; NULL while there is none. */
const ct_index *ct_reader_index(const ct_reader *r);

/* Gives frame n, one reference. CT_NO_INPUT: the clip has no such frame. CT_BAD_DATA: it is there
 * but cannot be decoded. CT_CANCELLED: interrupted. */
CT_MUST_USE ct_code ct_reader_get(ct_reader *r, int64_t n, ct_frame **out, ct_error *err);
/* The same frame, soonest, for a picture that is wanted alone: about two thirds of the time. What is
 * decoded next starts at an entry point again. */
CT_MUST_USE ct_code ct_reader_get_still(ct_reader *r, int64_t n, ct_frame **out, ct_error *err);
/* Gives the frame after the one that was given or handed last (frame 0 after open). CT_END after the
 * last. */
CT_MUST_USE ct_code ct_reader_next(ct_reader *r, ct_frame **out, ct_error *err);
/* Number that ct_reader_next would give; after CT_END or CT_NO_INPUT without index, how many frames
 * there are. */
int64_t ct_reader_position(const ct_reader *r);

/* How a span is decoded. */
enum {
    CT_SPAN_PREROLL = 1, /* frames on the way there are handed, too: they cost nothing more */
    CT_SPAN_LAST = 2     /* what follows is not wanted next: nothing behind the span is decoded */
};
/* Decodes forward from the entry point at or before span.first and hands every frame of the span
 * to `sink`, in order, none left out. `how`: CT_SPAN_ values. The sink borrows the frame
 * for the call (ct_frame_ref to keep it); false ends the call with CT_OK. The span is clamped to the
 * clip. */
typedef bool (*ct_reader_sink)(void *arg, ct_frame *frame);
CT_MUST_USE ct_code ct_reader_decode_span(ct_reader *r, ct_span span, int how, ct_reader_sink sink,
                                          void *arg, ct_error *err);

/* Decodes from an entry point of the index (by number, see ct_index_entry_count) to the next one and compares
 * with the hashes that are known; the index keeps the verdict. CT_OK with *good false: its pictures did
 * not come, or came out otherwise. */
CT_MUST_USE ct_code ct_reader_test_entry(ct_reader *r, int64_t entry, bool *good, ct_error *err);

/* Any thread: the running call and all that follow end soon with CT_CANCELLED, until resumed. */
void ct_reader_interrupt(ct_reader *r);
void ct_reader_resume(ct_reader *r);

#endif
