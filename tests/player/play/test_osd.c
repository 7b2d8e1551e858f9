/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The playing screen in windows of all sizes: nothing on it overlaps or leaves the window, whatever there is to show.
 */
#include <stdio.h>
#include <stdlib.h>

#include "player/dvd/ticks.h"
#include "player/play/osd_int.h"
#include "player/screen/theme.h"
#include "player/screen/window.h"
#include "tests/support/suite.h"

static const SDL_Point sizes[] = {{320, 180},  {426, 240},  {640, 360},   {640, 480},  {720, 1280},
                                  {1024, 576}, {1280, 720}, {1440, 1080}, {2560, 1440}};
static const double text_scales[] = {0.5, 1, 1.6, 3};

static tsp_window *window;
static tsp_osd *osd;

static bool overlap(const SDL_Rect *a, const SDL_Rect *b)
{
    return a->w > 0 && b->w > 0 && SDL_HasIntersection(a, b);
}

static void check_inside(const SDL_Rect *rectangle, int width, int height, const char *what, int number)
{
    if (rectangle->w == 0 || (rectangle->x >= 0 && rectangle->y >= 0 && rectangle->x + rectangle->w <= width &&
                              rectangle->y + rectangle->h <= height && rectangle->h > 0))
        return;
    ck_abort_msg("%s %d leaves a window of %dx%d: %d,%d %dx%d", what, number, width, height, rectangle->x, rectangle->y,
                 rectangle->w, rectangle->h);
}

static void check_layout(const tsp_osd_layout *layout, int width, int height)
{
    for (int a = TSP_OSD_PLAY; a < TSP_OSD_PARTS; a++) {
        const SDL_Rect *part = &layout->parts[a];
        check_inside(part, width, height, "part", a);
        for (int b = a + 1; b < TSP_OSD_PARTS; b++)
            if (overlap(part, &layout->parts[b])) /* each check that is counted takes a while */
                ck_abort_msg("parts %d and %d overlap in %dx%d", a, b, width, height);
        if (overlap(part, &layout->name) || overlap(part, &layout->views))
            ck_abort_msg("part %d overlaps the head in %dx%d", a, width, height);
    }
    check_inside(&layout->name, width, height, "the name", 0);
    check_inside(&layout->views, width, height, "the views", 0);
    ck_assert(!overlap(&layout->name, &layout->views));
    ck_assert_int_gt(layout->parts[TSP_OSD_PLAY].w, 0);
    ck_assert_int_gt(layout->parts[TSP_OSD_FULLSCREEN].w, 0);
    for (int part = TSP_OSD_TRACKS; part <= TSP_OSD_EJECT; part++) {
        if (layout->crowded[part] && (layout->parts[part].w > 0 || layout->parts[TSP_OSD_MORE].w == 0))
            ck_abort_msg("part %d is lost in %dx%d", part, width, height);
    }
}

/* Any parts and any widths of texts, in any window. */
START_TEST(nothing_overlaps)
{
    uint64_t random = suite_seed(5);
    for (int i = 0; i < 20000; i++) {
        tsp_osd_needs needs = {0};
        tsp_osd_layout layout;
        unsigned bits = test_random(&random);
        needs.width = 320 + (int)(test_random(&random) % 3600);
        needs.height = 180 + (int)(test_random(&random) % 2000);
        needs.scale = tsp_osd_fit(0.4 + (bits % 64) / 16.0, needs.width, needs.height);
        for (int part = TSP_OSD_PLAY; part < TSP_OSD_PARTS; part++)
            needs.has[part] = bits >> part & 1;
        needs.time = (int)(needs.scale * (30 + bits % 60));
        needs.other = (int)(needs.scale * (50 + bits % 90));
        needs.views = bits & 1 ? (int)(needs.scale * (60 + bits % 200)) : 0;
        needs.name = bits >> 1 & 1 ? (int)(needs.scale * (40 + bits % 700)) : 0;
        tsp_osd_lay_out(&layout, &needs);
        check_layout(&layout, needs.width, needs.height);
    }
}
END_TEST

