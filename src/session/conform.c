/* SPDX-License-Identifier: MIT */
#include "circletake/conform.h"

#include <stdio.h>
#include <libavutil/rational.h>
#include <stdlib.h>
#include <string.h>

#include "circletake/file.h"
#include "circletake/str.h"
#include "conform_priv.h"
#include "letters.h"
#include "name_index.h"

const char *ct_event_file_name(const ct_event *e)
{
    const char *name = ct_path_name(ct_str_or_empty(e->path)), *back = strrchr(name, '\\');

    return back ? back + 1 : name;
}

/* Labels as microseconds of the label clock, so that all countings compare. */
static int64_t label_us(int64_t label, ct_tc_count count)
{
    char text[CT_TC_TEXT_BYTES];
    int  field[4] = {0}, at = 0;

    if (count.base < 1)
        return 0;
    for (const char *p = ct_tc_print(label, count, text); *p; p++) {
        if (*p >= '0' && *p <= '9')
            field[at] = field[at] * 10 + (*p - '0');
        else if (at < 3)
            at++;
    }
    return ((int64_t)field[0] * 3600 + field[1] * 60 + field[2]) * 1000000 +
           (int64_t)field[3] * 1000000 / count.base;
}

static const int64_t DAY_US = INT64_C(86400000000);

/* --- the clips ----------------------------------------------------------------------------------- */

struct ct_conform {
    const ct_clip *clips;
    size_t         count;
    ct_name_index  paths, reels, names;
};

static size_t stem_bytes(const char *name)
{
    const char *dot = strrchr(name, '.');

    return dot && dot != name ? (size_t)(dot - name) : strlen(name);
}

static void clip_stretch(const ct_clip *c, int64_t *start, int64_t *end)
{
    ct_tc_count count =
        ct_has_timecode(&c->tc) ? c->tc.count : (ct_tc_count){ct_tc_base(c->fps), false};

    *start = ct_has_timecode(&c->tc) ? label_us(c->tc.start, count) : 0;
    *end = *start + (c->fps.num > 0 ? ct_rate_frame_to_us(c->frame_count, c->fps) : 0);
    /* labels of 24000/1001 run slow against the wall, so this is a little long; the frame decides */
}

/* Reels in lists are tape names, file names with or without extension, or those cut to 8. */
static void add_clip(ct_conform *c, size_t i)
{
    enum { SHORT_REEL = 8 };
    const ct_clip *clip = &c->clips[i];
    const char    *name = ct_str_or_empty(clip->name), *reel = ct_str_or_empty(clip->reel);
    const char    *path = ct_str_or_empty(clip->path);
    int64_t        start, end;

    clip_stretch(clip, &start, &end);
    ct_name_index_add(&c->paths, path, strlen(path), 0, 1, i);
    ct_name_index_add(&c->names, name, strlen(name), start, end, i);
    if (strchr(path, '%')) /* a sequence, whose name says its numbers */
        ct_name_index_add(&c->names, ct_path_name(path), strlen(ct_path_name(path)), start, end, i);
    ct_name_index_add(&c->names, name, stem_bytes(name), start, end, i);
    ct_name_index_add(&c->reels, name, strlen(name), start, end, i);
    ct_name_index_add(&c->reels, name, stem_bytes(name), start, end, i);
    ct_name_index_add(&c->reels, reel, strlen(reel), start, end, i);
    if (strlen(reel) > SHORT_REEL)
        ct_name_index_add(&c->reels, reel, SHORT_REEL, start, end, i);
    if (stem_bytes(name) > SHORT_REEL)
        ct_name_index_add(&c->reels, name, SHORT_REEL, start, end, i);
}

ct_conform *ct_conform_create(const ct_clip *clips, size_t count)
{
    ct_conform *c = ct_alloc(sizeof *c);

    c->clips = clips;
    c->count = count;
    for (size_t i = 0; i < count; i++)
        add_clip(c, i);
    ct_name_index_sort(&c->paths);
    ct_name_index_sort(&c->reels);
    ct_name_index_sort(&c->names);
    return c;
}

void ct_conform_destroy(ct_conform **c)
{
    if (!*c)
        return;
    ct_name_index_finish(&(*c)->paths);
    ct_name_index_finish(&(*c)->reels);
    ct_name_index_finish(&(*c)->names);
    free(*c);
    *c = NULL;
}

/* --- the rules ------------------------------------------------------------------------------------ */

static bool is_called(const ct_clip *clip, const char *name)
{
    const char *own = ct_str_or_empty(clip->name);

    name = ct_str_or_empty(name);
    return ct_letters_equal(own, strlen(own), name, strlen(name));
}

