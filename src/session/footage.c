/* SPDX-License-Identifier: MIT */
/* Footage in, decisions out, as background jobs of the window: opening what somebody named, adding
 * files, finding moved ones, writing lists. Headless the same calls wait. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "circletake/file.h"
#include "circletake/ingest.h"
#include "circletake/thread.h"
#include "footage.h"

enum {
    CLOSING_US = 10 * 1000 * 1000
}; /* a project that is opened waits so long for itself to be closed */

/* --- which project ------------------------------------------------------------------------ */

static bool is_project(const char *path)
{
    return ct_equal_nocase(ct_path_extension(path), "circletake");
}

/* "/shoot/day04" gives folder "/shoot" and name "day04": a folder's project lies beside it. Files
 * have theirs in their own folder, under its name. */
static void project_place(const char *path, char **folder, char **name)
{
    char *whole = ct_path_absolute(path);

    if (!ct_file_is_folder(whole)) {
        char *own = ct_path_folder(whole);
        *name = ct_strdup(strcmp(own, "/") == 0 ? "rushes" : ct_path_name(own));
        *folder = own;
    } else {
        *name = ct_strdup(strcmp(whole, "/") == 0 ? "rushes" : ct_path_name(whole));
        *folder = ct_path_folder(whole);
    }
    free(whole);
}

/* A folder may have a longer name than a project, beside which others lie that are called after it. */
static void shorten(char **name)
{
    enum { LONGEST = 220 };

    if (strlen(*name) <= LONGEST)
        return;
    char *shorter = ct_path_name_of(*name);
    free(*name);
    *name = shorter;
}

char *ct_session_project_for(const char *const *paths, size_t count)
{
    char *folder, *name;

    for (size_t i = 0; i < count; i++)
        if (is_project(paths[i]))
            return ct_path_absolute(paths[i]);
    project_place(count > 0 ? paths[0] : ".", &folder, &name);
    shorten(&name);

    char *inside = ct_asprintf("%s/%s/%s.circletake", folder, name, name);
    char *beside = ct_asprintf("%s/%s.circletake", folder, name);
    char *chosen = beside;
    if (!ct_file_exists(beside) && ct_file_exists(inside)) {
        chosen = inside;
    } else if (!ct_file_exists(beside) && access(folder, W_OK) != 0) {
        /* Read-only footage: the project goes where the user's own things are. */
        char *state = ct_folder_state();
        free(beside);
        chosen = beside = ct_asprintf("%s/%s.circletake", state, name);
        free(state);
    }
    if (chosen == inside)
        free(beside);
    else
        free(inside);
    free(folder);
    free(name);
    return chosen;
}

/* --- a list of paths a task owns --------------------------------------------------------------- */

struct path_list {
    char **items;
    size_t count;
};

static struct path_list copy_paths(const char *const *paths, size_t count)
{
    struct path_list list = {ct_alloc_array(count, sizeof *list.items), 0};

    for (size_t i = 0; i < count; i++)
        list.items[list.count++] = ct_path_absolute(paths[i]);
    return list;
}

static void finish_paths(struct path_list *list)
{
    for (size_t i = 0; i < list->count; i++)
        free(list->items[i]);
    free(list->items);
}

/* --- opening ------------------------------------------------------------------------------------- */

struct open_task {
    ct_task          task;
    atomic_int      *closing; /* of the session: projects that are still being closed */
    char            *project; /* NULL: found from the paths, which means looking at the disk */
    struct path_list paths, footage;
    ct_log          *log;
    ct_store        *store;
    ct_code          code;
    ct_error         err;
};

/* While another project is being closed: it may be this one, which then is ours to write in a moment. False:
 * somebody else has it. */
static bool open_when_closed(struct open_task *t, unsigned flags)
{
    int64_t until_us = ct_clock_us() + CLOSING_US;

    t->code = CT_BUSY;
    while (t->code == CT_BUSY && atomic_load(t->closing) > 0 && ct_clock_us() < until_us &&
           !ct_task_stopped(&t->task)) {
        t->code = ct_store_open(t->project, flags | CT_STORE_WRITE, t->log, &t->store, &t->err);
        if (t->code == CT_BUSY)
            ct_sleep_us(20000);
    }
    return t->code == CT_OK;
}

/* No project is made for footage that is not there: a slip of the pen would leave an empty one behind. */
static bool has_nothing(const struct open_task *t)
{
    for (size_t i = 0; i < t->footage.count; i++)
        if (ct_file_exists(t->footage.items[i]))
            return false;
    return t->footage.count > 0 && !ct_file_exists(t->project);
}

