/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the files of the on-screen display share. */
#ifndef TALLYSTICK_PLAYER_OSD_INT_H
#define TALLYSTICK_PLAYER_OSD_INT_H

#include "player/play/osd.h"

#define TSP_OSD_TEXT 256

/* The statistics as they were last drawn: rows first up to end, on one of pages. */
typedef struct tsp_osd_sheet {
    SDL_Rect box;
    int size; /* of the text, in pixels */
    int first;
    int end;
    int tallest; /* of the pages, in pixels */
    unsigned page;
    unsigned pages;
} tsp_osd_sheet;

struct tsp_osd {
    tsp_widgets *widgets;  /* borrowed */
    tsp_osd_layout layout; /* as last drawn; the panel's buttons, too */
    tsp_popup popup;
    double scale; /* pixels a theme unit */
    int width;
    int height;

    uint32_t awake_until; /* the bar */
    uint32_t mouse_until; /* the pointer */
    double drawn_opacity; /* of the bar */
    double drawn_message;
    bool drawn_turning; /* a spinner */
    bool mouse_inside;
    int mouse_x;
    int mouse_y;
    enum tsp_osd_part held;
    enum tsp_osd_part active; /* under the mouse when drawing began */
    enum tsp_osd_part focus;
    bool remaining;
    int panel_top;           /* where the panel begins; the window's height: there is none */
    const char *panel_title; /* of the one with a button that was drawn last; NULL: none */

    tsp_osd_sheet sheet;

    char message[TSP_OSD_TEXT];
    uint32_t message_until;
};

/* A theme size in whole pixels. */
static inline int tsp_osd_px(const tsp_osd *osd, double units)
{
    return (int)(units * osd->scale + 0.5);
}

/* osd_bar.c */
/* What lies behind the bar, and reaches above it. */
void tsp_osd_shade_bar(tsp_osd *osd);
void tsp_osd_draw_bar(tsp_osd *osd, const tsp_osd_view *view);
/* The texts of the time: how wide they may become. */
void tsp_osd_measure_times(tsp_osd *osd, const tsp_osd_view *view, tsp_osd_needs *needs);
/* A part's mark when keys go to it, and what shows that the mouse is over it. */
void tsp_osd_draw_state(tsp_osd *osd, enum tsp_osd_part part);

/* osd_seek.c */
void tsp_osd_draw_seek(tsp_osd *osd, const tsp_osd_view *view);
/* Where the time begins that is shown above the seek bar while the mouse is on it. */
int tsp_osd_preview_top(const tsp_osd *osd);

/* osd_head.c */
/* Pixels; 0: there is none. */
int tsp_osd_views_width(tsp_osd *osd, const tsp_osd_view *view);
int tsp_osd_name_width(tsp_osd *osd, const tsp_osd_view *view);
void tsp_osd_shade_head(tsp_osd *osd);
void tsp_osd_draw_head(tsp_osd *osd, const tsp_osd_view *view);

/* osd_messages.c: a dark box with a text of up to three lines, its upper left at x, y; centred on x instead when told.
 * Returns its height. */
int tsp_osd_draw_label(tsp_osd *osd, const char *text, int x, int y, double size, SDL_Color colour, bool centred);
/* The message and what is wrong though it plays, below the head. */
void tsp_osd_draw_messages(tsp_osd *osd, const tsp_osd_view *view, double opacity);

/* osd_panel.c: what makes the picture stand back, and the panel itself. */
void tsp_osd_dim(tsp_osd *osd, const tsp_osd_view *view);
void tsp_osd_draw_panel(tsp_osd *osd, const tsp_osd_view *view, uint32_t now);
/* Whether a part is a button of the panel, which is there without the bar. */
static inline bool tsp_osd_of_panel(enum tsp_osd_part part)
{
    return part == TSP_OSD_RETRY || part == TSP_OSD_LEAVE;
}

/* osd_statistics.c */
/* Around a box that is drawn next, where it lies over the statistics, which are of the same colour. Whether it does. */
bool tsp_osd_draw_edge(tsp_osd *osd, const SDL_Rect *box, int radius);
void tsp_osd_draw_statistics(tsp_osd *osd, const tsp_osd_view *view);

#endif
