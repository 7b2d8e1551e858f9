/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Usage: damage [--seed N] FILE...
 *
 * What a scratched disc costs: sectors of the main stream are lost or silently
 * altered before the synthesis. It must say so, no picture that has no byte in
 * a damaged sector may lose anything, and no slice of decoys may be left.
 */
#include <inttypes.h>
#include <stdbool.h>
#include <string.h>

#include "synth/keys.h"
#include "tests/property/film.h"
#include "tests/property/reference.h"

enum { TRIALS = 5, MOST_SECTORS = 4, LOST_BYTES = TSS_CHUNK_MAX_SECTORS / 8 };

enum how { LOST, NOISE, FLIPS, CODES, HOW_COUNT };

/* A slice of the original chunk, and which picture it belongs to. */
struct part {
    size_t start; /* in the chunk's video */
    size_t end;
    uint32_t picture;
    bool adjacent; /* a damaged sector hides where it ends: it may be blanked */
};

struct run {
    struct film film;
    uint64_t random;
    tss_engine *engine;
    /* The chunk. */
    uint32_t number;
    uint32_t count;
    const uint8_t *original;
    uint8_t *main_stream;
    uint8_t *taken;
    size_t size;
    struct video video;
    struct part *parts;
    size_t part_count;
    uint32_t pictures;
    /* The trial. */
    uint8_t *work;
    uint8_t damaged[TSS_CHUNK_MAX_SECTORS];
    uint64_t trials;
    uint64_t pictures_lost;
    uint64_t sectors_damaged;
};

/* All slices of the chunk's video. */
static void find_parts(struct run *run)
{
    const uint8_t *bytes = run->video.bytes;
    size_t start = ref_start_code(bytes, 0, run->video.size);
    uint32_t picture = 0;
    run->part_count = 0;
    while (start < run->video.size) {
        const size_t end = ref_start_code(bytes, start + 3, run->video.size);
        const uint8_t code = bytes[start + 3];
        picture += code == 0;
        if (code >= 0x01 && code <= 0xAF) {
            run->parts[run->part_count++] = (struct part){start, end, picture, false};
        }
        start = end;
    }
    run->pictures = picture;
}

static uint32_t sector_of(const struct run *run, size_t video)
{
    return run->video.place[video] / TSS_SECTOR_SIZE;
}

static void flip_a_bit(struct run *run, uint8_t *byte)
{
    *byte = (uint8_t)(*byte ^ 1u << film_random(&run->random, 8));
}

static uint8_t *hurt_sector(struct run *run, uint32_t n)
{
    run->sectors_damaged += !run->damaged[n];
    run->damaged[n] = 1;
    return run->work + (size_t)n * TSS_SECTOR_SIZE;
}

/* Makes one start code another one, or none. */
static void alter_code(struct run *run)
{
    const struct video *video = &run->video;
    const size_t code = ref_start_code(video->bytes, film_random(&run->random, (uint32_t)video->size), video->size);
    if (code + 3 < video->size) {
        const uint32_t place = video->place[code + film_random(&run->random, 4)];
        flip_a_bit(run, &hurt_sector(run, place / TSS_SECTOR_SIZE)[place % TSS_SECTOR_SIZE]);
    }
}

static void damage_sector(struct run *run, enum how how, uint8_t *lost)
{
    const uint32_t n = film_random(&run->random, run->count);
    uint8_t *sector = hurt_sector(run, n);
    switch (how) {
    case LOST:
        memset(sector, 0, TSS_SECTOR_SIZE);
        lost[n / 8] = (uint8_t)(lost[n / 8] | 1u << n % 8);
        break;
    case NOISE:
        for (uint32_t b = film_random(&run->random, 100); b < TSS_SECTOR_SIZE; b++) {
            sector[b] = (uint8_t)film_random(&run->random, 256);
        }
        break;
    default:
        for (uint32_t b = 1 + film_random(&run->random, 30); b > 0; b--) {
            flip_a_bit(run, &sector[film_random(&run->random, TSS_SECTOR_SIZE)]);
        }
        break;
    }
}

/* Damages some sectors of the main stream; false when that changed nothing. */
static bool damage(struct run *run, enum how how, uint8_t *lost)
{
    const size_t bytes = (size_t)run->count * TSS_SECTOR_SIZE;
    const uint32_t sectors = 1 + film_random(&run->random, MOST_SECTORS);
    memcpy(run->work, run->main_stream, bytes);
    memset(run->damaged, 0, sizeof run->damaged);
    memset(lost, 0, LOST_BYTES);
    for (uint32_t i = 0; i < sectors; i++) {
        if (how == CODES) {
            alter_code(run);
        } else {
            damage_sector(run, how, lost);
        }
    }
    return memcmp(run->work, run->main_stream, bytes) != 0;
}

