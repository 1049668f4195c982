/* SPDX-License-Identifier: MIT */
/* See sound_match.h. A proposal is written only when it is sure: one sound meets the clip, or one
 * much longer than any other, and the slates do not speak against it. */
#include "sound_match.h"

#include <cjson/cJSON.h>
#include <libavutil/mathematics.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define NAMED_SURE 0.5

struct proposal {
    size_t  clip, sound;
    bool    found, written;
    ct_sync sync;
    bool    by_clap;
    char    why[CT_ERROR_TEXT_BYTES + 64]; /* with what speaks against it, or why there is none */
};

struct match_task {
    ct_task          task;
    ct_sound_order   order;
    struct proposal *proposals; /* one a clip */
    size_t           written, unsure;
};

/* --- finding, on a lane ---------------------------------------------------------------------- */

/* Time of day of a clip's first frame and its length, microseconds. */
static int64_t began_us(const ct_clip *c)
{
    return av_rescale_q(c->tc.start, av_inv_q(c->tc.rate), (AVRational){1, 1000000});
}

static int64_t length_us(const ct_clip *c)
{
    return av_rescale_q(c->frame_count, av_inv_q(c->fps), (AVRational){1, 1000000});
}

/* From what the project knows, before files are opened: might the two meet? */
static bool may_meet(const ct_clip *clip, const ct_clip *sound)
{
    if (clip->tc.rate.num <= 0 || sound->tc.rate.num <= 0)
        return false;
    int64_t apart_us = began_us(sound) - began_us(clip), day_us = INT64_C(86400000000);

    for (int turn = -1; turn <= 1; turn++) {
        int64_t from_us = apart_us + turn * day_us;
        if (from_us < length_us(clip) && from_us + length_us(sound) > 0)
            return true;
    }
    return false;
}

static bool differ(const char *a, const char *b)
{
    return a && *a && b && *b && !ct_equal_nocase(a, b);
}

static bool slates_differ(const ct_clip *a, const ct_clip *b)
{
    return differ(a->scene, b->scene) || differ(a->shot, b->shot) || differ(a->take, b->take);
}

static bool slates_agree(const ct_clip *a, const ct_clip *b)
{
    return a->scene && *a->scene && ct_equal_nocase(a->scene, ct_str_or_empty(b->scene)) &&
           ct_equal_nocase(ct_str_or_empty(a->shot), ct_str_or_empty(b->shot)) &&
           ct_equal_nocase(ct_str_or_empty(a->take), ct_str_or_empty(b->take));
}

static void by_timecode(struct match_task *t, struct proposal *p)
{
    const ct_clip *clip = &t->order.clips.items[p->clip];
    int64_t        second_us = 0;
    ct_error       err = {0};

    for (size_t i = 0; i < t->order.sounds.count && !ct_task_stopped(&t->task); i++) {
        ct_sync sync;

        if (!t->order.named && !may_meet(clip, &t->order.sounds.items[i]))
            continue;
        if (ct_sync_timecode(clip, &t->order.sounds.items[i], &sync, &err) != CT_OK ||
            sync.overlap_us <= 0)
            continue;
        if (!p->found || sync.overlap_us > p->sync.overlap_us) {
            second_us = p->found ? p->sync.overlap_us : 0;
            p->sync = sync;
            p->sound = i;
            p->found = true;
        } else if (sync.overlap_us > second_us) {
            second_us = sync.overlap_us;
        }
    }
    snprintf(p->why, sizeof p->why, "%s", p->found ? p->sync.why : err.text);
    if (p->found && second_us * 2 > p->sync.overlap_us) {
        p->sync.confidence *= 0.5;
        snprintf(p->why, sizeof p->why, "%s Another sound meets the clip nearly as long.",
                 p->sync.why);
    }
}

