/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Decoys keep every DC in range and tell nothing of the bits they replace. */
#include "synth/decoys.h"

#include "synth/bits.h"
#include "synth/crypto.h"
#include "tests/support/suite.h"

enum { MBS = 60, DCS = 6, SPACING = 32, ROUNDS = 300 };

static uint64_t state;

static uint32_t next_random(uint32_t below)
{
    return test_random(&state) % below;
}

/* A slice of which only DCs, headers and increments are of interest. */
struct sample {
    struct tss_slice slice;
    struct tss_sites sites;
    struct tss_vlc vlc;
    struct tss_decoys *decoys;
    tss_stream *random;
    uint8_t bytes[MBS * DCS * SPACING / 8 + TSS_BITS_SLACK];
};

static void sample_init(struct sample *sample)
{
    memset(sample, 0, sizeof *sample);
    ck_assert_int_eq(tss_slice_init(&sample->slice, NULL), 0);
    ck_assert_int_eq(tss_sites_init(&sample->sites, NULL), 0);
    ck_assert_int_eq(tss_decoys_create(&sample->decoys, NULL), 0);
    ck_assert_int_eq(tss_stream_create(&sample->random, NULL), 0);
    tss_vlc_build(&sample->vlc);
}

static void sample_finish(struct sample *sample)
{
    tss_slice_finish(&sample->slice);
    tss_sites_finish(&sample->sites);
    tss_decoys_destroy(&sample->decoys);
    tss_stream_destroy(&sample->random);
}

static void add(struct tss_slice *slice, enum tss_kind kind, uint32_t position, uint32_t length, uint32_t note)
{
    slice->strings[kind][slice->count[kind]++] = (struct tss_string){position, length | note << 24};
}

/* Macroblocks of any kind, DCs of sizes up to the largest given. */
static void fill(struct sample *sample, uint32_t largest)
{
    struct tss_slice *slice = &sample->slice;
    memset(slice->count, 0, sizeof slice->count);
    slice->type = TSS_PICTURE_P;
    slice->dc_precision = (uint8_t)next_random(4);
    for (size_t i = 0; i < sizeof sample->bytes; i++)
        sample->bytes[i] = (uint8_t)next_random(256);
    for (uint32_t i = 0; i < MBS; i++) {
        const bool intra = next_random(4) != 0;
        add(slice, TSS_KIND_INCREMENT, 0, next_random(5) ? 1 : 3, 0);
        add(slice, TSS_KIND_HEADER, 0, 1, intra ? TSS_NOTE_INTRA | 0x3F : 0);
        for (uint32_t n = 0; intra && n < DCS; n++) {
            const uint32_t most = largest < 8u + slice->dc_precision ? largest : 8u + slice->dc_precision;
            const uint32_t size = next_random(most + 1);
            add(slice, n < 4 ? TSS_KIND_DC_LUMA : TSS_KIND_DC_CHROMA, (i * DCS + n) * SPACING, size ? size : 1, size);
        }
    }
}

static int choose(struct sample *sample, enum tss_site_set set, uint32_t round)
{
    const uint8_t key[TSS_KEY_SIZE] = {1, 2, 3};
    tss_sites_find(&sample->sites, &sample->slice, &sample->vlc, sample->bytes, set);
    ck_assert_int_eq(tss_stream_start(sample->random, key, round, 0, 0), 0);
    return tss_decoys_choose(sample->decoys, &sample->slice, &sample->sites, sample->bytes, set, sample->random);
}

/* The DC that a string adds to its predictor (7.2.1). */
static int differential(const struct sample *sample, struct tss_string string)
{
    const uint32_t size = tss_string_note(string);
    const int value = size ? (int)tss_bits_get(sample->bytes, string.position, size) : 0;
    return size != 0 && value < 1 << (size - 1) ? value - (1 << size) + 1 : value;
}

