/* SPDX-License-Identifier: MIT */
/* What an export says it could not carry is what is missing when the list is read back: no more, no
 * less, counted. The comparison here knows nothing of the table the export speaks from. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "circletake/str.h"
#include "edit_fixture.h"

static const AVRational R25 = {25, 1};

/* --- a project of which everything is said ---------------------------------------- */

static void fill_clip(ct_clip *c, const char *camera)
{
    ct_strset(&c->camera, camera);
    ct_strset(&c->description, "she enters, \"stops\"");
    ct_strset(&c->keywords, "door, night");
    c->audio_channels = 2;
}

static void judge(ct_select *s, int rating, ct_verdict verdict)
{
    s->rating = rating;
    s->verdict = verdict;
}

static void make_project(fixture *f)
{
    size_t a = fixture_clip(f, "A001_C003_0412AB.mov", "A001", R25, "10:00:58:00", 500);
    size_t b = fixture_clip(f, "B002_C001_0412QX.mov", NULL, R25, "11:01:00:00", 500);

    fixture_slate(f, a, "12", "A", "3");
    fixture_slate(f, b, "13", NULL, "1");
    fill_clip(&f->clips.items[a], "A");
    f->clips.items[a].circled = true;
    f->clips.items[a].colour = CT_COLOUR_TEAL;
    ct_strset(&f->clips.items[b].camera, "B");
    judge(fixture_select(f, a, 24, 74, "her entrance"), 4, CT_GOOD);
    judge(fixture_select(f, a, 100, 150, NULL), 0, CT_UNRATED);
    judge(fixture_select(f, b, 200, 300, "wide"), 2, CT_REJECTED);
    fixture_note(f, a, 30, 31, CT_CAT_SOUND, "plane");
    fixture_note(f, a, 40, 60, CT_CAT_GENERAL, "soft\nand late")->status = CT_NOTE_IN_PROGRESS;
    fixture_note(f, a, 110, 111, CT_CAT_VFX, "wire")->status = CT_NOTE_WONTFIX;
    f->notes.items[0].priority = 3;
    ct_strset(&f->notes.items[2].assignee, "Bea");
    ct_strset(&fixture_note(f, b, 210, 220, CT_CAT_STORY, "keep")->author, NULL);
    ct_strset(&f->notes.items[2].drawing, "pen red 260 13107,9830 13500,9900");
    fixture_reply(f, 0, "Ann Lee", "heard it");
    fixture_reply(f, 0, NULL, "wild track?");
    fixture_reply(f, 3, "Ann Lee", "yes");
}

/* --- what is different ------------------------------------------------------------- */

static bool texts_differ(const char *a, const char *b)
{
    return strcmp(ct_str_or_empty(a), ct_str_or_empty(b)) != 0;
}

#define TEXT_DIFFERS(field)                                                                        \
    static bool event_##field(const ct_event *a, const ct_event *b)                                \
    {                                                                                              \
        return texts_differ(a->field, b->field);                                                   \
    }
TEXT_DIFFERS(path)
TEXT_DIFFERS(reel)
TEXT_DIFFERS(label)
TEXT_DIFFERS(scene)
TEXT_DIFFERS(shot)
TEXT_DIFFERS(take)
TEXT_DIFFERS(camera)
TEXT_DIFFERS(author)
TEXT_DIFFERS(keywords)
TEXT_DIFFERS(description)

static bool event_sound(const ct_event *a, const ct_event *b)
{
    return a->channels != b->channels;
}
static bool event_stars(const ct_event *a, const ct_event *b)
{
    return a->rating != b->rating;
}
static bool event_circled(const ct_event *a, const ct_event *b)
{
    return a->circled != b->circled;
}
static bool event_colour(const ct_event *a, const ct_event *b)
{
    return a->colour != b->colour;
}
static bool event_verdict(const ct_event *a, const ct_event *b)
{
    return a->verdict != b->verdict;
}

