/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The clock, times as text and from disc tables, and when pictures are shown. */
#include "player/pipeline/clock.h"

#include <math.h>
#include <stdlib.h>

#include "player/dvd/navigator.h"
#include "player/pipeline/video_times.h"
#include "player/screen/picture.h"
#include "tests/support/suite.h"

#define SECOND_NS UINT64_C(1000000000)

START_TEST(clock_runs_stands_and_jumps)
{
    tsp_clock clock;
    ck_assert_int_eq(tsp_clock_init(&clock), 0);
    ck_assert_int_eq(tsp_clock_get(&clock, 5 * SECOND_NS), 0);
    tsp_clock_set(&clock, 100, 5 * SECOND_NS);
    ck_assert_int_eq(tsp_clock_get(&clock, 9 * SECOND_NS), 100);
    tsp_clock_run(&clock, true, 10 * SECOND_NS);
    ck_assert_int_eq(tsp_clock_get(&clock, 12 * SECOND_NS), 100 + 2 * TSP_SECOND);
    tsp_clock_run(&clock, false, 13 * SECOND_NS);
    ck_assert_int_eq(tsp_clock_get(&clock, 20 * SECOND_NS), 100 + 3 * TSP_SECOND);
    tsp_clock_run(&clock, true, 20 * SECOND_NS);
    tsp_clock_set_speed(&clock, 2, 21 * SECOND_NS);
    ck_assert_int_eq(tsp_clock_get(&clock, 22 * SECOND_NS), 100 + 6 * TSP_SECOND);
    /* A wall clock that seems to go back moves nothing. */
    ck_assert_int_eq(tsp_clock_get(&clock, SECOND_NS), 100 + 4 * TSP_SECOND);
    tsp_clock_finish(&clock);
}
END_TEST

START_TEST(clock_follows_the_sound_gently)
{
    tsp_clock clock;
    ck_assert_int_eq(tsp_clock_init(&clock), 0);
    tsp_clock_correct(&clock, 5 * TSP_SECOND, SECOND_NS);
    ck_assert_int_eq(tsp_clock_get(&clock, SECOND_NS), 0); /* nothing while it stands */
    tsp_clock_run(&clock, true, SECOND_NS);
    tsp_clock_correct(&clock, 1600, SECOND_NS);
    ck_assert_int_eq(tsp_clock_get(&clock, SECOND_NS), 1600); /* at once, the first time */
    for (int i = 0; i < 200; i++)
        tsp_clock_correct(&clock, 1600, SECOND_NS);
    tsp_clock_correct(&clock, 3200, SECOND_NS);
    ck_assert_int_gt(tsp_clock_get(&clock, SECOND_NS), 1600);
    ck_assert_int_lt(tsp_clock_get(&clock, SECOND_NS), 1700);
    for (int i = 0; i < 1000; i++)
        tsp_clock_correct(&clock, 3200, SECOND_NS);
    ck_assert_int_ge(tsp_clock_get(&clock, SECOND_NS), 3199);
    tsp_clock_correct(&clock, 7 * TSP_SECOND, SECOND_NS);
    ck_assert_int_eq(tsp_clock_get(&clock, SECOND_NS), 7 * TSP_SECOND);
    /* The sound that begins after a pause is taken over at once again. */
    tsp_clock_run(&clock, false, SECOND_NS);
    tsp_clock_run(&clock, true, SECOND_NS);
    tsp_clock_correct(&clock, 7 * TSP_SECOND + 4500, SECOND_NS);
    ck_assert_int_eq(tsp_clock_get(&clock, SECOND_NS), 7 * TSP_SECOND + 4500);
    tsp_clock_finish(&clock);
}
END_TEST

/* Periods of 1024 frames of 48 kHz. */
#define PERIOD_NS (1024.0 / 48000 * 1e9)

/* A card of its own pace, whose callbacks come late by chance. Seconds: the clock's error from the card's true time,
 * when the card has played for that long, and how far the clock's steps of 40 ms are from even. */
