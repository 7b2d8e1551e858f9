/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/clock.h"

#include "tests/support/suite.h"

START_TEST(never_goes_back)
{
    uint64_t last = tsb_clock_ns();
    for (int i = 0; i < 100000; i++) {
        uint64_t now = tsb_clock_ns();
        ck_assert_uint_ge(now, last);
        last = now;
    }
}
END_TEST

START_TEST(goes_on)
{
    uint64_t first = tsb_clock_ns();
    uint64_t now = first;
    while (now == first)
        now = tsb_clock_ns();
    ck_assert_uint_gt(now, first);
}
END_TEST

START_TEST(milliseconds_are_of_the_same_clock)
{
    uint64_t before = tsb_clock_ns() / 1000000u;
    uint64_t between = tsb_clock_ms();
    uint64_t after = tsb_clock_ns() / 1000000u;
    ck_assert_uint_le(before, between);
    ck_assert_uint_le(between, after);
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {
        never_goes_back,
        goes_on,
        milliseconds_are_of_the_same_clock,
    };
    return suite_run("clock", tests, TSB_COUNT(tests));
}
