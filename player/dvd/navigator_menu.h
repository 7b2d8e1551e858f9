/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What a disc's menus, and now and then its films, offer to be chosen: the buttons of a navigation pack (DVD-Video
 * 4.4.3, highlight information) and what is drawn for them. Pure functions on a page that never changes. Any thread.
 */
#ifndef TALLYSTICK_PLAYER_NAVIGATOR_MENU_H
#define TALLYSTICK_PLAYER_NAVIGATOR_MENU_H

#include <stdbool.h>
#include <stdint.h>

#include <dvdread/nav_types.h>

#include "player/dvd/demux.h"

#define TSP_BUTTONS_MAX     36u
#define TSP_MENU_COLOURS    16
#define TSP_MENU_NO_PICTURE (-1)

typedef struct tsp_menu_page {
    unsigned button_count; /* 0: there is nothing to choose here */
    unsigned chosen;       /* from 1: the one the disc's machine had chosen; 0: none */
    unsigned moves;        /* of tsp_pipeline_choose's that the machine had heard of by then */
    int picture;           /* number of the subpicture stream the buttons are drawn in, or TSP_MENU_NO_PICTURE */
    uint32_t palette[TSP_MENU_COLOURS]; /* of the program chain, 0x00YYCrCb */
    int64_t time;                       /* from when on it is valid: ticks into the title or menu */
    int64_t forced_time;                /* when forced is activated by itself, or TSP_NO_TIME */
    unsigned forced;
    pci_t pci;
} tsp_menu_page;

enum tsp_direction { TSP_UP, TSP_DOWN, TSP_LEFT, TSP_RIGHT };

/* Makes a page of a navigation pack's PCI packet, without what its own fields contradict; all else stays 0. */
void tsp_menu_page_read(tsp_menu_page *page, const pci_t *pci);

/* Where a button lies: pixels of the coded picture, 720 by 480 or 576, the last ones included. */
typedef struct tsp_menu_button {
    int left;
    int top;
    int right;
    int bottom;
    uint32_t chosen_colours; /* BTN_COLI: of the second emphasis first, four colours, then four contrasts */
    uint32_t active_colours; /* for a moment, when it is activated */
    bool at_once;            /* being chosen activates it */
} tsp_menu_button;

/* False where there is no such button; they count from 1. */
bool tsp_menu_button_get(tsp_menu_button *out, const tsp_menu_page *page, unsigned button);

/* The button to be chosen next; button itself where there is none in that direction. */
unsigned tsp_menu_move(const tsp_menu_page *page, unsigned button, enum tsp_direction direction);

/* The button at a place of the coded picture, the one whose middle is nearest; 0: none. */
unsigned tsp_menu_at(const tsp_menu_page *page, int x, int y);

#endif
