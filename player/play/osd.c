/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "player/play/osd.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "player/play/osd_int.h"
#include "player/screen/theme.h"

int tsp_osd_create(tsp_osd **out, tsp_widgets *widgets, tsb_error *err)
{
    tsp_osd *osd = calloc(1, sizeof *osd);
    if (!osd)
        return tsb_fail(err, TSB_ERR_MEMORY, "Not enough memory for the screen");
    osd->scale = 1;
    osd->widgets = widgets;
    *out = osd;
    return 0;
}

void tsp_osd_destroy(tsp_osd **osd)
{
    if (!osd || !*osd)
        return;
    tsp_popup_finish(&(*osd)->popup);
    free(*osd);
    *osd = NULL;
}

void tsp_osd_message(tsp_osd *osd, uint32_t now, uint32_t shown, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(osd->message, sizeof osd->message, format, arguments);
    va_end(arguments);
    osd->message_until = now + shown;
}

void tsp_osd_wake(tsp_osd *osd, uint32_t now)
{
    osd->awake_until = now + TSP_THEME_BAR_SHOWN;
}

void tsp_osd_sleep(tsp_osd *osd, uint32_t now)
{
    osd->awake_until = now;
    osd->mouse_until = now;
    osd->mouse_inside = false;
}

bool tsp_osd_awake(const tsp_osd *osd)
{
    return osd->drawn_opacity >= 0.3;
}

void tsp_osd_mouse(tsp_osd *osd, int x, int y, uint32_t now)
{
    osd->mouse_inside = true;
    osd->mouse_x = x;
    osd->mouse_y = y;
    osd->mouse_until = now + TSP_THEME_BAR_SHOWN;
    tsp_osd_wake(osd, now);
}

void tsp_osd_mouse_left(tsp_osd *osd)
{
    osd->mouse_inside = false;
}

void tsp_osd_hold(tsp_osd *osd, enum tsp_osd_part part)
{
    osd->held = part;
}

enum tsp_osd_part tsp_osd_held(const tsp_osd *osd)
{
    return osd->held;
}

void tsp_osd_toggle_remaining(tsp_osd *osd)
{
    osd->remaining = !osd->remaining;
}

static bool has_place(const tsp_osd *osd, enum tsp_osd_part part)
{
    return osd->layout.parts[part].w > 0;
}

void tsp_osd_focus_step(tsp_osd *osd, int step)
{
    const int first = TSP_OSD_RETRY;
    const int count = TSP_OSD_PARTS - first;
    int part = osd->focus == TSP_OSD_NOTHING ? (step > 0 ? count - 1 : count) : (int)osd->focus - first;
    for (int i = 0; i < count; i++) {
        part = (part + step + count) % count;
        if (has_place(osd, (enum tsp_osd_part)(part + first))) {
            osd->focus = (enum tsp_osd_part)(part + first);
            return;
        }
    }
}

void tsp_osd_focus_clear(tsp_osd *osd)
{
    osd->focus = TSP_OSD_NOTHING;
}

enum tsp_osd_part tsp_osd_focus(const tsp_osd *osd)
{
    return osd->focus;
}

tsp_popup *tsp_osd_popup(tsp_osd *osd)
{
    return &osd->popup;
}

bool tsp_osd_crowded_out(const tsp_osd *osd, enum tsp_osd_part part)
{
    return osd->layout.crowded[part];
}

enum tsp_osd_part tsp_osd_at(const tsp_osd *osd, int x, int y)
{
    SDL_Point point = {x, y};
    bool awake = tsp_osd_awake(osd);
    for (int part = TSP_OSD_RETRY; part < TSP_OSD_PARTS; part++)
        if ((awake || tsp_osd_of_panel((enum tsp_osd_part)part)) && SDL_PointInRect(&point, &osd->layout.parts[part]))
            return (enum tsp_osd_part)part;
    return awake && SDL_PointInRect(&point, &osd->layout.parts[TSP_OSD_BAR]) ? TSP_OSD_BAR : TSP_OSD_NOTHING;
}

/* What lies under the mouse, or is held. */
static enum tsp_osd_part active_part(const tsp_osd *osd)
{
    if (osd->held != TSP_OSD_NOTHING)
        return osd->held;
    return osd->mouse_inside && !osd->popup.kind ? tsp_osd_at(osd, osd->mouse_x, osd->mouse_y) : TSP_OSD_NOTHING;
}

double tsp_osd_share(const tsp_osd *osd, enum tsp_osd_part part, int x)
{
    const SDL_Rect *rectangle = &osd->layout.parts[part];
    double share = rectangle->w > 0 ? (double)(x - rectangle->x) / rectangle->w : 0;
    return share < 0 ? 0 : share > 1 ? 1 : share;
}

/* 1 until the moment, then fading. Signed, so that it holds when milliseconds wrap. */
static double fade(uint32_t until, uint32_t now)
{
    int32_t left = (int32_t)(until - now);
    if (left >= (int32_t)TSP_THEME_FADE)
        return 1;
    return left > 0 ? (double)left / TSP_THEME_FADE : 0;
}

static double bar_opacity(const tsp_osd *osd, const tsp_osd_view *view, uint32_t now)
{
    enum tsp_osd_part active = active_part(osd);
    bool stays = osd->held != TSP_OSD_NOTHING || (active != TSP_OSD_NOTHING && tsp_osd_awake(osd)) ||
                 osd->focus != TSP_OSD_NOTHING || osd->popup.kind != 0;
    if (!view->title)
        return 0;
    return stays ? 1 : fade(osd->awake_until, now);
}