/* Where there is room, nothing is left out. */
START_TEST(all_is_shown_in_ordinary_windows)
{
    tsp_osd_needs needs = {
        .width = 1024, .height = 576, .scale = 0.8, .time = 50, .other = 80, .views = 100, .name = 300};
    tsp_osd_layout layout;
    for (int part = TSP_OSD_PLAY; part < TSP_OSD_PARTS; part++)
        needs.has[part] = true;
    tsp_osd_lay_out(&layout, &needs);
    for (int part = TSP_OSD_PLAY; part < TSP_OSD_PARTS; part++)
        ck_assert_msg((layout.parts[part].w > 0) == (part != TSP_OSD_MORE), "part %d", part);
    ck_assert_int_gt(layout.views.w, 0);
    ck_assert(layout.other);
}
END_TEST

static const char *const names[] = {NULL,
                                    ("Le Fabuleux Destin d'Amélie Poulain et de quelques autres personnes dont le "
                                     "nom ne tient sur aucun écran, en version restaurée, avec des compléments")};
static const char *const sentences[] = {
    "Short.",
    ("Vérifiez que cet ordinateur est connecté au réseau. Tallystick continue d'essayer, et le film reprendra "
     "de lui-même à partir d'ici, dès que le serveur répondra de nouveau.")};

/* With all there is, in real letters. */
static void draw_all(int width, int height, double scale, unsigned variant)
{
    static int64_t starts[99];
    tsp_title title = {.duration = 5 * 3600 * TSP_SECOND, .chapter_count = 99, .chapters = starts};
    tsp_osd_row rows[20] = {{.label = "Images perdues, arrivées trop tard", .value = "1.2 s, 50, 618 kB"}};
    tsp_osd_panel panel = {.icon = TSP_ICON_TOKEN,
                           .title = sentences[variant & 1],
                           .text = sentences[variant >> 1 & 1],
                           .next = "Tallystick essaie de nouveau dans 5 secondes.",
                           .detail = sentences[1],
                           .retry = variant & 1,
                           .leave = true};
    for (int i = 0; i < 99; i++)
        starts[i] = title.duration * i / 99;
    for (int i = 1; i < 20; i++)
        rows[i] = rows[0];
    tsp_osd_view view = {.title = &title,
                         .name = names[variant & 1],
                         .scale = scale,
                         .time = title.duration / 3,
                         .ready = title.duration / 2,
                         .panel = variant & 4 ? &panel : NULL,
                         .status = sentences[1],
                         .views_left = 12,
                         .volume = 60,
                         .statistics = rows,
                         .statistics_count = 20};
    for (int part = TSP_OSD_BAR; part < TSP_OSD_PARTS; part++)
        view.has[part] = true;
    tsp_osd_wake(osd, 1000);
    tsp_osd_message(osd, 1000, 5000, "%s", sentences[1]);
    tsp_osd_draw(osd, &view, width, height, 1000);
}

/* What a message has said ("The disc is being ejected") is not read twice when a panel says it; what is said later is.
 */
START_TEST(a_panel_ends_the_message)
{
    tsp_title title = {.duration = 3600 * TSP_SECOND};
    tsp_osd_panel spinner = {.icon = TSP_ICON_SPINNER, .title = "Buffering"};
    tsp_osd_panel panel = {.icon = TSP_ICON_OPTICAL, .title = "The disc is being ejected", .leave = true};
    tsp_osd_panel next = {.icon = TSP_ICON_OPTICAL, .title = "The disc was ejected", .leave = true};
    tsp_osd_view view = {.title = &title, .scale = 1};
    tsp_osd_message(osd, 1000, 5000, "The disc is being ejected");
    tsp_osd_draw(osd, &view, 1280, 720, 1000);
    ck_assert(osd->drawn_message == 1);
    view.panel = &spinner;
    tsp_osd_draw(osd, &view, 1280, 720, 1100);
    ck_assert(osd->drawn_message == 1);
    view.panel = &panel;
    tsp_osd_draw(osd, &view, 1280, 720, 1200);
    ck_assert(osd->drawn_message == 0);
    tsp_osd_message(osd, 1300, 5000, "Volume: 50 %%");
    tsp_osd_draw(osd, &view, 1280, 720, 1300);
    ck_assert(osd->drawn_message == 1);
    view.panel = &next;
    tsp_osd_draw(osd, &view, 1280, 720, 1400);
    ck_assert(osd->drawn_message == 0);
}
END_TEST

