/* SPDX-License-Identifier: MIT */
#include <stdlib.h>
#include <string.h>

#include "circletake/str.h"
#include "hevc_priv.h"
#include "nal_priv.h"

typedef struct picture {
    int  order;    /* PicOrderCntVal, relative to the entry */
    bool placed;   /* its order is known */
    bool told;     /* so is what follows */
    bool begins;   /* its order is counted from 0 again */
    bool anchor;   /* the order of the next one is counted from it: prevTid0Pic, 8.3.1 */
    bool has_sets; /* its packet has parameter sets, which others may need */
    bool lacks;    /* it refers to one that is not there, or to more than there can be */
    int  count;
    int  refs[CT_HEVC_REFS_MOST]; /* packets, counted from the entry */
} picture;

struct ct_hevc_refs {
    ct_hevc_sets sets;
    picture     *pictures;
    size_t       count, cap;
    unsigned     order_bits; /* of the newest */
    int          anchor;     /* order of the newest that is one */
    bool         lost;       /* a picture has no order: that of those behind it cannot be counted */
};

static void see_set(void *refs, const uint8_t *unit, ptrdiff_t bytes)
{
    ct_hevc_refs *r = refs;

    ct_hevc_sets_see(&r->sets, unit, bytes);
}

ct_hevc_refs *ct_hevc_refs_create(const AVCodecParameters *par)
{
    ct_hevc_refs *r = ct_alloc(sizeof *r);

    ct_hevc_header_units(par, see_set, r);
    return r;
}

void ct_hevc_refs_release(ct_hevc_refs **r)
{
    if (*r)
        free((*r)->pictures);
    free(*r);
    *r = NULL;
}

void ct_hevc_refs_enter(ct_hevc_refs *r)
{
    r->count = 0;
    r->anchor = 0;
    r->lost = false;
}

int ct_hevc_refs_count(const ct_hevc_refs *r)
{
    return (int)r->count;
}

/* --- one slice -------------------------------------------------------------------------------------- */

/* 8.3.1: the nearest to the anchor before it that ends with these bits. */
static int order_from(int anchor, uint32_t low, unsigned bits)
{
    int all = 1 << bits, order = anchor - (anchor & (all - 1)) + (int)low;

    if (order - anchor >= all / 2)
        return order - all;
    return anchor - order > all / 2 ? order + all : order;
}

/* Slices name the same ones again and again, and each is looked for once. */
static bool is_known(const ct_hevc_refs *r, const picture *p, int order)
{
    for (int k = 0; k < p->count; k++)
        if (r->pictures[p->refs[k]].order == order)
            return true;
    return p->lacks;
}

static void refer(const ct_hevc_refs *r, picture *p, int order)
{
    size_t i = r->count;

    if (is_known(r, p, order))
        return;
    while (i > 0 && r->pictures[i - 1].order != order)
        if (r->pictures[--i].begins) {
            i = 0; /* counted anew from there */
            break;
        }
    p->lacks = i == 0 || p->count == CT_HEVC_REFS_MOST;
    if (!p->lacks)
        p->refs[p->count++] = (int)i - 1;
}

/* Those of a list that are in use, out of `kept` in the list's own order: 8.3.4. */
static bool read_list(ct_bits *b, bool modified, const int *kept, int total, unsigned active,
                      const ct_hevc_refs *r, picture *p)
{
    bool own = modified && ct_bits_flag(b);

    for (unsigned i = 0; i < active; i++) {
        uint32_t entry =
            own ? ct_bits_read(b, ct_hevc_bits_for((uint32_t)total)) : i % (unsigned)total;
        if (entry >= (uint32_t)total)
            return false;
        refer(r, p, p->order + kept[entry]);
    }
    return true;
}

static bool read_lists(ct_bits *b, const ct_hevc_pps *pps, const ct_hevc_ref_set *set, bool two,
                       const ct_hevc_refs *r, picture *p)
{
    unsigned active[2] = {pps->active[0], two ? pps->active[1] : 0};
    int      kept[2][CT_HEVC_REFS_MOST], total = 0, behind = 0;

    if (ct_bits_flag(b))
        for (int list = 0; list < 1 + two; list++)
            active[list] = ct_bits_ue(b) + 1;
    for (int i = 0; i < set->count; i++)
        if (set->used[i]) {
            kept[0][total++] = set->delta[i];
            behind += i >= set->before;
        }
    for (int i = 0; i < total; i++) /* those behind it first */
        kept[1][i] = kept[0][(i + total - behind) % total];
    if (total == 0 || active[0] > CT_HEVC_REFS_MOST || active[1] > CT_HEVC_REFS_MOST)
        return false;
    bool modified = pps->lists_modification && total > 1;
    return read_list(b, modified, kept[0], total, active[0], r, p) &&
           (!two || read_list(b, modified, kept[1], total, active[1], r, p));
}

/* The pictures that are kept, and the place in the order: of all but those that forget everything. */
static bool read_order(ct_bits *b, const ct_hevc_sps *sps, bool begins, const ct_hevc_refs *r,
                       picture *p, ct_hevc_ref_set *set)
{
    uint32_t low = ct_bits_read(b, sps->order_bits);

    p->order = begins ? (int)low : order_from(r->anchor, low, sps->order_bits);
    p->placed = !b->over;
    if (!ct_bits_flag(b)) {
        if (!ct_hevc_read_ref_set(b, sps, sps->set_count, set))
            return false;
    } else {
        uint32_t index = ct_bits_read(b, ct_hevc_bits_for(sps->set_count));
        if (index >= sps->set_count)
            return false;
        *set = sps->sets[index];
    }
    /* Pictures kept for long are referred to by other words. */
    if (sps->long_term && ((sps->long_term_count > 0 && ct_bits_ue(b) > 0) || ct_bits_ue(b) > 0))
        return false;
    ct_bits_skip(b, sps->temporal_mvp);
    return true;
}

