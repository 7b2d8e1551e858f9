/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The TPM that swtpm emulates: each test has one of its own. */
#include "token/tpm/tpm.h"

#include "tests/support/suite.h"
#include "tests/token/chip.h"

#define INDEX TST_TPM_INDEX_FIRST

static struct chip chip;
static tst_tpm *tpm;

static void plug(void)
{
    tsb_error err = {0};
    ck_assert_msg(tst_tpm_open(&tpm, chip.tcti, &err) == 0, "%s", err.text);
}

static void setup(void)
{
    chip_make(&chip);
    plug();
}

static void teardown(void)
{
    tst_tpm_close(&tpm);
    chip_finish(&chip);
}

static tst_tpm_terms below(uint64_t limit)
{
    return (tst_tpm_terms){.counters = {{.index = INDEX, .limit = limit}}};
}

static int open_sealed(const tst_tpm_terms *terms, const tsb_buffer *sealed, tsb_error *err)
{
    uint8_t secret[TST_TPM_SECRET_SIZE] = {0};
    size_t size = 0;
    const int code = tst_tpm_unseal(tpm, terms, sealed->bytes, sealed->size, secret, &size, err);
    if (code == 0) {
        ck_assert_uint_eq(size, 10);
        ck_assert_mem_eq(secret, "the-secret", 10);
    } else {
        ck_assert_uint_eq(size, 0);
        ck_assert_uint_eq(secret[0], 0);
    }
    return code;
}

START_TEST(chip_refuses_after_the_last_view)
{
    tsb_error err = {0};
    uint64_t value = 0;
    tsb_buffer sealed;
    setup();
    tsb_buffer_init(&sealed, TST_TPM_SEALED_SIZE);
    ck_assert_msg(tst_tpm_counter_create(tpm, INDEX, &value, &err) == 0, "%s", err.text);
    const tst_tpm_terms terms = below(value + 2);
    ck_assert_int_eq(tst_tpm_counter_create(tpm, INDEX, &value, NULL), TSB_ERR_EXISTS);
    ck_assert_msg(tst_tpm_seal(tpm, &terms, "the-secret", 10, &sealed, &err) == 0, "%s", err.text);
    for (unsigned view = 0; view < 2; view++) {
        ck_assert_msg(open_sealed(&terms, &sealed, &err) == 0, "%s", err.text);
        ck_assert_int_eq(tst_tpm_counter_increment(tpm, INDEX, &err), 0);
    }
    ck_assert_int_eq(open_sealed(&terms, &sealed, &err), TSB_ERR_DENIED);
    uint64_t now = 0;
    ck_assert_int_eq(tst_tpm_counter_read(tpm, INDEX, &now, NULL), 0);
    ck_assert_uint_eq(now, value + 2);
    /* Neither after the computer was started anew, nor with a counter made anew. */
    tst_tpm_close(&tpm);
    chip_restart(&chip);
    plug();
    ck_assert_int_eq(open_sealed(&terms, &sealed, NULL), TSB_ERR_DENIED);
    ck_assert_int_eq(tst_tpm_counter_remove(tpm, INDEX, NULL), 0);
    ck_assert_int_eq(open_sealed(&terms, &sealed, NULL), TSB_ERR_NOT_FOUND);
    ck_assert_int_eq(tst_tpm_counter_create(tpm, INDEX, &now, NULL), 0);
    ck_assert_uint_ge(now, value + 2);
    ck_assert_int_eq(open_sealed(&terms, &sealed, NULL), TSB_ERR_DENIED);
    tsb_buffer_finish(&sealed);
    teardown();
}
END_TEST

/* setup, with a counter made in that TPM, and the secret sealed below its next value, which is returned. */
static uint64_t setup_sealed(tsb_buffer *sealed)
{
    tsb_error err = {0};
    uint64_t value = 0;
    setup();
    tsb_buffer_init(sealed, TST_TPM_SEALED_SIZE);
    ck_assert_int_eq(tst_tpm_counter_create(tpm, INDEX, &value, NULL), 0);
    const tst_tpm_terms terms = below(value + 1);
    ck_assert_msg(tst_tpm_seal(tpm, &terms, "the-secret", 10, sealed, &err) == 0, "%s", err.text);
    ck_assert_int_eq(open_sealed(&terms, sealed, NULL), 0);
    return value + 1;
}

static void teardown_sealed(tsb_buffer *sealed)
{
    tsb_buffer_finish(sealed);
    teardown();
}

