/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The parts of the bar: what pressing does, by mouse, touch or key, and the focus that keys move. */
#include <SDL.h>

#include "player/play/play_int.h"

#define VOLUME_STEP 2

static void seek_share(tsp_player *player, double share)
{
    tsp_player_seek(player, (int64_t)(share * (double)player->title->duration));
}

/* Those that do what a key can do, too. */
static const struct {
    enum tsp_action action;
    double amount;
} part_actions[TSP_OSD_PARTS] = {
    [TSP_OSD_PLAY] = {TSP_ACTION_PAUSE, 0},
    [TSP_OSD_PREVIOUS] = {TSP_ACTION_CHAPTER, -1},
    [TSP_OSD_NEXT] = {TSP_ACTION_CHAPTER, 1},
    [TSP_OSD_TRACKS] = {TSP_ACTION_MENU, TSP_OSD_TRACKS},
    [TSP_OSD_SUBTITLES] = {TSP_ACTION_MENU, TSP_OSD_SUBTITLES},
    [TSP_OSD_CHAPTERS] = {TSP_ACTION_MENU, TSP_OSD_CHAPTERS},
    [TSP_OSD_TITLES] = {TSP_ACTION_MENU, TSP_OSD_TITLES},
    [TSP_OSD_ANGLES] = {TSP_ACTION_MENU, TSP_OSD_ANGLES},
    [TSP_OSD_MENU] = {TSP_ACTION_MENU, TSP_OSD_MENU},
    [TSP_OSD_MORE] = {TSP_ACTION_MENU, TSP_OSD_MORE},
    [TSP_OSD_EJECT] = {TSP_ACTION_EJECT, 0},
    [TSP_OSD_MUTE] = {TSP_ACTION_MUTE, 0},
    [TSP_OSD_FULLSCREEN] = {TSP_ACTION_FULLSCREEN, 0},
    [TSP_OSD_HOME] = {TSP_ACTION_BACK, 0},
};

void tsp_player_press_part(tsp_player *player, enum tsp_osd_part part, int x)
{
    if (part == TSP_OSD_SEEK || part == TSP_OSD_VOLUME) {
        tsp_osd_hold(player->osd, part);
        tsp_player_drag_part(player, x);
    } else if (part == TSP_OSD_REMAINING) {
        tsp_osd_toggle_remaining(player->osd);
    } else if (part == TSP_OSD_RETRY) {
        tsp_sectors_retry(player->options->sectors);
    } else if (part == TSP_OSD_LEAVE) {
        tsp_player_leave(player, player->options->home ? TSP_PLAY_BACK : TSP_PLAY_QUIT);
    } else {
        tsp_player_act(player, part_actions[part].action, part_actions[part].amount);
    }
    player->redraw = true;
}

void tsp_player_drag_part(tsp_player *player, int x)
{
    enum tsp_osd_part part = tsp_osd_held(player->osd);
    if (part == TSP_OSD_VOLUME)
        tsp_player_set_volume(player, (int)(tsp_osd_share(player->osd, part, x) * 100 + 0.5));
    else if (part == TSP_OSD_SEEK)
        seek_share(player, tsp_osd_share(player->osd, part, x));
}

static bool turn_volume(tsp_player *player, SDL_Keycode key)
{
    bool up = key == SDLK_RIGHT || key == SDLK_UP;
    bool down = key == SDLK_LEFT || key == SDLK_DOWN;
    if (up || down)
        tsp_player_set_volume(player, player->volume + (up ? VOLUME_STEP : -VOLUME_STEP));
    return up || down;
}

/* The keys of the part in focus; the others do what they always do. */
static bool focus_key(tsp_player *player, SDL_Keycode key)
{
    enum tsp_osd_part focus = tsp_osd_focus(player->osd);
    if (focus == TSP_OSD_NOTHING)
        return false;
    if (key == SDLK_ESCAPE) {
        tsp_osd_focus_clear(player->osd);
        tsp_osd_wake(player->osd, SDL_GetTicks());
        return true;
    }
    if (key == SDLK_RETURN || key == SDLK_KP_ENTER || key == SDLK_SPACE) {
        if (focus == TSP_OSD_VOLUME)
            tsp_player_act(player, TSP_ACTION_MUTE, 0);
        else if (focus == TSP_OSD_SEEK)
            tsp_player_act(player, TSP_ACTION_PAUSE, 0);
        else
            tsp_player_press_part(player, focus, 0);
        return true;
    }
    return focus == TSP_OSD_VOLUME && turn_volume(player, key);
}

bool tsp_player_screen_key(tsp_player *player, SDL_Keycode key, Uint16 modifiers)
{
    tsp_popup *popup = tsp_osd_popup(player->osd);
    if (modifiers & (KMOD_CTRL | KMOD_ALT | KMOD_GUI))
        return false;
    if (popup->kind) {
        enum tsp_popup_answer answer = tsp_popup_key(popup, key);
        if (answer == TSP_POPUP_IGNORES)
            return false;
        tsp_player_answer_menu(player, answer);
        return true;
    }
    if (key == SDLK_TAB)
        tsp_osd_focus_step(player->osd, modifiers & KMOD_SHIFT ? -1 : 1);
    else if (!focus_key(player, key))
        return false;
    player->redraw = true;
    return true;
}
