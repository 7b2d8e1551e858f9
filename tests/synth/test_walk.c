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

static bool walks(uint32_t coefficients, uint32_t *length)
{
    static struct tss_vlc vlc;
    struct tss_slice slice;
    const struct tss_coding coding = {.sequence_known = true,
                                      .width_mbs = 45,
                                      .height = 576,
                                      .picture_known = true,
                                      .type = TSS_PICTURE_I,
                                      .structure = TSS_STRUCTURE_FRAME,
                                      .frame_pred_frame_dct = true};
    uint8_t *bytes = calloc(1, (size_t)coefficients * 3 / 8 + 64 + TSS_BITS_SLACK);
    ck_assert_ptr_nonnull(bytes);
    ck_assert_int_eq(tss_slice_init(&slice, NULL), 0);
    tss_vlc_build(&vlc);
    const uint32_t end = make_slice(bytes, coefficients);
    const bool good = tss_slice_walk(&slice, &vlc, &coding, bytes, 0, end);
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

int main(void)
{
    const TTest *const tests[] = {
        strings_have_their_length,
        slices_too_long_are_not_understood,
    };
    return suite_run("walk", tests, TSB_COUNT(tests));
}
