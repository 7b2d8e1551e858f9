/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/translate.h"

#include <math.h>
#include <string.h>

#include "tests/support/suite.h"

static const char *loud(const char *text)
{
    if (strcmp(text, "0.5") == 0)
        return "0,5";
    return strcmp(text, "quit") == 0 ? "QUIT" : text;
}

/* As a language with one form for all numbers does it. */
static const char *one_form(const char *one, const char *many, unsigned long count)
{
    (void)one;
    (void)count;
    return strcmp(many, "%u views") == 0 ? "%u VIEW" : many;
}

START_TEST(english_without_a_translator)
{
    ck_assert_str_eq(_("quit"), "quit");
    ck_assert_str_eq(N_("quit"), "quit");
    ck_assert_str_eq(tsb_translate_count("%u view", "%u views", 0), "%u views");
    ck_assert_str_eq(tsb_translate_count("%u view", "%u views", 1), "%u view");
    ck_assert_str_eq(tsb_translate_count("%u view", "%u views", 2), "%u views");
}
END_TEST

START_TEST(what_the_translator_says)
{
    static const tsb_translator translator = {loud, one_form};
    tsb_translate_with(&translator);
    ck_assert_str_eq(_("quit"), "QUIT");
    ck_assert_str_eq(_("play"), "play");
    ck_assert_str_eq(tsb_translate_count("%u view", "%u views", 1), "%u VIEW");
    tsb_translate_with(NULL);
    ck_assert_str_eq(_("quit"), "quit");
}
END_TEST

static const char *thick(const char *text)
{
    return strcmp(text, "0.5") == 0 ? "0\u066B5" : text;
}

static const char *wrong(const char *text)
{
    return strcmp(text, "0.5") == 0 ? "," : text;
}

START_TEST(numbers_have_the_mark_of_the_language)
{
    static const tsb_translator french = {loud, one_form};
    static const tsb_translator arabic = {thick, one_form};
    static const tsb_translator broken = {wrong, one_form};
    char text[TSB_DECIMAL_SIZE];
    ck_assert_str_eq(tsb_decimal(text, 29.97, 3), "29.970");
    ck_assert_str_eq(tsb_decimal(text, 25, 0), "25");
    tsb_translate_with(&french);
    ck_assert_str_eq(tsb_decimal(text, 29.97, 3), "29,970");
    ck_assert_str_eq(tsb_decimal(text, -0.25, 2), "-0,25");
    ck_assert_str_eq(tsb_decimal(text, 25, 0), "25");
    ck_assert(strlen(tsb_decimal(text, 1e300, 6)) < TSB_DECIMAL_SIZE);
    ck_assert_str_eq(tsb_decimal(text, NAN, 1), TSB_DECIMAL(NAN, 1));
    tsb_translate_with(&arabic);
    ck_assert_str_eq(tsb_decimal(text, 1.5, 1), "1\u066B5");
    tsb_translate_with(&broken);
    ck_assert_str_eq(tsb_decimal(text, 1.5, 1), "1.5");
    tsb_translate_with(NULL);
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {english_without_a_translator, what_the_translator_says,
                                  numbers_have_the_mark_of_the_language};
    return suite_run("translate", tests, TSB_COUNT(tests));
}
