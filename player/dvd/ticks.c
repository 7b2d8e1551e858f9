/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "player/dvd/ticks.h"

#include <inttypes.h>
#include <stdio.h>

void tsp_time_text(char *text, int64_t ticks)
{
    int64_t seconds = ticks > 0 ? ticks / TSP_SECOND : 0;
    int64_t hours = seconds / 3600;
    if (hours > 0)
        snprintf(text, TSP_TIME_TEXT_SIZE, "%" PRId64 ":%02d:%02d", hours, (int)(seconds / 60 % 60),
                 (int)(seconds % 60));
    else
        snprintf(text, TSP_TIME_TEXT_SIZE, "%d:%02d", (int)(seconds / 60), (int)(seconds % 60));
}
