/* SPDX-License-Identifier: MIT */
/* The change log: undo and redo of every act, across restarts, and that log and rows agree whatever
 * was done. */
#include "store_kit.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "circletake/str.h"
#include "circletake/thread.h"

static int set_up(void **state)
{
    kit *k = ct_alloc(sizeof *k);

    kit_init(k);
    *state = k;
    return 0;
}

static int tear_down(void **state)
{
    kit_finish(*state);
    free(*state);
    return 0;
}

static void undo_takes_back_step_by_step(void **state)
{
    kit  *k = *state;
    ct_id clip = kit_add_clip(k, "A001", "1", "A", "1");

    kit_set_text(k, clip, CT_CLIP_SCENE, "12");
    kit_set_text(k, clip, CT_CLIP_SCENE, "13");
    kit_undo(k);
    ct_clip c = kit_clip(k, clip);
    assert_string_equal(c.scene, "12");
    ct_clip_finish(&c);
    kit_undo(k);
    c = kit_clip(k, clip);
    assert_string_equal(c.scene, "1");
    ct_clip_finish(&c);
    kit_redo(k);
    kit_redo(k);
    c = kit_clip(k, clip);
    assert_string_equal(c.scene, "13");
    ct_clip_finish(&c);
    assert_int_equal(ct_store_redo(k->st, "Ada", NULL, NULL, NULL), CT_END);
    kit_check(k);
}

static void undo_of_add_withdraws_and_redo_restores(void **state)
{
    kit      *k = *state;
    ct_id     clip = kit_add_clip(k, "A001", "1", "A", "1");
    ct_id     id = kit_add_select(k, clip, 10, 20, "look");
    ct_select s;

    kit_undo(k);
    assert_int_equal(kit_count_selects(k, NULL), 0);
    assert_int_equal(ct_query_select(kit_query(k), id, &s, NULL), CT_NO_INPUT);
    kit_redo(k);
    assert_int_equal(ct_query_select(kit_query(k), id, &s, NULL), CT_OK);
    assert_string_equal(s.label, "look");
    assert_int_equal(s.span.end, 20);
    ct_select_finish(&s);
    kit_undo(k);
    kit_undo(k); /* the clip */
    assert_int_equal(kit_count_clips(k, NULL), 0);
    assert_int_equal(ct_store_undo(k->st, "Ada", NULL, NULL, NULL), CT_END);
    kit_check(k);
}

static void undo_goes_on_after_a_restart(void **state)
{
    kit  *k = *state;
    ct_id clip = kit_add_clip(k, "A001", "1", "A", "1");

    kit_set_int(k, clip, CT_CLIP_CIRCLED, 1);
    kit_reopen(k);
    char *sentence = ct_store_undo_sentence(k->st);
    assert_string_equal(sentence, "Set number");
    free(sentence);
    assert_null(ct_store_redo_sentence(k->st));
    kit_undo(k);
    kit_reopen(k);
    sentence = ct_store_redo_sentence(k->st);
    assert_string_equal(sentence, "Set number");
    free(sentence);
    ct_clip c = kit_clip(k, clip);
    assert_false(c.circled);
    ct_clip_finish(&c);
    kit_redo(k);
    c = kit_clip(k, clip);
    assert_true(c.circled);
    ct_clip_finish(&c);
}

static void new_edit_ends_redo(void **state)
{
    kit  *k = *state;
    ct_id clip = kit_add_clip(k, "A001", "1", "A", "1");

    kit_set_text(k, clip, CT_CLIP_SCENE, "2");
    kit_undo(k);
    kit_set_text(k, clip, CT_CLIP_SHOT, "B");
    assert_int_equal(ct_store_redo(k->st, "Ada", NULL, NULL, NULL), CT_END);
    kit_undo(k);
    kit_undo(k);
    assert_int_equal(kit_count_clips(k, NULL), 0);
}

static void facts_are_no_step_of_undo(void **state)
{
    kit  *k = *state;
    ct_id clip = kit_add_clip(k, "A001", "1", "A", "1");

    kit_set_text(k, clip, CT_CLIP_SCENE, "2");
    kit_undo(k);
    ct_edit *edit = ct_edit_create("Count frames", "Ada", CT_EDIT_FACT);
    ct_edit_set_int(edit, clip, CT_CLIP_FRAME_COUNT, 1234);
    kit_save(k, edit);
    ct_store_put_setting(k->st, "panel", "1");
    ct_store_put_seen(k->st, clip, 5);
    kit_redo(k); /* still possible */
    kit_undo(k);
    ct_clip c = kit_clip(k, clip);
    assert_int_equal(c.frame_count, 1234);
    assert_string_equal(c.scene, "1");
    ct_clip_finish(&c);
}

