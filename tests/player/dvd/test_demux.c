/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "player/dvd/demux.h"

#include "base/bytes.h"
#include "player/dvd/navigator_pack.h"
#include "tests/support/suite.h"

struct pack {
    uint8_t bytes[TSP_SECTOR_SIZE];
    size_t size;
};

static void begin(struct pack *pack, uint8_t stuffing)
{
    memset(pack, 0, sizeof *pack);
    tsb_store32(pack->bytes, 0x1BA);
    pack->bytes[4] = 0x44;
    pack->bytes[13] = (uint8_t)(0xF8 | stuffing);
    pack->size = 14u + stuffing;
}

/* A PES packet with or without a time stamp. */
static void add(struct pack *pack, uint8_t stream, const uint8_t *payload, size_t size, int64_t pts)
{
    uint8_t *at = pack->bytes + pack->size;
    size_t header = pts >= 0 ? 5 : 0;
    tsb_store32(at, 0x100u | stream);
    tsb_store16(at + 4, (uint16_t)(3 + header + size));
    at[6] = 0x81;
    at[7] = pts >= 0 ? 0x80 : 0;
    at[8] = (uint8_t)header;
    if (pts >= 0) {
        uint64_t stamp = (uint64_t)pts;
        at[9] = (uint8_t)(0x21 | (stamp >> 30 & 7) << 1);
        tsb_store16(at + 10, (uint16_t)((stamp >> 15 & 0x7FFF) << 1 | 1));
        tsb_store16(at + 12, (uint16_t)((stamp & 0x7FFF) << 1 | 1));
    }
    memcpy(at + 9 + header, payload, size);
    pack->size += 9 + header + size;
}

static const struct {
    uint8_t stream;
    uint8_t sub;
    int64_t pts;
    enum tsp_stream_kind kind;
    uint8_t id;
    size_t skipped;
} stream_cases[] = {
    {0xE0, 0x00, 0, TSP_STREAM_VIDEO, 0, 0},
    {0xE0, 0x00, (INT64_C(1) << 33) - 1, TSP_STREAM_VIDEO, 0, 0},
    {0xC0, 0xFF, 90000, TSP_STREAM_MPEG_AUDIO, 0, 0},
    {0xC7, 0xFF, -1, TSP_STREAM_MPEG_AUDIO, 7, 0},
    {0xBD, 0x80, 12345678901 & 0x1FFFFFFFF, TSP_STREAM_AC3, 0, 4},
    {0xBD, 0x8B, -1, TSP_STREAM_DTS, 3, 4},
    {0xBD, 0xA2, 1, TSP_STREAM_LPCM, 2, 4},
    {0xBD, 0x3F, -1, TSP_STREAM_SUBPICTURE, 31, 1},
};

START_TEST(streams_and_stamps)
{
    for (size_t i = 0; i < TSB_COUNT(stream_cases); i++) {
        struct pack pack;
        tsp_demux demux;
        tsp_pes pes;
        uint8_t payload[] = {stream_cases[i].sub, 1, 2, 3, 4, 5};
        begin(&pack, (uint8_t)(i & 7));
        add(&pack, 0xBE, payload, sizeof payload, -1); /* padding */
        add(&pack, stream_cases[i].stream, payload, sizeof payload, stream_cases[i].pts);
        /* The rest of the sector is padding too. */
        tsb_store32(pack.bytes + pack.size, 0x1BE);
        tsb_store16(pack.bytes + pack.size + 4, (uint16_t)(TSP_SECTOR_SIZE - pack.size - 6));
        tsp_demux_init(&demux, pack.bytes);
        ck_assert(tsp_demux_next(&demux, &pes));
        ck_assert_int_eq(pes.kind, stream_cases[i].kind);
        ck_assert_uint_eq(pes.id, stream_cases[i].id);
        ck_assert_int_eq(pes.has_pts, stream_cases[i].pts >= 0);
        if (pes.has_pts)
            ck_assert_int_eq((int64_t)pes.pts, stream_cases[i].pts);
        ck_assert_uint_eq(pes.size, sizeof payload - stream_cases[i].skipped);
        ck_assert_mem_eq(pes.bytes, payload + stream_cases[i].skipped, pes.size);
        ck_assert(!tsp_demux_next(&demux, &pes));
        ck_assert(!demux.damaged);
    }
}
END_TEST

