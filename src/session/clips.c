/* SPDX-License-Identifier: MIT */
/* The clip list: what the filter lets through, in which order, what is chosen in it, and its
 * stills. Rows come from the list task; nothing here waits. */
#include <stdlib.h>
#include <string.h>

#include "cached.h"
#include "circletake/fingerprint.h"
#include "session_priv.h"

enum {
    STILLS_KEPT = 600,  /* 230 KB each: at most 140 MB, ten screens full */
    STILLS_WAITING = 48 /* more than a screen full: older requests scrolled away */
};

/* --- rows ------------------------------------------------------------------------------- */

static int compare_id_rows(const void *a, const void *b)
{
    return ct_id_compare(((const struct id_row *)a)->id, ((const struct id_row *)b)->id);
}

void ct_clip_rows_finish(struct clip_rows *rows)
{
    ct_clip_list_finish(&rows->list);
    free(rows->by_id);
    *rows = (struct clip_rows){0};
}

void ct_clip_rows_order(struct clip_rows *rows)
{
    rows->by_id = ct_alloc_array(rows->list.count, sizeof *rows->by_id);
    for (size_t i = 0; i < rows->list.count; i++)
        rows->by_id[i] = (struct id_row){rows->list.items[i].id, i};
    if (rows->list.count > 0)
        qsort(rows->by_id, rows->list.count, sizeof *rows->by_id, compare_id_rows);
}

void ct_session_swap_rows(ct_session *s, struct clip_rows *rows)
{
    struct clip_rows shown = s->rows;

    s->rows = *rows;
    *rows = shown;
    s->changed |= CT_CHANGED_CLIPS;
    /* A fresh project shows its first take at once. A cut that rests on a missing shot has no clip either. */
    if (ct_id_is_none(s->clip.id) && !s->cut_player && !s->cut_coming && s->rows.list.count > 0)
        ct_session_open_clip(s, s->rows.list.items[0].id, -1);
}

size_t ct_session_clip_count(const ct_session *s)
{
    return s->rows.list.count;
}

const ct_clip *ct_session_clip_at(const ct_session *s, size_t i)
{
    return i < s->rows.list.count ? &s->rows.list.items[i] : NULL;
}

int64_t ct_clip_rows_find(const struct clip_rows *rows, ct_id clip)
{
    struct id_row  wanted = {clip, 0};
    struct id_row *found = rows->list.count == 0 ? NULL
                                                 : bsearch(&wanted, rows->by_id, rows->list.count,
                                                           sizeof wanted, compare_id_rows);
    return found ? (int64_t)found->row : -1;
}

int64_t ct_session_clip_row(const ct_session *s, ct_id clip)
{
    return ct_clip_rows_find(&s->rows, clip);
}

const ct_clip *ct_session_clip_of(const ct_session *s, ct_id clip)
{
    int64_t row = ct_session_clip_row(s, clip);

    if (row >= 0)
        return &s->rows.list.items[row];
    if (ct_id_equal(s->clip.id, clip) && !ct_id_is_none(clip))
        return &s->clip;
    row = ct_clip_rows_find(&s->others, clip);
    return row >= 0 ? &s->others.list.items[row] : NULL;
}

const char *ct_session_find_text(const ct_session *s)
{
    return ct_str_or_empty(s->find);
}

ct_clip_sort ct_session_sort(const ct_session *s, bool *descending)
{
    if (descending)
        *descending = s->descending;
    return s->sort;
}

void ct_session_want_list(ct_session *s)
{
    s->list_wanted = true;
}

/* --- what is chosen ----------------------------------------------------------------------- */

/* The chosen are kept in the order of their ids: all of 100,000 may be among them. */
static int compare_ids(const void *a, const void *b)
{
    return ct_id_compare(*(const ct_id *)a, *(const ct_id *)b);
}

static ct_id *find_chosen(const ct_session *s, ct_id clip)
{
    return s->chosen.count == 0
               ? NULL
               : bsearch(&clip, s->chosen.items, s->chosen.count, sizeof clip, compare_ids);
}

bool ct_session_clip_selected(const ct_session *s, ct_id clip)
{
    if (s->chosen.count == 0)
        return ct_id_equal(s->clip.id, clip);
    return find_chosen(s, clip) != NULL;
}

size_t ct_session_selected_clips(const ct_session *s, const ct_id **ids)
{
    if (s->chosen.count > 0) {
        *ids = s->chosen.items;
        return s->chosen.count;
    }
    *ids = &s->clip.id;
    return ct_id_is_none(s->clip.id) ? 0 : 1;
}

/* Adds the clips of rows [from, to], those already chosen once. */
static void choose_rows(ct_session *s, int64_t from, int64_t to)
{
    size_t count = s->chosen.count + (size_t)(to - from + 1), kept = 0;
    ct_id *ids = s->chosen.items =
        ct_grow(s->chosen.items, &s->chosen.cap, count, sizeof *s->chosen.items);

    for (int64_t row = from; row <= to; row++)
        ids[s->chosen.count++] = s->rows.list.items[row].id;
    qsort(ids, count, sizeof *ids, compare_ids);
    for (size_t i = 0; i < count; i++)
        if (kept == 0 || !ct_id_equal(ids[i], ids[kept - 1]))
            ids[kept++] = ids[i];
    s->chosen.count = kept;
}

static void choose_range(ct_session *s, ct_id clip)
{
    int64_t from = ct_session_clip_row(s, s->last_chosen), to = ct_session_clip_row(s, clip);

    if (to < 0)
        return;
    if (from < 0)
        from = to;
    choose_rows(s, from < to ? from : to, from < to ? to : from);
}

