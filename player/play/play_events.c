/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SDL's events: keys, mouse, window. */
#include <stdio.h>
#include <string.h>

#include <SDL.h>

#include "player/pipeline/ticks.h"
#include "player/play/play_int.h"

static void seek_share(tsp_player *player, int x)
{
    double share = tsp_osd_share(player->osd, TSP_OSD_SEEK, x);
    tsp_player_seek(player, (int64_t)(share * (double)player->title->duration));
}

static void press_part(tsp_player *player, enum tsp_osd_part part, int x)
{
    switch (part) {
    case TSP_OSD_SEEK:
        tsp_osd_hold(player->osd, part);
        seek_share(player, x);
        break;
    case TSP_OSD_VOLUME:
        tsp_osd_hold(player->osd, part);
        tsp_player_set_volume(player, (int)(tsp_osd_share(player->osd, part, x) * 100 + 0.5));
        break;
    case TSP_OSD_PLAY:
        tsp_player_act(player, TSP_ACTION_PAUSE, 0);
        break;
    case TSP_OSD_PREVIOUS:
        tsp_player_act(player, TSP_ACTION_CHAPTER, -1);
        break;
    case TSP_OSD_NEXT:
        tsp_player_act(player, TSP_ACTION_CHAPTER, 1);
        break;
    case TSP_OSD_REMAINING:
        tsp_osd_toggle_remaining(player->osd);
        break;
    case TSP_OSD_TRACK:
        tsp_player_act(player, TSP_ACTION_TRACK, 1);
        break;
    case TSP_OSD_MUTE:
        tsp_player_act(player, TSP_ACTION_MUTE, 0);
        break;
    case TSP_OSD_FULLSCREEN:
        tsp_player_act(player, TSP_ACTION_FULLSCREEN, 0);
        break;
    case TSP_OSD_NOTHING:
    case TSP_OSD_BAR:
    case TSP_OSD_PARTS:
        break;
    }
}

static void press(tsp_player *player, const SDL_MouseButtonEvent *button)
{
    int x = button->x;
    int y = button->y;
    tsp_window_to_pixels(player->window, &x, &y);
    enum tsp_osd_part part = tsp_osd_at(player->osd, x, y);
    tsp_osd_mouse(player->osd, x, y, SDL_GetTicks());
    player->redraw = true;
    if (button->button == SDL_BUTTON_RIGHT)
        tsp_player_act(player, TSP_ACTION_PAUSE, 0);
    else if (button->button == SDL_BUTTON_LEFT && part != TSP_OSD_NOTHING)
        press_part(player, part, x);
    else if (button->button == SDL_BUTTON_LEFT && button->clicks == 2)
        tsp_player_act(player, TSP_ACTION_FULLSCREEN, 0);
}

static void move(tsp_player *player, const SDL_MouseMotionEvent *motion)
{
    int x = motion->x;
    int y = motion->y;
    tsp_window_to_pixels(player->window, &x, &y);
    tsp_osd_mouse(player->osd, x, y, SDL_GetTicks());
    player->redraw = true;
    if (!(motion->state & SDL_BUTTON_LMASK))
        tsp_osd_hold(player->osd, TSP_OSD_NOTHING);
    else if (tsp_osd_held(player->osd) == TSP_OSD_VOLUME)
        tsp_player_set_volume(player, (int)(tsp_osd_share(player->osd, TSP_OSD_VOLUME, x) * 100 + 0.5));
    else if (tsp_osd_held(player->osd) == TSP_OSD_SEEK && player->phase != TSP_PHASE_STARTING)
        seek_share(player, x); /* as fast as pictures come */
}

static void release(tsp_player *player, const SDL_MouseButtonEvent *button)
{
    int x = button->x;
    int y = button->y;
    if (button->button != SDL_BUTTON_LEFT)
        return;
    tsp_window_to_pixels(player->window, &x, &y);
    if (tsp_osd_held(player->osd) == TSP_OSD_SEEK)
        seek_share(player, x);
    tsp_osd_hold(player->osd, TSP_OSD_NOTHING);
    player->redraw = true;
}

static void wheel(tsp_player *player, const SDL_MouseWheelEvent *turn)
{
    int direction = turn->direction == SDL_MOUSEWHEEL_FLIPPED ? -1 : 1;
    if (turn->y)
        tsp_player_act(player, TSP_ACTION_VOLUME, 2.0 * direction * (turn->y > 0 ? 1 : -1));
    if (turn->x)
        tsp_player_act(player, TSP_ACTION_SEEK, 5.0 * direction * (turn->x > 0 ? 1 : -1));
}

static void act(tsp_player *player, const tsp_key *key, bool repeated)
{
    /* Held down, only what moves or turns goes on. */
    bool repeats = key && (key->action == TSP_ACTION_SEEK || key->action == TSP_ACTION_VOLUME ||
                           key->action == TSP_ACTION_STEP);
    if (key && (!repeated || repeats))
        tsp_player_act(player, key->action, key->amount);
}

static void window(tsp_player *player, const SDL_WindowEvent *event)
{
    if (event->event == SDL_WINDOWEVENT_CLOSE)
        tsp_player_leave(player, TSP_PLAY_QUIT);
    else if (event->event == SDL_WINDOWEVENT_LEAVE)
        tsp_osd_mouse_left(player->osd);
    player->redraw = true;
}

/* The first of several; SDL gives each a memory of its own. */
static void drop(tsp_player *player, const SDL_DropEvent *event)
{
    if (event->file && !player->dropped[0] && strlen(event->file) < sizeof player->dropped) {
        snprintf(player->dropped, sizeof player->dropped, "%s", event->file);
        tsp_player_leave(player, TSP_PLAY_DROPPED);
    }
    SDL_free(event->file);
}

void tsp_player_event(tsp_player *player, const SDL_Event *event)
{
    switch (event->type) {
    case SDL_QUIT:
        tsp_player_leave(player, TSP_PLAY_QUIT);
        break;
    case SDL_WINDOWEVENT:
        window(player, &event->window);
        break;
    case SDL_KEYDOWN:
        act(player, tsp_keys_find(event->key.keysym.sym, event->key.keysym.mod), event->key.repeat != 0);
        break;
    case SDL_TEXTINPUT:
        act(player, tsp_keys_find_text(event->text.text), false);
        break;
    case SDL_MOUSEMOTION:
        move(player, &event->motion);
        break;
    case SDL_MOUSEBUTTONDOWN:
        press(player, &event->button);
        break;
    case SDL_MOUSEBUTTONUP:
        release(player, &event->button);
        break;
    case SDL_MOUSEWHEEL:
        wheel(player, &event->wheel);
        break;
    case SDL_DROPFILE:
        drop(player, &event->drop);
        break;
    case SDL_RENDER_TARGETS_RESET:
        player->redraw = true;
        break;
    case SDL_RENDER_DEVICE_RESET:
        tsp_overlay_lost(player->overlay);
        player->redraw = true;
        break;
    default:
        break;
    }
}