/* Whole, and as large as all texts, on as many pages as that takes; every row is on one of them. */
static unsigned pages_of_statistics(const tsp_osd_view *view, int width, int height, double scale)
{
    unsigned pages = 0;
    int next = 0;
    do {
        tsp_osd_draw(osd, view, width, height, 1000);
        const tsp_osd_sheet *sheet = &osd->sheet;
        ck_assert_int_eq(sheet->size, (int)(TSP_THEME_TEXT_SMALL * scale + 0.5));
        ck_assert_int_eq(sheet->first, next);
        ck_assert_uint_eq(sheet->page, pages);
        check_inside(&sheet->box, width, height, "page", (int)pages);
        ck_assert(!overlap(&sheet->box, &osd->layout.name));
        ck_assert(!overlap(&sheet->box, &osd->layout.parts[TSP_OSD_BAR]));
        next = sheet->end + 1;
        pages++;
    } while (tsp_osd_turn_statistics(osd));
    ck_assert_int_eq(next, (int)view->statistics_count + 1);
    return pages;
}

START_TEST(statistics_are_whole)
{
    static const int group_ends[] = {8, 13};
    static const struct {
        SDL_Point size;
        double scale;
        unsigned pages;
    } cases[] = {{{1280, 720}, 1, 1}, {{1280, 720}, 2, 3}, {{2560, 1440}, 2, 1}, {{2560, 1440}, 4, 3}};
    tsp_title title = {.duration = 3600 * TSP_SECOND};
    tsp_osd_row rows[22] = {
        {.label = "Images omises, en retard", .value = "celle du son, au rythme de l’écran, ±12,3 ms"}};
    for (int i = 1; i < 22; i++)
        rows[i] = rows[0];
    for (size_t i = 0; i < TSB_COUNT(group_ends); i++)
        rows[group_ends[i]] = (tsp_osd_row){0};
    tsp_osd_view view = {.title = &title, .name = names[1], .statistics = rows, .statistics_count = 22};
    tsp_osd_wake(osd, 1000);
    for (size_t i = 0; i < TSB_COUNT(cases); i++) {
        view.scale = cases[i].scale;
        ck_assert_uint_eq(pages_of_statistics(&view, cases[i].size.x, cases[i].size.y, cases[i].scale), cases[i].pages);
    }
    view.statistics = NULL;
    tsp_osd_draw(osd, &view, 1280, 720, 1000);
    ck_assert_int_eq(osd->sheet.box.w, 0);
}
END_TEST

/* Beside the film's name the shade is full, and it reaches far down with large texts: not over the figures. */
START_TEST(statistics_are_not_shaded)
{
    tsp_title title = {.duration = 3600 * TSP_SECOND};
    tsp_osd_row rows[7];
    for (size_t i = 0; i < TSB_COUNT(rows); i++)
        rows[i] = (tsp_osd_row){.label = "Cadence", .value = "celle de l’horloge"};
    tsp_osd_view view = {.title = &title, .name = names[0], .scale = 1.6, .statistics = rows, .statistics_count = 7};
    SDL_Renderer *renderer = tsp_window_renderer(window);
    int width = 0;
    int height = 0;
    Uint8 seen[4] = {0};
    ck_assert_int_eq(SDL_GetRendererOutputSize(renderer, &width, &height), 0);
    tsp_osd_wake(osd, 1000);
    tsp_osd_draw(osd, &view, width, height, 1000);
    const SDL_Rect *box = &osd->sheet.box;
    SDL_Rect spot = {box->x + 4, box->y + box->h / 8, 1, 1};
    ck_assert_int_lt(spot.y, osd->layout.head.y + osd->layout.head.h);
    ck_assert_int_eq(SDL_RenderReadPixels(renderer, &spot, SDL_PIXELFORMAT_RGBA32, seen, 4), 0);
    ck_assert_uint_eq(seen[0], tsp_theme_popup.r);
    ck_assert_uint_eq(seen[1], tsp_theme_popup.g);
    ck_assert_uint_eq(seen[2], tsp_theme_popup.b);
}
END_TEST

