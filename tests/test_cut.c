/* SPDX-License-Identifier: MIT */
/* Cuts in a project: what is put in comes back, one import is one step of undo, a shot is relinked and
 * put back, and what changed since an export is known. */
#include "store_kit.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "circletake/str.h"

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

/* Two events; the second is a dissolve at half speed, backwards, with a marker. */
static void fill_timeline(ct_timeline *t, ct_id clip)
{
    ct_timeline_init(t);
    t->fps = (AVRational){24000, 1001};
    t->count = (ct_tc_count){24, false};
    t->start = 86400;
    ct_event *e = ct_timeline_add(t);
    e->name = ct_strdup("A001_C003.mov");
    e->reel = ct_strdup("A001");
    e->source = (ct_span){100, 148};
    e->record = (ct_span){0, 48};
    e->clip = clip;
    e->match = CT_MATCH_REEL;
    e->number = 1;
    e = ct_timeline_add(t);
    e->reel = ct_strdup("B007");
    e->comment = ct_strdup("élan\nsecond line");
    e->fps = (AVRational){30000, 1001};
    e->tc = (ct_tc_track){107892, {30, true}, {30000, 1001}};
    e->source = (ct_span){10, 34};
    e->record = (ct_span){48, 96};
    e->speed = (AVRational){1, 2};
    e->reverse = true;
    e->transition = CT_DISSOLVE;
    e->transition_frames = 12;
    e->channels = CT_CHANNEL_V | CT_CHANNEL_A1;
    e->author = ct_strdup("Ines");
    e->rating = 4;
    e->verdict = CT_GOOD;
    e->circled = true;
    e->colour = CT_COLOUR_PINK;
    e->description = ct_strdup("she waits");
    e->keywords = ct_strdup("night, rain");
    ct_marker *m = ct_event_add_marker(e);
    m->frame = 20;
    m->count = 3;
    m->text = ct_strdup("too dark");
    m->category = CT_CAT_PICTURE;
    m->status = CT_NOTE_RESOLVED;
}

static ct_id add_cut(kit *k, const char *name, int version, ct_id clip)
{
    ct_edit    *edit = ct_edit_create("Import cut", "Ada", 0);
    ct_cut      cut = {.version = version};
    ct_timeline t;

    fill_timeline(&t, clip);
    cut.name = ct_strdup(name);
    ct_id id = ct_edit_add_cut(edit, &cut, &t);
    ct_cut_finish(&cut);
    kit_save(k, edit);
    return id;
}

static size_t count_cuts(kit *k)
{
    ct_cut_list cuts = {0};

    assert_int_equal(ct_query_cuts(kit_query(k), &cuts, NULL), CT_OK);
    size_t count = cuts.count;
    ct_cut_list_finish(&cuts);
    return count;
}

static void read_events(kit *k, const char *name, ct_timeline *t)
{
    ct_cut cut;

    *t = (ct_timeline){0};
    assert_int_equal(ct_query_cut_named(kit_query(k), name, &cut, NULL), CT_OK);
    assert_int_equal(ct_query_events(kit_query(k), &cut, t, NULL), CT_OK);
    ct_cut_finish(&cut);
}

static void cut_comes_back(void **state)
{
    kit        *k = *state;
    ct_id       clip = kit_add_clip(k, "A001_C003", "12", "A", "1");
    ct_timeline t;
    ct_cut      cut;

    ct_id id = add_cut(k, "Reel 1", 1, clip);
    kit_reopen(k);
    assert_int_equal(ct_query_cut(kit_query(k), id, &cut, NULL), CT_OK);
    assert_string_equal(cut.name, "Reel 1");
    assert_string_equal(cut.author, "Ada");
    assert_int_equal(cut.start, 86400);
    assert_int_equal(cut.frames, 96);
    assert_int_equal(cut.event_count, 2);
    ct_cut_finish(&cut);

    read_events(k, "Reel 1", &t);
    assert_int_equal(t.event_count, 2);
    assert_true(ct_rate_equal(t.fps, (AVRational){24000, 1001}));
    assert_true(ct_id_equal(t.events[0].clip, clip));
    assert_int_equal(t.events[0].match, CT_MATCH_REEL);
    assert_string_equal(t.events[0].name, "A001_C003.mov");
    const ct_event *e = &t.events[1];
    assert_true(ct_id_is_none(e->clip));
    assert_string_equal(e->comment, "élan\nsecond line");
    assert_int_equal(e->source.first, 10);
    assert_int_equal(e->record.end, 96);
    assert_int_equal(e->tc.start, 107892);
    assert_true(e->tc.count.drop && e->reverse);
    assert_int_equal(e->speed.den, 2);
    assert_int_equal(e->transition_frames, 12);
    assert_int_equal(e->channels, CT_CHANNEL_V | CT_CHANNEL_A1);
    assert_string_equal(e->author, "Ines");
    assert_int_equal(e->rating, 4);
    assert_int_equal(e->verdict, CT_GOOD);
    assert_true(e->circled);
    assert_int_equal(e->colour, CT_COLOUR_PINK);
    assert_string_equal(e->description, "she waits");
    assert_string_equal(e->keywords, "night, rain");
    assert_int_equal(e->marker_count, 1);
    assert_string_equal(e->markers[0].text, "too dark");
    assert_int_equal(e->markers[0].count, 3);
    assert_int_equal(e->markers[0].status, CT_NOTE_RESOLVED);
    ct_timeline_finish(&t);
    kit_check(k);
}

