/* SPDX-License-Identifier: MIT */
/* What is typed into the search box: found in every script, as one types, and never an error. */
#include "store_kit.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "circletake/str.h"

/* One small shoot, made once: the tests only read it. */
static kit shoot;

static int set_up(void **state)
{
    ct_id rain, door, wild;

    (void)state;
    kit_init(&shoot);
    rain = kit_add_clip(&shoot, "A001_C003_0412AB", "12", "A", "3");
    door = kit_add_clip(&shoot, "B002_C001_0412AB", "12", "B", "1");
    wild = kit_add_clip(&shoot, "Zürich-Innenhof", "2", "", "10");
    kit_set_text(&shoot, rain, CT_CLIP_DESCRIPTION, "Regen, Straße; she walks with élan");
    kit_set_text(&shoot, rain, CT_CLIP_KEYWORDS, "rain, close up");
    kit_set_text(&shoot, door, CT_CLIP_DESCRIPTION, "大雨が降っている。ドアが開く");
    kit_set_text(&shoot, door, CT_CLIP_KEYWORDS, "train");
    kit_set_text(&shoot, wild, CT_CLIP_DESCRIPTION, "ห้องน้ำ 비가 온다 дождь المطر 100% a_b 🎬");
    kit_set_int(&shoot, rain, CT_CLIP_CIRCLED, 1);
    kit_set_int(&shoot, rain, CT_CLIP_RATING, 3);
    kit_set_int(&shoot, door, CT_CLIP_RATING, 5);
    kit_set_int(&shoot, door, CT_CLIP_COLOUR, CT_COLOUR_TEAL);

    ct_id look = kit_add_select(&shoot, rain, 10, 20, "the look");
    ct_id miss = kit_add_select(&shoot, rain, 30, 40, "boom in shot");
    kit_set_int(&shoot, look, CT_SELECT_VERDICT, CT_GOOD);
    kit_set_int(&shoot, miss, CT_SELECT_VERDICT, CT_REJECTED);
    kit_set_int(&shoot, look, CT_SELECT_RATING, 4);
    ct_id note = kit_add_note(&shoot, door, 5, "Hinge squeaks: \"fix\" in the mix");
    kit_set_int(&shoot, note, CT_NOTE_CATEGORY, CT_CAT_SOUND);
    ct_id done = kit_add_note(&shoot, rain, 5, "focus is fine");
    kit_set_int(&shoot, done, CT_NOTE_STATUS, CT_NOTE_RESOLVED);
    ct_store_put_seen(shoot.st, rain, 0);
    kit_set_int(&shoot, wild, CT_CLIP_OFFLINE, 1);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    kit_finish(&shoot);
    return 0;
}

typedef struct expectation {
    const char *find;
    size_t      count;
} expectation;

static void expect(size_t (*count)(kit *k, const char *find), const expectation *table, size_t rows)
{
    for (size_t i = 0; i < rows; i++) {
        size_t got = count(&shoot, table[i].find);
        if (got != table[i].count)
            fail_msg("\"%s\" finds %zu, not %zu", table[i].find, got, table[i].count);
    }
}

#define EXPECT(count, ...)                                                                         \
    do {                                                                                           \
        const expectation table[] = {__VA_ARGS__};                                                 \
        expect(count, table, sizeof table / sizeof table[0]);                                      \
    } while (0)

static void words_in_every_script(void **state)
{
    (void)state;
    EXPECT(kit_count_clips, {NULL, 3}, {"", 3}, {"Regen", 1}, {"regen", 1}, {"REG", 1}, {"elan", 1},
           {"ÉLAN", 1}, {"zurich", 1}, {"雨", 1}, {"大雨", 1}, {"雨が降", 1}, {"ドア", 1},
           {"雨大", 0}, {"дож", 1}, {"ДОЖДЬ", 1}, {"المطر", 1}, {"ห้อง", 1}, {"น้ำ", 1}, {"가", 1},
           {"비가", 1}, {"🎬", 1}, {"🎧", 0}, {"snow", 0});
}