static void choose_or_not(ct_session *s, ct_id clip)
{
    ct_id  *found = find_chosen(s, clip);
    int64_t row = ct_session_clip_row(s, clip);

    if (found)
        memmove(found, found + 1,
                (size_t)(s->chosen.items + --s->chosen.count - found) * sizeof *found);
    else if (row >= 0)
        choose_rows(s, row, row);
}

void ct_session_select_clip(ct_session *s, ct_id clip, int mode)
{
    if (s->chosen.count == 0 && mode != 0 && !ct_id_is_none(s->clip.id)) {
        choose_or_not(s, s->clip.id);
        s->last_chosen = s->clip.id;
    }
    if (mode == 0)
        s->chosen.count = 0;
    else if (mode == 2)
        choose_range(s, clip);
    else
        choose_or_not(s, clip);
    if (mode != 2)
        s->last_chosen = clip;
    s->changed |= CT_CHANGED_CLIPS;
}

void ct_session_select_all_clips(ct_session *s)
{
    s->chosen.count = 0;
    if (s->rows.list.count > 0)
        choose_rows(s, 0, (int64_t)s->rows.list.count - 1);
    s->changed |= CT_CHANGED_CLIPS;
}

void ct_session_forget_hidden(ct_session *s)
{
    size_t kept = 0;

    for (size_t i = 0; i < s->chosen.count; i++)
        if (ct_session_clip_row(s, s->chosen.items[i]) >= 0)
            s->chosen.items[kept++] = s->chosen.items[i];
    s->chosen.count = kept;
}

/* --- stills ------------------------------------------------------------------------------- */

struct still_task {
    ct_task   task;
    ct_clip   clip;
    int64_t   frame; /* -1: the poster */
    ct_thumb *thumb;
};

static void still_run(ct_task *task)
{
    struct still_task *t = (struct still_task *)(void *)task;

    ct_code code =
        t->frame < 0 ? ct_cached_poster(&t->clip, ct_task_stopped, task, &t->thumb, NULL)
                     : ct_cached_still(&t->clip, t->frame, ct_task_stopped, task, &t->thumb, NULL);
    if (code)
        t->thumb = NULL; /* the list shows the take without a still */
}

static uint64_t key_of(const ct_clip *clip)
{
    return ct_fingerprint_of_stream(clip->fingerprint, clip->stream);
}

static struct still *find_still(ct_session *s, ct_id clip, int64_t frame)
{
    for (size_t i = 0; i < s->still_count; i++)
        if (ct_id_equal(s->stills[i].clip, clip) && s->stills[i].frame == frame)
            return &s->stills[i];
    return NULL;
}

static void still_finish(ct_task *task, ct_session *s)
{
    struct still_task *t = (struct still_task *)(void *)task;
    struct still      *still = find_still(s, t->clip.id, t->frame);

    if (!still || still->thumb || still->key != key_of(&t->clip))
        return;
    still->thumb = t->thumb;
    t->thumb = NULL;
    s->changed |= CT_CHANGED_MEDIA;
}

static void still_destroy(ct_task *task)
{
    struct still_task *t = (struct still_task *)(void *)task;

    ct_thumb_destroy(&t->thumb);
    ct_clip_finish(&t->clip);
    free(t);
}

void ct_session_forget_stills(ct_session *s)
{
    for (size_t i = 0; i < s->still_count; i++)
        ct_thumb_destroy(&s->stills[i].thumb);
    s->still_count = 0;
}

/* Room for one more: the one not looked at for longest goes. */
static struct still *new_still(ct_session *s)
{
    if (s->still_count < STILLS_KEPT) {
        s->stills = ct_grow(s->stills, &s->still_cap, s->still_count + 1, sizeof *s->stills);
        return &s->stills[s->still_count++];
    }
    struct still *oldest = &s->stills[0];
    for (size_t i = 1; i < s->still_count; i++)
        if (s->stills[i].used < oldest->used)
            oldest = &s->stills[i];
    ct_thumb_destroy(&oldest->thumb);
    return oldest;
}

static void ask_still(ct_session *s, const ct_clip *clip, int64_t frame)
{
    struct still_task *t = ct_alloc(sizeof *t);

    t->task.run = still_run;
    t->task.finish = still_finish;
    t->task.destroy = still_destroy;
    ct_clip_copy(&t->clip, clip);
    t->frame = frame;
    ct_work_push(s->work, CT_LANE_STILL, &t->task, true);
    ct_work_trim(s->work, CT_LANE_STILL, STILLS_WAITING);
}

const ct_thumb *ct_session_thumb(ct_session *s, const ct_clip *clip, int64_t frame)
{
    /* Asked for again when it was trimmed off the queue: after so many ticks without an answer. */
    enum { PATIENCE_TICKS = 600 };
    struct still *still = find_still(s, clip->id, frame);

    if (!s->work || clip->width_px == 0 || clip->offline)
        return NULL;
    if (still && still->key != key_of(clip)) /* the file is another, or other pictures of it */
        ct_thumb_destroy(&still->thumb);
    if (!still || still->key != key_of(clip)) {
        if (s->picture_first)
            return NULL;
        still = still ? still : new_still(s);
        *still =
            (struct still){.clip = clip->id, .key = key_of(clip), .frame = frame, .used = s->ticks};
        ask_still(s, clip, frame);
    } else if (!still->thumb && s->ticks - still->used > PATIENCE_TICKS) {
        ask_still(s, clip, frame);
        still->used = s->ticks;
    }
    if (still->thumb)
        still->used = s->ticks;
    return still->thumb;
}
