/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The engine's interface at its edges; its properties on real streams are tests/property's. */
#include "synth/chunk.h"

#include "base/bytes.h"
#include "tests/support/suite.h"

static tss_engine *engine;
static const tss_chunk_keys keys = {{1}, {2}};

static void setup(void)
{
    ck_assert_int_eq(tss_engine_create(&engine, NULL), 0);
}

/* Sectors full of video that is a run of units, each so many bytes long, made by repeating one. */
static uint8_t *make_sectors(uint32_t count, const char *unit, size_t size)
{
    static const uint8_t header[23] = {0,    0,    1, 0xBA, 0x44, 0,    4,    0,    4,    1, 1, 0x89,
                                       0xC3, 0xF8, 0, 0,    1,    0xE0, 0x07, 0xEC, 0x80, 0, 0};
    uint8_t *sectors = malloc((size_t)count * TSS_SECTOR_SIZE);
    ck_assert_ptr_nonnull(sectors);
    size_t at = 0;
    for (uint32_t i = 0; i < count; i++) {
        uint8_t *sector = sectors + (size_t)i * TSS_SECTOR_SIZE;
        memcpy(sector, header, sizeof header);
        for (size_t b = sizeof header; b < TSS_SECTOR_SIZE; b++)
            sector[b] = (uint8_t)unit[at++ % size];
    }
    return sectors;
}

/* Splits and synthesises, and wants the original back. */
static void round_trip(uint8_t *sectors, uint32_t count, enum tss_profile profile, tss_tally *tally)
{
    const size_t bytes = (size_t)count * TSS_SECTOR_SIZE;
    uint8_t *original = malloc(bytes);
    size_t size = 0;
    ck_assert_ptr_nonnull(original);
    memcpy(original, sectors, bytes);
    ck_assert_int_eq(tss_chunk_measure(engine, sectors, count, profile, &size, NULL, NULL), 0);
    uint8_t *taken = malloc(size);
    ck_assert_ptr_nonnull(taken);
    ck_assert_int_eq(tss_chunk_split(engine, sectors, count, profile, &keys, taken, size, tally, NULL), 0);
    ck_assert_int_eq(tss_chunk_synthesise(engine, sectors, count, taken, size, NULL, NULL, NULL), 0);
    ck_assert_mem_eq(sectors, original, bytes);
    free(taken);
    free(original);
}

START_TEST(profiles_have_names)
{
    ck_assert_str_eq(tss_profile_name(TSS_PROFILE_STANDARD), "standard");
    ck_assert_str_eq(tss_profile_name(TSS_PROFILE_STRONG), "strong");
    ck_assert_ptr_null(tss_profile_name(0));
    ck_assert_ptr_null(tss_profile_name(3));
    ck_assert_int_eq(tss_profile_parse("strong"), TSS_PROFILE_STRONG);
    ck_assert_int_eq(tss_profile_parse("standard"), TSS_PROFILE_STANDARD);
    ck_assert_int_eq(tss_profile_parse("Strong"), TSB_ERR_INVALID);
    ck_assert_int_eq(tss_profile_parse(""), TSB_ERR_INVALID);
}
END_TEST

START_TEST(a_chunk_has_its_bounds)
{
    uint8_t *sectors = calloc(TSS_CHUNK_MAX_SECTORS + 1, TSS_SECTOR_SIZE);
    size_t size = 0;
    tsb_error err = {0};
    ck_assert_ptr_nonnull(sectors);
    ck_assert_int_eq(tss_chunk_measure(engine, sectors, 0, TSS_PROFILE_STANDARD, &size, NULL, &err), TSB_ERR_INVALID);
    ck_assert_int_eq(
        tss_chunk_measure(engine, sectors, TSS_CHUNK_MAX_SECTORS + 1, TSS_PROFILE_STANDARD, &size, NULL, NULL),
        TSB_ERR_INVALID);
    ck_assert(err.text[0] != 0);
    round_trip(sectors, TSS_CHUNK_MAX_SECTORS, TSS_PROFILE_STANDARD, NULL);
    round_trip(sectors, 1, TSS_PROFILE_STRONG, NULL);
    free(sectors);
}
END_TEST

