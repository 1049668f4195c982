/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "circletake/names.h"

/* "-": the name does not say. */
static const struct row {
    const char *name, *reel, *clip, *scene, *shot, *take, *camera;
} rows[] = {
    /* clang-format off */
    {"A001_C003_0412AB.mov",        "A001", "C003", "-",  "-", "-", "A"},
    {"A001C003_200303_R1AB.mov",    "A001", "C003", "-",  "-", "-", "A"},
    {"B012_C0144_230101AB.MXF",     "B012", "C0144", "-", "-", "-", "B"},
    {"A001_04121530_C003.braw",     "A001", "C003", "-",  "-", "-", "A"},
    {"a001_c003.mxf",               "A001", "C003", "-",  "-", "-", "A"},
    {"S12_T04.mp4",                 "-", "-", "12", "-", "4", "-"},
    {"S27A_T01.mp4",                "-", "-", "27", "A", "1", "-"},
    {"SC012A_TK03.mov",             "-", "-", "12", "A", "3", "-"},
    {"Scene 12 Take 3.mov",         "-", "-", "12", "-", "3", "-"},
    {"SC012_SH03_TK02.mov",         "-", "-", "12", "3", "2", "-"},
    {"12A-3.mp4",                   "-", "-", "12", "A", "3", "-"},
    {"012AB-03.wav",                "-", "-", "12", "AB", "3", "-"},
    {"12A_T3.wav",                  "-", "-", "12", "A", "3", "-"},
    {"27B-3_plate.%04d.png",        "-", "-", "27", "B", "3", "-"},
    {"12-4-3.mov",                  "-", "-", "12", "4", "3", "-"},
    {"12-3.mov",                    "-", "-", "12", "-", "3", "-"},
    {"C0001.MP4",                   "-", "C0001", "-", "-", "-", "-"},
    {"A001_0412AB",                 "A001", "-", "-", "-", "-", "A"},
    {"Cam B",                       "-", "-", "-", "-", "-", "B"},
    {"A-Cam",                       "-", "-", "-", "-", "-", "A"},
    {"Scene 12A",                   "-", "-", "12", "A", "-", "-"},
    {"Reel_7",                      "7", "-", "-", "-", "-", "-"},
    /* Names that say nothing must not be read as if they did. */
    {"2024-04-12.mov",              "-", "-", "-", "-", "-", "-"},
    {"IMG_1234.MOV",                "-", "-", "-", "-", "-", "-"},
    {"GX010042.MP4",                "-", "-", "-", "-", "-", "-"},
    {"holiday.mp4",                 "-", "-", "-", "-", "-", "-"},
    {"",                            "-", "-", "-", "-", "-", "-"},
    /* clang-format on */
};

static void expect(const char *name, const char *field, const char *got, const char *wanted)
{
    const char *g = got ? got : "-";

    if (strcmp(g, wanted))
        fail_msg("%s: %s is \"%s\", not \"%s\"", name, field, g, wanted);
}

static void names_say_what_the_table_says(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        const struct row *r = &rows[i];
        ct_name_facts     f = {0};
        ct_names_parse(r->name, &f);
        expect(r->name, "reel", f.reel, r->reel);
        expect(r->name, "clip", f.clip, r->clip);
        expect(r->name, "scene", f.scene, r->scene);
        expect(r->name, "shot", f.shot, r->shot);
        expect(r->name, "take", f.take, r->take);
        expect(r->name, "camera", f.camera, r->camera);
        ct_name_facts_finish(&f);
    }
}

static void the_nearest_name_wins_and_folders_fill_in(void **state)
{
    ct_name_facts f = {0};

    (void)state;
    ct_names_parse_path("/mnt/day 3/A002_0412CD/12A-3.mp4", &f);
    expect("path", "reel", f.reel, "A002");
    expect("path", "camera", f.camera, "A");
    expect("path", "scene", f.scene, "12");
    expect("path", "take", f.take, "3");
    ct_name_facts_finish(&f);

    ct_names_parse_path("/mnt/Scene 40B/S12_T04.mov", &f);
    expect("path", "scene", f.scene, "12");
    expect("path", "shot", f.shot, "-"); /* not the B of another scene */
    ct_name_facts_finish(&f);
}

static void a_scene_with_a_letter_is_scene_and_shot(void **state)
{
    ct_name_facts f = {0};

    (void)state;
    ct_names_split_scene("012A", &f);
    expect("012A", "scene", f.scene, "12");
    expect("012A", "shot", f.shot, "A");
    ct_name_facts_finish(&f);
    ct_names_split_scene("Kitchen night", &f);
    expect("Kitchen night", "scene", f.scene, "Kitchen night");
    ct_name_facts_finish(&f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(names_say_what_the_table_says),
        cmocka_unit_test(the_nearest_name_wins_and_folders_fill_in),
        cmocka_unit_test(a_scene_with_a_letter_is_scene_and_shot),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
