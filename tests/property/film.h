/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A program stream or disc image in memory, its chunks, and what of it is video: found without synth/packs.c. */
#ifndef TALLYSTICK_TESTS_PROPERTY_FILM_H
#define TALLYSTICK_TESTS_PROPERTY_FILM_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include "synth/chunk.h"
#include "synth/cutter.h"

/* A property that does not hold ends the program. */
#define HOLDS(condition, ...)                                                                                          \
    do {                                                                                                               \
        if (!(condition)) {                                                                                            \
            fprintf(stderr, "%s:%d: does not hold: %s\n", __FILE__, __LINE__, #condition);                             \
            fprintf(stderr, __VA_ARGS__);                                                                              \
            fputc('\n', stderr);                                                                                       \
            exit(1);                                                                                                   \
        }                                                                                                              \
    } while (0)

struct film {
    const char *path;
    uint8_t *bytes;
    size_t size; /* whole sectors */
    uint32_t sectors;
    uint8_t *video; /* for each byte, 1: payload of a video PES packet */
    tss_extent *chunks;
    size_t chunk_count;
};

/* Video bytes of a run of sectors, in order, and where each was. */
struct video {
    uint8_t *bytes;  /* with 64 zeros after it */
    uint32_t *place; /* of each, counted in bytes from the run's first */
    size_t size;
};

void *film_allocate(size_t count, size_t size);
void film_load(struct film *film, const char *path);
/* Finds video and chunks anew, after bytes were changed. */
void film_survey(struct film *film);
void film_finish(struct film *film);

/* bytes: the film's sectors, or another version of them with the same video bytes. */
void video_gather(struct video *video, const struct film *film, const uint8_t *bytes, uint32_t first, uint32_t count);
void video_finish(struct video *video);

/* A random sequence that a seed repeats. */
uint32_t film_random(uint64_t *state, uint32_t below);

#endif
