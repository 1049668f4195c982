/* SPDX-License-Identifier: MIT */
/* The command check, of numbered images: they need no index that could be wrong, but each is a file that may
 * be missing or damaged. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "circletake/reader.h"
#include "circletake/sequence.h"
#include "circletake/str.h"
#include "cli_check.h"

/* Damage is told and counted; anything else ends the look. */
static ct_code read_image(ct_reader *reader, int64_t n, int64_t *bad, ct_error *err)
{
    ct_frame *frame = NULL;
    ct_code   code = ct_reader_get(reader, n, &frame, err);

    ct_frame_unref(&frame);
    if (code != CT_BAD_DATA)
        return code;
    ct_check_say(true, err->text);
    ++*bad;
    return CT_OK;
}

static ct_code read_all(const ct_cli *cli, const char *path, int stream, const ct_sequence *s,
                        ct_error *err)
{
    ct_reader_options options = {.stream = stream, .stop = ct_cli_stopped, .log = cli->log};
    ct_reader        *reader = NULL;
    int64_t           count = s->last - s->first + 1, bad = 0;
    ct_code           code = ct_reader_open(path, &options, &reader, err);

    for (int64_t n = 0; n < count && !code; n++)
        code = read_image(reader, n, &bad, err);
    ct_reader_close(&reader);
    if (code)
        return code;
    if (bad > 0)
        return ct_fail(err, CT_BAD_DATA,
                       "%s: %" PRId64 " of %" PRId64
                       " images cannot be read; the others are shown.",
                       s->pattern, bad, s->present);
    printf("ok    %" PRId64 " image%s, each can be read\n", s->present, CT_S(s->present));
    return CT_OK;
}

ct_code ct_check_images(const ct_cli *cli, const char *path, int stream, ct_error *err)
{
    ct_sequence s = {0};
    ct_code     code = ct_sequence_or_still(path, &s, err);

    if (!code && s.missing)
        printf("note  %" PRId64 " image%s missing: %s; each is a black frame in its place\n",
               s.last - s.first + 1 - s.present,
               s.last - s.first + 1 - s.present == 1 ? " is" : "s are", s.missing);
    if (!code)
        code = read_all(cli, path, stream, &s, err);
    ct_sequence_finish(&s);
    return code;
}
