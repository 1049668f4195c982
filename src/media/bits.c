/* SPDX-License-Identifier: MIT */
#include "bits_priv.h"

ct_bits ct_bits_of(const uint8_t *data, ptrdiff_t bytes)
{
    return (ct_bits){.at = data, .end = data + bytes};
}

static void next_byte(ct_bits *b)
{
    if (b->zeros >= 2 && b->at < b->end && *b->at == 3) {
        b->at++;
        b->zeros = 0;
    }
    b->over |= b->at == b->end;
    b->byte = b->over ? 0 : *b->at++;
    b->zeros = b->byte == 0 ? b->zeros + 1 : 0;
    b->left = 8;
}

bool ct_bits_flag(ct_bits *b)
{
    if (b->left == 0)
        next_byte(b);
    return b->byte >> --b->left & 1;
}

uint32_t ct_bits_read(ct_bits *b, unsigned count)
{
    uint32_t value = 0;

    while (count--)
        value = value << 1 | ct_bits_flag(b);
    return value;
}

void ct_bits_skip(ct_bits *b, unsigned count)
{
    while (count--)
        ct_bits_flag(b);
}

uint32_t ct_bits_ue(ct_bits *b)
{
    unsigned zeros = 0;

    while (!b->over && !ct_bits_flag(b))
        zeros++;
    if (zeros > 31)
        b->over = true;
    return b->over ? 0 : ((uint32_t)1 << zeros) - 1 + ct_bits_read(b, zeros);
}

int32_t ct_bits_se(ct_bits *b)
{
    uint32_t n = ct_bits_ue(b);

    return n & 1 ? (int32_t)(n / 2) + 1 : -(int32_t)(n / 2);
}