static size_t marker_length(const ct_marker *a, const ct_marker *b)
{
    return a->count != b->count;
}
static size_t marker_category(const ct_marker *a, const ct_marker *b)
{
    return a->category != b->category;
}
static size_t marker_author(const ct_marker *a, const ct_marker *b)
{
    return a->author && texts_differ(a->author, b->author); /* a list may need one where none was */
}
static size_t marker_status(const ct_marker *a, const ct_marker *b)
{
    return a->status != b->status;
}
static size_t marker_task(const ct_marker *a, const ct_marker *b)
{
    return a->priority != b->priority || texts_differ(a->assignee, b->assignee);
}
/* But for what was answered. */
static size_t marker_text(const ct_marker *a, const ct_marker *b)
{
    const char *text = ct_str_or_empty(b->text), *answer = strstr(text, "-- ");
    size_t      length = answer ? (size_t)(answer - text) - 1 : strlen(text);

    return strlen(a->text) != length || strncmp(a->text, text, length) != 0;
}
/* An answer is lost as such when it became text. */
static size_t marker_replies(const ct_marker *a, const ct_marker *b)
{
    for (size_t i = 0; i < a->reply_count && b->reply_count == 0; i++)
        assert_non_null(strstr(b->text, a->replies[i].text));
    return a->reply_count - b->reply_count;
}
static size_t marker_drawing(const ct_marker *a, const ct_marker *b)
{
    return (a->drawn || a->still) && !b->still;
}

static const struct {
    const char *rule;
    bool (*event)(const ct_event *a, const ct_event *b);
    size_t (*marker)(const ct_marker *a, const ct_marker *b);
} rules[] = {
    {"path", event_path, NULL},
    {"reel", event_reel, NULL},
    {"label", event_label, NULL},
    {"scene", event_scene, NULL},
    {"shot", event_shot, NULL},
    {"take", event_take, NULL},
    {"camera", event_camera, NULL},
    {"author", event_author, NULL},
    {"keywords", event_keywords, NULL},
    {"description", event_description, NULL},
    {"sound", event_sound, NULL},
    {"stars", event_stars, NULL},
    {"circled", event_circled, NULL},
    {"verdict", event_verdict, NULL},
    {"colour", event_colour, NULL},
    {"note-length", NULL, marker_length},
    {"note-colour", NULL, marker_category},
    {"note-author", NULL, marker_author},
    {"note-status", NULL, marker_status},
    {"note-task", NULL, marker_task},
    {"note-lines", NULL, marker_text},
    {"replies", NULL, marker_replies},
    {"drawing", NULL, marker_drawing},
};

static size_t observed(size_t rule, const ct_timeline *given, const ct_timeline *back)
{
    size_t count = 0;

    for (size_t i = 0; i < given->event_count; i++) {
        const ct_event *a = &given->events[i], *b = &back->events[i];
        count += rules[rule].event && rules[rule].event(a, b);
        for (size_t k = 0; rules[rule].marker && k < b->marker_count; k++)
            count += rules[rule].marker(&a->markers[k], &b->markers[k]);
    }
    return count;
}

/* "EDL: 3 selects ..." gives 3. */
static size_t announced(const fixture *f, const char *rule)
{
    for (size_t i = 0; i < f->findings.count; i++)
        if (strcmp(f->findings.items[i].rule, rule) == 0) {
            size_t      count = 0;
            const char *colon = strchr(f->findings.items[i].text, ':');
            assert_non_null(colon);
            assert_int_equal(sscanf(colon + 1, "%zu", &count), 1);
            return count;
        }
    return 0;
}

/* --- out and back ----------------------------------------------------------------- */

/* Logs and tables hold the notes of a select as the words of one cell. */
static void assert_in_words(const ct_event *a, const ct_event *b)
{
    for (size_t k = 0; k < a->marker_count; k++) {
        char  *line = ct_strndup(a->markers[k].text, strcspn(a->markers[k].text, "\n"));
        size_t missing = strstr(ct_str_or_empty(b->comment), line) == NULL;
        free(line);
        assert_int_equal(missing, 0);
    }
}

/* What every list carries: which frames, in which order, and all notes or none. */
static void assert_core(const fixture *f, const ct_timeline *given, const ct_timeline *back,
                        bool in_words)
{
    assert_int_equal(given->event_count, back->event_count);
    for (size_t i = 0; i < given->event_count; i++) {
        const ct_event *a = &given->events[i], *b = &back->events[i];
        assert_string_equal(a->name, b->name);
        assert_int_equal(ct_event_labels(a, R25).first, ct_event_labels(b, R25).first);
        assert_int_equal(ct_event_labels(a, R25).end, ct_event_labels(b, R25).end);
        if (in_words)
            assert_in_words(a, b);
        else
            assert_int_equal(b->marker_count, announced(f, "notes") ? 0 : a->marker_count);
        for (size_t k = 0; k < b->marker_count; k++)
            assert_int_equal(a->markers[k].frame - a->source.first,
                             b->markers[k].frame - b->source.first);
    }
}

