/* SPDX-License-Identifier: MIT */
#include "circletake/ingest.h"

#include <stdlib.h>
#include <string.h>

#include "circletake/file.h"
#include "circletake/fingerprint.h"
#include "circletake/query.h"
#include "circletake/replace.h"
#include "circletake/str.h"
#include "circletake/thread.h"
#include "ingest_pool.h"
#include "ingest_walk.h"

enum {
    FLUSH_EVERY_US = 400000,
    FLUSH_AT_CLIPS = 100,
    PROGRESS_EVERY_US = 100000,
    LISTEN_MS = 50,
    SILENCE_S = 20,
    NICE = 10 /* in the background */
};

/* Work is weighed in bytes, for the time that is left: opening costs like reading so many. */
enum { WEIGHT_HEADERS = 4 << 20, WEIGHT_PREPARE = 16 << 20 };

typedef enum stage { STAGE_HEADERS, STAGE_PREPARE, STAGE_DONE } stage;

struct file {
    ct_found          found;
    stage             stage;
    ct_id             clip;   /* none: not in the project */
    int               stream; /* which of its pictures the clip is */
    uint64_t          fingerprint;
    ct_ingest_outcome outcome; /* of the headers */
};

struct ingest {
    ct_store                *store;
    ct_query                *query;
    const ct_ingest_options *options;
    const ct_ingest_watch   *watch;
    ct_ingest_state          state;
    ct_pool                 *pool;
    struct file             *files;
    size_t                   count;
    size_t                  *slots; /* index + 1 of each added file, by fingerprint; 0 empty */
    size_t                   slot_mask;
    size_t                   next[STAGE_DONE]; /* first file not yet asked for, by stage */
    int64_t                  weight_done, weight_total, began_us;
    int64_t                  told_us, flushed_us;

    ct_id     act;    /* all edits are one step of undo */
    ct_edit  *added;  /* clips not yet handed to the store */
    ct_edit  *facts;  /* what was found out about clips that are there already */
    size_t    edited; /* in both */
    ct_ticket ticket; /* of the edit handed over last */
    ct_error  error;  /* of the store, ends it all */
};

const char *ct_ingest_outcome_name(ct_ingest_outcome outcome)
{
    static const char *const names[CT_INGEST_OUTCOMES] = {
        "added", "unchanged", "changed", "relinked", "copy", "failed", "ignored"};

    return names[outcome];
}

/* --- telling ---------------------------------------------------------------------------------- */

static void tell(const struct ingest *in, ct_ingest_outcome outcome, const char *path,
                 const ct_clip *clip, const char *reason)
{
    ct_ingest_result result = {outcome, path, clip, reason};

    if (in->watch->result)
        in->watch->result(in->watch->arg, &result);
}

static void report(struct ingest *in, ct_ingest_outcome outcome, const char *path,
                   const ct_clip *clip, const char *reason)
{
    in->state.counts[outcome]++;
    tell(in, outcome, path, clip, reason);
}

static int64_t time_left(const struct ingest *in)
{
    int64_t spent = ct_clock_us() - in->began_us;

    if (in->state.walking || spent < 1000000 || in->weight_done < in->weight_total / 50)
        return -1;
    return (int64_t)((double)spent * (double)(in->weight_total - in->weight_done) /
                     (double)in->weight_done);
}

static void tell_progress(struct ingest *in)
{
    int64_t now = ct_clock_us();

    if (!in->watch->progress || now - in->told_us < PROGRESS_EVERY_US)
        return;
    in->told_us = now;
    in->state.eta_us = time_left(in);
    in->watch->progress(in->watch->arg, &in->state);
}

static bool stopped(const struct ingest *in)
{
    return in->watch->stop && in->watch->stop(in->watch->arg);
}

static bool walk_step(void *arg)
{
    struct ingest *in = arg;

    tell_progress(in);
    return !stopped(in);
}

/* --- writing ------------------------------------------------------------------------------------ */

static ct_edit *edit_of(struct ingest *in, bool fact)
{
    ct_edit **edit = fact ? &in->facts : &in->added;

    if (!*edit) {
        *edit = ct_edit_create(fact ? "Look at footage" : "Add footage",
                               ct_str_or_empty(in->options->author), fact ? CT_EDIT_FACT : 0);
        ct_edit_join(*edit, in->act);
    }
    in->edited++;
    return *edit;
}

