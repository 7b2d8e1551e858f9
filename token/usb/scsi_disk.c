/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "token/usb/scsi_disk.h"

#include <string.h>

#include "base/cancel.h"

#define TRANSPORT_TRIES 3   /* of a command whose transfer broke */
#define SENSE_TRIES     5   /* of a command met by unit attentions: power on, reset and medium, each once */
#define READY_WAIT      100 /* milliseconds between two questions */
#define READY_TRIES     100

/* Out of the budget of one command. */
struct patience {
    unsigned transport;
    unsigned sense;
    unsigned ready;
};

static int read_sense(tst_scsi_disk *disk, tst_scsi_sense *sense, tsb_error *err)
{
    const tst_scsi_command ask = tst_scsi_request_sense();
    uint8_t bytes[TST_SCSI_SENSE_SIZE] = {0};
    size_t moved = 0;
    const int result = tst_bot_command(&disk->bot, &ask, bytes, sizeof bytes, &moved, err);
    if (result < 0)
        return result;
    if (result == TST_BOT_FAILED)
        return tsb_fail(err, TSB_ERR_IO, "the USB stick reports a fault, but not which one");
    return tst_scsi_sense_parse(sense, bytes, moved, err);
}

/* 1: send it again, 0: it is done, negative: it was refused. */
static int after_failure(tst_scsi_disk *disk, const tst_scsi_command *command, struct patience *left,
                         tst_scsi_sense *sense, tsb_error *err)
{
    int code = read_sense(disk, sense, err);
    if (code)
        return code;
    const enum tst_scsi_verdict verdict = tst_scsi_judge(sense);
    if (verdict == TST_SCSI_DONE)
        return 0;
    if (verdict == TST_SCSI_AGAIN && left->sense > 0) {
        left->sense--;
        return 1;
    }
    if (verdict == TST_SCSI_WAIT && left->ready > 0) {
        left->ready--;
        /* Never longer than one transfer may take. */
        (void)tsb_cancel_sleep(NULL, disk->bot.timeout < READY_WAIT ? disk->bot.timeout : READY_WAIT);
        return 1;
    }
    return tst_scsi_sense_fail(sense, command->name, err);
}

/* Sends the command until it is done, was refused, or patience is at its end. *attention: the stick
 * said in between that it, or its medium, is not what it was. sense, for the caller to judge a
 * refusal, stays zero where the transport failed. */
static int run(tst_scsi_disk *disk, const tst_scsi_command *command, uint8_t *data, size_t size, size_t *moved,
               tst_scsi_sense *sense, bool *attention, tsb_error *err)
{
    struct patience left = {TRANSPORT_TRIES, SENSE_TRIES, READY_TRIES};
    for (;;) {
        tsb_error why = {0};
        memset(sense, 0, sizeof *sense);
        int result = tst_bot_command(&disk->bot, command, data, size, moved, &why);
        if (result == TST_BOT_PASSED)
            return 0;
        if (result == TST_BOT_FAILED) {
            result = after_failure(disk, command, &left, sense, &why);
            *attention |= sense->key == TST_SCSI_UNIT_ATTENTION;
            if (result == 0)
                return 0;
        }
        if (result == TSB_ERR_IO && sense->key == TST_SCSI_NO_SENSE && --left.transport > 0)
            continue;
        if (result < 0)
            return tsb_pass(err, result, &why);
    }
}

static int run_simple(tst_scsi_disk *disk, const tst_scsi_command *command, uint8_t *data, size_t size, size_t *moved,
                      tsb_error *err)
{
    tst_scsi_sense sense = {0};
    bool attention = false;
    return run(disk, command, data, size, moved, &sense, &attention, err);
}

static int ask_capacity(tst_scsi_disk *disk, tst_scsi_capacity *capacity, tsb_error *err)
{
    const tst_scsi_command ask = tst_scsi_read_capacity();
    uint8_t bytes[TST_SCSI_CAPACITY_SIZE] = {0};
    size_t moved = 0;
    const int code = run_simple(disk, &ask, bytes, sizeof bytes, &moved, err);
    return code ? code : tst_scsi_capacity_parse(capacity, bytes, moved, err);
}

/* After a unit attention, a card reader may hold another card. */
static int check_medium(tst_scsi_disk *disk, tsb_error *err)
{
    tst_scsi_capacity now = {0};
    const int code = ask_capacity(disk, &now, err);
    if (code)
        return code;
    /* Smaller than it says is what start() may have found. */
    if (now.block_size != disk->capacity.block_size || now.blocks < disk->capacity.blocks ||
        now.blocks - disk->capacity.blocks > 1)
        return tsb_fail(err, TSB_ERR_NOT_FOUND, "The medium in the USB device was changed; put the token back");
    return 0;
}

