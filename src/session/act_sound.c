/* SPDX-License-Identifier: MIT */
/* Acts on sound: which channels are heard and how loud, which changes no list; and which sound belongs to a
 * clip, recorded apart or late, which is written down. */
#include <stdlib.h>
#include <string.h>

#include "acts.h"
#include "circletake/str.h"
#include "sound_match.h"

enum {
    LOUDEST_DB = 12,
    QUIETEST_DB = -60,
    DELAY_RATE_HZ = 48000, /* ct_clip.sound_delay */
    MOST_DELAY = 10 * DELAY_RATE_HZ
};

/* "3", "A3" or "3-4": bits of those channels. Without the argument: 0. */
static ct_code channel_bits(const ct_act *act, uint64_t *bits, ct_error *err)
{
    const char *text = ct_args_get(act->args, "channel");
    int         count = act->session->state.audio_channels;
    long        first, last;
    char       *end = NULL;

    *bits = 0;
    if (!text)
        return CT_OK;
    const char *at = *text == 'A' || *text == 'a' ? text + 1 : text;
    first = last = strtol(at, &end, 10);
    if (*end == '-')
        last = strtol(end + 1, &end, 10);
    if (end == at || *end || first < 1 || last < first || last > count)
        return ct_fail(err, CT_USAGE,
                       "channel=%s is not a channel of this clip: it has %d. Say channel=1, or "
                       "channel=1-2.",
                       text, count);
    *bits = ct_audio_channel_bits((int)first - 1, (int)(last - first + 1));
    return CT_OK;
}

static void say_heard(ct_session *s)
{
    const ct_sound_choice *c = ct_session_sound(s);
    int                    count = s->state.audio_channels;
    ct_str                 names = {0};
    char                   name[CT_CHANNELS_TEXT_BYTES];

    const char *of = ct_session_cut(s) ? " of " : "", *clip = *of ? s->clip.name : "";

    for (int i = 0; i < count && i < 64; i++)
        if (ct_session_heard(s) >> i & 1)
            ct_str_appendf(&names, "%s%s", names.len ? ", " : "", ct_channels_text(i, 1, name));
    if (c->silent)
        ct_session_say(s, CT_MESSAGE_INFO, "Sound: off");
    else if (!ct_session_clip(s)) /* where a cut shows none */
        ct_session_say(s, CT_MESSAGE_INFO, "Sound: on");
    else if (count == 0)
        ct_session_say(s, CT_MESSAGE_INFO, "There is no sound in %s.", s->clip.name);
    else if (names.len == 0)
        ct_session_say(s, CT_MESSAGE_INFO, "Sound%s%s: off", of, clip);
    else if (!c->solo && !c->mute)
        ct_session_say(s, CT_MESSAGE_INFO, "Sound%s%s: all %d channels", of, clip, count);
    else
        ct_session_say(s, CT_MESSAGE_INFO, "Sound%s%s: %s of %d channels", of, clip,
                       ct_str_text(&names), count);
    ct_str_finish(&names);
}

static ct_code choose(ct_session *s, ct_sound_choice choice)
{
    ct_session_set_sound(s, &choice);
    say_heard(s);
    return CT_OK;
}

/* All channels together, then each alone, then all again. */
static ct_code audio_next(ct_act *act, ct_error *err)
{
    ct_session     *s = act->session;
    ct_sound_choice choice = *ct_session_sound(s);
    int             count = s->state.audio_channels, now = -1;

    (void)err;
    for (int i = 0; i < count && i < 64; i++)
        if (choice.solo == ct_audio_channel_bits(i, 1))
            now = i;
    choice.silent = false;
    choice.mute = 0;
    choice.solo =
        now + 1 < count && now + 1 < 64 && count > 1 ? ct_audio_channel_bits(now + 1, 1) : 0;
    return choose(s, choice);
}

static ct_code audio_solo(ct_act *act, ct_error *err)
{
    ct_sound_choice choice = *ct_session_sound(act->session);
    uint64_t        bits;
    ct_code         code = channel_bits(act, &bits, err);

    if (code)
        return code;
    if (bits == 0)
        choice.solo = 0;
    else if ((choice.solo & bits) == bits)
        choice.solo &= ~bits;
    else
        choice.solo |= bits;
    choice.mute &= ~(choice.solo & bits); /* who asks for a channel wants to hear it */
    choice.silent = false;
    return choose(act->session, choice);
}

