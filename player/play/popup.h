/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A list that pops up over the picture, to choose one entry from: by mouse, touch or keys. It scrolls when it is
 * longer than its room. Main thread.
 */
#ifndef TALLYSTICK_PLAYER_POPUP_H
#define TALLYSTICK_PLAYER_POPUP_H

#include <stdbool.h>
#include <stddef.h>

#include <SDL.h>

#include "player/screen/widgets.h"

#define TSP_POPUP_TEXT_SIZE 128
#define TSP_POPUP_NOTE_SIZE 32
#define TSP_POPUP_MAX       1000u /* entries */

typedef struct tsp_popup_item {
    char text[TSP_POPUP_TEXT_SIZE];
    char note[TSP_POPUP_NOTE_SIZE]; /* at the right, softer: "0:12:33"; may be empty */
    bool checked;                   /* how it is at present */
    int value;                      /* the caller's */
} tsp_popup_item;

/* Zeroed: closed, and empty. */
typedef struct tsp_popup {
    int kind; /* the caller's; 0: closed */
    char title[TSP_POPUP_TEXT_SIZE];
    tsp_popup_item *items; /* on the heap */
    unsigned count;
    unsigned capacity;
    unsigned selected;
    double measured; /* the scale for which width is known; 0: none */
    int width;       /* that the entries want */
    unsigned first;  /* shown */
    unsigned rows;   /* there is room for, as last laid out */
    SDL_Rect box;    /* as last laid out */
    SDL_Rect list;   /* inside of it */
    int row_height;
} tsp_popup;

void tsp_popup_finish(tsp_popup *popup);

/* Opens it, empty; kind is not 0. The entry that is checked is selected, else the first. */
void tsp_popup_open(tsp_popup *popup, int kind, const char *title);
/* Without memory, or beyond TSP_POPUP_MAX, an entry is left out. note may be NULL. */
void tsp_popup_add(tsp_popup *popup, const char *text, const char *note, bool checked, int value);
void tsp_popup_close(tsp_popup *popup);

enum tsp_popup_answer {
    TSP_POPUP_IGNORES, /* what it was told has nothing to do with it */
    TSP_POPUP_TAKES,   /* it may look different now */
    TSP_POPUP_CHOSEN,  /* the selected entry; the caller closes it */
    TSP_POPUP_LEAVES   /* nothing is chosen; the caller closes it */
};

enum tsp_popup_answer tsp_popup_key(tsp_popup *popup, SDL_Keycode key);
/* Places in pixels. */
void tsp_popup_hover(tsp_popup *popup, int x, int y);
enum tsp_popup_answer tsp_popup_press(tsp_popup *popup, int x, int y);
/* By entries, up if negative. */
void tsp_popup_scroll(tsp_popup *popup, int entries);

/* The selected entry's value. */
int tsp_popup_value(const tsp_popup *popup);

/* Lays it out inside room, as low as it can, over the middle of anchor as far as that is possible. */
void tsp_popup_lay_out(tsp_popup *popup, tsp_widgets *widgets, double scale, const SDL_Rect *room,
                       const SDL_Rect *anchor);
/* As last laid out. */
void tsp_popup_draw(const tsp_popup *popup, tsp_widgets *widgets, double scale);

#endif
