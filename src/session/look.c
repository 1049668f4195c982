/* SPDX-License-Identifier: MIT */
#include "look.h"

#include <stdio.h>
#include <stdlib.h>

#include "circletake/index.h"
#include "circletake/probe.h"
#include "circletake/str.h"

struct look {
    ct_task   task;
    ct_work  *work; /* NULL headless */
    ct_store *store;
    ct_log   *log;
    char     *author;
    ct_id     id;
    ct_clip   clip;   /* as it is in the project when the look begins */
    int       stream; /* -1: the next */
    char     *said;
    ct_code   code;
    ct_error  err;
};

static void look_progress(void *arg, int permille)
{
    struct look *l = arg;

    atomic_store(&l->task.done, permille);
    atomic_store(&l->task.total, 1000);
    if (l->work)
        ct_work_wakeup(l->work);
}

/* Takes the edit. */
static ct_code submit(struct look *l, ct_edit *edit)
{
    ct_ticket ticket;
    ct_code   code = ct_store_submit(l->store, &edit, &ticket, &l->err);

    if (code)
        ct_edit_destroy(&edit);
    return code ? code : ct_store_wait(l->store, ticket, &l->err);
}

/* What only the index knows; a fact, no step of undo. */
static ct_code count_frames(struct look *l, ct_media_info *info)
{
    ct_index_watch watch = {
        .progress = look_progress, .stop = ct_task_stopped, .arg = &l->task, .log = l->log};
    ct_index *ix = NULL;
    ct_code   code = ct_index_acquire(info->clip.path, info->clip.stream, &watch, &ix, &l->err);

    if (code)
        return code;
    ct_probe_take_index(&info->clip, ix);
    ct_index_unref(&ix);
    ct_edit *edit = ct_edit_create("Count frames", l->author, CT_EDIT_FACT);
    ct_edit_set_media(edit, l->id, &info->clip);
    return submit(l, edit);
}

static ct_code read_clip(struct look *l)
{
    ct_query *query = NULL;
    ct_code   code = ct_query_open(l->store, &query, &l->err);

    if (!code)
        code = ct_query_clip(query, l->id, &l->clip, &l->err);
    ct_query_close(&query);
    return code;
}

static ct_code choose_stream(struct look *l, ct_media_info *info)
{
    ct_code code = ct_probe(l->clip.path, l->stream < 0 ? 0 : l->stream, info, l->log, &l->err);

    if (code || l->stream >= 0)
        return code;
    int count = (int)info->picture_count;
    ct_media_info_finish(info);
    if (count < 2)
        return ct_fail(&l->err, CT_NO_INPUT, "%s has no other stream of pictures.", l->clip.name);
    l->stream = (l->clip.stream + 1) % count;
    return ct_probe(l->clip.path, l->stream, info, l->log, &l->err);
}

static char *stream_said(const struct look *l, const ct_media_info *info)
{
    int  marks = l->clip.select_count + l->clip.note_count;
    char kept[96] = "";

    if (marks > 0)
        snprintf(kept, sizeof kept, " Its %d mark%s on %s frame numbers.", marks,
                 marks == 1 ? " stays" : "s stay", marks == 1 ? "its" : "their");
    return ct_asprintf("%s shows stream %d of %zu, %d x %d.%s", l->clip.name, l->stream,
                       info->picture_count, info->clip.width_px, info->clip.height_px, kept);
}

static ct_code change_stream(struct look *l, ct_media_info *info)
{
    if (info->clip.width_px == 0)
        return ct_fail(&l->err, CT_UNSUPPORTED, "%s has sound but no pictures.", l->clip.name);
    if (l->stream == l->clip.stream) {
        l->said = ct_asprintf("%s shows stream %d already.", l->clip.name, l->stream);
        return CT_OK;
    }
    ct_edit *edit = ct_edit_create("Show another stream", l->author, 0);
    ct_edit_set_int(edit, l->id, CT_CLIP_STREAM, l->stream);
    ct_edit_set_media(edit, l->id, &info->clip);
    ct_code code = submit(l, edit);
    if (!code && info->clip.provisional)
        code = count_frames(l, info);
    if (!code)
        l->said = stream_said(l, info);
    return code;
}

static void look_run(ct_task *task)
{
    struct look  *l = (struct look *)(void *)task;
    ct_media_info info;

    l->code = read_clip(l);
    if (!l->code)
        l->code = choose_stream(l, &info);
    if (l->code)
        return;
    l->code = change_stream(l, &info);
    ct_media_info_finish(&info);
}

static void look_finish(ct_task *task, ct_session *s)
{
    const struct look *l = (const struct look *)(const void *)task;

    if (l->code && l->code != CT_CANCELLED)
        ct_session_say(s, CT_MESSAGE_ERROR, "%s", l->err.text);
    else if (l->said)
        ct_session_say(s, CT_MESSAGE_INFO, "%s", l->said);
}

static void look_destroy(ct_task *task)
{
    struct look *l = (struct look *)(void *)task;

    ct_clip_finish(&l->clip);
    free(l->author);
    free(l->said);
    free(l->task.title);
    free(l);
}

/* Takes the look: into the background, or done now. */
static ct_code start(ct_session *s, struct look *l, char **summary, ct_error *err)
{
    l->task.run = look_run;
    l->task.finish = look_finish;
    l->task.destroy = look_destroy;
    l->work = s->work;
    l->store = s->store;
    l->log = s->config.log;
    l->author = ct_strdup(s->author);
    if (s->work) {
        ct_work_push(s->work, CT_LANE_JOB, &l->task, false);
        return CT_OK;
    }
    look_run(&l->task);
    ct_code code = l->code;
    if (code && err)
        *err = l->err;
    if (!code && summary) {
        *summary = l->said;
        l->said = NULL;
    }
    look_destroy(&l->task);
    return code;
}

ct_code ct_session_show_stream(ct_session *s, const ct_clip *clip, int stream, char **summary,
                               ct_error *err)
{
    struct look *l = ct_alloc(sizeof *l);

    l->id = clip->id;
    ct_clip_init(&l->clip);
    l->stream = stream;
    l->task.title = ct_asprintf("Looking at %s", clip->name);
    return start(s, l, summary, err);
}
