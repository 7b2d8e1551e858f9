/* SPDX-License-Identifier: GPL-3.0-or-later */
/* libusb against an emulated stick; runs under mock_stick. */
#include "base/compiler.h"
#include "tests/support/suite.h"
#include "tests/token/mock.h"
#include "tests/token/stick.h"
#include "token/usb/blocks_usb.h"
#include "token/usb/mount.h"
#include "token/usb/scsi_disk.h"
#include "token/usb/usb.h"

static tst_usb_device only(void)
{
    tsb_error err = {0};
    tst_usb_device *devices = NULL;
    size_t count = 0;
    ck_assert_msg(tst_usb_list(&devices, &count, &err) == 0, "%s", err.text);
    ck_assert_uint_eq(count, 1);
    const tst_usb_device device = devices[0];
    free(devices);
    return device;
}

START_TEST(list_says_what_is_there)
{
    mock_fresh();
    const tst_usb_device device = only();
    ck_assert_uint_eq(device.vendor_id, STICK_VENDOR);
    ck_assert_uint_eq(device.product_id, STICK_PRODUCT);
    ck_assert_uint_eq(device.bus, 1);
    ck_assert_uint_eq(device.interface, 0);
    ck_assert_uint_eq(device.bulk_in, STICK_IN);
    ck_assert_uint_eq(device.bulk_out, STICK_OUT);
    ck_assert_int_eq(device.access, 0);
    ck_assert_str_eq(device.vendor, "Tally & Sons");
    ck_assert_str_eq(device.product, "Memory Stick");
    ck_assert_str_eq(device.serial, MOCK_SERIAL);
    tst_usb_device found;
    ck_assert_int_eq(tst_usb_find(MOCK_SERIAL, &found, NULL), 0);
    ck_assert_uint_eq(found.address, device.address);
    ck_assert_int_eq(tst_usb_find("other", &found, NULL), TSB_ERR_NOT_FOUND);
    ck_assert_int_eq(tst_usb_find("", &found, NULL), TSB_ERR_NOT_FOUND);
    mock_order("unplug");
    tst_usb_device *devices = NULL;
    size_t count = 9;
    ck_assert_int_eq(tst_usb_list(&devices, &count, NULL), 0);
    ck_assert_uint_eq(count, 0);
    ck_assert_ptr_null(devices);
    ck_assert_int_eq(tst_usb_find(MOCK_SERIAL, &found, NULL), TSB_ERR_NOT_FOUND);
    mock_fresh();
}
END_TEST

START_TEST(odd_serials_are_none)
{
    mock_order("unplug");
    mock_order("plug with space");
    ck_assert_str_eq(only().serial, "");
    mock_order("unplug");
    mock_order("plug trailing ");
    ck_assert_str_eq(only().serial, "trailing");
    mock_fresh();
}
END_TEST

START_TEST(opens_reads_and_writes)
{
    tsb_error err = {0};
    tst_bulk *bulk = NULL;
    mock_fresh();
    const tst_usb_device device = only();
    ck_assert_uint_eq(mock_detached(), 0);
    ck_assert_msg(tst_usb_open(&device, &bulk, &err) == 0, "%s", err.text);
    ck_assert_uint_eq(mock_detached(), 1);
    tst_scsi_disk disk;
    ck_assert_msg(tst_scsi_disk_start(&disk, bulk, TST_BOT_TIMEOUT, &err) == 0, "%s", err.text);
    ck_assert_str_eq(disk.identity.vendor, "TALLY");
    const uint32_t blocks = disk.capacity.blocks;
    ck_assert_uint_eq(blocks, 2048);
    const size_t size = (size_t)300 * 512;
    uint8_t *bytes = malloc(size);
    uint8_t *back = malloc(size);
    ck_assert(bytes && back);
    for (size_t i = 0; i < size; i++)
        bytes[i] = (uint8_t)(i * 31 + i / 512);
    ck_assert_msg(tst_scsi_disk_write(&disk, 100, 300, bytes, &err) == 0, "%s", err.text);
    ck_assert_int_eq(tst_scsi_disk_flush(&disk, &err), 0);
    ck_assert_int_eq(tst_scsi_disk_read(&disk, 100, 300, back, &err), 0);
    ck_assert_mem_eq(bytes, back, size);
    free(bytes);
    free(back);
    tst_bulk_destroy(&bulk);
    ck_assert_ptr_null(bulk);
    ck_assert_uint_eq(mock_detached(), 0);
    tst_bulk_destroy(&bulk);
}
END_TEST