/* How well a clip answers; of two that answer equally well neither is taken. */
static int score(const ct_conform *c, const ct_event *e, AVRational list_fps, size_t clip)
{
    const ct_clip *k = &c->clips[clip];
    bool           picture = (e->channels & CT_CHANNEL_V) != 0;
    ct_span        span;

    return (ct_conform_place(e, list_fps, k, &span) ? 4 : 0) + (is_called(k, e->name) ? 2 : 0) +
           (picture == (k->width_px > 0) ? 1 : 0);
}

enum { NOBODY = -1, SEVERAL = -2 };

static int64_t best_of(const ct_conform *c, const ct_event *e, AVRational list_fps,
                       const ct_named_clips *found)
{
    int     best = -1;
    int64_t who = NOBODY;

    for (size_t i = 0; i < found->count; i++) {
        int now = score(c, e, list_fps, found->clips[i]);
        if (now == best)
            who = SEVERAL;
        if (now > best) {
            best = now;
            who = (int64_t)found->clips[i];
        }
    }
    return who;
}

static void find_from(const ct_name_index *x, const char *key, size_t bytes, const ct_event *e,
                      int64_t start, ct_named_clips *found)
{
    int64_t end =
        start + (e->fps.num > 0 ? ct_rate_frame_to_us(ct_span_count(e->source), e->fps) : 1);

    if (end <= start)
        end = start + 1;
    ct_name_index_find(x, key, bytes, start, end, found);
    ct_name_index_find(x, key, bytes, start + DAY_US, end + DAY_US,
                       found); /* of a clip over midnight */
}

static void find_at_timecode(const ct_name_index *x, const char *key, size_t bytes,
                             const ct_event *e, AVRational list_fps, ct_named_clips *found)
{
    ct_event_label l = ct_event_labels(e, list_fps);

    find_from(x, key, bytes, e, label_us(l.first, l.count), found);
    if (found->count == 0 && ct_conform_may_drop(e))
        find_from(x, key, bytes, e, label_us(l.first, (ct_tc_count){l.count.base, true}), found);
}

/* A list may name one image of a sequence, or all by their numbers. */
static void find_sequence(const ct_name_index *x, const char *name, int64_t start, int64_t end,
                          ct_named_clips *out)
{
    char  *patterns[CT_CONFORM_PATTERNS];
    size_t count = out->count == 0 ? ct_conform_patterns(name, patterns) : 0;

    for (size_t i = 0; i < count; i++) {
        ct_name_index_find(x, patterns[i], strlen(patterns[i]), start, end, out);
        free(patterns[i]);
    }
}

static void by_path(const ct_conform *c, const ct_event *e, AVRational fps, ct_named_clips *out)
{
    const char *path = ct_str_or_empty(e->path);

    (void)fps;
    ct_name_index_find(&c->paths, path, strlen(path), 0, 1, out);
    find_sequence(&c->paths, path, 0, 1, out);
}

static void by_reel(const ct_conform *c, const ct_event *e, AVRational fps, ct_named_clips *out)
{
    const char *reel = ct_str_or_empty(e->reel);

    if (ct_has_timecode(&e->tc))
        find_at_timecode(&c->reels, reel, strlen(reel), e, fps, out);
}

/* Without an extension, if that is one: what stands behind the last dot of "reel 1.2 final" is none. */
static size_t bare_bytes(const char *name)
{
    size_t      stem = stem_bytes(name);
    const char *p = name + stem;

    if (!*p)
        return stem;
    while (*++p)
        if (!((*p >= '0' && *p <= '9') || ((*p | 32) >= 'a' && (*p | 32) <= 'z')))
            return 0;
    return (size_t)(p - name) - stem <= 6 ? stem : 0;
}

typedef void find_name(const ct_conform *c, const char *name, size_t bytes, const ct_event *e,
                       AVRational fps, ct_named_clips *out);

/* The name of the clip, or of its file, which need not be the same; then without their extensions, because
 * what was edited may be a proxy. */
static void by_names(const ct_conform *c, const ct_event *e, AVRational fps, find_name *find,
                     ct_named_clips *out)
{
    const char *names[] = {ct_str_or_empty(e->name), ct_event_file_name(e)};

    for (int i = 0; i < 2 && out->count == 0; i++)
        find(c, names[i], strlen(names[i]), e, fps, out);
    for (int i = 0; i < 2 && out->count == 0; i++)
        find(c, names[i], bare_bytes(names[i]), e, fps, out);
}

static void find_name_timecode(const ct_conform *c, const char *name, size_t bytes,
                               const ct_event *e, AVRational fps, ct_named_clips *out)
{
    find_at_timecode(&c->names, name, bytes, e, fps, out);
}

static void find_name_alone(const ct_conform *c, const char *name, size_t bytes, const ct_event *e,
                            AVRational fps, ct_named_clips *out)
{
    (void)e;
    (void)fps;
    ct_name_index_find(&c->names, name, bytes, INT64_MIN, INT64_MAX, out);
}