static void open_run(ct_task *task)
{
    struct open_task *t = (struct open_task *)(void *)task;

    if (!t->project)
        t->project = ct_session_project_for((const char *const *)t->paths.items, t->paths.count);
    if (has_nothing(t)) {
        t->code = ct_fail(&t->err, CT_NO_INPUT,
                          "There is no %s. Check the name, and whether the drive is connected.",
                          t->footage.items[0]);
        return;
    }
    /* A project that was named must exist; one for footage is made. */
    unsigned flags = t->footage.count > 0 ? CT_STORE_CREATE | CT_STORE_TENTATIVE : 0;
    if (!open_when_closed(t, flags))
        t->code = ct_store_open(t->project, flags, t->log, &t->store, &t->err);
}

static void open_finish(ct_task *task, ct_session *s)
{
    struct open_task *t = (struct open_task *)(void *)task;

    s->opening = false;
    s->refused = t->err;
    s->refused.code = t->code;
    s->changed |= CT_CHANGED_PROJECT;
    if (t->code) {
        ct_session_say(s, CT_MESSAGE_ERROR, "%s", t->err.text);
        return;
    }
    ct_session_take_store(s, t->store);
    t->store = NULL;
    const char *read_only = ct_session_read_only(s);
    if (read_only) {
        ct_session_say(s, CT_MESSAGE_INFO, "%s", read_only);
        return;
    }
    ct_code code = CT_OK;
    if (t->footage.count > 0)
        code = ct_session_add(s, (const char *const *)t->footage.items, t->footage.count, &t->err);
    if (code)
        ct_session_say(s, CT_MESSAGE_ERROR, "%s", t->err.text);
}

static void open_destroy(ct_task *task)
{
    struct open_task *t = (struct open_task *)(void *)task;

    ct_store_close(&t->store);
    finish_paths(&t->paths);
    finish_paths(&t->footage);
    free(t->project);
    free(t->task.title);
    free(t);
}

void ct_session_request_open(ct_session *s, const char *project, const char *const *paths,
                             size_t count)
{
    struct open_task *t = ct_alloc(sizeof *t);
    size_t            footage = 0;
    const char      **kept = ct_alloc_array(count, sizeof *kept);

    t->task.run = open_run;
    t->task.finish = open_finish;
    t->task.destroy = open_destroy;
    t->log = s->config.log;
    t->closing = &s->closing_count;
    t->project = project ? ct_path_absolute(project) : NULL;
    t->paths = copy_paths(paths, count);
    for (size_t i = 0; i < count; i++)
        if (!is_project(paths[i]))
            kept[footage++] = paths[i];
    t->footage = copy_paths(kept, footage);
    t->task.title = ct_asprintf("Opening %s", ct_path_name(project ? project : paths[0]));
    free(kept);
    s->opening = true;
    s->refused.code = CT_OK;
    s->changed |= CT_CHANGED_PROJECT;
    ct_work_push(s->work, CT_LANE_JOB, &t->task, false);
}

const ct_error *ct_session_refused(const ct_session *s)
{
    return s->refused.code ? &s->refused : NULL;
}

/* --- adding and relinking --------------------------------------------------------------------------- */

struct footage_task {
    ct_task          task;
    ct_session      *session; /* only for waking up */
    ct_work         *work;
    ct_store        *store;
    char            *author, *program;
    ct_log          *log;
    struct path_list paths;
    char            *relink_folder; /* NULL: add */
    ct_ingest_state  state;
    char            *first_failure, *first_change;
    ct_code          code;
    ct_error         err;
};

static void footage_result(void *arg, const ct_ingest_result *result)
{
    struct footage_task *t = arg;
    bool                 failed = result->outcome == CT_INGEST_FAILED;
    char               **first = failed ? &t->first_failure : &t->first_change;

    if (!failed && result->outcome != CT_INGEST_CHANGED)
        return;
    ct_log_warn(t->log, "%s: %s", result->path, ct_str_or_empty(result->reason));
    if (!*first)
        *first = ct_asprintf("%s: %s", ct_path_name(result->path), ct_str_or_empty(result->reason));
}

static void footage_progress(void *arg, const ct_ingest_state *state)
{
    struct footage_task *t = arg;

    atomic_store(&t->task.done, state->done);
    atomic_store(&t->task.total, state->walking ? 0 : state->total);
    if (t->work)
        ct_work_wakeup(t->work);
}

