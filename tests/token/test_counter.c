/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Never a free view, never two for one, never a corrupt token. */
#include "token/counter.h"

#include "tests/support/suite.h"
#include "tests/token/medium.h"
#include "tests/token/rig.h"

#define HOUR 3600u

/* What a person does, and how many views are left after it. */
struct act {
    uint32_t device;
    uint32_t at;      /* hours from RIG_NOW */
    uint32_t elapsed; /* 0: begins; else plays on for so many seconds */
    uint32_t left;
    int code;
};

static const struct act acts[] = {
    {0, 0, 0, 2, 0},                /* a view */
    {0, 0, 60, 2, 0},               /* played */
    {0, 23, 0, 2, 0},               /* the same one, an hour short of a day later */
    {1, 23, 0, 1, 0},               /* another device: another view */
    {0, 23, 60, 1, 0},              /* which does not end the first one's */
    {0, 25, 0, 0, 0},               /* a day later: the last one */
    {1, 25, 0, 0, 0},               /* the other device's goes on */
    {1, 48, 0, 0, TSB_ERR_DENIED},  /* none left */
    {0, 50, 60, 0, TSB_ERR_DENIED}, /* nor may the last one be played on for ever */
};

enum { ACTS = TSB_COUNT(acts) };

static int act(struct rig *rig, tst_blocks *blocks, const struct act *what, uint64_t later)
{
    uint64_t now = RIG_NOW + (uint64_t)what->at * HOUR + later;
    tst_counter_record record = {0};
    if (what->elapsed == 0)
        return rig_begin(rig, blocks, what->device, now, &record, NULL);
    tst_counter_record seen;
    rig_look(rig, blocks, &seen);
    return rig_seen(rig, blocks, what->device, now, what->elapsed, &seen, NULL);
}

static uint32_t left(struct rig *rig, tst_blocks *blocks)
{
    tst_counter_record record;
    rig_look(rig, blocks, &record);
    return record.left;
}

START_TEST(a_life)
{
    struct rig rig;
    struct medium medium;
    rig_make(&rig);
    medium_init(&medium, MEDIUM_MAX);
    rig_write(&rig, &medium.blocks);
    ck_assert_uint_eq(left(&rig, &medium.blocks), RIG_VIEWS);
    for (unsigned i = 0; i < ACTS; i++) {
        ck_assert_int_eq(act(&rig, &medium.blocks, &acts[i], 0), acts[i].code);
        medium_replug(&medium, LOSE_ALL); /* what was granted is durable */
        ck_assert_uint_eq(left(&rig, &medium.blocks), acts[i].left);
    }
    medium_finish(&medium);
    rig_finish(&rig);
}
END_TEST

/* Lives up to the act, whose n-th operation fails; then that act again. Whether the fault was reached. */
static bool interrupted(struct rig *rig, struct medium *medium, unsigned broken, unsigned n, size_t torn,
                        enum medium_loss loss)
{
    medium_init(medium, MEDIUM_MAX);
    rig_forget(rig);
    rig_write(rig, &medium->blocks);
    for (unsigned i = 0; i < broken; i++)
        ck_assert_int_eq(act(rig, &medium->blocks, &acts[i], 0), acts[i].code);
    uint32_t before = left(rig, &medium->blocks);
    /* The look that precedes playing on is the test's own. */
    unsigned own = 0;
    if (acts[broken].elapsed) {
        tst_counter_record record;
        medium_plan(medium, 0, 0);
        rig_look(rig, &medium->blocks, &record);
        own = medium->operations;
    }
    medium_plan(medium, n + own, torn);
    int code = act(rig, &medium->blocks, &acts[broken], 0);
    bool reached = medium->gone;
    ck_assert_int_eq(code, reached ? TSB_ERR_NOT_FOUND : acts[broken].code);
    medium_replug(medium, loss);
    uint32_t now = left(rig, &medium->blocks);
    ck_assert(now == before || now == acts[broken].left);
    for (unsigned i = broken; i < ACTS; i++) {
        ck_assert_int_eq(act(rig, &medium->blocks, &acts[i], i == broken ? 5 : 0), acts[i].code);
        ck_assert_uint_eq(left(rig, &medium->blocks), acts[i].left);
    }
    medium_finish(medium);
    return reached;
}

