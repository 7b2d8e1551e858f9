/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "base/compiler.h"
#include "player/play/osd_parts.h"
#include "player/screen/theme.h"

/* Theme units that head and bar, and the buttons that never give way, take at least. */
#define LEAST_HEIGHT 160.0
#define LEAST_WIDTH  160.0

struct row {
    const tsp_osd_needs *needs;
    bool shown[TSP_OSD_PARTS];
    bool time;
    bool other;
};

static int px(const tsp_osd_needs *needs, double units)
{
    return (int)(units * needs->scale + 0.5);
}

double tsp_osd_fit(double scale, int width, int height)
{
    double tallest = height / LEAST_HEIGHT;
    double widest = width / LEAST_WIDTH;
    double most = tallest < widest ? tallest : widest;
    return scale < most ? scale : most;
}

static const enum tsp_osd_part buttons_left[] = {TSP_OSD_PLAY, TSP_OSD_PREVIOUS, TSP_OSD_NEXT};
static const enum tsp_osd_part buttons_right[] = {TSP_OSD_TRACKS, TSP_OSD_SUBTITLES, TSP_OSD_CHAPTERS,
                                                  TSP_OSD_TITLES, TSP_OSD_ANGLES,    TSP_OSD_MENU,
                                                  TSP_OSD_EJECT,  TSP_OSD_MORE,      TSP_OSD_MUTE};

/* Icons stand at the margin, not the room around them. */
static int edge(const tsp_osd_needs *needs)
{
    return px(needs, TSP_THEME_MARGIN) - px(needs, (TSP_THEME_BUTTON - TSP_THEME_ICON) / 2);
}

static int volume_width(const tsp_osd_needs *needs)
{
    return px(needs, TSP_THEME_VOLUME_WIDTH) + px(needs, TSP_THEME_PAD) + px(needs, TSP_THEME_GAP);
}

static int times_width(const struct row *row)
{
    if (!row->time)
        return 0;
    return px(row->needs, TSP_THEME_GAP) * 2 + row->needs->time + (row->other ? row->needs->other : 0);
}

static int row_width(const struct row *row)
{
    int side = px(row->needs, TSP_THEME_BUTTON);
    int width = 2 * edge(row->needs) + side + times_width(row); /* with the button for full screen */
    for (size_t i = 0; i < TSB_COUNT(buttons_left); i++)
        width += row->shown[buttons_left[i]] ? side : 0;
    for (size_t i = 0; i < TSB_COUNT(buttons_right); i++)
        width += row->shown[buttons_right[i]] ? side : 0;
    return width + (row->shown[TSP_OSD_VOLUME] ? volume_width(row->needs) : 0);
}

/* What gives way, one after the other. */
static void narrow(struct row *row, unsigned step)
{
    static const enum tsp_osd_part menus[] = {TSP_OSD_EJECT,    TSP_OSD_MENU,      TSP_OSD_ANGLES, TSP_OSD_TITLES,
                                              TSP_OSD_CHAPTERS, TSP_OSD_SUBTITLES, TSP_OSD_TRACKS};
    if (step == 0) {
        row->shown[TSP_OSD_VOLUME] = false;
    } else if (step == 1) {
        row->other = false;
    } else if (step <= 1 + TSB_COUNT(menus)) {
        enum tsp_osd_part part = menus[step - 2];
        row->shown[TSP_OSD_MORE] = row->shown[TSP_OSD_MORE] || row->shown[part];
        row->shown[part] = false;
    } else if (step == 2 + TSB_COUNT(menus)) {
        row->shown[TSP_OSD_PREVIOUS] = false;
        row->shown[TSP_OSD_NEXT] = false;
    } else if (step == 3 + TSB_COUNT(menus)) {
        row->time = false;
    } else {
        row->shown[TSP_OSD_MUTE] = false;
    }
}

#define STEPS 12u

static void choose(struct row *row)
{
    const tsp_osd_needs *needs = row->needs;
    memcpy(row->shown, needs->has, sizeof row->shown);
    row->shown[TSP_OSD_PLAY] = true;
    row->shown[TSP_OSD_MORE] = false;
    row->shown[TSP_OSD_VOLUME] = needs->has[TSP_OSD_MUTE];
    row->time = needs->has[TSP_OSD_REMAINING];
    row->other = row->time;
    for (unsigned step = 0; step < STEPS && row_width(row) > needs->width; step++)
        narrow(row, step);
}

/* What has the focus needs some room around it. */
static SDL_Rect wider(SDL_Rect place, int by)
{
    return (SDL_Rect){place.x - by, place.y, place.w + 2 * by, place.h};
}