static bool footage_stopped(void *arg)
{
    struct footage_task *t = arg;

    return ct_task_stopped(&t->task);
}

static void footage_run(ct_task *task)
{
    struct footage_task *t = (struct footage_task *)(void *)task;
    ct_ingest_options    options = {
           .program = t->program, .author = t->author, .background = t->work != NULL, .log = t->log};
    ct_ingest_watch watch = {footage_result, footage_progress, footage_stopped, t};

    if (t->relink_folder)
        t->code =
            ct_ingest_relink(t->store, t->relink_folder, &options, &watch, &t->state, &t->err);
    else
        t->code = ct_ingest_add(t->store, (const char *const *)t->paths.items, t->paths.count,
                                &options, &watch, &t->state, &t->err);
}

/* "12 added, 3 known, 1 not usable: clip.mov: no picture ..." */
static char *footage_summary(const struct footage_task *t)
{
    static const struct {
        ct_ingest_outcome outcome;
        const char       *words;
    } parts[] = {{CT_INGEST_ADDED, "added"},          {CT_INGEST_RELINKED, "found again"},
                 {CT_INGEST_CHANGED, "changed"},      {CT_INGEST_UNCHANGED, "known already"},
                 {CT_INGEST_COPY, "copies left out"}, {CT_INGEST_FAILED, "not usable"}};
    ct_str text = {0};

    for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++)
        if (t->state.counts[parts[i].outcome] > 0)
            ct_str_appendf(&text, "%s%lld %s", text.len ? ", " : "",
                           (long long)t->state.counts[parts[i].outcome], parts[i].words);
    if (text.len == 0)
        ct_str_append(&text, "No footage found there");
    if (t->first_change)
        ct_str_appendf(&text, " (%s)", t->first_change);
    if (t->first_failure)
        ct_str_appendf(&text, " (%s)", t->first_failure);
    return ct_str_take(&text);
}

static void footage_finish(ct_task *task, ct_session *s)
{
    struct footage_task *t = (struct footage_task *)(void *)task;

    if (t->code && t->code != CT_CANCELLED) {
        ct_session_say(s, CT_MESSAGE_ERROR, "%s", t->err.text);
        return;
    }
    char *summary = footage_summary(t);
    ct_session_say(s, CT_MESSAGE_INFO, "%s", summary);
    free(summary);
    ct_session_survey(s);
}

static void footage_destroy(ct_task *task)
{
    struct footage_task *t = (struct footage_task *)(void *)task;

    finish_paths(&t->paths);
    free(t->relink_folder);
    free(t->first_failure);
    free(t->first_change);
    free(t->author);
    free(t->program);
    free(t->task.title);
    free(t);
}

/* Runs the task in the background, or now when there is no window. Takes it. */
static ct_code start_footage(ct_session *s, struct footage_task *t, char **summary, ct_error *err)
{
    t->task.run = footage_run;
    t->task.finish = footage_finish;
    t->task.destroy = footage_destroy;
    t->work = s->work;
    t->store = s->store;
    t->author = ct_strdup(s->author);
    t->program = ct_strdup(s->config.program);
    t->log = s->config.log;
    if (s->work) {
        ct_work_push(s->work, CT_LANE_JOB, &t->task, false);
        return CT_OK;
    }
    footage_run(&t->task);
    ct_code code = t->code;
    if (code && err)
        *err = t->err;
    else if (summary)
        *summary = footage_summary(t);
    footage_destroy(&t->task);
    return code;
}

ct_code ct_session_add(ct_session *s, const char *const *paths, size_t count, ct_error *err)
{
    ct_code code = ct_session_needs_project(s, err);
    if (code)
        return code;

    struct footage_task *t = ct_alloc(sizeof *t);
    t->paths = copy_paths(paths, count);
    t->task.title = ct_asprintf("Adding %s", count > 0 ? ct_path_name(t->paths.items[0]) : "");
    return start_footage(s, t, NULL, err);
}

ct_code ct_session_relink(ct_session *s, const char *folder, char **summary, ct_error *err)
{
    struct footage_task *t = ct_alloc(sizeof *t);

    t->relink_folder = ct_path_absolute(folder);
    t->task.title = ct_asprintf("Looking for moved files in %s", ct_path_name(t->relink_folder));
    return start_footage(s, t, summary, err);
}

/* --- lists out ------------------------------------------------------------------------------------------ */

