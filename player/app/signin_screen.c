/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdio.h>

#include "base/secret.h"
#include "base/translate.h"
#include "player/app/questions.h"
#include "player/screen/theme.h"

enum { USER = 1, PASSWORD, SIGN_IN, CANCEL };

struct screen {
    tsp_question_screen base;
    tsp_field user;
    tsp_field password; /* in secret memory, the question's own */
};

static void build(tsp_ui *ui, void *context)
{
    struct screen *screen = context;
    const tsp_credentials_question *question = screen->base.question->credentials;
    char text[TSS_MANIFEST_SERVER_SIZE + 64] = "";
    tsp_ui_column(ui, TSP_THEME_COLUMN, true);
    snprintf(text, sizeof text, _("Sign in to %s"),
             question->name && question->name[0] ? question->name : question->url);
    tsp_ui_text(ui, TSP_UI_TITLE, text);
    if (question->why)
        tsp_ui_sentence(ui, TSP_UI_ALERT, question->why);
    else
        tsp_ui_text(ui, TSP_UI_SOFT, question->url);
    tsp_ui_gap(ui, TSP_THEME_PAD);
    bool user_done = tsp_ui_field(ui, USER, _("User name"), &screen->user);
    bool password_done = tsp_ui_field(ui, PASSWORD, _("Password"), &screen->password);
    tsp_ui_gap(ui, TSP_THEME_PAD);
    bool pressed = tsp_ui_button(ui, SIGN_IN, TSP_UI_PRIMARY, _("Sign in"));
    bool complete = screen->user.length > 0 && screen->password.length > 0;
    if (complete && (user_done || password_done || pressed))
        tsp_question_settle(&screen->base, 0);
    else if (user_done || password_done || pressed) /* What is missing gets the focus. */
        tsp_ui_focus(ui, screen->user.length == 0 ? USER : PASSWORD);
    if (tsp_ui_button(ui, CANCEL, TSP_UI_SECONDARY, _("Cancel")) || tsp_ui_back(ui))
        tsp_question_settle(&screen->base, TSB_ERR_CANCELLED);
}

void tsp_signin_screen(tsp_app *app, tsp_opening *opening, const tsp_question *question)
{
    struct screen screen = {.base = {.question = question}};
    snprintf(question->user, TSN_USER_SIZE, "%s", question->credentials->user ? question->credentials->user : "");
    tsb_wipe(question->password, TSN_PASSWORD_SIZE);
    tsp_field_init(&screen.user, question->user, TSN_USER_SIZE, false);
    tsp_field_init(&screen.password, question->password, TSN_PASSWORD_SIZE, true);
    tsp_question_show(app, opening, &screen.base, build, screen.user.length > 0 ? PASSWORD : USER);
}
