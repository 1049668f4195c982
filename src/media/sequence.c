/* SPDX-License-Identifier: MIT */
/* See sequence.h. */
#include "circletake/sequence.h"

#include <dirent.h>
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "circletake/file.h"
#include "circletake/str.h"
#include "input_priv.h"

enum { MAX_DIGITS = 12, MAX_RUNS_NAMED = 8, MAX_NUMBERS = 10000000 };

/* A name in three parts: "shot." "0123" ".exr". */
struct parts {
    size_t  head, digits; /* bytes */
    int64_t number;
};

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* Splits at the last run of digits before the ending; false when there is none. */
static bool split(const char *name, struct parts *p)
{
    const char *dot = strrchr(name, '.');

    if (!dot || !ct_sequence_is_image(name))
        return false;
    size_t end = (size_t)(dot - name);
    while (end > 0 && !is_digit(name[end - 1]))
        end--;
    size_t first = end;
    while (first > 0 && is_digit(name[first - 1]))
        first--;
    p->head = first;
    p->digits = end - first;
    if (p->digits == 0 || p->digits > MAX_DIGITS)
        return false;
    p->number = strtoll(name + first, NULL, 10);
    return true;
}

/* "a.0042.dpx" -> "a.%04d.dpx"; a percent sign of the name itself is doubled. A number without
 * leading zeros of varying width is "%d". */
static char *pattern_of(const char *name, const struct parts *p, bool padded)
{
    ct_str s = {0};

    for (size_t i = 0; i < p->head; i++)
        ct_str_append(&s, name[i] == '%' ? "%%" : (char[2]){name[i], '\0'});
    if (padded)
        ct_str_appendf(&s, "%%0%zud", p->digits);
    else
        ct_str_append(&s, "%d");
    for (const char *c = name + p->head + p->digits; *c; c++)
        ct_str_append(&s, *c == '%' ? "%%" : (char[2]){*c, '\0'});
    return ct_str_take(&s);
}

bool ct_sequence_is_image(const char *name)
{
    return ct_image_codec(name) != AV_CODEC_ID_NONE;
}

/* Finds the one %d or %0Nd; `width` 0 for %d. */
static const char *find_directive(const char *name, int *width, size_t *length)
{
    const char *found = NULL;

    for (const char *c = name; (c = strchr(c, '%')); c++) {
        if (c[1] == '%') {
            c++;
            continue;
        }
        size_t n = 1;
        int    w = 0;
        if (c[n] == '0')
            for (n = 2; is_digit(c[n]) && w < MAX_DIGITS; n++)
                w = w * 10 + (c[n] - '0');
        if (c[n] != 'd' || w > MAX_DIGITS || found)
            return NULL;
        found = c;
        *width = w;
        *length = n + 1;
    }
    return found;
}

bool ct_sequence_is_pattern(const char *path)
{
    int    width;
    size_t length;

    /* A file may really be called so; then it is a file. */
    return find_directive(ct_path_name(path), &width, &length) && ct_sequence_is_image(path) &&
           !ct_file_exists(path);
}

static void append_plain(ct_str *s, const char *text, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        ct_str_append_char(s, text[i]);
        if (text[i] == '%' && i + 1 < count && text[i + 1] == '%')
            i++;
    }
}

char *ct_sequence_path(const ct_sequence *s, int64_t number)
{
    const char *name = ct_path_name(s->pattern);
    int         width = 0;
    size_t      length = 0;
    const char *d = find_directive(name, &width, &length);
    ct_str      path = {0};

    if (!d) /* one image by itself */
        return ct_strdup(s->pattern);
    ct_str_append_n(&path, s->pattern, (size_t)(name - s->pattern));
    append_plain(&path, name, (size_t)(d - name));
    ct_str_appendf(&path, "%0*" PRId64, width, number);
    append_plain(&path, d + length, strlen(d + length));
    return ct_str_take(&path);
}

bool ct_sequence_number(const ct_sequence *s, const char *name, int64_t *number)
{
    struct parts p;

    if (!split(name, &p))
        return false;
    char *path = ct_sequence_path(s, p.number);
    bool  same = strcmp(ct_path_name(path), name) == 0;
    free(path);
    *number = p.number;
    return same;
}

