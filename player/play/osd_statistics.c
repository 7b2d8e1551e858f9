/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The statistics: labels and values, one below the other; with large texts, in two columns, or on several pages. */
#include "player/play/osd_int.h"
#include "player/screen/theme.h"

#define SIZE_MIN 8
#define BETWEEN  (2 * TSP_THEME_PAD) /* labels and values */

#define COLUMNS 2

struct column {
    int first; /* row, and the one after the last */
    int end;
    int labels; /* how wide they are, in pixels */
    int values;
};

struct table {
    tsp_osd *osd;
    const tsp_osd_view *view;
    struct column columns[COLUMNS];
    int count; /* of columns */
    int size;  /* of the text, in pixels */
};

static int text_width(tsp_osd *osd, const char *text, int size)
{
    return text && text[0] ? tsp_widgets_text_width(osd->widgets, text, size) : 0;
}

static void measure(const struct table *table, struct column *column)
{
    column->labels = column->values = 0;
    for (int i = column->first; i < column->end; i++) {
        int label = text_width(table->osd, table->view->statistics[i].label, table->size);
        int value = text_width(table->osd, table->view->statistics[i].value, table->size);
        column->labels = label > column->labels ? label : column->labels;
        column->values = value > column->values ? value : column->values;
    }
}

/* The empty row that is nearest to the middle; rows: there is none. */
static int middle(const tsp_osd_view *view, int rows)
{
    int best = rows;
    for (int i = 0; i < rows; i++)
        if (!view->statistics[i].label && SDL_abs(2 * i - rows) < SDL_abs(2 * best - rows))
            best = i;
    return best;
}

/* The empty row after first, or end. */
static int group_end(const tsp_osd_view *view, int first, int end)
{
    while (first < end && view->statistics[first].label)
        first++;
    return first;
}

static void divide(struct table *table)
{
    int rows = (int)table->view->statistics_count;
    int between = middle(table->view, rows);
    table->count = between < rows ? 2 : 1;
    table->columns[0] = (struct column){.first = 0, .end = between};
    table->columns[1] = (struct column){.first = between + 1, .end = rows};
}

static void take_rows(struct table *table, int first, int end)
{
    table->count = 1;
    table->columns[0] = (struct column){.first = first, .end = end};
}

static void measure_all(struct table *table, int size)
{
    table->size = size;
    for (int i = 0; i < table->count; i++)
        measure(table, &table->columns[i]);
}

static int texts_width(const struct table *table)
{
    int width = 0;
    for (int i = 0; i < table->count; i++)
        width += table->columns[i].labels + table->columns[i].values;
    return width;
}

/* What is left free between the texts, and around them. */
static int spaces(const struct table *table)
{
    int between = tsp_osd_px(table->osd, BETWEEN);
    return 2 * tsp_osd_px(table->osd, TSP_THEME_PAD) + table->count * between + (table->count - 1) * 2 * between;
}

static int height_of(const struct table *table, int size)
{
    int rows = 0;
    for (int i = 0; i < table->count; i++)
        rows = SDL_max(rows, table->columns[i].end - table->columns[i].first);
    return rows * tsp_widgets_line(size) + 2 * tsp_osd_px(table->osd, TSP_THEME_PAD);
}

/* With texts as large as all others. */
static bool fits(struct table *table, int width, int height)
{
    measure_all(table, tsp_osd_px(table->osd, TSP_THEME_TEXT_SMALL));
    return texts_width(table) <= width - spaces(table) && height_of(table, table->size) <= height;
}

/* To the largest size with which it fits: all of it is worth more than its being large. */
static void shrink(struct table *table, int width, int height)
{
    int room = width - spaces(table);
    int whole = table->size;
    /* Each size has a font of its own, so that few are tried: texts are as wide as they are high, nearly. */
    int texts = texts_width(table);
    int size = texts > room && room > 0 ? (int)((int64_t)whole * room / texts) : whole;
    while (size > SIZE_MIN && height_of(table, size) > height)
        size--;
    size = SDL_max(size, SIZE_MIN);
    measure_all(table, size);
    if (texts_width(table) > room && size > SIZE_MIN)
        measure_all(table, size - 1);
}

/* Pages of as many groups as fit, of which the present one is taken. */
static void paginate(struct table *table, int width, int height)
{
    tsp_osd_sheet *sheet = &table->osd->sheet;
    int rows = (int)table->view->statistics_count;
    struct table page = *table;
    sheet->pages = 0;
    sheet->tallest = 0;
    for (int first = 0; first < rows;) {
        int end = group_end(table->view, first, rows);
        for (int next = end; next < rows; end = next) {
            next = group_end(table->view, end + 1, rows);
            take_rows(&page, first, next);
            if (!fits(&page, width, height))
                break;
        }
        take_rows(&page, first, end);
        sheet->tallest = SDL_max(sheet->tallest, height_of(&page, page.size));
        if (sheet->pages <= sheet->page)
            *table = page;
        sheet->pages++;
        first = end + 1;
    }
    sheet->page = SDL_min(sheet->page, sheet->pages - 1);
    if (!fits(table, width, height))
        shrink(table, width, height);
}

