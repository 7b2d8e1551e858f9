/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "player/pipeline/reader.h"

#include <stdlib.h>

#include "base/cancel.h"
#include "base/secret.h"
#include "player/pipeline/reader_int.h"

bool tsp_reader_interrupted(tsp_reader_thread *reader)
{
    pthread_mutex_lock(&reader->lock);
    bool interrupt = reader->requested || reader->stopping;
    pthread_mutex_unlock(&reader->lock);
    return interrupt;
}

void tsp_reader_arrive(tsp_reader_thread *reader, bool led_on)
{
    pthread_mutex_lock(&reader->lock);
    reader->place = (tsp_reader_place){
        .serial = reader->run.serial,
        .title = reader->title,
        .track = reader->track,
        .angle = reader->angle,
        .subpicture = reader->subpicture,
        .led_on = led_on,
    };
    pthread_mutex_unlock(&reader->lock);
}

void tsp_reader_wait_still(tsp_reader_thread *reader)
{
    pthread_mutex_lock(&reader->lock);
    while (!reader->requested && !reader->stopping && reader->still_over != reader->run.serial)
        pthread_cond_wait(&reader->wake, &reader->lock);
    reader->still_over = 0;
    pthread_mutex_unlock(&reader->lock);
}

void tsp_reader_tell_choice(tsp_reader_thread *reader)
{
    pthread_mutex_lock(&reader->lock);
    if (reader->button > 0)
        tsp_navigator_choose(reader->options.navigator, reader->button, reader->moves);
    reader->button = 0;
    pthread_mutex_unlock(&reader->lock);
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
        reader->still_over = 0;
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
        int result = tsp_reader_play(reader, &err);
        if (result < 0 && !(result == TSB_ERR_CANCELLED && tsp_reader_interrupted(reader)))
            fail(reader, &err);
    }
    return NULL;
}

static void release(tsp_reader_thread *reader)
{
    free(reader->pending.page);
    tsp_stream_destroy(&reader->video);
    tsp_stream_destroy(&reader->audio);
    tsb_cancel_destroy(&reader->cancel);
    tsb_secret_free(reader->piece, TSP_PIECE_SIZE);
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
    reader->piece = tsb_secret_alloc(TSP_PIECE_SIZE);
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

void tsp_reader_place_get(tsp_reader_thread *reader, tsp_reader_place *out)
{
    pthread_mutex_lock(&reader->lock);
    *out = reader->place;
    pthread_mutex_unlock(&reader->lock);
}

void tsp_reader_end_still(tsp_reader_thread *reader, unsigned serial)
{
    pthread_mutex_lock(&reader->lock);
    reader->still_over = serial;
    pthread_cond_signal(&reader->wake);
    pthread_mutex_unlock(&reader->lock);
}

void tsp_reader_choose(tsp_reader_thread *reader, unsigned button, unsigned moves)
{
    pthread_mutex_lock(&reader->lock);
    reader->button = button;
    reader->moves = moves;
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
