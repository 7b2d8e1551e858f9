/* SPDX-License-Identifier: GPL-3.0-or-later */
/* When which frame of a film came to the screen, and how even that was. */
#ifndef TALLYSTICK_TESTS_BENCH_SHOWN_H
#define TALLYSTICK_TESTS_BENCH_SHOWN_H

#define BENCH_SHOWN_MAX 20000

struct bench_shown {
    unsigned count;
    int frame[BENCH_SHOWN_MAX];
    double time[BENCH_SHOWN_MAX]; /* seconds */
};

struct bench_shown_result {
    unsigned frames; /* that were seen */
    unsigned missed; /* between the first and the last one seen */
    double pace;     /* frames a second, as shares of rate */
    double jitter;   /* seconds: standard deviation from an even pace */
    double worst;    /* seconds: the largest deviation from it */
};

/* frame is on the screen at time; the same one as before adds nothing. */
void bench_shown_add(struct bench_shown *shown, int frame, double time);

/* The even pace has that many frames a second by the program's own clock: where it begins and how fast it runs is
 * fitted to the times (least squares). */
struct bench_shown_result bench_shown_result(const struct bench_shown *shown, double rate);

#endif
