/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The VOBUs of one cell. Those of an angle may be interleaved with those of the others (DVD-Video 4.2.8, VTS_C_ADT, has
 * an entry for each piece), so that not all that lie between a cell's first sector and its last are its own.
 */
#ifndef TALLYSTICK_PLAYER_CELL_VOBUS_H
#define TALLYSTICK_PLAYER_CELL_VOBUS_H

#include "player/dvd/navigator_title.h"

/* Zero-initialise. One thread at a time. */
typedef struct tsp_cell_vobus {
    const tsp_cell *cell;    /* whose they are; NULL: none was asked for yet */
    uint32_t count;          /* 1 or more */
    const uint32_t *sectors; /* their first ones, rising, from the title set's first title VOB */
    uint32_t *own;           /* sectors, where they are not the title's */
} tsp_cell_vobus;

/* Those of a cell of the title, which has VOBUs and outlives them; nothing is read from the disc. TSB_ERR_MEMORY. */
int tsp_cell_vobus_find(tsp_cell_vobus *vobus, const tsp_title *title, const tsp_cell *cell,
                        tsb_error *err) TSB_MUST_USE;
void tsp_cell_vobus_finish(tsp_cell_vobus *vobus);

/* Index of the last that begins at or before sector; 0 where all begin after it. */
uint32_t tsp_cell_vobus_at(const tsp_cell_vobus *vobus, uint32_t sector);

#endif
