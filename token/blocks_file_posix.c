/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "token/blocks_file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file_posix.h"
#include "base/read_at.h"
#include "base/translate.h"

struct file_blocks {
    tst_blocks base;
    int fd;
    dev_t device;
    ino_t inode;
    char *path;
};

/* Whether the file that was opened is still to be found under its name. */
static bool still_there(const struct file_blocks *file)
{
    struct stat status;
    return stat(file->path, &status) == 0 && status.st_dev == file->device && status.st_ino == file->inode;
}

/* File systems answer differently when their device is gone. */
static int fail(const struct file_blocks *file, int saved_errno, const char *what, tsb_error *err)
{
    bool gone = saved_errno == ENODEV || saved_errno == ENXIO || saved_errno == ESHUTDOWN || saved_errno == ESTALE;
    if (gone || !still_there(file))
        return tsb_fail(err, TSB_ERR_NOT_FOUND, "the token was pulled out");
    return tsb_fail_errno(err, saved_errno, "%s (%s)", _(what), file->path);
}

static int file_read(tst_blocks *blocks, uint64_t offset, void *bytes, size_t size, tsb_error *err)
{
    const struct file_blocks *file = (const struct file_blocks *)blocks;
    ssize_t got = tsb_read_at(file->fd, bytes, size, offset);
    if (got < 0 || (size_t)got < size)
        return fail(file, got < 0 ? errno : EIO, N_("cannot read the token"), err);
    return 0;
}

static int file_write(tst_blocks *blocks, uint64_t offset, const void *bytes, size_t size, tsb_error *err)
{
    const struct file_blocks *file = (const struct file_blocks *)blocks;
    const uint8_t *from = bytes;
    while (size > 0) {
        ssize_t put = pwrite(file->fd, from, size, (off_t)offset);
        if (put < 0 && errno == EINTR)
            continue;
        if (put <= 0)
            return fail(file, put < 0 ? errno : EIO, N_("cannot write to the token"), err);
        from += put;
        offset += (uint64_t)put;
        size -= (size_t)put;
    }
    return 0;
}

static int file_flush(tst_blocks *blocks, tsb_error *err)
{
    const struct file_blocks *file = (const struct file_blocks *)blocks;
    if (fsync(file->fd) != 0)
        return fail(file, errno, N_("cannot write to the token"), err);
#ifdef POSIX_FADV_DONTNEED
    /* What is read back to verify it comes from the medium then, not from memory. */
    (void)posix_fadvise(file->fd, 0, 0, POSIX_FADV_DONTNEED);
#endif
    /* A stick that went away can leave nothing for fsync to write. */
    if (!still_there(file))
        return tsb_fail(err, TSB_ERR_NOT_FOUND, "the token was pulled out");
    return 0;
}

static int file_grow(tst_blocks *blocks, uint64_t size, tsb_error *err)
{
    struct file_blocks *file = (struct file_blocks *)blocks;
    if (size > INT64_MAX)
        return tsb_fail(err, TSB_ERR_FULL, "the token is too small");
    int result = 0;
    do
        result = posix_fallocate(file->fd, (off_t)blocks->size, (off_t)(size - blocks->size));
    while (result == EINTR);
    if (result == 0 && fsync(file->fd) != 0)
        result = errno;
    if (result == 0) {
        blocks->size = size;
        return 0;
    }
    /* FAT's limit of 4 GiB a file shows as EFBIG. */
    int code = result == EFBIG ? tsb_fail(err, TSB_ERR_FULL, "the token's file system takes no larger file")
                               : fail(file, result, N_("cannot make room on the token"), err);
    if (ftruncate(file->fd, (off_t)blocks->size) != 0)
        return code; /* A file larger than its container says is read all the same. */
    return code;
}

static void file_destroy(tst_blocks *blocks)
{
    struct file_blocks *file = (struct file_blocks *)blocks;
    if (file->fd >= 0)
        close(file->fd); /* and the lock with it */
    free(file->path);
    free(file);
}

static const struct tst_blocks_ops ops = {
    .read = file_read, .write = file_write, .flush = file_flush, .grow = file_grow, .destroy = file_destroy};

/* Locks before the size is read: whoever had it may have been growing it. */
static int take(struct file_blocks *file, tsb_error *err)
{
    struct stat status;
    if (flock(file->fd, LOCK_EX | LOCK_NB) != 0) {
        if (errno == EWOULDBLOCK)
            return tsb_fail(err, TSB_ERR_EXISTS,
                            "the token is in use by another player; close that one first, then try again");
        return tsb_fail_errno(err, errno, "cannot lock %s", file->path);
    }
    if (fstat(file->fd, &status) != 0)
        return tsb_fail_errno(err, errno, "cannot open %s", file->path);
    if (!S_ISREG(status.st_mode))
        return tsb_fail(err, TSB_ERR_DENIED, "%s is not a file", file->path);
    file->device = status.st_dev;
    file->inode = status.st_ino;
    file->base.size = (uint64_t)status.st_size;
    return 0;
}

int tst_blocks_file_open(tst_blocks **out, const char *path, bool create, const char *serial, tsb_error *err)
{
    struct file_blocks *file = calloc(1, sizeof *file);
    if (!file)
        return tsb_fail(err, TSB_ERR_MEMORY, "out of memory");
    int code = 0;
    file->base.ops = &ops;
    file->fd = -1;
    file->path = strdup(path);
    if (!file->path)
        code = tsb_fail(err, TSB_ERR_MEMORY, "out of memory");
    else if (serial && strlen(serial) >= sizeof file->base.serial)
        code = tsb_fail(err, TSB_ERR_INVALID, "the token's serial number is too long");
    if (code == 0) {
        if (serial)
            memcpy(file->base.serial, serial, strlen(serial) + 1);
        /* O_NONBLOCK: a FIFO of that name must not hang us. */
        file->fd = open(path, O_RDWR | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK | (create ? O_CREAT : 0), 0600);
        if (file->fd < 0 && errno == EROFS)
            code = tsb_fail(err, TSB_ERR_DENIED, "%s is write-protected, so no view could be counted on it", path);
        else if (file->fd < 0)
            code = tsb_fail_errno(err, errno, "cannot open %s", path);
    }
    if (code == 0)
        code = take(file, err);
    if (code == 0 && create && tsb_file_sync_parent(path) != 0)
        code = tsb_fail_errno(err, errno, "cannot make %s durable", path);
    if (code) {
        file_destroy(&file->base);
        return code;
    }
    *out = &file->base;
    return 0;
}
