/* SPDX-License-Identifier: MIT */
/* See keymap.h. A map is a short list: a hundred rows are found faster by walking them than a
 * person can lift a finger. */
#include "circletake/keymap.h"

#include <stdlib.h>
#include <string.h>

#include "key_files.h"

struct ct_keymap {
    ct_binding *items;
    size_t      count, cap;
};

/* --- chords --------------------------------------------------------------------------- */

static const struct {
    const char *name; /* canonical */
    const char *other;
} named_keys[] = {
    {"Space", "Spacebar"}, {"Return", "Enter"}, {"Escape", "Esc"},    {"Tab", NULL},
    {"Backspace", NULL},   {"Delete", "Del"},   {"Insert", "Ins"},    {"Left", NULL},
    {"Right", NULL},       {"Up", NULL},        {"Down", NULL},       {"Home", NULL},
    {"End", NULL},         {"PageUp", "PgUp"},  {"PageDown", "PgDn"}, {"F1", NULL},
    {"F2", NULL},          {"F3", NULL},        {"F4", NULL},         {"F5", NULL},
    {"F6", NULL},          {"F7", NULL},        {"F8", NULL},         {"F9", NULL},
    {"F10", NULL},         {"F11", NULL},       {"F12", NULL},
};

/* Canonical spelling of one key, written behind `out`; false when it is none. */
static bool append_key(const char *text, char *out)
{
    uint32_t c;
    size_t   bytes = strlen(text);

    for (size_t i = 0; i < sizeof named_keys / sizeof named_keys[0]; i++)
        if (ct_equal_nocase(text, named_keys[i].name) ||
            (named_keys[i].other && ct_equal_nocase(text, named_keys[i].other))) {
            strcat(out, named_keys[i].name);
            return true;
        }
    if (bytes == 0 || bytes > 4 || ct_utf8_decode(text, bytes, &c) != bytes || c <= ' ')
        return false;
    if (bytes == 1 && *text >= 'a' && *text <= 'z') {
        char upper[2] = {(char)(*text - 'a' + 'A'), '\0'};
        strcat(out, upper);
    } else {
        strcat(out, text);
    }
    return true;
}

/* Takes "Ctrl+" and the like off the front; the bit it stands for, 0 when there is none. */
static unsigned take_modifier(const char **text)
{
    static const char *const names[] = {"ctrl+", "alt+", "shift+", "k+"};

    for (unsigned i = 0; i < 4; i++) {
        size_t bytes = strlen(names[i]);
        char   head[8] = {0};
        strncpy(head, *text, bytes);
        if ((*text)[0] && strlen(*text) > bytes && ct_equal_nocase(head, names[i])) {
            *text += bytes;
            return 1u << i;
        }
    }
    return 0;
}

bool ct_chord_parse(const char *text, char out[CT_CHORD_BYTES])
{
    static const char *const canonical[] = {"Ctrl+", "Alt+", "Shift+", "K+"};
    unsigned                 held = 0, bit;

    while ((bit = take_modifier(&text)) != 0)
        held |= bit;
    out[0] = '\0';
    for (unsigned i = 0; i < 4; i++)
        if (held & 1u << i)
            strcat(out, canonical[i]);
    return append_key(text, out);
}

/* A chord that would swallow what somebody types: one printed sign without Ctrl or Alt. */
static bool types_text(const char *chord)
{
    const char *key = ct_starts_with(chord, "Shift+") && chord[6] ? chord + 6 : chord;
    uint32_t    c;

    if (ct_starts_with(chord, "K+") || strcmp(key, "Space") == 0)
        return true;
    return ct_utf8_decode(key, strlen(key), &c) == strlen(key);
}

/* --- the list -------------------------------------------------------------------------- */

static void binding_finish(ct_binding *b)
{
    free(b->chord);
    free(b->action);
    free(b->line);
    free(b->where);
}

static void binding_copy(ct_binding *to, const ct_binding *from)
{
    *to = (ct_binding){from->context, ct_strdup(from->chord), ct_strdup(from->action),
                       ct_strdup(from->line), ct_strdup(from->where)};
}

static void clear(ct_keymap *map)
{
    for (size_t i = 0; i < map->count; i++)
        binding_finish(&map->items[i]);
    map->count = 0;
}

static size_t find_row(const ct_keymap *map, ct_key_context context, const char *chord)
{
    size_t i = 0;

    while (i < map->count &&
           (map->items[i].context != context || strcmp(map->items[i].chord, chord) != 0))
        i++;
    return i;
}

