/* SPDX-License-Identifier: MIT */
/* How often a test repeats what chance decides. Sanitizers look for other faults, at a third to a
 * tenth of the speed: there, fewer rounds do. */
#ifndef CT_TESTS_EFFORT_H
#define CT_TESTS_EFFORT_H

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define CT_EFFORT(full, sanitized) (sanitized)
#else
#define CT_EFFORT(full, sanitized) (full)
#endif

#endif