/* What only libusb's own results can show: a stall, a silence, a reset. */
START_TEST(faults_reach_the_transport)
{
    static const char *const faults[] = {"fault +stall-status@1", "fault +stall-command@1", "fault +phase@1",
                                         "fault +bad-tag@1",      "fault +attention@1x2",   "fault +short@1",
                                         "fault +silent@1",       "fault +silent@2",        "fault +silent@3"};
    tsb_error err = {0};
    tst_bulk *bulk = NULL;
    tst_scsi_disk disk;
    uint8_t bytes[1024];
    mock_fresh();
    const tst_usb_device device = only();
    ck_assert_int_eq(tst_usb_open(&device, &bulk, &err), 0);
    ck_assert_int_eq(tst_scsi_disk_start(&disk, bulk, 1000, &err), 0);
    for (size_t i = 0; i < TSB_COUNT(faults); i++) {
        mock_order(faults[i]);
        ck_assert_msg(tst_scsi_disk_read(&disk, 7, 2, bytes, &err) == 0, "%s: %s", faults[i], err.text);
        mock_order(faults[i]);
        ck_assert_msg(tst_scsi_disk_write(&disk, 7, 2, bytes, &err) == 0, "%s: %s", faults[i], err.text);
    }
    mock_order("fault +medium-error@1");
    ck_assert_int_eq(tst_scsi_disk_read(&disk, 7, 2, bytes, NULL), TSB_ERR_IO);
    tst_bulk_destroy(&bulk);
    mock_fresh();
}
END_TEST

/* Pulled before each transfer of a start and a read in turn, and once while nothing goes on. */
START_TEST(pulled_while_in_use)
{
    uint8_t bytes[512];
    for (unsigned at = 0; at <= 14; at++) {
        tsb_error err = {0};
        tst_bulk *bulk = NULL;
        tst_scsi_disk disk;
        char fault[64];
        mock_fresh();
        const tst_usb_device device = only();
        ck_assert_int_eq(tst_usb_open(&device, &bulk, &err), 0);
        (void)snprintf(fault, sizeof fault, "fault +unplug@%u", at);
        if (at > 0)
            mock_order(fault);
        int code = tst_scsi_disk_start(&disk, bulk, 1000, &err);
        ck_assert_int_eq(code, at == 0 || at > 11 ? 0 : TSB_ERR_NOT_FOUND);
        if (at == 0)
            mock_order("unplug");
        if (code == 0)
            code = tst_scsi_disk_read(&disk, 0, 1, bytes, &err);
        ck_assert_int_eq(code, TSB_ERR_NOT_FOUND);
        ck_assert_ptr_nonnull(strstr(err.text, "pulled out"));
        /* It stays so for these pipes, whatever is plugged in. */
        mock_fresh();
        ck_assert_int_lt(tst_scsi_disk_read(&disk, 0, 1, bytes, NULL), 0);
        tst_bulk_destroy(&bulk);
        ck_assert_int_eq(tst_usb_open(&device, &bulk, NULL), TSB_ERR_NOT_FOUND);
    }
    mock_fresh();
}
END_TEST

START_TEST(another_stick_in_its_place_is_refused)
{
    tsb_error err = {0};
    tst_bulk *bulk = NULL;
    mock_fresh();
    tst_usb_device device = only();
    mock_order("unplug");
    mock_order("plug IMPOSTOR");
    const tst_usb_device other = only();
    device.address = other.address; /* as after 127 times */
    ck_assert_int_eq(tst_usb_open(&device, &bulk, &err), TSB_ERR_NOT_FOUND);
    ck_assert_ptr_nonnull(strstr(err.text, "put " MOCK_SERIAL " back"));
    ck_assert_ptr_null(bulk);
    ck_assert_uint_eq(mock_detached(), 0);
    mock_fresh();
}
END_TEST

static tst_usb_event expect(tst_usb_watch *watch, enum tst_usb_change change, const char *serial)
{
    tsb_error err = {0};
    tst_usb_event event;
    memset(&event, 0, sizeof event);
    ck_assert_msg(tst_usb_watch_next(watch, &event, 20000, NULL, &err) == 1, "%s %s", serial, err.text);
    ck_assert_int_eq(event.change, change);
    ck_assert_str_eq(event.device.serial, serial);
    return event;
}

/* A watch that has told of the one stick there is. */
static tst_usb_watch *watch_first(void)
{
    tsb_error err = {0};
    tst_usb_watch *watch = NULL;
    mock_fresh();
    ck_assert_msg(tst_usb_watch_create(&watch, &err) == 0, "%s", err.text);
    (void)expect(watch, TST_USB_ARRIVED, MOCK_SERIAL);
    return watch;
}

