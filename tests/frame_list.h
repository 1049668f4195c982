/* SPDX-License-Identifier: MIT */
/* A reference list of frames of any length: the MD5 of every frame in display order, as the command
 * "ffmpeg -threads 1 -i X -map 0:v:0 -fps_mode passthrough -f framemd5" prints it. */
#ifndef CT_TESTS_FRAME_LIST_H
#define CT_TESTS_FRAME_LIST_H

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "circletake/frame.h"
#include "circletake/str.h"

typedef struct frame_list {
    char (*md5)[CT_FRAME_MD5_BYTES];
    size_t count, cap;
} frame_list;

static inline void frame_list_finish(frame_list *l)
{
    free(l->md5);
    *l = (frame_list){0};
}

/* Reads MEDIA.framemd5; an empty list when there is none. */
static inline frame_list frame_list_read(const char *media)
{
    frame_list l = {0};
    char       line[512], *path = ct_asprintf("%s.framemd5", media);
    FILE      *f = fopen(path, "r");

    free(path);
    while (f && fgets(line, sizeof line, f)) {
        const char *last = strrchr(line, ',');

        if (line[0] == '#' || !last)
            continue;
        l.md5 = ct_grow(l.md5, &l.cap, l.count + 1, sizeof *l.md5);
        l.count += sscanf(last + 1, " %32s", l.md5[l.count]) == 1;
    }
    if (f)
        fclose(f);
    return l;
}

#endif
