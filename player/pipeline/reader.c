/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "player/pipeline/reader.h"

#include <pthread.h>
#include <stdlib.h>

#include "base/cancel.h"
#include "base/secret.h"
#include "player/pipeline/stream.h"
#include "player/pipeline/ticks.h"

#define PIECE_SECTORS 32u
#define PIECE_SIZE    (PIECE_SECTORS * TSP_SECTOR_SIZE)
/* Pictures before a VOBU's first can need the one before: begin early enough. */
#define SEEK_MARGIN (TSP_SECOND / 5)

struct tsp_reader_thread {
    tsp_reader_options options;
    tsb_log log;
    pthread_t thread;
    tsb_cancel *cancel; /* fired under the lock, with a request or to stop */

    /* the thread's own */
    uint8_t *piece;
    tsp_stream *video;
    tsp_stream *audio;
    tsp_run run;

    pthread_mutex_t lock; /* guards all below */
    pthread_cond_t wake;
    tsp_run request;
    bool requested;
    bool stopping;
    tsb_error failure;
};

struct sink {
    tsp_queue *queue;
    unsigned serial;
};

/* Positive: the run is over for the thread, for no fault. */
#define RUN_OVER 1

static int put(void *context, AVPacket *packet)
{
    struct sink *sink = context;
    int64_t duration = packet->duration;
    size_t bytes = (size_t)packet->size + sizeof *packet;
    if (tsp_queue_put(sink->queue, packet, bytes, duration, sink->serial) == TSP_QUEUE_OK)
        return 0;
    av_packet_free(&packet);
    return RUN_OVER;
}

static int put_start(tsp_queue *queue, const tsp_run *run, enum tsp_stream_kind kind, tsb_error *err)
{
    struct sink sink = {queue, run->serial};
    AVPacket *packet = av_packet_alloc();
    if (!packet)
        return tsb_fail(err, TSB_ERR_MEMORY, "Not enough memory to play");
    packet->pts = run->time;
    packet->stream_index = (int)kind;
    packet->pos = (int64_t)(run->speed * 1e6 + 0.5);
    return put(&sink, packet);
}

static const tsp_track *track_of(const tsp_reader_thread *reader)
{
    const tsp_title *title = tsp_navigator_title(reader->options.navigator);
    return reader->options.audio && reader->run.track < title->track_count ? &title->tracks[reader->run.track] : NULL;
}

static int begin_run(tsp_reader_thread *reader, tsb_error *err)
{
    const tsp_track *track = track_of(reader);
    uint32_t sector = 0;
    int64_t from = reader->run.time > SEEK_MARGIN ? reader->run.time - SEEK_MARGIN : 0;
    int result = put_start(reader->options.video, &reader->run, TSP_STREAM_VIDEO, err);
    tsp_stream_destroy(&reader->video);
    tsp_stream_destroy(&reader->audio);
    if (!result)
        result = tsp_stream_create(&reader->video, TSP_STREAM_VIDEO, err);
    if (!result && track) {
        result = tsp_stream_create(&reader->audio, track->kind, err);
        if (!result)
            result = put_start(reader->options.audio, &reader->run, track->kind, err);
    } else if (!result && reader->options.audio) {
        tsp_queue_put_end(reader->options.audio, reader->run.serial);
    }
    if (!result)
        result = tsp_navigator_seek(reader->options.navigator, from, &sector, reader->cancel, err);
    if (!result)
        tsp_sectors_hint(reader->options.sectors, sector);
    return result;
}

static int take_pes(tsp_reader_thread *reader, const tsp_vobu *vobu, const tsp_pes *pes, tsb_error *err)
{
    const tsp_track *track = track_of(reader);
    int64_t time = pes->has_pts ? tsp_vobu_time(vobu, pes->pts) : TSP_NO_TIME;
    struct sink sink = {reader->options.video, reader->run.serial};
    if (pes->kind == TSP_STREAM_VIDEO)
        return tsp_stream_push(reader->video, pes->bytes, pes->size, time, put, &sink, err);
    if (pes->kind == TSP_STREAM_SUBPICTURE)
        tsp_subtitles_push(reader->options.subtitles, pes->id, pes->bytes, pes->size, time, reader->run.serial);
    if (!track || pes->kind != track->kind || pes->id != track->id)
        return 0;
    sink.queue = reader->options.audio;
    return tsp_stream_push(reader->audio, pes->bytes, pes->size, time, put, &sink, err);
}

static int take_sectors(tsp_reader_thread *reader, const tsp_vobu *vobu, uint32_t count, tsb_error *err)
{
    int result = 0;
    for (uint32_t i = 0; i < count && !result; i++) {
        tsp_demux demux;
        tsp_pes pes;
        tsp_demux_init(&demux, reader->piece + (size_t)i * TSP_SECTOR_SIZE);
        while (!result && tsp_demux_next(&demux, &pes))
            result = take_pes(reader, vobu, &pes, err);
        if (demux.damaged)
            tsb_debug(&reader->log, "a sector of the VOBU at %u is damaged", vobu->sector);
    }
    return result;
}

static int play_vobu(tsp_reader_thread *reader, const tsp_vobu *vobu, tsb_error *err)
{
    int result = 0;
    for (uint32_t done = 0; done < vobu->count && !result;) {
        uint32_t count = vobu->count - done < PIECE_SECTORS ? vobu->count - done : PIECE_SECTORS;
        result = tsp_sectors_read(reader->options.sectors, vobu->sector + done, count, reader->piece, reader->cancel,
                                  err);
        if (!result)
            result = take_sectors(reader, vobu, count, err);
        done += count;
    }
    return result;
}

