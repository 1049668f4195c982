/* SPDX-License-Identifier: MIT */
/* A media file, opened with suspicion, and its decoder: what index, reader and probe share.
 *
 * Footage comes from strangers. Only local regular files are opened, only by the demuxers listed
 * in input.c, with no protocol but "file" and no reference to a second file followed. Measured on
 * FFmpeg 5.1: of these only the list of formats stops a playlist that calls itself .mp4.
 * One thread at a time. */
#ifndef CT_INPUT_PRIV_H
#define CT_INPUT_PRIV_H

#include <libavcodec/avcodec.h>
#include <libavformat/avformat.h>
#include <stdbool.h>
#include <stdint.h>

#include "circletake/log.h"
#include "circletake/sequence.h"
#include "circletake/status.h"

enum {
    CT_MAX_WIDTH = 16384,
    CT_MAX_PIXELS = 16384 * 8640, /* one 16K picture; more is refused before it is allocated */
    CT_MAX_STREAMS = 128,
    CT_PROBE_BYTES = 20 << 20
};

typedef struct ct_stop {
    bool (*fn)(void *arg); /* true: give up soon; NULL: never */
    void *arg;
} ct_stop;

/* Samples that are not shown, at each edge of the picture as it is coded. */
typedef struct ct_crop {
    size_t left, right, top, bottom;
} ct_crop;

typedef struct ct_input {
    char            *path;
    AVFormatContext *fmt;
    ct_crop          aperture; /* of the picture, as its container says: see ct_aperture_of */
    AVStream        *st;       /* the picture; NULL: the file has none */
    ct_stop          stop;
} ct_input;

/* `picture`: which stream of pictures, counted from 0 among those that are no cover images.
 * Every stream but the picture is skipped while reading, unless `all_streams`. Streams are looked
 * into (avformat_find_stream_info). A file without picture is CT_OK with st NULL;
 * CT_NO_INPUT: it has pictures, but fewer streams of them. */
CT_MUST_USE ct_code ct_input_open(const char *path, int picture, ct_stop stop, bool all_streams,
                                  ct_input **out, ct_error *err);
/* What looking into a stream told, which its header does not: kept, so that a file that is opened again need
 * not be looked into, which decodes pictures. */
typedef struct ct_looked {
    bool intra;        /* all its pictures stand alone */
    int  delay;        /* pictures that the decoder holds back to put them in order */
    int  pixel_format; /* AV_PIX_FMT_NONE: not known */
} ct_looked;
/* The picture alone. `looked`: of its index, NULL: nothing is known. */
CT_MUST_USE ct_code ct_input_open_picture(const char *path, int picture, ct_stop stop,
                                          const ct_looked *looked, ct_input **out, ct_error *err);
/* The picture alone, and of a file that has a header what that says: nothing is decoded, the pixel format and
 * the delay may be unknown. */
CT_MUST_USE ct_code ct_input_open_header(const char *path, int picture, ct_stop stop,
                                         ct_input **out, ct_error *err);
void                ct_input_close(ct_input **in);
/* The stream of pictures of that number; NULL: there are not so many. */
AVStream *ct_input_picture(const AVFormatContext *fmt, int picture);
/* Next packet of the picture (unreferenced first). CT_END at the end; a read error further in is
 * CT_IO, what came before stays good. */
CT_MUST_USE ct_code ct_input_read(ct_input *in, AVPacket *pkt, ct_error *err);
/* Refuses anything that is not a readable local regular file: missing, folder, pipe, device. */
CT_MUST_USE ct_code ct_input_check_file(const char *path, ct_error *err);
/* libav's word for an error, made a sentence about `path`; CT_CANCELLED for our own stop. */
ct_code ct_input_fail(const char *path, int av_error, const char *doing, ct_error *err);

/* One image file as a picture of its own. Gives `av`. `fps` (may be NULL) becomes the rate that
 * DPX and EXR headers name, else it is left as it is. */
CT_MUST_USE ct_code ct_image_decode(const char *path, AVFrame **av, AVRational *fps, ct_error *err);
/* Fills a picture that has its buffers with black. */
void ct_image_blacken(AVFrame *av);
/* Codec of an image by the ending of its name; AV_CODEC_ID_NONE: no image of ours. */
enum AVCodecID ct_image_codec(const char *name);

/* aperture.c: the clean aperture that a MOV or MP4 names for the stream; none, or one that does not lie in the
 * picture: zeros. */
ct_crop ct_aperture_read(const char *path, const AVStream *st);
/* The same for pictures of that format: it begins on a whole sample of chroma, so that colours stay where
 * they are. */
ct_crop ct_aperture_of(const ct_input *in, int pixel_format);

/* Turn clockwise needed to show the stream upright, 0, 90, 180 or 270, the nearest quarter; and whether it
 * is to be mirrored from left to right then. */
int ct_input_rotation(const AVStream *st, bool *mirrored);

#endif
