/* SPDX-License-Identifier: MIT */
/* What leads from an entry point to a picture of HEVC: on the way all headers are read once, and what no picture
 * refers to that is needed is not decoded. */
#include <stdlib.h>

#include "circletake/str.h"
#include "hevc_priv.h"
#include "reader_priv.h"

enum { WAY_LEAST = 3, WAY_MOST = 4096 }; /* packets */

/* Packets of the way from `first` on, as far as they are not known. CT_END: they cannot be read. */
static ct_code read_way(ct_reader *r, int64_t first, int64_t last, ct_error *err)
{
    int64_t next = first + ct_hevc_refs_count(r->refs);
    ct_code code = next <= last ? ct_reader_land(r, next, err) : CT_OK;

    for (; !code && next <= last; next++) {
        ct_hevc_refs_add(r->refs, r->in->st->codecpar, r->pkt);
        if (ct_reader_told_to_stop(r))
            return ct_reader_cancelled(r, err);
        if (next < last && !(code = ct_reader_read_packet(r, err)) &&
            !ct_reader_is_packet(r->ix, next + 1, r->pkt))
            code = CT_END;
    }
    return code;
}

ct_code ct_reader_find_way(ct_reader *r, int64_t entry, int64_t wanted, int64_t last, bool **needed,
                           ct_error *err)
{
    *needed = NULL;
    if (r->in->st->codecpar->codec_id != AV_CODEC_ID_HEVC || r->ix->looked.intra ||
        wanted - entry < WAY_LEAST || last - entry >= WAY_MOST)
        return CT_OK;
    if (!r->refs)
        r->refs = ct_hevc_refs_create(r->in->st->codecpar);
    if (r->refs_entry != entry || ct_hevc_refs_count(r->refs) == 0)
        ct_hevc_refs_enter(r->refs);
    r->refs_entry = entry;
    ct_code code = read_way(r, entry, last, err);
    if (code)
        return code == CT_END ? CT_OK : code;
    bool *way = ct_alloc_array((size_t)(last - entry + 1), sizeof *way);
    if (ct_hevc_refs_need(r->refs, (int)(wanted - entry), (int)(last - entry), way))
        *needed = way;
    else
        free(way);
    return CT_OK;
}
