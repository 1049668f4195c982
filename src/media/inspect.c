/* SPDX-License-Identifier: MIT */
/* See inspect.h. The saved form is that of material.h, behind the fingerprint. */
#include "circletake/inspect.h"

#include <inttypes.h>
#include <libavutil/mathematics.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "circletake/file.h"
#include "circletake/reader.h"
#include "circletake/str.h"
#include "inspect_priv.h"

enum { PICTURES_PERMILLE = 900, MOST_BYTES = 1 << 20 };

/* --- pictures --------------------------------------------------------------------- */

static ct_code see_one(ct_seer *seer, ct_reader *reader, int64_t n, ct_error *err)
{
    ct_frame *frame = NULL;
    ct_code   code = ct_reader_get(reader, n, &frame, err);

    if (code == CT_BAD_DATA || (!code && frame->gap))
        ct_seer_miss(seer, n);
    else if (!code && !ct_seer_see(seer, frame))
        code = ct_fail(err, CT_UNSUPPORTED,
                       "Frame %" PRId64 " has a form that cannot be looked at.", n);
    ct_frame_unref(&frame);
    return code == CT_BAD_DATA ? CT_OK : code;
}

/* *anew: on the way damage was met, and the file was indexed anew with other frames. */
static ct_code see_all(ct_seer *seer, const char *path, const ct_index *index,
                       const ct_index_watch *watch, bool *anew, ct_error *err)
{
    ct_reader_options options = {.threads = watch->threads,
                                 .index = ct_index_ref(index),
                                 .stop = watch->stop,
                                 .stop_arg = watch->arg,
                                 .log = watch->log};
    int64_t           count = ct_index_count(index);
    ct_reader        *reader = NULL;
    ct_code           code = ct_reader_open(path, &options, &reader, err);

    ct_index_unref(&options.index);
    for (int64_t n = 0; n < count && !code && ct_reader_index(reader) == index; n++) {
        code = see_one(seer, reader, n, err);
        if (watch->progress)
            watch->progress(watch->arg, (int)((n + 1) * PICTURES_PERMILLE / count));
    }
    *anew = reader && ct_reader_index(reader) != index;
    ct_seer_end(seer, count);
    ct_reader_close(&reader);
    return code;
}

static void take(ct_material *out, const ct_finds *finds)
{
    for (size_t i = 0; i < finds->list.count; i++)
        ct_material_add(out, finds->list.items[i].flaw, finds->list.items[i].span);
}

static int64_t half_second(AVRational fps)
{
    return av_rescale_q_rnd(1, (AVRational){1, 2}, av_inv_q(fps), AV_ROUND_UP);
}

static ct_code look_at_pictures(const ct_clip *clip, const ct_index_watch *watch, ct_index **index,
                                ct_material *out, ct_error *err)
{
    bool    anew = true;
    ct_code code = CT_OK;

    for (int tries = 0; tries < 2 && anew && !code; tries++) {
        ct_seer seer;
        ct_index_unref(index);
        if ((code = ct_index_acquire(clip->path, clip->stream, watch, index, err)))
            return code;
        ct_seer_init(&seer, half_second(ct_index_fps(*index)));
        code = see_all(&seer, clip->path, *index, watch, &anew, err);
        if (!anew) {
            take(out, &seer.black);
            take(out, &seer.frozen);
            take(out, &seer.repeated);
            take(out, &seer.missing);
        }
        ct_seer_finish(&seer);
    }
    if (!code && anew)
        code =
            ct_fail(err, CT_BAD_DATA, "%s is read otherwise each time: it is damaged.", clip->path);
    return code;
}

/* --- the whole -------------------------------------------------------------------- */

static ct_code look(const ct_media_info *info, const ct_index_watch *watch, ct_material *out,
                    ct_error *err)
{
    const ct_clip *clip = &info->clip;
    ct_index      *index = NULL;
    ct_code        code = CT_OK;

    out->frames = clip->frame_count;
    out->fps = clip->fps;
    if (clip->width_px > 0)
        code = look_at_pictures(clip, watch, &index, out, err);
    if (!code && index) {
        out->frames = ct_index_count(index);
        out->fps = ct_index_fps(index);
    }
    if (!code)
        code = ct_inspect_sound(info, index, half_second(out->fps), watch, out, err);
    if (!code && watch->progress)
        watch->progress(watch->arg, 1000);
    ct_index_unref(&index);
    return code;
}

ct_code ct_inspect_file(const ct_media_info *info, const ct_index_watch *watch, ct_material *out,
                        ct_error *err)
{
    static const ct_index_watch nobody;

    *out = (ct_material){0};
    ct_code code = look(info, watch ? watch : &nobody, out, err);
    if (code)
        ct_material_finish(out);
    return code;
}

/* --- the saved form --------------------------------------------------------------- */

static char *saved_path(uint64_t fingerprint)
{
    char *cache = ct_folder_cache();
    char *path = ct_asprintf("%s/material/%02x/%016" PRIx64, cache, (unsigned)(fingerprint & 0xff),
                             fingerprint);

    free(cache);
    return path;
}

ct_code ct_inspect_save(const ct_material *m, uint64_t fingerprint, ct_error *err)
{
    char   *path = saved_path(fingerprint), *folder = ct_path_folder(path);
    char   *body = ct_material_text(m);
    char   *text = ct_asprintf("%016" PRIx64 "\n%s", fingerprint, body);
    ct_code code = ct_folder_make(folder, err);

    if (!code)
        code = ct_file_replace(path, text, strlen(text), err);
    free(text);
    free(body);
    free(folder);
    free(path);
    return code;
}

ct_code ct_inspect_load(uint64_t fingerprint, ct_material *out, ct_error *err)
{
    char   *path = saved_path(fingerprint), *text = NULL;
    char    head[20];
    size_t  bytes = 0;
    ct_code code = ct_file_read(path, MOST_BYTES, &text, &bytes, err);

    snprintf(head, sizeof head, "%016" PRIx64 "\n", fingerprint);
    if (!code && (strlen(text) != bytes || !ct_starts_with(text, head) ||
                  !ct_material_parse(text + strlen(head), out)))
        code = ct_fail(err, CT_BAD_DATA, "What %s says of a clip is not whole; it is found again.",
                       path);
    free(text);
    free(path);
    return code;
}