START_TEST(another_original_is_refused)
{
    uint8_t *sectors = calloc(2, TSS_SECTOR_SIZE);
    uint8_t taken[4096];
    size_t size = 0;
    ck_assert_ptr_nonnull(sectors);
    ck_assert_int_eq(tss_chunk_measure(engine, sectors, 2, TSS_PROFILE_STANDARD, &size, NULL, NULL), 0);
    ck_assert_int_eq(tss_chunk_split(engine, sectors, 2, TSS_PROFILE_STANDARD, &keys, taken, size - 1, NULL, NULL),
                     TSB_ERR_INVALID);
    ck_assert_int_eq(tss_chunk_split(engine, sectors, 2, TSS_PROFILE_STANDARD, &keys, taken, size, NULL, NULL), 0);
    ck_assert_int_eq(tss_chunk_synthesise(engine, sectors, 1, taken, size, NULL, NULL, NULL), TSB_ERR_INVALID);
    ck_assert_int_eq(tss_chunk_synthesise(engine, sectors, 2, taken, size - 1, NULL, NULL, NULL), TSB_ERR_INVALID);
    ck_assert_int_eq(tss_chunk_synthesise(engine, sectors, 2, taken, 0, NULL, NULL, NULL), TSB_ERR_INVALID);
    sectors[TSS_SECTOR_SIZE] = 1;
    ck_assert_int_eq(tss_chunk_synthesise(engine, sectors, 2, taken, size, NULL, NULL, NULL), TSB_ERR_DAMAGED);
    free(sectors);
}
END_TEST

START_TEST(a_lost_sector_without_video_is_reported)
{
    uint8_t *sectors = make_sectors(4, "\0\0\1\xBE", 4);
    uint8_t lost[1] = {1u << 2};
    uint8_t taken[4096];
    size_t size = 0;
    ck_assert_int_eq(tss_chunk_measure(engine, sectors, 4, TSS_PROFILE_STANDARD, &size, NULL, NULL), 0);
    ck_assert_int_eq(tss_chunk_split(engine, sectors, 4, TSS_PROFILE_STANDARD, &keys, taken, size, NULL, NULL), 0);
    memset(sectors + (size_t)2 * TSS_SECTOR_SIZE, 0, TSS_SECTOR_SIZE);
    tsb_error err = {0};
    tss_tally tally = {0};
    ck_assert_int_eq(tss_chunk_synthesise(engine, sectors, 4, taken, size, lost, &tally, &err), TSB_ERR_DAMAGED);
    ck_assert_uint_eq(tally.pictures_damaged, 0);
    ck_assert(err.text[0] != 0);
    free(sectors);
}
END_TEST

#define SEQUENCE "\0\0\1\xB3\x2D\x02\x40\x23\xFF\xFF\xE0\x18\0\0\1\xB5\x14\x8A\0\1\0\0"
#define PICTURE  "\0\0\1\0\0\x0F\xFF\xF8\0\0\1\xB5\x8F\xFF\xF3\x41\x80"
/* A slice of one macroblock, whose six blocks have DCs of size 0 and nothing else. */
#define PLAIN "\0\0\1\1\x0B\x94\xA5\x22\x20"

/* As many units as a chunk can hold, of each kind that costs something: work stays in proportion. CTest's time-out is
 * the judge. */
START_TEST(crowded_chunks_are_walked)
{
    static const struct {
        const char *unit;
        size_t size;
    } units[] = {
        {"\0\0\1\0", 4},               /* pictures without end */
        {PICTURE, sizeof PICTURE - 1}, /* with their extension */
        {"\0\0\1\1", 4},               /* slices without content */
        {SEQUENCE PICTURE PLAIN, sizeof SEQUENCE PICTURE PLAIN - 1},
        {PICTURE PLAIN PLAIN PLAIN PLAIN, sizeof PICTURE PLAIN PLAIN PLAIN PLAIN - 1},
        {"\0\0\1\xB3", 4}, /* sequences */
        {"\0\0\1", 3},
        {"\0", 1},
        {"\1", 1},
        {"\0\0\1\1\x0B\xFF\xFF\xFF\xFF\xFF\xFF", 11},
        {"\0\0\1\1\x08\x04\x04\x04\x04\x04\x04", 11},
    };
    for (size_t i = 0; i < TSB_COUNT(units); i++) {
        uint8_t *sectors = make_sectors(TSS_CHUNK_MAX_SECTORS, units[i].unit, units[i].size);
        memcpy(sectors + 23, SEQUENCE PICTURE, sizeof SEQUENCE PICTURE - 1);
        round_trip(sectors, TSS_CHUNK_MAX_SECTORS, TSS_PROFILE_STANDARD, NULL);
        round_trip(sectors, TSS_CHUNK_MAX_SECTORS, TSS_PROFILE_STRONG, NULL);
        free(sectors);
    }
}
END_TEST

