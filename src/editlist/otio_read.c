/* SPDX-License-Identifier: MIT */
/* Reading OpenTimelineIO: all picture tracks with their sound, and sound that stands alone. Stacks and tracks
 * in tracks are read as the clips inside them. Unknown schemas and members are passed over. */
#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "accompany_priv.h"
#include "nest_priv.h"
#include "passing_priv.h"
#include "otio_priv.h"

static ct_code read_tracks(otio_reader *r, const cJSON *stack, ct_error *err);
static ct_code read_track(otio_reader *r, const cJSON *track, unsigned channels, ct_error *err);

/* --- items that are no clips ------------------------------------------------------- */

/* Its length only. */
static void skip_item(otio_reader *r, const cJSON *item)
{
    otio_pass(&r->so_far, item, r->t->fps);
}

/* A gap of ours that stood in the cut as black is more than nothing. */
static bool is_black(const cJSON *gap)
{
    return otio_is(gap, "Gap") && cJSON_IsTrue(otio_member(otio_ours(gap), "black"));
}

static void read_black(otio_reader *r, const cJSON *gap)
{
    otio_time first = otio_start_of(otio_member(gap, "source_range"));
    int64_t   record = ct_elapsed_boundary(&r->so_far, r->t->fps);

    skip_item(r, gap);
    ct_event *e = ct_timeline_add(r->t);
    e->name = ct_strdup(*otio_text(gap, "name") ? otio_text(gap, "name") : NULL);
    e->reel = ct_strdup("BL");
    e->fps = r->t->fps;
    e->track = r->track;
    r->top = r->top > r->track ? r->top : r->track;
    e->record = (ct_span){record, ct_elapsed_boundary(&r->so_far, r->t->fps)};
    e->source.first = otio_frames(first, e->fps);
    e->source.end = e->source.first + ct_span_count(e->record);
    otio_add_markers(r, e, gap, 0);
}

/* Nothing is shown, but something may be said. */
static void read_gap(otio_reader *r, const cJSON *gap)
{
    otio_time first = otio_start_of(otio_member(gap, "source_range"));

    otio_add_timeline_markers(r, r->t, gap, otio_frames(first, r->t->fps),
                              ct_elapsed_boundary(&r->so_far, r->t->fps));
    skip_item(r, gap);
}

/* Sound of ours that was recorded apart: the clip of its picture brings it. */
static bool is_apart(const cJSON *clip)
{
    const cJSON *ours = otio_ours(clip);

    return cJSON_IsTrue(otio_member(ours, "linked")) && otio_member(ours, "first_sample");
}

/* They lie in the order of the events that they are linked to. */
static void link_apart(otio_reader *r, const cJSON *clip)
{
    const cJSON *resolve = otio_member(otio_member(clip, "metadata"), "Resolve_OTIO");
    int64_t      number = otio_number(resolve, "Link Group ID");

    for (size_t tried = 0; tried < r->t->event_count && number > 0; tried++) {
        r->linked = (r->linked + 1) % r->t->event_count;
        if (r->t->events[r->linked].number != number)
            continue;
        ct_add_channels(&r->t->events[r->linked], otio_channels(clip, CT_CHANNEL_A1 * 3));
        return;
    }
}

/* --- timelines in timelines --------------------------------------------------------- */

static bool is_container(const cJSON *item)
{
    return otio_is(item, "Stack") || otio_is(item, "Track") || otio_is(item, "Timeline");
}

static const cJSON *stack_of(const cJSON *item)
{
    return otio_is(item, "Timeline") ? otio_member(item, "tracks") : item;
}

/* A track that names a range of itself shows that. One without length, as programs write for empty
 * tracks, names none. */
static bool is_cut(const cJSON *track)
{
    const cJSON *range = otio_member(track, "source_range");

    return otio_length_of(range).fps.num > 0 && otio_length_of(range).value > 0;
}

/* Those of a stack (or of a track) and of the tracks in it, which lie on its clock, but where a track is cut. Those of
 * a track in a track are read with it. */
static void add_stack_markers(otio_reader *r, ct_timeline *t, const cJSON *stack)
{
    const cJSON *track;

    otio_add_timeline_markers(r, t, stack, 0, 0);
    if (otio_is(stack, "Track"))
        return;
    cJSON_ArrayForEach(track, otio_member(stack, "children"))
    {
        otio_time first = otio_start_of(otio_member(track, "source_range"));
        if (otio_is(track, "Track"))
            otio_add_timeline_markers(r, t, track, is_cut(track) ? otio_frames(first, t->fps) : 0,
                                      0);
    }
}

