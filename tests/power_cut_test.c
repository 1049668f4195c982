/* SPDX-License-Identifier: MIT */
/* A power cut at a random moment: what was acknowledged is there afterwards.
 *
 *   power_cut_test [CUTS [SEED]]        300 cuts unless told (fewer under sanitizers)
 *
 * A layer under SQLite writes down every write, truncation, deletion and flush of the project and
 * its log while notes are made, and when each was acknowledged. The disk is then rebuilt as it may
 * lie after a cut at some point of that record: what was flushed is there; of what was not, each
 * sector of 512 bytes is there by chance. A second record is read as if the disk only
 * pretended to flush: that must lose notes, or this test could not see a loss. */
#include <pthread.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "circletake/file.h"
#include "circletake/query.h"
#include "circletake/store.h"
#include "circletake/str.h"
#include "effort.h"

enum { SESSIONS = 4, NOTES_EACH = 40, SECTOR = 512, DATABASE = 0, LOG_FILE = 1, FILES = 2 };

/* ---- the record ---- */

typedef enum act_kind { ACT_WRITE, ACT_TRUNCATE, ACT_DELETE, ACT_FLUSH, ACT_ACKNOWLEDGE } act_kind;

typedef struct act {
    act_kind kind;
    int      file;
    int64_t  at, bytes; /* ACKNOWLEDGE: at is the number of notes so far */
    char    *data;
} act;

static struct {
    pthread_mutex_t mutex;
    act            *acts;
    size_t          count, cap;
    bool            on;
} record = {.mutex = PTHREAD_MUTEX_INITIALIZER};

static void note_act(act_kind kind, int file, const void *data, int64_t bytes, int64_t at)
{
    pthread_mutex_lock(&record.mutex);
    if (record.on && file >= 0) {
        act a = {.kind = kind, .file = file, .at = at, .bytes = bytes};
        if (data) {
            a.data = ct_alloc((size_t)bytes);
            memcpy(a.data, data, (size_t)bytes);
        }
        record.acts = ct_grow(record.acts, &record.cap, record.count + 1, sizeof *record.acts);
        record.acts[record.count++] = a;
    }
    pthread_mutex_unlock(&record.mutex);
}

/* ---- the layer under SQLite: everything is passed on ---- */

typedef struct watched {
    sqlite3_file  base;
    sqlite3_file *real;
    int           file; /* -1: neither project nor log */
} watched;

static watched *of(sqlite3_file *f)
{
    return (watched *)(void *)f;
}
static sqlite3_file *real(sqlite3_file *f)
{
    return of(f)->real;
}

static int w_close(sqlite3_file *f)
{
    return real(f)->pMethods->xClose(real(f));
}
static int w_read(sqlite3_file *f, void *to, int bytes, sqlite3_int64 at)
{
    return real(f)->pMethods->xRead(real(f), to, bytes, at);
}
static int w_write(sqlite3_file *f, const void *data, int bytes, sqlite3_int64 at)
{
    note_act(ACT_WRITE, of(f)->file, data, bytes, at);
    return real(f)->pMethods->xWrite(real(f), data, bytes, at);
}
static int w_truncate(sqlite3_file *f, sqlite3_int64 bytes)
{
    note_act(ACT_TRUNCATE, of(f)->file, NULL, 0, bytes);
    return real(f)->pMethods->xTruncate(real(f), bytes);
}
static int w_sync(sqlite3_file *f, int flags)
{
    note_act(ACT_FLUSH, of(f)->file, NULL, 0, 0);
    return real(f)->pMethods->xSync(real(f), flags);
}
static int w_size(sqlite3_file *f, sqlite3_int64 *out)
{
    return real(f)->pMethods->xFileSize(real(f), out);
}
static int w_lock(sqlite3_file *f, int lock)
{
    return real(f)->pMethods->xLock(real(f), lock);
}
static int w_unlock(sqlite3_file *f, int lock)
{
    return real(f)->pMethods->xUnlock(real(f), lock);
}
static int w_reserved(sqlite3_file *f, int *out)
{
    return real(f)->pMethods->xCheckReservedLock(real(f), out);
}
static int w_control(sqlite3_file *f, int op, void *arg)
{
    return real(f)->pMethods->xFileControl(real(f), op, arg);
}
static int w_sector(sqlite3_file *f)
{
    return real(f)->pMethods->xSectorSize(real(f));
}
static int w_character(sqlite3_file *f)
{
    return real(f)->pMethods->xDeviceCharacteristics(real(f));
}
static int w_shm_map(sqlite3_file *f, int region, int bytes, int extend, void volatile **out)
{
    return real(f)->pMethods->xShmMap(real(f), region, bytes, extend, out);
}
static int w_shm_lock(sqlite3_file *f, int offset, int n, int flags)
{
    return real(f)->pMethods->xShmLock(real(f), offset, n, flags);
}
static void w_shm_barrier(sqlite3_file *f)
{
    real(f)->pMethods->xShmBarrier(real(f));
}
static int w_shm_unmap(sqlite3_file *f, int drop)
{
    return real(f)->pMethods->xShmUnmap(real(f), drop);
}