START_TEST(real_texts_fit)
{
    tsp_popup *popup = tsp_osd_popup(osd);
    for (size_t size = 0; size < TSB_COUNT(sizes); size++)
        for (size_t text = 0; text < TSB_COUNT(text_scales); text++)
            for (unsigned variant = 0; variant < 8; variant++) {
                int width = sizes[size].x;
                int height = sizes[size].y;
                double scale = SDL_max(0.75, SDL_min(height / 720.0, width / 900.0)) * text_scales[text];
                tsp_popup_open(popup, TSP_OSD_CHAPTERS, "Chapitres");
                for (int i = 0; i < 99; i++)
                    tsp_popup_add(popup, i == 50 ? sentences[1] : "Chapitre", "1:02:03", i == 50, i);
                draw_all(width, height, scale, variant);
                const tsp_osd_layout *layout = &osd->layout;
                const SDL_Rect *retry = &layout->parts[TSP_OSD_RETRY];
                const SDL_Rect *leave = &layout->parts[TSP_OSD_LEAVE];
                check_layout(layout, width, height);
                check_inside(&popup->box, width, height, "the menu", (int)text);
                ck_assert(!overlap(&popup->box, &layout->parts[TSP_OSD_BAR]));
                ck_assert_uint_ge(popup->rows, 1);
                ck_assert_uint_ge(popup->selected, popup->first);
                ck_assert_uint_lt(popup->selected, popup->first + popup->rows);
                ck_assert_int_eq(leave->w > 0, (variant & 4) != 0);
                ck_assert_int_eq(retry->w > 0, (variant & 5) == 5);
                ck_assert(!overlap(leave, retry));
                check_inside(retry, width, height, "the panel's first button", (int)text);
                check_inside(leave, width, height, "the panel's button", (int)text);
                ck_assert_msg(!overlap(retry, &layout->parts[TSP_OSD_BAR]), "the panel reaches the bar in %dx%d", width,
                              height);
                ck_assert_msg(!overlap(leave, &layout->parts[TSP_OSD_BAR]), "the panel reaches the bar in %dx%d", width,
                              height);
                tsp_popup_close(popup);
            }
}
END_TEST

/* Subtitles are lifted above the bar, and above the time that is shown where the mouse is on the seek bar. */
START_TEST(the_picture_is_free_above_what_is_shown)
{
    tsp_title title = {.duration = 3600 * TSP_SECOND};
    tsp_osd_view view = {.title = &title, .scale = 1, .has = {[TSP_OSD_SEEK] = true}};
    tsp_popup_close(tsp_osd_popup(osd));
    tsp_osd_mouse_left(osd);
    tsp_osd_wake(osd, 1000);
    tsp_osd_draw(osd, &view, 1280, 720, 1000);
    const SDL_Rect *seek = &osd->layout.parts[TSP_OSD_SEEK];
    int bar = tsp_osd_bottom(osd, &view, 720, 1000);
    ck_assert_int_eq(bar, osd->layout.parts[TSP_OSD_BAR].y);
    tsp_osd_mouse(osd, seek->x + seek->w / 2, seek->y + seek->h / 2, 1000);
    tsp_osd_draw(osd, &view, 1280, 720, 1000);
    int above = tsp_osd_bottom(osd, &view, 720, 1000);
    ck_assert_int_le(above, tsp_osd_preview_top(osd));
    ck_assert_int_le(above + (int)TSP_THEME_TEXT_SMALL, bar);
    tsp_osd_mouse_left(osd);
    ck_assert_int_eq(tsp_osd_bottom(osd, &view, 720, 1000), bar);
    ck_assert_int_eq(tsp_osd_bottom(osd, &view, 720, 100000), 720);
}
END_TEST

