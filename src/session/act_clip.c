/* SPDX-License-Identifier: MIT */
/* Acts on takes: going from one to the next, slate fields, circle, stars, tags, and what the list
 * shows. Fields are set on every chosen clip at once, as one step of undo. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "acts.h"
#include "replace_task.h"

/* --- from take to take ------------------------------------------------------------------------ */

static ct_code go_to_row(ct_session *s, int64_t row, ct_error *err)
{
    const ct_clip *clip = row >= 0 ? ct_session_clip_at(s, (size_t)row) : NULL;

    if (!clip)
        return ct_fail(err, CT_END, "There is no further clip in the list.");
    ct_session_open_clip(s, clip->id, -1);
    s->chosen.count = 0;
    return CT_OK;
}

static int64_t open_row(const ct_session *s)
{
    return ct_session_clip_row(s, s->clip.id);
}

static ct_code clip_next(ct_act *act, ct_error *err)
{
    return go_to_row(act->session, open_row(act->session) + 1, err);
}

static ct_code clip_previous(ct_act *act, ct_error *err)
{
    return go_to_row(act->session, open_row(act->session) - 1, err);
}

static ct_code clip_first(ct_act *act, ct_error *err)
{
    return go_to_row(act->session, 0, err);
}

static ct_code clip_last(ct_act *act, ct_error *err)
{
    return go_to_row(act->session, (int64_t)ct_session_clip_count(act->session) - 1, err);
}

static ct_code clip_open(ct_act *act, ct_error *err)
{
    ct_clip clip;
    int64_t frame = -1;
    ct_code code = ct_act_clip(act, &clip, err);

    if (code)
        return code;
    if (ct_args_get(act->args, "at"))
        code = ct_act_frame(act, &clip, "at", -1, &frame, err);
    if (!code)
        ct_session_open_clip(act->session, clip.id, frame);
    ct_clip_finish(&clip);
    return code;
}

/* The next one below the open clip that nobody has looked at, around the end once. */
static ct_code clip_unseen(ct_act *act, ct_error *err)
{
    ct_session *s = act->session;
    size_t      count = ct_session_clip_count(s);
    int64_t     from = open_row(s);

    for (size_t i = 1; i <= count; i++) {
        size_t row = (size_t)(from + (int64_t)i) % count;
        if (ct_query_seen(s->query, ct_session_clip_at(s, row)->id) < 0)
            return go_to_row(s, (int64_t)row, err);
    }
    return ct_fail(err, CT_END, "Every clip in the list was seen.");
}

static ct_code go_to_take(ct_act *act, int64_t step, ct_error *err)
{
    ct_session *s = act->session;
    ct_id_list  takes = {0};
    ct_code     code = ct_query_takes(s->query, s->clip.id, &takes, err);
    int64_t     at = -1;

    for (size_t i = 0; i < takes.count; i++)
        if (ct_id_equal(takes.items[i], s->clip.id))
            at = (int64_t)i + step;
    if (!code && (at < 0 || (size_t)at >= takes.count))
        code = ct_fail(err, CT_END, "There is no further take of this set-up.");
    if (!code)
        ct_session_open_clip(s, takes.items[at], -1);
    ct_id_list_finish(&takes);
    return code;
}

static ct_code take_next(ct_act *act, ct_error *err)
{
    return go_to_take(act, 1, err);
}

static ct_code take_previous(ct_act *act, ct_error *err)
{
    return go_to_take(act, -1, err);
}

/* Two takes are compared by going back and forth, each where it was left. */
static ct_code clip_before(ct_act *act, ct_error *err)
{
    ct_session *s = act->session;

    if (ct_id_is_none(s->clip_before))
        return ct_fail(err, CT_END,
                       "No other clip was open yet: open one, then another, and this "
                       "key goes back and forth between them.");
    ct_session_open_clip(s, s->clip_before, s->frame_before);
    return CT_OK;
}

static ct_code clip_all(ct_act *act, ct_error *err)
{
    (void)err;
    ct_session_select_all_clips(act->session);
    return CT_OK;
}

/* --- fields ------------------------------------------------------------------------------------ */

/* Submits an edit made for `count` clips. */
static ct_code finish_fields(ct_act *act, ct_edit *edit, ct_id *ids, ct_error *err)
{
    free(ids);
    return ct_session_commit(act->session, &edit, err);
}

