/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Usage: umockdev-wrapper mock_stick [OPTION...] PROGRAM [ARGUMENT...]
 *        mock_stick --tell COMMAND
 *
 * Runs a program on a machine whose only USB devices are emulated memory sticks,
 * and ends with the program's exit code.
 *
 *   --medium FILE      what the stick holds; kept when it ends (default: 1 MiB of zeros, forgotten)
 *   --serial TEXT      its serial number (default 0123456789AB; - for none)
 *   --fault NAME@N[xT] a fault of tests/token/stick.c; may be given again
 *   --unplugged        the stick is not plugged in at first
 *   --mounted FOLDER   the file system that holds FOLDER is on the stick
 *   --and              options from here on are another stick's
 *
 * The program finds the name of a socket in $STICK_CONTROL, which takes a line and answers with one: plug,
 * plug SERIAL, unplug, fault NAME@N, fault none, count (the commands, transfers, resets, syncs, writes not synced, and
 * detached drivers so far), and, from the next plug on: medium FILE, quiet no|yes (no events), mounted no|yes, held
 * no|yes (encryption lies on it), and lie SERIAL (what the system says the serial is; without one, the truth). A number
 * before the command is the stick's, from 1 on. --tell sends a line. $STICK_MOUNTED is the last FOLDER.
 *
 * Told to end, it passes that on and waits for the program: its stick must not vanish before.
 */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include <glib-unix.h>

#include "tests/token/mock_device.h"

#define BLOCK_SIZE   512
#define DEFAULT_SIZE ((size_t)1 << 20)

/* GLib and umockdev keep things to the end; what is tested runs in the child. */
__attribute__((visibility("default"))) int __lsan_is_turned_off(void);
int __lsan_is_turned_off(void)
{
    return 1;
}

static struct mock_device devices[MOCK_STICKS];
static size_t device_count = 1;
static GMainLoop *loop;
static char folder[64];
static int exit_code;

/* path NULL: zeros of the default size. What was there before is let go of. */
static bool set_medium(struct mock_device *device, const char *path)
{
    struct stat status;
    size_t size = DEFAULT_SIZE;
    uint8_t *bytes = MAP_FAILED;
    const int fd = path ? open(path, O_RDWR | O_CLOEXEC) : -1;
    if (path && (fd < 0 || fstat(fd, &status) != 0))
        return false;
    if (path)
        size = (size_t)status.st_size;
    bytes = mmap(NULL, size, PROT_READ | PROT_WRITE, path ? MAP_SHARED : MAP_PRIVATE | MAP_ANONYMOUS, fd, 0);
    if (fd >= 0)
        close(fd);
    if (bytes == MAP_FAILED)
        return false;
    if (device->stick.media)
        munmap(device->stick.media, (size_t)device->stick.blocks * BLOCK_SIZE);
    device->stick.media = bytes;
    device->stick.blocks = (uint32_t)(size / BLOCK_SIZE);
    return true;
}

static void set_serial(struct mock_device *device, const char *serial)
{
    (void)snprintf(device->serial, sizeof device->serial, "%s", serial);
    device->stick.serial = strcmp(serial, "-") == 0 ? NULL : device->serial;
}

/* Obeys one line; the answer has size bytes. */
static void obey(const char *line, char *answer, size_t size)
{
    struct mock_device *device = &devices[0];
    (void)snprintf(answer, size, "ok\n");
    if (line[0] >= '1' && line[0] < '1' + (int)device_count && line[1] == ' ') {
        device = &devices[line[0] - '1'];
        line += 2;
    }
    const struct stick *stick = &device->stick;
    if (strcmp(line, "plug") == 0) {
        mock_plug(device);
    } else if (strncmp(line, "plug ", 5) == 0) {
        set_serial(device, line + 5);
        mock_plug(device);
    } else if (strcmp(line, "unplug") == 0) {
        mock_unplug(device);
    } else if (strcmp(line, "lie") == 0 || strncmp(line, "lie ", 4) == 0) {
        (void)snprintf(device->lie, sizeof device->lie, "%s", line[3] ? line + 4 : "");
    } else if (strncmp(line, "quiet ", 6) == 0) {
        device->quiet = strcmp(line + 6, "yes") == 0;
    } else if (strncmp(line, "mounted ", 8) == 0) {
        device->not_mounted = strcmp(line + 8, "no") == 0;
    } else if (strncmp(line, "held ", 5) == 0) {
        device->held = strcmp(line + 5, "yes") == 0;
    } else if (strcmp(line, "fault none") == 0) {
        memset(device->stick.faults, 0, sizeof device->stick.faults);
    } else if (strcmp(line, "count") == 0) {
        (void)snprintf(answer, size, "%u %u %u %u %u %u\n", stick->commands, stick->transfers, stick->resets,
                       stick->syncs, stick->unsynced, device->detached);
    } else if ((strncmp(line, "medium ", 7) != 0 || device->address || !set_medium(device, line + 7)) &&
               (strncmp(line, "fault ", 6) != 0 || !stick_fault_parse(&device->stick, line + 6))) {
        (void)snprintf(answer, size, "unknown\n");
    }
}

