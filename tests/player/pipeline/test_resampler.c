/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sound played a little faster or slower: what it sounds like, and that it is the very same where nothing is asked for.
 */
#include "player/pipeline/resampler.h"

#include <math.h>

#include "tests/support/suite.h"

#define RATE     48000u
#define CHANNELS 2u
#define LENGTH   (3u * RATE)
#define PI       3.14159265358979323846

static float film[LENGTH * CHANNELS]; /* the sound that is played */
static float played[LENGTH * CHANNELS];

static void make_tones(double left, double right)
{
    for (unsigned i = 0; i < LENGTH; i++) {
        film[i * CHANNELS] = (float)sin(2 * PI * left * i / RATE);
        film[i * CHANNELS + 1] = (float)cos(2 * PI * right * i / RATE);
    }
}

static void make_noise(unsigned seed)
{
    for (unsigned i = 0; i < LENGTH * CHANNELS; i++)
        film[i] = (float)rand_r(&seed) / (float)RAND_MAX * 2 - 1;
}

/* A ring with the first so many frames of it. */
static tsp_ring *fill_ring(unsigned frames)
{
    tsp_ring *ring = tsp_ring_create(RATE, CHANNELS, LENGTH);
    ck_assert_ptr_nonnull(ring);
    ck_assert_int_eq(tsp_ring_write(ring, film, frames, 0, 1, 1), TSP_QUEUE_OK);
    return ring;
}

static double frame_of(int64_t ticks)
{
    return (double)ticks * RATE / (double)TSP_SECOND;
}

START_TEST(at_a_ratio_of_one_it_is_the_ring)
{
    static const unsigned blocks[] = {1024, 1, 17, 1025, 4000, 3};
    unsigned place = 0;
    make_noise(1);
    tsp_ring *ring = fill_ring(LENGTH);
    tsp_ring *other = fill_ring(LENGTH);
    tsp_resampler *resampler = tsp_resampler_create(CHANNELS);
    for (unsigned i = 0; i < 60; i++) {
        unsigned block = blocks[i % TSB_COUNT(blocks)];
        int64_t end = 0;
        int64_t expected = 0;
        tsp_ring_fill fill;
        ck_assert_uint_eq(tsp_resampler_read(resampler, ring, played, block, 1, &end), block);
        ck_assert_mem_eq(played, film + place * CHANNELS, block * CHANNELS * sizeof *film);
        place += block;
        /* Nor does it take more than it gives. */
        tsp_ring_fill_get(ring, &fill);
        ck_assert_uint_eq(fill.frames, LENGTH - place);
        tsp_ring_read(other, played, block, &expected);
        ck_assert_int_eq(end, expected);
    }
    tsp_resampler_destroy(&resampler);
    tsp_resampler_destroy(&resampler);
    tsp_ring_destroy(&ring);
    tsp_ring_destroy(&other);
}
END_TEST

/* The largest difference from the tones at the places that were to be played, with ratios that change by chance. */
static double worst_error(double left, double right, unsigned seed)
{
    double place = 0;
    double worst = 0;
    make_tones(left, right);
    tsp_ring *ring = fill_ring(LENGTH);
    tsp_resampler *resampler = tsp_resampler_create(CHANNELS);
    for (unsigned i = 0; i < 120; i++) {
        double ratio = 1 + 0.01 * ((double)rand_r(&seed) / RAND_MAX - 0.5);
        int64_t end = 0;
        ck_assert_uint_eq(tsp_resampler_read(resampler, ring, played, 1024, ratio, &end), 1024);
        for (unsigned j = 0; j < 1024; j++, place += ratio) {
            double time = 2 * PI * place / RATE;
            /* Before the first sample there is silence, which it takes some of into account. */
            if (place > 100)
                worst = fmax(worst, fmax(fabs(played[j * CHANNELS] - sin(left * time)),
                                         fabs(played[j * CHANNELS + 1] - cos(right * time))));
        }
        ck_assert(fabs(frame_of(end) - place) < 1);
    }
    tsp_resampler_destroy(&resampler);
    tsp_ring_destroy(&ring);
    return worst;
}

START_TEST(what_is_between_samples_is_found)
{
    static const struct {
        double left;
        double right;
        double most; /* of full scale */
    } tones[] = {{1000, 440, 3e-5}, {100, 5000, 3e-5}, {0, 10000, 1e-4}, {15000, 18000, 3e-4}};
    for (size_t i = 0; i < TSB_COUNT(tones); i++) {
        double error = worst_error(tones[i].left, tones[i].right, (unsigned)i + 1);
        ck_assert_msg(error < tones[i].most, "%g and %g Hz: %g", tones[i].left, tones[i].right, error);
    }
}
END_TEST

