/* SPDX-License-Identifier: MIT */
/* Another file for a clip, or the same looked at again, as a job of the window or, headless, now; and what is told of it. */
#include <cjson/cJSON.h>
#include <stdlib.h>

#include "circletake/file.h"
#include "circletake/query.h"
#include "circletake/sequence.h"
#include "circletake/str.h"
#include "presence.h"
#include "replace_task.h"
#include "vigil.h"

struct replace_task {
    ct_task   task;
    ct_work  *work;
    ct_store *store;
    ct_id     clip;
    char     *path; /* NULL: the clip's own */
    char     *name; /* of the clip, for a refresh */
    char     *author;
    ct_log   *log;
    bool (*stop)(void *arg);  /* headless; NULL: nobody stops it */
    bool           unchanged; /* a refresh found the file as it was */
    ct_replacement done;
    ct_code        code;
    ct_error       err;
};

static void on_progress(void *arg, int permille)
{
    struct replace_task *t = arg;

    atomic_store(&t->task.total, 1000);
    atomic_store(&t->task.done, permille);
    if (t->work)
        ct_work_wakeup(t->work);
}

static bool is_stopped(void *arg)
{
    struct replace_task *t = arg;

    return ct_task_stopped(&t->task) || (t->stop && t->stop(NULL));
}

static void replace_run(ct_task *task)
{
    struct replace_task *t = (struct replace_task *)(void *)task;
    ct_index_watch       watch = {.progress = on_progress,
                                  .stop = is_stopped,
                                  .arg = t,
                                  .threads = t->work ? 1 : 0, /* play goes on */
                                  .log = t->log};

    t->code = ct_replace_media(t->store, t->clip, t->path, t->author, &watch, &t->done, &t->err);
}

/* --- what is told ----------------------------------------------------------------------- */

static void log_items(const ct_replacement *r, ct_log *log)
{
    char id[CT_ID_TEXT_BYTES];

    for (size_t i = 0; i < r->count; i++) {
        const ct_moved *m = &r->items[i];
        ct_id_text(m->id, id);
        if (m->found == CT_REFOUND_LOST)
            ct_log_info(log, "%s %s: %s, it stays at %lld-%lld", ct_moved_kind_name(m->kind), id,
                        ct_refound_name(m->found), (long long)m->was.first, (long long)m->was.end);
        else
            ct_log_info(log, "%s %s: %s, %lld-%lld is now %lld-%lld", ct_moved_kind_name(m->kind),
                        id, ct_refound_name(m->found), (long long)m->was.first,
                        (long long)m->was.end, (long long)m->now.first, (long long)m->now.end);
    }
}

static cJSON *span_json(ct_span span)
{
    cJSON *o = cJSON_CreateObject();

    cJSON_AddNumberToObject(o, "first", (double)span.first);
    cJSON_AddNumberToObject(o, "end", (double)span.end);
    return o;
}

static void print_json(const ct_replacement *r, ct_str *output)
{
    cJSON *o = cJSON_CreateObject(), *marks;
    char   id[CT_ID_TEXT_BYTES];

    cJSON_AddStringToObject(o, "clip", ct_id_text(r->was.id, id));
    cJSON_AddStringToObject(o, "was", ct_str_or_empty(r->was.path));
    cJSON_AddStringToObject(o, "path", ct_str_or_empty(r->now.path));
    cJSON_AddNumberToObject(o, "exact", (double)r->found[CT_REFOUND_EXACT]);
    cJSON_AddNumberToObject(o, "by_timecode", (double)r->found[CT_REFOUND_BY_TIMECODE]);
    cJSON_AddNumberToObject(o, "lost", (double)r->found[CT_REFOUND_LOST]);
    cJSON_AddBoolToObject(o, "grew", r->grew);
    cJSON_AddStringToObject(o, "remark", ct_str_or_empty(r->remark));
    marks = cJSON_AddArrayToObject(o, "marks");
    for (size_t i = 0; i < r->count; i++) {
        const ct_moved *m = &r->items[i];
        cJSON          *item = cJSON_CreateObject();
        cJSON_AddStringToObject(item, "kind", ct_moved_kind_name(m->kind));
        cJSON_AddStringToObject(item, "id", ct_id_text(m->id, id));
        cJSON_AddStringToObject(item, "found", ct_refound_name(m->found));
        cJSON_AddItemToObject(item, "was", span_json(m->was));
        cJSON_AddItemToObject(item, "now", span_json(m->now));
        cJSON_AddItemToArray(marks, item);
    }
    char *text = cJSON_Print(o);
    ct_str_appendf(output, "%s\n", ct_str_or_empty(text));
    cJSON_free(text);
    cJSON_Delete(o);
}

