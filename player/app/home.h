/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What belongs to the first screen. Main thread. */
#ifndef TALLYSTICK_PLAYER_HOME_H
#define TALLYSTICK_PLAYER_HOME_H

#include "player/account/recent.h"
#include "player/app/app_int.h"
#include "player/app/finder.h"

#define TSP_HOME_TEXT 128u

/* Numbers of its parts; those of lists are the first entry's. */
enum { TSP_HOME_OPEN = 1, TSP_HOME_QUIT, TSP_HOME_RETURN, TSP_HOME_DISC = 100, TSP_HOME_TOKEN = 200 };
enum { TSP_HOME_RECENT = 300, TSP_HOME_CROSS = 400 };

enum tsp_home_view {
    TSP_HOME_LISTS,
    TSP_HOME_AWAY, /* what to do about a film that is not here now */
    TSP_HOME_PATH  /* a path is typed */
};

typedef struct tsp_home_screen {
    tsp_app *app;
    tsp_found found;
    tsp_recent recent;
    tsp_recent_film removed; /* from the list, the last one; may be put back */
    bool any_removed;
    size_t away; /* which of the recent films TSP_HOME_AWAY is about */
    enum tsp_home_view next;
    bool chosen; /* what is in the app's open_path */
} tsp_home_screen;

/* home.c: a film is to be opened. */
void tsp_home_choose(tsp_home_screen *home, const char *path);
/* The drive a copy's disc is in; NULL: in none. */
const tsp_found_disc *tsp_home_disc(const tsp_home_screen *home, const tss_id *copy);
bool tsp_home_is_drive(const tsp_home_screen *home, const char *path);
/* Where a film can be opened: a disc in a drive, or an image used lately that is still there; NULL: nowhere. */
const char *tsp_home_path(const tsp_home_screen *home, const tss_id *copy);
/* Where a film was left; NULL: at its beginning, or nowhere. */
const char *tsp_home_place(const tsp_home_screen *home, const tss_id *copy, char text[TSP_HOME_TEXT]);

/* home_tokens.c: the tokens that are plugged in, for a tsp_ui_build. */
void tsp_home_tokens(tsp_ui *ui, tsp_home_screen *home);

/* home_recent.c: the films watched lately, for a tsp_ui_build. */
void tsp_home_recent(tsp_ui *ui, tsp_home_screen *home);
/* A tsp_ui_build, with a tsp_home_screen: one of them that is not here now. It is opened as soon as it is. */
void tsp_home_away(tsp_ui *ui, void *context);

/* open_screen.c: a disc image or a drive by its path. True: it is in the app's open_path. */
bool tsp_open_screen(tsp_app *app);

#endif
