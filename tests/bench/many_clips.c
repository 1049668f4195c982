/* SPDX-License-Identifier: MIT */
/* A project of any size for measuring: many_clips PROJECT COUNT [EVERY [SELECTS [NOTES]]]. The files are
 * nowhere; every tenth clip (or as often as EVERY says) has a select and a note (or as many as the others
 * say), every twentieth a black stretch. */
#include <stdio.h>
#include <stdlib.h>

#include "circletake/edit.h"
#include "circletake/store.h"
#include "circletake/str.h"

enum { AT_ONCE = 5000, FRAMES = 2500, SELECT_FRAMES = 120 };

typedef struct plenty {
    int every, selects, notes;
} plenty;

static ct_clip make_clip(int n)
{
    ct_clip clip;

    ct_clip_init(&clip);
    clip.name =
        ct_asprintf("A%03d_C%03d_1123%c%c.mov", n / 400, n % 400, 'A' + n % 26, '0' + n / 26 % 10);
    clip.path = ct_asprintf("/nowhere/day %d/%s", n / 5000 + 1, clip.name);
    clip.reel = ct_asprintf("A%03d", n / 400);
    clip.codec = ct_strdup("prores");
    clip.scene = ct_asprintf("%d", n / 60 + 1);
    clip.shot = ct_asprintf("%c", 'A' + n / 6 % 10);
    clip.take = ct_asprintf("%d", n % 6 + 1);
    clip.fps = (AVRational){25, 1};
    clip.frame_count = FRAMES;
    clip.tc = (ct_tc_track){n % 400 * INT64_C(5400), {25, false}, clip.fps};
    clip.tc_source = CT_TC_TRACK;
    clip.audio_tracks = 1;
    clip.audio_channels = 2;
    clip.width_px = 1920;
    clip.height_px = 1080;
    clip.fingerprint = (uint64_t)n + 1;
    return clip;
}

static void add_select(ct_edit *edit, ct_id clip, int64_t first, int64_t frames)
{
    ct_select select;

    ct_select_init(&select);
    select.clip = clip;
    select.span = (ct_span){first, first + frames};
    ct_edit_add_select(edit, &select);
    ct_select_finish(&select);
}

static void add_note(ct_edit *edit, ct_id clip, int64_t frame, int n)
{
    ct_note note;

    ct_note_init(&note);
    note.clip = clip;
    note.span = (ct_span){frame, frame + 1};
    note.body = ct_asprintf("The look to the left comes late, number %d", n);
    ct_edit_add_note(edit, &note);
    ct_note_finish(&note);
}

/* One lies anywhere in its clip, several lie one behind another. */
static void add_marks(ct_edit *edit, ct_id clip, int n, const plenty *p)
{
    int each = FRAMES / (p->selects > 0 ? p->selects : 1);

    if (p->selects == 1)
        add_select(edit, clip, n % 1000, SELECT_FRAMES);
    for (int i = 0; p->selects > 1 && i < p->selects; i++)
        add_select(edit, clip, i * each, each < SELECT_FRAMES ? each : SELECT_FRAMES);
    for (int i = 0; i < p->notes; i++)
        add_note(edit, clip, (n + i * 7) % 2000, n);
}

static void add_material(ct_edit *edit, ct_id id, const ct_clip *clip, int n)
{
    ct_material m = {.frames = FRAMES,
                     .fps = clip->fps,
                     .sound_rate_hz = 48000,
                     .picture_samples = FRAMES * INT64_C(1920)};

    if (n % 20 == 0)
        ct_material_add(&m, CT_FLAW_BLACK, (ct_span){n % 1000, n % 1000 + 10});
    ct_sound_track *t = ct_material_add_track(&m);
    *t = (ct_sound_track){.channels = 2,
                          .layout = ct_strdup("stereo"),
                          .packet = 1,
                          .names = ct_strdup("Boom\nLav"),
                          .end = m.picture_samples};
    ct_edit_put_material(edit, id, clip->fingerprint, &m);
    ct_material_finish(&m);
}

static ct_code add_some(ct_store *store, int from, int end, const plenty *p, ct_error *err)
{
    ct_edit  *edit = ct_edit_create("Add clips", "Measure", 0);
    ct_ticket ticket;

    for (int n = from; n < end; n++) {
        ct_clip clip = make_clip(n);
        ct_id   id = ct_edit_add_clip(edit, &clip);
        if (n % p->every == 0)
            add_marks(edit, id, n, p);
        add_material(edit, id, &clip, n);
        ct_clip_finish(&clip);
    }
    ct_code code = ct_store_submit(store, &edit, &ticket, err);
    return code ? code : ct_store_wait(store, ticket, err);
}

static int number(char **argv, int argc, int at, int otherwise)
{
    return at < argc ? atoi(argv[at]) : otherwise;
}

int main(int argc, char **argv)
{
    ct_store *store = NULL;
    ct_error  err = {0};
    int       count = number(argv, argc, 2, 0);
    plenty    p = {number(argv, argc, 3, 10), number(argv, argc, 4, 1), number(argv, argc, 5, 1)};

    if (argc > 6 || count < 1 || p.every < 1 || p.selects < 0 || p.selects > FRAMES ||
        p.notes < 0) {
        fprintf(stderr, "usage: many_clips PROJECT COUNT [EVERY [SELECTS [NOTES]]]\n");
        return ct_code_exit(CT_USAGE);
    }
    ct_code code = ct_store_open(argv[1], CT_STORE_CREATE, NULL, &store, &err);
    for (int n = 0; n < count && !code; n += AT_ONCE)
        code = add_some(store, n, n + AT_ONCE < count ? n + AT_ONCE : count, &p, &err);
    ct_store_close(&store);
    if (code)
        fprintf(stderr, "many_clips: %s\n", err.text);
    return ct_code_exit(code);
}
