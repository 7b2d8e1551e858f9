/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * DVD's subpicture units (DVD-Video 5.4.3): a bitmap of four pixel values, run-length
 * coded, and a programme of control sequences that shows it, colours it and takes it away.
 * FFmpeg's decoder makes finished colours of it; menus need the pixel values, and forced
 * units must be told from others, so the player reads units by itself.
 *
 * Pure functions on a unit's bytes, which may be anything. Any thread.
 */
#ifndef TALLYSTICK_PLAYER_SUBPICTURE_H
#define TALLYSTICK_PLAYER_SUBPICTURE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* A unit names its own size in 16 bits. */
#define TSP_SUBPICTURE_SIZE_MAX 65535u
#define TSP_SUBPICTURE_STREAMS  32
/* Units are drawn on a picture of 720 by 480 or 576; a little beyond is met on discs, and cut off when drawn. */
#define TSP_SUBPICTURE_WIDTH_MAX  1024
#define TSP_SUBPICTURE_HEIGHT_MAX 1024
#define TSP_SUBPICTURE_VALUES     4
#define TSP_PALETTE_SIZE          16

/* In pixels of the coded picture, 720 by 480 or 576. */
typedef struct tsp_subpicture_area {
    int x;
    int y;
    int width;
    int height;
} tsp_subpicture_area;

/* What the pixel values 0 to 3 (background, pattern, first and second emphasis) look like. */
typedef struct tsp_subpicture_colours {
    uint8_t colour[TSP_SUBPICTURE_VALUES];   /* index into the palette of the program chain */
    uint8_t contrast[TSP_SUBPICTURE_VALUES]; /* 0: clear, to 15: opaque */
} tsp_subpicture_colours;

/* How a unit looks at one moment. */
typedef struct tsp_subpicture_look {
    bool shown;
    bool forced; /* it is to be seen even by who has subtitles off */
    tsp_subpicture_area area;
    tsp_subpicture_colours colours;
    uint16_t fields[2]; /* offsets of the even and the odd lines' runs */
} tsp_subpicture_look;

/* A button of a menu: inside the area the unit has other colours. */
typedef struct tsp_highlight {
    tsp_subpicture_area area;
    tsp_subpicture_colours colours;
} tsp_highlight;

/*
 * The look at age ticks after the unit's time stamp. Before its first control
 * sequence, and after what stops it, it is not shown. False when the unit is damaged so that nothing can be shown.
 */
bool tsp_subpicture_at(tsp_subpicture_look *out, const uint8_t *unit, size_t size, int64_t age);

/*
 * The pixel values of the area, line by line: area.width * area.height bytes. Where the runs are damaged the
 * rest is background, and the result false.
 */
bool tsp_subpicture_pixels(const tsp_subpicture_look *look, const uint8_t *unit, size_t size, uint8_t *pixels);

/* A button's rectangle (last pixels included) and colours as navigation packs hold them (DVD-Video 4.4.3, BTN_COLI:
 * eight colours and contrasts of 4 bits, of the second emphasis first). */
tsp_highlight tsp_highlight_of(uint32_t colours, int left, int top, int right, int bottom);

#endif