static ct_code clip_circle(ct_act *act, ct_error *err)
{
    ct_session *s = act->session;
    const char *on_text = ct_args_get(act->args, "on");
    ct_id      *ids;
    size_t      count;
    int64_t     on;
    ct_clip     first;
    ct_code     code = ct_act_int(act, "on", 0, 1, 1, &on, err);

    if (!code)
        code = ct_act_clips(act, &ids, &count, err);
    if (code)
        return code;
    /* Several at once follow the first, so that one press makes them alike. */
    if (!on_text && ct_query_clip(s->query, ids[0], &first, NULL) == CT_OK) {
        on = !first.circled;
        ct_clip_finish(&first);
    }
    ct_edit *edit =
        ct_edit_create(on ? "Circle take" : "Take the circle back", ct_session_author(s), 0);
    for (size_t i = 0; i < count; i++)
        ct_edit_set_int(edit, ids[i], CT_CLIP_CIRCLED, on);
    return finish_fields(act, edit, ids, err);
}

static ct_code clip_rate(ct_act *act, ct_error *err)
{
    ct_id  *ids;
    size_t  count;
    int64_t stars;
    ct_code code = ct_act_int(act, "stars", 0, 5, 0, &stars, err);

    if (!code)
        code = ct_act_clips(act, &ids, &count, err);
    if (code)
        return code;
    ct_edit *edit = ct_edit_create("Rate take", ct_session_author(act->session), 0);
    for (size_t i = 0; i < count; i++)
        ct_edit_set_int(edit, ids[i], CT_CLIP_RATING, stars);
    return finish_fields(act, edit, ids, err);
}

/* The same colour again takes it away, as the same star would. */
static ct_code clip_colour(ct_act *act, ct_error *err)
{
    ct_session    *s = act->session;
    const char    *name = ct_args_text(act->args, "colour");
    ct_clip_colour colour;
    ct_id         *ids;
    size_t         count;
    ct_clip        first;

    if (!ct_clip_colour_parse(name, &colour))
        return ct_fail(err, CT_USAGE,
                       "colour=%s: a clip can be red, orange, yellow, green, teal, blue, purple, "
                       "pink or none.",
                       name);
    ct_code code = ct_act_clips(act, &ids, &count, err);
    if (code)
        return code;
    if (ct_query_clip(s->query, ids[0], &first, NULL) == CT_OK) {
        if (first.colour == colour)
            colour = CT_COLOUR_NONE;
        ct_clip_finish(&first);
    }
    ct_edit *edit =
        ct_edit_create(colour ? "Label clip" : "Take label off", ct_session_author(s), 0);
    for (size_t i = 0; i < count; i++)
        ct_edit_set_int(edit, ids[i], CT_CLIP_COLOUR, colour);
    return finish_fields(act, edit, ids, err);
}

/* Any of the slate's texts, on every chosen clip. */
static ct_code clip_set(ct_act *act, ct_error *err)
{
    static const struct {
        const char *name;
        ct_field    field;
    } fields[] = {{"scene", CT_CLIP_SCENE},      {"shot", CT_CLIP_SHOT},
                  {"take", CT_CLIP_TAKE},        {"camera", CT_CLIP_CAMERA},
                  {"reel", CT_CLIP_REEL},        {"description", CT_CLIP_DESCRIPTION},
                  {"keywords", CT_CLIP_KEYWORDS}};
    ct_id  *ids;
    size_t  count;
    ct_code code = ct_act_clips(act, &ids, &count, err);

    if (code)
        return code;
    ct_edit *edit = ct_edit_create("Change slate", ct_session_author(act->session), 0);
    for (size_t i = 0; i < count; i++)
        for (size_t f = 0; f < sizeof fields / sizeof fields[0]; f++) {
            const char *value = ct_args_get(act->args, fields[f].name);
            if (value)
                ct_edit_set_text(edit, ids[i], fields[f].field, value);
        }
    return finish_fields(act, edit, ids, err);
}

/* The reviewer knows better than the file what its first frame is called. */
static ct_code clip_timecode(ct_act *act, ct_error *err)
{
    ct_clip clip;
    int64_t start;
    bool    drop;
    ct_code code = ct_act_clip(act, &clip, err);

    if (code)
        return code;
    code = ct_tc_parse_any(ct_args_text(act->args, "start"), ct_tc_base(clip.fps), false, &start,
                           &drop, err);
    if (!code && drop && !ct_tc_can_drop(clip.fps))
        code = ct_fail(err, CT_BAD_DATA, "Drop-frame does not exist at this clip's rate.");
    if (!code) {
        ct_edit *edit = ct_edit_create("Set start timecode", ct_session_author(act->session), 0);
        ct_edit_set_int(edit, clip.id, CT_CLIP_TC_START, start);
        ct_edit_set_int(edit, clip.id, CT_CLIP_TC_BASE, ct_tc_base(clip.fps));
        ct_edit_set_int(edit, clip.id, CT_CLIP_TC_DROP, drop);
        ct_edit_set_int(edit, clip.id, CT_CLIP_TC_RATE_NUM, clip.fps.num);
        ct_edit_set_int(edit, clip.id, CT_CLIP_TC_RATE_DEN, clip.fps.den);
        ct_edit_set_int(edit, clip.id, CT_CLIP_TC_SOURCE, CT_TC_USER);
        code = ct_session_commit(act->session, &edit, err);
    }
    ct_clip_finish(&clip);
    return code;
}

