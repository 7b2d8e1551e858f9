/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Licences that a TPM guards: whatever is copied and put back, the chip counts. */
#include "token/hardware.h"

#include "tests/support/suite.h"
#include "tests/token/bound.h"
#include "token/hardware_state.h"

#define DAY (24 * HOUR)

/* All of a licence is seen; then every earlier state of stick and disk together is put back. */
START_TEST(restored_together)
{
    struct bound bound;
    bound_make(&bound, RIG_VIEWS);
    for (uint32_t view = 0; view < RIG_VIEWS; view++) {
        bound_save(&bound, view);
        bound_plays(&bound, RIG_NOW + 2 * view * DAY, RIG_VIEWS - view - 1);
        for (unsigned old = 0; old <= view; old++) { /* while the view lasts, too */
            bound_save(&bound, RIG_VIEWS);
            bound_restore(&bound, old);
            bound_refused(&bound, RIG_NOW + 2 * view * DAY, view + 1 < RIG_VIEWS ? "older copy" : "TPM refuses");
            bound_restore(&bound, RIG_VIEWS);
        }
        bound_plays(&bound, RIG_NOW + 2 * view * DAY + HOUR, RIG_VIEWS - view - 1); /* the same view */
    }
    bound_refused(&bound, RIG_NOW + 6 * DAY, "no views are left");
    chip_advance(&bound.chip, 48 * HOUR_MS);
    for (unsigned state = 0; state <= RIG_VIEWS; state++) {
        bound_restore(&bound, state);
        bound_refused(&bound, RIG_NOW, "TPM refuses");
    }
    chip_restart(&bound.chip);
    bound_refused(&bound, RIG_NOW, "TPM refuses");
    bound_finish(&bound);
}
END_TEST

/* One view with the clock set back to its beginning, stick and disk as they were then, ends all the same. */
START_TEST(clock_set_back)
{
    struct bound bound;
    tst_counter_record record;
    bound_make(&bound, 2);
    bound_plays(&bound, RIG_NOW, 1);
    bound_save(&bound, 0);
    for (unsigned hours = 0; hours < 28; hours += 7) { /* a chip whose clock is 15 per cent fast shortens no view */
        bound_restore(&bound, 0);
        bound_plays(&bound, RIG_NOW, 1);
        bound_look(&bound, &record);
        ck_assert_uint_ge(record.views[0].last_seen, RIG_NOW + (uint64_t)hours * HOUR * 6 / 7);
        ck_assert_uint_lt(record.views[0].last_seen, RIG_NOW + (uint64_t)hours * HOUR * 6 / 7 + 600);
        chip_advance(&bound.chip, 7 * HOUR_MS);
    }
    bound_restore(&bound, 0);
    bound_plays(&bound, RIG_NOW, 0); /* another one */
    bound_save(&bound, 1);
    chip_advance(&bound.chip, 27 * HOUR_MS);
    bound_plays(&bound, RIG_NOW, 0);
    chip_advance(&bound.chip, HOUR_MS);
    bound_restore(&bound, 1);
    bound_refused(&bound, RIG_NOW, "TPM refuses");
    bound_finish(&bound);
}
END_TEST

/* What is told before a view is begun is what beginning does. */
START_TEST(looks_before_it_begins)
{
    struct bound bound;
    tss_source *source = NULL;
    tst_counter_record record;
    bool resumes = true;
    bound_make(&bound, 2);
    ck_assert_int_eq(bound_open(&bound, 0, &source, NULL), 0);
    ck_assert_int_eq(tst_source_look(source, RIG_NOW, &record, &resumes, NULL), 0);
    ck_assert(!resumes && record.left == 2);
    ck_assert_int_eq(tst_source_begin(source, RIG_NOW, &record, NULL), 0);
    ck_assert_int_eq(tst_source_seen(source, RIG_NOW + 60, 60, NULL), 0);
    ck_assert_int_eq(tst_source_look(source, RIG_NOW + 90, &record, &resumes, NULL), 0);
    ck_assert(resumes && record.left == 1);
    ck_assert_int_eq(tst_source_begin(source, RIG_NOW + 120, &record, NULL), 0);
    ck_assert_uint_eq(record.left, 1);
    chip_advance(&bound.chip, 28 * HOUR_MS);
    ck_assert_int_eq(tst_source_look(source, RIG_NOW + 90, &record, &resumes, NULL), 0);
    ck_assert(!resumes && record.left == 1);
    ck_assert_int_eq(tst_source_seen(source, RIG_NOW + DAY, 60, NULL), TSB_ERR_DENIED);
    ck_assert_int_eq(tst_source_begin(source, RIG_NOW + DAY, &record, NULL), 0);
    ck_assert_uint_eq(record.left, 0);
    tss_source_destroy(&source);
    bound_finish(&bound);
}
END_TEST