static void add_counts(otio_reader *r, const otio_reader *inside)
{
    r->others += inside->others;
    r->other_tracks += inside->other_tracks;
    r->retimed += inside->retimed;
    r->uneven += inside->uneven;
    r->flattened += inside->flattened;
    r->too_deep += inside->too_deep;
    r->disabled += inside->disabled;
    r->transitions += inside->transitions;
    r->other_transitions += inside->other_transitions;
    r->from_zero += inside->from_zero;
    r->unplaced += inside->unplaced;
}

/* Reads what it holds by itself, in the rate of the whole. */
static ct_code read_inside(otio_reader *r, const cJSON *item, unsigned channels, ct_timeline *inner,
                           ct_error *err)
{
    otio_reader inside = {
        .t = inner, .top = -1, .depth = r->depth + 1, .leave = r->leave, .findings = r->findings};
    ct_code code;

    ct_timeline_init(inner);
    inner->fps = r->t->fps;
    inner->count = r->t->count;
    code = otio_is(item, "Track") ? read_track(&inside, item, channels, err)
                                  : read_tracks(&inside, stack_of(item), err);
    add_counts(r, &inside);
    return code;
}

static void drop_other_kind(ct_timeline *t, unsigned channels)
{
    size_t kept = 0;

    for (size_t i = 0; i < t->event_count; i++) {
        if (!(t->events[i].channels & CT_CHANNEL_V) == !(channels & CT_CHANNEL_V))
            t->events[kept++] = t->events[i];
        else
            ct_event_finish(&t->events[i]);
    }
    t->event_count = kept;
}

/* Effects leave it as long as its range says. */
static ct_event find_place(otio_reader *r, const cJSON *item, int64_t from, int64_t record,
                           int64_t count)
{
    double   speed = otio_speed(r, item);
    ct_event place = {.record = {record, record + count},
                      .speed = av_d2q(fabs(speed), 100000),
                      .reverse = speed < 0};

    r->retimed += speed != 1;
    place.source = (ct_span){from, from + ct_passing_times(count, place.speed)};
    return place;
}

/* The part of it that its range names lies behind what its track holds so far. */
static ct_code paste(otio_reader *r, const cJSON *item, ct_timeline *inner, ct_error *err)
{
    const cJSON *range = otio_member(item, "source_range");
    otio_time    first = otio_start_of(range), length = otio_length_of(range);
    int64_t      from = first.fps.num > 0 ? otio_frames(first, r->t->fps) : 0;
    int64_t      count =
        length.fps.num > 0 ? otio_frames(length, r->t->fps) : otio_inside_frames(item, r->t->fps);
    int64_t record = ct_elapsed_boundary(&r->so_far, r->t->fps);

    if (count < 0 || record + count > OTIO_FRAMES_MOST ||
        r->t->event_count + inner->event_count > CT_NEST_EVENTS)
        return ct_fail(err, CT_BAD_DATA, "\"%.80s\": more than a timeline can hold.",
                       otio_text(item, "name"));
    ct_event place = find_place(r, item, from, record, count);
    ct_span  window = ct_nest_window(&place, count);
    size_t   events = r->t->event_count, markers = r->t->marker_count;
    int      top = ct_nest_paste(r->t, inner, window, record, r->track);
    r->transitions += ct_nest_retime(r->t, events, markers, ct_span_count(window), &place);
    r->top = top > r->top ? top : r->top;
    ct_elapsed_add(&r->so_far, count, r->t->fps, r->t->fps);
    return CT_OK;
}

static ct_code read_container(otio_reader *r, const cJSON *item, unsigned channels, ct_error *err)
{
    ct_timeline inner;

    if (r->depth >= CT_NEST_DEPTH) {
        r->too_deep++;
        skip_item(r, item);
        return CT_OK;
    }
    r->flattened++;
    ct_code code = read_inside(r, item, channels, &inner, err);
    drop_other_kind(&inner, channels);
    add_stack_markers(r, &inner, stack_of(item));
    if (!code)
        code = paste(r, item, &inner, err);
    ct_timeline_finish(&inner);
    return code;
}