void ct_sequence_finish(ct_sequence *s)
{
    free(s->pattern);
    free(s->missing);
    *s = (ct_sequence){0};
}

void ct_sequence_list_finish(ct_sequence_list *l)
{
    for (size_t i = 0; i < l->count; i++)
        ct_sequence_finish(&l->items[i]);
    free(l->items);
    *l = (ct_sequence_list){0};
}

/* --- reading a folder ----------------------------------------------------------------- */

struct image {
    char        *pattern; /* padded form, or "%d" form for a number that may have any width */
    struct parts parts;
};

struct images {
    struct image *items;
    size_t        count, cap;
};

/* "9" and "10" are one sequence, "09" and "10" another: a number that begins with 0 is
 * padded; one that does not may be either, and joins the padded one of its width if it exists. */
static void add_image(struct images *all, const char *name)
{
    struct parts p;

    if (!split(name, &p))
        return;
    all->items = ct_grow(all->items, &all->cap, all->count + 1, sizeof *all->items);
    all->items[all->count++] = (struct image){pattern_of(name, &p, true), p};
}

static int by_pattern(const void *a, const void *b)
{
    const struct image *x = a, *y = b;
    int                 c = strcmp(x->pattern, y->pattern);

    return c ? c : (x->parts.number > y->parts.number) - (x->parts.number < y->parts.number);
}

static ct_code list_images(const char *folder, struct images *all, ct_error *err)
{
    DIR *dir = opendir(folder);

    if (!dir)
        return ct_fail(err, errno == ENOENT ? CT_NO_INPUT : CT_IO,
                       "Cannot read the folder %s (%s).", folder, strerror(errno));
    for (struct dirent *e; (e = readdir(dir));)
        add_image(all, e->d_name);
    closedir(dir);
    if (all->count)
        qsort(all->items, all->count, sizeof *all->items, by_pattern);
    return CT_OK;
}

/* Rewrites runs of unpadded numbers of growing width ("f9", "f10") to one "%d" pattern. */
static void join_unpadded(struct images *all)
{
    for (size_t i = 0; i < all->count;) {
        size_t end = i + 1;
        while (end < all->count && !strcmp(all->items[end].pattern, all->items[i].pattern))
            end++;
        const struct parts *p = &all->items[i].parts;
        int64_t             lowest = 1; /* smallest number of this width without padding */
        for (size_t d = 1; d < p->digits; d++)
            lowest *= 10;
        bool plain = p->digits == 1 || p->number >= lowest;
        for (size_t k = i; plain && k < end; k++) {
            char *d = strstr(all->items[k].pattern, "%0");
            char *rest = d ? strchr(d, 'd') : NULL;
            if (rest) {
                d[1] = 'd';
                memmove(d + 2, rest + 1, strlen(rest + 1) + 1);
            }
        }
        i = end;
    }
    if (all->count)
        qsort(all->items, all->count, sizeof *all->items, by_pattern);
}

static bool varies_in_width(const struct image *first, size_t count)
{
    return first[0].parts.digits != first[count - 1].parts.digits;
}

/* Gives the numbers between the images of a run that have none; NULL: each has. */
static char *name_missing(const struct image *run, size_t count)
{
    ct_str s = {0};
    int    named = 0;

    for (size_t i = 1; i < count; i++) {
        int64_t from = run[i - 1].parts.number + 1, to = run[i].parts.number - 1;
        if (to < from)
            continue;
        if (named++ == MAX_RUNS_NAMED) {
            ct_str_append(&s, " and more");
            break;
        }
        ct_str_appendf(&s, "%s%" PRId64, named > 1 ? ", " : "", from);
        if (to > from)
            ct_str_appendf(&s, "-%" PRId64, to);
    }
    return named ? ct_str_take(&s) : NULL;
}

