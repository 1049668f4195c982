/* SPDX-License-Identifier: MIT */
/* See fingerprint.h. */
#include "circletake/fingerprint.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <xxhash.h>

#include "circletake/sequence.h"
#include "circletake/str.h"
#include "input_priv.h"

enum { EDGE = 64 << 10, INNER = 16 << 10, INNER_COUNT = 8, WHOLE = 256 << 10, IMAGE = 4 << 10 };

static void put_le64(uint8_t out[8], uint64_t v)
{
    for (int i = 0; i < 8; i++)
        out[i] = (uint8_t)(v >> (8 * i));
}

/* Hashes `count` bytes at `offset`; false when they cannot be read. */
static bool take(XXH3_state_t *h, int fd, int64_t offset, size_t count)
{
    static _Thread_local uint8_t buffer[EDGE];

    while (count > 0) {
        size_t  want = count < sizeof buffer ? count : sizeof buffer;
        ssize_t got = pread(fd, buffer, want, offset);

        if (got < 0 && errno == EINTR)
            continue;
        if (got <= 0)
            return false;
        XXH3_64bits_update(h, buffer, (size_t)got);
        offset += got;
        count -= (size_t)got;
    }
    return true;
}

static bool hash_content(XXH3_state_t *h, int fd, int64_t size)
{
    if (size <= WHOLE)
        return take(h, fd, 0, (size_t)size);
    bool    ok = take(h, fd, 0, EDGE);
    int64_t step = (size - 2 * EDGE - INNER) / (INNER_COUNT - 1);
    for (int i = 0; i < INNER_COUNT && ok; i++)
        ok = take(h, fd, EDGE + i * step, INNER);
    return ok && take(h, fd, size - EDGE, EDGE);
}

/* `bytes` of the file; -1: all. */
static ct_code one_file(const char *path, int64_t bytes, uint64_t *out, ct_error *err)
{
    ct_code code = ct_input_check_file(path, err);

    if (code)
        return code;
    int           fd = open(path, O_RDONLY | O_CLOEXEC);
    XXH3_state_t *h = XXH3_createState();
    struct stat   st;
    uint8_t       size[8];
    bool          ok = fd >= 0 && h && fstat(fd, &st) == 0;

    if (ok) {
        XXH3_64bits_reset(h);
        if (bytes < 0)
            bytes = st.st_size;
        put_le64(size, (uint64_t)bytes);
        XXH3_64bits_update(h, size, sizeof size);
        ok = hash_content(h, fd, bytes);
    }
    if (ok) {
        *out = XXH3_64bits_digest(h);
        *out += *out == 0;
    } else {
        code = ct_fail(err, CT_IO, "Cannot read %s to the end (%s).", path, strerror(errno));
    }
    if (fd >= 0)
        close(fd);
    XXH3_freeState(h);
    return code;
}

/* Some of an image: its size tells most changes, and where all are equally large the date in its head does. */
static bool hash_image(XXH3_state_t *h, const char *path)
{
    int         fd = ct_input_check_file(path, NULL) ? -1 : open(path, O_RDONLY | O_CLOEXEC);
    uint8_t     size[8];
    struct stat st;
    bool        ok = fd >= 0 && fstat(fd, &st) == 0;

    if (ok) {
        put_le64(size, (uint64_t)st.st_size);
        XXH3_64bits_update(h, size, sizeof size);
        if (st.st_size <= 3 * (int64_t)IMAGE)
            ok = take(h, fd, 0, (size_t)st.st_size);
        else
            ok = take(h, fd, 0, IMAGE) && take(h, fd, st.st_size / 2, IMAGE) &&
                 take(h, fd, st.st_size - IMAGE, IMAGE);
    }
    if (fd >= 0)
        close(fd);
    return ok;
}

/* Of every image: some of them are often made anew under the same names. */
static ct_code sequence(const ct_sequence *s, uint64_t *out, ct_error *err)
{
    XXH3_state_t *h = XXH3_createState();
    uint8_t       number[8];
    int64_t       read = 0;

    if (!h)
        return ct_fail(err, CT_NO_MEMORY, "Not enough memory for %s.", s->pattern);
    XXH3_64bits_reset(h);
    for (int64_t n = s->first; n <= s->last; n++) {
        char *path = ct_sequence_path(s, n);
        if (hash_image(h, path)) {
            put_le64(number, (uint64_t)n);
            XXH3_64bits_update(h, number, sizeof number);
            read++;
        }
        free(path);
    }
    *out = XXH3_64bits_digest(h);
    *out += *out == 0;
    XXH3_freeState(h);
    if (read == 0)
        return ct_fail(
            err, CT_IO,
            "None of the images of %s can be read. Check the drive and their permissions.",
            s->pattern);
    return CT_OK;
}

uint64_t ct_fingerprint_of_stream(uint64_t fingerprint, int stream)
{
    uint8_t words[16];

    if (stream == 0)
        return fingerprint;
    put_le64(words, fingerprint);
    put_le64(words + 8, (uint64_t)stream);
    uint64_t key = XXH3_64bits(words, sizeof words);
    return key + (key == 0);
}

ct_code ct_fingerprint_start(const char *path, int64_t bytes, uint64_t *out, ct_error *err)
{
    return one_file(path, bytes, out, err);
}

ct_code ct_fingerprint_file(const char *path, uint64_t *out, ct_error *err)
{
    ct_sequence s = {0};

    if (!ct_sequence_is_pattern(path))
        return one_file(path, -1, out, err);
    ct_code code = ct_sequence_of(path, &s, err);
    if (!code)
        code = sequence(&s, out, err);
    ct_sequence_finish(&s);
    return code;
}
