/* SPDX-License-Identifier: MIT */
/* The saved form of an index: CACHE/index/KEY.index, the key being ct_fingerprint_of_stream.
 *
 *   "CTINDEX1"                     8 bytes
 *   numbers, each a signed LEB128  format version, libavformat, libavcodec, size, mtime,
 *                                  fingerprint, level, stream, tb, fps, start, flags, first damaged packet, what looking into the
 *                                  stream told, counts
 *   remark                         count and bytes
 *   packets                        each pts, dts, pos as difference to the packet before; bytes; flags,
 *                                  those of entries with their verdict
 *   frames                         packet ordinal, as difference
 *   hashes                         8 bytes each, 0 not known; only if some are
 *   XXH3-64 of all before          8 bytes
 *
 * Beside it CACHE/index/PATH.trail, PATH being the XXH3-64 of a file's path: the fingerprint of a live file when it
 * was indexed last, in 16 hexadecimal digits.
 *
 * Another libav version may count differently: then it is made again, as for another file. */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <xxhash.h>

#include "circletake/file.h"
#include "circletake/fingerprint.h"
#include "circletake/str.h"
#include "index_priv.h"

enum { FORMAT_VERSION = 4, HEAD_BYTES = 8, SUM_BYTES = 8 };
enum { MAX_INDEX_BYTES = 1 << 30 };
enum { TRAIL_BYTES = 24, LIVE_S = 600 }; /* written to so lately that it may go on */
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

