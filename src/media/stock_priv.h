/* SPDX-License-Identifier: MIT */
/* Stock for pictures, not yet exposed: the memory of those that are decoded, shared by decoders that take turns.
 *
 * Each decoder of libavcodec keeps the memory of as many pictures as it ever had out at once. Two of them behind
 * one cache, a still's and play's, then hold twice what the cache may: what the one gave back only it
 * would use again. Any thread. */
#ifndef CT_STOCK_PRIV_H
#define CT_STOCK_PRIV_H

#include <libavcodec/avcodec.h>

typedef struct ct_stock ct_stock;

ct_stock *ct_stock_create(void);
/* Pictures may live on: their memory is freed with the last of them. No decoder may ask it any more. */
void ct_stock_release(ct_stock **stock);
/* Before avcodec_open2, of a ct_decoder: its pictures come from its stock, if it has one, which must outlive it; they are
 * cleared or marked (holes_priv.h) where it says so. */
void ct_stock_serve(AVCodecContext *ctx);

#endif
