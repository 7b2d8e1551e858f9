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

/* The best first; trying again comes first where it may help by itself, or once others have done what they can. */
static const struct {
    int code; /* 0: any other */
    bool from_token;
    enum tsp_remedy offers[2];
} remedies[] = {
    {TSB_ERR_DENIED, true, {TSP_REMEDY_NETWORK, TSP_REMEDY_RETRY}},
    {TSB_ERR_DENIED, false, {TSP_REMEDY_SIGN_IN, TSP_REMEDY_RETRY}},
    {TSB_ERR_NOT_YOURS, false, {TSP_REMEDY_ACCOUNT, TSP_REMEDY_RETRY}},
    {TSB_ERR_SPENT, true, {TSP_REMEDY_NETWORK, TSP_REMEDY_RETRY}},
    {TSB_ERR_SPENT, false, {TSP_REMEDY_RETRY, TSP_REMEDY_ACCOUNT}},
    {TSB_ERR_UNSUPPORTED, true, {TSP_REMEDY_NETWORK, TSP_REMEDY_NONE}},
    {TSB_ERR_UNSUPPORTED, false, {TSP_REMEDY_NONE, TSP_REMEDY_NONE}},
    {0, true, {TSP_REMEDY_RETRY, TSP_REMEDY_NETWORK}},
    {0, false, {TSP_REMEDY_RETRY, TSP_REMEDY_NONE}},
};

static void offer(struct screen *screen, enum tsp_remedy remedy)
{
    if (remedy != TSP_REMEDY_NONE)
        screen->offers[screen->count++] = remedy;
}

static void find_remedies(struct screen *screen, int code, bool from_token, bool left_token)
{
    size_t i = 0;
    while ((remedies[i].code != code && remedies[i].code != 0) || remedies[i].from_token != from_token)
        i++;
    offer(screen, remedies[i].offers[0]);
    offer(screen, remedies[i].offers[1]);
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
    find_remedies(&screen, err->code, from_token, left_token);
    tsp_window_set_name(app->window, NULL);
    tsp_app_begin(app, 0);
    while (screen.chosen == TSP_REMEDY_NONE && app->leave == TSP_LEAVE_NOT)
        tsp_app_turn(app, build, &screen);
    return screen.chosen;
}
