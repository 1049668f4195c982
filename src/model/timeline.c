/* SPDX-License-Identifier: MIT */
/* The values of the neutral timeline: making, freeing, labelling. Knows no format. */
#include "circletake/timeline.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "circletake/str.h"

/* --- findings --------------------------------------------------------------------- */

const char *ct_severity_name(ct_severity s)
{
    static const char *const names[] = {"note", "warning", "refused"};

    return names[s];
}

void ct_finding_list_print(const ct_finding_list *l, ct_str *out)
{
    if (l->count > 0)
        ct_str_appendf(out, "; %zu remark%s", l->count, CT_S(l->count));
    for (size_t i = 0; i < l->count; i++)
        ct_str_appendf(out, "%s%s%s%s", i ? " · " : ": ", ct_str_or_empty(l->items[i].clip),
                       l->items[i].clip ? ": " : "", l->items[i].text);
}

void ct_finding_list_finish(ct_finding_list *l)
{
    for (size_t i = 0; i < l->count; i++) {
        free(l->items[i].clip);
        free(l->items[i].text);
        free(l->items[i].remedy);
    }
    free(l->items);
    *l = (ct_finding_list){0};
}

void ct_finding_list_append(ct_finding_list *to, ct_finding_list *from)
{
    for (size_t i = 0; to && i < from->count; i++) {
        to->items = ct_grow(to->items, &to->cap, to->count + 1, sizeof *to->items);
        to->items[to->count++] = from->items[i];
    }
    if (to)
        from->count = 0;
    ct_finding_list_finish(from);
}

enum { NAME_BYTES_MOST = 300 }; /* a file's name is shorter; a list can say anything */

static char *name_of_finding(const char *name)
{
    if (!name || strlen(name) <= NAME_BYTES_MOST)
        return ct_strdup(name);
    char *head = ct_strndup(name, NAME_BYTES_MOST), *clean = ct_utf8_clean(head, true);
    char *cut = ct_asprintf("%s...", clean);

    free(head);
    free(clean);
    return cut;
}

void ct_finding_add(ct_finding_list *l, ct_severity severity, const char *rule, const char *clip,
                    const char *remedy, const char *fmt, ...)
{
    ct_error text;
    va_list  args;

    if (!l)
        return;
    va_start(args, fmt);
    vsnprintf(text.text, sizeof text.text, fmt, args);
    va_end(args);
    l->items = ct_grow(l->items, &l->cap, l->count + 1, sizeof *l->items);
    l->items[l->count++] = (ct_finding){
        .severity = severity,
        .rule = rule,
        .clip = name_of_finding(clip),
        .text = ct_utf8_clean(text.text, true), /* a cut-off letter at the end becomes U+FFFD */
        .remedy = ct_strdup(remedy),
    };
}

void ct_tally_say(const ct_tally *all, size_t count, ct_finding_list *findings)
{
    for (size_t i = 0; i < count; i++)
        if (all[i].count)
            ct_finding_add(findings, all[i].severity, all[i].rule, NULL, NULL, "%s: %zu.",
                           all[i].what, all[i].count);
}

size_t ct_finding_count(const ct_finding_list *l, ct_severity at_least)
{
    size_t count = 0;

    for (size_t i = 0; i < l->count; i++)
        count += l->items[i].severity >= at_least;
    return count;
}

const char *ct_match_name(ct_match m)
{
    static const char *const names[CT_MATCH_COUNT] = {
        "", "by hand", "path", "reel + timecode", "file name + timecode", "file name"};

    return m < CT_MATCH_COUNT ? names[m] : "";
}

char *ct_used_text(unsigned channels, char out[CT_USED_TEXT_BYTES])
{
    char  room[CT_I64_TEXT_BYTES];
    char *at = stpcpy(out, channels & CT_CHANNEL_V ? "V" : "");

    for (int i = 1; i <= CT_CHANNELS_MOST; i++)
        if (channels >> i & 1)
            at = stpcpy(stpcpy(at, at > out ? " A" : "A"), ct_i64_text(i, room));
    return out;
}

