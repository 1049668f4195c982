/* SPDX-License-Identifier: MIT */
/* Reads the bits of a unit of H.264 or HEVC, without the bytes that keep start codes out of it
 * (H.265 7.3.1.1, 9.2). */
#ifndef CT_MEDIA_BITS_PRIV_H
#define CT_MEDIA_BITS_PRIV_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Behind the end all bits are 0, and `over` is set. */
typedef struct ct_bits {
    const uint8_t *at, *end;
    unsigned       zeros;      /* bytes of 0 just read */
    unsigned       byte, left; /* bits of it still to come */
    bool           over;
} ct_bits;

/* Borrows `data`. */
ct_bits  ct_bits_of(const uint8_t *data, ptrdiff_t bytes);
uint32_t ct_bits_read(ct_bits *b, unsigned count); /* u(v), at most 32 */
bool     ct_bits_flag(ct_bits *b);
void     ct_bits_skip(ct_bits *b, unsigned count);
uint32_t ct_bits_ue(ct_bits *b); /* ue(v); what takes more than 32 bits sets `over` */
int32_t  ct_bits_se(ct_bits *b);

#endif
