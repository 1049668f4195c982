/* SPDX-License-Identifier: MIT */
/* The command line: every sub-command is a row with its words, options and sentence; help, parsing
 * and the list in `circletake --help` are made of the rows. Only cli*.c print. One thread. */
#ifndef CT_APP_CLI_H
#define CT_APP_CLI_H

#include <stdbool.h>
#include <stddef.h>

#include "circletake/log.h"
#include "circletake/session.h"
#include "circletake/status.h"

typedef struct ct_cli_option {
    const char *name;  /* "--order", "-o" */
    const char *value; /* what follows it, for help: "N"; NULL: nothing follows */
    const char *sentence;
} ct_cli_option;

typedef struct ct_cli ct_cli;

typedef struct ct_cli_command {
    const char          *name;     /* "frames" */
    const char          *operands; /* "MEDIA": for help */
    const char          *sentence;
    int                  least, most; /* operands; most -1: any number */
    const ct_cli_option *options;
    size_t               option_count;
    ct_code (*run)(const ct_cli *cli, ct_error *err);
} ct_cli_command;

/* A command line that was understood. */
struct ct_cli {
    const ct_cli_command *command;
    const char          **operands;
    int                   operand_count;
    struct ct_cli_given {
        const char *name, *value; /* value "": a flag */
    } * given;
    size_t  given_count, given_cap;
    ct_log *log;
};

/* Whole run of the program; gives the exit status. */
int ct_cli_main(int argc, char **argv);

/* True for the name of a sub-command. */
bool ct_cli_is_command(const char *word);
/* NULL: not given. */
const char *ct_cli_value(const ct_cli *cli, const char *option);
bool        ct_cli_has(const ct_cli *cli, const char *option);
/* Whole number of an option within [least, most]; `missing` when it was not given. */
CT_MUST_USE ct_code ct_cli_number(const ct_cli *cli, const char *option, int64_t least,
                                  int64_t most, int64_t missing, int64_t *out, ct_error *err);
/* Row of commands on one file, and what was given: number of a stream of pictures, 0 without it. */
#define CT_CLI_STREAM                                                                              \
    {                                                                                              \
        "--stream", "N", "which stream of pictures, counted from 0 (probe lists them)"             \
    }
CT_MUST_USE ct_code ct_cli_stream(const ct_cli *cli, int *stream, ct_error *err);
/* Prints the words of a text and a new line, broken before column 96; `at` is the column that the cursor is in,
 * `indent` the one where each line begins. */
void ct_cli_fill(int at, int indent, const char *text);
/* True once the user pressed Ctrl-C or the system asked to end. Fits every `stop` callback. */
bool ct_cli_stopped(void *unused);

/* The commands, by the files that hold them. */
extern const ct_cli_command ct_cli_probe;                   /* cli_media.c   */
extern const ct_cli_command ct_cli_frames;                  /* cli_frames.c  */
extern const ct_cli_command ct_cli_add, ct_cli_do;          /* cli_project.c */
extern const ct_cli_command ct_cli_material;                /* cli_material.c */
extern const ct_cli_command ct_cli_list;                    /* cli_list.c    */
extern const ct_cli_command ct_cli_check;                   /* cli_check.c   */
extern const ct_cli_command ct_cli_bench;                   /* cli_bench.c   */
extern const ct_cli_command ct_cli_actions, ct_cli_formats; /* cli_tell.c    */
extern const ct_cli_command ct_cli_window, ct_cli_run;      /* cli_window.c  */
extern const ct_cli_command ct_cli_import;                  /* cli_import.c  */
extern const ct_cli_command ct_cli_compare;                 /* cli_compare.c */
extern const ct_cli_command ct_cli_stills;                  /* cli_stills.c  */
const ct_cli_command       *ct_cli_export(void);            /* cli_export.c  */

/* --- what commands share -------------------------------------------------------------------- */

/* A session without a window, as the command's --author. */
CT_MUST_USE ct_code ct_cli_session(const ct_cli *cli, ct_session **out, ct_error *err);
/* Whether the file is a project, by its first bytes or, when it is empty or gone, by its name. */
bool ct_cli_is_project(const char *path);

#endif
