/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The film's clock locked to a display, and the sound that follows it: the whole loop, on simulated displays and cards.
 */
#include <math.h>
#include <stdlib.h>

#include "player/pipeline/clock.h"
#include "player/play/display_lock.h"
#include "player/play/rate_control.h"
#include "tests/player/play/display.h"
#include "tests/support/suite.h"

#define PERIOD   (1024.0 / 48000) /* seconds of sound that a card asks for at a time */
#define LATENCY  0.04
#define SETTLED  1500u
#define PICTURES 5000u
/* One second into the simulation, so that nothing is negative. */
#define BEGIN SECOND_NS

/* A sound card of its own pace, whose callbacks come late by chance. */
struct card {
    double pace;
    double next; /* ns: when it should ask again, and when it does */
    double asks;
    double given; /* seconds of the film's sound that it has been given */
    double ratio;
    tsp_rate_control control;
    double latest;   /* seconds that the sound was ahead, when it last asked */
    double steepest; /* change of the ratio from one time to the next */
};

/* The film that is played, and all that has to do with its pace. */
struct theatre {
    struct display display;
    struct card card;
    tsp_pacing pacing;
    tsp_clock clock;
    tsp_display_lock lock;
    bool silent;
    double speed;
    double worst;    /* seconds that the sound was off, once settled */
    double steepest; /* of the card's, once settled */
    unsigned uneven; /* pictures that stayed for another number of refreshes than they should */
};

static void ask(struct theatre *theatre)
{
    struct card *card = &theatre->card;
    uint64_t now = (uint64_t)card->asks;
    double before = card->ratio;
    card->given += PERIOD * card->ratio * theatre->speed;
    int64_t heard = (int64_t)((card->given - LATENCY * theatre->speed) * (double)TSP_SECOND);
    tsp_clock_correct(&theatre->clock, heard, now);
    card->latest = tsp_clock_ahead(&theatre->clock, heard, now);
    card->ratio = 1;
    if (theatre->lock.locked)
        card->ratio = tsp_rate_control_ratio(&card->control, card->latest, PERIOD, theatre->lock.pace);
    else
        tsp_rate_control_init(&card->control, tsp_clock_card(&theatre->clock));
    card->steepest = fmax(card->steepest, fabs(card->ratio - before));
    card->next += PERIOD / card->pace * SECOND_NS;
    card->asks = card->next + display_chance(&theatre->display, 3 * MILLISECOND);
}

static void run_card(void *context, double until)
{
    struct theatre *theatre = context;
    while (!theatre->silent && theatre->card.asks <= until)
        ask(theatre);
}

/* As play_pace.c does it. */
static void choose_leader(struct theatre *theatre, double duration, int64_t due, int64_t appeared)
{
    double period = tsp_pacing_period(&theatre->pacing);
    double shift = 0;
    tsp_pacing_want_all(&theatre->pacing, tsp_display_lock_may(duration / theatre->speed, theatre->pacing.nominal));
    if (tsp_display_lock_picture(&theatre->lock, duration / theatre->speed, period))
        shift = tsp_display_lock_shift((double)due, (double)appeared, period) * ((double)TSP_SECOND / SECOND_NS);
    tsp_clock_lead(&theatre->clock, theatre->lock.locked ? theatre->lock.pace : 0, shift * theatre->speed,
                   (uint64_t)theatre->display.now);
}

/* Pictures that last for a and b ns in turn. */
static void play(struct theatre *theatre, double a, double b)
{
    struct display *display = &theatre->display;
    double time = 0;
    double before = 0;
    double stay = 0; /* ns that the one before should */
    display->meanwhile = run_card;
    display->context = theatre;
    ck_assert_int_eq(tsp_clock_init(&theatre->clock), 0);
    tsp_clock_set_speed(&theatre->clock, theatre->speed, (uint64_t)BEGIN);
    tsp_clock_run(&theatre->clock, true, (uint64_t)BEGIN);
    tsp_pacing_init(&theatre->pacing, display->said);
    tsp_display_lock_init(&theatre->lock);
    tsp_rate_control_init(&theatre->card.control, 1);
    for (unsigned i = 0; i < PICTURES; i++) {
        double duration = i % 2 ? b : a;
        int64_t appeared = 0;
        int64_t pts = (int64_t)(time * (double)TSP_SECOND / SECOND_NS); /* ticks are whole */
        double left = (double)(pts - tsp_clock_get(&theatre->clock, (uint64_t)display->now));
        int64_t due = (int64_t)(display->now + left * SECOND_NS / (double)TSP_SECOND / theatre->speed);
        double number = display_show(display, &theatre->pacing, due, &appeared);
        choose_leader(theatre, duration, due, appeared);
        if (i > SETTLED) {
            theatre->uneven += number - before != round(stay / theatre->speed * display->hertz / SECOND_NS);
            theatre->worst = fmax(theatre->worst, fabs(theatre->card.latest));
        } else {
            theatre->card.steepest = 0;
            theatre->pacing.missed = 0;
        }
        before = number;
        stay = duration;
        time += duration;
    }
    tsp_clock_finish(&theatre->clock);
}

