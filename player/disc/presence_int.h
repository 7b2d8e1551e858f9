/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the files of player/disc/presence.h share. */
#ifndef TALLYSTICK_PLAYER_PRESENCE_INT_H
#define TALLYSTICK_PLAYER_PRESENCE_INT_H

#include <pthread.h>

#include "base/monitor.h"
#include "player/disc/presence.h"
#include "player/disc/presence_look.h"

struct tsp_presence_holder {
    tsp_presence_let_go *let_go; /* NULL: this place is free */
    void *context;
};

struct tsp_presence {
    tsp_look_wanted wanted;
    bool drive;
    pthread_t thread;
    tsb_cancel *cancel; /* the end */

    /* The thread's own. */
    tsp_offload *offload;
    uint64_t reopened; /* milliseconds of tsb_clock_ms */

    tsb_monitor monitor; /* guards all below */
    char path[TSP_LOOK_PATH_SIZE];
    tsp_raw seen; /* without its handle */
    bool out;
    bool ejecting;
    bool ejected;
    enum tsp_look_found instead; /* while it is out */
    char other[TSS_MANIFEST_NAME_SIZE];
    unsigned turn;
    bool has_raw; /* raw was not taken yet */
    tsp_raw raw;
    unsigned asked;  /* looks that doubters have asked for */
    unsigned looked; /* of these, those that were taken */
    bool eject;      /* asked for */
    tsb_error failure;
    struct tsp_presence_holder holders[TSP_PRESENCE_HOLDERS];
    bool calling; /* the holders are being called */
};

/* The thread's function; context is the tsp_presence. */
void *tsp_presence_run(void *context);

/* Both inside the monitor. */

/* Closes what was opened and not taken. */
void tsp_presence_drop(tsp_presence *presence);
/* What is to be done so that the film goes on, for the viewer. */
void tsp_presence_text(const tsp_presence *presence, char text[TSB_ERROR_TEXT_SIZE]);

#endif
