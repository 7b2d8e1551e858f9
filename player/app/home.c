/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The first screen: discs, tokens, recent films, and a place to drop an image. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/translate.h"
#include "player/account/recent.h"
#include "player/app/finder.h"
#include "player/app/home.h"
#include "player/screen/theme.h"

enum { OPEN = 1, QUIT, DISC = 100, TOKEN = 200, RECENT = 300 };

struct home {
    tsp_app *app;
    tsp_found found;
    tsp_recent recent;
    bool typing; /* a path is to be typed */
    bool chosen; /* what is in the app's open_path */
};

static void choose(struct home *home, const char *path)
{
    int length = snprintf(home->app->open_path, sizeof home->app->open_path, "%s", path);
    home->chosen = length > 0 && (size_t)length < sizeof home->app->open_path;
}

static const tsp_found_disc *disc_of(const struct home *home, const tss_id *copy)
{
    for (size_t i = 0; i < home->found.disc_count; i++)
        if (home->found.discs[i].ours && tss_id_equal(&home->found.discs[i].copy, copy))
            return &home->found.discs[i];
    return NULL;
}

static bool is_drive(const struct home *home, const char *path)
{
    for (size_t i = 0; i < home->found.disc_count; i++)
        if (strcmp(home->found.discs[i].drive, path) == 0)
            return true;
    return false;
}

/* Where a film can be opened: a disc in a drive, or an image used lately, which may be gone by now; NULL: nowhere. */
static const char *path_of(const struct home *home, const tss_id *copy)
{
    const tsp_found_disc *disc = disc_of(home, copy);
    const tsp_recent_film *film = tsp_recent_find(&home->recent, copy);
    if (disc)
        return disc->drive;
    return film && !is_drive(home, film->path) ? film->path : NULL;
}

/* Where a film was left; NULL: at its beginning, or nowhere. */
static const char *place_of(const struct home *home, const tss_id *copy, char text[TSP_HOME_TEXT])
{
    const tsp_recent_film *film = tsp_recent_find(&home->recent, copy);
    char time[TSP_APP_TIME_SIZE] = "";
    if (!film || film->position_ms == 0)
        return NULL;
    tsp_app_time(time, film->position_ms);
    snprintf(text, TSP_HOME_TEXT, _("left at %s"), time);
    return text;
}

static void build_discs(tsp_ui *ui, struct home *home)
{
    char text[TSP_HOME_TEXT] = "";
    bool any = false;
    tsp_ui_text(ui, TSP_UI_HEADING, _("Discs"));
    for (size_t i = 0; i < home->found.disc_count; i++) {
        const tsp_found_disc *disc = &home->found.discs[i];
        if (!disc->ours)
            continue;
        any = true;
        if (tsp_ui_card(ui, DISC + (int)i, TSP_ICON_OPTICAL, disc->title, disc->drive,
                        place_of(home, &disc->copy, text)))
            choose(home, disc->drive);
    }
    if (!any)
        tsp_ui_text(ui, TSP_UI_SOFT,
                    home->found.looked ? _("No Tallystick disc is in a drive. Put one in, and it appears here.")
                                       : _("Looking into the drives..."));
}

static void tell_film(char text[TSP_HOME_TEXT], const tsp_found_film *film)
{
    if (film->use == TSP_FILM_OTHER_DEVICES)
        snprintf(text, TSP_HOME_TEXT, "%s", _("for other devices"));
    else if (film->use == TSP_FILM_REFUSED)
        snprintf(text, TSP_HOME_TEXT, "%s", _("cannot be used"));
    else if (!film->complete)
        snprintf(text, TSP_HOME_TEXT, "%s", _("not written to its end"));
    else
        snprintf(text, TSP_HOME_TEXT, tsb_translate_count("%u view left", "%u views left", film->left), film->left);
}

static void build_tokens(tsp_ui *ui, struct home *home)
{
    if (home->found.film_count == 0)
        return;
    tsp_ui_gap(ui, TSP_THEME_GAP);
    tsp_ui_text(ui, TSP_UI_HEADING, _("Tokens"));
    for (size_t i = 0; i < home->found.film_count; i++) {
        const tsp_found_film *film = &home->found.films[i];
        char left[TSP_HOME_TEXT] = "";
        char note[TSP_HOME_TEXT + TSP_FOUND_PATH_SIZE] = "";
        const char *path = path_of(home, &film->copy);
        tell_film(left, film);
        if (path)
            snprintf(note, sizeof note, "%s", film->token);
        else
            snprintf(note, sizeof note, _("%s. Put its disc in to watch it."), film->token);
        if (tsp_ui_card(ui, path ? TOKEN + (int)i : 0, TSP_ICON_TOKEN, film->title, note, left))
            choose(home, path);
    }
}