/* slice_segment_header, 7.3.6.1, as far as the lists. false: it cannot be told. */
static bool read_slice(ct_hevc_refs *r, const uint8_t *unit, ptrdiff_t bytes, bool first,
                       picture *p)
{
    enum { B = 0, I = 2 };
    int             type = ct_hevc_type(unit);
    ct_bits         bits = ct_bits_of(unit + CT_HEVC_HEADER_BYTES, bytes - CT_HEVC_HEADER_BYTES);
    ct_bits        *b = &bits;
    ct_hevc_ref_set set = {0};

    if (ct_bits_flag(b) != first)
        return false; /* two pictures, or a part of one */
    if (type >= CT_HEVC_BLA_FIRST && type <= CT_HEVC_IRAP_LAST)
        ct_bits_skip(b, 1);
    uint32_t           id = ct_bits_ue(b);
    const ct_hevc_pps *pps = &r->sets.pps[id & 63];
    const ct_hevc_sps *sps = &r->sets.sps[pps->sps];
    if (id > 63 || !pps->known || !sps->known)
        return false;
    if (!first) {
        bool goes_on = pps->dependent_slices && ct_bits_flag(b);
        ct_bits_skip(b, sps->address_bits);
        if (goes_on)
            return true;
    }
    ct_bits_skip(b, pps->extra_bits);
    uint32_t kind = ct_bits_ue(b);
    ct_bits_skip(b, (unsigned)pps->output_flag + (sps->three_planes ? 2 : 0));
    p->begins = r->count == 0 || (type >= CT_HEVC_BLA_FIRST && type <= CT_HEVC_IDR_LAST);
    p->placed = true;
    r->order_bits = sps->order_bits;
    if ((type < CT_HEVC_IDR_FIRST || type > CT_HEVC_IDR_LAST) &&
        !read_order(b, sps, p->begins, r, p, &set))
        return false;
    if (sps->sao)
        ct_bits_skip(b, sps->mono ? 1 : 2);
    return (kind == I || (kind < I && read_lists(b, pps, &set, kind == B, r, p))) && !b->over;
}

static bool is_anchor(const uint8_t *unit)
{
    int  type = ct_hevc_type(unit);
    bool leading = type >= CT_HEVC_RADL_FIRST && type <= CT_HEVC_RASL_LAST;

    return ct_hevc_layer(unit) == 1 && !leading && (type > CT_HEVC_SUBLAYER_LAST || type % 2 != 0);
}

void ct_hevc_refs_add(ct_hevc_refs *r, const AVCodecParameters *par, const AVPacket *pkt)
{
    ct_units       units = ct_units_of(par, pkt);
    picture        p = {.told = true};
    int            slices = 0;
    const uint8_t *unit;
    ptrdiff_t      bytes;

    while (ct_units_next(&units, &unit, &bytes)) {
        if (!ct_hevc_is_base(unit, bytes))
            continue;
        if (ct_hevc_type(unit) > CT_HEVC_PICTURE_LAST) {
            p.has_sets |= ct_hevc_type(unit) <= CT_HEVC_PPS;
            ct_hevc_sets_see(&r->sets, unit, bytes);
            continue;
        }
        p.told = p.told && read_slice(r, unit, bytes, slices == 0, &p);
        p.anchor = is_anchor(unit);
        slices++;
    }
    r->lost = !p.placed || (r->lost && !p.begins);
    p.told = p.told && !r->lost && units.at == units.end;
    r->anchor = p.anchor ? p.order : r->anchor;
    r->pictures = ct_grow(r->pictures, &r->cap, r->count + 1, sizeof *r->pictures);
    r->pictures[r->count++] = p;
}

/* --- what is needed --------------------------------------------------------------------------------- */

/* A decoder that is given those alone counts their order from other anchors. */
static bool is_order_kept(const ct_hevc_refs *r, int last, const bool *needed)
{
    int all = 1 << r->order_bits, anchor = r->pictures[0].order;

    for (int i = 1; i <= last; i++) {
        const picture *p = &r->pictures[i];
        uint32_t       low = (uint32_t)(p->order & (all - 1));
        if (!needed[i])
            continue;
        if (!p->begins && order_from(anchor, low, r->order_bits) != p->order)
            return false;
        if (p->anchor)
            anchor = p->order;
    }
    return true;
}

bool ct_hevc_refs_need(const ct_hevc_refs *r, int first, int last, bool *needed)
{
    for (int i = 0; i <= last; i++)
        needed[i] = i == 0 || i >= first || r->pictures[i].has_sets;
    for (int i = last; i >= 0; i--) {
        const picture *p = &r->pictures[i];
        if (needed[i] && (!p->told || p->lacks))
            return false;
        for (int k = 0; needed[i] && k < p->count; k++)
            needed[p->refs[k]] = true;
    }
    return is_order_kept(r, last, needed);
}

int ct_hevc_refs_of(const ct_hevc_refs *r, int i, int refs[CT_HEVC_REFS_MOST], int *order)
{
    const picture *p = &r->pictures[i];

    for (int k = 0; k < p->count; k++)
        refs[k] = r->pictures[p->refs[k]].order;
    *order = p->order;
    return p->told && !p->lacks ? p->count : -1;
}
