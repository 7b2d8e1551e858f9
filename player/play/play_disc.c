/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The disc's titles, angles and menus: going there, and choosing in them. */
#include <stdio.h>

#include <SDL.h>

#include "base/translate.h"
#include "player/dvd/ticks.h"
#include "player/play/play_int.h"
#include "player/screen/theme.h"

/* Six bits that stand for the button that happens to be chosen. */
#define FORCED_CHOSEN 63u

void tsp_player_set_title(tsp_player *player, int number)
{
    tsb_error err = {0};
    if (tsp_pipeline_set_title(player->pipeline, number, 0, &err)) {
        tsp_player_say(player, _("This title cannot be played"));
        tsb_warn(&player->log, "%s", err.text);
        return;
    }
    tsp_player_begin(player, 0);
    tsp_osd_message(player->osd, SDL_GetTicks(), TSP_THEME_MESSAGE_SHOWN, _("Title %d of %u"), number,
                    tsp_pipeline_titles(player->pipeline)->count);
}

void tsp_player_set_angle(tsp_player *player, int angle)
{
    if (angle < 1 || angle > player->title->angle_count)
        return;
    tsp_pipeline_set_angle(player->pipeline, angle);
    tsp_player_seek(player, tsp_player_time(player));
    tsp_osd_message(player->osd, SDL_GetTicks(), TSP_THEME_MESSAGE_SHOWN, _("Angle %d of %d"), angle,
                    player->title->angle_count);
    player->redraw = true;
}

bool tsp_player_in_menu(const tsp_player *player)
{
    return player->title->number == 0;
}

void tsp_player_disc_menu(tsp_player *player)
{
    if (!tsp_pipeline_has_menu(player->pipeline)) {
        tsp_player_say(player, _("This disc has no menu"));
        return;
    }
    if (tsp_player_in_menu(player)) {
        /* Back to where the film was left. */
        tsp_pipeline_seek(player->pipeline, player->left_at);
        tsp_player_begin(player, player->left_at);
        return;
    }
    player->left_at = tsp_player_time(player);
    tsp_pipeline_menu(player->pipeline, player->left_at);
    player->disc_subpicture = tsp_pipeline_disc_subpicture(player->pipeline);
    tsp_player_begin(player, TSP_NO_TIME);
}

/* What can be chosen now; NULL: nothing, or it has just been done. */
static const tsp_menu_page *page_of(tsp_player *player)
{
    bool stands = player->phase == TSP_PHASE_PLAYING || player->phase == TSP_PHASE_STILL ||
                  player->phase == TSP_PHASE_BUFFERING;
    return stands && player->page && player->page->button_count > 0 ? player->page : NULL;
}

static void activate(tsp_player *player, unsigned button)
{
    const tsp_menu_page *page = page_of(player);
    if (!page || button == 0)
        return;
    if (!tsp_player_in_menu(player))
        player->left_at = tsp_player_time(player);
    tsp_pipeline_activate(player->pipeline, page, button, player->left_at);
    player->disc_subpicture = tsp_pipeline_disc_subpicture(player->pipeline);
    int64_t position = player->position;
    tsp_player_begin(player, TSP_NO_TIME);
    player->position = position; /* what is seen stays until the disc has made up its mind */
    player->activated = true;
}

static void choose(tsp_player *player, unsigned button)
{
    if (button == 0 || button == player->chosen)
        return;
    player->chosen = button;
    tsp_pipeline_choose(player->pipeline, button, ++player->moves);
    player->redraw = true;
}

void tsp_player_update_page(tsp_player *player)
{
    if (player->phase == TSP_PHASE_STARTING && !player->first_shown)
        return;
    int64_t time = tsp_player_time(player);
    const tsp_menu_page *page = tsp_pipeline_page(player->pipeline, time);
    if (page != player->page || (page && page->time != player->page_time)) {
        player->page = page;
        player->page_time = page ? page->time : 0;
        player->forced_done = false;
        player->activated = false;
        /* What the viewer has chosen since the disc's machine last heard of it goes before. */
        if (page && page->moves == player->moves && page->chosen > 0)
            player->chosen = page->chosen;
        if (page && (player->chosen == 0 || player->chosen > page->button_count))
            player->chosen = page->button_count > 0 ? 1 : 0;
        player->redraw = true;
    }
    if (page && page->forced > 0 && !player->forced_done && page->forced_time != TSP_NO_TIME &&
        time >= page->forced_time && page_of(player)) {
        player->forced_done = true;
        activate(player, page->forced == FORCED_CHOSEN ? player->chosen : page->forced);
    }
}