static ct_code clip_replace(ct_act *act, ct_error *err)
{
    ct_clip clip;
    ct_code code = ct_act_clip(act, &clip, err);

    if (code)
        return code;
    code = ct_session_replace(act->session, &clip, ct_args_get(act->args, "file"), act->json,
                              act->output, err);
    ct_clip_finish(&clip);
    return code;
}

static ct_code clip_refresh(ct_act *act, ct_error *err)
{
    ct_clip clip;
    ct_code code = ct_act_clip(act, &clip, err);

    if (code)
        return code;
    code = ct_session_refresh(act->session, &clip, act->json, act->output, err);
    ct_clip_finish(&clip);
    return code;
}

/* --- tags ---------------------------------------------------------------------------------------- */

/* "a, b" with `tag` put in, or taken out when it is there and `on` is not wanted. */
static char *change_keywords(const char *keywords, const char *tag, bool on)
{
    ct_str out = {0};

    for (const char *p = ct_str_or_empty(keywords); *p;) {
        p += strspn(p, ", ");
        size_t bytes = strcspn(p, ",");
        char  *word = ct_strndup(p, bytes);
        p += bytes;
        while (bytes > 0 && word[bytes - 1] == ' ')
            word[--bytes] = '\0';
        if (*word && !ct_equal_nocase(word, tag))
            ct_str_appendf(&out, "%s%s", out.len ? ", " : "", word);
        free(word);
    }
    if (on)
        ct_str_appendf(&out, "%s%s", out.len ? ", " : "", tag);
    return ct_str_take(&out);
}

static bool has_keyword(const char *keywords, const char *tag)
{
    char *without = change_keywords(keywords, tag, false);
    char *with = change_keywords(without, tag, true);
    bool  had = strlen(ct_str_or_empty(keywords)) > strlen(without);

    free(without);
    free(with);
    return had;
}

static const char *tag_name(ct_session *s, const ct_act *act, ct_tag_list *tags, ct_error *err)
{
    const char *name = ct_args_get(act->args, "name");
    int64_t     number;

    if (name)
        return name;
    if (ct_act_int(act, "number", 1, 9, 0, &number, err) || ct_query_tags(s->query, tags, err))
        return NULL;
    for (size_t i = 0; i < tags->count; i++)
        if (tags->items[i].position == number)
            return tags->items[i].name;
    ct_fail(err, CT_NO_INPUT,
            "Tag %lld has no name yet: give it one with %stag.name number=%lld name=...",
            (long long)number, s->config.headless ? "" : "Ctrl+K ", (long long)number);
    return NULL;
}

static ct_code toggle_tag(ct_act *act, const char *tag, ct_error *err)
{
    ct_session *s = act->session;
    ct_id      *ids;
    size_t      count;
    bool        on = true;
    ct_code     code = ct_act_clips(act, &ids, &count, err);

    if (code)
        return code;
    ct_edit *edit = ct_edit_create("Tag take", ct_session_author(s), 0);
    for (size_t i = 0; i < count; i++) {
        ct_clip clip;
        if (ct_query_clip(s->query, ids[i], &clip, NULL) != CT_OK)
            continue;
        if (i == 0)
            on = !has_keyword(clip.keywords, tag);
        char *keywords = change_keywords(clip.keywords, tag, on);
        ct_edit_set_text(edit, ids[i], CT_CLIP_KEYWORDS, keywords);
        free(keywords);
        ct_clip_finish(&clip);
    }
    return finish_fields(act, edit, ids, err);
}

static ct_code tag_toggle(ct_act *act, ct_error *err)
{
    ct_tag_list tags = {0};
    const char *tag = tag_name(act->session, act, &tags, err);
    ct_code     code = tag ? toggle_tag(act, tag, err) : CT_NO_INPUT;

    ct_tag_list_finish(&tags);
    return code;
}