static void by_clap(struct match_task *t, struct proposal *p)
{
    const ct_clip *clip = &t->order.clips.items[p->clip];
    ct_error       err = {0};

    for (size_t i = 0; i < t->order.sounds.count && !ct_task_stopped(&t->task); i++) {
        const ct_clip *sound = &t->order.sounds.items[i];
        ct_sync        sync;

        if (!t->order.named && !slates_agree(clip, sound))
            continue;
        if (ct_sync_clap(clip, sound, ct_task_stopped, &t->task, &sync, &err) != CT_OK ||
            sync.overlap_us <= 0 || (p->found && sync.confidence <= p->sync.confidence))
            continue;
        p->sync = sync;
        p->sound = i;
        p->found = p->by_clap = true;
    }
    if (p->found)
        snprintf(p->why, sizeof p->why, "%s", p->sync.why);
    else if (err.text[0])
        snprintf(p->why, sizeof p->why, "%s", err.text);
}

static void propose(struct match_task *t, struct proposal *p)
{
    snprintf(p->why, sizeof p->why, "No sound meets its timecode, and none has its slate.");
    if (t->order.by != CT_SOUND_BY_CLAP)
        by_timecode(t, p);
    if (t->order.by != CT_SOUND_BY_TIMECODE && !p->found)
        by_clap(t, p);
    if (!p->found && !p->why[0])
        snprintf(p->why, sizeof p->why, "No sound meets its timecode, and none has its slate.");
    if (p->found &&
        slates_differ(&t->order.clips.items[p->clip], &t->order.sounds.items[p->sound])) {
        size_t used = strlen(p->why);
        p->sync.confidence *= 0.6;
        snprintf(p->why + used, sizeof p->why - used, " The slates differ.");
    }
}

static void match_run(ct_task *task)
{
    struct match_task *t = (struct match_task *)(void *)task;

    atomic_store(&task->total, (int64_t)t->order.clips.count);
    for (size_t i = 0; i < t->order.clips.count && !ct_task_stopped(task); i++) {
        t->proposals[i].clip = i;
        propose(t, &t->proposals[i]);
        atomic_store(&task->done, (int64_t)i + 1);
    }
}

/* --- writing and telling, on the main thread ---------------------------------------------------- */

static bool sure_enough(const struct match_task *t, const struct proposal *p)
{
    return p->found && p->sync.confidence >= (t->order.named ? NAMED_SURE : CT_SYNC_SURE);
}

static ct_code write_sure(ct_session *s, struct match_task *t, ct_error *err)
{
    ct_edit *edit = ct_edit_create("Attach sound", s->author, 0);

    for (size_t i = 0; i < t->order.clips.count; i++) {
        struct proposal *p = &t->proposals[i];

        t->unsure += p->found && !sure_enough(t, p);
        if (!t->order.attach || !sure_enough(t, p))
            continue;
        ct_id clip = t->order.clips.items[p->clip].id;
        ct_edit_set_id(edit, clip, CT_CLIP_SOUND, t->order.sounds.items[p->sound].id);
        ct_edit_set_int(edit, clip, CT_CLIP_SOUND_START, p->sync.start);
        ct_edit_set_int(edit, clip, CT_CLIP_SOUND_RATE_HZ, p->sync.rate_hz);
        ct_edit_set_text(edit, clip, CT_CLIP_SOUND_HOW, p->by_clap ? "clap" : "timecode");
        p->written = true;
        t->written++;
    }
    if (ct_edit_is_empty(edit)) {
        ct_edit_destroy(&edit);
        return CT_OK;
    }
    return ct_session_commit(s, &edit, err);
}

