/* SPDX-License-Identifier: MIT */
/* The command check: is a project sound and its footage as it was; is a file read exactly. Changes
 * nothing but what the cache folder knows of a file. */
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
#include "cli_check.h"

void ct_check_say(bool problem, const char *text)
{
    char *clean = ct_utf8_clean(text, true);

    printf("%s  %s\n", problem ? "BAD " : "ok  ", clean);
    free(clean);
}

/* --- a project ----------------------------------------------------------------------------------- */

static void on_line(void *arg, bool problem, const char *text)
{
    (void)arg;
    ct_check_say(problem, text);
}

/* NULL: as it was. Free with free(). */
static char *what_is_wrong(const ct_clip *clip)
{
    uint64_t fingerprint = 0;
    ct_error err;

    if (!ct_sequence_is_pattern(clip->path) && !ct_file_exists(clip->path))
        return ct_asprintf("%s is not there; find it with project.relink, or take another file for "
                           "it with clip.replace.",
                           clip->path);
    if (ct_fingerprint_file(clip->path, &fingerprint, &err) != CT_OK)
        return ct_strdup(err.text);
    if (clip->fingerprint && fingerprint != clip->fingerprint)
        return ct_asprintf("%s has other content than when it was added; 'circletake do PROJECT "
                           "clip.refresh clip=%s' finds its marks in what it is now.",
                           clip->path, clip->name);
    return NULL;
}

/* What stands where it stood in a file before is no damage, but somebody should look. */
static ct_code tell_lost(ct_query *q, ct_error *err)
{
    ct_select_query in_selects = {.find = "is:lost"};
    ct_note_query   in_notes = {.find = "is:lost"};
    ct_select_list  selects = {0};
    ct_note_list    notes = {0};
    ct_code         code = ct_query_selects(q, &in_selects, &selects, err);

    if (!code)
        code = ct_query_notes(q, &in_notes, &notes, err);
    if (!code && selects.count + notes.count > 0)
        printf("note  %zu select%s and %zu note%s not found again when their files were replaced; "
               "--find is:lost lists them\n",
               selects.count, CT_S(selects.count), notes.count,
               notes.count == 1 ? " was" : "s were");
    ct_select_list_finish(&selects);
    ct_note_list_finish(&notes);
    return code;
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
            ct_check_say(true, wrong);
        bad += wrong != NULL;
        free(wrong);
        if (ct_cli_stopped(NULL))
            code = ct_fail(err, CT_CANCELLED, "Stopped.");
    }
    if (!code)
        code = tell_lost(ct_store_query(store), err);
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
    printf("ok    %" PRId64 " frame%s, each begins when the index says (%s)\n", count, CT_S(count),
           ct_index_level_name(ct_index_level_of(v->usual)));
    if (*ct_index_remark(v->decoded))
        printf("note  %s\n", ct_index_remark(v->decoded));
    return CT_OK;
}

/* From each place where decoding may begin up to the next. One that does not lead to its pictures is no fault
 * of what is shown: it is not used again. */
