/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The seek bar: where the film is, what is buffered, chapters, and the time under the mouse. */
#include <stdio.h>

#include "base/translate.h"
#include "player/dvd/ticks.h"
#include "player/play/osd_int.h"
#include "player/screen/theme.h"

static double share_of(int64_t time, int64_t duration)
{
    double share = duration > 0 ? (double)time / (double)duration : 0;
    return share < 0 ? 0 : share > 1 ? 1 : share;
}

int tsp_osd_preview_top(const tsp_osd *osd)
{
    int middle = osd->layout.seek.y + osd->layout.seek.h / 2;
    return middle - tsp_osd_px(osd, TSP_THEME_SEEK_GRAB / 2 + TSP_THEME_TEXT_SMALL + 2 * TSP_THEME_PAD);
}

/* Above the seek bar where the mouse is: the time there, and the chapter. */
static void draw_hover(tsp_osd *osd, const tsp_title *title, const SDL_Rect *bar)
{
    char time[TSP_TIME_TEXT_SIZE];
    char text[128];
    double share = tsp_osd_share(osd, TSP_OSD_SEEK, osd->mouse_x);
    int64_t at = (int64_t)(share * (double)title->duration);
    tsp_time_text(time, at);
    if (title->chapter_count > 1)
        snprintf(text, sizeof text, _("%s   Chapter %u"), time, tsp_title_chapter_at(title, at) + 1);
    else
        snprintf(text, sizeof text, "%s", time);
    int size = tsp_osd_px(osd, TSP_THEME_TEXT_SMALL);
    int half = tsp_widgets_text_width(osd->widgets, text, size) / 2 + tsp_osd_px(osd, TSP_THEME_PAD);
    int x = bar->x + (int)(share * bar->w);
    int margin = tsp_osd_px(osd, TSP_THEME_PAD);
    if (x < half + margin)
        x = half + margin;
    if (x > osd->width - half - margin)
        x = osd->width - half - margin;
    tsp_osd_draw_label(osd, text, x, tsp_osd_preview_top(osd), TSP_THEME_TEXT_SMALL, tsp_theme_text, true);
}

/* One piece a chapter, with a gap between, from one place to another. Chapters too short for a piece run together. */
static void draw_pieces(tsp_osd *osd, const tsp_title *title, const SDL_Rect *bar, int begin, int end, SDL_Color colour)
{
    int gap = tsp_osd_px(osd, 3);
    int start = bar->x;
    for (unsigned i = 0; i < title->chapter_count; i++) {
        bool last = i + 1 == title->chapter_count;
        double to = last ? 1 : share_of(title->chapters[i + 1], title->duration);
        int stop = bar->x + (int)(to * bar->w);
        if (!last && stop - start < 3 * gap)
            continue;
        int left = start + (start > bar->x ? gap - gap / 2 : 0);
        int right = stop - (last ? 0 : gap / 2);
        start = stop;
        left = left < begin ? begin : left;
        right = right > end ? end : right;
        if (right > left)
            tsp_widgets_box(osd->widgets, (SDL_Rect){left, bar->y, right - left, bar->h}, bar->h / 2, colour);
    }
}

void tsp_osd_draw_seek(tsp_osd *osd, const tsp_osd_view *view)
{
    bool active = osd->active == TSP_OSD_SEEK || osd->focus == TSP_OSD_SEEK;
    SDL_Rect bar = osd->layout.seek;
    int middle = bar.y + bar.h / 2;
    if (active) {
        bar.h += tsp_osd_px(osd, 2);
        bar.y = middle - bar.h / 2;
    }
    double share = share_of(view->time, view->title->duration);
    if (osd->held == TSP_OSD_SEEK)
        share = tsp_osd_share(osd, TSP_OSD_SEEK, osd->mouse_x);
    int at = bar.x + (int)(share * bar.w);
    int ready = bar.x + (int)(share_of(view->ready, view->title->duration) * bar.w);
    draw_pieces(osd, view->title, &bar, bar.x, bar.x + bar.w, tsp_theme_track);
    draw_pieces(osd, view->title, &bar, at, ready, tsp_theme_ready);
    draw_pieces(osd, view->title, &bar, bar.x, at, tsp_theme_accent);
    tsp_widgets_icon(osd->widgets, TSP_ICON_DISC, at, middle, tsp_osd_px(osd, TSP_THEME_KNOB + (active ? 3 : 0)),
                     tsp_theme_accent, 0);
    if (osd->focus == TSP_OSD_SEEK)
        tsp_osd_draw_state(osd, TSP_OSD_SEEK);
    if (osd->active == TSP_OSD_SEEK)
        draw_hover(osd, view->title, &bar);
}
