/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Measures the engine over a real stream: how fast one core walks, splits and
 * synthesises it, checks the original, and seals and opens its complement, beside a plain copy
 * and beside AES-128-CTR and SHA-256 over all of it. Times are the thread's own CPU time; what is
 * measured is checked, too: each synthesis must give the original.
 */
#include <errno.h>
#include <getopt.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <openssl/evp.h>

#include "base/error.h"
#include "synth/chunk.h"
#include "synth/complement.h"
#include "synth/cutter.h"
#include "synth/taken.h"
#include "tests/bench/report.h"

enum { MAX_REPETITIONS = 1000, DEFAULT_REPETITIONS = 15 };

/* Larger streams are cut off here: the benchmark holds three copies. */
#define MAX_STREAM (1024L << 20)

static const uint8_t bench_key[TSS_KEY_SIZE] = {1};
static const tss_id bench_copy = {{2}};

struct chunk {
    tss_extent extent;
    tss_chunk_keys keys;
    uint8_t *taken;
    uint8_t *sealed;
    size_t size; /* of taken */
};

struct bench {
    uint8_t *original;
    uint8_t *work;
    uint32_t sectors;
    struct chunk *chunks;
    uint32_t chunk_count;
    enum tss_profile profile;
    tss_engine *engine;
    EVP_CIPHER_CTX *aes;
    tss_tally tally;
    unsigned repetitions;
    double *seconds[BENCH_STEPS];
};

static double now(void)
{
    struct timespec time = {0};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
    return (double)time.tv_sec + 1e-9 * (double)time.tv_nsec;
}

static int read_stream(struct bench *bench, const char *path, tsb_error *err)
{
    FILE *file = fopen(path, "rb");
    if (!file) {
        return tsb_fail(err, TSB_ERR_IO, "cannot open %s: %s", path, strerror(errno));
    }
    long size = fseek(file, 0, SEEK_END) == 0 ? ftell(file) : -1;
    size = size > MAX_STREAM ? MAX_STREAM : size;
    bench->sectors = size > 0 ? (uint32_t)(size / (long)TSS_SECTOR_SIZE) : 0;
    const size_t bytes = (size_t)bench->sectors * TSS_SECTOR_SIZE;
    int result = 0;
    bench->original = malloc(bytes + 1);
    bench->work = malloc(bytes + 1);
    if (!bench->original || !bench->work) {
        result = tsb_fail(err, TSB_ERR_MEMORY, "out of memory for %s", path);
    } else if (bytes == 0 || fseek(file, 0, SEEK_SET) != 0 || fread(bench->original, 1, bytes, file) != bytes) {
        result = tsb_fail(err, TSB_ERR_IO, "cannot read %s: it must be a program stream or a DVD image", path);
    }
    fclose(file);
    return result;
}

static int add_chunks(struct bench *bench, const tss_extent *extents, unsigned count, tsb_error *err)
{
    for (unsigned i = 0; i < count; i++) {
        struct chunk *chunk = &bench->chunks[bench->chunk_count];
        chunk->extent = extents[i];
        const int result = tss_derive_chunk(&chunk->keys, bench_key, bench->chunk_count++, err);
        if (result != 0) {
            return result;
        }
    }
    return 0;
}

static int cut(struct bench *bench, tsb_error *err)
{
    tss_cutter cutter = {0};
    tss_extent extents[2];
    /* Every sector but the last closes two chunks at the most. */
    bench->chunks = calloc(2 * (size_t)bench->sectors + 1, sizeof *bench->chunks);
    if (!bench->chunks) {
        return tsb_fail(err, TSB_ERR_MEMORY, "out of memory for the chunks");
    }
    int result = 0;
    for (uint32_t i = 0; result == 0 && i < bench->sectors; i++) {
        const unsigned closed = tss_cutter_push(&cutter, bench->original + (size_t)i * TSS_SECTOR_SIZE, extents);
        result = add_chunks(bench, extents, closed, err);
    }
    if (result == 0) {
        result = add_chunks(bench, extents, tss_cutter_finish(&cutter, extents), err);
    }
    if (result == 0 && bench->chunk_count == 0) {
        result = tsb_fail(err, TSB_ERR_INVALID, "there is no MPEG-2 program stream in the file");
    }
    return result;
}

