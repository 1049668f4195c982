/* SPDX-License-Identifier: MIT */
#include "circletake/cutview.h"

#include <stdlib.h>

#include "circletake/conform.h"
#include "circletake/pace.h"
#include "circletake/str.h"

static int compare_clips(const void *a, const void *b)
{
    const ct_clip *p = a, *q = b;

    return ct_id_compare(p->id, q->id);
}

static ct_code read_clips(ct_query *q, ct_cut_view *v, ct_error *err)
{
    ct_id_list ids = {0};

    for (size_t i = 0; i < v->events.event_count; i++)
        if (!ct_id_is_none(v->events.events[i].clip))
            ct_id_list_add(&ids, v->events.events[i].clip);
    ct_code code = ct_query_clips_with(q, &ids, &v->clips, err);
    ct_id_list_finish(&ids);
    if (!code && v->clips.count)
        qsort(v->clips.items, v->clips.count, sizeof *v->clips.items, compare_clips);
    return code;
}

/* Whoever draws them asks many times a second. */
static void list_sounds(ct_cut_view *v)
{
    v->sounds = ct_alloc_array(v->events.event_count + 1, sizeof *v->sounds);
    v->sound_first = v->sound_last = -1;
    for (size_t i = 0; i < v->events.event_count; i++) {
        const ct_event *e = &v->events.events[i];
        if (!ct_event_is_sound(e))
            continue;
        if (v->sound_count == 0 || e->track < v->sound_first)
            v->sound_first = e->track;
        if (e->track > v->sound_last)
            v->sound_last = e->track;
        v->sounds[v->sound_count++] = i;
    }
}

ct_code ct_cut_view_read(ct_query *q, ct_id cut, ct_cut_view *out, ct_error *err)
{
    *out = (ct_cut_view){.map = NULL};
    ct_code code = ct_query_cut(q, cut, &out->cut, err);

    if (code)
        return code;
    code = ct_query_events(q, &out->cut, &out->events, err);
    if (!code)
        code = read_clips(q, out, err);
    if (code) {
        ct_cut_view_finish(out);
        return code;
    }
    out->map = ct_cut_map_create(&out->events, out->clips.items, out->clips.count);
    for (size_t i = 0; i < out->events.event_count; i++)
        out->missing += !ct_cut_view_has(out, &out->events.events[i]);
    list_sounds(out);
    return CT_OK;
}

/* --- what is missing ------------------------------------------------------------------------ */

static ct_cut_miss explain(const ct_conform *c, const ct_cut_view *v, size_t event)
{
    const ct_event *e = &v->events.events[event];
    const ct_clip  *clip = ct_cut_view_clip(v, e->clip), *found[2];
    ct_event_label  l = ct_event_labels(e, v->events.fps);
    const char     *reel = ct_str_or_empty(e->reel);
    char            in[CT_TC_TEXT_BYTES];
    ct_cut_miss     miss = {.event = event};

    if (clip) {
        miss.why = ct_asprintf("Its file is away: %s", clip->path);
    } else if (ct_conform_look(c, e, v->events.fps, found)) {
        miss.why = ct_asprintf("%s answers to it now", found[0]->name);
    } else if (found[0]) {
        miss.why = ct_asprintf("Both %s and %s answer to it", found[0]->path, found[1]->path);
        miss.ambiguous = true;
    } else {
        miss.why = ct_asprintf("No clip has its path, its name, or reel %s at %s",
                               *reel ? reel : "-", ct_tc_print(l.first, l.count, in));
    }
    return miss;
}

ct_code ct_cut_view_explain(ct_query *q, ct_cut_view *v, ct_error *err)
{
    ct_clip_list all = {0};
    size_t       count = 0;

    if (v->missing == 0 || v->misses)
        return CT_OK;
    ct_code code = ct_query_clips(q, NULL, &all, err);
    if (code)
        return code;
    ct_conform *c = ct_conform_create(all.items, all.count);
    v->misses = ct_alloc_array(v->missing, sizeof *v->misses);
    for (size_t i = 0; i < v->events.event_count; i++)
        if (!ct_cut_view_has(v, &v->events.events[i]))
            v->misses[count++] = explain(c, v, i);
    ct_conform_destroy(&c);
    ct_clip_list_finish(&all);
    return CT_OK;
}

static int compare_misses(const void *a, const void *b)
{
    const ct_cut_miss *p = a, *q = b;

    return (p->event > q->event) - (p->event < q->event);
}

static const ct_cut_miss *find_miss(const ct_cut_view *v, size_t event)
{
    ct_cut_miss key = {.event = event};

    return v->misses ? bsearch(&key, v->misses, v->missing, sizeof key, compare_misses) : NULL;
}

const char *ct_cut_view_miss(const ct_cut_view *v, size_t event)
{
    const ct_cut_miss *found = find_miss(v, event);

    return found ? found->why : NULL;
}

bool ct_cut_view_is_ambiguous(const ct_cut_view *v, size_t event)
{
    const ct_cut_miss *found = find_miss(v, event);

    return found && found->ambiguous;
}

void ct_cut_view_finish(ct_cut_view *v)
{
    for (size_t i = 0; i < v->missing && v->misses; i++)
        free(v->misses[i].why);
    free(v->misses);
    free(v->sounds);
    ct_cut_map_destroy(&v->map);
    ct_clip_list_finish(&v->clips);
    ct_timeline_finish(&v->events);
    ct_cut_finish(&v->cut);
    *v = (ct_cut_view){.map = NULL};
}

const ct_clip *ct_cut_view_clip(const ct_cut_view *v, ct_id clip)
{
    ct_clip key = {.id = clip};

    return v->clips.count ? bsearch(&key, v->clips.items, v->clips.count, sizeof key, compare_clips)
                          : NULL;
}

const ct_clip *ct_cut_view_heard(const ct_cut_view *v, int64_t record, int64_t *frame)
{
    for (size_t i = 0; i < v->sound_count; i++) {
        const ct_event *e = &v->events.events[v->sounds[i]];
        const ct_clip  *clip;
        if (!ct_span_has(e->record, record) || !(clip = ct_cut_view_clip(v, e->clip)))
            continue;
        *frame = ct_cut_map_layer(v->map, v->sounds[i], record).frame;
        return clip;
    }
    return NULL;
}

int64_t ct_cut_view_remark(const ct_cut_view *v, const ct_event *e, const ct_marker *m)
{
    return ct_event_remark_record(e, v->events.fps, m);
}

bool ct_cut_view_has(const ct_cut_view *v, const ct_event *e)
{
    const ct_clip *clip = ct_cut_view_clip(v, e->clip);

    return (clip && !clip->offline) || ct_event_is_black(e);
}
