/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The program's own icon: the two halves of a tally stick (icons/tallystick.svg is the same drawing). */
#ifndef TALLYSTICK_PLAYER_ICON_WINDOW_H
#define TALLYSTICK_PLAYER_ICON_WINDOW_H

#include <SDL.h>

/* Gives it to a window; without memory the window keeps the system's. */
void tsp_icon_window_set(SDL_Window *window);

#endif
