/* SPDX-License-Identifier: MIT */
#include "vigil.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "circletake/file.h"
#include "circletake/fingerprint.h"
#include "circletake/sequence.h"
#include "circletake/str.h"
#include "circletake/thread.h"
#include "presence.h"
#include "replace_task.h"

enum { EVERY_MS = 2000, SLICE_MS = 50, SILENCE_US = 2500000, TOUCHED_BYTES = 4096 };

/* What became of the file since the project knew it. */
enum found { AS_IT_WAS, GONE, SHORTER, GREW, OTHER };

/* Of a sequence: what its folder held last. */
struct images {
    int64_t folder_mtime_ns; /* 0: it was not there */
    int64_t first, last, present;
};

struct vigil_task {
    ct_task          task;
    _Atomic int64_t *asked_us; /* of the session: since when the drive is asked; 0: it is not */
    atomic_bool     *urgent;   /* of the session: somebody waits for a picture ... */
    _Atomic int64_t *frame;    /* ... and which frame that is */
    ct_id            clip;
    char            *path;
    int64_t          size_bytes, mtime_ns;
    uint64_t         fingerprint;
    int64_t          frame_count;
    bool             sequence;
    struct images    images;
    enum found       known; /* what was said already */
    enum found       found;
    bool             first; /* the clip was opened just now */
};

/* --- asking, on the lane --------------------------------------------------------------------- */

/* Reads from the drive itself, not from memory. */
static void touch(const char *path, int64_t size)
{
    char  bytes[TOUCHED_BYTES];
    int   fd = open(path, O_RDONLY | O_CLOEXEC);
    off_t at = size > TOUCHED_BYTES ? (off_t)(ct_clock_us() % (size - TOUCHED_BYTES)) : 0;

    if (fd < 0)
        return;
    (void)!posix_fadvise(fd, at, TOUCHED_BYTES, POSIX_FADV_DONTNEED);
    (void)!pread(fd, bytes, sizeof bytes, at);
    close(fd);
}

static bool begins_as_before(const struct vigil_task *t)
{
    uint64_t start = 0;

    return ct_fingerprint_start(t->path, t->size_bytes, &start, NULL) == CT_OK &&
           start == t->fingerprint;
}

/* The image under the playhead. */
static void touch_image(const struct vigil_task *t)
{
    ct_sequence sequence = {.pattern = t->path};
    char       *path = ct_sequence_path(&sequence, t->images.first + atomic_load(t->frame));
    int64_t     size = 0, mtime;

    if (ct_file_stat(path, &size, &mtime) && atomic_load(t->urgent))
        touch(path, size);
    free(path);
}

static enum found compare_images(const struct vigil_task *t, const ct_sequence *now)
{
    const struct images *was = &t->images;
    int64_t              added = now->last - now->first + 1 - t->frame_count;
    uint64_t             fingerprint = 0;

    if (was->present == 0) /* just opened: of those in between nothing was kept */
        return added > 0 ? GREW : added < 0 ? OTHER : AS_IT_WAS;
    if (now->first == was->first && added > 0 && now->present == was->present + added)
        return GREW;
    if (now->first != was->first || added != 0 || now->present != was->present)
        return OTHER;
    return ct_fingerprint_file(t->path, &fingerprint, NULL) == CT_OK &&
                   fingerprint == t->fingerprint
               ? AS_IT_WAS
               : OTHER;
}

/* A folder says itself when something in it came or went; only then it is read. */
static enum found look_at_images(struct vigil_task *t)
{
    char       *folder = ct_path_folder(t->path);
    int64_t     size, mtime = 0;
    ct_sequence now = {0};
    enum found  found = GONE;

    (void)ct_file_stat(folder, &size, &mtime);
    free(folder);
    touch_image(t);
    if (mtime != 0 && mtime == t->images.folder_mtime_ns)
        return t->known;
    if (mtime != 0 && ct_sequence_of(t->path, &now, NULL) == CT_OK) {
        found = compare_images(t, &now);
        if (t->images.present == 0)
            t->images = (struct images){0, now.first, now.last, now.present};
        if (t->known == GREW || t->known == OTHER) /* it was said */
            found = t->known;
    }
    t->images.folder_mtime_ns = mtime;
    ct_sequence_finish(&now);
    return found;
}

