/* SPDX-License-Identifier: MIT */
/* The saved form of an index: CACHE/index/FINGERPRINT.index.
 *
 *   "CTINDEX1"                     8 bytes
 *   numbers, each a signed LEB128  format version, libavformat, libavcodec, size, mtime,
 *                                  fingerprint, level, stream, tb, fps, start, flags, counts
 *   remark                         count and bytes
 *   packets                        each pts, dts, pos as difference to the packet before; bytes; flags
 *   frames                         packet ordinal, as difference
 *   hashes                         8 bytes each, only if known
 *   XXH3-64 of all before          8 bytes
 *
 * Another libav version may count differently: then it is made again, as for another file. */
#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <xxhash.h>

#include "circletake/file.h"
#include "circletake/fingerprint.h"
#include "circletake/str.h"
#include "index_priv.h"

enum { FORMAT_VERSION = 1, HEAD_BYTES = 8, SUM_BYTES = 8 };
enum { MAX_INDEX_BYTES = 1 << 30 };
static const char head[HEAD_BYTES + 1] = "CTINDEX1";

static void put(ct_str *s, int64_t v)
{
    for (bool more = true; more;) {
        uint8_t byte = (uint8_t)(v & 127);
        v = v >= 0 ? v >> 7 : ~(~v >> 7); /* shift that keeps the sign, spelled out */
        more = !((v == 0 && !(byte & 64)) || (v == -1 && (byte & 64)));
        ct_str_append_char(s, (char)(byte | (more ? 128 : 0)));
    }
}

static void put_u64(ct_str *s, uint64_t v)
{
    for (int i = 0; i < 8; i++)
        ct_str_append_char(s, (char)(v >> (8 * i)));
}

struct in {
    const uint8_t *at, *end;
    bool           bad;
};

static int64_t get_long(struct in *in)
{
    uint64_t v = 0;

    for (unsigned shift = 0; shift < 64; shift += 7) {
        if (in->at == in->end)
            break;
        uint8_t byte = *in->at++;
        v |= (uint64_t)(byte & 127) << shift;
        if (byte & 128)
            continue;
        if ((byte & 64) && shift + 7 < 64)
            v |= UINT64_MAX << (shift + 7);
        return (int64_t)v;
    }
    in->bad = true;
    return 0;
}

/* Most numbers are differences of one byte. */
static inline int64_t get(struct in *in)
{
    if (in->at == in->end || *in->at & 128)
        return get_long(in);
    int64_t byte = *in->at++;
    return byte & 64 ? byte - 128 : byte;
}

static uint64_t get_u64(struct in *in)
{
    uint64_t v = 0;

    if (in->end - in->at < 8) {
        in->bad = true;
        return 0;
    }
    for (int i = 0; i < 8; i++)
        v |= (uint64_t)*in->at++ << (8 * i);
    return v;
}

/* Wraps instead of overflowing: AV_NOPTS_VALUE is as far from other values as can be. */
static int64_t wrap_sub(int64_t a, int64_t b)
{
    return (int64_t)((uint64_t)a - (uint64_t)b);
}

static int64_t wrap_add(int64_t a, int64_t b)
{
    return (int64_t)((uint64_t)a + (uint64_t)b);
}

static char *path_of(uint64_t fingerprint)
{
    char *cache = ct_folder_cache();
    char *path = ct_asprintf("%s/index/%016" PRIx64 ".index", cache, fingerprint);

    free(cache);
    return path;
}

/* --- writing ------------------------------------------------------------------------------ */

static unsigned flags_of(const ct_index *ix)
{
    return (unsigned)ix->damaged | (unsigned)ix->count_only << 1;
}

static void put_facts(ct_str *s, const ct_index *ix)
{
    const int64_t facts[] = {FORMAT_VERSION,   avformat_version(), avcodec_version(),
                             ix->size_bytes,   ix->mtime_ns,       (int64_t)ix->fingerprint,
                             ix->level,        ix->stream,         ix->tb.num,
                             ix->tb.den,       ix->fps.num,        ix->fps.den,
                             ix->start_pts,    flags_of(ix),       ix->hash != NULL,
                             ix->packet_count, ix->frame_count};

    for (size_t i = 0; i < sizeof facts / sizeof *facts; i++)
        put(s, facts[i]);
    put(s, (int64_t)strlen(ix->remark));
    ct_str_append(s, ix->remark);
}

static void put_tables(ct_str *s, const ct_index *ix)
{
    ct_packet_row last = {0};

    for (int64_t p = 0; p < ix->packet_count; p++) {
        const ct_packet_row *r = &ix->packets[p];
        put(s, wrap_sub(r->pts, last.pts));
        put(s, wrap_sub(r->dts, last.dts));
        put(s, wrap_sub(r->pos, last.pos));
        put(s, r->bytes);
        ct_str_append_char(s, (char)r->flags);
        last = *r;
    }
    int64_t before = 0;
    for (int64_t n = 0; n < ix->frame_count; n++) {
        put(s, ix->packet_of[n] - before);
        before = ix->packet_of[n];
    }
    for (int64_t n = 0; ix->hash && n < ix->frame_count; n++)
        put_u64(s, ix->hash[n]);
}