static void remove_row(ct_keymap *map, size_t i)
{
    binding_finish(&map->items[i]);
    memmove(&map->items[i], &map->items[i + 1], (map->count - i - 1) * sizeof map->items[0]);
    map->count--;
}

/* Takes the binding's strings. */
static void set_row(ct_keymap *map, const ct_binding *binding)
{
    size_t i = find_row(map, binding->context, binding->chord);

    if (i < map->count) {
        binding_finish(&map->items[i]);
    } else {
        map->items = ct_grow(map->items, &map->cap, map->count + 1, sizeof *map->items);
        map->count++;
    }
    map->items[i] = *binding;
}

static ct_keymap *copy_map(const ct_keymap *from)
{
    ct_keymap *map = ct_alloc(sizeof *map);

    for (size_t i = 0; i < from->count; i++) {
        ct_binding copy;
        binding_copy(&copy, &from->items[i]);
        set_row(map, &copy);
    }
    return map;
}

/* --- reading a file -------------------------------------------------------------------- */

/* One file being laid over a map. */
struct reading {
    ct_keymap         *map;  /* a copy; replaces the real one when all is well */
    ct_keymap         *seen; /* chords this file has set: a second time is an error */
    const ct_registry *registry;
    const char        *name;
    int                line;
    ct_key_context     context;
};

static ct_code read_section(struct reading *r, const char *text, ct_error *err)
{
    static const char *const names[] = {"[review]", "[typing]"};

    for (int i = 0; i < CT_KEYS_CONTEXTS; i++)
        if (ct_equal_nocase(text, names[i])) {
            r->context = (ct_key_context)i;
            return CT_OK;
        }
    return ct_fail(err, CT_BAD_DATA, "%s:%d: there is no section %s; write [review] or [typing].",
                   r->name, r->line, text);
}

static ct_code read_unbind(struct reading *r, const char *text, ct_error *err)
{
    char chord[CT_CHORD_BYTES];

    if (ct_equal_nocase(text, "all")) {
        clear(r->map);
        return CT_OK;
    }
    if (!ct_chord_parse(text, chord))
        return ct_fail(err, CT_BAD_DATA, "%s:%d: '%s' is not a key.", r->name, r->line, text);
    size_t i = find_row(r->map, r->context, chord);
    if (i < r->map->count)
        remove_row(r->map, i);
    return CT_OK;
}

static ct_code check_binding(const struct reading *r, const char *chord, const char *action,
                             ct_error *err)
{
    size_t twice = find_row(r->seen, r->context, chord);

    if (twice < r->seen->count)
        return ct_fail(err, CT_BAD_DATA,
                       "%s:%d: %s is already bound to %s in %s; one key can do "
                       "one thing.",
                       r->name, r->line, chord, r->seen->items[twice].action,
                       r->seen->items[twice].where);
    if (r->context == CT_KEYS_TYPING && types_text(chord))
        return ct_fail(err, CT_BAD_DATA,
                       "%s:%d: %s alone cannot be a command while text is typed; "
                       "add Ctrl or Alt.",
                       r->name, r->line, chord);
    if (r->registry && !ct_registry_find(r->registry, action))
        return ct_fail(err, CT_BAD_DATA,
                       "%s:%d: there is no action '%s'; 'circletake actions' lists "
                       "them.",
                       r->name, r->line, action);
    return CT_OK;
}

static ct_code read_binding(struct reading *r, const char *key, const char *line, ct_error *err)
{
    char    chord[CT_CHORD_BYTES];
    char   *action = NULL;
    ct_args args = {0};
    ct_code code;

    if (!ct_chord_parse(key, chord))
        return ct_fail(err, CT_BAD_DATA, "%s:%d: '%s' is not a key.", r->name, r->line, key);
    code = ct_args_parse_line(line, &action, &args, err);
    ct_args_finish(&args);
    if (code)
        return ct_fail_prefix(err, CT_BAD_DATA, "%s:%d: ", r->name, r->line);
    code = check_binding(r, chord, action, err);
    if (!code) {
        ct_binding binding = {r->context, ct_strdup(chord), ct_strdup(action), ct_strdup(line),
                              ct_asprintf("%s:%d", r->name, r->line)};
        ct_binding noted;
        binding_copy(&noted, &binding);
        set_row(r->seen, &noted);
        set_row(r->map, &binding);
    }
    free(action);
    return code;
}

/* Cuts a comment, and blanks at both ends. A '#' begins a comment at the line's start or behind two
 * blanks, so that it can be a key. */
static char *trim(char *line)
{
    char *comment = line[0] == '#' ? line : strstr(line, "  #");

    if (comment)
        *comment = '\0';
    line += strspn(line, " \t\r");
    size_t bytes = strlen(line);
    while (bytes > 0 && strchr(" \t\r", line[bytes - 1]))
        line[--bytes] = '\0';
    return line;
}

