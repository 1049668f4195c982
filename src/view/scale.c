/* SPDX-License-Identifier: MIT */
/* See scale.h. */
#include "view/scale.h"

#include <stdlib.h>
#include <string.h>

#include <libavutil/frame.h>
#include <libavutil/pixdesc.h>
#include <zimg.h>

#include "circletake/str.h"
#include "view/planes.h"

enum { ALIGNMENT = CT_PLANES_ALIGNMENT };

/* All that a graph is built for. */
struct kind {
    int width, height, format, matrix, chroma, full_range;
    int to_width, to_height;
};

struct ct_scaler {
    struct kind        kind;
    zimg_filter_graph *graph;
    void              *scratch;
    uint8_t           *rows; /* rows of red, green and blue on their way into pixels */
    ptrdiff_t          row_bytes;
    unsigned           row_mask;

    ct_planes *planes;
};

/* ---- the graph ---- */

/* Both number matrices as ITU-T H.273 does. What needs more than a matrix is shown by the nearest. */
static zimg_matrix_coefficients_e matrix_of(int space)
{
    switch (space) {
    case AVCOL_SPC_FCC:
    case AVCOL_SPC_BT470BG:
    case AVCOL_SPC_SMPTE170M:
    case AVCOL_SPC_SMPTE240M:
    case AVCOL_SPC_YCGCO:
    case AVCOL_SPC_BT2020_NCL:
        return (zimg_matrix_coefficients_e)space;
    case AVCOL_SPC_BT2020_CL:
        return ZIMG_MATRIX_BT2020_NCL;
    default:
        return ZIMG_MATRIX_BT709;
    }
}

static zimg_chroma_location_e chroma_of(int location)
{
    return location == AVCHROMA_LOC_UNSPECIFIED
               ? ZIMG_CHROMA_LEFT
               : (zimg_chroma_location_e)(location - AVCHROMA_LOC_LEFT);
}

static zimg_image_format source_of(const struct kind *k)
{
    const AVPixFmtDescriptor *d = av_pix_fmt_desc_get(k->format);
    bool                      rgb = d->flags & AV_PIX_FMT_FLAG_RGB;
    zimg_image_format         f;

    zimg_image_format_default(&f, ZIMG_API_VERSION);
    f.width = (unsigned)k->width;
    f.height = (unsigned)k->height;
    f.pixel_type = d->flags & AV_PIX_FMT_FLAG_FLOAT ? ZIMG_PIXEL_FLOAT
                   : d->comp[0].depth > 8           ? ZIMG_PIXEL_WORD
                                                    : ZIMG_PIXEL_BYTE;
    f.depth = (unsigned)d->comp[0].depth;
    f.subsample_w = d->log2_chroma_w;
    f.subsample_h = d->log2_chroma_h;
    f.color_family = rgb ? ZIMG_COLOR_RGB : ZIMG_COLOR_YUV;
    f.matrix_coefficients = rgb ? ZIMG_MATRIX_RGB : matrix_of(k->matrix);
    f.transfer_characteristics = ZIMG_TRANSFER_BT709;
    f.color_primaries = ZIMG_PRIMARIES_BT709;
    f.pixel_range = k->full_range ? ZIMG_RANGE_FULL : ZIMG_RANGE_LIMITED;
    f.chroma_location = chroma_of(k->chroma);
    return f;
}

/* Transfer and primaries are named the same on both sides: they are not converted. */
static zimg_image_format target_of(const struct kind *k)
{
    zimg_image_format f;

    zimg_image_format_default(&f, ZIMG_API_VERSION);
    f.width = (unsigned)k->to_width;
    f.height = (unsigned)k->to_height;
    f.pixel_type = ZIMG_PIXEL_BYTE;
    f.color_family = ZIMG_COLOR_RGB;
    f.matrix_coefficients = ZIMG_MATRIX_RGB;
    f.transfer_characteristics = ZIMG_TRANSFER_BT709;
    f.color_primaries = ZIMG_PRIMARIES_BT709;
    f.pixel_range = ZIMG_RANGE_FULL;
    return f;
}

static void drop_graph(ct_scaler *s)
{
    zimg_filter_graph_free(s->graph);
    free(s->scratch);
    free(s->rows);
    s->graph = NULL;
    s->scratch = NULL;
    s->rows = NULL;
}