static void print_json(const struct match_task *t, ct_str *output)
{
    cJSON *all = cJSON_CreateArray();

    for (size_t i = 0; i < t->order.clips.count; i++) {
        const struct proposal *p = &t->proposals[i];
        cJSON                 *o = cJSON_CreateObject();
        char                   id[CT_ID_TEXT_BYTES];

        cJSON_AddItemToArray(all, o);
        cJSON_AddStringToObject(o, "clip", ct_id_text(t->order.clips.items[i].id, id));
        if (p->found) {
            cJSON_AddStringToObject(o, "sound", ct_id_text(t->order.sounds.items[p->sound].id, id));
            cJSON_AddStringToObject(o, "how", p->by_clap ? "clap" : "timecode");
            cJSON_AddNumberToObject(o, "start", (double)p->sync.start);
            cJSON_AddNumberToObject(o, "sample_rate", p->sync.rate_hz);
            cJSON_AddNumberToObject(o, "confidence", p->sync.confidence);
        } else {
            cJSON_AddNullToObject(o, "sound");
        }
        cJSON_AddBoolToObject(o, "attached", p->written);
        cJSON_AddStringToObject(o, "why", p->why);
    }
    char *text = cJSON_Print(all);
    ct_str_appendf(output, "%s\n", ct_str_or_empty(text));
    cJSON_free(text);
    cJSON_Delete(all);
}

static void print_lines(const struct match_task *t, ct_str *output)
{
    for (size_t i = 0; i < t->order.clips.count; i++) {
        const struct proposal *p = &t->proposals[i];

        if (p->found)
            ct_str_appendf(output, "%s\t%s\t%s\t%.2f\t%lld\t%s\t%s\n", t->order.clips.items[i].name,
                           t->order.sounds.items[p->sound].name, p->by_clap ? "clap" : "timecode",
                           p->sync.confidence, (long long)p->sync.start,
                           p->written ? "attached" : "proposed", p->why);
        else
            ct_str_appendf(output, "%s\t-\t-\t-\t-\t-\t%s\n", t->order.clips.items[i].name, p->why);
    }
}

/* One clip that got no sound is a failure; of many some have none. */
static ct_code conclude(ct_session *s, struct match_task *t, ct_error *err)
{
    const struct proposal *p = t->proposals;
    ct_code                code = write_sure(s, t, err);

    if (code)
        return code;
    if (t->order.named && t->order.clips.count == 1 && !p->written) {
        const char *clip = t->order.clips.items[0].name;
        if (!p->found)
            return ct_fail(err, CT_NO_INPUT, "No sound was attached to %s. %s", clip, p->why);
        return ct_fail(err, CT_NO_INPUT,
                       "Not sure enough (%.2f) to attach sound to %s. %s Place it by hand: "
                       "start=SAMPLE.",
                       p->sync.confidence, clip, p->why);
    }
    if (!s->config.headless)
        ct_session_say(s, CT_MESSAGE_INFO, "Sound: %zu of %zu clips attached%s", t->written,
                       t->order.clips.count, t->unsure ? ", some were not sure" : "");
    return CT_OK;
}

static void match_finish(ct_task *task, ct_session *s)
{
    ct_error err;

    if (!s->store || ct_task_stopped(task))
        return;
    if (conclude(s, (struct match_task *)(void *)task, &err) != CT_OK)
        ct_session_say(s, CT_MESSAGE_ERROR, "%s", err.text);
}

static void match_destroy(ct_task *task)
{
    struct match_task *t = (struct match_task *)(void *)task;

    ct_clip_list_finish(&t->order.clips);
    ct_clip_list_finish(&t->order.sounds);
    free(t->proposals);
    free(t->task.title);
    free(t);
}

ct_code ct_session_match_sound(ct_session *s, ct_sound_order *order, ct_str *output, ct_error *err)
{
    struct match_task *t = ct_alloc(sizeof *t);
    ct_code            code = CT_OK;

    t->task.run = match_run;
    t->task.finish = match_finish;
    t->task.destroy = match_destroy;
    t->order = *order;
    *order = (ct_sound_order){0};
    t->proposals = ct_alloc_array(t->order.clips.count + 1, sizeof *t->proposals);
    if (!s->config.headless) {
        t->task.title = ct_strdup("Finding sound");
        ct_work_push(s->work, CT_LANE_JOB, &t->task, false);
        return CT_OK;
    }
    match_run(&t->task);
    code = conclude(s, t, err);
    if (!code && t->order.json)
        print_json(t, output);
    else if (!code)
        print_lines(t, output);
    match_destroy(&t->task);
    return code;
}
