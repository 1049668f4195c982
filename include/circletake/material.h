/* SPDX-License-Identifier: MIT */
/* What a look through a whole file tells of a clip: stretches that are black, frozen, repeated, missing or silent,
 * and where its sound lies beside its pictures. Plain values, in whole frames and samples; found by
 * inspect.h, kept in the cache folder and in the project, always rebuildable. Any thread. */
#ifndef CIRCLETAKE_MATERIAL_H
#define CIRCLETAKE_MATERIAL_H

#include <stdbool.h>
#include <stddef.h>

#include "circletake/rate.h"

typedef enum ct_flaw {
    CT_FLAW_BLACK = 0, /* 98 of 100 samples of the picture at most a tenth above black */
    CT_FLAW_FROZEN, /* half a second or more within -60 dB (mean difference) of its first picture */
    CT_FLAW_REPEATED, /* pictures that are their predecessor to the bit; the first of them is not one */
    CT_FLAW_MISSING, /* an image of a sequence that is not there, a picture that cannot be decoded */
    CT_FLAW_SILENT,  /* half a second or more without a sample of any track above -60 dBFS */
    CT_FLAW_COUNT
} ct_flaw;
const char *ct_flaw_name(ct_flaw flaw); /* "black", "frozen", "repeated", "missing", "silent" */
bool        ct_flaw_parse(const char *word, ct_flaw *out);

typedef struct ct_stretch {
    ct_flaw flaw;
    ct_span span; /* frames of the clip */
} ct_stretch;

typedef struct ct_stretch_list {
    ct_stretch *items;
    size_t      count, cap;
} ct_stretch_list;
void ct_stretch_list_finish(ct_stretch_list *l); /* safe on zeroed memory */

/* One track of sound in the file. Sample numbers are those of ct_material.sound_rate_hz, counted from the
 * start of frame 0 (without pictures: from the start of the earliest track). */
typedef struct ct_sound_track {
    int     channels;
    char   *layout;     /* "mono", "stereo", "5.1", "4 channels" */
    char   *names;      /* as the recorder wrote them, a line for each channel; a single line is the
                           name of the track; NULL: none */
    int64_t start, end; /* the first sample, and behind the last */
    int     packet;     /* so many samples are coded together: ends are no more exact than that */
} ct_sound_track;

/* Raised when the same file would give another answer: what was found before is looked for again. */
enum { CT_MATERIAL_VERSION = 2 };
enum { CT_STRETCHES_KEPT = 1000 }; /* of each kind; the sums count all */

typedef struct ct_flaw_sum {
    int64_t places, frames;
} ct_flaw_sum;

typedef struct ct_material {
    int64_t         frames; /* looked at; of sound alone: its length */
    AVRational      fps;
    int             sound_rate_hz;   /* 0: no sound */
    int64_t         picture_samples; /* as long as the pictures last; 0: none */
    ct_sound_track *tracks;
    size_t          track_count, track_cap;
    ct_stretch_list stretches; /* kind by kind, each in order */
    ct_flaw_sum     sums[CT_FLAW_COUNT];
    char           *failed; /* a sentence: why the file could not be looked through; NULL: it was */
} ct_material;
void ct_material_finish(ct_material *m); /* safe on zeroed memory */
/* Counts a stretch, and keeps it while there are fewer than CT_STRETCHES_KEPT of its kind. Kinds in
 * order, stretches of a kind too. */
void ct_material_add(ct_material *m, ct_flaw flaw, ct_span span);
/* Adds a zeroed track; borrowed until the next. */
ct_sound_track *ct_material_add_track(ct_material *m);
/* The stretches of one kind; borrowed. */
const ct_stretch *ct_material_of(const ct_material *m, ct_flaw flaw, size_t *count);

/* Whether nothing else says the same: black pictures stand still and are repeated as well, and so are
 * repeated those that stand still. */
bool ct_material_is_own(const ct_material *m, const ct_stretch *s);
/* The sum of those; of more than are kept, of all. */
ct_flaw_sum ct_material_own(const ct_material *m, ct_flaw flaw);

/* Samples as whole frames, *rest samples being left, of the same sign. What is within one sample of a
 * whole frame is that frame. */
int64_t ct_material_frames(const ct_material *m, int64_t samples, int64_t *rest);
/* By how many samples a track begins later, and lasts longer, than the pictures; 0 without pictures. */
int64_t ct_material_late(const ct_material *m, const ct_sound_track *t);
int64_t ct_material_longer(const ct_material *m, const ct_sound_track *t);
/* Whether that is a frame or more, and more than the track's packets explain. */
bool ct_material_is_off(const ct_material *m, const ct_sound_track *t, int64_t samples);
/* The track that is furthest off; NULL: no track is. */
const ct_sound_track *ct_material_latest(const ct_material *m);
const ct_sound_track *ct_material_longest(const ct_material *m);

/* The name of a channel, counted from 0 over all tracks, or that of its track. Gives; NULL: it has none. */
char *ct_material_channel_name(const ct_material *m, int channel);

/* All of it in bits, which the project keeps: never give one another meaning. */
enum {
    CT_FOUND_LOOK = 1 << 0,  /* the file was looked through */
    CT_FOUND_BLACK = 1 << 1, /* of flaws: own stretches */
    CT_FOUND_FROZEN = 1 << 2,
    CT_FOUND_REPEATED = 1 << 3,
    CT_FOUND_SILENT = 1 << 4,
    CT_FOUND_LENGTH = 1 << 5, /* sound and pictures are not equally long */
    CT_FOUND_START = 1 << 6,  /* they do not begin together */
    CT_FOUND_FAILED = 1 << 7, /* it could not be looked through */
    CT_FOUND_MISSING = 1 << 8
};
unsigned ct_material_found(const ct_material *m);

/* As text, for files and pipes; read back it is the same. Gives. */
char *ct_material_text(const ct_material *m);
/* False, and nothing to finish, unless the text is whole, of this version and makes sense. */
bool ct_material_parse(const char *text, ct_material *out);

#endif