static void names_and_slates(void **state)
{
    (void)state;
    EXPECT(kit_count_clips, {"A001", 1}, {"a001_c003", 1}, {"A001_C003_0412AB.mov", 1}, {"0412", 2},
           {"12A", 1}, {"12a", 1}, {"12", 2}, {"scene:12", 2}, {"scene:12A", 0}, {"scene:1", 0},
           {"scene:1*", 2}, {"SCENE:12 shot:b", 1}, {"take:10", 1}, {"camera:X", 0},
           {"name:innenhof", 1}, {"path:rushes", 3}, {"codec:prores", 3}, {"reel:b002*", 1});
}

static void all_words_count_also_in_marks(void **state)
{
    (void)state;
    EXPECT(kit_count_clips, {"look", 1}, {"the look regen", 1}, {"look squeaks", 0}, {"squeak", 1},
           {"hinge 雨", 1}, {"\"hinge squeaks\"", 1}, {"\"squeaks hinge\"", 0},
           {"\"hinge squ\"", 0}, {"-regen", 2}, {"-regen -雨", 1}, {"0412 -\"hinge squeaks\"", 1});
    EXPECT(kit_count_selects, {NULL, 2}, {"look", 1}, {"boom", 1}, {"regen", 2}, {"regen look", 1},
           {"squeaks", 0}, {"label:shot", 1}, {"author:ada", 2}, {"author:bo", 0});
    EXPECT(kit_count_notes, {NULL, 2}, {"squeaks", 1}, {"ドア", 1}, {"fix mix", 1},
           {"focus look", 0}, {"category:sound", 1}, {"category:music", 0}, {"status:resolved", 1});
}

static void states_and_numbers(void **state)
{
    (void)state;
    EXPECT(kit_count_clips, {"circled", 1}, {"is:circled", 1}, {"-circled", 2}, {"rating:3", 2},
           {"rating:=3", 1}, {"rating:5", 1}, {"-rating:1", 1}, {"is:good", 1}, {"is:rejected", 1},
           {"is:open", 1}, {"is:seen", 1}, {"is:unseen", 2}, {"is:offline", 1}, {"tag:rain", 1},
           {"tag:\"close up\"", 1}, {"tag:close", 0}, {"has:notes", 2}, {"has:selects", 1},
           {"colour:teal", 1}, {"colour:none", 2}, {"colour:red", 0}, {"-has:notes", 1},
           {"scene:12 circled rating:3 is:good tag:rain regen", 1});
    EXPECT(kit_count_selects, {"is:good", 1}, {"is:rejected", 1}, {"rating:4", 1}, {"circled", 2},
           {"scene:2", 0});
    EXPECT(kit_count_notes, {"is:open", 1}, {"is:resolved", 1}, {"-is:open", 1}, {"scene:12", 2});
}

/* What means something to SQL or FTS5 is text here. */
static void signs_are_text(void **state)
{
    static const char *const signs[] = {
        "\"",
        "\"\"",
        "*",
        "'",
        "a'b",
        "(",
        ")",
        "AND",
        "OR",
        "NOT",
        "NEAR(a b)",
        "a AND",
        "^a",
        "a^",
        "{x}",
        "col:",
        "words:a",
        ":",
        "::",
        "-",
        "--",
        "- -",
        "-\"",
        "a*b",
        "%",
        "_",
        "\\",
        "scene:",
        "scene:\"",
        "scene:%",
        "scene:'",
        "rating:many",
        "rating:",
        "rating:99999999999999999999",
        "is:",
        "is:nothing",
        "has:",
        "tag:",
        "tag:%",
        "tag:,",
        "category:no",
        "status:",
        "\xff\xfe",
        "\xe9",
        "a\tb\nc",
        "𝔘𝔫𝔦",
        "\u200d",
        "…",
        "。",
        "?1",
        "; DROP TABLE clip; --",
        "x OR 1=1",
    };

    (void)state;
    for (size_t i = 0; i < sizeof signs / sizeof signs[0]; i++) {
        kit_count_clips(&shoot, signs[i]);
        kit_count_selects(&shoot, signs[i]);
        kit_count_notes(&shoot, signs[i]);
    }
    EXPECT(kit_count_clips, {"100%", 1}, {"%", 3}, {"*", 3}, {"name:%", 0}, {"scene:%", 0},
           {"regen AND", 0}, {"rating:many", 0}, {"\"regen", 1}, {"tag:rain,", 0});
}