static void compare(fixture *f, const char *name, const ct_export_options *options, bool in_words,
                    const ct_timeline *given)
{
    ct_timeline back;

    assert_int_equal(fixture_export(f, name, options), CT_OK);
    if (ct_import(ct_format_find(name)->extension, fixture_only(f), f->out.items[0].bytes, R25,
                  &back, NULL, &f->err))
        fail_msg("%s: %s", name, f->err.text);
    assert_core(f, given, &back, in_words);
    for (size_t i = 0; i < sizeof rules / sizeof rules[0]; i++)
        if (!(in_words && rules[i].marker) &&
            announced(f, rules[i].rule) != observed(i, given, &back))
            fail_msg("%s, %s: %zu announced, %zu lost", name, rules[i].rule,
                     announced(f, rules[i].rule), observed(i, given, &back));
    ct_timeline_finish(&back);
}

static void check_format(const char *name, const ct_export_options *options, bool in_words,
                         bool stills)
{
    fixture          f = {.ids = 0};
    ct_timeline_list given = {0};
    ct_export_input  in = {.selects = &f.selects, .clips = &f.clips, .notes = &f.notes};

    make_project(&f);
    f.stills = stills;
    assert_int_equal(ct_editlist_from_selects(&in, options, false, &given, NULL, &f.err), CT_OK);
    compare(&f, name, options, in_words, &given.items[0]);
    ct_timeline_list_finish(&given);
    fixture_finish(&f);
}

/* As a list brought it: its remarks are no notes of the project, and a still is all there is of a drawing. */
static void make_cut(fixture *f)
{
    ct_timeline_list made = {0};
    ct_export_input  in = {.selects = &f->selects, .clips = &f->clips, .notes = &f->notes};

    make_project(f);
    assert_int_equal(
        ct_editlist_from_selects(&in, &(ct_export_options){0}, false, &made, NULL, &f->err), CT_OK);
    f->cut = made.items[0];
    made.items[0] = (ct_timeline){0};
    ct_timeline_list_finish(&made);
    ct_note_list_finish(&f->notes);
    for (size_t i = 0; i < f->cut.event_count; i++)
        for (size_t k = 0; k < f->cut.events[i].marker_count; k++) {
            ct_marker *m = &f->cut.events[i].markers[k];
            m->note = ct_id_none();
            m->still = m->drawn ? ct_strdup("stills/a.png") : NULL;
            m->drawn = false;
        }
}

static void test_losses_of_a_cut(void **state)
{
    static const char *const names[] = {"edl",     "edl-file32", "edl-file129", "fcpxml",
                                        "fcp7xml", "otio",       "csv",         "tsv"};

    (void)state;
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        fixture          f = {.ids = 0};
        ct_timeline_list given = {0};
        ct_export_input  in = {.cut = &f.cut, .clips = &f.clips, .notes = &f.notes};
        make_cut(&f);
        assert_int_equal(ct_editlist_from_cut(&in, &(ct_export_options){0}, &given, NULL, &f.err),
                         CT_OK);
        compare(&f, names[i], NULL, i > 5, &given.items[0]);
        ct_timeline_list_finish(&given);
        fixture_finish(&f);
    }
}

static void test_losses_are_announced(void **state)
{
    static const char *const names[] = {"edl",    "edl-file32", "edl-file129",
                                        "fcpxml", "fcp7xml",    "otio"};
    static const char *const tables[] = {"ale", "csv", "tsv"};

    (void)state;
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        check_format(names[i], &(ct_export_options){0}, false, false);
    for (size_t i = 0; i < sizeof tables / sizeof tables[0]; i++)
        check_format(tables[i], &(ct_export_options){0}, true, false);
    check_format("fcpxml", &(ct_export_options){.fcpxml_version = CT_FCPXML_1_8}, false, false);
    check_format("otio", &(ct_export_options){.otio_version = CT_OTIO_CLIP_1}, false, false);
}