bool ct_used_parse(const char *text, unsigned *out)
{
    unsigned channels = 0;

    while (*text) {
        int n = 0, length = 1;
        if (*text != 'V' && (sscanf(text, "A%2d%n", &n, &length) != 1 || n < 1))
            return false;
        if (n > CT_CHANNELS_MOST || (text[length] && text[length] != ' '))
            return false;
        channels |= 1u << n;
        text += length + (text[length] == ' ');
    }
    if (channels)
        *out = channels;
    return channels != 0;
}

const char *ct_transition_name(ct_transition t)
{
    static const char *const names[] = {"cut", "dissolve", "wipe", "key", "fade"};

    return names[t];
}

bool ct_transition_parse(const char *name, ct_transition *out)
{
    for (int t = CT_CUT; t <= CT_FADE; t++)
        if (ct_equal_nocase(ct_transition_name((ct_transition)t), name)) {
            *out = (ct_transition)t;
            return true;
        }
    return false;
}

/* --- events ----------------------------------------------------------------------- */

ct_marker ct_marker_copy(const ct_marker *m)
{
    ct_marker copy = *m;

    copy.text = ct_strdup(m->text);
    copy.author = ct_strdup(m->author);
    copy.colour = ct_strdup(m->colour);
    copy.assignee = ct_strdup(m->assignee);
    copy.still = ct_strdup(m->still);
    copy.replies = NULL;
    copy.reply_count = copy.reply_cap = 0;
    for (size_t i = 0; i < m->reply_count; i++) {
        ct_reply *r = ct_marker_add_reply(&copy);
        r->text = ct_strdup(m->replies[i].text);
        r->author = ct_strdup(m->replies[i].author);
        r->note = m->replies[i].note;
    }
    return copy;
}

void ct_marker_finish(ct_marker *m)
{
    free(m->text);
    free(m->author);
    free(m->colour);
    free(m->assignee);
    free(m->still);
    for (size_t i = 0; i < m->reply_count; i++) {
        free(m->replies[i].text);
        free(m->replies[i].author);
    }
    free(m->replies);
    *m = (ct_marker){0};
}

static void finish_markers(ct_marker *markers, size_t count)
{
    for (size_t i = 0; i < count; i++)
        ct_marker_finish(&markers[i]);
    free(markers);
}

void ct_event_finish(ct_event *e)
{
    char *const strings[] = {e->name,    e->reel,   e->path,        e->scene,      e->shot,
                             e->take,    e->camera, e->description, e->keywords,   e->label,
                             e->comment, e->author, e->sound.path,  e->sound.name, e->sound.reel};

    for (size_t i = 0; i < sizeof strings / sizeof strings[0]; i++)
        free(strings[i]);
    finish_markers(e->markers, e->marker_count);
}

/* Without timecode frames count from 00:00:00:00, non-drop: there is no sign of anything else. */
ct_event_label ct_event_labels(const ct_event *e, AVRational list_fps)
{
    const ct_tc_track *tc = &e->tc;
    int64_t            start = 0;
    ct_tc_count        count = {ct_tc_base(e->fps), false};

    if (tc->rate.num > 0 && ct_rate_equal(tc->rate, e->fps)) {
        start = tc->start;
        count = tc->count;
    } else if (tc->rate.num > 0 && ct_rate_equal(tc->rate, list_fps)) {
        int64_t first = ct_tc_track_label(tc, e->fps, e->source.first);
        int64_t length = ct_rate_convert(ct_span_count(e->source), e->fps, tc->rate);
        return (ct_event_label){first, first + (length < 1 ? 1 : length), tc->count};
    } else if (tc->rate.num > 0) {
        start = ct_rate_convert(tc->start, tc->rate, e->fps);
        count.drop = tc->count.drop && ct_tc_can_drop(e->fps);
    }
    return (ct_event_label){start + e->source.first, start + e->source.end, count};
}

bool ct_event_is_black(const ct_event *e)
{
    static const char *const reels[] = {"BL", "BLACK", "BARS", "GAP"};
    static const char *const made[] = {"Black Video", "Slug"}; /* auxiliary, of the editor's own */
    const char              *reel = ct_str_or_empty(e->reel), *name = ct_str_or_empty(e->name);

    if (e->path && *e->path)
        return false;
    for (size_t i = 0; i < sizeof reels / sizeof reels[0]; i++)
        if (ct_equal_nocase(reel, reels[i]))
            return true;
    for (size_t i = 0; i < sizeof made / sizeof made[0]; i++)
        if (ct_equal_nocase(reel, "AX") && ct_equal_nocase(name, made[i]))
            return true;
    return !*reel && !*name;
}

