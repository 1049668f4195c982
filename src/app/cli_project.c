/* SPDX-License-Identifier: MIT */
/* Commands that change a project: add, do. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "circletake/file.h"
#include "circletake/ingest.h"
#include "circletake/sequence.h"
#include "circletake/str.h"
#include "cli.h"
#include "still.h"

ct_code ct_cli_session(const ct_cli *cli, ct_session **out, ct_error *err)
{
    ct_session_config config = {.headless = true,
                                .author = ct_cli_value(cli, "--author"),
                                .write_still = ct_still_write,
                                .stop = ct_cli_stopped,
                                .log = cli->log};

    return ct_session_create(&config, out, err);
}

bool ct_cli_is_project(const char *path)
{
    char        head[16] = "";
    struct stat s;
    bool   plain = stat(path, &s) == 0 && S_ISREG(s.st_mode); /* a pipe would keep us waiting */
    FILE  *f = plain ? fopen(path, "rb") : NULL;
    size_t bytes = f ? fread(head, 1, sizeof head, f) : 0;

    if (f)
        fclose(f);
    if (bytes == sizeof head)
        return memcmp(head, "SQLite format 3", sizeof head) == 0;
    return ct_equal_nocase(ct_path_extension(path), "circletake");
}

/* --- add ------------------------------------------------------------------------------------- */

/* Where the progress of an add is shown. */
struct teller {
    bool   terminal; /* one line that is written over; else a line for each file */
    size_t shown;    /* bytes of the line that stands there */
};

static void wipe(struct teller *t)
{
    if (t->shown)
        fprintf(stderr, "\r%*s\r", (int)t->shown, "");
    t->shown = 0;
}

static void on_result(void *arg, const ct_ingest_result *result)
{
    struct teller *t = arg;
    bool           bad = result->outcome == CT_INGEST_FAILED;

    wipe(t);
    bool usual = result->outcome == CT_INGEST_ADDED || result->outcome == CT_INGEST_UNCHANGED;
    if (t->terminal && usual && !result->reason)
        return;
    char *path = ct_utf8_clean(result->path, true);
    char *reason = ct_utf8_clean(ct_str_or_empty(result->reason), true);
    fflush(stdout);
    fprintf(bad ? stderr : stdout, "%s%s  %s%s%s\n", bad ? "circletake: " : "",
            ct_ingest_outcome_name(result->outcome), path, *reason ? ": " : "", reason);
    free(path);
    free(reason);
}

static void on_progress(void *arg, const ct_ingest_state *state)
{
    struct teller *t = arg;
    char           line[160], left[48] = "";

    if (!t->terminal)
        return;
    if (state->eta_us >= 0)
        snprintf(left, sizeof left, ", %" PRId64 ":%02d left", state->eta_us / 60000000,
                 (int)(state->eta_us / 1000000 % 60));
    if (state->walking)
        snprintf(line, sizeof line, "Looking for footage");
    else
        snprintf(line, sizeof line, "%" PRId64 " %% of %" PRId64 " files%s",
                 state->total ? 100 * state->done / state->total : 100, state->total / 2, left);
    size_t bytes = strlen(line);
    fprintf(stderr, "\r%s%*s", line, t->shown > bytes ? (int)(t->shown - bytes) : 0, "");
    fflush(stderr);
    t->shown = bytes;
}

static void print_summary(const ct_ingest_state *state)
{
    bool any = false;

    for (int i = 0; i < CT_INGEST_OUTCOMES; i++) {
        if (state->counts[i] == 0)
            continue;
        printf("%s%" PRId64 " %s", any ? ", " : "", state->counts[i],
               ct_ingest_outcome_name((ct_ingest_outcome)i));
        any = true;
    }
    printf("%s\n", any ? "" : "nothing found");
}

/* What went wrong as a whole: single bad files were told one by one. */
static ct_code judge(const ct_cli *cli, const ct_ingest_state *state, ct_error *err)
{
    int64_t good = 0;

    for (int i = CT_INGEST_ADDED; i < CT_INGEST_FAILED; i++)
        good += state->counts[i];
    if (good > 0)
        return CT_OK;
    if (state->counts[CT_INGEST_FAILED] > 0)
        return ct_fail(err, CT_BAD_DATA, "Nothing could be added.");
    return ct_fail(err, CT_NO_INPUT, "There is no footage in %s%s.", cli->operands[1],
                   cli->operand_count > 2 ? " and the other places" : "");
}

