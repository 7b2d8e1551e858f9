/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Slices at the edges of what the walk takes. */
#include "synth/walk.h"

#include "synth/bits.h"
#include "tests/support/suite.h"

/* Of an intra macroblock of an I-picture: increment 1, type intra, quantiser untouched. */
#define HEAD_BITS "11"
/* dct_dc_size 0 for luma, for chroma; End of Block (Tables B-12, B-13, B-14). */
#define LUMA_EMPTY   "10010"
#define CHROMA_EMPTY "0010"

struct slice_bits {
    uint8_t *bytes;
    uint32_t bit;
};

static void put(struct slice_bits *to, const char *digits)
{
    for (; *digits; digits++, to->bit++)
        if (*digits == '1')
            to->bytes[to->bit >> 3] = (uint8_t)(to->bytes[to->bit >> 3] | 0x80u >> (to->bit & 7));
}

/* A slice of one macroblock whose first block has this many coefficients of run 0 and level 1; returns its end. */
static uint32_t make_slice(uint8_t *bytes, uint32_t coefficients)
{
    struct slice_bits slice = {.bytes = bytes};
    memcpy(bytes, (const uint8_t[4]){0, 0, 1, 1}, 4);
    slice.bit = 32;
    put(&slice, "00001" /* quantiser_scale_code */ "0" HEAD_BITS "100");
    for (uint32_t i = 0; i < coefficients; i++)
        put(&slice, "110");
    put(&slice, "10" LUMA_EMPTY LUMA_EMPTY LUMA_EMPTY CHROMA_EMPTY CHROMA_EMPTY);
    return (slice.bit + 7) / 8;
}

static struct tss_vlc vlc;
static struct tss_walker *walker;

static const struct tss_coding coding = {.sequence_known = true,
                                         .width_mbs = 45,
                                         .height = 576,
                                         .picture_known = true,
                                         .type = TSS_PICTURE_I,
                                         .structure = TSS_STRUCTURE_FRAME,
                                         .frame_pred_frame_dct = true};

static bool walks(uint32_t coefficients, uint32_t *length)
{
    struct tss_slice slice;
    uint8_t *bytes = calloc(1, (size_t)coefficients * 3 / 8 + 64 + TSS_BITS_SLACK);
    ck_assert_ptr_nonnull(bytes);
    ck_assert_int_eq(tss_slice_init(&slice, NULL), 0);
    slice.stop = make_slice(bytes, coefficients);
    tss_walker_walk(walker, &coding, bytes, &slice, 1, false);
    const bool good = slice.understood;
    *length = good ? tss_string_length(slice.strings[TSS_KIND_AC_LUMA][0]) : 0;
    tss_slice_finish(&slice);
    free(bytes);
    return good;
}

START_TEST(strings_have_their_length)
{
    uint32_t length = 0;
    for (uint32_t coefficients = 0; coefficients < 64; coefficients++) {
        ck_assert(walks(coefficients, &length));
        ck_assert_uint_eq(length, 3 * coefficients + 2);
    }
}
END_TEST

/* A string's length has 24 bits: none may be longer, however much of a block a hostile disc makes. */
START_TEST(slices_too_long_are_not_understood)
{
    const uint32_t most = (1u << 24) / 3;
    uint32_t length = 0;
    ck_assert(walks(most - 40, &length));
    ck_assert_uint_eq(length, 3 * (most - 40) + 2);
    for (uint32_t coefficients = most - 1; coefficients < most + 8; coefficients++)
        ck_assert(!walks(coefficients, &length));
    ck_assert(!walks(2 * most, &length));
}
END_TEST

enum { SLICES = 8, SLICE_ROOM = 128 };

/* Slices of all lengths side by side, some of them broken. */
static void make_slices(uint8_t *bytes, struct tss_slice *slices)
{
    for (uint32_t i = 0; i < SLICES; i++) {
        slices[i].start = i * SLICE_ROOM;
        slices[i].stop = slices[i].start + make_slice(bytes + slices[i].start, i * 37 % 100);
        if (i % 3 == 1)
            memset(bytes + slices[i].stop - 3, 0, 2);
    }
}

static void check_same(const struct tss_slice *one, const struct tss_slice *other)
{
    ck_assert_int_eq(one->understood, other->understood);
    if (!one->understood)
        return;
    ck_assert_uint_eq(one->first, other->first);
    ck_assert_uint_eq(one->last, other->last);
    ck_assert_uint_eq(one->end, other->end);
    ck_assert_uint_eq(one->coefficients, other->coefficients);
    for (int kind = 0; kind < TSS_KIND_COUNT; kind++) {
        ck_assert_uint_eq(one->count[kind], other->count[kind]);
        ck_assert_mem_eq(one->strings[kind], other->strings[kind], one->count[kind] * sizeof(struct tss_string));
    }
}

START_TEST(slices_together_are_as_each_alone)
{
    static uint8_t bytes[SLICES * SLICE_ROOM + TSS_BITS_SLACK];
    struct tss_slice together[SLICES];
    struct tss_slice alone[SLICES];
    for (uint32_t i = 0; i < SLICES; i++) {
        ck_assert_int_eq(tss_slice_init(&together[i], NULL), 0);
        ck_assert_int_eq(tss_slice_init(&alone[i], NULL), 0);
    }
    make_slices(bytes, alone);
    memset(bytes, 0, sizeof bytes);
    make_slices(bytes, together);
    for (uint32_t count = 1; count <= SLICES; count++) {
        tss_walker_walk(walker, &coding, bytes, together, count, true);
        for (uint32_t i = 0; i < count; i++) {
            tss_walker_walk(walker, &coding, bytes, &alone[i], 1, true);
            ck_assert_int_eq(alone[i].understood, i % 3 != 1);
            check_same(&together[i], &alone[i]);
        }
    }
    for (uint32_t i = 0; i < SLICES; i++) {
        tss_slice_finish(&together[i]);
        tss_slice_finish(&alone[i]);
    }
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {
        strings_have_their_length,
        slices_too_long_are_not_understood,
        slices_together_are_as_each_alone,
    };
    tss_vlc_build(&vlc);
    if (tss_walker_create(&walker, &vlc, NULL) != 0)
        return EXIT_FAILURE;
    const int result = suite_run("walk", tests, TSB_COUNT(tests));
    tss_walker_destroy(&walker);
    return result;
}