START_TEST(what_cannot_be_sealed)
{
    tsb_buffer sealed;
    const tst_tpm_terms terms = below(setup_sealed(&sealed));
    const tst_tpm_terms absent = {.counters = {{.index = INDEX + 1, .limit = 9}}};
    ck_assert_int_eq(tst_tpm_seal(tpm, &terms, "", 0, &sealed, NULL), TSB_ERR_INVALID);
    ck_assert_int_eq(tst_tpm_seal(tpm, &absent, "x", 1, &sealed, NULL), TSB_ERR_NOT_FOUND);
    ck_assert_int_eq(open_sealed(&terms, &sealed, NULL), 0);
    teardown_sealed(&sealed);
}
END_TEST

START_TEST(altered_and_foreign_secrets_stay_shut)
{
    uint64_t value = 0;
    tsb_buffer sealed;
    const tst_tpm_terms terms = below(setup_sealed(&sealed));
    for (size_t at = 0; at < sealed.size; at += at < 24 ? 1 : 13) {
        sealed.bytes[at] ^= 0x40;
        ck_assert_msg(open_sealed(&terms, &sealed, NULL) != 0, "byte %zu", at);
        sealed.bytes[at] ^= 0x40;
    }
    const size_t whole = sealed.size;
    for (sealed.size = 0; sealed.size < whole; sealed.size += 7)
        ck_assert_int_eq(open_sealed(&terms, &sealed, NULL), TSB_ERR_INVALID);
    sealed.size = whole;
    ck_assert_int_eq(open_sealed(&terms, &sealed, NULL), 0);
    /* Another TPM, with a counter that would do. */
    tst_tpm_close(&tpm);
    chip_replace(&chip);
    plug();
    ck_assert_int_eq(tst_tpm_counter_create(tpm, INDEX, &value, NULL), 0);
    ck_assert_int_eq(open_sealed(&terms, &sealed, NULL), TSB_ERR_DAMAGED);
    teardown_sealed(&sealed);
}
END_TEST

START_TEST(any_terms_but_its_own_keep_it_shut)
{
    tsb_buffer sealed;
    const uint64_t limit = setup_sealed(&sealed);
    tst_tpm_terms terms = below(limit + 5);
    ck_assert_int_eq(open_sealed(&terms, &sealed, NULL), TSB_ERR_DAMAGED);
    terms = below(limit + 1);
    terms.counters[0].reached = true;
    ck_assert_int_eq(open_sealed(&terms, &sealed, NULL), TSB_ERR_DENIED);
    terms = (tst_tpm_terms){0};
    ck_assert_int_eq(open_sealed(&terms, &sealed, NULL), TSB_ERR_DAMAGED);
    terms = below(limit);
    terms.clock_below = UINT64_MAX;
    ck_assert_int_eq(open_sealed(&terms, &sealed, NULL), TSB_ERR_DAMAGED);
    terms = below(limit);
    ck_assert_int_eq(open_sealed(&terms, &sealed, NULL), 0);
    teardown_sealed(&sealed);
}
END_TEST

START_TEST(both_counters_of_the_terms_count)
{
    uint64_t values[2] = {0};
    tsb_buffer sealed;
    tsb_buffer later;
    setup();
    tsb_buffer_init(&sealed, TST_TPM_SEALED_SIZE);
    tsb_buffer_init(&later, TST_TPM_SEALED_SIZE);
    for (uint32_t i = 0; i < 2; i++)
        ck_assert_int_eq(tst_tpm_counter_create(tpm, INDEX + i, &values[i], NULL), 0);
    const tst_tpm_terms terms = {
        .counters = {{.index = INDEX, .limit = values[0] + 5}, {.index = INDEX + 1, .limit = values[1] + 1}}};
    const tst_tpm_terms after = {.counters = {{.index = INDEX + 1, .limit = values[1] + 1, .reached = true}}};
    ck_assert_int_eq(tst_tpm_seal(tpm, &terms, "the-secret", 10, &sealed, NULL), 0);
    ck_assert_int_eq(tst_tpm_seal(tpm, &after, "the-secret", 10, &later, NULL), 0);
    ck_assert_int_eq(open_sealed(&terms, &sealed, NULL), 0);
    ck_assert_int_eq(open_sealed(&after, &later, NULL), TSB_ERR_DENIED);
    ck_assert_int_eq(tst_tpm_counter_increment(tpm, INDEX + 1, NULL), 0);
    ck_assert_int_eq(open_sealed(&terms, &sealed, NULL), TSB_ERR_DENIED);
    ck_assert_int_eq(open_sealed(&after, &later, NULL), 0);
    /* Made anew it stands higher, which does not help either. */
    ck_assert_int_eq(tst_tpm_counter_remove(tpm, INDEX + 1, NULL), 0);
    ck_assert_int_eq(tst_tpm_counter_create(tpm, INDEX + 1, &values[1], NULL), 0);
    ck_assert_int_eq(open_sealed(&terms, &sealed, NULL), TSB_ERR_DENIED);
    tsb_buffer_finish(&later);
    tsb_buffer_finish(&sealed);
    teardown();
}
END_TEST

