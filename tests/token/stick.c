/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/token/stick.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/bytes.h"
#include "base/compiler.h"

enum { STAGE_COMMAND, STAGE_DATA_IN, STAGE_DATA_OUT, STAGE_STATUS };

const uint8_t stick_device_descriptor[18] = {
    18, 1, 0, 2, 0, 0, 0, 64, STICK_VENDOR & 0xFF, STICK_VENDOR >> 8, STICK_PRODUCT & 0xFF, STICK_PRODUCT >> 8,
    0,  1, 1, 2, 3, 1};
const uint8_t stick_configuration_descriptor[32] = {9, 2, 32, 0, 1, 1,         0, 0x80, 50, 9,        4,
                                                    0, 0, 2,  8, 6, 0x50,      0, 7,    5,  STICK_IN, 2,
                                                    0, 2, 0,  7, 5, STICK_OUT, 2, 0,    2,  0};

void stick_init(struct stick *stick, uint8_t *media, uint32_t blocks, uint32_t block_size, const char *serial)
{
    memset(stick, 0, sizeof *stick);
    stick->media = media;
    stick->blocks = blocks;
    stick->block_size = block_size;
    stick->serial = serial;
}

void stick_fault_add(struct stick *stick, enum stick_fault_kind kind, unsigned at, unsigned times)
{
    for (size_t i = 0; i < STICK_FAULTS; i++) {
        if (stick->faults[i].kind == STICK_FINE) {
            stick->faults[i] = (struct stick_fault){kind, at, times};
            return;
        }
    }
    abort(); /* a test with more faults than there is room for */
}

static bool by_transfer(enum stick_fault_kind kind)
{
    return kind == STICK_UNPLUG || kind == STICK_SILENT;
}

bool stick_fault_parse(struct stick *stick, const char *text)
{
    static const struct {
        const char *name;
        enum stick_fault_kind kind;
    } names[] = {{"unplug", STICK_UNPLUG},
                 {"stall-data", STICK_STALL_DATA},
                 {"stall-status", STICK_STALL_STATUS},
                 {"stall-command", STICK_STALL_COMMAND},
                 {"short", STICK_SHORT},
                 {"short-lie", STICK_SHORT_LIE},
                 {"attention", STICK_ATTENTION},
                 {"not-ready", STICK_NOT_READY},
                 {"no-medium", STICK_NO_MEDIUM},
                 {"medium-error", STICK_MEDIUM_ERROR},
                 {"bad-tag", STICK_BAD_TAG},
                 {"bad-signature", STICK_BAD_SIGNATURE},
                 {"short-status", STICK_SHORT_STATUS},
                 {"empty-status", STICK_EMPTY_STATUS},
                 {"bad-status", STICK_BAD_STATUS},
                 {"big-residue", STICK_BIG_RESIDUE},
                 {"phase", STICK_PHASE},
                 {"silent", STICK_SILENT},
                 {"garbage-sense", STICK_GARBAGE_SENSE}};
    const bool relative = *text == '+';
    text += relative;
    const size_t length = strcspn(text, "@");
    if (!text[length])
        return false;
    char *end = NULL;
    unsigned at = (unsigned)strtoul(text + length + 1, &end, 10);
    const unsigned times = *end == 'x' ? (unsigned)strtoul(end + 1, &end, 10) : 1;
    for (size_t i = 0; i < TSB_COUNT(names) && *end == 0; i++) {
        if (strlen(names[i].name) == length && memcmp(names[i].name, text, length) == 0) {
            if (relative)
                at += by_transfer(names[i].kind) ? stick->transfers : stick->commands;
            stick_fault_add(stick, names[i].kind, at, times);
            return true;
        }
    }
    return false;
}

