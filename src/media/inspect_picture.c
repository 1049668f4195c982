/* SPDX-License-Identifier: MIT */
/* What is black and what is frozen is decided by the sums that ffmpeg's blackdetect and freezedetect take,
 * but a sum is given up as soon as it can only end one way: most pictures tell after a few rows that they
 * are neither, and the look costs little beside the decoding. Rows are taken sixteen apart, so that a
 * letter box or a still wall does not hold that up. */
#include <libavutil/avconfig.h>
#include <libavutil/frame.h>
#include <libavutil/imgutils.h>
#include <libavutil/pixdesc.h>
#include <stdlib.h>
#include <string.h>

#include "circletake/str.h"
#include "inspect_priv.h"

enum { APART = 16, BRIGHT_PERCENT = 2, COLOURS = 3 };
/* A tenth of the way from black to white, where samples are linear light instead of a curve. */
static const float  dark_light = 0.004F;
static const double least_motion = 0.001; /* mean difference of a frozen picture, of full scale */

void ct_seer_init(ct_seer *s, int64_t least)
{
    *s = (ct_seer){.least = least,
                   .black = {-1, {0}},
                   .frozen = {-1, {0}},
                   .repeated = {-1, {0}},
                   .missing = {-1, {0}}};
}

void ct_seer_finish(ct_seer *s)
{
    ct_frame_unref(&s->last);
    ct_frame_unref(&s->still);
    ct_stretch_list_finish(&s->black.list);
    ct_stretch_list_finish(&s->frozen.list);
    ct_stretch_list_finish(&s->repeated.list);
    ct_stretch_list_finish(&s->missing.list);
    free(s->rows);
}

/* --- rows ------------------------------------------------------------------------------------ */

/* Samples of a picture as they lie in memory. */
typedef enum form {
    BYTES, /* each component in a plane of its own, a byte a sample */
    WORDS, /* the same, two bytes in the order of this machine */
    OTHER  /* packed, palette, other order, floating: taken apart row by row */
} form;

typedef struct shape {
    const AVPixFmtDescriptor *desc;
    form                      form;
    int                       width, height, planes; /* of a palette: red, green, blue */
    int                       bits;                  /* of a sample */
} shape;

static bool is_planar(const AVPixFmtDescriptor *d, int bytes)
{
    for (int c = 0; c < d->nb_components; c++)
        if (d->comp[c].plane != c || d->comp[c].step != bytes || d->comp[c].shift != 0 ||
            d->comp[c].offset != 0)
            return false;
    return true;
}

static bool shape_of(const AVFrame *av, shape *out)
{
    const AVPixFmtDescriptor *d = av_pix_fmt_desc_get(av->format);
    const uint64_t            strange = AV_PIX_FMT_FLAG_HWACCEL | AV_PIX_FMT_FLAG_BAYER;
    const uint64_t apart = AV_PIX_FMT_FLAG_PAL | AV_PIX_FMT_FLAG_BITSTREAM | AV_PIX_FMT_FLAG_FLOAT;
    bool           native = d && !(d->flags & AV_PIX_FMT_FLAG_BE) == !AV_HAVE_BIGENDIAN;

    if (!d || (d->flags & strange) || d->nb_components < 1)
        return false;
    *out = (shape){d, OTHER, av->width, av->height, d->nb_components, d->comp[0].depth};
    if (d->flags & AV_PIX_FMT_FLAG_PAL)
        out->planes = COLOURS;
    if (!(d->flags & apart) && out->bits == 8 && is_planar(d, 1))
        out->form = BYTES;
    else if (!(d->flags & apart) && out->bits > 8 && out->bits <= 16 && native && is_planar(d, 2))
        out->form = WORDS;
    if (d->flags & AV_PIX_FMT_FLAG_FLOAT || out->bits > 16)
        out->bits = 16;
    return true;
}

static int columns(const shape *s, int component)
{
    bool chroma = component == 1 || component == 2;

    return chroma ? AV_CEIL_RSHIFT(s->width, s->desc->log2_chroma_w) : s->width;
}

