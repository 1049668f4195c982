/* SPDX-License-Identifier: MIT */
#include <string.h>

#include "hevc_priv.h"
#include "nal_priv.h"

enum { LAST_PROFILE = 5 }; /* those of layers and screens have other slices: H.265 annexes F to I */

unsigned ct_hevc_bits_for(uint32_t values)
{
    unsigned bits = 0;

    while (bits < 31 && (uint32_t)1 << bits < values)
        bits++;
    return bits;
}

/* profile_tier_level, 7.3.3. false: a profile that is not read here. */
static bool read_profile(ct_bits *b, unsigned layers)
{
    bool profile[8] = {0}, level[8] = {0};

    ct_bits_skip(b, 3);
    uint32_t number = ct_bits_read(b, 5);
    ct_bits_skip(b, 80 + 8);
    for (unsigned i = 0; i < layers; i++) {
        profile[i] = ct_bits_flag(b);
        level[i] = ct_bits_flag(b);
    }
    if (layers > 0)
        ct_bits_skip(b, 2 * (8 - layers));
    for (unsigned i = 0; i < layers; i++)
        ct_bits_skip(b, (profile[i] ? 88U : 0U) + (level[i] ? 8U : 0U));
    return number >= 1 && number <= LAST_PROFILE;
}

/* scaling_list_data, 7.3.4. */
static void skip_scaling(ct_bits *b)
{
    for (int size = 0; size < 4; size++)
        for (int matrix = 0; matrix < 6; matrix += size == 3 ? 3 : 1) {
            if (!ct_bits_flag(b)) {
                ct_bits_ue(b);
                continue;
            }
            int count = size == 0 ? 16 : 64;
            if (size > 1)
                ct_bits_se(b);
            while (count-- && !b->over)
                ct_bits_se(b);
        }
}

static bool add(ct_hevc_ref_set *out, int delta, bool used)
{
    if (out->count == CT_HEVC_REFS_MOST)
        return false;
    out->delta[out->count] = delta;
    out->used[out->count++] = used;
    out->before += delta < 0;
    return true;
}

/* From another set, moved by `move`: (7-61) and (7-62). */
static bool derive(ct_bits *b, const ct_hevc_ref_set *from, int move, ct_hevc_ref_set *out)
{
    bool used[CT_HEVC_REFS_MOST + 1], kept[CT_HEVC_REFS_MOST + 1], ok = true;

    for (int j = 0; j <= from->count; j++) {
        used[j] = ct_bits_flag(b);
        kept[j] = used[j] || ct_bits_flag(b);
    }
    for (int sign = -1; sign <= 1; sign += 2) {
        int far = sign < 0 ? from->before : 0, far_end = sign < 0 ? from->count : from->before;
        int near = sign < 0 ? 0 : from->before, near_end = sign < 0 ? from->before : from->count;
        for (int j = far_end - 1; j >= far; j--)
            if ((from->delta[j] + move) * sign > 0 && kept[j])
                ok = ok && add(out, from->delta[j] + move, used[j]);
        if (move * sign > 0 && kept[from->count])
            ok = ok && add(out, move, used[from->count]);
        for (int j = near; j < near_end; j++)
            if ((from->delta[j] + move) * sign > 0 && kept[j])
                ok = ok && add(out, from->delta[j] + move, used[j]);
    }
    return ok;
}

bool ct_hevc_read_ref_set(ct_bits *b, const ct_hevc_sps *sps, unsigned index, ct_hevc_ref_set *out)
{
    *out = (ct_hevc_ref_set){0};
    if (index > 0 && ct_bits_flag(b)) {
        uint32_t back = index == sps->set_count ? ct_bits_ue(b) + 1 : 1;
        bool     down = ct_bits_flag(b);
        uint32_t by = ct_bits_ue(b) + 1;
        if (back > index || by > 1 << 15)
            return false;
        return derive(b, &sps->sets[index - back], down ? -(int)by : (int)by, out) && !b->over;
    }
    uint32_t count[2] = {ct_bits_ue(b)};
    count[1] = ct_bits_ue(b);
    if (count[0] > CT_HEVC_REFS_MOST || count[1] > CT_HEVC_REFS_MOST - count[0])
        return false;
    for (int side = 0; side < 2; side++)
        for (int delta = 0; count[side] > 0; count[side]--) {
            uint32_t step = ct_bits_ue(b) + 1;
            if (step > 1 << 15)
                return false;
            delta += side == 0 ? -(int)step : (int)step;
            if (!add(out, delta, ct_bits_flag(b)))
                return false;
        }
    return !b->over;
}