static int prepare(struct bench *bench, tsb_error *err)
{
    int result = cut(bench, err);
    for (uint32_t i = 0; result == 0 && i < bench->chunk_count; i++) {
        struct chunk *chunk = &bench->chunks[i];
        const uint8_t *sectors = bench->original + (size_t)chunk->extent.first * TSS_SECTOR_SIZE;
        result = tss_chunk_measure(bench->engine, sectors, chunk->extent.count, bench->profile, &chunk->size,
                                   &bench->tally, err);
        if (result == 0) {
            chunk->taken = malloc(chunk->size);
            chunk->sealed = malloc(chunk->size + TSS_TAG_SIZE);
            if (!chunk->taken || !chunk->sealed) {
                result = tsb_fail(err, TSB_ERR_MEMORY, "out of memory for the complement");
            }
        }
    }
    if (result == 0 && bench->tally.video_bytes == 0) {
        result = tsb_fail(err, TSB_ERR_INVALID, "there is no video in the stream");
    }
    return result;
}

static int encrypt(struct bench *bench, uint8_t *bytes, uint32_t size, tsb_error *err)
{
    static const uint8_t iv[16] = {0};
    int written = 0;
    if (EVP_EncryptInit_ex(bench->aes, EVP_aes_128_ctr(), NULL, bench_key, iv) != 1 ||
        EVP_EncryptUpdate(bench->aes, bytes, &written, bytes, (int)size) != 1) {
        return tsb_fail(err, TSB_ERR_INTERNAL, "libcrypto refused AES-128-CTR");
    }
    return 0;
}

/* One step over one chunk. */
static int run_chunk(struct bench *bench, enum bench_step step, uint32_t number, tsb_error *err)
{
    struct chunk *chunk = &bench->chunks[number];
    const uint32_t count = chunk->extent.count;
    const size_t offset = (size_t)chunk->extent.first * TSS_SECTOR_SIZE;
    uint8_t *sectors = bench->work + offset;
    uint8_t hash[TSS_HASH_SIZE];
    switch (step) {
    case BENCH_MEMCPY:
        memcpy(sectors, bench->original + offset, (size_t)count * TSS_SECTOR_SIZE);
        return 0;
    case BENCH_AES:
        return encrypt(bench, sectors, count * TSS_SECTOR_SIZE, err);
    case BENCH_SHA256:
        return tss_sha256(hash, sectors, (size_t)count * TSS_SECTOR_SIZE, err);
    case BENCH_CHECK:
        return tss_taken_check(hash, chunk->keys.shuffle, sectors, count, err);
    case BENCH_WALK:
        return tss_chunk_measure(bench->engine, sectors, count, bench->profile, NULL, NULL, err);
    case BENCH_SPLIT:
        return tss_chunk_split(bench->engine, sectors, count, bench->profile, &chunk->keys, chunk->taken, chunk->size,
                               NULL, err);
    case BENCH_SYNTHESIS:
        return tss_chunk_synthesise(bench->engine, sectors, count, chunk->taken, chunk->size, NULL, NULL, err);
    case BENCH_SEAL:
        return tss_complement_seal(chunk->sealed, bench_key, &bench_copy, number, chunk->taken, chunk->size, err);
    case BENCH_OPEN:
        return tss_complement_open(chunk->taken, bench_key, &bench_copy, number, chunk->sealed,
                                   chunk->size + TSS_TAG_SIZE, err);
    default:
        return tsb_fail(err, TSB_ERR_INTERNAL, "there is no such step");
    }
}

static int run_step(struct bench *bench, enum bench_step step, unsigned repetition, tsb_error *err)
{
    const double start = now();
    for (uint32_t i = 0; i < bench->chunk_count; i++) {
        const int result = run_chunk(bench, step, i, err);
        if (result != 0) {
            return result;
        }
    }
    bench->seconds[step][repetition] = now() - start;
    return 0;
}

/* All steps, each on what it has to do with; then the result must be the original again. */
static int run_all(struct bench *bench, unsigned repetition, tsb_error *err)
{
    static const enum bench_step order[] = {BENCH_AES,   BENCH_MEMCPY, BENCH_SHA256, BENCH_CHECK,    BENCH_WALK,
                                            BENCH_SPLIT, BENCH_SEAL,   BENCH_OPEN,   BENCH_SYNTHESIS};
    const size_t bytes = (size_t)bench->sectors * TSS_SECTOR_SIZE;
    memcpy(bench->work, bench->original, bytes);
    for (size_t i = 0; i < sizeof order / sizeof *order; i++) {
        const int result = run_step(bench, order[i], repetition, err);
        if (result != 0) {
            return result;
        }
    }
    if (memcmp(bench->work, bench->original, bytes) != 0) {
        return tsb_fail(err, TSB_ERR_INTERNAL, "the synthesis did not give the original back");
    }
    return 0;
}

