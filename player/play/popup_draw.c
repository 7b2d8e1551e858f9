/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where a pop-up list lies, and how it looks. */
#include "player/play/popup.h"
#include "player/screen/theme.h"

static int px(double scale, double units)
{
    return (int)(units * scale + 0.5);
}

/* The widest entry decides, and the heading. Measured once: a list may be long, and is drawn with each picture. */
static void measure(tsp_popup *popup, tsp_widgets *widgets, double scale)
{
    if (popup->measured == scale)
        return;
    int size = px(scale, TSP_THEME_TEXT);
    int gap = px(scale, TSP_THEME_GAP);
    int widest = tsp_widgets_text_width(widgets, popup->title, px(scale, TSP_THEME_TEXT_SMALL));
    for (unsigned i = 0; i < popup->count; i++) {
        const tsp_popup_item *item = &popup->items[i];
        int width = px(scale, TSP_THEME_CHECK) + tsp_widgets_text_width(widgets, item->text, size);
        if (item->note[0])
            width += 2 * gap + tsp_widgets_text_width(widgets, item->note, px(scale, TSP_THEME_TEXT_SMALL));
        widest = width > widest ? width : widest;
    }
    popup->width = widest + 4 * px(scale, TSP_THEME_PAD);
    popup->measured = scale;
}

void tsp_popup_lay_out(tsp_popup *popup, tsp_widgets *widgets, double scale, const SDL_Rect *room,
                       const SDL_Rect *anchor)
{
    int pad = px(scale, TSP_THEME_PAD);
    int heading = px(scale, TSP_THEME_POPUP_HEADING);
    int row = px(scale, TSP_THEME_POPUP_ROW);
    int least = px(scale, TSP_THEME_POPUP_WIDTH);
    int fitting = (room->h - heading - pad) / row;
    measure(popup, widgets, scale);
    int width = popup->width < least ? least : popup->width;
    width = width > room->w ? room->w : width;
    if (fitting < 2) { /* a tiny window: the entries are what it is about */
        heading = pad;
        row = room->h - 2 * pad < row ? SDL_max(room->h - 2 * pad, 1) : row;
        fitting = SDL_max((room->h - 2 * pad) / row, 1);
    }
    popup->rows = popup->count < (unsigned)fitting ? popup->count : (unsigned)fitting;
    popup->row_height = row;
    SDL_Rect box = {anchor->x + anchor->w / 2 - width / 2, 0, width, heading + (int)popup->rows * row + pad};
    box.y = room->y + room->h - box.h;
    if (box.x + box.w > room->x + room->w)
        box.x = room->x + room->w - box.w;
    if (box.x < room->x)
        box.x = room->x;
    popup->box = box;
    popup->list = (SDL_Rect){box.x + pad / 2, box.y + heading, box.w - pad, (int)popup->rows * row};
    /* It may have been opened, or the window made smaller, since the selected one was last in sight. */
    if (popup->selected < popup->first || popup->selected >= popup->first + popup->rows)
        popup->first = popup->selected < popup->rows / 2 ? 0 : popup->selected - popup->rows / 2;
    if (popup->first + popup->rows > popup->count)
        popup->first = popup->count - popup->rows;
}

static void draw_entry(const tsp_popup *popup, tsp_widgets *widgets, double scale, unsigned entry)
{
    const tsp_popup_item *item = &popup->items[entry];
    int pad = px(scale, TSP_THEME_PAD);
    int small = px(scale, TSP_THEME_TEXT_SMALL);
    SDL_Rect row = popup->list;
    row.h = popup->row_height;
    row.y += (int)(entry - popup->first) * row.h;
    int middle = row.y + row.h / 2;
    int left = row.x + pad;
    int right = row.x + row.w - pad;
    if (entry == popup->selected) {
        tsp_widgets_box(widgets, row, px(scale, TSP_THEME_RADIUS), tsp_theme_selected);
        tsp_widgets_frame(widgets, row, px(scale, TSP_THEME_RADIUS), tsp_theme_accent);
    }
    if (item->checked)
        tsp_widgets_icon(widgets, TSP_ICON_CHECK, left + px(scale, TSP_THEME_CHECK - TSP_THEME_GAP) / 2, middle,
                         px(scale, TSP_THEME_TEXT), tsp_theme_accent, 0);
    left += px(scale, TSP_THEME_CHECK);
    if (item->note[0])
        right -= tsp_widgets_text(widgets, item->note, right, middle, small, tsp_theme_text_soft, TSP_ALIGN_RIGHT, 0) +
                 pad;
    if (right > left)
        tsp_widgets_text(widgets, item->text, left, middle, px(scale, TSP_THEME_TEXT), tsp_theme_text, TSP_ALIGN_LEFT,
                         right - left);
}

/* How much of the list is in sight, and which part. */
static void draw_scroll(const tsp_popup *popup, tsp_widgets *widgets, double scale)
{
    int width = px(scale, TSP_THEME_SCROLL);
    int height = popup->list.h * (int)popup->rows / (int)popup->count;
    int least = px(scale, TSP_THEME_BUTTON) / 2;
    height = height < least ? least : height;
    int way = popup->list.h - height;
    int last = (int)(popup->count - popup->rows);
    SDL_Rect bar = {popup->list.x + popup->list.w - width / 2, popup->list.y, width, popup->list.h};
    tsp_widgets_box(widgets, bar, width / 2, tsp_theme_hover);
    bar.y += way * (int)popup->first / last;
    bar.h = height;
    tsp_widgets_box(widgets, bar, width / 2, tsp_theme_text_soft);
}

void tsp_popup_draw(const tsp_popup *popup, tsp_widgets *widgets, double scale)
{
    int pad = px(scale, TSP_THEME_PAD);
    int small = px(scale, TSP_THEME_TEXT_SMALL);
    tsp_widgets_box(widgets, popup->box, px(scale, TSP_THEME_RADIUS), tsp_theme_popup);
    if (popup->list.y - popup->box.y > pad)
        tsp_widgets_text(widgets, popup->title, popup->list.x + pad,
                         popup->box.y + px(scale, TSP_THEME_POPUP_HEADING + 4) / 2, small, tsp_theme_text_soft,
                         TSP_ALIGN_LEFT, popup->list.w - 2 * pad);
    for (unsigned i = 0; i < popup->rows; i++)
        draw_entry(popup, widgets, scale, popup->first + i);
    if (popup->count > popup->rows)
        draw_scroll(popup, widgets, scale);
}
