/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The reading thread's insides, shared by reader.c and reader_run.c. */
#ifndef TALLYSTICK_PLAYER_READER_INT_H
#define TALLYSTICK_PLAYER_READER_INT_H

#include <pthread.h>

#include "player/pipeline/reader.h"
#include "player/pipeline/stream.h"

#define TSP_PIECE_SECTORS 32u
#define TSP_PIECE_SIZE    (TSP_PIECE_SECTORS * TSP_SECTOR_SIZE)

/* In so many VOBUs at most the units are looked for that began before a run; others are seen when they come again. */
#define TSP_BACK_PLACES 6u

/* Positive: the run is over for the thread, for no fault. */
#define TSP_RUN_OVER 1

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
    const tsp_title *title; /* that is played now */
    unsigned track;
    int angle;
    int subpicture;   /* as in tsp_reader_place */
    bool started;     /* the run's queues know of it */
    bool has_pending; /* pending is where the disc's commands have led, not played yet */
    tsp_vobu pending;
    bool unmoved;                   /* the run is a button's that leads nowhere, but may have chosen streams */
    bool looks_back;                /* the run has begun at a time, a moment ago: units may lie before it */
    uint32_t origin;                /* the sector it has begun at; UINT32_MAX: not yet */
    uint32_t back[TSP_BACK_PLACES]; /* sectors of VOBUs before that, with units that its VOBUs show */
    unsigned back_count;
    unsigned back_done; /* of them have been read */
    bool gave;          /* the present VOBU held something to play */

    pthread_mutex_t lock; /* guards all below */
    pthread_cond_t wake;
    tsp_run request;
    bool requested;
    bool stopping;
    unsigned still_over; /* the run whose still is over */
    unsigned button;     /* chosen, and not told of; 0: none */
    unsigned moves;
    tsp_reader_place place;
    tsb_error failure;
};

/* reader.c: another run is asked for, or the end. */
bool tsp_reader_interrupted(tsp_reader_thread *reader);
void tsp_reader_arrive(tsp_reader_thread *reader, bool led_on);
/* Waits until the present run's still is over, or another run is asked for. */
void tsp_reader_wait_still(tsp_reader_thread *reader);
/* Hands on what was chosen since. */
void tsp_reader_tell_choice(tsp_reader_thread *reader);

/* reader_back.c: adds to reader->back by the piece, the first of vobu. */
void tsp_reader_find_back(tsp_reader_thread *reader, const tsp_vobu *vobu);
/* Takes the subpicture units that are on the screen in vobu but begin before the run, as found. */
int tsp_reader_look_back(tsp_reader_thread *reader, const tsp_vobu *vobu, tsb_error *err) TSB_MUST_USE;

/* reader_run.c: the present run, until the title is over (TSP_RUN_OVER), another run is asked for, or a failure. */
int tsp_reader_play(tsp_reader_thread *reader, tsb_error *err);

#endif
