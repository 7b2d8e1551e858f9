/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Where a token's container lies: a run of bytes that can be read, written and
 * made durable. A file on the stick's mounted file system and the raw device
 * implement it; tests implement it with faults.
 *
 * Offsets and sizes are in bytes; any alignment is allowed, and taken care of in
 * the implementation. One thread at a time.
 *
 * Errors of all calls: TSB_ERR_NOT_FOUND: the token was pulled out, and nothing
 * but destroy may be called any more; TSB_ERR_IO: it is there and refuses;
 * TSB_ERR_FULL: no space left. A write that failed, or that no flush followed,
 * may have been done, in part or not at all.
 */
#ifndef TALLYSTICK_TOKEN_BLOCKS_H
#define TALLYSTICK_TOKEN_BLOCKS_H

#include <stddef.h>
#include <stdint.h>

#include "base/error.h"

/* Longest serial number of a USB device (126 characters of UTF-16 in its descriptor, as ASCII), with its zero. */
#define TST_SERIAL_SIZE 128

typedef struct tst_blocks tst_blocks;

struct tst_blocks_ops {
    /* See the wrappers below. */
    int (*read)(tst_blocks *blocks, uint64_t offset, void *bytes, size_t size, tsb_error *err);
    int (*write)(tst_blocks *blocks, uint64_t offset, const void *bytes, size_t size, tsb_error *err);
    int (*flush)(tst_blocks *blocks, tsb_error *err);
    int (*grow)(tst_blocks *blocks, uint64_t size, tsb_error *err);
    void (*destroy)(tst_blocks *blocks);
};

/* First member of every implementation. */
struct tst_blocks {
    const struct tst_blocks_ops *ops;
    uint64_t size;                /* bytes there are now */
    char serial[TST_SERIAL_SIZE]; /* of the USB device beneath, set before it is handed out; empty: not known */
};

/* All of size bytes, which must lie inside blocks->size, or an error. Reads what the medium holds after a flush. */
static inline int tst_blocks_read(tst_blocks *blocks, uint64_t offset, void *bytes, size_t size, tsb_error *err)
{
    if (offset > blocks->size || size > blocks->size - offset)
        return tsb_fail(err, TSB_ERR_INVALID, "the token's container ends too early");
    return blocks->ops->read(blocks, offset, bytes, size, err);
}

/* All of size bytes, which must lie inside blocks->size, or an error. Durable only once flush returned 0. */
static inline int tst_blocks_write(tst_blocks *blocks, uint64_t offset, const void *bytes, size_t size, tsb_error *err)
{
    if (offset > blocks->size || size > blocks->size - offset)
        return tsb_fail(err, TSB_ERR_INVALID, "the token's container ends too early");
    return blocks->ops->write(blocks, offset, bytes, size, err);
}

/* Makes all that was written durable. */
static inline int tst_blocks_flush(tst_blocks *blocks, tsb_error *err)
{
    return blocks->ops->flush(blocks, err);
}

/* Makes blocks->size at least size, the space really taken (a later write there is never TSB_ERR_FULL).
 * What the new bytes hold is not said. On failure all is as before. */
static inline int tst_blocks_grow(tst_blocks *blocks, uint64_t size, tsb_error *err)
{
    return size <= blocks->size ? 0 : blocks->ops->grow(blocks, size, err);
}

/* Lets go of the backing (and of its lock). Clears the pointer; tolerates NULL. */
static inline void tst_blocks_destroy(tst_blocks **blocks)
{
    if (blocks && *blocks) {
        (*blocks)->ops->destroy(*blocks);
        *blocks = NULL;
    }
}

#endif
