/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/clock.h"

#include <time.h>

uint64_t tsb_clock_ns(void)
{
    struct timespec now = {0};
    (void)clock_gettime(CLOCK_MONOTONIC, &now);
    return (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec;
}

void tsb_clock_sleep_until(uint64_t ns)
{
    for (uint64_t now = tsb_clock_ns(); now < ns; now = tsb_clock_ns()) {
        struct timespec left = {.tv_sec = (time_t)((ns - now) / 1000000000u),
                                .tv_nsec = (long)((ns - now) % 1000000000u)};
        (void)nanosleep(&left, NULL); /* a signal ends it early, and it begins again */
    }
}
