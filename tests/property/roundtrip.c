/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Usage: roundtrip [--seed N] [--hurt] [--brief] [--main PREFIX] FILE...
 *
 * The properties that split and synthesis owe every stream. With --hurt the
 * original is damaged at random before it is split. With --brief the standard profile
 * alone is tried, with one key. With --main the main stream
 * of the standard profile is kept as PREFIX and the file's own name.
 */
#include <inttypes.h>
#include <stdbool.h>
#include <string.h>

#include "synth/keys.h"
#include "tests/property/film.h"
#include "tests/property/reference.h"

enum { HURTS = 12 };

struct run {
    struct film film;
    uint64_t random;
    bool hurt;
    bool brief;
    const char *main_prefix;
    tss_engine *engine;
    tss_engine *other_engine; /* synthesises: nothing may be left over from the split */
    uint8_t *main_stream;
    tss_tally measured;
    tss_tally split;
    tss_tally synthesised;
    uint64_t taken_size;
};

static tss_chunk_keys make_keys(uint64_t seed, uint32_t chunk)
{
    uint8_t bytes[TSS_KEY_SIZE] = {0};
    tss_chunk_keys keys;
    memcpy(bytes, &seed, sizeof seed);
    HOLDS(tss_derive_chunk(&keys, bytes, chunk, NULL) == 0, "no keys");
    return keys;
}

/* A split into memory of its own. */
static uint8_t *split(struct run *run, uint8_t *sectors, uint32_t count, enum tss_profile profile,
                      const tss_chunk_keys *keys, size_t size, tss_tally *tally)
{
    tsb_error err = {0};
    uint8_t *taken = film_allocate(size, 1);
    memset(taken, 0xA5, size);
    HOLDS(tss_chunk_split(run->engine, sectors, count, profile, keys, taken, size, tally, &err) == 0, "%s", err.text);
    return taken;
}

/* The same split again gives the same; another key, other bytes of the same sizes. */
static void check_other_splits(struct run *run, const uint8_t *original, const uint8_t *main_stream, uint32_t count,
                               enum tss_profile profile, uint32_t chunk, const uint8_t *taken, size_t size,
                               uint64_t seed)
{
    const size_t bytes = (size_t)count * TSS_SECTOR_SIZE;
    uint8_t *work = film_allocate(bytes, 1);
    for (unsigned other = 0; other < 2; other++) {
        const tss_chunk_keys keys = make_keys(seed + other, chunk);
        size_t again_size = 0;
        tss_tally tally = {0};
        memcpy(work, original, bytes);
        HOLDS(tss_chunk_measure(run->engine, work, count, profile, &again_size, NULL, NULL) == 0, "measure");
        HOLDS(memcmp(work, original, bytes) == 0, "measure changed what it read");
        HOLDS(again_size == size, "chunk %u: sizes differ", chunk);
        uint8_t *again = split(run, work, count, profile, &keys, size, &tally);
        const bool same = memcmp(work, main_stream, bytes) == 0 && memcmp(again, taken, size) == 0;
        HOLDS(other == 0 ? same : !same, "chunk %u, key %u", chunk, other);
        /* A slice has something to rearrange; of many, some come out differently. */
        HOLDS(other == 0 || tally.slices_taken < 20 || memcmp(work, main_stream, bytes) != 0,
              "chunk %u: keys give one main stream", chunk);
        tsb_error err = {0};
        HOLDS(tss_chunk_synthesise(run->other_engine, work, count, again, size, NULL, NULL, &err) == 0, "%s", err.text);
        HOLDS(memcmp(work, original, bytes) == 0, "chunk %u, key %u: not the original", chunk, other);
        free(again);
    }
    free(work);
}

/* What of another title or copy is put before a main stream is refused or found out, never shown as good. */
static void check_wrong_taken(struct run *run, const uint8_t *main_stream, uint32_t count, const uint8_t *taken,
                              size_t size)
{
    const size_t bytes = (size_t)count * TSS_SECTOR_SIZE;
    uint8_t *work = film_allocate(bytes, 1);
    uint8_t *wrong = film_allocate(size, 1);
    memcpy(work, main_stream, bytes);
    memcpy(wrong, taken, size);
    wrong[32 + film_random(&run->random, TSS_KEY_SIZE)] ^= 1; /* the shuffle key */
    const int result = tss_chunk_synthesise(run->other_engine, work, count, wrong, size, NULL, NULL, NULL);
    HOLDS(result == TSB_ERR_DAMAGED, "a wrong key gives %d", result);
    memcpy(work, main_stream, bytes);
    HOLDS(tss_chunk_synthesise(run->other_engine, work, count, taken, size - 1, NULL, NULL, NULL) == TSB_ERR_INVALID,
          "short");
    HOLDS(memcmp(work, main_stream, bytes) == 0, "a refused chunk was changed");
    free(wrong);
    free(work);
}

