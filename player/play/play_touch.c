/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Fingers: a tap shows and hides the bar, two at a side seek, and what lies on the bar is pressed and dragged. */
#include <stdlib.h>

#include <SDL.h>

#include "player/play/play_int.h"

#define DOUBLE_TAP_MS 350u
#define DOUBLE_TAP_BY 10.0 /* seconds */
/* Of the window's width: what is in the middle belongs to neither side. */
#define SIDE 0.4

static SDL_Point place_of(tsp_player *player, const SDL_TouchFingerEvent *finger)
{
    int width = 0;
    int height = 0;
    tsp_window_size(player->window, &width, &height);
    return (SDL_Point){(int)(finger->x * (float)width), (int)(finger->y * (float)height)};
}

static void finger_down(tsp_player *player, const SDL_TouchFingerEvent *finger)
{
    SDL_Point at = place_of(player, finger);
    if (player->touch.down)
        return; /* a second finger */
    player->touch = (tsp_touch){
        .down = true, .finger = finger->fingerId, .at = at, .tapped = player->touch.tapped, .side = player->touch.side};
    enum tsp_osd_part part = tsp_osd_at(player->osd, at.x, at.y);
    if (!tsp_osd_popup(player->osd)->kind && (part == TSP_OSD_SEEK || part == TSP_OSD_VOLUME))
        tsp_player_press_part(player, part, at.x);
}

static void finger_motion(tsp_player *player, const SDL_TouchFingerEvent *finger)
{
    tsp_popup *popup = tsp_osd_popup(player->osd);
    SDL_Point at = place_of(player, finger);
    int height = 0;
    int width = 0;
    tsp_window_size(player->window, &width, &height);
    if (abs(at.x - player->touch.at.x) + abs(at.y - player->touch.at.y) > height / 40)
        player->touch.moved = true;
    tsp_osd_wake(player->osd, SDL_GetTicks());
    if (tsp_osd_held(player->osd) != TSP_OSD_NOTHING && player->phase != TSP_PHASE_STARTING) {
        tsp_player_drag_part(player, at.x);
    } else if (popup->kind && popup->row_height > 0) {
        int rows = (player->touch.at.y - at.y) / popup->row_height;
        tsp_popup_scroll(popup, rows);
        player->touch.at.y -= rows * popup->row_height;
    }
    player->redraw = true;
}

/* On the picture. */
static void tap(tsp_player *player, SDL_Point at, uint32_t now)
{
    int width = 0;
    int height = 0;
    tsp_window_size(player->window, &width, &height);
    if (tsp_player_menu_press(player, at.x, at.y))
        return;
    int side = at.x < width * SIDE ? -1 : at.x > width * (1 - SIDE) ? 1 : 0;
    if (side && side == player->touch.side && now - player->touch.tapped < DOUBLE_TAP_MS) {
        tsp_player_act(player, TSP_ACTION_SEEK, side * DOUBLE_TAP_BY);
    } else if (tsp_osd_awake(player->osd)) {
        tsp_osd_focus_clear(player->osd);
        tsp_osd_sleep(player->osd, now);
    } else {
        tsp_osd_wake(player->osd, now);
    }
    player->touch.tapped = now;
    player->touch.side = side;
}

static void finger_up(tsp_player *player, const SDL_TouchFingerEvent *finger)
{
    tsp_popup *popup = tsp_osd_popup(player->osd);
    SDL_Point at = place_of(player, finger);
    enum tsp_osd_part part = tsp_osd_at(player->osd, at.x, at.y);
    player->touch.down = false;
    player->redraw = true;
    if (tsp_osd_held(player->osd) != TSP_OSD_NOTHING) {
        tsp_player_drag_part(player, at.x);
        tsp_osd_hold(player->osd, TSP_OSD_NOTHING);
    } else if (player->touch.moved) {
        return;
    } else if (popup->kind) {
        tsp_player_answer_menu(player, tsp_popup_press(popup, at.x, at.y));
    } else if (part > TSP_OSD_BAR) {
        tsp_osd_wake(player->osd, SDL_GetTicks());
        tsp_player_press_part(player, part, at.x);
    } else if (part == TSP_OSD_NOTHING) {
        tap(player, at, SDL_GetTicks());
    }
}

void tsp_player_touch(tsp_player *player, const SDL_TouchFingerEvent *finger)
{
    if (finger->type == SDL_FINGERDOWN)
        finger_down(player, finger);
    else if (!player->touch.down || finger->fingerId != player->touch.finger)
        return;
    else if (finger->type == SDL_FINGERMOTION)
        finger_motion(player, finger);
    else
        finger_up(player, finger);
}