static struct theatre open_theatre(double hertz, double card, unsigned turn)
{
    return (struct theatre){
        .display = {.hertz = hertz,
                    .said = floor(hertz + 0.5),
                    .phase = turn % 10 * SECOND_NS / hertz / 10,
                    .waits = true,
                    .now = BEGIN,
                    .seed = turn + 1},
        .card = {.pace = card, .next = BEGIN, .asks = BEGIN, .ratio = 1},
        .speed = 1,
    };
}

#define FIELD (SECOND_NS * 1001 / 60000) /* of NTSC, ns */

static const struct match {
    double a; /* ns that pictures last, in turn */
    double b;
    double hertz;
} matches[] = {
    {40e6, 40e6, 50},
    {40e6, 40e6, 50.05}, /* a tenth of a percent */
    {40e6, 40e6, 74.8},
    {20e6, 20e6, 49.9}, /* each field a picture */
    {2 * FIELD, 2 * FIELD, 60},
    {2 * FIELD, 2 * FIELD, 60000.0 / 1001},
    {2 * FIELD, 2 * FIELD, 60.15}, /* at the bound, nearly */
    {2 * FIELD, 2 * FIELD, 120},
    {FIELD, FIELD, 60},
    {2 * FIELD, 3 * FIELD, 60}, /* a film at 23.976, by 3:2 pulldown */
    {2 * FIELD, 3 * FIELD, 59.92},
};

static const double cards[] = {1, 1.0003, 0.9997, 1.001, 0.999, 1.008, 0.992};

START_TEST(each_picture_stays_for_its_refreshes_and_the_sound_follows)
{
    for (size_t i = 0; i < TSB_COUNT(matches); i++)
        for (unsigned turn = 0; turn < 2 * TSB_COUNT(cards); turn++) {
            struct theatre theatre = open_theatre(matches[i].hertz, cards[turn % TSB_COUNT(cards)], turn);
            theatre.display.queues = turn >= TSB_COUNT(cards);
            play(&theatre, matches[i].a, matches[i].b);
            ck_assert_msg(theatre.lock.locked, "%zu, %u: not locked", i, turn);
            ck_assert_msg(theatre.uneven == 0, "%zu, %u: %u uneven", i, turn, theatre.uneven);
            ck_assert_msg(theatre.pacing.missed == 0, "%zu, %u: %u missed", i, turn, (unsigned)theatre.pacing.missed);
            ck_assert_msg(theatre.worst < 0.02, "%zu, %u: sound off by %g s", i, turn, theatre.worst);
            /* A thousandth part of a semitone is 58 ppm. */
            ck_assert_msg(theatre.card.steepest < 120e-6, "%zu, %u: a step of %g", i, turn, theatre.card.steepest);
            ck_assert(fabs(theatre.card.ratio * theatre.card.pace - 1) < 0.008);
        }
}
END_TEST

START_TEST(without_sound_too)
{
    for (size_t i = 0; i < TSB_COUNT(matches); i++) {
        struct theatre theatre = open_theatre(matches[i].hertz, 1, (unsigned)i);
        theatre.silent = true;
        play(&theatre, matches[i].a, matches[i].b);
        ck_assert(theatre.lock.locked && theatre.uneven == 0);
    }
}
END_TEST

START_TEST(at_double_speed_too)
{
    struct theatre theatre = open_theatre(50.1, 1.0002, 3);
    theatre.speed = 2;
    play(&theatre, 40e6, 40e6);
    ck_assert(theatre.lock.locked && theatre.uneven == 0 && theatre.worst < 0.02);
}
END_TEST

START_TEST(where_pictures_do_not_fit_the_sound_is_left_alone)
{
    static const struct match mismatches[] = {{40e6, 40e6, 60},
                                              {40e6, 40e6, 59.94},
                                              {2 * FIELD, 2 * FIELD, 50},
                                              {2 * FIELD, 2 * FIELD, 75},
                                              {2 * FIELD, 2 * FIELD, 60.4},
                                              {40e6, 40e6, 49.7},
                                              {2.5 * FIELD, 2.5 * FIELD, 60}};
    for (size_t i = 0; i < TSB_COUNT(mismatches); i++) {
        struct theatre theatre = open_theatre(mismatches[i].hertz, 1.0001, (unsigned)i);
        play(&theatre, mismatches[i].a, mismatches[i].b);
        ck_assert(!theatre.lock.locked);
        ck_assert(theatre.card.ratio == 1 && theatre.card.steepest == 0);
        ck_assert(theatre.worst < 0.02);
    }
}
END_TEST