/* Chunk by chunk, the walk's counts are the reference parser's. */
static void check_counts(const struct run *run, const tss_extent *chunk, const tss_tally *tally)
{
    struct video video;
    struct ref_parser parser;
    video_gather(&video, &run->film, run->film.bytes, chunk->first, chunk->count);
    ref_init(&parser);
    ref_parse(&parser, video.bytes, video.size);
    HOLDS(tally->video_bytes == video.size, "video bytes");
    if (!run->hurt) {
        HOLDS(tally->pictures == parser.counts.pictures, "%" PRIu64 " pictures, not %" PRIu64, tally->pictures,
              parser.counts.pictures);
        HOLDS(tally->macroblocks == parser.counts.macroblocks && tally->vectors == parser.counts.vectors &&
                  tally->coefficients == parser.counts.coefficients,
              "macroblocks %" PRIu64 " %" PRIu64 ", vectors %" PRIu64 " %" PRIu64 ", coefficients %" PRIu64 " %" PRIu64,
              tally->macroblocks, parser.counts.macroblocks, tally->vectors, parser.counts.vectors, tally->coefficients,
              parser.counts.coefficients);
    }
    ref_finish(&parser);
    video_finish(&video);
}

static void check_chunk(struct run *run, uint32_t number, enum tss_profile profile, uint64_t seed)
{
    const tss_extent *chunk = &run->film.chunks[number];
    const size_t bytes = (size_t)chunk->count * TSS_SECTOR_SIZE;
    const uint8_t *original = run->film.bytes + (size_t)chunk->first * TSS_SECTOR_SIZE;
    uint8_t *sectors = run->main_stream + (size_t)chunk->first * TSS_SECTOR_SIZE;
    const tss_chunk_keys keys = make_keys(seed, number);
    tsb_error err = {0};
    tss_tally measured = {0};
    size_t size = 0;
    HOLDS(tss_chunk_measure(run->engine, original, chunk->count, profile, &size, &measured, &err) == 0, "%s", err.text);
    check_counts(run, chunk, &measured);
    memcpy(sectors, original, bytes);
    uint8_t *taken = split(run, sectors, chunk->count, profile, &keys, size, &run->split);
    const uint8_t *video = run->film.video + (size_t)chunk->first * TSS_SECTOR_SIZE;
    for (size_t i = 0; i < bytes; i++) {
        HOLDS(sectors[i] == original[i] || video[i], "chunk %u: byte %zu is not video and changed", number, i);
    }
    if (!run->brief) {
        check_other_splits(run, original, sectors, chunk->count, profile, number, taken, size, seed);
    }
    if (!run->brief && memcmp(sectors, original, bytes) != 0) {
        check_wrong_taken(run, sectors, chunk->count, taken, size);
    }
    uint8_t *work = film_allocate(bytes, 1);
    memcpy(work, sectors, bytes);
    HOLDS(tss_chunk_synthesise(run->other_engine, work, chunk->count, taken, size, NULL, &run->synthesised, &err) == 0,
          "%s", err.text);
    HOLDS(memcmp(work, original, bytes) == 0, "chunk %u: the synthesis is not the original", number);
    tss_tally_add(&run->measured, &measured);
    run->taken_size += size;
    free(work);
    free(taken);
}

/* Slices of a stream in order. */
struct slices {
    struct ref_slice *slice;
    size_t count;
    size_t room;
};

static void keep_slice(void *user, const struct ref_slice *slice)
{
    struct slices *slices = user;
    if (slices->count == slices->room) {
        slices->room = slices->room ? 2 * slices->room : 4096;
        slices->slice = realloc(slices->slice, slices->room * sizeof *slices->slice);
        HOLDS(slices->slice, "out of memory");
    }
    slices->slice[slices->count++] = *slice;
}

