/* SPDX-License-Identifier: MIT */
/* frames PROJECT --cut NAME: what each record frame of a cut shows, with the proof of every picture. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "circletake/cutview.h"
#include "circletake/store.h"
#include "circletake/str.h"
#include "cli_frames.h"

enum { OPEN_MOST = 8 }; /* files at a time: a cut goes back and forth between few */

struct watching {
    const ct_cli *cli;
    ct_cut_view   view;
    struct slot {
        ct_id            clip; /* none: free */
        struct ct_opened opened;
        uint64_t         used;
    } slots[OPEN_MOST];
    uint64_t uses;
};

/* --- files ------------------------------------------------------------------------------------------ */

/* The slot of the clip, else a free one, else the one that was not used for longest. */
static struct slot *slot_for(struct watching *w, ct_id clip)
{
    struct slot *found = &w->slots[0];

    for (int i = 0; i < OPEN_MOST; i++) {
        if (ct_id_equal(w->slots[i].clip, clip))
            return &w->slots[i];
        if (w->slots[i].used < found->used)
            found = &w->slots[i];
    }
    return found;
}

static ct_code open_clip(struct watching *w, const ct_clip *clip, struct ct_opened **out,
                         ct_error *err)
{
    struct slot *slot = slot_for(w, clip->id);
    ct_code      code = CT_OK;

    if (!ct_id_equal(slot->clip, clip->id)) {
        ct_opened_close(&slot->opened);
        slot->clip = clip->id;
        code = ct_opened_open(w->cli, clip, &slot->opened, err);
        if (code) {
            ct_opened_close(&slot->opened);
            slot->clip = ct_id_none();
        }
    }
    slot->used = ++w->uses;
    *out = &slot->opened;
    return code;
}

/* --- lines ------------------------------------------------------------------------------------------ */

static void print_without_picture(const struct watching *w, const ct_layer *layer)
{
    const ct_event *e = layer->event < 0 ? NULL : &w->view.events.events[layer->event];
    char           *name = ct_utf8_clean(
                  e ? (*ct_str_or_empty(e->name) ? e->name : ct_str_or_empty(e->reel)) : "", true);

    if (layer->kind == CT_LAYER_BLACK)
        printf("\tblack\t-\t-");
    else
        printf("\t%s %s\t-\t-", layer->kind == CT_LAYER_MISSING ? "missing" : "outside", name);
    free(name);
}

/* Gives the picture in *out; NULL where there is none. */
static ct_code print_layer(struct watching *w, const ct_layer *layer, int direction, ct_frame **out,
                           ct_error *err)
{
    const ct_clip    *clip = ct_cut_view_clip(&w->view, layer->clip);
    struct ct_opened *opened;
    ct_frame         *frame = NULL;
    char              md5[CT_FRAME_MD5_BYTES];

    *out = NULL;
    if (layer->kind != CT_LAYER_PICTURE || !clip) {
        print_without_picture(w, layer);
        return CT_OK;
    }
    ct_code code = open_clip(w, clip, &opened, err);
    if (code == CT_NO_INPUT) {
        printf("\toffline %s\t%" PRId64 "\t-", clip->path, layer->frame);
        return CT_OK;
    }
    if (!code)
        code = ct_opened_fetch(opened, layer->frame, direction, &frame, err);
    if (code)
        return code;
    printf("\t%s\t%" PRId64 "\t%s", clip->path, frame->number, ct_frame_md5(frame, md5));
    *out = frame;
    return CT_OK;
}

/* The md5 of both in one picture, "-" where they cannot be mixed in their own samples. */
static void print_mixed(const ct_mix *mix)
{
    char      md5[CT_FRAME_MD5_BYTES];
    ct_frame *mixed = ct_frame_mix(mix);

    printf("\t%s", mixed ? ct_frame_md5(mixed, md5) : "-");
    ct_frame_unref(&mixed);
}

static ct_code print_record(struct watching *w, int64_t record, int direction, ct_error *err)
{
    const ct_cut *cut = &w->view.cut;
    ct_look       look = ct_cut_map_look(w->view.map, record);
    ct_mix        mix = {.weight = (int)look.weight, .of = (int)look.of, .wipe = look.wipe};
    char          tc[CT_TC_TEXT_BYTES];

    printf("%" PRId64 "\t%s\t%" PRId64 "/%" PRId64, record,
           ct_tc_print(cut->start + record, cut->count, tc), look.weight, look.of);
    ct_code code = print_layer(w, &look.over, direction, &mix.over, err);
    if (!code && look.weight < look.of)
        code = print_layer(w, &look.under, direction, &mix.under, err);
    if (!code && look.weight < look.of)
        print_mixed(&mix);
    printf("\n");
    ct_mix_unref(&mix);
    return code;
}

/* --- the command -------------------------------------------------------------------------------------- */

static int compare_edges(const void *a, const void *b)
{
    const int64_t *p = a, *q = b;

    return (*p > *q) - (*p < *q);
}

/* Where another event is seen, and where a transition is over. */
static int64_t *edges_of(const ct_cut_view *v, size_t *count)
{
    size_t         shots;
    const ct_shot *shot = ct_sight_shots(ct_cut_map_sight(v->map), &shots);
    int64_t       *edges = ct_alloc_array(2 * shots + 1, sizeof *edges);

    *count = 0;
    for (size_t i = 0; i < shots; i++) {
        const ct_event *e = &v->events.events[shot[i].event];
        edges[(*count)++] = shot[i].record.first;
        edges[(*count)++] = e->record.first + e->transition_frames;
    }
    qsort(edges, *count, sizeof *edges, compare_edges);
    return edges;
}

static ct_code print_all(struct watching *w, ct_error *err)
{
    struct ct_order order = {.direction = 0};
    size_t          count;
    int64_t        *edges = edges_of(&w->view, &count);
    ct_code         code = ct_order_make(w->cli, w->view.cut.frames, edges, count, &order, err);

    for (size_t i = 0; i < order.count && !code; i++) {
        if (ct_cli_stopped(NULL))
            code = ct_fail(err, CT_CANCELLED, "Stopped.");
        else
            code = print_record(w, order.numbers[i], order.direction, err);
    }
    free(order.numbers);
    free(edges);
    return code;
}

static ct_code watch(struct watching *w, ct_query *query, ct_error *err)
{
    ct_cut  cut;
    ct_code code = ct_query_cut_named(query, ct_cli_value(w->cli, "--cut"), &cut, err);

    if (code)
        return code;
    code = ct_cut_view_read(query, cut.id, &w->view, err);
    ct_cut_finish(&cut);
    return code ? code : print_all(w, err);
}

ct_code ct_cli_frames_of_cut(const ct_cli *cli, ct_error *err)
{
    struct watching w = {.cli = cli};
    ct_store       *store = NULL;
    ct_code code = ct_store_open(cli->operands[0], CT_STORE_READ_ONLY, cli->log, &store, err);

    if (!code)
        code = watch(&w, ct_store_query(store), err);
    for (int i = 0; i < OPEN_MOST; i++)
        ct_opened_close(&w.slots[i].opened);
    ct_cut_view_finish(&w.view);
    ct_store_close(&store);
    return code;
}
