/* SPDX-License-Identifier: MIT */
#include "cli.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "circletake/ingest.h"
#include "circletake/str.h"

/* --- the table ------------------------------------------------------------------------------- */

/* Understood by every command. */
static const ct_cli_option common_options[] = {
    {"--author", "NAME", "who does it; without it the user's name"},
    {"--verbose", NULL, "say on standard error what happens"},
    {"--help", NULL, "explain the command"},
};
enum { COMMON = sizeof common_options / sizeof common_options[0] };

enum { COMMANDS = 16 };

static const ct_cli_command *command_at(int i)
{
    const ct_cli_command *const commands[COMMANDS] = {
        &ct_cli_window,  &ct_cli_probe,    &ct_cli_frames,  &ct_cli_add,
        &ct_cli_list,    &ct_cli_material, &ct_cli_do,      ct_cli_export(),
        &ct_cli_import,  &ct_cli_compare,  &ct_cli_formats, &ct_cli_stills,
        &ct_cli_actions, &ct_cli_check,    &ct_cli_bench,   &ct_cli_run};

    return commands[i];
}

static const ct_cli_command *find_command(const char *name)
{
    for (int i = 0; i < COMMANDS; i++)
        if (strcmp(command_at(i)->name, name) == 0)
            return command_at(i);
    return NULL;
}

/* --- help ------------------------------------------------------------------------------------ */

static void print_synopsis(const ct_cli_command *command)
{
    printf("circletake%s%s%s%s", *command->name ? " " : "", command->name,
           *command->operands ? " " : "", command->operands);
}

void ct_cli_fill(int at, int indent, const char *text)
{
    enum { WIDTH = 96 };

    while (*(text += strspn(text, " "))) {
        int length = (int)strcspn(text, " ");
        if (at > indent && at + 1 + length > WIDTH) {
            putchar('\n');
            at = 0;
        }
        int space = at < indent ? indent - at : at > indent;
        printf("%*s%.*s", space, "", length, text);
        at += space + length;
        text += length;
    }
    putchar('\n');
}

static void print_option(const ct_cli_option *o)
{
    enum { COLUMN = 27 };
    int at = printf("  %s%s%s", o->name, o->value ? " " : "", o->value ? o->value : "");

    if (at + 1 > COLUMN) {
        putchar('\n');
        at = 0;
    }
    ct_cli_fill(at, COLUMN, o->sentence);
}

static void print_command_help(const ct_cli_command *command)
{
    printf("Usage: ");
    print_synopsis(command);
    printf(" [OPTION...]\n\n");
    ct_cli_fill(0, 0, command->sentence);
    putchar('\n');
    for (size_t i = 0; i < command->option_count; i++)
        print_option(&command->options[i]);
    for (size_t i = 0; i < COMMON; i++)
        print_option(&common_options[i]);
}

/* The whole, or one command. */
static void print_help(const ct_cli_command *command)
{
    if (command) {
        print_command_help(command);
        return;
    }
    printf("circletake: review film rushes - choose, note, hand over an edit list.\n\n");
    for (int i = 0; i < COMMANDS; i++) {
        printf("  ");
        print_synopsis(command_at(i));
        putchar('\n');
        ct_cli_fill(0, 8, command_at(i)->sentence);
    }
    printf(
        "\n'circletake COMMAND --help' names the options. Positions: 01:00:04:20 (';' before the\n"
        "frames: drop-frame), f120 or 120 a frame of the clip, 4.8s. '-' is standard output.\n"
        "Exit status: 0 done, 64 usage, 65 bad data, 66 no such input, 73 cannot write, 74 I/O,\n"
        "75 busy, 130 cancelled. The manual page has the rest: man circletake.\n");
}

/* --- understanding ----------------------------------------------------------------------------- */

static const ct_cli_option *find_option(const ct_cli_command *command, const char *name,
                                        size_t length)
{
    for (size_t i = 0; i < command->option_count + COMMON; i++) {
        const ct_cli_option *o = i < command->option_count
                                     ? &command->options[i]
                                     : &common_options[i - command->option_count];
        if (strlen(o->name) == length && strncmp(o->name, name, length) == 0)
            return o;
    }
    return NULL;
}

static void add_given(ct_cli *cli, const char *name, const char *value)
{
    cli->given = ct_grow(cli->given, &cli->given_cap, cli->given_count + 1, sizeof *cli->given);
    cli->given[cli->given_count++] = (struct ct_cli_given){name, value};
}

static ct_code fail_option(const ct_cli *cli, const char *word, ct_error *err)
{
    const char *name = cli->command->name;

    return ct_fail(err, CT_USAGE, "There is no option %s; 'circletake%s%s --help' names them.",
                   word, *name ? " " : "", name);
}

/* One option word at words[*at]; its value may be the next word. */
static ct_code take_option(ct_cli *cli, int count, char **words, int *at, ct_error *err)
{
    const char          *word = words[*at];
    const char          *equals = ct_starts_with(word, "--") ? strchr(word, '=') : NULL;
    size_t               length = equals ? (size_t)(equals - word) : strlen(word);
    const ct_cli_option *option = find_option(cli->command, word, length);

    if (!option)
        return fail_option(cli, word, err);
    if (!option->value) {
        if (equals)
            return ct_fail(err, CT_USAGE, "%s takes no value.", option->name);
        add_given(cli, option->name, "");
        return CT_OK;
    }
    if (!equals && *at + 1 >= count)
        return ct_fail(err, CT_USAGE, "%s needs a value: %s.", option->name, option->value);
    add_given(cli, option->name, equals ? equals + 1 : words[++*at]);
    return CT_OK;
}