static void parse_all(const struct video *video, struct slices *slices)
{
    struct ref_parser parser;
    ref_init(&parser);
    parser.slice = keep_slice;
    parser.user = slices;
    *slices = (struct slices){0};
    ref_parse(&parser, video->bytes, video->size);
    ref_finish(&parser);
}

/* Whether the zeros at this place are all that stands before a start code of the original: stuffing (5.2.3). */
static bool stuffs(const struct video *original, const struct video *main_stream, size_t at)
{
    while (at < main_stream->size && main_stream->bytes[at] == 0) {
        at++;
    }
    return at == main_stream->size ||
           (main_stream->bytes[at] == 1 && memcmp(original->bytes + at - 2, "\0\0\1", 3) == 0);
}

/* 6.2.1: 23 zero bits are a start code's and stand nowhere else. */
static void check_start_codes(const struct video *original, const struct video *main_stream, bool hurt)
{
    size_t codes = 0;
    for (size_t i = 0; i + 3 < original->size; i++) {
        const uint8_t *a = original->bytes + i;
        const uint8_t *b = main_stream->bytes + i;
        const bool before = a[0] == 0 && a[1] == 0 && a[2] <= 1;
        const bool after = b[0] == 0 && b[1] == 0 && b[2] <= 1;
        HOLDS(!after || before || stuffs(original, main_stream, i),
              "a start code's prefix at %zu that the original has not", i);
        if (before && a[2] == 1) {
            HOLDS(after && b[2] == 1 && a[3] == b[3], "the start code at %zu has changed", i);
            codes++;
        }
    }
    HOLDS(codes > 0 || hurt || original->size < 1024, "no start code in the film");
}

static bool worse(uint64_t main_stream, uint64_t original)
{
    return main_stream > original;
}

/* Each slice of the main stream is as good a slice as it was, with DCs in range and skips where they may be. */
static void check_main_stream(const struct run *run)
{
    struct video original;
    struct video main_stream;
    struct slices before;
    struct slices after;
    video_gather(&original, &run->film, run->film.bytes, 0, run->film.sectors);
    video_gather(&main_stream, &run->film, run->main_stream, 0, run->film.sectors);
    check_start_codes(&original, &main_stream, run->hurt);
    parse_all(&original, &before);
    parse_all(&main_stream, &after);
    HOLDS(before.count == after.count, "%zu slices became %zu", before.count, after.count);
    for (size_t i = 0; i < before.count; i++) {
        const struct ref_slice *a = &before.slice[i];
        const struct ref_slice *b = &after.slice[i];
        HOLDS(a->start == b->start && a->end == b->end, "slice %zu moved", i);
        HOLDS(a->good == b->good || run->hurt, "slice %zu at %zu no longer follows the syntax", i, a->start);
        if (!a->good || !b->good) {
            continue;
        }
        const struct ref_counts *x = &a->counts;
        const struct ref_counts *y = &b->counts;
        HOLDS(run->hurt || (x->macroblocks == y->macroblocks && x->skipped == y->skipped && x->vectors == y->vectors &&
                            x->coefficients == y->coefficients && x->outside == y->outside),
              "slice %zu has other contents", i);
        HOLDS(run->hurt ||
                  (!worse(y->dc_out_of_range, x->dc_out_of_range) &&
                   !worse(y->skips_after_intra, x->skips_after_intra) && !worse(y->beyond_block, x->beyond_block)),
              "slice %zu at %zu: %" PRIu64 " DCs out of range, %" PRIu64 " skips after intra, %" PRIu64
              " runs beyond the block",
              i, a->start, y->dc_out_of_range, y->skips_after_intra, y->beyond_block);
    }
    free(before.slice);
    free(after.slice);
    video_finish(&original);
    video_finish(&main_stream);
}

static void write_main(const struct run *run)
{
    char path[4096];
    const char *name = strrchr(run->film.path, '/');
    snprintf(path, sizeof path, "%s%s", run->main_prefix, name ? name + 1 : run->film.path);
    FILE *file = fopen(path, "wb");
    HOLDS(file && fwrite(run->main_stream, 1, run->film.size, file) == run->film.size && fclose(file) == 0, "%s", path);
}