START_TEST(pulled_at_every_operation)
{
    static const size_t torn[] = {0, 40, 300, 512};
    struct rig rig;
    struct medium medium;
    unsigned faults = 0;
    rig_make(&rig);
    for (unsigned broken = 0; broken < ACTS; broken++) {
        for (unsigned n = 1;; n++) {
            bool reached = false;
            for (unsigned kind = 0; kind < TSB_COUNT(torn) * LOSE_KINDS; kind++)
                reached = interrupted(&rig, &medium, broken, n, torn[kind / LOSE_KINDS],
                                      (enum medium_loss)(kind % LOSE_KINDS));
            if (!reached)
                break;
            faults++;
        }
    }
    ck_assert_uint_ge(faults, 7 * 7);
    rig_finish(&rig);
}
END_TEST

/* The device cannot remember: nothing is shown, and the view that was taken is taken up. */
START_TEST(no_memory_on_the_device)
{
    struct rig rig;
    struct medium medium;
    tst_counter_record record;
    rig_make(&rig);
    medium_init(&medium, MEDIUM_MAX);
    rig_write(&rig, &medium.blocks);
    char *folder = tsb_path_join(rig.folder, "device0");
    scratch_remove(folder);
    ck_assert_int_lt(rig_begin(&rig, &medium.blocks, 0, RIG_NOW, &record, NULL), 0);
    ck_assert_uint_eq(left(&rig, &medium.blocks), 2);
    ck_assert_int_eq(tsb_folder_make(folder, 0700, NULL), 0);
    ck_assert_int_eq(rig_begin(&rig, &medium.blocks, 0, RIG_NOW + 1, &record, NULL), 0);
    ck_assert_uint_eq(left(&rig, &medium.blocks), 2);
    free(folder);
    medium_finish(&medium);
    rig_finish(&rig);
}
END_TEST

/* The medium as it was in a state, or only those of its two slots whose bits are set. */
static void put_back(struct medium *medium, const uint8_t *state, unsigned slots)
{
    for (unsigned slot = 0; slot < 2; slot++) {
        if (slots & (1u << slot))
            memcpy(medium->now + (2 + slot) * TST_UNIT, state + (2 + slot) * TST_UNIT, TST_UNIT);
    }
}

/* The medium as it was, plugged in anew, and all devices know of it. */
static void restore(struct rig *rig, struct medium *medium, const uint8_t *state, uint64_t sequence)
{
    memcpy(medium->now, state, MEDIUM_MAX);
    memcpy(medium->durable, state, MEDIUM_MAX);
    medium_replug(medium, LOSE_ALL);
    rig_forget(rig);
    for (uint32_t d = 0; d < RIG_DEVICES; d++)
        ck_assert_int_eq(tst_monotonic_raise(rig->memory[d], &rig->licence.id, sequence, NULL), 0);
}

/* What a device makes of the medium as it is now: whether it refuses it as older than what it knows. */
static bool refuses_older(struct rig *rig, struct medium *medium, uint32_t device, uint64_t sequence)
{
    tst_counter_record there;
    tst_counter_record record;
    uint64_t known = 0;
    rig_look(rig, &medium->blocks, &there);
    ck_assert_int_eq(tst_monotonic_get(rig->memory[device], &rig->licence.id, &known, NULL), 0);
    int code = rig_begin(rig, &medium->blocks, device, RIG_NOW + 100 * HOUR, &record, NULL);
    if (there.sequence < known) {
        ck_assert_int_eq(code, TSB_ERR_DENIED);
        return true;
    }
    ck_assert_uint_eq(there.sequence, sequence); /* only the older slot was put back: no change */
    medium_replug(medium, LOSE_ALL);
    rig_forget(rig);
    return false;
}

/* Any earlier state put back, whole or one slot of it, at any later time: refused, or nothing gained. */
START_TEST(old_copies)
{
    struct rig rig;
    struct medium medium;
    static uint8_t states[ACTS + 1][MEDIUM_MAX];
    tst_counter_record record;
    unsigned refused = 0;
    rig_make(&rig);
    medium_init(&medium, MEDIUM_MAX);
    rig_write(&rig, &medium.blocks);
    for (unsigned i = 0; i <= ACTS; i++) {
        memcpy(states[i], medium.durable, MEDIUM_MAX);
        rig_look(&rig, &medium.blocks, &record);
        /* Device 0 knows all up to its own last act; 1 too. Put back each older state. */
        for (unsigned old = 0; old < i; old++) {
            for (unsigned slots = 1; slots <= 3; slots++) {
                put_back(&medium, states[old], slots);
                refused += refuses_older(&rig, &medium, acts[i - 1].device, record.sequence);
                restore(&rig, &medium, states[i], record.sequence);
            }
        }
        if (i < ACTS)
            ck_assert_int_eq(act(&rig, &medium.blocks, &acts[i], 0), acts[i].code);
    }
    ck_assert_uint_gt(refused, 40);
    medium_finish(&medium);
    rig_finish(&rig);
}
END_TEST