/* Somebody (here: a fact) wrote the field after the act: undo of the act leaves it alone. */
static void undo_leaves_later_changes(void **state)
{
    kit     *k = *state;
    ct_id    clip = kit_add_clip(k, "A001", "1", "A", "1");
    ct_edit *edit = ct_edit_create("Set slate", "Ada", 0);

    ct_edit_set_text(edit, clip, CT_CLIP_SCENE, "2");
    ct_edit_set_text(edit, clip, CT_CLIP_SHOT, "B");
    kit_save(k, edit);
    edit = ct_edit_create("Found in report", "Bo", CT_EDIT_FACT);
    ct_edit_set_text(edit, clip, CT_CLIP_SCENE, "3");
    kit_save(k, edit);
    kit_undo(k);
    ct_clip c = kit_clip(k, clip);
    assert_string_equal(c.scene, "3");
    assert_string_equal(c.shot, "A");
    ct_clip_finish(&c);
    kit_check(k);
}

static void evidence_goes_where_the_range_goes(void **state)
{
    kit        *k = *state;
    ct_id       clip = kit_add_clip(k, "A001", "1", "A", "1");
    ct_id       id = kit_add_select(k, clip, 10, 20, "");
    ct_evidence old = {100, {1, 24}, 111, "a", 1, {9, 9, 9, 9, 9, 9}};
    ct_evidence fresh = {200, {1, 24}, 222, "b", 2, {8, 8, 8, 8, 8, 8}};
    ct_select   s;

    ct_edit *edit = ct_edit_create("Prove", "Ada", CT_EDIT_FACT);
    ct_edit_set_select_proof(edit, id, &old, &old);
    kit_save(k, edit);
    edit = ct_edit_create("Move select", "Ada", 0);
    ct_edit_set_select_span(edit, id, (ct_span){30, 40}, NULL, NULL);
    kit_save(k, edit);
    edit = ct_edit_create("Prove", "Ada", CT_EDIT_FACT);
    ct_edit_set_select_proof(edit, id, &fresh, &fresh);
    kit_save(k, edit);
    kit_undo(k);
    assert_int_equal(ct_query_select(kit_query(k), id, &s, NULL), CT_OK);
    assert_int_equal(s.span.first, 10);
    assert_int_equal(s.first_proof.hash, 111);
    assert_string_equal(s.last_proof.timecode, "a");
    assert_true(s.first_proof.media == 1);
    assert_true(s.last_proof.around[5] == 9);
    ct_select_finish(&s);
}

static void batches_are_one_step(void **state)
{
    kit  *k = *state;
    ct_id act = ct_id_new();
    char  name[32];

    for (int i = 0; i < 5; i++) {
        ct_edit *edit = ct_edit_create("Add 5 clips", "Ada", 0);
        ct_clip  c;
        ct_edit_join(edit, act);
        ct_clip_init(&c);
        snprintf(name, sizeof name, "B%d.mov", i);
        c.name = ct_strdup(name);
        c.path = ct_strdup(name);
        ct_edit_add_clip(edit, &c);
        ct_clip_finish(&c);
        kit_save(k, edit);
    }
    assert_int_equal(kit_count_clips(k, NULL), 5);
    kit_undo(k);
    assert_int_equal(kit_count_clips(k, NULL), 0);
    kit_redo(k);
    assert_int_equal(kit_count_clips(k, NULL), 5);
    kit_check(k);
}

/* Pressed quicker than the disk: each undo finds what was queued before it. */
static void undo_queues_behind_edits(void **state)
{
    kit      *k = *state;
    ct_id     clip = kit_add_clip(k, "A001", "1", "A", "1");
    ct_ticket ticket = 0;
    char     *sentence = NULL;

    for (int i = 0; i < 50; i++) {
        ct_edit *edit = ct_edit_create("Describe", "Ada", 0);
        char     text[32];
        snprintf(text, sizeof text, "take %d", i);
        ct_edit_set_text(edit, clip, CT_CLIP_DESCRIPTION, text);
        assert_int_equal(ct_store_submit(k->st, &edit, NULL, NULL), CT_OK);
    }
    for (int i = 0; i < 20; i++)
        assert_int_equal(ct_store_undo(k->st, "Ada", &ticket, i ? NULL : &sentence, NULL), CT_OK);
    assert_int_equal(ct_store_wait(k->st, ticket, NULL), CT_OK);
    assert_string_equal(sentence, "Describe");
    free(sentence);
    ct_clip c = kit_clip(k, clip);
    assert_string_equal(c.description, "take 29");
    ct_clip_finish(&c);
}

