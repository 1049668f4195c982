/* SPDX-License-Identifier: MIT */
/* The clean aperture of MOV and MP4 (box "clap", ISO 14496-12 12.1.4), which libavformat 5.1 passes over:
 * moov/trak/mdia/minf/stbl/stsd/ENTRY/clap. Reads headers of boxes, and of boxes inside only those on the
 * way. */
#include <libavutil/pixdesc.h>
#include <stdio.h>
#include <string.h>

#include "input_priv.h"

enum {
    ENTRY_BYTES = 78, /* of a VisualSampleEntry before its boxes */
    CLAP_BYTES = 32,
    BOXES_MOST = 4096 /* at one level: more is damage */
};

struct box {
    int64_t at, end; /* content */
    char    type[5];
};

static uint32_t number(const uint8_t *b)
{
    return (uint32_t)b[0] << 24 | (uint32_t)b[1] << 16 | (uint32_t)b[2] << 8 | b[3];
}

static bool read_at(FILE *f, int64_t at, uint8_t *to, size_t bytes)
{
    return fseeko(f, (off_t)at, SEEK_SET) == 0 && fread(to, 1, bytes, f) == bytes;
}

/* The box at `at`, inside something that ends at `end`. */
static bool box_at(FILE *f, int64_t at, int64_t end, struct box *box)
{
    uint8_t head[16];
    int64_t bytes;

    if (end - at < 8 || !read_at(f, at, head, 8))
        return false;
    memcpy(box->type, head + 4, 4);
    box->type[4] = '\0';
    bytes = number(head);
    box->at = at + 8;
    if (bytes == 1) { /* a longer length follows */
        if (!read_at(f, at + 8, head + 8, 8))
            return false;
        bytes = (int64_t)((uint64_t)(number(head + 8) & 0x7fffffff) << 32 | number(head + 12));
        box->at += 8;
    } else if (bytes == 0) { /* to the end */
        bytes = end - at;
    }
    box->end = at + bytes;
    return bytes >= box->at - at && box->end <= end;
}

/* First box of the type in [at, end), the `skip`-th after it. */
static bool find(FILE *f, int64_t at, int64_t end, const char *type, int skip, struct box *box)
{
    for (int i = 0; i < BOXES_MOST && box_at(f, at, end, box); i++, at = box->end)
        if (strcmp(box->type, type) == 0 && skip-- == 0)
            return true;
    return false;
}

/* The first entry of the track's sample descriptions. */
static bool find_entry(FILE *f, const struct box *trak, struct box *entry)
{
    static const char *const way[] = {"mdia", "minf", "stbl", "stsd"};
    struct box               box = *trak;

    for (size_t i = 0; i < sizeof way / sizeof *way; i++)
        if (!find(f, box.at, box.end, way[i], 0, &box))
            return false;
    return box_at(f, box.at + 8, box.end, entry);
}

static bool is_track(FILE *f, const struct box *trak, int id)
{
    struct box tkhd;
    uint8_t    b[24];

    if (!find(f, trak->at, trak->end, "tkhd", 0, &tkhd) || !read_at(f, tkhd.at, b, sizeof b))
        return false;
    return number(b + (b[0] == 1 ? 20 : 12)) == (uint32_t)id;
}

static bool find_clap(FILE *f, int64_t size, int track, uint8_t clap[CLAP_BYTES])
{
    struct box moov, trak, entry, box;

    if (!find(f, 0, size, "moov", 0, &moov))
        return false;
    for (int i = 0; i < CT_MAX_STREAMS && find(f, moov.at, moov.end, "trak", i, &trak); i++)
        if (is_track(f, &trak, track))
            return find_entry(f, &trak, &entry) &&
                   find(f, entry.at + ENTRY_BYTES, entry.end, "clap", 0, &box) &&
                   read_at(f, box.at, clap, CLAP_BYTES);
    return false;
}

/* One direction: `length` of `full` samples, its middle moved by `offset`. */
static bool cut(const uint8_t *length, const uint8_t *offset, int full, size_t *before,
                size_t *after)
{
    int64_t n = number(length), d = number(length + 4);
    int64_t off_n = (int32_t)number(offset), off_d = number(offset + 4);

    if (n <= 0 || d <= 0 || off_d <= 0)
        return false;
    int64_t kept = (n + d / 2) / d;
    double  middle = (double)full / 2 + (double)off_n / (double)off_d;
    double  first = middle - (double)kept / 2;
    if (kept > full || first < 0 || first + (double)kept > full)
        return false;
    *before = (size_t)first;
    *after = (size_t)full - *before - (size_t)kept;
    return true;
}

ct_crop ct_aperture_read(const char *path, const AVStream *st)
{
    const AVCodecParameters *par = st->codecpar;
    ct_crop                  c = {0}, none = {0};
    uint8_t                  b[CLAP_BYTES];
    FILE                    *f = fopen(path, "rb");
    bool                     found = false;

    if (!f)
        return none;
    if (fseeko(f, 0, SEEK_END) == 0)
        found = find_clap(f, (int64_t)ftello(f), st->id, b);
    fclose(f);
    found = found && cut(b, b + 16, par->width, &c.left, &c.right) &&
            cut(b + 8, b + 24, par->height, &c.top, &c.bottom);
    return found ? c : none;
}

ct_crop ct_aperture_of(const ct_input *in, int pixel_format)
{
    const AVPixFmtDescriptor *d = av_pix_fmt_desc_get(pixel_format);
    ct_crop                   c = in->aperture;
    size_t                    columns = c.left % ((size_t)1 << (d ? d->log2_chroma_w : 0));
    size_t                    rows = c.top % ((size_t)1 << (d ? d->log2_chroma_h : 0));

    return (ct_crop){c.left - columns, c.right + columns, c.top - rows, c.bottom + rows};
}