/* The fault that hits number count of its kind of thing now; used-up ones make room. */
static enum stick_fault_kind fault_now(struct stick *stick, bool transfers, unsigned count)
{
    for (size_t i = 0; i < STICK_FAULTS; i++) {
        struct stick_fault *fault = &stick->faults[i];
        if (fault->kind == STICK_FINE || by_transfer(fault->kind) != transfers || count < fault->at)
            continue;
        const enum stick_fault_kind kind = fault->kind;
        if (fault->times > 0 && --fault->times == 0)
            fault->kind = STICK_FINE;
        return kind;
    }
    return STICK_FINE;
}

void stick_replug(struct stick *stick)
{
    stick->gone = false;
    stick->halted_in = false;
    stick->halted_out = false;
    stick->broken = false;
    stick->stage = STAGE_COMMAND;
    memset(stick->sense, 0, sizeof stick->sense);
}

static int text_descriptor(uint8_t *answer, const char *text)
{
    const size_t length = strlen(text);
    answer[0] = (uint8_t)(2 + 2 * length);
    answer[1] = 3;
    for (size_t i = 0; i < length; i++) {
        answer[2 + 2 * i] = (uint8_t)text[i];
        answer[3 + 2 * i] = 0;
    }
    return answer[0];
}

static int descriptor(const struct stick *stick, uint8_t *answer, unsigned type, unsigned number)
{
    if (type == 1) {
        memcpy(answer, stick_device_descriptor, sizeof stick_device_descriptor);
        return (int)sizeof stick_device_descriptor;
    }
    if (type == 2) {
        memcpy(answer, stick_configuration_descriptor, sizeof stick_configuration_descriptor);
        return (int)sizeof stick_configuration_descriptor;
    }
    if (type != 3 || number > 3 || (number == 3 && !stick->serial))
        return -EPIPE;
    if (number == 0) {
        memcpy(answer, "\x04\x03\x09\x04", 4);
        return 4;
    }
    return text_descriptor(answer, number == 1 ? "Tally & Sons" : number == 2 ? "Memory Stick" : stick->serial);
}

int stick_control(struct stick *stick, uint8_t *buffer, size_t size)
{
    if (stick->gone)
        return -ENODEV;
    uint8_t answer[256] = {0};
    int length = -EPIPE;
    if (size < 8)
        return -EINVAL;
    if (buffer[0] == 0x80 && buffer[1] == 6) {
        length = descriptor(stick, answer, buffer[3], buffer[2]);
    } else if (buffer[0] == 0x21 && buffer[1] == 0xFF) { /* Bulk-Only Mass Storage Reset: the halts stay */
        stick->broken = false;
        stick->stage = STAGE_COMMAND;
        stick->resets++;
        return 0;
    } else if (buffer[0] == 0xA1 && buffer[1] == 0xFE) { /* Get Max LUN */
        length = 1;
    }
    if (length < 0)
        return length;
    const int asked = buffer[6] | (buffer[7] << 8);
    if (length > asked)
        length = asked;
    if ((size_t)length > size - 8)
        length = (int)(size - 8);
    memcpy(buffer + 8, answer, (size_t)length);
    return length;
}

void stick_clear_halt(struct stick *stick, uint8_t endpoint)
{
    if (endpoint & 0x80)
        stick->halted_in = stick->broken; /* a phase error holds them until the reset */
    else
        stick->halted_out = stick->broken;
}

static void check_condition(struct stick *stick, uint8_t key, uint8_t code, uint8_t qualifier)
{
    stick->status = 1;
    stick->sense[0] = key;
    stick->sense[1] = code;
    stick->sense[2] = qualifier;
    stick->data_size = 0;
}

static void answer_inquiry(struct stick *stick)
{
    memset(stick->data, 0, 36);
    stick->data[0] = stick->type;
    stick->data[1] = 0x80;
    stick->data[4] = 31;
    memcpy(stick->data + 8, "TALLY   MEMORY STICK    1.00", 28);
    stick->data_size = 36;
}

static void answer_sense(struct stick *stick)
{
    memset(stick->data, stick->garbage_sense ? 0xAA : 0, 18);
    if (!stick->garbage_sense) {
        stick->data[0] = 0x70;
        stick->data[2] = stick->sense[0];
        stick->data[7] = 10;
        stick->data[12] = stick->sense[1];
        stick->data[13] = stick->sense[2];
    }
    stick->garbage_sense = false;
    memset(stick->sense, 0, sizeof stick->sense);
    stick->data_size = 18;
}