static void run_card(double pace, double speed, double *error, double *uneven)
{
    tsp_clock clock;
    unsigned seed = 11;
    double before = 0;
    ck_assert_int_eq(tsp_clock_init(&clock), 0);
    tsp_clock_set_speed(&clock, speed, SECOND_NS);
    tsp_clock_run(&clock, true, SECOND_NS);
    *error = 0;
    *uneven = 0;
    for (unsigned i = 0; i < 6000; i++) {
        double called = i * PERIOD_NS / pace;
        double late = 4e6 * rand_r(&seed) / RAND_MAX;
        double heard = i * (1024.0 / 48000) * speed * (double)TSP_SECOND;
        tsp_clock_correct(&clock, (int64_t)heard, SECOND_NS + (uint64_t)(called + late));
        double now = tsp_seconds(tsp_clock_get(&clock, SECOND_NS + (uint64_t)(called + PERIOD_NS / 2)));
        if (i > 600) {
            *error = fmax(*error, fabs(now - (called + PERIOD_NS / 2) / 1e9 * pace * speed));
            *uneven = fmax(*uneven, fabs(now - before - PERIOD_NS / 1e9 * speed));
        }
        before = now;
    }
    tsp_clock_finish(&clock);
}

START_TEST(clock_learns_how_fast_the_card_is)
{
    static const double paces[] = {1, 1.0001, 0.9999, 1.008, 0.992};
    static const double speeds[] = {1, 2, 0.5};
    for (size_t i = 0; i < TSB_COUNT(paces); i++)
        for (size_t j = 0; j < TSB_COUNT(speeds); j++) {
            double error = 0;
            double uneven = 0;
            run_card(paces[i], speeds[j], &error, &uneven);
            /* Callbacks that come 4 ms late at worst come 2 ms late as a rule, which nothing can tell. */
            ck_assert_msg(error / speeds[j] < 0.003, "card at %g, speed %g: %g s off", paces[i], speeds[j], error);
            ck_assert_msg(uneven / speeds[j] < 0.0003, "card at %g, speed %g: %g s uneven", paces[i], speeds[j],
                          uneven);
        }
}
END_TEST

START_TEST(clock_is_led_by_something_else)
{
    tsp_clock clock;
    ck_assert_int_eq(tsp_clock_init(&clock), 0);
    tsp_clock_run(&clock, true, SECOND_NS);
    tsp_clock_correct(&clock, 0, SECOND_NS);
    tsp_clock_lead(&clock, 1.03125, 0, SECOND_NS);
    ck_assert_int_eq(tsp_clock_get(&clock, 11 * SECOND_NS), 10 * TSP_SECOND + 28125);
    tsp_clock_lead(&clock, 1.03125, -28125, 11 * SECOND_NS);
    ck_assert_int_eq(tsp_clock_get(&clock, 11 * SECOND_NS), 10 * TSP_SECOND);
    /* The sound that is a little off changes nothing; it has to follow, by the wall clock's seconds whatever the speed.
     */
    tsp_clock_correct(&clock, 10 * TSP_SECOND + 900, 11 * SECOND_NS);
    ck_assert_int_eq(tsp_clock_get(&clock, 11 * SECOND_NS), 10 * TSP_SECOND);
    ck_assert(fabs(tsp_clock_ahead(&clock, 10 * TSP_SECOND + 900, 11 * SECOND_NS) - 0.01) < 1e-9);
    tsp_clock_set_speed(&clock, 2, 11 * SECOND_NS);
    ck_assert(fabs(tsp_clock_ahead(&clock, 10 * TSP_SECOND + 900, 11 * SECOND_NS) - 0.005) < 1e-9);
    ck_assert_int_eq(tsp_clock_get(&clock, 21 * SECOND_NS), 10 * TSP_SECOND + 1856250);
    /* What is too far off for following is taken over, and so is the sound that begins after a pause. */
    tsp_clock_correct(&clock, 40 * TSP_SECOND, 21 * SECOND_NS);
    ck_assert_int_eq(tsp_clock_get(&clock, 21 * SECOND_NS), 40 * TSP_SECOND);
    tsp_clock_run(&clock, false, 21 * SECOND_NS);
    tsp_clock_run(&clock, true, 22 * SECOND_NS);
    tsp_clock_correct(&clock, 40 * TSP_SECOND + 900, 22 * SECOND_NS);
    ck_assert_int_eq(tsp_clock_get(&clock, 22 * SECOND_NS), 40 * TSP_SECOND + 900);
    /* And when the sound leads again, it is taken over gently. */
    tsp_clock_correct(&clock, 40 * TSP_SECOND + 900, 22 * SECOND_NS);
    tsp_clock_lead(&clock, 0, 0, 22 * SECOND_NS);
    tsp_clock_correct(&clock, 40 * TSP_SECOND + 1800, 22 * SECOND_NS);
    ck_assert_int_lt(tsp_clock_get(&clock, 22 * SECOND_NS), 40 * TSP_SECOND + 1300);
    ck_assert(tsp_clock_card(&clock) == 1);
    tsp_clock_finish(&clock);
}
END_TEST