/* --- tracks ----------------------------------------------------------------------- */

static ct_code read_item(otio_reader *r, const cJSON *item, unsigned channels, ct_error *err)
{
    bool off = cJSON_IsFalse(otio_member(item, "enabled"));

    if (off) {
        r->disabled++;
        skip_item(r, item);
    } else if (is_black(item) && (channels & CT_CHANNEL_V)) {
        read_black(r, item);
    } else if (otio_is(item, "Clip") && !is_apart(item)) {
        return otio_read_clip(r, item, channels, err);
    } else if (is_container(item)) {
        return read_container(r, item, channels, err);
    } else if (otio_is(item, "Gap")) {
        read_gap(r, item);
    } else if (is_apart(item)) {
        link_apart(r, item);
        skip_item(r, item);
    } else {
        r->others++;
        skip_item(r, item);
    }
    return CT_OK;
}

static size_t count_behind(const cJSON *item)
{
    size_t count = 0;

    for (const cJSON *n = item->next; n; n = n->next)
        count += otio_is(n, "Clip") || is_container(n);
    return count;
}

/* What is left out leaves its place empty. Where it does not say how long that is, nobody knows where what is behind it
 * on its track lies: *lost. */
static ct_code read_or_leave(otio_reader *r, const cJSON *item, unsigned channels, bool *lost,
                             ct_error *err)
{
    ct_standing before = ct_standing_of(r->t);
    ct_elapsed  so_far = r->so_far;
    ct_code     code = read_item(r, item, channels, err);

    if (!code || !r->leave.allowed)
        return code;
    *lost = otio_length_of(otio_member(item, "source_range")).fps.num == 0;
    size_t behind = *lost ? count_behind(item) : 0;
    if (behind)
        ct_fail_prefix(err, code, "With what lies behind it on its track (%zu): ", behind);
    r->so_far = so_far;
    skip_item(r, item);
    return ct_leave_out(&r->leave, &before, otio_text(item, "name"), code, err);
}

static ct_code read_track(otio_reader *r, const cJSON *track, unsigned channels, ct_error *err)
{
    const cJSON  *item;
    otio_crossing over = {.in = 0};
    otio_events   before = {0, 0};
    bool          lost = false;
    ct_code       code = CT_OK;

    r->so_far = (ct_elapsed){.count = 0};
    cJSON_ArrayForEach(item, otio_member(track, "children"))
    {
        if (code || lost)
            return code;
        if (otio_is(item, "Transition")) {
            over = otio_read_crossing(r, item);
            continue;
        }
        otio_events made = {r->t->event_count, 0};
        int64_t     cut = ct_elapsed_boundary(&r->so_far, r->t->fps);
        code = read_or_leave(r, item, channels, &lost, err);
        made.end = r->t->event_count;
        if (!code)
            otio_apply_crossing(r, &over, cut, before, made);
        over = (otio_crossing){.in = 0};
        before = made;
    }
    r->transitions += over.in + over.out > 0; /* at the end */
    return code;
}

static ct_code read_cut_track(otio_reader *r, const cJSON *track, unsigned channels, ct_error *err)
{
    ct_timeline inner;
    ct_code     code = read_inside(r, track, channels, &inner, err);

    r->so_far = (ct_elapsed){.count = 0};
    if (!code)
        code = paste(r, track, &inner, err);
    ct_timeline_finish(&inner);
    return code;
}

/* Of a track that does not say it, pictures. */
static bool is_kind(const cJSON *track, const char *kind)
{
    const char *own = otio_text(track, "kind");

    return ct_equal_nocase(*own ? own : "Video", kind);
}

/* Is there more in it than gaps? */
static bool has_clips(const cJSON *track)
{
    const cJSON *item;

    cJSON_ArrayForEach(item, otio_member(track, "children"))
    {
        if (otio_is(item, "Clip") || is_container(item) || is_black(item))
            return true;
    }
    return false;
}

static ct_code read_own_track(otio_reader *r, const cJSON *track, unsigned channels, ct_error *err)
{
    return is_cut(track) ? read_cut_track(r, track, channels, err)
                         : read_track(r, track, channels, err);
}

/* A child of a stack that is no track of pictures or sound lies in it from its beginning. */
static ct_code read_layer(otio_reader *r, const cJSON *item, ct_error *err)
{
    ct_standing before = ct_standing_of(r->t);

    r->so_far = (ct_elapsed){.count = 0};
    return ct_leave_out(&r->leave, &before, otio_text(item, "name"),
                        read_item(r, item, CT_CHANNEL_V, err), err);
}

