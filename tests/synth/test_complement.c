/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Header, index and sealed chunks of the complement file. */
#include "synth/complement.h"

#include "tests/support/suite.h"
#include "tests/synth/hex.h"

#define CHUNKS 5u

static const tss_id title = {{0x11, 0x22}};
static const tss_id copy = {{0x33, 0x44}};
static const tss_extent extents[CHUNKS] = {{100, 600}, {700, 512}, {1300, 4096}, {5396, 1}, {9000, 999}};
static const size_t plain_sizes[CHUNKS] = {5000, 1, 70000, 20, TSS_SEALED_CHUNK_MAX - TSS_TAG_SIZE};

static void build(tss_index *index)
{
    ck_assert_int_eq(tss_index_build(index, &title, TSS_PROFILE_STANDARD, 10000, extents, plain_sizes, CHUNKS, NULL),
                     0);
}

static size_t write_sample(uint8_t *bytes, size_t capacity)
{
    tss_index index = {0};
    build(&index);
    const size_t size = tss_index_size(index.chunk_count);
    ck_assert_uint_le(size, capacity);
    tss_index_write(bytes, &index, &copy);
    tss_index_finish(&index);
    return size;
}

START_TEST(index_lays_chunks_out_one_after_another)
{
    tss_index index = {0};
    build(&index);
    ck_assert_uint_eq(tss_index_size(CHUNKS), 128 + 24 * CHUNKS);
    uint64_t offset = tss_index_size(CHUNKS);
    for (size_t i = 0; i < CHUNKS; i++) {
        ck_assert_uint_eq(index.entries[i].offset, offset);
        ck_assert_uint_eq(index.entries[i].first, extents[i].first);
        ck_assert_uint_eq(index.entries[i].count, extents[i].count);
        ck_assert_uint_eq(index.entries[i].size, plain_sizes[i] + TSS_TAG_SIZE);
        offset += index.entries[i].size;
    }
    ck_assert_uint_eq(index.file_size, offset);
    tss_index_finish(&index);
    ck_assert_ptr_null(index.entries);
    tss_index_finish(&index);
    tss_index_finish(NULL);
}
END_TEST

START_TEST(index_round_trip)
{
    uint8_t bytes[512];
    uint8_t again[512];
    tss_index index = {0};
    size_t peeked = 0;
    const size_t size = write_sample(bytes, sizeof bytes);
    ck_assert_int_eq(tss_index_peek(bytes, &peeked, NULL), 0);
    ck_assert_uint_eq(peeked, size);
    ck_assert_int_eq(tss_index_parse(&index, bytes, size, NULL), 0);
    ck_assert(tss_id_equal(&index.title, &title));
    ck_assert(tss_id_equal(&index.copy, &copy));
    ck_assert_int_eq(index.profile, TSS_PROFILE_STANDARD);
    ck_assert_uint_eq(index.image_sectors, 10000);
    ck_assert_uint_eq(index.chunk_count, CHUNKS);
    tss_index_write(again, &index, &index.copy);
    ck_assert_mem_eq(bytes, again, size);
    tss_index_finish(&index);
}
END_TEST

START_TEST(find_knows_every_sector)
{
    tss_index index = {0};
    build(&index);
    for (uint32_t sector = 0; sector < 10010; sector++) {
        int64_t expected = -1;
        for (uint32_t i = 0; i < CHUNKS; i++) {
            if (sector >= extents[i].first && sector < extents[i].first + extents[i].count)
                expected = i;
        }
        ck_assert_int_eq(tss_index_find(&index, sector), expected);
    }
    ck_assert_int_eq(tss_index_find(&index, UINT32_MAX), -1);
    tss_index_finish(&index);
}
END_TEST

