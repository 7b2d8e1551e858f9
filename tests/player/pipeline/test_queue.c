/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "player/pipeline/queue.h"

#include <pthread.h>
#include <stdatomic.h>

#include "tests/support/suite.h"

static atomic_int released;

static void release(void *item)
{
    free(item);
    atomic_fetch_add(&released, 1);
}

static int *item_of(int value)
{
    int *item = malloc(sizeof *item);
    ck_assert_ptr_nonnull(item);
    *item = value;
    return item;
}

static int take(tsp_queue *queue, unsigned *serial)
{
    void *item = NULL;
    ck_assert_int_eq(tsp_queue_get(queue, &item, serial), TSP_QUEUE_OK);
    int value = *(int *)item;
    free(item);
    return value;
}

static const tsp_queue_limits wide = {1000, 100, 1000};

START_TEST(order_and_end)
{
    unsigned serial = 0;
    void *item = NULL;
    tsp_queue *queue = tsp_queue_create(&wide, release);
    ck_assert_int_eq(tsp_queue_try_get(queue, &item, &serial), TSP_QUEUE_EMPTY);
    for (int i = 0; i < 5; i++)
        ck_assert_int_eq(tsp_queue_put(queue, item_of(i), 10, 7, 1), TSP_QUEUE_OK);
    tsp_queue_put_end(queue, 1);
    tsp_queue_fill fill;
    tsp_queue_fill_get(queue, &fill);
    ck_assert_uint_eq(fill.bytes, 50);
    ck_assert_uint_eq(fill.count, 5);
    ck_assert_int_eq(fill.duration, 35);
    ck_assert(fill.ended && !fill.blocked);
    for (int i = 0; i < 5; i++)
        ck_assert_int_eq(take(queue, &serial), i);
    ck_assert_int_eq(tsp_queue_get(queue, &item, &serial), TSP_QUEUE_END);
    ck_assert_int_eq(tsp_queue_try_get(queue, &item, &serial), TSP_QUEUE_END);
    tsp_queue_destroy(&queue);
    ck_assert_ptr_null(queue);
    tsp_queue_destroy(&queue);
}
END_TEST

START_TEST(reset_is_told_once_and_old_runs_are_refused)
{
    unsigned serial = 0;
    void *item = NULL;
    int *stale = item_of(9);
    tsp_queue *queue = tsp_queue_create(&wide, release);
    atomic_store(&released, 0);
    ck_assert_int_eq(tsp_queue_put(queue, item_of(1), 1, 1, 1), TSP_QUEUE_OK);
    tsp_queue_put_end(queue, 1);
    tsp_queue_reset(queue, 2);
    ck_assert_int_eq(atomic_load(&released), 1);
    ck_assert_int_eq(tsp_queue_put(queue, stale, 1, 1, 1), TSP_QUEUE_STALE);
    tsp_queue_put_end(queue, 1); /* of the old run: does not end the new one */
    ck_assert_int_eq(tsp_queue_put(queue, item_of(2), 1, 1, 2), TSP_QUEUE_OK);
    ck_assert_int_eq(tsp_queue_get(queue, &item, &serial), TSP_QUEUE_RESET);
    ck_assert_uint_eq(serial, 2);
    ck_assert_int_eq(take(queue, &serial), 2);
    ck_assert_int_eq(tsp_queue_try_get(queue, &item, &serial), TSP_QUEUE_EMPTY);
    free(stale);
    tsp_queue_destroy(&queue);
}
END_TEST

struct blocked {
    tsp_queue *queue;
    int *item;
    enum tsp_queue_result result;
};

static void *put_blocked(void *context)
{
    struct blocked *blocked = context;
    blocked->result = tsp_queue_put(blocked->queue, blocked->item, 1, 1, 1);
    return NULL;
}

static void wait_until_blocked(tsp_queue *queue)
{
    tsp_queue_fill fill = {0};
    while (!fill.blocked) {
        usleep(1000);
        tsp_queue_fill_get(queue, &fill);
    }
}

/* What frees a producer that waits for room: a reset, closing, and room. */
static enum tsp_queue_result free_producer(const tsp_queue_limits *limits, void (*act)(tsp_queue *))
{
    pthread_t thread;
    struct blocked blocked = {.queue = tsp_queue_create(limits, release), .item = item_of(2)};
    ck_assert_int_eq(tsp_queue_put(blocked.queue, item_of(1), 60, 60, 1), TSP_QUEUE_OK);
    ck_assert_int_eq(pthread_create(&thread, NULL, put_blocked, &blocked), 0);
    wait_until_blocked(blocked.queue);
    act(blocked.queue);
    pthread_join(thread, NULL);
    if (blocked.result != TSP_QUEUE_OK)
        free(blocked.item);
    tsp_queue_destroy(&blocked.queue);
    return blocked.result;
}

