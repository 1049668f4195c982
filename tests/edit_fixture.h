/* SPDX-License-Identifier: MIT */
/* Small projects for the tests of edit lists, built by hand, ids counted from 1. */
#ifndef EDIT_FIXTURE_H
#define EDIT_FIXTURE_H

#include "circletake/editlist.h"

typedef struct fixture {
    ct_clip_list    clips;
    ct_select_list  selects;
    ct_note_list    notes;
    unsigned        ids;
    ct_output_list  out;
    ct_finding_list findings;
    ct_error        err;
} fixture;

void fixture_finish(fixture *f);
/* `start` NULL: no timecode. "01:00:00;00" counts drop. Path is /rushes/NAME. Returns its index. */
size_t fixture_clip(fixture *f, const char *name, const char *reel, AVRational fps,
                    const char *start, int64_t frames);
void fixture_slate(fixture *f, size_t clip, const char *scene, const char *shot, const char *take);
ct_select *fixture_select(fixture *f, size_t clip, int64_t first, int64_t end, const char *label);
ct_note   *fixture_note(fixture *f, size_t clip, int64_t first, int64_t end, ct_category category,
                        const char *body);

/* Exports into f->out (emptied before), findings and error likewise. */
ct_code fixture_export(fixture *f, const char *format, const ct_export_options *options);
/* The one output's text; fails the test when there is not exactly one. */
const char *fixture_only(const fixture *f);
/* How often a rule spoke. */
size_t fixture_said(const fixture *f, const char *rule);

/* Compares with tests/golden/NAME byte by byte; CT_GOLDEN_WRITE=1 writes it instead: read the
 * difference before it is committed. */
void golden_check(const char *name, const char *data, size_t bytes);

/* A file kept beside the checkout, which may not be there. Gives. */
char *shared_path(const char *name);

#endif
