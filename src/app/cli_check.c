/* SPDX-License-Identifier: MIT */
/* The command check: is a project sound and its footage as it was; is a file read exactly. Changes
 * nothing. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "circletake/file.h"
#include "circletake/fingerprint.h"
#include "circletake/index.h"
#include "circletake/ingest.h"
#include "circletake/probe.h"
#include "circletake/query.h"
#include "circletake/reader.h"
#include "circletake/sequence.h"
#include "circletake/str.h"
#include "cli.h"

static void say(bool problem, const char *text)
{
    char *clean = ct_utf8_clean(text, true);

    printf("%s  %s\n", problem ? "BAD " : "ok  ", clean);
    free(clean);
}

/* --- a project ----------------------------------------------------------------------------------- */

static void on_line(void *arg, bool problem, const char *text)
{
    (void)arg;
    say(problem, text);
}

/* NULL: as it was. Free with free(). */
static char *what_is_wrong(const ct_clip *clip)
{
    uint64_t fingerprint = 0;
    ct_error err;

    if (!ct_sequence_is_pattern(clip->path) && !ct_file_exists(clip->path))
        return ct_asprintf("%s is not there; find it with project.relink.", clip->path);
    if (ct_fingerprint_file(clip->path, &fingerprint, &err) != CT_OK)
        return ct_strdup(err.text);
    if (clip->fingerprint && fingerprint != clip->fingerprint)
        return ct_asprintf("%s has other content than when it was added.", clip->path);
    return NULL;
}

static ct_code check_footage(const ct_cli *cli, const char *project, ct_error *err)
{
    ct_store    *store = NULL;
    ct_clip_list clips = {0};
    size_t       bad = 0;
    ct_code      code = ct_store_open(project, CT_STORE_READ_ONLY, cli->log, &store, err);

    if (!code)
        code = ct_query_clips(ct_store_query(store), NULL, &clips, err);
    for (size_t i = 0; i < clips.count && !code; i++) {
        char *wrong = what_is_wrong(&clips.items[i]);
        if (wrong)
            say(true, wrong);
        bad += wrong != NULL;
        free(wrong);
        if (ct_cli_stopped(NULL))
            code = ct_fail(err, CT_CANCELLED, "Stopped.");
    }
    if (!code) {
        printf("%s  %zu of %zu files are where and what they were\n", bad ? "BAD " : "ok  ",
               clips.count - bad, clips.count);
        if (bad)
            code =
                ct_fail(err, CT_BAD_DATA, "%zu files of %s are missing or changed.", bad, project);
    }
    ct_clip_list_finish(&clips);
    ct_store_close(&store);
    return code;
}

static ct_code check_project(const ct_cli *cli, ct_error *err)
{
    const char *project = cli->operands[0];
    ct_code     code = ct_store_check(project, on_line, NULL, err);

    return code ? code : check_footage(cli, project, err);
}

/* --- a file ---------------------------------------------------------------------------------------- */

/* What play uses, and what one decode from the first packet to the last says. */
struct views {
    ct_index *usual, *decoded;
};

static ct_code compare_tables(const struct views *v, const char *path, ct_error *err)
{
    int64_t count = ct_index_count(v->decoded);

    if (ct_index_count(v->usual) != count)
        return ct_fail(err, CT_BAD_DATA,
                       "%s: the index has %" PRId64 " frames, decoding gives "
                       "%" PRId64 ".",
                       path, ct_index_count(v->usual), count);
    for (int64_t n = 0; n < count; n++)
        if (ct_index_pts(v->usual, n) != ct_index_pts(v->decoded, n))
            return ct_fail(err, CT_BAD_DATA,
                           "%s: frame %" PRId64 " begins at another time than the "
                           "index says.",
                           path, n);
    printf("ok    %" PRId64 " frames, each begins when the index says (%s)\n", count,
           ct_index_level_name(ct_index_level_of(v->usual)));
    if (*ct_index_remark(v->decoded))
        printf("note  %s\n", ct_index_remark(v->decoded));
    return CT_OK;
}

static ct_code compare_frame(ct_reader *reader, const struct views *v, int64_t n, const char *path,
                             ct_error *err)
{
    ct_frame *frame = NULL;
    ct_code   code = ct_reader_get_still(reader, n, &frame, err);

    if (!code && ct_frame_hash(frame) != ct_index_hash(v->decoded, n))
        code = ct_fail(err, CT_BAD_DATA,
                       "%s: going to frame %" PRId64 " gives another picture than "
                       "playing up to it.",
                       path, n);
    ct_frame_unref(&frame);
    return code;
}

/* Frames spread over the file by steps that meet every place within groups of pictures, in an order
 * that goes back and forth. */
static ct_code compare_pictures(const ct_cli *cli, const struct views *v, const char *path,
                                ct_error *err)
{
    enum { LOOKS = 200 };
    ct_reader_options options = {.index = v->usual, .stop = ct_cli_stopped, .log = cli->log};
    ct_reader        *reader = NULL;
    int64_t           count = ct_index_count(v->usual);
    int64_t           looks = count < LOOKS ? count : LOOKS;
    ct_code           code = ct_reader_open(path, &options, &reader, err);

    for (int64_t i = 0; i < looks && !code; i++) {
        int64_t at = i % 2 ? i : looks - 1 - i;
        code = compare_frame(reader, v, at * count / looks, path, err);
    }
    if (!code)
        printf("ok    %" PRId64 " frames looked up in wild order are the pictures of one linear "
               "decode\n",
               looks);
    ct_reader_close(&reader);
    return code;
}

/* Against what the headers say: a copy that was cut short is read exactly, as far as it goes. */
static ct_code check_length(const ct_cli *cli, const char *path, const ct_index *decoded,
                            ct_error *err)
{
    ct_media_info info;
    ct_code       code = ct_probe(path, &info, cli->log, err);

    if (code)
        return code;
    char *shortfall = ct_ingest_shortfall(&info, ct_index_count(decoded));
    if (shortfall)
        code = ct_fail(err, CT_BAD_DATA, "%s: %s", path, shortfall);
    free(shortfall);
    ct_media_info_finish(&info);
    return code;
}

static ct_code check_media(const ct_cli *cli, ct_error *err)
{
    const char    *path = cli->operands[0];
    ct_index_watch watch = {.stop = ct_cli_stopped, .log = cli->log};
    struct views   views = {0};
    ct_code        code = ct_index_acquire(path, &watch, &views.usual, err);

    if (!code)
        code = ct_index_build(path, CT_INDEX_DECODED, &watch, &views.decoded, err);
    if (!code)
        code = compare_tables(&views, path, err);
    if (!code)
        code = compare_pictures(cli, &views, path, err);
    if (!code)
        code = check_length(cli, path, views.decoded, err);
    ct_index_unref(&views.usual);
    ct_index_unref(&views.decoded);
    return code;
}

static ct_code run_check(const ct_cli *cli, ct_error *err)
{
    return ct_cli_is_project(cli->operands[0]) ? check_project(cli, err) : check_media(cli, err);
}

const ct_cli_command ct_cli_check = {
    "check",
    "PROJECT | MEDIA",
    "Looks whether a project is sound and its footage as it was, or whether a file is read exactly.",
    1,
    1,
    NULL,
    0,
    run_check};
