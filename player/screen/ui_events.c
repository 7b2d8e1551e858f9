/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Keys, pointer, wheel and fingers, brought to the parts of a screen as it was drawn last. */
#include <math.h>

#include "base/secret.h"
#include "player/screen/theme.h"
#include "player/screen/ui_int.h"

static void press(tsp_ui *ui, int id)
{
    ui->pressed = id;
    ui->stale = true;
}

static void move_focus(tsp_ui *ui, bool forward)
{
    tsp_focus_step(&ui->focus, forward);
    ui->follow = true;
}

static void scroll_by(tsp_ui *ui, double pixels)
{
    ui->scroll += (int)lround(pixels);
    ui->scroll = ui->scroll < 0 ? 0 : ui->scroll; /* The other end is found when the screen is laid out. */
    ui->stale = true;
}

/* Down and up go from part to part, and on to what there is to read after the last. */
static void go(tsp_ui *ui, int across, int down)
{
    if (tsp_focus_go(&ui->focus, across, down))
        ui->follow = true;
    else
        scroll_by(ui, down * tsp_ui_px(ui, TSP_THEME_WHEEL));
}

static void enter(tsp_ui *ui, const tsp_field *field)
{
    if (field)
        ui->submitted = ui->focus.focused;
    else
        press(ui, ui->focus.focused);
}

/* False: the key moves nothing. */
static bool move(tsp_ui *ui, const SDL_Keysym *key)
{
    switch (key->sym) {
    case SDLK_TAB:
        move_focus(ui, !(key->mod & KMOD_SHIFT));
        return true;
    case SDLK_UP:
        go(ui, 0, -1);
        return true;
    case SDLK_DOWN:
        go(ui, 0, 1);
        return true;
    case SDLK_LEFT:
        go(ui, -1, 0);
        return true;
    case SDLK_RIGHT:
        go(ui, 1, 0);
        return true;
    case SDLK_PAGEUP:
        scroll_by(ui, -0.8 * ui->height);
        return true;
    case SDLK_PAGEDOWN:
        scroll_by(ui, 0.8 * ui->height);
        return true;
    default:
        return false;
    }
}

static void navigate(tsp_ui *ui, const SDL_Keysym *key, const tsp_field *field)
{
    if (move(ui, key))
        return;
    switch (key->sym) {
    case SDLK_RETURN:
    case SDLK_KP_ENTER:
        enter(ui, field);
        break;
    case SDLK_SPACE:
        if (!field)
            enter(ui, field);
        break;
    case SDLK_DELETE:
        ui->removed = ui->focus.focused;
        break;
    case SDLK_ESCAPE:
    case SDLK_AC_BACK:
        ui->back = true;
        break;
    default:
        break;
    }
}

static bool is_modifier(SDL_Keycode key)
{
    return key == SDLK_LSHIFT || key == SDLK_RSHIFT || key == SDLK_LCTRL || key == SDLK_RCTRL || key == SDLK_LALT ||
           key == SDLK_RALT || key == SDLK_LGUI || key == SDLK_RGUI || key == SDLK_MODE;
}

static void key_down(tsp_ui *ui, const SDL_KeyboardEvent *event)
{
    const SDL_Keysym *key = &event->keysym;
    tsp_field *field = tsp_ui_focused_field(ui);
    bool presses = key->sym == SDLK_RETURN || key->sym == SDLK_KP_ENTER || key->sym == SDLK_SPACE ||
                   key->sym == SDLK_ESCAPE || key->sym == SDLK_DELETE;
    if (is_modifier(key->sym))
        return;
    ui->ring = true;
    ui->stale = true;
    if (field && tsp_ui_field_key(ui, field, key))
        return;
    /* Held down, a key must not press what comes up on the next screen. Alt and the like are the system's. */
    if (!(event->repeat && presses) && !(key->mod & (KMOD_ALT | KMOD_CTRL | KMOD_GUI)))
        navigate(ui, key, field);
}

