/* SPDX-License-Identifier: MIT */
/* Reduced pictures of every frame of one clip, in one file of the cache folder: each a JPEG of its own,
 * so that any is there in milliseconds. Rebuildable, bounded, made bit by bit.
 *
 *   CACHE/standins/FINGERPRINT.standins
 *   head      HEAD_BYTES: magic, versions, frame count, what the index says, size, colour (standin_file.c)
 *   table     16 bytes for each frame: place in the file, bytes (0: not made yet), XXH3 of them
 *   pictures  one behind the other, in the order they were made
 *
 * One process writes (an advisory lock), any number reads; one thread writes, any reads. */
#ifndef CT_MEDIA_STANDIN_FILE_H
#define CT_MEDIA_STANDIN_FILE_H

#include "circletake/frame.h"
#include "circletake/index.h"

typedef struct ct_standin_file ct_standin_file;

/* What was kept for this index: CT_NO_INPUT when there is nothing, or not of these frames. */
CT_MUST_USE ct_code ct_standin_file_open(const ct_index *ix, ct_standin_file **out, ct_error *err);
/* To go on with what was kept, or to begin; `like` tells size and colour. Makes room by dropping the files
 * that were used longest ago. CT_BUSY: another process makes it; CT_UNSUPPORTED: not worth its bytes. */
CT_MUST_USE ct_code ct_standin_file_begin(const ct_index *ix, const ct_frame *like,
                                          ct_standin_file **out, ct_error *err);
void                ct_standin_file_close(ct_standin_file **file);

bool ct_standin_file_has(ct_standin_file *file, int64_t frame);
/* First frame from `from` on, then from the start, that was not made; -1: all were. */
int64_t ct_standin_file_missing(ct_standin_file *file, int64_t from);
int64_t ct_standin_file_count(ct_standin_file *file); /* that were made */

/* A picture as bytes, and back: any thread, each its own. */
typedef struct ct_standin_codec ct_standin_codec;
ct_standin_codec               *ct_standin_codec_create(const ct_standin_file *file);
void                            ct_standin_codec_destroy(ct_standin_codec **codec);
/* Bytes stay until the next call. */
CT_MUST_USE ct_code ct_standin_encode(ct_standin_codec *codec, const ct_frame *f,
                                      const uint8_t **data, size_t *bytes, ct_error *err);
/* Gives a frame that says `reduced`, with the number, pts and place of the one it stands for. */
CT_MUST_USE ct_code ct_standin_decode(ct_standin_codec *codec, const ct_index *ix, int64_t frame,
                                      const uint8_t *data, size_t bytes, ct_frame **out,
                                      ct_error *err);

/* The bytes of a frame; free() them. CT_BAD_DATA: damaged, and forgotten by that. */
CT_MUST_USE ct_code ct_standin_file_read(ct_standin_file *file, int64_t frame, uint8_t **data,
                                         size_t *bytes, ct_error *err);
CT_MUST_USE ct_code ct_standin_file_write(ct_standin_file *file, int64_t frame, const uint8_t *data,
                                          size_t bytes, ct_error *err);

#endif