static void hand_over(struct ingest *in, ct_edit **edit)
{
    ct_error err = {0};

    if (!*edit || in->error.code)
        return;
    if (ct_store_submit(in->store, edit, &in->ticket, &err) != CT_OK) {
        in->error = err;
        ct_edit_destroy(edit);
    }
}

/* Additions first: facts speak of clips that must be there. */
static void flush(struct ingest *in)
{
    ct_error err = {0};

    if (in->ticket && ct_store_ticket(in->store, in->ticket, &err) == CT_TICKET_FAILED)
        in->error = err;
    hand_over(in, &in->added);
    hand_over(in, &in->facts);
    in->edited = 0;
    in->flushed_us = ct_clock_us();
}

static void flush_if_due(struct ingest *in)
{
    if (in->edited >= FLUSH_AT_CLIPS ||
        (in->edited > 0 && ct_clock_us() - in->flushed_us > FLUSH_EVERY_US))
        flush(in);
}

/* --- one file ------------------------------------------------------------------------------------ */

static int64_t weight_of(const struct file *f, stage s)
{
    return s == STAGE_HEADERS ? WEIGHT_HEADERS : WEIGHT_PREPARE + f->found.size_bytes;
}

static void to_stage(struct ingest *in, struct file *f, stage s)
{
    for (; f->stage < s; f->stage++) {
        in->state.done++;
        in->weight_done += weight_of(f, f->stage);
    }
}

static void fail(struct ingest *in, struct file *f, const char *reason)
{
    report(in, CT_INGEST_FAILED, f->found.path, NULL, reason);
    to_stage(in, f, STAGE_DONE);
}

/* Whether the clip's file is the one on the disk, as far as can be told without opening it; of a
 * sequence some of each image is read. */
static bool is_unchanged(const struct file *f, const ct_clip *clip)
{
    uint64_t fingerprint;

    if (strcmp(clip->path, f->found.path) != 0)
        return false;
    if (f->found.sequence)
        return ct_fingerprint_file(f->found.path, &fingerprint, NULL) == CT_OK &&
               fingerprint == clip->fingerprint;
    return clip->size_bytes == f->found.size_bytes && clip->mtime_ns == f->found.mtime_ns;
}

/* True when nothing has to be opened for this file's headers. */
static bool skip_known(struct ingest *in, struct file *f)
{
    ct_clip clip;

    if (f->found.problem) {
        fail(in, f, f->found.problem);
        return true;
    }
    if (ct_query_clip_by_path(in->query, f->found.path, &clip, NULL) != CT_OK)
        return false;
    bool unchanged = is_unchanged(f, &clip);
    f->stream = clip.stream;
    if (unchanged) {
        f->clip = clip.id;
        f->outcome = CT_INGEST_UNCHANGED;
        if (clip.offline)
            ct_store_put_offline(in->store, clip.id, false);
        report(in, CT_INGEST_UNCHANGED, f->found.path, &clip, NULL);
        to_stage(in, f,
                 clip.provisional && !in->options->headers_only ? STAGE_PREPARE : STAGE_DONE);
    }
    ct_clip_finish(&clip);
    return unchanged;
}

/* And is still what it was: names may have been swapped. */
static bool file_is_there(const ct_clip *clip)
{
    uint64_t fingerprint;

    return ct_fingerprint_file(clip->path, &fingerprint, NULL) == CT_OK &&
           fingerprint == clip->fingerprint;
}

/* Whether a clip other than `known` has lost the file with this content. */
static bool is_moved_here(struct ingest *in, const ct_clip *known, const ct_clip *found)
{
    ct_clip_list twins = {0};
    bool         moved = false;

    if (ct_query_clips_by_fingerprint(in->query, found->fingerprint, found->size_bytes, &twins,
                                      NULL) == CT_OK)
        for (size_t i = 0; i < twins.count; i++)
            moved |= !ct_id_equal(twins.items[i].id, known->id) && !file_is_there(&twins.items[i]);
    ct_clip_list_finish(&twins);
    return moved;
}

/* A file whose path is known but whose bytes or time changed. Where the content is another, its marks are
 * looked for when all files are known. */
