/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Whatever the player writes can be read: the contrast of WCAG 2.1, 4.5:1 for texts, 3:1 for what tells parts apart. */
#include "player/screen/theme.h"

#include <math.h>

#include "base/compiler.h"
#include "tests/support/suite.h"

static double linear(Uint8 channel)
{
    double share = channel / 255.0;
    return share <= 0.04045 ? share / 12.92 : pow((share + 0.055) / 1.055, 2.4);
}

static double luminance(SDL_Color colour)
{
    return 0.2126 * linear(colour.r) + 0.7152 * linear(colour.g) + 0.0722 * linear(colour.b);
}

/* A colour that lets something through, on what lies under it. */
static SDL_Color over(SDL_Color top, SDL_Color under)
{
    double share = top.a / 255.0;
    return (SDL_Color){(Uint8)(top.r * share + under.r * (1 - share)), (Uint8)(top.g * share + under.g * (1 - share)),
                       (Uint8)(top.b * share + under.b * (1 - share)), 255};
}

static double contrast(SDL_Color a, SDL_Color b)
{
    double first = luminance(a);
    double second = luminance(b);
    return first > second ? (first + 0.05) / (second + 0.05) : (second + 0.05) / (first + 0.05);
}

START_TEST(formula)
{
    const SDL_Color black = {0, 0, 0, 255};
    const SDL_Color white = {255, 255, 255, 255};
    const SDL_Color grey = {119, 119, 119, 255}; /* famous for missing 4.5:1 on white by little */
    ck_assert_double_eq_tol(contrast(black, white), 21, 0.001);
    ck_assert_double_eq_tol(contrast(grey, white), 4.48, 0.01);
    ck_assert_double_eq_tol(contrast(white, white), 1, 0.001);
}
END_TEST

START_TEST(texts)
{
    const struct {
        const char *what;
        SDL_Color text;
        SDL_Color ground;
    } pairs[] = {
        {"text", tsp_theme_text, tsp_theme_ground},
        {"text on a card", tsp_theme_text, tsp_theme_surface},
        {"text on a card under the pointer", tsp_theme_text, tsp_theme_surface_hover},
        {"selected text", tsp_theme_text, tsp_theme_selection},
        {"soft text", tsp_theme_text_soft, tsp_theme_ground},
        {"soft text on a card", tsp_theme_text_soft, tsp_theme_surface},
        {"soft text on a card under the pointer", tsp_theme_text_soft, tsp_theme_surface_hover},
        {"heading", tsp_theme_accent, tsp_theme_ground},
        {"alert", tsp_theme_alert, tsp_theme_ground},
        {"primary button", tsp_theme_on_accent, tsp_theme_accent},
        {"primary button under the pointer", tsp_theme_on_accent, tsp_theme_accent_hover},
    };
    for (size_t i = 0; i < TSB_COUNT(pairs); i++)
        ck_assert_msg(contrast(pairs[i].text, pairs[i].ground) >= 4.5, "%s: %.2f", pairs[i].what,
                      contrast(pairs[i].text, pairs[i].ground));
}
END_TEST

START_TEST(over_the_film)
{
    const SDL_Color white = {255, 255, 255, 255}; /* the worst picture for texts that are light */
    const SDL_Color panel = over(tsp_theme_panel, white);
    const SDL_Color light[] = {tsp_theme_text, tsp_theme_text_soft, tsp_theme_warning};
    for (size_t i = 0; i < TSB_COUNT(light); i++)
        ck_assert_double_ge(contrast(light[i], panel), 4.5);
}
END_TEST

START_TEST(borders)
{
    ck_assert_double_ge(contrast(tsp_theme_border, tsp_theme_ground), 3);
    ck_assert_double_ge(contrast(tsp_theme_border, tsp_theme_surface), 3);
    ck_assert_double_ge(contrast(tsp_theme_accent, tsp_theme_ground), 3);
    ck_assert_double_ge(contrast(tsp_theme_accent, tsp_theme_surface), 3);
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {formula, texts, over_the_film, borders};
    return suite_run("player theme", tests, TSB_COUNT(tests));
}
