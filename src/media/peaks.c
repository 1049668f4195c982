/* SPDX-License-Identifier: MIT */
/* See peaks.h. The saved form, little-endian, one file a clip: magic and version, fps, per_frame,
 * track_count, count, then the rows. */
#include "circletake/peaks.h"

#include <inttypes.h>
#include <libavutil/intreadwrite.h>
#include <libavutil/mathematics.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "circletake/audio.h"
#include "circletake/file.h"
#include "circletake/str.h"

enum {
    WORK_RATE_HZ = 16000, /* enough to see speech and claps, a third of the work of 48 kHz */
    CHUNK = 4096,
    HEADER_BYTES = 40,
    MAX_TRACKS = CT_AUDIO_MAX_TRACKS,
    MAX_FILE_BYTES = 512 << 20
};
static const char magic[8] = "CTPEAK2";

/* --- building --------------------------------------------------------------------- */

/* One row while it grows. */
struct row {
    uint8_t *values;
    size_t   count, cap;
};

static void row_raise(struct row *row, int64_t bucket, float magnitude)
{
    size_t need = (size_t)bucket + 1;

    if (row->count < need) {
        row->values = ct_grow(row->values, &row->cap, need, 1);
        memset(row->values + row->count, 0, need - row->count);
        row->count = need;
    }
    /* Anything that is not silence is seen. */
    uint8_t value = magnitude > 0 ? (uint8_t)ceilf(fminf(magnitude, 1.0F) * 255.0F) : 0;

    if (row->values[bucket] < value)
        row->values[bucket] = value;
}

static int64_t bucket_of(const ct_peaks *p, int64_t sample)
{
    return av_rescale_rnd(sample, (int64_t)p->fps.num * p->per_frame,
                          (int64_t)p->fps.den * WORK_RATE_HZ, AV_ROUND_DOWN);
}

/* The first sample of a bucket: the least that bucket_of puts there. */
static int64_t start_of(const ct_peaks *p, int64_t bucket)
{
    return av_rescale_rnd(bucket, (int64_t)p->fps.den * WORK_RATE_HZ,
                          (int64_t)p->fps.num * p->per_frame, AV_ROUND_UP);
}

static void row_feed(const ct_peaks *p, struct row *row, int64_t first_sample, const float *samples,
                     int frames, int channels)
{
    for (int i = 0; i < frames;) {
        int64_t bucket = bucket_of(p, first_sample + i);
        int64_t end = start_of(p, bucket + 1) - first_sample;
        float   most = 0;

        for (; i < frames && i < end; i++)
            for (int c = 0; c < channels; c++)
                most = fmaxf(most, fabsf(samples[i * channels + c]));
        row_raise(row, bucket, most);
    }
}

/* Everything at once: row 0 is all tracks together, row i + 1 is track i. */
struct work {
    const ct_peaks        *peaks;
    const ct_audio_source *source;
    struct row             rows[MAX_TRACKS + 1];
    int64_t                done; /* samples of every row */
    float                  samples[CHUNK * 2];
};

static void feed_track(void *arg, int track, const float *samples, int frames)
{
    struct work *w = arg;

    row_feed(w->peaks, &w->rows[track + 1], w->done, samples, frames,
             ct_audio_source_track(w->source, track)->channels);
}

static ct_code rows_read(ct_peaks *p, ct_audio_source *source, int64_t frame0_us, struct work *w,
                         ct_error *err)
{
    int     got = 0;
    ct_code code = ct_audio_source_seek(source, frame0_us, err);

    while (!code && !(code = ct_audio_source_read(source, w->samples, CHUNK, &got, err))) {
        row_feed(p, &w->rows[0], w->done, w->samples, got, 2);
        w->done += got;
    }
    return code == CT_END ? CT_OK : code;
}

static void rows_join(ct_peaks *p, const struct row *rows)
{
    for (int i = 0; i <= p->track_count; i++)
        if ((int64_t)rows[i].count > p->count)
            p->count = (int64_t)rows[i].count;
    p->rows = ct_alloc_array((size_t)(p->track_count + 1), (size_t)p->count + 1);
    for (int i = 0; i <= p->track_count; i++)
        if (rows[i].count > 0)
            memcpy(p->rows + (size_t)i * (size_t)p->count, rows[i].values, rows[i].count);
}

static ct_code rows_build(ct_peaks *p, ct_audio_source *source, int64_t frame0_us, ct_error *err)
{
    struct work *w = ct_alloc(sizeof *w);
    int64_t      start_us, end_us;

    w->peaks = p;
    w->source = source;
    ct_audio_source_set_tap(source, feed_track, w);
    ct_audio_source_extent(source, &start_us, &end_us);
    ct_code code = rows_read(p, source, frame0_us == INT64_MIN ? start_us : frame0_us, w, err);

    if (!code)
        rows_join(p, w->rows);
    for (int i = 0; i <= MAX_TRACKS; i++)
        free(w->rows[i].values);
    free(w);
    return code;
}