/* Another device, without a TPM, takes views too: this one's chip learns of them, and its own view goes on. */
START_TEST(two_devices)
{
    struct bound bound;
    uint32_t left = 0;
    bound_make(&bound, 4);
    bound_plays(&bound, RIG_NOW, 3);
    for (unsigned view = 0; view < 2; view++)
        ck_assert_int_eq(bound_play(&bound, 1, RIG_NOW + view * 2 * DAY, &left, NULL), 0);
    ck_assert_uint_eq(left, 1);
    bound_save(&bound, 0);
    bound_plays(&bound, RIG_NOW + HOUR, 1);
    bound_plays(&bound, RIG_NOW + 2 * HOUR, 1); /* one and the same */
    bound_restore(&bound, 0);
    bound_plays(&bound, RIG_NOW + HOUR, 0); /* what was put back no longer goes on with the first view */
    bound_restore(&bound, 0);
    bound_refused(&bound, RIG_NOW + HOUR, "TPM refuses");
    bound_finish(&bound);
}
END_TEST

/* What is given back can be proven again, cannot be taken, and the view that lasts goes on. */
START_TEST(given_back)
{
    struct bound bound;
    tst_counter_record record;
    uint8_t first[TST_RECORD_SIZE];
    uint8_t again[TST_RECORD_SIZE];
    tsb_error err = {0};
    bound_make(&bound, 3);
    bound_save(&bound, 0);
    bound_plays(&bound, RIG_NOW, 2);
    bound_save(&bound, 1);
    ck_assert_msg(bound_return(&bound, first, &record, &err) == 0, "%s", err.text);
    ck_assert(record.returned == 2 && record.left == 0);
    bound_plays(&bound, RIG_NOW + HOUR, 0);
    bound_refused(&bound, RIG_NOW + 2 * DAY, "given back");
    bound_save(&bound, 2);
    bound_restore(&bound, 0);
    bound_refused(&bound, RIG_NOW + 2 * DAY, "older copy");
    bound_restore(&bound, 1);
    bound_refused(&bound, RIG_NOW + HOUR, "given back");
    bound_refused(&bound, RIG_NOW + 2 * DAY, "given back");
    ck_assert_msg(bound_return(&bound, again, &record, &err) == 0, "%s", err.text);
    ck_assert(record.returned == 2 && record.left == 0); /* which is no more than before */
    bound_restore(&bound, 2);
    chip_advance(&bound.chip, 48 * HOUR_MS);
    bound_refused(&bound, RIG_NOW + HOUR, "given back");
    ck_assert_msg(bound_return(&bound, first, &record, &err) == 0, "%s", err.text);
    ck_assert_msg(bound_return(&bound, again, &record, &err) == 0, "%s", err.text);
    ck_assert_mem_eq(first, again, sizeof first);
    /* Once the server knows, all of it can go; then nothing opens any more. */
    ck_assert_int_eq(tst_hardware_discard(&bound.place, bound.key, NULL), 0);
    ck_assert_int_eq(tst_hardware_discard(&bound.place, bound.key, NULL), 0);
    bound_refused(&bound, RIG_NOW + HOUR, "other devices");
    bound_restore(&bound, 1);
    uint32_t left = 0;
    ck_assert_int_eq(bound_play(&bound, 0, RIG_NOW, &left, &err), TSB_ERR_DAMAGED);
    bound_finish(&bound);
}
END_TEST

/* Used up and over, so that the chip refuses the key: it gives it once more to tell the server so, and for no view. */
START_TEST(used_up)
{
    struct bound bound;
    tst_counter_record record;
    uint8_t proof[TST_RECORD_SIZE];
    bool settled = true;
    bound_make(&bound, 2);
    bound_save(&bound, 0);
    bound_plays(&bound, RIG_NOW, 1);
    ck_assert_int_eq(tst_hardware_settle(&bound.place, &bound.rig.licence, &settled, NULL), 0);
    ck_assert(!settled); /* one is left */
    bound_plays(&bound, RIG_NOW + 2 * DAY, 0);
    chip_advance(&bound.chip, 28 * HOUR_MS);
    ck_assert_int_eq(bound_return(&bound, proof, &record, NULL), TSB_ERR_DENIED);
    ck_assert_int_eq(tst_hardware_settle(&bound.place, &bound.rig.licence, &settled, NULL), 0);
    ck_assert(settled);
    ck_assert_int_eq(bound_return(&bound, proof, &record, NULL), 0);
    ck_assert(record.left == 0 && record.returned == 0);
    ck_assert_int_eq(tst_hardware_settle(&bound.place, &bound.rig.licence, &settled, NULL), 0);
    ck_assert(!settled); /* it has been */
    bound_refused(&bound, RIG_NOW + 2 * DAY, "no views are left");
    bound_restore(&bound, 0);
    ck_assert_int_eq(bound_return(&bound, proof, &record, NULL), TSB_ERR_DENIED);
    bound_refused(&bound, RIG_NOW, "older copy");
    bound.rig.licence.devices[0][0] ^= 1; /* one that names no key of this folder */
    ck_assert_int_eq(tst_hardware_settle(&bound.place, &bound.rig.licence, &settled, NULL), 0);
    ck_assert(!settled);
    bound_finish(&bound);
}
END_TEST