static int end_run(tsp_reader_thread *reader, tsb_error *err)
{
    struct sink sink = {reader->options.video, reader->run.serial};
    int result = tsp_stream_finish(reader->video, put, &sink, err);
    tsp_queue_put_end(reader->options.video, reader->run.serial);
    if (!result && reader->audio) {
        sink.queue = reader->options.audio;
        result = tsp_stream_finish(reader->audio, put, &sink, err);
    }
    if (reader->options.audio)
        tsp_queue_put_end(reader->options.audio, reader->run.serial);
    return result ? result : RUN_OVER;
}

static bool interrupted(tsp_reader_thread *reader)
{
    pthread_mutex_lock(&reader->lock);
    bool interrupt = reader->requested || reader->stopping;
    pthread_mutex_unlock(&reader->lock);
    return interrupt;
}

/* Until the title is over (RUN_OVER), another run is asked for (RUN_OVER), or a failure. */
static int play_run(tsp_reader_thread *reader, tsb_error *err)
{
    int result = begin_run(reader, err);
    while (!result && !interrupted(reader)) {
        tsp_vobu vobu = {0};
        int more = tsp_navigator_next(reader->options.navigator, &vobu, reader->cancel, err);
        if (more == 1)
            result = play_vobu(reader, &vobu, err);
        else
            result = more == 0 ? end_run(reader, err) : more;
    }
    return result;
}

/* Waits for the next run; false: the thread is to end. */
static bool take_request(tsp_reader_thread *reader)
{
    pthread_mutex_lock(&reader->lock);
    while (!reader->requested && !reader->stopping)
        pthread_cond_wait(&reader->wake, &reader->lock);
    bool go_on = !reader->stopping;
    if (go_on) {
        reader->run = reader->request;
        reader->requested = false;
        tsb_cancel_reset(reader->cancel);
    }
    pthread_mutex_unlock(&reader->lock);
    return go_on;
}

static void fail(tsp_reader_thread *reader, const tsb_error *err)
{
    pthread_mutex_lock(&reader->lock);
    if (!reader->requested) /* what failed in a run that was left is of no interest */
        reader->failure = *err;
    pthread_mutex_unlock(&reader->lock);
    tsp_queue_put_end(reader->options.video, reader->run.serial);
    if (reader->options.audio)
        tsp_queue_put_end(reader->options.audio, reader->run.serial);
}

static void *run_thread(void *context)
{
    tsp_reader_thread *reader = context;
    while (take_request(reader)) {
        tsb_error err = {0};
        int result = play_run(reader, &err);
        if (result < 0 && !(result == TSB_ERR_CANCELLED && interrupted(reader)))
            fail(reader, &err);
    }
    return NULL;
}

static void release(tsp_reader_thread *reader)
{
    tsp_stream_destroy(&reader->video);
    tsp_stream_destroy(&reader->audio);
    tsb_cancel_destroy(&reader->cancel);
    tsb_secret_free(reader->piece, PIECE_SIZE);
    free(reader);
}

int tsp_reader_start(tsp_reader_thread **out, const tsp_reader_options *options, const tsp_run *run, tsb_error *err)
{
    tsp_reader_thread *reader = calloc(1, sizeof *reader);
    if (!reader)
        return tsb_fail(err, TSB_ERR_MEMORY, "Not enough memory to play");
    reader->options = *options;
    reader->log = tsb_log_named(options->log, "reader");
    reader->request = *run;
    reader->requested = true;
    reader->piece = tsb_secret_alloc(PIECE_SIZE);
    int result = reader->piece ? tsb_cancel_create(&reader->cancel, err)
                               : tsb_fail(err, TSB_ERR_MEMORY, "Not enough memory to play");
    if (result)
        goto failed;
    result = TSB_ERR_INTERNAL;
    if (pthread_mutex_init(&reader->lock, NULL))
        goto no_lock;
    if (pthread_cond_init(&reader->wake, NULL))
        goto no_condition;
    if (pthread_create(&reader->thread, NULL, run_thread, reader))
        goto no_thread;
    *out = reader;
    return 0;

no_thread:
    pthread_cond_destroy(&reader->wake);
no_condition:
    pthread_mutex_destroy(&reader->lock);
no_lock:
    tsb_fail(err, TSB_ERR_INTERNAL, "The reading thread cannot be started");
failed:
    release(reader);
    return result;
}

void tsp_reader_stop(tsp_reader_thread **reader)
{
    if (!reader || !*reader)
        return;
    tsp_reader_thread *stopping = *reader;
    pthread_mutex_lock(&stopping->lock);
    stopping->stopping = true;
    tsb_cancel_fire(stopping->cancel);
    pthread_cond_signal(&stopping->wake);
    pthread_mutex_unlock(&stopping->lock);
    pthread_join(stopping->thread, NULL);
    pthread_cond_destroy(&stopping->wake);
    pthread_mutex_destroy(&stopping->lock);
    release(stopping);
    *reader = NULL;
}

void tsp_reader_seek(tsp_reader_thread *reader, const tsp_run *run)
{
    pthread_mutex_lock(&reader->lock);
    reader->request = *run;
    reader->requested = true;
    tsb_error_clear(&reader->failure);
    tsb_cancel_fire(reader->cancel);
    pthread_cond_signal(&reader->wake);
    pthread_mutex_unlock(&reader->lock);
}

int tsp_reader_failure(tsp_reader_thread *reader, tsb_error *err)
{
    pthread_mutex_lock(&reader->lock);
    int result = reader->failure.code;
    if (result && err && !err->code)
        *err = reader->failure;
    pthread_mutex_unlock(&reader->lock);
    return result;
}
