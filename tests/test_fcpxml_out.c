/* SPDX-License-Identifier: MIT */
/* What Final Cut's clock can say: times of 32 bits below the line, on the grid of whatever they count, also at
 * rates and speeds that no editor would choose but that lists of others bring. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "circletake/str.h"
#include "edit_fixture.h"
#include "fcpxml_check.h"

static void validate(const fixture *f)
{
    const ct_output *o = &f->out.items[0];
    char             why[512];

    fcpxml_validate(o->data, o->bytes, "1.9");
    if (fcpxml_check(o->data, o->bytes, why, sizeof why) < 0)
        fail_msg("%s\n%s", why, o->data);
}

static void start_cut(fixture *f, AVRational fps)
{
    fixture_clip(f, "A001_C003.mov", "A001", fps, "10:00:00:00", 1000);
    ct_timeline_init(&f->cut);
    f->cut.fps = fps;
    f->cut.count = (ct_tc_count){ct_tc_base(fps), false};
    f->cut.title = ct_strdup("Reel 1");
    f->cut.start = (int64_t)3600 * f->cut.count.base;
    f->cut_id = (ct_id){{9}};
}

/* Behind 20 frames of nothing, 60 frames at that speed. */
static ct_event *fast(fixture *f, int64_t first, int num, int den)
{
    ct_event *e = fixture_event(f, 0, first, first + (int64_t)60 * num / den + 1);

    e->speed = (AVRational){num, den};
    e->record.first += 20;
    e->record.end = e->record.first + 60;
    return e;
}

/* As maps of other programs make them: their ends are anywhere. */
static void odd_speeds_fit_its_times(void **state)
{
    static const AVRational rates[] = {{24000, 1001}, {25, 1}, {30000, 1001}, {60000, 1001}};
    static const AVRational speeds[] = {{693610, 304963}, {924177, 511549}, {441478, 189063},
                                        {999983, 999979}, {1, 999983},      {2, 1}};
    enum { SPEEDS = sizeof speeds / sizeof speeds[0] };

    size_t rounded = 0;

    (void)state;
    for (size_t r = 0; r < sizeof rates / sizeof rates[0]; r++) {
        fixture     f = {.ids = 0};
        ct_timeline back;
        size_t      other = 0, odd = 0; /* speeds that came back as others, and announced */
        start_cut(&f, rates[r]);
        for (int i = 0; i < SPEEDS; i++)
            fast(&f, 100 + i, speeds[i].num, speeds[i].den)->reverse = i == 1;
        if (fixture_export(&f, "fcpxml", NULL))
            fail_msg("%s", f.err.text);
        validate(&f);
        if (ct_import("x.fcpxml", f.out.items[0].data, f.out.items[0].bytes, (AVRational){0, 1},
                      &back, NULL, &f.err))
            fail_msg("%s", f.err.text);
        assert_int_equal(back.event_count, SPEEDS);
        for (int i = 0; i < SPEEDS; i++) {
            const ct_event *a = &f.cut.events[i], *b = &back.events[i];
            double          was = av_q2d(a->speed), is = av_q2d(b->speed);
            assert_int_equal(a->record.first, b->record.first);
            assert_int_equal(a->record.end, b->record.end);
            assert_int_equal(a->source.first, b->source.first);
            assert_int_equal(a->reverse, b->reverse);
            assert_true(is - was < 1e-6 && was - is < 1e-6);
            other += av_cmp_q(a->speed, b->speed) != 0;
        }
        for (size_t i = 0; i < f.findings.count; i++)
            if (strcmp(f.findings.items[i].rule, "speed-rounded") == 0)
                odd = (size_t)atoi(strchr(f.findings.items[i].text, ':') + 2);
        assert_in_range(odd, other, SPEEDS - 1); /* twice as fast is said exactly */
        rounded += odd;
        ct_timeline_finish(&back);
        fixture_finish(&f);
    }
    assert_true(rounded > 0);
}

/* Its own gaps begin at the frame next to an hour: 86400314/24000s. */
static void gaps_begin_on_a_frame(void **state)
{
    fixture f = {.ids = 0};

    (void)state;
    start_cut(&f, (AVRational){24000, 1001});
    fast(&f, 100, 2, 1);
    assert_int_equal(fixture_export(&f, "fcpxml", NULL), CT_OK);
    validate(&f);
    assert_non_null(strstr(fixture_only(&f), "<gap name=\"Gap\" offset=\"86486400/24000s\" "
                                             "start=\"86400314/24000s\""));
    fixture_finish(&f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(odd_speeds_fit_its_times),
        cmocka_unit_test(gaps_begin_on_a_frame),
    };
    return cmocka_run_group_tests_name("fcpxml out", tests, NULL, NULL);
}
