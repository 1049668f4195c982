/* SPDX-License-Identifier: MIT */
/* Frames found again: made-up films as rows of hashes, known changes of them, and where each frame must
 * then be. A frame that is found elsewhere fails, whatever the change; one that is not found fails
 * only where nothing stands in the way. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "circletake/refind.h"
#include "circletake/str.h"

enum { MOST = 1200, BLACK = 1, MARKS = 40 };

static uint64_t seed;

static int64_t draw(int64_t below)
{
    seed = seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return below > 0 ? (int64_t)((seed >> 33) % (uint64_t)below) : 0;
}

/* A film, and the frame of the film before that each of its frames is; -1: a new one. */
struct film {
    uint64_t hash[MOST];
    int64_t  from[MOST];
    int64_t  count;
};

static void put(struct film *f, uint64_t hash, int64_t from)
{
    assert_true(f->count < MOST);
    f->hash[f->count] = hash;
    f->from[f->count++] = from;
}

static void put_piece(struct film *f, const struct film *of, int64_t first, int64_t end)
{
    for (int64_t n = first; n < end; n++)
        put(f, of->hash[n], n);
}

static void put_new(struct film *f, int64_t frames)
{
    for (int64_t n = 0; n < frames; n++)
        put(f, draw(12) == 0 ? BLACK : 0x8000000000000000u | (uint64_t)draw(INT64_C(1) << 31) << 8,
            -1);
}

/* Every picture another. */
static void make_plain(struct film *f, int64_t frames)
{
    f->count = 0;
    for (int64_t n = 0; n < frames; n++)
        put(f, 1000 + (uint64_t)n, n);
}

/* With black, frozen, doubled and looping stretches. */
static void make_nasty(struct film *f, int64_t frames)
{
    make_plain(f, frames);
    for (int i = 0; i < 6; i++) {
        int64_t length = 1 + draw(14), at = draw(frames - length), kind = draw(4);
        int64_t turn = 2 + draw(2); /* of a loop; the neighbours tell nothing of longer ones */
        for (int64_t n = at; n < at + length; n++)
            f->hash[n] = kind == 0   ? BLACK
                         : kind == 1 ? f->hash[at]
                         : kind == 2 ? f->hash[at + (n - at) / 2]
                                     : f->hash[at + (n - at) % turn];
    }
}

/* --- changes --------------------------------------------------------------------------------------- */

static void trim(const struct film *of, struct film *f)
{
    int64_t first = draw(of->count), end = first + 1 + draw(of->count - first);

    put_piece(f, of, first, end);
}

static void extend(const struct film *of, struct film *f)
{
    put_new(f, draw(40));
    put_piece(f, of, 0, of->count);
    put_new(f, draw(40));
}

static void cut_out(const struct film *of, struct film *f)
{
    int64_t first = draw(of->count), end = first + draw(of->count - first + 1);

    put_piece(f, of, 0, first);
    if (draw(2))
        put_new(f, draw(20));
    put_piece(f, of, end, of->count);
}

static void swap_halves(const struct film *of, struct film *f)
{
    int64_t middle = draw(of->count + 1);

    put_piece(f, of, middle, of->count);
    put_piece(f, of, 0, middle);
}

static void drop_every(const struct film *of, struct film *f)
{
    int64_t every = 2 + draw(20);

    for (int64_t n = 0; n < of->count; n++)
        if (n % every != every - 1)
            put(f, of->hash[n], n);
}

static void leave(const struct film *of, struct film *f)
{
    put_piece(f, of, 0, of->count);
}

/* A shot was delivered anew, as long as before. */
static void replace_shot(const struct film *of, struct film *f)
{
    int64_t first = draw(of->count), end = first + draw(of->count - first + 1);

    put_piece(f, of, 0, first);
    put_new(f, end - first);
    put_piece(f, of, end, of->count);
}

/* A new picture that is the old one of the same place is that. */
static void same_in_place(const struct film *of, struct film *f)
{
    for (int64_t n = 0; n < f->count && f->count == of->count; n++)
        if (f->from[n] < 0 && f->hash[n] == of->hash[n])
            f->from[n] = n;
}

static void (*const changes[])(const struct film *of, struct film *f) = {
    trim, extend, cut_out, swap_halves, drop_every, leave, replace_shot};
enum { CHANGES = sizeof changes / sizeof changes[0] };

/* --- looking --------------------------------------------------------------------------------------- */

typedef enum evidence { EVIDENCE_HASH, EVIDENCE_AROUND, EVIDENCE_WHOLE } evidence;

static uint64_t hash_at(const struct film *f, int64_t n)
{
    return n < 0 || n >= f->count ? CT_NO_PICTURE : f->hash[n];
}

static ct_evidence evidence_of(const struct film *f, int64_t frame, evidence kind)
{
    ct_evidence e = {.hash = f->hash[frame]};

    for (int i = 0; i < CT_AROUND && kind != EVIDENCE_HASH; i++) {
        e.around[i] = hash_at(f, frame - CT_AROUND + i);
        e.around[CT_AROUND + i] = hash_at(f, frame + 1 + i);
    }
    return e;
}

