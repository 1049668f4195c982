/* SPDX-License-Identifier: MIT */
/* Files, folders, media and the lock. No SQLite in here. */
#include "place.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#ifdef __linux__
#include <sys/vfs.h>
#endif
#include <unistd.h>
#include <xxhash.h>

#include "circletake/file.h"
#include "circletake/str.h"
#include "circletake/thread.h"

/* Of a project that is made: a lock, a log and the file that it is made as are called after it. */
enum { NAME_BYTES_MOST = 255 - 24 };

void ct_place_init(ct_place *place)
{
    *place = (ct_place){.lock_fd = -1};
}

/* ---- medium ---- */

/* A write-ahead log needs memory shared by everybody who has the file open: one computer. On shares
 * databases were damaged again and again. FUSE hides shares too, so it counts as one. */
static const char *network_name(const char *folder)
{
#ifdef __linux__
    static const struct {
        unsigned long magic;
        const char   *name;
    } kinds[] = {
        {0x6969, "NFS"},      {0x517B, "SMB"},    {0xFF534D42, "CIFS"}, {0xFE534D42, "SMB"},
        {0x65735546, "FUSE"}, {0x01021997, "9P"}, {0x5346414F, "AFS"},  {0x73757245, "CODA"},
        {0x00C36400, "Ceph"}, {0x564C, "NCP"},    {0x6B414653, "AFS"},
    };
    struct statfs s;

    if (statfs(folder, &s) != 0)
        return NULL;
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
        if (((unsigned long)s.f_type & 0xFFFFFFFFUL) == kinds[i].magic)
            return kinds[i].name;
    }
#else
    (void)folder;
#endif
    return NULL;
}

/* Absolute path with links followed; the file itself need not exist. */
static char *resolve(const char *path)
{
    char *absolute = ct_path_absolute(path);
    char *real = realpath(absolute, NULL);

    if (!real) {
        char *folder = ct_path_folder(absolute);
        char *real_folder = realpath(folder, NULL);
        real = ct_path_join(real_folder ? real_folder : folder, ct_path_name(absolute));
        free(real_folder);
        free(folder);
    }
    free(absolute);
    return real;
}

/* ---- the lock ---- */

static bool still_there(int fd, const char *path)
{
    struct stat held, named;

    return fstat(fd, &held) == 0 && stat(path, &named) == 0 && held.st_ino == named.st_ino &&
           held.st_dev == named.st_dev;
}

static void note_holder(int fd)
{
    char text[32];
    int  bytes = snprintf(text, sizeof text, "%ld\n", (long)getpid());

    if (ftruncate(fd, 0) != 0 || pwrite(fd, text, (size_t)bytes, 0) != bytes)
        return; /* only decoration: the lock is what counts */
}

static long read_holder(int fd)
{
    char    text[32] = "";
    ssize_t bytes = pread(fd, text, sizeof text - 1, 0);

    return bytes > 0 ? strtol(text, NULL, 10) : 0;
}