bool tsp_player_menu_key(tsp_player *player, SDL_Keycode key, Uint16 modifiers)
{
    static const struct {
        SDL_Keycode key;
        enum tsp_direction direction;
    } ways[] = {{SDLK_UP, TSP_UP}, {SDLK_DOWN, TSP_DOWN}, {SDLK_LEFT, TSP_LEFT}, {SDLK_RIGHT, TSP_RIGHT}};
    const tsp_menu_page *page = page_of(player);
    if (modifiers & (KMOD_CTRL | KMOD_ALT | KMOD_GUI | KMOD_SHIFT))
        return false;
    bool enter = key == SDLK_RETURN || key == SDLK_KP_ENTER;
    if (enter && !page && player->phase == TSP_PHASE_STILL) {
        tsp_player_end_still(player);
        return true;
    }
    if (!page)
        return false;
    if (enter) {
        activate(player, player->chosen);
        return true;
    }
    for (size_t i = 0; i < SDL_arraysize(ways); i++) {
        tsp_menu_button button;
        unsigned to = tsp_menu_move(page, player->chosen, ways[i].direction);
        if (key != ways[i].key)
            continue;
        bool moved = to != player->chosen;
        choose(player, to);
        if (moved && tsp_menu_button_get(&button, page, to) && button.at_once)
            activate(player, to);
        return true;
    }
    return false;
}

/* The button at a place of the window, in pixels; 0: none. */
static unsigned button_at(tsp_player *player, int x, int y)
{
    int width = 0;
    int height = 0;
    const tsp_menu_page *page = page_of(player);
    tsp_window_size(player->window, &width, &height);
    SDL_Rect place = tsp_picture_place(&player->picture, width, height);
    if (!page || place.w <= 0 || place.h <= 0 || x < place.x || y < place.y)
        return 0;
    return tsp_menu_at(page, (x - place.x) * TSP_CODED_WIDTH / place.w, (y - place.y) * player->title->lines / place.h);
}

bool tsp_player_menu_hover(tsp_player *player, int x, int y)
{
    unsigned button = button_at(player, x, y);
    choose(player, button);
    return button > 0;
}

bool tsp_player_menu_press(tsp_player *player, int x, int y)
{
    unsigned button = button_at(player, x, y);
    if (button == 0)
        return false;
    choose(player, button);
    activate(player, button);
    return true;
}

bool tsp_player_menu_view(tsp_player *player, tsp_overlay_view *view, tsp_highlight *highlight)
{
    tsp_menu_button button;
    const tsp_menu_page *page = player->page;
    if (!page || (!tsp_player_in_menu(player) && page->button_count == 0))
        return false;
    int64_t time = tsp_player_time(player);
    view->palette = page->palette;
    view->forced_only = false;
    /* Where nothing new was drawn, what was there before stays: a still has all it needs from its beginning. */
    if (page->picture != TSP_MENU_NO_PICTURE)
        (void)tsp_pipeline_subtitle(player->pipeline, (unsigned)page->picture, time, player->unit);
    if (player->unit->size > 0)
        *player->menu_unit = *player->unit;
    if (player->menu_unit->size > 0 && page->picture == (int)player->menu_unit->stream) {
        view->unit = player->menu_unit->bytes;
        view->size = player->menu_unit->size;
        view->number = player->menu_unit->number;
        view->age = time - player->menu_unit->time;
    }
    if (tsp_menu_button_get(&button, page, player->chosen)) {
        *highlight = tsp_highlight_of(player->activated ? button.active_colours : button.chosen_colours, button.left,
                                      button.top, button.right, button.bottom);
        view->highlight = highlight;
    }
    return true;
}