static bool take_changed(struct ingest *in, struct file *f, const ct_clip *found)
{
    ct_clip known;

    if (ct_query_clip_by_path(in->query, found->path, &known, NULL) != CT_OK)
        return false;
    bool same = known.fingerprint == found->fingerprint;
    bool taken =
        strcmp(known.path, found->path) == 0 && (same || !is_moved_here(in, &known, found));
    if (taken) {
        f->clip = known.id;
        f->outcome = same ? CT_INGEST_UNCHANGED : CT_INGEST_CHANGED;
    }
    if (taken && same) {
        ct_edit_set_media(edit_of(in, true), known.id, found);
        report(in, CT_INGEST_UNCHANGED, found->path, &known, NULL);
    }
    ct_clip_finish(&known);
    return taken;
}

static void take_twin(struct ingest *in, struct file *f, const ct_clip *found, const ct_clip *twin)
{
    if (file_is_there(twin)) {
        char *reason = ct_asprintf("Same content as %s, which is in the project.", twin->path);
        report(in, CT_INGEST_COPY, found->path, twin, reason);
        free(reason);
        to_stage(in, f, STAGE_DONE);
        return;
    }
    f->clip = twin->id;
    f->stream = twin->stream;
    f->outcome = CT_INGEST_RELINKED;
    ct_edit_relink(edit_of(in, true), twin->id, found->path, found->size_bytes, found->mtime_ns);
    report(in, CT_INGEST_RELINKED, found->path, twin, NULL);
}

/* A file whose content is known under another path. */
static bool take_known_content(struct ingest *in, struct file *f, const ct_clip *found)
{
    ct_clip_list twins = {0};
    bool known = ct_query_clips_by_fingerprint(in->query, found->fingerprint, found->size_bytes,
                                               &twins, NULL) == CT_OK &&
                 twins.count > 0;

    if (known) {
        size_t pick = 0;
        for (size_t i = 0; i < twins.count; i++)
            if (!file_is_there(&twins.items[i]))
                pick = i;
        take_twin(in, f, found, &twins.items[pick]);
    }
    ct_clip_list_finish(&twins);
    return known;
}

/* Slot of a fingerprint in the table of this run's clips: its own, or the empty one for it. */
static size_t *slot_of(const struct ingest *in, uint64_t fingerprint)
{
    size_t i = (size_t)fingerprint & in->slot_mask;

    while (in->slots[i] && in->files[in->slots[i] - 1].fingerprint != fingerprint)
        i = (i + 1) & in->slot_mask;
    return &in->slots[i];
}

/* Clips of this run may not be in the project yet. */
static bool take_copy_of_this_run(struct ingest *in, struct file *f, const ct_clip *found)
{
    size_t taken = *slot_of(in, found->fingerprint);

    if (!taken)
        return false;
    const struct file *twin = &in->files[taken - 1];
    char              *reason = ct_asprintf("Same content as %s.", twin->found.path);
    report(in, CT_INGEST_COPY, found->path, found, reason);
    free(reason);
    to_stage(in, f, STAGE_DONE);
    return true;
}

static void take_new(struct ingest *in, struct file *f, const ct_clip *found)
{
    f->fingerprint = found->fingerprint;
    *slot_of(in, found->fingerprint) = (size_t)(f - in->files) + 1;
    f->outcome = CT_INGEST_ADDED;
    f->clip = ct_edit_add_clip(edit_of(in, false), found);
    report(in, CT_INGEST_ADDED, found->path, found, NULL);
}

static void take_headers(struct ingest *in, struct file *f, const ct_clip *found)
{
    f->found.size_bytes = found->size_bytes;
    if (!take_changed(in, f, found) && !take_known_content(in, f, found) &&
        !take_copy_of_this_run(in, f, found))
        take_new(in, f, found);
    bool enough = in->options->headers_only && f->outcome != CT_INGEST_CHANGED;
    if (f->stage == STAGE_HEADERS)
        to_stage(in, f, enough ? STAGE_DONE : STAGE_PREPARE);
}

/* A clip whose headers were good but whose pictures cannot be read is no clip after all. */
static void take_failure(struct ingest *in, struct file *f, const char *reason)
{
    if (f->stage == STAGE_PREPARE && f->outcome == CT_INGEST_ADDED) {
        in->state.counts[CT_INGEST_ADDED]--;
        ct_edit_withdraw(edit_of(in, true), CT_TABLE_CLIP, f->clip);
    }
    fail(in, f, reason);
}

