/* SPDX-License-Identifier: MIT */
/* A second opinion on every FCPXML we write. Apple's DTD knows names and order but no numbers; the
 * arithmetic that Final Cut refuses a list for is done here, with libxml2 alone and nothing of
 * ours: that is its worth, so keep it so. */
#ifndef FCPXML_CHECK_H
#define FCPXML_CHECK_H

#include <stdbool.h>
#include <stddef.h>

/* Every time on the frame grid of its own clock, every range inside its media, the spine without
 * hole or overlap. Number of clips on the spine, or -1 with the first offence in `why`. */
long fcpxml_check(const char *data, size_t bytes, char *why, size_t why_bytes);

/* xmllint with Apple's DTD of that version ("1.9") out of the shared folder. false: one of the two
 * is not here, which was said. Fails the test when the file is not valid. */
bool fcpxml_validate(const char *data, size_t bytes, const char *version);

#endif
