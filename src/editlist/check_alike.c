/* SPDX-License-Identifier: MIT */
/* Rules of a check that ask which other event one could be taken for. */
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "check_priv.h"
#include "circletake/str.h"
#include "editlist_priv.h"
#include "heard_priv.h"

/* An event among those that could be taken for it: of one reel, or of one source. */
typedef struct reach {
    const char *reel;
    size_t      at, source; /* place in the list, and of the first event of its source */
    int64_t     first, end;
} reach;

/* Of a group so far: what reaches furthest, and what does so of another source than that. */
typedef struct furthest {
    const reach *best, *other;
} furthest;

static void take_furthest(furthest *f, const reach *r)
{
    if (!f->best || r->end > f->best->end) {
        if (f->best && f->best->source != r->source)
            f->other = f->best;
        f->best = r;
    } else if (r->source != f->best->source && (!f->other || r->end > f->other->end)) {
        f->other = r;
    }
}

/* What of another source reaches into `r`; NULL none. */
static const reach *foreign(const furthest *f, const reach *r)
{
    const reach *other = f->best && f->best->source != r->source ? f->best : f->other;

    return other && other->source != r->source && other->end > r->first ? other : NULL;
}

static int compare_by_first(const reach *a, const reach *b)
{
    if (a->first != b->first)
        return (a->first > b->first) - (a->first < b->first);
    return (a->at > b->at) - (a->at < b->at);
}

static int compare_by_reel(const void *a, const void *b)
{
    const reach *p = a, *q = b;
    int          difference = strcasecmp(p->reel, q->reel);

    return difference ? difference : compare_by_first(p, q);
}

static int compare_by_source(const void *a, const void *b)
{
    const reach *p = a, *q = b;

    if (p->source != q->source)
        return p->source < q->source ? -1 : 1;
    return compare_by_first(p, q);
}

/* Where reels are all there is, sound recorded apart is a source like others. */
static void gather_sounds(const ct_checking *c, reach *all, size_t *count)
{
    size_t *first = ct_first_of_sound(c->t);

    for (size_t i = 0; i < c->t->event_count; i++) {
        const ct_event *e = &c->t->events[i];
        ct_heard        h;
        if (!e->sound.path || !ct_event_heard(e, c->t->fps, &h))
            continue;
        ct_event_label l = ct_event_labels(&h.file, c->t->fps);
        all[(*count)++] = (reach){ct_str_or_empty(e->sound.reel), i, c->t->event_count + first[i],
                                  l.first, l.end};
    }
    free(first);
}

/* `labels`: by timecode of the reels, else by frames of the sources. Gives an array of *count. */
static reach *gather_reaches(const ct_checking *c, bool labels, size_t *count)
{
    reach *all = ct_alloc_array(c->t->event_count * 2, sizeof *all);

    *count = c->t->event_count;
    for (size_t i = 0; i < c->t->event_count; i++) {
        const ct_event *e = &c->t->events[i];
        ct_event_label  l = {.first = e->source.first, .end = e->source.end};
        if (labels)
            l = ct_event_labels(e, c->t->fps);
        all[i] = (reach){ct_str_or_empty(e->reel), i, c->first_of_source[i], l.first, l.end};
    }
    if (labels && c->format->reel_width > 0)
        gather_sounds(c, all, count);
    if (*count > 1)
        qsort(all, *count, sizeof *all, labels ? compare_by_reel : compare_by_source);
    return all;
}

/* For each source which other it collides with; NULL none. The later in the list speaks, once. */
static void note_collision(const reach **with, const reach *a, const reach *b)
{
    const reach *later = a->at != b->at ? (a->at > b->at ? a : b) : a->source > b->source ? a : b;

    if (!with[later->source])
        with[later->source] = later == a ? b : a;
}

/* A source is an event's, or behind those the sound of one. */
static const char *name_of_source(const ct_checking *c, size_t source)
{
    size_t count = c->t->event_count;

    return source < count ? ct_check_name(&c->t->events[source])
                          : ct_str_or_empty(c->t->events[source - count].sound.name);
}

static const char *path_of_source(const ct_checking *c, size_t source)
{
    size_t count = c->t->event_count;

    return ct_str_or_empty(source < count ? c->t->events[source].path
                                          : c->t->events[source - count].sound.path);
}

/* Two cards may hold files of one name: then only the path tells which the other is. */
static const char *name_beside(const ct_checking *c, size_t source, size_t beside)
{
    const char *name = name_of_source(c, source), *path = path_of_source(c, source);

    return *path && strcmp(name, name_of_source(c, beside)) == 0 ? path : name;
}

void ct_check_same_reel(const ct_checking *c)
{
    const reach **with = ct_alloc_array(c->t->event_count * 2, sizeof *with);
    size_t        count;
    reach        *all = gather_reaches(c, true, &count);
    furthest      so_far = {NULL, NULL};

    for (size_t i = 0; i < count; i++) {
        if (i == 0 || strcasecmp(all[i].reel, all[i - 1].reel) != 0)
            so_far = (furthest){NULL, NULL};
        const reach *other = foreign(&so_far, &all[i]);
        if (other)
            note_collision(with, &all[i], other);
        take_furthest(&so_far, &all[i]);
    }
    for (size_t i = 0; i < c->t->event_count * 2; i++)
        if (with[i])
            ct_finding_add(c->findings, c->severity, c->rule, name_of_source(c, i), c->remedy,
                           "Reel %s and timecode are the same as those of %s: an editor cannot "
                           "tell them apart.",
                           with[i]->reel, name_beside(c, with[i]->source, i));
    free(all);
    free(with);
}

void ct_check_twice(const ct_checking *c)
{
    const reach **with = ct_alloc_array(c->t->event_count * 2, sizeof *with);
    size_t        count;
    reach        *all = gather_reaches(c, false, &count);
    const reach  *longest = NULL;

    for (size_t i = 0; i < count; i++) {
        if (!longest || longest->source != all[i].source)
            longest = NULL;
        if (longest && longest->end > all[i].first)
            note_collision(with, &all[i], longest);
        if (!longest || all[i].end > longest->end)
            longest = &all[i];
    }
    for (size_t i = 0; i < c->t->event_count; i++)
        if (with[i] && !ct_id_is_none(c->t->events[i].select)) /* a cut knows what it does */
            CT_CHECK_SAY(c, &c->t->events[i], "Frames of it are in the list twice.");
    free(all);
    free(with);
}
