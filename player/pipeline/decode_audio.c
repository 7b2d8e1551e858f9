/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "player/pipeline/decode.h"

#include <stdlib.h>

#include <libavcodec/avcodec.h>
#include <libswresample/swresample.h>

#include "player/dvd/ticks.h"
#include "player/pipeline/audio_tempo.h"
#include "player/pipeline/stream.h"
#include "player/pipeline/worker.h"

/* Stamps closer than this to where the sound has got are taken as jitter of the stamps. */
#define JITTER (TSP_SECOND / 25)
/* A longer hole is no hole, but a stamp gone wrong. */
#define GAP_MAX (10 * TSP_SECOND)

struct tsp_audio_decoder {
    tsp_worker worker;
    tsp_ring *ring;
    tsb_log log;
    unsigned rate;
    int channels;
    AVCodecContext *codec;
    AVFrame *frame;
    SwrContext *converter;
    int in_rate; /* what the converter was made for */
    int in_format;
    AVChannelLayout in_layout;
    float *samples;
    unsigned samples_room; /* frames */
    tsp_tempo *tempo;      /* NULL at normal speed */
    double speed;
    int64_t heard;  /* title time the sound from tempo ends at, or TSP_NO_TIME */
    int64_t coming; /* title time of the next frame to be decoded, or TSP_NO_TIME before the first stamp */
    int64_t next;   /* title time that the sound given so far ends at; at first where the run begins */
};

static int64_t ticks_of(const tsp_audio_decoder *decoder, unsigned frames)
{
    return (int64_t)frames * TSP_SECOND / decoder->rate;
}

static unsigned frames_of(const tsp_audio_decoder *decoder, int64_t ticks)
{
    return (unsigned)(ticks * decoder->rate / TSP_SECOND);
}

static bool reserve(tsp_audio_decoder *decoder, unsigned frames)
{
    if (frames <= decoder->samples_room)
        return true;
    float *larger = realloc(decoder->samples, (size_t)frames * (unsigned)decoder->channels * sizeof *larger);
    if (!larger)
        return false;
    decoder->samples = larger;
    decoder->samples_room = frames;
    return true;
}

/* What came out of tempo, which holds some back; frames there last longer or shorter in the title. */
static bool drain_tempo(tsp_audio_decoder *decoder)
{
    const float *samples = NULL;
    unsigned frames = 0;
    while ((frames = tsp_tempo_pull(decoder->tempo, &samples)) > 0) {
        if (tsp_ring_write(decoder->ring, samples, frames, decoder->heard, decoder->speed, decoder->worker.serial) !=
            TSP_QUEUE_OK)
            return false;
        decoder->heard += (int64_t)((double)ticks_of(decoder, frames) * decoder->speed);
    }
    return true;
}

static bool emit(tsp_audio_decoder *decoder, const float *samples, unsigned frames, int64_t time)
{
    if (!decoder->tempo)
        return tsp_ring_write(decoder->ring, samples, frames, time, 1, decoder->worker.serial) == TSP_QUEUE_OK;
    if (decoder->heard == TSP_NO_TIME)
        decoder->heard = time;
    return tsp_tempo_push(decoder->tempo, samples, frames) && drain_tempo(decoder);
}

/* Silence from where the sound has got up to time. */
static void fill_gap(tsp_audio_decoder *decoder, int64_t time)
{
    float silence[256 * 8] = {0};
    unsigned block = (unsigned)(TSB_COUNT(silence) / (size_t)decoder->channels);
    unsigned missing = frames_of(decoder, time - decoder->next);
    while (missing > 0) {
        unsigned now = missing < block ? missing : block;
        if (!emit(decoder, silence, now, decoder->next))
            return;
        decoder->next += ticks_of(decoder, now);
        missing -= now;
    }
}

/* Lays count frames that begin at time behind what was given, in order and without holes. */
static void give(tsp_audio_decoder *decoder, unsigned count, int64_t time)
{
    unsigned skip = 0;
    int64_t ahead = time - decoder->next;
    if (ahead > JITTER && ahead < GAP_MAX)
        fill_gap(decoder, time);
    else if (ahead < -JITTER && ahead > -GAP_MAX)
        skip = frames_of(decoder, -ahead);
    if (skip >= count)
        return;
    time += ticks_of(decoder, skip);
    count -= skip;
    if (emit(decoder, decoder->samples + (size_t)skip * (unsigned)decoder->channels, count, time))
        decoder->next = time + ticks_of(decoder, count);
}

static bool prepare_converter(tsp_audio_decoder *decoder)
{
    const AVFrame *frame = decoder->frame;
    if (decoder->converter && frame->sample_rate == decoder->in_rate && frame->format == decoder->in_format &&
        av_channel_layout_compare(&frame->ch_layout, &decoder->in_layout) == 0)
        return true;
    AVChannelLayout out_layout = {0};
    swr_free(&decoder->converter);
    av_channel_layout_uninit(&decoder->in_layout);
    av_channel_layout_default(&out_layout, decoder->channels);
    decoder->in_rate = frame->sample_rate;
    decoder->in_format = frame->format;
    if (frame->ch_layout.order == AV_CHANNEL_ORDER_UNSPEC)
        av_channel_layout_default(&decoder->in_layout, frame->ch_layout.nb_channels);
    else if (av_channel_layout_copy(&decoder->in_layout, &frame->ch_layout) < 0)
        return false;
    return swr_alloc_set_opts2(&decoder->converter, &out_layout, AV_SAMPLE_FMT_FLT, (int)decoder->rate,
                               &decoder->in_layout, frame->format, frame->sample_rate, 0, NULL) >= 0 &&
           swr_init(decoder->converter) >= 0;
}

