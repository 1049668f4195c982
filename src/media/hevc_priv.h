/* SPDX-License-Identifier: MIT */
/* Who refers to whom in HEVC, by the headers of its slices (ITU-T H.265 7.3.6.1, 8.3.1, 8.3.2, 8.3.4). A picture
 * is said to keep many others for later, and refers to few of them: those can be left out on the way to it. */
#ifndef CT_MEDIA_HEVC_PRIV_H
#define CT_MEDIA_HEVC_PRIV_H

#include <libavcodec/avcodec.h>
#include <stdbool.h>
#include <stdint.h>

#include "bits_priv.h"

/* --- hevc_sets.c: parameter sets --- */

enum { CT_HEVC_REFS_MOST = 16 };

/* Pictures kept for reference, by distance in picture order count; nearest first, those shown before the picture,
 * then those behind it. */
typedef struct ct_hevc_ref_set {
    int  before, count;
    int  delta[CT_HEVC_REFS_MOST];
    bool used[CT_HEVC_REFS_MOST]; /* by the picture itself, else by later ones alone */
} ct_hevc_ref_set;

typedef struct ct_hevc_sps {
    bool            known;
    bool            three_planes, mono, long_term, temporal_mvp, sao;
    unsigned        order_bits;   /* of slice_pic_order_cnt_lsb */
    unsigned        address_bits; /* of slice_segment_address */
    unsigned        set_count;
    unsigned        long_term_count; /* num_long_term_ref_pics_sps */
    ct_hevc_ref_set sets[64];
} ct_hevc_sps;

typedef struct ct_hevc_pps {
    bool     known;
    unsigned sps;
    bool     dependent_slices, output_flag, lists_modification;
    unsigned extra_bits;
    unsigned active[2]; /* pictures in each list where a slice does not say it */
} ct_hevc_pps;

typedef struct ct_hevc_sets {
    ct_hevc_sps sps[16];
    ct_hevc_pps pps[64];
} ct_hevc_sets;

/* Takes a unit in, if it is a parameter set; one that cannot be read is not known any more. */
void ct_hevc_sets_see(ct_hevc_sets *sets, const uint8_t *unit, ptrdiff_t bytes);
/* Ceil(Log2(values)) */
unsigned ct_hevc_bits_for(uint32_t values);
/* st_ref_pic_set(index), 7.3.7: index set_count stands in a slice. */
bool ct_hevc_read_ref_set(ct_bits *b, const ct_hevc_sps *sps, unsigned index, ct_hevc_ref_set *out);

/* --- hevc_refs.c --- */

typedef struct ct_hevc_refs ct_hevc_refs;

ct_hevc_refs *ct_hevc_refs_create(const AVCodecParameters *par);
void          ct_hevc_refs_release(ct_hevc_refs **r);
/* Forgets the pictures: the next is one that decoding may begin at. */
void ct_hevc_refs_enter(ct_hevc_refs *r);
/* The next packet in order of decoding. */
void ct_hevc_refs_add(ct_hevc_refs *r, const AVCodecParameters *par, const AVPacket *pkt);
/* How many were added since the entry. */
int ct_hevc_refs_count(const ct_hevc_refs *r);
/* needed[i]: packet i from the entry has to be decoded for those from `first` to `last`. false: that cannot be told. */
bool ct_hevc_refs_need(const ct_hevc_refs *r, int first, int last, bool *needed);
/* Display order of the pictures that packet i refers to, relative to the entry; -1: not known. For tests. */
int ct_hevc_refs_of(const ct_hevc_refs *r, int i, int refs[CT_HEVC_REFS_MOST], int *order);

#endif
