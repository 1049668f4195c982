/* SPDX-License-Identifier: MIT */
#include "filters_priv.h"

#include <dlfcn.h>
#include <pthread.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

static struct {
    ct_filters table;
    bool       there;
    char       why[256];
} loaded; /* written once, by load */

static const struct {
    const char *name;
    size_t      at; /* in ct_filters */
} functions[] = {
    {"avfilter_get_by_name", offsetof(ct_filters, get_by_name)},
    {"avfilter_graph_alloc", offsetof(ct_filters, graph_alloc)},
    {"avfilter_graph_free", offsetof(ct_filters, graph_free)},
    {"avfilter_graph_create_filter", offsetof(ct_filters, graph_create_filter)},
    {"avfilter_graph_parse_ptr", offsetof(ct_filters, graph_parse_ptr)},
    {"avfilter_graph_config", offsetof(ct_filters, graph_config)},
    {"avfilter_inout_alloc", offsetof(ct_filters, inout_alloc)},
    {"avfilter_inout_free", offsetof(ct_filters, inout_free)},
    {"av_buffersrc_add_frame", offsetof(ct_filters, buffersrc_add_frame)},
    {"av_buffersink_get_frame", offsetof(ct_filters, buffersink_get_frame)},
};

/* The version whose headers this was built with; what is loaded stays until the program ends. */
static void load(void)
{
    char  name[64];
    void *library;

#ifdef __APPLE__
    snprintf(name, sizeof name, "libavfilter.%d.dylib", LIBAVFILTER_VERSION_MAJOR);
#else
    snprintf(name, sizeof name, "libavfilter.so.%d", LIBAVFILTER_VERSION_MAJOR);
#endif
    library = dlopen(name, RTLD_NOW | RTLD_LOCAL);
    loaded.there = library != NULL;
    for (size_t i = 0; i < sizeof functions / sizeof *functions && loaded.there; i++) {
        void *function = dlsym(library, functions[i].name);
        loaded.there = function != NULL;
        memcpy((char *)&loaded.table + functions[i].at, &function, sizeof function);
    }
    if (!loaded.there)
        snprintf(loaded.why, sizeof loaded.why, "%s", dlerror());
}

ct_code ct_filters_load(const ct_filters **out, ct_error *err)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;

    pthread_once(&once, load);
    if (!loaded.there)
        return ct_fail(err, CT_UNSUPPORTED,
                       "FFmpeg's filters are missing (%s). Install libavfilter.", loaded.why);
    *out = &loaded.table;
    return CT_OK;
}