/* Where there are stills of what was drawn, the list says where. */
static void test_stills_are_carried(void **state)
{
    static const char *const names[] = {"fcpxml", "fcp7xml", "otio"};

    (void)state;
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        check_format(names[i], &(ct_export_options){0}, false, true);
}

/* In tables they stand in a column, in those of notes beside their note. */
static void test_stills_in_tables(void **state)
{
    static const char *const names[] = {"csv",       "tsv",       "json",
                                        "notes-csv", "notes-tsv", "notes-json"};

    (void)state;
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        fixture f = {.ids = 0};
        make_project(&f);
        assert_int_equal(fixture_export(&f, names[i], NULL), CT_OK);
        assert_int_equal(announced(&f, "drawing"), 1);
        assert_null(strstr(fixture_only(&f), "stills/"));
        f.stills = true;
        assert_int_equal(fixture_export(&f, names[i], NULL), CT_OK);
        assert_int_equal(announced(&f, "drawing"), 0);
        assert_non_null(strstr(fixture_only(&f), "stills/8 & <1>.png"));
        assert_null(strstr(strstr(fixture_only(&f), "stills/") + 1, "stills/"));
        fixture_finish(&f);
    }
}

/* Lists of markers have the notes alone, on the timeline. */
static void check_markers(const char *name)
{
    fixture          f = {.ids = 0};
    ct_timeline_list given = {0};
    ct_timeline      back;
    ct_export_input  in = {.selects = &f.selects, .clips = &f.clips, .notes = &f.notes};
    size_t           at = 0;

    make_project(&f);
    assert_int_equal(
        ct_editlist_from_selects(&in, &(ct_export_options){0}, false, &given, NULL, &f.err), CT_OK);
    assert_int_equal(fixture_export(&f, name, NULL), CT_OK);
    if (ct_import(ct_format_find(name)->extension, fixture_only(&f), f.out.items[0].bytes, R25,
                  &back, NULL, &f.err))
        fail_msg("%s: %s", name, f.err.text);
    assert_int_equal(back.marker_count, 4);
    for (size_t r = 0; r < sizeof rules / sizeof rules[0]; r++) {
        size_t lost = 0;
        at = 0;
        for (size_t i = 0; i < given.items[0].event_count; i++)
            for (size_t k = 0; k < given.items[0].events[i].marker_count; k++, at++)
                lost += rules[r].marker ? rules[r].marker(&given.items[0].events[i].markers[k],
                                                          &back.markers[at])
                                        : 0;
        if (lost != announced(&f, rules[r].rule))
            fail_msg("%s, %s: %zu announced, %zu lost", name, rules[r].rule,
                     announced(&f, rules[r].rule), lost);
    }
    ct_timeline_finish(&back);
    ct_timeline_list_finish(&given);
    fixture_finish(&f);
}

static void test_losses_of_marker_lists(void **state)
{
    (void)state;
    check_markers("avid-markers");
    check_markers("resolve-markers");
}

/* In words, with the count, in the singular too; and not what was asked to be left out. */
static void test_losses_in_words(void **state)
{
    fixture f = {.ids = 0};

    (void)state;
    make_project(&f);
    assert_int_equal(fixture_export(&f, "edl", NULL), CT_OK);
    assert_int_equal(announced(&f, "note-length"), 2);
    assert_int_equal(announced(&f, "shot"), 2);
    assert_int_equal(announced(&f, "note-lines"), 1);
    for (size_t i = 0; i < f.findings.count; i++)
        if (strcmp(f.findings.items[i].rule, "replies") == 0)
            assert_string_equal(f.findings.items[i].text, "EDL: 3 replies folded into note text.");
        else if (strcmp(f.findings.items[i].rule, "note-lines") == 0)
            assert_string_equal(f.findings.items[i].text,
                                "EDL: 1 note of several lines, written as one.");
    assert_int_equal(fixture_export(&f, "edl", &(ct_export_options){.no_notes = true}), CT_OK);
    assert_int_equal(fixture_said(&f, "note-length") + fixture_said(&f, "notes"), 0);
    assert_int_equal(fixture_export(&f, "chapters", NULL), CT_OK);
    assert_int_equal(announced(&f, "notes"), 4);
    assert_int_equal(fixture_said(&f, "note-length") + fixture_said(&f, "scene"), 0);
    fixture_finish(&f);
}

