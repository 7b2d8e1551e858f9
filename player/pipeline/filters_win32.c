/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Here libavfilter comes with the player, without the libraries that a distribution builds in: it is linked as usual.
 */
#include "player/pipeline/filters.h"

const tsp_filters *tsp_filters_get(void)
{
    static const tsp_filters filters = {
        .get_by_name = avfilter_get_by_name,
        .graph_alloc = avfilter_graph_alloc,
        .graph_create_filter = avfilter_graph_create_filter,
        .link = avfilter_link,
        .graph_config = avfilter_graph_config,
        .graph_free = avfilter_graph_free,
        .source_add_frame = av_buffersrc_add_frame,
        .sink_get_frame = av_buffersink_get_frame,
        .sink_get_time_base = av_buffersink_get_time_base,
    };
    return &filters;
}