START_TEST(a_display_that_makes_nobody_wait_leads_nothing)
{
    static const double takes[] = {0.02, 0.1, 0.3, 0.5, 1, 2, 3, 5};
    for (unsigned i = 0; i < TSB_COUNT(takes); i++) {
        struct theatre theatre = open_theatre(50, 1.0001, i);
        theatre.display.waits = false;
        theatre.display.takes = takes[i] * MILLISECOND;
        play(&theatre, 40e6, 40e6);
        ck_assert(!theatre.lock.locked && !tsp_pacing_repeats(&theatre.pacing));
        ck_assert(theatre.card.ratio == 1 && theatre.card.steepest == 0);
    }
}
END_TEST

START_TEST(it_takes_some_pictures_to_lock_and_to_unlock)
{
    tsp_display_lock lock;
    tsp_display_lock_init(&lock);
    for (int i = 0; i < 10; i++)
        ck_assert(!tsp_display_lock_picture(&lock, 40e6, 20e6));
    for (int i = 0; i < 30; i++)
        tsp_display_lock_picture(&lock, 40.02e6, 20e6);
    ck_assert(lock.locked && lock.pace > 1 && lock.pace < 1.001);
    /* A cell that ends in a picture of another length is no reason to. */
    ck_assert(tsp_display_lock_picture(&lock, 50e6, 20e6));
    ck_assert(tsp_display_lock_picture(&lock, 40e6, 20e6));
    for (int i = 0; i < 30; i++)
        tsp_display_lock_picture(&lock, 48e6, 20e6);
    ck_assert(!lock.locked);
    /* Nor is there one where nothing is known. */
    for (int i = 0; i < 30; i++)
        tsp_display_lock_picture(&lock, 40e6, 20e6);
    ck_assert(lock.locked);
    ck_assert(!tsp_display_lock_picture(&lock, 40e6, 0));
    ck_assert(!tsp_display_lock_picture(&lock, 40e6, 20e6));
    ck_assert(!tsp_display_lock_picture(&lock, 0, 20e6));
}
END_TEST

START_TEST(the_clock_comes_to_the_refreshes)
{
    /* Late by half a refresh: it is put back, by and by; a picture that was held up changes nothing. */
    ck_assert(tsp_display_lock_shift(1e9, 1.01e9, 20e6) < 0 && tsp_display_lock_shift(1e9, 1.01e9, 20e6) > -1e6);
    ck_assert(tsp_display_lock_shift(1e9, 0.99e9, 20e6) > 0);
    ck_assert(tsp_display_lock_shift(1e9, 1.3e9, 20e6) == 0);
}
END_TEST

START_TEST(ratios_stay_small)
{
    static const double aheads[] = {0, 0.09, -0.09, 5, -5, 1e9, -1e9};
    for (size_t i = 0; i < TSB_COUNT(aheads); i++) {
        tsp_rate_control control;
        tsp_rate_control_init(&control, 1);
        for (unsigned j = 0; j < 10000; j++) {
            double ratio = tsp_rate_control_ratio(&control, aheads[i], PERIOD, 1.005);
            ck_assert(fabs(ratio - 1.005) <= 0.0201);
            ck_assert(aheads[i] <= 0 || ratio < 1.005);
            ck_assert(aheads[i] >= 0 || ratio > 1.005);
        }
    }
}
END_TEST

START_TEST(a_card_that_was_misjudged_does_not_run_away)
{
    static const double mistakes[] = {0.98, 0.99, 0.995, 1.005, 1.01, 1.02};
    for (size_t i = 0; i < TSB_COUNT(mistakes); i++) {
        tsp_rate_control control;
        double ahead = 0;
        double worst = 0;
        tsp_rate_control_init(&control, mistakes[i]);
        for (double played = 0; played < 240; played += PERIOD) {
            ahead += (tsp_rate_control_ratio(&control, ahead, PERIOD, 1) - 1) * PERIOD;
            worst = fmax(worst, fabs(ahead));
        }
        /* At a tenth of a second, the picture would have to jump. */
        ck_assert_msg(worst < 0.05, "%g: the sound was off by %g s", mistakes[i], worst);
        ck_assert(fabs(ahead) < 0.005);
    }
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {each_picture_stays_for_its_refreshes_and_the_sound_follows,
                                  without_sound_too,
                                  at_double_speed_too,
                                  where_pictures_do_not_fit_the_sound_is_left_alone,
                                  a_display_that_makes_nobody_wait_leads_nothing,
                                  it_takes_some_pictures_to_lock_and_to_unlock,
                                  the_clock_comes_to_the_refreshes,
                                  ratios_stay_small,
                                  a_card_that_was_misjudged_does_not_run_away};
    return suite_run("player display sync", tests, TSB_COUNT(tests));
}
