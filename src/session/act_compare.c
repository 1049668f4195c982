/* SPDX-License-Identifier: MIT */
/* The act that writes what changed from one cut to another: a change list for an editor, or a table. */
#include <stdlib.h>
#include <string.h>

#include "acts.h"
#include "circletake/compared.h"
#include "circletake/file.h"

struct changes_task {
    ct_task   task;
    ct_store *store; /* outlives the task: closing the project clears the lane first */
    ct_id     before, after;
    bool      edl;
    char     *path; /* NULL: one is found */
    char     *said; /* what came of it; NULL until it was written */
    ct_code   code;
    ct_error  err;
};

/* "Reel 1 v1 to Reel 1 v2: 1 removed, 2 trimmed, 7 as they were, written to /x/y.edl". Gives. */
static char *summary(const ct_compared *c, const char *path, const ct_finding_list *said)
{
    ct_str text = {0};
    char  *before = ct_cut_title(&c->before), *after = ct_cut_title(&c->after);

    ct_str_appendf(&text, "%s to %s: ", before, after);
    for (int d = CT_ADDED; d <= CT_ALTERED; d++)
        if (c->result.totals[d])
            ct_str_appendf(&text, "%zu %s, ", c->result.totals[d],
                           ct_difference_name((ct_difference)d));
    ct_str_appendf(&text, "%zu as they were, written to %s", c->result.totals[CT_SAME_EVENT], path);
    ct_finding_list_print(said, &text);
    free(before);
    free(after);
    return ct_str_take(&text);
}

/* Beside the project, named after both; nobody said that a file which has the name may go. Gives. */
static char *free_path(const struct changes_task *t, const ct_compared *c)
{
    char       *before = ct_cut_title(&c->before), *after = ct_cut_title(&c->after);
    char       *words = ct_asprintf("%s to %s", before, after), *name = ct_path_name_of(words);
    char       *folder = ct_path_folder(ct_store_path(t->store));
    const char *ending = t->edl ? "edl" : "csv";
    char       *path = ct_asprintf("%s/%s.%s", folder, name, ending);

    for (int i = 2; ct_file_exists(path); i++) {
        free(path);
        path = ct_asprintf("%s/%s %d.%s", folder, name, i, ending);
    }
    free(folder);
    free(name);
    free(words);
    free(before);
    free(after);
    return path;
}

static ct_code write_changes(struct changes_task *t, const ct_compared *c)
{
    ct_finding_list said = {0};
    char           *text = NULL;
    ct_code         code = CT_OK;

    if (t->edl)
        code = ct_compared_edl(c, &text, &said, &t->err);
    else
        text = ct_comparison_csv(&c->events_before, &c->events_after, &c->result);
    if (!t->path)
        t->path = free_path(t, c);
    if (!code)
        code = ct_file_replace(t->path, text, strlen(text), &t->err);
    if (!code)
        t->said = summary(c, t->path, &said);
    ct_finding_list_finish(&said);
    free(text);
    return code;
}

static void changes_run(ct_task *task)
{
    struct changes_task *t = (struct changes_task *)(void *)task;
    ct_query            *query = NULL;
    ct_compared          c = {0};
    char                 before[CT_ID_TEXT_BYTES], after[CT_ID_TEXT_BYTES];

    t->code = ct_query_open(t->store, &query, &t->err);
    if (!t->code)
        t->code = ct_compared_read(query, ct_id_text(t->before, before),
                                   ct_id_text(t->after, after), &c, &t->err);
    if (!t->code)
        t->code = write_changes(t, &c);
    ct_compared_finish(&c);
    ct_query_close(&query);
}

static void changes_finish(ct_task *task, ct_session *s)
{
    struct changes_task *t = (struct changes_task *)(void *)task;

    ct_session_say(s, t->code ? CT_MESSAGE_ERROR : CT_MESSAGE_INFO, "%s",
                   t->code ? t->err.text : t->said);
}

static void changes_destroy(ct_task *task)
{
    struct changes_task *t = (struct changes_task *)(void *)task;

    free(t->path);
    free(t->said);
    free(t->task.title);
    free(t);
}

/* The cut of since=, else the version before. */
static ct_code find_before(const ct_act *act, const ct_cut *after, ct_id *out, ct_error *err)
{
    ct_query   *q = ct_session_query(act->session);
    const char *since = ct_args_get(act->args, "since");
    ct_cut      named;
    ct_cut_list cuts = {0};
    ct_code code = since ? ct_query_cut_named(q, since, &named, err) : ct_query_cuts(q, &cuts, err);

    if (code)
        return code;
    if (since) {
        *out = named.id;
        ct_cut_finish(&named);
        return CT_OK;
    }
    const ct_cut *before = ct_cut_list_before(&cuts, after);
    if (before)
        *out = before->id;
    else
        code = ct_fail(err, CT_USAGE,
                       "There is no version before %s; say with since= which cut it is compared "
                       "with.",
                       ct_str_or_empty(after->name));
    ct_cut_list_finish(&cuts);
    return code;
}

static ct_code read_format(const ct_act *act, bool *edl, ct_error *err)
{
    const char *said = ct_args_get(act->args, "format");
    const char *format = said ? said : ct_path_extension(ct_args_text(act->args, "to"));

    *edl = ct_equal_nocase(format, "edl");
    if (!*edl && !ct_equal_nocase(format, "csv"))
        return ct_fail(err, CT_USAGE,
                       "Changes are written as edl, a list of what an editor must touch, or as "
                       "csv: say which with format=.");
    return CT_OK;
}

static ct_code begin(const ct_act *act, struct changes_task *t, ct_error *err)
{
    ct_cut  after;
    ct_code code = ct_act_cut(act, &after, err);

    if (code)
        return code;
    t->after = after.id;
    code = find_before(act, &after, &t->before, err);
    ct_cut_finish(&after);
    if (!code)
        code = read_format(act, &t->edl, err);
    t->task.run = changes_run;
    t->task.finish = changes_finish;
    t->task.destroy = changes_destroy;
    t->task.title = ct_strdup("Writing what changed");
    t->store = act->session->store;
    if (ct_args_get(act->args, "to"))
        t->path = ct_path_absolute(ct_args_text(act->args, "to"));
    return code;
}

static ct_code cut_compare(ct_act *act, ct_error *err)
{
    struct changes_task *t = ct_alloc(sizeof *t);
    ct_code              code = begin(act, t, err);

    if (!code && act->session->work) {
        ct_work_push(act->session->work, CT_LANE_JOB, &t->task, false);
        return CT_OK;
    }
    if (!code) {
        changes_run(&t->task);
        code = t->code;
        if (code && err)
            *err = t->err;
    }
    if (!code)
        ct_act_tell(act, t->said);
    changes_destroy(&t->task);
    return code;
}

const ct_action ct_acts_compare[] = {
    {"cut.compare",
     "Write what changed in a cut since another: a change list (EDL) or a table (CSV)",
     "cut to? since? format?", 0, cut_compare},
};
const size_t ct_acts_compare_count = sizeof ct_acts_compare / sizeof ct_acts_compare[0];
