/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "player/play/rate_control.h"

#include <math.h>

/* Seconds over which the jitter of the card's callbacks is smoothed. */
#define SMOOTH 0.5
/* A proportional-integral controller, damped so that it does not swing: of each second ahead, a second. */
#define PROPORTIONAL 0.2
#define INTEGRAL     (PROPORTIONAL * PROPORTIONAL / 4)
/* Bends of the pitch that nobody hears; and as far as cards are off. */
#define CORRECTION_MOST 0.002
#define LEARNED_MOST    0.005

static double within(double value, double most)
{
    return fmin(fmax(value, -most), most);
}

void tsp_rate_control_init(tsp_rate_control *control)
{
    *control = (tsp_rate_control){0};
}

void tsp_rate_control_restart(tsp_rate_control *control)
{
    control->begun = false;
}

double tsp_rate_control_ratio(tsp_rate_control *control, double ahead, double played, double pace)
{
    if (!control->begun)
        control->ahead = ahead;
    control->begun = true;
    control->ahead += (ahead - control->ahead) * fmin(played / SMOOTH, 1);
    double wanted = -PROPORTIONAL * control->ahead;
    double correction = within(wanted, CORRECTION_MOST);
    /* What is being made up for as fast as may be is no fault of the card's. */
    if (correction == wanted)
        control->learned = within(control->learned - INTEGRAL * control->ahead * played, LEARNED_MOST);
    return pace + correction + control->learned;
}
