/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/monitor.h"

#include <time.h>

int tsb_monitor_init(tsb_monitor *monitor, tsb_error *err)
{
    pthread_condattr_t attributes;
    int failed = pthread_mutex_init(&monitor->lock, NULL);

    if (failed == 0) {
        failed = pthread_condattr_init(&attributes);
        if (failed == 0) {
            (void)pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
            failed = pthread_cond_init(&monitor->changed, &attributes);
            (void)pthread_condattr_destroy(&attributes);
        }
        if (failed != 0)
            (void)pthread_mutex_destroy(&monitor->lock);
    }
    return failed == 0 ? 0 : tsb_fail(err, TSB_ERR_MEMORY, "Out of memory for locks.");
}

void tsb_monitor_finish(tsb_monitor *monitor)
{
    (void)pthread_cond_destroy(&monitor->changed);
    (void)pthread_mutex_destroy(&monitor->lock);
}

void tsb_monitor_wait_ms(tsb_monitor *monitor, unsigned milliseconds)
{
    struct timespec until = {0};

    (void)clock_gettime(CLOCK_MONOTONIC, &until);
    until.tv_sec += (time_t)(milliseconds / 1000);
    until.tv_nsec += (long)(milliseconds % 1000) * 1000000;
    if (until.tv_nsec >= 1000000000) {
        until.tv_nsec -= 1000000000;
        until.tv_sec++;
    }
    (void)pthread_cond_timedwait(&monitor->changed, &monitor->lock, &until);
}
