/* SPDX-License-Identifier: MIT */
/* Runs the program as a script does and reads what it said. */
#ifndef CT_TESTS_CLI_KIT_H
#define CT_TESTS_CLI_KIT_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/resource.h>
#include <unistd.h>

#include <cjson/cJSON.h>

#define SLATE CT_SOURCE_DIR "/samples/slate.mp4"

struct cli_run {
    int   status; /* exit status; -1: ended by a signal */
    char *out, *err;
};
extern struct cli_run done; /* of the last call; freed by the next */

/* Largest file the program may write; 0: any. */
extern rlim_t cli_largest_file;
/* Interrupts the next run twice, as timeout(1) does, once its output begins. */
extern bool cli_interrupt_once_it_speaks;

/* Runs the words up to NULL; `to` NULL keeps standard output. */
void cli_run_words(const char *to, const char *const *words);
#define RUN(...) cli_run_words(NULL, (const char *const[]){__VA_ARGS__, NULL})

/* Fails the test unless the last run ended so. */
void   expect(int status);
void   expect_error(int status, const char *word);
cJSON *output_json(void); /* gives */
/* Fail the test when the member is not there. */
const char *text_of(const cJSON *o, const char *name);
double      number_of(const cJSON *o, const char *name);

/* Every test works in an empty folder of its own. */
int  cli_set_up(void **state);
int  cli_tear_down(void **state);
void write_bytes(const char *path, const char *data, size_t bytes);
void write_text(const char *path, const char *text);
/* The whole file; "" when it cannot be read. Gives. */
char *slurp(const char *path);
/* p.circletake with the slate clip in it. */
void make_project(void);

#endif