static const sqlite3_io_methods watched_methods = {
    .iVersion = 2,
    .xClose = w_close,
    .xRead = w_read,
    .xWrite = w_write,
    .xTruncate = w_truncate,
    .xSync = w_sync,
    .xFileSize = w_size,
    .xLock = w_lock,
    .xUnlock = w_unlock,
    .xCheckReservedLock = w_reserved,
    .xFileControl = w_control,
    .xSectorSize = w_sector,
    .xDeviceCharacteristics = w_character,
    .xShmMap = w_shm_map,
    .xShmLock = w_shm_lock,
    .xShmBarrier = w_shm_barrier,
    .xShmUnmap = w_shm_unmap,
};

static sqlite3_vfs *disk; /* the one below */

static int open_watched(sqlite3_vfs *vfs, const char *name, sqlite3_file *f, int flags, int *out)
{
    watched *w = of(f);

    (void)vfs;
    w->real = (sqlite3_file *)(void *)(w + 1);
    w->file = flags & SQLITE_OPEN_MAIN_DB ? DATABASE : flags & SQLITE_OPEN_WAL ? LOG_FILE : -1;
    int rc = disk->xOpen(disk, name, w->real, flags, out);
    f->pMethods = w->real->pMethods ? &watched_methods : NULL;
    return rc;
}

static int delete_watched(sqlite3_vfs *vfs, const char *name, int sync_folder)
{
    size_t bytes = strlen(name);

    (void)vfs;
    if (bytes > 4 && strcmp(name + bytes - 4, "-wal") == 0)
        note_act(ACT_DELETE, LOG_FILE, NULL, 0, 0);
    return disk->xDelete(disk, name, sync_folder);
}

static void put_layer_in(void)
{
    static sqlite3_vfs vfs;

    disk = sqlite3_vfs_find(NULL);
    vfs = *disk;
    vfs.zName = "watched";
    vfs.szOsFile = (int)sizeof(watched) + disk->szOsFile;
    vfs.xOpen = open_watched;
    vfs.xDelete = delete_watched;
    sqlite3_vfs_register(&vfs, 1);
}

/* ---- the work ---- */

static int complain(const char *what, const ct_error *err)
{
    fprintf(stderr, "power_cut_test: %s: %s\n", what, err->text);
    return 1;
}

static ct_id make_project(const char *path)
{
    ct_store *st = NULL;
    ct_edit  *edit = ct_edit_create("Add clip", "Ada", 0);
    ct_clip   clip;
    ct_error  err = {0};

    ct_clip_init(&clip);
    clip.name = ct_strdup("A001.mov");
    clip.path = ct_strdup("/rushes/A001.mov");
    ct_id id = ct_edit_add_clip(edit, &clip);
    ct_clip_finish(&clip);
    if (ct_store_open(path, CT_STORE_CREATE | CT_STORE_NO_BACKUPS, NULL, &st, &err) != CT_OK ||
        ct_store_submit(st, &edit, NULL, &err) != CT_OK)
        exit(complain("make", &err));
    ct_store_close(&st);
    return id;
}

