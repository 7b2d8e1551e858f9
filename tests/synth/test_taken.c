/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The plain chunk: what is laid out reads back, and what breaks its rules is refused. */
#include "synth/taken.h"

#include "base/bytes.h"
#include "synth/chunk.h"
#include "tests/support/suite.h"

enum { SECTORS = 700, PICTURES = 3, BITS = 77 };

/* A chunk of three pictures, one of them with an exception. */
static uint8_t *make(size_t *size)
{
    struct tss_taken taken = {.profile = TSS_PROFILE_STRONG, .sectors = SECTORS, .width_mbs = 45, .height = 576};
    taken.pictures = PICTURES;
    taken.bits = BITS;
    *size = tss_taken_size(SECTORS, PICTURES, BITS);
    uint8_t *bytes = malloc(*size);
    ck_assert_ptr_nonnull(bytes);
    tss_taken_lay_out(&taken, bytes, *size);
    memset(bytes + (taken.check - bytes), 'c', TSS_TAG_SIZE);
    memset(bytes + (taken.shuffle_key - bytes), 'k', TSS_KEY_SIZE);
    for (uint32_t i = 0; i < PICTURES; i++) {
        const struct tss_taken_picture picture = {100 * i, 7 * i, 30 * i, 0x1000 + i, 36 + i};
        tss_taken_write_picture(bytes + (taken.picture_table - bytes) + i * TSS_TAKEN_PICTURE, &picture);
    }
    const struct tss_taken_exception exception = {2, 17, TSS_ATTEMPT_NONE};
    tss_taken_write_exception(bytes + (taken.exception_table - bytes), &exception);
    return bytes;
}

START_TEST(what_is_laid_out_reads_back)
{
    size_t size = 0;
    uint8_t *bytes = make(&size);
    struct tss_taken taken;
    ck_assert_int_eq(tss_taken_parse(&taken, bytes, size, NULL), 0);
    ck_assert_uint_eq(taken.profile, TSS_PROFILE_STRONG);
    ck_assert_uint_eq(taken.sectors, SECTORS);
    ck_assert_uint_eq(taken.width_mbs, 45);
    ck_assert_uint_eq(taken.height, 576);
    ck_assert(!taken.sequence_changes);
    ck_assert_uint_eq(taken.bits, BITS);
    ck_assert_uint_eq(taken.exceptions, tss_taken_room(SECTORS));
    ck_assert_uint_eq(taken.check[15], 'c');
    ck_assert_uint_eq(taken.shuffle_key[31], 'k');
    ck_assert_ptr_eq(taken.bit_bytes + (BITS + 7) / 8, bytes + size);
    const struct tss_taken_picture picture = tss_taken_picture(&taken, 2);
    ck_assert(picture.sector == 200 && picture.offset == 14 && picture.first_bit == 60 && picture.coding == 0x1002 &&
              picture.slices == 38);
    const struct tss_taken_exception exception = tss_taken_exception(&taken, 0);
    ck_assert(exception.picture == 2 && exception.slice == 17 && exception.attempt == TSS_ATTEMPT_NONE);
    const struct tss_taken_exception unused = tss_taken_exception(&taken, taken.exceptions - 1);
    ck_assert(unused.picture == 0xFFFF && unused.slice == 0xFFFF && unused.attempt == 0);
    free(bytes);
}
END_TEST

