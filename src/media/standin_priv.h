/* SPDX-License-Identifier: MIT */
/* The file of reduced pictures, for standin_file.c and standin_codec.c. In the machine's own byte order:
 * another machine does not find the magic whole, and makes them again. */
#ifndef CT_MEDIA_STANDIN_PRIV_H
#define CT_MEDIA_STANDIN_PRIV_H

#include <pthread.h>

#include "standin_file.h"

struct standin_head {
    char     magic[8];
    int64_t  version, frame_count;
    uint64_t signature;               /* of the index: packet and pts of every frame */
    int32_t  width, height;           /* of the reduced pictures */
    int32_t  from_width, from_height; /* of those they stand for */
    int32_t  sar_num, sar_den;        /* pixel aspect of those */
    int32_t  matrix, primaries, transfer, rotation_deg;
    int32_t  mirrored;
    int32_t  spare[5];
};

struct standin_row {
    uint64_t at;
    uint32_t bytes; /* 0: not made yet */
    uint32_t sum;   /* low half of XXH3-64 */
};

struct ct_standin_file {
    int                 fd;
    struct standin_head head;
    int64_t             end;  /* of the file: where the next picture goes; the writer's */
    pthread_mutex_t     lock; /* guards rows and made; never held while the disk is waited for */
    struct standin_row *rows;
    int64_t             made; /* how many rows are filled */
};

#endif
