/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The film's name, the word that it buffers, statistics. */
#include <stdio.h>
#include <string.h>

#include "player/play/osd_int.h"
#include "player/screen/theme.h"

void tsp_osd_draw_head(tsp_osd *osd, const tsp_osd_view *view, double opacity)
{
    int margin = tsp_osd_px(osd, TSP_THEME_MARGIN);
    int size = tsp_osd_px(osd, TSP_THEME_TEXT_LARGE);
    (void)opacity;
    if (!view->name || !view->name[0])
        return;
    SDL_Rect area = {0, 0, osd->width, tsp_osd_px(osd, TSP_THEME_HEAD_HEIGHT)};
    tsp_widgets_gradient(osd->widgets, area, tsp_theme_shade, false);
    tsp_widgets_text(osd->widgets, view->name, margin, margin + size / 2, size, tsp_theme_text, TSP_ALIGN_LEFT,
                     osd->width - 2 * margin);
}

/* The spinner turns by the clock, so that it needs no state. */
static double turn_of(uint32_t now)
{
    return (double)(now % 1000) * 360 / 1000;
}

void tsp_osd_draw_buffering(tsp_osd *osd, const tsp_osd_view *view, uint32_t now)
{
    char text[48];
    int x = osd->width / 2;
    int y = osd->height / 2;
    bool status = view->status && view->status[0];
    tsp_widgets_set_opacity(osd->widgets, 1);
    if (!view->buffering) {
        /* Below the film's name and any message, which may be as wide as the window. */
        int line = tsp_osd_px(osd, TSP_THEME_TEXT_LARGE + TSP_THEME_GAP + TSP_THEME_PAD);
        int top = tsp_osd_px(osd, TSP_THEME_MARGIN) + line * ((osd->drawn_opacity > 0) + (osd->drawn_message > 0));
        if (status)
            tsp_osd_draw_label(osd, view->status, x, top, TSP_THEME_TEXT, tsp_theme_warning, true);
        return;
    }
    tsp_widgets_box(osd->widgets, (SDL_Rect){0, 0, osd->width, osd->height}, 0, tsp_theme_dim);
    int spinner = tsp_osd_px(osd, TSP_THEME_SPINNER);
    tsp_widgets_icon(osd->widgets, TSP_ICON_SPINNER, x, y - spinner, spinner, tsp_theme_accent, turn_of(now));
    int size = tsp_osd_px(osd, TSP_THEME_TEXT_HUGE);
    /* With a reason below, what is missing comes no nearer by itself. */
    if (status)
        snprintf(text, sizeof text, "Waiting");
    else
        snprintf(text, sizeof text, "Buffering %d %%", (int)(view->buffered * 100));
    tsp_widgets_text(osd->widgets, text, x, y + size / 2, size, tsp_theme_text, TSP_ALIGN_CENTRE, 0);
    if (status)
        tsp_widgets_text(osd->widgets, view->status, x, y + size * 2, tsp_osd_px(osd, TSP_THEME_TEXT),
                         tsp_theme_warning, TSP_ALIGN_CENTRE, osd->width - 2 * tsp_osd_px(osd, TSP_THEME_MARGIN));
}

void tsp_osd_draw_statistics(tsp_osd *osd, const char *lines)
{
    int size = tsp_osd_px(osd, TSP_THEME_TEXT_SMALL);
    int margin = tsp_osd_px(osd, TSP_THEME_MARGIN);
    int y = margin + tsp_osd_px(osd, TSP_THEME_HEAD_HEIGHT + TSP_THEME_GAP * 2);
    int step = size * 3 / 2;
    int count = 1;
    for (const char *at = lines; *at; at++)
        count += *at == '\n';
    SDL_Rect box = {margin, y - step, tsp_osd_px(osd, 430), step * (count + 1)};
    tsp_widgets_box(osd->widgets, box, tsp_osd_px(osd, TSP_THEME_RADIUS), tsp_theme_panel);
    while (*lines) {
        char line[128];
        size_t length = strcspn(lines, "\n");
        snprintf(line, sizeof line, "%.*s", (int)(length < sizeof line ? length : sizeof line - 1), lines);
        tsp_widgets_text(osd->widgets, line, margin + tsp_osd_px(osd, TSP_THEME_PAD), y, size, tsp_theme_text,
                         TSP_ALIGN_LEFT, box.w - 2 * tsp_osd_px(osd, TSP_THEME_PAD));
        y += step;
        lines += length + (lines[length] == '\n');
    }
}
