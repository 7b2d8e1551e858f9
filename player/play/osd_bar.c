/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The control bar: seek bar, buttons, times, sound. */
#include <stdio.h>

#include "player/pipeline/ticks.h"
#include "player/play/osd_int.h"
#include "player/screen/theme.h"

static SDL_Rect centred(int x, int y, int width, int height)
{
    return (SDL_Rect){x - width / 2, y - height / 2, width, height};
}

static double share_of(int64_t time, int64_t duration)
{
    double share = duration > 0 ? (double)time / (double)duration : 0;
    return share < 0 ? 0 : share > 1 ? 1 : share;
}

/* Above the seek bar where the mouse is: the time there, and the chapter. */
static void draw_hover(tsp_osd *osd, const tsp_title *title, const SDL_Rect *bar, int middle)
{
    char time[TSP_TIME_TEXT_SIZE];
    char text[64];
    double share = tsp_osd_share(osd, TSP_OSD_SEEK, osd->mouse_x);
    int64_t at = (int64_t)(share * (double)title->duration);
    tsp_time_text(time, at);
    if (title->chapter_count > 1)
        snprintf(text, sizeof text, "%s   Chapter %u", time, tsp_title_chapter_at(title, at) + 1);
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
    int y = middle - tsp_osd_px(osd, TSP_THEME_SEEK_GRAB / 2 + TSP_THEME_TEXT_SMALL + 2 * TSP_THEME_PAD);
    tsp_osd_draw_label(osd, text, x, y, TSP_THEME_TEXT_SMALL, tsp_theme_text, true);
}

/* One piece a chapter, with a gap between. */
static void draw_pieces(tsp_osd *osd, const tsp_title *title, const SDL_Rect *bar, int end, SDL_Color colour)
{
    int gap = tsp_osd_px(osd, 3);
    for (unsigned i = 0; i < title->chapter_count; i++) {
        double from = share_of(title->chapters[i], title->duration);
        double to = i + 1 < title->chapter_count ? share_of(title->chapters[i + 1], title->duration) : 1;
        int left = bar->x + (int)(from * bar->w) + (i > 0 ? gap - gap / 2 : 0);
        int right = bar->x + (int)(to * bar->w) - (i + 1 < title->chapter_count ? gap / 2 : 0);
        if (right > end)
            right = end;
        if (right > left)
            tsp_widgets_box(osd->widgets, (SDL_Rect){left, bar->y, right - left, bar->h}, bar->h / 2, colour);
    }
}

static void draw_seek(tsp_osd *osd, const tsp_osd_view *view)
{
    int margin = tsp_osd_px(osd, TSP_THEME_MARGIN);
    int middle = osd->height - tsp_osd_px(osd, TSP_THEME_SEEK_OFFSET);
    bool active = osd->active == TSP_OSD_SEEK;
    int height = tsp_osd_px(osd, TSP_THEME_SEEK_HEIGHT + (active ? 2 : 0));
    SDL_Rect bar = {margin, middle - height / 2, osd->width - 2 * margin, height};
    SDL_Rect *grab = &osd->parts[TSP_OSD_SEEK];
    *grab = bar;
    grab->h = tsp_osd_px(osd, TSP_THEME_SEEK_GRAB);
    grab->y = middle - grab->h / 2;
    double share = share_of(view->time, view->title->duration);
    if (osd->held == TSP_OSD_SEEK)
        share = tsp_osd_share(osd, TSP_OSD_SEEK, osd->mouse_x);
    int at = bar.x + (int)(share * bar.w);
    draw_pieces(osd, view->title, &bar, bar.x + bar.w, tsp_theme_track);
    draw_pieces(osd, view->title, &bar, at, tsp_theme_accent);
    tsp_widgets_icon(osd->widgets, TSP_ICON_DISC, at, middle, tsp_osd_px(osd, TSP_THEME_KNOB + (active ? 3 : 0)),
                     tsp_theme_accent, 0);
    if (active)
        draw_hover(osd, view->title, &bar, middle);
}

/* A button with its middle at x; returns where the next may begin. */
static int draw_button(tsp_osd *osd, enum tsp_osd_part part, enum tsp_icon icon, int x, int y, double size)
{
    int side = tsp_osd_px(osd, TSP_THEME_BUTTON);
    osd->parts[part] = centred(x, y, side, side);
    if (osd->active == part)
        tsp_widgets_box(osd->widgets, osd->parts[part], tsp_osd_px(osd, TSP_THEME_RADIUS), tsp_theme_hover);
    tsp_widgets_icon(osd->widgets, icon, x, y, tsp_osd_px(osd, size), tsp_theme_text, 0);
    return x + side / 2;
}

static int draw_times(tsp_osd *osd, const tsp_osd_view *view, int x, int y)
{
    char now[TSP_TIME_TEXT_SIZE];
    char other[TSP_TIME_TEXT_SIZE];
    char text[2 * TSP_TIME_TEXT_SIZE + 8];
    int64_t duration = view->title->duration;
    tsp_time_text(now, view->time);
    tsp_time_text(other, osd->remaining ? duration - view->time : duration);
    int size = tsp_osd_px(osd, TSP_THEME_TEXT);
    int width = tsp_widgets_text(osd->widgets, now, x, y, size, tsp_theme_text, TSP_ALIGN_LEFT, 0);
    snprintf(text, sizeof text, "  /  %s%s", osd->remaining ? "-" : "", other);
    width += tsp_widgets_text(osd->widgets, text, x + width, y, size, tsp_theme_text_soft, TSP_ALIGN_LEFT, 0);
    osd->parts[TSP_OSD_REMAINING] = (SDL_Rect){x, y - size, width, 2 * size};
    return x + width;
}

