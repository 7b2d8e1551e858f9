/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The pipeline's first thread: asks the navigator what comes next, takes those
 * sectors from tsp_sectors, and fills the queues of video and audio packets.
 * Each run of playing begins with an empty packet whose pts is the time to
 * show first; for audio, its stream_index is the enum tsp_stream_kind, and its
 * pos the speed in millionths. Other empty packets are an enum tsp_mark.
 */
#ifndef TALLYSTICK_PLAYER_READER_H
#define TALLYSTICK_PLAYER_READER_H

#include <stdbool.h>
#include <stdint.h>

#include "base/error.h"
#include "base/log.h"
#include "player/disc/sectors.h"
#include "player/dvd/navigator.h"
#include "player/pipeline/menu_pages.h"
#include "player/pipeline/queue.h"
#include "player/pipeline/subtitles.h"

/* The stream_index of an empty packet of video that does not begin a run. */
enum tsp_mark {
    TSP_MARK_FLUSH = -1, /* the sequence ends: what was decoded is shown without waiting for more */
    TSP_MARK_STILL = -2  /* the same; and the last picture stays for pts ticks, INT64_MAX: until it is told */
};

typedef struct tsp_reader_options {
    tsp_navigator *navigator; /* used by the thread alone while it runs */
    tsp_sectors *sectors;     /* the same */
    tsp_queue *video;         /* of AVPacket */
    tsp_queue *audio;         /* of AVPacket; NULL: without sound */
    tsp_subtitles *subtitles;
    tsp_menu_pages *pages;
    const tsb_log *log;
} tsp_reader_options;

/* Where a run begins. */
typedef struct tsp_run {
    unsigned serial; /* rising from 1 */
    enum tsp_run_way {
        TSP_RUN_TIME,     /* time in the title */
        TSP_RUN_MENU,     /* the title's menu, else the disc's; where there is none: time in the title */
        TSP_RUN_TOP_MENU, /* the other way round */
        TSP_RUN_BUTTON,   /* where a button of page leads */
        TSP_RUN_ON        /* where the disc's commands have led, after tsp_reader_place said so */
    } way;
    int title;      /* number */
    int64_t time;   /* ticks into the title */
    unsigned track; /* index into the title's tracks; ignored where there is none, or the disc's commands choose */
    int subpicture; /* the stream whose unit is to be there at once, though it began before time; -1: none */
    int angle;      /* from 1 */
    bool roaming;   /* as in tsp_target */
    double speed;   /* title seconds a second */
    tsp_menu_page page;
    unsigned button;
} tsp_run;

/* Where a run has got. */
typedef struct tsp_reader_place {
    unsigned serial;        /* of the run; 0: none has begun */
    const tsp_title *title; /* that it plays; number 0: a menu */
    unsigned track;
    int angle;      /* from 1 */
    int subpicture; /* stream that the disc's commands have chosen to be shown; -1: none */
    bool led_on;    /* it ended because the disc's commands led elsewhere: TSP_RUN_ON goes there */
} tsp_reader_place;

typedef struct tsp_reader_thread tsp_reader_thread;

/* Starts the thread on its first run. Everything in options outlives it. */
int tsp_reader_start(tsp_reader_thread **out, const tsp_reader_options *options, const tsp_run *run,
                     tsb_error *err) TSB_MUST_USE;
/* Stops, wakes, joins, frees; the queues must have been closed. Tolerates NULL. */
void tsp_reader_stop(tsp_reader_thread **reader);

/* Leaves what it does, even a blocked read, for another run. Never blocks. Any thread. */
void tsp_reader_seek(tsp_reader_thread *reader, const tsp_run *run);

/* Any thread, as all below. */
void tsp_reader_place_get(tsp_reader_thread *reader, tsp_reader_place *out);

/* The still of that run is over: on with what follows. */
void tsp_reader_end_still(tsp_reader_thread *reader, unsigned serial);

/* Tells the disc which button is chosen now, the choice number moves. */
void tsp_reader_choose(tsp_reader_thread *reader, unsigned button, unsigned moves);

/* 0, or what ended reading, with its message. */
int tsp_reader_failure(tsp_reader_thread *reader, tsb_error *err);

#endif
