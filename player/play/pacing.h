/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * When a picture that is due goes to the screen. Where bringing it there waits for the display's refresh, each picture
 * is given the refresh nearest to its time; and when its time lies in the middle between two, always the one on the
 * same side, so that the small errors of clocks never make pictures stay for one refresh and then for three. Elsewhere
 * a picture goes when it is due. It is drawn before, as drawing takes a different time for each. Pure: the caller tells
 * the time, in nanoseconds of one clock. One thread.
 */
#ifndef TALLYSTICK_PLAYER_PACING_H
#define TALLYSTICK_PLAYER_PACING_H

#include <stdbool.h>
#include <stdint.h>

typedef struct tsp_pacing {
    double nominal;    /* ns between two refreshes, as the display says; 0: it is not known, or nothing waits for it */
    double period;     /* the same, as measured */
    double steady;     /* the same, averaged over long */
    double refresh;    /* time of a refresh */
    uint32_t evidence; /* one bit for each of the last times that something was shown: it came at a refresh */
    bool follows;
    bool doubted;      /* it followed, and soon no more: then it was by chance */
    unsigned failures; /* how often that was so */
    unsigned shown;
    bool wanted;     /* each refresh is to be served... */
    bool tried;      /* ...which has been tried... */
    unsigned tries;  /* ...or is being, for so many times more */
    bool later;      /* in doubt, the later of two refreshes */
    double drawing;  /* ns: moving maximum of how long drawing takes */
    uint64_t missed; /* refreshes that pictures came too late */
    double mean;     /* ns: moving mean of how late pictures come, and of its square */
    double squares;  /* ns * ns */
} tsp_pacing;

/* hertz: refreshes a second of a display that what is shown waits for; 0: none. */
void tsp_pacing_init(tsp_pacing *pacing, double hertz);

/* Whether all refreshes are wanted, and not only those that bring another picture: many displays make nobody wait as
 * long as there is room for what comes next, and so tell nothing of when they refresh. */
void tsp_pacing_want_all(tsp_pacing *pacing, bool wanted);

/* Whether what is on the screen is to be brought there again until the next picture's turn comes. It goes on only where
 * the display then sets the pace. */
bool tsp_pacing_repeats(const tsp_pacing *pacing);

/* What was drawn has been brought to the screen, just now. */
void tsp_pacing_presented(tsp_pacing *pacing, int64_t now);

/* Drawing a picture, all but bringing it to the screen, took that many nanoseconds. */
void tsp_pacing_drawn(tsp_pacing *pacing, int64_t took);

/* A picture that was due then, and ought to have appeared at slot, has been brought to the screen, just now: for
 * tsp_pacing_jitter and the count of refreshes that were missed alone. Returns when it appeared. */
int64_t tsp_pacing_shown(tsp_pacing *pacing, int64_t due, int64_t slot, int64_t now);

/* Whether the display sets the pace. */
bool tsp_pacing_follows(const tsp_pacing *pacing);

/* Nanoseconds between two of its refreshes, as measured over long; 0: it does not. */
double tsp_pacing_period(const tsp_pacing *pacing);

/* When a picture that is due then ought to appear. */
int64_t tsp_pacing_slot(tsp_pacing *pacing, int64_t due);

/* When to bring it to the screen, having drawn it. */
int64_t tsp_pacing_moment(tsp_pacing *pacing, int64_t due);

/* How long to wait before drawing it, so that it is ready at that moment; 0 or less: do it now. */
int64_t tsp_pacing_wait(tsp_pacing *pacing, int64_t due, int64_t now);

/* Standard deviation of the times at which pictures were shown, from those at which they were due: seconds, over the
 * last hundred pictures or so. */
double tsp_pacing_jitter(const tsp_pacing *pacing);

#endif
