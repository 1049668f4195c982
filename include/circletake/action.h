/* SPDX-License-Identifier: MIT */
/* Every act of the program, once: keys, palette, help, command line, scripts and tests all run
 * the rows registered here.
 *
 * A row is constant data and a function. Layers contribute tables: the session its acts on
 * clips, marks and play; the window its panels. Main thread (or the one thread of a command). */
#ifndef CIRCLETAKE_ACTION_H
#define CIRCLETAKE_ACTION_H

#include <stdbool.h>
#include <stddef.h>

#include "circletake/status.h"
#include "circletake/str.h"

typedef struct ct_session ct_session;

/* --- arguments: NAME=VALUE words ------------------------------------------------------ */

typedef struct ct_args {
    struct ct_arg {
        char *name, *value;
    } * items;
    size_t count, cap;
} ct_args;

void ct_args_finish(ct_args *args); /* safe on zeroed memory */
/* Sets or replaces; copies both. */
void ct_args_set(ct_args *args, const char *name, const char *value);
/* NULL when it was not given. Borrowed. */
const char *ct_args_get(const ct_args *args, const char *name);
/* "" when it was not given. Borrowed. */
const char *ct_args_text(const ct_args *args, const char *name);
/* Adds words of the form NAME=VALUE; anything else is CT_USAGE. */
CT_MUST_USE ct_code ct_args_parse_words(ct_args *args, int count, const char *const *words,
                                        ct_error *err);
/* Splits one line as key files and scripts hold it: `clip.rate stars=3`,
 * `note.add text="two words"`; double quotes group, \" and \\ inside them. Gives the action's
 * name (free()) and fills `args`. */
CT_MUST_USE ct_code ct_args_parse_line(const char *line, char **action, ct_args *args,
                                       ct_error *err);

/* --- rows ---------------------------------------------------------------------------- */

enum {
    CT_ACT_NEEDS_CLIP = 1 << 0,   /* refused, with a sentence, while no clip is open or named */
    CT_ACT_WRITES = 1 << 1,       /* refused while the project is read-only */
    CT_ACT_NEEDS_WINDOW = 1 << 2, /* not from the command line (play, panels, full screen) */
    CT_ACT_REPEATS = 1 << 3,      /* goes on while its key is held: stepping only */
    CT_ACT_WHILE_TYPING = 1 << 4, /* its key works in a text field too (undo of the field wins) */
    CT_ACT_HOLD = 1 << 5,         /* run at press, and again with release=1 when let go */
    CT_ACT_ON_CUTS = 1 << 6       /* a cut in the viewer does as well as the clip it needs */
};

/* One run of one action. */
typedef struct ct_act {
    ct_session    *session;
    void          *owner; /* what the table was registered with: the window for window acts */
    const ct_args *args;
    bool           json;   /* the caller asked for --json */
    ct_str        *output; /* what the command line prints; the window ignores it */
} ct_act;

typedef struct ct_action {
    const char *name;      /* "select.add" */
    const char *sentence;  /* for palette, help, man page: "Keep In to Out as a select" */
    const char *arguments; /* "in? out? label?": '?' optional; shown as they are */
    unsigned    flags;     /* CT_ACT_... */
    ct_code (*run)(ct_act *act, ct_error *err);
} ct_action;

/* --- the registry -------------------------------------------------------------------- */

typedef struct ct_registry ct_registry;

ct_registry *ct_registry_create(void);
void         ct_registry_destroy(ct_registry **registry);
/* `rows` is borrowed for good; `owner` is handed to each run. A name that is taken already is
 * CT_INTERNAL. */
CT_MUST_USE ct_code ct_registry_add(ct_registry *registry, const ct_action *rows, size_t count,
                                    void *owner, ct_error *err);
size_t              ct_registry_count(const ct_registry *registry);
const ct_action    *ct_registry_at(const ct_registry *registry, size_t i);
/* NULL when there is none of that name. */
const ct_action *ct_registry_find(const ct_registry *registry, const char *name);

/* Runs `name` on `session`: checks the flags and the arguments' names, then the row's function.
 * `output` may be NULL. Unknown actions and arguments name the nearest that exists. */
CT_MUST_USE ct_code ct_action_run(ct_registry *registry, ct_session *session, const char *name,
                                  const ct_args *args, bool json, ct_str *output, ct_error *err);
/* The same from one line of text. */
CT_MUST_USE ct_code ct_action_run_line(ct_registry *registry, ct_session *session, const char *line,
                                       ct_str *output, ct_error *err);

#endif