START_TEST(every_truncation_is_refused)
{
    uint8_t bytes[512];
    tss_index index = {0};
    const size_t size = write_sample(bytes, sizeof bytes - 1);
    for (size_t cut = 0; cut < size; cut++) {
        /* A block of its own, so that a sanitizer sees any byte read past its end. */
        uint8_t *part = malloc(cut > 0 ? cut : 1);
        ck_assert_ptr_nonnull(part);
        memcpy(part, bytes, cut);
        ck_assert_int_eq(tss_index_parse(&index, part, cut, NULL), TSB_ERR_INVALID);
        free(part);
    }
    ck_assert_int_eq(tss_index_parse(&index, bytes, size + 1, NULL), TSB_ERR_INVALID);
    ck_assert_ptr_null(index.entries);
}
END_TEST

/* Where a flipped bit still makes a valid index: the identifiers, and fields that keep to all rules. */
static bool may_pass(size_t at)
{
    if (at < TSS_INDEX_HEADER_SIZE)
        return (at >= 32 && at < 64) || (at >= 20 && at < 24);
    const size_t in_entry = (at - TSS_INDEX_HEADER_SIZE) % TSS_INDEX_ENTRY_SIZE;
    return in_entry >= 8 && in_entry < 16;
}

START_TEST(every_bit_flip_is_refused_or_harmless)
{
    uint8_t bytes[512];
    uint8_t again[512];
    const size_t size = write_sample(bytes, sizeof bytes);
    for (size_t bit = 0; bit < 8 * size; bit++) {
        tss_index index = {0};
        tsb_error err = {0};
        bytes[bit / 8] ^= (uint8_t)(1u << bit % 8);
        const int result = tss_index_parse(&index, bytes, size, &err);
        if (result) {
            ck_assert(result == TSB_ERR_INVALID || result == TSB_ERR_UNSUPPORTED);
            ck_assert_int_eq(err.code, result);
            ck_assert_str_ne(err.text, "");
            ck_assert_ptr_null(index.entries);
        } else {
            ck_assert_msg(may_pass(bit / 8), "a flipped bit of byte %zu passes", bit / 8);
            tss_index_write(again, &index, &index.copy);
            ck_assert_mem_eq(bytes, again, size);
            tss_index_finish(&index);
        }
        bytes[bit / 8] ^= (uint8_t)(1u << bit % 8);
    }
}
END_TEST

static const struct {
    size_t at;
    unsigned width;
    uint64_t value;
    int code;
    const char *says;
} broken_rules[] = {
    {0, 1, 'X', TSB_ERR_INVALID, "begin"},
    {8, 2, 2, TSB_ERR_UNSUPPORTED, "version 2"},
    {8, 2, 0, TSB_ERR_UNSUPPORTED, "version 0"},
    {10, 1, 2, TSB_ERR_UNSUPPORTED, "method 2"},
    {11, 1, 3, TSB_ERR_UNSUPPORTED, "profile 3"},
    {12, 2, 15, TSB_ERR_UNSUPPORTED, "windows"},
    {14, 2, 1, TSB_ERR_INVALID, "reserved"},
    {16, 4, 0, TSB_ERR_INVALID, "chunks"},
    {16, 4, CHUNKS + 1, TSB_ERR_INVALID, "length"},
    {16, 4, TSS_INDEX_MAX_CHUNKS + 1, TSB_ERR_INVALID, "chunks"},
    {16, 4, UINT32_MAX, TSB_ERR_INVALID, "chunks"},
    {20, 4, 9998, TSB_ERR_INVALID, "outside"},
    {24, 4, 128, TSB_ERR_INVALID, "length"},
    {28, 4, 1, TSB_ERR_INVALID, "reserved"},
    {64, 8, 1, TSB_ERR_INVALID, "length"},
    {64, 8, UINT64_MAX, TSB_ERR_INVALID, "length"},
    {127, 1, 1, TSB_ERR_INVALID, "reserved"},
    {128, 8, 0, TSB_ERR_INVALID, "follow"},
    {128, 8, UINT64_MAX, TSB_ERR_INVALID, "follow"},
    {128 + 8, 4, UINT32_MAX, TSB_ERR_INVALID, "outside"},
    {128 + 12, 4, 0, TSB_ERR_INVALID, "length"},
    {128 + 12, 4, TSS_CHUNK_MAX_SECTORS + 1, TSB_ERR_INVALID, "length"},
    {128 + 12, 4, 601, TSB_ERR_INVALID, "overlap"},
    {128 + 16, 4, TSS_TAG_SIZE, TSB_ERR_INVALID, "size"},
    {128 + 16, 4, TSS_SEALED_CHUNK_MAX + 1, TSB_ERR_INVALID, "size"},
    {128 + 20, 1, 2, TSB_ERR_UNSUPPORTED, "method 2"},
    {128 + 23, 1, 1, TSB_ERR_INVALID, "reserved"},
    {128 + 24 + 8, 4, 699, TSB_ERR_INVALID, "overlap"},
    {128 + 4 * 24 + 12, 4, 1001, TSB_ERR_INVALID, "outside"},
};

