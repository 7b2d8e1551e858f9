/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A lock with the one condition "something that it guards has changed". Waits end by the monotonic clock, so that
 * they do not hang when the wall clock is set back.
 */
#ifndef TALLYSTICK_BASE_MONITOR_H
#define TALLYSTICK_BASE_MONITOR_H

#include <pthread.h>

#include "base/error.h"

typedef struct tsb_monitor {
    pthread_mutex_t lock;
    pthread_cond_t changed;
} tsb_monitor;

int tsb_monitor_init(tsb_monitor *monitor, tsb_error *err) TSB_MUST_USE;
/* No thread may be inside. */
void tsb_monitor_finish(tsb_monitor *monitor);

static inline void tsb_monitor_enter(tsb_monitor *monitor)
{
    (void)pthread_mutex_lock(&monitor->lock);
}

static inline void tsb_monitor_leave(tsb_monitor *monitor)
{
    (void)pthread_mutex_unlock(&monitor->lock);
}

/* Inside: wakes all that wait. */
static inline void tsb_monitor_changed(tsb_monitor *monitor)
{
    (void)pthread_cond_broadcast(&monitor->changed);
}

/* Inside: leaves, waits for a change (or for nothing at all: look again what has changed), and is inside again. */
static inline void tsb_monitor_wait(tsb_monitor *monitor)
{
    (void)pthread_cond_wait(&monitor->changed, &monitor->lock);
}

/* The same for up to milliseconds. */
void tsb_monitor_wait_ms(tsb_monitor *monitor, unsigned milliseconds);

/* How long somebody who waits in a monitor may take to see that a tsb_cancel has fired. */
#define TSB_MONITOR_CANCEL_MS 5u

#endif