static const struct {
    size_t at;
    unsigned width;
    uint32_t value;
    int result;
    const char *what;
} contradictions[] = {
    {0, 1, 'X', TSB_ERR_INVALID, "magic"},
    {4, 2, 1, TSB_ERR_UNSUPPORTED, "an older version"},
    {4, 2, 3, TSB_ERR_UNSUPPORTED, "a newer version"},
    {6, 1, 99, TSB_ERR_UNSUPPORTED, "method"},
    {7, 1, 0, TSB_ERR_INVALID, "profile 0"},
    {7, 1, 3, TSB_ERR_INVALID, "profile 3"},
    {8, 4, 0, TSB_ERR_INVALID, "no sectors"},
    {8, 4, TSS_CHUNK_MAX_SECTORS + 1, TSB_ERR_INVALID, "too many sectors"},
    {8, 4, SECTORS + 128, TSB_ERR_INVALID, "sectors that need other room"},
    {64, 4, PICTURES + 1, TSB_ERR_INVALID, "more pictures"},
    {64, 4, 0xFFFFFFFF, TSB_ERR_INVALID, "far too many pictures"},
    {68, 4, 0, TSB_ERR_INVALID, "no room"},
    {68, 4, 0xFFFFFFFF, TSB_ERR_INVALID, "far too much room"},
    {72, 4, BITS + 8, TSB_ERR_INVALID, "more bits"},
    {72, 4, 0xFFFFFFFF, TSB_ERR_INVALID, "far too many bits"},
    {76, 4, 2, TSB_ERR_INVALID, "a flag there is not"},
    {80 + 14, 2, SECTORS, TSB_ERR_INVALID, "a picture past the last sector"},
    {80 + 16, 2, TSS_SECTOR_SIZE, TSB_ERR_INVALID, "a picture past its sector"},
    {80 + 14, 2, 0, TSB_ERR_INVALID, "a picture twice in a place"},
    {80 + 18, 4, 61, TSB_ERR_INVALID, "bits that go back"},
    {80 + 32, 4, BITS + 1, TSB_ERR_INVALID, "bits past the last"},
};

/* One field put wrong at a time. */
START_TEST(contradictions_are_refused)
{
    for (size_t i = 0; i < TSB_COUNT(contradictions); i++) {
        size_t size = 0;
        uint8_t *bytes = make(&size);
        for (unsigned b = 0; b < contradictions[i].width; b++)
            bytes[contradictions[i].at + b] = (uint8_t)(contradictions[i].value >>
                                                        8 * (contradictions[i].width - 1 - b));
        if (contradictions[i].at == 80 + 14 &&
            contradictions[i].value == 0) /* the second picture, where the first is */
            tsb_store16(bytes + 80 + 16, 0);
        struct tss_taken taken;
        tsb_error err = {0};
        ck_assert_msg(tss_taken_parse(&taken, bytes, size, &err) == contradictions[i].result, "%s",
                      contradictions[i].what);
        ck_assert_msg(err.code == contradictions[i].result && err.text[0] != 0, "%s", contradictions[i].what);
        free(bytes);
    }
}
END_TEST

START_TEST(no_other_size_will_do)
{
    size_t size = 0;
    uint8_t *bytes = make(&size);
    struct tss_taken taken;
    for (size_t cut = 0; cut < size; cut++) {
        uint8_t *part = malloc(cut ? cut : 1);
        ck_assert_ptr_nonnull(part);
        memcpy(part, bytes, cut);
        ck_assert_int_eq(tss_taken_parse(&taken, part, cut, NULL), TSB_ERR_INVALID);
        free(part);
    }
    bytes = realloc(bytes, size + 1);
    ck_assert_ptr_nonnull(bytes);
    bytes[size] = 0;
    ck_assert_int_eq(tss_taken_parse(&taken, bytes, size + 1, NULL), TSB_ERR_INVALID);
    free(bytes);
}
END_TEST

START_TEST(the_flag_reads_back)
{
    struct tss_taken taken = {.profile = TSS_PROFILE_STANDARD, .sectors = 1, .sequence_changes = true};
    uint8_t bytes[TSS_TAKEN_HEADER + 8 * TSS_TAKEN_EXCEPTION];
    ck_assert_uint_eq(tss_taken_size(1, 0, 0), sizeof bytes);
    tss_taken_lay_out(&taken, bytes, sizeof bytes);
    struct tss_taken read = {0};
    ck_assert_int_eq(tss_taken_parse(&read, bytes, sizeof bytes, NULL), 0);
    ck_assert(read.sequence_changes);
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {what_is_laid_out_reads_back, contradictions_are_refused, no_other_size_will_do,
                                  the_flag_reads_back};
    return suite_run("synth taken", tests, TSB_COUNT(tests));
}
