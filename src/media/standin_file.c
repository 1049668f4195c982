/* SPDX-License-Identifier: MIT */
#include "standin_file.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>
#include <xxhash.h>

#include "circletake/file.h"
#include "circletake/fingerprint.h"
#include "circletake/str.h"
#include "index_priv.h"
#include "standin_priv.h"

/* Bounds on disk: of one clip, of all; and what must stay free for others. */
#define CLIP_BYTES ((int64_t)1 << 30)
#define ALL_BYTES  ((int64_t)4 << 30)
#define FREE_BYTES ((int64_t)4 << 30)

enum {
    FORMAT_VERSION = 2,
    PICTURE_BYTES = 8 << 20, /* no reduced picture is larger */
    BYTES_PER_1000_PX = 120, /* of a JPEG as we make them, on rough pictures */
    LEAST_WIDTH = 160
};

static const int widths[] = {640, 480, 320, 240, LEAST_WIDTH};

static char *folder_path(void)
{
    char *cache = ct_folder_cache();
    char *path = ct_path_join(cache, "standins");

    free(cache);
    return path;
}

static char *file_path(const ct_index *ix)
{
    char *folder = folder_path();
    char *path = ct_asprintf("%s/%016" PRIx64 ".standins", folder,
                             ct_fingerprint_of_stream(ix->fingerprint, ix->stream));

    free(folder);
    return path;
}

/* --- whose pictures these are -------------------------------------------------------------- */

/* Frames that an index counts otherwise are other frames. */
static uint64_t signature(const ct_index *ix)
{
    uint64_t hash = 0;

    for (int64_t n = 0; n < ix->frame_count; n++) {
        int64_t values[] = {ix->packet_of[n], ix->packets[ix->packet_of[n]].pts};
        hash = XXH3_64bits_withSeed(values, sizeof values, hash);
    }
    return hash;
}

static bool choose_size(const ct_index *ix, const AVFrame *av, int *width, int *height)
{
    for (size_t i = 0; i < sizeof widths / sizeof *widths; i++) {
        int w = widths[i] < av->width ? widths[i] : av->width & ~1;
        int h = (int)((int64_t)av->height * w / av->width) & ~1;

        *width = w > 2 ? w : 2;
        *height = h > 2 ? h : 2;
        int64_t bytes = (int64_t)*width * *height * BYTES_PER_1000_PX / 1000;
        if (bytes * ix->frame_count <= CLIP_BYTES)
            return true;
    }
    return false;
}

static void fill_head(struct standin_head *head, const ct_index *ix, const AVFrame *av)
{
    *head = (struct standin_head){
        .version = FORMAT_VERSION,
        .frame_count = ix->frame_count,
        .signature = signature(ix),
        .from_width = av->width,
        .from_height = av->height,
        .sar_num = av->sample_aspect_ratio.num > 0 ? av->sample_aspect_ratio.num : 1,
        .sar_den = av->sample_aspect_ratio.den > 0 ? av->sample_aspect_ratio.den : 1,
        .matrix = av->colorspace,
        .primaries = av->color_primaries,
        .transfer = av->color_trc,
    };
    memcpy(head->magic, "CTSTAND1", sizeof head->magic);
}

/* --- room ------------------------------------------------------------------------------------- */

struct kept {
    char   *path;
    int64_t bytes, used_ns;
};

static int by_use(const void *a, const void *b)
{
    const struct kept *x = a, *y = b;

    return (x->used_ns > y->used_ns) - (x->used_ns < y->used_ns);
}

/* Files of the folder, longest unused first. */
static struct kept *list_kept(const char *folder, size_t *count, int64_t *bytes)
{
    struct kept   *kept = NULL;
    size_t         cap = 0;
    DIR           *dir = opendir(folder);
    struct dirent *entry;

    *count = 0;
    *bytes = 0;
    while (dir && (entry = readdir(dir))) {
        struct kept one = {.path = ct_path_join(folder, entry->d_name)};
        struct stat info;
        if (entry->d_name[0] == '.' || stat(one.path, &info) != 0 || !S_ISREG(info.st_mode)) {
            free(one.path);
            continue;
        }
        one.bytes = (int64_t)info.st_blocks * 512;
        one.used_ns = (int64_t)info.st_mtim.tv_sec * 1000000000 + info.st_mtim.tv_nsec;
        *bytes += one.bytes;
        kept = ct_grow(kept, &cap, *count + 1, sizeof *kept);
        kept[(*count)++] = one;
    }
    if (dir)
        closedir(dir);
    if (*count > 1)
        qsort(kept, *count, sizeof *kept, by_use);
    return kept;
}

