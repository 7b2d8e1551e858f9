/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "player/pipeline/filters.h"

int tsp_filters_add(AVFilterGraph *graph, AVFilterContext **out, const char *kind, const char *arguments)
{
    const tsp_filters *filters = tsp_filters_get();
    const AVFilter *found = filters ? filters->get_by_name(kind) : NULL;
    return found ? filters->graph_create_filter(out, found, kind, arguments, NULL, graph) : AVERROR_FILTER_NOT_FOUND;
}

int tsp_filters_chain(AVFilterGraph *graph, AVFilterContext *const *chain, unsigned count)
{
    const tsp_filters *filters = tsp_filters_get();
    int result = filters ? 0 : AVERROR_FILTER_NOT_FOUND;
    for (unsigned i = 0; i + 1 < count && result >= 0; i++)
        result = filters->link(chain[i], 0, chain[i + 1], 0);
    return result >= 0 ? filters->graph_config(graph, NULL) : result;
}
