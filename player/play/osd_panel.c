/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Over the picture while the film waits: why, what to do, and what happens next. */
#include "base/translate.h"
#include "player/play/osd_int.h"
#include "player/screen/theme.h"

/* What of the window's height is left free above: the picture that stands still remains to be seen. */
#define FREE_ABOVE 0.4
#define SCALE_MIN  0.3
#define LINES_MAX  4 /* of each text */
#define TEXTS      4

struct panel {
    tsp_osd *osd;
    const tsp_osd_panel *view;
    SDL_Rect box;
    int column; /* of the texts: left end and width */
    int width;
    size_t parts; /* of the texts that are shown */
};

/* The spinner turns by the clock, so that it needs no state. */
static double turn_of(uint32_t now)
{
    return (double)(now % 1000) * 360 / 1000;
}

/* One text below the other from y on; returns where the next may begin. */
static int texts(const struct panel *panel, int y, bool draw)
{
    const struct {
        const char *text;
        double size;
        SDL_Color colour;
    } parts[TEXTS] = {
        {panel->view->title, TSP_THEME_TEXT_LARGE, tsp_theme_text},
        {panel->view->text, TSP_THEME_TEXT, tsp_theme_text},
        {panel->view->next, TSP_THEME_TEXT, tsp_theme_text},
        {panel->view->detail, TSP_THEME_TEXT_SMALL, tsp_theme_text_soft},
    };
    for (size_t i = 0; i < panel->parts; i++) {
        int size = tsp_osd_px(panel->osd, parts[i].size);
        if (!parts[i].text || !parts[i].text[0])
            continue;
        int lines = tsp_widgets_paragraph(panel->osd->widgets, parts[i].text, panel->column, y + size / 2, size,
                                          parts[i].colour, TSP_ALIGN_LEFT, panel->width, LINES_MAX, draw);
        lines = lines < LINES_MAX ? lines : LINES_MAX;
        y += (lines - 1) * tsp_widgets_line(size) + size + tsp_osd_px(panel->osd, TSP_THEME_GAP);
    }
    return y - tsp_osd_px(panel->osd, TSP_THEME_GAP);
}

static void draw_button(tsp_osd *osd, enum tsp_osd_part part, SDL_Rect place, const char *text)
{
    osd->layout.parts[part] = place;
    tsp_widgets_box(osd->widgets, place, tsp_osd_px(osd, TSP_THEME_RADIUS), tsp_theme_selected);
    tsp_osd_draw_state(osd, part);
    tsp_widgets_text(osd->widgets, text, place.x + place.w / 2, place.y + place.h / 2, tsp_osd_px(osd, TSP_THEME_TEXT),
                     tsp_theme_text, TSP_ALIGN_CENTRE, place.w);
}

/* The buttons from y on, beside each other where there is room; returns where they end. */
static int buttons(const struct panel *panel, int y, bool draw)
{
    static const struct {
        enum tsp_osd_part part;
        const char *text;
    } all[] = {{TSP_OSD_RETRY, N_("Try now")}, {TSP_OSD_LEAVE, N_("Leave the film")}};
    const bool has[TSP_OSD_PARTS] = {[TSP_OSD_RETRY] = panel->view->retry, [TSP_OSD_LEAVE] = panel->view->leave};
    tsp_osd *osd = panel->osd;
    int size = tsp_osd_px(osd, TSP_THEME_TEXT);
    int gap = tsp_osd_px(osd, TSP_THEME_GAP);
    int end = panel->column + panel->width;
    SDL_Rect place = {panel->column, y, 0, tsp_osd_px(osd, TSP_THEME_BUTTON)};
    for (size_t i = 0; i < TSB_COUNT(all); i++) {
        const char *text = _(all[i].text);
        if (!has[all[i].part])
            continue;
        int width = tsp_widgets_text_width(osd->widgets, text, size) + 4 * tsp_osd_px(osd, TSP_THEME_PAD);
        if (place.w > 0)
            place.x += place.w + gap;
        place.w = SDL_min(width, panel->width);
        if (place.x + place.w > end) {
            place.x = panel->column;
            place.y += place.h + gap;
        }
        if (draw)
            draw_button(osd, all[i].part, place, text);
    }
    return place.w > 0 ? place.y + place.h : y;
}

/* The texts from y on, and the buttons; returns where they end. */
static int contents(const struct panel *panel, int y, bool draw)
{
    int end = texts(panel, y, draw);
    int first = end + tsp_osd_px(panel->osd, TSP_THEME_GAP);
    int last = buttons(panel, first, draw);
    return last > first ? last : end;
}

/* False: it is higher than what is above the bar. */
static bool place(struct panel *panel)
{
    tsp_osd *osd = panel->osd;
    int margin = tsp_osd_px(osd, TSP_THEME_PANEL_MARGIN);
    int icon = tsp_osd_px(osd, TSP_THEME_PANEL_ICON);
    int pad = tsp_osd_px(osd, TSP_THEME_PAD);
    int widest = osd->width - 2 * pad;
    int width = tsp_osd_px(osd, TSP_THEME_PANEL_WIDTH);
    int low = osd->layout.parts[TSP_OSD_BAR].y - pad;
    panel->box.w = width < widest ? width : widest;
    panel->box.x = (osd->width - panel->box.w) / 2;
    panel->column = panel->box.x + margin + icon + margin;
    panel->width = panel->box.x + panel->box.w - margin - panel->column;
    panel->box.h = 2 * margin + contents(panel, 0, false);
    panel->box.y = (int)(osd->height * FREE_ABOVE);
    if (panel->box.y + panel->box.h > low)
        panel->box.y = low - panel->box.h;
    return panel->box.y >= 0;
}

