/* SPDX-License-Identifier: MIT */
#include "handover_stills.h"

#include <stdlib.h>
#include <string.h>

#include "circletake/drawing.h"
#include "circletake/file.h"
#include "circletake/str.h"

typedef struct still {
    const ct_note *note;
    const ct_clip *clip;
    char          *path;   /* of the file */
    char          *listed; /* the same as the list has it */
    bool           made, failed;
} still;

struct ct_list_stills {
    const ct_handover_order *order;
    const ct_chosen         *chosen;
    const ct_clip          **clips;           /* by id */
    char                    *folder, *beside; /* absolute; the list's own */
    still                   *items;           /* as they were asked for */
    size_t                   count, cap;
};

/* The folder of the list. Gives; NULL: it lies nowhere. */
static char *folder_of_list(const ct_handover_order *order)
{
    if (!order->path || strcmp(order->path, "-") == 0)
        return NULL;
    char *list = ct_path_absolute(order->path), *folder = ct_path_folder(list);
    free(list);
    return folder;
}

/* What lies beside the list, or below, moves with it. */
static char *listed_path(const char *beside, const char *path)
{
    size_t bytes = beside ? strlen(beside) : 0;

    if (bytes > 1 && strncmp(path, beside, bytes) == 0 && path[bytes] == '/')
        return ct_strdup(path + bytes + 1);
    return ct_strdup(path);
}

void ct_list_stills_of_cut(const ct_handover_order *order, ct_timeline *cut)
{
    char *beside = folder_of_list(order);

    for (size_t i = 0; i < cut->event_count; i++)
        for (size_t k = 0; k < cut->events[i].marker_count; k++) {
            ct_marker *m = &cut->events[i].markers[k];
            char      *listed = m->still ? listed_path(beside, m->still) : NULL;
            free(m->still);
            m->still = listed;
        }
    free(beside);
}

ct_list_stills *ct_list_stills_create(const ct_handover_order *order, const ct_chosen *chosen)
{
    ct_list_stills *s = ct_alloc(sizeof *s);

    s->order = order;
    s->chosen = chosen;
    s->clips = ct_clips_by_id(&chosen->clips);
    s->folder = ct_path_absolute(order->stills);
    s->beside = folder_of_list(order);
    return s;
}

void ct_list_stills_destroy(ct_list_stills **stills)
{
    ct_list_stills *s = *stills;

    if (!s)
        return;
    for (size_t i = 0; i < s->count; i++) {
        free(s->items[i].path);
        free(s->items[i].listed);
    }
    free(s->items);
    free(s->folder);
    free(s->beside);
    free(s->clips);
    free(s);
    *stills = NULL;
}

static still *find(ct_list_stills *s, const ct_note *note)
{
    for (size_t i = 0; i < s->count; i++)
        if (s->items[i].note == note)
            return &s->items[i];
    return NULL;
}

const char *ct_list_stills_path(void *arg, const ct_note *note)
{
    ct_list_stills *s = arg;
    still          *known = find(s, note);

    if (known)
        return known->failed ? NULL : known->listed;
    const ct_clip *clip = ct_clips_find(s->clips, &s->chosen->clips, note->clip);
    if (!clip)
        return NULL;
    char *name = ct_note_still_name(note, clip->name);
    s->items = ct_grow(s->items, &s->cap, s->count + 1, sizeof *s->items);
    known = &s->items[s->count++];
    *known = (still){.note = note, .clip = clip, .path = ct_path_join(s->folder, name)};
    known->listed = listed_path(s->beside, known->path);
    free(name);
    return known->listed;
}

ct_code ct_list_stills_write(ct_list_stills *s, size_t *failed, ct_finding_list *findings,
                             ct_error *err)
{
    const ct_handover_watch *watch = &s->order->watch;
    ct_code                  code = s->count ? ct_folder_make(s->folder, err) : CT_OK;

    *failed = 0;
    for (size_t i = 0; i < s->count && !code; i++) {
        still   *one = &s->items[i];
        ct_error why = {0};
        if (watch->progress)
            watch->progress(watch->arg, (int64_t)i, (int64_t)s->count);
        code =
            s->order->write_still(one->note, one->clip, one->path, watch->stop, watch->arg, &why);
        one->made = !code;
        if (code == CT_CANCELLED)
            return ct_fail(err, code, "Stopped; no list was written, the stills made so far stay.");
        if (!code)
            continue;
        one->failed = true;
        (*failed)++;
        ct_finding_add(findings, CT_SAY_WARN, "still", one->clip->name,
                       "Connect the drive, or choose Relink; then export again.",
                       "There is no still of what was drawn on frame %lld: %s",
                       (long long)one->note->span.first, why.text);
        code = CT_OK;
    }
    return code;
}

size_t ct_list_stills_count(const ct_list_stills *s)
{
    size_t made = 0;

    for (size_t i = 0; i < s->count; i++)
        made += s->items[i].made;
    return made;
}
