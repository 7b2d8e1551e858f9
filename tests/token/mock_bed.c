/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include "base/file.h"
#include "tests/token/mock_device.h"

#define HUB "/devices/pci0000:00/0000:00:14.0/usb1"

static UMockdevTestbed *bed;
static int last_address;

void mock_die(const char *what, const GError *error)
{
    fprintf(stderr, "mock_stick: %s: %s\n", what, error ? error->message : strerror(errno));
    exit(99);
}

void mock_bed_create(void)
{
    bed = umockdev_testbed_new();
    last_address = 3;
}

void mock_bed_destroy(void)
{
    g_object_unref(bed);
}

static void hex(char *text, const uint8_t *bytes, size_t size)
{
    for (size_t i = 0; i < size; i++)
        (void)sprintf(text + 2 * i, "%02X", bytes[i]);
}

static void node_path(char *path, size_t size, const struct mock_device *device)
{
    (void)snprintf(path, size, "/dev/bus/usb/001/%03d", device->address);
}

/* Below /sys. */
static void sys_path(char *path, size_t size, const struct mock_device *device)
{
    (void)snprintf(path, size, HUB "/1-%u", device->port);
}

/* The block device below the stick: with the number of the file system that is to be on it, or one of its own. */
static void add_block(struct mock_device *device)
{
    struct stat status;
    char stick[128];
    char number[32] = "8:17";
    const bool mounted = device->mounted && !device->not_mounted && stat(device->mounted, &status) == 0;
    if (mounted)
        (void)snprintf(number, sizeof number, "%u:%u", major(status.st_dev), minor(status.st_dev));
    else if (!device->held)
        return;
    sys_path(stick, sizeof stick, device);
    char *root = umockdev_testbed_get_root_dir(bed);
    char *block = g_strdup_printf("%s/1-%u:1.0/host6/target6:0:0/6:0:0:0/block/sda/sda1", stick, device->port);
    char *real = g_build_filename(root, "/sys", block, "holders", device->held ? "dm-0" : "", NULL);
    char *folder = g_build_filename(root, "/sys/dev/block", NULL);
    char *link = g_build_filename(folder, number, NULL);
    char *target = g_build_filename("../..", block, NULL);
    if (g_mkdir_with_parents(real, 0755) || g_mkdir_with_parents(folder, 0755) ||
        (symlink(target, link) && errno != EEXIST))
        mock_die("cannot add the block device", NULL);
    device->block_link = link;
    g_free(target);
    g_free(folder);
    g_free(real);
    g_free(block);
    g_free(root);
}

/* What umockdev takes: the device's place, and its attributes as sysfs has them. */
static char *describe(const struct mock_device *device)
{
    char descriptor[64] = "";
    char configuration[128] = "";
    char place[128];
    char node[64];
    char serial[300] = "";
    const int address = device->address;
    hex(descriptor, stick_device_descriptor, sizeof stick_device_descriptor);
    hex(configuration, stick_configuration_descriptor, sizeof stick_configuration_descriptor);
    sys_path(place, sizeof place, device);
    node_path(node, sizeof node, device);
    if (device->stick.serial)
        (void)snprintf(serial, sizeof serial, "A: serial=%s\\n\n", device->lie[0] ? device->lie : device->stick.serial);
    return g_strdup_printf("P: %s\nN: %s\n"
                           "E: DEVTYPE=usb_device\nE: DRIVER=usb\nE: SUBSYSTEM=usb\nE: BUSNUM=001\nE: DEVNUM=%03d\n"
                           "E: DEVNAME=%s\nE: MAJOR=189\nE: MINOR=%d\nE: PRODUCT=%x/%x/100\n"
                           "A: busnum=1\\n\nA: devnum=%d\\n\nA: bConfigurationValue=1\\n\nA: speed=480\\n\n"
                           "A: idVendor=%04x\\n\nA: idProduct=%04x\\n\nA: manufacturer=Tally & Sons\\n\n"
                           "A: product=Memory Stick\\n\n%sH: descriptors=%s%s\n\n",
                           place, node + strlen("/dev/"), address, node, address - 1, STICK_VENDOR, STICK_PRODUCT,
                           address, STICK_VENDOR, STICK_PRODUCT, serial, descriptor, configuration);
}

void mock_plug(struct mock_device *device)
{
    char node[64];
    char place[160] = "/sys";
    GError *error = NULL;
    if (device->address)
        return;
    device->address = last_address = last_address % 127 + 1;
    stick_replug(&device->stick);
    device->detached = 0;
    mock_usb_own(device, NULL);
    char *text = describe(device);
    if (!umockdev_testbed_add_from_string(bed, text, &error))
        mock_die("cannot add the stick", error);
    g_free(text);
    node_path(node, sizeof node, device);
    if (!umockdev_testbed_attach_ioctl(bed, node, device->handler, &error))
        mock_die("cannot attach to the stick", error);
    add_block(device);
    sys_path(place + 4, sizeof place - 4, device);
    if (!device->quiet)
        umockdev_testbed_uevent(bed, place, "add");
}

void mock_unplug(struct mock_device *device)
{
    char node[64];
    char place[160] = "/sys";
    if (!device->address)
        return;
    device->stick.gone = true;
    node_path(node, sizeof node, device);
    sys_path(place + 4, sizeof place - 4, device);
    if (!device->quiet)
        umockdev_testbed_uevent(bed, place, "remove");
    umockdev_testbed_detach_ioctl(bed, node, NULL);
    umockdev_testbed_remove_device(bed, place);
    if (device->block_link) {
        char *root = umockdev_testbed_get_root_dir(bed);
        char *real = g_build_filename(root, place, NULL);
        (void)unlink(device->block_link);
        (void)tsb_tree_remove(real, NULL);
        g_free(real);
        g_free(root);
        g_clear_pointer(&device->block_link, g_free);
    }
    device->address = 0;
}