static void random_text_is_never_an_error(void **state)
{
    static const char *const bits[] = {
        "\"", "*",  "-", " ", ":", "scene:", "rating:", "is:",  "tag:", "a",
        "12", "雨", "'", "(", ")", "%",      "\\",      "NOT ", "é",    "\xf0"};
    unsigned seed = 12345;

    (void)state;
    for (int i = 0; i < 2000; i++) {
        char text[256] = "";
        for (int j = 0; j < 12; j++) {
            seed = seed * 1103515245u + 12345u;
            strcat(text, bits[(seed >> 16) % (sizeof bits / sizeof bits[0])]);
        }
        kit_count_clips(&shoot, text);
        kit_count_notes(&shoot, text);
    }
}

/* What is true of the material is asked of the row that says it. */
static void facts_of_the_material_are_found(void **state)
{
    static const struct {
        ct_field    field;
        const char *words;
    } facts[] = {{CT_CLIP_VFR, "is:vfr"},
                 {CT_CLIP_INTERLACED, "is:interlaced"},
                 {CT_CLIP_OPEN_GOP, "is:open-gop"},
                 {CT_CLIP_HAS_EDIT_LIST, "is:edit-list"},
                 {CT_CLIP_TC_DROP, "is:drop"}};
    ct_id id = kit_add_clip(&shoot, "facts", "99", "", "");

    (void)state;
    for (size_t i = 0; i < sizeof facts / sizeof facts[0]; i++) {
        assert_int_equal(kit_count_clips(&shoot, facts[i].words), 0);
        kit_set_int(&shoot, id, facts[i].field, 1);
        assert_int_equal(kit_count_clips(&shoot, facts[i].words), 1);
    }
    assert_int_equal(kit_count_clips(&shoot, "scene:99 is:no-timecode"), 1);
    kit_set_int(&shoot, id, CT_CLIP_TC_RATE_NUM, 24000);
    kit_set_int(&shoot, id, CT_CLIP_TC_RATE_DEN, 1001);
    assert_int_equal(kit_count_clips(&shoot, "scene:99 is:no-timecode"), 0);
    assert_int_equal(kit_count_clips(&shoot, "is:timecode-rate"), 0);
    kit_set_int(&shoot, id, CT_CLIP_TC_RATE_NUM, 24);
    kit_set_int(&shoot, id, CT_CLIP_TC_RATE_DEN, 1);
    assert_int_equal(kit_count_clips(&shoot, "is:timecode-rate"), 1);
    ct_edit *edit = ct_edit_create("Withdraw", "Ada", 0);
    ct_edit_withdraw(edit, CT_TABLE_CLIP, id);
    kit_save(&shoot, edit);
}

static ct_id add_version(const char *name, ct_id replaces, const ct_event *event)
{
    ct_cut      cut = {.name = (char *)(uintptr_t)name, .id = ct_id_new(), .replaces = replaces};
    ct_timeline t;
    ct_edit    *edit = ct_edit_create("Add", "Ada", 0);

    ct_timeline_init(&t);
    t.fps = (AVRational){25, 1};
    *ct_timeline_add(&t) = *event;
    ct_edit_add_cut(edit, &cut, &t);
    kit_save(&shoot, edit);
    ct_timeline_finish(&t);
    return cut.id;
}

