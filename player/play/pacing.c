/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "player/play/pacing.h"

#include <math.h>

#define NANOSECONDS 1e9
/* Before a picture's moment: for the wake-up, which comes late, and at most for all, lest keys have to wait. */
#define WAKE_UP  1e6
#define LEAD_MAX 20e6
/* The longest drawing is forgotten so fast, by each one after it. */
#define DRAWING_FADE 0.03
/* Shares of the period. */
#define AT_REFRESH 0.12  /* this near to it counts as at the refresh */
#define DOUBT      0.15  /* this near to the middle between two, the side stays the same */
#define DECIDED    0.25  /* and this near, which side that is may change */
#define AFTER      0.125 /* what is to come at a refresh is begun so long after the one before */
/* Of the last 32 times. */
#define FOLLOWS 28
#define STRAYS  18
/* To find out whether a display that is served at each refresh sets the pace. */
#define TRIES 150u
/* Who follows for less than so many was not following. */
#define BY_CHANCE     200u
#define FAILURES      5u
#define PHASE_GAIN    0.25
#define PERIOD_GAIN   0.05
#define PERIOD_ERROR  0.02 /* a display tells its refreshes in whole hertz */
#define JITTER_WEIGHT 0.02
/* Times that something was shown, over which the period is averaged for those who need it exactly. */
#define LONG 512.0

void tsp_pacing_init(tsp_pacing *pacing, double hertz)
{
    *pacing = (tsp_pacing){0};
    if (hertz > 10 && hertz < 1000)
        pacing->nominal = NANOSECONDS / hertz;
    pacing->period = pacing->nominal;
    pacing->steady = pacing->nominal;
}

void tsp_pacing_want_all(tsp_pacing *pacing, bool wanted)
{
    if (wanted && !pacing->tried && pacing->nominal > 0) {
        pacing->tried = true;
        pacing->tries = TRIES;
    }
    pacing->wanted = wanted;
}

bool tsp_pacing_repeats(const tsp_pacing *pacing)
{
    return pacing->wanted && (pacing->follows || pacing->tries > 0);
}

static unsigned count(uint32_t bits)
{
    unsigned ones = 0;
    for (; bits; bits &= bits - 1)
        ones++;
    return ones;
}

static void judge(tsp_pacing *pacing)
{
    unsigned at_refresh = count(pacing->evidence);
    if (pacing->follows && at_refresh < STRAYS) {
        pacing->follows = false;
        pacing->failures = pacing->shown < BY_CHANCE ? pacing->failures + 1 : 0;
        /* Who comes at each refresh hardly does so by chance, but for a busy machine may lose it. */
        pacing->doubted = pacing->failures > (pacing->wanted ? FAILURES : 0);
        pacing->tries = pacing->doubted ? 0 : TRIES; /* it may have been out of sight for a while */
    } else if (!pacing->follows && !pacing->doubted && at_refresh >= FOLLOWS) {
        pacing->follows = true;
        pacing->shown = 0;
    }
}

void tsp_pacing_presented(tsp_pacing *pacing, int64_t now)
{
    if (pacing->nominal <= 0)
        return;
    double passed = ((double)now - pacing->refresh) / pacing->period;
    double whole = round(passed);
    double error = (passed - whole) * pacing->period;
    /* Who comes back within the same refresh has not waited. */
    bool at_refresh = whole >= 1 && fabs(passed - whole) <= AT_REFRESH;
    pacing->shown++;
    pacing->tries -= pacing->tries > 0 && !pacing->follows;
    pacing->evidence = pacing->evidence << 1 | at_refresh;
    if (at_refresh) {
        double most = pacing->nominal * PERIOD_ERROR;
        pacing->period += PERIOD_GAIN * error / whole;
        pacing->period = fmin(fmax(pacing->period, pacing->nominal - most), pacing->nominal + most);
        pacing->steady += (pacing->period - pacing->steady) / fmin(pacing->shown, LONG);
        pacing->refresh += whole * pacing->period + PHASE_GAIN * error;
    } else if (!pacing->follows) {
        pacing->refresh = (double)now;
    }
    judge(pacing);
}

void tsp_pacing_drawn(tsp_pacing *pacing, int64_t took)
{
    if ((double)took > pacing->drawing)
        pacing->drawing = (double)took;
    else
        pacing->drawing += DRAWING_FADE * ((double)took - pacing->drawing);
}

int64_t tsp_pacing_shown(tsp_pacing *pacing, int64_t due, int64_t slot, int64_t now)
{
    double late = (double)(now - due);
    double refreshes = pacing->follows ? round((double)(now - slot) / pacing->period) : 0;
    pacing->mean += JITTER_WEIGHT * (late - pacing->mean);
    pacing->squares += JITTER_WEIGHT * (late * late - pacing->squares);
    pacing->missed += refreshes > 0 ? (uint64_t)refreshes : 0;
    return pacing->follows ? slot + (int64_t)(refreshes * pacing->period) : now;
}

bool tsp_pacing_follows(const tsp_pacing *pacing)
{
    return pacing->follows;
}

/* Which of two refreshes, when the picture's time lies that share of the period after the first one. */
static bool takes_later(tsp_pacing *pacing, double share)
{
    double from_middle = share - 0.5;
    if (fabs(from_middle) < DOUBT)
        return pacing->later;
    if (fabs(from_middle) < DECIDED)
        pacing->later = from_middle > 0;
    return from_middle > 0;
}

double tsp_pacing_period(const tsp_pacing *pacing)
{
    return pacing->follows ? pacing->steady : 0;
}

int64_t tsp_pacing_slot(tsp_pacing *pacing, int64_t due)
{
    if (!pacing->follows)
        return due;
    double passed = ((double)due - pacing->refresh) / pacing->period;
    double whole = floor(passed);
    if (takes_later(pacing, passed - whole))
        whole++;
    return (int64_t)(pacing->refresh + whole * pacing->period);
}

int64_t tsp_pacing_moment(tsp_pacing *pacing, int64_t due)
{
    if (!pacing->follows)
        return due;
    return tsp_pacing_slot(pacing, due) - (int64_t)(pacing->period * (1 - AFTER));
}

/* Where each refresh is served: until the one that the next picture is for is the one that comes next. */
static int64_t refreshes_to(tsp_pacing *pacing, int64_t due, int64_t now)
{
    double gone = floor(((double)now - pacing->refresh) / pacing->period + AT_REFRESH);
    double coming = pacing->refresh + (gone + 1) * pacing->period;
    return (int64_t)((double)tsp_pacing_slot(pacing, due) - coming - pacing->period / 2);
}

int64_t tsp_pacing_wait(tsp_pacing *pacing, int64_t due, int64_t now)
{
    if (pacing->follows && tsp_pacing_repeats(pacing))
        return refreshes_to(pacing, due, now);
    return tsp_pacing_moment(pacing, due) - (int64_t)fmin(pacing->drawing + WAKE_UP, LEAD_MAX) - now;
}

double tsp_pacing_jitter(const tsp_pacing *pacing)
{
    double variance = pacing->squares - pacing->mean * pacing->mean;
    return variance > 0 ? sqrt(variance) / NANOSECONDS : 0;
}
