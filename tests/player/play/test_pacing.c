/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which refresh of a display each picture gets, on simulated displays and clocks. */
#include "player/play/pacing.h"

#include <math.h>
#include <stdlib.h>

#include "player/pipeline/clock.h"
#include "tests/player/play/display.h"
#include "tests/support/suite.h"

/* Pictures by which the pace must have been found. */
#define SETTLED  200u
#define PICTURES 2200u
/* One second into the film's clock, so that nothing is negative. */
#define BEGIN SECOND_NS

/* For how many refreshes each picture stays, once settled. */
static void play(struct display *display, tsp_pacing *pacing, double rate, unsigned *stays)
{
    double before = 0;
    tsp_pacing_init(pacing, display->said > 0 ? display->said : display->hertz);
    for (unsigned i = 0; i < PICTURES; i++) {
        int64_t appeared = 0;
        /* Clocks are read with small errors. */
        double due = BEGIN + i * SECOND_NS / rate + display_chance(display, 0.6 * MILLISECOND);
        double number = display_show(display, pacing, (int64_t)due, &appeared);
        if (i > SETTLED)
            stays[i - SETTLED - 1] = (unsigned)(number - before);
        before = number;
    }
}

#define STAYS (PICTURES - SETTLED - 1)

/* How many of the stays are this long. */
static unsigned count_of(const unsigned *stays, unsigned length)
{
    unsigned found = 0;
    for (unsigned i = 0; i < STAYS; i++)
        found += stays[i] == length;
    return found;
}

static const struct pace {
    double rate;
    double hertz;
    double said;
    unsigned group; /* so many pictures take always the same number of refreshes... */
    unsigned sum;   /* ...this one... */
    unsigned slips; /* ...but for so many groups, where paces differ a little and a refresh must be one too many */
} paces[] = {
    {24, 60, 0, 2, 5, 0},
    {24000.0 / 1001, 60000.0 / 1001, 0, 2, 5, 0},
    {25, 60, 0, 5, 12, 0},
    {30000.0 / 1001, 60000.0 / 1001, 0, 1, 2, 0},
    {30000.0 / 1001, 60, 0, 1, 2, 5}, /* one in a thousand of the refreshes is over */
    {30, 60, 0, 1, 2, 0},
    {25, 50, 0, 1, 2, 0},
    {50, 50, 0, 1, 1, 0},
    {24, 50, 0, 12, 25, 200}, /* which of the twelve stays longer may change by one */
    {25, 75, 0, 1, 3, 0},
    {24, 144, 0, 1, 6, 0},
    {25, 24, 0, 0, 0, 0}, /* more pictures than refreshes: only that it goes on */
    {24, 60000.0 / 1001, 60, 2, 5, 10},
    {24000.0 / 1001, 60000.0 / 1001, 59, 2, 5, 0},
    {25, 59.9, 59, 5, 12, 100}, /* every 250 pictures a refresh too few, in five groups or more */
};

/* How often a group of pictures took another number of refreshes than it should. */
static unsigned uneven_groups(const struct pace *pace, const unsigned *stays)
{
    unsigned sum = 0;
    unsigned uneven = 0;
    for (unsigned i = 0; i < STAYS && pace->group > 0; i++) {
        sum += stays[i];
        if (i >= pace->group)
            sum -= stays[i - pace->group];
        uneven += i + 1 >= pace->group && sum != pace->sum;
    }
    return uneven;
}

START_TEST(each_picture_gets_its_refresh)
{
    static unsigned stays[STAYS];
    for (size_t i = 0; i < TSB_COUNT(paces); i++) {
        const struct pace *pace = &paces[i];
        /* The worst phases among them: every picture is due in the middle between two refreshes. */
        for (unsigned tenth = 0; tenth < 10; tenth++) {
            tsp_pacing pacing;
            struct display display = {
                .hertz = pace->hertz, .said = pace->said, .waits = true, .now = BEGIN / 2, .seed = tenth + 1};
            display.phase = tenth * SECOND_NS / pace->hertz / 10;
            play(&display, &pacing, pace->rate, stays);
            unsigned uneven = uneven_groups(pace, stays);
            ck_assert(tsp_pacing_follows(&pacing));
            ck_assert_msg(uneven <= pace->slips, "%g pictures on %g Hz, phase %u: %u times uneven", pace->rate,
                          pace->hertz, tenth, uneven);
        }
    }
}
END_TEST

START_TEST(pulldown_is_two_and_three)
{
    static unsigned stays[STAYS];
    tsp_pacing pacing;
    struct display display = {.hertz = 60, .phase = 5e6, .waits = true, .now = BEGIN / 2, .seed = 7};
    play(&display, &pacing, 24, stays);
    for (unsigned i = 1; i < STAYS; i++)
        ck_assert_uint_eq(stays[i] + stays[i - 1], 5);
    ck_assert_uint_ge(count_of(stays, 2), STAYS / 2 - 1);
    ck_assert_uint_ge(count_of(stays, 3), STAYS / 2 - 1);
}
END_TEST

START_TEST(displays_that_make_nobody_wait_are_not_followed)
{
    static const double rates[] = {24, 25, 30000.0 / 1001, 30};
    static unsigned stays[STAYS];
    for (size_t i = 0; i < TSB_COUNT(rates); i++) {
        tsp_pacing pacing;
        struct display display = {.hertz = 60, .now = BEGIN / 2, .seed = 3};
        play(&display, &pacing, rates[i], stays);
        ck_assert(!tsp_pacing_follows(&pacing));
        /* However long each took to draw. */
        ck_assert(tsp_pacing_jitter(&pacing) < 0.0003);
    }
}
END_TEST

