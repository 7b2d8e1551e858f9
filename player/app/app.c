/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "player/app/app.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include <SDL.h>

#include "player/app/app_int.h"
#include "player/cmd.h"
#include "player/failure.h"
#include "player/screen/drop.h"

/* Milliseconds: between pictures of what moves, and until it is looked whether the process is told to end. */
#define FRAME 16
#define LOOK  100

static Uint32 wake_event;

void tsp_app_wake(void)
{
    SDL_Event event = {.type = wake_event};
    SDL_PushEvent(&event);
}

void tsp_app_begin(tsp_app *app, int focus)
{
    SDL_ShowCursor(SDL_ENABLE);
    tsp_ui_reset(app->ui, focus);
}

/* Forgets what was dropped, and goes on. */
static void stay(tsp_app *app)
{
    app->leave = TSP_LEAVE_NOT;
}

/* Keys that mean the same on every screen; letters are left alone while a text is typed. */
static bool shortcut(tsp_app *app, const SDL_KeyboardEvent *key)
{
    SDL_Keycode sym = key->keysym.sym;
    bool control = (key->keysym.mod & KMOD_CTRL) != 0;
    bool plain = !(key->keysym.mod & (KMOD_CTRL | KMOD_ALT | KMOD_GUI)) && !tsp_ui_typing(app->ui);
    if (key->repeat)
        return false;
    if ((sym == SDLK_q && (control || plain)) || (sym == SDLK_w && control)) {
        app->leave = TSP_LEAVE_QUIT;
        return true;
    }
    if (sym == SDLK_F11 || (sym == SDLK_f && plain)) {
        tsp_window_set_fullscreen(app->window, !tsp_window_fullscreen(app->window));
        return true;
    }
    return false;
}

/* True: the screen is to be drawn before the next. */
static bool take(tsp_app *app, SDL_Event *event)
{
    switch (event->type) {
    case SDL_QUIT:
        app->leave = TSP_LEAVE_QUIT;
        return true;
    case SDL_DROPFILE:
        if (tsp_drop_take(&event->drop, app->open_path, sizeof app->open_path))
            app->leave = TSP_LEAVE_OPEN;
        return true;
    case SDL_WINDOWEVENT:
        if (event->window.event == SDL_WINDOWEVENT_CLOSE)
            app->leave = TSP_LEAVE_QUIT;
        break;
    case SDL_KEYDOWN:
        if (shortcut(app, &event->key)) {
            tsp_ui_touch(app->ui);
            return false;
        }
        break;
    default:
        break;
    }
    return tsp_ui_event(app->ui, event);
}

void tsp_app_turn(tsp_app *app, tsp_ui_build *build, void *context)
{
    SDL_Event event;
    if (tsb_cancel_fired(app->cancel)) {
        app->leave = TSP_LEAVE_QUIT;
        return;
    }
    tsp_app_update_media(app);
    if (tsp_ui_stale(app->ui))
        tsp_ui_draw(app->ui, build, context);
    if (app->leave != TSP_LEAVE_NOT)
        return;
    if (!SDL_WaitEventTimeout(&event, tsp_ui_moving(app->ui) ? FRAME : LOOK))
        return;
    while (!take(app, &event) && app->leave == TSP_LEAVE_NOT && SDL_PollEvent(&event))
        ;
    if (tsp_ui_stale(app->ui))
        tsp_ui_draw(app->ui, build, context);
}

void tsp_app_time(char out[TSP_APP_TIME_SIZE], uint64_t milliseconds)
{
    uint64_t seconds = milliseconds / 1000;
    snprintf(out, TSP_APP_TIME_SIZE, "%" PRIu64 ":%02u:%02u", seconds / 3600, (unsigned)(seconds / 60 % 60),
             (unsigned)(seconds % 60));
}

/* Whether anybody can see the window: not on a video driver that shows nothing. */
static bool is_seen(void)
{
    const char *driver = SDL_GetCurrentVideoDriver();
    return driver && strcmp(driver, "dummy") != 0 && strcmp(driver, "offscreen") != 0;
}

static void run(tsp_app *app)
{
    bool home = app->attended && !app->options.yes && !app->options.disc;
    bool first = true;
    char path[TSP_APP_PATH_SIZE] = "";
    const char *disc = app->options.disc;
    for (;;) {
        stay(app);
        if (home) {
            if (!tsp_home(app, first))
                break;
            memcpy(path, app->open_path, sizeof path);
            disc = path;
            stay(app);
        }
        first = false;
        home = tsp_film(app, disc) == TSP_FILM_HOME;
        if (app->leave == TSP_LEAVE_OPEN) {
            memcpy(path, app->open_path, sizeof path);
            disc = path;
            home = false;
        } else if (!home) {
            break;
        }
    }
}

/* Where it was at the last start. */
static int open_window(tsp_app *app, tsb_error *err)
{
    tsp_window_place place = {0};
    if (app->options.config.remember_window)
        tsp_window_place_load(&place, app->options.data);
    return tsp_window_create_at(&app->window, &place, app->options.fullscreen, app->log, err);
}

static void close_window(tsp_app *app)
{
    tsb_error err = {0};
    if (app->window && app->options.config.remember_window) {
        tsp_window_place place = tsp_window_place_of(app->window);
        if (tsp_window_place_save(&place, app->options.data, &err) != 0)
            tsb_info(app->log, "%s", err.text);
    }
    tsp_window_destroy(&app->window);
}

int tsp_app_run(const tsp_options *options, const tsb_cancel *cancel, const tsb_log *log)
{
    tsp_app app = {.options = *options, .cancel = cancel, .log = log};
    tsb_error err = {0};
    /* A missing screen must not cost a view. */
    int result = open_window(&app, &err);
    if (result == 0)
        result = tsp_ui_create(&app.ui, app.window, &err);
    if (result == 0) {
        tsp_window_set_text_scale(app.window, options->config.text_size);
        wake_event = SDL_RegisterEvents(1);
        app.attended = is_seen();
        if (options->config.media_controls)
            tsp_mpris_create(&app.media, log);
        run(&app);
    } else {
        tsp_failure_tell(&err);
    }
    tsp_mpris_destroy(&app.media);
    tsp_ui_destroy(&app.ui);
    close_window(&app);
    return result == 0 && !app.failed ? TSP_EXIT_DONE : TSP_EXIT_FAILED;
}
