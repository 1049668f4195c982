/* SPDX-License-Identifier: MIT */
#include "rushes.h"

#include "circletake/str.h"

enum { FRAMES = 2500 };

static ct_id id_of(char kind, int n)
{
    ct_id id = {{0}};

    id.b[0] = (uint8_t)kind;
    for (int i = 0; i < 4; i++)
        id.b[12 + i] = (uint8_t)(n >> (24 - 8 * i));
    return id;
}

static void add_clip(rushes *p, int n)
{
    ct_clip *c = ct_clip_list_add(&p->clips);

    c->id = id_of('c', n);
    c->name =
        ct_asprintf("A%03d_C%03d_1123%c%c.mov", n / 400, n % 400, 'A' + n % 26, '0' + n / 26 % 10);
    c->path = ct_asprintf("/Volumes/RUSHES/day %d/%s", n / 5000 + 1, c->name);
    c->reel = ct_asprintf("A%03d", n / 400);
    c->scene = ct_asprintf("%d", n / 60 + 1);
    c->take = ct_asprintf("%d", n % 6 + 1);
    c->fps = (AVRational){25, 1};
    c->frame_count = FRAMES;
    c->tc = (ct_tc_track){n % 400 * INT64_C(5400), {25, false}, c->fps};
    c->audio_tracks = 1;
    c->audio_channels = 2;
    c->width_px = 1920;
    c->height_px = 1080;
}

static void add_select(rushes *p, int n, int frames)
{
    ct_select *s = ct_select_list_add(&p->selects);

    s->id = id_of('s', n);
    s->clip = id_of('c', n);
    s->span = (ct_span){n % 1000, n % 1000 + frames};
    s->label = ct_asprintf("take this one, %d", n);
    s->author = ct_strdup("Ines");
}

static void add_note(rushes *p, int n, int clips, int frames)
{
    ct_note *note = ct_note_list_add(&p->notes);

    note->id = id_of('n', n);
    note->clip = id_of('c', n % clips);
    int64_t at = n % clips % 1000 + n / clips % frames;
    note->span = (ct_span){at, at + 1};
    note->body = ct_asprintf("The look to the left comes late, number %d", n);
    note->author = ct_strdup("Ines");
    note->made_us = 1700000000000000 + n;
}

void rushes_fill(rushes *p, int selects, int frames, int notes)
{
    for (int n = 0; n < selects; n++) {
        add_clip(p, n);
        add_select(p, n, frames);
    }
    for (int n = 0; n < notes; n++)
        add_note(p, n, selects, frames);
}

void rushes_finish(rushes *p)
{
    ct_clip_list_finish(&p->clips);
    ct_select_list_finish(&p->selects);
    ct_note_list_finish(&p->notes);
}
