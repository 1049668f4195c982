/* SPDX-License-Identifier: MIT */
/* The commands that open the window: circletake itself, and run. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "app.h"
#include "cli.h"
#include "circletake/file.h"
#include "circletake/sequence.h"

static ct_code read_size(const ct_cli *cli, ct_app_options *options, ct_error *err)
{
    const char *size = ct_cli_value(cli, "--size");
    char        rest;

    if (!size || (sscanf(size, "%dx%d%c", &options->width, &options->height, &rest) == 2 &&
                  options->width >= 320 && options->height >= 240))
        return CT_OK;
    return ct_fail(err, CT_USAGE, "--size cannot be '%s'; give for instance 1600x1000.", size);
}

static ct_code read_scale(const ct_cli *cli, ct_app_options *options, ct_error *err)
{
    const char *scale = ct_cli_value(cli, "--scale");
    char       *end = NULL;

    if (!scale)
        return CT_OK;
    options->scale = strtod(scale, &end);
    if (*scale && !*end && options->scale >= 0.5 && options->scale <= 8)
        return CT_OK;
    return ct_fail(err, CT_USAGE, "--scale cannot be '%s'; give for instance 1.5.", scale);
}

static ct_code read_presenter(const ct_cli *cli, ct_app_options *options, ct_error *err)
{
    const char *name = ct_cli_value(cli, "--presenter");

    options->presenter = name;
    if (!name || strcmp(name, "auto") == 0 || strcmp(name, "gpu") == 0 ||
        strcmp(name, "surface") == 0)
        return CT_OK;
    return ct_fail(err, CT_USAGE, "--presenter cannot be '%s'; give auto, gpu or surface.", name);
}

static ct_code read_options(const ct_cli *cli, ct_app_options *options, ct_error *err)
{
    ct_code code = read_size(cli, options, err);

    options->keys = ct_cli_value(cli, "--keys");
    options->author = ct_cli_value(cli, "--author");
    options->project = ct_cli_value(cli, "--project");
    options->log = cli->log;
    if (!code)
        code = read_scale(cli, options, err);
    if (!code)
        code = read_presenter(cli, options, err);
    return code;
}

static ct_code check_there(const char *path, ct_error *err)
{
    if (ct_file_exists(path) || ct_sequence_is_pattern(path))
        return CT_OK;
    if (ct_cli_is_command(path))
        return ct_fail(err, CT_USAGE, "Options come after the command: circletake %s ...", path);
    return ct_fail(err, CT_NO_INPUT,
                   "There is no %s. Check the name, and whether the drive is "
                   "connected; 'circletake --help' lists the commands.",
                   path);
}

static ct_code run_window(const ct_cli *cli, ct_error *err)
{
    ct_app_options options = {.paths = cli->operands, .path_count = (size_t)cli->operand_count};
    ct_code        code = read_options(cli, &options, err);

    for (int i = 0; i < cli->operand_count && !code; i++)
        code = check_there(cli->operands[i], err);
    return code ? code : ct_app_run(&options, err);
}

static ct_code run_script(const ct_cli *cli, ct_error *err)
{
    ct_app_options options = {.paths = cli->operands, .path_count = 1, .script = cli->operands[1]};
    ct_code        code = read_options(cli, &options, err);

    if (!code)
        code = check_there(cli->operands[0], err);
    if (!code && strcmp(options.script, "-") != 0)
        code = check_there(options.script, err);
    return code ? code : ct_app_run(&options, err);
}

static const ct_cli_option window_options[] = {
    {"--project", "FILE", "the project to put footage into; without it one beside the footage"},
    {"--keys", "PRESET", "avid, premiere, resolve, fcp, rv, mpv, or a key file of one's own"},
    {"--presenter", "NAME", "auto, gpu or surface: what shows the picture"},
    {"--scale", "N", "size of the interface; without it the display's"},
    {"--size", "WxH", "of the window; without it as last time"},
};
enum { WINDOW_OPTIONS = sizeof window_options / sizeof window_options[0] };

const ct_cli_command ct_cli_window = {
    "",
    "[PROJECT | FOLDER | FILE...]",
    "Opens the window: on a project, on footage, or on what was opened last.",
    0,
    -1,
    window_options,
    WINDOW_OPTIONS,
    run_window};

const ct_cli_command ct_cli_run = {"run",
                                   "PROJECT SCRIPT",
                                   "Opens the window and does the actions of a file, one a line.",
                                   2,
                                   2,
                                   window_options,
                                   WINDOW_OPTIONS,
                                   run_script};