/* However the clock is set, one view is at most a day of playing, and a new one is taken or refused after it. */
START_TEST(clock_set_back)
{
    struct rig rig;
    struct medium medium;
    tst_counter_record record;
    rig_make(&rig);
    medium_init(&medium, MEDIUM_MAX);
    rig_write(&rig, &medium.blocks);
    ck_assert_int_eq(rig_begin(&rig, &medium.blocks, 0, RIG_NOW, &record, NULL), 0);
    uint64_t played = 0;
    int code = 0;
    while (code == 0) { /* the clock is set to the view's start before every minute */
        code = rig_seen(&rig, &medium.blocks, 0, RIG_NOW, 60, &record, NULL);
        played += 60;
        ck_assert_uint_le(played, TST_VIEW_SECONDS);
    }
    ck_assert_int_eq(code, TSB_ERR_DENIED);
    ck_assert_uint_eq(played, TST_VIEW_SECONDS);
    ck_assert_uint_eq(left(&rig, &medium.blocks), 2);
    ck_assert_int_eq(rig_begin(&rig, &medium.blocks, 0, RIG_NOW, &record, NULL), 0); /* not the same one */
    ck_assert_uint_eq(record.left, 1);
    ck_assert_int_eq(rig_seen(&rig, &medium.blocks, 0, RIG_NOW + HOUR, 60, &record, NULL), 0);
    ck_assert_int_eq(rig_begin(&rig, &medium.blocks, 0, RIG_NOW + HOUR - TST_CLOCK_SLACK, &record, NULL), 0);
    ck_assert_uint_eq(record.left, 1); /* corrected by a little: the same one, and no time gained */
    ck_assert_uint_eq(record.views[0].last_seen, RIG_NOW + HOUR);
    ck_assert_int_eq(rig_begin(&rig, &medium.blocks, 0, 0, &record, NULL), 0);
    ck_assert_uint_eq(record.left, 0); /* set back: another */
    ck_assert_int_eq(rig_begin(&rig, &medium.blocks, 0, UINT64_MAX, &record, NULL), TSB_ERR_DENIED);
    ck_assert_int_eq(rig_begin(&rig, &medium.blocks, 0, 0, &record, NULL), 0); /* the one of 1970 lasts */
    ck_assert_uint_eq(record.left, 0);
    medium_finish(&medium);
    rig_finish(&rig);
}
END_TEST

START_TEST(given_back)
{
    struct rig rig;
    struct medium medium;
    tst_container *container = NULL;
    tst_counter_record record;
    uint8_t first[TST_RECORD_SIZE];
    uint8_t again[TST_RECORD_SIZE];
    rig_make(&rig);
    medium_init(&medium, MEDIUM_MAX);
    rig_write(&rig, &medium.blocks);
    ck_assert_int_eq(rig_begin(&rig, &medium.blocks, 0, RIG_NOW, &record, NULL), 0);
    ck_assert_int_eq(tst_container_open(&container, &medium.blocks, NULL), 0);
    tst_counter counter = {
        .container = container, .licence = &rig.licence, .key = rig.secret.counter_key, .monotonic = rig.memory[0]};
    ck_assert_int_eq(tst_counter_return(&counter, first, &record, NULL), 0);
    ck_assert_uint_eq(record.returned, 2);
    ck_assert_int_eq(tst_counter_return(&counter, again, &record, NULL), 0);
    ck_assert_mem_eq(first, again, sizeof first); /* the proof is the same */
    ck_assert_int_eq(tst_counter_unseal(&record, first, &rig.licence.id, rig.secret.counter_key, NULL), 0);
    ck_assert_uint_eq(record.left, 0);
    ck_assert_uint_eq(record.returned, 2);
    tst_container_destroy(&container);
    ck_assert_int_eq(rig_begin(&rig, &medium.blocks, 0, RIG_NOW + HOUR, &record, NULL), 0); /* the one taken lasts */
    ck_assert_int_eq(rig_begin(&rig, &medium.blocks, 1, RIG_NOW + HOUR, &record, NULL), TSB_ERR_DENIED);
    medium_finish(&medium);
    rig_finish(&rig);
}
END_TEST