/* All at once where there is room for that with texts of full size. */
static void arrange(struct table *table, int width, int height)
{
    table->osd->sheet.pages = 1;
    take_rows(table, 0, (int)table->view->statistics_count);
    if (fits(table, width, height))
        return;
    divide(table);
    if (table->count > 1 && fits(table, width, height))
        return;
    paginate(table, width, height);
}

static void draw_column(const struct table *table, const struct column *column, int x, int y, int right)
{
    tsp_osd *osd = table->osd;
    int step = tsp_widgets_line(table->size);
    int value = x + column->labels + tsp_osd_px(osd, BETWEEN);
    for (int i = column->first; i < column->end; i++, y += step) {
        const tsp_osd_row *row = &table->view->statistics[i];
        if (!row->label)
            continue;
        tsp_widgets_text(osd->widgets, row->label, x, y + step / 2, table->size, tsp_theme_text_soft, TSP_ALIGN_LEFT,
                         0);
        if (row->value[0])
            tsp_widgets_text(osd->widgets, row->value, value, y + step / 2, table->size, tsp_theme_text, TSP_ALIGN_LEFT,
                             right - value);
    }
}

/* Which page it is, in the lower edge: a long mark among short ones. */
static void draw_marks(const struct table *table)
{
    tsp_osd *osd = table->osd;
    const tsp_osd_sheet *sheet = &osd->sheet;
    int thick = tsp_osd_px(osd, TSP_THEME_SCROLL);
    int step = 2 * thick;
    int x = sheet->box.x + sheet->box.w / 2 - ((int)sheet->pages * step + 2 * step - thick) / 2;
    int y = sheet->box.y + sheet->box.h - (tsp_osd_px(osd, TSP_THEME_PAD) + thick) / 2;
    for (unsigned i = 0; i < sheet->pages; i++) {
        bool now = i == sheet->page;
        SDL_Rect mark = {x, y, now ? thick + 2 * step : thick, thick};
        tsp_widgets_box(osd->widgets, mark, thick / 2, now ? tsp_theme_text : tsp_theme_border);
        x += mark.w + step - thick;
    }
}

bool tsp_osd_draw_edge(tsp_osd *osd, const SDL_Rect *box, int radius)
{
    int edge = SDL_max(tsp_osd_px(osd, TSP_THEME_BORDER), 1);
    SDL_Rect around = {box->x - edge, box->y - edge, box->w + 2 * edge, box->h + 2 * edge};
    bool over = SDL_HasIntersection(box, &osd->sheet.box);
    if (over)
        tsp_widgets_box(osd->widgets, around, radius + edge, tsp_theme_border);
    return over;
}

bool tsp_osd_turn_statistics(tsp_osd *osd)
{
    bool more = osd->sheet.page + 1 < osd->sheet.pages;
    osd->sheet.page = more ? osd->sheet.page + 1 : 0;
    return more;
}

void tsp_osd_draw_statistics(tsp_osd *osd, const tsp_osd_view *view)
{
    struct table table = {.osd = osd, .view = view};
    tsp_osd_sheet *sheet = &osd->sheet;
    int margin = tsp_osd_px(osd, TSP_THEME_MARGIN);
    int pad = tsp_osd_px(osd, TSP_THEME_PAD);
    int top = margin + tsp_osd_px(osd, TSP_THEME_TEXT_LARGE + TSP_THEME_TEXT + TSP_THEME_GAP + 4 * TSP_THEME_PAD);
    int least = margin + tsp_osd_px(osd, TSP_THEME_TEXT_LARGE + TSP_THEME_PAD);
    int bottom = osd->layout.parts[TSP_OSD_BAR].y - pad;
    int widest = osd->width - 2 * margin;
    sheet->box = (SDL_Rect){0};
    if (!view->statistics)
        return;
    arrange(&table, widest, bottom - least);
    int height = height_of(&table, table.size);
    int tallest = sheet->pages > 1 ? SDL_max(sheet->tallest, height) : height; /* pages begin at the same place */
    /* Lower than messages, or under them, but not over the film's name. */
    if (top + tallest > bottom)
        top = bottom - tallest > least ? bottom - tallest : least;
    sheet->box = (SDL_Rect){margin, top, SDL_min(texts_width(&table) + spaces(&table), widest), height};
    sheet->size = table.size;
    sheet->first = table.columns[0].first;
    sheet->end = table.columns[table.count - 1].end;
    tsp_widgets_box(osd->widgets, sheet->box, tsp_osd_px(osd, TSP_THEME_RADIUS), tsp_theme_popup);
    int x = sheet->box.x + pad;
    int between = tsp_osd_px(osd, BETWEEN);
    for (int i = 0; i < table.count; i++) {
        const struct column *column = &table.columns[i];
        int right = SDL_min(x + column->labels + between + column->values, sheet->box.x + sheet->box.w - pad);
        draw_column(&table, column, x, sheet->box.y + pad, right);
        x = right + 2 * between;
    }
    if (sheet->pages > 1)
        draw_marks(&table);
}