static void history_names_who_and_what(void **state)
{
    kit           *k = *state;
    ct_id          clip = kit_add_clip(k, "A001", "1", "A", "1");
    ct_change_list list = {0};

    kit_set_text(k, clip, CT_CLIP_SCENE, "7");
    kit_undo(k);
    assert_int_equal(ct_query_history(kit_query(k), clip, 2, &list, NULL), CT_OK);
    assert_int_equal(list.count, 2);
    assert_int_equal(list.items[0].field, CT_CLIP_SCENE);
    assert_string_equal(list.items[0].value, "1");
    assert_string_equal(list.items[1].value, "7");
    assert_string_equal(list.items[1].who, "Ada");
    assert_string_equal(list.items[1].sentence, "Set text");
    assert_true(list.items[0].at_us > 1600000000000000);
    ct_change_list_finish(&list);
}

static void nothing_changed_is_no_step(void **state)
{
    kit  *k = *state;
    ct_id clip = kit_add_clip(k, "A001", "1", "A", "1");

    int64_t before = ct_query_revision(kit_query(k));
    kit_set_text(k, clip, CT_CLIP_SCENE, "1");
    assert_int_equal(ct_query_revision(kit_query(k)), before);
    char *sentence = ct_store_undo_sentence(k->st);
    assert_string_equal(sentence, "Add clip");
    free(sentence);
}

static void changed_clips_are_told(void **state)
{
    kit       *k = *state;
    ct_id      a = kit_add_clip(k, "A001", "1", "A", "1");
    ct_id      b = kit_add_clip(k, "A002", "1", "A", "2");
    ct_id_list ids = {0};
    int64_t    now = 0;

    assert_int_equal(ct_query_changed_clips(kit_query(k), 0, &ids, &now, NULL), CT_OK);
    assert_int_equal(ids.count, 2);
    kit_add_note(k, b, 3, "x");
    assert_int_equal(ct_query_changed_clips(kit_query(k), now, &ids, &now, NULL), CT_OK);
    assert_int_equal(ids.count, 1);
    assert_true(ct_id_equal(ids.items[0], b));
    kit_set_int(k, a, CT_CLIP_RATING, 2);
    assert_int_equal(ct_query_changed_clips(kit_query(k), now, &ids, &now, NULL), CT_OK);
    assert_int_equal(ids.count, 1);
    assert_true(ct_id_equal(ids.items[0], a));
    ct_id_list_finish(&ids);
}

/* ---- random work ---- */

typedef struct model {
    kit     *k;
    unsigned seed;
    ct_id    clips[64], selects[256], notes[256];
    int      clip_count, select_count, note_count;
    ct_str   digests[400]; /* after each undoable act, [0] the empty project */
    int      steps;
} model;

static unsigned next_random(model *m, unsigned below)
{
    m->seed = m->seed * 1103515245u + 12345u;
    return (m->seed >> 16) % below;
}

/* Everything that is shown, as one text. */
static void digest(kit *k, ct_str *out)
{
    ct_clip_query  by_age = {.sort = CT_SORT_ADDED};
    ct_clip_list   clips = {0};
    ct_select_list selects = {0};
    ct_note_list   notes = {0};
    char           id[CT_ID_TEXT_BYTES];

    assert_int_equal(ct_query_clips(kit_query(k), &by_age, &clips, NULL), CT_OK);
    assert_int_equal(ct_query_selects(kit_query(k), NULL, &selects, NULL), CT_OK);
    assert_int_equal(ct_query_notes(kit_query(k), NULL, &notes, NULL), CT_OK);
    for (size_t i = 0; i < clips.count; i++) {
        ct_clip *c = &clips.items[i];
        ct_str_appendf(out, "c %s %s %s %d %d %d %d\n", ct_id_text(c->id, id), c->scene,
                       c->description, c->rating, c->circled, c->select_count, c->note_count);
    }
    for (size_t i = 0; i < selects.count; i++) {
        ct_select *s = &selects.items[i];
        ct_str_appendf(out, "s %s %d %d %s %d %g\n", ct_id_text(s->id, id), (int)s->span.first,
                       (int)s->span.end, s->label, (int)s->verdict, s->order);
    }
    for (size_t i = 0; i < notes.count; i++) {
        ct_note *n = &notes.items[i];
        ct_str_appendf(out, "n %s %d %s %d\n", ct_id_text(n->id, id), (int)n->span.first, n->body,
                       (int)n->status);
    }
    ct_clip_list_finish(&clips);
    ct_select_list_finish(&selects);
    ct_note_list_finish(&notes);
}

