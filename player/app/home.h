/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What belongs to the first screen. Main thread. */
#ifndef TALLYSTICK_PLAYER_HOME_H
#define TALLYSTICK_PLAYER_HOME_H

#include "player/app/app_int.h"

#define TSP_HOME_TEXT 128u

/* open_screen.c: a disc image or a drive by its path. True: it is in the app's open_path. */
bool tsp_open_screen(tsp_app *app);

#endif