START_TEST(the_clock_of_the_terms_counts)
{
    uint64_t value = 0;
    uint64_t now = 0;
    tsb_buffer sealed;
    setup();
    tsb_buffer_init(&sealed, TST_TPM_SEALED_SIZE);
    ck_assert_int_eq(tst_tpm_counter_create(tpm, INDEX, &value, NULL), 0);
    ck_assert_int_eq(tst_tpm_clock(tpm, &now, NULL), 0);
    for (unsigned lasts = 0; lasts < 2; lasts++) {
        const uint64_t limit = lasts ? now + 3600 * 1000 : now; /* one that has passed, and one that has not */
        const tst_tpm_terms timed = {.counters = {{.index = INDEX, .limit = value + 1}}, .clock_below = limit};
        tsb_buffer_clear(&sealed);
        ck_assert_int_eq(tst_tpm_seal(tpm, &timed, "the-secret", 10, &sealed, NULL), 0);
        ck_assert_int_eq(open_sealed(&timed, &sealed, NULL), lasts ? 0 : TSB_ERR_DENIED);
        tst_tpm_terms longer = timed;
        longer.clock_below += 24 * 3600 * 1000;
        ck_assert_int_eq(open_sealed(&longer, &sealed, NULL), TSB_ERR_DAMAGED);
    }
    const tst_tpm_terms timed = {.counters = {{.index = INDEX, .limit = value + 1}}, .clock_below = now + 3600 * 1000};
    ck_assert_int_eq(tst_tpm_counter_increment(tpm, INDEX, NULL), 0);
    ck_assert_int_eq(open_sealed(&timed, &sealed, NULL), TSB_ERR_DENIED);
    teardown_sealed(&sealed);
}
END_TEST

/* The clock runs by itself, and never back. */
START_TEST(the_clock_goes_on)
{
    uint64_t before = 0;
    uint64_t now = 0;
    setup();
    ck_assert_int_eq(tst_tpm_clock(tpm, &before, NULL), 0);
    do {
        usleep(1000);
        ck_assert_int_eq(tst_tpm_clock(tpm, &now, NULL), 0);
        ck_assert_uint_ge(now, before);
    } while (now < before + 20);
    teardown();
}
END_TEST

START_TEST(without_a_tpm_it_says_so)
{
    tst_tpm *none = NULL;
    tsb_error err = {0};
    setup();
    ck_assert_int_eq(tst_tpm_open(&none, "swtpm:host=127.0.0.1,port=1", &err), TSB_ERR_NOT_FOUND);
    ck_assert_ptr_null(none);
    ck_assert_ptr_nonnull(strstr(err.text, "no TPM 2.0"));
    if (access("/dev/tpmrm0", F_OK) != 0)
        ck_assert_int_eq(tst_tpm_open(&none, NULL, NULL), TSB_ERR_NOT_FOUND);
    uint64_t value = 0;
    ck_assert_int_eq(tst_tpm_counter_read(tpm, INDEX, &value, NULL), TSB_ERR_NOT_FOUND);
    ck_assert_int_eq(tst_tpm_counter_increment(tpm, INDEX, NULL), TSB_ERR_NOT_FOUND);
    teardown();
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {chip_refuses_after_the_last_view,
                                  what_cannot_be_sealed,
                                  altered_and_foreign_secrets_stay_shut,
                                  any_terms_but_its_own_keep_it_shut,
                                  both_counters_of_the_terms_count,
                                  the_clock_of_the_terms_counts,
                                  the_clock_goes_on,
                                  without_a_tpm_it_says_so};
    return chip_suite_run("tpm", tests, TSB_COUNT(tests));
}