static ct_code check_operands(const ct_cli *cli, ct_error *err)
{
    const ct_cli_command *c = cli->command;

    if (cli->operand_count < c->least)
        return ct_fail(err, CT_USAGE, "Something is missing; the form is 'circletake %s %s'.",
                       c->name, c->operands);
    if (c->most >= 0 && cli->operand_count > c->most)
        return ct_fail(err, CT_USAGE, "'%s' is too much; the form is 'circletake %s %s'.",
                       cli->operands[c->most], c->name, c->operands);
    return CT_OK;
}

static ct_code understand(ct_cli *cli, int count, char **words, ct_error *err)
{
    bool    options = true;
    ct_code code = CT_OK;

    cli->operands = ct_alloc_array((size_t)count + 1, sizeof *cli->operands);
    for (int i = 0; i < count && !code; i++) {
        if (options && strcmp(words[i], "--") == 0)
            options = false;
        else if (options && words[i][0] == '-' && words[i][1])
            code = take_option(cli, count, words, &i, err);
        else
            cli->operands[cli->operand_count++] = words[i];
    }
    if (!code && !ct_cli_has(cli, "--help"))
        code = check_operands(cli, err);
    return code;
}

bool ct_cli_is_command(const char *word)
{
    return find_command(word) != NULL;
}

const char *ct_cli_value(const ct_cli *cli, const char *option)
{
    const char *value = NULL;

    for (size_t i = 0; i < cli->given_count; i++)
        if (strcmp(cli->given[i].name, option) == 0)
            value = cli->given[i].value;
    return value;
}

bool ct_cli_has(const ct_cli *cli, const char *option)
{
    return ct_cli_value(cli, option) != NULL;
}

ct_code ct_cli_number(const ct_cli *cli, const char *option, int64_t least, int64_t most,
                      int64_t missing, int64_t *out, ct_error *err)
{
    const char *text = ct_cli_value(cli, option);

    *out = missing;
    if (!text)
        return CT_OK;
    if (ct_parse_i64(text, out) && *out >= least && *out <= most)
        return CT_OK;
    return ct_fail(err, CT_USAGE, "%s cannot be '%s'; give a whole number from %lld on.", option,
                   text, (long long)least);
}

ct_code ct_cli_stream(const ct_cli *cli, int *stream, ct_error *err)
{
    int64_t n;
    ct_code code = ct_cli_number(cli, "--stream", 0, 127, 0, &n, err);

    *stream = (int)n;
    return code;
}

/* --- being asked to end -------------------------------------------------------------------------- */

/* A signal handler can reach nothing else. */
static volatile sig_atomic_t asked_to_end;

/* Whoever asks again and again does not want to wait. Not at the second time: timeout(1) sends its
 * signal twice. */
static void on_signal(int number)
{
    (void)number;
    asked_to_end++;
    if (asked_to_end > 2)
        _exit(ct_code_exit(CT_CANCELLED));
}

static void listen_to_signals(void)
{
    struct sigaction action = {.sa_handler = on_signal, .sa_flags = SA_RESTART};

    sigemptyset(&action.sa_mask);
    sigaction(SIGINT, &action, NULL);
    sigaction(SIGTERM, &action, NULL);
    sigaction(SIGHUP, &action, NULL);
}

bool ct_cli_stopped(void *unused)
{
    (void)unused;
    return asked_to_end != 0;
}

/* --- running --------------------------------------------------------------------------------------- */

static void print_error(const ct_error *err)
{
    char *text = ct_utf8_clean(err->text, true);

    fflush(stdout);
    fprintf(stderr, "circletake: %s\n", text);
    free(text);
}

/* What was printed must have arrived: a full disk or a closed pipe is no success. */
static ct_code flush_output(ct_code code, ct_error *err)
{
    if (fflush(stdout) == 0 && !ferror(stdout))
        return code;
    return code ? code
                : ct_fail(err, CT_IO, "Cannot write to standard output (%s).", strerror(errno));
}

static ct_code run_command(ct_cli *cli, ct_error *err)
{
    if (ct_cli_has(cli, "--help")) {
        print_command_help(cli->command);
        return CT_OK;
    }
    cli->log = ct_log_create(ct_cli_has(cli, "--verbose") ? CT_LOG_DEBUG : CT_LOG_ERROR);
    ct_code code = cli->command->run(cli, err);
    ct_log_destroy(&cli->log);
    return code;
}

static int run_words(const ct_cli_command *command, int count, char **words)
{
    ct_cli   cli = {.command = command};
    ct_error err = {0};
    ct_code  code = understand(&cli, count, words, &err);

    if (!code)
        code = run_command(&cli, &err);
    code = flush_output(code, &err);
    if (code && err.text[0])
        print_error(&err);
    free(cli.operands);
    free(cli.given);
    return ct_code_exit(code);
}

int ct_cli_main(int argc, char **argv)
{
    const char *first = argc > 1 ? argv[1] : "";

    if (strcmp(first, "_ingest") == 0)
        return ct_ingest_child();
    if (strcmp(first, "--version") == 0) {
        printf("circletake %s\n", CT_VERSION);
        return 0;
    }
    if (strcmp(first, "--help") == 0 || strcmp(first, "-h") == 0 || strcmp(first, "help") == 0) {
        print_help(argc > 2 ? find_command(argv[2]) : NULL);
        return 0;
    }
    const ct_cli_command *command = *first ? find_command(first) : NULL;
    if (!command)
        return run_words(&ct_cli_window, argc - (argc > 0), argv + (argc > 0));
    if (command != &ct_cli_run) /* there SDL listens, and the window closes as by its button */
        listen_to_signals();
    return run_words(command, argc - 2, argv + 2);
}