static void set_some_field(model *m, ct_edit *edit)
{
    ct_id clip = m->clips[next_random(m, (unsigned)m->clip_count)];
    char  text[16];

    snprintf(text, sizeof text, "t%u", next_random(m, 100000));
    switch (next_random(m, 6)) {
    case 0:
        ct_edit_set_text(edit, clip, CT_CLIP_SCENE, text);
        ct_edit_set_text(edit, clip, CT_CLIP_SCENE, "again");
        ct_edit_set_text(edit, clip, CT_CLIP_DESCRIPTION, text);
        break;
    case 1:
        for (int i = 0; i < m->clip_count; i++)
            ct_edit_set_text(edit, m->clips[i], CT_CLIP_DESCRIPTION, text);
        break;
    case 2:
        ct_edit_set_int(edit, clip, CT_CLIP_RATING, 1 + next_random(m, 5));
        ct_edit_set_int(edit, clip, CT_CLIP_CIRCLED, next_random(m, 2));
        break;
    case 3:
        if (m->select_count) {
            ct_id   s = m->selects[next_random(m, (unsigned)m->select_count)];
            int64_t first = next_random(m, 900);
            ct_edit_set_select_span(edit, s, (ct_span){first, first + 1 + next_random(m, 50)}, NULL,
                                    NULL);
            ct_edit_set_real(edit, s, CT_SELECT_ORDER, next_random(m, 1000) / 7.0);
        }
        break;
    case 4:
        if (m->note_count)
            ct_edit_set_int(edit, m->notes[next_random(m, (unsigned)m->note_count)], CT_NOTE_STATUS,
                            next_random(m, 4));
        break;
    default:
        if (m->select_count)
            ct_edit_withdraw(edit, CT_TABLE_SELECT,
                             m->selects[next_random(m, (unsigned)m->select_count)]);
        break;
    }
}

/* Acts once more; remembers how the project looks if that was a step of undo. */
static void act(model *m)
{
    char name[16];

    snprintf(name, sizeof name, "C%d", m->clip_count);
    unsigned what = m->clip_count == 0 ? 0 : next_random(m, 8);
    if (what == 0 && m->clip_count < 64) {
        m->clips[m->clip_count++] = kit_add_clip(m->k, name, "1", "", "1");
    } else if (what == 1 && m->select_count < 256) {
        ct_id clip = m->clips[next_random(m, (unsigned)m->clip_count)];
        m->selects[m->select_count++] = kit_add_select(m->k, clip, 1, 2 + next_random(m, 50), name);
    } else if (what == 2 && m->note_count < 256) {
        ct_id clip = m->clips[next_random(m, (unsigned)m->clip_count)];
        m->notes[m->note_count++] = kit_add_note(m->k, clip, next_random(m, 900), name);
    } else {
        char     sentence[32];
        ct_edit *edit;
        snprintf(sentence, sizeof sentence, "Change %d", m->steps);
        edit = ct_edit_create(sentence, "Ada", 0);
        set_some_field(m, edit);
        kit_save(m->k, edit);
        char *after = ct_store_undo_sentence(m->k->st);
        bool  nothing = strcmp(ct_str_or_empty(after), sentence) != 0;
        free(after);
        if (nothing) /* it set what was there already */
            return;
    }
    digest(m->k, &m->digests[++m->steps]);
}

static void expect_digest(model *m, int step)
{
    ct_str now = {0};

    digest(m->k, &now);
    assert_string_equal(ct_str_text(&now), ct_str_text(&m->digests[step]));
    ct_str_finish(&now);
}

/* Acts at random, then all back, all again, part back: at each step the project looks as it
 * did, and log and rows agree. */
static void random_work_undone_and_redone(void **state)
{
    for (unsigned seed = 1; seed <= 4; seed++) {
        model *m = ct_alloc(sizeof *m);
        m->k = *state;
        m->seed = seed;
        if (seed > 1) { /* a project of its own */
            kit_finish(m->k);
            kit_init(m->k);
        }
        for (int i = 0; i < 120; i++)
            act(m);
        kit_check(m->k);
        for (int i = m->steps; i > 0; i--) {
            if (i % 40 == 0)
                kit_reopen(m->k);
            kit_undo(m->k);
            expect_digest(m, i - 1);
        }
        assert_int_equal(kit_count_clips(m->k, NULL), 0);
        assert_int_equal(ct_store_undo(m->k->st, "Ada", NULL, NULL, NULL), CT_END);
        kit_check(m->k);
        for (int i = 1; i <= m->steps; i++) {
            kit_redo(m->k);
            expect_digest(m, i);
        }
        kit_check(m->k);
        for (int i = 0; i <= m->steps; i++)
            ct_str_finish(&m->digests[i]);
        free(m);
    }
}