/* A note is found by the cut that it was made on, and as gone when it did not go on to the next version. */
static void notes_of_cuts_are_found(void **state)
{
    ct_event shot = {.source = {0, 5}, .record = {0, 5}, .speed = {1, 1}, .channels = CT_CHANNEL_V};
    ct_id    clip = kit_add_clip(&shoot, "cutroom", "97", "", "");
    ct_id    note = kit_add_note(&shoot, clip, 3, "too dark"), first, second;

    (void)state;
    EXPECT(kit_count_notes, {"is:gone", 0}, {"cut:*", 0});
    first = add_version("Reel one", ct_id_none(), &shot);
    ct_edit *edit = ct_edit_create("Note", "Ada", 0);
    ct_edit_set_id(edit, note, CT_NOTE_CUT, first);
    kit_save(&shoot, edit);
    EXPECT(kit_count_notes, {"cut:\"reel one\"", 1}, {"cut:reel*", 1}, {"cut:other", 0},
           {"is:gone", 0});
    EXPECT(kit_count_clips, {"cut:reel*", 1}, {"is:gone", 0});
    second = add_version("Reel one", first, &shot);
    EXPECT(kit_count_notes, {"is:gone", 1}, {"is:gone cut:\"reel one\"", 1});
    EXPECT(kit_count_clips, {"is:gone", 1});
    edit = ct_edit_create("Follow", "Ada", 0);
    ct_edit_set_id(edit, note, CT_NOTE_CUT, second);
    kit_save(&shoot, edit);
    EXPECT(kit_count_notes, {"is:gone", 0}, {"cut:\"reel one\"", 1});
    edit = ct_edit_create("Withdraw", "Ada", 0);
    ct_edit_withdraw(edit, CT_TABLE_CLIP, clip);
    kit_save(&shoot, edit);
}

/* A mark that counts the frames of another file than its clip has is lost; of what nothing is known is
 * not. */
static void lost_marks_are_found(void **state)
{
    ct_id clip = kit_add_clip(&shoot, "lost", "98", "", "");
    ct_id note = kit_add_note(&shoot, clip, 3, "where was it"), select;

    (void)state;
    kit_set_int(&shoot, note, CT_NOTE_MEDIA, 7);
    kit_set_int(&shoot, clip, CT_CLIP_FINGERPRINT, 0);
    EXPECT(kit_count_clips, {"is:lost", 0});
    kit_set_int(&shoot, clip, CT_CLIP_FINGERPRINT, 7);
    EXPECT(kit_count_clips, {"is:lost", 0});
    kit_set_int(&shoot, clip, CT_CLIP_FINGERPRINT, 8);
    select = kit_add_select(&shoot, clip, 1, 2, "");
    EXPECT(kit_count_clips, {"is:lost", 1}, {"scene:98 -is:lost", 0});
    EXPECT(kit_count_notes, {"is:lost", 1}, {"scene:98 -is:lost", 0});
    EXPECT(kit_count_selects, {"is:lost", 0});
    kit_set_int(&shoot, select, CT_SELECT_MEDIA, 7);
    EXPECT(kit_count_selects, {"is:lost", 1});
    ct_edit *edit = ct_edit_create("Withdraw", "Ada", 0);
    ct_edit_withdraw(edit, CT_TABLE_NOTE, note);
    ct_edit_withdraw(edit, CT_TABLE_SELECT, select);
    ct_edit_withdraw(edit, CT_TABLE_CLIP, clip);
    kit_save(&shoot, edit);
}

