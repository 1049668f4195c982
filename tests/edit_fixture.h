/* SPDX-License-Identifier: MIT */
/* Small projects for the tests of edit lists, built by hand, ids counted from 1. */
#ifndef EDIT_FIXTURE_H
#define EDIT_FIXTURE_H

#include "circletake/editlist.h"

typedef struct fixture {
    ct_clip_list    clips;
    ct_select_list  selects;
    ct_note_list    notes;
    ct_timeline     cut; /* without events: selects are exported */
    ct_id           cut_id;
    unsigned        ids;
    ct_output_list  out;
    ct_finding_list findings;
    ct_error        err;
    bool stills; /* drawings have one, "stills/7 & <1>.png" with the last byte of their id */
    char still[64];
} fixture;

void fixture_finish(fixture *f);
/* `start` NULL: no timecode. "01:00:00;00" counts drop. Path is /rushes/NAME. Returns its index. */
size_t fixture_clip(fixture *f, const char *name, const char *reel, AVRational fps,
                    const char *start, int64_t frames);
void fixture_slate(fixture *f, size_t clip, const char *scene, const char *shot, const char *take);
ct_select *fixture_select(fixture *f, size_t clip, int64_t first, int64_t end, const char *label);
ct_note   *fixture_note(fixture *f, size_t clip, int64_t first, int64_t end, ct_category category,
                        const char *body);

/* An event of the cut behind the last, frames of a clip at natural speed. Borrowed until the next. */
ct_event *fixture_event(fixture *f, size_t clip, int64_t first, int64_t end);

ct_note *fixture_reply(fixture *f, size_t note, const char *author, const char *body);

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
