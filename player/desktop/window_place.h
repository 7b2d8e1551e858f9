/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Where the window was, for the next start: a small file "window" in the data folder. It is no setting: a file that is
 * not there, or not understood, leaves the window where a first start has it.
 */
#ifndef TALLYSTICK_PLAYER_WINDOW_PLACE_H
#define TALLYSTICK_PLAYER_WINDOW_PLACE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"

/* Of the window as it is when neither maximised nor full screen, in the desktop's units. */
typedef struct tsp_window_place {
    bool known; /* false: the rest counts for nothing */
    int x;
    int y;
    int width;
    int height;
    bool maximised;
} tsp_window_place;

/* A monitor's part of the desktop that windows may use. */
typedef struct tsp_window_monitor {
    int x;
    int y;
    int width;
    int height;
} tsp_window_monitor;

/* Reads what tsp_window_place_save wrote. */
bool tsp_window_place_parse(tsp_window_place *out, const char *text, size_t size);

/* folder: the data folder; NULL: the platform's own. */
void tsp_window_place_load(tsp_window_place *out, const char *folder);
/* One that is not known is not written. */
int tsp_window_place_save(const tsp_window_place *place, const char *folder, tsb_error *err) TSB_MUST_USE;

/*
 * Makes the place fit the monitors that are there now: not larger than the one it is on, and moved to the middle of the
 * first one when too little of its upper edge, by which windows are held, would be seen.
 */
void tsp_window_place_fit(tsp_window_place *place, const tsp_window_monitor *monitors, size_t count);

#endif