START_TEST(rules_are_told_apart)
{
    for (size_t i = 0; i < TSB_COUNT(broken_rules); i++) {
        uint8_t bytes[512];
        tss_index index = {0};
        tsb_error err = {0};
        const size_t size = write_sample(bytes, sizeof bytes);
        for (unsigned b = 0; b < broken_rules[i].width; b++)
            bytes[broken_rules[i].at + b] = (uint8_t)(broken_rules[i].value >> 8 * (broken_rules[i].width - 1 - b));
        ck_assert_int_eq(tss_index_parse(&index, bytes, size, &err), broken_rules[i].code);
        ck_assert_msg(strstr(err.text, broken_rules[i].says) != NULL, "case %zu: %s", i, err.text);
    }
}
END_TEST

START_TEST(build_refuses_what_parse_would)
{
    static const struct {
        tss_extent first, second;
        size_t size;
        uint32_t count;
        int profile;
    } cases[] = {
        {{0, 10}, {9, 10}, 100, 2, TSS_PROFILE_STANDARD},
        {{10, 10}, {0, 10}, 100, 2, TSS_PROFILE_STANDARD},
        {{0, 0}, {10, 10}, 100, 2, TSS_PROFILE_STANDARD},
        {{0, 10}, {10, TSS_CHUNK_MAX_SECTORS + 1}, 100, 2, TSS_PROFILE_STANDARD},
        {{0, 10}, {9999, 2}, 100, 2, TSS_PROFILE_STANDARD},
        {{0, 10}, {UINT32_MAX, 2}, 100, 2, TSS_PROFILE_STANDARD},
        {{0, 10}, {10, 10}, 0, 2, TSS_PROFILE_STANDARD},
        {{0, 10}, {10, 10}, TSS_SEALED_CHUNK_MAX, 2, TSS_PROFILE_STANDARD},
        {{0, 10}, {10, 10}, SIZE_MAX, 2, TSS_PROFILE_STANDARD},
        {{0, 10}, {10, 10}, 100, 0, TSS_PROFILE_STANDARD},
        {{0, 10}, {10, 10}, 100, TSS_INDEX_MAX_CHUNKS + 1, TSS_PROFILE_STANDARD},
        {{0, 10}, {10, 10}, 100, 2, 0},
        {{0, 10}, {10, 10}, 100, 2, 77},
    };
    for (size_t i = 0; i < TSB_COUNT(cases); i++) {
        const tss_extent two[2] = {cases[i].first, cases[i].second};
        const size_t sizes[2] = {100, cases[i].size};
        tss_index index = {0};
        tsb_error err = {0};
        ck_assert_int_ne(tss_index_build(&index, &title, (enum tss_profile)cases[i].profile, 10000, two, sizes,
                                         cases[i].count, &err),
                         0);
        ck_assert_str_ne(err.text, "");
        ck_assert_ptr_null(index.entries);
    }
}
END_TEST

