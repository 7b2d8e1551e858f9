/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/text.h"

#include "tests/support/suite.h"

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
            char again[TSB_UTF8_SIZE];
            ck_assert_uint_eq(tsb_utf8_encode(again, character), cases[i].length);
            ck_assert_int_eq(memcmp(again, cases[i].bytes, cases[i].length), 0);
            ck_assert_int_eq(again[cases[i].length], 0);
        }
    }
}
END_TEST

START_TEST(lists_of_numbers)
{
    static const struct {
        const char *text;
        int result;
        size_t count;
        uint64_t last;
    } cases[] = {
        {"3", 0, 1, 3},
        {"3,7", 0, 2, 7},
        {"1,2,3", 0, 3, 3},
        {"9223372036854775807", 0, 1, INT64_MAX},
        {"007", 0, 1, 7},
        {"1,2,3,4", TSB_ERR_FULL, 3, 3},
        {"", TSB_ERR_INVALID, 0, 0},
        {",", TSB_ERR_INVALID, 0, 0},
        {"3,", TSB_ERR_INVALID, 1, 3},
        {",3", TSB_ERR_INVALID, 0, 0},
        {"0", TSB_ERR_INVALID, 0, 0},
        {"-1", TSB_ERR_INVALID, 0, 0},
        {"+1", TSB_ERR_INVALID, 0, 0},
        {" 1", TSB_ERR_INVALID, 0, 0},
        {"1, 2", TSB_ERR_INVALID, 1, 1},
        {"1;2", TSB_ERR_INVALID, 0, 0},
        {"9223372036854775808", TSB_ERR_INVALID, 0, 0},
        {"99999999999999999999999", TSB_ERR_INVALID, 0, 0},
    };
    for (size_t i = 0; i < TSB_COUNT(cases); i++) {
        uint64_t list[3] = {0};
        size_t count = 99;
        ck_assert_msg(tsb_numbers_parse(cases[i].text, list, 3, &count) == cases[i].result, "case %zu", i);
        ck_assert_msg(count == cases[i].count, "case %zu", i);
        ck_assert_msg(count == 0 || list[count - 1] == cases[i].last, "case %zu", i);
    }
}
END_TEST

START_TEST(sentences)
{
    static const struct {
        const char *text;
        const char *sentence;
    } cases[] = {{"Try again", "Try again."},
                 {"Try again.", "Try again."},
                 {"Really?", "Really?"},
                 {"Stop!", "Stop!"},
                 {"Below:", "Below:"},
                 {"", ""},
                 {"Wait\xE2\x80\xA6", "Wait\xE2\x80\xA6"},
                 {"caf\xC3\xA9", "caf\xC3\xA9."},
                 {"Much too long", "Much too long."}};
    for (size_t i = 0; i < TSB_COUNT(cases); i++) {
        char out[32] = "";
        char small[8] = "";
        tsb_text_sentence(out, sizeof out, cases[i].text);
        ck_assert_str_eq(out, cases[i].sentence);
        tsb_text_sentence(small, sizeof small, cases[i].text);
        ck_assert(strncmp(small, cases[i].sentence, sizeof small - 1) == 0 && strlen(small) < sizeof small);
    }
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {scrub_keeps_text_and_replaces_the_rest, utf8_is_decoded_within_its_bytes,
                                  lists_of_numbers, sentences};
    return suite_run("text", tests, TSB_COUNT(tests));
}
