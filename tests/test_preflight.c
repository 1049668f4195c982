/* SPDX-License-Identifier: MIT */
/* What is said before a list is written: one planted fault, exactly one finding. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "circletake/str.h"
#include "edit_fixture.h"

static const AVRational R24 = {24, 1}, R25 = {25, 1}, R30 = {30, 1}, R50 = {50, 1};

/* --- faults ----------------------------------------------------------------------- */

/* A clean project of two clips that shows no finding. */
static void make_clean(fixture *f)
{
    size_t a = fixture_clip(f, "A.mov", "A", R25, "01:00:00:00", 500);
    size_t b = fixture_clip(f, "B.mov", "B", R25, "01:00:00:00", 500);

    ct_strset(&fixture_select(f, a, 10, 20, NULL)->author, NULL); /* which an EDL would lose */
    ct_strset(&fixture_select(f, b, 10, 20, NULL)->author, NULL);
}

static void plant_out_of_media(fixture *f)
{
    f->selects.items[1].span.end = 501;
}
static void plant_empty(fixture *f)
{
    f->selects.items[1].span.end = 10;
}
static void plant_record_midnight(fixture *f)
{
    f->selects.items[1].span.end++; /* the clean list ends on the last frame of the day */
}
static void plant_midnight(fixture *f)
{
    f->clips.items[1].tc.start = 24 * 3600 * 25 - 15;
}
static void plant_no_timecode(fixture *f)
{
    f->clips.items[1].tc.rate = (AVRational){0, 1};
}
static void plant_timecode_rate(fixture *f)
{
    f->clips.items[1].tc = (ct_tc_track){90000, {24, false}, {24, 1}};
}
static void plant_drop_kind(fixture *f)
{
    for (int i = 0; i < 2; i++) {
        f->clips.items[i].fps = f->clips.items[i].tc.rate = R30;
        f->clips.items[i].tc.count.base = 30;
    }
    f->clips.items[1].tc.count.drop = true;
}
static void plant_odd_rate(fixture *f)
{
    for (int i = 0; i < 2; i++) {
        f->clips.items[i].fps = f->clips.items[i].tc.rate = (AVRational){25, 2};
        f->clips.items[i].tc.count.base = 13;
    }
}
static void plant_vfr(fixture *f)
{
    f->clips.items[1].vfr = true;
}
static void plant_stream(fixture *f)
{
    f->clips.items[1].stream = 1;
}
static void plant_offline(fixture *f)
{
    f->clips.items[1].offline = true;
}
static void plant_same_reel(fixture *f)
{
    ct_strset(&f->clips.items[1].reel, "A");
}
static void plant_long_reel(fixture *f)
{
    ct_strset(&f->clips.items[1].reel, "A001_C003_0412AB");
}
static void plant_twice(fixture *f)
{
    f->selects.items[1].clip = f->selects.items[0].clip;
}

static void plant_mixed_rate(fixture *f)
{
    f->clips.items[1].fps = f->clips.items[1].tc.rate = R50;
    f->clips.items[1].tc.count.base = 50;
}
static void plant_too_short(fixture *f)
{
    plant_mixed_rate(f);
    f->clips.items[1].fps = f->clips.items[1].tc.rate = (AVRational){100, 1};
    f->clips.items[1].tc.count.base = 100;
    f->selects.items[1].span = (ct_span){11, 12};
}
static void plant_off_grid(fixture *f)
{
    f->clips.items[1].fps = f->clips.items[1].tc.rate = R24;
    f->clips.items[1].tc.count.base = 24;
}
static void plant_short_handles(fixture *f)
{
    f->selects.items[1].span.first = 2;
}
static void plant_sound_offline(fixture *f)
{
    size_t   s = fixture_clip(f, "S.wav", "S", R25, "01:00:00:00", 500);
    ct_clip *sound = &f->clips.items[s], *clip = &f->clips.items[1];

    sound->width_px = sound->height_px = 0;
    sound->audio_channels = 2;
    sound->offline = true;
    clip->sound = sound->id;
    clip->sound_rate_hz = 48000;
}

/* --- rules ------------------------------------------------------------------------ */