static bool turns(const tsp_osd_view *view)
{
    return view->panel && view->panel->icon == TSP_ICON_SPINNER;
}

int tsp_osd_bottom(const tsp_osd *osd, const tsp_osd_view *view, int height, uint32_t now)
{
    bool preview = active_part(osd) == TSP_OSD_SEEK;
    int top = preview ? tsp_osd_preview_top(osd) : osd->layout.parts[TSP_OSD_BAR].y;
    return top > 0 && top < height && bar_opacity(osd, view, now) > 0 ? top : height;
}

bool tsp_osd_moving(const tsp_osd *osd, const tsp_osd_view *view, uint32_t now)
{
    return turns(view) || osd->drawn_turning || bar_opacity(osd, view, now) != osd->drawn_opacity ||
           fade(osd->message_until, now) != osd->drawn_message;
}

bool tsp_osd_pointer(const tsp_osd *osd, uint32_t now)
{
    return osd->held != TSP_OSD_NOTHING || (int32_t)(osd->mouse_until - now) > 0 ||
           (osd->mouse_inside && (osd->popup.kind || active_part(osd) != TSP_OSD_NOTHING));
}

static void lay_out(tsp_osd *osd, const tsp_osd_view *view)
{
    tsp_osd_needs needs = {
        .width = osd->width,
        .height = osd->height,
        .scale = osd->scale,
        .views = tsp_osd_views_width(osd, view),
        .name = tsp_osd_name_width(osd, view),
    };
    memcpy(needs.has, view->has, sizeof needs.has);
    if (view->title)
        tsp_osd_measure_times(osd, view, &needs);
    SDL_Rect retry = osd->layout.parts[TSP_OSD_RETRY];
    SDL_Rect leave = osd->layout.parts[TSP_OSD_LEAVE];
    tsp_osd_lay_out(&osd->layout, &needs);
    /* Of the panel, which is laid out when it is drawn. */
    osd->layout.parts[TSP_OSD_RETRY] = retry;
    osd->layout.parts[TSP_OSD_LEAVE] = leave;
    if (!tsp_osd_of_panel(osd->focus) && osd->focus != TSP_OSD_NOTHING && !has_place(osd, osd->focus))
        osd->focus = TSP_OSD_PLAY;
}

static void draw_popup(tsp_osd *osd)
{
    int margin = tsp_osd_px(osd, TSP_THEME_PAD);
    const SDL_Rect *anchor = &osd->layout.parts[osd->popup.kind];
    if (anchor->w == 0)
        anchor = has_place(osd, TSP_OSD_MORE) ? &osd->layout.parts[TSP_OSD_MORE]
                                              : &osd->layout.parts[TSP_OSD_FULLSCREEN];
    int top = osd->layout.head.w > 0 ? osd->layout.name.y + osd->layout.name.h : 0;
    int low = osd->layout.parts[TSP_OSD_BAR].y;
    /* The film's name stays in sight, unless the list needs the room. */
    if (low - top < osd->height / 2)
        top = 0;
    SDL_Rect room = {margin, top + margin, osd->width - 2 * margin, low - top - 2 * margin};
    tsp_popup_lay_out(&osd->popup, osd->widgets, osd->scale, &room, anchor);
    tsp_osd_draw_edge(osd, &osd->popup.box, tsp_osd_px(osd, TSP_THEME_RADIUS));
    tsp_popup_draw(&osd->popup, osd->widgets, osd->scale);
}

/* What was said just before a panel comes is what that says, too, and at more length. */
static void give_way(tsp_osd *osd, const tsp_osd_view *view, uint32_t now)
{
    const char *title = view->panel && view->panel->leave ? view->panel->title : NULL;
    if (title && title != osd->panel_title)
        osd->message_until = now;
    osd->panel_title = title;
}

void tsp_osd_draw(tsp_osd *osd, const tsp_osd_view *view, int width, int height, uint32_t now)
{
    osd->width = width;
    osd->height = height;
    osd->scale = tsp_osd_fit(view->scale, width, height);
    osd->active = active_part(osd);
    lay_out(osd, view);
    give_way(osd, view, now);
    double opacity = bar_opacity(osd, view, now);
    osd->drawn_opacity = opacity;
    osd->drawn_message = fade(osd->message_until, now);
    osd->drawn_turning = turns(view);
    tsp_widgets_set_opacity(osd->widgets, 1);
    /* The figures are of most use while the film waits; but why it does is worth more. */
    tsp_osd_dim(osd, view);
    tsp_widgets_set_opacity(osd->widgets, opacity);
    if (opacity > 0) {
        tsp_osd_shade_head(osd);
        tsp_osd_shade_bar(osd);
    }
    tsp_widgets_set_opacity(osd->widgets, 1);
    tsp_osd_draw_statistics(osd, view);
    tsp_osd_draw_panel(osd, view, now);
    if (opacity > 0) {
        tsp_widgets_set_opacity(osd->widgets, opacity);
        tsp_osd_draw_head(osd, view);
        tsp_osd_draw_bar(osd, view);
    }
    tsp_osd_draw_messages(osd, view, osd->drawn_message);
    tsp_widgets_set_opacity(osd->widgets, 1);
    if (osd->popup.kind)
        draw_popup(osd);
}
