/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What navigator.c does on the thread that may hang in a read of the disc: a machine, with what it was asked and what
 * it answered. A call that is given up keeps its place and goes on in it by itself, so that nothing here refers to the
 * navigator. A place belongs to the thread of its call while that runs, else to the navigator's.
 */
#ifndef TALLYSTICK_PLAYER_NAVIGATOR_CALLS_H
#define TALLYSTICK_PLAYER_NAVIGATOR_CALLS_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/log.h"
#include "player/disc/offload.h"
#include "player/dvd/navigator_machine.h"

/* What all machines share, those left behind too. */
typedef struct tsp_nav_disc {
    atomic_uint holders;
    int number;
    uint32_t image_sectors;
    tsb_log log;
    tsp_title_list titles; /* written by the first machine's opening alone */
} tsp_nav_disc;

/* A call's state. */
typedef struct tsp_nav_place {
    tsp_nav_disc *disc;
    char *path;
    tsp_offload_call *call; /* to be made by the next */
    tsp_machine *machine;   /* opened by the first call; NULL again after one that it did not survive */
    tsp_target target;
    tsp_menu_page page; /* the target's */
    bool has_last;      /* last is where a machine has been that is no more */
    tsp_vobu last;
    uint32_t sector;
    unsigned button; /* to be told of; 0: none */
    unsigned moves;
    tsp_vobu vobu; /* its page is the place's until it is given out */
    bool stumbled; /* over what cannot be read */
} tsp_nav_place;

/* Held by the caller; NULL: out of memory. */
tsp_nav_disc *tsp_nav_disc_create(int number, uint32_t image_sectors, const tsb_log *log);
/* Lets go of it; any thread. The last to do so frees it. */
void tsp_nav_disc_drop(tsp_nav_disc *disc);

/* On the disc at path, which it holds until it is released; without a machine. NULL: out of memory. */
tsp_nav_place *tsp_nav_place_create(tsp_nav_disc *disc, const char *path);
/* As tsp_offload_ops has it. */
void tsp_nav_place_release(void *state);

/* A tsp_offload_call: makes place->call, and survives what ends it. TSB_ERR_INVALID: an assertion did; then the machine
 * is gone. */
int tsp_nav_place_call(void *state, tsb_error *err);

/* Calls. */
/* A machine at the title's beginning, if there is none. */
int tsp_nav_place_open(void *state, tsb_error *err);
/* button is told of, then what comes next is put in vobu; stumbled. As tsp_navigator_next. */
int tsp_nav_place_next(void *state, tsb_error *err);
/* To behind last, as tsp_machine_return. */
int tsp_nav_place_return(void *state, tsb_error *err);
/* To target; sector is set, UINT32_MAX where the machine has not told. A new machine first goes to where the button
 * stood. */
int tsp_nav_place_go(void *state, tsb_error *err);

#endif
