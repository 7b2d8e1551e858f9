/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "token/blocks_file.h"

#include <stdlib.h>
#include <string.h>
#include <windows.h>

#include "base/translate.h"
#include "base/utf16_win32.h"

struct file_blocks {
    tst_blocks base;
    HANDLE handle;
};

static int fail(DWORD error, const char *what, tsb_error *err)
{
    switch (error) {
    case ERROR_FILE_NOT_FOUND:
    case ERROR_PATH_NOT_FOUND:
    case ERROR_INVALID_DRIVE:
    case ERROR_NOT_READY:
    case ERROR_DEVICE_NOT_CONNECTED:
    case ERROR_DEVICE_REMOVED:
    case ERROR_FILE_INVALID:
    case ERROR_NO_MEDIA_IN_DRIVE:
    case ERROR_MEDIA_CHANGED:
        return tsb_fail(err, TSB_ERR_NOT_FOUND, "the token was pulled out, or is not there");
    case ERROR_SHARING_VIOLATION:
    case ERROR_LOCK_VIOLATION:
        return tsb_fail(err, TSB_ERR_EXISTS,
                        "the token is in use by another player; close that one first, then try again");
    case ERROR_WRITE_PROTECT:
        return tsb_fail(err, TSB_ERR_DENIED, "the token is write-protected, so no view could be counted on it");
    case ERROR_ACCESS_DENIED:
        return tsb_fail(err, TSB_ERR_DENIED, "%s: access is denied", _(what));
    case ERROR_DISK_FULL:
    case ERROR_HANDLE_DISK_FULL:
    case ERROR_FILE_TOO_LARGE:
        return tsb_fail(err, TSB_ERR_FULL, "no space is left on the token");
    default:
        return tsb_fail(err, TSB_ERR_IO, "%s: error %lu of Windows", _(what), (unsigned long)error);
    }
}

static OVERLAPPED at(uint64_t offset)
{
    OVERLAPPED place = {0};
    place.Offset = (DWORD)offset;
    place.OffsetHigh = (DWORD)(offset >> 32);
    return place;
}

static DWORD step_of(size_t size)
{
    const size_t most = (size_t)1 << 20;
    return (DWORD)(size < most ? size : most);
}

static int file_read(tst_blocks *blocks, uint64_t offset, void *bytes, size_t size, tsb_error *err)
{
    const struct file_blocks *file = (const struct file_blocks *)blocks;
    uint8_t *to = bytes;
    while (size > 0) {
        OVERLAPPED place = at(offset);
        DWORD got = 0;
        if (!ReadFile(file->handle, to, step_of(size), &got, &place) || got == 0)
            return fail(GetLastError(), N_("cannot read the token"), err);
        to += got;
        offset += got;
        size -= got;
    }
    return 0;
}

static int file_write(tst_blocks *blocks, uint64_t offset, const void *bytes, size_t size, tsb_error *err)
{
    const struct file_blocks *file = (const struct file_blocks *)blocks;
    const uint8_t *from = bytes;
    while (size > 0) {
        OVERLAPPED place = at(offset);
        DWORD put = 0;
        if (!WriteFile(file->handle, from, step_of(size), &put, &place) || put == 0)
            return fail(GetLastError(), N_("cannot write to the token"), err);
        from += put;
        offset += put;
        size -= put;
    }
    return 0;
}

static int file_flush(tst_blocks *blocks, tsb_error *err)
{
    const struct file_blocks *file = (const struct file_blocks *)blocks;
    return FlushFileBuffers(file->handle) ? 0 : fail(GetLastError(), N_("cannot write to the token"), err);
}

static int file_grow(tst_blocks *blocks, uint64_t size, tsb_error *err)
{
    const struct file_blocks *file = (const struct file_blocks *)blocks;
    LARGE_INTEGER end = {.QuadPart = (LONGLONG)size};
    LARGE_INTEGER old = {.QuadPart = (LONGLONG)blocks->size};
    if (size > INT64_MAX)
        return tsb_fail(err, TSB_ERR_FULL, "the token is too small");
    if (!SetFilePointerEx(file->handle, end, NULL, FILE_BEGIN) || !SetEndOfFile(file->handle) ||
        !FlushFileBuffers(file->handle)) {
        DWORD error = GetLastError();
        if (SetFilePointerEx(file->handle, old, NULL, FILE_BEGIN))
            (void)SetEndOfFile(file->handle);
        return fail(error, N_("cannot make room on the token"), err);
    }
    blocks->size = size;
    return 0;
}

static void file_destroy(tst_blocks *blocks)
{
    struct file_blocks *file = (struct file_blocks *)blocks;
    if (file->handle != INVALID_HANDLE_VALUE)
        CloseHandle(file->handle);
    free(file);
}

static const struct tst_blocks_ops ops = {
    .read = file_read, .write = file_write, .flush = file_flush, .grow = file_grow, .destroy = file_destroy};

/* Sharing nothing is the lock. */
static int take(struct file_blocks *file, const char *path, bool create, tsb_error *err)
{
    LARGE_INTEGER size = {0};
    wchar_t *name = tsb_utf16_from(path);
    if (!name)
        return tsb_fail(err, TSB_ERR_INVALID, "%s is not a usable path", path);
    file->handle = CreateFileW(name, GENERIC_READ | GENERIC_WRITE, 0, NULL, create ? OPEN_ALWAYS : OPEN_EXISTING,
                               FILE_ATTRIBUTE_NORMAL | FILE_FLAG_WRITE_THROUGH, NULL);
    free(name);
    if (file->handle == INVALID_HANDLE_VALUE || !GetFileSizeEx(file->handle, &size))
        return fail(GetLastError(), N_("cannot open the token"), err);
    file->base.size = (uint64_t)size.QuadPart;
    return 0;
}

int tst_blocks_file_open(tst_blocks **out, const char *path, bool create, const char *serial, tsb_error *err)
{
    struct file_blocks *file = calloc(1, sizeof *file);
    if (!file)
        return tsb_fail(err, TSB_ERR_MEMORY, "out of memory");
    int code = 0;
    file->base.ops = &ops;
    file->handle = INVALID_HANDLE_VALUE;
    if (serial && strlen(serial) >= sizeof file->base.serial)
        code = tsb_fail(err, TSB_ERR_INVALID, "the token's serial number is too long");
    else if (serial)
        memcpy(file->base.serial, serial, strlen(serial) + 1);
    if (code == 0)
        code = take(file, path, create, err);
    if (code) {
        file_destroy(&file->base);
        return code;
    }
    *out = &file->base;
    return 0;
}
