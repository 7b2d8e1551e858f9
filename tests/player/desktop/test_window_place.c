/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "player/desktop/window_place.h"

#include "tests/support/suite.h"

START_TEST(is_remembered)
{
    char folder[256];
    char inner[300];
    tsp_window_place place = {.known = true, .x = -1900, .y = 40, .width = 1280, .height = 720, .maximised = true};
    tsp_window_place again;
    scratch_make(folder);
    snprintf(inner, sizeof inner, "%s/not/there", folder);
    tsp_window_place_load(&again, inner);
    ck_assert(!again.known);
    ck_assert_int_eq(tsp_window_place_save(&place, inner, NULL), 0);
    tsp_window_place_load(&again, inner);
    ck_assert(again.known && again.maximised);
    ck_assert_int_eq(again.x, -1900);
    ck_assert_int_eq(again.y, 40);
    ck_assert_int_eq(again.width, 1280);
    ck_assert_int_eq(again.height, 720);
    place.known = false;
    place.x = 7;
    ck_assert_int_eq(tsp_window_place_save(&place, inner, NULL), 0);
    tsp_window_place_load(&again, inner);
    ck_assert_int_eq(again.x, -1900);
    scratch_remove(folder);
}
END_TEST

START_TEST(nonsense_is_not_believed)
{
    static const char *const texts[] = {
        "",
        "tallystick window 1\n",
        "tallystick window 2\nx 1\ny 1\nwidth 800\nheight 600\n",
        "tallystick window 1\nx 1\ny 1\nwidth 800\nheight 600",
        "tallystick window 1\nx 1\ny 1\nwidth 8\nheight 6\n",
        "tallystick window 1\nx 1\ny 1\nwidth -800\nheight 600\n",
        "tallystick window 1\nx one\ny 1\nwidth 800\nheight 600\n",
        "tallystick window 1\nx 99999999999999999999\ny 1\nwidth 800\nheight 600\n",
        "tallystick window 1\nx 1\ny 1\nwidth 800\nheight 99999999\n",
        "tallystick window 1\nx \ny 1\nwidth 800\nheight 600\n",
    };
    tsp_window_place place;
    for (size_t i = 0; i < TSB_COUNT(texts); i++)
        ck_assert_msg(!tsp_window_place_parse(&place, texts[i], strlen(texts[i])) && !place.known, "%s", texts[i]);
}
END_TEST

START_TEST(fits_the_monitors_of_now)
{
    static const tsp_window_monitor two[] = {{0, 30, 1920, 1050}, {1920, 0, 2560, 1440}};
    static const struct {
        size_t monitors;
        tsp_window_place from;
        tsp_window_place to;
    } cases[] = {
        /* where it was */
        {2, {true, 100, 100, 1280, 720, false}, {true, 100, 100, 1280, 720, false}},
        {2, {true, 2000, 900, 1280, 720, true}, {true, 2000, 900, 1280, 720, true}},
        /* partly out of sight, but it can be held */
        {1, {true, 1800, 500, 1280, 720, false}, {true, 1800, 500, 1280, 720, false}},
        {1, {true, -1100, 500, 1280, 720, false}, {true, -1100, 500, 1280, 720, false}},
        /* its monitor is gone, or what is left of it cannot be held */
        {1, {true, 2000, 900, 1280, 720, false}, {true, 320, 195, 1280, 720, false}},
        {1, {true, 1850, 500, 1280, 720, false}, {true, 320, 195, 1280, 720, false}},
        {1, {true, 100, 1060, 1280, 720, false}, {true, 320, 195, 1280, 720, false}},
        {1, {true, 100, -600, 1280, 720, false}, {true, 320, 195, 1280, 720, false}},
        /* larger than all there is */
        {1, {true, 2000, 100, 3000, 2000, false}, {true, 0, 30, 1920, 1050, false}},
        {0, {true, 2000, 100, 3000, 2000, false}, {true, 2000, 100, 3000, 2000, false}},
    };
    for (size_t i = 0; i < TSB_COUNT(cases); i++) {
        tsp_window_place place = cases[i].from;
        tsp_window_place_fit(&place, two, cases[i].monitors);
        ck_assert_msg(place.x == cases[i].to.x && place.y == cases[i].to.y && place.width == cases[i].to.width &&
                          place.height == cases[i].to.height && place.maximised == cases[i].to.maximised,
                      "case %zu: %d, %d, %d * %d", i, place.x, place.y, place.width, place.height);
    }
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {is_remembered, nonsense_is_not_believed, fits_the_monitors_of_now};
    return suite_run("window place", tests, TSB_COUNT(tests));
}
