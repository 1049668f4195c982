/* SPDX-License-Identifier: MIT */
/* One sink for what the program says of itself. NULL log = quiet.
 * Control bytes in messages are written as \xNN, so a file name can neither forge a line
 * nor drive a terminal. Any thread. */
#ifndef CIRCLETAKE_LOG_H
#define CIRCLETAKE_LOG_H

#include "circletake/status.h"

typedef enum ct_log_level { CT_LOG_ERROR, CT_LOG_WARN, CT_LOG_INFO, CT_LOG_DEBUG } ct_log_level;

typedef struct ct_log ct_log;

/* Writes to standard error, messages up to and including `level`. */
ct_log *ct_log_create(ct_log_level level);
void    ct_log_destroy(ct_log **log);

void ct_log_error(ct_log *log, const char *fmt, ...) CT_PRINTF(2, 3); /* needs the user   */
void ct_log_warn(ct_log *log, const char *fmt, ...) CT_PRINTF(2, 3);  /* they may care    */
void ct_log_info(ct_log *log, const char *fmt, ...) CT_PRINTF(2, 3);  /* once per file    */
void ct_log_debug(ct_log *log, const char *fmt, ...) CT_PRINTF(2, 3); /* for us           */

#endif
