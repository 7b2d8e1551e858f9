/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "base/translate.h"
#include "player/app/home.h"
#include "player/screen/theme.h"

enum { PATH = 1, OPEN, BACK };

struct screen {
    tsp_field path;
    bool done;
    bool opens;
};

static void build(tsp_ui *ui, void *context)
{
    struct screen *screen = context;
    tsp_ui_column(ui, TSP_THEME_COLUMN_TEXT, true);
    tsp_ui_text(ui, TSP_UI_TITLE, _("Open a disc image"));
    tsp_ui_text(ui, TSP_UI_SOFT, _("An image file, a drive, or the folder a disc is mounted on."));
    tsp_ui_gap(ui, TSP_THEME_PAD);
    bool entered = tsp_ui_field(ui, PATH, _("Path"), &screen->path);
    tsp_ui_gap(ui, TSP_THEME_PAD);
    if (tsp_ui_button(ui, OPEN, TSP_UI_PRIMARY, _("Open")) || entered) {
        screen->opens = screen->done = screen->path.length > 0;
        if (!screen->opens)
            tsp_ui_focus(ui, PATH);
    }
    if (tsp_ui_button(ui, BACK, TSP_UI_SECONDARY, _("Back")) || tsp_ui_back(ui))
        screen->done = true;
}

bool tsp_open_screen(tsp_app *app)
{
    char memory[TSP_APP_PATH_SIZE] = "";
    struct screen screen = {.done = false};
    tsp_field_init(&screen.path, memory, sizeof memory, false);
    tsp_app_begin(app, PATH);
    while (!screen.done && app->leave == TSP_LEAVE_NOT)
        tsp_app_turn(app, build, &screen);
    tsp_ui_reset(app->ui, 0); /* The field is not the screen's any more. */
    if (screen.opens && app->leave == TSP_LEAVE_NOT)
        memcpy(app->open_path, memory, sizeof memory);
    return screen.opens && app->leave == TSP_LEAVE_NOT;
}