static void replace_finish(ct_task *task, ct_session *s)
{
    struct replace_task *t = (struct replace_task *)(void *)task;

    if (t->code == CT_CANCELLED) {
        ct_session_say(s, CT_MESSAGE_INFO, "Stopped: the clip is as it was.");
    } else if (t->code) {
        ct_session_say(s, CT_MESSAGE_ERROR, "%s", t->err.text);
    } else if (t->unchanged) {
        ct_session_say(s, CT_MESSAGE_INFO, "%s is as it was.", t->name);
    } else {
        char *summary = ct_replacement_summary(&t->done);
        ct_session_unsay_vigil(s, t->clip);
        ct_session_say(s, CT_MESSAGE_INFO, "%s: %s", ct_str_or_empty(t->done.now.name), summary);
        free(summary);
        log_items(&t->done, t->log);
    }
}

static void replace_destroy(ct_task *task)
{
    struct replace_task *t = (struct replace_task *)(void *)task;

    ct_replacement_finish(&t->done);
    free(t->path);
    free(t->name);
    free(t->author);
    free(t->task.title);
    free(t);
}

/* --- the same file again ------------------------------------------------------------------- */

/* What the disk says of a clip's file, without opening it. */
static bool is_as_it_was(const ct_clip *clip)
{
    int64_t size = 0, mtime = 0;

    if (ct_sequence_is_pattern(clip->path))
        return false; /* its images may be others: looked at */
    return !clip->offline && ct_file_stat(clip->path, &size, &mtime) && size == clip->size_bytes &&
           mtime == clip->mtime_ns;
}

static void refresh_run(ct_task *task)
{
    struct replace_task *t = (struct replace_task *)(void *)task;
    ct_query            *query = NULL;
    ct_clip              clip;

    t->code = ct_query_open(t->store, &query, &t->err);
    if (!t->code)
        t->code = ct_query_clip(query, t->clip, &clip, &t->err);
    ct_query_close(&query);
    if (t->code)
        return;
    t->unchanged = is_as_it_was(&clip);
    if (!t->unchanged && !ct_clip_in_place(&clip)) {
        ct_store_put_offline(t->store, t->clip, true);
        t->code = ct_fail(&t->err, CT_NO_INPUT,
                          "%s is not there. Mount its drive or bring the file back, or find where "
                          "it went with Relink; its marks stay.",
                          ct_str_or_empty(clip.path));
    } else if (!t->unchanged) {
        replace_run(task);
    } else {
        ct_clip_copy(&t->done.was, &clip);
        ct_clip_copy(&t->done.now, &clip);
    }
    ct_clip_finish(&clip);
}

/* --- starting ------------------------------------------------------------------------------ */

static ct_code conclude(struct replace_task *t, bool json, ct_str *output, ct_error *err)
{
    if (t->code) {
        if (err)
            *err = t->err;
        return t->code;
    }
    if (t->unchanged && !json) {
        ct_str_appendf(output, "%s: as it was.\n", t->name);
    } else if (json) {
        print_json(&t->done, output);
    } else {
        char *summary = ct_replacement_summary(&t->done);
        ct_str_appendf(output, "%s: %s\n", ct_str_or_empty(t->done.now.name), summary);
        free(summary);
    }
    log_items(&t->done, t->log);
    return CT_OK;
}

/* A job of the window; headless it is done when this returns. */
static ct_code start(ct_session *s, struct replace_task *t, bool json, ct_str *output,
                     ct_error *err)
{
    t->task.finish = replace_finish;
    t->task.destroy = replace_destroy;
    t->work = s->work;
    t->store = s->store;
    t->author = ct_strdup(s->author);
    t->log = s->config.log;
    t->stop = s->config.stop;
    if (s->work) {
        ct_work_push(s->work, CT_LANE_JOB, &t->task, false);
        return CT_OK;
    }
    t->task.run(&t->task);
    ct_code code = conclude(t, json, output, err);
    replace_destroy(&t->task);
    return code;
}

ct_code ct_session_replace(ct_session *s, const ct_clip *clip, const char *path, bool json,
                           ct_str *output, ct_error *err)
{
    struct replace_task *t = ct_alloc(sizeof *t);

    t->task.run = replace_run;
    t->task.title = ct_asprintf("Finding the marks of %s", ct_str_or_empty(clip->name));
    t->clip = clip->id;
    t->path = path ? ct_path_absolute(path) : NULL;
    return start(s, t, json, output, err);
}

ct_code ct_session_refresh(ct_session *s, const ct_clip *clip, bool json, ct_str *output,
                           ct_error *err)
{
    struct replace_task *t = ct_alloc(sizeof *t);

    t->task.run = refresh_run;
    t->task.title = ct_asprintf("Looking at %s again", ct_str_or_empty(clip->name));
    t->clip = clip->id;
    t->name = ct_strdup(ct_str_or_empty(clip->name));
    return start(s, t, json, output, err);
}