static void build_recent(tsp_ui *ui, struct home *home)
{
    bool any = false;
    for (size_t i = 0; i < home->recent.count; i++) {
        const tsp_recent_film *film = &home->recent.films[i];
        char place[TSP_HOME_TEXT] = "";
        if (disc_of(home, &film->copy)) /* It stands above. */
            continue;
        const char *path = path_of(home, &film->copy);
        const char *name = strrchr(film->path, '/');
        if (!any) {
            tsp_ui_gap(ui, TSP_THEME_GAP);
            tsp_ui_text(ui, TSP_UI_HEADING, _("Watched lately"));
        }
        any = true;
        if (tsp_ui_card(ui, path ? RECENT + (int)i : 0, TSP_ICON_PLAY, film->title,
                        path ? (name ? name + 1 : film->path) : _("Its disc is not in a drive now."),
                        place_of(home, &film->copy, place)))
            choose(home, path);
    }
}

static void build(tsp_ui *ui, void *context)
{
    struct home *home = context;
    tsp_ui_column(ui, TSP_THEME_COLUMN_WIDE, false);
    tsp_ui_brand(ui, "Tallystick");
    build_discs(ui, home);
    build_tokens(ui, home);
    build_recent(ui, home);
    tsp_ui_gap(ui, TSP_THEME_GAP);
    tsp_ui_text(ui, TSP_UI_HEADING, _("Disc images"));
    tsp_ui_place(ui, TSP_ICON_DROP, _("Drop a disc image here"), _("anywhere on this window, at any time"));
    if (tsp_ui_button(ui, OPEN, TSP_UI_SECONDARY, _("Open a disc image...")))
        home->typing = true;
    if (tsp_ui_button(ui, QUIT, TSP_UI_QUIET, _("Quit")))
        home->app->leave = TSP_LEAVE_QUIT;
    /* There is nowhere to go back to, but from the full screen. */
    if (tsp_ui_back(ui))
        tsp_window_set_fullscreen(home->app->window, false);
}

/* A disc that is alone is what the person came for. */
static void choose_only(struct home *home)
{
    const tsp_found_disc *only = NULL;
    for (size_t i = 0; i < home->found.disc_count; i++) {
        if (home->found.discs[i].ours && only)
            return;
        if (home->found.discs[i].ours)
            only = &home->found.discs[i];
    }
    if (only)
        choose(home, only->drive);
}

/* Drives and sticks are let go of before a film is opened. */
static void stop(struct home *home, tsp_finder **finder)
{
    tsp_finder_stop(*finder);
    while (!tsp_finder_stopped(*finder) && !tsb_cancel_fired(home->app->cancel)) {
        SDL_PumpEvents();
        SDL_Delay(5);
    }
    tsp_finder_destroy(finder);
}

static void stay(struct home *home, tsp_finder *finder, bool first)
{
    tsp_app *app = home->app;
    bool looked = false;
    tsp_app_begin(app, 0);
    while (!home->chosen && app->leave == TSP_LEAVE_NOT) {
        if (finder && tsp_finder_take(finder, &home->found)) {
            tsp_ui_touch(app->ui);
            if (first && home->found.looked)
                choose_only(home);
            if (!looked && home->found.looked)
                tsp_ui_focus(app->ui, 0); /* what has come up above what was there */
            looked = home->found.looked;
            first = first && !looked;
        }
        if (home->chosen)
            break;
        tsp_app_turn(app, build, home);
        if (home->typing && app->leave == TSP_LEAVE_NOT) {
            home->typing = false;
            home->chosen = tsp_open_screen(app);
            if (!home->chosen)
                tsp_app_begin(app, OPEN);
        }
    }
}

bool tsp_home(tsp_app *app, bool first)
{
    struct home *home = calloc(1, sizeof *home);
    tsp_finder *finder = NULL;
    tsb_error why = {0};
    bool opens = false;
    if (!home) {
        fprintf(stderr, "tallystick: %s\n", "Out of memory.");
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
