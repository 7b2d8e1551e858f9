/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/bench/shown.h"

#include <math.h>

void bench_shown_add(struct bench_shown *shown, int frame, double time)
{
    if (shown->count == BENCH_SHOWN_MAX || (shown->count > 0 && shown->frame[shown->count - 1] == frame))
        return;
    shown->frame[shown->count] = frame;
    shown->time[shown->count] = time;
    shown->count++;
}

struct bench_shown_result bench_shown_result(const struct bench_shown *shown, double rate)
{
    struct bench_shown_result result = {.frames = shown->count};
    double count = shown->count;
    double mean_frame = 0;
    double mean_time = 0;
    double covariance = 0;
    double variance = 0;
    double squares = 0;
    if (shown->count < 2)
        return result;
    for (unsigned i = 0; i < shown->count; i++) {
        mean_frame += shown->frame[i] / count;
        mean_time += shown->time[i] / count;
    }
    for (unsigned i = 0; i < shown->count; i++) {
        double frame = shown->frame[i] - mean_frame;
        covariance += frame * (shown->time[i] - mean_time);
        variance += frame * frame;
    }
    double pace = covariance > 0 ? covariance / variance : 1 / rate; /* seconds a frame */
    for (unsigned i = 0; i < shown->count; i++) {
        double late = shown->time[i] - mean_time - pace * (shown->frame[i] - mean_frame);
        squares += late * late;
        result.worst = fmax(result.worst, fabs(late));
        if (i > 0 && shown->frame[i] > shown->frame[i - 1] + 1)
            result.missed += (unsigned)(shown->frame[i] - shown->frame[i - 1] - 1);
    }
    result.pace = 1 / (pace * rate);
    result.jitter = sqrt(squares / count);
    return result;
}
