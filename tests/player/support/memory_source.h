/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A complement source over a sample, whose chunks can be late, damaged or refused. */
#ifndef TALLYSTICK_TESTS_PLAYER_MEMORY_SOURCE_H
#define TALLYSTICK_TESTS_PLAYER_MEMORY_SOURCE_H

#include <pthread.h>

#include "synth/source.h"
#include "tests/player/support/sample.h"

typedef struct memory_source {
    tss_source base;
    const test_sample *sample;
    pthread_mutex_t lock; /* guards all below */
    int64_t late;         /* this chunk does not come while it is set; -1: none */
    bool paced;           /* and then because the source asks to be waited for */
    int64_t damaged;      /* this chunk gives TSB_ERR_DAMAGED */
    int64_t unknown;      /* this chunk gives TSB_ERR_UNSUPPORTED */
    int64_t foreign;      /* this chunk's bytes are nonsense */
    int64_t denied;       /* this chunk and later ones give TSB_ERR_DENIED */
    uint32_t given;       /* chunks given out */
    uint32_t cancelled;   /* calls that ended by cancel */
    uint32_t retries;     /* times it was told to try at once */
    int64_t wanted;       /* by the last want() */
    int64_t waiting;      /* a call waits for this chunk; -1: none does */
} memory_source;

void memory_source_init(memory_source *source, const test_sample *sample);
void memory_source_finish(memory_source *source);

/* Sets one of the numbers above, under the lock. */
void memory_source_set(memory_source *source, int64_t *member, int64_t value);
uint32_t memory_source_cancelled(memory_source *source);
uint32_t memory_source_retries(memory_source *source);
int64_t memory_source_waiting(memory_source *source);

#endif
