/* SPDX-License-Identifier: MIT */
#include "circletake/log.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>

#include "circletake/str.h"

struct ct_log {
    ct_log_level    level;
    pthread_mutex_t lock; /* keeps lines whole */
};

ct_log *ct_log_create(ct_log_level level)
{
    ct_log *log = ct_alloc(sizeof *log);

    log->level = level;
    pthread_mutex_init(&log->lock, NULL);
    return log;
}

void ct_log_destroy(ct_log **log)
{
    if (!*log)
        return;
    pthread_mutex_destroy(&(*log)->lock);
    free(*log);
    *log = NULL;
}

static void write_line(ct_log *log, ct_log_level level, const char *fmt, va_list args)
{
    static const char *const head[] = {"error: ", "warning: ", "", "debug: "};
    char                     text[2048];

    if (!log || level > log->level)
        return;
    vsnprintf(text, sizeof text, fmt, args);

    ct_str line = {0};
    ct_str_appendf(&line, "circletake: %s", head[level]);
    for (const unsigned char *p = (const unsigned char *)text; *p; p++) {
        if (*p < 0x20 || *p == 0x7F)
            ct_str_appendf(&line, "\\x%02X", *p);
        else
            ct_str_append_char(&line, (char)*p);
    }
    ct_str_append_char(&line, '\n');

    pthread_mutex_lock(&log->lock);
    fputs(ct_str_text(&line), stderr);
    pthread_mutex_unlock(&log->lock);
    ct_str_finish(&line);
}

#define CT_LOG_FUNCTION(name, level)                                                               \
    void name(ct_log *log, const char *fmt, ...)                                                   \
    {                                                                                              \
        va_list args;                                                                              \
        va_start(args, fmt);                                                                       \
        write_line(log, level, fmt, args);                                                         \
        va_end(args);                                                                              \
    }
CT_LOG_FUNCTION(ct_log_error, CT_LOG_ERROR)
CT_LOG_FUNCTION(ct_log_warn, CT_LOG_WARN)
CT_LOG_FUNCTION(ct_log_info, CT_LOG_INFO)
CT_LOG_FUNCTION(ct_log_debug, CT_LOG_DEBUG)
