/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is behind the screens' parts, without a screen: lines, edited text, focus. */
#include <string.h>

#include "base/compiler.h"
#include "player/screen/field.h"
#include "player/screen/focus.h"
#include "player/screen/wrap.h"
#include "tests/support/suite.h"

/* Ten pixels a character, whatever its bytes. */
static int ten_each(void *context, const char *text)
{
    int width = 0;
    (void)context;
    for (; *text; text++)
        width += ((unsigned char)*text & 0xC0) != 0x80 ? 10 : 0;
    return width;
}

START_TEST(wrapping)
{
    static const struct {
        const char *text;
        int limit;
        const char *lines; /* | between them */
    } cases[] = {
        {"", 100, ""},
        {"one", 100, "one"},
        {"one two", 100, "one two"},
        {"one two", 70, "one two"},
        {"one two", 69, "one|two"},
        {"one   two", 60, "one|two"},
        {"one two three", 80, "one two|three"},
        {"one\ntwo", 100, "one|two"},
        {"one\n\ntwo", 100, "one||two"},
        {"one \n two", 100, "one|two"},
        {"unbreakable", 40, "unbr|eaka|ble"},
        {"an unbreakable", 40, "an|unbr|eaka|ble"},
        {"a", 5, "a"},
        {"\xC3\xA9\xC3\xA9\xC3\xA9", 20, "\xC3\xA9\xC3\xA9|\xC3\xA9"},
        {"films\xC2\xA0: deux", 70, "films\xC2\xA0:|deux"},
        {"dit\xC2\xA0: non", 30, "dit|\xC2\xA0:|non"},
        {"end ", 100, "end"},
    };
    for (size_t i = 0; i < TSB_COUNT(cases); i++) {
        char line[TSP_WRAP_LINE] = "";
        char lines[256] = "";
        size_t taken = 0;
        size_t count = 0;
        const char *text = cases[i].text;
        while ((taken = tsp_wrap_next(text, cases[i].limit, ten_each, NULL, line)) > 0) {
            if (count++ > 0)
                strcat(lines, "|");
            strcat(lines, line);
            text += taken;
        }
        ck_assert_str_eq(lines, cases[i].lines);
        ck_assert_str_eq(text, "");
    }
}
END_TEST

START_TEST(wrapping_long_words)
{
    char text[2000];
    char line[TSP_WRAP_LINE] = "";
    size_t total = 0;
    memset(text, 'x', sizeof text - 1);
    text[sizeof text - 1] = '\0';
    for (const char *at = text; *at;) {
        size_t taken = tsp_wrap_next(at, 1000000, ten_each, NULL, line);
        ck_assert_uint_gt(taken, 0);
        ck_assert_uint_lt(strlen(line), TSP_WRAP_LINE);
        total += strlen(line);
        at += taken;
    }
    ck_assert_uint_eq(total, sizeof text - 1);
}
END_TEST

static void is(const tsp_field *field, const char *text, size_t cursor)
{
    ck_assert_str_eq(field->text, text);
    ck_assert_uint_eq(field->length, strlen(text));
    ck_assert_uint_eq(field->cursor, cursor);
}

START_TEST(editing)
{
    char memory[16] = "caf\xC3\xA9";
    tsp_field field;
    tsp_field_init(&field, memory, sizeof memory, false);
    is(&field, "caf\xC3\xA9", 5);
    tsp_field_move(&field, TSP_FIELD_CHARACTER, false, false);
    is(&field, "caf\xC3\xA9", 3);
    tsp_field_insert(&field, "\xE2\x82\xAC");
    is(&field, "caf\xE2\x82\xAC\xC3\xA9", 6);
    tsp_field_erase(&field, TSP_FIELD_CHARACTER, true);
    is(&field, "caf\xE2\x82\xAC", 6);
    tsp_field_erase(&field, TSP_FIELD_CHARACTER, false);
    is(&field, "caf", 3);
    tsp_field_move(&field, TSP_FIELD_ALL, false, false);
    tsp_field_erase(&field, TSP_FIELD_CHARACTER, false);
    is(&field, "caf", 0);
    tsp_field_insert(&field, "a b\tc\n\x7F\xC2\x85");
    is(&field, "a bccaf", 4);
    tsp_field_insert(&field, "\xFF\xC3(");
    is(&field, "a bc(caf", 5);
    ck_assert_uint_eq(tsp_field_characters(&field, 5), 5);
}
END_TEST

