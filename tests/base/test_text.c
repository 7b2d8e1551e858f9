/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/text.h"

#include "tests/support/suite.h"

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

int main(void)
{
    const TTest *const tests[] = {lists_of_numbers};
    return suite_run("text", tests, TSB_COUNT(tests));
}
