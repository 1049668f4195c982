/* SPDX-License-Identifier: MIT */
/* What reading a list costs, and matching it: lists_in EVENTS [FORMAT]. Every format that is read is written
 * from made-up rushes, as many clips as events, read back and conformed to the clips. Milliseconds of
 * processor time, the best of three. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "circletake/conform.h"
#include "rushes.h"

enum { TIMES = 3, SELECT_FRAMES = 20 }; /* 100,000 of them fit into a day */

static double ms_since(clock_t before)
{
    return (double)(clock() - before) * 1000 / CLOCKS_PER_SEC;
}

static void match(const rushes *p, ct_timeline *t, double *best, size_t *matched)
{
    ct_conform_result result;
    clock_t           before = clock();
    ct_conform       *c = ct_conform_create(p->clips.items, p->clips.count);

    ct_conform_run(c, t, &result, NULL);
    ct_conform_destroy(&c);
    *best = ms_since(before) < *best ? ms_since(before) : *best;
    *matched = result.matched;
}

static void read_back(const ct_format *f, const ct_output *file, const rushes *p)
{
    double best = 1e9, best_match = 1e9;
    size_t events = 0, matched = 0;

    for (int i = 0; i < TIMES; i++) {
        ct_timeline     t = {0};
        ct_finding_list findings = {0};
        ct_error        err = {0};
        clock_t         before = clock();
        if (ct_import(f->name, file->data, file->bytes, (AVRational){25, 1}, &t, &findings, &err))
            fprintf(stderr, "%s\n", err.text);
        best = ms_since(before) < best ? ms_since(before) : best;
        events = t.event_count;
        match(p, &t, &best_match, &matched);
        ct_finding_list_finish(&findings);
        ct_timeline_finish(&t);
    }
    printf("%-16s %10zu events, read %9.1f ms, conformed %9.1f ms (%zu)\n", f->name, events, best,
           best_match, matched);
}

static void measure(const ct_format *f, const rushes *p)
{
    ct_export_input   in = {.selects = &p->selects, .clips = &p->clips, .notes = &p->notes};
    ct_export_options options = {.record_start = "00:00:00:00", .six_digits = true};
    ct_output_list    out = {0};
    ct_error          err = {0};

    if (ct_export(f, &in, &options, &out, NULL, &err))
        fprintf(stderr, "%s: %s\n", f->name, err.text);
    else
        read_back(f, &out.items[0], p);
    ct_output_list_finish(&out);
}

int main(int argc, char **argv)
{
    rushes           p = {.clips = {0}};
    int              events = argc > 1 ? atoi(argv[1]) : 0;
    size_t           count;
    const ct_format *formats = ct_format_list(&count);

    if (events < 1) {
        fprintf(stderr, "usage: lists_in EVENTS [FORMAT]\n");
        return 2;
    }
    rushes_fill(&p, events, SELECT_FRAMES, events / 10);
    for (size_t i = 0; i < count; i++)
        if (formats[i].read && (argc < 3 || strcmp(argv[2], formats[i].name) == 0))
            measure(&formats[i], &p);
    rushes_finish(&p);
    return 0;
}