START_TEST(largest_index_is_accepted)
{
    tss_extent *many = calloc(TSS_INDEX_MAX_CHUNKS, sizeof *many);
    size_t *sizes = calloc(TSS_INDEX_MAX_CHUNKS, sizeof *sizes);
    uint8_t *bytes = malloc(tss_index_size(TSS_INDEX_MAX_CHUNKS));
    tss_index index = {0};
    tss_index back = {0};
    ck_assert(many && sizes && bytes);
    for (uint32_t i = 0; i < TSS_INDEX_MAX_CHUNKS; i++) {
        many[i] = (tss_extent){.first = i * 1024, .count = 1024};
        sizes[i] = TSS_SEALED_CHUNK_MAX - TSS_TAG_SIZE;
    }
    ck_assert_int_eq(tss_index_build(&index, &title, TSS_PROFILE_STRONG, TSS_INDEX_MAX_CHUNKS * 1024, many, sizes,
                                     TSS_INDEX_MAX_CHUNKS, NULL),
                     0);
    tss_index_write(bytes, &index, &copy);
    ck_assert_int_eq(tss_index_parse(&back, bytes, tss_index_size(TSS_INDEX_MAX_CHUNKS), NULL), 0);
    ck_assert_uint_eq(back.file_size, index.file_size);
    ck_assert_int_eq(tss_index_find(&back, TSS_INDEX_MAX_CHUNKS * 1024 - 1), TSS_INDEX_MAX_CHUNKS - 1);
    tss_index_finish(&back);
    tss_index_finish(&index);
    free(bytes);
    free(sizes);
    free(many);
}
END_TEST

START_TEST(chunks_open_only_where_they_belong)
{
    const uint8_t key[TSS_KEY_SIZE] = {5};
    const uint8_t other_key[TSS_KEY_SIZE] = {6};
    const tss_id other_copy = {{0x33, 0x45}};
    uint8_t sealed[100 + TSS_TAG_SIZE];
    uint8_t plain[100];
    uint8_t opened[100];
    tsb_error err = {0};
    memset(plain, 0x5A, sizeof plain);
    ck_assert_int_eq(tss_complement_seal(sealed, key, &copy, 17, plain, sizeof plain, NULL), 0);
    ck_assert_int_eq(tss_complement_open(opened, key, &copy, 17, sealed, sizeof sealed, NULL), 0);
    ck_assert_mem_eq(opened, plain, sizeof plain);
    ck_assert_int_eq(tss_complement_open(opened, key, &copy, 18, sealed, sizeof sealed, &err), TSB_ERR_DAMAGED);
    ck_assert_ptr_nonnull(strstr(err.text, "chunk 18"));
    ck_assert_int_eq(tss_complement_open(opened, key, &other_copy, 17, sealed, sizeof sealed, NULL), TSB_ERR_DAMAGED);
    ck_assert_int_eq(tss_complement_open(opened, other_key, &copy, 17, sealed, sizeof sealed, NULL), TSB_ERR_DAMAGED);
    for (size_t size = 0; size < sizeof sealed; size++)
        ck_assert_int_eq(tss_complement_open(opened, key, &copy, 17, sealed, size, NULL), TSB_ERR_DAMAGED);
    ck_assert_int_eq(tss_complement_open(opened, key, &copy, 17, sealed, TSS_SEALED_CHUNK_MAX + 1, NULL),
                     TSB_ERR_DAMAGED);
    ck_assert_int_eq(tss_complement_seal(sealed, key, &copy, 17, plain, 0, NULL), TSB_ERR_INVALID);
    ck_assert_int_eq(tss_complement_seal(sealed, key, &copy, 17, plain, TSS_SEALED_CHUNK_MAX, NULL), TSB_ERR_INVALID);
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {
        index_lays_chunks_out_one_after_another,
        index_round_trip,
        find_knows_every_sector,
        every_truncation_is_refused,
        every_bit_flip_is_refused_or_harmless,
        rules_are_told_apart,
        build_refuses_what_parse_would,
        largest_index_is_accepted,
        chunks_open_only_where_they_belong,
    };
    return suite_run("synth complement", tests, TSB_COUNT(tests));
}
