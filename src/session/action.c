/* SPDX-License-Identifier: MIT */
#include "circletake/action.h"

#include <stdlib.h>
#include <string.h>

#include "action_priv.h"

/* --- arguments ------------------------------------------------------------------------ */

void ct_args_finish(ct_args *args)
{
    for (size_t i = 0; i < args->count; i++) {
        free(args->items[i].name);
        free(args->items[i].value);
    }
    free(args->items);
    *args = (ct_args){0};
}

static struct ct_arg *find_arg(const ct_args *args, const char *name)
{
    for (size_t i = 0; i < args->count; i++)
        if (strcmp(args->items[i].name, name) == 0)
            return &args->items[i];
    return NULL;
}

void ct_args_set(ct_args *args, const char *name, const char *value)
{
    struct ct_arg *known = find_arg(args, name);

    if (known) {
        ct_strset(&known->value, value);
        return;
    }
    args->items = ct_grow(args->items, &args->cap, args->count + 1, sizeof *args->items);
    args->items[args->count++] = (struct ct_arg){ct_strdup(name), ct_strdup(value)};
}

const char *ct_args_get(const ct_args *args, const char *name)
{
    const struct ct_arg *arg = args ? find_arg(args, name) : NULL;

    return arg ? arg->value : NULL;
}

const char *ct_args_text(const ct_args *args, const char *name)
{
    return ct_str_or_empty(ct_args_get(args, name));
}

static ct_code add_word(ct_args *args, const char *word, ct_error *err)
{
    const char *equals = strchr(word, '=');

    if (!equals || equals == word)
        return ct_fail(err, CT_USAGE, "'%s' is not of the form NAME=VALUE.", word);

    char *name = ct_strndup(word, (size_t)(equals - word));
    ct_args_set(args, name, equals + 1);
    free(name);
    return CT_OK;
}

ct_code ct_args_parse_words(ct_args *args, int count, const char *const *words, ct_error *err)
{
    ct_code code = CT_OK;

    for (int i = 0; i < count && !code; i++)
        code = add_word(args, words[i], err);
    return code;
}

/* Takes one word off `*line`: up to the next blank outside double quotes, quotes removed.
 * False at the end of the line; *closed says whether every quote was closed. */
static bool next_word(const char **line, ct_str *word, bool *closed)
{
    const char *p = *line + strspn(*line, " \t");
    bool        quoted = false;

    ct_str_clear(word);
    if (!*p)
        return false;
    for (; *p && (quoted || (*p != ' ' && *p != '\t')); p++) {
        if (*p == '"')
            quoted = !quoted;
        else if (quoted && *p == '\\' && (p[1] == '"' || p[1] == '\\'))
            ct_str_append_char(word, *++p);
        else
            ct_str_append_char(word, *p);
    }
    *closed = !quoted;
    *line = p;
    return true;
}

ct_code ct_args_parse_line(const char *line, char **action, ct_args *args, ct_error *err)
{
    const char *rest = line;
    ct_str      word = {0};
    bool        closed = true;
    ct_code     code = CT_OK;
    char       *name = NULL;

    if (next_word(&rest, &word, &closed) && closed)
        name = ct_strdup(ct_str_text(&word));
    else
        code = ct_fail(err, CT_USAGE, "There is no action in '%s'.", line);
    while (!code && next_word(&rest, &word, &closed))
        code = closed ? add_word(args, ct_str_text(&word), err)
                      : ct_fail(err, CT_USAGE, "A quote is not closed in '%s'.", line);
    ct_str_finish(&word);
    if (code)
        free(name);
    else
        *action = name;
    return code;
}

/* --- the registry --------------------------------------------------------------------- */

struct entry {
    const ct_action *action;
    void            *owner;
};

struct ct_registry {
    struct entry *entries;
    size_t        count, cap;
};

ct_registry *ct_registry_create(void)
{
    return ct_alloc(sizeof(ct_registry));
}

void ct_registry_destroy(ct_registry **registry)
{
    if (!*registry)
        return;
    free((*registry)->entries);
    free(*registry);
    *registry = NULL;
}

static const struct entry *find_entry(const ct_registry *registry, const char *name)
{
    for (size_t i = 0; i < registry->count; i++)
        if (strcmp(registry->entries[i].action->name, name) == 0)
            return &registry->entries[i];
    return NULL;
}

ct_code ct_registry_add(ct_registry *registry, const ct_action *rows, size_t count, void *owner,
                        ct_error *err)
{
    for (size_t i = 0; i < count; i++) {
        if (find_entry(registry, rows[i].name))
            return ct_fail(err, CT_INTERNAL, "The action %s is registered twice.", rows[i].name);
        registry->entries = ct_grow(registry->entries, &registry->cap, registry->count + 1,
                                    sizeof *registry->entries);
        registry->entries[registry->count++] = (struct entry){&rows[i], owner};
    }
    return CT_OK;
}