/* What answers a remark comes back with it, in order, also where two remarks lie on one frame. */
static void remarks_come_back_whole(void **state)
{
    kit        *k = *state;
    ct_edit    *edit = ct_edit_create("Import cut", "Ada", 0);
    ct_cut      cut = {.name = ct_strdup("Reel 1"), .version = 1};
    ct_timeline t;

    ct_timeline_init(&t);
    ct_event *e = ct_timeline_add(&t);
    e->source = e->record = (ct_span){0, 48};
    for (int i = 0; i < 3; i++) {
        ct_marker *m = ct_event_add_marker(e);
        m->frame = i < 2 ? 20 : 4;
        m->text = ct_asprintf("remark %d", i);
        m->priority = i;
        m->assignee = i == 1 ? ct_strdup("Tom") : NULL;
        m->still = i == 2 ? ct_strdup("/day 4/stills/a.png") : NULL;
        for (int r = 0; r < i + 1; r++) {
            ct_reply *reply = ct_marker_add_reply(m);
            reply->text = ct_asprintf("answer %d to %d", r, i);
            reply->author = r ? ct_strdup("Ann") : NULL;
        }
    }
    ct_edit_add_cut(edit, &cut, &t);
    ct_cut_finish(&cut);
    kit_save(k, edit);
    kit_reopen(k);

    static const int order[] = {2, 0, 1}; /* by frame */
    read_events(k, "Reel 1", &t);
    assert_int_equal(t.events[0].marker_count, 3);
    for (int i = 0; i < 3; i++) {
        const ct_marker *m = &t.events[0].markers[i];
        char             text[32];
        int              n = order[i];
        snprintf(text, sizeof text, "remark %d", n);
        assert_string_equal(m->text, text);
        assert_int_equal(m->frame, n < 2 ? 20 : 4);
        assert_int_equal(m->priority, n);
        assert_string_equal(ct_str_or_empty(m->assignee), n == 1 ? "Tom" : "");
        assert_string_equal(ct_str_or_empty(m->still), n == 2 ? "/day 4/stills/a.png" : "");
        assert_int_equal(m->reply_count, n + 1);
        for (int r = 0; r < n + 1; r++) {
            snprintf(text, sizeof text, "answer %d to %d", r, n);
            assert_string_equal(m->replies[r].text, text);
            assert_string_equal(ct_str_or_empty(m->replies[r].author), r ? "Ann" : "");
        }
    }
    ct_timeline_finish(&t);
    kit_undo(k);
    assert_int_equal(count_cuts(k), 0);
    kit_redo(k);
    read_events(k, "Reel 1", &t);
    assert_int_equal(t.events[0].markers[0].reply_count, 3);
    ct_timeline_finish(&t);
    kit_check(k);
}

static void import_is_one_step_of_undo(void **state)
{
    kit        *k = *state;
    ct_id       clip = kit_add_clip(k, "A001_C003", "12", "A", "1");
    ct_timeline t;

    add_cut(k, "Reel 1", 1, clip);
    kit_undo(k);
    assert_int_equal(count_cuts(k), 0);
    assert_int_equal(kit_count_clips(k, NULL), 1);
    kit_check(k);
    kit_redo(k);
    read_events(k, "Reel 1", &t);
    assert_int_equal(t.event_count, 2);
    assert_true(ct_id_equal(t.events[0].clip, clip));
    ct_timeline_finish(&t);
    kit_check(k);
}

static void relinked_shot_goes_back(void **state)
{
    kit        *k = *state;
    ct_id       clip = kit_add_clip(k, "A001_C003", "12", "A", "1");
    ct_id       other = kit_add_clip(k, "B007_C001", "13", "A", "1");
    ct_edit    *edit = ct_edit_create("Relink shot", "Ada", 0);
    ct_timeline t;

    add_cut(k, "Reel 1", 1, clip);
    read_events(k, "Reel 1", &t);
    ct_edit_set_event_clip(edit, t.events[0].id, other, CT_MATCH_BY_HAND, 7);
    ct_timeline_finish(&t);
    kit_save(k, edit);
    read_events(k, "reel 1", &t);
    assert_true(ct_id_equal(t.events[0].clip, other));
    assert_int_equal(t.events[0].match, CT_MATCH_BY_HAND);
    assert_int_equal(t.events[0].shift, 7);
    ct_timeline_finish(&t);
    kit_check(k);
    kit_undo(k);
    read_events(k, "Reel 1", &t);
    assert_true(ct_id_equal(t.events[0].clip, clip));
    assert_int_equal(t.events[0].shift, 0);
    ct_timeline_finish(&t);
    kit_check(k);
}

