/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The sound tracks and subtitles of a title, for navigator_title.c; and which of them a viewer is given. */
#ifndef TALLYSTICK_PLAYER_NAVIGATOR_TRACKS_H
#define TALLYSTICK_PLAYER_NAVIGATOR_TRACKS_H

#include <dvdread/ifo_types.h>

#include "player/dvd/navigator_title.h"

/* From the attributes of the title set (DVD-Video 4.2.1) and the streams the program chain has of them (4.3.1). */
void tsp_tracks_read(tsp_title *title, const vtsi_mat_t *set, const pgc_t *chain);

/* The sound of a set's menus: they have one track at most. */
void tsp_tracks_read_menu(tsp_title *menu, const audio_attr_t *attributes, unsigned count);

#endif