static void take_frame(tsp_audio_decoder *decoder)
{
    AVFrame *frame = decoder->frame;
    if (frame->sample_rate <= 0 || frame->nb_samples <= 0 || !prepare_converter(decoder)) {
        tsb_debug(&decoder->log, "a frame of sound cannot be converted");
        return;
    }
    int64_t delay = swr_get_delay(decoder->converter, TSP_SECOND);
    int room = swr_get_out_samples(decoder->converter, frame->nb_samples);
    if (room <= 0 || !reserve(decoder, (unsigned)room))
        return;
    uint8_t *out[] = {(uint8_t *)decoder->samples};
    int count = swr_convert(decoder->converter, out, room, (const uint8_t **)frame->extended_data, frame->nb_samples);
    int64_t time = frame->pts != AV_NOPTS_VALUE ? frame->pts : decoder->coming;
    if (time == TSP_NO_TIME)
        return; /* before the run's first stamp, where it belongs is not known */
    decoder->coming = time + (int64_t)frame->nb_samples * TSP_SECOND / frame->sample_rate;
    if (count > 0)
        give(decoder, (unsigned)count, time - delay);
}

static void take_frames(tsp_audio_decoder *decoder)
{
    while (decoder->codec && avcodec_receive_frame(decoder->codec, decoder->frame) >= 0) {
        take_frame(decoder);
        av_frame_unref(decoder->frame);
    }
}

static void open_codec(tsp_audio_decoder *decoder, enum tsp_stream_kind kind)
{
    avcodec_free_context(&decoder->codec);
    swr_free(&decoder->converter);
    decoder->codec = tsp_stream_decoder(kind);
    if (!decoder->codec || avcodec_open2(decoder->codec, NULL, NULL) < 0) {
        tsb_error_log(&decoder->log, "This sound track cannot be decoded");
        avcodec_free_context(&decoder->codec);
    }
}

/* The run's first packet makes all anew. */
static void begin_run(tsp_audio_decoder *decoder, const AVPacket *start)
{
    decoder->next = start->pts;
    decoder->heard = TSP_NO_TIME;
    decoder->coming = TSP_NO_TIME;
    decoder->speed = (double)start->pos / 1e6;
    tsp_tempo_destroy(&decoder->tempo);
    if (start->pos != 1000000)
        decoder->tempo = tsp_tempo_create(decoder->rate, (unsigned)decoder->channels, decoder->speed);
    open_codec(decoder, (enum tsp_stream_kind)start->stream_index);
}

static void take_packet(void *context, const AVPacket *packet)
{
    tsp_audio_decoder *decoder = context;
    if (!packet->data) {
        begin_run(decoder, packet);
    } else if (decoder->codec) {
        if (avcodec_send_packet(decoder->codec, packet) < 0)
            tsb_debug(&decoder->log, "a frame of sound cannot be decoded");
        take_frames(decoder);
    }
}

static void end_run(void *context)
{
    tsp_audio_decoder *decoder = context;
    if (decoder->codec && avcodec_send_packet(decoder->codec, NULL) >= 0)
        take_frames(decoder);
    if (decoder->tempo && tsp_tempo_push(decoder->tempo, NULL, 0))
        drain_tempo(decoder);
    tsp_ring_put_end(decoder->ring, decoder->worker.serial);
}

static void release(tsp_audio_decoder *decoder)
{
    av_frame_free(&decoder->frame);
    avcodec_free_context(&decoder->codec);
    swr_free(&decoder->converter);
    tsp_tempo_destroy(&decoder->tempo);
    av_channel_layout_uninit(&decoder->in_layout);
    free(decoder->samples);
    free(decoder);
}

int tsp_audio_decoder_start(tsp_audio_decoder **out, tsp_queue *packets, tsp_ring *ring, const tsb_log *log,
                            tsb_error *err)
{
    static const struct tsp_worker_ops ops = {.take = take_packet, .end = end_run};
    tsp_audio_decoder *decoder = calloc(1, sizeof *decoder);
    if (!decoder)
        return tsb_fail(err, TSB_ERR_MEMORY, "Not enough memory to decode sound");
    decoder->ring = ring;
    decoder->log = tsb_log_named(log, "audio");
    decoder->rate = tsp_ring_rate(ring);
    decoder->channels = (int)tsp_ring_channels(ring);
    decoder->frame = av_frame_alloc();
    int result = decoder->frame ? 0 : tsb_fail(err, TSB_ERR_MEMORY, "Not enough memory to decode sound");
    if (!result)
        result = tsp_worker_start(&decoder->worker, &ops, decoder, packets, err);
    if (result) {
        release(decoder);
        return result;
    }
    *out = decoder;
    return 0;
}

void tsp_audio_decoder_stop(tsp_audio_decoder **decoder)
{
    if (!decoder || !*decoder)
        return;
    tsp_worker_join(&(*decoder)->worker);
    release(*decoder);
    *decoder = NULL;
}