/* Without a word of its channels sound is stereo. */
static ct_code read_sound_track(otio_reader *r, const cJSON *track, ct_error *err)
{
    const char *type =
        otio_text(otio_member(otio_member(track, "metadata"), "Resolve_OTIO"), "Audio Type");
    int top = r->top;

    r->track = r->sounds;
    r->top = r->sounds - 1;
    ct_code code = read_own_track(
        r, track, ct_equal_nocase(type, "Mono") ? CT_CHANNEL_A1 : CT_CHANNEL_A1 * 3, err);
    r->sounds = r->top + 1;
    r->top = top;
    return code;
}

/* From the lowest up. */
static ct_code read_tracks(otio_reader *r, const cJSON *stack, ct_error *err)
{
    const cJSON *track;
    ct_code      code = CT_OK;

    cJSON_ArrayForEach(track, otio_member(stack, "children"))
    {
        if (code)
            return code;
        r->track = r->top + 1;
        if (cJSON_IsFalse(otio_member(track, "enabled")))
            r->disabled++;
        else if (!otio_is(track, "Track"))
            code = read_layer(r, track, err);
        else if (!has_clips(track))
            continue;
        else if (is_kind(track, "Video"))
            code = read_own_track(r, track, CT_CHANNEL_V, err);
        else if (is_kind(track, "Audio"))
            code = read_sound_track(r, track, err);
        else
            r->other_tracks++; /* subtitles */
    }
    if (!code)
        ct_join_sound_tracks(r->t);
    return code;
}

/* --- the whole -------------------------------------------------------------------- */

static void say(const otio_reader *r)
{
    const ct_tally all[] = {
        {r->others, CT_SAY_WARN, "not-read", "Items of unknown kinds, whose places are empty"},
        {r->other_tracks, CT_SAY_WARN, "other-tracks",
         "Tracks of neither pictures nor sound, left out"},
        {r->flattened, CT_SAY_NOTE, "flattened", "Nested timelines, read as the clips inside them"},
        {r->too_deep, CT_SAY_WARN, "too-deep",
         "Timelines more than eight deep in others, left out"},
        {r->disabled, CT_SAY_NOTE, "disabled", "Tracks and clips that are switched off, left out"},
        {r->transitions, CT_SAY_NOTE, "transitions",
         "Transitions that bring no picture in, as at the end of a track, read as cuts"},
        {r->other_transitions, CT_SAY_NOTE, "other-transitions",
         "Transitions of other kinds, read as dissolves"},
        {r->retimed, CT_SAY_NOTE, "retimed", "Clips that run at another speed"},
        {r->uneven, CT_SAY_WARN, "uneven-speed",
         "Clips that change their time in a way that was not read, read at their natural speed"},
        {r->from_zero, CT_SAY_NOTE, "from-zero",
         "Clips whose range lies before the start of their media, read as counted from its first "
         "frame"},
        {r->unplaced, CT_SAY_WARN, "nowhere", "Markers that do not say where they lie, left out"},
        {r->beside, CT_SAY_WARN, "beside", "Other things in the bin, left out"},
    };

    ct_tally_say(all, sizeof all / sizeof all[0], r->findings);
}

/* What a stack of tracks does not show of itself is none of the timeline. */
static void cut_timeline(otio_reader *r, const cJSON *stack)
{
    const cJSON *range = otio_member(stack, "source_range");
    ct_timeline  whole = *r->t;

    if (!is_cut(stack))
        return;
    int64_t first = otio_frames(otio_start_of(range), r->t->fps);
    ct_span window = {first, first + otio_frames(otio_length_of(range), r->t->fps)};
    r->t->events = NULL;
    r->t->event_count = r->t->cap = 0;
    r->t->markers = NULL;
    r->t->marker_count = r->t->marker_cap = 0;
    whole.title = NULL;
    ct_nest_paste(r->t, &whole, window, 0, 0);
    ct_timeline_finish(&whole);
}

/* The format has no word for it, but a timeline begins on a whole hour: one of drop-frame is never a whole minute of
 * the other counting. */
