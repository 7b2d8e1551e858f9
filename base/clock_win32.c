/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/clock.h"

#include <windows.h>

uint64_t tsb_clock_ns(void)
{
    LARGE_INTEGER frequency = {.QuadPart = 1};
    LARGE_INTEGER count = {.QuadPart = 0};
    (void)QueryPerformanceFrequency(&frequency);
    (void)QueryPerformanceCounter(&count);
    /* Whole seconds apart, since the product of count and a thousand million does not fit. */
    uint64_t rate = (uint64_t)frequency.QuadPart;
    uint64_t now = (uint64_t)count.QuadPart;
    return now / rate * 1000000000u + now % rate * 1000000000u / rate;
}
