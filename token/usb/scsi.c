/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "token/usb/scsi.h"

#include <string.h>

#include "base/bytes.h"
#include "base/text.h"

/* Operation codes (SPC-4 table E.1). */
enum {
    OP_TEST_UNIT_READY = 0x00,
    OP_REQUEST_SENSE = 0x03,
    OP_INQUIRY = 0x12,
    OP_READ_CAPACITY_10 = 0x25,
    OP_READ_10 = 0x28,
    OP_WRITE_10 = 0x2A,
    OP_SYNCHRONIZE_CACHE_10 = 0x35
};

/* Additional sense codes (SPC-4 table F.1). */
enum { ASC_NOT_READY = 0x04, ASC_OUT_OF_RANGE = 0x21, ASC_NO_MEDIUM = 0x3A };
enum { ASCQ_BECOMING_READY = 0x01, ASCQ_OPERATION_IN_PROGRESS = 0x07 };

static tst_scsi_command command(uint8_t operation, uint8_t length, bool in, const char *name)
{
    tst_scsi_command made = {.block = {operation}, .length = length, .in = in, .name = name};
    return made;
}

tst_scsi_command tst_scsi_inquiry(void)
{
    tst_scsi_command made = command(OP_INQUIRY, 6, true, "INQUIRY");
    made.block[4] = TST_SCSI_INQUIRY_SIZE;
    return made;
}

tst_scsi_command tst_scsi_test_unit_ready(void)
{
    return command(OP_TEST_UNIT_READY, 6, false, "TEST UNIT READY");
}

tst_scsi_command tst_scsi_request_sense(void)
{
    tst_scsi_command made = command(OP_REQUEST_SENSE, 6, true, "REQUEST SENSE");
    made.block[4] = TST_SCSI_SENSE_SIZE;
    return made;
}

tst_scsi_command tst_scsi_read_capacity(void)
{
    return command(OP_READ_CAPACITY_10, 10, true, "READ CAPACITY");
}

static tst_scsi_command transfer(uint8_t operation, bool in, const char *name, uint32_t block, uint16_t count)
{
    tst_scsi_command made = command(operation, 10, in, name);
    tsb_store32(made.block + 2, block);
    tsb_store16(made.block + 7, count);
    return made;
}

tst_scsi_command tst_scsi_read(uint32_t block, uint16_t count)
{
    return transfer(OP_READ_10, true, "READ", block, count);
}

tst_scsi_command tst_scsi_write(uint32_t block, uint16_t count)
{
    return transfer(OP_WRITE_10, false, "WRITE", block, count);
}

tst_scsi_command tst_scsi_synchronize_cache(void)
{
    /* Block 0 and count 0: the whole medium, and no answer before it is done. */
    return command(OP_SYNCHRONIZE_CACHE_10, 10, false, "SYNCHRONIZE CACHE");
}

/* Copies a space-padded field; text has size + 1 bytes. */
static void copy_text(char *text, const uint8_t *field, size_t size)
{
    size_t length = 0;
    while (length < size && field[length])
        length++;
    while (length > 0 && field[length - 1] == ' ')
        length--;
    memcpy(text, field, length);
    text[length] = 0;
    tsb_text_scrub(text);
}

int tst_scsi_identity_parse(tst_scsi_identity *identity, const uint8_t *bytes, size_t size, tsb_error *err)
{
    memset(identity, 0, sizeof *identity);
    if (size < TST_SCSI_INQUIRY_SIZE)
        return tsb_fail(err, TSB_ERR_INVALID, "the USB stick's answer about itself is only %zu bytes long", size);
    /* Qualifier 0: a unit is connected; type 0: direct-access block device. */
    if (bytes[0] != 0)
        return tsb_fail(err, TSB_ERR_UNSUPPORTED, "the USB device is of SCSI type %u, not a memory stick",
                        bytes[0] & 0x1FU);
    identity->removable = (bytes[1] & 0x80) != 0;
    copy_text(identity->vendor, bytes + 8, 8);
    copy_text(identity->product, bytes + 16, 16);
    copy_text(identity->revision, bytes + 32, 4);
    return 0;
}

