/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/error.h"

#include <errno.h>

#include "base/text.h"
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
    for (int i = TSB_OK; i >= TSB_ERR_INTERNAL; i--) {
        ck_assert_str_ne(tsb_code_name(i), "unknown");
        for (int k = TSB_OK; k > i; k--)
            ck_assert_str_ne(tsb_code_name(i), tsb_code_name(k));
    }
    ck_assert_str_eq(tsb_code_name(1), "unknown");
    ck_assert_str_eq(tsb_code_name(TSB_ERR_INTERNAL - 1), "unknown");
}
END_TEST

START_TEST(scrub_keeps_text_and_replaces_the_rest)
{
    static const struct {
        const char *from;
        const char *to;
    } cases[] = {
        {"", ""},
        {"Sintel (2010)", "Sintel (2010)"},
        {"L'\xC3\xA9t\xC3\xA9 \xE6\x98\xA0\xE7\x94\xBB \xF0\x9F\x8E\xAC",
         "L'\xC3\xA9t\xC3\xA9 \xE6\x98\xA0\xE7\x94\xBB \xF0\x9F\x8E\xAC"},
        {"a\nb\r\tc", "a b  c"},
        {"\x1B[31mred\x07", "?[31mred?"},
        {"\x7F", "?"},
        {"\xC2\x9B"
         "31m",
         "??31m"}, /* C1 control sequence introducer */
        {"\xE2\x80\xAE"
         "evil",
         "???evil"},                  /* right-to-left override */
        {"\xE2\x81\xA6", "???"},      /* left-to-right isolate */
        {"\xE2\x80\xA8", "???"},      /* line separator */
        {"\xC0\xAF", "??"},           /* overlong */
        {"\xE0\x80\xAF", "???"},      /* overlong */
        {"\xED\xA0\x80", "???"},      /* surrogate */
        {"\xF4\x90\x80\x80", "????"}, /* past U+10FFFF */
        {"\xFF\xFE", "??"},
        {"cut \xE6\x98", "cut ??"},
        {"\x80"
         "x",
         "?x"},
    };
    for (size_t i = 0; i < TSB_COUNT(cases); i++) {
        char text[64];
        (void)snprintf(text, sizeof text, "%s", cases[i].from);
        tsb_text_scrub(text);
        ck_assert_str_eq(text, cases[i].to);
    }
}
END_TEST

START_TEST(utf8_is_decoded_within_its_bytes)
{
    static const struct {
        const char *bytes;
        size_t size;
        size_t length; /* 0: no character */
        uint32_t character;
    } cases[] = {
        {"", 0, 0, 0},
        {"", 1, 1, 0},
        {"A", 1, 1, 'A'},
        {"\x7F", 1, 1, 0x7F},
        {"\xC2\x80", 2, 2, 0x80},
        {"\xDF\xBF", 2, 2, 0x7FF},
        {"\xE0\xA0\x80", 3, 3, 0x800},
        {"\xEF\xBF\xBFx", 4, 3, 0xFFFF},
        {"\xF0\x90\x80\x80", 4, 4, 0x10000},
        {"\xF4\x8F\xBF\xBF", 4, 4, 0x10FFFF},
        {"\xC2\x80", 1, 0, 0}, /* the rest is there, but not given */
        {"\xE0\xA0\x80", 2, 0, 0},
        {"\xF0\x90\x80\x80", 3, 0, 0},
        {"\x80", 1, 0, 0},
        {"\xC1\xBF", 2, 0, 0},
        {"\xE0\x9F\xBF", 3, 0, 0},
        {"\xED\xBF\xBF", 3, 0, 0},
        {"\xF4\x90\x80\x80", 4, 0, 0},
        {"\xF8\x88\x80\x80\x80", 5, 0, 0},
    };
    for (size_t i = 0; i < TSB_COUNT(cases); i++) {
        uint32_t character = 0;
        ck_assert_uint_eq(tsb_utf8_decode(cases[i].bytes, cases[i].size, &character), cases[i].length);
        ck_assert_uint_eq(character, cases[i].character);
        if (cases[i].length > 0) {
            char again[5];
            tsb_utf8_encode(again, character);
            ck_assert_int_eq(memcmp(again, cases[i].bytes, cases[i].length), 0);
            ck_assert_int_eq(again[cases[i].length], 0);
        }
    }
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
        fail_records_code_and_text,       first_cause_stays,           hint_stands_beside_the_text,
        null_error_is_accepted,           errno_maps_to_codes,         explain_goes_before_the_cause,
        long_text_is_cut_at_a_character,  every_code_has_its_own_name, scrub_keeps_text_and_replaces_the_rest,
        utf8_is_decoded_within_its_bytes, messages_are_scrubbed,
    };
    return suite_run("error", tests, TSB_COUNT(tests));
}
