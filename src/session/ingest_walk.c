/* SPDX-License-Identifier: MIT */
#include "ingest_walk.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "circletake/file.h"
#include "circletake/sequence.h"
#include "circletake/str.h"

/* Deeper trees are a loop made of mounts, not a shoot. */
enum { DEEPEST = 40 };

/* What cameras and recorders write, and what post sends back. Anything else in a folder is paper. */
static const char *const footage[] = {
    "mov",  "mp4",  "m4v",  "mxf",  "avi", "mkv", "webm", "mts",  "m2ts", "m2t", "ts",   "mpg",
    "mpeg", "m2v",  "vob",  "wmv",  "asf", "flv", "3gp",  "dv",   "gxf",  "lxf", "qt",   "ogv",
    "r3d",  "braw", "ari",  "crm",  "dav", "264", "265",  "h264", "hevc", "wav", "bwf",  "rf64",
    "w64",  "aif",  "aiff", "aifc", "caf", "mp3", "m4a",  "aac",  "flac", "ogg", "opus",
};

struct walk {
    bool (*step)(void *arg);
    void          *arg;
    ct_found_list *out;
};

void ct_found_list_finish(ct_found_list *l)
{
    for (size_t i = 0; i < l->count; i++) {
        free(l->items[i].path);
        free(l->items[i].problem);
    }
    free(l->items);
    *l = (ct_found_list){0};
}

static bool is_footage(const char *name)
{
    const char *extension = ct_path_extension(name);

    for (size_t i = 0; i < sizeof footage / sizeof footage[0]; i++)
        if (ct_equal_nocase(extension, footage[i]))
            return true;
    return false;
}

/* Takes the path. */
static ct_found *add(struct walk *w, char *path)
{
    ct_found_list *l = w->out;

    l->items = ct_grow(l->items, &l->cap, l->count + 1, sizeof *l->items);
    l->items[l->count] = (ct_found){.path = path};
    return &l->items[l->count++];
}

static void add_file(struct walk *w, char *path)
{
    ct_found *found = add(w, path);

    if (!ct_file_stat(path, &found->size_bytes, &found->mtime_ns))
        found->problem = ct_asprintf("It cannot be reached (%s).", strerror(errno));
    else if (!ct_utf8_valid(path, strlen(path)))
        found->problem = ct_strdup("Its name is not UTF-8, so no list could name it; rename it.");
}

static void add_sequence(struct walk *w, const char *pattern)
{
    add(w, ct_strdup(pattern))->sequence = true;
}

/* --- one folder ------------------------------------------------------------------------- */

static int is_visible(const struct dirent *entry)
{
    return entry->d_name[0] != '.';
}

static int by_name(const struct dirent **a, const struct dirent **b)
{
    return strcmp((*a)->d_name, (*b)->d_name);
}

static bool belongs_to(const ct_sequence_list *sequences, const char *name)
{
    int64_t number;

    for (size_t i = 0; i < sequences->count; i++)
        if (ct_sequence_number(&sequences->items[i], name, &number))
            return true;
    return false;
}

static ct_code walk_folder(struct walk *w, const char *folder, int depth, ct_error *err);

/* Takes the path. */
static ct_code walk_entry(struct walk *w, char *path, const ct_sequence_list *sequences, int depth,
                          ct_error *err)
{
    const char *name = ct_path_name(path);
    struct stat st;
    ct_code     code = CT_OK;

    if (lstat(path, &st) == 0 && S_ISDIR(st.st_mode)) {
        code = walk_folder(w, path, depth + 1, err);
    } else if (is_footage(name) && !ct_file_is_folder(path)) {
        add_file(w, path);
        return CT_OK;
    } else if (!ct_sequence_is_image(name) || !belongs_to(sequences, name)) {
        w->out->ignored++;
    }
    free(path);
    return code;
}

static ct_code walk_names(struct walk *w, const char *folder, struct dirent **names, int count,
                          int depth, ct_error *err)
{
    ct_sequence_list sequences = {0};
    ct_code          code = ct_sequence_find(folder, &sequences, err);

    for (size_t i = 0; i < sequences.count; i++)
        add_sequence(w, sequences.items[i].pattern);
    for (int i = 0; i < count && !code; i++)
        code = walk_entry(w, ct_path_join(folder, names[i]->d_name), &sequences, depth, err);
    ct_sequence_list_finish(&sequences);
    return code;
}

static ct_code walk_folder(struct walk *w, const char *folder, int depth, ct_error *err)
{
    struct dirent **names = NULL;

    if (w->step && !w->step(w->arg))
        return ct_fail(err, CT_CANCELLED, "Stopped while looking through %s.", folder);
    if (depth > DEEPEST) {
        add(w, ct_strdup(folder))->problem = ct_strdup("Folders lie too deep inside one another.");
        return CT_OK;
    }
    int count = scandir(folder, &names, is_visible, by_name);
    if (count < 0) {
        add(w, ct_strdup(folder))->problem =
            ct_asprintf("The folder cannot be read (%s).", strerror(errno));
        return CT_OK;
    }
    ct_code code = walk_names(w, folder, names, count, depth, err);
    for (int i = 0; i < count; i++)
        free(names[i]);
    free(names);
    return code;
}

/* --- what was named ------------------------------------------------------------------------ */

static bool add_if_sequence(struct walk *w, const char *path)
{
    ct_sequence sequence = {0};

    if (!ct_sequence_is_pattern(path) && !ct_sequence_is_image(path))
        return false;
    if (ct_sequence_of(path, &sequence, NULL) != CT_OK)
        return false;
    add_sequence(w, sequence.pattern);
    ct_sequence_finish(&sequence);
    return true;
}

static ct_code walk_named(struct walk *w, const char *named, ct_error *err)
{
    char   *path = ct_path_absolute(named);
    ct_code code = CT_OK;

    if (ct_file_is_folder(path))
        code = walk_folder(w, path, 0, err);
    else if (add_if_sequence(w, path))
        code = CT_OK;
    else if (!ct_file_exists(path))
        code = ct_fail(err, CT_NO_INPUT,
                       "There is no %s. Check the name, and whether the drive is "
                       "connected.",
                       path);
    else {
        add_file(w, path);
        return CT_OK;
    }
    free(path);
    return code;
}

static int by_path(const void *a, const void *b)
{
    const char *x = ((const ct_found *)a)->path, *y = ((const ct_found *)b)->path;
    int         order = ct_natural_compare(x, y);

    return order ? order : strcmp(x, y);
}

/* The same footage may be named twice, or named and lie in a named folder. */
static void drop_doubles(ct_found_list *l)
{
    size_t kept = 0;

    qsort(l->items, l->count, sizeof *l->items, by_path);
    for (size_t i = 0; i < l->count; i++) {
        if (kept > 0 && strcmp(l->items[kept - 1].path, l->items[i].path) == 0) {
            free(l->items[i].path);
            free(l->items[i].problem);
        } else {
            l->items[kept++] = l->items[i];
        }
    }
    l->count = kept;
}

ct_code ct_walk(const char *const *paths, size_t count, bool (*step)(void *arg), void *arg,
                ct_found_list *out, ct_error *err)
{
    struct walk w = {step, arg, out};
    ct_code     code = CT_OK;

    for (size_t i = 0; i < count && !code; i++)
        code = walk_named(&w, paths[i], err);
    if (out->count > 0)
        drop_doubles(out);
    return code;
}
