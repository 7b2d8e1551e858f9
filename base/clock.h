/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A clock that never goes back, whatever is done to the wall clock: for
 * deadlines, pauses and durations. Its start is arbitrary. Any thread; never blocks.
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

#endif