/* Of 100 in a list of 25 it is a quarter of a frame: in a bin, which is no timeline, there is room for it. */
static void one_frame_of_a_fast_clip_is_not_lost(void **state)
{
    static const char *const formats[] = {"fcpxml", "fcp7xml", "otio", "ale"};

    (void)state;
    for (size_t i = 0; i < sizeof formats / sizeof formats[0]; i++) {
        fixture     f = {.ids = 0};
        ct_timeline back;
        size_t      a = fixture_clip(&f, "a.mov", "A", (AVRational){100, 1}, "01:00:00:00", 1000);
        size_t      b = fixture_clip(&f, "b.mov", "B", (AVRational){25, 1}, "02:00:00:00", 1000);
        fixture_select(&f, b, 10, 20, NULL);
        fixture_select(&f, a, 20, 21, NULL);
        ct_export_options o = {.edit_rate = {25, 1},
                               .layout = i < 3 ? CT_LAYOUT_BINS : CT_LAYOUT_STRINGOUT};
        assert_int_equal(fixture_export(&f, formats[i], &o), CT_OK);
        assert_int_equal(ct_import("list", f.out.items[0].data, f.out.items[0].bytes,
                                   (AVRational){0, 1}, &back, NULL, &f.err),
                         CT_OK);
        if (back.event_count != 2)
            fail_msg("%s: %zu events", formats[i], back.event_count);
        assert_int_equal(
            ct_span_count(back.events[0].source) + ct_span_count(back.events[1].source), 11);
        ct_timeline_finish(&back);
        fixture_finish(&f);
    }
}

/* Of 50 in a list of 25 every second frame is shown. */
static void notes_on_frames_that_are_skipped_are_announced(void **state)
{
    static const struct {
        const char *format;
        size_t      beside;
    } rows[] = {
        {"avid-markers", 1}, {"resolve-markers", 1}, {"edl", 1}, {"fcpxml", 0}, {"otio", 0}};

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        fixture f = {.ids = 0};
        size_t  a = fixture_clip(&f, "a.mov", "A", (AVRational){50, 1}, "01:00:00:00", 1000);
        fixture_select(&f, a, 10, 60, NULL);
        fixture_note(&f, a, 20, 21, CT_CAT_SOUND, "shown");
        fixture_note(&f, a, 23, 24, CT_CAT_SOUND, "between two");
        assert_int_equal(
            fixture_export(&f, rows[i].format, &(ct_export_options){.edit_rate = {25, 1}}), CT_OK);
        if (fixture_said(&f, "note-place") != rows[i].beside)
            fail_msg("%s", rows[i].format);
        fixture_finish(&f);
    }
}

/* What an edit list rounds to the natural speed runs at that where it is read. */
static void notes_on_what_runs_almost_naturally_are_announced(void **state)
{
    fixture f = {.ids = 0};

    (void)state;
    fixture_clip(&f, "a.mov", "A", (AVRational){25, 1}, "01:00:00:00", 1000);
    ct_timeline_init(&f.cut);
    f.cut_id = (ct_id){{9}};
    ct_event *e = fixture_event(&f, 0, 0, 300);
    e->speed = (AVRational){999, 1000};
    fixture_note(&f, 0, 200, 201, CT_CAT_SOUND, "shown at 201");
    assert_int_equal(fixture_export(&f, "edl", NULL), CT_OK);
    assert_int_equal(fixture_said(&f, "speed-rounded"), 1);
    assert_int_equal(fixture_said(&f, "note-place"), 1);
    fixture_finish(&f);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(notes_on_what_runs_almost_naturally_are_announced),
        cmocka_unit_test(one_frame_of_a_fast_clip_is_not_lost),
        cmocka_unit_test(notes_on_frames_that_are_skipped_are_announced),
        cmocka_unit_test(test_losses_of_a_cut),
        cmocka_unit_test(test_losses_are_announced),
        cmocka_unit_test(test_stills_are_carried),
        cmocka_unit_test(test_stills_in_tables),
        cmocka_unit_test(test_losses_of_marker_lists),
        cmocka_unit_test(test_losses_in_words),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