/* Gives a number key its tag; the one that had it goes. */
static ct_code tag_set(ct_act *act, ct_error *err)
{
    ct_session *s = act->session;
    ct_tag_list tags = {0};
    int64_t     number;
    ct_code     code = ct_act_int(act, "number", 1, 9, 0, &number, err);

    if (!code)
        code = ct_query_tags(s->query, &tags, err);
    if (code)
        return code;
    ct_edit *edit = ct_edit_create("Name tag", ct_session_author(s), 0);
    for (size_t i = 0; i < tags.count; i++)
        if (tags.items[i].position == number)
            ct_edit_withdraw(edit, CT_TABLE_TAG, tags.items[i].id);
    if (*ct_args_text(act->args, "name"))
        ct_edit_add_tag(edit, (int)number, ct_args_text(act->args, "name"));
    ct_tag_list_finish(&tags);
    return ct_session_commit(s, &edit, err);
}

/* --- what the list shows ---------------------------------------------------------------------------- */

static ct_code list_find(ct_act *act, ct_error *err)
{
    ct_session *s = act->session;

    (void)err;
    ct_strset(&s->find, ct_args_text(act->args, "text"));
    ct_session_set_setting(s, "view.find", s->find);
    ct_session_want_list(s);
    s->changed |= CT_CHANGED_CLIPS;
    return CT_OK;
}

/* By the same column again: the other way round. */
static ct_code list_sort(ct_act *act, ct_error *err)
{
    ct_session  *s = act->session;
    ct_clip_sort sort;
    char         text[40];

    if (!ct_clip_sort_parse(ct_args_text(act->args, "by"), &sort)) {
        ct_str names = {0};
        for (int i = 0; i < CT_SORT_COUNT; i++)
            ct_str_appendf(&names, " %s", ct_clip_sort_name((ct_clip_sort)i));
        ct_code code = ct_fail(err, CT_USAGE, "by=%s: the list can be sorted by:%s.",
                               ct_args_text(act->args, "by"), ct_str_text(&names));
        ct_str_finish(&names);
        return code;
    }
    s->descending = sort == s->sort ? !s->descending : false;
    s->sort = sort;
    snprintf(text, sizeof text, "%s%s", s->descending ? "-" : "", ct_clip_sort_name(sort));
    ct_session_set_setting(s, "view.sort", text);
    ct_session_want_list(s);
    s->changed |= CT_CHANGED_CLIPS;
    return CT_OK;
}

#define GOES   (CT_ACT_NEEDS_WINDOW)
#define WRITES (CT_ACT_NEEDS_CLIP | CT_ACT_WRITES)

const ct_action ct_acts_clip[] = {
    {"clip.next", "Open the next clip in the list", "", GOES | CT_ACT_REPEATS, clip_next},
    {"clip.previous", "Open the clip before in the list", "", GOES | CT_ACT_REPEATS, clip_previous},
    {"clip.first", "Open the first clip in the list", "", GOES, clip_first},
    {"clip.last", "Open the last clip in the list", "", GOES, clip_last},
    {"clip.unseen", "Open the next clip nobody has looked at", "", GOES, clip_unseen},
    {"clip.open", "Open a clip", "clip at?", GOES, clip_open},
    {"clip.before", "Compare: go to the clip that was open before this one, and back", "", GOES,
     clip_before},
    {"clip.all", "Choose every clip in the list", "", GOES, clip_all},
    {"take.next", "Open the next take of this set-up", "", GOES | CT_ACT_NEEDS_CLIP, take_next},
    {"take.previous", "Open the take before of this set-up", "", GOES | CT_ACT_NEEDS_CLIP,
     take_previous},
    {"clip.circle", "Circle the take, or take the circle back", "clip? on?", WRITES, clip_circle},
    {"clip.rate", "Give the take stars, 0 to 5", "stars clip?", WRITES, clip_rate},
    {"clip.colour", "Give the clip a colour label; the same again takes it off", "colour clip?",
     WRITES, clip_colour},
    {"clip.set", "Set slate fields of the chosen clips",
     "clip? scene? shot? take? camera? reel? description? keywords?", WRITES, clip_set},
    {"clip.timecode", "Say what the first frame's timecode is", "start clip?", WRITES,
     clip_timecode},
    {"clip.replace", "Take another file for the clip, and find its marks there", "file clip?",
     WRITES, clip_replace},
    {"clip.refresh", "Look at the clip's file again: it grew, came back or was changed", "clip?",
     WRITES, clip_refresh},
    {"tag.toggle", "Put a tag of the project's list on the take, or take it off",
     "number? name? clip?", WRITES, tag_toggle},
    {"tag.name", "Give a number key its tag", "number name", CT_ACT_WRITES, tag_set},
    {"list.find", "Show only clips that match", "text", GOES, list_find},
    {"list.sort", "Sort the list; by the same column again: the other way round", "by", GOES,
     list_sort},
};
const size_t ct_acts_clip_count = sizeof ct_acts_clip / sizeof ct_acts_clip[0];