static int lines(const shape *s, int component)
{
    bool chroma = component == 1 || component == 2;

    return chroma ? AV_CEIL_RSHIFT(s->height, s->desc->log2_chroma_h) : s->height;
}

static const uint8_t *plain_row(const AVFrame *av, int plane, int y)
{
    return av->data[plane] + (ptrdiff_t)y * av->linesize[plane];
}

/* Light from 0 to 1, as 16 bits; what is no number is no black. */
static uint16_t of_light(float light)
{
    if (!(light < 1))
        return 65535;
    return light > 0 ? (uint16_t)(light * 65535) : 0;
}

/* Samples in a room, and behind them the same as floats are read. */
static size_t room_of(const shape *s)
{
    return 3 * (((size_t)s->width + 19) & ~(size_t)3);
}

static void make_rooms(ct_seer *s, const shape *sh)
{
    s->rows = ct_grow(s->rows, &s->row_cap, COLOURS * room_of(sh), sizeof *s->rows);
}

static void read_palette(const AVFrame *av, int component, int y, int count, uint16_t *row)
{
    const uint8_t *at = plain_row(av, 0, y);

    for (int x = 0; x < count; x++) {
        uint32_t colour; /* 0xAARRGGBB */
        memcpy(&colour, av->data[1] + 4 * at[x], sizeof colour);
        row[x] = (uint16_t)(colour >> (8 * (2 - component)) & 0xff);
    }
}

/* Floats, and integers that are wider than 16 bits. */
static void read_wide(const AVFrame *av, const shape *sh, int component, int y, int count,
                      uint16_t *row)
{
    const uint8_t *data[4] = {av->data[0], av->data[1], av->data[2], av->data[3]};
    uint32_t      *raw = (uint32_t *)(void *)(row + room_of(sh) / 3);

    av_read_image_line2(raw, data, av->linesize, sh->desc, 0, y, component, count, 0, 4);
    for (int x = 0; x < count; x++) {
        float light;
        memcpy(&light, &raw[x], sizeof light);
        row[x] =
            sh->desc->flags & AV_PIX_FMT_FLAG_FLOAT ? of_light(light) : (uint16_t)(raw[x] >> 16);
    }
}

/* A row of one component, taken apart into one of the seer's rooms. */
static const uint16_t *apart_row(ct_seer *s, const AVFrame *av, const shape *sh, int component,
                                 int y, int room)
{
    const uint8_t *data[4] = {av->data[0], av->data[1], av->data[2], av->data[3]};
    uint16_t      *row = s->rows + (size_t)room * room_of(sh);
    int            count = columns(sh, component);

    if (sh->desc->flags & AV_PIX_FMT_FLAG_PAL)
        read_palette(av, component, y, count, row);
    else if (sh->desc->comp[component].depth > 16)
        read_wide(av, sh, component, y, count, row);
    else
        av_read_image_line2(row, data, av->linesize, sh->desc, 0, y, component, count, 0, 2);
    return row;
}

/* --- black ------------------------------------------------------------------------------------- */

static int brighter_bytes(const uint8_t *row, int count, unsigned than)
{
    int n = 0;

    for (int x = 0; x < count; x++)
        n += row[x] > than;
    return n;
}

static int brighter_words(const uint16_t *row, int count, unsigned than)
{
    int n = 0;

    for (int x = 0; x < count; x++)
        n += row[x] > than;
    return n;
}

static bool has_colours(const shape *s)
{
    return (s->desc->flags & AV_PIX_FMT_FLAG_RGB) || (s->desc->flags & AV_PIX_FMT_FLAG_PAL) ||
           strncmp(s->desc->name, "xyz", 3) == 0;
}

