/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the engine's benchmark found, as a table or as JSON. */
#ifndef TALLYSTICK_TESTS_BENCH_REPORT_H
#define TALLYSTICK_TESTS_BENCH_REPORT_H

#include <stdint.h>
#include <stdio.h>

enum bench_step {
    BENCH_MEMCPY, /* of the stream's chunks, sector for sector */
    BENCH_AES,    /* AES-128-CTR over them, as a player of wholly encrypted discs would */
    BENCH_SHA256, /* of each chunk */
    BENCH_CHECK,  /* tss_taken_check of each chunk, which split and synthesis do as well */
    BENCH_WALK,   /* tss_chunk_measure */
    BENCH_SPLIT,
    BENCH_SYNTHESIS,
    BENCH_SEAL, /* tss_complement_seal of every chunk's complement */
    BENCH_OPEN,
    BENCH_STEPS
};

/* Of one step over the whole stream. */
struct bench_time {
    double best; /* seconds of the thread's CPU time */
    double median;
};

struct bench_report {
    const char *profile;
    unsigned repetitions;
    uint64_t stream_bytes; /* of the chunks' sectors: what rates count */
    uint64_t video_bytes;
    uint64_t complement_bytes; /* sealed chunks and index */
    uint32_t chunks;
    struct bench_time times[BENCH_STEPS];
};

void bench_report_table(FILE *file, const struct bench_report *report);
void bench_report_json(FILE *file, const struct bench_report *report);

#endif