START_TEST(full)
{
    char memory[6] = "";
    tsp_field field;
    tsp_field_init(&field, memory, sizeof memory, false);
    tsp_field_insert(&field, "1234\xC3\xA9");
    is(&field, "1234", 4);
    tsp_field_insert(&field, "56");
    is(&field, "12345", 5);
    tsp_field_select_all(&field);
    tsp_field_insert(&field, "\xC3\xA9\xC3\xA9");
    is(&field, "\xC3\xA9\xC3\xA9", 4);
    tsp_field_clear(&field);
    is(&field, "", 0);
    tsp_field_erase(&field, TSP_FIELD_WORD, true);
    is(&field, "", 0);
}
END_TEST

START_TEST(words_and_selection)
{
    char memory[64] = "one two  three";
    size_t length = 0;
    tsp_field field;
    tsp_field_init(&field, memory, sizeof memory, false);
    tsp_field_move(&field, TSP_FIELD_WORD, false, false);
    is(&field, "one two  three", 9);
    tsp_field_move(&field, TSP_FIELD_WORD, false, true);
    ck_assert_uint_eq(tsp_field_selection(&field, &length), 4);
    ck_assert_uint_eq(length, 5);
    tsp_field_move(&field, TSP_FIELD_CHARACTER, true, false); /* to the selection's end */
    is(&field, "one two  three", 9);
    tsp_field_erase(&field, TSP_FIELD_WORD, false);
    is(&field, "one three", 4);
    tsp_field_move(&field, TSP_FIELD_WORD, true, true);
    tsp_field_insert(&field, "2");
    is(&field, "one 2", 5);
}
END_TEST

START_TEST(secrets)
{
    char memory[32] = "";
    tsp_field field;
    tsp_field_init(&field, memory, sizeof memory, true);
    tsp_field_insert(&field, "pass word");
    /* Where its words end is not told. */
    tsp_field_move(&field, TSP_FIELD_WORD, false, false);
    is(&field, "pass word", 0);
    tsp_field_erase(&field, TSP_FIELD_WORD, true);
    for (size_t i = 0; i < sizeof memory; i++)
        ck_assert_int_eq(memory[i], 0);
}
END_TEST

START_TEST(focus_order)
{
    static const SDL_Rect places[] = {{0, 0, 300, 40}, {0, 50, 300, 40}, {0, 100, 140, 40}, {160, 100, 140, 40}};
    tsp_focus focus = {.count = 0};
    tsp_focus_reset(&focus, 0);
    tsp_focus_settle(&focus);
    ck_assert_int_eq(focus.focused, 0);
    tsp_focus_step(&focus, true); /* nothing there */
    for (int i = 0; i < 4; i++)
        tsp_focus_add(&focus, i + 1, places[i]);
    tsp_focus_settle(&focus);
    ck_assert_int_eq(focus.focused, 1);
    tsp_focus_step(&focus, false);
    ck_assert_int_eq(focus.focused, 4);
    tsp_focus_step(&focus, true);
    ck_assert_int_eq(focus.focused, 1);
    ck_assert(!tsp_focus_go(&focus, 0, -1));
    ck_assert(!tsp_focus_go(&focus, 1, 0));
    ck_assert(tsp_focus_go(&focus, 0, 1));
    ck_assert_int_eq(focus.focused, 2);
    ck_assert(tsp_focus_go(&focus, 0, 1));
    ck_assert_int_eq(focus.focused, 3);
    ck_assert(tsp_focus_go(&focus, 1, 0));
    ck_assert_int_eq(focus.focused, 4);
    ck_assert(tsp_focus_go(&focus, 0, -1));
    ck_assert_int_eq(focus.focused, 2);
    ck_assert_int_eq(tsp_focus_at(&focus, 150, 60), 2);
    ck_assert_int_eq(tsp_focus_at(&focus, 150, 110), 0);
    /* The one that had it is gone. */
    tsp_focus_begin(&focus);
    tsp_focus_add(&focus, 7, places[0]);
    tsp_focus_settle(&focus);
    ck_assert_int_eq(focus.focused, 7);
}
END_TEST

START_TEST(focus_without_bounds)
{
    tsp_focus focus = {.count = 0};
    for (int i = 0; i < 1000; i++)
        tsp_focus_add(&focus, i + 1, (SDL_Rect){0, 10 * i, 10, 10});
    ck_assert_uint_eq(focus.count, TSP_FOCUS_PARTS);
    tsp_focus_settle(&focus);
    tsp_focus_step(&focus, false);
    ck_assert_int_eq(focus.focused, TSP_FOCUS_PARTS);
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {wrapping,    wrapping_long_words, editing, full, words_and_selection, secrets,
                                  focus_order, focus_without_bounds};
    return suite_run("player widgets", tests, TSB_COUNT(tests));
}
