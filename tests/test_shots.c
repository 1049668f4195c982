/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "circletake/str.h"
#include "circletake/timeline.h"

static void add(ct_timeline *t, int track, int64_t first, int64_t end)
{
    ct_event *e = ct_timeline_add(t);

    e->track = track;
    e->record = (ct_span){first, end};
}

/* "event first-end, ..." */
static void expect(const ct_timeline *t, const char *wanted)
{
    size_t   count;
    ct_shot *shots = ct_timeline_shots(t, &count);
    ct_str   text = {0};

    for (size_t i = 0; i < count; i++)
        ct_str_appendf(&text, "%s%zu %lld-%lld", i ? ", " : "", shots[i].event,
                       (long long)shots[i].record.first, (long long)shots[i].record.end);
    assert_string_equal(ct_str_text(&text), wanted);
    ct_str_finish(&text);
    free(shots);
}

static void one_track_is_seen_as_it_stands(void **state)
{
    ct_timeline t;

    (void)state;
    ct_timeline_init(&t);
    expect(&t, "");
    add(&t, 0, 10, 20);
    add(&t, 0, 20, 30);
    add(&t, 0, 40, 41);
    add(&t, 0, 50, 50);
    expect(&t, "0 10-20, 1 20-30, 2 40-41");
    ct_timeline_finish(&t);
}

static void a_higher_track_covers(void **state)
{
    ct_timeline t;

    (void)state;
    ct_timeline_init(&t);
    add(&t, 0, 0, 100);
    add(&t, 2, 20, 30);
    add(&t, 1, 25, 60);
    add(&t, 1, 90, 120);
    expect(&t, "0 0-20, 1 20-30, 2 30-60, 0 60-90, 3 90-120");
    ct_timeline_finish(&t);
}

/* As when a transition overlaps on one track. */
static void on_one_track_the_later_covers(void **state)
{
    ct_timeline t;

    (void)state;
    ct_timeline_init(&t);
    add(&t, 0, 0, 50);
    add(&t, 0, 40, 80);
    add(&t, 0, 80, 90);
    expect(&t, "0 0-40, 1 40-80, 2 80-90");
    t.events[1].channels = CT_CHANNEL_A1;
    expect(&t, "0 0-50, 2 80-90");
    ct_timeline_finish(&t);
}

/* Against looking at every frame. */
static void random_layers_agree_with_every_frame(void **state)
{
    unsigned random = 7;

    (void)state;
    for (int round = 0; round < 200; round++) {
        ct_timeline t;
        size_t      count;
        ct_timeline_init(&t);
        for (int i = 0; i < 12; i++) {
            random = random * 1103515245u + 12345u;
            int64_t first = random >> 16 & 63;
            add(&t, (int)(random >> 24 & 3), first, first + (random >> 8 & 15));
        }
        ct_shot *shots = ct_timeline_shots(&t, &count);
        for (int64_t at = 0; at < 90; at++) {
            int64_t top = -1, seen = -1;
            for (size_t i = 0; i < t.event_count; i++) {
                const ct_event *e = &t.events[i], *b = top >= 0 ? &t.events[top] : NULL;
                if (ct_span_has(e->record, at) &&
                    (!b || e->track > b->track ||
                     (e->track == b->track && e->record.first >= b->record.first)))
                    top = (int64_t)i;
            }
            for (size_t i = 0; i < count; i++)
                if (ct_span_has(shots[i].record, at))
                    seen = (int64_t)shots[i].event;
            assert_int_equal(seen, top);
        }
        free(shots);
        ct_timeline_finish(&t);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(one_track_is_seen_as_it_stands),
        cmocka_unit_test(a_higher_track_covers),
        cmocka_unit_test(on_one_track_the_later_covers),
        cmocka_unit_test(random_layers_agree_with_every_frame),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