/* true: locked. false: *holder is the process that has it (0 unknown), or errno says why not. */
static bool try_lock(ct_place *place, long *holder)
{
    *holder = -1;
    for (int tries = 0; tries < 100; tries++) {
        int fd = open(place->lock_path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
        if (fd < 0)
            return false;
        if (flock(fd, LOCK_EX | LOCK_NB) != 0) {
            *holder = errno == EWOULDBLOCK ? read_holder(fd) : -1;
            close(fd);
            return false;
        }
        if (still_there(fd, place->lock_path)) {
            place->lock_fd = fd;
            note_holder(fd);
            return true;
        }
        close(fd); /* its former holder removed it between our open and our lock */
    }
    return false;
}

/* A command that only tidies up, or is about to end, has it for a moment. */
static bool take_lock(ct_place *place, long *holder)
{
    for (int tries = 0; tries < 10; tries++) {
        if (try_lock(place, holder))
            return true;
        if (*holder < 0)
            return false;
        ct_sleep_us(10000);
    }
    return false;
}

static void drop_lock(ct_place *place)
{
    if (place->lock_fd < 0)
        return;
    unlink(place->lock_path); /* while it is held: see still_there */
    close(place->lock_fd);
    place->lock_fd = -1;
}

/* ---- taking ---- */

static char *lock_path_of(const char *path)
{
    char *folder = ct_path_folder(path);
    char *name = ct_asprintf(".%s.lock", ct_path_name(path));
    char *joined = ct_path_join(folder, name);

    free(name);
    free(folder);
    return joined;
}

/* A log that was left alone would be taken for that of a project which is made beside it. */
static bool holds_changes(const char *path)
{
    char       *log_path = ct_asprintf("%s-wal", path);
    struct stat s;
    bool        holds = stat(log_path, &s) == 0 && s.st_size > 0;

    free(log_path);
    return holds;
}

static ct_code look(const char *given, bool create, ct_place *place, ct_error *err)
{
    struct stat s;

    place->path = resolve(given);
    place->read_path = ct_strdup(place->path);
    place->lock_path = lock_path_of(place->path);
    place->exists = stat(place->path, &s) == 0;
    if (!place->exists && errno != ENOENT)
        return ct_fail(err, CT_IO,
                       "Cannot look at %s (%s). Check that the drive is mounted and "
                       "that you may read it.",
                       given, strerror(errno));
    if (!place->exists && !create)
        return ct_fail(err, CT_NO_INPUT,
                       "There is no project %s. Check the name, or make one with "
                       "\"circletake add\".",
                       given);
    if (!place->exists && holds_changes(place->path))
        return ct_fail(
            err, CT_NO_CREATE,
            "There is no project %s, but changes of one that was called so are in %s-wal. "
            "Bring its file back, or move that one away.",
            given, place->path);
    if (!place->exists && strlen(ct_path_name(place->path)) > NAME_BYTES_MOST)
        return ct_fail(err, CT_NO_CREATE,
                       "Cannot make the project %s: its name is too long. Give it a shorter one.",
                       given);
    if (place->exists && !S_ISREG(s.st_mode))
        return ct_fail(err, CT_BAD_DATA, "%s is not a file, so not a circletake project.", given);
    if (place->exists && s.st_size == 0)
        return ct_fail(err, CT_BAD_DATA,
                       "%s is empty, so not a circletake project. Remove it, or choose another "
                       "name.",
                       given);
    if (place->exists && access(place->path, R_OK) != 0)
        return ct_fail(err, CT_NO_INPUT, "You may not read %s (%s). Ask its owner.", given,
                       strerror(errno));
    return CT_OK;
}

static void take_for_writing(ct_place *place, const char *folder)
{
    const char *network = network_name(folder);
    long        holder;

    place->why_code = CT_UNSUPPORTED;
    if (network) {
        place->network = true;
        place->why =
            ct_asprintf("%s lies on a network or FUSE drive (%s), where a project can be damaged "
                        "while it is written. Copy it to a local disk to go on working.",
                        place->path, network);
    } else if (access(folder, F_OK) != 0) {
        place->why_code = CT_NO_INPUT;
        place->why = ct_asprintf("There is no folder %s. Make it, or choose another place for "
                                 "the project.",
                                 folder);
    } else if ((place->exists && access(place->path, W_OK) != 0) || access(folder, W_OK) != 0) {
        place->why = ct_asprintf("%s cannot be written (%s). Copy it to a folder of yours to go on "
                                 "working.",
                                 place->path, strerror(errno));
    } else if (take_lock(place, &holder)) {
        place->writable = true;
    } else if (holder >= 0) {
        place->why_code = CT_BUSY;
        place->why =
            ct_asprintf("%s is open in another circletake (process %ld), so it can only be "
                        "looked at here.",
                        place->path, holder);
    } else {
        place->why = ct_asprintf("%s cannot be locked (%s), so it can only be looked at.",
                                 place->path, strerror(errno));
    }
}

ct_code ct_place_take(const char *path, bool create, bool read_only, ct_place *out, ct_error *err)
{
    ct_place_init(out);
    ct_code code = look(path, create, out, err);
    if (code != CT_OK) {
        ct_place_release(out);
        return code;
    }
    char *folder = ct_path_folder(out->path);
    if (read_only) {
        out->network = network_name(folder) != NULL;
        out->why_code = CT_UNSUPPORTED;
        out->why = ct_asprintf("%s was opened to be looked at only.", out->path);
    } else {
        take_for_writing(out, folder);
    }
    free(folder);
    return CT_OK;
}

/* ---- copies ---- */

static ct_code copy_file(const char *from, const char *to, ct_error *err)
{
    char    buffer[65536];
    ssize_t got = 0;
    int     in = open(from, O_RDONLY | O_CLOEXEC);
    int     out = open(to, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);

    while (in >= 0 && out >= 0 && (got = read(in, buffer, sizeof buffer)) > 0) {
        if (write(out, buffer, (size_t)got) != got) {
            got = -1;
            break;
        }
    }
    int problem = errno;
    if (in >= 0)
        close(in);
    if (out >= 0)
        close(out);
    if (in < 0 || out < 0 || got < 0)
        return ct_fail(err, CT_IO, "Cannot copy %s aside to read it (%s).", from,
                       strerror(problem));
    return CT_OK;
}

ct_code ct_place_copy_aside(ct_place *place, ct_error *err)
{
    const char *base = getenv("TMPDIR");
    char       *pattern = ct_path_join(base && base[0] ? base : "/tmp", "circletake-XXXXXX");
    char       *from_log = ct_asprintf("%s-wal", place->path);
    ct_code     code = CT_OK;

    if (!mkdtemp(pattern)) {
        code = ct_fail(err, CT_IO, "Cannot make a folder %s to read the project in (%s).", pattern,
                       strerror(errno));
        free(pattern);
    } else {
        place->copy_folder = pattern;
        free(place->read_path);
        place->read_path = ct_path_join(pattern, "copy.circletake");
        char *to_log = ct_asprintf("%s-wal", place->read_path);
        code = copy_file(place->path, place->read_path, err);
        if (code == CT_OK && ct_file_exists(from_log))
            code = copy_file(from_log, to_log, err);
        free(to_log);
    }
    free(from_log);
    return code;
}

static void remove_copy(ct_place *place)
{
    static const char *const tails[] = {"", "-wal", "-shm"};

    if (!place->copy_folder)
        return;
    for (size_t i = 0; i < sizeof tails / sizeof tails[0]; i++) {
        char *path = ct_asprintf("%s%s", place->read_path, tails[i]);
        unlink(path);
        free(path);
    }
    rmdir(place->copy_folder);
    free(place->copy_folder);
    place->copy_folder = NULL;
}

void ct_place_leave(ct_place *place)
{
    drop_lock(place);
    remove_copy(place);
}

void ct_place_release(ct_place *place)
{
    ct_place_leave(place);
    free(place->path);
    free(place->why);
    free(place->lock_path);
    free(place->read_path);
    ct_place_init(place);
}

void ct_place_key(const ct_place *place, char out[CT_PLACE_KEY_BYTES])
{
    struct stat s = {0};
    char       *machine = NULL;
    size_t      bytes = 0;
    ct_str      all = {0};

    (void)stat(place->path, &s);
    if (ct_file_read("/etc/machine-id", 4096, &machine, &bytes, NULL) != CT_OK)
        machine = NULL;
    ct_str_appendf(&all, "%s:%llu:%llu:%s", ct_str_or_empty(machine), (unsigned long long)s.st_dev,
                   (unsigned long long)s.st_ino, place->path);
    snprintf(out, CT_PLACE_KEY_BYTES, "%016llx", (unsigned long long)XXH64(all.data, all.len, 0));
    ct_str_finish(&all);
    free(machine);
}

void ct_place_flush_folder(const char *path)
{
    char *folder = ct_path_folder(path);
    int   fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

    if (fd >= 0) {
        (void)fsync(fd);
        close(fd);
    }
    free(folder);
}
