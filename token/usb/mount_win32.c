/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Windows tells by the disk behind a volume: whether it is on USB, and the serial the stick gave. */
#include "token/usb/mount.h"

#include <stdlib.h>
#include <string.h>

#include <windows.h>

#include <winioctl.h>

/* Copies the printable text at offset, as token/usb/usb.c makes texts; a serial with a space in it is none. */
static bool copy_text(char *text, const uint8_t *bytes, DWORD size, DWORD offset)
{
    size_t length = 0;
    bool plain = true;
    text[0] = 0;
    if (offset == 0 || offset >= size)
        return false;
    while (offset + length < size && bytes[offset + length] && length < TST_SERIAL_SIZE - 1) {
        const uint8_t character = bytes[offset + length];
        plain = plain && character >= ' ' && character <= '~';
        text[length++] = character >= ' ' && character <= '~' ? (char)character : '?';
    }
    while (length > 0 && text[length - 1] == ' ')
        length--;
    text[length] = 0;
    return plain;
}

static int read_descriptor(HANDLE volume, const char *path, tst_usb_device *device, tsb_error *err)
{
    union {
        STORAGE_DEVICE_DESCRIPTOR form;
        uint8_t bytes[1024];
    } answer;
    STORAGE_PROPERTY_QUERY query;
    DWORD size = 0;
    memset(&answer, 0, sizeof answer);
    memset(&query, 0, sizeof query);
    query.PropertyId = StorageDeviceProperty;
    query.QueryType = PropertyStandardQuery;
    if (!DeviceIoControl(volume, IOCTL_STORAGE_QUERY_PROPERTY, &query, sizeof query, &answer, sizeof answer, &size,
                         NULL))
        return tsb_fail(err, TSB_ERR_IO, "Windows does not say what %s is (error %lu)", path, GetLastError());
    if (answer.form.BusType != BusTypeUsb)
        return tsb_fail(err, TSB_ERR_NOT_FOUND, "%s is not on a USB stick", path);
    (void)copy_text(device->vendor, answer.bytes, size, answer.form.VendorIdOffset);
    (void)copy_text(device->product, answer.bytes, size, answer.form.ProductIdOffset);
    if (!copy_text(device->serial, answer.bytes, size, answer.form.SerialNumberOffset) || strchr(device->serial, ' '))
        device->serial[0] = 0;
    return 0;
}

/* The device of libusb's list with this serial; one whose texts cannot be read there stays as Windows has it. */
static void complete(tst_usb_device *device)
{
    tst_usb_device found;
    memset(&found, 0, sizeof found);
    if (device->serial[0] && tst_usb_find(device->serial, &found, NULL) == 0)
        *device = found;
}

int tst_mount_find(const char *path, tst_usb_device *device, tsb_error *err)
{
    WCHAR wide[MAX_PATH];
    WCHAR root[MAX_PATH];
    WCHAR name[64];
    memset(device, 0, sizeof *device);
    if (!MultiByteToWideChar(CP_UTF8, MB_ERR_INVALID_CHARS, path, -1, wide, MAX_PATH) ||
        GetFileAttributesW(wide) == INVALID_FILE_ATTRIBUTES || !GetVolumePathNameW(wide, root, MAX_PATH) ||
        !GetVolumeNameForVolumeMountPointW(root, name, 64))
        return tsb_fail(err, TSB_ERR_NOT_FOUND, "cannot find %s, or the drive it is on", path);
    const size_t length = wcslen(name);
    if (length > 0 && name[length - 1] == L'\\')
        name[length - 1] = 0; /* the volume itself, not its root folder */
    /* No access is asked for, so that none is needed. */
    HANDLE volume = CreateFileW(name, 0, FILE_SHARE_READ | FILE_SHARE_WRITE, NULL, OPEN_EXISTING, 0, NULL);
    if (volume == INVALID_HANDLE_VALUE)
        return tsb_fail(err, TSB_ERR_IO, "cannot open the drive of %s (error %lu)", path, GetLastError());
    device->access = TSB_ERR_DENIED;
    const int code = read_descriptor(volume, path, device, err);
    CloseHandle(volume);
    if (code == 0)
        complete(device);
    return code;
}
