/* SPDX-License-Identifier: MIT */
#include "transition_priv.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "circletake/str.h"
#include "passing_priv.h"

static bool has_word(const char *name, const char *const *words, size_t count)
{
    for (; *name; name++)
        for (size_t i = 0; i < count; i++)
            if (strncasecmp(name, words[i], strlen(words[i])) == 0)
                return true;
    return false;
}

ct_transition ct_transition_named(const char *name, bool *known)
{
    static const char *const wipes[] = {"wipe", "iris", "clock", "barn", "venetian", "checker"};
    static const char *const dissolves[] = {"dissolve", "fade", "cross", "dip to"};
    bool                     wipe = has_word(name, wipes, sizeof wipes / sizeof wipes[0]);

    *known = wipe || !*name || has_word(name, dissolves, sizeof dissolves / sizeof dissolves[0]);
    return wipe ? CT_WIPE : CT_DISSOLVE;
}

/* Lists of lines name it so, and comments are kept. */
static void keep_name(ct_event *e, const char *name)
{
    char *line = ct_asprintf(CT_EFFECT_NAME "%s", name);
    char *both = e->comment ? ct_asprintf("%s\n%s", e->comment, line) : ct_strdup(line);

    free(line);
    free(e->comment);
    e->comment = both;
}

char *ct_event_effect_name(const ct_event *e)
{
    const char *line = e->comment ? strstr(e->comment, CT_EFFECT_NAME) : NULL;

    if (!line || (line > e->comment && line[-1] != '\n'))
        return NULL;
    line += strlen(CT_EFFECT_NAME);
    return *line && *line != '\n' ? ct_strndup(line, strcspn(line, "\n")) : NULL;
}

void ct_event_begin_with(ct_event *e, ct_transition kind, int64_t frames, int wipe,
                         const char *name)
{
    e->transition = kind;
    e->transition_frames = frames < ct_span_count(e->record) ? frames : ct_span_count(e->record);
    e->wipe = kind == CT_WIPE && wipe > 0 && wipe < 1000 ? wipe : 0;
    if (kind == CT_WIPE && name && *name)
        keep_name(e, name);
}

void ct_event_begin_earlier(ct_event *e, int64_t record, AVRational list_fps)
{
    AVRational frames = av_mul_q(e->speed, av_div_q(e->fps, list_fps)); /* in a record frame */

    e->record.first -= record;
    if (record == 0 || e->speed.num == 0)
        return;
    if (e->speed.num != e->speed.den)
        ct_passing_begin_later(e, -record, frames);
    else
        ct_passing_enter(e, -ct_rate_convert(record, list_fps, e->fps), 1);
    ct_passing_fill(e, list_fps);
}

void ct_event_end_earlier(ct_event *e, int64_t record, AVRational list_fps)
{
    e->record.end -= record;
    if (record > 0 && e->speed.num > 0)
        ct_passing_fill(e, list_fps);
}
