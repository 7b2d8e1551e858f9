/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "player/pipeline/stream.h"

#include <stdlib.h>
#include <string.h>

#include <libavutil/log.h>

#include "player/dvd/ticks.h"

/* A parser that finds no end of a picture must not gather for ever. */
#define PACKET_LIMIT (4u << 20)

struct tsp_stream {
    enum tsp_stream_kind kind;
    AVCodecParserContext *parser; /* NULL for LPCM, whose packets need none */
    AVCodecContext *codec;
    size_t gathered; /* bytes since the parser last gave a packet */
};

static enum AVCodecID codec_of(enum tsp_stream_kind kind)
{
    switch (kind) {
    case TSP_STREAM_VIDEO:
        return AV_CODEC_ID_MPEG2VIDEO;
    case TSP_STREAM_MPEG_AUDIO:
        return AV_CODEC_ID_MP2;
    case TSP_STREAM_AC3:
        return AV_CODEC_ID_AC3;
    case TSP_STREAM_DTS:
        return AV_CODEC_ID_DTS;
    case TSP_STREAM_LPCM:
        return AV_CODEC_ID_PCM_DVD;
    case TSP_STREAM_SUBPICTURE:
        return AV_CODEC_ID_DVD_SUBTITLE;
    }
    return AV_CODEC_ID_NONE;
}

void tsp_stream_quiet(void)
{
    av_log_set_level(AV_LOG_FATAL);
}

AVCodecContext *tsp_stream_decoder(enum tsp_stream_kind kind)
{
    const AVCodec *codec = avcodec_find_decoder(codec_of(kind));
    AVCodecContext *context = codec ? avcodec_alloc_context3(codec) : NULL;
    if (context)
        context->pkt_timebase = (AVRational){1, (int)TSP_SECOND};
    return context;
}

int tsp_stream_create(tsp_stream **out, enum tsp_stream_kind kind, tsb_error *err)
{
    tsp_stream *stream = calloc(1, sizeof *stream);
    if (!stream)
        return tsb_fail(err, TSB_ERR_MEMORY, "Not enough memory to read the film's streams");
    stream->kind = kind;
    stream->codec = tsp_stream_decoder(kind);
    if (kind != TSP_STREAM_LPCM)
        stream->parser = av_parser_init((int)codec_of(kind));
    if (!stream->codec || (kind != TSP_STREAM_LPCM && !stream->parser)) {
        tsp_stream_destroy(&stream);
        return tsb_fail(err, TSB_ERR_UNSUPPORTED, "This FFmpeg cannot decode %s, which the disc uses",
                        avcodec_get_name(codec_of(kind)));
    }
    *out = stream;
    return 0;
}

void tsp_stream_destroy(tsp_stream **stream)
{
    if (!stream || !*stream)
        return;
    if ((*stream)->parser)
        av_parser_close((*stream)->parser);
    avcodec_free_context(&(*stream)->codec);
    free(*stream);
    *stream = NULL;
}

static int64_t video_duration(const tsp_stream *stream)
{
    AVRational rate = stream->codec->framerate;
    if (rate.num <= 0 || rate.den <= 0)
        return TSP_SECOND / 25;
    int repeats = stream->parser ? stream->parser->repeat_pict : 0;
    int fields = 2 + (repeats > 0 ? repeats - 1 : 0);
    return TSP_SECOND * rate.den * fields / (2 * (int64_t)rate.num);
}

static int64_t packet_duration(const tsp_stream *stream, size_t size)
{
    if (stream->kind == TSP_STREAM_VIDEO)
        return video_duration(stream);
    if (!stream->parser)
        return (int64_t)size * TSP_SECOND / (48000 * 4); /* near enough to bound a queue */
    if (stream->parser->duration > 0 && stream->codec->sample_rate > 0)
        return (int64_t)stream->parser->duration * TSP_SECOND / stream->codec->sample_rate;
    return TSP_SECOND * 32 / 1000;
}

static int give(const tsp_stream *stream, const uint8_t *bytes, size_t size, int64_t time, tsp_stream_sink *sink,
                void *context, tsb_error *err)
{
    AVPacket *packet = av_packet_alloc();
    if (!packet || av_new_packet(packet, (int)size) < 0) {
        av_packet_free(&packet);
        return tsb_fail(err, TSB_ERR_MEMORY, "Not enough memory to read the film's streams");
    }
    memcpy(packet->data, bytes, size);
    packet->pts = time;
    packet->duration = packet_duration(stream, size);
    return sink(context, packet);
}

/* Bytes that never become a packet: start again rather than grow. */
static int restart(tsp_stream *stream, tsb_error *err)
{
    av_parser_close(stream->parser);
    stream->parser = av_parser_init((int)codec_of(stream->kind));
    stream->gathered = 0;
    return stream->parser ? 0 : tsb_fail(err, TSB_ERR_MEMORY, "Not enough memory to read the film's streams");
}

static int parse(tsp_stream *stream, const uint8_t *bytes, size_t size, int64_t time, tsp_stream_sink *sink,
                 void *context, tsb_error *err)
{
    int result = 0;
    bool flushing = size == 0;
    do {
        uint8_t *out = NULL;
        int out_size = 0;
        int used = av_parser_parse2(stream->parser, stream->codec, &out, &out_size, bytes, (int)size, time,
                                    AV_NOPTS_VALUE, 0);
        if (used < 0)
            return restart(stream, err);
        time = AV_NOPTS_VALUE;
        bytes += used;
        size -= (size_t)used;
        stream->gathered += (size_t)used;
        if (out_size > 0) {
            stream->gathered = 0;
            result = give(stream, out, (size_t)out_size, stream->parser->pts, sink, context, err);
        } else if (stream->gathered > PACKET_LIMIT) {
            return restart(stream, err);
        } else if (flushing || used == 0) {
            break;
        }
    } while (!result && size > 0);
    return result;
}

int tsp_stream_push(tsp_stream *stream, const uint8_t *bytes, size_t size, int64_t time, tsp_stream_sink *sink,
                    void *context, tsb_error *err)
{
    int64_t pts = time == TSP_NO_TIME ? AV_NOPTS_VALUE : time;
    if (size == 0)
        return 0;
    if (!stream->parser)
        return give(stream, bytes, size, pts, sink, context, err);
    /* The parser may read a little past the end of what it is given. */
    uint8_t padded[TSP_SECTOR_SIZE + AV_INPUT_BUFFER_PADDING_SIZE];
    if (size > TSP_SECTOR_SIZE)
        return tsb_fail(err, TSB_ERR_INVALID, "A packet is larger than its sector");
    memcpy(padded, bytes, size);
    memset(padded + size, 0, AV_INPUT_BUFFER_PADDING_SIZE);
    return parse(stream, padded, size, pts, sink, context, err);
}

int tsp_stream_finish(tsp_stream *stream, tsp_stream_sink *sink, void *context, tsb_error *err)
{
    static const uint8_t nothing[AV_INPUT_BUFFER_PADDING_SIZE];
    if (!stream->parser)
        return 0;
    return parse(stream, nothing, 0, AV_NOPTS_VALUE, sink, context, err);
}