/* In a small window what matters less is left out, and at last all gets smaller. */
static void fit(struct panel *panel)
{
    do {
        for (panel->parts = TEXTS; panel->parts > 0; panel->parts--)
            if (place(panel))
                return;
        panel->osd->scale *= 0.85;
    } while (panel->osd->scale > SCALE_MIN);
    panel->parts = 1;
}

static void draw_ground(tsp_osd *osd, SDL_Rect box)
{
    int radius = tsp_osd_px(osd, TSP_THEME_RADIUS * 2);
    tsp_osd_draw_edge(osd, &box, radius);
    tsp_widgets_box(osd->widgets, box, radius, tsp_theme_popup);
}

static void draw_spinner(tsp_osd *osd, const char *text, uint32_t now)
{
    int x = osd->width / 2;
    int y = osd->height / 2;
    int spinner = tsp_osd_px(osd, TSP_THEME_SPINNER);
    int size = tsp_osd_px(osd, TSP_THEME_TEXT_HUGE);
    tsp_widgets_icon(osd->widgets, TSP_ICON_SPINNER, x, y - spinner / 2, spinner, tsp_theme_accent, turn_of(now));
    tsp_widgets_text(osd->widgets, text, x, y + spinner / 2 + size, size, tsp_theme_text, TSP_ALIGN_CENTRE,
                     osd->width - 2 * tsp_osd_px(osd, TSP_THEME_MARGIN));
}

/* With the statistics on the screen, which are looked at while the film waits: in a line below them. */
static void draw_spinner_below(tsp_osd *osd, const char *text, uint32_t now)
{
    int pad = tsp_osd_px(osd, TSP_THEME_GAP);
    int icon = tsp_osd_px(osd, TSP_THEME_CARD_ICON);
    int size = tsp_osd_px(osd, TSP_THEME_TEXT_LARGE);
    int around = 3 * pad + icon;
    int widest = osd->width - 2 * pad - around;
    int width = tsp_widgets_text_width(osd->widgets, text, size);
    int low = osd->drawn_opacity > 0 ? osd->layout.parts[TSP_OSD_BAR].y : osd->height;
    SDL_Rect box = {.w = SDL_min(width, widest) + around, .h = icon + 2 * pad};
    box.x = (osd->width - box.w) / 2;
    box.y = low - pad - box.h;
    draw_ground(osd, box);
    int y = box.y + box.h / 2;
    tsp_widgets_icon(osd->widgets, TSP_ICON_SPINNER, box.x + pad + icon / 2, y, icon, tsp_theme_accent, turn_of(now));
    tsp_widgets_text(osd->widgets, text, box.x + 2 * pad + icon, y, size, tsp_theme_text, TSP_ALIGN_LEFT,
                     width > widest ? widest : 0);
}

/* The head gives way to a panel that needs its room: leaving the film is a button of both. */
static void hide_head(tsp_osd *osd)
{
    tsp_osd_layout *layout = &osd->layout;
    layout->head = layout->name = layout->views = layout->parts[TSP_OSD_HOME] = (SDL_Rect){0};
    if (osd->focus == TSP_OSD_HOME)
        osd->focus = TSP_OSD_LEAVE;
}

static void draw_box(struct panel *panel, uint32_t now)
{
    tsp_osd *osd = panel->osd;
    fit(panel);
    osd->panel_top = panel->box.y;
    if (panel->box.y < osd->layout.name.y + osd->layout.name.h)
        hide_head(osd);
    int margin = tsp_osd_px(osd, TSP_THEME_PANEL_MARGIN);
    int icon = tsp_osd_px(osd, TSP_THEME_PANEL_ICON);
    draw_ground(osd, panel->box);
    tsp_widgets_icon(osd->widgets, panel->view->icon, panel->box.x + margin + icon / 2,
                     panel->box.y + margin + icon / 2, icon, tsp_theme_accent,
                     panel->view->icon == TSP_ICON_SPINNER ? turn_of(now) : 0);
    (void)contents(panel, panel->box.y + margin, true);
}

void tsp_osd_dim(tsp_osd *osd, const tsp_osd_view *view)
{
    if (view->panel)
        tsp_widgets_box(osd->widgets, (SDL_Rect){0, 0, osd->width, osd->height}, 0, tsp_theme_dim);
}

void tsp_osd_draw_panel(tsp_osd *osd, const tsp_osd_view *view, uint32_t now)
{
    struct panel panel = {.osd = osd, .view = view->panel};
    double scale = osd->scale;
    osd->layout.parts[TSP_OSD_RETRY] = osd->layout.parts[TSP_OSD_LEAVE] = (SDL_Rect){0};
    osd->panel_top = osd->height;
    if ((osd->focus == TSP_OSD_RETRY && !(view->panel && view->panel->retry)) ||
        (osd->focus == TSP_OSD_LEAVE && !(view->panel && view->panel->leave)))
        osd->focus = TSP_OSD_NOTHING;
    if (!view->panel)
        return;
    if (view->panel->icon == TSP_ICON_SPINNER && !view->panel->text) {
        (osd->sheet.box.w > 0 ? draw_spinner_below : draw_spinner)(osd, view->panel->title, now);
        return;
    }
    draw_box(&panel, now);
    osd->scale = scale;
}