static void text_input(tsp_ui *ui, SDL_TextInputEvent *event)
{
    tsp_field *field = tsp_ui_focused_field(ui);
    if (field) {
        tsp_field_insert(field, event->text);
        ui->stale = true;
        if (field->secret)
            tsb_wipe(event->text, sizeof event->text);
    }
}

static void hover(tsp_ui *ui, int x, int y)
{
    tsp_window_to_pixels(ui->window, &x, &y);
    int part = tsp_focus_at(&ui->focus, x, y);
    ui->pointer = (SDL_Point){x, y};
    if (part != ui->hovered)
        ui->stale = true;
    ui->hovered = part;
}

static void button_down(tsp_ui *ui, const SDL_MouseButtonEvent *event)
{
    hover(ui, event->x, event->y);
    if (event->button == SDL_BUTTON_X1)
        ui->back = true;
    if (event->button != SDL_BUTTON_LEFT)
        return;
    ui->armed = ui->hovered;
    ui->travelled = 0;
    ui->stale = true;
    if (!ui->armed)
        return;
    ui->ring = false;
    ui->focus.focused = ui->armed;
    tsp_field *field = tsp_ui_focused_field(ui);
    if (field && event->clicks == 2)
        tsp_field_select_all(field);
    else if (field)
        tsp_ui_field_point(ui, ui->armed, ui->pointer.x, false);
}

static void button_up(tsp_ui *ui, const SDL_MouseButtonEvent *event)
{
    hover(ui, event->x, event->y);
    if (event->button != SDL_BUTTON_LEFT)
        return;
    if (ui->armed && ui->armed == ui->hovered && !tsp_ui_focused_field(ui))
        press(ui, ui->armed);
    ui->armed = 0;
    /* No pointer stays where a finger was. */
    if (event->which == SDL_TOUCH_MOUSEID)
        ui->hovered = 0;
}

static void motion(tsp_ui *ui, const SDL_MouseMotionEvent *event)
{
    hover(ui, event->x, event->y);
    if (ui->armed && event->which != SDL_TOUCH_MOUSEID && tsp_ui_focused_field(ui)) {
        tsp_ui_field_point(ui, ui->armed, ui->pointer.x, true);
        ui->stale = true;
    }
}

/* Taps come as the mouse's events, too; what is moved by the finger is not pressed. */
static void finger_moved(tsp_ui *ui, const SDL_TouchFingerEvent *event)
{
    double moved = (double)event->dy * ui->height;
    ui->travelled += fabs(moved);
    if (ui->travelled < TSP_THEME_TAP * ui->scale)
        return;
    ui->armed = 0;
    scroll_by(ui, -moved);
}

static void wheel(tsp_ui *ui, const SDL_MouseWheelEvent *event)
{
    double notches = event->direction == SDL_MOUSEWHEEL_FLIPPED ? -(double)event->preciseY : (double)event->preciseY;
    scroll_by(ui, -notches * TSP_THEME_WHEEL * ui->scale);
}

bool tsp_ui_event(tsp_ui *ui, SDL_Event *event)
{
    switch (event->type) {
    case SDL_KEYDOWN:
        key_down(ui, &event->key);
        break;
    case SDL_TEXTINPUT:
        text_input(ui, &event->text);
        break;
    case SDL_MOUSEMOTION:
        motion(ui, &event->motion);
        break;
    case SDL_MOUSEBUTTONDOWN:
        button_down(ui, &event->button);
        break;
    case SDL_MOUSEBUTTONUP:
        button_up(ui, &event->button);
        break;
    case SDL_FINGERMOTION:
        finger_moved(ui, &event->tfinger);
        break;
    case SDL_MOUSEWHEEL:
        wheel(ui, &event->wheel);
        break;
    case SDL_WINDOWEVENT:
        if (event->window.event == SDL_WINDOWEVENT_LEAVE)
            ui->hovered = 0;
        ui->stale = true;
        break;
    case SDL_RENDER_TARGETS_RESET:
    case SDL_RENDER_DEVICE_RESET:
        ui->stale = true;
        break;
    default:
        break;
    }
    return ui->pressed || ui->submitted || ui->removed || ui->back;
}