static ct_code audio_mute(ct_act *act, ct_error *err)
{
    ct_sound_choice choice;
    uint64_t        bits;

    ct_session_settle_cut(act->session);
    choice = *ct_session_sound(act->session);
    ct_code code = channel_bits(act, &bits, err);
    if (code)
        return code;
    if (bits == 0)
        choice.silent = !choice.silent;
    else if ((choice.mute & bits) == bits)
        choice.mute &= ~bits;
    else
        choice.mute |= bits;
    return choose(act->session, choice);
}

static ct_code audio_volume(ct_act *act, ct_error *err)
{
    ct_session     *s = act->session;
    ct_sound_choice choice = *ct_session_sound(s);
    int64_t         db, by;
    ct_code code = ct_act_int(act, "db", QUIETEST_DB, LOUDEST_DB, choice.volume_db, &db, err);

    if (!code)
        code = ct_act_int(act, "by", QUIETEST_DB, -QUIETEST_DB, 0, &by, err);
    if (code)
        return code;
    db += by;
    choice.volume_db = (int)(db > LOUDEST_DB ? LOUDEST_DB : db < QUIETEST_DB ? QUIETEST_DB : db);
    choice.silent = false;
    ct_session_set_sound(s, &choice);
    ct_session_say(s, CT_MESSAGE_INFO, "Volume: %+d dB", choice.volume_db);
    return CT_OK;
}

/* --- which sound ------------------------------------------------------------------------------- */

/* samples= are of 1/48000 s; ms= are rounded to them. Positive: later. */
static ct_code sound_delay(ct_act *act, ct_error *err)
{
    ct_id  *ids = NULL;
    size_t  count = 0;
    int64_t samples, ms;
    ct_code code = ct_act_int(act, "samples", -MOST_DELAY, MOST_DELAY, 0, &samples, err);

    if (!code)
        code = ct_act_int(act, "ms", -10000, 10000, 0, &ms, err);
    if (!code)
        code = ct_act_clips(act, &ids, &count, err);
    if (code)
        return code;
    ct_edit *edit = ct_edit_create("Delay sound", act->session->author, 0);
    for (size_t i = 0; i < count; i++)
        ct_edit_set_int(edit, ids[i], CT_CLIP_SOUND_DELAY, samples + ms * DELAY_RATE_HZ / 1000);
    free(ids);
    return ct_session_commit(act->session, &edit, err);
}

static ct_code match_by(const ct_act *act, ct_sound_by *by, ct_error *err)
{
    const char *text = ct_args_get(act->args, "by");

    *by = CT_SOUND_BY_EITHER;
    if (text && ct_equal_nocase(text, "timecode"))
        *by = CT_SOUND_BY_TIMECODE;
    else if (text && ct_equal_nocase(text, "clap"))
        *by = CT_SOUND_BY_CLAP;
    else if (text)
        return ct_fail(err, CT_USAGE, "by=%s: say by=timecode or by=clap.", text);
    return CT_OK;
}

static ct_code check_pair(const ct_clip *clip, const ct_clip *sound, ct_error *err)
{
    if (ct_id_equal(clip->id, sound->id))
        return ct_fail(err, CT_USAGE, "%s cannot be its own sound. Name another with sound=.",
                       clip->name);
    if (sound->audio_tracks == 0)
        return ct_fail(err, CT_USAGE, "%s has no sound.", sound->name);
    return CT_OK;
}

/* Where a person says that it lies. */
static ct_code attach_by_hand(ct_act *act, const ct_clip *clip, const ct_clip *sound, ct_error *err)
{
    ct_sync at;
    int64_t start;
    ct_code code = ct_act_int(act, "start", INT64_MIN / 4, INT64_MAX / 4, 0, &start, err);

    if (code)
        return code;
    /* Only for the rate: whether timecodes meet does not matter here. */
    if (ct_sync_rate(sound->path, &at.rate_hz, err))
        return err->code;
    ct_edit *edit = ct_edit_create("Attach sound", act->session->author, 0);
    ct_edit_set_id(edit, clip->id, CT_CLIP_SOUND, sound->id);
    ct_edit_set_int(edit, clip->id, CT_CLIP_SOUND_START, start);
    ct_edit_set_int(edit, clip->id, CT_CLIP_SOUND_RATE_HZ, at.rate_hz);
    ct_edit_set_text(edit, clip->id, CT_CLIP_SOUND_HOW, "hand");
    return ct_session_commit(act->session, &edit, err);
}