/* Most numbers are differences of one byte or two. */
static inline int64_t get(struct in *in)
{
    const uint8_t *at = in->at;

    if (in->end - at < 2 || (at[0] & at[1] & 128))
        return get_long(in);
    int64_t low = at[0] & 127, sign = 64;
    in->at++;
    if (at[0] & 128) {
        low |= (int64_t)at[1] << 7;
        sign <<= 7;
        in->at++;
    }
    return (low ^ sign) - sign;
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

static char *path_of(uint64_t fingerprint, int stream)
{
    char *cache = ct_folder_cache();
    char *path = ct_asprintf("%s/index/%016" PRIx64 ".index", cache,
                             ct_fingerprint_of_stream(fingerprint, stream));

    free(cache);
    return path;
}

/* --- writing ------------------------------------------------------------------------------ */

static unsigned flags_of(const ct_index *ix)
{
    return (unsigned)ix->damaged | (unsigned)ix->count_only << 1;
}

static bool has_hashes(const ct_index *ix)
{
    for (int64_t n = 0; n < ix->frame_count; n++)
        if (ct_index_hash(ix, n))
            return true;
    return false;
}

static void put_facts(ct_str *s, const ct_index *ix, bool hashed)
{
    const int64_t facts[] = {FORMAT_VERSION,   avformat_version(), avcodec_version(),
                             ix->size_bytes,   ix->mtime_ns,       (int64_t)ix->fingerprint,
                             ix->level,        ix->stream,         ix->tb.num,
                             ix->tb.den,       ix->fps.num,        ix->fps.den,
                             ix->start_pts,    flags_of(ix),       ix->damaged_from,
                             hashed,           ix->looked.delay,   ix->looked.pixel_format,
                             ix->packet_count, ix->frame_count};

    for (size_t i = 0; i < sizeof facts / sizeof *facts; i++)
        put(s, facts[i]);
    put(s, (int64_t)strlen(ix->remark));
    ct_str_append(s, ix->remark);
}

static void put_tables(ct_str *s, const ct_index *ix, bool hashed)
{
    ct_packet_row last = {0};
    int64_t       entry = 0;

    for (int64_t p = 0; p < ix->packet_count; p++) {
        const ct_packet_row *r = &ix->packets[p];
        put(s, wrap_sub(r->pts, last.pts));
        put(s, wrap_sub(r->dts, last.dts));
        put(s, wrap_sub(r->pos, last.pos));
        put(s, r->bytes);
        unsigned flags = r->flags & ~(unsigned)(CT_PACKET_GOOD | CT_PACKET_BAD);
        if (entry < ix->entry_count && ix->entry_packet[entry] == p) {
            ct_entry_verdict verdict = ct_index_verdict(ix, entry++);
            flags |= verdict == CT_ENTRY_BAD    ? (unsigned)CT_PACKET_BAD
                     : verdict == CT_ENTRY_GOOD ? (unsigned)CT_PACKET_GOOD
                                                : 0U;
        }
        ct_str_append_char(s, (char)flags);
        last = *r;
    }
    int64_t before = 0;
    for (int64_t n = 0; n < ix->frame_count; n++) {
        put(s, ix->packet_of[n] - before);
        before = ix->packet_of[n];
    }
    for (int64_t n = 0; hashed && n < ix->frame_count; n++)
        put_u64(s, ct_index_hash(ix, n));
}

ct_code ct_index_save(const ct_index *ix, ct_error *err)
{
    bool    hashed = has_hashes(ix);
    char   *path = path_of(ix->fingerprint, ix->stream);
    char   *folder = ct_path_folder(path);
    ct_str  s = {0};
    ct_code code = ct_folder_make(folder, err);

    if (!code) {
        ct_index_mark_saved(ix); /* what is learnt from here on is for the next time */
        ct_str_append_n(&s, head, HEAD_BYTES);
        put_facts(&s, ix, hashed);
        put_tables(&s, ix, hashed);
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
    ix->damaged_from = get(in);
    *hashed = get(in) != 0;
    ix->looked.delay = (int)get(in);
    ix->looked.pixel_format = (int)get(in);
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

/* `path`: for messages and the index itself; NULL: by content only. */
static ct_code load(uint64_t fingerprint, int stream, const char *path, ct_index **out,
                    ct_error *err)
{
    char   *data = NULL, *saved = path_of(fingerprint, stream);
    size_t  bytes = 0;
    ct_code code = ct_file_exists(saved) ? ct_file_read(saved, MAX_INDEX_BYTES, &data, &bytes, err)
                                         : ct_fail(err, CT_NO_INPUT, "%s was not indexed before.",
                                                   path ? path : saved);

    if (!code) {
        *out = ct_index_alloc(path);
        if (!parse(data, bytes, *out) || (*out)->fingerprint != fingerprint ||
            (*out)->stream != stream) {
            code =
                ct_fail(err, CT_BAD_DATA, "The saved index %s is damaged or out of date.", saved);
            ct_index_unref(out);
        }
    }
    free(data);
    free(saved);
    return code;
}

ct_code ct_index_load_kept(uint64_t fingerprint, int stream, ct_index **out, ct_error *err)
{
    *out = NULL;
    return load(fingerprint, stream, NULL, out, err);
}

ct_code ct_index_load(const char *path, int stream, ct_index **out, ct_error *err)
{
    uint64_t fingerprint;
    int64_t  size = 0, mtime = 0;
    ct_code  code = ct_fingerprint_file(path, &fingerprint, err);

    *out = NULL;
    if (!code)
        code = load(fingerprint, stream, path, out, err);
    if (!code && (!ct_file_stat(path, &size, &mtime) || size != (*out)->size_bytes ||
                  mtime != (*out)->mtime_ns)) {
        code = ct_fail(err, CT_BAD_DATA, "The saved index of %s is out of date.", path);
        ct_index_unref(out);
    }
    return code;
}

void ct_index_forget_kept(uint64_t fingerprint, int stream)
{
    char *path = path_of(fingerprint, stream);

    (void)!remove(path);
    free(path);
}

/* --- live files ------------------------------------------------------------------------------ */

static char *trail_of(const char *path)
{
    char *cache = ct_folder_cache(), *whole = ct_path_absolute(path);
    char *trail = ct_asprintf("%s/index/%016" PRIx64 ".trail", cache,
                              (uint64_t)XXH3_64bits(whole, strlen(whole)));

    free(cache);
    free(whole);
    return trail;
}

ct_code ct_index_load_trail(const char *path, int stream, ct_index **out, ct_error *err)
{
    char   *trail = trail_of(path), *text = NULL;
    size_t  bytes = 0;
    ct_code code = ct_file_exists(trail) ? ct_file_read(trail, TRAIL_BYTES, &text, &bytes, err)
                                         : ct_fail(err, CT_NO_INPUT, "%s is not live.", path);

    *out = NULL;
    if (!code)
        code = load(strtoull(text, NULL, 16), stream, path, out, err);
    free(text);
    free(trail);
    return code;
}

static bool is_live(const ct_index *ix)
{
    struct timespec now;

    clock_gettime(CLOCK_REALTIME, &now);
    return now.tv_sec - ix->mtime_ns / 1000000000 < LIVE_S;
}

void ct_index_keep_trail(const ct_index *ix, ct_log *log)
{
    char    *trail = trail_of(ix->path), text[TRAIL_BYTES];
    ct_error why;

    if (!is_live(ix)) {
        (void)!remove(trail);
    } else {
        snprintf(text, sizeof text, "%016" PRIx64, ix->fingerprint);
        if (ct_file_replace(trail, text, strlen(text), &why))
            ct_log_warn(log, "%s", why.text);
    }
    free(trail);
}
