/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A hostile USB stick: whatever comes from it is taken from the input. First
 * byte even: the rest is one answer, given to every parser. Odd: the rest is
 * what a stick does, one step a transfer: a byte that says how (ok, a stall, silence,
 * gone, or a proper status with this status byte), a length, and the bytes.
 */
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "tests/fuzz/require.h"
#include "token/usb/scsi_disk.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

struct hostile {
    tst_bulk base;
    const uint8_t *data;
    size_t size;
    uint8_t tag[4];
};

static uint8_t next(struct hostile *stick)
{
    if (stick->size == 0)
        return 0xFF; /* gone */
    stick->size--;
    return *stick->data++;
}

static enum tst_bulk_result result_of(uint8_t how)
{
    switch (how) {
    case 0xFF:
        return TST_BULK_GONE;
    case 0xFE:
        return TST_BULK_STALL;
    case 0xFD:
        return TST_BULK_TIMEOUT;
    case 0xFC:
        return TST_BULK_FAILED;
    default:
        return TST_BULK_OK;
    }
}

static enum tst_bulk_result hostile_read(tst_bulk *bulk, uint8_t *bytes, size_t size, size_t *moved, unsigned limit)
{
    struct hostile *stick = (struct hostile *)bulk;
    (void)limit;
    *moved = 0;
    const uint8_t how = next(stick);
    if (result_of(how) != TST_BULK_OK)
        return result_of(how);
    if (how & 0x80) { /* a status as it should be, more or less */
        uint8_t status[13] = {'U', 'S', 'B', 'S'};
        memcpy(status + 4, stick->tag, 4);
        status[8] = how & 0x40 ? next(stick) : 0;
        status[12] = how & 3;
        *moved = size < sizeof status ? size : sizeof status;
        memcpy(bytes, status, *moved);
        return TST_BULK_OK;
    }
    size_t length = (size_t)next(stick) << (how & 7);
    length = length < size ? length : size;
    memset(bytes, how, length);
    const size_t real = length < stick->size ? length : stick->size;
    memcpy(bytes, stick->data, real);
    stick->data += real;
    stick->size -= real;
    *moved = length;
    return TST_BULK_OK;
}

static enum tst_bulk_result hostile_write(tst_bulk *bulk, const uint8_t *bytes, size_t size, size_t *moved,
                                          unsigned limit)
{
    struct hostile *stick = (struct hostile *)bulk;
    (void)limit;
    uint8_t sum = 0;
    for (size_t i = 0; i < size; i++) /* all of it must be there to be read */
        sum = (uint8_t)(sum + bytes[i]);
    if (size == 31)
        memcpy(stick->tag, bytes + 4, 4);
    const uint8_t how = next(stick);
    *moved = how & 0x40 ? size / 2 + (sum & 1 ? 1 : 0) : size;
    if (*moved > size)
        *moved = size;
    return result_of(how);
}

static enum tst_bulk_result hostile_clear(tst_bulk *bulk, bool in)
{
    (void)in;
    return result_of(next((struct hostile *)bulk));
}

static enum tst_bulk_result hostile_reset(tst_bulk *bulk, unsigned limit)
{
    (void)limit;
    return result_of(next((struct hostile *)bulk));
}

static void hostile_leave(tst_bulk *bulk)
{
    (void)bulk;
}

static void use(const uint8_t *data, size_t size)
{
    static const struct tst_bulk_ops ops = {hostile_read, hostile_write, hostile_clear, hostile_reset, hostile_leave};
    struct hostile stick = {.base = {&ops}, .data = data, .size = size};
    tst_scsi_disk disk;
    tsb_error err = {0};
    int code = tst_scsi_disk_start(&disk, &stick.base, 0, &err);
    require(code == 0 || (code == err.code && err.text[0] != 0));
    if (code)
        return;
    require(disk.capacity.blocks > 0 && disk.capacity.block_size >= 512 && disk.capacity.block_size <= 4096);
    const uint32_t count = disk.capacity.blocks < 3 ? disk.capacity.blocks : 3;
    uint8_t *bytes = calloc(count, disk.capacity.block_size); /* as large as it is, for the sanitizers */
    require(bytes != NULL);
    code = tst_scsi_disk_read(&disk, disk.capacity.blocks - count, count, bytes, &err);
    if (code == 0)
        code = tst_scsi_disk_write(&disk, 0, count, bytes, &err);
    if (code == 0)
        code = tst_scsi_disk_flush(&disk, &err);
    require(code == 0 || (code == err.code && err.text[0] != 0));
    free(bytes);
}

static void parse(const uint8_t *data, size_t size)
{
    tst_scsi_identity identity;
    tst_scsi_sense sense;
    tst_scsi_capacity capacity;
    tsb_error err = {0};
    if (tst_scsi_identity_parse(&identity, data, size, NULL) == 0)
        require(strlen(identity.vendor) <= 8 && strlen(identity.product) <= 16 && strlen(identity.revision) <= 4);
    if (tst_scsi_sense_parse(&sense, data, size, NULL) == 0) {
        require(sense.key < 16);
        if (tst_scsi_judge(&sense) == TST_SCSI_REFUSED)
            require(tst_scsi_sense_fail(&sense, "READ", &err) < 0 && err.text[0] != 0);
    }
    if (tst_scsi_capacity_parse(&capacity, data, size, NULL) == 0)
        require(capacity.blocks > 0 && (capacity.block_size & (capacity.block_size - 1)) == 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size < 1)
        return 0;
    uint8_t *exact = malloc(size);
    require(exact != NULL);
    memcpy(exact, data + 1, size - 1);
    if (data[0] & 1)
        use(exact, size - 1);
    else
        parse(exact, size - 1);
    free(exact);
    return 0;
}
