/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "player/disc/disc_platform.h"

#include <windows.h>
#include <winioctl.h>

static HANDLE open_drive(const char *path, DWORD access)
{
    char device[] = "\\\\.\\X:";

    device[4] = path[0];
    return CreateFileA(device, access, FILE_SHARE_READ | FILE_SHARE_WRITE, NULL, OPEN_EXISTING, 0, NULL);
}

static BOOL control(HANDLE drive, DWORD code)
{
    DWORD returned = 0;

    return DeviceIoControl(drive, code, NULL, 0, NULL, 0, &returned, NULL);
}

enum tsp_drive_state tsp_drive_state(const char *path)
{
    HANDLE drive = open_drive(path, FILE_READ_ATTRIBUTES);
    enum tsp_drive_state state = TSP_DRIVE_LOADED;

    if (drive == INVALID_HANDLE_VALUE)
        return TSP_DRIVE_EMPTY;
    if (!control(drive, IOCTL_STORAGE_CHECK_VERIFY2)) {
        DWORD code = GetLastError();
        /* A drive that finds out about its disc is "not ready", too. */
        if (code == ERROR_NOT_READY || code == ERROR_NO_MEDIA_IN_DRIVE || code == ERROR_DEV_NOT_EXIST ||
            code == ERROR_DEVICE_NOT_CONNECTED)
            state = TSP_DRIVE_EMPTY;
    }
    CloseHandle(drive);
    return state;
}

int tsp_drive_eject(const char *path, tsb_error *err)
{
    HANDLE drive = open_drive(path, GENERIC_READ);
    DWORD code = ERROR_SUCCESS;

    if (drive == INVALID_HANDLE_VALUE)
        code = GetLastError();
    /* The lock fails while another program has files of the disc open. */
    else if (!control(drive, FSCTL_LOCK_VOLUME) || !control(drive, FSCTL_DISMOUNT_VOLUME) ||
             !control(drive, IOCTL_STORAGE_EJECT_MEDIA))
        code = GetLastError();
    if (drive != INVALID_HANDLE_VALUE)
        CloseHandle(drive);
    if (code == ERROR_SUCCESS)
        return 0;
    if (code == ERROR_ACCESS_DENIED || code == ERROR_BUSY || code == ERROR_SHARING_VIOLATION)
        return tsb_fail(err, TSB_ERR_DENIED,
                        "The disc in %s cannot be ejected: another program uses it. Close that program, and try again.",
                        path);
    return tsb_fail(err, TSB_ERR_IO, "The disc in %s cannot be ejected: Windows error %lu", path, (unsigned long)code);
}
