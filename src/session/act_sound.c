/* SPDX-License-Identifier: MIT */
/* Acts on what is heard: which channels, how loud. Nothing of it changes a file or an edit list. */
#include <stdlib.h>
#include <string.h>

#include "acts.h"
#include "circletake/str.h"

enum { LOUDEST_DB = 12, QUIETEST_DB = -60 };

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

    for (int i = 0; i < count && i < 64; i++)
        if (ct_session_heard(s) >> i & 1)
            ct_str_appendf(&names, "%s%s", names.len ? ", " : "", ct_channels_text(i, 1, name));
    if (c->silent || names.len == 0)
        ct_session_say(s, CT_MESSAGE_INFO, "Sound: off");
    else if (!c->solo && !c->mute)
        ct_session_say(s, CT_MESSAGE_INFO, "Sound: all %d channels", count);
    else
        ct_session_say(s, CT_MESSAGE_INFO, "Sound: %s of %d channels", ct_str_text(&names), count);
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
    ct_sound_choice choice = *ct_session_sound(act->session);
    uint64_t        bits;
    ct_code         code = channel_bits(act, &bits, err);

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

#define HEARS (CT_ACT_NEEDS_WINDOW | CT_ACT_NEEDS_CLIP)

const ct_action ct_acts_sound[] = {
    {"audio.next", "Listen to the next channel alone, or to all", "", HEARS, audio_next},
    {"audio.solo", "Listen to these channels alone, or with others; without channel=: to all",
     "channel?", HEARS, audio_solo},
    {"audio.mute", "Silence these channels, or hear them again; without channel=: everything",
     "channel?", HEARS, audio_mute},
    {"audio.volume", "Set the volume in dB, or change it by some", "db? by?",
     CT_ACT_NEEDS_WINDOW | CT_ACT_REPEATS, audio_volume},
};
const size_t ct_acts_sound_count = sizeof ct_acts_sound / sizeof ct_acts_sound[0];
