/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Usage: umockdev-wrapper mock_stick [OPTION...] PROGRAM [ARGUMENT...]
 *        mock_stick --tell COMMAND
 *
 * Runs a program on a machine whose only USB device is an emulated memory stick,
 * and ends with the program's exit code.
 *
 *   --medium FILE      what the stick holds; kept when it ends (default: 1 MiB of zeros, forgotten)
 *   --serial TEXT      its serial number (default 0123456789AB; - for none)
 *   --fault NAME@N[xT] a fault of tests/token/stick.c; may be given again
 *   --unplugged        the stick is not plugged in at first
 *   --mounted FOLDER   the file system that holds FOLDER is on the stick
 *
 * The program finds the name of a socket in $STICK_CONTROL, which takes a line and answers with one: plug,
 * plug SERIAL, unplug, fault NAME@N, count (the commands, transfers, resets, syncs, writes not synced, and
 * detached drivers so far), and, from the next plug on: quiet no|yes (no events), mounted no|yes, and lie SERIAL (what
 * the system says the serial is; without one, the truth). --tell sends a line. $STICK_MOUNTED is FOLDER.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include <linux/usbdevice_fs.h>

#include <umockdev.h>

#include "base/file.h"
#include "tests/token/stick.h"

#define BLOCK_BELOW_USB "/1-1:1.0/host6/target6:0:0/6:0:0:0/block/sda/sda1"
#define USB_PATH        "/sys/devices/pci0000:00/0000:00:14.0/usb1/1-1"
#define BLOCK_BELOW_SYS "/devices/pci0000:00/0000:00:14.0/usb1/1-1" BLOCK_BELOW_USB
#define BLOCK_PATH      USB_PATH BLOCK_BELOW_USB
#define BLOCK_SIZE      512
#define DEFAULT_SIZE    ((size_t)1 << 20)

/* GLib and umockdev keep things to the end; what is tested runs in the child. */
__attribute__((visibility("default"))) int __lsan_is_turned_off(void);
int __lsan_is_turned_off(void)
{
    return 1;
}

static struct {
    UMockdevTestbed *bed;
    UMockdevIoctlBase *handler;
    GMainLoop *loop;
    GQueue done;   /* requests to be reaped */
    GQueue silent; /* requests that wait for ever, or to be discarded */
    GRecMutex lock;
    struct stick stick;
    char serial[256];
    const char *mounted;
    int address; /* of the stick, 0 when it is not plugged in */
    int last_address;
    unsigned detached; /* kernel drivers taken away now */
    bool not_mounted;
    bool quiet;       /* as where no udevd runs */
    char lie[256];    /* in place of the serial in sysfs */
    char *block_link; /* of the block device, while there is one */
    char folder[64];
    int exit_code;
} mock;

static void die(const char *what, const GError *error)
{
    fprintf(stderr, "mock_stick: %s: %s\n", what, error ? error->message : strerror(errno));
    exit(99);
}

static void finish(UMockdevIoctlData *urb, int status, int length)
{
    umockdev_ioctl_data_update(urb, offsetof(struct usbdevfs_urb, status), (guint8 *)&status, sizeof status);
    umockdev_ioctl_data_update(urb, offsetof(struct usbdevfs_urb, actual_length), (guint8 *)&length, sizeof length);
    g_queue_push_tail(&mock.done, g_object_ref(urb));
}

static void submit(UMockdevIoctlClient *client, UMockdevIoctlData *argument)
{
    UMockdevIoctlData *data = umockdev_ioctl_data_resolve(argument, 0, sizeof(struct usbdevfs_urb), NULL);
    struct usbdevfs_urb urb;
    if (!data || mock.stick.gone) {
        umockdev_ioctl_client_complete(client, -1, ENODEV);
        return;
    }
    memcpy(&urb, data->data, sizeof urb);
    const size_t size = (size_t)urb.buffer_length;
    UMockdevIoctlData *buffer =
        size > 0 ? umockdev_ioctl_data_resolve(data, offsetof(struct usbdevfs_urb, buffer), size, NULL) : NULL;
    uint8_t *bytes = g_malloc0(size + 1);
    if (buffer)
        memcpy(bytes, buffer->data, size);
    const bool control = urb.type == USBDEVFS_URB_TYPE_CONTROL;
    const bool in = ((control ? bytes[0] : urb.endpoint) & 0x80) != 0;
    const int moved = control ? stick_control(&mock.stick, bytes, size)
                              : stick_bulk(&mock.stick, urb.endpoint, bytes, size);
    if (moved == -ETIMEDOUT) {
        g_queue_push_tail(&mock.silent, g_object_ref(data));
    } else {
        if (moved > 0 && in && buffer)
            umockdev_ioctl_data_update(buffer, 0, bytes, moved + (control ? 8 : 0));
        finish(data, moved < 0 ? moved : 0, moved < 0 ? 0 : moved);
    }
    g_free(bytes);
    umockdev_ioctl_client_complete(client, 0, 0);
}

