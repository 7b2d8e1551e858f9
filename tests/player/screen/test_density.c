/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "player/screen/density.h"

#include "base/compiler.h"
#include "tests/support/suite.h"

START_TEST(resources_say_it)
{
    static const struct {
        const char *text;
        double density;
    } cases[] = {
        {"Xft.dpi:\t192\n", 2},
        {"Xft.dpi: 120", 1.25},
        {"*customization:\t-color\nXcursor.size:\t48\nXft.antialias:\t1\nXft.dpi:\t144\nXft.hinting:\t1\n", 1.5},
        {"Xft.dpi:\t192.0\n", 2},
        {"Xft.dpi:\t96\n", 1},
        {"Xft.dpi:\t72\n", 1}, /* nothing is made smaller than it is meant */
        {"Xft.dpi:\t100000\n", TSP_DENSITY_MAX},
        {NULL, 1},
        {"", 1},
        {"Xft.dpi", 1},
        {"Xft.dpi:", 1},
        {"Xft.dpi:\n", 1},
        {"Xft.dpi:\tlarge\n", 1},
        {"Xft.dpi:\t-192\n", 1},
        {"Xft.dpi:\tnan\n", 1},
        {"Xft.dpi:\t00000000000000000000000000000000000000192\n", 1},
        {"URxvt.Xft.dpi:\t192\n", 1},
    };
    for (size_t i = 0; i < TSB_COUNT(cases); i++)
        ck_assert_msg(tsp_density_of_resources(cases[i].text) == cases[i].density, "%s: %g",
                      cases[i].text ? cases[i].text : "nothing", tsp_density_of_resources(cases[i].text));
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {resources_say_it};
    return suite_run("density", tests, TSB_COUNT(tests));
}
