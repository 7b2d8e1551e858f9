/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "player/device/device_pieces.h"

#include <stdbool.h>

#include "base/bytes.h"
#include "tests/support/suite.h"

/* Pieces cover the image without holes, and each sector is found. */
static void expect_cover(const tss_index *index)
{
    tsp_pieces pieces = {0};
    uint32_t at = 0;
    uint32_t chunks = 0;

    ck_assert_int_eq(tsp_pieces_build(&pieces, index, NULL), 0);
    for (uint32_t i = 0; i < pieces.count; i++) {
        const tsp_piece *piece = &pieces.items[i];
        ck_assert_uint_eq(piece->first, at);
        ck_assert_uint_gt(piece->count, 0);
        ck_assert_uint_le(piece->count, TSS_CHUNK_MAX_SECTORS);
        ck_assert_uint_eq(tsp_pieces_find(&pieces, piece->first), i);
        ck_assert_uint_eq(tsp_pieces_find(&pieces, piece->first + piece->count - 1), i);
        if (piece->chunk >= 0) {
            ck_assert_int_eq(piece->chunk, (int)chunks);
            ck_assert_uint_eq(piece->first, index->entries[chunks].first);
            ck_assert_uint_eq(piece->count, index->entries[chunks].count);
            chunks++;
        }
        at += piece->count;
    }
    ck_assert_uint_eq(at, index->image_sectors);
    ck_assert_uint_eq(chunks, index->chunk_count);
    tsp_pieces_finish(&pieces);
}

START_TEST(pieces_cover_the_image)
{
    tss_index_entry entries[] = {
        {.first = 700, .count = 512}, {.first = 1212, .count = 4096}, {.first = 6000, .count = 1}};
    tss_index index = {.entries = entries, .chunk_count = 3, .image_sectors = 6001};

    expect_cover(&index);
    index.image_sectors = 9000;
    expect_cover(&index);
    entries[0].first = 0;
    expect_cover(&index);
    index.chunk_count = 0;
    index.image_sectors = 1;
    expect_cover(&index);
}
END_TEST

START_TEST(index_that_does_not_fit_is_refused)
{
    static const tss_index_entry wrong[][2] = {
        {{.first = 0, .count = 512}, {.first = 511, .count = 512}},
        {{.first = 0, .count = 0}, {.first = 512, .count = 512}},
        {{.first = 0, .count = 4097}, {.first = 5000, .count = 512}},
        {{.first = 0, .count = 512}, {.first = 9999, .count = 2}},
        {{.first = 0, .count = 512}, {.first = UINT32_MAX, .count = 2}},
    };

    for (size_t i = 0; i < TSB_COUNT(wrong); i++) {
        tss_index_entry entries[2] = {wrong[i][0], wrong[i][1]};
        tss_index index = {.entries = entries, .chunk_count = 2, .image_sectors = 10000};
        tsp_pieces pieces = {0};
        ck_assert_int_eq(tsp_pieces_build(&pieces, &index, NULL), TSB_ERR_INVALID);
        ck_assert_ptr_null(pieces.items);
    }
}
END_TEST