static void reap(UMockdevIoctlClient *client, UMockdevIoctlData *argument)
{
    UMockdevIoctlData *urb = g_queue_pop_head(&mock.done);
    if (!urb) {
        umockdev_ioctl_client_complete(client, -1, mock.stick.gone ? ENODEV : EAGAIN);
        return;
    }
    UMockdevIoctlData *result = umockdev_ioctl_data_resolve(argument, 0, sizeof(void *), NULL);
    umockdev_ioctl_data_set_ptr(result, 0, urb);
    umockdev_ioctl_client_complete(client, 0, 0);
}

/* One transfer at a time is under way here, so that the one to discard is the one that waits. */
static void discard(UMockdevIoctlClient *client)
{
    UMockdevIoctlData *urb = g_queue_pop_head(&mock.silent);
    if (urb)
        finish(urb, -ENOENT, 0);
    umockdev_ioctl_client_complete(client, urb ? 0 : -1, urb ? 0 : EINVAL);
}

static void clear_halt(UMockdevIoctlClient *client, UMockdevIoctlData *argument)
{
    const UMockdevIoctlData *endpoint = umockdev_ioctl_data_resolve(argument, 0, sizeof(unsigned), NULL);
    stick_clear_halt(&mock.stick, endpoint->data[0]);
    umockdev_ioctl_client_complete(client, mock.stick.gone ? -1 : 0, mock.stick.gone ? ENODEV : 0);
}

/* The kernel's driver: taken away when claimed so, given back by a command inside USBDEVFS_IOCTL. */
static void drive(UMockdevIoctlClient *client, UMockdevIoctlData *argument)
{
    const UMockdevIoctlData *data = umockdev_ioctl_data_resolve(argument, 0, sizeof(struct usbdevfs_ioctl), NULL);
    struct usbdevfs_ioctl inner;
    memcpy(&inner, data->data, sizeof inner);
    if ((unsigned long)inner.ioctl_code == USBDEVFS_CONNECT && mock.detached > 0)
        mock.detached--;
    else if ((unsigned long)inner.ioctl_code == USBDEVFS_DISCONNECT)
        mock.detached++;
    umockdev_ioctl_client_complete(client, 1, 0);
}

static void capabilities(UMockdevIoctlClient *client, UMockdevIoctlData *argument)
{
    uint32_t all = USBDEVFS_CAP_BULK_CONTINUATION | USBDEVFS_CAP_NO_PACKET_SIZE_LIM;
    UMockdevIoctlData *data = umockdev_ioctl_data_resolve(argument, 0, sizeof all, NULL);
    umockdev_ioctl_data_update(data, 0, (guint8 *)&all, sizeof all);
    umockdev_ioctl_client_complete(client, 0, 0);
}

