/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The unit of time of DVDs, and of all that plays them: ticks of 90 kHz into the title. */
#ifndef TALLYSTICK_PLAYER_TICKS_H
#define TALLYSTICK_PLAYER_TICKS_H

#include <stdint.h>

#define TSP_SECOND    INT64_C(90000)
#define TSP_NO_TIME   INT64_MIN
#define TSP_DAY_LIMIT (INT64_C(48) * 3600 * TSP_SECOND)

static inline double tsp_seconds(int64_t ticks)
{
    return (double)ticks / (double)TSP_SECOND;
}

/* Seconds from outside, brought into 0 .. 48 h; not-a-number becomes 0. */
static inline int64_t tsp_ticks(double seconds)
{
    if (!(seconds > 0))
        return 0;
    double limit = (double)TSP_DAY_LIMIT / (double)TSP_SECOND;
    return (int64_t)((seconds < limit ? seconds : limit) * (double)TSP_SECOND + 0.5);
}

/* "1:02:03" or "2:03"; text holds TSP_TIME_TEXT_SIZE. Negative times show as 0:00. */
#define TSP_TIME_TEXT_SIZE 24
void tsp_time_text(char *text, int64_t ticks);

#endif
