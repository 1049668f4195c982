/* SPDX-License-Identifier: MIT */
#include "cli_kit.h"

#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>

#include <cmocka.h>

#include "circletake/file.h"
#include "circletake/str.h"

enum { WORDS_MOST = 16 };

/* --- running the program ---------------------------------------------------------------------- */

struct cli_run done;

char *slurp(const char *path)
{
    char  *text = NULL;
    size_t bytes;

    if (ct_file_read(path, 64 << 20, &text, &bytes, NULL) != CT_OK)
        return ct_strdup("");
    return text;
}

rlim_t cli_largest_file;

static void become(char *const words[], const char *out, const char *err)
{
    int o = open(out, O_WRONLY | O_CREAT | O_TRUNC, 0600);
    int e = open(err, O_WRONLY | O_CREAT | O_TRUNC, 0600);
    int in = open("/dev/null", O_RDONLY);

    if (o < 0 || e < 0 || in < 0)
        _exit(125);
    dup2(in, 0);
    dup2(o, 1);
    dup2(e, 2);
    if (cli_largest_file) {
        struct rlimit limit = {cli_largest_file, cli_largest_file};
        signal(SIGXFSZ, SIG_IGN);
        setrlimit(RLIMIT_FSIZE, &limit);
    }
    execv(CT_CLI, words);
    _exit(126);
}

bool cli_interrupt_once_it_speaks;

static bool has_ended(pid_t child)
{
    siginfo_t ended = {0};

    return waitid(P_PID, (id_t)child, &ended, WEXITED | WNOHANG | WNOWAIT) == 0 &&
           ended.si_pid == child;
}

/* However long the machine takes until then. */
static void interrupt_once_it_speaks(pid_t child, const char *out)
{
    struct stat st;

    while (!has_ended(child) && (stat(out, &st) != 0 || st.st_size == 0))
        usleep(1000);
    kill(child, SIGINT);
    kill(child, SIGINT);
}

void cli_run_words(const char *to, const char *const *words)
{
    char *argv[WORDS_MOST + 2] = {ct_strdup(CT_CLI)};
    int   status = 0;

    free(done.out);
    free(done.err);
    for (int i = 0; words[i]; i++)
        argv[i + 1] = ct_strdup(words[i]);
    if (cli_interrupt_once_it_speaks)
        unlink("out.txt");
    pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0)
        become(argv, to ? to : "out.txt", "err.txt");
    if (cli_interrupt_once_it_speaks)
        interrupt_once_it_speaks(child, "out.txt");
    while (waitpid(child, &status, 0) < 0 && errno == EINTR)
        continue;
    done.status = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
    done.out = slurp("out.txt");
    done.err = slurp("err.txt");
    for (int i = 0; argv[i]; i++)
        free(argv[i]);
}

void expect(int status)
{
    if (done.status != status)
        fail_msg("exit %d, not %d\nout: %s\nerr: %s", done.status, status, done.out, done.err);
}

void expect_error(int status, const char *word)
{
    expect(status);
    if (!strstr(done.err, word))
        fail_msg("'%s' is not in: %s", word, done.err);
    assert_true(strncmp(done.err, "circletake: ", 12) == 0);
}

cJSON *output_json(void)
{
    expect(0);
    cJSON *value = cJSON_ParseWithOpts(done.out, NULL, true);
    if (!value)
        fail_msg("no JSON: %s", done.out);
    return value;
}

const char *text_of(const cJSON *o, const char *name)
{
    const cJSON *item = cJSON_GetObjectItemCaseSensitive(o, name);

    if (!cJSON_IsString(item))
        fail_msg("no text '%s'", name);
    return item->valuestring;
}

double number_of(const cJSON *o, const char *name)
{
    const cJSON *item = cJSON_GetObjectItemCaseSensitive(o, name);

    if (!cJSON_IsNumber(item))
        fail_msg("no number '%s'", name);
    return item->valuedouble;
}

/* --- the stage ------------------------------------------------------------------------------------ */

static int remove_one(const char *path, const struct stat *st, int type, struct FTW *ftw)
{
    (void)st, (void)ftw;
    if (type != FTW_SL) /* never what a link points to */
        chmod(path, 0700);
    return remove(path);
}

int cli_set_up(void **state)
{
    char *folder = ct_strdup("/tmp/ct_cli_XXXXXX");

    assert_non_null(mkdtemp(folder));
    assert_int_equal(chdir(folder), 0);
    setenv("XDG_CACHE_HOME", folder, 1);
    setenv("XDG_STATE_HOME", folder, 1);
    setenv("XDG_CONFIG_HOME", folder, 1);
    unsetenv("DISPLAY");
    unsetenv("WAYLAND_DISPLAY");
    *state = folder;
    return 0;
}

int cli_tear_down(void **state)
{
    assert_int_equal(chdir("/"), 0);
    nftw(*state, remove_one, 16, FTW_DEPTH | FTW_PHYS);
    free(*state);
    return 0;
}

void write_bytes(const char *path, const char *data, size_t bytes)
{
    FILE *f = fopen(path, "w");

    assert_non_null(f);
    assert_int_equal(fwrite(data, 1, bytes, f), bytes);
    assert_int_equal(fclose(f), 0);
}

void write_text(const char *path, const char *text)
{
    write_bytes(path, text, strlen(text));
}

void make_project(void)
{
    RUN("add", "p.circletake", SLATE);
    expect(0);
}
