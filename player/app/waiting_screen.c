/* SPDX-License-Identifier: GPL-3.0-or-later */
/* While a film is opened: what goes on, and a way out. */
#include "base/translate.h"
#include "player/app/app_int.h"
#include "player/screen/theme.h"

enum { CANCEL = 1 };

struct waiting {
    char told[TSB_ERROR_TEXT_SIZE];
    bool given_up;
};

static void build(tsp_ui *ui, void *context)
{
    struct waiting *waiting = context;
    tsp_ui_column(ui, TSP_THEME_COLUMN, true);
    tsp_ui_spinner(ui);
    tsp_ui_gap(ui, TSP_THEME_GAP);
    tsp_ui_text(ui, TSP_UI_TITLE, _("Opening the film..."));
    if (waiting->told[0])
        tsp_ui_text(ui, TSP_UI_SOFT, waiting->told);
    tsp_ui_gap(ui, TSP_THEME_GAP);
    if (tsp_ui_button(ui, CANCEL, TSP_UI_SECONDARY, _("Cancel")) || tsp_ui_back(ui))
        waiting->given_up = true;
}

bool tsp_waiting(tsp_app *app, tsp_opening *opening)
{
    struct waiting waiting = {.given_up = false};
    tsp_question question = {.kind = TSP_ASK_NOTHING};
    tsp_app_begin(app, 0);
    while (!tsp_opening_done(opening) && !tsp_opening_question(opening, &question) && !waiting.given_up &&
           app->leave == TSP_LEAVE_NOT) {
        tsp_opening_told(opening, waiting.told);
        tsp_app_turn(app, build, &waiting);
    }
    return !waiting.given_up && app->leave == TSP_LEAVE_NOT;
}
