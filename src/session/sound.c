/* SPDX-License-Identifier: MIT */
/* What is heard of the open clip. Which channels is kept with the clip, how loud with the project,
 * both on this computer only: how one person listens is no statement about the footage. */
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "circletake/str.h"
#include "session_priv.h"

static const char volume_key[] = "sound.volume";

static char *choice_key(const ct_session *s, char key[64])
{
    char id[CT_ID_TEXT_BYTES];

    snprintf(key, 64, "sound.%s", ct_id_text(s->clip.id, id));
    return key;
}

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

void ct_session_restore_volume(ct_session *s)
{
    char *volume = ct_query_setting(s->query, volume_key);

    s->sound = (ct_sound_choice){.volume_db = volume ? atoi(volume) : 0};
    s->sound_kept_count = 0;
    free(volume);
}

/* What was chosen for a clip in this run, which may not be on the disk yet. */
static struct clip_sound *kept(ct_session *s, ct_id clip)
{
    for (size_t i = 0; i < s->sound_kept_count; i++)
        if (ct_id_equal(s->sound_kept[i].clip, clip))
            return &s->sound_kept[i];
    return NULL;
}

void ct_session_restore_sound(ct_session *s)
{
    char                     key[64];
    char                    *text = ct_query_setting(s->query, choice_key(s, key));
    const struct clip_sound *known = kept(s, s->clip.id);

    s->sound.solo = known ? known->solo : 0;
    s->sound.mute = known ? known->mute : 0;
    if (!known && text && sscanf(text, "%" SCNx64 " %" SCNx64, &s->sound.solo, &s->sound.mute) != 2)
        s->sound.solo = s->sound.mute = 0;
    free(text);
    ct_session_apply_sound(s);
}

static void keep_channels(ct_session *s)
{
    char               key[64], text[64] = "";
    struct clip_sound *known = kept(s, s->clip.id);

    if (!known) {
        s->sound_kept = ct_grow(s->sound_kept, &s->sound_kept_cap, s->sound_kept_count + 1,
                                sizeof *s->sound_kept);
        known = &s->sound_kept[s->sound_kept_count++];
    }
    *known = (struct clip_sound){s->clip.id, s->sound.solo, s->sound.mute};
    if (known->solo || known->mute)
        snprintf(text, sizeof text, "%" PRIx64 " %" PRIx64, known->solo, known->mute);
    ct_store_put_setting(s->store, choice_key(s, key), text);
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
