/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/host.h"

#include "base/compiler.h"
#include "tests/support/suite.h"

START_TEST(loopback)
{
    static const char *const cases[] = {"localhost", "LocalHost", "::1", "[::1]", "127.0.0.1", "127.255.0.9"};

    for (size_t i = 0; i < TSB_COUNT(cases); i++)
        ck_assert_msg(tsb_host_is_loopback(cases[i]), "%s", cases[i]);
}
END_TEST

START_TEST(not_loopback)
{
    static const char *const cases[] = {"",
                                        "localhos",
                                        "localhost.",
                                        "localhost.example",
                                        "::2",
                                        "[::1",
                                        "::1]",
                                        "127",
                                        "127.",
                                        "127.1",
                                        "127.0.0",
                                        "127.0.0.",
                                        "127.0.0.256",
                                        "127.0.0.1.2",
                                        "127.0.0.1x",
                                        "127.0.0.-1",
                                        "127.0000.0.1",
                                        "128.0.0.1",
                                        "127.films.example",
                                        "0.0.0.0"};

    for (size_t i = 0; i < TSB_COUNT(cases); i++)
        ck_assert_msg(!tsb_host_is_loopback(cases[i]), "%s", cases[i]);
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {loopback, not_loopback};

    return suite_run("host", tests, TSB_COUNT(tests));
}