static void by_name_timecode(const ct_conform *c, const ct_event *e, AVRational fps,
                             ct_named_clips *out)
{
    if (ct_has_timecode(&e->tc))
        by_names(c, e, fps, find_name_timecode, out);
}

static void by_name(const ct_conform *c, const ct_event *e, AVRational fps, ct_named_clips *out)
{
    by_names(c, e, fps, find_name_alone, out);
    find_sequence(&c->names, ct_str_or_empty(e->name), INT64_MIN, INT64_MAX, out);
    find_sequence(&c->names, ct_event_file_name(e), INT64_MIN, INT64_MAX, out);
}

static const struct {
    ct_match match;
    void (*find)(const ct_conform *c, const ct_event *e, AVRational fps, ct_named_clips *out);
} rules[] = {
    {CT_MATCH_PATH, by_path},
    {CT_MATCH_REEL, by_reel},
    {CT_MATCH_NAME_TIMECODE, by_name_timecode},
    {CT_MATCH_NAME, by_name},
};

/* Gives the clip's index, NOBODY, or SEVERAL with the first two in `between`. */
static int64_t find_clip(const ct_conform *c, const ct_event *e, AVRational fps, ct_match *match,
                         size_t between[2])
{
    int64_t said = NOBODY;

    for (size_t i = 0; i < sizeof rules / sizeof rules[0]; i++) {
        ct_named_clips found = {.count = 0};
        rules[i].find(c, e, fps, &found);
        int64_t who = best_of(c, e, fps, &found);
        if (who >= 0) {
            *match = rules[i].match;
            return who;
        }
        if (who == SEVERAL && said == NOBODY) {
            said = SEVERAL;
            between[0] = found.clips[0];
            between[1] = found.clips[1];
        }
    }
    return said;
}

/* --- what is said ---------------------------------------------------------------------------------- */

/* One finding a source and reason, however many events it has. */
struct remark {
    uint64_t    hash;
    size_t      event;
    const char *rule;
    size_t      count;
    char       *text;
};

struct remarks {
    struct remark *items;
    size_t         count, cap;
    size_t        *slots; /* open addressing, remark number + 1 */
    size_t         room;
};

static void remarks_grow(struct remarks *r)
{
    size_t room = r->room ? r->room * 2 : 64;

    free(r->slots);
    r->slots = ct_alloc_array(room, sizeof *r->slots);
    r->room = room;
    for (size_t i = 0; i < r->count; i++) {
        size_t at = r->items[i].hash & (room - 1);
        while (r->slots[at])
            at = (at + 1) & (room - 1);
        r->slots[at] = i + 1;
    }
}

static uint64_t source_hash(const ct_event *e, const char *rule)
{
    const char *path = ct_str_or_empty(e->path), *name = ct_str_or_empty(e->name);
    const char *reel = ct_str_or_empty(e->reel);

    return ct_name_hash(path, strlen(path)) * 31 + ct_name_hash(name, strlen(name)) * 17 +
           ct_name_hash(reel, strlen(reel)) * 7 + ct_name_hash(rule, strlen(rule));
}

/* NULL: this source was spoken of already; its count has grown. Else a new one, to be given text. */
static struct remark *remark_on(struct remarks *r, const ct_timeline *t, size_t event,
                                const char *rule)
{
    uint64_t hash = source_hash(&t->events[event], rule);

    if (2 * (r->count + 1) > r->room)
        remarks_grow(r);
    size_t at = hash & (r->room - 1);
    while (r->slots[at] && r->items[r->slots[at] - 1].hash != hash)
        at = (at + 1) & (r->room - 1);
    if (r->slots[at]) {
        r->items[r->slots[at] - 1].count++;
        return NULL;
    }
    r->items = ct_grow(r->items, &r->cap, r->count + 1, sizeof *r->items);
    r->items[r->count] = (struct remark){hash, event, rule, 1, NULL};
    r->slots[at] = ++r->count;
    return &r->items[r->count - 1];
}

static const char own_rate[] = "own-rate";

static ct_severity severity_of(const char *rule)
{
    return rule == own_rate ? CT_SAY_NOTE : CT_SAY_WARN;
}

static const char *remedy_of(const char *rule)
{
    if (strcmp(rule, "missing") == 0)
        return "Add the footage and conform again, or relink the event by hand.";
    if (strcmp(rule, "ambiguous") == 0)
        return "Relink the event by hand.";
    if (rule == own_rate)
        return NULL;
    return "Check the first frame of this event.";
}

static void remarks_say(struct remarks *r, const ct_timeline *t, ct_finding_list *findings)
{
    for (size_t i = 0; i < r->count; i++) {
        struct remark  *m = &r->items[i];
        const ct_event *e = &t->events[m->event];
        const char     *name = ct_str_or_empty(e->name);
        char            more[48] = "";
        if (m->count > 1)
            snprintf(more, sizeof more, " (%zu events)", m->count);
        ct_finding_add(findings, severity_of(m->rule), m->rule,
                       *name ? name : ct_str_or_empty(e->reel), remedy_of(m->rule), "%s%s", m->text,
                       more);
        free(m->text);
    }
    free(r->items);
    free(r->slots);
}