static gboolean on_line(GIOChannel *channel, GIOCondition condition, gpointer context)
{
    (void)condition;
    (void)context;
    char line[512] = "";
    char answer[128];
    const int listener = g_io_channel_unix_get_fd(channel);
    const int peer = accept(listener, NULL, NULL);
    const ssize_t got = peer < 0 ? 0 : read(peer, line, sizeof line - 1);
    if (got > 0) {
        line[got] = 0;
        line[strcspn(line, "\n")] = 0;
        g_rec_mutex_lock(&mock_lock);
        obey(line, answer, sizeof answer);
        g_rec_mutex_unlock(&mock_lock);
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
    (void)snprintf(folder, sizeof folder, "/tmp/mock-stick-XXXXXX");
    if (!mkdtemp(folder))
        mock_die("mkdtemp", NULL);
    char *path = g_build_filename(folder, "control", NULL);
    const struct sockaddr_un address = control_address(path);
    const int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (fd < 0 || bind(fd, (const struct sockaddr *)&address, sizeof address) != 0 || listen(fd, 8) != 0)
        mock_die("cannot listen", NULL);
    g_io_add_watch(g_io_channel_unix_new(fd), G_IO_IN, on_line, NULL);
    g_setenv("STICK_CONTROL", path, TRUE);
    g_free(path);
}

static void on_exit_of(GPid child, gint status, gpointer context)
{
    (void)child;
    (void)context;
    exit_code = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
    g_main_loop_quit(loop);
}

static gboolean on_term(gpointer context)
{
    (void)kill(*(const GPid *)context, SIGTERM);
    return TRUE;
}

/* A terminal sends these to the program as well. */
static gboolean on_terminal(gpointer context)
{
    (void)context;
    return TRUE;
}

static struct mock_device *start_device(size_t number)
{
    struct mock_device *device = &devices[number];
    stick_init(&device->stick, NULL, 0, BLOCK_SIZE, NULL);
    set_serial(device, "0123456789AB");
    device->port = (unsigned)number + 1;
    return device;
}

/* Returns the index of the program's name; argc for wrong usage. */
static int parse_options(int argc, char **argv, bool plugged[MOCK_STICKS])
{
    struct mock_device *device = start_device(0);
    int i = 1;
    plugged[0] = true;
    for (; i < argc && strncmp(argv[i], "--", 2) == 0; i++) {
        if (strcmp(argv[i], "--unplugged") == 0) {
            plugged[device_count - 1] = false;
        } else if (strcmp(argv[i], "--and") == 0 && device_count < MOCK_STICKS) {
            plugged[device_count] = true;
            device = start_device(device_count++);
        } else if (strcmp(argv[i], "--medium") == 0 && argv[i + 1]) {
            if (!set_medium(device, argv[++i]))
                mock_die(argv[i], NULL);
        } else if (strcmp(argv[i], "--serial") == 0 && argv[i + 1]) {
            set_serial(device, argv[++i]);
        } else if (strcmp(argv[i], "--mounted") == 0 && argv[i + 1]) {
            g_setenv("STICK_MOUNTED", device->mounted = argv[++i], TRUE);
        } else if (strcmp(argv[i], "--fault") == 0 && argv[i + 1] && stick_fault_parse(&device->stick, argv[i + 1])) {
            i++;
        } else {
            return argc;
        }
    }
    return i;
}

static void start_program(char **argv)
{
    static GPid child;
    GError *error = NULL;
    if (!g_spawn_async(NULL, argv, NULL, G_SPAWN_DO_NOT_REAP_CHILD | G_SPAWN_SEARCH_PATH | G_SPAWN_CHILD_INHERITS_STDIN,
                       NULL, NULL, &child, &error))
        mock_die(argv[0], error);
    g_child_watch_add(child, on_exit_of, NULL);
    g_unix_signal_add(SIGTERM, on_term, &child);
    g_unix_signal_add(SIGINT, on_terminal, NULL);
    g_unix_signal_add(SIGHUP, on_terminal, NULL);
}

int main(int argc, char **argv)
{
    bool plugged[MOCK_STICKS];
    if (argc == 3 && strcmp(argv[1], "--tell") == 0)
        return tell(argv[2]);
    const int program = parse_options(argc, argv, plugged);
    const char *preload = getenv("LD_PRELOAD");
    if (program >= argc || !preload || !strstr(preload, "umockdev")) {
        fprintf(stderr, "usage: umockdev-wrapper mock_stick [OPTION...] PROGRAM [ARGUMENT...]\n");
        return 2;
    }
    g_rec_mutex_init(&mock_lock);
    mock_bed_create();
    loop = g_main_loop_new(NULL, FALSE);
    listen_for_commands();
    for (size_t i = 0; i < device_count; i++) {
        if (!devices[i].stick.media && !set_medium(&devices[i], NULL))
            mock_die("no memory for the medium", NULL);
        mock_usb_create(&devices[i]);
        if (plugged[i])
            mock_plug(&devices[i]);
    }
    start_program(argv + program);
    g_main_loop_run(loop);
    for (size_t i = 0; i < device_count; i++)
        mock_unplug(&devices[i]);
    mock_bed_destroy();
    (void)unlink(getenv("STICK_CONTROL"));
    (void)rmdir(folder);
    return exit_code;
}