/* ---- threads ---- */

typedef struct watcher {
    ct_store        *st;
    pthread_t        thread;
    ct_id            clip;
    int64_t          rounds;
    const bool      *stop; /* guarded by the mutex */
    pthread_mutex_t *mutex;
} watcher;

static bool stopped(watcher *w)
{
    pthread_mutex_lock(w->mutex);
    bool stop = *w->stop;
    pthread_mutex_unlock(w->mutex);
    return stop;
}

/* A list thread: what it sees is whole. Each select and note pair was written together. */
static void *watch(void *arg)
{
    watcher  *w = arg;
    ct_query *q = NULL;

    if (ct_query_open(w->st, &q, NULL) != CT_OK)
        return NULL;
    while (!stopped(w)) {
        ct_clip c;
        if (ct_query_clip(q, w->clip, &c, NULL) != CT_OK)
            break;
        bool whole = c.select_count == c.note_count;
        ct_clip_finish(&c);
        if (!whole)
            break;
        w->rounds++;
    }
    ct_query_close(&q);
    return NULL;
}

static void count_wakeup(void *arg)
{
    __atomic_fetch_add((int *)arg, 1, __ATOMIC_RELAXED);
}

static void readers_see_whole_edits(void **state)
{
    kit            *k = *state;
    ct_id           clip = kit_add_clip(k, "A001", "1", "A", "1");
    pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
    bool            stop = false;
    int             wakeups = 0;
    watcher         w[2];
    ct_ticket       last = 0;
    ct_error        err;

    ct_store_set_wakeup(k->st, count_wakeup, &wakeups);
    for (int i = 0; i < 2; i++) {
        w[i] = (watcher){.st = k->st, .clip = clip, .stop = &stop, .mutex = &mutex};
        assert_int_equal(ct_thread_start(&w[i].thread, "watch", watch, &w[i], &err), CT_OK);
    }
    for (int i = 0; i < 300; i++) {
        ct_edit  *edit = ct_edit_create("Mark", "Ada", 0);
        ct_select s;
        ct_note   n;
        ct_select_init(&s);
        s.clip = clip;
        s.span = (ct_span){i, i + 1};
        ct_edit_add_select(edit, &s);
        ct_note_init(&n);
        n.clip = clip;
        n.span = s.span;
        n.body = ct_strdup("both or none");
        ct_edit_add_note(edit, &n);
        ct_note_finish(&n);
        assert_int_equal(ct_store_submit(k->st, &edit, &last, NULL), CT_OK);
        if (i % 7 == 0)
            assert_int_equal(ct_store_wait(k->st, last, NULL), CT_OK);
        if (i % 50 == 49)
            assert_int_equal(ct_store_undo(k->st, "Ada", &last, NULL, NULL), CT_OK);
    }
    assert_int_equal(ct_store_wait(k->st, last, NULL), CT_OK);
    pthread_mutex_lock(&mutex);
    stop = true;
    pthread_mutex_unlock(&mutex);
    for (int i = 0; i < 2; i++) {
        pthread_join(w[i].thread, NULL);
        assert_true(w[i].rounds > 0);
    }
    assert_true(__atomic_load_n(&wakeups, __ATOMIC_RELAXED) > 0);
    ct_clip c = kit_clip(k, clip);
    assert_int_equal(c.select_count, 294);
    assert_int_equal(c.note_count, 294);
    ct_clip_finish(&c);
    kit_check(k);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
#define T(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)
        T(undo_takes_back_step_by_step),       T(undo_of_add_withdraws_and_redo_restores),
        T(undo_goes_on_after_a_restart),       T(new_edit_ends_redo),
        T(facts_are_no_step_of_undo),          T(undo_leaves_later_changes),
        T(evidence_goes_where_the_range_goes), T(batches_are_one_step),
        T(undo_queues_behind_edits),           T(history_names_who_and_what),
        T(nothing_changed_is_no_step),         T(changed_clips_are_told),
        T(random_work_undone_and_redone),      T(readers_see_whole_edits),
#undef T
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