ct_code ct_peaks_build(const char *path, AVRational fps, int per_frame, int64_t frame0_us,
                       bool (*stop)(void *), void *stop_arg, ct_peaks **out, ct_error *err)
{
    ct_audio_source *source = NULL;
    ct_peaks        *p = ct_alloc(sizeof *p);
    ct_code          code;

    p->fps = fps;
    p->per_frame = per_frame;
    code = ct_audio_source_open(path, WORK_RATE_HZ, stop, stop_arg, &source, err);
    if (!code) {
        p->track_count = ct_audio_source_track_count(source);
        code = rows_build(p, source, frame0_us, err);
    }
    ct_audio_source_close(&source);
    if (code && code != CT_END) {
        ct_peaks_destroy(&p);
        return code;
    }
    *out = p;
    return CT_OK;
}

void ct_peaks_destroy(ct_peaks **peaks)
{
    if (!*peaks)
        return;
    free((*peaks)->rows);
    free(*peaks);
    *peaks = NULL;
}

/* --- looking ---------------------------------------------------------------------- */

const uint8_t *ct_peaks_row(const ct_peaks *p, int track)
{
    if (track < -1 || track >= p->track_count || p->count == 0)
        return NULL;
    return p->rows + (size_t)(track + 1) * (size_t)p->count;
}

uint8_t ct_peaks_over(const ct_peaks *p, int track, ct_span span)
{
    const uint8_t *row = ct_peaks_row(p, track);
    int64_t        first = span.first * p->per_frame, end = span.end * p->per_frame;
    uint8_t        most = 0;

    first = first < 0 ? 0 : first;
    end = end > p->count ? p->count : end;
    for (int64_t i = first; row && i < end; i++)
        most = row[i] > most ? row[i] : most;
    return most;
}

/* --- the saved form --------------------------------------------------------------- */

static char *peaks_path(uint64_t fingerprint)
{
    char *cache = ct_folder_cache();
    char *path = ct_asprintf("%s/peaks/%016" PRIx64 ".peaks", cache, fingerprint);

    free(cache);
    return path;
}

static ct_code write_at(const char *path, const void *data, size_t bytes, ct_error *err)
{
    char   *folder = ct_path_folder(path);
    ct_code code = ct_folder_make(folder, err);

    free(folder);
    return code ? code : ct_file_replace(path, data, bytes, err);
}

ct_code ct_peaks_save(const ct_peaks *p, uint64_t fingerprint, ct_error *err)
{
    size_t   body = (size_t)(p->track_count + 1) * (size_t)p->count;
    uint8_t *data = ct_alloc(HEADER_BYTES + body);
    char    *path = peaks_path(fingerprint);

    memcpy(data, magic, sizeof magic);
    AV_WL32(data + 8, (uint32_t)p->fps.num);
    AV_WL32(data + 12, (uint32_t)p->fps.den);
    AV_WL32(data + 16, (uint32_t)p->per_frame);
    AV_WL32(data + 20, (uint32_t)p->track_count);
    AV_WL64(data + 24, (uint64_t)p->count);
    AV_WL64(data + 32, fingerprint);
    if (body > 0)
        memcpy(data + HEADER_BYTES, p->rows, body);

    ct_code code = write_at(path, data, HEADER_BYTES + body, err);
    free(path);
    free(data);
    return code;
}

static ct_peaks *parse(const char *text, size_t bytes, uint64_t fingerprint)
{
    const uint8_t *data = (const uint8_t *)text;

    if (bytes < HEADER_BYTES || memcmp(data, magic, sizeof magic) != 0 ||
        AV_RL64(data + 32) != fingerprint)
        return NULL;
    uint32_t tracks = AV_RL32(data + 20);
    uint64_t count = AV_RL64(data + 24);

    if (tracks > MAX_TRACKS || count > MAX_FILE_BYTES ||
        (tracks + 1) * count != bytes - HEADER_BYTES)
        return NULL;
    ct_peaks *p = ct_alloc(sizeof *p);

    p->fps = (AVRational){(int)AV_RL32(data + 8), (int)AV_RL32(data + 12)};
    p->per_frame = (int)AV_RL32(data + 16);
    p->track_count = (int)tracks;
    p->count = (int64_t)count;
    p->rows = ct_alloc(bytes - HEADER_BYTES + 1);
    memcpy(p->rows, data + HEADER_BYTES, bytes - HEADER_BYTES);
    if (p->fps.num <= 0 || p->fps.den <= 0 || p->per_frame <= 0)
        ct_peaks_destroy(&p);
    return p;
}

ct_code ct_peaks_load(uint64_t fingerprint, ct_peaks **out, ct_error *err)
{
    char   *path = peaks_path(fingerprint);
    char   *data = NULL;
    size_t  bytes = 0;
    ct_code code = ct_file_read(path, MAX_FILE_BYTES, &data, &bytes, err);

    if (!code && !(*out = parse(data, bytes, fingerprint)))
        code =
            ct_fail(err, CT_BAD_DATA, "The saved waveform %s is damaged; it is made again.", path);
    free(data);
    free(path);
    return code;
}
