/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "token/usb/blocks_usb.h"

#include <stdlib.h>
#include <string.h>

#include "token/usb/mount.h"
#include "token/usb/scsi_disk.h"

struct usb_blocks {
    tst_blocks base;
    tst_bulk *bulk;
    tst_scsi_disk disk;
    uint8_t *step; /* TST_SCSI_DISK_STEP bytes */
};

/* The whole blocks that hold the first bytes of a range, as many as fit in a step. */
struct span {
    uint32_t block;
    uint32_t count;
    size_t skip; /* bytes of the first block before the range */
    size_t size; /* bytes of the range inside */
};

static struct span first_span(const struct usb_blocks *usb, uint64_t offset, size_t size)
{
    const size_t unit = usb->disk.capacity.block_size;
    struct span span = {.block = (uint32_t)(offset / unit), .skip = (size_t)(offset % unit)};
    const size_t room = TST_SCSI_DISK_STEP - span.skip;
    span.size = size < room ? size : room;
    span.count = (uint32_t)((span.skip + span.size + unit - 1) / unit);
    return span;
}

static int usb_read(tst_blocks *blocks, uint64_t offset, void *bytes, size_t size, tsb_error *err)
{
    struct usb_blocks *usb = (struct usb_blocks *)blocks;
    uint8_t *to = bytes;
    while (size > 0) {
        const struct span span = first_span(usb, offset, size);
        const int code = tst_scsi_disk_read(&usb->disk, span.block, span.count, usb->step, err);
        if (code)
            return code;
        memcpy(to, usb->step + span.skip, span.size);
        to += span.size;
        offset += span.size;
        size -= span.size;
    }
    return 0;
}

/* What stands around the range in its first and its last block. */
static int read_edges(struct usb_blocks *usb, const struct span *span, tsb_error *err)
{
    const size_t unit = usb->disk.capacity.block_size;
    int code = 0;
    if (span->skip > 0)
        code = tst_scsi_disk_read(&usb->disk, span->block, 1, usb->step, err);
    if (code || (span->skip + span->size) % unit == 0 || (span->count == 1 && span->skip > 0))
        return code;
    const uint32_t last = span->count - 1;
    return tst_scsi_disk_read(&usb->disk, span->block + last, 1, usb->step + last * unit, err);
}

static int usb_write(tst_blocks *blocks, uint64_t offset, const void *bytes, size_t size, tsb_error *err)
{
    struct usb_blocks *usb = (struct usb_blocks *)blocks;
    const uint8_t *from = bytes;
    while (size > 0) {
        const struct span span = first_span(usb, offset, size);
        int code = read_edges(usb, &span, err);
        if (code)
            return code;
        memcpy(usb->step + span.skip, from, span.size);
        code = tst_scsi_disk_write(&usb->disk, span.block, span.count, usb->step, err);
        if (code)
            return code;
        from += span.size;
        offset += span.size;
        size -= span.size;
    }
    return 0;
}

static int usb_flush(tst_blocks *blocks, tsb_error *err)
{
    return tst_scsi_disk_flush(&((struct usb_blocks *)blocks)->disk, err);
}

static int usb_grow(tst_blocks *blocks, uint64_t size, tsb_error *err)
{
    return tsb_fail(err, TSB_ERR_FULL, "The token is full: it has %llu bytes, and %llu are needed",
                    (unsigned long long)blocks->size, (unsigned long long)size);
}

static void usb_destroy(tst_blocks *blocks)
{
    struct usb_blocks *usb = (struct usb_blocks *)blocks;
    tst_bulk_destroy(&usb->bulk);
    free(usb->step);
    free(usb);
}

int tst_blocks_usb_open(tst_blocks **out, const tst_usb_device *device, tsb_error *err)
{
    static const struct tst_blocks_ops ops = {
        .read = usb_read, .write = usb_write, .flush = usb_flush, .grow = usb_grow, .destroy = usb_destroy};
    char folder[256];
    *out = NULL;
    if (tst_mount_point(device, folder, sizeof folder))
        return tsb_fail(err, TSB_ERR_EXISTS, "The USB stick is mounted at %s; unmount it first, or use a file on it",
                        folder);
    /* Its driver would be taken from under them. */
    if (tst_mount_held(device))
        return tsb_fail(err, TSB_ERR_EXISTS,
                        "The USB stick is in use by this system (encryption, volumes or swap); end that first");
    struct usb_blocks *usb = calloc(1, sizeof *usb);
    uint8_t *step = malloc(TST_SCSI_DISK_STEP);
    if (!usb || !step) {
        free(usb);
        free(step);
        return tsb_fail(err, TSB_ERR_MEMORY, "out of memory");
    }
    usb->base.ops = &ops;
    usb->step = step;
    int code = tst_usb_open(device, &usb->bulk, err);
    if (code == 0)
        code = tst_scsi_disk_start(&usb->disk, usb->bulk, TST_BOT_TIMEOUT, err);
    if (code) {
        usb_destroy(&usb->base);
        return code;
    }
    usb->base.size = (uint64_t)usb->disk.capacity.blocks * usb->disk.capacity.block_size;
    memcpy(usb->base.serial, device->serial, sizeof usb->base.serial);
    *out = &usb->base;
    return 0;
}