/* The same under a complement and a damage report that ask for all the work there is. */
START_TEST(crowded_chunks_are_synthesised_from_hostile_complements)
{
    uint8_t *sectors = make_sectors(TSS_CHUNK_MAX_SECTORS, PICTURE PLAIN, sizeof PICTURE PLAIN - 1);
    const size_t bytes = (size_t)TSS_CHUNK_MAX_SECTORS * TSS_SECTOR_SIZE;
    uint8_t *original = malloc(bytes);
    uint8_t *lost = calloc(TSS_CHUNK_MAX_SECTORS / 8, 1);
    size_t size = 0;
    tss_tally split = {0};
    ck_assert(lost && original);
    memcpy(sectors + 23, SEQUENCE, sizeof SEQUENCE - 1);
    memcpy(original, sectors, bytes);
    ck_assert_int_eq(tss_chunk_measure(engine, sectors, TSS_CHUNK_MAX_SECTORS, TSS_PROFILE_STRONG, &size, NULL, NULL),
                     0);
    uint8_t *taken = malloc(size);
    ck_assert_ptr_nonnull(taken);
    ck_assert_int_eq(
        tss_chunk_split(engine, sectors, TSS_CHUNK_MAX_SECTORS, TSS_PROFILE_STRONG, &keys, taken, size, &split, NULL),
        0);
    const uint64_t pictures_met = split.pictures;
    ck_assert_uint_gt(split.slices_taken, 16000);
    const uint32_t pictures = tsb_load32(taken + 64);
    ck_assert_uint_eq(pictures, 16384);
    uint8_t *exceptions = taken + 80 + (size_t)14 * pictures;
    const uint32_t room = tsb_load32(taken + 68);
    for (int round = 0; round < 3; round++) {
        /* Exceptions out of order; then a reader that lost only the last sector; then every other one. */
        for (uint32_t i = 0; i < room; i++)
            memcpy(exceptions + (size_t)6 * i, round ? "\xFF\xFF\xFF\xFF\0\0" : "\0\0\0\0\3\0", 6);
        for (uint32_t i = 0; i < TSS_CHUNK_MAX_SECTORS / 8; i++)
            lost[i] = round == 2 ? 0xAA : i + 1 == TSS_CHUNK_MAX_SECTORS / 8 ? 0x80 : 0;
        tss_tally tally = {0};
        const int result = tss_chunk_synthesise(engine, sectors, TSS_CHUNK_MAX_SECTORS, taken, size,
                                                round ? lost : NULL, &tally, NULL);
        const bool same = memcmp(sectors, original, bytes) == 0;
        ck_assert_int_eq(result, same ? 0 : TSB_ERR_DAMAGED);
        ck_assert_uint_eq(tally.pictures, pictures_met);
    }
    free(taken);
    free(original);
    free(lost);
    free(sectors);
}
END_TEST

START_TEST(nothing_is_left_of_an_engine)
{
    tss_engine *none = NULL;
    tss_engine_destroy(&none);
    tss_engine_destroy(NULL);
    tss_engine_destroy(&engine);
    ck_assert_ptr_null(engine);
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {profiles_have_names,         a_chunk_has_its_bounds,
                                  another_original_is_refused, a_lost_sector_without_video_is_reported,
                                  crowded_chunks_are_walked,   crowded_chunks_are_synthesised_from_hostile_complements,
                                  nothing_is_left_of_an_engine};
    Suite *suite = suite_create("synth chunk");
    TCase *tcase = tcase_create("synth chunk");
    tcase_add_checked_fixture(tcase, setup, NULL);
    for (size_t i = 0; i < TSB_COUNT(tests); i++)
        tcase_add_test(tcase, tests[i]);
    suite_add_tcase(suite, tcase);
    return suite_end(suite);
}