static int64_t true_place(const struct film *now, int64_t frame)
{
    for (int64_t n = 0; n < now->count; n++)
        if (now->from[n] == frame)
            return n;
    return -1;
}

struct tally {
    int64_t right, missed, gone, wrong;
};

/* Marks at so many frames; `kept`: what they kept. */
static void look(const struct film *was, const struct film *now, evidence kept, int marks,
                 struct tally *t)
{
    ct_refind *r = ct_refind_create(now->hash, now->count, was->count);
    int64_t    at[MARKS];

    for (int64_t n = 0; n < was->count && kept == EVIDENCE_WHOLE; n++)
        ct_refind_know(r, n, was->hash[n]);
    for (int i = 0; i < marks; i++) {
        at[i] = draw(was->count);
        ct_evidence e = evidence_of(was, at[i], kept);
        assert_true(ct_refind_know_evidence(r, at[i], &e));
    }
    ct_refind_solve(r);
    for (int i = 0; i < marks; i++) {
        int64_t found = ct_refind_frame(r, at[i]), right = true_place(now, at[i]);
        if (found >= 0 && found != right) {
            printf("frame %lld: found at %lld, is at %lld\n", (long long)at[i], (long long)found,
                   (long long)right);
            t->wrong++;
        } else if (right < 0) {
            t->gone++;
        } else {
            *(found == right ? &t->right : &t->missed) += 1;
        }
    }
    ct_refind_destroy(&r);
}

/* Any change of any film: what is found is right. */
static void nothing_is_found_elsewhere(void **state)
{
    struct film was, now;

    (void)state;
    for (int kept = EVIDENCE_HASH; kept <= EVIDENCE_WHOLE; kept++) {
        struct tally t = {0};
        for (int trial = 0; trial < 6000; trial++) {
            seed = (uint64_t)trial * 77 + (uint64_t)kept;
            make_nasty(&was, 20 + draw(380));
            now.count = 0;
            changes[draw(CHANGES)](&was, &now);
            same_in_place(&was, &now);
            if (now.count > 0)
                look(&was, &now, (evidence)kept, 1 + (int)draw(MARKS), &t);
            if (t.wrong)
                fail_msg("trial %d, evidence %d", trial, kept);
        }
        printf("evidence %d: %lld found, %lld not, %lld gone\n", kept, (long long)t.right,
               (long long)t.missed, (long long)t.gone);
        assert_true(t.right > (kept == EVIDENCE_HASH ? 1 : 5) * t.missed);
    }
}

/* Where no picture comes twice and each is left, or cut off, as a whole, all that is left is found, also
 * of one mark alone. */
static void plain_films_lose_nothing(void **state)
{
    struct film was, now;

    (void)state;
    for (int trial = 0; trial < 1000; trial++) {
        struct tally t = {0};
        seed = (uint64_t)trial;
        make_plain(&was, 20 + draw(180));
        now.count = 0;
        (trial % 3 == 0 ? trim : trial % 3 == 1 ? extend : leave)(&was, &now);
        if (now.count < 2 * CT_AROUND)
            continue;
        look(&was, &now, EVIDENCE_AROUND, 1, &t);
        look(&was, &now, EVIDENCE_WHOLE, 1, &t);
        assert_int_equal(t.wrong + t.missed, 0);
    }
}

static bool denied(const struct film *was, const struct film *now)
{
    ct_clip before = {.frame_count = was->count, .fps = {25, 1}, .tc_source = CT_TC_TRACK}, after;
    ct_refind *r = ct_refind_create(now->hash, now->count, was->count);

    before.tc.rate = before.fps;
    before.tc.count.base = 25;
    before.tc.start = 90000; /* 01:00:00:00 */
    after = before;
    after.frame_count = now->count;
    for (int64_t n = 0; n < was->count; n++)
        ct_refind_know(r, n, was->hash[n]);
    ct_refind_solve(r);
    bool says_no = ct_refind_denies_timecode(r, &before, &after);
    ct_refind_destroy(&r);
    return says_no;
}

/* Of a loop no picture has a place of its own, but where the loop begins elsewhere none is at its timecode. Of a
 * proxy nothing is left but black, and a fade may end in it a frame sooner. */
static void timecode_is_doubted_by_pictures_alone(void **state)
{
    struct film was, now;

    (void)state;
    make_plain(&was, 60);
    for (int64_t n = 0; n < 60; n++)
        was.hash[n] = 1000 + (uint64_t)n % 6;
    now = was;
    assert_false(denied(&was, &now));
    for (int64_t n = 0; n < 60; n++)
        now.hash[n] = was.hash[(n + 2) % 6];
    assert_true(denied(&was, &now));
    make_plain(&was, 60);
    now.count = 0;
    put_new(&now, 60);
    for (int64_t n = 0; n < 60; n++) {
        was.hash[n] = n >= 50 ? BLACK : was.hash[n];
        now.hash[n] = n >= 48 ? BLACK : 9000 + (uint64_t)n;
    }
    assert_false(denied(&was, &now));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nothing_is_found_elsewhere),
        cmocka_unit_test(plain_films_lose_nothing),
        cmocka_unit_test(timecode_is_doubted_by_pictures_alone),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
