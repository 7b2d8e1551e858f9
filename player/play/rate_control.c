/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "player/play/rate_control.h"

#include <math.h>

/* Seconds over which the jitter of the card's callbacks is smoothed. */
#define SMOOTH 0.5
/* A proportional-integral controller, damped so that it does not swing: shares a second. */
#define PROPORTIONAL 0.2
#define INTEGRAL     (PROPORTIONAL / 16) /* of what is corrected */
/* As far as cards are off, emulated ones too. What corrects must be no weaker: a card that stumbled at the beginning
 * has been taken for one that is off, and the sound would drift away until that is unlearned. */
#define LEARNED_MOST    0.010
#define CORRECTION_MOST LEARNED_MOST

static double within(double value, double most)
{
    return fmin(fmax(value, -most), most);
}

void tsp_rate_control_init(tsp_rate_control *control, double card)
{
    *control = (tsp_rate_control){.learned = within(1 / card - 1, LEARNED_MOST)};
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
    double correction = within(-PROPORTIONAL * control->ahead, CORRECTION_MOST);
    control->learned = within(control->learned + INTEGRAL * correction * played, LEARNED_MOST);
    return pace + correction + control->learned;
}
