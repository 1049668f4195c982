/* SPDX-License-Identifier: MIT */
#define _GNU_SOURCE /* sync_file_range */
#include "circletake/file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "circletake/str.h"

/* --- reading ---------------------------------------------------------------------- */

static ct_code read_open_file(FILE *f, const char *path, size_t bytes, char **data, ct_error *err)
{
    char *buffer = malloc(bytes + 1);

    if (!buffer)
        return ct_fail(err, CT_NO_MEMORY, "%s is too large to read into memory.", path);
    if (fread(buffer, 1, bytes, f) != bytes) {
        free(buffer);
        return ct_fail(err, CT_IO, "Reading %s stopped half way. Check the drive it is on.", path);
    }
    buffer[bytes] = '\0';
    *data = buffer;
    return CT_OK;
}

ct_code ct_file_read(const char *path, size_t max_bytes, char **data, size_t *bytes, ct_error *err)
{
    struct stat info;
    ct_code     code;
    int         fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK); /* a pipe must not hang us */
    FILE       *f = fd >= 0 ? fdopen(fd, "rb") : NULL;

    if (!f)
        return ct_fail(err, CT_NO_INPUT, "Cannot read %s (%s).", path, strerror(errno));
    if (fstat(fd, &info) != 0 || !S_ISREG(info.st_mode))
        code = ct_fail(err, CT_BAD_DATA, "%s is not a file.", path);
    else if ((uintmax_t)info.st_size > max_bytes)
        code = ct_fail(err, CT_BAD_DATA, "%s is larger than the %zu MB this reads.", path,
                       max_bytes >> 20);
    else
        code = read_open_file(f, path, *bytes = (size_t)info.st_size, data, err);
    fclose(f);
    return code;
}

/* --- replacing -------------------------------------------------------------------- */

static bool write_all(int fd, const char *data, size_t bytes)
{
    while (bytes > 0) {
        ssize_t n = write(fd, data, bytes);
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            return false;
        data += n;
        bytes -= (size_t)n;
    }
    return true;
}

/* The rename itself must survive a power cut: flush the folder that holds the name. */
static void flush_folder(const char *path)
{
    char *folder = ct_path_folder(path);
    int   fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

    if (fd >= 0) {
        fsync(fd);
        close(fd);
    }
    free(folder);
}

/* A file on its way: what is written stands beside its target until it is whole. */
typedef struct coming {
    char *temporary; /* NULL: it is in place, or what was there is written into */
    int   fd;        /* -1: closed */
    bool  direct;
} coming;

/* A device or a pipe, which nothing can be put in the place of. */
static bool is_written_into(const char *path)
{
    struct stat info;

    return stat(path, &info) == 0 && !S_ISREG(info.st_mode) && !S_ISDIR(info.st_mode);
}

static ct_code say_not_written(const char *path, int why, ct_error *err)
{
    return ct_fail(err, CT_IO, "Cannot write %s (%s). %s", path, strerror(why),
                   why == ENOSPC ? "The disk is full: free some space and try again."
                                 : "The file that was there is unchanged.");
}

/* The disk may begin: of several files it is waited for once then, not file by file. Only a wish. */
static void start_flushing(int fd)
{
#ifdef __linux__
    (void)sync_file_range(fd, 0, 0, SYNC_FILE_RANGE_WRITE);
#else
    (void)fd;
#endif
}

static ct_code write_temporary(coming *c, const ct_new_file *file, ct_error *err)
{
    c->direct = is_written_into(file->path);
    c->temporary = c->direct ? NULL : ct_asprintf("%s.XXXXXX", file->path);
    c->fd = c->direct ? open(file->path, O_WRONLY | O_CLOEXEC) : mkstemp(c->temporary);
    if (c->fd < 0) {
        int why = errno;
        free(c->temporary);
        c->temporary = NULL;
        return ct_fail(err, CT_NO_CREATE, "Cannot write %s (%s). Choose another folder.",
                       file->path, strerror(why));
    }
    if ((!c->direct && fchmod(c->fd, 0644) != 0) || !write_all(c->fd, file->data, file->bytes))
        return say_not_written(file->path, errno, err);
    start_flushing(c->fd);
    return CT_OK;
}

