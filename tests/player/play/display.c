/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/player/play/display.h"

#include <math.h>
#include <stdlib.h>

double display_chance(struct display *display, double most)
{
    return most * rand_r(&display->seed) / RAND_MAX;
}

static double refreshes(const struct display *display, double time)
{
    return (time - display->phase) * display->hertz / SECOND_NS;
}

static void pass(struct display *display, double until)
{
    if (display->meanwhile)
        display->meanwhile(display->context, until);
    display->now = until;
}

/* Shows something; which refresh it came with. */
static double present(struct display *display)
{
    if (display->queues && display->now < display->taken)
        pass(display, display->taken + display_chance(display, 0.3 * MILLISECOND));
    double number = ceil(refreshes(display, display->now + 0.2 * MILLISECOND));
    display->taken = display->phase + number * SECOND_NS / display->hertz;
    if (display->waits && !display->queues)
        pass(display,
             display->phase + number * SECOND_NS / display->hertz + display_chance(display, 0.3 * MILLISECOND));
    else
        pass(display, display->now + (display->takes > 0 ? display->takes : 0.3 * MILLISECOND));
    return number;
}

/* As the main loop does: whole milliseconds, and a late wake-up. */
static void wait_for(struct display *display, int64_t wait)
{
    double late = display_chance(display, 0.8 * MILLISECOND);
    pass(display, display->now + ceil((double)wait / MILLISECOND) * MILLISECOND + late);
}

double display_show(struct display *display, tsp_pacing *pacing, int64_t due, int64_t *appeared)
{
    int64_t wait = 0;
    double drawing = MILLISECOND + display_chance(display, 5 * MILLISECOND);
    while ((wait = tsp_pacing_wait(pacing, due, (int64_t)display->now)) > 0) {
        if (!tsp_pacing_repeats(pacing)) {
            wait_for(display, wait);
            continue;
        }
        present(display);
        tsp_pacing_presented(pacing, (int64_t)display->now);
    }
    pass(display, display->now + drawing);
    tsp_pacing_drawn(pacing, (int64_t)drawing);
    int64_t slot = tsp_pacing_slot(pacing, due);
    double moment = fmax(display->now, (double)tsp_pacing_moment(pacing, due));
    pass(display, moment + display_chance(display, 0.2 * MILLISECOND));
    double number = present(display);
    tsp_pacing_presented(pacing, (int64_t)display->now);
    *appeared = tsp_pacing_shown(pacing, due, slot, (int64_t)display->now);
    return number;
}
