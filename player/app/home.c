/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The first screen: discs, tokens, recent films, and a place to drop an image. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/translate.h"
#include "player/app/home.h"
#include "player/screen/theme.h"

void tsp_home_choose(tsp_home_screen *home, const char *path)
{
    int length = snprintf(home->app->open_path, sizeof home->app->open_path, "%s", path);
    home->chosen = length > 0 && (size_t)length < sizeof home->app->open_path;
}

const tsp_found_disc *tsp_home_disc(const tsp_home_screen *home, const tss_id *copy)
{
    for (size_t i = 0; i < home->found.disc_count; i++)
        if (home->found.discs[i].ours && tss_id_equal(&home->found.discs[i].copy, copy))
            return &home->found.discs[i];
    return NULL;
}

bool tsp_home_is_drive(const tsp_home_screen *home, const char *path)
{
    for (size_t i = 0; i < home->found.disc_count; i++)
        if (strcmp(home->found.discs[i].drive, path) == 0)
            return true;
    return false;
}

/* Not known before it was looked for, nor of one that was noted since. */
static bool is_gone(const tsp_home_screen *home, const tss_id *copy)
{
    for (size_t i = 0; i < home->found.recent_count; i++)
        if (tss_id_equal(&home->found.recent[i].copy, copy))
            return !home->found.recent[i].here;
    return false;
}

const char *tsp_home_path(const tsp_home_screen *home, const tss_id *copy)
{
    const tsp_found_disc *disc = tsp_home_disc(home, copy);
    const tsp_recent_film *film = tsp_recent_find(&home->recent, copy);
    if (disc)
        return disc->drive;
    return film && !tsp_home_is_drive(home, film->path) && !is_gone(home, copy) ? film->path : NULL;
}

const char *tsp_home_place(const tsp_home_screen *home, const tss_id *copy, char text[TSP_HOME_TEXT])
{
    const tsp_recent_film *film = tsp_recent_find(&home->recent, copy);
    char time[TSP_APP_TIME_SIZE] = "";
    if (!film || film->position_ms == 0)
        return NULL;
    tsp_app_time(time, film->position_ms);
    snprintf(text, TSP_HOME_TEXT, _("left at %s"), time);
    return text;
}

static void build_discs(tsp_ui *ui, tsp_home_screen *home)
{
    char text[TSP_HOME_TEXT] = "";
    bool any = false;
    tsp_ui_text(ui, TSP_UI_HEADING, _("Discs"));
    for (size_t i = 0; i < home->found.disc_count; i++) {
        const tsp_found_disc *disc = &home->found.discs[i];
        if (!disc->ours)
            continue;
        any = true;
        if (tsp_ui_card(ui, TSP_HOME_DISC + (int)i, TSP_ICON_OPTICAL, disc->title, disc->drive,
                        tsp_home_place(home, &disc->copy, text)))
            tsp_home_choose(home, disc->drive);
    }
    if (!any)
        tsp_ui_text(ui, TSP_UI_SOFT,
                    home->found.looked ? _("No Tallystick disc is in a drive. Put one in, and it appears here.")
                                       : _("Looking into the drives..."));
}

static void build(tsp_ui *ui, void *context)
{
    tsp_home_screen *home = context;
    tsp_ui_column(ui, TSP_THEME_COLUMN_WIDE, false);
    tsp_ui_brand(ui, "Tallystick");
    build_discs(ui, home);
    tsp_home_tokens(ui, home);
    tsp_home_recent(ui, home);
    tsp_ui_gap(ui, TSP_THEME_GAP);
    tsp_ui_text(ui, TSP_UI_HEADING, _("Disc images"));
    tsp_ui_place(ui, TSP_ICON_DROP, _("Drop a disc image here"), _("anywhere on this window, at any time"));
    if (tsp_ui_button(ui, TSP_HOME_OPEN, TSP_UI_SECONDARY, _("Open a disc image...")))
        home->next = TSP_HOME_PATH;
    if (tsp_ui_button(ui, TSP_HOME_QUIT, TSP_UI_QUIET, _("Quit")))
        home->app->leave = TSP_LEAVE_QUIT;
    /* There is nowhere to go back to, but from the full screen. */
    if (tsp_ui_back(ui))
        tsp_window_set_fullscreen(home->app->window, false);
}

/* A disc that is alone is what the person came for. */
static void choose_only(tsp_home_screen *home)
{
    const tsp_found_disc *only = NULL;
    for (size_t i = 0; i < home->found.disc_count; i++) {
        if (home->found.discs[i].ours && only)
            return;
        if (home->found.discs[i].ours)
            only = &home->found.discs[i];
    }
    if (only)
        tsp_home_choose(home, only->drive);
}

/* Drives and sticks are let go of before a film is opened. */
static void stop(tsp_home_screen *home, tsp_finder **finder)
{
    tsp_finder_stop(*finder);
    while (!tsp_finder_stopped(*finder) && !tsb_cancel_fired(home->app->cancel)) {
        SDL_PumpEvents();
        SDL_Delay(5);
    }
    tsp_finder_destroy(finder);
}

static void take_found(tsp_home_screen *home, tsp_finder *finder, bool *first)
{
    bool looked = home->found.looked;
    if (!finder || !tsp_finder_take(finder, &home->found))
        return;
    tsp_ui_follow(home->app->ui); /* something may have come up above it */
    if (*first && home->found.looked)
        choose_only(home);
    if (!looked && home->found.looked)
        tsp_ui_focus(home->app->ui, 0); /* what has come up above what was there */
    *first = *first && !home->found.looked;
}

/* Another view begins; the one that is shown then. */
static enum tsp_home_view turn_to(tsp_home_screen *home, enum tsp_home_view before)
{
    tsp_app *app = home->app;
    if (home->next == TSP_HOME_PATH) {
        home->chosen = tsp_open_screen(app);
        home->next = TSP_HOME_LISTS;
        tsp_app_begin(app, TSP_HOME_OPEN);
    } else {
        bool back = home->next == TSP_HOME_LISTS && before == TSP_HOME_AWAY;
        tsp_app_begin(app, back ? TSP_HOME_RECENT + (int)home->away : 0);
    }
    return home->next;
}

static void stay(tsp_home_screen *home, tsp_finder *finder, bool first)
{
    tsp_app *app = home->app;
    enum tsp_home_view now = TSP_HOME_LISTS;
    tsp_app_begin(app, 0);
    while (!home->chosen && app->leave == TSP_LEAVE_NOT) {
        take_found(home, finder, &first);
        if (home->chosen)
            break;
        tsp_app_turn(app, now == TSP_HOME_AWAY ? tsp_home_away : build, home);
        if (home->next != now && !home->chosen && app->leave == TSP_LEAVE_NOT)
            now = turn_to(home, now);
    }
}

bool tsp_home(tsp_app *app, bool first)
{
    tsp_home_screen *home = calloc(1, sizeof *home);
    tsp_finder *finder = NULL;
    tsb_error why = {0};
    bool opens = false;
    if (!home) {
        fprintf(stderr, "tallystick: %s\n", _("Out of memory."));
        app->failed = true;
        return false;
    }
    home->app = app;
    tsp_window_set_name(app->window, NULL);
    tsp_recent_load(&home->recent, app->options.data);
    if (tsp_finder_start(&finder, &app->options, tsp_app_wake, app->log, &why) != 0)
        tsb_warn(app->log, "%s", why.text);
    stay(home, finder, first);
    if (finder)
        stop(home, &finder);
    opens = home->chosen || app->leave == TSP_LEAVE_OPEN;
    free(home);
    return opens;
}
