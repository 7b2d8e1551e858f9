/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "player/pipeline/clock.h"

#include "base/clock.h"

#define NANOSECONDS  1e9
#define SNAP         (TSP_SECOND / 10)
#define GENTLE_SHARE (1.0 / 16.0)

int tsp_clock_init(tsp_clock *clock)
{
    clock->base = 0;
    clock->since = 0;
    clock->speed = 1;
    clock->running = false;
    return pthread_mutex_init(&clock->lock, NULL) ? -1 : 0;
}

void tsp_clock_finish(tsp_clock *clock)
{
    pthread_mutex_destroy(&clock->lock);
}

uint64_t tsp_clock_now(void)
{
    return tsb_clock_ns();
}

static double time_at(const tsp_clock *clock, uint64_t now)
{
    if (!clock->running || now <= clock->since)
        return clock->base;
    return clock->base + (double)(now - clock->since) * ((double)TSP_SECOND / NANOSECONDS) * clock->speed;
}

/* Makes now the base, so that speed or state may change. */
static void rebase(tsp_clock *clock, uint64_t now)
{
    clock->base = time_at(clock, now);
    clock->since = now;
}

int64_t tsp_clock_get(tsp_clock *clock, uint64_t now)
{
    pthread_mutex_lock(&clock->lock);
    double time = time_at(clock, now);
    pthread_mutex_unlock(&clock->lock);
    return (int64_t)time;
}

void tsp_clock_set(tsp_clock *clock, int64_t time, uint64_t now)
{
    pthread_mutex_lock(&clock->lock);
    clock->base = (double)time;
    clock->since = now;
    pthread_mutex_unlock(&clock->lock);
}

void tsp_clock_run(tsp_clock *clock, bool running, uint64_t now)
{
    pthread_mutex_lock(&clock->lock);
    rebase(clock, now);
    clock->running = running;
    pthread_mutex_unlock(&clock->lock);
}

bool tsp_clock_running(tsp_clock *clock)
{
    pthread_mutex_lock(&clock->lock);
    bool running = clock->running;
    pthread_mutex_unlock(&clock->lock);
    return running;
}

void tsp_clock_set_speed(tsp_clock *clock, double speed, uint64_t now)
{
    pthread_mutex_lock(&clock->lock);
    rebase(clock, now);
    clock->speed = speed;
    pthread_mutex_unlock(&clock->lock);
}

void tsp_clock_correct(tsp_clock *clock, int64_t time, uint64_t now)
{
    pthread_mutex_lock(&clock->lock);
    if (clock->running) {
        rebase(clock, now);
        double difference = (double)time - clock->base;
        if (difference > SNAP || difference < -SNAP)
            clock->base = (double)time;
        else
            clock->base += difference * GENTLE_SHARE;
    }
    pthread_mutex_unlock(&clock->lock);
}
