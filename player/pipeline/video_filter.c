/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "player/pipeline/video_filter.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>

#include "player/dvd/ticks.h"
#include "player/pipeline/filters.h"

struct tsp_video_filter {
    AVFilterGraph *graph;
    AVFilterContext *source;
    AVFilterContext *sink;
    int width;
    int height;
    int format;
    AVRational aspect;
    bool bare;        /* there is no libavfilter: interlaced pictures are shown as they are */
    bool interlaced;  /* once a picture was, the graph stays, so that its one picture of delay does not come and go */
    AVFrame *passing; /* a picture that needs no graph, between push and pull */
    bool drained;
};

tsp_video_filter *tsp_video_filter_create(void)
{
    tsp_video_filter *filter = calloc(1, sizeof *filter);
    if (!filter)
        return NULL;
    filter->passing = av_frame_alloc();
    if (!filter->passing)
        tsp_video_filter_destroy(&filter);
    return filter;
}

static void free_graph(tsp_video_filter *filter)
{
    if (filter->graph)
        tsp_filters_get()->graph_free(&filter->graph);
}

void tsp_video_filter_destroy(tsp_video_filter **filter)
{
    if (!filter || !*filter)
        return;
    free_graph(*filter);
    av_frame_free(&(*filter)->passing);
    free(*filter);
    *filter = NULL;
}

void tsp_video_filter_reset(tsp_video_filter *filter)
{
    free_graph(filter);
    av_frame_unref(filter->passing);
    filter->drained = false;
}

static int build(tsp_video_filter *filter, const AVFrame *frame)
{
    char arguments[160];
    AVFilterContext *deinterlace = NULL;
    AVFilterContext *format = NULL;
    AVRational aspect = frame->sample_aspect_ratio.num > 0 ? frame->sample_aspect_ratio : (AVRational){1, 1};
    const tsp_filters *filters = tsp_filters_get();
    if (!filters)
        return AVERROR_FILTER_NOT_FOUND;
    filter->graph = filters->graph_alloc();
    if (!filter->graph)
        return AVERROR(ENOMEM);
    filter->graph->nb_threads = 1;
    filter->width = frame->width;
    filter->height = frame->height;
    filter->format = frame->format;
    filter->aspect = frame->sample_aspect_ratio;
    snprintf(arguments, sizeof arguments, "video_size=%dx%d:pix_fmt=%d:time_base=1/%d:pixel_aspect=%d/%d", frame->width,
             frame->height, frame->format, (int)TSP_SECOND, aspect.num, aspect.den);
    int result = tsp_filters_add(filter->graph, &filter->source, "buffer", arguments);
    if (result >= 0)
        result = tsp_filters_add(filter->graph, &deinterlace, "bwdif", "mode=send_field:deint=interlaced");
    if (result >= 0)
        result = tsp_filters_add(filter->graph, &format, "format", "pix_fmts=yuv420p");
    if (result >= 0)
        result = tsp_filters_add(filter->graph, &filter->sink, "buffersink", NULL);
    AVFilterContext *const chain[] = {filter->source, deinterlace, format, filter->sink};
    return result >= 0 ? tsp_filters_chain(filter->graph, chain, 4) : result;
}

static bool fits(const tsp_video_filter *filter, const AVFrame *frame)
{
    return frame->width == filter->width && frame->height == filter->height && frame->format == filter->format &&
           av_cmp_q(frame->sample_aspect_ratio, filter->aspect) == 0;
}

static int failed(tsb_error *err, int code)
{
    char reason[AV_ERROR_MAX_STRING_SIZE] = "";
    av_strerror(code, reason, sizeof reason);
    return tsb_fail(err, code == AVERROR(ENOMEM) ? TSB_ERR_MEMORY : TSB_ERR_INTERNAL, "Pictures cannot be filtered: %s",
                    reason);
}

int tsp_video_filter_push(tsp_video_filter *filter, AVFrame *frame, tsb_error *err)
{
    int result = 0;
    if (frame && frame->interlaced_frame && !filter->interlaced) {
        filter->interlaced = true;
        filter->bare = !tsp_filters_get();
    }
    if (frame && (!filter->interlaced || filter->bare) && frame->format == AV_PIX_FMT_YUV420P) {
        av_frame_unref(filter->passing);
        av_frame_move_ref(filter->passing, frame);
        return 0;
    }
    if (frame && filter->graph && (filter->drained || !fits(filter, frame)))
        tsp_video_filter_reset(filter);
    if (frame && !filter->graph)
        result = build(filter, frame);
    if (result >= 0 && filter->graph)
        result = tsp_filters_get()->source_add_frame(filter->source, frame);
    filter->drained = !frame;
    return result < 0 ? failed(err, result) : 0;
}

int tsp_video_filter_pull(tsp_video_filter *filter, AVFrame *out, tsb_error *err)
{
    if (filter->passing->buf[0]) {
        av_frame_move_ref(out, filter->passing);
        return 1;
    }
    if (!filter->graph)
        return 0;
    int result = tsp_filters_get()->sink_get_frame(filter->sink, out);
    if (result == AVERROR(EAGAIN) || result == AVERROR_EOF)
        return 0;
    if (result < 0)
        return failed(err, result);
    AVRational base = tsp_filters_get()->sink_get_time_base(filter->sink);
    if (out->pts != AV_NOPTS_VALUE)
        out->pts = av_rescale_q(out->pts, base, (AVRational){1, (int)TSP_SECOND});
    return 1;
}