START_TEST(times_as_text)
{
    static const struct {
        double seconds;
        const char *text;
    } cases[] = {{-3, "0:00"},    {0, "0:00"},       {59.99, "0:59"},    {60, "1:00"},
                 {3599, "59:59"}, {3600, "1:00:00"}, {45296, "12:34:56"}};
    for (size_t i = 0; i < TSB_COUNT(cases); i++) {
        char text[TSP_TIME_TEXT_SIZE];
        tsp_time_text(text, (int64_t)(cases[i].seconds * (double)TSP_SECOND));
        ck_assert_str_eq(text, cases[i].text);
    }
    ck_assert_int_eq(tsp_ticks(-1), 0);
    ck_assert_int_eq(tsp_ticks(NAN), 0);
    ck_assert_int_eq(tsp_ticks(1.5), 135000);
    ck_assert_int_eq(tsp_ticks(1e300), TSP_DAY_LIMIT);
}
END_TEST

START_TEST(disc_times)
{
    ck_assert_int_eq(tsp_title_ticks(0x01, 0x02, 0x03, 0x40 | 0x12), (3723 * TSP_SECOND) + 12 * 3600);
    /* 30 frames a second are 29.97. */
    ck_assert_int_eq(tsp_title_ticks(0, 0, 0x10, 0xC0 | 0x15), 10 * 90090 + 15 * 3003);
}
END_TEST

START_TEST(stamps_wrap)
{
    tsp_vobu vobu = {.stamp = 0xFFFFFF00u, .time = 1000};
    ck_assert_int_eq(tsp_vobu_time(&vobu, 0xFFFFFF00u), 1000);
    ck_assert_int_eq(tsp_vobu_time(&vobu, UINT64_C(0x100000010)), 1000 + 0x110);
    ck_assert_int_eq(tsp_vobu_time(&vobu, 0x10), 1000 + 0x110);
    ck_assert_int_eq(tsp_vobu_time(&vobu, 0xFFFFFE00u), 1000 - 0x100);
}
END_TEST

/* Only some pictures carry a stamp; repeated fields lengthen those that have them. */
START_TEST(pulldown)
{
    static const int repeats[] = {1, 0, 1, 0};
    static const int64_t starts[] = {9000, 9000 + 4504, 9000 + 4504 + 3003, 9000 + 2 * 4504 + 3003};
    tsp_video_times times;
    AVFrame *frame = av_frame_alloc();
    ck_assert_ptr_nonnull(frame);
    tsp_video_times_init(&times);
    for (size_t i = 0; i < TSB_COUNT(repeats); i++) {
        frame->pts = i == 0 ? 9000 : AV_NOPTS_VALUE;
        frame->repeat_pict = repeats[i];
        tsp_video_times_apply(&times, frame, (AVRational){30000, 1001}, 0);
        ck_assert_int_eq(frame->pts, starts[i]);
    }
    tsp_video_times_init(&times);
    frame->pts = AV_NOPTS_VALUE;
    frame->repeat_pict = 1000000;
    tsp_video_times_apply(&times, frame, (AVRational){0, 0}, 77);
    ck_assert_int_eq(frame->pts, 77);
    ck_assert_int_eq(frame->pkt_duration, 3600);
    av_frame_free(&frame);
}
END_TEST

START_TEST(pictures_fit)
{
    SDL_Rect wide = tsp_picture_fit(1280, 720, 4.0 / 3);
    ck_assert(wide.x == 160 && wide.y == 0 && wide.w == 960 && wide.h == 720);
    SDL_Rect tall = tsp_picture_fit(600, 800, 16.0 / 9);
    ck_assert(tall.x == 0 && tall.w == 600 && tall.h == 338 && tall.y == 231);
    SDL_Rect broken = tsp_picture_fit(100, 50, 0);
    ck_assert(broken.w == 100 && broken.h == 50);
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {clock_runs_stands_and_jumps,
                                  clock_follows_the_sound_gently,
                                  clock_learns_how_fast_the_card_is,
                                  clock_is_led_by_something_else,
                                  times_as_text,
                                  disc_times,
                                  stamps_wrap,
                                  pulldown,
                                  pictures_fit};
    return suite_run("player times", tests, TSB_COUNT(tests));
}
