/* SPDX-License-Identifier: MIT */
/* What the media tests know of the samples: where they lie, and the reference list of their frames
 * (ffmpeg's framemd5). */
#ifndef CT_TESTS_MEDIA_SAMPLES_H
#define CT_TESTS_MEDIA_SAMPLES_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define SLATE  CT_SOURCE_DIR "/samples/slate.mp4"
#define RUSHES CT_SOURCE_DIR "/samples/rushes"

enum { SLATE_FPS = 25, SLATE_FRAMES = 125, SLATE_CLAP = 47 };

enum { REFERENCE_MOST = 400, REFERENCE_MD5_BYTES = 33 };

/* MD5 of every frame in display order. */
typedef struct reference {
    int  count;
    char md5[REFERENCE_MOST][REFERENCE_MD5_BYTES];
} reference;

static inline bool reference_read(const char *media, reference *out)
{
    char  path[1024], line[512];
    FILE *f;

    snprintf(path, sizeof path, "%s.framemd5", media);
    f = fopen(path, "r");
    out->count = 0;
    while (f && out->count < REFERENCE_MOST && fgets(line, sizeof line, f)) {
        const char *last = strrchr(line, ',');

        if (line[0] != '#' && last && sscanf(last + 1, " %32s", out->md5[out->count]) == 1)
            out->count++;
    }
    if (f)
        fclose(f);
    return f != NULL && out->count > 0;
}

/* One row of EXPECTED.tsv. */
typedef struct take {
    char    path[512];
    int     fps_num, fps_den, channels, tracks;
    int64_t frames, clap;
} take;

enum { TAKES_MOST = 64 };

/* Reads the table of the sample shoot; 0 (and a word) when it was not made. */
static inline int takes_read(take *takes)
{
    char  line[1024], name[256];
    FILE *f = fopen(RUSHES "/EXPECTED.tsv", "r");
    int   count = 0;

    if (!f) {
        printf("skipped: no sample rushes (samples/make_rushes.sh makes them)\n");
        return 0;
    }
    while (count < TAKES_MOST && fgets(line, sizeof line, f)) {
        take *t = &takes[count];
        long  frames, clap;

        if (line[0] == '#' ||
            sscanf(line, "%255s %*s %*s %*s %*s %*s %d/%d %*s %*s %ld %ld %d %d", name, &t->fps_num,
                   &t->fps_den, &frames, &clap, &t->channels, &t->tracks) != 7)
            continue;
        snprintf(t->path, sizeof t->path, RUSHES "/%s", name);
        t->frames = frames;
        t->clap = clap;
        count++;
    }
    fclose(f);
    return count;
}

#endif
