/* SPDX-License-Identifier: MIT */
/* What is in a file, from its headers: nothing is decoded unless no header says the timecode.
 *
 * Start timecode, best source first (the order of ct_tc_source; `tc_source` says which it was):
 *   tmcd     timecode track of MOV/MP4 that belongs to the picture, with the track's own rate
 *            and drop flag
 *   mxf      source package, then material package of MXF
 *   tag      "timecode" of the picture stream, then of the container (AVI, MKV, GXF, ...)
 *   sei      of the first picture: SMPTE ST 12-1 in H.264/HEVC SEI, GOP header of MPEG-2
 *   header   DPX television header, EXR timeCode
 *   sound    BWF/iXML time reference, samples since midnight
 * A start_time other than 0 is no timecode. Pictures at a variable rate keep the timecode of
 * their container, counted at the nominal rate, and a warning says so.
 *
 * Reel: tag "reel_name", "com.apple.proapps.reel", "tape", "reel" and the like, MXF source package
 * name, DPX header, else the file's name where it is a camera's (A001_C003: A001). Slate fields:
 * tags (com.apple.proapps.*, iXML of BWF), else names.h.
 *
 * Local regular files only; formats and protocols are held to a list (input_priv.h), sizes and
 * counts to limits. Any thread but the main one. */
#ifndef CIRCLETAKE_PROBE_H
#define CIRCLETAKE_PROBE_H

#include <stdbool.h>
#include <stddef.h>

#include "circletake/index.h"
#include "circletake/log.h"
#include "circletake/mark.h"

typedef struct ct_media_track {
    int  index; /* stream of the file */
    int  channels, sample_rate_hz;
    char codec[32], layout[64]; /* "pcm_s24le", "stereo", "5.1" */
    char title[64];             /* "" when the file gives none */
    /* Of its channels, as iXML has them, a line each; a single line names the track; NULL: none. */
    char *names;
} ct_media_track;

/* A stream of pictures; cover images are none. */
typedef struct ct_media_pictures {
    int        index; /* stream of the file */
    int        width_px, height_px;
    AVRational fps; /* by the header */
    char       codec[32];
    char       title[64]; /* "" when the file gives none */
} ct_media_pictures;

typedef struct ct_media_info {
    ct_clip    clip;             /* id none; media, timecode and slate fields filled */
    char       container[32];    /* "mov,mp4,...", "mxf", "image sequence" */
    char       pixel_format[32]; /* "yuv420p10le"; "" without picture */
    char       codec_profile[48];
    AVRational sample_aspect; /* 1/1 when not given */
    int        rotation_deg;  /* turn clockwise by this much to show */
    bool       mirrored;      /* then swap left and right */
    /* Samples that lie outside the clean aperture, as decoded: left, right, top, bottom. */
    int     crop_px[4];
    char    colour_primaries[32], colour_transfer[32], colour_matrix[32], colour_range[16];
    char    field_order[16]; /* "progressive", "tff", "bff", "" */
    int64_t duration_us;     /* of the container; 0 unknown */
    int64_t bit_rate;        /* 0 unknown */
    int64_t counted_frames;  /* of the headers; 0 unknown */
    int64_t promised_us;     /* how long the pictures last, by the headers; 0 unknown */
    int64_t pictures_us;     /* the same by the index; 0: not known, or its clock jumps */
    bool    promised_by_all; /* by the length of the whole file: sound may be what is so long */
    bool    sound_timed;     /* both of the next are known, by the headers */
    int64_t sound_start_us;  /* of the first sound track, later than the first picture */
    int64_t sound_excess_us; /* by which it lasts longer than the picture */
    /* In the order they are counted in: clip.stream says which of them was probed. */
    ct_media_pictures *pictures;
    size_t             picture_count, picture_cap;
    ct_media_track    *tracks; /* sound */
    size_t             track_count, track_cap;
    char             **warnings; /* sentences */
    size_t             warning_count, warning_cap;
} ct_media_info;

/* Fills `info` (uninitialised) with what is said of the file and of its pictures `stream` (see index.h).
 * `path`: a file, a sequence's pattern, or one image of a sequence
 * (an image alone is a clip of one frame). clip.path is absolute. clip.fingerprint is filled.
 * frame_count is exact with provisional false, or the header's word with provisional true: the
 * index knows. On failure `info` needs no finish. */
CT_MUST_USE ct_code ct_probe(const char *path, int stream, ct_media_info *info, ct_log *log,
                             ct_error *err);
void                ct_media_info_finish(ct_media_info *info); /* safe on zeroed memory */

/* What only the index knows for sure: count, rate, whether it varies, open groups. Ends
 * `provisional`. */
void ct_probe_take_index(ct_clip *clip, const ct_index *ix);
/* As ct_probe of a file whose index is known, with a warning for each thing that the file leaves open, which says what
 * is taken for true: a clock that jumps (the container's duration is made anew then), a start that cannot be decoded,
 * pictures without a time of their own, damage, and less than the headers promise. ct_probe itself takes the index
 * from the cache folder: so it says the same later. */
CT_MUST_USE ct_code ct_probe_indexed(const char *path, const ct_index *ix, ct_media_info *info,
                                     ct_log *log, ct_error *err);
/* A sentence when there are pictures of which nothing is known but that they are there; NULL: there are none such.
 * Gives. */
char *ct_probe_unseen(const ct_media_info *headers);
/* A sentence when far fewer pictures can be decoded than the headers promise, and nothing else explains it: a copy
 * that was cut short, or that has a hole. NULL: nothing to say. Gives. */
char *ct_probe_shortfall(const ct_media_info *headers, const ct_index *ix);
/* A sentence when the times of its pictures jump back, or on by more than ten seconds; NULL: they do
 * not. Gives. */
char *ct_probe_clock_remark(const ct_index *ix);

#endif
