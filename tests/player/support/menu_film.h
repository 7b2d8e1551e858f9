/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The disc with menus, several titles and stills of tests/support/menu_disc.sh, as the film of
 * tests/player/support/film.h. */
#ifndef TALLYSTICK_TESTS_PLAYER_MENU_FILM_H
#define TALLYSTICK_TESTS_PLAYER_MENU_FILM_H

#include "tests/player/support/film.h"

/* As film_run, on that disc; 77 where spumux or ImageMagick is missing, too. */
int menu_film_run(const char *name, const TTest *const tests[], size_t count);

#endif
