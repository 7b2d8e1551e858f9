/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where in a title's time a sector of the image lies: what is buffered is counted in sectors, and shown as time. */
#ifndef TALLYSTICK_PLAYER_TITLE_SECTORS_H
#define TALLYSTICK_PLAYER_TITLE_SECTORS_H

#include <stdint.h>

#include "player/dvd/navigator_title.h"

/*
 * Ticks into the title; as good as a constant bit rate makes it, which is a few seconds. Sectors between the title's
 * own, or behind them, count as the end of what lies before them; those before all of them as 0.
 */
int64_t tsp_title_time_of(const tsp_title *title, uint32_t image_sector);

#endif
