/* SPDX-License-Identifier: MIT */
/* See names.h. The table is the module; a pattern that is missing is a row that is missing. */
#include "circletake/names.h"

#include <pthread.h>
#include <regex.h>
#include <stdlib.h>
#include <string.h>

#include "circletake/file.h"
#include "circletake/str.h"

enum { MAX_GROUPS = 10 };

/* Extended POSIX patterns, case ignored. `groups` says what each ( ) holds, in order:
 *   R reel   M camera   L clip   C scene   H shot   T take   . nothing
 * Numbers in C and T lose leading zeros by the 0* before their group. */
static const struct pattern {
    const char *regex, *groups;
    const char *example; /* for the reader of this table */
} patterns[] = {
    /* clang-format off */
    /* Cameras: ARRI, RED, Sony, Canon; then Blackmagic. */
    {"(^|[^a-z0-9])(([a-z])[0-9]{3,4})_?(c[0-9]{3,4})([^0-9]|$)", ".RML.", "A001_C003_0412AB"},
    {"(^|[^a-z0-9])(([a-z])[0-9]{3})_[0-9]{8}_(c[0-9]{3})([^0-9]|$)", ".RML.", "A001_04121530_C003"},
    /* In words: scene, shot, take; scene with its shot letter, take. */
    {"(^|[^a-z0-9])(scene|scn|sc|s)[ _-]?0*([0-9]+[a-z]?)[ _-]*(shot|sh)[ _-]?0*([0-9]+[a-z]?)"
     "[ _-]*(take|tk|t)[ _-]?0*([0-9]+)([^0-9]|$)", "..C.H.T.", "SC012_SH03_TK02"},
    {"(^|[^a-z0-9])(scene|scn|sc|s)[ _-]?0*([0-9]+)([a-z]{0,2})[ _-]+(take|tk|t)[ _-]?0*([0-9]+)"
     "([^0-9]|$)", "..CH.T.", "S12_T04, SC012A_TK03"},
    /* As on the board: scene, shot letter, take; with and without letter. */
    {"^0*([0-9]{1,3})([a-z]{1,2})[ _-](take|tk|t)?[ _-]?0*([0-9]{1,2})([^a-z0-9]|$)", "CH.T.",
     "12A-3, 27B-3_plate"},
    {"^0*([0-9]{1,3})-([0-9]{1,2}[a-z]?|[a-z]{1,2})-0*([0-9]{1,2})$", "CHT", "12-4-3, 12-A-3"},
    {"^0*([0-9]{1,3})-0*([0-9]{1,2})$", "CT", "12-3"},
    /* Parts on their own, mostly folders. */
    {"(^|[^a-z0-9])(scene|scn|sc)[ _-]?0*([0-9]+)([a-z]{0,2})$", "..CH", "Scene 12A"},
    {"(^|[^a-z0-9])(take|tk)[ _-]?0*([0-9]+)$", "..T", "Take 3"},
    {"^(([a-z])[0-9]{3})(_[0-9]{4}[a-z0-9]{2,4})?([.](rdm|rdc))?$", "RM...", "A001_0412AB"},
    {"(^|[^a-z0-9])(camera|cam)[ _-]?([a-z])$", "..M", "Cam A"},
    {"(^|[^a-z0-9])([a-z])[ _-]?(camera|cam)$", ".M.", "A-Cam"},
    {"^(reel|roll|tape|card)[ _-]?([a-z0-9]+)$", ".R", "Reel 7"},
    {"^(c[0-9]{4})$", "L", "C0001"},
    /* Of a scene as a recorder writes it, which is no name: the last row. */
    {"^0*([0-9]+)([a-z]{0,2})$", "CH", "12A"},
    /* clang-format on */
};

enum { PATTERNS = sizeof patterns / sizeof *patterns, SCENE_AS_WRITTEN = PATTERNS - 1 };

/* Made once: that takes a hundred times as long as to try a name. */
static regex_t        compiled[PATTERNS];
static pthread_once_t once = PTHREAD_ONCE_INIT;

static void compile_all(void)
{
    for (size_t i = 0; i < PATTERNS; i++)
        if (regcomp(&compiled[i], patterns[i].regex, REG_EXTENDED | REG_ICASE))
            abort(); /* a wrong row, or not a page of memory at the start */
}

void ct_name_facts_finish(ct_name_facts *f)
{
    free(f->reel);
    free(f->clip);
    free(f->scene);
    free(f->shot);
    free(f->take);
    free(f->camera);
    *f = (ct_name_facts){0};
}

static char **field_of(ct_name_facts *f, char group)
{
    switch (group) {
    case 'R':
        return &f->reel;
    case 'M':
        return &f->camera;
    case 'L':
        return &f->clip;
    case 'C':
        return &f->scene;
    case 'H':
        return &f->shot;
    case 'T':
        return &f->take;
    default:
        return NULL;
    }
}

/* ASCII capitals, as slates are written. */
static char *capitals(const char *from, regoff_t first, regoff_t end)
{
    char *s = ct_strndup(from + first, (size_t)(end - first));

    for (char *c = s; *c; c++)
        if (*c >= 'a' && *c <= 'z')
            *c = (char)(*c - 'a' + 'A');
    return s;
}

/* A pattern counts as a whole: what it says belongs together, so where the scene is known from a
 * nearer name, a folder's shot is not mixed in. */
static bool is_known(ct_name_facts *f, const struct pattern *p)
{
    for (const char *g = p->groups; *g; g++) {
        char **field = field_of(f, *g);
        if (field && *field && *g != 'M')
            return true;
    }
    return false;
}

static bool apply(size_t row, const char *name, ct_name_facts *f)
{
    const struct pattern *p = &patterns[row];
    regmatch_t            m[MAX_GROUPS + 1];
    bool                  found = false;

    pthread_once(&once, compile_all);
    if (is_known(f, p) || regexec(&compiled[row], name, MAX_GROUPS + 1, m, 0))
        return false;
    for (size_t i = 0; p->groups[i]; i++) {
        char **field = field_of(f, p->groups[i]);
        if (!field || *field || m[i + 1].rm_so < 0 || m[i + 1].rm_so == m[i + 1].rm_eo)
            continue;
        *field = capitals(name, m[i + 1].rm_so, m[i + 1].rm_eo);
        found = true;
    }
    return found;
}

static bool parse_stem(const char *stem, ct_name_facts *f)
{
    bool found = false;

    for (size_t row = 0; row < SCENE_AS_WRITTEN; row++)
        found |= apply(row, stem, f);
    return found;
}

bool ct_names_parse(const char *name, ct_name_facts *facts)
{
    char *stem = ct_path_stem(name);
    bool  found = parse_stem(stem, facts);

    free(stem);
    return found;
}

void ct_names_parse_path(const char *path, ct_name_facts *facts)
{
    char *at = ct_strdup(path);

    ct_names_parse(ct_path_name(at), facts);
    for (int level = 0; level < 3; level++) {
        char *folder = ct_path_folder(at);
        bool  top = !strcmp(folder, at) || !strcmp(folder, ".");
        if (!top)
            parse_stem(ct_path_name(folder), facts); /* a dot in a folder's name ends nothing */
        free(at);
        at = folder;
        if (top)
            break;
    }
    free(at);
}

void ct_names_split_scene(const char *text, ct_name_facts *facts)
{
    if (!apply(SCENE_AS_WRITTEN, text, facts) && !facts->scene)
        facts->scene = ct_strdup(text);
}
