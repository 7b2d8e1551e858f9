/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Linux tells by sysfs: the block device a file lies on is a folder somewhere below its USB device's. */
#include "token/usb/mount.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>

#include <errno.h>

#include "base/compiler.h"
#include "base/text.h"

#define PATH_SIZE    512
#define MOST_PARENTS 24 /* between a partition and a USB device behind several hubs */

/* The first line of folder/name without its end; false when there is none. */
static bool read_line(const char *folder, const char *name, char *text, size_t size)
{
    char path[PATH_SIZE];
    text[0] = 0;
    const int length = snprintf(path, sizeof path, "%s/%s", folder, name);
    if (length < 0 || (size_t)length >= sizeof path)
        return false;
    FILE *file = fopen(path, "re");
    if (!file)
        return false;
    if (!fgets(text, (int)size, file))
        text[0] = 0;
    fclose(file);
    text[strcspn(text, "\n")] = 0;
    return true;
}

static bool read_number(const char *folder, const char *name, int base, unsigned long most, unsigned long *number)
{
    char text[32];
    char *end = NULL;
    if (!read_line(folder, name, text, sizeof text) || !text[0])
        return false;
    *number = strtoul(text, &end, base);
    return *end == 0 && *number <= most;
}

/* As token/usb/usb.c makes them from the device's own words. */
static bool read_text(const char *folder, const char *name, char *text)
{
    bool plain = read_line(folder, name, text, TST_SERIAL_SIZE);
    size_t length = strlen(text);
    while (length > 0 && text[length - 1] == ' ')
        text[--length] = 0;
    for (size_t i = 0; i < length; i++) {
        if (text[i] < ' ' || text[i] > '~') {
            text[i] = '?';
            plain = false;
        }
    }
    return plain;
}

static void read_texts(const char *folder, tst_usb_device *device)
{
    (void)read_text(folder, "manufacturer", device->vendor);
    (void)read_text(folder, "product", device->product);
    if (!read_text(folder, "serial", device->serial) || strchr(device->serial, ' '))
        device->serial[0] = 0;
}

static bool read_place(const char *folder, tst_usb_device *device)
{
    unsigned long bus = 0;
    unsigned long address = 0;
    unsigned long vendor = 0;
    unsigned long product = 0;
    if (!read_number(folder, "busnum", 10, UINT8_MAX, &bus) ||
        !read_number(folder, "devnum", 10, UINT8_MAX, &address) ||
        !read_number(folder, "idVendor", 16, UINT16_MAX, &vendor) ||
        !read_number(folder, "idProduct", 16, UINT16_MAX, &product))
        return false;
    device->bus = (uint8_t)bus;
    device->address = (uint8_t)address;
    device->vendor_id = (uint16_t)vendor;
    device->product_id = (uint16_t)product;
    return true;
}

/* The USB device a block device belongs to. */
static bool find_parent(unsigned major_number, unsigned minor_number, tst_usb_device *device)
{
    char folder[PATH_SIZE];
    memset(device, 0, sizeof *device);
    int length = snprintf(folder, sizeof folder, "/sys/dev/block/%u:%u", major_number, minor_number);
    struct stat status;
    memset(&status, 0, sizeof status);
    if (stat(folder, &status) != 0)
        return false;
    for (unsigned i = 0; i < MOST_PARENTS; i++) {
        if (read_place(folder, device)) {
            read_texts(folder, device);
            return true;
        }
        /* The kernel follows the link first, so that this is the device's own parent. */
        length += snprintf(folder + length, sizeof folder - (size_t)length, "/..");
        if ((size_t)length >= sizeof folder - 4)
            return false;
    }
    return false;
}

/* Whether a block device is one of this stick. */
static bool is_of(const tst_usb_device *device, unsigned major_number, unsigned minor_number)
{
    tst_usb_device on = {0};
    return find_parent(major_number, minor_number, &on) && on.bus == device->bus && on.address == device->address;
}

void tst_mount_device_texts(tst_usb_device *device)
{
    static const char all[] = "/sys/bus/usb/devices";
    DIR *folder = opendir(all);
    if (!folder)
        return;
    const struct dirent *entry = NULL;
    while ((entry = readdir(folder)) != NULL) {
        char path[PATH_SIZE];
        tst_usb_device place = {0};
        const int length = snprintf(path, sizeof path, "%s/%s", all, entry->d_name);
        if (entry->d_name[0] == '.' || length < 0 || (size_t)length >= sizeof path || !read_place(path, &place) ||
            place.bus != device->bus || place.address != device->address)
            continue;
        read_texts(path, device);
        break;
    }
    closedir(folder);
}

