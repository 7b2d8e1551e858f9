/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <dlfcn.h>
#include <pthread.h>
#include <stdbool.h>
#include <string.h>

#include "base/compiler.h"
#include "player/pipeline/filters.h"

static tsp_filters filters;
static bool loaded;

static void load(void)
{
    const struct {
        const char *name;
        void *into;
    } functions[] = {
        {"avfilter_get_by_name", &filters.get_by_name},
        {"avfilter_graph_alloc", &filters.graph_alloc},
        {"avfilter_graph_create_filter", &filters.graph_create_filter},
        {"avfilter_link", &filters.link},
        {"avfilter_graph_config", &filters.graph_config},
        {"avfilter_graph_free", &filters.graph_free},
        {"av_buffersrc_add_frame", &filters.source_add_frame},
        {"av_buffersink_get_frame", &filters.sink_get_frame},
        {"av_buffersink_get_time_base", &filters.sink_get_time_base},
    };
    /* TSP_AVFILTER names the version whose headers this was compiled with. */
    void *library = dlopen(TSP_AVFILTER, RTLD_LAZY | RTLD_LOCAL);
    loaded = library != NULL;
    for (size_t i = 0; i < TSB_COUNT(functions) && loaded; i++) {
        void *found = dlsym(library, functions[i].name);
        memcpy(functions[i].into, &found, sizeof found);
        loaded = found != NULL;
    }
}

const tsp_filters *tsp_filters_get(void)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    pthread_once(&once, load);
    return loaded ? &filters : NULL;
}
