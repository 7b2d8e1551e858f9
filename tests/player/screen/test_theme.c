/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Whatever the player writes can be read: the contrast of WCAG 2.1, 4.5:1 for texts, 3:1 for what tells parts apart. */
#include "player/screen/theme.h"

#include <math.h>

#include "base/compiler.h"
#include "player/play/osd_parts.h"
#include "player/screen/widgets.h"
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

/* What lies over a white film at a row of a shade, counted from the window's edge. */
static SDL_Color shaded(int row, int height, int full)
{
    const SDL_Color white = {255, 255, 255, 255};
    SDL_Color shade = tsp_theme_shade;
    shade.a = (Uint8)(shade.a * tsp_widgets_gradient_share(row, height, full));
    return over(shade, white);
}

static void check_light(SDL_Color ground, const char *where, double scale)
{
    ck_assert_msg(contrast(tsp_theme_text, ground) >= 4.5, "text %s, scale %.2f: %.2f", where, scale,
                  contrast(tsp_theme_text, ground));
    ck_assert_msg(contrast(tsp_theme_text_soft, ground) >= 4.5, "soft text %s, scale %.2f: %.2f", where, scale,
                  contrast(tsp_theme_text_soft, ground));
}

/* Where the shades are weakest behind a text or an icon: at its edge towards the picture's middle. */
START_TEST(at_the_edges_of_the_film)
{
    static const double scales[] = {0.75, 1, 1.35, 2, 2.7, 4};
    for (size_t i = 0; i < TSB_COUNT(scales); i++) {
        double scale = scales[i];
        tsp_osd_needs needs = {.width = (int)(1280 * scale),
                               .height = (int)(720 * scale),
                               .scale = scale,
                               .has = {[TSP_OSD_REMAINING] = true, [TSP_OSD_HOME] = true, [TSP_OSD_SEEK] = true},
                               .time = (int)(60 * scale),
                               .other = (int)(90 * scale),
                               .views = (int)(120 * scale),
                               .name = (int)(300 * scale)};
        tsp_osd_layout at;
        tsp_osd_lay_out(&at, &needs);
        /* Letters reach less than one and a half sizes from their line's top; the icons are smaller. */
        int name = at.name.y + at.name.h / 2 + (int)ceil(0.75 * TSP_THEME_TEXT_LARGE * scale);
        int views = at.views.y + at.views.h / 2 + (int)ceil(0.75 * TSP_THEME_TEXT * scale);
        int home = at.parts[TSP_OSD_HOME].y + at.parts[TSP_OSD_HOME].h / 2 + (int)ceil(TSP_THEME_ICON / 2 * scale);
        check_light(shaded(name, at.head.h, at.head_full), "of the name", scale);
        check_light(shaded(views, at.head.h, at.head_full), "of the views", scale);
        check_light(shaded(home, at.head.h, at.head_full), "of the way back", scale);
        int time = needs.height - (at.time.y + at.time.h / 2) + (int)ceil(0.75 * TSP_THEME_TEXT * scale);
        SDL_Color ground = shaded(time, at.foot.h, at.foot_full);
        check_light(ground, "of the time", scale);
        check_light(over(tsp_theme_hover, ground), "of the time under the pointer", scale);
    }
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
    const TTest *const tests[] = {formula, texts, over_the_film, at_the_edges_of_the_film, borders};
    return suite_run("player theme", tests, TSB_COUNT(tests));
}
