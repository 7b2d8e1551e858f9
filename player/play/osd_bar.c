/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The control bar below the seek bar: buttons, times, sound. */
#include <stdio.h>
#include <string.h>

#include "base/compiler.h"
#include "player/dvd/ticks.h"
#include "player/play/osd_int.h"
#include "player/screen/theme.h"

void tsp_osd_draw_state(tsp_osd *osd, enum tsp_osd_part part)
{
    const SDL_Rect *place = &osd->layout.parts[part];
    bool open = osd->popup.kind == (int)part;
    if ((osd->active == part && part != TSP_OSD_SEEK && part != TSP_OSD_VOLUME) || open)
        tsp_widgets_box(osd->widgets, *place, tsp_osd_px(osd, TSP_THEME_RADIUS), tsp_theme_hover);
    if (osd->focus == part && !osd->popup.kind)
        tsp_widgets_frame(osd->widgets, *place, tsp_osd_px(osd, TSP_THEME_FOCUS), tsp_theme_text);
}

static void draw_button(tsp_osd *osd, enum tsp_osd_part part, enum tsp_icon icon, double size)
{
    const SDL_Rect *place = &osd->layout.parts[part];
    if (place->w == 0)
        return;
    tsp_osd_draw_state(osd, part);
    tsp_widgets_icon(osd->widgets, icon, place->x + place->w / 2, place->y + place->h / 2, tsp_osd_px(osd, size),
                     tsp_theme_text, 0);
}

/* "  /  1:23:45", or what remains of it. */
static void other_text(const tsp_osd *osd, int64_t time, char text[TSP_TIME_TEXT_SIZE + 8])
{
    char other[TSP_TIME_TEXT_SIZE];
    tsp_time_text(other, time);
    snprintf(text, TSP_TIME_TEXT_SIZE + 8, "  /  %s%s", osd->remaining ? "-" : "", other);
}

void tsp_osd_measure_times(tsp_osd *osd, const tsp_osd_view *view, tsp_osd_needs *needs)
{
    char now[TSP_TIME_TEXT_SIZE];
    char other[TSP_TIME_TEXT_SIZE + 8];
    int size = tsp_osd_px(osd, TSP_THEME_TEXT);
    /* No time is longer than the film's, whose width never changes. */
    tsp_time_text(now, view->title->duration);
    other_text(osd, view->title->duration, other);
    needs->time = tsp_widgets_text_width(osd->widgets, now, size);
    needs->other = tsp_widgets_text_width(osd->widgets, other, size);
}

static void draw_times(tsp_osd *osd, const tsp_osd_view *view)
{
    char now[TSP_TIME_TEXT_SIZE];
    char other[TSP_TIME_TEXT_SIZE + 8];
    int size = tsp_osd_px(osd, TSP_THEME_TEXT);
    const SDL_Rect *place = &osd->layout.time;
    int64_t duration = view->title->duration;
    if (place->w == 0)
        return;
    int y = place->y + place->h / 2;
    tsp_osd_draw_state(osd, TSP_OSD_REMAINING);
    tsp_time_text(now, view->time);
    int width = tsp_widgets_text(osd->widgets, now, place->x, y, size, tsp_theme_text, TSP_ALIGN_LEFT, 0);
    if (!osd->layout.other)
        return;
    other_text(osd, osd->remaining ? duration - view->time : duration, other);
    tsp_widgets_text(osd->widgets, other, place->x + width, y, size, tsp_theme_text_soft, TSP_ALIGN_LEFT, 0);
}

static void draw_volume(tsp_osd *osd, const tsp_osd_view *view)
{
    SDL_Rect bar = osd->layout.volume;
    enum tsp_icon icon = view->muted || view->volume == 0 ? TSP_ICON_MUTED
                         : view->volume < 50              ? TSP_ICON_SOUND_LOW
                                                          : TSP_ICON_SOUND;
    draw_button(osd, TSP_OSD_MUTE, icon, TSP_THEME_ICON + 2);
    if (bar.w == 0)
        return;
    tsp_osd_draw_state(osd, TSP_OSD_VOLUME);
    double share = view->volume > 100 ? 1 : view->volume / 100.0;
    SDL_Color colour = view->muted ? tsp_theme_track : view->volume > 100 ? tsp_theme_warning : tsp_theme_text;
    tsp_widgets_box(osd->widgets, bar, bar.h / 2, tsp_theme_track);
    bar.w = (int)(share * bar.w);
    tsp_widgets_box(osd->widgets, bar, bar.h / 2, colour);
    tsp_widgets_icon(osd->widgets, TSP_ICON_DISC, bar.x + bar.w, bar.y + bar.h / 2, tsp_osd_px(osd, TSP_THEME_KNOB - 2),
                     tsp_theme_text, 0);
}

void tsp_osd_shade_bar(tsp_osd *osd)
{
    tsp_widgets_gradient(osd->widgets, osd->layout.foot, tsp_theme_shade, osd->layout.foot_full, true);
}

void tsp_osd_draw_bar(tsp_osd *osd, const tsp_osd_view *view)
{
    static const struct {
        enum tsp_osd_part part;
        enum tsp_icon icon;
    } buttons[] = {
        {TSP_OSD_PREVIOUS, TSP_ICON_PREVIOUS}, {TSP_OSD_NEXT, TSP_ICON_NEXT},
        {TSP_OSD_TRACKS, TSP_ICON_TRACKS},     {TSP_OSD_SUBTITLES, TSP_ICON_SUBTITLES},
        {TSP_OSD_CHAPTERS, TSP_ICON_CHAPTERS}, {TSP_OSD_TITLES, TSP_ICON_TITLES},
        {TSP_OSD_ANGLES, TSP_ICON_ANGLES},     {TSP_OSD_MENU, TSP_ICON_MENU},
        {TSP_OSD_EJECT, TSP_ICON_EJECT},       {TSP_OSD_MORE, TSP_ICON_MORE},
    };
    if (osd->layout.parts[TSP_OSD_SEEK].w > 0)
        tsp_osd_draw_seek(osd, view);
    draw_button(osd, TSP_OSD_PLAY, view->paused ? TSP_ICON_PLAY : TSP_ICON_PAUSE, TSP_THEME_ICON);
    for (size_t i = 0; i < TSB_COUNT(buttons); i++)
        draw_button(osd, buttons[i].part, buttons[i].icon, TSP_THEME_ICON);
    draw_times(osd, view);
    draw_volume(osd, view);
    draw_button(osd, TSP_OSD_FULLSCREEN, view->fullscreen ? TSP_ICON_WINDOW : TSP_ICON_FULLSCREEN, TSP_THEME_ICON + 2);
}