/* The brightest sample that counts as dark. */
static unsigned dark(const AVFrame *av, const shape *s)
{
    bool full = has_colours(s) || strncmp(s->desc->name, "yuvj", 4) == 0 ||
                av->color_range == AVCOL_RANGE_JPEG ||
                (s->desc->nb_components < 3 && av->color_range != AVCOL_RANGE_MPEG);
    double black = full ? 0 : 16.0 / 256, white = full ? 1 : 235.0 / 256;

    if (s->desc->flags & AV_PIX_FMT_FLAG_FLOAT)
        return of_light(dark_light);
    double scale = full ? (1 << s->bits) - 1 : 1 << s->bits;
    return (unsigned)((black + (white - black) / 10) * scale);
}

/* Of a pixel in colour that is dark no component is brighter. */
static int brighter_in_colour(ct_seer *s, const AVFrame *av, const shape *sh, int y, unsigned than)
{
    const uint16_t *c[3];
    int             n = 0;

    for (int i = 0; i < 3; i++)
        c[i] = apart_row(s, av, sh, i, y, i);
    for (int x = 0; x < sh->width; x++)
        n += c[0][x] > than || c[1][x] > than || c[2][x] > than;
    return n;
}

static int brighter(ct_seer *s, const AVFrame *av, const shape *sh, int y, unsigned than)
{
    if (has_colours(sh) && sh->planes >= COLOURS)
        return brighter_in_colour(s, av, sh, y, than);
    if (sh->form == BYTES)
        return brighter_bytes(plain_row(av, 0, y), sh->width, than);
    if (sh->form == WORDS)
        return brighter_words((const uint16_t *)(const void *)plain_row(av, 0, y), sh->width, than);
    return brighter_words(apart_row(s, av, sh, 0, y, 0), sh->width, than);
}

static bool is_black(ct_seer *s, const AVFrame *av, const shape *sh)
{
    int64_t  bright = 0, all = (int64_t)sh->width * sh->height;
    unsigned than = dark(av, sh);

    for (int from = 0; from < APART; from++)
        for (int y = from; y < sh->height; y += APART) {
            bright += brighter(s, av, sh, y, than);
            if (bright * 100 > all * BRIGHT_PERCENT)
                return false;
        }
    return true;
}

/* --- frozen ------------------------------------------------------------------------------------- */

static uint64_t apart_bytes(const uint8_t *a, const uint8_t *b, int count)
{
    uint32_t sum = 0; /* of 16384 columns at most */

    for (int x = 0; x < count; x++)
        sum += (uint32_t)abs(a[x] - b[x]);
    return sum;
}

static uint64_t apart_words(const uint16_t *a, const uint16_t *b, int count)
{
    uint32_t sum = 0;

    for (int x = 0; x < count; x++)
        sum += (uint32_t)abs(a[x] - b[x]);
    return sum;
}

static uint64_t difference(ct_seer *s, const AVFrame *a, const AVFrame *b, const shape *sh,
                           int component, int y)
{
    int w = columns(sh, component);

    if (sh->form == BYTES)
        return apart_bytes(plain_row(a, component, y), plain_row(b, component, y), w);
    if (sh->form == WORDS)
        return apart_words((const uint16_t *)(const void *)plain_row(a, component, y),
                           (const uint16_t *)(const void *)plain_row(b, component, y), w);
    return apart_words(apart_row(s, a, sh, component, y, 0), apart_row(s, b, sh, component, y, 1),
                       w);
}

static bool is_alike(const AVFrame *a, const AVFrame *b)
{
    return a->width == b->width && a->height == b->height && a->format == b->format;
}

static bool is_still(ct_seer *s, const AVFrame *a, const AVFrame *b, const shape *sh)
{
    uint64_t sum = 0, samples = 0;

    for (int c = 0; c < sh->planes; c++)
        samples += (uint64_t)columns(sh, c) * (uint64_t)lines(sh, c);
    uint64_t most = (uint64_t)(least_motion * (double)samples * (double)(1 << sh->bits));
    for (int from = 0; from < APART; from++)
        for (int c = 0; c < sh->planes; c++)
            for (int y = from; y < lines(sh, c); y += APART) {
                sum += difference(s, a, b, sh, c, y);
                if (sum > most)
                    return false;
            }
    return true;
}

