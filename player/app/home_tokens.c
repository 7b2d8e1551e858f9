/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The tokens that are plugged in: the films on them, and those without any; what can be done with what is no use here.
 */
#include <stdio.h>

#include "base/text.h"
#include "base/translate.h"
#include "player/app/home.h"
#include "player/screen/theme.h"

#define NOTE_SIZE (TSP_FOUND_PATH_SIZE + TSB_ERROR_TEXT_SIZE + TSP_HOME_TEXT)

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

/* Which token it is on, and what has to be done before it can be watched from there. */
static void note_film(char note[NOTE_SIZE], const tsp_found_film *film, bool disc)
{
    char why[TSB_ERROR_TEXT_SIZE] = "";
    tsb_text_sentence(why, sizeof why, film->why);
    if (film->use == TSP_FILM_OTHER_DEVICES)
        snprintf(note, NOTE_SIZE,
                 _("%s. Watch it on a device that it was written for, or have it written for this one, too."),
                 film->token);
    else if (film->use == TSP_FILM_REFUSED)
        snprintf(note, NOTE_SIZE, "%s: %s", film->token, why);
    else if (!film->complete)
        snprintf(note, NOTE_SIZE, _("%s. Run \"tallystick token write\" once more, and it goes on."), film->token);
    else if (disc)
        snprintf(note, NOTE_SIZE, "%s", film->token);
    else
        snprintf(note, NOTE_SIZE, _("%s. Put its disc in to watch it."), film->token);
}

static void build_film(tsp_ui *ui, tsp_home_screen *home, size_t index)
{
    const tsp_found_film *film = &home->found.films[index];
    const char *path = tsp_home_path(home, &film->copy);
    const char *title = film->title[0] ? film->title : _("A film");
    char left[TSP_HOME_TEXT] = "";
    char note[NOTE_SIZE] = "";
    tell_film(left, film);
    note_film(note, film, path != NULL);
    if (tsp_ui_card(ui, path ? TSP_HOME_TOKEN + (int)index : 0, TSP_ICON_TOKEN, title, note, left))
        tsp_home_choose(home, path);
}

static void build_token(tsp_ui *ui, const tsp_found_token *token)
{
    char why[TSB_ERROR_TEXT_SIZE] = "";
    char note[NOTE_SIZE] = "";
    tsb_text_sentence(why, sizeof why, token->why);
    if (token->why[0])
        snprintf(note, sizeof note, "%s%s%s", token->name, token->name[0] ? ": " : "", why);
    else
        snprintf(note, sizeof note,
                 _("%s. \"tallystick token write\" puts a film of yours on it, for watching offline."), token->name);
    tsp_ui_card(ui, 0, TSP_ICON_TOKEN, token->why[0] ? _("A token that cannot be used") : _("A token without a film"),
                note, NULL);
}

void tsp_home_tokens(tsp_ui *ui, tsp_home_screen *home)
{
    if (home->found.film_count == 0 && home->found.token_count == 0)
        return;
    tsp_ui_gap(ui, TSP_THEME_GAP);
    tsp_ui_text(ui, TSP_UI_HEADING, _("Tokens"));
    for (size_t i = 0; i < home->found.film_count; i++)
        build_film(ui, home, i);
    for (size_t i = 0; i < home->found.token_count; i++)
        build_token(ui, &home->found.tokens[i]);
}