/* A read or a write of as many blocks as one command takes. */
static int move_step(tst_scsi_disk *disk, const tst_scsi_command *command, uint8_t *bytes, size_t size, tsb_error *err)
{
    for (unsigned tries = TRANSPORT_TRIES; tries > 0; tries--) {
        size_t moved = 0;
        bool attention = false;
        tst_scsi_sense sense = {0};
        int code = run(disk, command, bytes, size, &moved, &sense, &attention, err);
        if (code == 0 && attention)
            code = check_medium(disk, err);
        if (code || moved == size)
            return code;
    }
    return tsb_fail(err, TSB_ERR_IO, "the USB stick gives fewer bytes than were asked for (%s)", command->name);
}

static int check_range(const tst_scsi_disk *disk, uint32_t block, uint32_t count, tsb_error *err)
{
    if (block < disk->capacity.blocks && count <= disk->capacity.blocks - block)
        return 0;
    return tsb_fail(err, TSB_ERR_INVALID, "blocks beyond the end of the USB stick were asked for");
}

static uint32_t step_blocks(const tst_scsi_disk *disk, uint32_t count)
{
    const uint32_t most = (uint32_t)TST_SCSI_DISK_STEP / disk->capacity.block_size;
    return count < most ? count : most;
}

int tst_scsi_disk_read(tst_scsi_disk *disk, uint32_t block, uint32_t count, uint8_t *bytes, tsb_error *err)
{
    int code = check_range(disk, block, count, err);
    while (code == 0 && count > 0) {
        const uint32_t step = step_blocks(disk, count);
        const tst_scsi_command command = tst_scsi_read(block, (uint16_t)step);
        const size_t size = (size_t)step * disk->capacity.block_size;
        code = move_step(disk, &command, bytes, size, err);
        block += step;
        count -= step;
        bytes += size;
    }
    return code;
}

int tst_scsi_disk_write(tst_scsi_disk *disk, uint32_t block, uint32_t count, const uint8_t *bytes, tsb_error *err)
{
    int code = check_range(disk, block, count, err);
    while (code == 0 && count > 0) {
        const uint32_t step = step_blocks(disk, count);
        const tst_scsi_command command = tst_scsi_write(block, (uint16_t)step);
        const size_t size = (size_t)step * disk->capacity.block_size;
        /* Data of a command that goes out are only read. */
        code = move_step(disk, &command, (uint8_t *)(uintptr_t)bytes, size, err);
        block += step;
        count -= step;
        bytes += size;
    }
    return code;
}

int tst_scsi_disk_flush(tst_scsi_disk *disk, tsb_error *err)
{
    const tst_scsi_command command = tst_scsi_synchronize_cache();
    tst_scsi_sense sense = {0};
    tsb_error why = {0};
    size_t moved = 0;
    bool attention = false;
    const int code = run(disk, &command, NULL, 0, &moved, &sense, &attention, &why);
    if (code == TSB_ERR_UNSUPPORTED && sense.key == TST_SCSI_ILLEGAL_REQUEST)
        return 0;
    if (code == 0 && attention)
        return check_medium(disk, err);
    return code ? tsb_pass(err, code, &why) : 0;
}

static int identify(tst_scsi_disk *disk, tsb_error *err)
{
    const tst_scsi_command ask = tst_scsi_inquiry();
    uint8_t bytes[TST_SCSI_INQUIRY_SIZE] = {0};
    size_t moved = 0;
    const int code = run_simple(disk, &ask, bytes, sizeof bytes, &moved, err);
    return code ? code : tst_scsi_identity_parse(&disk->identity, bytes, moved, err);
}

/* Some sticks give the number of their blocks where the last one's number belongs. */
static int find_true_end(tst_scsi_disk *disk, tsb_error *err)
{
    uint8_t bytes[4096];
    for (unsigned tries = 0; tries < 2 && disk->capacity.blocks > 0; tries++) {
        tsb_error why = {0};
        const int code = tst_scsi_disk_read(disk, disk->capacity.blocks - 1, 1, bytes, &why);
        if (code != TSB_ERR_UNSUPPORTED && code != TSB_ERR_IO)
            return code ? tsb_pass(err, code, &why) : 0;
        disk->capacity.blocks--;
    }
    return tsb_fail(err, TSB_ERR_DAMAGED, "The USB stick does not have the size it claims; use another stick");
}

int tst_scsi_disk_start(tst_scsi_disk *disk, tst_bulk *bulk, unsigned timeout, tsb_error *err)
{
    memset(disk, 0, sizeof *disk);
    tst_bot_init(&disk->bot, bulk, timeout);
    int code = identify(disk, err);
    if (code == 0) {
        const tst_scsi_command ready = tst_scsi_test_unit_ready();
        size_t moved = 0;
        code = run_simple(disk, &ready, NULL, 0, &moved, err);
    }
    if (code == 0)
        code = ask_capacity(disk, &disk->capacity, err);
    return code ? code : find_true_end(disk, err);
}
