/* SPDX-License-Identifier: MIT */
#include "read_kit.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "circletake/str.h"

void kit_read(kit_list *l, const char *name, const char *text, const ct_import_options *how)
{
    ct_import_options with = how ? *how : (ct_import_options){.timeline = NULL};
    ct_error          err = {0};

    *l = (kit_list){.said = {0}};
    if (with.edit_rate.num == 0)
        with.edit_rate = (AVRational){25, 1};
    if (ct_import_with(name, text, strlen(text), &with, &l->t, &l->said, &err))
        fail_msg("%s", err.text);
}

void kit_read_quoted(kit_list *l, const char *name, const char *text, const ct_import_options *how)
{
    char *quoted = ct_strdup(text);

    for (char *c = quoted; *c; c++)
        *c = (char)(*c == '\'' ? '"' : *c);
    kit_read(l, name, quoted, how);
    free(quoted);
}

void kit_finish(kit_list *l)
{
    ct_timeline_finish(&l->t);
    ct_finding_list_finish(&l->said);
}

static void describe(ct_str *text, const ct_event *e)
{
    const char *kind = e->channels & CT_CHANNEL_V ? "" : e->channels ? "a" : "-";

    ct_str_appendf(text, "%s %d%s %lld-%lld %lld-%lld", ct_str_or_empty(e->name), e->track, kind,
                   (long long)e->record.first, (long long)e->record.end, (long long)e->source.first,
                   (long long)e->source.end);
    if (e->speed.num != e->speed.den)
        ct_str_appendf(text, " x%.3f", av_q2d(e->speed));
    if (e->reverse)
        ct_str_append(text, " reverse");
    if (e->transition != CT_CUT)
        ct_str_appendf(text, " %s", ct_transition_name(e->transition));
    if (e->transition == CT_WIPE)
        ct_str_appendf(text, " %d", e->wipe);
    if (e->transition != CT_CUT)
        ct_str_appendf(text, " %lld", (long long)e->transition_frames);
    ct_str_append_char(text, '\n');
}

void kit_expect(const kit_list *l, const char *wanted)
{
    ct_str text = {0};

    for (size_t i = 0; i < l->t.event_count; i++)
        describe(&text, &l->t.events[i]);
    assert_string_equal(ct_str_text(&text), wanted);
    ct_str_finish(&text);
}

void kit_expect_channels(const kit_list *l, const char *const *wanted)
{
    for (size_t i = 0; i < l->t.event_count; i++) {
        ct_str text = {0};
        for (int c = 0; c <= CT_CHANNELS_MOST; c++)
            if (l->t.events[i].channels >> c & 1)
                ct_str_appendf(&text, c ? "A%d" : "V", c);
        assert_string_equal(ct_str_text(&text), wanted[i]);
        ct_str_finish(&text);
    }
}

const char *kit_said(const kit_list *l, const char *rule)
{
    for (size_t i = 0; i < l->said.count; i++)
        if (strcmp(l->said.items[i].rule, rule) == 0)
            return l->said.items[i].text;
    return NULL;
}
