/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The films watched lately: those that are not here now say so, and any can be taken off the list. */
#include <stdio.h>
#include <string.h>

#include "base/translate.h"
#include "player/app/home.h"
#include "player/screen/theme.h"

/* A path without its folders. */
static const char *name_of(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash ? slash + 1 : path;
}

static void take_off(tsp_home_screen *home, size_t index)
{
    const tsp_app *app = home->app;
    tsb_error why = {0};
    home->removed = home->recent.films[index];
    home->any_removed = tsp_recent_forget(app->options.data, &home->removed.copy, &why) == 0;
    if (!home->any_removed)
        tsb_warn(app->log, "the film stays on the list: %s", why.text);
    tsp_recent_load(&home->recent, app->options.data);
    /* What has moved up has the focus, so that the next can be taken off, too. */
    if (index > 0 && index >= home->recent.count)
        index--;
    tsp_ui_focus(app->ui, TSP_HOME_RECENT + (int)index);
}

static void put_back(tsp_home_screen *home)
{
    const tsp_app *app = home->app;
    tsb_error why = {0};
    home->any_removed = tsp_recent_note(app->options.data, &home->removed, &why) != 0;
    if (home->any_removed)
        tsb_warn(app->log, "the film is not on the list again: %s", why.text);
    tsp_recent_load(&home->recent, app->options.data);
    tsp_ui_focus(app->ui, TSP_HOME_RECENT);
}

static void write_away(char *text, size_t size, const char *name, bool drive)
{
    if (drive)
        snprintf(text, size, "%s", _("Not here now: its disc is not in a drive."));
    else
        snprintf(text, size, _("Not here now: %s"), name);
}

/* True: the list has changed. */
static bool build_film(tsp_ui *ui, tsp_home_screen *home, size_t index)
{
    const tsp_recent_film *film = &home->recent.films[index];
    const char *path = tsp_home_path(home, &film->copy);
    char place[TSP_HOME_TEXT] = "";
    char note[TSP_RECENT_PATH_SIZE + 64] = "";
    tsp_ui_entry entry = {
        .id = TSP_HOME_RECENT + (int)index,
        .cross = TSP_HOME_CROSS + (int)index,
        .icon = TSP_ICON_PLAY,
        .text = film->title,
        .note = note,
        .detail = tsp_home_place(home, &film->copy, place),
        .away = !path,
    };
    if (path)
        snprintf(note, sizeof note, "%s", name_of(film->path));
    else
        write_away(note, sizeof note, name_of(film->path), tsp_home_is_drive(home, film->path));
    enum tsp_ui_done done = tsp_ui_list_entry(ui, &entry);
    if (done == TSP_UI_REMOVED)
        take_off(home, index);
    if (done == TSP_UI_PRESSED && path) {
        tsp_home_choose(home, path);
    } else if (done == TSP_UI_PRESSED) {
        home->away = index;
        home->next = TSP_HOME_AWAY;
    }
    return done == TSP_UI_REMOVED;
}

static void build_return(tsp_ui *ui, tsp_home_screen *home)
{
    char text[TSS_MANIFEST_NAME_SIZE + 64] = "";
    snprintf(text, sizeof text, _("Put \"%s\" back on the list"), home->removed.title);
    if (tsp_ui_button(ui, TSP_HOME_RETURN, TSP_UI_SECONDARY, text))
        put_back(home);
}

void tsp_home_recent(tsp_ui *ui, tsp_home_screen *home)
{
    bool any = false;
    bool changed = false;
    for (size_t i = 0; i < home->recent.count; i++)
        any = any || !tsp_home_disc(home, &home->recent.films[i].copy);
    if (!any && !home->any_removed)
        return;
    tsp_ui_gap(ui, TSP_THEME_GAP);
    tsp_ui_text(ui, TSP_UI_HEADING, _("Watched lately"));
    for (size_t i = 0; i < home->recent.count && !changed; i++)
        if (!tsp_home_disc(home, &home->recent.films[i].copy)) /* It stands above. */
            changed = build_film(ui, home, i);
    if (any)
        tsp_ui_text(ui, TSP_UI_SOFT, _("Del, or the cross, takes a film off this list."));
    if (home->any_removed)
        build_return(ui, home);
}

enum { OPEN = 1, BACK, TAKE_OFF };

static void tell_away(tsp_ui *ui, const tsp_recent_film *film, bool drive)
{
    char text[TSP_RECENT_PATH_SIZE + 64] = "";
    write_away(text, sizeof text, film->path, drive);
    tsp_ui_text(ui, TSP_UI_ALERT, text);
    if (drive)
        tsp_ui_text(ui, TSP_UI_TEXT, _("Put it in, and the film is opened."));
    else
        tsp_ui_text(
            ui, TSP_UI_TEXT,
            _("Plug in what it is stored on, or put it back, and the film is opened. If it has been moved, open "
              "it where it is now."));
}

void tsp_home_away(tsp_ui *ui, void *context)
{
    tsp_home_screen *home = context;
    const tsp_recent_film *film = &home->recent.films[home->away];
    if (home->away >= home->recent.count) {
        home->next = TSP_HOME_LISTS;
        return;
    }
    const char *path = tsp_home_path(home, &film->copy);
    bool drive = tsp_home_is_drive(home, film->path);
    if (path)
        tsp_home_choose(home, path);
    tsp_ui_column(ui, TSP_THEME_COLUMN_TEXT, true);
    tsp_ui_text(ui, TSP_UI_TITLE, film->title);
    tell_away(ui, film, drive);
    tsp_ui_gap(ui, TSP_THEME_GAP);
    if (!drive && tsp_ui_button(ui, OPEN, TSP_UI_PRIMARY, _("Open a disc image...")))
        home->next = TSP_HOME_PATH;
    bool back = tsp_ui_button(ui, BACK, drive ? TSP_UI_PRIMARY : TSP_UI_SECONDARY, _("Back")) || tsp_ui_back(ui);
    bool take = tsp_ui_button(ui, TAKE_OFF, TSP_UI_SECONDARY, _("Take it off the list"));
    if (back || take)
        home->next = TSP_HOME_LISTS;
    if (take)
        take_off(home, home->away);
}