/* What a look found is asked of a table of its own, also for marks. */
static void finds_of_a_look_are_found(void **state)
{
    ct_material m = {
        .frames = 100, .fps = {25, 1}, .sound_rate_hz = 48000, .picture_samples = 192000};
    ct_id   id = kit_add_clip(&shoot, "looked", "99", "", "");
    ct_clip clip = kit_clip(&shoot, id);

    (void)state;
    kit_add_select(&shoot, id, 1, 2, "in the dark");
    kit_set_int(&shoot, id, CT_CLIP_TC_SOURCE, CT_TC_TRACK);
    EXPECT(kit_count_clips, {"has:material", 0}, {"is:black", 0}, {"-has:material scene:99", 1});
    ct_material_add(&m, CT_FLAW_BLACK, (ct_span){0, 10});
    ct_material_add(&m, CT_FLAW_SILENT, (ct_span){20, 50});
    *ct_material_add_track(&m) = (ct_sound_track){
        .channels = 2, .packet = 1, .end = 192000, .names = ct_strdup("Boom\nRadio 1")};
    *ct_material_add_track(&m) =
        (ct_sound_track){.channels = 1, .packet = 1, .start = 6000, .end = 192000};
    ct_edit *edit = ct_edit_create("", NULL, CT_EDIT_FACT);
    ct_edit_put_material(edit, id, clip.fingerprint, &m);
    kit_save(&shoot, edit);
    EXPECT(kit_count_clips, {"has:material", 1}, {"is:black", 1}, {"has:black", 1},
           {"is:frozen", 0}, {"is:repeated", 0}, {"is:silent", 1}, {"is:av-length", 1},
           {"is:start-offset", 1}, {"is:unreadable", 0}, {"-is:black", 3}, {"channel:boom", 1},
           {"channel:\"radio 1\"", 1}, {"channel:lav", 0}, {"channels:1", 0}, {"is:no-sound", 4},
           {"timecode:none", 3}, {"timecode:tmcd", 1}, {"timecode:no", 0});
    EXPECT(kit_count_selects, {"is:black", 1}, {"is:frozen", 0}, {"-is:black", 2});
    ct_clip_finish(&clip);
    clip = kit_clip(&shoot, id);
    assert_int_equal(clip.found, CT_FOUND_LOOK | CT_FOUND_BLACK | CT_FOUND_SILENT |
                                     CT_FOUND_LENGTH | CT_FOUND_START);
    ct_clip_finish(&clip);
    ct_material_finish(&m);
    edit = ct_edit_create("Withdraw", "Ada", 0);
    ct_edit_withdraw(edit, CT_TABLE_CLIP, id);
    kit_save(&shoot, edit);
}

/* Many words: every one is a condition of its own. */
static void long_text_is_searched(void **state)
{
    ct_str text = {0};

    (void)state;
    for (int i = 0; i < 200; i++)
        ct_str_append(&text, "regen ");
    assert_int_equal(kit_count_clips(&shoot, ct_str_text(&text)), 1);
    for (int i = 0; i < 40000; i++)
        ct_str_append(&text, "x ");
    kit_count_clips(&shoot, ct_str_text(&text));
    ct_str_finish(&text);
}

/* ---- order ---- */

static void expect_order(ct_clip_sort sort, bool descending, const char *const names[3])
{
    ct_clip_query what = {.sort = sort, .descending = descending};
    ct_clip_list  list = {0};
    ct_error      err = {0};

    if (ct_query_clips(kit_query(&shoot), &what, &list, &err) != CT_OK)
        fail_msg("%s", err.text);
    assert_int_equal(list.count, 3);
    for (size_t i = 0; i < 3; i++)
        assert_int_equal(strncmp(list.items[i].name, names[i], strlen(names[i])), 0);
    ct_clip_list_finish(&list);
}

/* Of one slate: who opens the first that is found wants to see something. */
static void sound_follows_its_pictures(void **state)
{
    kit           k;
    ct_clip_query what = {.sort = CT_SORT_SLATE};
    ct_clip_list  list = {0};
    ct_edit      *edit = ct_edit_create("Add clip", "Ada", 0);
    ct_clip       clip;

    (void)state;
    kit_init(&k);
    kit_add_clip(&k, "A", "12", "A", "1"); /* no picture, no camera, first by name */
    ct_clip_init(&clip);
    clip.path = ct_strdup("/rushes/B.mov");
    clip.name = ct_strdup("B.mov");
    clip.scene = ct_strdup("12");
    clip.shot = ct_strdup("A");
    clip.take = ct_strdup("1");
    clip.camera = ct_strdup("A");
    clip.width_px = 1920;
    clip.height_px = 1080;
    clip.fps = (AVRational){25, 1};
    clip.frame_count = 100;
    ct_edit_add_clip(edit, &clip);
    ct_clip_finish(&clip);
    kit_save(&k, edit);
    assert_int_equal(ct_query_clips(kit_query(&k), &what, &list, NULL), CT_OK);
    assert_int_equal(list.count, 2);
    assert_string_equal(list.items[0].name, "B.mov");
    ct_clip_list_finish(&list);
    kit_finish(&k);
}

static void digits_are_numbers_in_lists(void **state)
{
    (void)state;
    expect_order(CT_SORT_SLATE, false, (const char *const[]){"Z", "A", "B"}); /* 2 before 12 */
    expect_order(CT_SORT_SLATE, true, (const char *const[]){"B", "A", "Z"});
    expect_order(CT_SORT_NAME, false, (const char *const[]){"A", "B", "Z"});
    expect_order(CT_SORT_RATING, true, (const char *const[]){"B", "A", "Z"});
    expect_order(CT_SORT_ADDED, false, (const char *const[]){"A", "B", "Z"});
}

