/* SPDX-License-Identifier: MIT */
/* Which file an event of an edit list shows. Behind the two lines of a transition, or of a key, stand the files of both
 * sides, or of one without a word of which: Media Composer names the one that goes out, others the one that comes in. */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "circletake/file.h"
#include "cmx3600_priv.h"
#include "xml_priv.h"

static char *give(char **s)
{
    char *given = *s;

    *s = NULL;
    return given;
}

void ct_edl_files_finish(ct_edl_files *f)
{
    free(f->source);
    free(f->from);
    free(f->to);
    free(f->folder);
    *f = (ct_edl_files){.source = NULL};
}

/* Media Composer has none. */
static bool is_none(const char *value)
{
    return ct_equal_nocase(value, "(NULL)");
}

void ct_edl_take_source_file(ct_edl_reader *r, const char *value)
{
    ct_edl_files *f = &r->p.files;

    f->twice = f->twice || f->source;
    if (!is_none(value))
        ct_strset(&f->source, value);
}

void ct_edl_take_file(ct_edl_reader *r, const char *value)
{
    if (!r->p.files.source && !is_none(value))
        ct_strset(&r->p.files.source, value);
}

void ct_edl_take_from_file(ct_edl_reader *r, const char *value)
{
    if (!r->p.files.from && !is_none(value))
        ct_strset(&r->p.files.from, value);
}

void ct_edl_take_to_file(ct_edl_reader *r, const char *value)
{
    if (!is_none(value))
        ct_strset(&r->p.files.to, value);
}

/* --- lists of Discreet --------------------------------------------------------------- */

/* "a.(1025@1222).dpx" is a sequence of images, which others call "a.[1025-1222].dpx". */
static void add_file(ct_str *path, const char *name)
{
    for (const char *c = name; *c; c++) {
        bool   number = c > name && c[-1] >= '0' && c[-1] <= '9';
        size_t digits = strspn(c + 1, "0123456789");
        if (*c == '(' && digits > 0 && c[1 + digits] == '@')
            ct_str_append_char(path, '[');
        else if (*c == '@' && number)
            ct_str_append_char(path, '-');
        else if (*c == ')' && number && strchr(name, '@'))
            ct_str_append_char(path, ']');
        else
            ct_str_append_char(path, *c);
    }
}

static void on_folder(ct_edl_reader *r, const char *value)
{
    ct_strset(&r->p.files.folder, value);
}

static void on_file_name(ct_edl_reader *r, const char *value)
{
    const char *folder = ct_str_or_empty(r->p.files.folder);
    size_t      length = strlen(folder);
    ct_str      path = {0};

    ct_str_append(&path, folder);
    if (length > 0 && folder[length - 1] != '/')
        ct_str_append_char(&path, '/');
    add_file(&path, value);
    ct_edl_take_file(r, ct_str_text(&path));
    ct_str_finish(&path);
}

static void on_start(ct_edl_reader *r, const char *value)
{
    size_t bytes = strcspn(value, " ");

    if (ct_edl_is_label(value, bytes)) {
        memcpy(r->p.file_start, value, bytes);
        r->p.file_start[bytes] = '\0';
    }
}

bool ct_edl_take_discreet(ct_edl_reader *r, const char *value)
{
    static const struct {
        const char *keyword;
        void (*take)(ct_edl_reader *r, const char *value);
    } words[] = {{"PATH:", on_folder}, {"FILENAME:", on_file_name}, {"START TC:", on_start}};

    if (strncasecmp(value, "EDIT:", 5) == 0) /* of which track it is */
        value += strcspn(value, " ") + strspn(value + strcspn(value, " "), " ");
    for (size_t i = 0; r->p.open && i < sizeof words / sizeof words[0]; i++) {
        const char *rest = ct_edl_value_of(value, words[i].keyword);
        if (rest && *rest) {
            words[i].take(r, rest);
            return true;
        }
    }
    return false;
}

/* --- of which side a file is ----------------------------------------------------------- */

/* How well a file answers to the name and reel of a side. */
static int fit(const char *path, const char *name, const char *reel)
{
    const char *file = ct_media_name(path);
    char       *stem = ct_path_stem(file);
    size_t      bytes = strlen(ct_str_or_empty(reel));
    int         how = 0;

    if (name && (ct_equal_nocase(name, file) || ct_equal_nocase(name, stem)))
        how = 2;
    else if (bytes > 0 && !ct_equal_nocase(reel, "AX") && strncasecmp(stem, reel, bytes) == 0)
        how = 1;
    free(stem);
    return how;
}

bool ct_edl_is_black(const char *reel)
{
    return ct_equal_nocase(ct_str_or_empty(reel), "BL") ||
           ct_equal_nocase(ct_str_or_empty(reel), "BLACK");
}

static bool is_of_outgoing(const ct_edl_pending *p)
{
    const char *path = p->files.source, *name = p->key_name ? p->key_name : p->to_name;

    if (ct_edl_is_black(p->reel) || ct_edl_is_black(p->outgoing_reel))
        return ct_edl_is_black(p->reel);
    int in = fit(path, name, p->reel), out = fit(path, p->from_name, p->outgoing_reel);
    if (in != out)
        return out > in;
    return in == 0 && !p->files.twice && !strpbrk(path, "/\\");
}

char *ct_edl_give_file(ct_edl_pending *p)
{
    ct_edl_files *f = &p->files;

    if (!ct_edl_has_two_sides(p))
        return give(f->source ? &f->source : f->from ? &f->from : &f->to);
    if (f->to)
        return give(&f->to);
    return f->source && !is_of_outgoing(p) ? give(&f->source) : NULL;
}

/* --- its tape ---------------------------------------------------------------------------- */

/* Letters and digits alone count. */
static bool begins_alike(const char *whole, const char *begin)
{
    for (;; whole++, begin++) {
        while (*whole && !isalnum((unsigned char)*whole))
            whole++;
        while (*begin && !isalnum((unsigned char)*begin))
            begin++;
        if (!*whole || !*begin)
            return !*begin;
        if (tolower((unsigned char)*whole) != tolower((unsigned char)*begin))
            return false;
    }
}

void ct_edl_settle_reel(ct_edl_pending *p)
{
    const char *file = ct_media_name(p->files.source ? p->files.source : "");

    if (!p->reel_is_remark || !begins_alike(file, p->reel) || begins_alike(p->whole_reel, p->reel))
        return;
    ct_str_appendf(&p->comment, "%sREEL: %s", p->comment.len ? "\n" : "", p->whole_reel);
    free(give(&p->whole_reel));
}
