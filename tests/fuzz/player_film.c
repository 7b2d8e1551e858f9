/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Any bytes as the sectors of a film: navigation packs, packets, parsers and
 * decoders. The first byte chooses the sound track's kind; the rest are sectors,
 * given a pack header each so that damage is met inside them, too.
 */
#include <stdlib.h>
#include <string.h>

#include "base/bytes.h"
#include "player/dvd/demux.h"
#include "player/dvd/navigator.h"
#include "player/dvd/navigator_pack.h"
#include "player/dvd/ticks.h"
#include "player/pipeline/stream.h"

#define SECTORS_MAX 24u

struct decoder {
    AVCodecContext *codec;
    AVFrame *frame;
};

static int take(void *context, AVPacket *packet)
{
    struct decoder *decoder = context;
    if (avcodec_send_packet(decoder->codec, packet) >= 0)
        while (avcodec_receive_frame(decoder->codec, decoder->frame) >= 0)
            av_frame_unref(decoder->frame);
    av_packet_free(&packet);
    return 0;
}

static void open_decoder(struct decoder *decoder, enum tsp_stream_kind kind)
{
    decoder->codec = tsp_stream_decoder(kind);
    decoder->frame = av_frame_alloc();
    if (!decoder->codec || !decoder->frame)
        abort();
    decoder->codec->thread_count = 1;
    decoder->codec->max_pixels = 720 * 576;
    if (avcodec_open2(decoder->codec, NULL, NULL) < 0)
        abort();
}

static void close_decoder(struct decoder *decoder)
{
    avcodec_free_context(&decoder->codec);
    av_frame_free(&decoder->frame);
}

static void play(const uint8_t *data, size_t size, enum tsp_stream_kind kind)
{
    struct decoder decoders[2] = {0};
    tsp_stream *streams[2] = {0};
    tsp_vobu vobu = {0};
    int result = tsp_stream_create(&streams[0], TSP_STREAM_VIDEO, NULL) | tsp_stream_create(&streams[1], kind, NULL);
    open_decoder(&decoders[0], TSP_STREAM_VIDEO);
    open_decoder(&decoders[1], kind);
    for (size_t at = 0; at < size && !result && at < SECTORS_MAX * TSP_SECTOR_SIZE; at += TSP_SECTOR_SIZE) {
        uint8_t sector[TSP_SECTOR_SIZE] = {0};
        tsp_nav_pack pack;
        tsp_demux demux;
        tsp_pes pes;
        memcpy(sector, data + at, size - at < TSP_SECTOR_SIZE ? size - at : TSP_SECTOR_SIZE);
        if (tsp_nav_pack_read(&pack, sector))
            vobu.stamp = pack.start_stamp;
        for (unsigned stream = 0; stream < 40; stream++)
            if (tsp_nav_pack_subpicture(sector, stream) >= 0x3FFFFFFF)
                abort();
        tsp_demux_init(&demux, sector);
        while (!result && tsp_demux_next(&demux, &pes)) {
            int64_t time = tsp_vobu_packet_time(&vobu, &pes);
            unsigned which = pes.kind == TSP_STREAM_VIDEO ? 0 : 1;
            if (which == 0 || pes.kind == kind)
                result = tsp_stream_push(streams[which], pes.bytes, pes.size, time, take, &decoders[which], NULL);
        }
    }
    for (unsigned i = 0; i < 2; i++) {
        if (streams[i] && !result)
            result = tsp_stream_finish(streams[i], take, &decoders[i], NULL);
        tsp_stream_destroy(&streams[i]);
        close_decoder(&decoders[i]);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const enum tsp_stream_kind kinds[] = {TSP_STREAM_AC3, TSP_STREAM_MPEG_AUDIO, TSP_STREAM_LPCM,
                                                 TSP_STREAM_DTS};
    tsp_stream_quiet();
    if (size > 0)
        play(data + 1, size - 1, kinds[data[0] % 4]);
    return 0;
}