/* Page by page gives what one list gives, in each order and both ways. */
static void pages_are_the_list(void **state)
{
    (void)state;
    for (int sort = 0; sort < CT_SORT_COUNT; sort++) {
        for (int down = 0; down < 2; down++) {
            ct_clip_query what = {.sort = (ct_clip_sort)sort, .descending = down != 0};
            ct_id_list    all = {0}, page = {0};
            assert_int_equal(ct_query_clip_ids(kit_query(&shoot), &what, &all, NULL), CT_OK);
            what.limit = 1;
            for (size_t i = 0; i < all.count; i++) {
                assert_int_equal(ct_query_clip_ids(kit_query(&shoot), &what, &page, NULL), CT_OK);
                assert_int_equal(page.count, 1);
                assert_true(ct_id_equal(page.items[0], all.items[i]));
                what.after = page.items[0];
            }
            assert_int_equal(ct_query_clip_ids(kit_query(&shoot), &what, &page, NULL), CT_OK);
            assert_int_equal(page.count, 0);
            ct_id_list_finish(&all);
            ct_id_list_finish(&page);
        }
    }
}

static void values_used_most_come_first(void **state)
{
    char **values;
    size_t count;

    (void)state;
    assert_int_equal(ct_query_values(kit_query(&shoot), CT_CLIP_SCENE, &values, &count, NULL),
                     CT_OK);
    assert_int_equal(count, 2);
    assert_string_equal(values[0], "12");
    for (size_t i = 0; i < count; i++)
        free(values[i]);
    free(values);
    assert_int_equal(ct_query_values(kit_query(&shoot), CT_CLIP_RATING, &values, &count, NULL),
                     CT_USAGE);
}

static void index_follows_changes(void **state)
{
    kit *k = &shoot;

    (void)state;
    ct_id    clip = kit_add_clip(k, "C001", "99", "", "1");
    ct_id    note = kit_add_note(k, clip, 1, "temporary remark");
    ct_edit *edit;
    assert_int_equal(kit_count_clips(k, "temporary"), 1);
    kit_set_text(k, note, CT_NOTE_BODY, "lasting remark");
    assert_int_equal(kit_count_clips(k, "temporary"), 0);
    assert_int_equal(kit_count_clips(k, "lasting"), 1);
    edit = ct_edit_create("Withdraw note", "Ada", 0);
    ct_edit_withdraw(edit, CT_TABLE_NOTE, note);
    kit_save(k, edit);
    assert_int_equal(kit_count_clips(k, "lasting"), 0);
    kit_undo(k);
    assert_int_equal(kit_count_clips(k, "lasting"), 1);
    edit = ct_edit_create("Remove clip", "Ada", 0);
    ct_edit_withdraw(edit, CT_TABLE_CLIP, clip);
    kit_save(k, edit);
    assert_int_equal(kit_count_clips(k, "lasting"), 0);
    assert_int_equal(kit_count_notes(k, "lasting"), 0);
    kit_check(k);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(words_in_every_script),
        cmocka_unit_test(names_and_slates),
        cmocka_unit_test(all_words_count_also_in_marks),
        cmocka_unit_test(states_and_numbers),
        cmocka_unit_test(signs_are_text),
        cmocka_unit_test(random_text_is_never_an_error),
        cmocka_unit_test(facts_of_the_material_are_found),
        cmocka_unit_test(lost_marks_are_found),
        cmocka_unit_test(notes_of_cuts_are_found),
        cmocka_unit_test(finds_of_a_look_are_found),
        cmocka_unit_test(long_text_is_searched),
        cmocka_unit_test(digits_are_numbers_in_lists),
        cmocka_unit_test(sound_follows_its_pictures),
        cmocka_unit_test(pages_are_the_list),
        cmocka_unit_test(values_used_most_come_first),
        cmocka_unit_test(index_follows_changes),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
