/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the system tells of its graphics card before anything is drawn. */
#ifndef TALLYSTICK_PLAYER_GRAPHICS_H
#define TALLYSTICK_PLAYER_GRAPHICS_H

#include <stdbool.h>

/* False where it is certain that there is none: then OpenGL would be emulated, and to find that out by trying loads a
 * compiler of 60 MB. */
bool tsp_graphics_card(void);

#endif
