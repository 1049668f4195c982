/* SPDX-License-Identifier: MIT */
/* What writing a list costs, beyond fetching: lists_out SELECTS [NOTES [FORMAT]]. Each select is of a
 * take of its own with two channels of sound; the notes lie in them evenly. Processor time of the
 * best of three, and bytes. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "rushes.h"

enum { TIMES = 3 };

/* Milliseconds. */
static double export_once(const ct_format *f, const rushes *p, size_t *bytes)
{
    ct_export_input   in = {.selects = &p->selects, .clips = &p->clips, .notes = &p->notes};
    ct_export_options options = {.record_start = "00:00:00:00"};
    ct_output_list    out = {0};
    ct_finding_list   findings = {0};
    ct_error          err = {0};
    clock_t           before = clock();

    if (ct_export(f, &in, &options, &out, &findings, &err))
        fprintf(stderr, "%s: %s\n", f->name, err.text);
    double ms = (double)(clock() - before) * 1000 / CLOCKS_PER_SEC;
    *bytes = 0;
    for (size_t i = 0; i < out.count; i++)
        *bytes += out.items[i].bytes;
    ct_output_list_finish(&out);
    ct_finding_list_finish(&findings);
    return ms;
}

static void measure(const ct_format *f, const rushes *p)
{
    double best = 1e9;
    size_t bytes = 0;

    for (int i = 0; i < TIMES; i++) {
        double ms = export_once(f, p, &bytes);
        best = ms < best ? ms : best;
    }
    printf("%-16s %9.1f ms %12zu bytes\n", f->name, best, bytes);
}

int main(int argc, char **argv)
{
    rushes           p = {.clips = {0}};
    int              selects = argc > 1 ? atoi(argv[1]) : 0;
    int              notes = argc > 2 ? atoi(argv[2]) : selects;
    size_t           count;
    const ct_format *formats = ct_format_list(&count);

    if (selects < 1 || notes < 0) {
        fprintf(stderr, "usage: lists_out SELECTS [NOTES [FORMAT]]\n");
        return 2;
    }
    rushes_fill(&p, selects, 120, notes);
    for (size_t i = 0; i < count; i++)
        if (argc < 4 || strcmp(argv[3], formats[i].name) == 0)
            measure(&formats[i], &p);
    rushes_finish(&p);
    return 0;
}
