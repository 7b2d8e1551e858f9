/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "player/pipeline/clock.h"

#include "base/clock.h"

#define NANOSECONDS 1e9
#define SNAP        (TSP_SECOND / 10)
/* So many corrections make up the line; and until there are so many, nothing is learned of the card's speed. */
#define MEMORY   128u
#define TO_LEARN 32u
/* A card that is further off than that is not slow or fast, but stumbles. */
#define CARD_ERROR 0.02

int tsp_clock_init(tsp_clock *clock)
{
    clock->base = 0;
    clock->since = 0;
    clock->speed = 1;
    clock->card = 1;
    clock->pace = 0;
    clock->heeded = 0;
    clock->corrected = 0;
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

/* Title seconds a wall second. */
static double rate_of(const tsp_clock *clock)
{
    return clock->speed * (clock->pace > 0 ? clock->pace : clock->card);
}

static double time_at(const tsp_clock *clock, uint64_t now)
{
    if (!clock->running || now <= clock->since)
        return clock->base;
    return clock->base + (double)(now - clock->since) * ((double)TSP_SECOND / NANOSECONDS) * rate_of(clock);
}

/* Makes now the base, so that speed or state may change. */
static void rebase(tsp_clock *clock, uint64_t now)
{
    clock->base = time_at(clock, now);
    /* Another thread may have been faster with a later now. */
    clock->since = now > clock->since ? now : clock->since;
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
    clock->heeded = 0;
    pthread_mutex_unlock(&clock->lock);
}

void tsp_clock_run(tsp_clock *clock, bool running, uint64_t now)
{
    pthread_mutex_lock(&clock->lock);
    rebase(clock, now);
    clock->running = running;
    clock->heeded = 0;
    pthread_mutex_unlock(&clock->lock);
}

void tsp_clock_set_speed(tsp_clock *clock, double speed, uint64_t now)
{
    pthread_mutex_lock(&clock->lock);
    rebase(clock, now);
    clock->speed = speed;
    pthread_mutex_unlock(&clock->lock);
}

/*
 * The straight line of least squares, taken on by one point: of n points, the last one moves it by 2(2n-1) / n(n+1) of
 * how far it is from it, and tilts it by 6 / n(n+1) of that a step. With n kept, older points fade.
 */
static void follow(tsp_clock *clock, double difference, double step)
{
    double n = clock->heeded;
    if (clock->pace > 0 && clock->heeded > 1)
        return;
    if (clock->heeded < TO_LEARN || step <= 0) {
        clock->base += difference / n; /* the mean: how steep the line is stays as it was */
        return;
    }
    clock->base += difference * 2 * (2 * n - 1) / (n * (n + 1));
    clock->card += difference / (step * clock->speed) * 6 / (n * (n + 1));
    clock->card = clock->card > 1 + CARD_ERROR   ? 1 + CARD_ERROR
                  : clock->card < 1 - CARD_ERROR ? 1 - CARD_ERROR
                                                 : clock->card;
}

void tsp_clock_correct(tsp_clock *clock, int64_t time, uint64_t now)
{
    pthread_mutex_lock(&clock->lock);
    if (clock->running) {
        double passed = now > clock->corrected ? (double)(now - clock->corrected) : 0;
        rebase(clock, now);
        double difference = (double)time - clock->base;
        if (difference > SNAP || difference < -SNAP)
            clock->heeded = 0;
        if (clock->heeded < MEMORY)
            clock->heeded++;
        follow(clock, difference, passed * ((double)TSP_SECOND / NANOSECONDS));
        clock->corrected = now;
    }
    pthread_mutex_unlock(&clock->lock);
}

void tsp_clock_lead(tsp_clock *clock, double pace, double shift, uint64_t now)
{
    pthread_mutex_lock(&clock->lock);
    rebase(clock, now);
    clock->pace = pace;
    clock->base += shift;
    pthread_mutex_unlock(&clock->lock);
}

double tsp_clock_ahead(tsp_clock *clock, int64_t time, uint64_t now)
{
    pthread_mutex_lock(&clock->lock);
    double ahead = ((double)time - time_at(clock, now)) / ((double)TSP_SECOND * clock->speed);
    pthread_mutex_unlock(&clock->lock);
    return ahead;
}

double tsp_clock_card(tsp_clock *clock)
{
    pthread_mutex_lock(&clock->lock);
    double card = clock->card;
    pthread_mutex_unlock(&clock->lock);
    return card;
}
