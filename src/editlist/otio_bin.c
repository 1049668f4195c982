/* SPDX-License-Identifier: MIT */
/* Bins of OpenTimelineIO: the timelines in them, or their clips; and the rate of what says none. */
#include "choice_priv.h"
#include "otio_priv.h"

/* Rate of the first clip or gap that says one; {0,1}: none does. */
static AVRational said_rate(const cJSON *items)
{
    const cJSON *item;

    cJSON_ArrayForEach(item, items)
    {
        const cJSON *own = otio_member(item, "source_range");
        const cJSON *range =
            cJSON_IsObject(own) ? own : otio_member(otio_media(item), "available_range");
        otio_time length = otio_length_of(range);
        if (length.fps.num > 0)
            return length.fps;
    }
    return (AVRational){0, 1};
}

/* The same, else that of a clip deeper in. */
static AVRational said_rate_deep(const cJSON *items)
{
    AVRational   rate = said_rate(items);
    const cJSON *item;

    cJSON_ArrayForEach(item, items)
    {
        const cJSON *inside = otio_is(item, "Timeline") ? otio_member(item, "tracks") : item;
        if (rate.num == 0)
            rate = said_rate_deep(otio_member(inside, "children"));
    }
    return rate;
}

static AVRational rate_of_first(const cJSON *items)
{
    AVRational rate = said_rate(items);

    return rate.num > 0 ? rate : (AVRational){25, 1};
}

static AVRational range_rate(const cJSON *holder)
{
    return otio_length_of(otio_member(holder, "source_range")).fps;
}

/* What the stack or a track says of itself is more than what a clip says, which may be of another rate. */
AVRational otio_first_rate(const cJSON *stack)
{
    const cJSON *track;
    AVRational   rate = range_rate(stack);

    for (int items = 0; items < 2; items++)
        cJSON_ArrayForEach(track, otio_member(stack, "children"))
        {
            if (rate.num == 0)
                rate = items ? said_rate(otio_member(track, "children")) : range_rate(track);
        }
    if (rate.num == 0)
        rate = said_rate_deep(otio_member(stack, "children"));
    return rate.num > 0 ? rate : (AVRational){25, 1};
}

static bool is_bin(const cJSON *object)
{
    return otio_is(object, "SerializableCollection");
}

static bool is_timeline(const cJSON *object)
{
    return otio_is(object, "Timeline") || otio_is(object, "Stack") || otio_is(object, "Track");
}

/* Those of a bin, and of bins in it. cJSON bounds how deep. */
static void collect_timelines(otio_reader *r, ct_choice *timelines, const cJSON *bin)
{
    const cJSON *child;

    cJSON_ArrayForEach(child, otio_member(bin, "children"))
    {
        if (is_timeline(child))
            ct_choice_add(timelines, otio_text(child, "name"), child);
        else if (is_bin(child))
            collect_timelines(r, timelines, child);
        else
            r->beside++;
    }
}

ct_code otio_choose(otio_reader *r, const cJSON *root, const ct_import_options *how,
                    const cJSON **out, ct_error *err)
{
    ct_choice   timelines = {0};
    const void *timeline = NULL;

    if (is_bin(root))
        collect_timelines(r, &timelines, root);
    else
        ct_choice_add(&timelines, otio_text(root, "name"), root);
    ct_code code = ct_choice_make(&timelines, how, "timeline", &timeline, r->findings, err);
    *out = timeline;
    ct_choice_finish(&timelines);
    return code;
}

/* The clips of a bin and of those in it, end to end. */
static ct_code read_bin_clips(otio_reader *r, const cJSON *bin, ct_error *err)
{
    const cJSON *item;
    ct_code      code = CT_OK;

    cJSON_ArrayForEach(item, otio_member(bin, "children"))
    {
        if (code)
            return code;
        ct_standing before = ct_standing_of(r->t);
        if (otio_is(item, "Clip"))
            code = ct_leave_out(&r->leave, &before, otio_text(item, "name"),
                                otio_read_clip(r, item, CT_CHANNEL_V, err), err);
        else if (is_bin(item))
            code = read_bin_clips(r, item, err);
        else
            r->beside++;
    }
    return code;
}

ct_code otio_read_bin(otio_reader *r, const cJSON *bin, ct_error *err)
{
    r->beside = 0;
    r->in_bin = true;
    ct_strset(&r->t->title, otio_text(bin, "name"));
    r->t->fps = rate_of_first(otio_member(bin, "children"));
    r->t->count = (ct_tc_count){ct_tc_base(r->t->fps), false};
    ct_code code = read_bin_clips(r, bin, err);
    return code || r->t->event_count ? code
                                     : ct_fail(err, CT_BAD_DATA, "There is no clip in this bin.");
}
