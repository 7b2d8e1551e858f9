/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Files that are dropped on the window. Main thread. */
#ifndef TALLYSTICK_PLAYER_DROP_H
#define TALLYSTICK_PLAYER_DROP_H

#include <stdbool.h>
#include <stddef.h>

#include <SDL.h>

/*
 * Copies the path of an SDL_DROPFILE event, UTF-8, to path, which has size bytes, and takes the others that were
 * dropped with it out of SDL's queue: the player plays one film at a time. False, with path as it was: it is empty or
 * too long. The event's own text is freed.
 */
bool tsp_drop_take(SDL_DropEvent *drop, char *path, size_t size);

#endif