int tst_scsi_sense_parse(tst_scsi_sense *sense, const uint8_t *bytes, size_t size, tsb_error *err)
{
    memset(sense, 0, sizeof *sense);
    const unsigned format = size > 0 ? bytes[0] & 0x7FU : 0;
    if ((format == 0x70 || format == 0x71) && size >= 3) {
        /* Byte 7 says how many follow it; some sticks leave it at 0 and send 18 all the same. */
        sense->key = bytes[2] & 0x0F;
        sense->code = size > 12 ? bytes[12] : 0;
        sense->qualifier = size > 13 ? bytes[13] : 0;
        return 0;
    }
    if ((format == 0x72 || format == 0x73) && size >= 4) {
        sense->key = bytes[1] & 0x0F;
        sense->code = bytes[2];
        sense->qualifier = bytes[3];
        return 0;
    }
    return tsb_fail(err, TSB_ERR_INVALID, "the USB stick reports a fault, but not which one");
}

enum tst_scsi_verdict tst_scsi_judge(const tst_scsi_sense *sense)
{
    switch (sense->key) {
    case TST_SCSI_RECOVERED:
        return TST_SCSI_DONE;
    case TST_SCSI_NO_SENSE: /* it did fail, and says nothing: some sticks forget it was a unit attention */
    case TST_SCSI_UNIT_ATTENTION:
    case TST_SCSI_ABORTED:
        return TST_SCSI_AGAIN;
    case TST_SCSI_NOT_READY:
        if (sense->code == ASC_NOT_READY &&
            (sense->qualifier == ASCQ_BECOMING_READY || sense->qualifier == ASCQ_OPERATION_IN_PROGRESS))
            return TST_SCSI_WAIT;
        return TST_SCSI_REFUSED;
    default:
        return TST_SCSI_REFUSED;
    }
}

int tst_scsi_sense_fail(const tst_scsi_sense *sense, const char *name, tsb_error *err)
{
    const unsigned key = sense->key;
    const unsigned code = sense->code;
    const unsigned qualifier = sense->qualifier;
    switch (sense->key) {
    case TST_SCSI_NOT_READY:
        if (sense->code == ASC_NO_MEDIUM)
            return tsb_fail(err, TSB_ERR_NOT_FOUND, "there is no medium in the USB device; put it in and try again");
        return tsb_fail(err, TSB_ERR_IO, "the USB stick is not ready for %s (%X/%02X/%02X); plug it in again", name,
                        key, code, qualifier);
    case TST_SCSI_DATA_PROTECT:
        return tsb_fail(err, TSB_ERR_DENIED, "the USB stick is write-protected; release its switch and try again");
    case TST_SCSI_ILLEGAL_REQUEST:
        if (sense->code == ASC_OUT_OF_RANGE)
            return tsb_fail(err, TSB_ERR_UNSUPPORTED, "the USB stick has fewer blocks than it says (%s)", name);
        return tsb_fail(err, TSB_ERR_UNSUPPORTED, "the USB stick does not know %s (%X/%02X/%02X)", name, key, code,
                        qualifier);
    case TST_SCSI_MEDIUM_ERROR:
        return tsb_fail(err, TSB_ERR_IO, "the USB stick has a bad block (%s, %X/%02X/%02X); use another stick", name,
                        key, code, qualifier);
    default:
        return tsb_fail(err, TSB_ERR_IO, "the USB stick failed at %s (%X/%02X/%02X)", name, key, code, qualifier);
    }
}

int tst_scsi_capacity_parse(tst_scsi_capacity *capacity, const uint8_t *bytes, size_t size, tsb_error *err)
{
    memset(capacity, 0, sizeof *capacity);
    if (size < TST_SCSI_CAPACITY_SIZE)
        return tsb_fail(err, TSB_ERR_INVALID, "the USB stick's answer about its size is only %zu bytes long", size);
    const uint32_t last = tsb_load32(bytes);
    const uint32_t block_size = tsb_load32(bytes + 4);
    if (last == UINT32_MAX)
        return tsb_fail(err, TSB_ERR_UNSUPPORTED, "the USB device is larger than a token can be; use a smaller one");
    if (block_size < 512 || block_size > 4096 || (block_size & (block_size - 1)) != 0)
        return tsb_fail(err, TSB_ERR_UNSUPPORTED, "the USB stick has blocks of %lu bytes; 512 to 4096 are supported",
                        (unsigned long)block_size);
    capacity->blocks = last + 1;
    capacity->block_size = block_size;
    return 0;
}
