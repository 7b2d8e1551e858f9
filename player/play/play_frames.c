/* SPDX-License-Identifier: GPL-3.0-or-later */
/* tsp_frames_md5: the pipeline's parts one after the other in one thread, as fast as they go. */
#include "player/play/play.h"

#include <errno.h>
#include <stdlib.h>

#include "base/secret.h"
#include "player/dvd/navigator.h"
#include "player/dvd/ticks.h"
#include "player/pipeline/framehash.h"
#include "player/pipeline/stream.h"
#include "player/pipeline/video_times.h"

#define PIECE_SECTORS 64u
#define PIECE_SIZE    (PIECE_SECTORS * TSP_SECTOR_SIZE)

struct hashing {
    const tsp_play_options *options;
    tsp_navigator *navigator;
    tsp_stream *stream;
    AVCodecContext *codec;
    AVFrame *frame;
    uint8_t *piece;
    tsp_video_times times;
    tsp_framehash hash;
    tsb_error *err;
};

static int take_frames(struct hashing *hashing)
{
    int result = 0;
    while (!result && avcodec_receive_frame(hashing->codec, hashing->frame) >= 0) {
        tsp_video_times_apply(&hashing->times, hashing->frame, hashing->codec->framerate, 0);
        result = tsp_framehash_add(&hashing->hash, hashing->frame, hashing->codec->framerate, hashing->err);
        av_frame_unref(hashing->frame);
    }
    return result;
}

static int take_packet(void *context, AVPacket *packet)
{
    struct hashing *hashing = context;
    if (avcodec_send_packet(hashing->codec, packet) < 0)
        tsb_debug(hashing->options->log, "a picture cannot be decoded");
    int result = take_frames(hashing);
    av_packet_free(&packet);
    return result;
}

static int take_sectors(struct hashing *hashing, const tsp_vobu *vobu, uint32_t count)
{
    int result = 0;
    for (uint32_t i = 0; i < count && !result; i++) {
        tsp_demux demux;
        tsp_pes pes;
        tsp_demux_init(&demux, hashing->piece + (size_t)i * TSP_SECTOR_SIZE);
        while (!result && tsp_demux_next(&demux, &pes)) {
            int64_t time = tsp_vobu_packet_time(vobu, &pes);
            if (pes.kind == TSP_STREAM_VIDEO)
                result = tsp_stream_push(hashing->stream, pes.bytes, pes.size, time, take_packet, hashing,
                                         hashing->err);
        }
    }
    return result;
}

static int take_vobu(struct hashing *hashing, const tsp_vobu *vobu)
{
    int result = 0;
    for (uint32_t done = 0; done < vobu->count && !result;) {
        uint32_t count = vobu->count - done < PIECE_SECTORS ? vobu->count - done : PIECE_SECTORS;
        if (tsb_cancel_fired(hashing->options->cancel))
            return tsb_fail(hashing->err, TSB_ERR_CANCELLED, "Interrupted");
        result = tsp_sectors_read(hashing->options->sectors, vobu->sector + done, count, hashing->piece,
                                  hashing->options->cancel, hashing->err);
        if (!result)
            result = take_sectors(hashing, vobu, count);
        done += count;
    }
    return result;
}

static int hash_title(struct hashing *hashing)
{
    int result = 0;
    for (;;) {
        tsp_vobu vobu = {0};
        int more = tsp_navigator_next(hashing->navigator, &vobu, hashing->options->cancel, hashing->err);
        free(vobu.page);
        if (more < 0)
            return more;
        if (more == TSP_NAV_STILL)
            continue;
        if (more == TSP_NAV_OVER)
            break;
        if ((result = take_vobu(hashing, &vobu)) != 0)
            return result;
    }
    result = tsp_stream_finish(hashing->stream, take_packet, hashing, hashing->err);
    if (!result && avcodec_send_packet(hashing->codec, NULL) >= 0)
        result = take_frames(hashing);
    if (!result && hashing->hash.last < 0)
        result = tsb_fail(hashing->err, TSB_ERR_INVALID, "The title holds no picture");
    if (!result && fflush(hashing->hash.out))
        result = tsb_fail_errno(hashing->err, errno, "The hashes cannot be written");
    return result;
}

static int prepare(struct hashing *hashing, FILE *out)
{
    int result = tsp_framehash_init(&hashing->hash, out, hashing->err);
    if (!result)
        result = tsp_navigator_open(&hashing->navigator, hashing->options->path, hashing->options->disc_title,
                                    hashing->options->sectors->count, hashing->options->log, hashing->options->cancel,
                                    hashing->err);
    if (!result && hashing->options->presence)
        tsp_navigator_watch(hashing->navigator, hashing->options->presence);
    if (!result && hashing->options->angle > 1) {
        tsp_target target = {.kind = TSP_TARGET_TIME,
                             .title = tsp_navigator_title(hashing->navigator)->number,
                             .angle = hashing->options->angle};
        result = tsp_navigator_go(hashing->navigator, &target, NULL, hashing->options->cancel, hashing->err);
    }
    if (!result)
        result = tsp_stream_create(&hashing->stream, TSP_STREAM_VIDEO, hashing->err);
    if (result)
        return result;
    hashing->codec = tsp_stream_decoder(TSP_STREAM_VIDEO);
    hashing->frame = av_frame_alloc();
    hashing->piece = tsb_secret_alloc(PIECE_SIZE);
    if (!hashing->codec || !hashing->frame || !hashing->piece)
        return tsb_fail(hashing->err, TSB_ERR_MEMORY, "Not enough memory to decode the film");
    hashing->codec->thread_count = 1; /* hashing takes as long as decoding: more threads gain little */
    if (avcodec_open2(hashing->codec, NULL, NULL) < 0)
        return tsb_fail(hashing->err, TSB_ERR_UNSUPPORTED, "FFmpeg's MPEG-2 decoder cannot be opened");
    tsp_video_times_init(&hashing->times);
    return 0;
}

int tsp_frames_md5(const tsp_play_options *options, FILE *out, tsb_error *err)
{
    tsb_error own = {0};
    struct hashing hashing = {.options = options, .err = err ? err : &own};
    tsp_stream_quiet();
    int result = prepare(&hashing, out);
    if (!result)
        result = hash_title(&hashing);
    av_frame_free(&hashing.frame);
    avcodec_free_context(&hashing.codec);
    tsb_secret_free(hashing.piece, PIECE_SIZE);
    tsp_stream_destroy(&hashing.stream);
    tsp_navigator_close(&hashing.navigator);
    tsp_framehash_finish(&hashing.hash);
    return result;
}
