/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "circletake/file.h"
#include "circletake/str.h"
#include "edit_fixture.h"

static ct_id next_id(fixture *f)
{
    ct_id id = {{0}};

    f->ids++;
    for (int i = 0; i < 4; i++)
        id.b[15 - i] = (uint8_t)(f->ids >> 8 * i);
    return id;
}

void fixture_finish(fixture *f)
{
    ct_clip_list_finish(&f->clips);
    ct_select_list_finish(&f->selects);
    ct_note_list_finish(&f->notes);
    ct_timeline_finish(&f->cut);
    ct_output_list_finish(&f->out);
    ct_finding_list_finish(&f->findings);
}

size_t fixture_clip(fixture *f, const char *name, const char *reel, AVRational fps,
                    const char *start, int64_t frames)
{
    ct_clip *c = ct_clip_list_add(&f->clips);

    c->id = next_id(f);
    c->name = ct_strdup(name);
    c->path = ct_asprintf("/rushes/%s", name);
    c->reel = ct_strdup(reel);
    c->fps = fps;
    c->frame_count = frames;
    c->width_px = 1920;
    c->height_px = 1080;
    if (start) {
        c->tc.rate = fps;
        c->tc.count.base = ct_tc_base(fps);
        c->tc_source = CT_TC_TRACK;
        assert_int_equal(ct_tc_parse_any(start, c->tc.count.base, false, &c->tc.start,
                                         &c->tc.count.drop, &f->err),
                         CT_OK);
    }
    return f->clips.count - 1;
}

void fixture_slate(fixture *f, size_t clip, const char *scene, const char *shot, const char *take)
{
    ct_strset(&f->clips.items[clip].scene, scene);
    ct_strset(&f->clips.items[clip].shot, shot);
    ct_strset(&f->clips.items[clip].take, take);
}

ct_select *fixture_select(fixture *f, size_t clip, int64_t first, int64_t end, const char *label)
{
    ct_select *s = ct_select_list_add(&f->selects);

    s->id = next_id(f);
    s->clip = f->clips.items[clip].id;
    s->span = (ct_span){first, end};
    s->label = ct_strdup(label);
    s->author = ct_strdup("Ines");
    s->order = (double)f->selects.count;
    return s;
}

ct_note *fixture_note(fixture *f, size_t clip, int64_t first, int64_t end, ct_category category,
                      const char *body)
{
    ct_note *n = ct_note_list_add(&f->notes);

    n->id = next_id(f);
    n->clip = f->clips.items[clip].id;
    n->span = (ct_span){first, end};
    n->body = ct_strdup(body);
    n->author = ct_strdup("Ines");
    n->category = category;
    n->made_us = 1700000000000000 + (int64_t)f->ids * 1000000;
    return n;
}

ct_note *fixture_reply(fixture *f, size_t note, const char *author, const char *body)
{
    ct_note  to = f->notes.items[note]; /* which may move */
    ct_note *n = ct_note_list_add(&f->notes);

    n->id = next_id(f);
    n->clip = to.clip;
    n->span = to.span;
    n->reply_to = to.id;
    n->body = ct_strdup(body);
    n->author = ct_strdup(author);
    n->made_us = to.made_us + (int64_t)f->ids;
    return n;
}

ct_event *fixture_event(fixture *f, size_t clip, int64_t first, int64_t end)
{
    int64_t   at = ct_timeline_frames(&f->cut);
    ct_event *e = ct_timeline_add(&f->cut);

    e->clip = f->clips.items[clip].id;
    e->fps = f->clips.items[clip].fps;
    e->source = (ct_span){first, end};
    e->record = (ct_span){at, at + end - first};
    return e;
}

static const char *still_of(void *arg, const ct_note *note)
{
    fixture *f = arg;

    snprintf(f->still, sizeof f->still, "stills/%d & <1>.png", note->id.b[15]);
    return f->still;
}

ct_code fixture_export(fixture *f, const char *format, const ct_export_options *options)
{
    ct_export_input in = {.selects = &f->selects,
                          .cut = f->cut.event_count ? &f->cut : NULL,
                          .cut_id = f->cut_id,
                          .clips = &f->clips,
                          .notes = &f->notes,
                          .still = f->stills ? still_of : NULL,
                          .still_arg = f};

    ct_output_list_finish(&f->out);
    ct_finding_list_finish(&f->findings);
    f->err = (ct_error){CT_OK, ""};
    return ct_export(ct_format_find(format), &in, options, &f->out, &f->findings, &f->err);
}

const char *fixture_only(const fixture *f)
{
    assert_int_equal(f->out.count, 1);
    return f->out.items[0].data;
}

size_t fixture_said(const fixture *f, const char *rule)
{
    size_t count = 0;

    for (size_t i = 0; i < f->findings.count; i++)
        count += strcmp(f->findings.items[i].rule, rule) == 0;
    return count;
}

void golden_check(const char *name, const char *data, size_t bytes)
{
    char    *path = ct_asprintf("%s/tests/golden/%s", CT_SOURCE_DIR, name);
    char    *stands = NULL;
    size_t   stands_bytes;
    ct_error err;

    if (getenv("CT_GOLDEN_WRITE") && *getenv("CT_GOLDEN_WRITE")) {
        assert_int_equal(ct_file_replace(path, data, bytes, &err), CT_OK);
    } else {
        if (ct_file_read(path, 16 << 20, &stands, &stands_bytes, &err))
            fail_msg("%s", err.text);
        if (stands_bytes != bytes || memcmp(stands, data, bytes) != 0)
            fail_msg("%s differs from what is written now:\n%s", path, data);
    }
    free(stands);
    free(path);
}

char *shared_path(const char *name)
{
    const char *shared = getenv("CT_SHARED");

    return ct_path_join(shared ? shared : CT_SOURCE_DIR "/../shared", name);
}
