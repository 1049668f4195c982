/* SPDX-License-Identifier: MIT */
/* What is on screen at each record frame. Expected values are worked out by hand from the rules in
 * sight.h. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "circletake/sight.h"
#include "circletake/str.h"

static ct_event *add(ct_timeline *t, int track, int64_t first, int64_t end)
{
    ct_event *e = ct_timeline_add(t);

    e->track = track;
    e->record = (ct_span){first, end};
    return e;
}

static ct_event *add_dissolve(ct_timeline *t, int track, int64_t first, int64_t end, int64_t length)
{
    ct_event *e = add(t, track, first, end);

    e->transition = CT_DISSOLVE;
    e->transition_frames = length;
    return e;
}

/* "over weight/of under" at a record frame; without under where it is not seen. */
static void expect(const ct_timeline *t, int64_t at, const char *wanted)
{
    ct_sight *sight = ct_sight_create(t);
    ct_seen   seen = ct_sight_at(sight, at);
    ct_str    text = {0};

    ct_str_appendf(&text, "%lld %lld/%lld", (long long)seen.over, (long long)seen.weight,
                   (long long)seen.of);
    if (seen.weight < seen.of)
        ct_str_appendf(&text, " %lld", (long long)seen.under);
    if (strcmp(ct_str_text(&text), wanted) != 0)
        fail_msg("at %lld: %s, wanted %s", (long long)at, ct_str_text(&text), wanted);
    ct_str_finish(&text);
    ct_sight_destroy(&sight);
}

static void cuts_and_gaps(void **state)
{
    ct_timeline t;

    (void)state;
    ct_timeline_init(&t);
    expect(&t, 0, "-1 1/1");
    add(&t, 0, 10, 20);
    add(&t, 0, 20, 30);
    expect(&t, -5, "-1 1/1");
    expect(&t, 9, "-1 1/1");
    expect(&t, 10, "0 1/1");
    expect(&t, 19, "0 1/1");
    expect(&t, 20, "1 1/1");
    expect(&t, 30, "-1 1/1");
    ct_timeline_finish(&t);
}

/* It begins at the incoming event's record in and lasts its length; the outgoing event runs on. */
static void a_dissolve_comes_out_of_the_event_before(void **state)
{
    ct_timeline t;

    (void)state;
    ct_timeline_init(&t);
    add(&t, 0, 0, 9);
    add_dissolve(&t, 0, 9, 19, 10);
    add(&t, 0, 19, 20);
    expect(&t, 8, "0 1/1");
    expect(&t, 9, "1 0/10 0");
    expect(&t, 14, "1 5/10 0");
    expect(&t, 18, "1 9/10 0");
    expect(&t, 19, "2 1/1");
    t.events[1].transition = CT_WIPE;
    expect(&t, 14, "1 5/10 0");
    t.events[1].transition = CT_KEY;
    expect(&t, 14, "1 1/1");
    ct_timeline_finish(&t);
}

/* As lists that overlap on one track have it. */
static void the_outgoing_event_may_overlap(void **state)
{
    ct_timeline t;

    (void)state;
    ct_timeline_init(&t);
    add(&t, 0, 0, 50);
    add_dissolve(&t, 0, 40, 80, 4);
    expect(&t, 39, "0 1/1");
    expect(&t, 41, "1 1/4 0");
    expect(&t, 44, "1 1/1");
    ct_timeline_finish(&t);
}

static void fades(void **state)
{
    ct_timeline t;

    (void)state;
    ct_timeline_init(&t);
    add_dissolve(&t, 0, 0, 20, 8); /* nothing before it: from black */
    add_dissolve(&t, 0, 20, 30, 8)->reel = ct_strdup("BL");
    add_dissolve(&t, 0, 35, 60, 8); /* what was before ended: from black */
    add_dissolve(&t, 0, 60, 80, 8)->transition = CT_FADE;
    expect(&t, 2, "0 2/8 -1");
    expect(&t, 26, "1 6/8 0");
    expect(&t, 36, "2 1/8 -1");
    expect(&t, 64, "3 4/8 -1");
    ct_timeline_finish(&t);
}

/* On a higher track what lies below is dissolved from, unless the track itself showed something. */
static void a_higher_track_dissolves_over_the_lower(void **state)
{
    ct_timeline t;

    (void)state;
    ct_timeline_init(&t);
    add(&t, 0, 0, 14);
    add(&t, 0, 14, 100);
    add_dissolve(&t, 2, 10, 40, 8);
    add_dissolve(&t, 2, 40, 60, 4);
    add_dissolve(&t, 1, 30, 70, 50);
    expect(&t, 12, "2 2/8 0");
    expect(&t, 14, "2 4/8 1"); /* which changes meanwhile */
    expect(&t, 18, "2 1/1");
    expect(&t, 42, "3 2/4 2");
    expect(&t, 60, "4 30/50 1");
    ct_timeline_finish(&t);
}

/* Two are mixed, never three; a transition longer than its event ends with it. */
static void transitions_that_meet(void **state)
{
    ct_timeline t;

    (void)state;
    ct_timeline_init(&t);
    add(&t, 0, 0, 10);
    add_dissolve(&t, 0, 10, 15, 10);
    add_dissolve(&t, 0, 15, 40, 10);
    expect(&t, 14, "1 4/10 0");
    expect(&t, 15, "2 0/10 1");
    expect(&t, 20, "2 5/10 1");
    ct_timeline_finish(&t);
}

/* Against looking at every event, on random layers. */
static void random_layers_agree_with_every_event(void **state)
{
    unsigned random = 11;

    (void)state;
    for (int round = 0; round < 200; round++) {
        ct_timeline t;
        ct_timeline_init(&t);
        for (int i = 0; i < 10; i++) {
            random = random * 1103515245u + 12345u;
            int64_t first = random >> 16 & 63;
            add_dissolve(&t, (int)(random >> 24 & 1), first, first + (random >> 8 & 15),
                         random >> 28 & 7);
        }
        ct_sight *sight = ct_sight_create(&t);
        for (int64_t at = 0; at < 90; at++) {
            ct_seen seen = ct_sight_at(sight, at);
            if (seen.over < 0 || seen.weight == seen.of)
                continue;
            const ct_event *over = &t.events[seen.over];
            int64_t         own = -1, below = -1;
            for (int64_t i = 0; i < (int64_t)t.event_count; i++) {
                const ct_event *e = &t.events[i];
                bool            later = own < 0 || e->record.first >= t.events[own].record.first;
                if (e->track == over->track && ct_span_count(e->record) > 0 && later &&
                    e->record.first < over->record.first && e->record.end >= over->record.first)
                    own = i;
                later = below < 0 || e->record.first >= t.events[below].record.first;
                if (e->track < over->track && later && ct_span_has(e->record, at))
                    below = i;
            }
            assert_int_equal(seen.weight, at - over->record.first);
            assert_int_equal(seen.under, own >= 0 ? own : below);
        }
        ct_sight_destroy(&sight);
        ct_timeline_finish(&t);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(cuts_and_gaps),
        cmocka_unit_test(a_dissolve_comes_out_of_the_event_before),
        cmocka_unit_test(the_outgoing_event_may_overlap),
        cmocka_unit_test(fades),
        cmocka_unit_test(a_higher_track_dissolves_over_the_lower),
        cmocka_unit_test(transitions_that_meet),
        cmocka_unit_test(random_layers_agree_with_every_event),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