size_t ct_registry_count(const ct_registry *registry)
{
    return registry->count;
}

const ct_action *ct_registry_at(const ct_registry *registry, size_t i)
{
    return registry->entries[i].action;
}

const ct_action *ct_registry_find(const ct_registry *registry, const char *name)
{
    const struct entry *entry = find_entry(registry, name);

    return entry ? entry->action : NULL;
}

/* --- running -------------------------------------------------------------------------- */

static size_t smaller(size_t a, size_t b)
{
    return a < b ? a : b;
}

/* Levenshtein distance of two short names: the row of the matrix that is being filled. */
static size_t distance(const char *a, const char *b)
{
    enum { LONGEST = 63 };
    size_t row[LONGEST + 1];
    size_t width = smaller(strlen(b), LONGEST);

    for (size_t j = 0; j <= width; j++)
        row[j] = j;
    for (size_t i = 0; a[i]; i++) {
        size_t diagonal = row[0];
        row[0] = i + 1;
        for (size_t j = 0; j < width; j++) {
            size_t changed = diagonal + (a[i] != b[j]);
            diagonal = row[j + 1];
            row[j + 1] = smaller(changed, smaller(row[j], row[j + 1]) + 1);
        }
    }
    return row[width];
}

static ct_code fail_unknown(const ct_registry *registry, const char *name, ct_error *err)
{
    const char *nearest = NULL;
    size_t      best = SIZE_MAX;

    for (size_t i = 0; i < registry->count; i++) {
        const char *known = registry->entries[i].action->name, *dot = strchr(known, '.');
        size_t      away = distance(name, known);
        if (dot && strcmp(dot + 1, name) == 0)
            away = 0; /* "undo" */
        if (away < best) {
            best = away;
            nearest = known;
        }
    }
    if (nearest && best <= 4)
        return ct_fail(err, CT_USAGE, "There is no action '%s'. Did you mean %s?", name, nearest);
    return ct_fail(err, CT_USAGE, "There is no action '%s'; 'circletake actions' lists them.",
                   name);
}

/* Whether `name` is one of the words of "in? out? label?". */
static bool takes_argument(const char *arguments, const char *name)
{
    size_t bytes = strlen(name);

    for (const char *p = arguments; *p;) {
        size_t word = strcspn(p, " ");
        size_t bare = word - (word > 0 && p[word - 1] == '?');
        if (bare == bytes && strncmp(p, name, bytes) == 0)
            return true;
        p += word;
        p += strspn(p, " ");
    }
    return false;
}

static ct_code check_argument_names(const ct_action *action, const ct_args *args, ct_error *err)
{
    for (size_t i = 0; args && i < args->count; i++) {
        const char *name = args->items[i].name;
        bool        held = (action->flags & CT_ACT_HOLD) && strcmp(name, "release") == 0;
        if (!held && !takes_argument(action->arguments, name))
            return ct_fail(err, CT_USAGE, "%s does not take '%s'; it takes: %s.", action->name,
                           name, *action->arguments ? action->arguments : "nothing");
    }
    return CT_OK;
}

static ct_code check_needed_arguments(const ct_action *action, const ct_args *args, ct_error *err)
{
    for (const char *p = action->arguments; *p;) {
        size_t bytes = strcspn(p, " ");
        if (p[bytes - 1] != '?') {
            char *name = ct_strndup(p, bytes);
            bool  given = ct_args_get(args, name) != NULL;
            if (!given)
                ct_fail(err, CT_USAGE, "%s needs %s=...", action->name, name);
            free(name);
            if (!given)
                return CT_USAGE;
        }
        p += bytes;
        p += strspn(p, " ");
    }
    return CT_OK;
}

ct_code ct_action_run(ct_registry *registry, ct_session *session, const char *name,
                      const ct_args *args, bool json, ct_str *output, ct_error *err)
{
    const struct entry  *entry = find_entry(registry, name);
    static const ct_args none = {0};
    ct_str               unread = {0};

    if (!entry)
        return fail_unknown(registry, name, err);

    const ct_action *action = entry->action;
    ct_code          code = check_argument_names(action, args, err);
    if (!code)
        code = check_needed_arguments(action, args, err);
    if (!code)
        code = ct_action_allowed(session, action, args ? args : &none, err);
    if (code)
        return code;

    ct_act act = {.session = session,
                  .owner = entry->owner,
                  .args = args ? args : &none,
                  .json = json,
                  .output = output ? output : &unread};
    code = action->run(&act, err);
    ct_str_finish(&unread);
    return code;
}

ct_code ct_action_run_line(ct_registry *registry, ct_session *session, const char *line,
                           ct_str *output, ct_error *err)
{
    ct_args args = {0};
    char   *name = NULL;
    ct_code code = ct_args_parse_line(line, &name, &args, err);

    if (!code)
        code = ct_action_run(registry, session, name, &args, false, output, err);
    free(name);
    ct_args_finish(&args);
    return code;
}