static gboolean handle(UMockdevIoctlBase *base, UMockdevIoctlClient *client, gpointer context)
{
    (void)base;
    (void)context;
    UMockdevIoctlData *argument = umockdev_ioctl_client_get_arg(client);
    gboolean known = TRUE;
    g_rec_mutex_lock(&mock.lock);
    switch (umockdev_ioctl_client_get_request(client)) {
    case USBDEVFS_GET_CAPABILITIES:
        capabilities(client, argument);
        break;
    case USBDEVFS_GETDRIVER: {
        struct usbdevfs_getdriver name = {0, "usb-storage"};
        UMockdevIoctlData *data = umockdev_ioctl_data_resolve(argument, 0, sizeof name, NULL);
        if (!mock.detached)
            umockdev_ioctl_data_update(data, 0, (guint8 *)&name, sizeof name);
        umockdev_ioctl_client_complete(client, mock.detached ? -1 : 0, mock.detached ? ENODATA : 0);
        break;
    }
    case USBDEVFS_DISCONNECT_CLAIM:
        mock.detached++;
        umockdev_ioctl_client_complete(client, 0, 0);
        break;
    case USBDEVFS_CLAIMINTERFACE: /* refused while the kernel's driver has it, as in the kernel */
        umockdev_ioctl_client_complete(client, mock.detached ? 0 : -1, mock.detached ? 0 : EBUSY);
        break;
    case USBDEVFS_RELEASEINTERFACE:
    case USBDEVFS_SETINTERFACE:
    case USBDEVFS_RESET:
        umockdev_ioctl_client_complete(client, 0, 0);
        break;
    case USBDEVFS_IOCTL:
        drive(client, argument);
        break;
    case USBDEVFS_CLEAR_HALT:
        clear_halt(client, argument);
        break;
    case USBDEVFS_SUBMITURB:
        submit(client, argument);
        break;
    case USBDEVFS_REAPURB:
    case USBDEVFS_REAPURBNDELAY:
        reap(client, argument);
        break;
    case USBDEVFS_DISCARDURB:
        discard(client);
        break;
    default:
        known = FALSE;
        break;
    }
    g_rec_mutex_unlock(&mock.lock);
    return known;
}

static void hex(char *text, const uint8_t *bytes, size_t size)
{
    for (size_t i = 0; i < size; i++)
        (void)sprintf(text + 2 * i, "%02X", bytes[i]);
}

static void node_path(char *path, size_t size)
{
    (void)snprintf(path, size, "/dev/bus/usb/001/%03d", mock.address);
}

/* The block device whose number path's file system has, below the stick. */
static void add_block(void)
{
    struct stat status;
    if (!mock.mounted || mock.not_mounted || stat(mock.mounted, &status) != 0)
        return;
    char *root = umockdev_testbed_get_root_dir(mock.bed);
    char *real = g_build_filename(root, BLOCK_PATH, NULL);
    char *folder = g_build_filename(root, "/sys/dev/block", NULL);
    char *link = g_strdup_printf("%s/%u:%u", folder, major(status.st_dev), minor(status.st_dev));
    if (g_mkdir_with_parents(real, 0755) || g_mkdir_with_parents(folder, 0755) ||
        (symlink("../.." BLOCK_BELOW_SYS, link) && errno != EEXIST))
        die("cannot add the block device", NULL);
    mock.block_link = link;
    g_free(folder);
    g_free(real);
    g_free(root);
}

static void plug(void)
{
    char device[64] = "";
    char configuration[128] = "";
    char node[64];
    char serial[300] = "";
    GError *error = NULL;
    if (mock.address)
        return;
    mock.address = mock.last_address = mock.last_address % 127 + 1;
    stick_replug(&mock.stick);
    mock.detached = 0;
    hex(device, stick_device_descriptor, sizeof stick_device_descriptor);
    hex(configuration, stick_configuration_descriptor, sizeof stick_configuration_descriptor);
    if (mock.stick.serial)
        (void)snprintf(serial, sizeof serial, "A: serial=%s\\n\n", mock.lie[0] ? mock.lie : mock.stick.serial);
    char *text = g_strdup_printf(
        "P: /devices/pci0000:00/0000:00:14.0/usb1/1-1\nN: bus/usb/001/%03d\n"
        "E: DEVTYPE=usb_device\nE: DRIVER=usb\nE: SUBSYSTEM=usb\nE: BUSNUM=001\nE: DEVNUM=%03d\n"
        "E: DEVNAME=/dev/bus/usb/001/%03d\nE: MAJOR=189\nE: MINOR=%d\nE: PRODUCT=%x/%x/100\n"
        "A: busnum=1\\n\nA: devnum=%d\\n\nA: bConfigurationValue=1\\n\nA: speed=480\\n\nA: idVendor=%04x\\n\n"
        "A: idProduct=%04x\\n\nA: manufacturer=Tally & Sons\\n\nA: product=Memory Stick\\n\n%sH: descriptors=%s%s\n\n",
        mock.address, mock.address, mock.address, mock.address - 1, STICK_VENDOR, STICK_PRODUCT, mock.address,
        STICK_VENDOR, STICK_PRODUCT, serial, device, configuration);
    if (!umockdev_testbed_add_from_string(mock.bed, text, &error))
        die("cannot add the stick", error);
    g_free(text);
    node_path(node, sizeof node);
    if (!umockdev_testbed_attach_ioctl(mock.bed, node, mock.handler, &error))
        die("cannot attach to the stick", error);
    add_block();
    if (!mock.quiet)
        umockdev_testbed_uevent(mock.bed, USB_PATH, "add");
}