/* What the device itself says, where it may be asked. */
static int confirm(tst_usb_device *device, tsb_error *err)
{
    tst_usb_device *devices = NULL;
    size_t count = 0;
    int code = tst_usb_list(&devices, &count, err);
    for (size_t i = 0; i < count; i++) {
        if (devices[i].bus != device->bus || devices[i].address != device->address)
            continue;
        if (devices[i].access == 0 && strcmp(devices[i].serial, device->serial) != 0)
            code = tsb_fail(err, TSB_ERR_DENIED,
                            "The USB stick says its serial number is %s, and the system says %s; plug it in again",
                            devices[i].serial[0] ? devices[i].serial : "none",
                            device->serial[0] ? device->serial : "none");
        else if (devices[i].serial[0] || devices[i].access == 0)
            *device = devices[i];
        break;
    }
    free(devices);
    return code;
}

int tst_mount_find(const char *path, tst_usb_device *device, tsb_error *err)
{
    struct stat status;
    memset(&status, 0, sizeof status);
    if (stat(path, &status) != 0)
        return tsb_fail_errno(err, errno, "cannot open %s", path);
    if (!find_parent(major(status.st_dev), minor(status.st_dev), device))
        return tsb_fail(err, TSB_ERR_NOT_FOUND, "%s is not on a USB stick", path);
    device->access = TSB_ERR_DENIED;
    return confirm(device, err);
}

/* proc(5): white space and backslashes are octal. In place. */
static void unescape(char *text)
{
    char *to = text;
    for (const char *from = text; *from; to++) {
        if (from[0] == '\\' && from[1] >= '0' && from[1] <= '3' && from[2] >= '0' && from[2] <= '7' && from[3] >= '0' &&
            from[3] <= '7') {
            *to = (char)(((from[1] - '0') << 6) | ((from[2] - '0') << 3) | (from[3] - '0'));
            from += 4;
        } else {
            *to = *from++;
        }
    }
    *to = 0;
}

/* proc(5): "ID PARENT MAJOR:MINOR ROOT POINT ...". The mount point, where the line has one. */
static char *mount_point(char *line, unsigned *major_number, unsigned *minor_number)
{
    char *field[5] = {NULL};
    char *rest = NULL;
    char *end = NULL;
    for (size_t i = 0; i < TSB_COUNT(field); i++) {
        field[i] = strtok_r(i == 0 ? line : NULL, " ", &rest);
        if (!field[i])
            return NULL;
    }
    *major_number = (unsigned)strtoul(field[2], &end, 10);
    if (end == field[2] || *end != ':')
        return NULL;
    *minor_number = (unsigned)strtoul(end + 1, &end, 10);
    return *end == 0 ? field[4] : NULL;
}

int tst_mount_point(const tst_usb_device *device, char *folder, size_t size)
{
    char *line = NULL;
    size_t room = 0;
    int found = 0;
    FILE *file = fopen("/proc/self/mountinfo", "re");
    if (!file)
        return 0;
    while (!found && getline(&line, &room, file) > 0) {
        unsigned major_number = 0;
        unsigned minor_number = 0;
        char *point = mount_point(line, &major_number, &minor_number);
        if (!point || !is_of(device, major_number, minor_number))
            continue;
        unescape(point);
        (void)snprintf(folder, size, "%s", point);
        found = 1;
    }
    free(line);
    fclose(file);
    return found;
}

/* Whether a block device is used by others, as dm-crypt and LVM do. */
static bool has_holders(const char *name)
{
    char path[PATH_SIZE];
    const int length = snprintf(path, sizeof path, "/sys/dev/block/%s/holders", name);
    DIR *folder = length > 0 && (size_t)length < sizeof path ? opendir(path) : NULL;
    const struct dirent *entry = NULL;
    bool any = false;
    while (folder && !any && (entry = readdir(folder)) != NULL)
        any = entry->d_name[0] != '.';
    if (folder)
        closedir(folder);
    return any;
}

/* proc(5): a line of headings, then "/dev/NAME TYPE ...". */
static bool is_swap(const tst_usb_device *device)
{
    char line[PATH_SIZE];
    struct stat status;
    bool found = false;
    FILE *file = fopen("/proc/swaps", "re");
    while (file && !found && fgets(line, sizeof line, file)) {
        line[strcspn(line, " \t\n")] = 0;
        unescape(line);
        found = stat(line, &status) == 0 && S_ISBLK(status.st_mode) &&
                is_of(device, major(status.st_rdev), minor(status.st_rdev));
    }
    if (file)
        fclose(file);
    return found;
}

bool tst_mount_held(const tst_usb_device *device)
{
    DIR *folder = opendir("/sys/dev/block");
    const struct dirent *entry = NULL;
    bool held = false;
    while (folder && !held && (entry = readdir(folder)) != NULL) {
        char *end = NULL;
        const unsigned long major_number = strtoul(entry->d_name, &end, 10);
        if (*end != ':')
            continue;
        const unsigned long minor_number = strtoul(end + 1, &end, 10);
        held = *end == 0 && is_of(device, (unsigned)major_number, (unsigned)minor_number) && has_holders(entry->d_name);
    }
    if (folder)
        closedir(folder);
    return held || is_swap(device);
}