static ct_code test_entries(ct_reader *reader, const ct_index *index, ct_error *err)
{
    int64_t count = ct_index_entry_count(index), bad = 0, first = -1;

    for (int64_t e = 0; e < count && !ct_index_is_intra(index); e++) {
        bool    good = true;
        ct_code code = ct_reader_test_entry(reader, e, &good, err);
        if (code)
            return code;
        if (ct_cli_stopped(NULL))
            return ct_fail(err, CT_CANCELLED, "Stopped.");
        if (!good && bad++ == 0)
            first = ct_index_entry_frame(index, e);
    }
    if (bad > 0 && ct_index_bad_entries(index) == 0)
        printf("note  from %" PRId64 " of %" PRId64 " entry point%s damaged pictures are repaired "
               "otherwise, from frame %" PRId64 " on: each is compared\n",
               bad, count, CT_S(count), first);
    else if (bad > 0)
        printf("note  %" PRId64 " of %" PRId64
               " entry point%s lead elsewhere than to their pictures, the "
               "first at frame %" PRId64 ": decoding does not begin there\n",
               bad, count, CT_S(count), first);
    else
        printf("ok    %" PRId64 " entry point%s to the pictures of one linear decode\n", count,
               count == 1 ? " leads" : "s lead");
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
static ct_code compare_pictures(ct_reader *reader, const struct views *v, const char *path,
                                ct_error *err)
{
    enum { LOOKS = 200 };
    int64_t count = ct_index_count(v->usual);
    int64_t looks = count < LOOKS ? count : LOOKS;
    ct_code code = CT_OK;

    for (int64_t i = 0; i < looks && !code; i++) {
        int64_t at = i % 2 ? i : looks - 1 - i;
        code = compare_frame(reader, v, at * count / looks, path, err);
    }
    if (!code)
        printf("ok    %" PRId64 " frame%s looked up in wild order %s of one linear decode\n", looks,
               CT_S(looks), looks == 1 ? "is the picture" : "are the pictures");
    return code;
}

static ct_code look_round(const ct_cli *cli, const struct views *v, const char *path, ct_error *err)
{
    ct_reader_options options = {.index = v->usual, .stop = ct_cli_stopped, .log = cli->log};
    ct_reader        *reader = NULL;
    ct_code           code = ct_reader_open(path, &options, &reader, err);

    ct_index_take_hashes(v->usual, v->decoded);
    if (!code)
        code = test_entries(reader, v->usual, err);
    if (!code)
        code = compare_pictures(reader, v, path, err);
    ct_reader_close(&reader); /* keeps what was found */
    return code;
}

/* What play goes by is wrong, or knows of no damage: from now on it goes by the decode. */
static void use_decoded(const ct_cli *cli, struct views *v)
{
    ct_error why;

    if (ct_index_save(v->decoded, &why))
        ct_log_warn(cli->log, "%s", why.text);
    ct_index_unref(&v->usual);
    v->usual = ct_index_ref(v->decoded);
}

/* Against what the headers say, and what decoding met: a copy that was cut short or damaged is read exactly, as far as
 * it goes, and is still no copy to keep. */
static ct_code check_whole(const ct_cli *cli, const char *path, const ct_index *decoded,
                           ct_error *err)
{
    ct_media_info info;
    ct_code       code = ct_probe(path, ct_index_stream(decoded), &info, cli->log, err);

    if (code)
        return code;
    char *shortfall = ct_probe_shortfall(&info, decoded);
    if (shortfall)
        code = ct_fail(err, CT_BAD_DATA, "%s: %s", path, shortfall);
    else if (ct_index_is_damaged(decoded))
        code = ct_fail(err, CT_BAD_DATA, "%s: %s Copy it again from the card.", path,
                       ct_index_remark(decoded));
    free(shortfall);
    ct_media_info_finish(&info);
    return code;
}

static ct_code check_media(const ct_cli *cli, ct_error *err)
{
    const char    *path = cli->operands[0];
    ct_index_watch watch = {.stop = ct_cli_stopped, .log = cli->log};
    struct views   views = {0};
    int            stream;
    ct_code        code = ct_cli_stream(cli, &stream, err);

    if (!code && ct_sequence_is_image(path))
        return ct_check_images(cli, path, stream, err);
    if (!code)
        code = ct_index_acquire(path, stream, &watch, &views.usual, err);

    if (!code)
        code = ct_index_build(path, stream, CT_INDEX_DECODED, &watch, &views.decoded, err);
    if (!code)
        code = compare_tables(&views, path, err);
    if (views.decoded &&
        (code || (ct_index_is_damaged(views.decoded) && !ct_index_is_damaged(views.usual))))
        use_decoded(cli, &views);
    if (!code)
        code = look_round(cli, &views, path, err);
    if (!code)
        code = check_whole(cli, path, views.decoded, err);
    ct_index_unref(&views.usual);
    ct_index_unref(&views.decoded);
    return code;
}

static ct_code run_check(const ct_cli *cli, ct_error *err)
{
    return ct_cli_is_project(cli->operands[0]) ? check_project(cli, err) : check_media(cli, err);
}

static const ct_cli_option check_options[] = {CT_CLI_STREAM};

const ct_cli_command ct_cli_check = {
    "check",
    "PROJECT | MEDIA",
    "Looks whether a project is sound and its footage as it was, or whether a file is read exactly.",
    1,
    1,
    check_options,
    sizeof check_options / sizeof check_options[0],
    run_check};