/* Drops what was used longest ago until `need` more fit. */
static ct_code make_room(const char *folder, const char *but, int64_t need, ct_error *err)
{
    struct statvfs disk;
    size_t         count;
    int64_t        bytes;
    struct kept   *kept = list_kept(folder, &count, &bytes);

    for (size_t i = 0; i < count; i++) {
        if (bytes + need > ALL_BYTES && strcmp(kept[i].path, but) != 0 && unlink(kept[i].path) == 0)
            bytes -= kept[i].bytes;
        free(kept[i].path);
    }
    free(kept);
    if (statvfs(folder, &disk) != 0 ||
        (int64_t)disk.f_bavail * (int64_t)disk.f_frsize < FREE_BYTES + need)
        return ct_fail(err, CT_UNSUPPORTED, "%s is on a disk with too little room.", folder);
    return CT_OK;
}

/* --- open, begin, close ------------------------------------------------------------------------ */

static int64_t table_end(const struct standin_head *head)
{
    return (int64_t)sizeof *head + head->frame_count * (int64_t)sizeof(struct standin_row);
}

/* The file as it is; false: not one of these frames. */
static bool take_in(ct_standin_file *f, const ct_index *ix)
{
    struct stat info;

    if (pread(f->fd, &f->head, sizeof f->head, 0) != (ssize_t)sizeof f->head ||
        memcmp(f->head.magic, "CTSTAND1", sizeof f->head.magic) ||
        f->head.version != FORMAT_VERSION || f->head.frame_count != ix->frame_count ||
        f->head.signature != signature(ix) || f->head.width < 2 || f->head.height < 2 ||
        f->head.width > widths[0] || f->head.height > CT_MAX_WIDTH || fstat(f->fd, &info) != 0)
        return false;
    size_t bytes = (size_t)f->head.frame_count * sizeof *f->rows;
    free(f->rows);
    f->rows = ct_alloc(bytes + 1);
    f->end = info.st_size;
    if (f->end < table_end(&f->head) ||
        pread(f->fd, f->rows, bytes, sizeof f->head) != (ssize_t)bytes)
        return false;
    f->made = 0;
    for (int64_t n = 0; n < f->head.frame_count; n++)
        f->made += f->rows[n].bytes > 0;
    return true;
}

static ct_standin_file *create(void)
{
    ct_standin_file *f = ct_alloc(sizeof *f);

    f->fd = -1;
    pthread_mutex_init(&f->lock, NULL);
    return f;
}

ct_code ct_standin_file_open(const ct_index *ix, ct_standin_file **out, ct_error *err)
{
    ct_standin_file *f = create();
    char            *path = file_path(ix);
    ct_code          code = CT_OK;

    f->fd = open(path, O_RDONLY | O_CLOEXEC);
    if (f->fd < 0 || !take_in(f, ix)) {
        code = ct_fail(err, CT_NO_INPUT, "There are no small pictures of %s yet.", ix->path);
        ct_standin_file_close(&f);
    } else {
        futimens(f->fd, NULL); /* used now */
    }
    free(path);
    *out = f;
    return code;
}

static ct_code start_anew(ct_standin_file *f, const ct_index *ix, const ct_frame *like,
                          const char *path, ct_error *err)
{
    int width, height;

    AVFrame *av = ct_frame_visible(like);
    if (!av)
        return ct_fail(err, CT_NO_MEMORY, "Not enough memory for small pictures of %s.", ix->path);
    bool fits = choose_size(ix, av, &width, &height);
    if (fits)
        fill_head(&f->head, ix, av);
    av_frame_free(&av);
    if (!fits)
        return ct_fail(err, CT_UNSUPPORTED, "%s is too long for small pictures.", ix->path);
    free(f->rows); /* of other frames */
    f->head.width = width;
    f->head.height = height;
    f->head.rotation_deg = like->rotation_deg;
    f->head.mirrored = like->mirrored;
    f->rows = ct_alloc_array((size_t)ix->frame_count + 1, sizeof *f->rows);
    f->made = 0;
    f->end = table_end(&f->head);
    if (ftruncate(f->fd, 0) != 0 || ftruncate(f->fd, f->end) != 0 ||
        pwrite(f->fd, &f->head, sizeof f->head, 0) != (ssize_t)sizeof f->head)
        return ct_fail(err, CT_IO, "Cannot write %s (%s).", path, strerror(errno));
    return CT_OK;
}