static int draw_left(tsp_osd *osd, const tsp_osd_view *view, int y)
{
    int half = tsp_osd_px(osd, TSP_THEME_BUTTON) / 2;
    int x = tsp_osd_px(osd, TSP_THEME_MARGIN) + half - tsp_osd_px(osd, (TSP_THEME_BUTTON - TSP_THEME_ICON) / 2);
    x = draw_button(osd, TSP_OSD_PLAY, view->paused ? TSP_ICON_PLAY : TSP_ICON_PAUSE, x, y, TSP_THEME_ICON);
    if (view->title->chapter_count > 1) {
        x = draw_button(osd, TSP_OSD_PREVIOUS, TSP_ICON_PREVIOUS, x + half, y, TSP_THEME_ICON);
        x = draw_button(osd, TSP_OSD_NEXT, TSP_ICON_NEXT, x + half, y, TSP_THEME_ICON);
    }
    return draw_times(osd, view, x + tsp_osd_px(osd, TSP_THEME_GAP), y);
}

static int draw_volume(tsp_osd *osd, const tsp_osd_view *view, int right, int y)
{
    int width = tsp_osd_px(osd, TSP_THEME_VOLUME_WIDTH);
    int height = tsp_osd_px(osd, TSP_THEME_SEEK_HEIGHT);
    int half = tsp_osd_px(osd, TSP_THEME_BUTTON) / 2;
    SDL_Rect bar = {right - width, y - height / 2, width, height};
    osd->parts[TSP_OSD_VOLUME] = centred(bar.x + width / 2, y, width, tsp_osd_px(osd, TSP_THEME_BUTTON));
    double share = view->volume > 100 ? 1 : view->volume / 100.0;
    SDL_Color colour = view->muted ? tsp_theme_track : view->volume > 100 ? tsp_theme_warning : tsp_theme_text;
    tsp_widgets_box(osd->widgets, bar, height / 2, tsp_theme_track);
    bar.w = (int)(share * width);
    tsp_widgets_box(osd->widgets, bar, height / 2, colour);
    tsp_widgets_icon(osd->widgets, TSP_ICON_DISC, bar.x + bar.w, y, tsp_osd_px(osd, TSP_THEME_KNOB - 2), tsp_theme_text,
                     0);
    enum tsp_icon icon = view->muted || view->volume == 0 ? TSP_ICON_MUTED
                         : view->volume < 50              ? TSP_ICON_SOUND_LOW
                                                          : TSP_ICON_SOUND;
    int x = bar.x - tsp_osd_px(osd, TSP_THEME_PAD) - half;
    draw_button(osd, TSP_OSD_MUTE, icon, x, y, TSP_THEME_ICON + 2);
    return x - half;
}

/* The sound track's name, where there is a choice; right is where it ends, left what it must not cross. */
static void draw_track(tsp_osd *osd, const tsp_osd_view *view, int left, int right, int y)
{
    int size = tsp_osd_px(osd, TSP_THEME_TEXT_SMALL);
    int pad = tsp_osd_px(osd, TSP_THEME_PAD);
    const char *text = view->title->tracks[view->track].text;
    int width = tsp_widgets_text_width(osd->widgets, text, size) + 2 * pad;
    if (right - width < left)
        return;
    SDL_Rect box = {right - width, y - tsp_osd_px(osd, TSP_THEME_BUTTON) / 2, width, tsp_osd_px(osd, TSP_THEME_BUTTON)};
    osd->parts[TSP_OSD_TRACK] = box;
    if (osd->active == TSP_OSD_TRACK)
        tsp_widgets_box(osd->widgets, box, tsp_osd_px(osd, TSP_THEME_RADIUS), tsp_theme_hover);
    tsp_widgets_text(osd->widgets, text, box.x + pad, y, size, tsp_theme_text_soft, TSP_ALIGN_LEFT, 0);
}

void tsp_osd_draw_bar(tsp_osd *osd, const tsp_osd_view *view, double opacity)
{
    int height = tsp_osd_px(osd, TSP_THEME_BAR_HEIGHT);
    int y = osd->height - tsp_osd_px(osd, TSP_THEME_ROW_OFFSET);
    int half = tsp_osd_px(osd, TSP_THEME_BUTTON) / 2;
    int gap = tsp_osd_px(osd, TSP_THEME_GAP);
    (void)opacity;
    SDL_memset(osd->parts, 0, sizeof osd->parts);
    SDL_Rect area = {0, osd->height - height, osd->width, height};
    tsp_widgets_gradient(osd->widgets, area, tsp_theme_shade, true);
    int under = tsp_osd_px(osd, TSP_THEME_SEEK_OFFSET + TSP_THEME_SEEK_GRAB / 2);
    osd->parts[TSP_OSD_BAR] = (SDL_Rect){0, osd->height - under, osd->width, under};
    draw_seek(osd, view);
    int left = draw_left(osd, view, y) + gap;
    int x = osd->width - tsp_osd_px(osd, TSP_THEME_MARGIN) - half +
            tsp_osd_px(osd, (TSP_THEME_BUTTON - TSP_THEME_ICON) / 2);
    draw_button(osd, TSP_OSD_FULLSCREEN, view->fullscreen ? TSP_ICON_WINDOW : TSP_ICON_FULLSCREEN, x, y,
                TSP_THEME_ICON + 2);
    x -= half + gap;
    if (!view->has_sound || x - tsp_osd_px(osd, TSP_THEME_VOLUME_WIDTH + TSP_THEME_BUTTON) < left)
        return;
    x = draw_volume(osd, view, x, y);
    if (view->title->track_count > 1)
        draw_track(osd, view, left, x - gap, y);
}
