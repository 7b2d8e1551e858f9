/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "player/pipeline/audio_ring.h"

#include <pthread.h>

#include "tests/support/suite.h"

#define RATE     1000 /* 90 ticks a frame */
#define CHANNELS 2
#define CAPACITY 64

START_TEST(times_follow_the_samples)
{
    float samples[2 * CAPACITY] = {0};
    float out[2 * CAPACITY];
    int64_t end = 0;
    tsp_ring_fill fill;
    tsp_ring *ring = tsp_ring_create(RATE, CHANNELS, CAPACITY);
    for (int i = 0; i < 2 * CAPACITY; i++)
        samples[i] = (float)i;
    ck_assert_int_eq(tsp_ring_write(ring, samples, 40, 9000, 1, 1), TSP_QUEUE_OK);
    ck_assert_uint_eq(tsp_ring_read(ring, out, 0, &end), 0);
    ck_assert_int_eq(end, 9000);
    ck_assert_uint_eq(tsp_ring_read(ring, out, 10, &end), 10);
    ck_assert_int_eq(end, 9900);
    ck_assert_mem_eq(out, samples, 10 * CHANNELS * sizeof(float));
    /* Around the ring's end. */
    ck_assert_int_eq(tsp_ring_write(ring, samples + 80, 20, 9000 + 40 * 90, 1, 1), TSP_QUEUE_OK);
    ck_assert_uint_eq(tsp_ring_read(ring, out, 50, &end), 50);
    ck_assert_mem_eq(out, samples + 20, 50 * CHANNELS * sizeof(float));
    tsp_ring_fill_get(ring, &fill);
    ck_assert(fill.frames == 0 && !fill.dry && !fill.ended);
    ck_assert_uint_eq(tsp_ring_read(ring, out, 5, &end), 0);
    ck_assert_int_eq(end, 9000 + 60 * 90);
    tsp_ring_fill_get(ring, &fill);
    ck_assert(fill.dry);
    /* At double speed a frame is twice as much of the title. */
    ck_assert_int_eq(tsp_ring_write(ring, samples, 10, 0, 2, 1), TSP_QUEUE_OK);
    ck_assert_uint_eq(tsp_ring_read(ring, out, 4, &end), 4);
    ck_assert_int_eq(end, 4 * 180);
    tsp_ring_destroy(&ring);
    tsp_ring_destroy(&ring);
}
END_TEST

struct writer {
    tsp_ring *ring;
    enum tsp_queue_result result;
};

static void *write_much(void *context)
{
    static const float samples[4 * CAPACITY * CHANNELS];
    struct writer *writer = context;
    writer->result = tsp_ring_write(writer->ring, samples, 4 * CAPACITY, 0, 1, 1);
    return NULL;
}

static enum tsp_queue_result free_writer(void (*act)(tsp_ring *))
{
    pthread_t thread;
    tsp_ring_fill fill = {0};
    struct writer writer = {.ring = tsp_ring_create(RATE, CHANNELS, CAPACITY)};
    ck_assert_int_eq(pthread_create(&thread, NULL, write_much, &writer), 0);
    while (fill.frames < CAPACITY) {
        usleep(1000);
        tsp_ring_fill_get(writer.ring, &fill);
    }
    act(writer.ring);
    pthread_join(thread, NULL);
    tsp_ring_destroy(&writer.ring);
    return writer.result;
}

static void act_reset(tsp_ring *ring)
{
    tsp_ring_reset(ring, 2);
}

static void act_read(tsp_ring *ring)
{
    float out[CAPACITY * CHANNELS];
    int64_t end = 0;
    for (unsigned got = 0; got < 4 * CAPACITY;)
        got += tsp_ring_read(ring, out, CAPACITY, &end);
    ck_assert_int_eq(end, 4 * CAPACITY * 90);
}

START_TEST(writers_wake)
{
    ck_assert_int_eq(free_writer(act_read), TSP_QUEUE_OK);
    ck_assert_int_eq(free_writer(act_reset), TSP_QUEUE_STALE);
    ck_assert_int_eq(free_writer(tsp_ring_close), TSP_QUEUE_CLOSED);
}
END_TEST

START_TEST(runs)
{
    float samples[4] = {0};
    tsp_ring_fill fill;
    tsp_ring *ring = tsp_ring_create(RATE, CHANNELS, CAPACITY);
    tsp_ring_put_end(ring, 7);
    tsp_ring_fill_get(ring, &fill);
    ck_assert(!fill.ended);
    tsp_ring_put_end(ring, 1);
    tsp_ring_fill_get(ring, &fill);
    ck_assert(fill.ended);
    tsp_ring_reset(ring, 2);
    tsp_ring_fill_get(ring, &fill);
    ck_assert(!fill.ended && fill.serial == 2);
    ck_assert_int_eq(tsp_ring_write(ring, samples, 2, 0, 1, 1), TSP_QUEUE_STALE);
    tsp_ring_destroy(&ring);
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {times_follow_the_samples, writers_wake, runs};
    return suite_run("player ring", tests, TSB_COUNT(tests));
}