static void answer_capacity(struct stick *stick)
{
    tsb_store32(stick->data, stick->huge ? UINT32_MAX : (uint32_t)((int64_t)stick->blocks - 1 + stick->extra_blocks));
    tsb_store32(stick->data + 4, stick->block_size);
    stick->data_size = 8;
}

static void prepare_transfer(struct stick *stick, const uint8_t *block)
{
    const uint32_t from = tsb_load32(block + 2);
    const uint32_t count = tsb_load16(block + 7);
    const size_t size = (size_t)count * stick->block_size;
    if (from >= stick->blocks || count > stick->blocks - from || size > STICK_DATA_MAX) {
        check_condition(stick, 5, 0x21, 0);
    } else if (block[0] == 0x2A && stick->read_only) {
        check_condition(stick, 7, 0x27, 0);
    } else {
        stick->data_size = size;
        stick->write_block = from;
        if (block[0] == 0x28)
            memcpy(stick->data, stick->media + (size_t)from * stick->block_size, size);
    }
}

static void execute(struct stick *stick, const uint8_t *block)
{
    switch (block[0]) {
    case 0x00:
        break;
    case 0x03:
        answer_sense(stick);
        break;
    case 0x12:
        answer_inquiry(stick);
        break;
    case 0x25:
        answer_capacity(stick);
        break;
    case 0x28:
    case 0x2A:
        prepare_transfer(stick, block);
        break;
    case 0x35:
        if (stick->no_sync) {
            check_condition(stick, 5, 0x20, 0);
        } else {
            stick->syncs++;
            stick->unsynced = 0;
        }
        break;
    default:
        check_condition(stick, 5, 0x20, 0);
        break;
    }
}

/* Faults that take the place of what the command would do. */
static bool fail_instead(struct stick *stick)
{
    switch (stick->fault) {
    case STICK_ATTENTION:
        check_condition(stick, 6, 0x28, 0);
        return true;
    case STICK_NOT_READY:
        check_condition(stick, 2, 4, 1);
        return true;
    case STICK_NO_MEDIUM:
        check_condition(stick, 2, 0x3A, 0);
        return true;
    case STICK_MEDIUM_ERROR:
    case STICK_STALL_DATA:
        check_condition(stick, 3, 0x11, 0);
        return true;
    case STICK_GARBAGE_SENSE:
        check_condition(stick, 3, 0x11, 0);
        stick->garbage_sense = true;
        return true;
    default:
        return false;
    }
}

static int take_command(struct stick *stick, const uint8_t *wrapper, size_t size)
{
    if (size != 31 || memcmp(wrapper, "USBC", 4) != 0 || stick->broken) {
        stick->broken = stick->halted_in = stick->halted_out = true;
        return -EPIPE;
    }
    const uint8_t *block = wrapper + 15;
    stick->commands++;
    stick->fault = block[0] == 0x03 ? STICK_FINE : fault_now(stick, false, stick->commands);
    if (stick->fault == STICK_STALL_COMMAND) {
        stick->broken = stick->halted_in = stick->halted_out = true;
        return -EPIPE;
    }
    memcpy(stick->tag, wrapper + 4, 4);
    const uint32_t asked = wrapper[8] | ((uint32_t)wrapper[9] << 8) | ((uint32_t)wrapper[10] << 16);
    stick->status = 0;
    stick->data_size = 0;
    stick->data_at = 0;
    if (!fail_instead(stick))
        execute(stick, block);
    if (stick->data_size > asked)
        stick->data_size = asked;
    stick->residue = asked - (uint32_t)stick->data_size;
    if (stick->fault == STICK_SHORT || stick->fault == STICK_SHORT_LIE) {
        if (stick->fault == STICK_SHORT)
            stick->residue += (uint32_t)(stick->data_size - stick->data_size / 2);
        stick->data_size /= 2;
    }
    stick->stall_once = stick->fault == STICK_STALL_STATUS;
    stick->stage = asked == 0 ? STAGE_STATUS : wrapper[12] & 0x80 ? STAGE_DATA_IN : STAGE_DATA_OUT;
    if (asked > 0 && stick->data_size == 0) { /* section 6.7: ends a data phase it has nothing for by a stall */
        if (wrapper[12] & 0x80)
            stick->halted_in = true;
        else
            stick->halted_out = true;
        stick->stage = STAGE_STATUS;
    }
    return 31;
}