/* The panel's buttons come first, with the bar or without it; and the focus leaves with them. */
START_TEST(focus_goes_to_the_panel)
{
    tsp_title title = {.duration = 3600 * TSP_SECOND};
    tsp_osd_panel panel = {.icon = TSP_ICON_NETWORK_LOST, .title = "Lost", .retry = true, .leave = true};
    tsp_osd_view view = {.title = &title, .scale = 1, .panel = &panel};
    tsp_popup_close(tsp_osd_popup(osd));
    tsp_osd_sleep(osd, 1000);
    tsp_osd_focus_clear(osd);
    tsp_osd_draw(osd, &view, 1280, 720, 100000);
    const SDL_Rect *retry = &osd->layout.parts[TSP_OSD_RETRY];
    ck_assert(!tsp_osd_awake(osd));
    ck_assert_int_eq(tsp_osd_at(osd, retry->x + 1, retry->y + 1), TSP_OSD_RETRY);
    tsp_osd_focus_step(osd, 1);
    ck_assert_int_eq(tsp_osd_focus(osd), TSP_OSD_RETRY);
    tsp_osd_focus_step(osd, 1);
    ck_assert_int_eq(tsp_osd_focus(osd), TSP_OSD_LEAVE);
    tsp_osd_focus_step(osd, -1);
    panel.retry = false;
    tsp_osd_draw(osd, &view, 1280, 720, 100100);
    ck_assert_int_eq(tsp_osd_focus(osd), TSP_OSD_NOTHING);
    tsp_osd_focus_step(osd, 1);
    ck_assert_int_eq(tsp_osd_focus(osd), TSP_OSD_LEAVE);
    tsp_osd_focus_clear(osd);
}
END_TEST

START_TEST(focus_goes_round)
{
    unsigned seen = 0;
    tsp_popup_close(tsp_osd_popup(osd));
    draw_all(1280, 720, 1, 0);
    tsp_osd_focus_clear(osd);
    tsp_osd_focus_step(osd, 1);
    ck_assert_int_eq(tsp_osd_focus(osd), TSP_OSD_PLAY);
    do {
        enum tsp_osd_part part = tsp_osd_focus(osd);
        ck_assert_int_gt(osd->layout.parts[part].w, 0);
        ck_assert(!(seen >> part & 1));
        seen |= 1u << part;
        tsp_osd_focus_step(osd, 1);
    } while (tsp_osd_focus(osd) != TSP_OSD_PLAY);
    for (int part = TSP_OSD_PLAY; part < TSP_OSD_PARTS; part++)
        ck_assert_int_eq(seen >> part & 1, osd->layout.parts[part].w > 0);
    tsp_osd_focus_step(osd, -1);
    ck_assert_int_eq(tsp_osd_focus(osd), TSP_OSD_SEEK);
    /* It stays on something that is there when the window gets narrow. */
    while (tsp_osd_focus(osd) != TSP_OSD_VOLUME)
        tsp_osd_focus_step(osd, 1);
    draw_all(320, 180, 0.75, 0);
    ck_assert_int_eq(tsp_osd_focus(osd), TSP_OSD_PLAY);
    tsp_osd_focus_clear(osd);
    tsp_osd_focus_step(osd, -1);
    ck_assert_int_eq(tsp_osd_focus(osd), TSP_OSD_SEEK);
    tsp_osd_focus_clear(osd);
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {nothing_overlaps,          all_is_shown_in_ordinary_windows,
                                  a_panel_ends_the_message,  statistics_are_whole,
                                  statistics_are_not_shaded, real_texts_fit,
                                  focus_goes_to_the_panel,   the_picture_is_free_above_what_is_shown,
                                  focus_goes_round};
    tsb_error err = {0};
    setenv("SDL_VIDEODRIVER", "dummy", 1);
    if (tsp_window_create(&window, false, NULL, &err) || tsp_osd_create(&osd, tsp_window_widgets(window), &err)) {
        fprintf(stderr, "%s\n", err.text);
        return EXIT_FAILURE;
    }
    int result = suite_run("player osd", tests, TSB_COUNT(tests));
    tsp_osd_destroy(&osd);
    tsp_window_destroy(&window);
    return result;
}
