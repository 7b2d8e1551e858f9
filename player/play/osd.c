/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "player/play/osd.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

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

enum tsp_osd_part tsp_osd_at(const tsp_osd *osd, int x, int y)
{
    SDL_Point point = {x, y};
    if (osd->drawn_opacity < 0.3)
        return TSP_OSD_NOTHING;
    for (int part = TSP_OSD_SEEK; part < TSP_OSD_PARTS; part++)
        if (SDL_PointInRect(&point, &osd->parts[part]))
            return (enum tsp_osd_part)part;
    return SDL_PointInRect(&point, &osd->parts[TSP_OSD_BAR]) ? TSP_OSD_BAR : TSP_OSD_NOTHING;
}

/* What lies under the mouse, or is held. */
static enum tsp_osd_part active_part(const tsp_osd *osd)
{
    if (osd->held != TSP_OSD_NOTHING)
        return osd->held;
    return osd->mouse_inside ? tsp_osd_at(osd, osd->mouse_x, osd->mouse_y) : TSP_OSD_NOTHING;
}

double tsp_osd_share(const tsp_osd *osd, enum tsp_osd_part part, int x)
{
    /* The seek bar's ends are its own; a volume bar is easier to hit with some room around. */
    const SDL_Rect *rectangle = &osd->parts[part];
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
    bool stays = osd->held != TSP_OSD_NOTHING || (active != TSP_OSD_NOTHING && osd->drawn_opacity > 0.3);
    if (!view->title)
        return 0;
    return stays ? 1 : fade(osd->awake_until, now);
}

bool tsp_osd_moving(const tsp_osd *osd, const tsp_osd_view *view, uint32_t now)
{
    return view->buffering || bar_opacity(osd, view, now) != osd->drawn_opacity ||
           fade(osd->message_until, now) != osd->drawn_message;
}

bool tsp_osd_pointer(const tsp_osd *osd, uint32_t now)
{
    return osd->held != TSP_OSD_NOTHING || (int32_t)(osd->mouse_until - now) > 0 ||
           (osd->mouse_inside && active_part(osd) != TSP_OSD_NOTHING);
}

void tsp_osd_draw_label(tsp_osd *osd, const char *text, int x, int y, double size, SDL_Color colour, bool centred)
{
    int pixels = tsp_osd_px(osd, size);
    int pad = tsp_osd_px(osd, TSP_THEME_PAD);
    int room = osd->width - 2 * (tsp_osd_px(osd, TSP_THEME_MARGIN) + pad);
    int width = tsp_widgets_text_width(osd->widgets, text, pixels);
    if (width > room)
        width = room;
    if (width <= 0)
        return;
    SDL_Rect box = {x, y, width + 2 * pad, pixels + 2 * pad};
    if (centred)
        box.x -= box.w / 2;
    tsp_widgets_box(osd->widgets, box, tsp_osd_px(osd, TSP_THEME_RADIUS), tsp_theme_panel);
    tsp_widgets_text(osd->widgets, text, box.x + pad, box.y + box.h / 2, pixels, colour, TSP_ALIGN_LEFT, room);
}

static void draw_message(tsp_osd *osd, double opacity, double head)
{
    if (opacity <= 0 || !osd->message[0])
        return;
    int margin = tsp_osd_px(osd, TSP_THEME_MARGIN);
    /* Below the film's name while that is shown. */
    int y = margin + (int)(head * tsp_osd_px(osd, TSP_THEME_TEXT_LARGE + TSP_THEME_GAP + TSP_THEME_PAD));
    tsp_widgets_set_opacity(osd->widgets, opacity);
    tsp_osd_draw_label(osd, osd->message, margin, y, TSP_THEME_TEXT, tsp_theme_text, false);
}

void tsp_osd_draw(tsp_osd *osd, const tsp_osd_view *view, int width, int height, uint32_t now)
{
    double tall = height / TSP_THEME_HEIGHT;
    double wide = width / TSP_THEME_WIDTH;
    osd->width = width;
    osd->height = height;
    osd->scale = tall < wide ? tall : wide;
    if (osd->scale < 0.5)
        osd->scale = 0.5;
    osd->active = active_part(osd);
    double opacity = bar_opacity(osd, view, now);
    double message = fade(osd->message_until, now);
    osd->drawn_opacity = opacity;
    osd->drawn_message = message;
    tsp_osd_draw_buffering(osd, view, now);
    if (opacity > 0) {
        tsp_widgets_set_opacity(osd->widgets, opacity);
        tsp_osd_draw_head(osd, view, opacity);
        tsp_osd_draw_bar(osd, view, opacity);
    }
    draw_message(osd, message, opacity);
    tsp_widgets_set_opacity(osd->widgets, 1);
    if (view->statistics)
        tsp_osd_draw_statistics(osd, view->statistics);
}
