/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How large the desktop draws things, where windows are measured in pixels: on X11. Main thread, while SDL's video is
 * up. */
#ifndef TALLYSTICK_PLAYER_DENSITY_H
#define TALLYSTICK_PLAYER_DENSITY_H

#define TSP_DENSITY_MAX 4.0

/* Pixels for one of an ordinary display, 1 to TSP_DENSITY_MAX; 1 wherever SDL itself sees to it. */
double tsp_density(void);

/* The same from an X server's resources, as xrdb shows them: its Xft.dpi; 1: they do not say, or nothing of use. */
double tsp_density_of_resources(const char *resources);

#endif