static void emit(ct_sequence_list *out, const char *folder, const struct image *run, size_t count)
{
    char *name = ct_strdup(run->pattern);

    /* One width throughout: the padded form says the same and reads better ("%04d"). */
    if (!varies_in_width(run, count) && strstr(name, "%d")) {
        char  *d = strstr(name, "%d");
        ct_str s = {0};
        ct_str_append_n(&s, name, (size_t)(d - name));
        ct_str_appendf(&s, "%%0%zud%s", run->parts.digits, d + 2);
        free(name);
        name = ct_str_take(&s);
    }
    out->items = ct_grow(out->items, &out->cap, out->count + 1, sizeof *out->items);
    ct_sequence *s = &out->items[out->count++];
    s->pattern = ct_path_join(folder, name);
    s->first = run[0].parts.number;
    s->last = run[count - 1].parts.number;
    s->present = (int64_t)count;
    s->missing = name_missing(run, count);
    free(name);
}

ct_code ct_sequence_find(const char *folder, ct_sequence_list *out, ct_error *err)
{
    struct images all = {0};
    char         *absolute = ct_path_absolute(folder);
    ct_code       code = list_images(absolute, &all, err);

    *out = (ct_sequence_list){0};
    join_unpadded(&all);
    for (size_t i = 0, end; i < all.count; i = end) {
        for (end = i + 1; end < all.count; end++)
            if (strcmp(all.items[end].pattern, all.items[i].pattern))
                break;
        if (end - i >= 2)
            emit(out, absolute, &all.items[i], end - i);
    }
    for (size_t i = 0; i < all.count; i++)
        free(all.items[i].pattern);
    free(all.items);
    free(absolute);
    return code;
}

ct_code ct_sequence_of(const char *path, ct_sequence *out, ct_error *err)
{
    ct_sequence_list all;
    char            *folder = ct_path_folder(path);
    char            *absolute = ct_path_absolute(path);
    ct_code          code = ct_sequence_find(folder, &all, err);
    int64_t          number;

    *out = (ct_sequence){0};
    for (size_t i = 0; i < all.count && !out->pattern; i++) {
        ct_sequence *s = &all.items[i];
        if (!strcmp(s->pattern, absolute) ||
            ct_sequence_number(s, ct_path_name(absolute), &number)) {
            *out = *s;
            *s = (ct_sequence){0};
        }
    }
    if (!code && out->last - out->first >= MAX_NUMBERS)
        code = ct_fail(err, CT_UNSUPPORTED,
                       "The images of %s are numbered %" PRId64 " to %" PRId64
                       ": too far apart for one clip.",
                       path, out->first, out->last);
    if (!code && !out->pattern)
        code = ct_fail(err, CT_NO_INPUT, "There is no numbered series of images at %s.", path);
    ct_sequence_list_finish(&all);
    free(folder);
    free(absolute);
    return code;
}

ct_code ct_sequence_or_still(const char *path, ct_sequence *out, ct_error *err)
{
    ct_code code = ct_sequence_of(path, out, err);

    if (code != CT_NO_INPUT || ct_sequence_is_pattern(path))
        return code;
    if ((code = ct_input_check_file(path, err)))
        return code;
    *out = (ct_sequence){.pattern = ct_path_absolute(path), .present = 1};
    return CT_OK;
}

/* --- which is there ------------------------------------------------------------------- */

static int64_t apart(int64_t a, int64_t b)
{
    return a > b ? a - b : b - a;
}

ct_code ct_sequence_nearest(const ct_sequence *s, int64_t number, int64_t *out, ct_error *err)
{
    char          *folder = ct_path_folder(s->pattern);
    DIR           *dir = opendir(folder);
    struct dirent *e;
    bool           any = false;
    int64_t        n;

    while (dir && (e = readdir(dir)) != NULL)
        if (ct_sequence_number(s, e->d_name, &n) &&
            (!any || apart(n, number) < apart(*out, number) ||
             (apart(n, number) == apart(*out, number) && n < *out))) {
            *out = n;
            any = true;
        }
    if (dir)
        closedir(dir);
    free(folder);
    return any ? CT_OK
               : ct_fail(err, CT_NO_INPUT,
                         "There is no image of %s. Check that the drive is mounted.", s->pattern);
}