/* seq_parameter_set_rbsp, 7.3.2.2.1, as far as slices depend on it. */
static bool read_sps(ct_bits *b, unsigned *id, ct_hevc_sps *s)
{
    ct_bits_skip(b, 4);
    unsigned layers = ct_bits_read(b, 3);
    ct_bits_skip(b, 1);
    bool     readable = read_profile(b, layers);
    uint32_t number = ct_bits_ue(b), chroma = ct_bits_ue(b);
    *id = number;
    if (number >= 16)
        return false;
    s->three_planes = chroma == 3 && ct_bits_flag(b);
    s->mono = chroma == 0 || s->three_planes;
    uint32_t width = ct_bits_ue(b), height = ct_bits_ue(b);
    if (ct_bits_flag(b)) /* conformance window */
        for (int side = 0; side < 4; side++)
            ct_bits_ue(b);
    ct_bits_ue(b); /* bit depths */
    ct_bits_ue(b);
    s->order_bits = ct_bits_ue(b) + 4;
    for (unsigned i = ct_bits_flag(b) ? 0 : layers; i <= layers; i++)
        for (int number_of = 0; number_of < 3; number_of++)
            ct_bits_ue(b);
    uint32_t block = ct_bits_ue(b) + 3;
    block += ct_bits_ue(b);
    for (int i = 0; i < 4; i++) /* transform blocks */
        ct_bits_ue(b);
    if (!readable || b->over || s->order_bits > 16 || block > 6 || width - 1 >= 1 << 16 ||
        height - 1 >= 1 << 16)
        return false;
    s->address_bits =
        ct_hevc_bits_for((((width - 1) >> block) + 1) * (((height - 1) >> block) + 1));
    if (ct_bits_flag(b) && ct_bits_flag(b))
        skip_scaling(b);
    ct_bits_flag(b); /* asymmetric partitions */
    s->sao = ct_bits_flag(b);
    if (ct_bits_flag(b)) { /* PCM */
        ct_bits_skip(b, 8);
        ct_bits_ue(b);
        ct_bits_ue(b);
        ct_bits_skip(b, 1);
    }
    uint32_t sets = ct_bits_ue(b);
    if (sets > sizeof s->sets / sizeof s->sets[0])
        return false;
    s->set_count = 64 + 1; /* none of these stands in a slice */
    for (unsigned i = 0; i < sets; i++)
        if (!ct_hevc_read_ref_set(b, s, i, &s->sets[i]))
            return false;
    s->set_count = sets;
    s->long_term = ct_bits_flag(b);
    if (s->long_term) {
        s->long_term_count = ct_bits_ue(b);
        for (unsigned i = 0; i < s->long_term_count && !b->over; i++)
            ct_bits_skip(b, s->order_bits + 1);
    }
    s->temporal_mvp = ct_bits_flag(b);
    return !b->over;
}

/* pic_parameter_set_rbsp, 7.3.2.3.1. */
static bool read_pps(ct_bits *b, unsigned *id, ct_hevc_pps *p)
{
    uint32_t number = ct_bits_ue(b), sps = ct_bits_ue(b);

    *id = number;
    if (number >= 64 || sps >= 16)
        return false;
    p->sps = sps;
    p->dependent_slices = ct_bits_flag(b);
    p->output_flag = ct_bits_flag(b);
    p->extra_bits = ct_bits_read(b, 3);
    ct_bits_skip(b, 2);
    p->active[0] = ct_bits_ue(b) + 1;
    p->active[1] = ct_bits_ue(b) + 1;
    ct_bits_se(b);
    ct_bits_skip(b, 2);
    if (ct_bits_flag(b))
        ct_bits_ue(b);
    ct_bits_se(b);
    ct_bits_se(b);
    ct_bits_skip(b, 4);
    bool tiles = ct_bits_flag(b);
    ct_bits_skip(b, 1);
    if (tiles) {
        uint32_t edges = ct_bits_ue(b);
        edges += ct_bits_ue(b);
        if (!ct_bits_flag(b))
            while (edges-- && !b->over)
                ct_bits_ue(b);
        ct_bits_skip(b, 1);
    }
    ct_bits_skip(b, 1);
    if (ct_bits_flag(b)) { /* deblocking */
        ct_bits_skip(b, 1);
        if (!ct_bits_flag(b)) {
            ct_bits_se(b);
            ct_bits_se(b);
        }
    }
    if (ct_bits_flag(b))
        skip_scaling(b);
    p->lists_modification = ct_bits_flag(b);
    return !b->over && p->active[0] <= CT_HEVC_REFS_MOST && p->active[1] <= CT_HEVC_REFS_MOST;
}

void ct_hevc_sets_see(ct_hevc_sets *sets, const uint8_t *unit, ptrdiff_t bytes)
{
    unsigned id = 0;

    if (!ct_hevc_is_base(unit, bytes))
        return;
    ct_bits b = ct_bits_of(unit + CT_HEVC_HEADER_BYTES, bytes - CT_HEVC_HEADER_BYTES);
    if (ct_hevc_type(unit) == CT_HEVC_SPS) {
        ct_hevc_sps sps = {0};
        sps.known = read_sps(&b, &id, &sps);
        if (id < sizeof sets->sps / sizeof sets->sps[0])
            sets->sps[id] = sps;
    } else if (ct_hevc_type(unit) == CT_HEVC_PPS) {
        ct_hevc_pps pps = {0};
        pps.known = read_pps(&b, &id, &pps);
        if (id < sizeof sets->pps / sizeof sets->pps[0])
            sets->pps[id] = pps;
    }
}
