/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A clock that never goes back, whatever is done to the wall clock: for
 * deadlines, pauses and durations. Its start is arbitrary. Any thread.
 */
#ifndef TALLYSTICK_BASE_CLOCK_H
#define TALLYSTICK_BASE_CLOCK_H

#include <stdint.h>

/* Nanoseconds. They last for 584 years. */
uint64_t tsb_clock_ns(void);

/* The same in milliseconds. */
static inline uint64_t tsb_clock_ms(void)
{
    return tsb_clock_ns() / 1000000u;
}

/* Blocks until tsb_clock_ns says so much, to a tenth of a millisecond on an idle machine; at once when that is over. */
void tsb_clock_sleep_until(uint64_t ns);

#endif
