/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Random numbers that can be had again. */
#ifndef TALLYSTICK_TESTS_SUPPORT_RANDOM_H
#define TALLYSTICK_TESTS_SUPPORT_RANDOM_H

#include <stdint.h>

/* The next of a row of random numbers that its seed determines: 31 bits. */
static inline uint32_t test_random(uint64_t *state)
{
    *state = *state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (uint32_t)(*state >> 33);
}

#endif
