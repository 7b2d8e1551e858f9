/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The colours of a subpicture's pixels. Pure. */
#ifndef TALLYSTICK_PLAYER_OVERLAY_PAINT_H
#define TALLYSTICK_PLAYER_OVERLAY_PAINT_H

#include <stdint.h>

#include "player/dvd/subpicture.h"

/* A program chain's colour, 0x00YYCrCb of BT.601, as 0xFFRRGGBB. */
uint32_t tsp_paint_colour(uint32_t ycrcb);

/*
 * Paints an area's pixel values as 0xAARRGGBB, alpha not multiplied in, width * height of them. highlight may be NULL.
 */
void tsp_paint(uint32_t *out, const uint8_t *pixels, const tsp_subpicture_look *look,
               const uint32_t palette[TSP_PALETTE_SIZE], const tsp_highlight *highlight);

/* The part of an area, from its upper left, in which anything is seen, and a pixel around it; empty: nothing is. */
tsp_subpicture_area tsp_paint_bounds(const uint32_t *in, int width, int height);

/*
 * Twice as wide and high, with smooth edges, which four values a pixel do not have: out holds four times as many
 * pixels. scratch holds 2 * width * height. Lines of in lie pitch pixels apart.
 */
void tsp_paint_double(uint32_t *out, const uint32_t *in, int pitch, int width, int height, uint32_t *scratch);

#endif
