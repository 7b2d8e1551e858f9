/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "player/disc/disc_platform.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <windows.h>
#include <winioctl.h>

#include "base/file.h"
#include "base/utf16_win32.h"

/* "D:" and "D:\" name drives; all else is a file. */
static bool is_drive(const char *path)
{
    size_t length = strlen(path);

    return (length == 2 || (length == 3 && (path[2] == '\\' || path[2] == '/'))) && path[1] == ':';
}

static int explain(const char *path, DWORD code, tsb_error *err)
{
    switch (code) {
    case ERROR_NOT_READY:
    case ERROR_NO_MEDIA_IN_DRIVE:
        return tsb_fail(err, TSB_ERR_NOT_FOUND, "There is no disc in %s. Put one in and try again.", path);
    case ERROR_ACCESS_DENIED:
        return tsb_fail(err, TSB_ERR_DENIED, "You are not allowed to read %s. Ask whoever looks after this computer.",
                        path);
    case ERROR_FILE_NOT_FOUND:
    case ERROR_PATH_NOT_FOUND:
        return tsb_fail(err, TSB_ERR_NOT_FOUND, "There is no %s. Check the name of the disc image or drive.", path);
    default:
        return tsb_fail(err, TSB_ERR_IO, "Cannot open %s: Windows error %lu", path, (unsigned long)code);
    }
}

int tsp_raw_open(tsp_raw *out, const char *path, tsb_error *err)
{
    char device[] = "\\\\.\\X:";
    bool drive = is_drive(path);
    wchar_t *wide = NULL;
    HANDLE handle = INVALID_HANDLE_VALUE;
    LARGE_INTEGER size = {0};
    DWORD returned = 0;

    if (!drive && tsb_path_is_folder(path))
        return tsb_fail(err, TSB_ERR_UNSUPPORTED, "%s is a folder. Name a disc image or a drive instead.", path);
    if (drive)
        device[4] = path[0];
    wide = tsb_utf16_from(drive ? device : path);
    if (!wide)
        return tsb_fail(err, TSB_ERR_INVALID, "%s is not a name Windows can open.", path);
    handle = CreateFileW(wide, GENERIC_READ, FILE_SHARE_READ | FILE_SHARE_WRITE, NULL, OPEN_EXISTING, 0, NULL);
    free(wide);
    if (handle == INVALID_HANDLE_VALUE)
        return explain(path, GetLastError(), err);
    if (drive) {
        GET_LENGTH_INFORMATION length = {0};
        if (DeviceIoControl(handle, IOCTL_DISK_GET_LENGTH_INFO, NULL, 0, &length, sizeof(length), &returned, NULL))
            size = length.Length;
    } else if (!GetFileSizeEx(handle, &size)) {
        size.QuadPart = 0;
    }
    *out = (tsp_raw){.handle = (intptr_t)handle, .size = (uint64_t)size.QuadPart, .drive = drive};
    return 0;
}

void tsp_raw_close(tsp_raw *raw)
{
    if (raw->handle != -1)
        CloseHandle((HANDLE)raw->handle);
    raw->handle = -1;
}

/* An image that is open cannot be moved or cut short here; its drive can be unplugged. */
bool tsp_raw_present(const tsp_raw *raw, const char *path)
{
    return raw->drive ? tsp_drive_state(path) != TSP_DRIVE_EMPTY : tsb_path_exists(path);
}

static int explain_read(DWORD code, uint64_t offset, tsb_error *err)
{
    if (code == ERROR_NOT_READY || code == ERROR_NO_MEDIA_IN_DRIVE || code == ERROR_MEDIA_CHANGED ||
        code == ERROR_DEV_NOT_EXIST || code == ERROR_DEVICE_NOT_CONNECTED)
        return tsb_fail(err, TSB_ERR_NOT_FOUND, "The disc is no longer in the drive. Put it back and start again.");
    return tsb_fail(err, TSB_ERR_IO, "Cannot read the disc at byte %llu: Windows error %lu", (unsigned long long)offset,
                    (unsigned long)code);
}

int tsp_raw_read(const tsp_raw *raw, uint64_t offset, size_t size, void *out, tsb_error *err)
{
    uint8_t *to = out;

    while (size > 0) {
        /* The offset travels with the call, so that several threads can read. */
        OVERLAPPED at = {.Offset = (DWORD)offset, .OffsetHigh = (DWORD)(offset >> 32)};
        DWORD part = size > (1u << 20) ? 1u << 20 : (DWORD)size;
        DWORD got = 0;
        if (!ReadFile((HANDLE)raw->handle, to, part, &got, &at))
            return explain_read(GetLastError(), offset, err);
        if (got == 0)
            return tsb_fail(err, TSB_ERR_IO, "The disc ends at byte %llu, before it should.",
                            (unsigned long long)offset);
        to += got;
        offset += got;
        size -= got;
    }
    return 0;
}

char *tsp_raw_mounted_on(const char *folder)
{
    (void)folder; /* Drives have letters here. */
    return NULL;
}

char **tsp_raw_drives(void)
{
    char **names = calloc(27, sizeof(*names));
    DWORD letters = GetLogicalDrives();
    size_t count = 0;

    if (!names)
        return NULL;
    for (unsigned i = 0; i < 26; i++) {
        char root[] = "X:\\";
        root[0] = (char)('A' + i);
        if (!(letters & (1u << i)) || GetDriveTypeA(root) != DRIVE_CDROM)
            continue;
        root[2] = '\0';
        names[count] = _strdup(root);
        if (names[count])
            count++;
    }
    return names;
}
