/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the files of the on-screen display share. */
#ifndef TALLYSTICK_PLAYER_OSD_INT_H
#define TALLYSTICK_PLAYER_OSD_INT_H

#include "player/play/osd.h"

#define TSP_OSD_TEXT 256

struct tsp_osd {
    tsp_widgets *widgets;          /* borrowed */
    SDL_Rect parts[TSP_OSD_PARTS]; /* where each was last drawn, as the mouse meets it */
    double scale;                  /* pixels a theme unit */
    int width;
    int height;

    uint32_t awake_until; /* the bar */
    uint32_t mouse_until; /* the pointer */
    double drawn_opacity; /* of the bar */
    double drawn_message;
    bool mouse_inside;
    int mouse_x;
    int mouse_y;
    enum tsp_osd_part held;
    enum tsp_osd_part active; /* under the mouse when drawing began */
    bool remaining;

    char message[TSP_OSD_TEXT];
    uint32_t message_until;
};

/* A theme size in whole pixels. */
static inline int tsp_osd_px(const tsp_osd *osd, double units)
{
    return (int)(units * osd->scale + 0.5);
}

void tsp_osd_draw_bar(tsp_osd *osd, const tsp_osd_view *view, double opacity);
void tsp_osd_draw_head(tsp_osd *osd, const tsp_osd_view *view, double opacity);
void tsp_osd_draw_buffering(tsp_osd *osd, const tsp_osd_view *view, uint32_t now);
void tsp_osd_draw_statistics(tsp_osd *osd, const char *lines);
/* A dark box with a line of text, its upper left at x, y; centred on x instead when told. */
void tsp_osd_draw_label(tsp_osd *osd, const char *text, int x, int y, double size, SDL_Color colour, bool centred);

#endif
