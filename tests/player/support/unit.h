/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Makes subpicture units, as an authoring program would. */
#ifndef TALLYSTICK_TESTS_PLAYER_UNIT_H
#define TALLYSTICK_TESTS_PLAYER_UNIT_H

#include <stddef.h>
#include <stdint.h>

#include "player/dvd/subpicture.h"

typedef struct test_unit {
    uint8_t bytes[TSP_SUBPICTURE_SIZE_MAX + 64];
    size_t size;
    size_t sequence; /* where the last control sequence begins; 0: none yet */
    uint16_t fields[2];
} test_unit;

/*
 * Begins a unit with a bitmap of values 0 to 3. Runs end at random where state is not NULL, so that all code lengths
 * are met; else each is as long as can be. The bitmap must be small enough for a unit.
 */
void unit_begin(test_unit *unit, const uint8_t *pixels, int width, int height, uint64_t *state);

/* A control sequence after delay units of 1024 ticks, then its commands, each with its bytes. */
void unit_sequence(test_unit *unit, unsigned delay);
void unit_command(test_unit *unit, uint8_t code, const uint8_t *bytes, size_t size);
void unit_area(test_unit *unit, tsp_subpicture_area area);
void unit_colours(test_unit *unit, const tsp_subpicture_colours *colours);
/* The offsets of the bitmap. */
void unit_fields(test_unit *unit);

/* Sets the sizes: the unit is whole. */
void unit_end(test_unit *unit);

/* All of it: a unit that is shown from its stamp on for that many delays (0: for ever). */
void unit_make(test_unit *unit, const uint8_t *pixels, tsp_subpicture_area area, const tsp_subpicture_colours *colours,
               int forced, unsigned length, uint64_t *state);

#endif
