/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Looks whether the films watched lately are still where they were opened. One thread at a time. */
#ifndef TALLYSTICK_PLAYER_FINDER_RECENT_H
#define TALLYSTICK_PLAYER_FINDER_RECENT_H

#include "base/cancel.h"
#include "player/app/finder.h"

typedef struct tsp_recent_finder tsp_recent_finder;

/* data: the data folder; NULL: the platform's own. Takes the films that are noted there now. */
int tsp_recent_finder_create(tsp_recent_finder **out, const char *data, tsb_error *err) TSB_MUST_USE;
void tsp_recent_finder_destroy(tsp_recent_finder **finder);

/* All of them, into TSP_RECENT_MAX entries; how many. Of no use when cancel fired meanwhile. */
size_t tsp_recent_finder_look(tsp_recent_finder *finder, tsp_found_recent *films, const tsb_cancel *cancel);

#endif