/* For whoever looks into a failure: the damaged sectors, and what became of the slices around them. */
static void describe(const struct run *run)
{
    for (uint32_t n = 0; n < run->count; n++) {
        if (run->damaged[n]) {
            fprintf(stderr, "sector %u of %u is damaged\n", n, run->count);
        }
    }
    for (size_t i = 0; i < run->part_count; i++) {
        const struct part *part = &run->parts[i];
        size_t other = 0;
        size_t zero = 0;
        for (size_t at = part->start; at < part->end; at++) {
            const uint32_t place = run->video.place[at];
            other += run->work[place] != run->original[place];
            zero += run->work[place] == 0;
        }
        if (other != 0) {
            fprintf(stderr, "picture %u, slice %zu: row %u, sectors %u to %u: %zu bytes, %zu differ, %zu are zero\n",
                    part->picture, i, run->video.bytes[part->start + 3], sector_of(run, part->start),
                    sector_of(run, part->end - 1), part->end - part->start, other, zero);
        }
    }
}

/* A slice equals the original's where it matters, or is blanked there. */
struct verdict {
    bool touched; /* it has a byte in a damaged sector */
    bool same;    /* outside damaged sectors */
    bool blank;   /* likewise */
};

static struct verdict judge(const struct run *run, const struct part *part)
{
    struct verdict verdict = {false, true, true};
    for (size_t i = part->start; i < part->end; i++) {
        const uint32_t place = run->video.place[i];
        if (run->damaged[place / TSS_SECTOR_SIZE]) {
            verdict.touched = true;
            continue;
        }
        verdict.same = verdict.same && run->work[place] == run->original[place];
        verdict.blank = verdict.blank && run->work[place] == 0;
    }
    return verdict;
}

/*
 * Marks the slices whose end, the start code that follows, is in a damaged sector. Where nobody tells
 * of the damage, the picture goes with it: what follows it looks like more of it.
 */
static void mark_adjacent(struct run *run, enum how how, bool *touched)
{
    for (size_t i = 0; i < run->part_count; i++) {
        struct part *part = &run->parts[i];
        const size_t code_end = part->end + 3 < run->video.size ? part->end + 3 : run->video.size - 1;
        part->adjacent = false;
        for (uint32_t n = sector_of(run, part->end - 1); n <= sector_of(run, code_end); n++) {
            part->adjacent |= run->damaged[n];
        }
        touched[part->picture] |= part->adjacent && how != LOST;
    }
}

/*
 * Marks the pictures that have a byte in a damaged sector, headers counted. Nobody can know
 * that a sector within a slice held sound or nothing at all: it counts as the picture's, too.
 */
static void mark_touched(const struct run *run, bool *touched)
{
    size_t part = 0;
    for (size_t i = 0; i < run->video.size; i++) {
        while (part < run->part_count && run->parts[part].end <= i) {
            part++;
        }
        const uint32_t picture = part < run->part_count ? run->parts[part].picture : run->pictures;
        const uint32_t here = sector_of(run, i);
        const bool within = part < run->part_count && i > run->parts[part].start;
        for (uint32_t n = within ? sector_of(run, i - 1) : here; n <= here; n++) {
            touched[picture] |= run->damaged[n];
        }
    }
}

static void check_result(struct run *run, enum how how, const tss_tally *tally)
{
    bool *touched = film_allocate(run->pictures + 1, sizeof *touched);
    bool *hurt = film_allocate(run->pictures + 1, sizeof *hurt);
    for (size_t i = 0; i < run->video.size; i++) {
        const uint32_t place = run->video.place[i];
        HOLDS(how != LOST || !run->damaged[sector_of(run, i)] || run->work[place] == 0,
              "a lost sector is not left zero");
    }
    mark_touched(run, touched);
    mark_adjacent(run, how, touched);
    for (size_t i = 0; i < run->part_count; i++) {
        const struct part *part = &run->parts[i];
        const struct verdict verdict = judge(run, part);
        /* So may be the chunk's last slice, if it goes on in the next one: by itself it cannot be understood. */
        const bool cut = i + 1 == run->part_count;
        hurt[part->picture] |= !verdict.same && !part->adjacent && !cut;
        /* A slice that was altered itself, unknown to all, may be restored with the alteration in it. */
        const bool altered = verdict.touched && how != LOST;
        /* What is left of one without its start code is no slice any more: no decoder reads it. */
        const bool headless = run->damaged[sector_of(run, part->start)] ||
                              run->damaged[sector_of(run, part->start + 3)];
        if (!(verdict.same || verdict.blank || altered || headless)) {
            describe(run);
        }
        HOLDS(verdict.same || verdict.blank || altered || headless,
              "chunk %u, way %d: slice %zu of picture %u shows decoys", run->number, (int)how, i, part->picture);
    }
    uint32_t lost = 0;
    for (uint32_t p = 0; p <= run->pictures; p++) {
        if (hurt[p] && !touched[p]) {
            describe(run);
        }
        HOLDS(!hurt[p] || touched[p], "chunk %u, way %d: picture %u was hurt by sectors of others", run->number,
              (int)how, p);
        lost += hurt[p];
    }
    HOLDS(lost == 0 || tally->pictures_damaged > 0 || how != LOST, "chunk %u: a picture is lost and not counted",
          run->number);
    run->pictures_lost += lost;
    free(touched);
    free(hurt);
}