static ct_code begin_at(ct_standin_file *f, const ct_index *ix, const ct_frame *like,
                        const char *folder, const char *path, ct_error *err)
{
    ct_code code = ct_folder_make(folder, err);

    if (!code)
        code = make_room(folder, path, CLIP_BYTES, err);
    if (code)
        return code;
    f->fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (f->fd < 0)
        return ct_fail(err, CT_IO, "Cannot write %s (%s).", path, strerror(errno));
    if (flock(f->fd, LOCK_EX | LOCK_NB) != 0)
        return ct_fail(err, CT_BUSY, "Another window makes the small pictures of %s.", ix->path);
    if (take_in(f, ix))
        return CT_OK;
    return start_anew(f, ix, like, path, err);
}

ct_code ct_standin_file_begin(const ct_index *ix, const ct_frame *like, ct_standin_file **out,
                              ct_error *err)
{
    ct_standin_file *f = create();
    char            *folder = folder_path(), *path = file_path(ix);

    ct_code code = begin_at(f, ix, like, folder, path, err);
    if (code)
        ct_standin_file_close(&f);
    *out = f;
    free(folder);
    free(path);
    return code;
}

void ct_standin_file_close(ct_standin_file **file)
{
    if (!*file)
        return;
    if ((*file)->fd >= 0)
        close((*file)->fd);
    pthread_mutex_destroy(&(*file)->lock);
    free((*file)->rows);
    free(*file);
    *file = NULL;
}

/* --- pictures ------------------------------------------------------------------------------------ */

static struct standin_row row_of(ct_standin_file *f, int64_t frame)
{
    struct standin_row row = {0};

    pthread_mutex_lock(&f->lock);
    if (frame >= 0 && frame < f->head.frame_count)
        row = f->rows[frame];
    pthread_mutex_unlock(&f->lock);
    return row;
}

static void set_row(ct_standin_file *f, int64_t frame, struct standin_row row)
{
    pthread_mutex_lock(&f->lock);
    f->made += (row.bytes > 0) - (f->rows[frame].bytes > 0);
    f->rows[frame] = row;
    pthread_mutex_unlock(&f->lock);
}

int64_t ct_standin_file_count(ct_standin_file *f)
{
    pthread_mutex_lock(&f->lock);
    int64_t made = f->made;
    pthread_mutex_unlock(&f->lock);
    return made;
}

bool ct_standin_file_has(ct_standin_file *f, int64_t frame)
{
    return row_of(f, frame).bytes > 0;
}

int64_t ct_standin_file_missing(ct_standin_file *f, int64_t from)
{
    int64_t count = f->head.frame_count, missing = -1;

    pthread_mutex_lock(&f->lock);
    for (int64_t i = 0; i < count && missing < 0; i++)
        if (f->rows[(from + i) % count].bytes == 0)
            missing = (from + i) % count;
    pthread_mutex_unlock(&f->lock);
    return missing;
}

ct_code ct_standin_file_read(ct_standin_file *f, int64_t frame, uint8_t **data, size_t *bytes,
                             ct_error *err)
{
    struct standin_row row = row_of(f, frame);

    *bytes = row.bytes;
    if (row.bytes == 0 || row.bytes > PICTURE_BYTES)
        return ct_fail(err, CT_NO_INPUT, "There is no small picture of this frame yet.");
    *data = ct_alloc(*bytes);
    if (pread(f->fd, *data, *bytes, (off_t)row.at) == (ssize_t)*bytes &&
        (uint32_t)XXH3_64bits(*data, *bytes) == row.sum)
        return CT_OK;
    free(*data);
    *data = NULL;
    set_row(f, frame, (struct standin_row){0});
    return ct_fail(err, CT_BAD_DATA, "A small picture in the cache folder is damaged.");
}

ct_code ct_standin_file_write(ct_standin_file *f, int64_t frame, const uint8_t *data, size_t bytes,
                              ct_error *err)
{
    struct standin_row row = {.at = (uint64_t)f->end,
                              .bytes = (uint32_t)bytes,
                              .sum = (uint32_t)XXH3_64bits(data, bytes)};
    off_t              at = (off_t)sizeof f->head + (off_t)(frame * (int64_t)sizeof row);

    if (bytes > PICTURE_BYTES || f->end + (int64_t)bytes > table_end(&f->head) + CLIP_BYTES)
        return ct_fail(err, CT_UNSUPPORTED, "The small pictures of a clip take too much room.");
    /* The row last: what is broken off in between was never made. */
    if (pwrite(f->fd, data, bytes, f->end) != (ssize_t)bytes ||
        pwrite(f->fd, &row, sizeof row, at) != (ssize_t)sizeof row)
        return ct_fail(err, CT_IO, "Cannot write small pictures (%s).", strerror(errno));
    f->end += (int64_t)bytes;
    set_row(f, frame, row);
    return CT_OK;
}
