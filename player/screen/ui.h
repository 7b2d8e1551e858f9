/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The screens around the film: texts, buttons, lists and fields in one column, by keyboard, mouse, wheel and touch. A
 * screen is a function that names its parts from top to bottom each time it is drawn, and is told by them what was done
 * since:
 *
 *     static void build(tsp_ui *ui, void *context)
 *     {
 *         tsp_ui_column(ui, TSP_THEME_COLUMN, true);
 *         tsp_ui_text(ui, TSP_UI_TITLE, _("Is this all right?"));
 *         if (tsp_ui_button(ui, 1, TSP_UI_PRIMARY, _("Yes")))
 *             ...
 *     }
 *
 * Each part has a number of its own (1 and up) on its screen. What is higher than the window scrolls. Main thread.
 */
#ifndef TALLYSTICK_PLAYER_UI_H
#define TALLYSTICK_PLAYER_UI_H

#include <stdbool.h>

#include <SDL.h>

#include "base/error.h"
#include "player/screen/field.h"
#include "player/screen/icons.h"
#include "player/screen/window.h"

typedef struct tsp_ui tsp_ui;
typedef void tsp_ui_build(tsp_ui *ui, void *context);

/* Borrows the window; destroy before it. */
int tsp_ui_create(tsp_ui **out, tsp_window *window, tsb_error *err) TSB_MUST_USE;
void tsp_ui_destroy(tsp_ui **ui);

/* Another screen begins: from its top, with the focus on this part; 0: on its first. Fields named before are forgotten.
 */
void tsp_ui_reset(tsp_ui *ui, int focus);

/* Takes one event of SDL's that is about keys, pointer, touch or window, and wipes what was typed into a secret field
 * from it. True: the screen is to be drawn before the next event, as something was done that its parts shall be told.
 */
bool tsp_ui_event(tsp_ui *ui, SDL_Event *event);

/* Draws the screen. build is called twice, to measure and to draw; its parts tell what was done the second time alone.
 */
void tsp_ui_draw(tsp_ui *ui, tsp_ui_build *build, void *context);

/* Whether anything has changed since it was drawn, or moves by itself. */
bool tsp_ui_stale(const tsp_ui *ui);
bool tsp_ui_moving(const tsp_ui *ui);
/* What it shows comes from elsewhere, and has changed there. */
void tsp_ui_touch(tsp_ui *ui);
/* Likewise; what has the focus is brought into sight again. */
void tsp_ui_follow(tsp_ui *ui);

/* Whether keys are letters now: a field has the focus. */
bool tsp_ui_typing(tsp_ui *ui);

/* ---- Within build ---- */

/* First of all: so wide (theme units) at most; middle: in the middle of the window's height. */
void tsp_ui_column(tsp_ui *ui, double width, bool middle);

enum tsp_ui_style {
    TSP_UI_TITLE,   /* of the screen, large */
    TSP_UI_HEADING, /* of a part of it, small and in the accent's colour */
    TSP_UI_TEXT,
    TSP_UI_SOFT, /* beside the point */
    TSP_UI_ALERT /* what went wrong: with a sign before it */
};

/* Of as many lines as it takes. */
void tsp_ui_text(tsp_ui *ui, enum tsp_ui_style style, const char *text);
/* The same for the text of an error, which may lack its full stop. */
void tsp_ui_sentence(tsp_ui *ui, enum tsp_ui_style style, const char *text);
void tsp_ui_gap(tsp_ui *ui, double units);
/* An icon gives way where a question would not fit. */
void tsp_ui_icon(tsp_ui *ui, enum tsp_icon icon, double units);
/* The program's own sign and name. */
void tsp_ui_brand(tsp_ui *ui, const char *name);
/* It turns: something goes on. */
void tsp_ui_spinner(tsp_ui *ui);

enum tsp_ui_weight { TSP_UI_PRIMARY, TSP_UI_SECONDARY, TSP_UI_QUIET };

/* True: it was pressed. */
bool tsp_ui_button(tsp_ui *ui, int id, enum tsp_ui_weight weight, const char *text);

/* An entry of a list; id 0: it cannot be pressed. note and detail may be NULL. True: it was pressed. */
bool tsp_ui_card(tsp_ui *ui, int id, enum tsp_icon icon, const char *text, const char *note, const char *detail);

/* A card that can be taken off its list: by Delete, or by the cross beside it, which is a part of its own. */
typedef struct tsp_ui_entry {
    int id;
    int cross; /* the cross's number */
    enum tsp_icon icon;
    const char *text;
    const char *note; /* may be NULL, as may detail */
    const char *detail;
    bool away; /* cannot be had now, as the note says: it is dim, but can be pressed */
} tsp_ui_entry;

enum tsp_ui_done { TSP_UI_NOTHING, TSP_UI_PRESSED, TSP_UI_REMOVED };
enum tsp_ui_done tsp_ui_list_entry(tsp_ui *ui, const tsp_ui_entry *entry);

/* As a card that cannot be pressed, with a broken border. */
void tsp_ui_place(tsp_ui *ui, enum tsp_icon icon, const char *text, const char *note);

/* Borrowed until the screen is drawn again or reset. True: Enter was pressed in it. */
bool tsp_ui_field(tsp_ui *ui, int id, const char *label, tsp_field *field);

/* Gives the focus to a part; 0: to the first. Also between drawing. */
void tsp_ui_focus(tsp_ui *ui, int id);

/* Whether to go back: Esc, or the mouse's or keyboard's button for it. */
bool tsp_ui_back(tsp_ui *ui);

#endif