/* Sectors zeroed, overwritten, exchanged or cut short: an original from a bad drive. */
static void hurt_original(struct run *run)
{
    struct film *film = &run->film;
    for (unsigned i = 0; i < HURTS && film->sectors > 0; i++) {
        uint8_t *sector = film->bytes + (size_t)film_random(&run->random, film->sectors) * TSS_SECTOR_SIZE;
        const uint32_t at = film_random(&run->random, TSS_SECTOR_SIZE);
        switch (film_random(&run->random, 5)) {
        case 0:
            memset(sector, 0, TSS_SECTOR_SIZE);
            break;
        case 1:
            for (uint32_t b = 64; b < TSS_SECTOR_SIZE; b++) {
                sector[b] = (uint8_t)film_random(&run->random, 256);
            }
            break;
        case 2:
            sector[at] = (uint8_t)(sector[at] ^ 1u << film_random(&run->random, 8));
            break;
        case 3:
            memset(sector + at, 0xFF, TSS_SECTOR_SIZE - at);
            break;
        default: /* the sector is missing */
            memmove(sector, sector + TSS_SECTOR_SIZE, (size_t)(film->bytes + film->size - sector) - TSS_SECTOR_SIZE);
            film->sectors--;
            film->size -= TSS_SECTOR_SIZE;
            break;
        }
    }
    film_survey(film);
}

static void check_profile(struct run *run, enum tss_profile profile)
{
    const uint64_t seed = (uint64_t)film_random(&run->random, UINT32_MAX) << 8;
    memcpy(run->main_stream, run->film.bytes, run->film.size);
    run->measured = run->split = run->synthesised = (tss_tally){0};
    run->taken_size = 0;
    for (uint32_t i = 0; i < run->film.chunk_count; i++) {
        check_chunk(run, i, profile, seed);
    }
    check_main_stream(run);
    const tss_tally *a = &run->split;
    HOLDS(a->slices == run->measured.slices && a->sites == run->measured.sites &&
              a->macroblocks == run->measured.macroblocks,
          "measure and split differ");
    HOLDS(run->synthesised.slices_taken == a->slices_taken && run->synthesised.sites == a->sites &&
              run->synthesised.pictures_damaged == 0,
          "split and synthesis differ");
    HOLDS(a->slices_taken + a->slices_untouched + a->slices_refused == a->slices, "slices do not add up");
    printf("%s: %s: %zu chunks, %" PRIu64 " pictures, %" PRIu64 " slices: %" PRIu64 " taken, %" PRIu64
           " untouched, %" PRIu64 " refused, %" PRIu64 " sparse; %.3f %% of the video taken\n",
           run->film.path, tss_profile_name((int)profile), run->film.chunk_count, a->pictures, a->slices,
           a->slices_taken, a->slices_untouched, a->slices_refused, a->slices_sparse,
           a->video_bytes ? 100.0 * (double)run->taken_size / (double)a->video_bytes : 0.0);
}

static void check_film(struct run *run, const char *path)
{
    film_load(&run->film, path);
    if (run->hurt) {
        hurt_original(run);
    }
    run->main_stream = film_allocate(run->film.size, 1);
    if (!run->brief) {
        check_profile(run, TSS_PROFILE_STRONG);
    }
    check_profile(run, TSS_PROFILE_STANDARD);
    if (run->main_prefix) {
        write_main(run);
    }
    free(run->main_stream);
    film_finish(&run->film);
}

int main(int argc, char **argv)
{
    const char *seed = getenv("TALLYSTICK_SEED");
    struct run run = {.random = seed && *seed ? strtoull(seed, NULL, 0) : 1};
    int at = 1;
    for (; at < argc && strncmp(argv[at], "--", 2) == 0; at++) {
        if (strcmp(argv[at], "--hurt") == 0) {
            run.hurt = true;
        } else if (strcmp(argv[at], "--brief") == 0) {
            run.brief = true;
        } else if (strcmp(argv[at], "--seed") == 0 && at + 1 < argc) {
            run.random = strtoull(argv[++at], NULL, 0);
        } else if (strcmp(argv[at], "--main") == 0 && at + 1 < argc) {
            run.main_prefix = argv[++at];
        } else {
            fprintf(stderr, "unknown option %s\n", argv[at]);
            return 2;
        }
    }
    printf("seed %" PRIu64 "\n", run.random);
    HOLDS(tss_engine_create(&run.engine, NULL) == 0 && tss_engine_create(&run.other_engine, NULL) == 0, "no engines");
    for (; at < argc; at++) {
        check_film(&run, argv[at]);
    }
    tss_engine_destroy(&run.engine);
    tss_engine_destroy(&run.other_engine);
    return 0;
}