/* Every third picture is missing. */
static int64_t conform(void *arg, const ct_clip *clip, int64_t frame)
{
    (void)arg;
    (void)clip;
    return frame * 3 / 2;
}

typedef struct fault {
    const char *rule;
    void (*plant)(fixture *f);
    ct_severity       severity;
    const char       *format; /* NULL: edl */
    ct_export_options options;
} fault;

static const fault faults[] = {
    {"out-of-media", plant_out_of_media, CT_SAY_REFUSE, NULL, {0}},
    {"out-of-media", plant_empty, CT_SAY_REFUSE, NULL, {0}},
    {"record-midnight",
     plant_record_midnight,
     CT_SAY_REFUSE,
     NULL,
     {.record_start = "23:59:59:05"}},
    {"too-short", plant_too_short, CT_SAY_WARN, "fcp7xml", {.edit_rate = {25, 1}}},
    {"midnight", plant_midnight, CT_SAY_WARN, NULL, {0}},
    {"mixed-rate", plant_mixed_rate, CT_SAY_WARN, NULL, {.edit_rate = {25, 1}}},
    {"off-grid", plant_off_grid, CT_SAY_WARN, "fcp7xml", {.edit_rate = {25, 1}}},
    {"off-grid", plant_off_grid, CT_SAY_WARN, "otio", {.edit_rate = {25, 1}}},
    {"no-timecode", plant_no_timecode, CT_SAY_WARN, NULL, {0}},
    {"timecode-rate", plant_timecode_rate, CT_SAY_WARN, NULL, {0}},
    {"drop-kind", plant_drop_kind, CT_SAY_WARN, NULL, {0}},
    {"list-rate", plant_odd_rate, CT_SAY_WARN, NULL, {0}},
    {"variable-rate", plant_vfr, CT_SAY_WARN, NULL, {0}},
    {"vfr-conformed", plant_vfr, CT_SAY_WARN, NULL, {.conform_vfr = true}},
    {"other-stream", plant_stream, CT_SAY_WARN, NULL, {0}},
    {"offline", plant_offline, CT_SAY_WARN, NULL, {0}},
    {"sound-offline", plant_sound_offline, CT_SAY_WARN, NULL, {0}},
    {"same-reel", plant_same_reel, CT_SAY_WARN, NULL, {0}},
    {"reel-changed", plant_long_reel, CT_SAY_NOTE, NULL, {0}},
    {"twice", plant_twice, CT_SAY_NOTE, NULL, {0}},
    {"handles", plant_short_handles, CT_SAY_NOTE, NULL, {.handles = 5}},
};

static ct_code check_list(fixture *f, const fault *x, bool strict)
{
    ct_export_options o = x->options;
    ct_export_input   in = {
          .selects = &f->selects, .clips = &f->clips, .notes = &f->notes, .conform = conform};

    o.strict = strict;
    ct_output_list_finish(&f->out);
    ct_finding_list_finish(&f->findings);
    return ct_export(ct_format_find(x->format ? x->format : "edl"), &in, &o, &f->out, &f->findings,
                     &f->err);
}

/* That a warning refuses is asked for by `strict`; a clean project has none. */
static void one_fault_is_one_finding(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof faults / sizeof faults[0]; i++) {
        const fault *x = &faults[i];
        fixture      f = {.ids = 0};
        make_clean(&f);
        assert_int_equal(check_list(&f, x, true), CT_OK);
        assert_int_equal(f.findings.count, 0);
        x->plant(&f);
        ct_code strict = check_list(&f, x, true);
        if (strict != (x->severity == CT_SAY_NOTE ? CT_OK : CT_BAD_DATA))
            fail_msg("%s: strict gives %d", x->rule, strict);
        assert_int_equal(check_list(&f, x, false),
                         x->severity == CT_SAY_REFUSE ? CT_BAD_DATA : CT_OK);
        if (f.findings.count != 1 || strcmp(f.findings.items[0].rule, x->rule) != 0 ||
            f.findings.items[0].severity != x->severity)
            fail_msg("%s: %zu findings, the first is %s: %s", x->rule, f.findings.count,
                     f.findings.count ? f.findings.items[0].rule : "none",
                     f.findings.count ? f.findings.items[0].text : "");
        fixture_finish(&f);
    }
}

