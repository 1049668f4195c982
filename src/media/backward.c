/* SPDX-License-Identifier: MIT */
#include "backward_priv.h"

#include <libavutil/mathematics.h>
#include <stdlib.h>
#include <string.h>

#include "circletake/str.h"

/* A block costs a seek and the decoder's run-up; a longer one delays the first sound. */
enum { BLOCK_MS = 400 };

struct ct_backward {
    ct_audio_source *source;
    int              rate_hz, size; /* of a block, sample frames */
    int64_t          first;         /* number of the block's first sample */
    int              left;          /* of the block, from its start: still to be given */
    float           *block;
};

ct_backward *ct_backward_create(ct_audio_source *source, int rate_hz)
{
    ct_backward *b = ct_alloc(sizeof *b);

    b->source = source;
    b->rate_hz = rate_hz;
    b->size = rate_hz * BLOCK_MS / 1000;
    b->block = ct_alloc_array((size_t)b->size * 2, sizeof *b->block);
    return b;
}

void ct_backward_destroy(ct_backward **backward)
{
    if (!*backward)
        return;
    free((*backward)->block);
    free(*backward);
    *backward = NULL;
}

void ct_backward_seek(ct_backward *b, int64_t media_us)
{
    b->first = av_rescale(media_us, b->rate_hz, 1000000);
    b->left = 0;
}

/* Reads the block before the one that was given. */
static ct_code fill(ct_backward *b, ct_error *err)
{
    ct_code code;
    int     count = 0, got = 0;

    b->first -= b->size;
    b->left = b->size;
    code = ct_audio_source_seek(b->source, av_rescale(b->first, 1000000, b->rate_hz), err);
    while (!code && count < b->size) {
        code = ct_audio_source_read(b->source, b->block + 2 * count, b->size - count, &got, err);
        count += got;
    }
    memset(b->block + 2 * count, 0, (size_t)(b->size - count) * 2 * sizeof *b->block);
    return code == CT_END ? CT_OK : code;
}

ct_code ct_backward_read(ct_backward *b, float *out, int frames, int *got, ct_error *err)
{
    ct_code code = b->left == 0 ? fill(b, err) : CT_OK;

    *got = 0;
    if (code)
        return code;
    frames = frames < b->left ? frames : b->left;
    for (int i = 0; i < frames; i++) {
        const float *pair = b->block + (ptrdiff_t)2 * (b->left - 1 - i);

        out[2 * i] = pair[0];
        out[2 * i + 1] = pair[1];
    }
    b->left -= frames;
    *got = frames;
    return CT_OK;
}