/* Where there is no TPM, or no use of it: an error that says why, and nothing left behind. */
START_TEST(cannot_be_made)
{
    struct bound bound;
    uint8_t key[TSS_KEY_SIZE] = {0};
    char folder[320];
    tsb_error err = {0};
    bound_make(&bound, 1);
    (void)snprintf(folder, sizeof folder, "%s/none", bound.rig.folder);
    tst_hardware_place place = {.folder = folder, .tcti = "swtpm:host=127.0.0.1,port=1"};
    ck_assert_int_eq(tst_hardware_create(&place, 1, key, &err), TSB_ERR_NOT_FOUND);
    ck_assert_ptr_nonnull(strstr(err.text, "no TPM 2.0"));
    ck_assert_int_eq(tst_hardware_discard(&place, key, NULL), 0);
    place.tcti = bound.chip.tcti;
    ck_assert_int_eq(tst_hardware_create(&place, 0, key, NULL), TSB_ERR_INVALID);
    ck_assert_int_eq(tst_hardware_create(&place, TST_HARDWARE_VIEWS_MAX + 1, key, NULL), TSB_ERR_INVALID);
    chip_own(&bound.chip);
    ck_assert_int_lt(tst_hardware_create(&place, 1, key, NULL), 0);
    ck_assert(!tsb_path_exists(folder));
    bound_finish(&bound);
}
END_TEST

/* Room in the TPM is bounded: it says so, and discarding gives it back. */
START_TEST(no_room)
{
    enum { MOST = 2000 };
    struct bound bound;
    uint8_t key[TSS_KEY_SIZE];
    uint8_t last[TSS_KEY_SIZE];
    unsigned made = 0;
    int code = 0;
    bound_make(&bound, 1);
    for (; made < MOST && (code = tst_hardware_create(&bound.place, 1, key, NULL)) == 0; made++)
        memcpy(last, key, sizeof key);
    ck_assert_uint_gt(made, 0);
    ck_assert_uint_lt(made, MOST);
    ck_assert_int_eq(code, TSB_ERR_FULL);
    ck_assert_int_eq(tst_hardware_create(&bound.place, 1, key, NULL), TSB_ERR_FULL);
    ck_assert_int_eq(tst_hardware_discard(&bound.place, last, NULL), 0);
    ck_assert_int_eq(tst_hardware_create(&bound.place, 1, key, NULL), 0);
    bound_plays(&bound, RIG_NOW, 0);
    bound_finish(&bound);
}
END_TEST

static int open_code(struct bound *bound, tsb_error *err)
{
    tss_source *source = NULL;
    const int code = bound_open(bound, 0, &source, err);
    tss_source_destroy(&source);
    return code;
}

/* Altered, gone, or of another TPM: refused, and the message says what to do. */
START_TEST(what_does_not_fit)
{
    struct bound bound;
    tst_hardware_state state;
    tsb_error err = {0};
    bound_make(&bound, 2);
    bound_plays(&bound, RIG_NOW, 1);
    bound_save(&bound, 0);
    ck_assert_int_eq(tst_hardware_state_load(&state, bound.memory, bound.key, NULL), 0);
    tst_hardware_state other = state;
    other.views_limit++;
    other.resume_clock++; /* this view is lost, and the other one is not to be had by a higher limit */
    ck_assert_int_eq(tst_hardware_state_store(&other, bound.memory, NULL), 0);
    ck_assert_int_eq(open_code(&bound, &err), TSB_ERR_DAMAGED);
    ck_assert_ptr_nonnull(strstr(err.text, "connect to the operator"));
    other = state;
    other.resume.bytes[other.resume.size / 2] ^= 1;
    ck_assert_int_eq(tst_hardware_state_store(&other, bound.memory, NULL), 0);
    bound_plays(&bound, RIG_NOW + HOUR, 0); /* what is damaged is lost, and no more */
    bound_restore(&bound, 0);
    ck_assert_int_eq(tst_hardware_state_remove(bound.memory, bound.key, NULL), 0);
    ck_assert_int_eq(open_code(&bound, NULL), TSB_ERR_DENIED);
    bound_restore(&bound, 0);
    bound.place.tcti = "swtpm:host=127.0.0.1,port=1";
    ck_assert_int_eq(open_code(&bound, NULL), TSB_ERR_IO);
    bound.place.tcti = bound.chip.tcti;
    bound.rig.licence.views++;
    tst_hardware *hardware = NULL;
    uint8_t key[TSS_KEY_SIZE];
    ck_assert_int_eq(tst_hardware_open(&hardware, &bound.place, &bound.rig.licence, key, NULL), TSB_ERR_DENIED);
    ck_assert_ptr_null(hardware);
    chip_replace(&bound.chip);
    ck_assert_int_eq(open_code(&bound, NULL), TSB_ERR_DAMAGED);
    bound_finish(&bound);
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {restored_together, clock_set_back, looks_before_it_begins,
                                  two_devices,       given_back,     used_up,
                                  cannot_be_made,    no_room,        what_does_not_fit};
    return chip_suite_run("licences a TPM guards", tests, TSB_COUNT(tests));
}
