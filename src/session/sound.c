/* SPDX-License-Identifier: MIT */
/* What is heard of the open clip, and of the clips of a cut. Which channels is kept with the clip, how loud
 * with the project, both on this computer only: how one person listens is no statement about the footage. */
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "circletake/str.h"
#include "session_priv.h"

static const char volume_key[] = "sound.volume";
static const char choice_prefix[] = "sound."; /* and the clip's id: bits of solo and mute */

const ct_sound_choice *ct_session_sound(const ct_session *s)
{
    return &s->sound;
}

uint64_t ct_session_heard(const ct_session *s)
{
    const ct_sound_choice *c = &s->sound;

    return c->silent ? 0 : (c->solo ? c->solo : CT_AUDIO_ALL_CHANNELS) & ~c->mute;
}

void ct_session_apply_sound(ct_session *s)
{
    float volume = powf(10.0F, (float)s->sound.volume_db / 20.0F);

    for (int i = 0; i < 2 && s->engines[i]; i++)
        ct_transport_set_volume(s->engines[i], volume);
    if (s->medley)
        ct_medley_set_volume(s->medley, s->sound.silent ? 0 : volume);
    if (ct_session_engine(s))
        ct_transport_hear(ct_session_engine(s), ct_session_heard(s));
    s->changed |= CT_CHANGED_STATE;
}

/* The choice of a clip; NULL: there is none. */
static ct_medley_choice *kept(ct_session *s, ct_id clip)
{
    for (size_t i = 0; i < s->sound_kept_count; i++)
        if (ct_id_equal(s->sound_kept[i].clip, clip))
            return &s->sound_kept[i];
    return NULL;
}

static ct_medley_choice *add_kept(ct_session *s, ct_id clip)
{
    s->sound_kept =
        ct_grow(s->sound_kept, &s->sound_kept_cap, s->sound_kept_count + 1, sizeof *s->sound_kept);
    s->sound_kept[s->sound_kept_count] = (ct_medley_choice){.clip = clip};
    return &s->sound_kept[s->sound_kept_count++];
}

/* All at once: a cut plays clips that were not opened yet. */
static void restore_choices(ct_session *s)
{
    char   **keys = NULL, **values = NULL;
    size_t   count = 0;
    ct_id    clip;
    uint64_t solo, mute;

    s->sound_kept_count = 0;
    if (ct_query_settings(s->query, choice_prefix, &keys, &values, &count, NULL) != CT_OK)
        ct_log_warn(s->config.log, "What was chosen to be heard of clips could not be read.");
    for (size_t i = 0; i < count; i++) {
        if (ct_id_parse(keys[i] + sizeof choice_prefix - 1, &clip) &&
            sscanf(values[i], "%" SCNx64 " %" SCNx64, &solo, &mute) == 2) {
            ct_medley_choice *choice = add_kept(s, clip);
            choice->solo = solo;
            choice->mute = mute;
        }
        free(keys[i]);
        free(values[i]);
    }
    free(keys);
    free(values);
}

void ct_session_restore_volume(ct_session *s)
{
    char *volume = ct_query_setting(s->query, volume_key);

    s->sound = (ct_sound_choice){.volume_db = volume ? atoi(volume) : 0};
    free(volume);
    restore_choices(s);
}

static int count_channels(ct_session *s)
{
    ct_clip sound;
    int     count = s->clip.audio_channels;

    if (ct_id_is_none(s->clip.sound) ||
        ct_query_clip(s->query, s->clip.sound, &sound, NULL) != CT_OK)
        return count;
    if (!sound.offline)
        count = sound.audio_channels;
    ct_clip_finish(&sound);
    return count;
}

void ct_session_restore_sound(ct_session *s)
{
    const ct_medley_choice *known = kept(s, s->clip.id);

    s->sound.solo = known ? known->solo : 0;
    s->sound.mute = known ? known->mute : 0;
    s->sound_channels = count_channels(s);
    ct_session_apply_sound(s);
}

void ct_session_hear_cut(ct_session *s)
{
    if (s->medley)
        ct_medley_hear(s->medley, s->sound_kept, s->sound_kept_count);
    if (s->cut_player)
        ct_cut_player_hear_anew(s->cut_player);
}

static void keep_channels(ct_session *s)
{
    char              key[64], id[CT_ID_TEXT_BYTES], text[64] = "";
    ct_medley_choice *known = kept(s, s->clip.id);

    if (s->sound.solo == (known ? known->solo : 0) && s->sound.mute == (known ? known->mute : 0))
        return;
    if (!known)
        known = add_kept(s, s->clip.id);
    known->solo = s->sound.solo;
    known->mute = s->sound.mute;
    if (known->solo || known->mute)
        snprintf(text, sizeof text, "%" PRIx64 " %" PRIx64, known->solo, known->mute);
    snprintf(key, sizeof key, "%s%s", choice_prefix, ct_id_text(s->clip.id, id));
    ct_store_put_setting(s->store, key, text);
    ct_session_hear_cut(s);
}

void ct_session_set_sound(ct_session *s, const ct_sound_choice *choice)
{
    char text[16];
    bool louder = choice->volume_db != s->sound.volume_db;

    s->sound = *choice;
    snprintf(text, sizeof text, "%d", choice->volume_db);
    if (s->store && louder)
        ct_store_put_setting(s->store, volume_key, text);
    if (s->store && !ct_id_is_none(s->clip.id))
        keep_channels(s);
    ct_session_apply_sound(s);
}

char *ct_session_sound_path(ct_session *s, const ct_clip *clip)
{
    return ct_session_sound_path_by(s->query, clip);
}

char *ct_session_sound_path_by(ct_query *query, const ct_clip *clip)
{
    ct_clip sound;
    char   *path = NULL;

    if (ct_id_is_none(clip->sound) || ct_query_clip(query, clip->sound, &sound, NULL) != CT_OK)
        return NULL;
    if (!sound.offline) {
        path = sound.path;
        sound.path = NULL;
    }
    ct_clip_finish(&sound);
    return path;
}

void ct_session_open_in_engine(ct_session *s, ct_transport *engine, const ct_clip *clip,
                               int64_t frame)
{
    char *path = ct_session_sound_path(s, clip);

    ct_transport_open_with(engine, clip, path, frame);
    free(path);
}

void ct_session_set_metering(ct_session *s, bool on)
{
    for (int i = 0; i < 2 && s->engines[i]; i++)
        ct_transport_set_metering(s->engines[i], on);
}