/* What must be looked at says which clip, and what can be done about it. */
static void findings_name_clip_and_remedy(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof faults / sizeof faults[0]; i++) {
        fixture f = {.ids = 0};
        if (faults[i].severity == CT_SAY_NOTE || faults[i].plant == plant_record_midnight ||
            faults[i].plant == plant_odd_rate)
            continue; /* of the list as a whole */
        make_clean(&f);
        faults[i].plant(&f);
        assert_int_equal(check_list(&f, &faults[i], true), CT_BAD_DATA);
        assert_string_equal(f.findings.items[0].clip, "B.mov");
        assert_non_null(f.findings.items[0].remedy);
        fixture_finish(&f);
    }
}

/* Two cards, one file name: the path tells which the other is. */
static void a_clip_of_the_same_name_is_told_by_its_path(void **state)
{
    fixture f = {.ids = 0};

    (void)state;
    make_clean(&f);
    plant_same_reel(&f);
    ct_strset(&f.clips.items[1].name, f.clips.items[0].name);
    assert_int_equal(check_list(&f, &(fault){.rule = "same-reel"}, false), CT_OK);
    assert_int_equal(f.findings.count, 1);
    assert_non_null(strstr(f.findings.items[0].text, f.clips.items[0].path));
    fixture_finish(&f);
}

/* Frames 10 to 20 of a clip that lost every third are 15 to 30 of the whole; so is what was said of them. */
static void a_conformed_list_counts_constant_frames(void **state)
{
    const fault x = {.options = {.conform_vfr = true}};
    fixture     f = {.ids = 0};

    (void)state;
    make_clean(&f);
    plant_vfr(&f);
    fixture_note(&f, 1, 12, 13, CT_CAT_GENERAL, "here");
    assert_int_equal(check_list(&f, &x, false), CT_OK);
    assert_non_null(
        strstr(fixture_only(&f),
               "B        V     C        01:00:00:15 01:00:01:05 01:00:00:10 01:00:01:00"));
    assert_non_null(strstr(fixture_only(&f), "* LOC: 01:00:00:13 WHITE   here"));
    fixture_finish(&f);
}

/* Pictures begin at 0, 40, 120, 160, 240 ms ...: every third is missing. */
static int64_t time_us(void *arg, const ct_clip *clip, int64_t frame)
{
    return conform(arg, clip, frame) * 40000;
}

/* Frames 10 to 20 of a clip that lost every third are 0.6 to 1.2 seconds of the file, whatever is asked. */
static void segments_stand_at_the_times_of_the_pictures(void **state)
{
    (void)state;
    for (int conformed = 0; conformed < 2; conformed++) {
        fixture           f = {.ids = 0};
        ct_export_options o = {.conform_vfr = conformed};
        ct_export_input   in = {.selects = &f.selects,
                                .clips = &f.clips,
                                .notes = &f.notes,
                                .conform = conform,
                                .time_us = time_us};
        make_clean(&f);
        plant_vfr(&f);
        assert_int_equal(ct_export(ct_format_find("llc"), &in, &o, &f.out, &f.findings, &f.err),
                         CT_OK);
        assert_non_null(strstr(f.out.items[1].data, "\"start\":0.6,\"end\":1.2"));
        for (size_t i = 0; i < f.findings.count; i++)
            assert_string_not_equal(f.findings.items[i].rule, "variable-rate");
        fixture_finish(&f);
    }
    assert_true(ct_format_in_seconds(ct_format_find("llc")));
    assert_false(ct_format_in_seconds(ct_format_find("ffmetadata")));
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(one_fault_is_one_finding),
        cmocka_unit_test(findings_name_clip_and_remedy),
        cmocka_unit_test(a_clip_of_the_same_name_is_told_by_its_path),
        cmocka_unit_test(segments_stand_at_the_times_of_the_pictures),
        cmocka_unit_test(a_conformed_list_counts_constant_frames),
    };

    return cmocka_run_group_tests_name("preflight", tests, NULL, NULL);
}
