/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Questions while a film is opened: whether to trust its server, and what to do about a token that is of no use. */
#include "player/app/questions.h"
#include "base/translate.h"
#include "player/screen/theme.h"

enum { YES = 1, NO };

void tsp_question_settle(tsp_question_screen *screen, int answer)
{
    screen->answered = true;
    screen->answer = answer;
}

void tsp_question_show(tsp_app *app, tsp_opening *opening, tsp_question_screen *screen, tsp_ui_build *build, int focus)
{
    tsp_app_begin(app, focus);
    while (!screen->answered && app->leave == TSP_LEAVE_NOT)
        tsp_app_turn(app, build, screen);
    tsp_ui_reset(app->ui, 0); /* What fields it had are the opening's again. */
    if (screen->answered)
        tsp_opening_answer(opening, screen->answer);
}

static void build_trust(tsp_ui *ui, void *context)
{
    tsp_question_screen *screen = context;
    const tsp_trust_question *trust = screen->question->trust;
    tsp_ui_column(ui, TSP_THEME_COLUMN_TEXT, true);
    tsp_ui_text(ui, TSP_UI_TITLE, _("Do you trust this server?"));
    tsp_ui_text(ui, TSP_UI_TEXT, trust->name);
    tsp_ui_text(ui, TSP_UI_SOFT, trust->url);
    tsp_ui_gap(ui, TSP_THEME_PAD);
    tsp_ui_text(ui, TSP_UI_HEADING, _("Fingerprint of its key"));
    tsp_ui_text(ui, TSP_UI_TEXT, trust->fingerprint);
    tsp_ui_text(
        ui, TSP_UI_SOFT,
        _("You meet this server for the first time. Compare the fingerprint with the one its operator told you; "
          "from now on, any other key is refused."));
    tsp_ui_gap(ui, TSP_THEME_GAP);
    if (tsp_ui_button(ui, YES, TSP_UI_PRIMARY, _("Trust it: it is the same")))
        tsp_question_settle(screen, 1);
    if (tsp_ui_button(ui, NO, TSP_UI_SECONDARY, _("Do not trust it")) || tsp_ui_back(ui))
        tsp_question_settle(screen, 0);
}

static void build_network(tsp_ui *ui, void *context)
{
    tsp_question_screen *screen = context;
    tsp_ui_column(ui, TSP_THEME_COLUMN_TEXT, true);
    tsp_ui_text(ui, TSP_UI_TITLE, _("Use the network instead?"));
    tsp_ui_sentence(ui, TSP_UI_ALERT, screen->question->why);
    tsp_ui_text(ui, TSP_UI_SOFT,
                _("Over the network, a view of your account at the film's server is used, not one of the token."));
    tsp_ui_gap(ui, TSP_THEME_GAP);
    if (tsp_ui_button(ui, YES, TSP_UI_PRIMARY, _("Use the network")))
        tsp_question_settle(screen, 1);
    if (tsp_ui_button(ui, NO, TSP_UI_SECONDARY, _("Cancel")) || tsp_ui_back(ui))
        tsp_question_settle(screen, 0);
}

static void ask(tsp_app *app, tsp_opening *opening, const tsp_question *question, tsp_ui_build *build)
{
    tsp_question_screen screen = {.question = question};
    tsp_question_show(app, opening, &screen, build, YES);
}

void tsp_question_ask(tsp_app *app, tsp_opening *opening, const tsp_question *question)
{
    switch (question->kind) {
    case TSP_ASK_NOTHING:
        break;
    case TSP_ASK_TRUST:
        ask(app, opening, question, build_trust);
        break;
    case TSP_ASK_CREDENTIALS:
        tsp_signin_screen(app, opening, question);
        break;
    case TSP_ASK_NETWORK:
        ask(app, opening, question, build_network);
        break;
    case TSP_ASK_START:
        tsp_card(app, opening, question);
        break;
    }
}
