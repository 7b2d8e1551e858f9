/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * How the player looks: every colour and size of its screen. Sizes are pixels
 * in a window 720 high; the screen scales them.
 */
#ifndef TALLYSTICK_PLAYER_THEME_H
#define TALLYSTICK_PLAYER_THEME_H

#include <SDL.h>

#define TSP_THEME_HEIGHT 720.0 /* of the window that sizes are meant for */
#define TSP_THEME_WIDTH  900.0 /* below this, sizes shrink too */

static const SDL_Color tsp_theme_text = {244, 243, 239, 255};
static const SDL_Color tsp_theme_text_soft = {186, 188, 194, 255};
static const SDL_Color tsp_theme_accent = {232, 168, 72, 255}; /* the wood of the tally stick */
static const SDL_Color tsp_theme_warning = {255, 196, 92, 255};
static const SDL_Color tsp_theme_panel = {13, 14, 17, 214};
static const SDL_Color tsp_theme_shade = {6, 7, 9, 214}; /* behind what is written at the film's edges */
static const SDL_Color tsp_theme_dim = {6, 7, 9, 150};   /* over the picture while it buffers */
static const SDL_Color tsp_theme_track = {255, 255, 255, 70};
static const SDL_Color tsp_theme_hover = {255, 255, 255, 30};
static const SDL_Color tsp_theme_ready = {255, 255, 255, 96};    /* what is buffered, over the track */
static const SDL_Color tsp_theme_popup = {20, 21, 26, 255};      /* lists and panels, whatever lies below */
static const SDL_Color tsp_theme_selected = {255, 255, 255, 34}; /* an entry of a list */

/* The screens around the film. Texts on them have a contrast of 4.5:1 at least, borders and rings of 3:1. */
static const SDL_Color tsp_theme_ground = {15, 16, 19, 255};
static const SDL_Color tsp_theme_surface = {28, 30, 35, 255}; /* cards, fields, second buttons */
static const SDL_Color tsp_theme_surface_hover = {41, 44, 51, 255};
static const SDL_Color tsp_theme_border = {122, 127, 138, 255};
static const SDL_Color tsp_theme_on_accent = {28, 18, 4, 255};
static const SDL_Color tsp_theme_accent_hover = {244, 190, 108, 255};
static const SDL_Color tsp_theme_alert = {255, 148, 128, 255};
static const SDL_Color tsp_theme_selection = {92, 70, 34, 255}; /* under text */

#define TSP_THEME_TEXT         17.0
#define TSP_THEME_TEXT_SMALL   15.0
#define TSP_THEME_TEXT_LARGE   22.0
#define TSP_THEME_TEXT_TITLE   28.0
#define TSP_THEME_TEXT_HUGE    34.0
#define TSP_THEME_MARGIN       24.0
#define TSP_THEME_GAP          14.0
#define TSP_THEME_PAD          10.0
#define TSP_THEME_RADIUS       8.0
#define TSP_THEME_BAR_HEIGHT   150.0 /* the gradient */
#define TSP_THEME_HEAD_HEIGHT  144.0 /* likewise */
#define TSP_THEME_SEEK_OFFSET  66.0  /* of the seek bar's middle from the bottom */
#define TSP_THEME_SEEK_HEIGHT  5.0
#define TSP_THEME_SEEK_GRAB    26.0 /* height that takes the mouse */
#define TSP_THEME_KNOB         15.0
#define TSP_THEME_ROW_OFFSET   31.0 /* of the buttons' middle from the bottom */
#define TSP_THEME_BUTTON       38.0
#define TSP_THEME_ICON         20.0
#define TSP_THEME_VOLUME_WIDTH 92.0
#define TSP_THEME_SPINNER      56.0

#define TSP_THEME_SCALE_MIN   0.75  /* pixels a unit on an ordinary display, lest texts get too small to be read */
#define TSP_THEME_COLUMN      440.0 /* of a question's texts and buttons */
#define TSP_THEME_COLUMN_TEXT 560.0 /* of longer texts, with their buttons */
#define TSP_THEME_COLUMN_WIDE 760.0 /* of lists */
#define TSP_THEME_CONTROL     48.0  /* height of buttons and fields */
#define TSP_THEME_CONTROL_LOW 38.0  /* the same where a question would not fit */
#define TSP_THEME_CONTROL_GAP 12.0
#define TSP_THEME_CARD        72.0
#define TSP_THEME_CARD_ICON   26.0
#define TSP_THEME_CROSS       14.0
#define TSP_THEME_RING        2.5 /* the focus: how thick, and how far from what has it */
#define TSP_THEME_BORDER      1.5
#define TSP_THEME_DOT         11.0 /* from one dot of a password to the next */
#define TSP_THEME_DASH        9.0
#define TSP_THEME_TAP         10.0 /* a finger that moves farther scrolls */
#define TSP_THEME_WHEEL       64.0 /* a notch */

#define TSP_THEME_POPUP_HEADING 38.0
#define TSP_THEME_POPUP_ROW     38.0
#define TSP_THEME_POPUP_WIDTH   190.0 /* at least */
#define TSP_THEME_CHECK         30.0  /* the column of check marks */
#define TSP_THEME_SCROLL        5.0
#define TSP_THEME_PANEL_WIDTH   600.0 /* at most */
#define TSP_THEME_PANEL_ICON    44.0
#define TSP_THEME_PANEL_MARGIN  22.0 /* inside of it */
#define TSP_THEME_FOCUS         8.0  /* the radius of the frame, whose lines are a quarter of it thick */

/* Milliseconds. */
#define TSP_THEME_BAR_SHOWN     2200u
#define TSP_THEME_FADE          220u
#define TSP_THEME_MESSAGE_SHOWN 1800u
#define TSP_THEME_NOTICE_SHOWN  6000u
#define TSP_THEME_BUFFER_DELAY  500u /* shorter waits are not worth a word */

#endif
