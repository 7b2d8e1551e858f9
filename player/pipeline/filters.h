/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * libavfilter, loaded when it is first needed. It brings more than a hundred libraries along, whose loading would take
 * half of the player's start and a tenth of its memory, and most films need none of it: progressive ones, at
 * their own speed.
 */
#ifndef TALLYSTICK_PLAYER_FILTERS_H
#define TALLYSTICK_PLAYER_FILTERS_H

#include <libavfilter/avfilter.h>
#include <libavfilter/buffersink.h>
#include <libavfilter/buffersrc.h>

/* Its functions, by their own names without the prefix. */
typedef struct tsp_filters {
    const AVFilter *(*get_by_name)(const char *name);
    AVFilterGraph *(*graph_alloc)(void);
    int (*graph_create_filter)(AVFilterContext **out, const AVFilter *kind, const char *name, const char *arguments,
                               void *opaque, AVFilterGraph *graph);
    int (*link)(AVFilterContext *from, unsigned from_pad, AVFilterContext *to, unsigned to_pad);
    int (*graph_config)(AVFilterGraph *graph, void *log);
    void (*graph_free)(AVFilterGraph **graph);
    int (*source_add_frame)(AVFilterContext *source, AVFrame *frame);
    int (*sink_get_frame)(AVFilterContext *sink, AVFrame *frame);
    AVRational (*sink_get_time_base)(const AVFilterContext *sink);
} tsp_filters;

/* NULL: it is not there. Any thread; what it gives stays to the process's end. */
const tsp_filters *tsp_filters_get(void);

/* A filter of that kind in the graph; a negative AVERROR code when it cannot be had. */
int tsp_filters_add(AVFilterGraph *graph, AVFilterContext **out, const char *kind, const char *arguments);

/* Links count filters, each to the next, and makes the graph ready. */
int tsp_filters_chain(AVFilterGraph *graph, AVFilterContext *const *chain, unsigned count);

#endif
