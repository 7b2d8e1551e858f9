/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/error.h"

#include <errno.h>

#include "tests/support/suite.h"

START_TEST(fail_records_code_and_text)
{
    tsb_error err = {0};
    ck_assert_int_eq(tsb_fail(&err, TSB_ERR_DENIED, "no %s for %d", "views", 7), TSB_ERR_DENIED);
    ck_assert_int_eq(err.code, TSB_ERR_DENIED);
    ck_assert_str_eq(err.text, "no views for 7");
}
END_TEST

START_TEST(first_cause_stays)
{
    tsb_error err = {0};
    (void)tsb_fail(&err, TSB_ERR_FULL, "first");
    ck_assert_int_eq(tsb_fail(&err, TSB_ERR_IO, "second"), TSB_ERR_IO);
    ck_assert_int_eq(tsb_fail_errno(&err, EACCES, "third"), TSB_ERR_DENIED);
    ck_assert_int_eq(err.code, TSB_ERR_FULL);
    ck_assert_str_eq(err.text, "first");
}
END_TEST

START_TEST(hint_stands_beside_the_text)
{
    tsb_error err = {0};
    tsb_error passed = {0};
    ck_assert_int_eq(tsb_hint(&err, "of nothing"), TSB_ERR_INTERNAL);
    ck_assert_str_eq(err.hint, "");
    (void)tsb_fail(&err, TSB_ERR_DENIED, "No views are left.");
    ck_assert_int_eq(tsb_hint(&err, "Give --%s\n", "no-token"), TSB_ERR_DENIED);
    (void)tsb_explain(&err, "disc");
    ck_assert_str_eq(err.text, "disc: No views are left.");
    ck_assert_str_eq(err.hint, "Give --no-token ");
    ck_assert_int_eq(tsb_pass(&passed, TSB_ERR_NOT_FOUND, &err), TSB_ERR_NOT_FOUND);
    ck_assert_int_eq(passed.code, TSB_ERR_NOT_FOUND);
    ck_assert_str_eq(passed.text, err.text);
    ck_assert_str_eq(passed.hint, err.hint);
    (void)tsb_hint(&err, "another");
    ck_assert_int_eq(tsb_pass(&passed, TSB_ERR_IO, &err), TSB_ERR_IO);
    ck_assert_str_eq(passed.hint, "Give --no-token ");
    tsb_error_clear(&passed);
    ck_assert_str_eq(passed.hint, "");
}
END_TEST

START_TEST(null_error_is_accepted)
{
    ck_assert_int_eq(tsb_hint(NULL, "x"), TSB_ERR_INTERNAL);
    ck_assert_int_eq(tsb_pass(NULL, TSB_ERR_IO, &(tsb_error){.code = TSB_ERR_IO}), TSB_ERR_IO);
    ck_assert_int_eq(tsb_fail(NULL, TSB_ERR_IO, "x"), TSB_ERR_IO);
    ck_assert_int_eq(tsb_fail_errno(NULL, ENOSPC, "x"), TSB_ERR_FULL);
    ck_assert_int_eq(tsb_explain(NULL, "x"), TSB_ERR_INTERNAL);
    tsb_error_clear(NULL);
}
END_TEST

START_TEST(errno_maps_to_codes)
{
    static const struct {
        int number;
        int code;
    } cases[] = {
        {ENOSPC, TSB_ERR_FULL},   {EDQUOT, TSB_ERR_FULL},  {ENOENT, TSB_ERR_NOT_FOUND},
        {EACCES, TSB_ERR_DENIED}, {EPERM, TSB_ERR_DENIED}, {ENOMEM, TSB_ERR_MEMORY},
        {EIO, TSB_ERR_IO},        {EISDIR, TSB_ERR_IO},    {EROFS, TSB_ERR_IO},
    };
    for (size_t i = 0; i < TSB_COUNT(cases); i++) {
        tsb_error err = {0};
        ck_assert_int_eq(tsb_fail_errno(&err, cases[i].number, "disc %d", 3), cases[i].code);
        ck_assert_int_eq(err.code, cases[i].code);
        char expected[256];
        (void)snprintf(expected, sizeof expected, "disc 3: %s", strerror(cases[i].number));
        ck_assert_str_eq(err.text, expected);
    }
}
END_TEST

START_TEST(explain_goes_before_the_cause)
{
    tsb_error err = {0};
    ck_assert_int_eq(tsb_explain(&err, "nothing failed"), TSB_ERR_INTERNAL);
    ck_assert_int_eq(err.code, 0);
    (void)tsb_fail(&err, TSB_ERR_DAMAGED, "chunk 4");
    ck_assert_int_eq(tsb_explain(&err, "title %s", "A"), TSB_ERR_DAMAGED);
    ck_assert_str_eq(err.text, "title A: chunk 4");
    tsb_error_clear(&err);
    ck_assert_int_eq(err.code, 0);
    ck_assert_str_eq(err.text, "");
}
END_TEST

START_TEST(long_text_is_cut_at_a_character)
{
    tsb_error err = {0};
    char text[2 * TSB_ERROR_TEXT_SIZE + 1];
    /* Two-byte characters: the cut falls into the middle of one. */
    for (size_t i = 0; i + 1 < sizeof text; i += 2)
        memcpy(text + i, "\xC3\xA9", 2);
    text[sizeof text - 1] = 0;
    (void)tsb_fail(&err, TSB_ERR_INVALID, "%s", text);
    ck_assert_uint_eq(strlen(err.text), TSB_ERROR_TEXT_SIZE - 1);
    ck_assert_int_eq(err.text[TSB_ERROR_TEXT_SIZE - 2], '?');
    ck_assert_int_eq(tsb_explain(&err, "%s", text), TSB_ERR_INVALID);
    ck_assert_uint_eq(strlen(err.text), TSB_ERROR_TEXT_SIZE - 1);
}
END_TEST

START_TEST(every_code_has_its_own_name)
{
    for (int i = TSB_OK; i >= TSB_ERR_NOT_YOURS; i--) {
        ck_assert_str_ne(tsb_code_name(i), "unknown");
        for (int k = TSB_OK; k > i; k--)
            ck_assert_str_ne(tsb_code_name(i), tsb_code_name(k));
    }
    ck_assert_str_eq(tsb_code_name(1), "unknown");
    ck_assert_str_eq(tsb_code_name(TSB_ERR_NOT_YOURS - 1), "unknown");
}
END_TEST

START_TEST(messages_are_scrubbed)
{
    tsb_error err = {0};
    (void)tsb_fail(&err, TSB_ERR_INVALID, "title %s", "\x1B]0;owned\x07");
    ck_assert_str_eq(err.text, "title ?]0;owned?");
    (void)tsb_explain(&err, "disc %s", "a\nb");
    ck_assert_str_eq(err.text, "disc a b: title ?]0;owned?");
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {
        fail_records_code_and_text,      first_cause_stays,           hint_stands_beside_the_text,
        null_error_is_accepted,          errno_maps_to_codes,         explain_goes_before_the_cause,
        long_text_is_cut_at_a_character, every_code_has_its_own_name, messages_are_scrubbed,
    };
    return suite_run("error", tests, TSB_COUNT(tests));
}