static void unplug(void)
{
    char node[64];
    if (!mock.address)
        return;
    mock.stick.gone = true;
    node_path(node, sizeof node);
    if (!mock.quiet)
        umockdev_testbed_uevent(mock.bed, USB_PATH, "remove");
    umockdev_testbed_detach_ioctl(mock.bed, node, NULL);
    umockdev_testbed_remove_device(mock.bed, USB_PATH);
    if (mock.block_link) {
        char *real = g_build_filename(umockdev_testbed_get_root_dir(mock.bed), USB_PATH, NULL);
        (void)unlink(mock.block_link);
        (void)tsb_tree_remove(real, NULL);
        g_free(real);
        g_clear_pointer(&mock.block_link, g_free);
    }
    mock.address = 0;
}

/* Obeys one line; the answer has size bytes. */
static void obey(const char *line, char *answer, size_t size)
{
    const struct stick *stick = &mock.stick;
    (void)snprintf(answer, size, "ok\n");
    if (strcmp(line, "plug") == 0) {
        plug();
    } else if (strncmp(line, "plug ", 5) == 0) {
        (void)snprintf(mock.serial, sizeof mock.serial, "%s", line + 5);
        mock.stick.serial = mock.serial;
        plug();
    } else if (strcmp(line, "unplug") == 0) {
        unplug();
    } else if (strcmp(line, "lie") == 0 || strncmp(line, "lie ", 4) == 0) {
        (void)snprintf(mock.lie, sizeof mock.lie, "%s", line[3] ? line + 4 : "");
    } else if (strncmp(line, "quiet ", 6) == 0) {
        mock.quiet = strcmp(line + 6, "yes") == 0;
    } else if (strncmp(line, "mounted ", 8) == 0) {
        mock.not_mounted = strcmp(line + 8, "no") == 0;
    } else if (strcmp(line, "count") == 0) {
        (void)snprintf(answer, size, "%u %u %u %u %u %u\n", stick->commands, stick->transfers, stick->resets,
                       stick->syncs, stick->unsynced, mock.detached);
    } else if (strncmp(line, "fault ", 6) != 0 || !stick_fault_parse(&mock.stick, line + 6)) {
        (void)snprintf(answer, size, "unknown\n");
    }
}

static gboolean on_line(GIOChannel *channel, GIOCondition condition, gpointer context)
{
    (void)condition;
    (void)context;
    char line[256] = "";
    char answer[128];
    const int listener = g_io_channel_unix_get_fd(channel);
    const int peer = accept(listener, NULL, NULL);
    const ssize_t got = peer < 0 ? 0 : read(peer, line, sizeof line - 1);
    if (got > 0) {
        line[got] = 0;
        line[strcspn(line, "\n")] = 0;
        g_rec_mutex_lock(&mock.lock);
        obey(line, answer, sizeof answer);
        g_rec_mutex_unlock(&mock.lock);
        if (write(peer, answer, strlen(answer)) < 0)
            perror("mock_stick");
    }
    if (peer >= 0)
        close(peer);
    return TRUE;
}

static struct sockaddr_un control_address(const char *path)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    (void)snprintf(address.sun_path, sizeof address.sun_path, "%s", path);
    return address;
}

static int tell(const char *line)
{
    const char *path = getenv("STICK_CONTROL");
    const struct sockaddr_un address = control_address(path ? path : "");
    char answer[256];
    const int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (fd < 0 || connect(fd, (const struct sockaddr *)&address, sizeof address) != 0 ||
        write(fd, line, strlen(line)) < 0) {
        perror("mock_stick: $STICK_CONTROL");
        return 1;
    }
    const ssize_t got = read(fd, answer, sizeof answer - 1);
    close(fd);
    answer[got > 0 ? got : 0] = 0;
    printf("%s", answer);
    return got > 0 && strcmp(answer, "unknown\n") != 0 ? 0 : 1;
}

