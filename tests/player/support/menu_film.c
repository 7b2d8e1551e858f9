/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/player/support/menu_film.h"

static bool make_disc(void)
{
    char command[800];
    snprintf(film_image, sizeof film_image, "%s/menu.iso", film_folder);
    snprintf(command, sizeof command, "bash '%s' '%s'", TALLYSTICK_MENU_DISC, film_folder);
    return system(command) == 0;
}

int menu_film_run(const char *name, const TTest *const tests[], size_t count)
{
    if (system("command -v spumux >/dev/null && command -v convert >/dev/null") != 0) {
        printf("spumux or ImageMagick is missing\n");
        return 77;
    }
    return film_run(name, tests, count, make_disc);
}