static enum found look(const struct vigil_task *t)
{
    int64_t size = 0, mtime = 0;

    if (!ct_file_stat(t->path, &size, &mtime))
        return GONE;
    if (atomic_load(t->urgent))
        touch(t->path, size);
    if (size < t->size_bytes)
        return SHORTER;
    if (size == t->size_bytes && (mtime == t->mtime_ns || begins_as_before(t)))
        return AS_IT_WAS;
    if (t->known == GREW || t->known == OTHER) /* it was said: what it is now is for a refresh */
        return t->known;
    return begins_as_before(t) ? GREW : OTHER;
}

static bool rested(struct vigil_task *t)
{
    for (int ms = 0; ms < EVERY_MS && !ct_task_stopped(&t->task); ms += SLICE_MS)
        ct_sleep_us((int64_t)1000 * SLICE_MS);
    return !ct_task_stopped(&t->task);
}

static void vigil_run(ct_task *task)
{
    struct vigil_task *t = (struct vigil_task *)(void *)task;

    for (;; t->first = false) {
        atomic_store(t->asked_us, ct_clock_us());
        t->found = t->sequence ? look_at_images(t) : look(t);
        if (ct_task_stopped(task))
            break; /* another clip is watched by now */
        atomic_store(t->asked_us, 0);
        if (t->found != t->known || !rested(t))
            break;
    }
}

/* --- what follows, on the main thread ---------------------------------------------------------- */

static void keep(ct_session *s, enum found known, bool first, const struct images *images);

void ct_session_unsay_vigil(ct_session *s, ct_id clip)
{
    if (s->message.kind == CT_MESSAGE_ERROR && s->message.at_us == s->vigil_said_us &&
        ct_id_equal(clip, s->vigil_said_of))
        s->message.kind = CT_MESSAGE_NONE;
}

/* What was said just now. */
static void keep_said(ct_session *s)
{
    s->vigil_said_us = s->message.at_us;
    s->vigil_said_of = s->clip.id;
}

/* What it said of the file is over, and need not be read any more. */
static void unsay(ct_session *s)
{
    ct_session_unsay_vigil(s, s->clip.id);
}

static void set_offline(ct_session *s, bool offline)
{
    s->clip.offline = offline;
    ct_store_put_offline(s->store, s->clip.id, offline);
    s->changed |= CT_CHANGED_CLIP | CT_CHANGED_CLIPS | CT_CHANGED_PICTURE;
}

static void go_offline(ct_session *s, const char *name, enum found found)
{
    ct_transport_stop(ct_session_engine(s));
    set_offline(s, true);
    if (found == GONE)
        ct_session_say(
            s, CT_MESSAGE_ERROR,
            "%s went away while it was open. Mount its drive or bring the file back: it is "
            "shown again then. Its marks stay.",
            name);
    else
        ct_session_say(
            s, CT_MESSAGE_ERROR,
            "%s was cut short while it was open. Copy it again from the card: it is shown "
            "again then. Its marks stay.",
            name);
    keep_said(s);
}

static void tell(ct_session *s, const struct vigil_task *t)
{
    const char *name = ct_str_or_empty(s->clip.name);
    bool        was_away = t->known == GONE || t->known == SHORTER;
    ct_error    err;

    if (was_away && t->found != GONE && t->found != SHORTER)
        unsay(s); /* it is over, whatever comes now */
    if (t->found == GONE || t->found == SHORTER) {
        if (!t->first) /* one that is opened so is shown so */
            go_offline(s, name, t->found);
        else if (!s->clip.offline)
            set_offline(s, true);
    } else if (t->found == AS_IT_WAS) {
        set_offline(s, false);
        ct_session_open_again(s);
        ct_session_say(s, CT_MESSAGE_INFO, "%s is back.", name);
    } else if (ct_session_read_only(s)) {
        return;
    } else if (t->found == GREW && (t->first || was_away)) {
        if (ct_session_refresh(s, &s->clip, false, NULL, &err))
            ct_session_say(s, CT_MESSAGE_ERROR, "%s", err.text);
    } else if (t->found == GREW) {
        ct_session_say(s, CT_MESSAGE_INFO, "%s grows: F5 takes in what was added.", name);
    } else if (t->sequence) {
        ct_session_say(
            s, CT_MESSAGE_INFO,
            "Images of %s came, went or are others: F5 finds its marks in what it is now.", name);
    } else {
        ct_session_say(s, CT_MESSAGE_INFO,
                       "%s is not the file it was: F5 finds its marks in what it is now.", name);
    }
}