static bool is_drop(otio_reader *r, const cJSON *ours, int64_t start)
{
    const cJSON *said = otio_member(ours, "drop_frame");
    int          base = ct_tc_base(r->t->fps);

    if (said || !ct_tc_can_drop(r->t->fps))
        return cJSON_IsTrue(said) && ct_tc_can_drop(r->t->fps);
    if (start <= 0 || start % (ct_tc_day((ct_tc_count){base, true}) / 24) != 0)
        return false;
    ct_finding_add(r->findings, CT_SAY_NOTE, "drop-frame", NULL, NULL,
                   "It does not say how it counts; it begins on a whole hour of drop-frame "
                   "timecode, so it is read as that.");
    return true;
}

static ct_code read_timeline(otio_reader *r, const cJSON *root, ct_error *err)
{
    const cJSON *ours = otio_ours(root), *stack = stack_of(root);
    otio_time    start = otio_time_of(otio_member(root, "global_start_time"));
    ct_code      code;

    if (!otio_is(root, "Timeline") && !otio_is(root, "Stack"))
        return ct_fail(err, CT_BAD_DATA,
                       "Expected a Timeline, a Stack, a Track, a Clip or a SerializableCollection "
                       "as the outermost object, found \"%.60s\".",
                       otio_text(root, "OTIO_SCHEMA"));
    ct_strset(&r->t->title, otio_text(root, "name"));
    r->t->fps =
        otio_exact_rate(ours, "edit_rate", start.fps.num > 0 ? start.fps : otio_first_rate(stack));
    r->t->start = start.fps.num > 0 ? otio_frames(start, r->t->fps) : 0;
    r->t->count = (ct_tc_count){ct_tc_base(r->t->fps), is_drop(r, ours, r->t->start)};
    code = read_tracks(r, stack, err);
    add_stack_markers(r, r->t, stack);
    cut_timeline(r, stack);
    if (!code && r->t->event_count == 0 && r->t->marker_count == 0) /* these alone are remarks */
        code = ct_fail_empty(r->t, r->disabled, r->others + r->other_tracks + r->too_deep, err);
    ct_timeline_sort(r->t);
    return code;
}

/* A track or a clip that stands by itself, as the only one of a timeline. Borrows it. NULL: it is neither. */
static cJSON *stack_around(const cJSON *item)
{
    if (!otio_is(item, "Track") && !otio_is(item, "Clip"))
        return NULL;

    cJSON *stack = cJSON_CreateObject(), *children = cJSON_AddArrayToObject(stack, "children");
    cJSON_AddStringToObject(stack, "OTIO_SCHEMA", "Stack.1");
    cJSON_AddStringToObject(stack, "name", otio_text(item, "name"));
    cJSON_AddItemReferenceToArray(children, (cJSON *)(uintptr_t)item); /* is not changed */
    return stack;
}

/* Several objects without one around them are a bin. Takes `root`, gives what it became. */
static cJSON *bin_around(cJSON *root)
{
    if (!cJSON_IsArray(root))
        return root;

    cJSON *bin = cJSON_CreateObject();
    cJSON_AddStringToObject(bin, "OTIO_SCHEMA", "SerializableCollection.1");
    cJSON_AddItemToObject(bin, "children", root);
    return bin;
}

ct_code ct_otio_read(const char *data, size_t bytes, const ct_import_options *how, ct_timeline *out,
                     ct_finding_list *findings, ct_error *err)
{
    char        *text = otio_without_bare_words(data, bytes);
    cJSON       *root = ct_json_parse(text, "a timeline of OpenTimelineIO", err);
    const cJSON *timeline = NULL;
    ct_timeline  made;
    otio_reader  r = {
         .t = &made, .top = -1, .leave = {how->partial, findings}, .findings = findings};

    free(text);
    if (!root)
        return CT_BAD_DATA;
    root = bin_around(root);
    ct_timeline_init(&made);
    ct_code code = otio_settle_times(root, how->edit_rate, findings, err);
    if (!code)
        code = otio_choose(&r, root, how, &timeline, err);
    cJSON *around = timeline ? stack_around(timeline) : NULL;
    timeline = around ? around : timeline;
    if (!code)
        code = timeline ? read_timeline(&r, timeline, err) : otio_read_bin(&r, root, err);
    if (!code) {
        say(&r);
        *out = made;
    } else {
        ct_timeline_finish(&made);
    }
    cJSON_Delete(around);
    cJSON_Delete(root);
    return code;
}