ct_code ct_index_save(const ct_index *ix, ct_error *err)
{
    char   *path = path_of(ix->fingerprint);
    char   *folder = ct_path_folder(path);
    ct_str  s = {0};
    ct_code code = ct_folder_make(folder, err);

    if (!code) {
        ct_str_append_n(&s, head, HEAD_BYTES);
        put_facts(&s, ix);
        put_tables(&s, ix);
        put_u64(&s, XXH3_64bits(s.data, s.len));
        code = ct_file_replace(path, s.data, s.len, err);
    }
    ct_str_finish(&s);
    free(folder);
    free(path);
    return code;
}

/* --- reading -------------------------------------------------------------------------------- */

/* Counts are believed only as far as the bytes that are left could hold them. */
static bool get_facts(struct in *in, ct_index *ix, bool *hashed)
{
    if (get(in) != FORMAT_VERSION || get(in) != (int64_t)avformat_version() ||
        get(in) != (int64_t)avcodec_version())
        return false;
    ix->size_bytes = get(in);
    ix->mtime_ns = get(in);
    ix->fingerprint = (uint64_t)get(in);
    ix->level = (ct_index_level)get(in);
    ix->stream = (int)get(in);
    ix->tb.num = (int)get(in);
    ix->tb.den = (int)get(in);
    ix->fps.num = (int)get(in);
    ix->fps.den = (int)get(in);
    ix->start_pts = get(in);
    int64_t flags = get(in);
    ix->damaged = flags & 1;
    ix->count_only = flags >> 1 & 1;
    *hashed = get(in) != 0;
    ix->packet_count = get(in);
    ix->frame_count = get(in);
    int64_t left = in->end - in->at;
    return !in->bad && ix->packet_count > 0 && ix->packet_count <= left / 5 &&
           ix->frame_count >= 0 && ix->frame_count <= left && ix->tb.num > 0 && ix->tb.den > 0 &&
           ix->fps.num > 0 && ix->fps.den > 0 && ix->level >= CT_INDEX_CONTAINER &&
           ix->level <= CT_INDEX_DECODED;
}

static bool get_remark(struct in *in, ct_index *ix)
{
    int64_t bytes = get(in);

    if (in->bad || bytes < 0 || bytes > in->end - in->at)
        return false;
    free(ix->remark);
    ix->remark = ct_strndup((const char *)in->at, (size_t)bytes);
    in->at += bytes;
    return true;
}

static bool get_tables(struct in *in, ct_index *ix, bool hashed)
{
    ct_packet_row last = {0};

    ix->packets = ct_alloc_array((size_t)ix->packet_count, sizeof *ix->packets);
    for (int64_t p = 0; p < ix->packet_count && !in->bad; p++) {
        last.pts = wrap_add(last.pts, get(in));
        last.dts = wrap_add(last.dts, get(in));
        last.pos = wrap_add(last.pos, get(in));
        last.bytes = (int32_t)get(in);
        in->bad |= in->at == in->end;
        last.flags = in->bad ? 0 : *in->at++;
        ix->packets[p] = last;
    }
    int64_t packet = 0;
    ix->packet_of = ct_alloc_array((size_t)ix->frame_count + 1, sizeof *ix->packet_of);
    for (int64_t n = 0; n < ix->frame_count && !in->bad; n++) {
        packet += get(in);
        in->bad |= packet < 0 || packet >= ix->packet_count;
        ix->packet_of[n] = in->bad ? 0 : (int32_t)packet;
    }
    if (hashed)
        ix->hash = ct_alloc_array((size_t)ix->frame_count + 1, sizeof *ix->hash);
    for (int64_t n = 0; hashed && n < ix->frame_count; n++)
        ix->hash[n] = get_u64(in);
    return !in->bad && in->at == in->end;
}

static bool parse(const char *data, size_t bytes, ct_index *ix)
{
    const uint8_t *b = (const uint8_t *)data;
    bool           hashed = false;

    if (bytes < HEAD_BYTES + SUM_BYTES || memcmp(data, head, HEAD_BYTES))
        return false;
    struct in sum = {b + bytes - SUM_BYTES, b + bytes, false};
    if (get_u64(&sum) != XXH3_64bits(data, bytes - SUM_BYTES))
        return false;
    struct in in = {b + HEAD_BYTES, b + bytes - SUM_BYTES, false};
    if (!get_facts(&in, ix, &hashed) || !get_remark(&in, ix) || !get_tables(&in, ix, hashed))
        return false;
    ct_index_derive(ix, ix->fps);
    return true;
}

ct_code ct_index_load(const char *path, ct_index **out, ct_error *err)
{
    uint64_t fingerprint;
    int64_t  size = 0, mtime = 0;
    char    *data = NULL;
    size_t   bytes = 0;
    ct_code  code = ct_fingerprint_file(path, &fingerprint, err);

    *out = NULL;
    if (code)
        return code;
    char *saved = path_of(fingerprint);
    code = ct_file_exists(saved) ? ct_file_read(saved, MAX_INDEX_BYTES, &data, &bytes, err)
                                 : ct_fail(err, CT_NO_INPUT, "%s was not indexed before.", path);
    if (!code) {
        ct_index *ix = ct_index_alloc(path);
        if (parse(data, bytes, ix) && ix->fingerprint == fingerprint &&
            ct_file_stat(path, &size, &mtime) && size == ix->size_bytes && mtime == ix->mtime_ns) {
            *out = ix;
        } else {
            code =
                ct_fail(err, CT_BAD_DATA, "The saved index of %s is damaged or out of date.", path);
            ct_index_unref(&ix);
        }
    }
    free(data);
    free(saved);
    return code;
}
