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

void tsb_clock_sleep_until(uint64_t ns)
{
    /* Sleep counts whole milliseconds, and ends late rather than early. */
    const uint64_t grain = 2000000u;
    for (uint64_t now = tsb_clock_ns(); now < ns; now = tsb_clock_ns()) {
        if (ns - now > grain)
            Sleep((DWORD)((ns - now - grain) / 1000000u));
        else
            SwitchToThread();
    }
}