START_TEST(watch_sees_sticks_come_and_go)
{
    tsb_error err = {0};
    tst_usb_event event;
    tst_usb_watch *watch = watch_first();
    ck_assert_int_eq(tst_usb_watch_next(watch, &event, 50, NULL, &err), 0);
    mock_order("unplug");
    (void)expect(watch, TST_USB_LEFT, MOCK_SERIAL);
    mock_order("plug OTHER");
    event = expect(watch, TST_USB_ARRIVED, "OTHER");
    /* I/O right after the event, outside any callback. */
    tst_bulk *bulk = NULL;
    tst_scsi_disk disk;
    ck_assert_int_eq(tst_usb_open(&event.device, &bulk, &err), 0);
    ck_assert_int_eq(tst_scsi_disk_start(&disk, bulk, 1000, &err), 0);
    mock_order("unplug");
    mock_order("plug " MOCK_SERIAL);
    (void)expect(watch, TST_USB_LEFT, "OTHER");
    (void)expect(watch, TST_USB_ARRIVED, MOCK_SERIAL);
    tst_bulk_destroy(&bulk);
    tst_usb_watch_destroy(&watch);
    tst_usb_watch_destroy(&watch);
}
END_TEST

/* Where nobody sends events. */
START_TEST(watch_looks_for_itself)
{
    tst_usb_watch *watch = watch_first();
    mock_order("quiet yes");
    mock_order("unplug");
    (void)expect(watch, TST_USB_LEFT, MOCK_SERIAL);
    mock_order("plug THIRD");
    (void)expect(watch, TST_USB_ARRIVED, "THIRD");
    mock_order("quiet no");
    mock_order("unplug");
    mock_order("plug " MOCK_SERIAL);
    (void)expect(watch, TST_USB_LEFT, "THIRD");
    (void)expect(watch, TST_USB_ARRIVED, MOCK_SERIAL);
    tst_usb_watch_destroy(&watch);
}
END_TEST

START_TEST(watch_is_cancelled)
{
    tst_usb_event event;
    tst_usb_watch *watch = watch_first();
    tsb_cancel *cancel = NULL;
    ck_assert_int_eq(tsb_cancel_create(&cancel, NULL), 0);
    tsb_cancel_fire(cancel);
    ck_assert_int_eq(tst_usb_watch_next(watch, &event, 20000, cancel, NULL), TSB_ERR_CANCELLED);
    tsb_cancel_destroy(&cancel);
    tst_usb_watch_destroy(&watch);
}
END_TEST

START_TEST(mounted_files_are_tied_to_their_stick)
{
    tsb_error err = {0};
    tst_usb_device device;
    char folder[512] = "";
    mock_fresh();
    const tst_usb_device stick = only();
    ck_assert_msg(tst_mount_find(getenv("STICK_MOUNTED"), &device, &err) == 0, "%s", err.text);
    ck_assert_str_eq(device.serial, MOCK_SERIAL);
    ck_assert_uint_eq(device.address, stick.address);
    ck_assert_uint_eq(device.bulk_in, STICK_IN);
    ck_assert_int_eq(tst_mount_point(&stick, folder, sizeof folder), 1);
    ck_assert_int_eq(folder[0], '/');
    ck_assert_int_eq(tst_mount_find("/proc/version", &device, &err), TSB_ERR_NOT_FOUND);
    ck_assert_ptr_nonnull(strstr(err.text, "not on a USB stick"));
    ck_assert_int_eq(tst_mount_find("/nowhere/at/all", &device, NULL), TSB_ERR_NOT_FOUND);
    mock_order("unplug");
    ck_assert_int_eq(tst_mount_find(getenv("STICK_MOUNTED"), &device, NULL), TSB_ERR_NOT_FOUND);
    ck_assert_int_eq(tst_mount_point(&stick, folder, sizeof folder), 0);
    /* The system's word against the device's own. */
    tsb_error why = {0};
    mock_order("lie FALSEHOOD");
    mock_order("plug " MOCK_SERIAL);
    ck_assert_int_eq(tst_mount_find(getenv("STICK_MOUNTED"), &device, &why), TSB_ERR_DENIED);
    ck_assert_ptr_nonnull(strstr(why.text, "FALSEHOOD"));
    mock_order("lie");
    mock_fresh();
}
END_TEST

/* A mounted stick would lose what its file system has not written yet. */
START_TEST(mounted_sticks_are_not_taken)
{
    tsb_error err = {0};
    tst_blocks *blocks = NULL;
    mock_fresh();
    const tst_usb_device device = only();
    ck_assert_int_eq(tst_blocks_usb_open(&blocks, &device, &err), TSB_ERR_EXISTS);
    ck_assert_ptr_nonnull(strstr(err.text, "mounted"));
    ck_assert_uint_eq(mock_detached(), 0);
}
END_TEST

