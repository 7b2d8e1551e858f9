/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The upper edge: the way back, the film's name, the views left. */
#include <stdio.h>

#include "base/translate.h"
#include "player/play/osd_int.h"
#include "player/screen/theme.h"

#define VIEWS_SIZE 48

/* What is said of the views left; false: nothing. */
static bool views_text(const tsp_osd_view *view, char text[VIEWS_SIZE])
{
    unsigned left = view->views_left < 0 ? 0 : (unsigned)view->views_left;
    snprintf(text, VIEWS_SIZE, tsb_translate_count("%u view left", "%u views left", left), left);
    return view->views_left >= 0;
}

int tsp_osd_views_width(tsp_osd *osd, const tsp_osd_view *view)
{
    char text[VIEWS_SIZE];
    if (!views_text(view, text))
        return 0;
    return tsp_osd_px(osd, TSP_THEME_ICON + TSP_THEME_PAD) +
           tsp_widgets_text_width(osd->widgets, text, tsp_osd_px(osd, TSP_THEME_TEXT));
}

int tsp_osd_name_width(tsp_osd *osd, const tsp_osd_view *view)
{
    if (!view->name || !view->name[0])
        return 0;
    return tsp_widgets_text_width(osd->widgets, view->name, tsp_osd_px(osd, TSP_THEME_TEXT_LARGE));
}

void tsp_osd_shade_head(tsp_osd *osd)
{
    if (osd->layout.head.w > 0)
        tsp_widgets_gradient(osd->widgets, osd->layout.head, tsp_theme_shade, osd->layout.head_full, false);
}

void tsp_osd_draw_head(tsp_osd *osd, const tsp_osd_view *view)
{
    char text[VIEWS_SIZE];
    const tsp_osd_layout *layout = &osd->layout;
    const SDL_Rect *home = &layout->parts[TSP_OSD_HOME];
    if (layout->head.w == 0)
        return;
    if (home->w > 0) {
        tsp_osd_draw_state(osd, TSP_OSD_HOME);
        tsp_widgets_icon(osd->widgets, TSP_ICON_BACK, home->x + home->w / 2, home->y + home->h / 2,
                         tsp_osd_px(osd, TSP_THEME_ICON), tsp_theme_text, 0);
    }
    if (layout->name.w > 0)
        tsp_widgets_text(osd->widgets, view->name, layout->name.x, layout->name.y + layout->name.h / 2,
                         tsp_osd_px(osd, TSP_THEME_TEXT_LARGE), tsp_theme_text, TSP_ALIGN_LEFT, layout->name.w);
    if (layout->views.w == 0 || !views_text(view, text))
        return;
    int y = layout->views.y + layout->views.h / 2;
    int icon = tsp_osd_px(osd, TSP_THEME_ICON);
    tsp_widgets_icon(osd->widgets, TSP_ICON_VIEWS, layout->views.x + icon / 2, y, icon, tsp_theme_text_soft, 0);
    tsp_widgets_text(osd->widgets, text, layout->views.x + layout->views.w, y, tsp_osd_px(osd, TSP_THEME_TEXT),
                     tsp_theme_text, TSP_ALIGN_RIGHT, 0);
}
