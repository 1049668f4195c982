/* SPDX-License-Identifier: MIT */
#include "circletake/status.h"

#include <stdio.h>
#include <string.h>

static const struct {
    const char *name;
    int         exit_status; /* sysexits.h, and 128 + SIGINT for cancelled */
} codes[] = {
    [CT_OK] = {"ok", 0},
    [CT_USAGE] = {"usage", 64},
    [CT_BAD_DATA] = {"bad data", 65},
    [CT_NO_INPUT] = {"no such input", 66},
    [CT_UNSUPPORTED] = {"not supported", 69},
    [CT_NO_MEMORY] = {"out of memory", 71},
    [CT_NO_CREATE] = {"cannot write", 73},
    [CT_IO] = {"input/output", 74},
    [CT_BUSY] = {"busy", 75},
    [CT_CANCELLED] = {"cancelled", 130},
    [CT_END] = {"end", 66},
    [CT_INTERNAL] = {"internal", 70},
};

int ct_code_exit(ct_code code)
{
    return codes[code].exit_status;
}

const char *ct_code_name(ct_code code)
{
    return codes[code].name;
}

ct_code ct_fail(ct_error *err, ct_code code, const char *fmt, ...)
{
    va_list args;

    if (!err)
        return code;
    err->code = code;
    va_start(args, fmt);
    vsnprintf(err->text, sizeof err->text, fmt, args);
    va_end(args);
    return code;
}

ct_code ct_fail_prefix(ct_error *err, ct_code code, const char *fmt, ...)
{
    char    head[CT_ERROR_TEXT_BYTES];
    va_list args;

    if (!err)
        return code;
    va_start(args, fmt);
    vsnprintf(head, sizeof head, fmt, args);
    va_end(args);

    size_t used = strlen(head);
    size_t room = sizeof head - used;
    size_t keep = strlen(err->text);
    if (keep >= room)
        keep = room - 1;
    memcpy(head + used, err->text, keep);
    head[used + keep] = '\0';
    memcpy(err->text, head, used + keep + 1);
    err->code = code;
    return code;
}
