/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What went wrong, in a sentence, and what can be done about it. */
#include "base/translate.h"
#include "player/app/app_int.h"
#include "player/screen/theme.h"

struct screen {
    const tsb_error *err;
    enum tsp_remedy offers[4]; /* the best first */
    unsigned count;
    enum tsp_remedy chosen;
};

static const char *label(enum tsp_remedy remedy)
{
    switch (remedy) {
    case TSP_REMEDY_RETRY:
        return _("Try again");
    case TSP_REMEDY_SIGN_IN:
        return _("Sign in again");
    case TSP_REMEDY_ACCOUNT:
        return _("Sign in with another account");
    case TSP_REMEDY_NETWORK:
        return _("Use the network");
    case TSP_REMEDY_TOKEN:
        return _("Use the token");
    case TSP_REMEDY_HOME:
    case TSP_REMEDY_NONE:
        break;
    }
    return _("Choose another film");
}

static void offer(struct screen *screen, enum tsp_remedy remedy)
{
    screen->offers[screen->count++] = remedy;
}

/* Trying again comes first where it may help by itself, or once others have done what they can. */
static void find_remedies(struct screen *screen, const tsb_error *err, bool from_token, bool left_token)
{
    bool denied = err->code == TSB_ERR_DENIED;
    bool spent = err->code == TSB_ERR_SPENT;
    if (from_token && (denied || spent))
        offer(screen, TSP_REMEDY_NETWORK);
    else if (denied)
        offer(screen, TSP_REMEDY_SIGN_IN);
    if (err->code != TSB_ERR_UNSUPPORTED)
        offer(screen, TSP_REMEDY_RETRY);
    if (from_token && !denied && !spent)
        offer(screen, TSP_REMEDY_NETWORK);
    else if (spent && !from_token)
        offer(screen, TSP_REMEDY_ACCOUNT);
    if (left_token)
        offer(screen, TSP_REMEDY_TOKEN);
    offer(screen, TSP_REMEDY_HOME);
}

static void build(tsp_ui *ui, void *context)
{
    struct screen *screen = context;
    tsp_ui_column(ui, TSP_THEME_COLUMN_TEXT, true);
    tsp_ui_text(ui, TSP_UI_ALERT, _("The film cannot be played"));
    tsp_ui_sentence(ui, TSP_UI_TEXT, screen->err->text);
    tsp_ui_gap(ui, TSP_THEME_GAP);
    for (unsigned i = 0; i < screen->count; i++)
        if (tsp_ui_button(ui, (int)screen->offers[i], i == 0 ? TSP_UI_PRIMARY : TSP_UI_SECONDARY,
                          label(screen->offers[i])))
            screen->chosen = screen->offers[i];
    if (tsp_ui_back(ui))
        screen->chosen = TSP_REMEDY_HOME;
}

enum tsp_remedy tsp_error_screen(tsp_app *app, const tsb_error *err, bool from_token, bool left_token)
{
    struct screen screen = {.err = err, .chosen = TSP_REMEDY_NONE};
    find_remedies(&screen, err, from_token, left_token);
    tsp_window_set_name(app->window, NULL);
    tsp_app_begin(app, 0);
    while (screen.chosen == TSP_REMEDY_NONE && app->leave == TSP_LEAVE_NOT)
        tsp_app_turn(app, build, &screen);
    return screen.chosen;
}