/* --- repeated ------------------------------------------------------------------------------------ */

static bool same_plane(const AVFrame *a, const AVFrame *b, int plane, int rows)
{
    int bytes = av_image_get_linesize(a->format, a->width, plane);

    for (int from = 0; from < APART && bytes > 0; from++)
        for (int y = from; y < rows; y += APART)
            if (memcmp(plain_row(a, plane, y), plain_row(b, plane, y), (size_t)bytes) != 0)
                return false;
    return true;
}

static bool is_same(const AVFrame *a, const AVFrame *b, const shape *sh)
{
    int planes = av_pix_fmt_count_planes(a->format);

    if (!is_alike(a, b))
        return false;
    if ((sh->desc->flags & AV_PIX_FMT_FLAG_PAL) && memcmp(a->data[1], b->data[1], AVPALETTE_SIZE))
        return false;
    for (int p = 0; p < planes; p++)
        if (!same_plane(a, b, p, lines(sh, p)))
            return false;
    return true;
}

/* --- one after another ----------------------------------------------------------------------------- */

static void follow(ct_finds *f, ct_flaw flaw, bool is, int64_t from, int64_t at)
{
    if (is && f->open < 0)
        f->open = from;
    if (is || f->open < 0)
        return;
    f->list.items = ct_grow(f->list.items, &f->list.cap, f->list.count + 1, sizeof *f->list.items);
    f->list.items[f->list.count++] = (ct_stretch){flaw, {f->open, at}};
    f->open = -1;
}

static void keep(ct_frame **kept, ct_frame *frame)
{
    ct_frame_unref(kept);
    *kept = ct_frame_ref(frame);
}

/* What comes is compared with nothing. */
static void start_anew(ct_seer *s, int64_t frame)
{
    follow(&s->black, CT_FLAW_BLACK, false, 0, frame);
    follow(&s->frozen, CT_FLAW_FROZEN, false, 0, frame);
    follow(&s->repeated, CT_FLAW_REPEATED, false, 0, frame);
    ct_frame_unref(&s->last);
    ct_frame_unref(&s->still);
}

void ct_seer_miss(ct_seer *s, int64_t frame)
{
    start_anew(s, frame);
    follow(&s->missing, CT_FLAW_MISSING, true, frame, frame);
}

void ct_seer_end(ct_seer *s, int64_t frame)
{
    start_anew(s, frame);
    follow(&s->missing, CT_FLAW_MISSING, false, 0, frame);
}

/* It is called frozen once it has been so for long enough, from where it began. */
static void see_still(ct_seer *s, ct_frame *frame)
{
    int64_t from = s->is_still ? s->still->number : frame->number;

    if (!s->is_still) {
        follow(&s->frozen, CT_FLAW_FROZEN, false, 0, frame->number);
        keep(&s->still, frame);
    } else if (frame->number + 1 - from >= s->least) {
        follow(&s->frozen, CT_FLAW_FROZEN, true, from, frame->number);
    }
}

bool ct_seer_see(ct_seer *s, ct_frame *frame)
{
    const AVFrame *av = frame->av;
    shape          sh;

    if (!shape_of(av, &sh))
        return false;
    make_rooms(s, &sh);
    if (s->last && !is_alike(s->last->av, av))
        start_anew(s, frame->number);
    bool same = s->last && is_same(s->last->av, av, &sh);
    if (!same) /* else what was said of the last is true of this one, too */
        s->is_black = is_black(s, av, &sh);
    s->is_still = same || (s->still && is_still(s, s->still->av, av, &sh));
    follow(&s->missing, CT_FLAW_MISSING, false, 0, frame->number);
    follow(&s->repeated, CT_FLAW_REPEATED, same, frame->number, frame->number);
    follow(&s->black, CT_FLAW_BLACK, s->is_black, frame->number, frame->number);
    see_still(s, frame);
    keep(&s->last, frame);
    return true;
}
