/* SPDX-License-Identifier: MIT */
/* At which rate a list was made that does not say so itself. */
#include <stdlib.h>

#include "circletake/rate.h"
#include "circletake/str.h"
#include "receive_priv.h"

enum { RATES_MOST = 16 };

typedef struct rates {
    AVRational items[RATES_MOST];
    int        count;
} rates;

static rates rates_of(const ct_clip_list *clips)
{
    rates all = {.count = 0};

    for (size_t i = 0; i < clips->count; i++) {
        AVRational fps = clips->items[i].fps;
        int        k = 0;
        while (k < all.count && !ct_rate_equal(all.items[k], fps))
            k++;
        if (fps.num > 0 && fps.den > 0 && k == all.count && all.count < RATES_MOST)
            all.items[all.count++] = fps;
    }
    return all;
}

AVRational ct_receiving_rate(const receiving *r)
{
    AVRational rate = ct_query_edit_rate(r->query);
    rates      all = rates_of(&r->clips);

    return rate.num == 0 && all.count == 1 ? all.items[0] : rate;
}

void ct_receive_target(const receiving *r, ct_import_options *how)
{
    AVRational fps = {0, 1};
    ct_cut     cut;
    ct_clip    clip;

    if (r->order->cut && ct_query_cut_named(r->query, r->order->cut, &cut, NULL) == CT_OK) {
        fps = cut.fps;
        how->drop = cut.count.drop;
        ct_cut_finish(&cut);
    } else if (r->order->clip &&
               ct_query_clip_named(r->query, r->order->clip, &clip, NULL) == CT_OK) {
        bool labels = clip.tc.rate.num > 0;
        fps = labels ? clip.tc.rate : clip.fps;
        how->drop = labels && clip.tc.count.drop;
        ct_clip_finish(&clip);
    }
    if (how->edit_rate.num == 0 && fps.num > 0)
        how->edit_rate = fps;
}

/* How many events conform, read at that rate; 0: one of their clips has another. */
static size_t count_in_step(const receiving *r, const ct_conform *c, const char *data, size_t bytes,
                            AVRational rate)
{
    ct_import_options how = {.edit_rate = rate};
    ct_timeline       list;
    ct_conform_result result = {.events = 0};
    bool              agree = true;

    if (ct_import_with(r->order->path, data, bytes, &how, &list, NULL, NULL) != CT_OK)
        return 0;
    ct_conform_run(c, &list, &result, NULL);
    for (size_t i = 0; i < list.event_count && agree; i++) {
        const ct_clip *clip = ct_receiving_clip(r, list.events[i].clip);
        agree = !clip || ct_rate_equal(clip->fps, rate);
    }
    ct_timeline_finish(&list);
    return agree ? result.matched : 0;
}

bool ct_receive_try_rates(const receiving *r, const char *data, size_t bytes, AVRational *out)
{
    rates       all = rates_of(&r->clips);
    ct_conform *c = ct_conform_create(r->clips.items, r->clips.count);
    size_t      found = 0, events = 0;
    char        label[CT_RATE_TEXT_BYTES];

    for (int i = 0; i < all.count; i++) {
        size_t matched = count_in_step(r, c, data, bytes, all.items[i]);
        if (matched == 0)
            continue;
        *out = all.items[i];
        events = matched;
        found++;
    }
    ct_conform_destroy(&c);
    if (found != 1)
        return false;
    ct_finding_add(
        &r->out->findings, CT_SAY_NOTE, "rate-of-clips", NULL,
        "Import it again with its own rate if that is another.",
        "The list does not say its rate and was read at %s: all clips that it names have "
        "that (%zu event%s).",
        ct_rate_label(*out, label), events, CT_S(events));
    return true;
}

static const char *rate_word(const receiving *r)
{
    return r->order->rate_word ? r->order->rate_word : "edit_rate=";
}

void ct_receive_other_rate(const receiving *r, const char *data, size_t bytes,
                           const ct_import_options *how, ct_error *err)
{
    static const struct {
        AVRational  fps;
        const char *name, *example;
    } others[] = {{{25, 1}, "25", "25"},
                  {{30000, 1001}, "29.97 or 30", "29.97"},
                  {{50, 1}, "50", "50"},
                  {{60000, 1001}, "59.94 or 60", "59.94"}};
    ct_error said = *err;

    for (size_t i = 0; how->edit_rate.num > 0 && i < sizeof others / sizeof others[0]; i++) {
        ct_import_options other = *how;
        ct_timeline       list;
        other.edit_rate = others[i].fps;
        if (ct_tc_base(others[i].fps) <= ct_tc_base(how->edit_rate) ||
            ct_import_with(r->order->path, data, bytes, &other, &list, NULL, NULL) != CT_OK)
            continue;
        ct_timeline_finish(&list);
        ct_fail(err, CT_BAD_DATA,
                "%s All of it can be read at %s frames a second: if that is its rate, say %s%s.",
                said.text, others[i].name, rate_word(r), others[i].example);
        return;
    }
}

ct_code ct_receive_ask_rate(const receiving *r, ct_error *err)
{
    rates    all = rates_of(&r->clips);
    char     label[CT_RATE_TEXT_BYTES] = "25";
    ct_error asked = *err;

    if (all.count > 0)
        ct_rate_label(all.items[0], label);
    return ct_fail(err, CT_USAGE, "%s Say it, for example %s%s.", asked.text, rate_word(r), label);
}
