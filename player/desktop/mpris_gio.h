/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The player as the MPRIS specification (2.2) describes one to D-Bus. For mpris_gio.c alone; any thread. */
#ifndef TALLYSTICK_PLAYER_MPRIS_GIO_H
#define TALLYSTICK_PLAYER_MPRIS_GIO_H

#include <gio/gio.h>

#include "player/desktop/mpris.h"

#define TSP_MPRIS_ROOT   "org.mpris.MediaPlayer2"
#define TSP_MPRIS_PLAYER "org.mpris.MediaPlayer2.Player"
/* The one film there is. */
#define TSP_MPRIS_TRACK "/org/mpris/MediaPlayer2/tallystick/film"

/* Both interfaces, ROOT before PLAYER, in D-Bus' introspection format. */
extern const char tsp_mpris_interfaces[];

/* The value of a property that one of them has; a floating reference. */
GVariant *tsp_mpris_property(const tsp_mpris_state *state, const char *name);

#endif
