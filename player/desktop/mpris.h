/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The player as desktops know players: org.mpris.MediaPlayer2.tallystick on the session bus, for media keys, panels,
 * headsets and phones (MPRIS 2.2). It has a thread of its own, on which nothing of the player is touched: state goes
 * in, requests come out. All functions are for the main thread, and tolerate a NULL object.
 */
#ifndef TALLYSTICK_PLAYER_MPRIS_H
#define TALLYSTICK_PLAYER_MPRIS_H

#include <stdbool.h>
#include <stdint.h>

#include "base/log.h"

/* The slowest and the fastest that may be asked for, times the film's own speed. */
#define TSP_SPEED_MIN 0.25
#define TSP_SPEED_MAX 4.0

enum tsp_mpris_what {
    TSP_MPRIS_PLAY,
    TSP_MPRIS_PAUSE,
    TSP_MPRIS_PLAY_PAUSE,
    TSP_MPRIS_STOP,
    TSP_MPRIS_NEXT,
    TSP_MPRIS_PREVIOUS,
    TSP_MPRIS_SEEK,       /* by value microseconds */
    TSP_MPRIS_GO,         /* to value microseconds */
    TSP_MPRIS_VOLUME,     /* value 1: 100 % */
    TSP_MPRIS_RATE,       /* value 1: normal speed; always over 0 */
    TSP_MPRIS_FULLSCREEN, /* value 0 or 1 */
    TSP_MPRIS_RAISE,
    TSP_MPRIS_QUIT
};

typedef struct tsp_mpris_request {
    enum tsp_mpris_what what;
    double value;
} tsp_mpris_request;

#define TSP_MPRIS_TITLE_SIZE 256

typedef struct tsp_mpris_state {
    bool stopped;                     /* no film plays: of the rest only fullscreen, volume and rate count */
    char title[TSP_MPRIS_TITLE_SIZE]; /* UTF-8 */
    bool paused;
    bool fullscreen;
    bool seekable; /* false in menus */
    double volume; /* 1: 100 %; 0 when muted */
    double rate;
    int64_t position; /* microseconds */
    int64_t length;
} tsp_mpris_state;

typedef struct tsp_mpris tsp_mpris;

/* *out is NULL where there is no session bus; that is no error. log may be NULL. */
void tsp_mpris_create(tsp_mpris **out, const tsb_log *log);
void tsp_mpris_destroy(tsp_mpris **mpris);

/* How things are, as often as the caller likes; the bus is told of what has changed. */
void tsp_mpris_tell(tsp_mpris *mpris, const tsp_mpris_state *state);
/* The next thing that somebody wants; false: nothing. */
bool tsp_mpris_take(tsp_mpris *mpris, tsp_mpris_request *out);

#endif
