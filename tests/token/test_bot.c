/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The transport and the disk over it, against a stick with every fault it can have. */
#include "base/compiler.h"
#include "tests/support/suite.h"
#include "tests/token/stick_bulk.h"
#include "token/usb/scsi_disk.h"

#define BLOCKS  64
#define TIMEOUT 50

static struct stick stick;
static struct stick_bulk bulk;
static uint8_t media[BLOCKS * 4096];
static tst_scsi_disk disk;

static void fresh(uint32_t block_size)
{
    for (size_t i = 0; i < sizeof media; i++)
        media[i] = (uint8_t)(i * 7 + i / 512);
    stick_init(&stick, media, BLOCKS, block_size, "0123456789AB");
    stick_bulk_init(&bulk, &stick);
}

static void started(uint32_t block_size)
{
    tsb_error err = {0};
    fresh(block_size);
    ck_assert_msg(tst_scsi_disk_start(&disk, &bulk.base, TIMEOUT, &err) == 0, "%s", err.text);
    ck_assert_uint_eq(disk.capacity.blocks, BLOCKS);
}

START_TEST(starts_reads_writes_and_flushes)
{
    static const uint32_t sizes[] = {512, 1024, 2048, 4096};
    for (size_t i = 0; i < TSB_COUNT(sizes); i++) {
        started(sizes[i]);
        ck_assert_str_eq(disk.identity.vendor, "TALLY");
        ck_assert_str_eq(disk.identity.product, "MEMORY STICK");
        ck_assert_uint_eq(disk.capacity.block_size, sizes[i]);
        uint8_t *bytes = malloc((size_t)BLOCKS * sizes[i]);
        ck_assert_ptr_nonnull(bytes);
        ck_assert_int_eq(tst_scsi_disk_read(&disk, 0, BLOCKS, bytes, NULL), 0);
        ck_assert_mem_eq(bytes, media, (size_t)BLOCKS * sizes[i]);
        memset(bytes, 0x5A, (size_t)3 * sizes[i]);
        ck_assert_int_eq(tst_scsi_disk_write(&disk, 61, 3, bytes, NULL), 0);
        ck_assert_mem_eq(media + (size_t)61 * sizes[i], bytes, (size_t)3 * sizes[i]);
        ck_assert_uint_eq(stick.syncs, 0);
        ck_assert_int_eq(tst_scsi_disk_flush(&disk, NULL), 0);
        ck_assert_uint_eq(stick.syncs, 1);
        free(bytes);
    }
}
END_TEST

START_TEST(ranges_outside_are_refused)
{
    uint8_t bytes[512] = {0};
    started(512);
    const unsigned before = stick.commands;
    ck_assert_int_eq(tst_scsi_disk_read(&disk, BLOCKS, 1, bytes, NULL), TSB_ERR_INVALID);
    ck_assert_int_eq(tst_scsi_disk_read(&disk, BLOCKS - 1, 2, bytes, NULL), TSB_ERR_INVALID);
    ck_assert_int_eq(tst_scsi_disk_write(&disk, 1, UINT32_MAX, bytes, NULL), TSB_ERR_INVALID);
    ck_assert_int_eq(tst_scsi_disk_write(&disk, UINT32_MAX, 1, bytes, NULL), TSB_ERR_INVALID);
    ck_assert_uint_eq(stick.commands, before);
}
END_TEST

/* Faults that go away are overcome, wherever they strike. */
START_TEST(passing_faults_are_overcome)
{
    static const struct {
        enum stick_fault_kind kind;
        unsigned times;
        bool resets;
    } faults[] = {{STICK_STALL_STATUS, 1, false}, {STICK_STALL_COMMAND, 1, true}, {STICK_SHORT, 1, false},
                  {STICK_SHORT_LIE, 1, false},    {STICK_ATTENTION, 1, false},    {STICK_ATTENTION, 3, false},
                  {STICK_NOT_READY, 2, false},    {STICK_BAD_TAG, 1, true},       {STICK_BAD_SIGNATURE, 1, true},
                  {STICK_SHORT_STATUS, 1, true},  {STICK_EMPTY_STATUS, 1, false}, {STICK_BAD_STATUS, 1, true},
                  {STICK_BIG_RESIDUE, 1, true},   {STICK_PHASE, 1, true},         {STICK_SILENT, 1, true},
                  {STICK_BAD_TAG, 2, true},       {STICK_PHASE, 2, true}};
    for (size_t i = 0; i < TSB_COUNT(faults); i++) {
        for (unsigned write = 0; write < 2; write++) {
            uint8_t bytes[4 * 512];
            tsb_error err = {0};
            started(512);
            const bool transfers = faults[i].kind == STICK_SILENT;
            stick_fault_add(&stick, faults[i].kind, 1 + (transfers ? stick.transfers : stick.commands),
                            faults[i].times);
            memset(bytes, 0xA5, sizeof bytes);
            const int code = write ? tst_scsi_disk_write(&disk, 8, 4, bytes, &err)
                                   : tst_scsi_disk_read(&disk, 8, 4, bytes, &err);
            ck_assert_msg(code == 0, "fault %d, write %u: %s", faults[i].kind, write, err.text);
            ck_assert_mem_eq(bytes, media + (size_t)8 * 512, sizeof bytes);
            ck_assert_msg((stick.resets > 0) == faults[i].resets, "fault %d: %u resets", faults[i].kind, stick.resets);
            ck_assert_int_eq(tst_scsi_disk_flush(&disk, NULL), 0);
            ck_assert_uint_eq(stick.unsynced, 0);
        }
    }
}
END_TEST

