/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the screens of the application share. Main thread. */
#ifndef TALLYSTICK_PLAYER_APP_INT_H
#define TALLYSTICK_PLAYER_APP_INT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "player/app/app.h"
#include "player/app/opening.h"
#include "player/desktop/mpris.h"
#include "player/screen/ui.h"
#include "player/screen/window.h"

#define TSP_APP_PATH_SIZE 4096u
#define TSP_APP_TIME_SIZE 32u

/* What leaves every screen. */
enum tsp_leave {
    TSP_LEAVE_NOT,
    TSP_LEAVE_QUIT, /* the window is closed, or the process told to end */
    TSP_LEAVE_OPEN  /* a disc image was dropped on the window: open_path */
};

typedef struct tsp_app {
    tsp_options options; /* as given, but for what the person has chosen since */
    const tsb_cancel *cancel;
    const tsb_log *log;
    tsp_window *window;
    tsp_ui *ui;
    tsp_mpris *media;   /* NULL: the desktop has no controls, or is not to have them */
    bool attended;      /* somebody sees the window, and may answer */
    bool failed;        /* the last that happened, and nobody saw to it */
    bool password_used; /* what --password-fd gives is gone */
    enum tsp_leave leave;
    char open_path[TSP_APP_PATH_SIZE];
} tsp_app;

/* A screen begins, with the focus there (0: on its first part). */
void tsp_app_begin(tsp_app *app, int focus);
/* Draws it if need be, and takes what happens next; returns after a moment even if nothing does. */
void tsp_app_turn(tsp_app *app, tsp_ui_build *build, void *context);
/* Brings the turn to an end. Any thread. */
void tsp_app_wake(void);

/* app_media.c: answers the desktop's media controls while no film plays. */
void tsp_app_update_media(tsp_app *app);

/* h:mm:ss */
void tsp_app_time(char out[TSP_APP_TIME_SIZE], uint64_t milliseconds);

/* home.c: until the person has chosen a film, the path of which is put into open_path (true), or leaves (false). first:
 * a disc that is alone in the drives is chosen at once. */
bool tsp_home(tsp_app *app, bool first);

/* film.c: opens a disc, plays it, and sees to what goes wrong; until it is over. disc: its path, NULL: the first
 * drive's. */
enum tsp_film_end {
    TSP_FILM_OVER, /* seen to its end, or the program is to end */
    TSP_FILM_HOME  /* the person wants to choose */
};
enum tsp_film_end tsp_film(tsp_app *app, const char *disc);

/* questions.c: the screen of a question, until it is answered, given up, or left. */
void tsp_question_ask(tsp_app *app, tsp_opening *opening, const tsp_question *question);

/* waiting_screen.c: while a film is opened. True: it is done, or asks something. False: the person gives up, or leaves.
 */
bool tsp_waiting(tsp_app *app, tsp_opening *opening);

/* error_screen.c */
enum tsp_remedy {
    TSP_REMEDY_NONE, /* the window was left */
    TSP_REMEDY_HOME,
    TSP_REMEDY_RETRY,
    TSP_REMEDY_SIGN_IN, /* anew */
    TSP_REMEDY_ACCOUNT, /* another one: sign in to it */
    TSP_REMEDY_NETWORK, /* in place of the token */
    TSP_REMEDY_TOKEN    /* in place of the network */
};
/* from_token, left_token: what was used when it failed. */
enum tsp_remedy tsp_error_screen(tsp_app *app, const tsb_error *err, bool from_token, bool left_token);

#endif