static void listen_for_commands(void)
{
    (void)snprintf(mock.folder, sizeof mock.folder, "/tmp/mock-stick-XXXXXX");
    if (!mkdtemp(mock.folder))
        die("mkdtemp", NULL);
    char *path = g_build_filename(mock.folder, "control", NULL);
    const struct sockaddr_un address = control_address(path);
    const int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (fd < 0 || bind(fd, (const struct sockaddr *)&address, sizeof address) != 0 || listen(fd, 8) != 0)
        die("cannot listen", NULL);
    g_io_add_watch(g_io_channel_unix_new(fd), G_IO_IN, on_line, NULL);
    g_setenv("STICK_CONTROL", path, TRUE);
    g_free(path);
}

static void on_exit_of(GPid child, gint status, gpointer context)
{
    (void)child;
    (void)context;
    mock.exit_code = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
    g_main_loop_quit(mock.loop);
}

static uint8_t *map_medium(const char *path, size_t *size)
{
    struct stat status;
    *size = DEFAULT_SIZE;
    if (!path)
        return g_malloc0(*size);
    const int fd = open(path, O_RDWR | O_CLOEXEC);
    if (fd < 0 || fstat(fd, &status) != 0)
        die(path, NULL);
    *size = (size_t)status.st_size;
    uint8_t *bytes = mmap(NULL, *size, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    if (bytes == MAP_FAILED)
        die(path, NULL);
    close(fd);
    return bytes;
}

/* Returns the index of the program's name. */
static int parse_options(int argc, char **argv, const char **medium, const char **serial, bool *plugged)
{
    int i = 1;
    for (; i < argc && strncmp(argv[i], "--", 2) == 0; i++) {
        if (strcmp(argv[i], "--unplugged") == 0)
            *plugged = false;
        else if (strcmp(argv[i], "--medium") == 0 && argv[i + 1])
            *medium = argv[++i];
        else if (strcmp(argv[i], "--serial") == 0 && argv[i + 1])
            *serial = argv[++i];
        else if (strcmp(argv[i], "--mounted") == 0 && argv[i + 1])
            g_setenv("STICK_MOUNTED", mock.mounted = argv[++i], TRUE);
        else if (strcmp(argv[i], "--fault") == 0 && argv[i + 1] && stick_fault_parse(&mock.stick, argv[i + 1]))
            i++;
        else
            return argc;
    }
    return i;
}

int main(int argc, char **argv)
{
    const char *medium = NULL;
    const char *serial = "0123456789AB";
    bool plugged = true;
    if (argc == 3 && strcmp(argv[1], "--tell") == 0)
        return tell(argv[2]);
    const int program = parse_options(argc, argv, &medium, &serial, &plugged);
    const char *preload = getenv("LD_PRELOAD");
    if (program >= argc || !preload || !strstr(preload, "umockdev")) {
        fprintf(stderr, "usage: umockdev-wrapper mock_stick [OPTION...] PROGRAM [ARGUMENT...]\n");
        return 2;
    }
    struct stick_fault faults[STICK_FAULTS];
    memcpy(faults, mock.stick.faults, sizeof faults);
    size_t size = 0;
    uint8_t *bytes = map_medium(medium, &size);
    (void)snprintf(mock.serial, sizeof mock.serial, "%s", serial);
    stick_init(&mock.stick, bytes, (uint32_t)(size / BLOCK_SIZE), BLOCK_SIZE,
               strcmp(serial, "-") == 0 ? NULL : mock.serial);
    memcpy(mock.stick.faults, faults, sizeof faults);
    g_rec_mutex_init(&mock.lock);
    mock.bed = umockdev_testbed_new();
    mock.handler = umockdev_ioctl_base_new();
    g_signal_connect(mock.handler, "handle-ioctl", G_CALLBACK(handle), NULL);
    mock.loop = g_main_loop_new(NULL, FALSE);
    mock.last_address = 3;
    listen_for_commands();
    if (plugged)
        plug();
    GPid child = 0;
    GError *error = NULL;
    if (!g_spawn_async(NULL, argv + program, NULL,
                       G_SPAWN_DO_NOT_REAP_CHILD | G_SPAWN_SEARCH_PATH | G_SPAWN_CHILD_INHERITS_STDIN, NULL, NULL,
                       &child, &error))
        die(argv[program], error);
    g_child_watch_add(child, on_exit_of, NULL);
    g_main_loop_run(mock.loop);
    unplug();
    g_object_unref(mock.bed);
    (void)unlink(getenv("STICK_CONTROL"));
    (void)rmdir(mock.folder);
    return mock.exit_code;
}
