/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which bytes of sectors are video, and that only they are written back. */
#include "synth/packs.h"

#include "base/bytes.h"
#include "synth/bits.h"
#include "synth/chunk.h"
#include "tests/support/suite.h"

static void put_pack_header(uint8_t *sector, unsigned stuffing)
{
    static const uint8_t header[14] = {0, 0, 1, 0xBA, 0x44, 0, 4, 0, 4, 1, 1, 0x89, 0xC3, 0xF8};
    memset(sector, 0xEE, TSS_SECTOR_SIZE);
    memcpy(sector, header, sizeof header);
    sector[13] = (uint8_t)(sector[13] | stuffing);
}

/* A packet of size bytes in all; returns where the next begins. */
static unsigned put_packet(uint8_t *sector, unsigned at, unsigned stream, unsigned size, unsigned header_data)
{
    tsb_store32(sector + at, 0x100 | stream);
    tsb_store16(sector + at + 4, (uint16_t)(size - 6));
    sector[at + 6] = 0x81;
    sector[at + 7] = 0x80;
    sector[at + 8] = (uint8_t)header_data;
    return at + size;
}

static void gather(struct tss_packs *packs, const uint8_t *sectors, uint32_t count)
{
    ck_assert_int_eq(tss_packs_gather(packs, sectors, count, NULL), 0);
}

START_TEST(payloads_are_gathered_in_order)
{
    static uint8_t sectors[3 * TSS_SECTOR_SIZE];
    struct tss_packs packs = {0};
    for (uint8_t i = 0; i < 3; i++) {
        uint8_t *sector = sectors + (size_t)i * TSS_SECTOR_SIZE;
        put_pack_header(sector, i);
        const unsigned next = put_packet(sector, 14u + i, 0xE0, 100, 5);
        memset(sector + 14 + i + 14, 10 * i + 1, 86);
        const unsigned last = put_packet(sector, put_packet(sector, next, 0xBD, 200, 0), 0xE0, 60, 0);
        memset(sector + last - 51, 10 * i + 2, 51);
        put_packet(sector, last, 0xBE, TSS_SECTOR_SIZE - last, 0);
    }
    gather(&packs, sectors, 3);
    ck_assert_uint_eq(packs.size, 3 * (86 + 51));
    ck_assert_uint_eq(packs.piece_count, 6);
    for (uint32_t i = 0; i < packs.size; i++) {
        const uint32_t in = i % 137;
        ck_assert_uint_eq(packs.bytes[i], 10 * (i / 137) + (in < 86 ? 1 : 2));
    }
    for (uint32_t i = 0; i < TSS_BITS_SLACK; i++)
        ck_assert_uint_eq(packs.bytes[packs.size + i], 0);
    tss_packs_finish(&packs);
}
END_TEST

START_TEST(what_is_not_understood_is_left_out)
{
    static uint8_t sector[TSS_SECTOR_SIZE];
    struct tss_packs packs = {0};
    const struct {
        unsigned at;
        uint8_t value;
        const char *what;
    } changes[] = {{3, 0xBB, "no pack"},
                   {4, 0x21, "an MPEG-1 pack"},
                   {14 + 3, 0xE1, "another video stream"},
                   {14 + 6, 0x0F, "an MPEG-1 packet"},
                   {14 + 6, 0x90, "scrambled"},
                   {14 + 8, 0xFF, "its header is longer than it"},
                   {14 + 4, 0x20, "it leaves the sector"},
                   {14 + 2, 0, "no start code"}};
    for (size_t i = 0; i < TSB_COUNT(changes); i++) {
        put_pack_header(sector, 0);
        put_packet(sector, 14, 0xE0, 200, 0);
        gather(&packs, sector, 1);
        ck_assert_uint_eq(packs.size, 191);
        sector[changes[i].at] = changes[i].value;
        gather(&packs, sector, 1);
        ck_assert_msg(packs.size == 0, "%s", changes[i].what);
    }
    tss_packs_finish(&packs);
}
END_TEST

START_TEST(scattering_changes_payloads_alone)
{
    static uint8_t sectors[2 * TSS_SECTOR_SIZE];
    static uint8_t before[2 * TSS_SECTOR_SIZE];
    struct tss_packs packs = {0};
    for (unsigned i = 0; i < 2; i++) {
        put_pack_header(sectors + i * TSS_SECTOR_SIZE, 0);
        put_packet(sectors + i * TSS_SECTOR_SIZE, 14, 0xE0, 1000, 3);
    }
    memcpy(before, sectors, sizeof before);
    gather(&packs, sectors, 2);
    tss_packs_scatter(&packs, sectors);
    ck_assert_mem_eq(sectors, before, sizeof before);
    memset(packs.bytes, 0x11, packs.size);
    tss_packs_scatter(&packs, sectors);
    for (size_t i = 0; i < sizeof sectors; i++) {
        const size_t in = i % TSS_SECTOR_SIZE;
        const bool payload = in >= 14 + 12 && in < 14 + 1000;
        ck_assert_uint_eq(sectors[i], payload ? 0x11 : before[i]);
    }
    tss_packs_finish(&packs);
}
END_TEST

START_TEST(every_byte_is_located)
{
    static uint8_t sectors[40 * TSS_SECTOR_SIZE];
    struct tss_packs packs = {0};
    for (unsigned i = 0; i < 40; i++) {
        put_pack_header(sectors + i * TSS_SECTOR_SIZE, i % 8);
        put_packet(sectors + i * TSS_SECTOR_SIZE, 14 + i % 8, i % 3 == 1 ? 0xC0 : 0xE0, 10 + i, 0);
        memset(sectors + i * TSS_SECTOR_SIZE + 14 + i % 8 + 9, (int)i, 1 + i);
    }
    gather(&packs, sectors, 40);
    uint32_t piece = 0;
    uint32_t last = 0;
    for (uint32_t i = 0; i < packs.size; i++) {
        const uint32_t at = tss_packs_locate(&packs, i, &piece);
        ck_assert(i == 0 || at > last);
        ck_assert_uint_eq(sectors[at], packs.bytes[i]);
        ck_assert_uint_eq(packs.bytes[i], at / TSS_SECTOR_SIZE);
        last = at;
    }
    tss_packs_finish(&packs);
}
END_TEST

/* The same object serves chunks of any size, one after another. */
START_TEST(memory_is_used_again)
{
    static uint8_t sectors[64 * TSS_SECTOR_SIZE];
    struct tss_packs packs = {0};
    for (unsigned i = 0; i < 64; i++) {
        put_pack_header(sectors + i * TSS_SECTOR_SIZE, 0);
        put_packet(sectors + i * TSS_SECTOR_SIZE, 14, 0xE0, TSS_SECTOR_SIZE - 14, 0);
    }
    const uint32_t counts[] = {64, 1, 0, 63, 64};
    for (size_t i = 0; i < TSB_COUNT(counts); i++) {
        gather(&packs, sectors, counts[i]);
        ck_assert_uint_eq(packs.size, counts[i] * (TSS_SECTOR_SIZE - 14 - 9));
    }
    tss_packs_finish(&packs);
    tss_packs_finish(&packs);
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {payloads_are_gathered_in_order, what_is_not_understood_is_left_out,
                                  scattering_changes_payloads_alone, every_byte_is_located, memory_is_used_again};
    return suite_run("synth packs", tests, TSB_COUNT(tests));
}
