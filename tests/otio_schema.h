/* SPDX-License-Identifier: MIT */
/* A second opinion on every OpenTimelineIO list we write: its objects against otio.schema. */
#ifndef OTIO_SCHEMA_H
#define OTIO_SCHEMA_H

#include <stddef.h>

/* Number of clips in it, or -1 with the first offence in `why`. */
long otio_schema_check(const char *data, char *why, size_t why_bytes);

#endif
