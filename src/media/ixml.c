/* SPDX-License-Identifier: MIT */
/* The iXML chunk of Broadcast Wave files: found by walking the RIFF chunks, and read as what it is
 * for us, a handful of words between two tags. No entity is expanded, nothing nests. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "circletake/str.h"
#include "probe_priv.h"

enum { MAX_IXML_BYTES = 1 << 20, MAX_CHUNKS = 256 };

static uint32_t le32(const uint8_t *p)
{
    return p[0] | (uint32_t)p[1] << 8 | (uint32_t)p[2] << 16 | (uint32_t)p[3] << 24;
}

/* Gives the chunk's bytes as text. */
static char *read_chunk(FILE *f)
{
    uint8_t head[12];

    if (fread(head, 1, 12, f) != 12 || (memcmp(head, "RIFF", 4) && memcmp(head, "RF64", 4)) ||
        memcmp(head + 8, "WAVE", 4))
        return NULL;
    for (int i = 0; i < MAX_CHUNKS && fread(head, 1, 8, f) == 8; i++) {
        uint32_t bytes = le32(head + 4);
        if (!memcmp(head, "iXML", 4) && bytes <= MAX_IXML_BYTES) {
            char *text = ct_alloc((size_t)bytes + 1);
            if (fread(text, 1, bytes, f) == bytes)
                return text;
            free(text);
            return NULL;
        }
        if (fseek(f, (long)bytes + (bytes & 1), SEEK_CUR))
            return NULL;
    }
    return NULL;
}

char *ct_ixml_text(const char *path, const char *name)
{
    FILE *f = fopen(path, "rb");
    char *chunk = f ? read_chunk(f) : NULL;
    char *open = ct_asprintf("<%s>", name), *end = ct_asprintf("</%s>", name);
    char *value = NULL;

    const char *from = chunk ? strstr(chunk, open) : NULL;
    const char *to = from ? strstr(from, end) : NULL;
    if (to) {
        from += strlen(open);
        value = ct_strndup(from, (size_t)(to - from));
    }
    if (value && !*value) {
        free(value);
        value = NULL;
    }
    if (f)
        fclose(f);
    free(chunk);
    free(open);
    free(end);
    return value;
}