static void remark_missing(struct remarks *r, const ct_timeline *t, size_t i)
{
    const ct_event *e = &t->events[i];
    struct remark  *m = remark_on(r, t, i, "missing");
    ct_event_label  l = ct_event_labels(e, t->fps);
    char            in[CT_TC_TEXT_BYTES];

    if (m)
        m->text = ct_asprintf("No clip has its path, its reel %s at %s, or its name.",
                              ct_str_or_empty(e->reel), ct_tc_print(l.first, l.count, in));
}

static void remark_ambiguous(const ct_conform *c, struct remarks *r, const ct_timeline *t, size_t i,
                             const size_t between[2])
{
    struct remark *m = remark_on(r, t, i, "ambiguous");

    if (m)
        m->text = ct_asprintf("Both %s and %s answer to it.", c->clips[between[0]].path,
                              c->clips[between[1]].path);
}

/* Rate and timecode that the list and the clip do not agree on. */
static void remark_difference(const ct_clip *clip, struct remarks *r, const ct_timeline *t,
                              size_t i)
{
    const ct_event *e = &t->events[i];
    char            a[CT_TC_TEXT_BYTES], b[CT_TC_TEXT_BYTES];
    char            ra[CT_RATE_TEXT_BYTES], rb[CT_RATE_TEXT_BYTES];
    struct remark  *m;
    ct_span         span;
    int64_t         own;
    ct_event_label  l = ct_event_labels(e, t->fps);

    bool itself = ct_conform_counts_itself(e, t->fps, clip, &own);

    if (itself && (m = remark_on(r, t, i, own_rate)) != NULL)
        m->text = ct_asprintf(
            "Its labels count its own %s frames a second, in which it lasts as long as the record "
            "side.",
            ct_rate_label(clip->fps, rb));
    if (!itself && !ct_rate_equal(e->fps, clip->fps) && (m = remark_on(r, t, i, "rate")) != NULL)
        m->text = ct_asprintf("The list says %s frames a second, the clip has %s.",
                              ct_rate_label(e->fps, ra), ct_rate_label(clip->fps, rb));
    if (ct_conform_starts_elsewhere(e, clip) && (m = remark_on(r, t, i, "start-timecode")) != NULL)
        m->text = ct_asprintf("The list has the media start at %s, the clip starts at %s; its "
                              "frames are counted from the first.",
                              ct_tc_print(e->tc.start, e->tc.count, a),
                              ct_tc_print(clip->tc.start, clip->tc.count, b));
    if (!ct_conform_place(e, t->fps, clip, &span) && (m = remark_on(r, t, i, "outside")) != NULL)
        m->text = ct_asprintf("The event wants %s and %lld frames; the clip starts at %s and has "
                              "%lld.",
                              ct_tc_print(l.first, l.count, a), (long long)ct_span_count(e->source),
                              ct_tc_track_print(&clip->tc, clip->fps, 0, b),
                              (long long)clip->frame_count);
}

bool ct_conform_look(const ct_conform *c, const ct_event *e, AVRational list_fps,
                     const ct_clip *found[2])
{
    ct_match match;
    size_t   between[2];
    int64_t  who = find_clip(c, e, list_fps, &match, between);

    found[0] = who >= 0 ? &c->clips[who] : who == SEVERAL ? &c->clips[between[0]] : NULL;
    found[1] = who == SEVERAL ? &c->clips[between[1]] : NULL;
    return who >= 0;
}

void ct_conform_run(const ct_conform *c, ct_timeline *t, ct_conform_result *out,
                    ct_finding_list *findings)
{
    struct remarks remarks = {0};

    *out = (ct_conform_result){.events = t->event_count};
    for (size_t i = 0; i < t->event_count; i++) {
        ct_event *e = &t->events[i];
        size_t    between[2] = {0, 0};
        if (ct_event_is_black(e)) {
            out->black++;
            continue;
        }
        int64_t who = ct_id_is_none(e->clip) ? find_clip(c, e, t->fps, &e->match, between) : 0;
        if (!ct_id_is_none(e->clip)) {
            out->matched++;
        } else if (who >= 0) {
            e->clip = c->clips[who].id;
            out->matched++;
            remark_difference(&c->clips[who], &remarks, t, i);
        } else if (who == SEVERAL) {
            out->ambiguous++;
            remark_ambiguous(c, &remarks, t, i, between);
        } else {
            out->missing++;
            remark_missing(&remarks, t, i);
        }
    }
    remarks_say(&remarks, t, findings);
}