struct handover_task {
    ct_task           task;
    ct_work          *work; /* NULL headless */
    ct_store         *store;
    char             *author;
    ct_args           args; /* lends the order its strings */
    ct_handover_order order;
    ct_handover       done;
    ct_code           code;
    ct_error          err;
};

static void handover_run(ct_task *task)
{
    struct handover_task *t = (struct handover_task *)(void *)task;
    ct_query             *query = NULL;

    t->code = ct_query_open(t->store, &query, &t->err);
    if (!t->code)
        t->code = ct_handover_write(query, t->store, t->author, &t->order, &t->done, &t->err);
    ct_query_close(&query);
}

static void handover_progress(void *arg, int64_t done, int64_t total)
{
    struct handover_task *t = arg;

    atomic_store(&t->task.done, done);
    atomic_store(&t->task.total, total);
    if (t->work)
        ct_work_wakeup(t->work);
}

static char *handover_summary(const struct handover_task *t)
{
    ct_str text = {0};

    ct_str_appendf(&text, "%zu event%s ", t->done.events, CT_S(t->done.events));
    if (*t->done.start)
        ct_str_appendf(&text, "from %s ", t->done.start);
    if (t->order.preflight)
        ct_str_append(&text, "would be written");
    else
        ct_str_appendf(&text, "written to %s", t->done.path_count ? t->done.paths[0] : "-");
    if (t->done.path_count > 1)
        ct_str_appendf(&text, " and %zu more file%s", t->done.path_count - 1,
                       CT_S(t->done.path_count - 1));
    if (t->done.stills)
        ct_str_appendf(&text, ", %zu still%s", t->done.stills, CT_S(t->done.stills));
    if (t->done.findings.count > 0)
        ct_str_appendf(&text, "; %zu remark%s, the first: %s", t->done.findings.count,
                       CT_S(t->done.findings.count), t->done.findings.items[0].text);
    return ct_str_take(&text);
}

/* For who wants to see all of them. */
static void keep_findings(ct_session *s, struct handover_task *t)
{
    ct_finding_list_finish(&s->findings);
    s->findings = t->done.findings;
    t->done.findings = (ct_finding_list){0};
    s->findings_serial++;
}

static void handover_finish(ct_task *task, ct_session *s)
{
    struct handover_task *t = (struct handover_task *)(void *)task;

    if (t->code) {
        ct_session_say(s, t->code == CT_CANCELLED ? CT_MESSAGE_INFO : CT_MESSAGE_ERROR, "%s",
                       t->err.text);
    } else {
        char *summary = handover_summary(t);
        ct_session_say(s, CT_MESSAGE_INFO, "%s", summary);
        free(summary);
    }
    keep_findings(s, t);
}

static void handover_destroy(ct_task *task)
{
    struct handover_task *t = (struct handover_task *)(void *)task;

    ct_handover_finish(&t->done);
    ct_args_finish(&t->args);
    free(t->author);
    free(t->task.title);
    free(t);
}

static ct_code read_order(struct handover_task *t, const ct_args *args, ct_error *err)
{
    ct_code code = CT_OK;

    for (size_t i = 0; i < args->count && !code; i++) {
        ct_args_set(&t->args, args->items[i].name, args->items[i].value);
        code = ct_handover_set(&t->order, t->args.items[i].name, t->args.items[i].value, err);
    }
    return code;
}

ct_code ct_session_handover(ct_session *s, const ct_args *args, char **summary, ct_error *err)
{
    struct handover_task *t = ct_alloc(sizeof *t);

    t->task.run = handover_run;
    t->task.finish = handover_finish;
    t->task.destroy = handover_destroy;
    t->store = s->store;
    t->author = ct_strdup(s->author);
    t->task.title = ct_strdup("Writing the list");
    t->work = s->work;
    t->order.write_still = s->config.write_still;
    t->order.watch = (ct_handover_watch){handover_progress, ct_task_stopped, &t->task};
    ct_code code = read_order(t, args, err);
    if (!code && s->work) {
        ct_work_push(s->work, CT_LANE_JOB, &t->task, false);
        return CT_OK;
    }
    if (!code) {
        handover_run(&t->task);
        code = t->code;
        if (code && err)
            *err = t->err;
        else if (!code)
            *summary = handover_summary(t);
    }
    handover_destroy(&t->task);
    return code;
}

const ct_finding_list *ct_session_findings(const ct_session *s, uint64_t *serial)
{
    *serial = s->findings_serial;
    return &s->findings;
}