static void *aligned(size_t bytes)
{
    return aligned_alloc(ALIGNMENT, (bytes + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT);
}

/* Memory for rows under way: only as many as the filters hold at a time. */
static bool make_room(ct_scaler *s)
{
    size_t   scratch = 0;
    unsigned rows = 0;

    if (zimg_filter_graph_get_tmp_size(s->graph, &scratch) ||
        zimg_filter_graph_get_output_buffering(s->graph, &rows))
        return false;
    s->row_mask = zimg_select_buffer_mask(rows);
    if (s->row_mask == ZIMG_BUFFER_MAX)
        rows = (unsigned)s->kind.to_height;
    else
        rows = s->row_mask + 1;
    s->row_bytes = (s->kind.to_width + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
    s->scratch = aligned(scratch + 1);
    s->rows = aligned((size_t)s->row_bytes * rows * 3);
    return s->scratch && s->rows;
}

static ct_code need_graph(ct_scaler *s, const struct kind *kind, ct_error *err)
{
    zimg_graph_builder_params params;
    zimg_image_format         from, to;

    if (s->graph && memcmp(&s->kind, kind, sizeof *kind) == 0)
        return CT_OK;
    drop_graph(s);
    s->kind = *kind;
    from = source_of(kind);
    to = target_of(kind);
    zimg_graph_builder_params_default(&params, ZIMG_API_VERSION);
    params.resample_filter =
        ZIMG_RESIZE_BICUBIC; /* Catmull-Rom: keeps edges, and flat areas exact */
    params.filter_param_a = 0;
    params.filter_param_b = 0.5;
    params.cpu_type = ZIMG_CPU_AUTO_64B;
    params.dither_type = from.depth > 8 ? ZIMG_DITHER_ORDERED : ZIMG_DITHER_NONE;
    s->graph = zimg_filter_graph_build(&from, &to, &params);
    if (!s->graph) {
        char why[128] = "";
        zimg_get_last_error(why, sizeof why);
        return ct_fail(err, CT_UNSUPPORTED, "Pictures of format %s cannot be shown (%s).",
                       ct_str_or_empty(av_get_pix_fmt_name(kind->format)), why);
    }
    if (make_room(s))
        return CT_OK;
    drop_graph(s);
    return ct_fail(err, CT_NO_MEMORY, "Not enough memory to show a picture.");
}

/* ---- one picture ---- */

struct job {
    const ct_scaler *scaler;
    const ct_pixels *to;
    unsigned         planes; /* of the ring: rows that each has */
};

static const uint8_t *row_of(const struct job *j, unsigned plane, unsigned row)
{
    unsigned at = plane * j->planes + (row & j->scaler->row_mask);

    return j->scaler->rows + (ptrdiff_t)at * j->scaler->row_bytes;
}

/* Called by zimg for each row that is ready. */
static int pack_row(void *user, unsigned row, unsigned left, unsigned right)
{
    const struct job *j = user;
    const uint8_t    *r = row_of(j, 0, row), *g = row_of(j, 1, row), *b = row_of(j, 2, row);
    uint32_t         *to = (void *)(j->to->at + (ptrdiff_t)row * j->to->stride);

    for (unsigned x = left; x < right; x++)
        to[x] = 0xff000000U | (uint32_t)r[x] << 16 | (uint32_t)g[x] << 8 | b[x];
    return 0;
}

static bool is_rgb(const AVFrame *av)
{
    return av_pix_fmt_desc_get(av->format)->flags & AV_PIX_FMT_FLAG_RGB;
}

/* FFmpeg keeps green first, zimg red. */
static zimg_image_buffer_const planes_of(const AVFrame *av)
{
    static const int        rgb[3] = {2, 0, 1}, yuv[3] = {0, 1, 2};
    zimg_image_buffer_const planes = {.version = ZIMG_API_VERSION};

    for (int i = 0; i < 3; i++) {
        int at = is_rgb(av) ? rgb[i] : yuv[i];
        planes.plane[i].data = av->data[at];
        planes.plane[i].stride = av->linesize[at];
        planes.plane[i].mask = ZIMG_BUFFER_MAX;
    }
    return planes;
}

ct_code ct_scaler_run(ct_scaler *s, const AVFrame *av, const ct_picture *p, const ct_pixels *to,
                      ct_error *err)
{
    const AVFrame *planes = NULL;
    ct_code        code = ct_planes_lay_out(s->planes, av, p, &planes, err);

    if (code)
        return code;
    struct kind kind = {.width = planes->width,
                        .height = planes->height,
                        .format = planes->format,
                        .matrix = p->matrix,
                        .chroma = av->chroma_location,
                        .full_range = p->full_range || is_rgb(planes),
                        .to_width = to->width,
                        .to_height = to->height};
    if ((code = need_graph(s, &kind, err)))
        return code;
    zimg_image_buffer_const in = planes_of(planes);
    zimg_image_buffer       out = {.version = ZIMG_API_VERSION};
    struct job              job = {s, to,
                      s->row_mask == ZIMG_BUFFER_MAX ? (unsigned)to->height : s->row_mask + 1};
    for (unsigned i = 0; i < 3; i++) {
        out.plane[i].data = s->rows + (ptrdiff_t)(i * job.planes) * s->row_bytes;
        out.plane[i].stride = s->row_bytes;
        out.plane[i].mask = s->row_mask;
    }
    if (zimg_filter_graph_process(s->graph, &in, &out, s->scratch, NULL, NULL, pack_row, &job))
        return ct_fail(err, CT_NO_MEMORY, "Not enough memory to show a picture.");
    return CT_OK;
}

ct_scaler *ct_scaler_create(void)
{
    ct_scaler *s = ct_alloc(sizeof *s);

    s->planes = ct_planes_create();
    return s;
}

void ct_scaler_destroy(ct_scaler **scaler)
{
    ct_scaler *s = *scaler;

    if (!s)
        return;
    drop_graph(s);
    ct_planes_destroy(&s->planes);
    free(s);
    *scaler = NULL;
}