static void place_row(tsp_osd_layout *out, const struct row *row)
{
    const tsp_osd_needs *needs = row->needs;
    int side = px(needs, TSP_THEME_BUTTON);
    int top = needs->height - px(needs, TSP_THEME_ROW_OFFSET) - side / 2;
    int x = edge(needs);
    for (size_t i = 0; i < TSB_COUNT(buttons_left); i++) {
        if (!row->shown[buttons_left[i]])
            continue;
        out->parts[buttons_left[i]] = (SDL_Rect){x, top, side, side};
        x += side;
    }
    if (row->time) {
        x += px(needs, TSP_THEME_GAP);
        out->time = (SDL_Rect){x, top, needs->time + (row->other ? needs->other : 0), side};
        out->parts[TSP_OSD_REMAINING] = wider(out->time, px(needs, TSP_THEME_PAD));
        out->other = row->other;
    }
    x = needs->width - edge(needs) - side;
    out->parts[TSP_OSD_FULLSCREEN] = (SDL_Rect){x, top, side, side};
    if (row->shown[TSP_OSD_VOLUME]) {
        int width = px(needs, TSP_THEME_VOLUME_WIDTH);
        int height = px(needs, TSP_THEME_SEEK_HEIGHT);
        x -= px(needs, TSP_THEME_GAP) + width;
        out->parts[TSP_OSD_VOLUME] = (SDL_Rect){x, top, width, side};
        out->volume = (SDL_Rect){x, top + side / 2 - height / 2, width, height};
        x -= px(needs, TSP_THEME_PAD);
    }
    for (size_t i = TSB_COUNT(buttons_right); i-- > 0;) {
        if (!row->shown[buttons_right[i]])
            continue;
        x -= side;
        out->parts[buttons_right[i]] = (SDL_Rect){x, top, side, side};
    }
}

static void place_seek(tsp_osd_layout *out, const tsp_osd_needs *needs)
{
    int margin = px(needs, TSP_THEME_MARGIN);
    int middle = needs->height - px(needs, TSP_THEME_SEEK_OFFSET);
    int height = px(needs, TSP_THEME_SEEK_HEIGHT);
    int grab = px(needs, TSP_THEME_SEEK_GRAB);
    int width = needs->width - 2 * margin > 1 ? needs->width - 2 * margin : 1;
    /* It may not reach the buttons below, whatever is rounded how. */
    int lowest = out->parts[TSP_OSD_PLAY].y;
    int top = middle - grab / 2;
    out->seek = (SDL_Rect){margin, middle - height / 2, width, height};
    if (needs->has[TSP_OSD_SEEK])
        out->parts[TSP_OSD_SEEK] = (SDL_Rect){margin, top, width, top + grab < lowest ? grab : lowest - top};
    out->parts[TSP_OSD_BAR] = (SDL_Rect){0, top, needs->width, needs->height - top};
    int shade = px(needs, TSP_THEME_BAR_HEIGHT);
    out->foot = (SDL_Rect){0, needs->height - shade, needs->width, shade};
    out->foot_full = needs->height - lowest;
}

static void place_head(tsp_osd_layout *out, const tsp_osd_needs *needs)
{
    int side = px(needs, TSP_THEME_BUTTON);
    int margin = px(needs, TSP_THEME_MARGIN);
    int gap = px(needs, TSP_THEME_GAP);
    int size = px(needs, TSP_THEME_TEXT_LARGE);
    int middle = margin + size / 2;
    int left = margin;
    int right = needs->width - margin;
    if (needs->name == 0 && !needs->has[TSP_OSD_HOME] && needs->views == 0)
        return;
    out->head = (SDL_Rect){0, 0, needs->width, px(needs, TSP_THEME_HEAD_HEIGHT)};
    out->head_full = middle + size;
    if (needs->has[TSP_OSD_HOME]) {
        out->parts[TSP_OSD_HOME] = (SDL_Rect){edge(needs), middle - side / 2, side, side};
        left = edge(needs) + side + gap / 2;
    }
    /* The name is worth more than the count, which the film's start has told. */
    if (needs->views > 0 &&
        (needs->views <= (right - left) * 2 / 5 || needs->views + gap + needs->name <= right - left)) {
        right -= needs->views;
        out->views = (SDL_Rect){right, middle - size, needs->views, 2 * size};
        right -= gap;
    }
    if (needs->name > 0 && right > left)
        out->name = (SDL_Rect){left, middle - size, right - left, 2 * size};
}

void tsp_osd_lay_out(tsp_osd_layout *out, const tsp_osd_needs *needs)
{
    struct row row = {.needs = needs};
    *out = (tsp_osd_layout){0};
    choose(&row);
    place_row(out, &row);
    place_seek(out, needs);
    place_head(out, needs);
    for (int part = TSP_OSD_TRACKS; part <= TSP_OSD_EJECT; part++)
        out->crowded[part] = needs->has[part] && !row.shown[part];
}
