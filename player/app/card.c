/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The film's card: title, whose shop it is from, views left, and what starting means. */
#include <stdio.h>

#include "base/translate.h"
#include "player/app/questions.h"
#include "player/screen/theme.h"

enum { WATCH = 1, AGAIN, CANCEL };

static void tell_views(tsp_ui *ui, const tsp_start_question *start)
{
    char text[256] = "";
    snprintf(text, sizeof text, _("Views left: %u of %u"), start->left, start->granted);
    tsp_ui_text(ui, TSP_UI_TEXT, text);
    if (start->token) {
        tsp_ui_text(ui, TSP_UI_SOFT, _("From the token that is plugged in; no network is needed."));
    } else {
        snprintf(text, sizeof text, _("From your account at %s."), start->url);
        tsp_ui_text(ui, TSP_UI_SOFT, text);
    }
}

/* What the first button does, and says that it costs. */
static void write_watch(char *text, size_t size, const tsp_start_question *start)
{
    char time[TSP_APP_TIME_SIZE] = "";
    tsp_app_time(time, start->position_ms);
    if (start->resumable && start->position_ms > 0)
        snprintf(text, size, _("Go on at %s - same viewing"), time);
    else if (start->resumable)
        snprintf(text, size, _("Watch - same viewing, uses none"));
    else if (start->position_ms > 0)
        snprintf(text, size, _("Go on at %s - uses 1 of %u"), time, start->left);
    else
        snprintf(text, size, _("Watch - uses 1 of %u"), start->left);
}

static void build(tsp_ui *ui, void *context)
{
    tsp_question_screen *screen = context;
    const tsp_start_question *start = screen->question->start;
    char text[128] = "";
    tsp_ui_column(ui, TSP_THEME_COLUMN, true);
    tsp_ui_icon(ui, start->token ? TSP_ICON_TOKEN : TSP_ICON_OPTICAL, TSP_THEME_SPINNER);
    tsp_ui_gap(ui, TSP_THEME_PAD);
    tsp_ui_text(ui, TSP_UI_TITLE, start->title);
    if (start->distributor)
        tsp_ui_text(ui, TSP_UI_SOFT, start->distributor);
    tsp_ui_gap(ui, TSP_THEME_PAD);
    tell_views(ui, start);
    tsp_ui_gap(ui, TSP_THEME_GAP);
    write_watch(text, sizeof text, start);
    if (tsp_ui_button(ui, WATCH, TSP_UI_PRIMARY, text))
        tsp_question_settle(screen, TSP_START_WATCH);
    if (start->position_ms > 0 && tsp_ui_button(ui, AGAIN, TSP_UI_SECONDARY, _("Start again from the beginning")))
        tsp_question_settle(screen, TSP_START_AGAIN);
    if (tsp_ui_button(ui, CANCEL, TSP_UI_SECONDARY, _("Not now")) || tsp_ui_back(ui))
        tsp_question_settle(screen, TSP_START_NOT);
}

void tsp_card(tsp_app *app, tsp_opening *opening, const tsp_question *question)
{
    tsp_question_screen screen = {.question = question};
    tsp_window_set_name(app->window, question->start->title);
    tsp_question_show(app, opening, &screen, build, WATCH);
}
