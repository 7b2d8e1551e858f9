/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "player/play/popup.h"

#include <stdio.h>

#include "tests/support/suite.h"

static tsp_popup popup;

/* As a list of so many entries looks with room for some of them. */
static void open_list(unsigned count, unsigned checked, unsigned rows)
{
    tsp_popup_open(&popup, 7, "Chapters");
    for (unsigned i = 0; i < count; i++) {
        char text[32];
        snprintf(text, sizeof text, "Chapter %u", i + 1);
        tsp_popup_add(&popup, text, "0:00", i == checked, (int)i + 100);
    }
    popup.rows = rows < count ? rows : count;
    popup.row_height = 20;
    popup.box = (SDL_Rect){100, 50, 200, 40 + (int)popup.rows * 20};
    popup.list = (SDL_Rect){105, 80, 190, (int)popup.rows * 20};
}

static void check_in_sight(void)
{
    ck_assert_uint_lt(popup.selected, popup.count);
    ck_assert_uint_ge(popup.selected, popup.first);
    ck_assert_uint_lt(popup.selected, popup.first + popup.rows);
    ck_assert_uint_le(popup.first + popup.rows, popup.count);
}

START_TEST(selects_what_is_checked)
{
    open_list(5, 3, 5);
    ck_assert_int_eq(popup.kind, 7);
    ck_assert_int_eq(tsp_popup_value(&popup), 103);
    open_list(5, 99, 5);
    ck_assert_int_eq(tsp_popup_value(&popup), 100);
    tsp_popup_close(&popup);
    ck_assert_int_eq(popup.kind, 0);
    ck_assert_int_eq(tsp_popup_value(&popup), -1);
}
END_TEST

START_TEST(goes_by_keys)
{
    static const struct {
        SDL_Keycode key;
        int value;
    } steps[] = {
        {SDLK_DOWN, 101},   {SDLK_DOWN, 102},   {SDLK_UP, 101},  {SDLK_END, 198},      {SDLK_DOWN, 100},
        {SDLK_UP, 198},     {SDLK_HOME, 100},   {SDLK_TAB, 101}, {SDLK_PAGEDOWN, 110}, {SDLK_PAGEUP, 101},
        {SDLK_PAGEUP, 100}, {SDLK_PAGEUP, 100}, {SDLK_END, 198}, {SDLK_PAGEDOWN, 198}, {SDLK_PAGEUP, 189},
    };
    open_list(99, 0, 10);
    for (size_t i = 0; i < TSB_COUNT(steps); i++) {
        ck_assert_int_eq(tsp_popup_key(&popup, steps[i].key), TSP_POPUP_TAKES);
        ck_assert_int_eq(tsp_popup_value(&popup), steps[i].value);
        check_in_sight();
    }
    ck_assert_int_eq(tsp_popup_key(&popup, SDLK_RETURN), TSP_POPUP_CHOSEN);
    ck_assert_int_eq(tsp_popup_key(&popup, SDLK_SPACE), TSP_POPUP_CHOSEN);
    ck_assert_int_eq(tsp_popup_key(&popup, SDLK_ESCAPE), TSP_POPUP_LEAVES);
    ck_assert_int_eq(tsp_popup_key(&popup, SDLK_m), TSP_POPUP_IGNORES);
}
END_TEST

START_TEST(has_nothing_to_choose)
{
    tsp_popup_open(&popup, 1, "Empty");
    ck_assert_int_eq(tsp_popup_key(&popup, SDLK_DOWN), TSP_POPUP_TAKES);
    ck_assert_int_eq(tsp_popup_key(&popup, SDLK_RETURN), TSP_POPUP_LEAVES);
    tsp_popup_scroll(&popup, 3);
    ck_assert_uint_eq(popup.first, 0);
}
END_TEST

START_TEST(goes_by_mouse)
{
    open_list(20, 0, 5);
    ck_assert_int_eq(tsp_popup_press(&popup, 99, 100), TSP_POPUP_LEAVES);
    ck_assert_int_eq(tsp_popup_press(&popup, 150, 60), TSP_POPUP_TAKES); /* the heading */
    ck_assert_int_eq(tsp_popup_press(&popup, 150, 80 + 45), TSP_POPUP_CHOSEN);
    ck_assert_int_eq(tsp_popup_value(&popup), 102);
    tsp_popup_hover(&popup, 150, 80 + 99);
    ck_assert_int_eq(tsp_popup_value(&popup), 104);
    tsp_popup_hover(&popup, 150, 300);
    ck_assert_int_eq(tsp_popup_value(&popup), 104);
    tsp_popup_scroll(&popup, 4);
    ck_assert_uint_eq(popup.first, 4);
    check_in_sight();
    ck_assert_int_eq(tsp_popup_press(&popup, 150, 81), TSP_POPUP_CHOSEN);
    ck_assert_int_eq(tsp_popup_value(&popup), 104);
    tsp_popup_scroll(&popup, 400);
    ck_assert_uint_eq(popup.first, 15);
    check_in_sight();
    tsp_popup_scroll(&popup, -400);
    ck_assert_uint_eq(popup.first, 0);
    check_in_sight();
}
END_TEST

START_TEST(is_bounded)
{
    char longest[400];
    memset(longest, 'x', sizeof longest - 1);
    longest[sizeof longest - 1] = '\0';
    open_list(TSP_POPUP_MAX + 10, TSP_POPUP_MAX + 5, 10);
    ck_assert_uint_eq(popup.count, TSP_POPUP_MAX);
    tsp_popup_open(&popup, 1, longest);
    tsp_popup_add(&popup, longest, longest, true, 1);
    ck_assert_uint_eq(strlen(popup.items[0].text), TSP_POPUP_TEXT_SIZE - 1);
    ck_assert_uint_eq(strlen(popup.items[0].note), TSP_POPUP_NOTE_SIZE - 1);
    tsp_popup_finish(&popup);
    ck_assert_ptr_null(popup.items);
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {selects_what_is_checked, goes_by_keys, has_nothing_to_choose, goes_by_mouse,
                                  is_bounded};
    return suite_run("player popup", tests, TSB_COUNT(tests));
}
