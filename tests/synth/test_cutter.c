/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where chunks begin and end, on images made of the sectors that matter to the cutter. */
#include "synth/cutter.h"

#include "base/bytes.h"
#include "tests/support/suite.h"

#define MAX_CHUNKS 4096u

/* What one character of an image's plan stands for. */
enum sector_kind { NAV, PACK, SEQUENCE, OTHER };

static void put_pack_header(uint8_t *sector)
{
    static const uint8_t header[14] = {0, 0, 1, 0xBA, 0x44, 0, 4, 0, 4, 1, 1, 0x89, 0xC3, 0xF8};
    memset(sector, 0, TSS_SECTOR_SIZE);
    memcpy(sector, header, sizeof header);
}

static void put_packet(uint8_t *at, uint8_t stream, unsigned size)
{
    tsb_store32(at, 0x100u | stream);
    tsb_store16(at + 4, (uint16_t)size);
}

static void make_sector(uint8_t *sector, enum sector_kind kind)
{
    put_pack_header(sector);
    switch (kind) {
    case NAV:
        put_packet(sector + 14, 0xBB, 18);
        put_packet(sector + 38, 0xBF, 980);
        put_packet(sector + 1024, 0xBF, 1018);
        sector[1030] = 1;
        break;
    case SEQUENCE: /* Behind the end of the picture before, as muxers that do not align leave it. */
        put_packet(sector + 14, 0xE0, 2028);
        sector[20] = 0x80;
        sector[22] = 5;
        tsb_store32(sector + 900, 0x000001B3);
        break;
    case PACK:
        put_packet(sector + 14, 0xE0, 2028);
        sector[20] = 0x80;
        break;
    case OTHER:
        memset(sector, 'x', TSS_SECTOR_SIZE);
        break;
    }
}

struct cut {
    tss_cutter cutter;
    tss_extent chunks[MAX_CHUNKS];
    size_t count;
};

static void push(struct cut *cut, enum sector_kind kind, uint32_t count)
{
    uint8_t sector[TSS_SECTOR_SIZE];
    make_sector(sector, kind);
    for (uint32_t i = 0; i < count && cut->count + 2 <= MAX_CHUNKS; i++)
        cut->count += tss_cutter_push(&cut->cutter, sector, cut->chunks + cut->count);
    ck_assert_uint_le(cut->count + 2, MAX_CHUNKS);
}

static void push_vobu(struct cut *cut, uint32_t sectors)
{
    push(cut, NAV, 1);
    push(cut, PACK, sectors - 1);
}

static void finish(struct cut *cut)
{
    cut->count += tss_cutter_finish(&cut->cutter, cut->chunks + cut->count);
    ck_assert_uint_eq(tss_cutter_finish(&cut->cutter, cut->chunks + cut->count), 0);
}

static void expect(const struct cut *cut, const tss_extent *chunks, size_t count)
{
    ck_assert_uint_eq(cut->count, count);
    for (size_t i = 0; i < count; i++) {
        ck_assert_uint_eq(cut->chunks[i].first, chunks[i].first);
        ck_assert_uint_eq(cut->chunks[i].count, chunks[i].count);
    }
}

START_TEST(chunks_are_whole_vobus)
{
    static struct cut cut;
    push(&cut, OTHER, 300);
    for (int i = 0; i < 10; i++)
        push_vobu(&cut, 200);
    push(&cut, OTHER, 5);
    finish(&cut);
    expect(&cut, (const tss_extent[]){{300, 600}, {900, 600}, {1500, 600}, {2100, 200}}, 4);
}
END_TEST

START_TEST(a_vobu_at_exactly_the_least_length_closes)
{
    static struct cut cut;
    push_vobu(&cut, 512);
    push_vobu(&cut, 511);
    push_vobu(&cut, 1);
    push_vobu(&cut, 1);
    finish(&cut);
    expect(&cut, (const tss_extent[]){{0, 512}, {512, 512}, {1024, 1}}, 3);
}
END_TEST

START_TEST(no_chunk_leaves_its_run)
{
    static struct cut cut;
    push_vobu(&cut, 100);
    push(&cut, OTHER, 1);
    push(&cut, PACK, 50);
    push_vobu(&cut, 700);
    push(&cut, OTHER, 1);
    push_vobu(&cut, 10);
    finish(&cut);
    expect(&cut, (const tss_extent[]){{0, 100}, {101, 750}, {852, 10}}, 3);
}
END_TEST

START_TEST(too_long_a_vobu_is_cut_where_it_leaves_least_out)
{
    static struct cut cut;
    /* The last start seen lies inside: cut there, and the long VOBU gets a chunk of its own. */
    push_vobu(&cut, 200);
    push_vobu(&cut, 300);
    push_vobu(&cut, 4000);
    push_vobu(&cut, 5000);
    push_vobu(&cut, 600);
    finish(&cut);
    expect(&cut, (const tss_extent[]){{0, 500}, {500, 4000}, {4500, 4096}, {9500, 600}}, 4);
}
END_TEST