START_TEST(damage_is_seen)
{
    struct pack pack;
    tsp_demux demux;
    tsp_pes pes;
    uint8_t payload[] = {0x80, 1, 2, 3, 4, 5};
    uint8_t zeros[TSP_SECTOR_SIZE] = {0};
    tsp_demux_init(&demux, zeros);
    ck_assert(!tsp_demux_next(&demux, &pes) && demux.damaged);
    begin(&pack, 0);
    add(&pack, 0xE0, payload, sizeof payload, -1);
    tsb_store16(pack.bytes + 18, 2040); /* longer than the sector */
    tsp_demux_init(&demux, pack.bytes);
    ck_assert(!tsp_demux_next(&demux, &pes) && demux.damaged);
    begin(&pack, 0);
    add(&pack, 0xBD, payload, 2, -1); /* shorter than what an AC-3 packet begins with */
    add(&pack, 0xE0, payload, sizeof payload, -1);
    pack.bytes[pack.size] = 9; /* and no start code after the last */
    tsp_demux_init(&demux, pack.bytes);
    ck_assert(tsp_demux_next(&demux, &pes));
    ck_assert_int_eq(pes.kind, TSP_STREAM_VIDEO);
    ck_assert(!tsp_demux_next(&demux, &pes) && demux.damaged);
}
END_TEST

/* Whatever a sector holds, packets lie inside it, and come to an end. */
START_TEST(any_bytes)
{
    uint64_t state = suite_seed(7);
    for (unsigned round = 0; round < 20000; round++) {
        struct pack pack;
        tsp_demux demux;
        tsp_pes pes;
        tsp_nav_pack nav;
        unsigned packets = 0;
        begin(&pack, 0);
        for (size_t i = pack.size; i < TSP_SECTOR_SIZE; i++) {
            /* Start codes often enough that something is found. */
            pack.bytes[i] = (uint8_t)(test_random(&state) % 5 ? test_random(&state) % 3 : test_random(&state));
        }
        for (size_t i = 14; i + 8 < TSP_SECTOR_SIZE; i += 1 + test_random(&state) % 200) {
            tsb_store32(pack.bytes + i, 0x100u | (uint8_t)(0xBB + test_random(&state) % 16 * 3));
            pack.bytes[i + 6] = 0x80;
        }
        tsp_demux_init(&demux, pack.bytes);
        while (tsp_demux_next(&demux, &pes)) {
            ck_assert(pes.bytes >= pack.bytes && pes.bytes + pes.size <= pack.bytes + TSP_SECTOR_SIZE);
            ck_assert_uint_lt(packets++, TSP_SECTOR_SIZE / 6);
        }
        if (tsp_nav_pack_read(&nav, pack.bytes))
            ck_assert_uint_le(nav.count, TSP_VOBU_SECTORS_MAX);
    }
}
END_TEST

START_TEST(navigation_pack)
{
    uint8_t sector[TSP_SECTOR_SIZE] = {0};
    tsp_nav_pack pack;
    tsb_store32(sector, 0x1BA);
    tsb_store32(sector + 38, 0x1BF);
    tsb_store32(sector + 1024, 0x1BF);
    sector[1030] = 1;
    tsb_store32(sector + 45 + 12, 111);
    tsb_store32(sector + 45 + 16, 222);
    tsb_store32(sector + 1031 + 4, 4242);
    tsb_store32(sector + 1031 + 8, 99);
    sector[1031 + 30] = 0x12;
    sector[1031 + 31] = 0x40 | 0x05;
    ck_assert(tsp_nav_pack_read(&pack, sector));
    ck_assert_uint_eq(pack.sector, 4242);
    ck_assert_uint_eq(pack.count, 100);
    ck_assert_uint_eq(pack.start_stamp, 111);
    ck_assert_uint_eq(pack.end_stamp, 222);
    ck_assert_int_eq(pack.cell_time, 12 * 90000 + 5 * 3600);
    static const struct {
        uint32_t place;
        uint32_t back;
    } places[] = {{0, 0},     {0x7FFFFFFF, 0}, {0xFFFFFFFF, 0},    {0xBFFFFFFF, 0},
                  {0x123, 0}, {0x80000000, 0}, {0x80000123, 0x123}};
    for (unsigned i = 0; i < TSB_COUNT(places); i++) {
        tsb_store32(sector + 1031 + 418 + 4 * 31, places[i].place);
        ck_assert_uint_eq(tsp_nav_pack_subpicture(sector, 31), places[i].back);
        ck_assert_uint_eq(tsp_nav_pack_subpicture(sector, 30), 0);
        ck_assert_uint_eq(tsp_nav_pack_subpicture(sector, 32), 0);
    }
    tsb_store32(sector + 1031 + 8, TSP_VOBU_SECTORS_MAX);
    ck_assert(!tsp_nav_pack_read(&pack, sector));
    tsb_store32(sector + 1031 + 8, 99);
    sector[1030] = 0;
    ck_assert(!tsp_nav_pack_read(&pack, sector));
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {streams_and_stamps, damage_is_seen, any_bytes, navigation_pack};
    return suite_run("player demux", tests, TSB_COUNT(tests));
}
