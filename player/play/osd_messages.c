/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is said for a moment, below the head. */
#include "player/play/osd_int.h"
#include "player/screen/theme.h"

#define LINES_MAX 3

int tsp_osd_draw_label(tsp_osd *osd, const char *text, int x, int y, double size, SDL_Color colour, bool centred)
{
    int pixels = tsp_osd_px(osd, size);
    int pad = tsp_osd_px(osd, TSP_THEME_PAD);
    int room = osd->width - 2 * (tsp_osd_px(osd, TSP_THEME_MARGIN) + pad);
    int width = tsp_widgets_text_width(osd->widgets, text, pixels);
    int lines = 1;
    if (width <= 0 || room <= 0)
        return 0;
    if (width > room) {
        width = room;
        lines = tsp_widgets_paragraph(osd->widgets, text, 0, 0, pixels, colour, TSP_ALIGN_LEFT, room, 0, false);
        lines = lines > LINES_MAX ? LINES_MAX : lines;
    }
    SDL_Rect box = {x, y, width + 2 * pad, pixels + 2 * pad + (lines - 1) * tsp_widgets_line(pixels)};
    if (centred)
        box.x -= box.w / 2;
    int radius = tsp_osd_px(osd, TSP_THEME_RADIUS);
    bool over = tsp_osd_draw_edge(osd, &box, radius);
    tsp_widgets_box(osd->widgets, box, radius, over ? tsp_theme_popup : tsp_theme_panel);
    /* One that fits is drawn whole, whatever is rounded how. */
    if (lines == 1)
        tsp_widgets_text(osd->widgets, text, box.x + pad, y + pad + pixels / 2, pixels, colour, TSP_ALIGN_LEFT, 0);
    else
        tsp_widgets_paragraph(osd->widgets, text, box.x + pad, y + pad + pixels / 2, pixels, colour, TSP_ALIGN_LEFT,
                              room, LINES_MAX, true);
    return box.h;
}

void tsp_osd_draw_messages(tsp_osd *osd, const tsp_osd_view *view, double opacity)
{
    int margin = tsp_osd_px(osd, TSP_THEME_MARGIN);
    int gap = tsp_osd_px(osd, TSP_THEME_PAD);
    /* Below the film's name while that is shown. */
    double head = osd->layout.head.w > 0 ? osd->drawn_opacity : 0;
    int y = margin + (int)(head * tsp_osd_px(osd, TSP_THEME_TEXT_LARGE + TSP_THEME_GAP + TSP_THEME_PAD));
    /* What the panel says is worth more. */
    bool free = y + tsp_osd_px(osd, TSP_THEME_TEXT + 2 * TSP_THEME_PAD) <= osd->panel_top;
    if (opacity > 0 && osd->message[0] && free) {
        tsp_widgets_set_opacity(osd->widgets, opacity);
        y += gap + tsp_osd_draw_label(osd, osd->message, margin, y, TSP_THEME_TEXT, tsp_theme_text, false);
    }
    tsp_widgets_set_opacity(osd->widgets, 1);
    if (!view->panel && view->status && view->status[0])
        tsp_osd_draw_label(osd, view->status, margin, y, TSP_THEME_TEXT, tsp_theme_warning, false);
}
