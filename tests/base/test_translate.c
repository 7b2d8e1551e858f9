/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/translate.h"

#include <string.h>

#include "tests/support/suite.h"

static const char *loud(const char *text)
{
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

int main(void)
{
    const TTest *const tests[] = {english_without_a_translator, what_the_translator_says};
    return suite_run("translate", tests, TSB_COUNT(tests));
}