/* "[word]"; the brackets are keys too: "[  mark.in". */
static bool is_section(const char *text)
{
    size_t bytes = strlen(text);

    return *text == '[' && bytes > 2 && text[bytes - 1] == ']' && !strpbrk(text, " \t");
}

static ct_code read_line(struct reading *r, char *raw, ct_error *err)
{
    char *text = trim(raw);

    if (!*text)
        return CT_OK;
    if (is_section(text))
        return read_section(r, text, err);

    size_t bytes = strcspn(text, " \t");
    char  *rest = text + bytes;
    rest += strspn(rest, " \t");
    text[bytes] = '\0';
    if (!*rest)
        return ct_fail(err, CT_BAD_DATA, "%s:%d: %s has no action behind it.", r->name, r->line,
                       text);
    if (ct_equal_nocase(text, "unbind"))
        return read_unbind(r, rest, err);
    return read_binding(r, text, rest, err);
}

ct_code ct_keymap_apply(ct_keymap *map, const char *name, const char *text,
                        const ct_registry *registry, ct_error *err)
{
    struct reading r = {.map = copy_map(map),
                        .seen = ct_alloc(sizeof(ct_keymap)),
                        .registry = registry,
                        .name = name};
    ct_code        code = CT_OK;

    while (*text && !code) {
        size_t bytes = strcspn(text, "\n");
        char  *line = ct_strndup(text, bytes);
        r.line++;
        code = read_line(&r, line, err);
        free(line);
        text += bytes + (text[bytes] == '\n');
    }
    if (!code) {
        ct_keymap old = *map;
        *map = *r.map;
        *r.map = old;
    }
    ct_keymap_destroy(&r.map);
    ct_keymap_destroy(&r.seen);
    return code;
}

/* --- built-in files -------------------------------------------------------------------- */

static const struct ct_key_file *find_file(const char *name)
{
    for (size_t i = 0; i < ct_key_file_count; i++)
        if (strcmp(ct_key_files[i].name, name) == 0)
            return &ct_key_files[i];
    return NULL;
}

static ct_code apply_file(ct_keymap *map, const struct ct_key_file *file,
                          const ct_registry *registry, ct_error *err)
{
    char   *text = ct_strndup((const char *)file->text, file->bytes);
    ct_code code = ct_keymap_apply(map, file->name, text, registry, err);

    free(text);
    return code;
}

ct_keymap *ct_keymap_create(void)
{
    ct_keymap *map = ct_alloc(sizeof *map);
    ct_code    code = apply_file(map, find_file("default"), NULL, NULL);

    (void)code; /* a test reads the built-in files with the registry */
    return map;
}

void ct_keymap_destroy(ct_keymap **map)
{
    if (!*map)
        return;
    clear(*map);
    free((*map)->items);
    free(*map);
    *map = NULL;
}

ct_code ct_keymap_apply_preset(ct_keymap *map, const char *preset, const ct_registry *registry,
                               ct_error *err)
{
    const struct ct_key_file *file = find_file(preset);

    if (!file) {
        ct_str names = {0};
        for (const char *const *p = ct_keymap_presets(); *p; p++)
            ct_str_appendf(&names, " %s", *p);
        ct_code code = ct_fail(err, CT_NO_INPUT, "There are no keys called '%s'; there are:%s.",
                               preset, ct_str_text(&names));
        ct_str_finish(&names);
        return code;
    }
    return apply_file(map, file, registry, err);
}

const char *const *ct_keymap_presets(void)
{
    static const char *const names[] = {"default", "avid", "premiere", "resolve",
                                        "fcp",     "rv",   "mpv",      NULL};
    return names;
}

/* --- asking ----------------------------------------------------------------------------- */

const ct_binding *ct_keymap_find(const ct_keymap *map, ct_key_context context, const char *chord)
{
    size_t i = find_row(map, context, chord);

    return i < map->count ? &map->items[i] : NULL;
}

char *ct_keymap_chords(const ct_keymap *map, const char *action)
{
    ct_str chords = {0};

    for (size_t i = 0; i < map->count; i++)
        if (strcmp(map->items[i].action, action) == 0)
            ct_str_appendf(&chords, "%s%s", chords.len ? ", " : "", map->items[i].chord);
    return ct_str_take(&chords);
}

size_t ct_keymap_count(const ct_keymap *map)
{
    return map->count;
}

const ct_binding *ct_keymap_at(const ct_keymap *map, size_t i)
{
    return &map->items[i];
}