/* Nor is one whose blocks the system has given to something that no mounted folder shows. */
START_TEST(held_sticks_are_not_taken)
{
    tsb_error err = {0};
    tst_blocks *blocks = NULL;
    mock_order("mounted no");
    mock_order("held yes");
    mock_fresh();
    tst_usb_device device = only();
    ck_assert(tst_mount_held(&device));
    ck_assert_int_eq(tst_blocks_usb_open(&blocks, &device, &err), TSB_ERR_EXISTS);
    ck_assert_ptr_nonnull(strstr(err.text, "in use by this system"));
    ck_assert_uint_eq(mock_detached(), 0);
    device.address++;
    ck_assert(!tst_mount_held(&device));
    mock_order("held no");
    mock_order("mounted yes");
    mock_fresh();
    device = only();
    ck_assert(!tst_mount_held(&device));
}
END_TEST

static tst_blocks *open_blocks(void)
{
    tsb_error err = {0};
    tst_blocks *blocks = NULL;
    mock_order("mounted no");
    mock_fresh();
    const tst_usb_device device = only();
    ck_assert_msg(tst_blocks_usb_open(&blocks, &device, &err) == 0, "%s", err.text);
    return blocks;
}

static void close_blocks(tst_blocks *blocks)
{
    tst_blocks_destroy(&blocks);
    ck_assert_uint_eq(mock_detached(), 0);
    mock_order("mounted yes");
    mock_fresh();
}

START_TEST(blocks_at_any_alignment)
{
    enum { SIZE = 4096 };
    tst_blocks *blocks = open_blocks();
    ck_assert_str_eq(blocks->serial, MOCK_SERIAL);
    ck_assert_uint_eq(blocks->size, (uint64_t)1 << 20);
    uint8_t model[SIZE];
    uint8_t bytes[SIZE];
    ck_assert_int_eq(tst_blocks_read(blocks, 8192, model, SIZE, NULL), 0);
    uint64_t state = suite_seed(20260711);
    for (unsigned i = 0; i < 60; i++) {
        const size_t from = test_random(&state) % SIZE;
        const size_t size = test_random(&state) % (SIZE - from) + 1;
        memset(bytes, (int)i + 1, size);
        memset(model + from, (int)i + 1, size);
        ck_assert_int_eq(tst_blocks_write(blocks, 8192 + from, bytes, size, NULL), 0);
        ck_assert_int_eq(tst_blocks_read(blocks, 8192 + from / 2, bytes, SIZE - from / 2, NULL), 0);
        ck_assert_mem_eq(bytes, model + from / 2, SIZE - from / 2);
    }
    ck_assert_int_eq(tst_blocks_flush(blocks, NULL), 0);
    ck_assert_int_eq(tst_blocks_write(blocks, blocks->size - 3, bytes, 3, NULL), 0);
    ck_assert_int_eq(tst_blocks_write(blocks, blocks->size - 3, bytes, 4, NULL), TSB_ERR_INVALID);
    ck_assert_int_eq(tst_blocks_grow(blocks, blocks->size, NULL), 0);
    ck_assert_int_eq(tst_blocks_grow(blocks, blocks->size + 1, NULL), TSB_ERR_FULL);
    mock_order("unplug");
    ck_assert_int_eq(tst_blocks_write(blocks, 0, bytes, 3, NULL), TSB_ERR_NOT_FOUND);
    ck_assert_int_eq(tst_blocks_flush(blocks, NULL), TSB_ERR_NOT_FOUND);
    close_blocks(blocks);
}
END_TEST

START_TEST(advice_names_the_installed_rule)
{
    char advice[TST_USB_ADVICE_SIZE];
    ck_assert_ptr_nonnull(strstr(tst_usb_access_advice(advice), UDEV_RULE));
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {
        list_says_what_is_there,
        odd_serials_are_none,
        opens_reads_and_writes,
        faults_reach_the_transport,
        pulled_while_in_use,
        another_stick_in_its_place_is_refused,
        watch_sees_sticks_come_and_go,
        watch_looks_for_itself,
        watch_is_cancelled,
        mounted_files_are_tied_to_their_stick,
        mounted_sticks_are_not_taken,
        held_sticks_are_not_taken,
        blocks_at_any_alignment,
        advice_names_the_installed_rule,
    };
    return suite_run("usb", tests, TSB_COUNT(tests));
}