/* By how much a channel of what was played moves at most from a sample to the next. */
static float steepest(unsigned frames, unsigned channel)
{
    float most = 0;
    for (unsigned i = 1; i < frames; i++)
        most = fmaxf(most, fabsf(played[i * CHANNELS + channel] - played[(i - 1) * CHANNELS + channel]));
    return most;
}

/* Into resampling and out of it: no frame is lost, none comes twice, and afterwards it is exact again. */
START_TEST(it_begins_and_ends_without_a_step)
{
    unsigned random = (unsigned)suite_seed(3);
    make_tones(600, 250);
    for (unsigned turn = 0; turn < 20; turn++) {
        tsp_ring *ring = fill_ring(LENGTH);
        tsp_resampler *resampler = tsp_resampler_create(CHANNELS);
        unsigned count = 0;
        int64_t end = 0;
        for (unsigned part = 0; part < 9; part++) {
            bool between = part % 3 == 1;
            double ratio = between ? 1 + 0.008 * ((double)rand_r(&random) / RAND_MAX - 0.5) : 1;
            /* In every other turn there is little time to come out of it. */
            unsigned block = 1 + (unsigned)rand_r(&random) % (between || turn % 2 ? 9000 : 50);
            ck_assert_uint_eq(tsp_resampler_read(resampler, ring, played + count * CHANNELS, block, ratio, &end),
                              block);
            count += block;
        }
        /* Tones this low move by less than 0.08 from sample to sample; a lost sample would show. */
        ck_assert_float_lt(steepest(count, 0), 0.0795F);
        ck_assert_float_lt(steepest(count, 1), 0.0335F);
        /* Within a piece it is exact again. */
        ck_assert_uint_eq(tsp_resampler_read(resampler, ring, played, 1500, 1, &end), 1500);
        ck_assert_uint_eq(tsp_resampler_read(resampler, ring, played, 2000, 1, &end), 2000);
        unsigned place = (unsigned)(frame_of(end) + 0.5) - 2000;
        ck_assert_mem_eq(played, film + place * CHANNELS, 2000 * CHANNELS * sizeof *film);
        tsp_resampler_destroy(&resampler);
        tsp_ring_destroy(&ring);
    }
}
END_TEST

START_TEST(a_ring_that_runs_dry_gives_what_it_has)
{
    int64_t end = 0;
    make_tones(600, 250);
    tsp_ring *ring = fill_ring(1500);
    tsp_resampler *resampler = tsp_resampler_create(CHANNELS);
    ck_assert_uint_eq(tsp_resampler_read(resampler, ring, played, 1000, 1.001, &end), 1000);
    unsigned rest = tsp_resampler_read(resampler, ring, played + 1000 * CHANNELS, 1000, 1.001, &end);
    ck_assert(rest > 470 && rest < 500);
    ck_assert_uint_eq(tsp_resampler_read(resampler, ring, played, 10, 1.001, &end), 0);
    /* What it holds comes with what follows. */
    ck_assert_int_eq(tsp_ring_write(ring, film + 1500 * CHANNELS, 1000, 1500 * 15 / 8, 1, 1), TSP_QUEUE_OK);
    ck_assert_uint_eq(tsp_resampler_read(resampler, ring, played + (1000 + rest) * CHANNELS, 500, 1.001, &end), 500);
    ck_assert_float_lt(steepest(1500 + rest, 1), 0.0335F);
    /* After a seek it does not. */
    tsp_resampler_reset(resampler);
    tsp_ring_reset(ring, 2);
    ck_assert_int_eq(tsp_ring_write(ring, film, 500, 9000, 1, 2), TSP_QUEUE_OK);
    ck_assert_uint_eq(tsp_resampler_read(resampler, ring, played, 500, 1, &end), 500);
    ck_assert_mem_eq(played, film, 500 * CHANNELS * sizeof *film);
    ck_assert_int_eq(end, 9000 + 500 * 15 / 8);
    tsp_resampler_destroy(&resampler);
    tsp_ring_destroy(&ring);
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {at_a_ratio_of_one_it_is_the_ring, what_is_between_samples_is_found,
                                  it_begins_and_ends_without_a_step, a_ring_that_runs_dry_gives_what_it_has};
    return suite_run("player resampler", tests, TSB_COUNT(tests));
}
