/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "player/pipeline/decode.h"

#include <stdlib.h>

#include <libavcodec/avcodec.h>

#include "player/dvd/ticks.h"
#include "player/pipeline/reader.h"
#include "player/pipeline/stream.h"
#include "player/pipeline/video_filter.h"
#include "player/pipeline/video_times.h"
#include "player/pipeline/worker.h"

#define MAX_PIXELS (1920 * 1152)

struct tsp_video_decoder {
    tsp_worker worker;
    tsp_queue *frames;
    tsb_log log;
    AVCodecContext *codec;
    AVFrame *frame;
    AVFrame *filtered;
    tsp_video_filter *filter;
    tsp_video_times times;
    int64_t start; /* of the run: nothing before it is shown */
    AVFrame *held; /* one picture behind, so that its duration is known from the next */
};

static size_t bytes_of(const AVFrame *frame)
{
    return (size_t)frame->width * (size_t)frame->height * 3 / 2;
}

/* Gives the picture held; until is when the next one begins. */
static void give_held(tsp_video_decoder *decoder, int64_t until)
{
    AVFrame *frame = decoder->held;
    decoder->held = NULL;
    if (!frame)
        return;
    if (until > frame->pts && until - frame->pts < TSP_SECOND)
        frame->pkt_duration = until - frame->pts;
    if (frame->pts + frame->pkt_duration <= decoder->start ||
        tsp_queue_put(decoder->frames, frame, bytes_of(frame), frame->pkt_duration, decoder->worker.serial) !=
            TSP_QUEUE_OK)
        av_frame_free(&frame);
}

static void take_filtered(tsp_video_decoder *decoder)
{
    tsb_error err = {0};
    int result = 0;
    while ((result = tsp_video_filter_pull(decoder->filter, decoder->filtered, &err)) == 1) {
        give_held(decoder, decoder->filtered->pts);
        decoder->held = av_frame_alloc();
        if (!decoder->held) {
            av_frame_unref(decoder->filtered);
            tsb_error_log(&decoder->log, "Not enough memory for a picture");
            break;
        }
        av_frame_move_ref(decoder->held, decoder->filtered);
    }
    if (result < 0)
        tsb_error_log(&decoder->log, "%s", err.text);
}

static void take_frames(tsp_video_decoder *decoder)
{
    while (avcodec_receive_frame(decoder->codec, decoder->frame) >= 0) {
        tsb_error err = {0};
        AVFrame *frame = decoder->frame;
        tsp_video_times_apply(&decoder->times, frame, decoder->codec->framerate, decoder->start);
        /* Far before the start: not worth filtering; one picture more, for the fields around it. */
        if (frame->pts + 3 * frame->pkt_duration <= decoder->start) {
            av_frame_unref(frame);
            continue;
        }
        if (tsp_video_filter_push(decoder->filter, frame, &err))
            tsb_error_log(&decoder->log, "%s", err.text);
        av_frame_unref(frame);
        take_filtered(decoder);
    }
}

/* Gives all that is held back. */
static void drain(tsp_video_decoder *decoder)
{
    tsb_error err = {0};
    if (avcodec_send_packet(decoder->codec, NULL) >= 0)
        take_frames(decoder);
    if (tsp_video_filter_push(decoder->filter, NULL, &err))
        tsb_error_log(&decoder->log, "%s", err.text);
    take_filtered(decoder);
    give_held(decoder, TSP_NO_TIME);
}

/* A "picture" without any, as tsp_frame_is_still tells. */
static void give_still(tsp_video_decoder *decoder, int64_t duration)
{
    AVFrame *frame = av_frame_alloc();
    if (frame)
        frame->pkt_duration = duration;
    if (!frame || tsp_queue_put(decoder->frames, frame, sizeof *frame, 0, decoder->worker.serial) != TSP_QUEUE_OK)
        av_frame_free(&frame);
}

static void take_mark(tsp_video_decoder *decoder, const AVPacket *packet)
{
    if (packet->stream_index >= 0) {
        decoder->start = packet->pts;
        return;
    }
    drain(decoder);
    avcodec_flush_buffers(decoder->codec);
    tsp_video_filter_reset(decoder->filter);
    if (packet->stream_index == TSP_MARK_STILL)
        give_still(decoder, packet->pts);
}

static void take_packet(void *context, const AVPacket *packet)
{
    tsp_video_decoder *decoder = context;
    if (!packet->data) {
        take_mark(decoder, packet);
    } else {
        /* A packet that cannot be decoded is damage on the disc; the next one may be whole. */
        int result = avcodec_send_packet(decoder->codec, packet);
        if (result < 0 && result != AVERROR(EAGAIN))
            tsb_debug(&decoder->log, "a picture cannot be decoded");
        take_frames(decoder);
    }
}

static void begin_run(void *context)
{
    tsp_video_decoder *decoder = context;
    avcodec_flush_buffers(decoder->codec);
    tsp_video_filter_reset(decoder->filter);
    tsp_video_times_init(&decoder->times);
    av_frame_free(&decoder->held);
}

static void end_run(void *context)
{
    tsp_video_decoder *decoder = context;
    drain(decoder);
    tsp_queue_put_end(decoder->frames, decoder->worker.serial);
}

static void release(tsp_video_decoder *decoder)
{
    av_frame_free(&decoder->held);
    av_frame_free(&decoder->frame);
    av_frame_free(&decoder->filtered);
    tsp_video_filter_destroy(&decoder->filter);
    avcodec_free_context(&decoder->codec);
    free(decoder);
}

static int open_codec(tsp_video_decoder *decoder, tsb_error *err)
{
    decoder->codec = tsp_stream_decoder(TSP_STREAM_VIDEO);
    decoder->frame = av_frame_alloc();
    decoder->filtered = av_frame_alloc();
    decoder->filter = tsp_video_filter_create();
    if (!decoder->codec || !decoder->frame || !decoder->filtered || !decoder->filter)
        return tsb_fail(err, TSB_ERR_MEMORY, "Not enough memory to decode pictures");
    decoder->codec->thread_count = 1; /* a DVD's pictures take a few percent of one processor */
    decoder->codec->max_pixels = MAX_PIXELS;
    if (avcodec_open2(decoder->codec, NULL, NULL) < 0)
        return tsb_fail(err, TSB_ERR_UNSUPPORTED, "FFmpeg's MPEG-2 decoder cannot be opened");
    return 0;
}

int tsp_video_decoder_start(tsp_video_decoder **out, tsp_queue *packets, tsp_queue *frames, const tsb_log *log,
                            tsb_error *err)
{
    static const struct tsp_worker_ops ops = {.take = take_packet, .begin = begin_run, .end = end_run};
    tsp_video_decoder *decoder = calloc(1, sizeof *decoder);
    if (!decoder)
        return tsb_fail(err, TSB_ERR_MEMORY, "Not enough memory to decode pictures");
    decoder->frames = frames;
    decoder->log = tsb_log_named(log, "video");
    tsp_video_times_init(&decoder->times);
    int result = open_codec(decoder, err);
    if (!result)
        result = tsp_worker_start(&decoder->worker, &ops, decoder, packets, err);
    if (result) {
        release(decoder);
        return result;
    }
    *out = decoder;
    return 0;
}

void tsp_video_decoder_stop(tsp_video_decoder **decoder)
{
    if (!decoder || !*decoder)
        return;
    tsp_worker_join(&(*decoder)->worker);
    release(*decoder);
    *decoder = NULL;
}