static void try_damage(struct run *run, enum how how)
{
    uint8_t lost[LOST_BYTES];
    tss_tally tally = {0};
    if (!damage(run, how, lost)) {
        return;
    }
    const int result = tss_chunk_synthesise(run->engine, run->work, run->count, run->taken, run->size,
                                            how == LOST ? lost : NULL, &tally, NULL);
    /* Where only decoys were altered, the bits they stand for heal it: the original, and nothing to report. */
    const bool healed = memcmp(run->work, run->original, (size_t)run->count * TSS_SECTOR_SIZE) == 0;
    HOLDS(result == (healed ? 0 : TSB_ERR_DAMAGED), "chunk %u, way %d: damage gives %d", run->number, (int)how, result);
    check_result(run, how, &tally);
    run->trials++;
}

static void check_chunk(struct run *run, uint32_t number, enum tss_profile profile)
{
    const tss_extent *chunk = &run->film.chunks[number];
    const size_t bytes = (size_t)chunk->count * TSS_SECTOR_SIZE;
    const uint8_t seed[TSS_KEY_SIZE] = {(uint8_t)film_random(&run->random, 256)};
    tss_chunk_keys keys;
    run->number = number;
    run->count = chunk->count;
    run->original = run->film.bytes + (size_t)chunk->first * TSS_SECTOR_SIZE;
    run->main_stream = film_allocate(bytes, 1);
    run->work = film_allocate(bytes, 1);
    run->parts = film_allocate(bytes / 4, sizeof *run->parts);
    memcpy(run->main_stream, run->original, bytes);
    HOLDS(tss_derive_chunk(&keys, seed, number, NULL) == 0, "no keys");
    HOLDS(tss_chunk_measure(run->engine, run->main_stream, run->count, profile, &run->size, NULL, NULL) == 0,
          "measure");
    run->taken = film_allocate(run->size, 1);
    HOLDS(tss_chunk_split(run->engine, run->main_stream, run->count, profile, &keys, run->taken, run->size, NULL,
                          NULL) == 0,
          "split");
    video_gather(&run->video, &run->film, run->film.bytes, chunk->first, chunk->count);
    find_parts(run);
    for (int how = LOST; how < HOW_COUNT; how++) {
        for (int trial = 0; trial < TRIALS; trial++) {
            try_damage(run, (enum how)how);
        }
    }
    video_finish(&run->video);
    free(run->main_stream);
    free(run->work);
    free(run->parts);
    free(run->taken);
}

int main(int argc, char **argv)
{
    const char *seed = getenv("TALLYSTICK_SEED");
    static struct run run;
    run.random = seed && *seed ? strtoull(seed, NULL, 0) : 1;
    int at = 1;
    if (at + 1 < argc && strcmp(argv[at], "--seed") == 0) {
        run.random = strtoull(argv[at + 1], NULL, 0);
        at += 2;
    }
    printf("seed %" PRIu64 "\n", run.random);
    HOLDS(tss_engine_create(&run.engine, NULL) == 0, "no engine");
    for (; at < argc; at++) {
        film_load(&run.film, argv[at]);
        for (uint32_t i = 0; i < run.film.chunk_count; i++) {
            check_chunk(&run, i, i % 2 ? TSS_PROFILE_STRONG : TSS_PROFILE_STANDARD);
        }
        film_finish(&run.film);
        printf("%s: %" PRIu64 " trials, %" PRIu64 " sectors damaged, %" PRIu64 " pictures lost\n", argv[at], run.trials,
               run.sectors_damaged, run.pictures_lost);
    }
    tss_engine_destroy(&run.engine);
    return 0;
}
