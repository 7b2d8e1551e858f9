/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * How loud films were at last, for the next start: a small file "volume" in the data folder. It is no setting: one that
 * is not there, or not understood, is as good as none. That the sound was off is not kept.
 */
#ifndef TALLYSTICK_PLAYER_VOLUME_KEPT_H
#define TALLYSTICK_PLAYER_VOLUME_KEPT_H

#include "base/error.h"

/* Percent, 1 to TSP_VOLUME_MAX; 0: none is kept. folder: the data folder; NULL: the platform's own. */
int tsp_volume_kept_load(const char *folder);
/* One of 0 is not written: it is silence for the moment. */
int tsp_volume_kept_save(int percent, const char *folder, tsb_error *err) TSB_MUST_USE;

#endif
