/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The pipeline's first thread: asks the navigator what comes next, takes those
 * sectors from tsp_sectors, and fills the queues of video and audio packets, and the store of subtitles.
 * Each run of playing begins with an empty packet whose pts is the time to
 * show first; for audio, its stream_index is the enum tsp_stream_kind, and its
 * pos the speed in millionths.
 */
#ifndef TALLYSTICK_PLAYER_READER_H
#define TALLYSTICK_PLAYER_READER_H

#include <stdbool.h>
#include <stdint.h>

#include "base/error.h"
#include "base/log.h"
#include "player/disc/sectors.h"
#include "player/pipeline/navigator.h"
#include "player/pipeline/queue.h"
#include "player/pipeline/subtitles.h"

typedef struct tsp_reader_options {
    tsp_navigator *navigator; /* used by the thread alone while it runs */
    tsp_sectors *sectors;     /* the same */
    tsp_queue *video;         /* of AVPacket */
    tsp_queue *audio;         /* of AVPacket; NULL: without sound */
    tsp_subtitles *subtitles;
    const tsb_log *log;
} tsp_reader_options;

/* Where a run begins. */
typedef struct tsp_run {
    unsigned serial; /* rising from 1 */
    int64_t time;    /* ticks into the title */
    unsigned track;  /* index into the title's tracks; ignored where there is none */
    double speed;    /* title seconds a second */
} tsp_run;

typedef struct tsp_reader_thread tsp_reader_thread;

/* Starts the thread on its first run. Everything in options outlives it. */
int tsp_reader_start(tsp_reader_thread **out, const tsp_reader_options *options, const tsp_run *run,
                     tsb_error *err) TSB_MUST_USE;
/* Stops, wakes, joins, frees; the queues must have been closed. Tolerates NULL. */
void tsp_reader_stop(tsp_reader_thread **reader);

/* Leaves what it does, even a blocked read, for another run. Never blocks. Any thread. */
void tsp_reader_seek(tsp_reader_thread *reader, const tsp_run *run);

/* 0, or what ended reading, with its message. Any thread. */
int tsp_reader_failure(tsp_reader_thread *reader, tsb_error *err);

#endif
