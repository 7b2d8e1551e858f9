/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "player/pipeline/resampler.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define PI 3.14159265358979323846
/*
 * Between two frames, a sound is found from HALF frames before and HALF after by a windowed sinc: exact up to 20 of
 * 24 kHz, and 90 dB down where it is not. Ratios are so near to 1 that nothing has to be filtered out for them.
 */
#define HALF   16u
#define TAPS   (2 * HALF)
#define PHASES 256u
#define KAISER 9.0
/* Frames given in one go. */
#define PIECE 1024u
/* HALF before the place, what a piece takes, and as many behind it. */
#define ROOM (PIECE + PIECE / 8 + 4 * HALF)

struct tsp_resampler {
    unsigned channels;
    float taps[PHASES + 1][TAPS];
    float *held;    /* frames of the ring: at least HALF that were given, then those to come */
    unsigned count; /* of them */
    double place;   /* the next one to give: an index into them */
    int64_t end;    /* title time right after the last one held */
};

/* The modified Bessel function of order 0. */
static double bessel(double x)
{
    double sum = 1;
    double term = 1;
    for (int i = 1; i < 40; i++) {
        term *= x / 2 / i;
        sum += term * term;
    }
    return sum;
}

static double tap(double distance)
{
    double part = distance / HALF;
    double window = part > -1 && part < 1 ? bessel(KAISER * sqrt(1 - part * part)) / bessel(KAISER) : 0;
    return fabs(distance) < 1e-9 ? 1 : window * sin(PI * distance) / (PI * distance);
}

static void make_taps(tsp_resampler *resampler)
{
    for (unsigned phase = 0; phase <= PHASES; phase++) {
        double values[TAPS];
        double sum = 0;
        for (unsigned i = 0; i < TAPS; i++) {
            values[i] = tap((double)i - (HALF - 1) - (double)phase / PHASES);
            sum += values[i];
        }
        /* What stands still keeps its level at any phase. */
        for (unsigned i = 0; i < TAPS; i++)
            resampler->taps[phase][i] = (float)(values[i] / sum);
    }
}

tsp_resampler *tsp_resampler_create(unsigned channels)
{
    tsp_resampler *resampler = calloc(1, sizeof *resampler);
    if (!resampler)
        return NULL;
    resampler->channels = channels;
    resampler->held = calloc((size_t)ROOM * channels, sizeof *resampler->held);
    if (!resampler->held) {
        tsp_resampler_destroy(&resampler);
        return NULL;
    }
    make_taps(resampler);
    tsp_resampler_reset(resampler);
    return resampler;
}

void tsp_resampler_destroy(tsp_resampler **resampler)
{
    if (!resampler || !*resampler)
        return;
    free((*resampler)->held);
    free(*resampler);
    *resampler = NULL;
}

void tsp_resampler_reset(tsp_resampler *resampler)
{
    memset(resampler->held, 0, (size_t)HALF * resampler->channels * sizeof *resampler->held);
    resampler->count = HALF;
    resampler->place = HALF;
    resampler->end = 0;
}

/* How many frames must be held to give the one at a place. */
static unsigned needed(double place)
{
    return (unsigned)place + HALF + 1;
}

static void take(tsp_resampler *resampler, tsp_ring *ring, unsigned count)
{
    if (count <= resampler->count)
        return;
    float *to = resampler->held + (size_t)resampler->count * resampler->channels;
    resampler->count += tsp_ring_read(ring, to, count - resampler->count, &resampler->end);
}

/* Lets go of what lies too far back to be of use. */
static void slide(tsp_resampler *resampler)
{
    unsigned past = (unsigned)resampler->place - HALF;
    size_t channels = resampler->channels;
    memmove(resampler->held, resampler->held + past * channels,
            (resampler->count - past) * channels * sizeof *resampler->held);
    resampler->count -= past;
    resampler->place -= past;
}

/* The frame at a place between two that are held. */
static void interpolate(const tsp_resampler *resampler, double place, float *out)
{
    unsigned whole = (unsigned)place;
    double phase = (place - whole) * PHASES;
    unsigned low = (unsigned)phase;
    float share = (float)(phase - low);
    const float *one = resampler->taps[low];
    const float *other = resampler->taps[low + 1];
    const float *from = resampler->held + (size_t)(whole + 1 - HALF) * resampler->channels;
    float taps[TAPS];
    for (unsigned i = 0; i < TAPS; i++)
        taps[i] = one[i] + share * (other[i] - one[i]);
    for (unsigned channel = 0; channel < resampler->channels; channel++) {
        float sum = 0;
        for (unsigned i = 0; i < TAPS; i++)
            sum += taps[i] * from[(size_t)i * resampler->channels + channel];
        out[channel] = sum;
    }
}

/* The ring's very frames. */
static unsigned give_exactly(tsp_resampler *resampler, tsp_ring *ring, float *samples, unsigned frames)
{
    unsigned place = (unsigned)resampler->place;
    take(resampler, ring, place + frames);
    unsigned given = resampler->count - place < frames ? resampler->count - place : frames;
    memcpy(samples, resampler->held + (size_t)place * resampler->channels,
           (size_t)given * resampler->channels * sizeof *samples);
    resampler->place += given;
    return given;
}

/* Frames at places that are step apart. */
static unsigned give_between(tsp_resampler *resampler, tsp_ring *ring, float *samples, unsigned frames, double step)
{
    double place = resampler->place;
    unsigned given = 0;
    take(resampler, ring, needed(place + (frames - 1) * step));
    while (given < frames && needed(place + given * step) <= resampler->count) {
        interpolate(resampler, place + given * step, samples + (size_t)given * resampler->channels);
        given++;
    }
    resampler->place = place + given * step;
    return given;
}

static unsigned give(tsp_resampler *resampler, tsp_ring *ring, float *samples, unsigned frames, double ratio)
{
    if (ratio != 1)
        return give_between(resampler, ring, samples, frames, ratio);
    if (resampler->place == floor(resampler->place))
        return give_exactly(resampler, ring, samples, frames);
    /* It comes to a whole frame, within a piece or the few that are as long; from there on it is exact. */
    double whole = round(resampler->place + frames);
    double left = whole - resampler->place - frames;
    double most = 0.5 * frames / PIECE;
    double now = fmin(fmax(left, -most), most);
    unsigned given = give_between(resampler, ring, samples, frames, 1 + now / frames);
    if (given == frames && now == left)
        resampler->place = whole;
    return given;
}

unsigned tsp_resampler_read(tsp_resampler *resampler, tsp_ring *ring, float *samples, unsigned frames, double ratio,
                            int64_t *end_time)
{
    unsigned given = 0;
    unsigned now = 1;
    ratio = fmin(fmax(ratio, 1 - TSP_RESAMPLER_MOST), 1 + TSP_RESAMPLER_MOST);
    for (; given < frames && now > 0; given += now) {
        unsigned piece = frames - given < PIECE ? frames - given : PIECE;
        now = give(resampler, ring, samples + (size_t)given * resampler->channels, piece, ratio);
        slide(resampler);
    }
    *end_time = resampler->end - tsp_ring_ticks(ring, resampler->count - resampler->place);
    return given;
}