static void vigil_finish(ct_task *task, ct_session *s)
{
    struct vigil_task *t = (struct vigil_task *)(void *)task;

    if (!ct_id_equal(t->clip, s->clip.id) || t->found == t->known ||
        t->fingerprint != s->clip.fingerprint)
        return;
    tell(s, t);
    /* Opened again it is watched already, by one that knows nothing of its images. */
    if (t->found == AS_IT_WAS)
        ct_session_end_vigil(s);
    keep(s, t->found, false, &t->images);
}

static void vigil_destroy(ct_task *task)
{
    struct vigil_task *t = (struct vigil_task *)(void *)task;

    free(t->path);
    free(t);
}

/* --- keeping it ----------------------------------------------------------------------------------- */

static void keep(ct_session *s, enum found known, bool first, const struct images *images)
{
    struct vigil_task *t = ct_alloc(sizeof *t);

    t->task.run = vigil_run;
    t->task.finish = vigil_finish;
    t->task.destroy = vigil_destroy;
    t->asked_us = &s->vigil_asked_us;
    t->urgent = &s->vigil_urgent;
    t->frame = &s->vigil_frame;
    t->clip = s->clip.id;
    t->path = ct_strdup(s->clip.path);
    t->size_bytes = s->clip.size_bytes;
    t->mtime_ns = s->clip.mtime_ns;
    t->fingerprint = s->clip.fingerprint;
    t->frame_count = s->clip.frame_count;
    t->sequence = ct_sequence_is_pattern(t->path);
    t->images = *images;
    t->known = known;
    t->first = first;
    ct_work_push(s->work, CT_LANE_FILE, &t->task, false);
}

/* Whoever waits for the drive is left behind. What was said of it concerns nobody any more. */
void ct_session_end_vigil(ct_session *s)
{
    if (!s->work)
        return;
    ct_work_clear(s->work, CT_LANE_FILE);
    if (atomic_exchange(&s->vigil_asked_us, 0) != 0)
        ct_work_leave(s->work, CT_LANE_FILE);
    if (s->stalled) {
        ct_work_leave(s->work, CT_LANE_CLIP);
        unsay(s);
    }
    s->stalled = false;
}

void ct_session_keep_vigil(ct_session *s, bool opened)
{
    if (!s->work)
        return;
    ct_session_end_vigil(s);
    if (!ct_id_is_none(s->clip.id))
        keep(s, s->clip.offline ? GONE : AS_IT_WAS, opened, &(struct images){.present = 0});
}

void ct_session_mind_drive(ct_session *s, int64_t now_us)
{
    int64_t asked_us = atomic_load(&s->vigil_asked_us);
    bool    stalled = asked_us > 0 && now_us - asked_us > SILENCE_US;

    atomic_store(&s->vigil_frame, s->state.position);
    atomic_store(&s->vigil_urgent, s->state.late && !s->clip.offline);
    if (stalled == s->stalled || (stalled && ct_id_is_none(s->clip.id)))
        return;
    s->stalled = stalled;
    if (stalled) {
        ct_work_leave(s->work, CT_LANE_STILL); /* those of other clips need not wait */
        ct_session_say(
            s, CT_MESSAGE_ERROR,
            "The drive of %s does not answer. Everything else goes on; pictures come when "
            "it does, or choose another clip. Marks are safe.",
            ct_str_or_empty(s->clip.name));
        keep_said(s);
        return;
    }
    unsay(s);
    ct_session_say(s, CT_MESSAGE_INFO, "The drive answers again.");
}