static void check_range(const struct sample *sample)
{
    const struct tss_slice *slice = &sample->slice;
    const int middle = 1 << (7 + slice->dc_precision);
    int dc[3] = {middle, middle, middle};
    uint32_t luma = 0;
    uint32_t chroma = 0;
    for (uint32_t i = 0; i < slice->count[TSS_KIND_HEADER]; i++) {
        const bool intra = tss_string_note(slice->strings[TSS_KIND_HEADER][i]) & TSS_NOTE_INTRA;
        if (!intra || tss_string_skips(slice->strings[TSS_KIND_INCREMENT][i]))
            dc[0] = dc[1] = dc[2] = middle;
        for (uint32_t n = 0; intra && n < DCS; n++) {
            int *value = &dc[n < 4 ? 0 : n - 3];
            *value += differential(sample, n < 4 ? slice->strings[TSS_KIND_DC_LUMA][luma++]
                                                 : slice->strings[TSS_KIND_DC_CHROMA][chroma++]);
            ck_assert_int_ge(*value, 0);
            ck_assert_int_lt(*value, 2 * middle);
        }
    }
}

static void put_all(struct sample *sample)
{
    for (uint32_t i = 0; i < sample->sites.count; i++)
        tss_site_put(sample->bytes, sample->sites.sites[i], sample->sites.values[i]);
}

START_TEST(every_dc_stays_in_range)
{
    static struct sample sample;
    state = suite_seed(1);
    sample_init(&sample);
    unsigned done[TSS_SITES_SPARSE + 1] = {0};
    for (uint32_t round = 0; round < ROUNDS; round++) {
        const enum tss_site_set set = (enum tss_site_set)(round % (TSS_SITES_SPARSE + 1));
        fill(&sample, set == TSS_SITES_LEAD ? 5 : 11);
        const int result = choose(&sample, set, round);
        ck_assert(result == 0 || result == 1);
        if (result == 1) {
            put_all(&sample);
            check_range(&sample);
            done[set]++;
        }
    }
    /* Whole differentials always leave a choice. */
    ck_assert_uint_eq(done[TSS_SITES_WHOLE], ROUNDS / 4);
    ck_assert_uint_eq(done[TSS_SITES_STRONG], ROUNDS / 4);
    ck_assert_uint_eq(done[TSS_SITES_SPARSE], ROUNDS / 4);
    ck_assert_uint_gt(done[TSS_SITES_LEAD], ROUNDS / 8);
    sample_finish(&sample);
}
END_TEST

/* Originals that differ in nothing but the bits that are taken out have the same decoys. */
START_TEST(decoys_do_not_depend_on_what_they_replace)
{
    static struct sample sample;
    static uint16_t first[MBS * DCS];
    state = suite_seed(2);
    sample_init(&sample);
    for (uint32_t round = 0; round < ROUNDS; round++) {
        const enum tss_site_set set = (enum tss_site_set)(round % (TSS_SITES_SPARSE + 1));
        fill(&sample, set == TSS_SITES_LEAD ? 5 : 11);
        const int result = choose(&sample, set, round);
        const uint32_t count = sample.sites.count;
        memcpy(first, sample.sites.values, count * sizeof *first);
        for (uint32_t i = 0; i < count; i++)
            tss_site_put(sample.bytes, sample.sites.sites[i], next_random(1u << sample.sites.sites[i].bits));
        ck_assert_int_eq(choose(&sample, set, round), result);
        ck_assert_uint_eq(sample.sites.count, count);
        if (result == 1)
            ck_assert_mem_eq(first, sample.sites.values, count * sizeof *first);
    }
    sample_finish(&sample);
}
END_TEST

/* Other keystreams choose otherwise, and each leading bit is now 0, now 1. */
START_TEST(decoys_vary)
{
    static struct sample sample;
    unsigned ones = 0;
    unsigned all = 0;
    state = suite_seed(3);
    sample_init(&sample);
    fill(&sample, 4);
    for (uint32_t round = 0; round < ROUNDS; round++) {
        if (choose(&sample, TSS_SITES_LEAD, round) != 1)
            continue;
        for (uint32_t i = 0; i < sample.sites.count; i++)
            ones += sample.sites.values[i];
        all += sample.sites.count;
    }
    ck_assert_uint_gt(all, ROUNDS * 10);
    ck_assert_uint_gt(ones, all * 2 / 5);
    ck_assert_uint_lt(ones, all * 3 / 5);
    sample_finish(&sample);
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {every_dc_stays_in_range, decoys_do_not_depend_on_what_they_replace, decoys_vary};
    return suite_run("synth decoys", tests, TSB_COUNT(tests));
}