START_TEST(exactly_the_greatest_length_is_one_chunk)
{
    static struct cut cut;
    push_vobu(&cut, TSS_CHUNK_MAX_SECTORS);
    push_vobu(&cut, TSS_CHUNK_MAX_SECTORS);
    push(&cut, OTHER, 1);
    push_vobu(&cut, TSS_CHUNK_MAX_SECTORS);
    finish(&cut);
    expect(&cut, (const tss_extent[]){{0, 4096}, {4096, 4096}, {8193, 4096}}, 3);
}
END_TEST

START_TEST(streams_without_navigation_are_cut_at_sequences)
{
    static struct cut cut;
    push(&cut, PACK, 10);
    for (int i = 0; i < 6; i++) {
        push(&cut, SEQUENCE, 1);
        push(&cut, PACK, 299);
    }
    finish(&cut);
    expect(&cut, (const tss_extent[]){{0, 610}, {610, 600}, {1210, 600}}, 3);
}
END_TEST

START_TEST(with_navigation_sequences_do_not_count)
{
    static struct cut cut;
    push_vobu(&cut, 600);
    push(&cut, SEQUENCE, 1);
    push(&cut, PACK, 99);
    push_vobu(&cut, 600);
    finish(&cut);
    expect(&cut, (const tss_extent[]){{0, 700}, {700, 600}}, 2);
}
END_TEST

START_TEST(nothing_to_cut)
{
    static struct cut cut;
    finish(&cut);
    ck_assert_uint_eq(cut.count, 0);
    push(&cut, OTHER, 1000);
    finish(&cut);
    ck_assert_uint_eq(cut.count, 0);
}
END_TEST

/* Lengths that point past the sector's end must not be followed. */
START_TEST(hostile_lengths_are_harmless)
{
    tss_cutter cutter = {0};
    tss_extent out[2];
    for (unsigned stuffing = 0; stuffing < 8; stuffing++) {
        for (uint32_t size = 0; size <= UINT16_MAX; size += size < 2100 ? 1 : 4001) {
            /* A block of its own, so that a sanitizer sees any byte read past its end. */
            uint8_t *sector = malloc(TSS_SECTOR_SIZE);
            ck_assert_ptr_nonnull(sector);
            make_sector(sector, SEQUENCE);
            sector[13] = (uint8_t)(0xF8 | stuffing);
            put_packet(sector + 14 + stuffing, size % 2 ? 0xBB : 0xE0, size);
            sector[14 + stuffing + 8] = (uint8_t)size;
            (void)tss_cutter_push(&cutter, sector, out);
            free(sector);
        }
    }
    ck_assert_uint_ge(tss_cutter_finish(&cutter, out), 1);
}
END_TEST

/* On any image: chunks ascend, keep their bounds, hold packs alone, and short VOBUs leave no pack out. */
START_TEST(random_images_keep_the_rules)
{
    uint64_t state = suite_seed(1);
    for (int round = 0; round < 60; round++) {
        struct cut *cut = calloc(1, sizeof *cut);
        bool *pack = calloc(200 * 700, sizeof *pack);
        uint32_t sectors = 0;
        uint64_t packs = 0;
        uint64_t covered = 0;
        ck_assert(cut && pack);
        for (int part = 0; part < 200; part++) {
            const bool other = test_random(&state) % 8 == 0;
            const uint32_t count = 1 + test_random(&state) % (other ? 3 : 700);
            if (other)
                push(cut, OTHER, count);
            else
                push_vobu(cut, count);
            memset(pack + sectors, !other, count);
            sectors += count;
            packs += other ? 0 : count;
        }
        finish(cut);
        uint32_t free_from = 0;
        for (size_t i = 0; i < cut->count; i++) {
            const tss_extent *chunk = &cut->chunks[i];
            ck_assert(chunk->first >= free_from && chunk->count >= 1 && chunk->count <= TSS_CHUNK_MAX_SECTORS);
            free_from = chunk->first + chunk->count;
            ck_assert_uint_le(free_from, sectors);
            bool packs_alone = true;
            for (uint32_t s = chunk->first; s < free_from; s++)
                packs_alone = packs_alone && pack[s];
            ck_assert(packs_alone);
            const bool last_of_run = free_from == sectors || !pack[free_from];
            ck_assert(chunk->count >= TSS_CHUNK_MIN_SECTORS || last_of_run);
            covered += chunk->count;
        }
        ck_assert_uint_eq(covered, packs);
        free(pack);
        free(cut);
    }
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {
        chunks_are_whole_vobus,
        a_vobu_at_exactly_the_least_length_closes,
        no_chunk_leaves_its_run,
        too_long_a_vobu_is_cut_where_it_leaves_least_out,
        exactly_the_greatest_length_is_one_chunk,
        streams_without_navigation_are_cut_at_sequences,
        with_navigation_sequences_do_not_count,
        nothing_to_cut,
        hostile_lengths_are_harmless,
        random_images_keep_the_rules,
    };
    return suite_run("synth cutter", tests, TSB_COUNT(tests));
}
