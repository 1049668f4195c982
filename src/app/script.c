/* SPDX-License-Identifier: MIT */
#include "script.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "circletake/file.h"
#include "circletake/thread.h"

enum { LONGEST_WAIT_US = 60 * 1000000, STILL_US = 300000, SETTLE_US = 10 * 1000000 };

struct ct_script {
    char   *name, *text;
    char   *next; /* line to run next; NULL at the end */
    int     line;
    char   *shot;    /* file of a screenshot that the next drawing fills */
    char   *waiting; /* what for: "500", "clips=25", "saved", "still" */
    int64_t wait_began_us, still_since_us, line_began_us;
};

static ct_code read_input(const char *path, char **text, ct_error *err)
{
    size_t bytes;

    if (strcmp(path, "-") != 0)
        return ct_file_read(path, 1 << 22, text, &bytes, err);
    ct_str all = {0};
    char   part[4096];
    while ((bytes = fread(part, 1, sizeof part, stdin)) > 0)
        ct_str_append_n(&all, part, bytes);
    *text = ct_str_take(&all);
    return CT_OK;
}

ct_code ct_script_read(const char *path, ct_script **out, ct_error *err)
{
    char   *text;
    ct_code code = read_input(path, &text, err);

    if (code)
        return code;
    *out = ct_alloc(sizeof **out);
    (*out)->name = ct_strdup(path);
    (*out)->text = (*out)->next = text;
    (*out)->line_began_us = ct_clock_us();
    return CT_OK;
}

void ct_script_destroy(ct_script **script)
{
    if (!*script)
        return;
    free((*script)->name);
    free((*script)->text);
    free((*script)->shot);
    free((*script)->waiting);
    free(*script);
    *script = NULL;
}

bool ct_script_running(const ct_script *script)
{
    return script->next || script->waiting || script->shot;
}

/* --- waiting ------------------------------------------------------------------------------- */

static bool is_saved(const ct_session *s)
{
    size_t pending;

    ct_session_saved_us(s, &pending);
    return pending == 0;
}

/* Nothing has been on its way for a while: list and thumbnails there, picture right, nothing plays. */
static bool is_still(ct_script *script, const ct_session *s, bool filling)
{
    if (filling || ct_session_is_lively(s) || ct_session_phase_now(s) == CT_SESSION_OPENING)
        script->still_since_us = ct_clock_us();
    return ct_clock_us() - script->still_since_us > STILL_US;
}

/* Before a line: the project is open, what was done before is on the disk, the list and the picture
 * are there. While it plays, "there" is never, so lines go on. */
static bool has_settled(const ct_session *s)
{
    const ct_transport_state *t = ct_session_state(s);

    if (ct_session_phase_now(s) == CT_SESSION_OPENING || !is_saved(s))
        return false;
    return !ct_session_is_lively(s) || (t && t->playing);
}

static bool is_over(ct_script *script, const ct_session *s, bool filling)
{
    int64_t number;

    if (ct_parse_i64(script->waiting, &number))
        return ct_clock_us() - script->wait_began_us >= number * 1000;
    if (ct_starts_with(script->waiting, "clips=") && ct_parse_i64(script->waiting + 6, &number))
        return (int64_t)ct_session_clip_count(s) >= number;
    if (strcmp(script->waiting, "saved") == 0)
        return is_saved(s);
    return is_still(script, s, filling);
}

static ct_code fail_line(const ct_script *script, ct_code code, ct_error *err)
{
    return ct_fail_prefix(err, code, "%s:%d: ", script->name, script->line);
}

/* --- lines ---------------------------------------------------------------------------------- */

static char *take_line(ct_script *script)
{
    char *line = script->next, *end = strchr(line, '\n');

    script->line++;
    script->next = end && end[1] ? end + 1 : NULL;
    if (end)
        *end = '\0';
    line += strspn(line, " \t");
    line[strcspn(line, "\r")] = '\0';
    return line;
}

static ct_code run_line(ct_script *script, ct_session *s, char *line, ct_error *err)
{
    if (!*line || *line == '#')
        return CT_OK;
    if (ct_starts_with(line, "wait ")) {
        script->waiting = ct_strdup(line + 5);
        script->wait_began_us = script->still_since_us = ct_clock_us();
        return CT_OK;
    }
    if (ct_starts_with(line, "screenshot ")) {
        script->shot = ct_strdup(line + 11);
        return CT_OK;
    }
    ct_code code = ct_action_run_line(ct_session_registry(s), s,
                                      strcmp(line, "quit") == 0 ? "view.quit" : line, NULL, err);
    return code ? fail_line(script, code, err) : CT_OK;
}

ct_code ct_script_step(ct_script *script, ct_session *s, bool filling, ct_error *err)
{
    ct_code code = CT_OK;

    if (script->waiting && !is_over(script, s, filling)) {
        if (ct_clock_us() - script->wait_began_us < LONGEST_WAIT_US)
            return CT_OK;
        ct_fail(err, CT_BUSY, "waited a minute for '%s'.", script->waiting);
        return fail_line(script, CT_BUSY, err);
    }
    free(script->waiting);
    script->waiting = NULL;
    while (!code && script->next && !script->waiting && !script->shot) {
        if (!has_settled(s) && ct_clock_us() - script->line_began_us < SETTLE_US)
            return CT_OK;
        script->line_began_us = ct_clock_us();
        code = run_line(script, s, take_line(script), err);
    }
    return code;
}

ct_code ct_script_drawn(ct_script *script, ct_presenter *presenter, ct_error *err)
{
    if (!script->shot)
        return CT_OK;
    ct_code code = ct_presenter_screenshot(presenter, script->shot, err);
    free(script->shot);
    script->shot = NULL;
    return code ? fail_line(script, code, err) : CT_OK;
}