static ct_code sound_attach(ct_act *act, ct_error *err)
{
    ct_session    *s = act->session;
    ct_sound_order order = {.named = true, .attach = true, .json = act->json};
    ct_clip        clip, sound = {0};
    ct_code        code = ct_act_clip(act, &clip, err);

    if (code)
        return code;
    code = ct_query_clip_named(s->query, ct_args_text(act->args, "sound"), &sound, err);
    if (!code)
        code = check_pair(&clip, &sound, err);
    if (!code)
        code = match_by(act, &order.by, err);
    if (!code && ct_args_get(act->args, "start")) {
        code = attach_by_hand(act, &clip, &sound, err);
    } else if (!code) {
        ct_clip_copy(ct_clip_list_add(&order.clips), &clip);
        ct_clip_copy(ct_clip_list_add(&order.sounds), &sound);
        code = ct_session_match_sound(s, &order, act->output, err);
    }
    ct_clip_finish(&clip);
    ct_clip_finish(&sound);
    return code;
}

static ct_code sound_detach(ct_act *act, ct_error *err)
{
    ct_id  *ids = NULL;
    size_t  count = 0;
    ct_code code = ct_act_clips(act, &ids, &count, err);

    if (code)
        return code;
    ct_edit *edit = ct_edit_create("Detach sound", act->session->author, 0);
    for (size_t i = 0; i < count; i++) {
        ct_edit_set_id(edit, ids[i], CT_CLIP_SOUND, ct_id_none());
        ct_edit_set_int(edit, ids[i], CT_CLIP_SOUND_START, 0);
        ct_edit_set_int(edit, ids[i], CT_CLIP_SOUND_RATE_HZ, 0);
        ct_edit_set_text(edit, ids[i], CT_CLIP_SOUND_HOW, "");
    }
    free(ids);
    return ct_session_commit(act->session, &edit, err);
}

/* Clips with pictures that have none yet, and sound recorded apart. */
static void sort_out(const ct_clip_list *all, ct_sound_order *order)
{
    for (size_t i = 0; i < all->count; i++) {
        const ct_clip *c = &all->items[i];

        if (c->offline)
            continue;
        if (c->width_px > 0 && ct_id_is_none(c->sound))
            ct_clip_copy(ct_clip_list_add(&order->clips), c);
        else if (c->width_px == 0 && c->audio_tracks > 0)
            ct_clip_copy(ct_clip_list_add(&order->sounds), c);
    }
}

static ct_code sound_match(ct_act *act, ct_error *err)
{
    ct_session    *s = act->session;
    ct_sound_order order = {.json = act->json};
    ct_clip_list   all = {0};
    int64_t        attach;
    ct_code        code = ct_session_needs_project(s, err);

    if (!code)
        code = ct_act_int(act, "attach", 0, 1, !ct_session_is_headless(s), &attach, err);
    if (!code)
        code = match_by(act, &order.by, err);
    if (!code)
        code = ct_query_clips(s->query, NULL, &all, err);
    if (!code) {
        order.attach = attach != 0;
        sort_out(&all, &order);
        if (order.sounds.count == 0)
            code = ct_fail(err, CT_NO_INPUT,
                           "There is no sound file in this project. Add the "
                           "recorder's folder first.");
    }
    if (!code)
        code = ct_session_match_sound(s, &order, act->output, err);
    ct_clip_list_finish(&order.clips);
    ct_clip_list_finish(&order.sounds);
    ct_clip_list_finish(&all);
    return code;
}

#define HEARS (CT_ACT_NEEDS_WINDOW | CT_ACT_NEEDS_CLIP)

const ct_action ct_acts_sound[] = {
    {"audio.next", "Listen to the next channel alone, or to all", "", HEARS, audio_next},
    {"audio.solo", "Listen to the channels of channel= alone, or with others; without it: to all",
     "channel?", HEARS, audio_solo},
    {"audio.mute", "Silence everything, or the channels of channel=; again: hear them", "channel?",
     HEARS | CT_ACT_ON_CUTS, audio_mute},
    {"audio.volume", "Set the volume in dB, or change it by some", "db? by?",
     CT_ACT_NEEDS_WINDOW | CT_ACT_REPEATS, audio_volume},
    {"sound.attach",
     "Make another file the sound of a clip: by timecode, by the clap, or from a sample",
     "sound clip? by? start?", CT_ACT_NEEDS_CLIP | CT_ACT_WRITES, sound_attach},
    {"sound.detach", "Go back to the clip's own sound", "clip?", CT_ACT_NEEDS_CLIP | CT_ACT_WRITES,
     sound_detach},
    {"sound.match", "Find the recorder's sound for every clip; attach=1 attaches what is sure",
     "by? attach?", CT_ACT_WRITES, sound_match},
    {"sound.delay", "Play the sound of a clip later, or earlier, by 1/48000 s or milliseconds",
     "samples? ms? clip?", CT_ACT_NEEDS_CLIP | CT_ACT_WRITES, sound_delay},
};
const size_t ct_acts_sound_count = sizeof ct_acts_sound / sizeof ct_acts_sound[0];