/* No record but an authentic one of this licence in its own slot counts. */
START_TEST(every_byte_counts)
{
    struct rig rig;
    struct medium medium;
    tst_counter_record record;
    uint8_t bytes[TST_RECORD_SIZE];
    tss_id other = {{1}};
    rig_make(&rig);
    medium_init(&medium, MEDIUM_MAX);
    rig_write(&rig, &medium.blocks);
    ck_assert_int_eq(tst_counter_first(bytes, &rig.licence, rig.secret.counter_key, NULL), 0);
    for (size_t i = 0; i < sizeof bytes; i++) {
        bytes[i] ^= 4;
        ck_assert_int_eq(tst_counter_unseal(&record, bytes, &rig.licence.id, rig.secret.counter_key, NULL),
                         TSB_ERR_DAMAGED);
        bytes[i] ^= 4;
    }
    ck_assert_int_eq(tst_counter_unseal(&record, bytes, &other, rig.secret.counter_key, NULL), TSB_ERR_DAMAGED);
    ck_assert_int_eq(tst_counter_unseal(&record, bytes, &rig.licence.id, rig.sample.copy_key, NULL), TSB_ERR_DAMAGED);
    uint8_t *slots = medium.now + 2 * TST_UNIT;
    memcpy(slots, slots + TST_UNIT, TST_RECORD_SIZE); /* into the other slot alone */
    memset(slots + TST_UNIT, 0, TST_RECORD_SIZE);
    ck_assert_int_eq(rig_begin(&rig, &medium.blocks, 0, RIG_NOW, &record, NULL), TSB_ERR_DAMAGED);
    medium_finish(&medium);
    rig_finish(&rig);
}
END_TEST

/* The device's own file: authentic, of this device and licence, and never lowered. */
START_TEST(memory_of_the_device)
{
    struct rig rig;
    uint64_t sequence = 7;
    tss_id other = {{1}};
    tsb_buffer file;
    rig_make(&rig);
    const tst_monotonic *memory = rig.memory[0];
    ck_assert_int_eq(tst_monotonic_get(memory, &other, &sequence, NULL), 0);
    ck_assert_uint_eq(sequence, 0);
    ck_assert_int_eq(tst_monotonic_raise(memory, &other, 5, NULL), 0);
    ck_assert_int_eq(tst_monotonic_raise(memory, &other, 3, NULL), 0);
    ck_assert_int_eq(tst_monotonic_get(memory, &other, &sequence, NULL), 0);
    ck_assert_uint_eq(sequence, 5);
    char path[400];
    char copy[400];
    char text[TSS_ID_TEXT_SIZE];
    tss_id_format(text, &other);
    (void)snprintf(path, sizeof path, "%s/device0/%s.seq", rig.folder, text);
    (void)snprintf(copy, sizeof copy, "%s/device1/%s.seq", rig.folder, text);
    tsb_buffer_init(&file, 4096);
    ck_assert_int_eq(tsb_file_read(path, &file, NULL), 0);
    ck_assert_int_eq(tsb_file_write(copy, file.bytes, file.size, 0600, NULL), 0);
    ck_assert_int_eq(tst_monotonic_get(rig.memory[1], &other, &sequence, NULL), TSB_ERR_DAMAGED);
    for (size_t i = 0; i < file.size; i++) {
        file.bytes[i] ^= 2;
        ck_assert_int_eq(tsb_file_write(path, file.bytes, file.size, 0600, NULL), 0);
        ck_assert_int_lt(tst_monotonic_get(memory, &other, &sequence, NULL), 0);
        file.bytes[i] ^= 2;
    }
    ck_assert_int_eq(tst_monotonic_raise(memory, &other, 9, NULL), TSB_ERR_DAMAGED);
    tsb_buffer_finish(&file);
    rig_finish(&rig);
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {
        a_life,     pulled_at_every_operation, no_memory_on_the_device, old_copies, clock_set_back,
        given_back, every_byte_counts,         memory_of_the_device};
    return suite_run("view counter", tests, TSB_COUNT(tests));
}
