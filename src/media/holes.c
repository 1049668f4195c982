/* SPDX-License-Identifier: MIT */
#include "holes_priv.h"

#include <libavutil/pixdesc.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "circletake/str.h"

/* HEVC is decoded by blocks of 16, 32 or 64 samples, each of them whole or not at all; of the last of a row 8 may
 * be in the picture. Within those the filter of edges that a decoded neighbour may run reaches
 * three samples; the other filter adds no more than SLACK. */
enum { BLOCK = 16, MARK_X = 4, MARK_Y = 4, MARK_W = 4, MARK_H = 2, SLACK = 8 };

/* In samples of 8 bits: what no camera and no chart has side by side. */
static const uint8_t mark_samples[MARK_H][MARK_W] = {{2, 253, 96, 253}, {253, 2, 253, 160}};

/* A picture that was begun. */
struct begun {
    AVBufferRef  *buffer;
    uint8_t      *luma;
    ptrdiff_t     stride;
    int           width, height, depth;
    struct begun *next;
};

struct ct_holes {
    pthread_mutex_t lock; /* guards both */
    struct begun   *first, **end;
};

ct_holes *ct_holes_create(void)
{
    ct_holes *h = ct_alloc(sizeof *h);

    pthread_mutex_init(&h->lock, NULL);
    h->end = &h->first;
    return h;
}

static void free_begun(struct begun *b)
{
    av_buffer_unref(&b->buffer);
    free(b);
}

void ct_holes_forget(ct_holes *h)
{
    pthread_mutex_lock(&h->lock);
    struct begun *b = h->first;
    h->first = NULL;
    h->end = &h->first;
    pthread_mutex_unlock(&h->lock);
    while (b) {
        struct begun *next = b->next;

        free_begun(b);
        b = next;
    }
}

void ct_holes_release(ct_holes **holes)
{
    if (!*holes)
        return;
    ct_holes_forget(*holes);
    pthread_mutex_destroy(&(*holes)->lock);
    free(*holes);
    *holes = NULL;
}

/* --- marks ---------------------------------------------------------------------------------------- */

static void mark_8(uint8_t *at, ptrdiff_t stride)
{
    for (int y = 0; y < MARK_H; y++)
        memcpy(at + y * stride, mark_samples[y], MARK_W);
}

static void mark_16(uint8_t *at, ptrdiff_t stride, int shift)
{
    for (int y = 0; y < MARK_H; y++) {
        uint16_t row[MARK_W];

        for (int x = 0; x < MARK_W; x++)
            row[x] = (uint16_t)(mark_samples[y][x] << shift);
        memcpy(at + y * stride, row, sizeof row);
    }
}

static bool has_mark_8(const uint8_t *at, ptrdiff_t stride)
{
    for (int y = 0; y < MARK_H; y++)
        for (int x = 0; x < MARK_W; x++)
            if (abs(at[y * stride + x] - mark_samples[y][x]) > SLACK)
                return false;
    return true;
}

static bool has_mark_16(const uint8_t *at, ptrdiff_t stride, int shift)
{
    for (int y = 0; y < MARK_H; y++) {
        uint16_t row[MARK_W];

        memcpy(row, at + y * stride, sizeof row);
        for (int x = 0; x < MARK_W; x++)
            if (abs(row[x] - (mark_samples[y][x] << shift)) > SLACK << shift)
                return false;
    }
    return true;
}

static void mark(const struct begun *b)
{
    int bytes = b->depth > 8 ? 2 : 1;

    for (int y = MARK_Y; y + MARK_H <= b->height; y += BLOCK)
        for (int x = MARK_X; x + MARK_W <= b->width; x += BLOCK) {
            uint8_t *at = b->luma + y * b->stride + (ptrdiff_t)x * bytes;

            if (bytes == 1)
                mark_8(at, b->stride);
            else
                mark_16(at, b->stride, b->depth - 8);
        }
}

static bool has_holes(const struct begun *b)
{
    int bytes = b->depth > 8 ? 2 : 1;

    for (int y = MARK_Y; y + MARK_H <= b->height; y += BLOCK)
        for (int x = MARK_X; x + MARK_W <= b->width; x += BLOCK) {
            const uint8_t *at = b->luma + y * b->stride + (ptrdiff_t)x * bytes;

            if (bytes == 1 ? has_mark_8(at, b->stride) : has_mark_16(at, b->stride, b->depth - 8))
                return true;
        }
    return false;
}

/* --- pictures ------------------------------------------------------------------------------------- */

/* Luma, or green, lies by itself and in this machine's order. */
static bool can_mark(const AVPixFmtDescriptor *d)
{
    const uint64_t other = AV_PIX_FMT_FLAG_HWACCEL | AV_PIX_FMT_FLAG_PAL | AV_PIX_FMT_FLAG_FLOAT |
                           AV_PIX_FMT_FLAG_BITSTREAM;
    bool big = d && d->flags & AV_PIX_FMT_FLAG_BE, big_here = AV_NE(true, false);

    return d && !(d->flags & other) && d->comp[0].depth >= 8 && d->comp[0].shift == 0 &&
           d->comp[0].step == (d->comp[0].depth > 8 ? 2 : 1) &&
           (d->comp[0].depth == 8 || big == big_here);
}

bool ct_holes_mark(ct_holes *h, const AVFrame *f)
{
    const AVPixFmtDescriptor *d = av_pix_fmt_desc_get(f->format);

    if (!can_mark(d))
        return false;
    AVBufferRef *buffer = av_buffer_ref(f->buf[0]);
    if (!buffer)
        return false;
    struct begun *b = ct_alloc(sizeof *b);
    *b = (struct begun){.buffer = buffer,
                        .luma = f->data[d->comp[0].plane],
                        .stride = f->linesize[d->comp[0].plane],
                        .width = f->width,
                        .height = f->height,
                        .depth = d->comp[0].depth};
    mark(b);
    pthread_mutex_lock(&h->lock);
    *h->end = b;
    h->end = &b->next;
    pthread_mutex_unlock(&h->lock);
    return true;
}

/* Takes the pictures up to `f` off the list; NULL: it is not there. */
static struct begun *take_until(ct_holes *h, const AVFrame *f)
{
    pthread_mutex_lock(&h->lock);
    struct begun *first = h->first, *last = first;
    while (last && last->buffer->data != f->buf[0]->data)
        last = last->next;
    if (last) {
        h->first = last->next;
        if (!h->first)
            h->end = &h->first;
        last->next = NULL;
    }
    pthread_mutex_unlock(&h->lock);
    return last ? first : NULL;
}

int ct_holes_count(ct_holes *h, const AVFrame *f)
{
    int           count = 0;
    struct begun *b = take_until(h, f);

    while (b) {
        struct begun *next = b->next;

        count += has_holes(b);
        free_begun(b);
        b = next;
    }
    return count;
}