static int compare_doubles(const void *a, const void *b)
{
    const double x = *(const double *)a;
    const double y = *(const double *)b;
    return (x > y) - (x < y);
}

static struct bench_report make_report(struct bench *bench)
{
    struct bench_report report = {.profile = tss_profile_name((int)bench->profile), .repetitions = bench->repetitions};
    report.video_bytes = bench->tally.video_bytes;
    report.chunks = bench->chunk_count;
    report.complement_bytes = tss_index_size(bench->chunk_count);
    for (uint32_t i = 0; i < bench->chunk_count; i++) {
        report.stream_bytes += (uint64_t)bench->chunks[i].extent.count * TSS_SECTOR_SIZE;
        report.complement_bytes += bench->chunks[i].size + TSS_TAG_SIZE;
    }
    for (int step = 0; step < BENCH_STEPS; step++) {
        qsort(bench->seconds[step], bench->repetitions, sizeof(double), compare_doubles);
        report.times[step].best = bench->seconds[step][0];
        report.times[step].median = bench->seconds[step][bench->repetitions / 2];
    }
    return report;
}

static int run(struct bench *bench, const char *path, bool json, tsb_error *err)
{
    int result = tss_engine_create(&bench->engine, err);
    bench->aes = EVP_CIPHER_CTX_new();
    if (result == 0 && !bench->aes) {
        result = tsb_fail(err, TSB_ERR_MEMORY, "out of memory for AES-128-CTR");
    }
    for (int step = 0; step < BENCH_STEPS; step++) {
        bench->seconds[step] = calloc(bench->repetitions, sizeof(double));
        if (result == 0 && !bench->seconds[step]) {
            result = tsb_fail(err, TSB_ERR_MEMORY, "out of memory for the times");
        }
    }
    if (result == 0) {
        result = read_stream(bench, path, err);
    }
    if (result == 0) {
        result = prepare(bench, err);
    }
    for (unsigned i = 0; result == 0 && i < bench->repetitions; i++) {
        result = run_all(bench, i, err);
    }
    if (result == 0) {
        const struct bench_report report = make_report(bench);
        (json ? bench_report_json : bench_report_table)(stdout, &report);
    }
    return result;
}

static void finish(struct bench *bench)
{
    for (uint32_t i = 0; i < bench->chunk_count; i++) {
        free(bench->chunks[i].taken);
        free(bench->chunks[i].sealed);
    }
    for (int step = 0; step < BENCH_STEPS; step++) {
        free(bench->seconds[step]);
    }
    free(bench->chunks);
    free(bench->original);
    free(bench->work);
    EVP_CIPHER_CTX_free(bench->aes);
    tss_engine_destroy(&bench->engine);
}

static int wrong_usage(void)
{
    fprintf(stderr, "Usage: bench_engine [--json] [--profile standard|strong] [--repetitions 1-%d] STREAM\n",
            MAX_REPETITIONS);
    return 2;
}

int main(int argc, char **argv)
{
    static const struct option options[] = {{"json", no_argument, NULL, 'j'},
                                            {"profile", required_argument, NULL, 'p'},
                                            {"repetitions", required_argument, NULL, 'r'},
                                            {NULL, 0, NULL, 0}};
    struct bench bench = {.profile = TSS_PROFILE_STANDARD, .repetitions = DEFAULT_REPETITIONS};
    bool json = false;
    for (int option = 0; (option = getopt_long(argc, argv, "", options, NULL)) != -1;) {
        const int profile = option == 'p' ? tss_profile_parse(optarg) : 0;
        const long repetitions = option == 'r' ? strtol(optarg, NULL, 10) : DEFAULT_REPETITIONS;
        if (option == '?' || profile < 0 || repetitions < 1 || repetitions > MAX_REPETITIONS) {
            return wrong_usage();
        }
        json = json || option == 'j';
        bench.profile = option == 'p' ? (enum tss_profile)profile : bench.profile;
        bench.repetitions = option == 'r' ? (unsigned)repetitions : bench.repetitions;
    }
    if (optind + 1 != argc) {
        return wrong_usage();
    }
    tsb_error err = {0};
    const int result = run(&bench, argv[optind], json, &err);
    if (result != 0) {
        fprintf(stderr, "The benchmark failed: %s\n", err.text);
    }
    finish(&bench);
    return result == 0 ? 0 : 1;
}