START_TEST(without_a_display_to_follow_pictures_go_when_due)
{
    tsp_pacing pacing;
    tsp_pacing_init(&pacing, 0);
    for (int i = 1; i < 100; i++)
        tsp_pacing_presented(&pacing, i * INT64_C(16666667));
    ck_assert(!tsp_pacing_follows(&pacing));
    ck_assert_int_eq(tsp_pacing_slot(&pacing, 12345), 12345);
    ck_assert_int_eq(tsp_pacing_moment(&pacing, 10000000), 10000000);
    ck_assert_int_gt(tsp_pacing_wait(&pacing, 10000000, 8000000), 0);
    ck_assert_int_le(tsp_pacing_wait(&pacing, 10000000, 9600000), 0);
    ck_assert_int_le(tsp_pacing_wait(&pacing, 10000000, 20000000), 0);
    /* What a display says of itself may be nonsense. */
    tsp_pacing_init(&pacing, 1e9);
    ck_assert(pacing.nominal == 0);
    tsp_pacing_init(&pacing, -60);
    ck_assert(pacing.nominal == 0);
    tsp_pacing_init(&pacing, NAN);
    ck_assert(!(pacing.nominal > 0));
}
END_TEST

START_TEST(drawing_begins_early_enough)
{
    const int64_t due = INT64_C(1000000000);
    tsp_pacing pacing;
    tsp_pacing_init(&pacing, 0);
    tsp_pacing_drawn(&pacing, 5000000);
    ck_assert_int_le(tsp_pacing_wait(&pacing, due, due - 5500000), 0);
    ck_assert_int_gt(tsp_pacing_wait(&pacing, due, due - 7000000), 0);
    /* One that took longer counts for some time... */
    tsp_pacing_drawn(&pacing, 12000000);
    for (int i = 0; i < 10; i++)
        tsp_pacing_drawn(&pacing, 5000000);
    ck_assert_int_le(tsp_pacing_wait(&pacing, due, due - 10000000), 0);
    /* ...and is forgotten. */
    for (int i = 0; i < 200; i++)
        tsp_pacing_drawn(&pacing, 2000000);
    ck_assert_int_gt(tsp_pacing_wait(&pacing, due, due - 4000000), 0);
    /* Keys are answered, however slow the machine is. */
    tsp_pacing_drawn(&pacing, 500000000);
    ck_assert_int_gt(tsp_pacing_wait(&pacing, due, due - 25000000), 0);
}
END_TEST

/* A sound card of its own clock, whose callbacks come late by chance, leads the film's clock. */
struct card {
    double rate; /* seconds of sound a second */
    double next; /* ns: when it asks again */
    unsigned asked;
};

#define CALLBACK (1024.0 / 48000 * SECOND_NS)

static void run_card(struct card *card, tsp_clock *clock, struct display *display)
{
    while (card->next <= display->now) {
        double heard = card->asked * 1024.0 / 48000 * (double)TSP_SECOND;
        double late = display_chance(display, 3 * MILLISECOND);
        card->asked++;
        tsp_clock_correct(clock, (int64_t)heard, (uint64_t)(card->next + late));
        card->next = BEGIN + card->asked * CALLBACK / card->rate;
    }
}

START_TEST(a_sound_card_of_its_own_pace_costs_no_even_picture)
{
    static const double rates[] = {1, 1.0003, 0.9997, 1.001, 0.999};
    for (size_t i = 0; i < TSB_COUNT(rates); i++) {
        tsp_pacing pacing;
        tsp_clock clock;
        struct display display = {.hertz = 50, .phase = 3e6, .waits = true, .now = BEGIN, .seed = 5};
        struct card card = {.rate = rates[i], .next = BEGIN};
        unsigned uneven = 0;
        double before = 0;
        ck_assert_int_eq(tsp_clock_init(&clock), 0);
        tsp_clock_run(&clock, true, (uint64_t)BEGIN);
        tsp_pacing_init(&pacing, display.hertz);
        for (unsigned picture = 1; picture < PICTURES; picture++) {
            int64_t left = 0;
            int64_t appeared = 0;
            run_card(&card, &clock, &display);
            left = picture * (TSP_SECOND / 25) - tsp_clock_get(&clock, (uint64_t)display.now);
            double number = display_show(
                &display, &pacing, (int64_t)(display.now + (double)left * SECOND_NS / (double)TSP_SECOND), &appeared);
            uneven += picture > SETTLED && number - before != 2;
            before = number;
        }
        /* 80 seconds, in which the clocks move that many of the display's 20 ms apart, and one more by where it began.
         */
        ck_assert_msg(uneven <= (unsigned)ceil(80000 * fabs(rates[i] - 1) / 20) + 1, "card at %g: %u uneven", rates[i],
                      uneven);
        tsp_clock_finish(&clock);
    }
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {each_picture_gets_its_refresh,
                                  pulldown_is_two_and_three,
                                  displays_that_make_nobody_wait_are_not_followed,
                                  without_a_display_to_follow_pictures_go_when_due,
                                  drawing_begins_early_enough,
                                  a_sound_card_of_its_own_pace_costs_no_even_picture};
    return suite_run("player pacing", tests, TSB_COUNT(tests));
}
