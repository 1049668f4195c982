/* SPDX-License-Identifier: MIT */
/* Keys to actions, in one readable file form for the defaults, the presets and the user's own.
 *
 *     # Resolve hands
 *     [review]
 *     Ctrl+Right      mark.next
 *     1               clip.rate stars=1
 *     K+L             play.jog direction=1     held K, then L
 *     unbind F
 *     [typing]
 *     Ctrl+Return     note.save
 *
 * A chord is modifiers in the order Ctrl, Alt, Shift, joined by '+', then a key: a letter or digit
 * as printed on it, or Space Return Escape Tab Backspace Delete Insert Left Right Up Down Home End
 * PageUp PageDown F1..F12. A sign is written as typed: "?", ".", "\". Letters by what they type, not
 * by place. Main thread. */
#ifndef CIRCLETAKE_KEYMAP_H
#define CIRCLETAKE_KEYMAP_H

#include <stdbool.h>
#include <stddef.h>

#include "circletake/action.h"

/* Where the keyboard is. No bare letter fires while text is edited: [typing] refuses such lines. */
typedef enum ct_key_context { CT_KEYS_REVIEW, CT_KEYS_TYPING, CT_KEYS_CONTEXTS } ct_key_context;

typedef struct ct_binding {
    ct_key_context context;
    char          *chord;  /* canonical */
    char          *action; /* name */
    char          *line;   /* action and arguments as written */
    char          *where;  /* "default:12": file and line, for messages */
} ct_binding;

typedef struct ct_keymap ct_keymap;

/* The built-in defaults. */
ct_keymap *ct_keymap_create(void);
void       ct_keymap_destroy(ct_keymap **map);

/* Lays a file's text over the map: its lines replace bindings of the same chord and context; `unbind
 * CHORD` takes one away, `unbind all` starts empty. Two lines of one text on the same chord and
 * context are an error that names both. Unknown actions and chords are errors with file and line;
 * `registry` NULL skips the look at action names. On error the map is unchanged. */
CT_MUST_USE ct_code ct_keymap_apply(ct_keymap *map, const char *name, const char *text,
                                    const ct_registry *registry, ct_error *err);
/* A built-in preset by name ("avid", "premiere", "resolve", "fcp", "rv", "mpv", "default"). */
CT_MUST_USE ct_code ct_keymap_apply_preset(ct_keymap *map, const char *preset,
                                           const ct_registry *registry, ct_error *err);
/* Names of the presets, NULL-terminated. Static. */
const char *const *ct_keymap_presets(void);

/* Canonical form of a chord into `out`; false when it is none. */
enum { CT_CHORD_BYTES = 48 };
bool ct_chord_parse(const char *text, char out[CT_CHORD_BYTES]);

/* What a key press means: `chord` canonical; NULL when it means nothing. Borrowed until the map
 * changes. */
const ct_binding *ct_keymap_find(const ct_keymap *map, ct_key_context context, const char *chord);
/* All chords of an action line's name, for palette and help: "S, Return". Gives; "" for none. */
char *ct_keymap_chords(const ct_keymap *map, const char *action);

size_t            ct_keymap_count(const ct_keymap *map);
const ct_binding *ct_keymap_at(const ct_keymap *map, size_t i);

#endif