START_TEST(fields_are_restored_across_borders)
{
    tss_manifest manifest = {.manifest_sector = 10, .vmg_sector = 3, .vmg_backup_sector = 12};
    static uint8_t sectors[20 * TSS_SECTOR_SIZE];
    uint8_t blank[TSS_MANIFEST_SIZE];

    memset(manifest.provider, 'p', TSS_PROVIDER_SIZE);
    tss_manifest_blank(blank);
    for (uint32_t split = 1; split < 20; split++) {
        uint8_t lost[2][3];
        memset(sectors, 7, sizeof(sectors));
        memset(lost, 0xff, sizeof(lost));
        tsp_restore_fields(&manifest, 0, split, sectors, lost[0]);
        tsp_restore_fields(&manifest, split, 20 - split, sectors + (size_t)split * TSS_SECTOR_SIZE, lost[1]);
        ck_assert_mem_eq(sectors + 10 * TSS_SECTOR_SIZE, blank, sizeof(blank));
        ck_assert_mem_eq(sectors + 3 * TSS_SECTOR_SIZE + TSS_PROVIDER_OFFSET, manifest.provider, TSS_PROVIDER_SIZE);
        ck_assert_mem_eq(sectors + 12 * TSS_SECTOR_SIZE + TSS_PROVIDER_OFFSET, manifest.provider, TSS_PROVIDER_SIZE);
        ck_assert_uint_eq(sectors[9 * TSS_SECTOR_SIZE], 7);
        ck_assert_uint_eq(sectors[3 * TSS_SECTOR_SIZE + TSS_PROVIDER_OFFSET + TSS_PROVIDER_SIZE], 7);
        for (uint32_t i = 0; i < 20; i++) {
            uint32_t at = i < split ? i : i - split;
            bool bit = lost[i < split ? 0 : 1][at / 8] >> at % 8 & 1;
            ck_assert_int_eq(bit, i != 10 && i != 11);
        }
    }
}
END_TEST

/* A pack with one packet of this stream id, filling the sector. */
static void make_pack(uint8_t *sector, uint8_t id, uint8_t header_length)
{
    memset(sector, 0xaa, TSS_SECTOR_SIZE);
    tsb_store32(sector, 0x000001ba);
    sector[4] = 0x44;
    sector[13] = 0xf8;
    tsb_store32(sector + 14, 0x00000100u | id);
    tsb_store16(sector + 18, TSS_SECTOR_SIZE - 20);
    sector[20] = 0x80;
    sector[21] = 0;
    sector[22] = header_length;
}

START_TEST(video_is_blanked_and_sound_kept)
{
    uint8_t sector[TSS_SECTOR_SIZE];
    uint8_t before[TSS_SECTOR_SIZE];
    static const uint8_t zeros[TSS_SECTOR_SIZE];

    make_pack(sector, 0xe0, 5);
    memcpy(before, sector, sizeof(before));
    tsp_blank_video(sector);
    ck_assert_mem_eq(sector, before, 28);
    ck_assert_mem_eq(sector + 28, zeros, TSS_SECTOR_SIZE - 28);
    make_pack(sector, 0xbd, 5);
    memcpy(before, sector, sizeof(before));
    tsp_blank_video(sector);
    ck_assert_mem_eq(sector, before, sizeof(before));
    /* A header length that points outside the packet, a packet that points outside the sector, no pack at all. */
    make_pack(sector, 0xe0, 255);
    tsb_store16(sector + 18, 100);
    tsp_blank_video(sector);
    ck_assert_mem_eq(sector + 120, zeros, TSS_SECTOR_SIZE - 120);
    make_pack(sector, 0xbd, 5);
    tsb_store16(sector + 18, 0xffff);
    tsp_blank_video(sector);
    ck_assert_mem_eq(sector + 14, zeros, TSS_SECTOR_SIZE - 14);
    memset(sector, 0xaa, sizeof(sector));
    tsp_blank_video(sector);
    ck_assert_mem_eq(sector, zeros, sizeof(zeros));
}
END_TEST

START_TEST(any_bytes_are_survived)
{
    uint64_t state = suite_seed(5);

    for (int round = 0; round < 20000; round++) {
        uint8_t sector[TSS_SECTOR_SIZE];
        make_pack(sector, (uint8_t)(0xbb + round % 60), (uint8_t)round);
        for (int i = 0; i < 4; i++) {
            sector[test_random(&state) % 64] = (uint8_t)test_random(&state);
        }
        tsp_blank_video(sector);
    }
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {pieces_cover_the_image, index_that_does_not_fit_is_refused,
                                  fields_are_restored_across_borders, video_is_blanked_and_sound_kept,
                                  any_bytes_are_survived};

    return suite_run("pieces", tests, TSB_COUNT(tests));
}
