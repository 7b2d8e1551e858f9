/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SDL's events: keys, mouse, window. */
#include <SDL.h>

#include "player/play/play_int.h"
#include "player/screen/drop.h"

/* What the viewer wants of a key or a part of the mouse, if anything. */
static bool act(tsp_player *player, tsp_key key, bool repeated)
{
    const tsp_binding *binding = tsp_keymap_find(player->options->keymap, key);
    if (!binding)
        return false;
    if (!repeated || tsp_action_get(binding->action)->repeats)
        tsp_player_act(player, binding->action, binding->amount);
    return true;
}

static void press(tsp_player *player, const SDL_MouseButtonEvent *button)
{
    int x = button->x;
    int y = button->y;
    Uint16 modifiers = (Uint16)SDL_GetModState();
    tsp_window_to_pixels(player->window, &x, &y);
    enum tsp_osd_part part = tsp_osd_at(player->osd, x, y);
    tsp_osd_mouse(player->osd, x, y, SDL_GetTicks());
    tsp_osd_focus_clear(player->osd);
    player->redraw = true;
    if (tsp_osd_popup(player->osd)->kind)
        tsp_player_answer_menu(player, tsp_popup_press(tsp_osd_popup(player->osd), x, y));
    else if (button->button == SDL_BUTTON_LEFT && part != TSP_OSD_NOTHING)
        tsp_player_press_part(player, part, x);
    else if (button->button == SDL_BUTTON_LEFT && tsp_player_menu_press(player, x, y))
        return;
    else if (button->clicks != 2 || !act(player, tsp_key_button(button->button, true, modifiers), false))
        act(player, tsp_key_button(button->button, false, modifiers), false);
}

static void move(tsp_player *player, const SDL_MouseMotionEvent *motion)
{
    int x = motion->x;
    int y = motion->y;
    tsp_window_to_pixels(player->window, &x, &y);
    tsp_osd_mouse(player->osd, x, y, SDL_GetTicks());
    player->redraw = true;
    tsp_popup_hover(tsp_osd_popup(player->osd), x, y);
    if (!tsp_osd_popup(player->osd)->kind && tsp_osd_at(player->osd, x, y) == TSP_OSD_NOTHING)
        tsp_player_menu_hover(player, x, y);
    if (!(motion->state & SDL_BUTTON_LMASK))
        tsp_osd_hold(player->osd, TSP_OSD_NOTHING);
    else if (tsp_osd_held(player->osd) != TSP_OSD_SEEK || player->phase != TSP_PHASE_STARTING)
        tsp_player_drag_part(player, x); /* seeking as fast as pictures come */
}

static void release(tsp_player *player, const SDL_MouseButtonEvent *button)
{
    int x = button->x;
    int y = button->y;
    if (button->button != SDL_BUTTON_LEFT)
        return;
    tsp_window_to_pixels(player->window, &x, &y);
    if (tsp_osd_held(player->osd) == TSP_OSD_SEEK)
        tsp_player_drag_part(player, x);
    tsp_osd_hold(player->osd, TSP_OSD_NOTHING);
    player->redraw = true;
}

static void wheel(tsp_player *player, const SDL_MouseWheelEvent *turn)
{
    int direction = turn->direction == SDL_MOUSEWHEEL_FLIPPED ? -1 : 1;
    Uint16 modifiers = (Uint16)SDL_GetModState();
    if (tsp_osd_popup(player->osd)->kind) {
        tsp_popup_scroll(tsp_osd_popup(player->osd), -turn->y * direction);
        player->redraw = true;
        return;
    }
    if (turn->y)
        act(player, tsp_key_wheel(turn->y * direction > 0 ? TSP_WHEEL_UP : TSP_WHEEL_DOWN, modifiers), false);
    if (turn->x)
        act(player, tsp_key_wheel(turn->x * direction > 0 ? TSP_WHEEL_RIGHT : TSP_WHEEL_LEFT, modifiers), false);
}

/* What fingers do comes as touches, too, and is taken from there. */
static void mouse(tsp_player *player, const SDL_Event *event)
{
    if (event->type == SDL_MOUSEMOTION && event->motion.which != SDL_TOUCH_MOUSEID)
        move(player, &event->motion);
    else if (event->type == SDL_MOUSEBUTTONDOWN && event->button.which != SDL_TOUCH_MOUSEID)
        press(player, &event->button);
    else if (event->type == SDL_MOUSEBUTTONUP && event->button.which != SDL_TOUCH_MOUSEID)
        release(player, &event->button);
}

/* One press makes two events when it types a character; the first that means something is taken. */
static void press_key(tsp_player *player, const SDL_KeyboardEvent *event)
{
    SDL_Keycode code = event->keysym.sym;
    player->key_repeated = event->repeat != 0;
    player->key_taken = tsp_player_screen_key(player, code, event->keysym.mod) ||
                        tsp_player_menu_key(player, code, event->keysym.mod) ||
                        act(player, tsp_key_pressed(code, event->keysym.mod), player->key_repeated);
}

static void type(tsp_player *player, const char *text)
{
    tsp_key key;
    if (!player->key_taken && tsp_key_typed(&key, text))
        act(player, key, player->key_repeated);
    player->key_taken = false;
    player->key_repeated = false;
}

/* It may have been out of sight, where nothing tells of refreshes. */
static bool shows(const SDL_WindowEvent *event)
{
    return event->event == SDL_WINDOWEVENT_SHOWN || event->event == SDL_WINDOWEVENT_RESTORED ||
           event->event == SDL_WINDOWEVENT_FOCUS_GAINED;
}

static void window(tsp_player *player, const SDL_WindowEvent *event)
{
    if (event->event == SDL_WINDOWEVENT_CLOSE)
        tsp_player_leave(player, TSP_PLAY_QUIT);
    else if (event->event == SDL_WINDOWEVENT_LEAVE)
        tsp_osd_mouse_left(player->osd);
    else if (event->event == SDL_WINDOWEVENT_DISPLAY_CHANGED || (shows(event) && !tsp_pacing_follows(&player->pacing)))
        tsp_player_meet_display(player);
    player->redraw = true;
}

void tsp_player_event(tsp_player *player, SDL_Event *event)
{
    switch (event->type) {
    case SDL_QUIT:
        tsp_player_leave(player, TSP_PLAY_QUIT);
        break;
    case SDL_WINDOWEVENT:
        window(player, &event->window);
        break;
    case SDL_KEYDOWN:
        press_key(player, &event->key);
        break;
    case SDL_TEXTINPUT:
        type(player, event->text.text);
        break;
    case SDL_MOUSEMOTION:
    case SDL_MOUSEBUTTONDOWN:
    case SDL_MOUSEBUTTONUP:
        mouse(player, event);
        break;
    case SDL_FINGERDOWN:
    case SDL_FINGERMOTION:
    case SDL_FINGERUP:
        tsp_player_touch(player, &event->tfinger);
        break;
    case SDL_MOUSEWHEEL:
        wheel(player, &event->wheel);
        break;
    case SDL_DROPFILE:
        if (tsp_drop_take(&event->drop, player->dropped, sizeof player->dropped))
            tsp_player_leave(player, TSP_PLAY_DROPPED);
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