bool ct_event_is_sound(const ct_event *e)
{
    return e->channels && !(e->channels & CT_CHANNEL_V);
}

int64_t ct_event_number(const ct_event *e)
{
    return e->number > 0 ? e->number : e->position + 1;
}

bool ct_event_stands(const ct_event *e)
{
    return e->speed.num == 0;
}

ct_marker *ct_event_add_marker(ct_event *e)
{
    e->markers = ct_grow(e->markers, &e->marker_cap, e->marker_count + 1, sizeof *e->markers);
    e->markers[e->marker_count] = (ct_marker){.count = 1};
    return &e->markers[e->marker_count++];
}

ct_reply *ct_marker_add_reply(ct_marker *m)
{
    m->replies = ct_grow(m->replies, &m->reply_cap, m->reply_count + 1, sizeof *m->replies);
    m->replies[m->reply_count] = (ct_reply){.text = NULL};
    return &m->replies[m->reply_count++];
}

/* --- timelines -------------------------------------------------------------------- */

void ct_timeline_init(ct_timeline *t)
{
    *t = (ct_timeline){.fps = {25, 1}, .count = {25, false}};
}

void ct_timeline_finish(ct_timeline *t)
{
    for (size_t i = 0; i < t->event_count; i++)
        ct_event_finish(&t->events[i]);
    free(t->events);
    finish_markers(t->markers, t->marker_count);
    free(t->title);
    *t = (ct_timeline){0};
}

void ct_timeline_cut(ct_timeline *t, size_t events, size_t markers)
{
    while (t->event_count > events)
        ct_event_finish(&t->events[--t->event_count]);
    while (t->marker_count > markers)
        ct_marker_finish(&t->markers[--t->marker_count]);
}

ct_event *ct_timeline_add(ct_timeline *t)
{
    t->events = ct_grow(t->events, &t->cap, t->event_count + 1, sizeof *t->events);
    t->events[t->event_count] = (ct_event){.fps = t->fps,
                                           .tc = {.count = t->count, .rate = {0, 1}},
                                           .speed = {1, 1},
                                           .channels = CT_CHANNEL_V};
    return &t->events[t->event_count++];
}

static int compare_events(const void *a, const void *b)
{
    const ct_event *p = a, *q = b;

    if (p->record.first != q->record.first)
        return p->record.first < q->record.first ? -1 : 1;
    if (!(p->channels & CT_CHANNEL_V) != !(q->channels & CT_CHANNEL_V))
        return p->channels & CT_CHANNEL_V ? -1 : 1;
    return p->track != q->track ? p->track - q->track
                                : (p->number > q->number) - (p->number < q->number);
}

void ct_timeline_sort(ct_timeline *t)
{
    if (t->event_count > 1)
        qsort(t->events, t->event_count, sizeof *t->events, compare_events);
}

ct_marker *ct_timeline_add_marker(ct_timeline *t)
{
    t->markers = ct_grow(t->markers, &t->marker_cap, t->marker_count + 1, sizeof *t->markers);
    t->markers[t->marker_count] = (ct_marker){.count = 1};
    return &t->markers[t->marker_count++];
}

int64_t ct_timeline_frames(const ct_timeline *t)
{
    int64_t end = 0;

    for (size_t i = 0; i < t->event_count; i++)
        if (t->events[i].record.end > end)
            end = t->events[i].record.end;
    return end;
}

void ct_timeline_list_finish(ct_timeline_list *l)
{
    for (size_t i = 0; i < l->count; i++)
        ct_timeline_finish(&l->items[i]);
    free(l->items);
    *l = (ct_timeline_list){0};
}

ct_timeline *ct_timeline_list_add(ct_timeline_list *l)
{
    l->items = ct_grow(l->items, &l->cap, l->count + 1, sizeof *l->items);
    ct_timeline_init(&l->items[l->count]);
    return &l->items[l->count++];
}