static void act_reset(tsp_queue *queue)
{
    tsp_queue_reset(queue, 2);
}

static void act_take(tsp_queue *queue)
{
    unsigned serial = 0;
    ck_assert_int_eq(take(queue, &serial), 1);
}

START_TEST(each_limit_blocks)
{
    static const tsp_queue_limits limits[] = {{60, 100, 1000}, {1000, 1, 1000}, {1000, 100, 60}};
    for (size_t i = 0; i < TSB_COUNT(limits); i++) {
        ck_assert_int_eq(free_producer(&limits[i], act_take), TSP_QUEUE_OK);
        ck_assert_int_eq(free_producer(&limits[i], act_reset), TSP_QUEUE_STALE);
        ck_assert_int_eq(free_producer(&limits[i], tsp_queue_close), TSP_QUEUE_CLOSED);
    }
}
END_TEST

START_TEST(an_item_over_the_limit_still_passes)
{
    static const tsp_queue_limits limits = {10, 10, 10};
    unsigned serial = 0;
    tsp_queue *queue = tsp_queue_create(&limits, release);
    ck_assert_int_eq(tsp_queue_put(queue, item_of(3), 1000, 1000, 1), TSP_QUEUE_OK);
    ck_assert_int_eq(take(queue, &serial), 3);
    tsp_queue_destroy(&queue);
}
END_TEST

static void *close_later(void *context)
{
    usleep(20000);
    tsp_queue_close(context);
    return NULL;
}

START_TEST(closing_wakes_the_consumer)
{
    pthread_t thread;
    unsigned serial = 0;
    void *item = NULL;
    tsp_queue *queue = tsp_queue_create(&wide, release);
    ck_assert_int_eq(pthread_create(&thread, NULL, close_later, queue), 0);
    ck_assert_int_eq(tsp_queue_get(queue, &item, &serial), TSP_QUEUE_CLOSED);
    pthread_join(thread, NULL);
    tsp_queue_destroy(&queue);
}
END_TEST

#define RUNS  50
#define ITEMS 200

static void *produce_runs(void *context)
{
    tsp_queue *queue = context;
    for (unsigned run = 1; run <= RUNS; run++) {
        for (int i = 0; i < ITEMS; i++) {
            int *item = item_of((int)run * ITEMS + i);
            if (tsp_queue_put(queue, item, 1, 1, run) != TSP_QUEUE_OK)
                free(item);
        }
        tsp_queue_put_end(queue, run);
        if (run < RUNS)
            tsp_queue_reset(queue, run + 1);
    }
    return NULL;
}

/* Whatever is dropped, what comes is in order and of the run it says. */
START_TEST(runs_never_mix)
{
    static const tsp_queue_limits limits = {1000, 7, 1000};
    pthread_t thread;
    unsigned run = 1;
    int last = -1;
    tsp_queue *queue = tsp_queue_create(&limits, release);
    ck_assert_int_eq(pthread_create(&thread, NULL, produce_runs, queue), 0);
    for (;;) {
        void *item = NULL;
        unsigned serial = 0;
        enum tsp_queue_result result = tsp_queue_get(queue, &item, &serial);
        if (result == TSP_QUEUE_RESET) {
            ck_assert_uint_gt(serial, run);
            run = serial;
            last = -1;
        } else if (result == TSP_QUEUE_OK) {
            ck_assert_int_eq(*(int *)item / ITEMS, (int)run);
            ck_assert_int_gt(*(int *)item, last);
            last = *(int *)item;
            free(item);
        } else {
            ck_assert_int_eq(result, TSP_QUEUE_END);
            if (run == RUNS)
                break;
        }
    }
    ck_assert_int_eq(last, RUNS * ITEMS + ITEMS - 1);
    pthread_join(thread, NULL);
    tsp_queue_destroy(&queue);
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {order_and_end,
                                  reset_is_told_once_and_old_runs_are_refused,
                                  each_limit_blocks,
                                  an_item_over_the_limit_still_passes,
                                  closing_wakes_the_consumer,
                                  runs_never_mix};
    return suite_run("player queue", tests, TSB_COUNT(tests));
}