/* False: something points to frames of the content before, see take_replaced. */
static bool take_changed_pictures(struct ingest *in, struct file *f)
{
    ct_clip known;

    if (ct_query_clip(in->query, f->clip, &known, NULL) != CT_OK)
        return false;
    bool marked = ct_replace_concerns(in->query, &known);
    if (!marked)
        report(in, CT_INGEST_CHANGED, f->found.path, &known,
               "The file has other content than before; nothing was marked in it.");
    ct_clip_finish(&known);
    return !marked;
}

static void take_answer(void *arg, size_t job, const ct_answer *answer)
{
    struct ingest *in = arg;
    struct file   *f = &in->files[job];

    if (answer->kind == CT_ANSWER_FAILED) {
        take_failure(in, f, answer->error.text);
    } else if (answer->kind != CT_ANSWER_CLIP || strcmp(answer->clip.path, f->found.path) != 0) {
        take_failure(in, f, "The answer is about another file.");
    } else if (f->stage == STAGE_HEADERS) {
        take_headers(in, f, &answer->clip);
    } else {
        if (answer->remark)
            tell(in, f->outcome, f->found.path, &answer->clip, answer->remark);
        if (f->outcome == CT_INGEST_CHANGED && !take_changed_pictures(in, f))
            return;
        ct_edit_set_media(edit_of(in, true), f->clip, &answer->clip);
        to_stage(in, f, STAGE_DONE);
    }
}

/* --- all files ------------------------------------------------------------------------------------- */

/* The next file whose `s` has to be asked for; NULL when none is left. */
static struct file *next_file(struct ingest *in, stage s)
{
    while (in->next[s] < in->count) {
        struct file *f = &in->files[in->next[s]++];
        if (f->stage == s && (s != STAGE_HEADERS || !skip_known(in, f)))
            return f;
    }
    return NULL;
}

/* Keeps every child busy. True while there is something to wait for. */
static ct_code ask_next(struct ingest *in, stage s, bool *waiting, ct_error *err)
{
    static const char letters[STAGE_DONE] = {CT_ASK_HEADERS, CT_ASK_PREPARE};
    struct file      *f;
    ct_code           code = CT_OK;

    while (!code && ct_pool_has_room(in->pool) && !stopped(in) && (f = next_file(in, s)) != NULL)
        code = ct_pool_ask(in->pool, letters[s], f->stream, f->found.path, f->found.size_bytes,
                           (size_t)(f - in->files), err);
    *waiting = ct_pool_busy(in->pool) > 0;
    return code;
}

static ct_code go_over(struct ingest *in, stage s, ct_error *err)
{
    bool    waiting = true;
    ct_code code = CT_OK;

    while (waiting && !code) {
        code = ask_next(in, s, &waiting, err);
        if (waiting)
            ct_pool_listen(in->pool, LISTEN_MS, take_answer, in);
        flush_if_due(in);
        tell_progress(in);
        if (in->error.code && !code)
            code = ct_fail(err, in->error.code, "%s", in->error.text);
        if (!code && stopped(in))
            code = ct_fail(err, CT_CANCELLED, "Stopped; what was found so far is in the project.");
    }
    return code;
}

/* Takes what was found. */
static void take_files(struct ingest *in, ct_found_list *found)
{
    size_t slots = 16;

    while (slots < 2 * found->count)
        slots *= 2;
    in->slots = ct_alloc_array(slots, sizeof *in->slots);
    in->slot_mask = slots - 1;
    in->files = ct_alloc_array(found->count ? found->count : 1, sizeof *in->files);
    in->count = found->count;
    for (size_t i = 0; i < found->count; i++) {
        struct file *f = &in->files[i];
        f->found = found->items[i];
        in->weight_total += weight_of(f, STAGE_HEADERS) + weight_of(f, STAGE_PREPARE);
    }
    in->state.total = 2 * (int64_t)found->count;
    in->state.counts[CT_INGEST_IGNORED] = found->ignored;
    in->state.walking = false;
    in->began_us = ct_clock_us();
    free(found->items);
    *found = (ct_found_list){0};
}

/* --- files that are others now ---------------------------------------------------------------------- */