static int give_data(struct stick *stick, uint8_t *buffer, size_t size)
{
    const size_t left = stick->data_size - stick->data_at;
    const size_t moved = left < size ? left : size;
    memcpy(buffer, stick->data + stick->data_at, moved);
    stick->data_at += moved;
    if (stick->data_at == stick->data_size)
        stick->stage = STAGE_STATUS;
    return (int)moved;
}

/* Writes reach the medium as they come, so that pulling the stick leaves a part. */
static int take_data(struct stick *stick, const uint8_t *buffer, size_t size)
{
    const size_t left = stick->data_size - stick->data_at;
    const size_t moved = left < size ? left : size;
    memcpy(stick->media + (size_t)stick->write_block * stick->block_size + stick->data_at, buffer, moved);
    stick->unsynced++;
    stick->data_at += moved;
    if (stick->data_at < stick->data_size)
        return (int)moved;
    stick->stage = STAGE_STATUS;
    if (moved < size)
        stick->halted_out = true;
    return moved < size ? -EPIPE : (int)moved;
}

static int give_status(struct stick *stick, uint8_t *buffer, size_t size)
{
    if (stick->stall_once) {
        stick->stall_once = false;
        stick->halted_in = true;
        return -EPIPE;
    }
    if (stick->fault == STICK_EMPTY_STATUS) {
        stick->fault = STICK_FINE;
        return 0;
    }
    uint8_t status[13] = {'U', 'S', 'B', 'S'};
    memcpy(status + 4, stick->tag, 4);
    for (unsigned i = 0; i < 4; i++)
        status[8 + i] = (uint8_t)(stick->residue >> (8 * i));
    status[12] = stick->status;
    size_t length = sizeof status;
    stick->stage = STAGE_COMMAND;
    switch (stick->fault) {
    case STICK_BAD_TAG:
        status[4] ^= 0x55;
        break;
    case STICK_BAD_SIGNATURE:
        status[3] = 'C';
        break;
    case STICK_SHORT_STATUS:
        length--;
        break;
    case STICK_BAD_STATUS:
        status[12] = 9;
        break;
    case STICK_BIG_RESIDUE:
        memset(status + 8, 0xFF, 4);
        break;
    case STICK_PHASE:
        status[12] = 2;
        stick->broken = true;
        break;
    default:
        break;
    }
    if (length > size)
        length = size;
    memcpy(buffer, status, length);
    return (int)length;
}

int stick_bulk(struct stick *stick, uint8_t endpoint, uint8_t *buffer, size_t size)
{
    const bool in = (endpoint & 0x80) != 0;
    if (stick->gone)
        return -ENODEV;
    stick->transfers++;
    const enum stick_fault_kind fault = fault_now(stick, true, stick->transfers);
    if (fault == STICK_UNPLUG) {
        stick->gone = true;
        return -ENODEV;
    }
    if (fault == STICK_SILENT)
        return -ETIMEDOUT;
    if (in ? stick->halted_in : stick->halted_out)
        return -EPIPE;
    if (in && stick->stage == STAGE_DATA_IN)
        return give_data(stick, buffer, size);
    if (in && stick->stage == STAGE_STATUS)
        return give_status(stick, buffer, size);
    if (in)
        return -ETIMEDOUT; /* nothing to give: it would wait for ever */
    if (stick->stage == STAGE_DATA_OUT)
        return take_data(stick, buffer, size);
    return take_command(stick, buffer, size);
}