static int write_note(ct_store *st, ct_id clip, int number)
{
    ct_edit  *edit = ct_edit_create("Write note", "Ada", 0);
    ct_note   n;
    ct_ticket ticket;
    ct_error  err = {0};

    ct_note_init(&n);
    n.clip = clip;
    n.span = (ct_span){number, number + 1};
    n.body = ct_asprintf("note number %d: the sound of the door must be closer", number);
    ct_edit_add_note(edit, &n);
    ct_note_finish(&n);
    if (ct_store_submit(st, &edit, &ticket, &err) != CT_OK ||
        ct_store_wait(st, ticket, &err) != CT_OK)
        return complain("note", &err);
    note_act(ACT_ACKNOWLEDGE, 0, NULL, 0, number + 1);
    return 0;
}

/* Closing empties the log into the project, so that too lies within the record. */
static int work(const char *path, ct_id clip)
{
    int number = 0;

    for (int s = 0; s < SESSIONS; s++) {
        ct_store *st = NULL;
        ct_error  err = {0};
        if (ct_store_open(path, CT_STORE_WRITE | CT_STORE_NO_BACKUPS, NULL, &st, &err) != CT_OK)
            return complain("open", &err);
        for (int i = 0; i < NOTES_EACH; i++) {
            if (write_note(st, clip, number++) != 0)
                return 1;
        }
        ct_store_close(&st);
    }
    return 0;
}

/* ---- the disk after a cut ---- */

typedef struct image {
    char  *bytes;
    size_t count, cap;
    bool   exists;
} image;

static void write_image(image *im, size_t at, const char *data, size_t bytes)
{
    im->exists = true;
    if (at + bytes > im->count) {
        im->bytes = ct_grow(im->bytes, &im->cap, at + bytes, 1);
        if (at > im->count)
            memset(im->bytes + im->count, 0, at - im->count);
        im->count = at + bytes;
    }
    memcpy(im->bytes + at, data, bytes);
}

static bool chance(int percent)
{
    return random() % 100 < percent;
}

/* Carries out one act; sectors of a write each with `percent` chance. */
static void apply_act(image *im, const act *a, int percent)
{
    int64_t next;

    switch (a->kind) {
    case ACT_WRITE:
        for (int64_t at = a->at; at < a->at + a->bytes; at = next) {
            next = (at / SECTOR + 1) * SECTOR;
            if (next > a->at + a->bytes)
                next = a->at + a->bytes;
            if (chance(percent))
                write_image(im, (size_t)at, a->data + (at - a->at), (size_t)(next - at));
        }
        break;
    case ACT_TRUNCATE:
        if (chance(percent) && (size_t)a->at < im->count)
            im->count = (size_t)a->at;
        break;
    case ACT_DELETE:
        if (chance(percent)) {
            im->count = 0;
            im->exists = false;
        }
        break;
    case ACT_FLUSH:
    case ACT_ACKNOWLEDGE:
        break;
    }
}

/* Index behind the last flush of `file` before `cut`: everything up to there lies on the disk. */
static size_t last_flush(int file, size_t cut, bool honest)
{
    for (size_t i = cut; i-- > 0 && honest;) {
        if (record.acts[i].kind == ACT_FLUSH && record.acts[i].file == file)
            return i + 1;
    }
    return 0;
}

static void rebuild(image *images, size_t cut, int percent, bool honest)
{
    for (int file = 0; file < FILES; file++) {
        size_t safe = last_flush(file, cut, honest);
        for (size_t i = 0; i < cut; i++) {
            if (record.acts[i].file == file)
                apply_act(&images[file], &record.acts[i], i < safe ? 100 : percent);
        }
    }
}

