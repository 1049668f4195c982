/* SPDX-License-Identifier: MIT */
/* libavfilter, loaded when it is first needed: it brings sixty libraries along, which would take a seventh of
 * every start of the program, and only sound at another speed needs it. Any thread. */
#ifndef CT_FILTERS_PRIV_H
#define CT_FILTERS_PRIV_H

#include <libavfilter/avfilter.h>

#include "circletake/status.h"

/* Its functions, by their own names. */
typedef struct ct_filters {
    const AVFilter *(*get_by_name)(const char *name);
    AVFilterGraph *(*graph_alloc)(void);
    void (*graph_free)(AVFilterGraph **graph);
    int (*graph_create_filter)(AVFilterContext **filter, const AVFilter *kind, const char *name,
                               const char *args, void *opaque, AVFilterGraph *graph);
    int (*graph_parse_ptr)(AVFilterGraph *graph, const char *filters, AVFilterInOut **inputs,
                           AVFilterInOut **outputs, void *log);
    int (*graph_config)(AVFilterGraph *graph, void *log);
    AVFilterInOut *(*inout_alloc)(void);
    void (*inout_free)(AVFilterInOut **inout);
    int (*buffersrc_add_frame)(AVFilterContext *source, AVFrame *frame);
    int (*buffersink_get_frame)(AVFilterContext *sink, AVFrame *frame);
} ct_filters;

/* *out stays valid for good. */
CT_MUST_USE ct_code ct_filters_load(const ct_filters **out, ct_error *err);

#endif