static bool replace_stopped(void *arg)
{
    return stopped(arg);
}

static void replace_progress(void *arg, int permille)
{
    (void)permille;
    tell_progress(arg);
}

/* It was read by a child without harm; what pointed to the old content is looked for in the new. */
static ct_code take_replaced(struct ingest *in, struct file *f, ct_error *err)
{
    ct_index_watch watch = {.progress = replace_progress,
                            .stop = replace_stopped,
                            .arg = in,
                            .threads = in->options->background ? 1 : 0,
                            .log = in->options->log};
    ct_replacement done;
    ct_error       why;
    ct_code code = ct_replace_media(in->store, f->clip, NULL, ct_str_or_empty(in->options->author),
                                    &watch, &done, &why);

    if (code == CT_CANCELLED)
        return ct_fail(err, code, "%s", why.text);
    if (code) {
        fail(in, f, why.text);
        return CT_OK;
    }
    char *summary = ct_replacement_summary(&done);
    report(in, CT_INGEST_CHANGED, f->found.path, &done.now, summary);
    to_stage(in, f, STAGE_DONE);
    free(summary);
    ct_replacement_finish(&done);
    return CT_OK;
}

static ct_code take_all_replaced(struct ingest *in, ct_error *err)
{
    ct_code code = CT_OK;

    flush(in);
    for (size_t i = 0; i < in->count && !code; i++)
        if (in->files[i].outcome == CT_INGEST_CHANGED && in->files[i].stage < STAGE_DONE)
            code = take_replaced(in, &in->files[i], err);
    return code;
}

static ct_code look_at_all(struct ingest *in, ct_error *err)
{
    const ct_ingest_options *o = in->options;

    in->pool = ct_pool_create(o->program ? o->program : "/proc/self/exe",
                              o->children ? o->children : ct_cpu_count(),
                              o->silence_s ? o->silence_s : SILENCE_S, o->background ? NICE : 0);
    ct_code code = go_over(in, STAGE_HEADERS, err);
    flush(in);
    if (!code)
        code = go_over(in, STAGE_PREPARE, err);
    ct_pool_destroy(&in->pool);
    return code ? code : take_all_replaced(in, err);
}

/* Whatever happened, what was found is written; waiting for it may bring an error of its own. */
static ct_code finish(struct ingest *in, ct_code code, ct_error *err)
{
    ct_code written = CT_OK;

    flush(in);
    if (in->error.code)
        written = ct_fail(code ? NULL : err, in->error.code, "%s", in->error.text);
    else if (in->ticket)
        written = ct_store_wait(in->store, in->ticket, code ? NULL : err);
    in->told_us = 0;
    tell_progress(in);
    for (size_t i = 0; i < in->count; i++) {
        free(in->files[i].found.path);
        free(in->files[i].found.problem);
    }
    free(in->files);
    free(in->slots);
    ct_edit_destroy(&in->added);
    ct_edit_destroy(&in->facts);
    ct_query_close(&in->query);
    return code ? code : written;
}

static ct_code check_writable(ct_store *st, ct_error *err)
{
    const char *why = NULL;

    if (!ct_store_is_read_only(st, &why))
        return CT_OK;
    return ct_fail(err, CT_BUSY, "Nothing can be added: %s", why);
}

ct_code ct_ingest_add(ct_store *st, const char *const *paths, size_t count,
                      const ct_ingest_options *options, const ct_ingest_watch *watch,
                      ct_ingest_state *state, ct_error *err)
{
    static const ct_ingest_options no_options = {0};
    static const ct_ingest_watch   no_watch = {0};
    struct ingest                  in = {.store = st,
                                         .options = options ? options : &no_options,
                                         .watch = watch ? watch : &no_watch,
                                         .state = {.walking = true, .eta_us = -1},
                                         .act = ct_id_new()};
    ct_found_list                  found = {0};
    ct_code                        code = check_writable(st, err);

    if (!code)
        code = ct_query_open(st, &in.query, err);
    if (!code)
        code = ct_walk(paths, count, walk_step, &in, &found, err);
    if (!code) {
        take_files(&in, &found);
        code = look_at_all(&in, err);
    }
    ct_found_list_finish(&found);
    code = finish(&in, code, err);
    if (state)
        *state = in.state;
    return code;
}