static int64_t acknowledged_before(size_t cut)
{
    for (size_t i = cut; i-- > 0;) {
        if (record.acts[i].kind == ACT_ACKNOWLEDGE)
            return record.acts[i].at;
    }
    return 0;
}

/* 0: all there; 1: something lost or damaged. */
static int look(const char *path, int64_t acknowledged, bool say)
{
    ct_store    *st = NULL;
    ct_note_list notes = {0};
    ct_error     err = {0};
    int          bad = 0;

    if (ct_store_open(path, CT_STORE_WRITE | CT_STORE_NO_BACKUPS, NULL, &st, &err) != CT_OK ||
        ct_query_notes(ct_store_query(st), NULL, &notes, &err) != CT_OK) {
        bad = say ? complain("after the cut", &err) : 1;
    } else if ((int64_t)notes.count < acknowledged) {
        bad = 1;
        if (say)
            fprintf(stderr, "power_cut_test: %lld acknowledged, %zu there\n",
                    (long long)acknowledged, notes.count);
    }
    ct_note_list_finish(&notes);
    ct_store_close(&st);
    if (!bad && ct_store_check(path, NULL, NULL, &err) != CT_OK)
        bad = say ? complain("after the cut", &err) : 1;
    return bad;
}

static int cut_once(const char *path, const image *before, bool honest, bool say)
{
    static const int percents[] = {0, 50, 90, 100};
    image            images[FILES] = {{0}};
    size_t           cut = (size_t)random() % (record.count + 1);
    int              percent = percents[random() % 4];
    ct_error         err = {0};
    char            *log_path = ct_asprintf("%s-wal", path);

    write_image(&images[DATABASE], 0, before->bytes, before->count);
    rebuild(images, cut, percent, honest);
    unlink(log_path);
    int bad = ct_file_replace(path, images[DATABASE].bytes, images[DATABASE].count, &err) != CT_OK;
    if (images[LOG_FILE].exists && !bad)
        bad = ct_file_replace(log_path, images[LOG_FILE].bytes ? images[LOG_FILE].bytes : "",
                              images[LOG_FILE].count, &err) != CT_OK;
    if (bad)
        exit(complain("rebuild", &err));
    bad = look(path, acknowledged_before(cut), say);
    for (int i = 0; i < FILES; i++)
        free(images[i].bytes);
    free(log_path);
    return bad;
}

int main(int argc, char **argv)
{
    long     cuts = argc > 1 ? strtol(argv[1], NULL, 10) : CT_EFFORT(300, 60);
    unsigned seed = argc > 2 ? (unsigned)strtoul(argv[2], NULL, 10) : (unsigned)getpid();
    char     folder[] = "/tmp/ct-cut-XXXXXX";
    image    before = {0};
    ct_error err = {0};
    long     bad = 0, teeth = 0;

    if (!mkdtemp(folder))
        return 1;
    char *path = ct_asprintf("%s/P.circletake", folder);
    ct_id clip = make_project(path);
    if (ct_file_read(path, 1 << 26, &before.bytes, &before.count, &err) != CT_OK)
        return complain("read", &err);
    put_layer_in();
    record.on = true;
    if (work(path, clip) != 0)
        return 1;
    record.on = false;
    srandom(seed);
    for (long i = 0; i < cuts; i++)
        bad += cut_once(path, &before, true, true);
    for (long i = 0; i < 20; i++)
        teeth += cut_once(path, &before, false, false);
    printf("power_cut_test: %zu acts, %ld cuts, %ld lost or damaged; on a lying disk %ld of 20 "
           "(seed %u)\n",
           record.count, cuts, bad, teeth, seed);
    for (size_t i = 0; i < record.count; i++)
        free(record.acts[i].data);
    free(record.acts);
    free(before.bytes);
    unlink(path);
    rmdir(folder);
    free(path);
    return bad || !teeth;
}
