/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The statistics: labels and values in two columns. */
#include "player/play/osd_int.h"
#include "player/screen/theme.h"

#define SIZE_MIN 8
#define BETWEEN  (2 * TSP_THEME_PAD) /* labels and values */

static int text_width(tsp_osd *osd, const char *text, int size)
{
    return text && text[0] ? tsp_widgets_text_width(osd->widgets, text, size) : 0;
}

void tsp_osd_draw_statistics(tsp_osd *osd, const tsp_osd_view *view)
{
    int margin = tsp_osd_px(osd, TSP_THEME_MARGIN);
    int pad = tsp_osd_px(osd, TSP_THEME_PAD);
    int top = margin + tsp_osd_px(osd, TSP_THEME_TEXT_LARGE + TSP_THEME_TEXT + TSP_THEME_GAP + 4 * TSP_THEME_PAD);
    int least = margin + tsp_osd_px(osd, TSP_THEME_TEXT_LARGE + TSP_THEME_PAD);
    int bottom = osd->layout.parts[TSP_OSD_BAR].y - pad;
    int between = tsp_osd_px(osd, BETWEEN);
    int count = (int)view->statistics_count;
    int size = tsp_osd_px(osd, TSP_THEME_TEXT_SMALL);
    int height = count * tsp_widgets_line(size) + 2 * pad;
    int labels = 0;
    int values = 0;
    /* Below the messages, or over them, but not over the film's name. */
    if (top + height > bottom)
        top = bottom - height > least ? bottom - height : least;
    /* All of it is worth more than its being large. */
    while (size > SIZE_MIN && count * tsp_widgets_line(size) + 2 * pad > bottom - top)
        size--;
    for (int i = 0; i < count; i++) {
        int label = text_width(osd, view->statistics[i].label, size);
        int value = text_width(osd, view->statistics[i].value, size);
        labels = label > labels ? label : labels;
        values = value > values ? value : values;
    }
    int step = tsp_widgets_line(size);
    int widest = osd->width - 2 * margin;
    SDL_Rect box = {margin, top, labels + between + values + 2 * pad, count * step + 2 * pad};
    box.w = box.w > widest ? widest : box.w;
    tsp_widgets_box(osd->widgets, box, tsp_osd_px(osd, TSP_THEME_RADIUS), tsp_theme_popup);
    for (int i = 0; i < count; i++) {
        const tsp_osd_row *row = &view->statistics[i];
        int y = top + pad + i * step + step / 2;
        int value = box.x + pad + labels + between;
        if (!row->label)
            continue;
        tsp_widgets_text(osd->widgets, row->label, box.x + pad, y, size, tsp_theme_text_soft, TSP_ALIGN_LEFT, 0);
        if (row->value[0])
            tsp_widgets_text(osd->widgets, row->value, value, y, size, tsp_theme_text, TSP_ALIGN_LEFT,
                             box.x + box.w - pad - value);
    }
}
