/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "player/pipeline/audio_tempo.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <libavutil/channel_layout.h>
#include <libavutil/frame.h>

#include "player/pipeline/filters.h"

struct tsp_tempo {
    AVFilterGraph *graph;
    AVFilterContext *source;
    AVFilterContext *sink;
    AVFrame *out;
    AVChannelLayout layout;
    int rate;
    unsigned channels;
};

static int build(tsp_tempo *tempo, double speed)
{
    char layout[64];
    char source[192];
    char factor[32];
    AVFilterContext *change = NULL;
    AVFilterContext *format = NULL;
    const tsp_filters *filters = tsp_filters_get();
    tempo->out = av_frame_alloc();
    tempo->graph = filters ? filters->graph_alloc() : NULL;
    if (!tempo->out || !tempo->graph)
        return AVERROR(ENOMEM);
    av_channel_layout_describe(&tempo->layout, layout, sizeof layout);
    snprintf(source, sizeof source, "time_base=1/%d:sample_rate=%d:sample_fmt=flt:channel_layout=%s", tempo->rate,
             tempo->rate, layout);
    /* In thousandths, so that no locale's comma gets in. */
    snprintf(factor, sizeof factor, "%d/1000", (int)(speed * 1000 + 0.5));
    int result = tsp_filters_add(tempo->graph, &tempo->source, "abuffer", source);
    if (result >= 0)
        result = tsp_filters_add(tempo->graph, &change, "atempo", factor);
    if (result >= 0)
        result = tsp_filters_add(tempo->graph, &format, "aformat", "sample_fmts=flt");
    if (result >= 0)
        result = tsp_filters_add(tempo->graph, &tempo->sink, "abuffersink", NULL);
    AVFilterContext *const chain[] = {tempo->source, change, format, tempo->sink};
    return result >= 0 ? tsp_filters_chain(tempo->graph, chain, 4) : result;
}

tsp_tempo *tsp_tempo_create(unsigned rate, unsigned channels, double speed)
{
    tsp_tempo *tempo = calloc(1, sizeof *tempo);
    if (!tempo)
        return NULL;
    tempo->rate = (int)rate;
    tempo->channels = channels;
    av_channel_layout_default(&tempo->layout, (int)channels);
    if (build(tempo, speed) < 0)
        tsp_tempo_destroy(&tempo);
    return tempo;
}

void tsp_tempo_destroy(tsp_tempo **tempo)
{
    if (!tempo || !*tempo)
        return;
    if ((*tempo)->graph)
        tsp_filters_get()->graph_free(&(*tempo)->graph);
    av_frame_free(&(*tempo)->out);
    av_channel_layout_uninit(&(*tempo)->layout);
    free(*tempo);
    *tempo = NULL;
}

bool tsp_tempo_push(tsp_tempo *tempo, const float *samples, unsigned frames)
{
    if (frames == 0)
        return tsp_filters_get()->source_add_frame(tempo->source, NULL) >= 0;
    AVFrame *frame = av_frame_alloc();
    bool taken = false;
    if (!frame)
        return false;
    frame->format = AV_SAMPLE_FMT_FLT;
    frame->sample_rate = tempo->rate;
    frame->nb_samples = (int)frames;
    if (av_channel_layout_copy(&frame->ch_layout, &tempo->layout) >= 0 && av_frame_get_buffer(frame, 0) >= 0) {
        memcpy(frame->data[0], samples, (size_t)frames * tempo->channels * sizeof *samples);
        taken = tsp_filters_get()->source_add_frame(tempo->source, frame) >= 0;
    }
    av_frame_free(&frame);
    return taken;
}

unsigned tsp_tempo_pull(tsp_tempo *tempo, const float **samples)
{
    av_frame_unref(tempo->out);
    if (tsp_filters_get()->sink_get_frame(tempo->sink, tempo->out) < 0 || tempo->out->nb_samples <= 0)
        return 0;
    *samples = (const float *)(const void *)tempo->out->data[0];
    return (unsigned)tempo->out->nb_samples;
}