/* Before a project is made for nothing. */
static ct_code check_paths(const ct_cli *cli, ct_error *err)
{
    const char *project = cli->operands[0];

    if (ct_file_is_folder(project))
        return ct_fail(err, CT_USAGE,
                       "%s is a folder. Name the project first, for instance "
                       "day01.circletake, then the footage.",
                       project);
    for (int i = 1; i < cli->operand_count; i++)
        if (!ct_file_exists(cli->operands[i]) && !ct_sequence_is_pattern(cli->operands[i]))
            return ct_fail(err, CT_NO_INPUT,
                           "There is no %s. Check the name, and whether the drive "
                           "is connected.",
                           cli->operands[i]);
    return CT_OK;
}

static ct_code run_add(const ct_cli *cli, ct_error *err)
{
    struct teller     teller = {.terminal = isatty(STDERR_FILENO) && isatty(STDOUT_FILENO)};
    ct_ingest_watch   watch = {on_result, on_progress, ct_cli_stopped, &teller};
    ct_ingest_options options = {.author = ct_cli_value(cli, "--author"), .log = cli->log};
    ct_ingest_state   state = {0};
    ct_store         *store = NULL;
    int64_t           children = 0;
    ct_code           code = ct_cli_number(cli, "--jobs", 1, 64, 0, &children, err);

    if (!code)
        code = check_paths(cli, err);
    if (!code)
        code =
            ct_store_open(cli->operands[0], CT_STORE_CREATE | CT_STORE_TENTATIVE | CT_STORE_WRITE,
                          cli->log, &store, err);
    if (code)
        return code;
    options.children = (int)children;
    code = ct_ingest_add(store, &cli->operands[1], (size_t)cli->operand_count - 1, &options, &watch,
                         &state, err);
    wipe(&teller);
    ct_store_close(&store);
    if (!code || code == CT_CANCELLED)
        print_summary(&state);
    return code ? code : judge(cli, &state, err);
}

static const ct_cli_option add_options[] = {
    {"--jobs", "N", "look at so many files at once; without it one for each processor"},
};

const ct_cli_command ct_cli_add = {
    "add",
    "PROJECT PATH...",
    "Takes files and folders into a project, which is made if it is new.",
    2,
    -1,
    add_options,
    sizeof add_options / sizeof add_options[0],
    run_add};

/* --- do -------------------------------------------------------------------------------------- */

/* What a window shows as a message, beside what the action gave. */
static void say_message(const ct_session *session)
{
    const ct_message *message = ct_session_message(session);

    if (message->kind == CT_MESSAGE_NONE)
        return;
    char *text = ct_utf8_clean(message->text, true);
    fflush(stdout);
    fprintf(stderr, "circletake: %s\n", text);
    free(text);
}

static ct_code run_do(const ct_cli *cli, ct_error *err)
{
    ct_session *session = NULL;
    ct_args     args = {0};
    ct_str      output = {0};
    ct_code     code = ct_args_parse_words(&args, cli->operand_count - 2, &cli->operands[2], err);

    if (!code)
        code = ct_cli_session(cli, &session, err);
    if (!code) {
        const ct_action *action = ct_registry_find(ct_session_registry(session), cli->operands[1]);
        bool             writes = action && (action->flags & CT_ACT_WRITES);
        code = ct_session_open(session, cli->operands[0], writes ? CT_STORE_WRITE : 0, err);
    }
    if (!code)
        code = ct_action_run(ct_session_registry(session), session, cli->operands[1], &args,
                             ct_cli_has(cli, "--json"), &output, err);
    fputs(ct_str_text(&output), stdout);
    if (!code)
        say_message(session);
    ct_str_finish(&output);
    ct_args_finish(&args);
    ct_session_destroy(&session);
    return code;
}

static const ct_cli_option do_options[] = {
    {"--json", NULL, "what the action gives as JSON"},
};

const ct_cli_command ct_cli_do = {
    "do",
    "PROJECT ACTION [NAME=VALUE...]",
    "Does what a key or menu entry does in the window; 'circletake actions' lists them.",
    2,
    -1,
    do_options,
    sizeof do_options / sizeof do_options[0],
    run_do};