static void newest_version_answers_to_the_name(void **state)
{
    kit   *k = *state;
    ct_id  none = ct_id_none(), first = add_cut(k, "Reel 1", 1, none);
    ct_id  second = add_cut(k, "Reel 1", 2, none);
    ct_cut cut;

    assert_int_equal(ct_query_cut_named(kit_query(k), "REEL 1", &cut, NULL), CT_OK);
    assert_true(ct_id_equal(cut.id, second));
    ct_cut_finish(&cut);
    assert_int_equal(ct_query_cut_named(kit_query(k), "Reel 1 v1", &cut, NULL), CT_OK);
    assert_true(ct_id_equal(cut.id, first));
    ct_cut_finish(&cut);
    assert_int_equal(ct_query_cut_named(kit_query(k), "Reel 9", &cut, NULL), CT_NO_INPUT);
}

static void changes_since_an_export_are_known(void **state)
{
    kit            *k = *state;
    ct_id           clip = kit_add_clip(k, "A001_C003", "12", "A", "1");
    ct_id           old = kit_add_note(k, clip, 3, "old"), kept = kit_add_note(k, clip, 4, "kept");
    ct_id           gone = kit_add_select(k, clip, 1, 9, "gone");
    int64_t         position = 0;
    ct_changed_list since = {0};
    ct_export_list  exports = {0};

    assert_int_equal(ct_query_log_position(kit_query(k), &position, NULL), CT_OK);
    ct_edit *edit = ct_edit_create("Export", "Ada", CT_EDIT_FACT);
    ct_edit_add_export(edit, "edl", "/out/a.edl", "circled", 1, 0, position);
    kit_save(k, edit);
    ct_id fresh = kit_add_note(k, clip, 5, "fresh");
    kit_set_int(k, old, CT_NOTE_STATUS, CT_NOTE_RESOLVED);
    edit = ct_edit_create("Withdraw", "Ada", 0);
    ct_edit_withdraw(edit, CT_TABLE_SELECT, gone);
    kit_save(k, edit);
    ct_evidence proof = {.hash = 3, .media = 4, .around = {1, 2, 3, 4, 5, 6}};
    edit = ct_edit_create("Prove marks", "Ada", CT_EDIT_FACT);
    ct_edit_set_note_proof(edit, kept, &proof, NULL); /* says nothing new of the note */
    kit_save(k, edit);

    assert_int_equal(ct_query_exports(kit_query(k), &exports, NULL), CT_OK);
    assert_int_equal(exports.count, 1);
    assert_int_equal(exports.items[0].position, position);
    assert_string_equal(exports.items[0].selection, "circled");
    assert_int_equal(ct_query_changed_since(kit_query(k), exports.items[0].position, &since, NULL),
                     CT_OK);
    assert_int_equal(since.count, 3);
    assert_int_equal(ct_changed_find(&since, fresh)->what, CT_WAS_ADDED);
    assert_int_equal(ct_changed_find(&since, old)->what, CT_WAS_CHANGED | CT_WAS_RESOLVED);
    assert_int_equal(ct_changed_find(&since, gone)->what, CT_WAS_WITHDRAWN);
    assert_null(ct_changed_find(&since, kept));
    free(since.items);
    ct_export_list_finish(&exports);
}

static void list_cut(ct_cut_list *l, uint8_t id, uint8_t replaces, const char *name, int version)
{
    ct_cut *c = ct_cut_list_add(l);

    c->id = (ct_id){{id}};
    c->replaces = (ct_id){{replaces}};
    c->name = ct_strdup(name);
    c->version = version;
}

/* What a cut is compared with: the one it replaced, under whatever name; that gone, the next older. */
static void version_before_is_found(void **state)
{
    static const uint8_t before[] = {0, 1, 2, 3, 3, 0};
    ct_cut_list          l = {0};

    (void)state;
    list_cut(&l, 1, 0, "Reel 1", 1);
    list_cut(&l, 2, 1, "Reel 1", 2);
    list_cut(&l, 3, 2, "Reel 1", 3);
    list_cut(&l, 4, 3, "Reel one", 4); /* renamed */
    list_cut(&l, 5, 9, "reel 1", 5);   /* what it replaced was taken out */
    list_cut(&l, 6, 0, "Other", 7);
    for (size_t i = 0; i < l.count; i++) {
        const ct_cut *found = ct_cut_list_before(&l, &l.items[i]);
        assert_int_equal(found ? found->id.b[0] : 0, before[i]);
    }
    ct_cut_list_finish(&l);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
#define T(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)
        T(cut_comes_back),
        T(remarks_come_back_whole),
        T(import_is_one_step_of_undo),
        T(relinked_shot_goes_back),
        T(newest_version_answers_to_the_name),
        T(version_before_is_found),
        T(changes_since_an_export_are_known),
#undef T
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