static ct_code flush_temporary(coming *c, const ct_new_file *file, ct_error *err)
{
    bool ok = fsync(c->fd) == 0 || c->direct; /* a pipe has nothing to flush */
    int  why = errno;

    if (close(c->fd) != 0 && ok) {
        ok = false;
        why = errno;
    }
    c->fd = -1;
    return ok ? CT_OK : say_not_written(file->path, why, err);
}

static ct_code put_in_place(coming *c, const ct_new_file *file, ct_error *err)
{
    if (c->temporary && rename(c->temporary, file->path) != 0)
        return ct_fail(err, CT_NO_CREATE, "Cannot put %s in place (%s).", file->path,
                       strerror(errno));
    free(c->temporary);
    c->temporary = NULL;
    return CT_OK;
}

static void give_up(coming *c)
{
    if ((c->temporary || c->direct) && c->fd >= 0)
        close(c->fd);
    if (c->temporary)
        unlink(c->temporary);
    free(c->temporary);
}

static bool same_folder(const char *a, const char *b)
{
    size_t bytes = (size_t)(ct_path_name(a) - a);

    return bytes == (size_t)(ct_path_name(b) - b) && memcmp(a, b, bytes) == 0;
}

ct_code ct_files_replace(const ct_new_file *files, size_t count, size_t *done, ct_error *err)
{
    coming *all = ct_alloc_array(count, sizeof *all);
    ct_code code = CT_OK;

    *done = 0;
    for (size_t i = 0; i < count && !code; i++)
        code = write_temporary(&all[i], &files[i], err);
    for (size_t i = 0; i < count && !code; i++)
        code = flush_temporary(&all[i], &files[i], err);
    for (size_t i = 0; i < count && !code; i++)
        if ((code = put_in_place(&all[i], &files[i], err)) == CT_OK)
            ++*done;
    for (size_t i = 0; i < *done; i++)
        if (i + 1 == *done || !same_folder(files[i].path, files[i + 1].path))
            flush_folder(files[i].path);
    for (size_t i = 0; i < count; i++)
        give_up(&all[i]);
    free(all);
    return code;
}

ct_code ct_file_replace(const char *path, const void *data, size_t bytes, ct_error *err)
{
    size_t done;

    if (strcmp(path, "-") != 0)
        return ct_files_replace(&(ct_new_file){path, data, bytes}, 1, &done, err);
    fflush(stdout);
    if (!write_all(STDOUT_FILENO, data, bytes))
        return ct_fail(err, CT_IO, "Cannot write to standard output (%s).", strerror(errno));
    return CT_OK;
}

/* --- asking ----------------------------------------------------------------------- */

bool ct_file_exists(const char *path)
{
    struct stat info;

    return stat(path, &info) == 0;
}

bool ct_file_is_folder(const char *path)
{
    struct stat info;

    return stat(path, &info) == 0 && S_ISDIR(info.st_mode);
}

bool ct_file_stat(const char *path, int64_t *size_bytes, int64_t *mtime_ns)
{
    struct stat info;

    if (stat(path, &info) != 0)
        return false;
    *size_bytes = info.st_size;
    *mtime_ns = (int64_t)info.st_mtim.tv_sec * 1000000000 + info.st_mtim.tv_nsec;
    return true;
}

ct_code ct_folder_make(const char *path, ct_error *err)
{
    char   *part;
    ct_code code = CT_OK;

    if (*path == '\0')
        return ct_fail(err, CT_NO_CREATE, "A folder without a name cannot be made.");
    part = ct_strdup(path);
    for (char *p = part + 1; !code; p++) {
        char end = *p;
        if (end != '/' && end != '\0')
            continue;
        *p = '\0';
        if (mkdir(part, 0755) != 0 && !ct_file_is_folder(part))
            code = ct_fail(err, CT_NO_CREATE, "Cannot make the folder %s (%s).", part,
                           strerror(errno));
        *p = end;
        if (!end)
            break;
    }
    free(part);
    return code;
}