/* Faults that stay end in an error that says so, and never in a hang. */
START_TEST(lasting_faults_are_reported)
{
    static const struct {
        enum stick_fault_kind kind;
        int code;
        const char *text;
    } faults[] = {{STICK_STALL_DATA, TSB_ERR_IO, "bad block"},
                  {STICK_STALL_STATUS, TSB_OK, ""},
                  {STICK_STALL_COMMAND, TSB_ERR_IO, "breaks the protocol"},
                  {STICK_SHORT, TSB_ERR_IO, "fewer bytes"},
                  {STICK_SHORT_LIE, TSB_ERR_IO, "fewer bytes"},
                  {STICK_ATTENTION, TSB_ERR_IO, "failed at"},
                  {STICK_NO_MEDIUM, TSB_ERR_NOT_FOUND, "no medium"},
                  {STICK_MEDIUM_ERROR, TSB_ERR_IO, "bad block"},
                  {STICK_BAD_TAG, TSB_ERR_IO, "breaks the protocol"},
                  {STICK_BAD_SIGNATURE, TSB_ERR_IO, "breaks the protocol"},
                  {STICK_SHORT_STATUS, TSB_ERR_IO, "breaks the protocol"},
                  {STICK_BAD_STATUS, TSB_ERR_IO, "breaks the protocol"},
                  {STICK_BIG_RESIDUE, TSB_ERR_IO, "breaks the protocol"},
                  {STICK_PHASE, TSB_ERR_IO, "breaks the protocol"},
                  {STICK_SILENT, TSB_ERR_IO, "does not answer"},
                  {STICK_GARBAGE_SENSE, TSB_ERR_INVALID, "not which one"}};
    for (size_t i = 0; i < TSB_COUNT(faults); i++) {
        uint8_t bytes[4 * 512];
        tsb_error err = {0};
        started(512);
        const unsigned before = stick.transfers;
        stick_fault_add(&stick, faults[i].kind, 1 + (faults[i].kind == STICK_SILENT ? before : stick.commands), 0);
        ck_assert_int_eq(tst_scsi_disk_read(&disk, 8, 4, bytes, &err), faults[i].code);
        ck_assert_msg(strstr(err.text, faults[i].text) != NULL, "fault %d: %s", faults[i].kind, err.text);
        ck_assert_uint_lt(stick.transfers - before, 200);
        /* All is well again once the fault has gone. */
        memset(stick.faults, 0, sizeof stick.faults);
        ck_assert_int_eq(tst_scsi_disk_read(&disk, 8, 4, bytes, NULL), 0);
        ck_assert_mem_eq(bytes, media + (size_t)8 * 512, sizeof bytes);
    }
}
END_TEST

/* Pulled before any of the transfers: the right error, and what was flushed stays. */
START_TEST(pulled_between_any_two_transfers)
{
    unsigned reached = 0;
    for (unsigned at = 1; at < 500; at++) {
        uint8_t bytes[8 * 512];
        tsb_error err = {0};
        fresh(512);
        memset(media, 0, sizeof media);
        memset(bytes, 0xC3, sizeof bytes);
        stick_fault_add(&stick, STICK_UNPLUG, at, 1);
        int code = tst_scsi_disk_start(&disk, &bulk.base, TIMEOUT, &err);
        bool flushed = false;
        if (code == 0)
            code = tst_scsi_disk_write(&disk, 0, 8, bytes, &err);
        if (code == 0)
            code = tst_scsi_disk_flush(&disk, &err);
        flushed = code == 0;
        if (code == 0)
            code = tst_scsi_disk_read(&disk, 16, 8, bytes, &err);
        if (code == 0) {
            reached = at;
            break;
        }
        ck_assert_int_eq(code, TSB_ERR_NOT_FOUND);
        ck_assert_ptr_nonnull(strstr(err.text, "pulled out"));
        ck_assert(!flushed || media[0] == 0xC3);
        /* Put back, it starts again. */
        stick_replug(&stick);
        ck_assert_int_eq(tst_scsi_disk_start(&disk, &bulk.base, TIMEOUT, NULL), 0);
    }
    ck_assert_uint_eq(reached, 20); /* 11 to start, 3 to write, 2 to flush, 3 to read */
}
END_TEST

