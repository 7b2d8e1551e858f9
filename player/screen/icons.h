/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The player's icons, drawn as shapes so that they are sharp at any size. */
#ifndef TALLYSTICK_PLAYER_ICONS_H
#define TALLYSTICK_PLAYER_ICONS_H

#include <stdint.h>

enum tsp_icon {
    TSP_ICON_PLAY,
    TSP_ICON_PAUSE,
    TSP_ICON_PREVIOUS,
    TSP_ICON_NEXT,
    TSP_ICON_SOUND,
    TSP_ICON_SOUND_LOW,
    TSP_ICON_MUTED,
    TSP_ICON_FULLSCREEN,
    TSP_ICON_WINDOW,
    TSP_ICON_SPINNER, /* an arc, to be turned */
    TSP_ICON_DISC,    /* a filled circle */
    TSP_ICON_RING,    /* a circle's outline, an eighth of it thick */
    TSP_ICON_BACK,
    TSP_ICON_TRACKS, /* of sound */
    TSP_ICON_SUBTITLES,
    TSP_ICON_CHAPTERS,
    TSP_ICON_TITLES,
    TSP_ICON_ANGLES,
    TSP_ICON_MENU, /* of the disc */
    TSP_ICON_EJECT,
    TSP_ICON_MORE,
    TSP_ICON_CHECK,
    TSP_ICON_UP,
    TSP_ICON_DOWN,
    TSP_ICON_VIEWS, /* left to be watched */
    TSP_ICON_WARNING,
    TSP_ICON_NETWORK_LOST,
    TSP_ICON_TOKEN,
    TSP_ICON_OPTICAL, /* a disc that is put into a drive */
    TSP_ICON_DROP,    /* an arrow down, onto something */
    TSP_ICON_TALLY,   /* the two halves of a tally stick */
    TSP_ICON_CROSS,   /* takes away */
    TSP_ICON_COUNT
};

/* Coverage of each pixel, 0 to 255, into a square of size * size bytes. */
void tsp_icon_draw(enum tsp_icon icon, int size, uint8_t *coverage);

#endif