/* --- paths ------------------------------------------------------------------------ */

char *ct_path_join(const char *folder, const char *name)
{
    size_t len = strlen(folder);

    if (len == 0 || name[0] == '/')
        return ct_strdup(name);
    return ct_asprintf(folder[len - 1] == '/' ? "%s%s" : "%s/%s", folder, name);
}

const char *ct_path_name(const char *path)
{
    const char *slash = strrchr(path, '/');

    return slash ? slash + 1 : path;
}

char *ct_path_folder(const char *path)
{
    const char *name = ct_path_name(path);

    if (name == path)
        return ct_strdup(".");
    if (name == path + 1)
        return ct_strdup("/");
    return ct_strndup(path, (size_t)(name - path - 1));
}

const char *ct_path_extension(const char *path)
{
    const char *name = ct_path_name(path);
    const char *dot = strrchr(name, '.');

    return dot && dot != name ? dot + 1 : name + strlen(name);
}

char *ct_path_stem(const char *path)
{
    const char *name = ct_path_name(path);
    const char *extension = ct_path_extension(path);
    size_t      bytes = strlen(name);

    if (*extension)
        bytes = (size_t)(extension - name) - 1;
    return ct_strndup(name, bytes);
}

char *ct_path_name_of(const char *words)
{
    enum { LONGEST = 200 };
    char  *name = ct_utf8_clean(words, true);
    size_t bytes = strlen(name);

    if (bytes > LONGEST)
        for (bytes = LONGEST; ((unsigned char)name[bytes] & 0xC0) == 0x80;)
            bytes--;
    while (bytes > 0 && (name[bytes - 1] == ' ' || name[bytes - 1] == '.'))
        bytes--;
    name[bytes] = '\0';
    for (char *p = name; *p; p++)
        if (strchr("/\\:*?\"<>|", *p) || (unsigned char)*p < ' ' || (p == name && *p == '.'))
            *p = '_';
    if (bytes > 0)
        return name;
    free(name);
    return ct_strdup("_");
}

/* Appends one part of a path to `out` ("/a/b"), folding "." and "..". */
static void append_part(ct_str *out, const char *part, size_t bytes)
{
    if (bytes == 0 || (bytes == 1 && part[0] == '.'))
        return;
    if (bytes == 2 && part[0] == '.' && part[1] == '.') {
        while (out->len > 0 && out->data[--out->len] != '/')
            ;
        if (out->data)
            out->data[out->len] = '\0';
        return;
    }
    ct_str_append_char(out, '/');
    ct_str_append_n(out, part, bytes);
}

static void append_parts(ct_str *out, const char *path)
{
    while (*path) {
        size_t bytes = strcspn(path, "/");
        append_part(out, path, bytes);
        path += bytes;
        path += *path == '/';
    }
}

char *ct_path_absolute(const char *path)
{
    ct_str out = {0};

    if (path[0] != '/') {
        char working[4096];
        if (getcwd(working, sizeof working))
            append_parts(&out, working);
    }
    append_parts(&out, path);
    if (out.len == 0)
        ct_str_append_char(&out, '/');
    return ct_str_take(&out);
}

/* XDG Base Directory Specification: a relative or empty value counts as unset. */
static char *xdg_folder(const char *variable, const char *below_home)
{
    const char *set = getenv(variable);
    const char *home = getenv("HOME");
    char       *folder;

    if (set && set[0] == '/')
        folder = ct_path_join(set, "circletake");
    else
        folder = ct_asprintf("%s/%s/circletake", home && *home ? home : "/tmp", below_home);
    ct_code made = ct_folder_make(folder, NULL);
    (void)made; /* whoever writes there reports the failure, with the file's name */
    return folder;
}

char *ct_folder_cache(void)
{
    return xdg_folder("XDG_CACHE_HOME", ".cache");
}

char *ct_folder_config(void)
{
    return xdg_folder("XDG_CONFIG_HOME", ".config");
}

char *ct_folder_state(void)
{
    return xdg_folder("XDG_STATE_HOME", ".local/state");
}
