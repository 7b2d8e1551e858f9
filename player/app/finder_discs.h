/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Looks into the drives: a disc is read when it is new there, and left alone from then on. One thread at a time. */
#ifndef TALLYSTICK_PLAYER_FINDER_DISCS_H
#define TALLYSTICK_PLAYER_FINDER_DISCS_H

#include "base/cancel.h"
#include "player/app/finder.h"

typedef struct tsp_disc_finder tsp_disc_finder;

int tsp_disc_finder_create(tsp_disc_finder **out, const tsb_log *log, tsb_error *err) TSB_MUST_USE;
void tsp_disc_finder_destroy(tsp_disc_finder **finder);

/* All drives as they are now, into TSP_FOUND_DISCS entries; how many. Of no use when cancel fired meanwhile. */
size_t tsp_disc_finder_look(tsp_disc_finder *finder, tsp_found_disc *discs, const tsb_cancel *cancel);

#endif