START_TEST(faults_while_starting)
{
    for (unsigned command = 1; command <= 4; command++) {
        for (enum stick_fault_kind kind = STICK_STALL_STATUS; kind <= STICK_PHASE; kind++) {
            if (kind == STICK_NO_MEDIUM || kind == STICK_MEDIUM_ERROR || kind == STICK_SHORT || kind == STICK_SHORT_LIE)
                continue;
            tsb_error err = {0};
            fresh(512);
            stick_fault_add(&stick, kind, command, 1);
            ck_assert_msg(tst_scsi_disk_start(&disk, &bulk.base, TIMEOUT, &err) == 0, "fault %d at %u: %s", kind,
                          command, err.text);
            ck_assert_uint_eq(disk.capacity.blocks, BLOCKS);
        }
    }
    /* A short answer about itself or its size is not an answer. */
    for (unsigned command = 1; command <= 3; command += 2) {
        fresh(512);
        stick_fault_add(&stick, STICK_SHORT, command, 1);
        ck_assert_int_eq(tst_scsi_disk_start(&disk, &bulk.base, TIMEOUT, NULL), TSB_ERR_INVALID);
    }
}
END_TEST

START_TEST(false_capacities)
{
    tsb_error err = {0};
    fresh(512);
    stick.extra_blocks = 1; /* the classic mistake */
    ck_assert_int_eq(tst_scsi_disk_start(&disk, &bulk.base, TIMEOUT, &err), 0);
    ck_assert_uint_eq(disk.capacity.blocks, BLOCKS);
    uint8_t bytes[512];
    stick_fault_add(&stick, STICK_ATTENTION, stick.commands + 1, 1);
    ck_assert_int_eq(tst_scsi_disk_read(&disk, 0, 1, bytes, NULL), 0);
    fresh(512);
    stick.extra_blocks = 1000; /* the forged stick */
    ck_assert_int_eq(tst_scsi_disk_start(&disk, &bulk.base, TIMEOUT, &err), TSB_ERR_DAMAGED);
    ck_assert_ptr_nonnull(strstr(err.text, "size it claims"));
    fresh(512);
    stick.huge = true;
    ck_assert_int_eq(tst_scsi_disk_start(&disk, &bulk.base, TIMEOUT, NULL), TSB_ERR_UNSUPPORTED);
    fresh(512);
    stick.type = 5;
    ck_assert_int_eq(tst_scsi_disk_start(&disk, &bulk.base, TIMEOUT, NULL), TSB_ERR_UNSUPPORTED);
}
END_TEST

START_TEST(another_medium_is_noticed)
{
    tsb_error err = {0};
    uint8_t bytes[512];
    started(512);
    stick.blocks = BLOCKS / 2;
    stick_fault_add(&stick, STICK_ATTENTION, stick.commands + 1, 1);
    ck_assert_int_eq(tst_scsi_disk_read(&disk, 0, 1, bytes, &err), TSB_ERR_NOT_FOUND);
    ck_assert_ptr_nonnull(strstr(err.text, "changed"));
}
END_TEST

START_TEST(protected_and_simple_sticks)
{
    tsb_error err = {0};
    uint8_t bytes[512] = {0};
    started(512);
    stick.read_only = true;
    ck_assert_int_eq(tst_scsi_disk_write(&disk, 0, 1, bytes, &err), TSB_ERR_DENIED);
    ck_assert_ptr_nonnull(strstr(err.text, "write-protected"));
    started(512);
    stick.no_sync = true;
    tsb_error none = {0};
    ck_assert_int_eq(tst_scsi_disk_flush(&disk, &none), 0);
    ck_assert_int_eq(none.code, 0);
    stick_fault_add(&stick, STICK_MEDIUM_ERROR, stick.commands + 1, 1);
    ck_assert_int_eq(tst_scsi_disk_flush(&disk, NULL), TSB_ERR_IO);
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {
        starts_reads_writes_and_flushes,
        ranges_outside_are_refused,
        passing_faults_are_overcome,
        lasting_faults_are_reported,
        pulled_between_any_two_transfers,
        faults_while_starting,
        false_capacities,
        another_medium_is_noticed,
        protected_and_simple_sticks,
    };
    return suite_run("bot", tests, TSB_COUNT(tests));
}
