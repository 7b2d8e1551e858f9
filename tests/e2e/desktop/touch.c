/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * touch SOCKET : a finger on the touch screen of an X server's driver "inputtest" (see its manual page). For each line
 * on stdin, "TIMES X Y [X Y]...", it is put down at the first place, moved to the others and taken away, so many times;
 * places are shares of the screen in thousandths. Says "done" when the server has taken all of it. The driver knows one
 * such program in its life.
 */
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

#define PLACES    32
#define VALUATORS 64
#define AXIS_MAX  65535.0

enum { CLIENT_VERSION, WAIT_FOR_SYNC, TOUCH = 6 };
enum { BEGIN = 18, UPDATE, END }; /* as XInput 2 has them */

/* As the driver reads them: xf86-input-inputtest-protocol.h, version 1.1. */
struct header {
    uint32_t length;
    uint32_t type;
};

struct version {
    struct header header;
    uint16_t major;
    uint16_t minor;
};

struct touch {
    struct header header;
    uint32_t finger;
    uint32_t what;
    uint32_t unaccelerated;
    uint8_t mask[VALUATORS / 8];
    double values[VALUATORS];
    double other_values[VALUATORS];
};

struct place {
    double x;
    double y;
};

static bool give(int connection, const void *message, size_t size)
{
    return write(connection, message, size) == (ssize_t)size;
}

/* An answer, whatever it says. */
static bool hear(int connection)
{
    char rest[64];
    struct header header = {0};
    if (read(connection, &header, sizeof header) != sizeof header || header.length < sizeof header ||
        header.length - sizeof header > sizeof rest)
        return false;
    size_t size = header.length - sizeof header;
    return size == 0 || read(connection, rest, size) == (ssize_t)size;
}

static bool touch(int connection, uint32_t what, struct place place)
{
    struct touch message = {.header = {sizeof message, TOUCH}, .what = what, .mask = {3}};
    const struct header sync = {sizeof sync, WAIT_FOR_SYNC};
    const struct timespec moment = {.tv_nsec = 20000000};
    message.values[0] = place.x / 1000 * AXIS_MAX;
    message.values[1] = place.y / 1000 * AXIS_MAX;
    bool done = give(connection, &message, sizeof message) && give(connection, &sync, sizeof sync) && hear(connection);
    nanosleep(&moment, NULL);
    return done;
}

static bool tap(int connection, const struct place *places, int count)
{
    bool done = touch(connection, BEGIN, places[0]);
    for (int i = 1; i < count && done; i++)
        done = touch(connection, UPDATE, places[i]);
    return done && touch(connection, END, places[count - 1]);
}

static int reach(const char *path)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    const struct version version = {.header = {sizeof version, CLIENT_VERSION}, .major = 1, .minor = 1};
    int connection = socket(AF_UNIX, SOCK_STREAM, 0);
    if (strlen(path) >= sizeof address.sun_path)
        return -1;
    strcpy(address.sun_path, path);
    if (connect(connection, (const struct sockaddr *)&address, sizeof address) != 0 ||
        !give(connection, &version, sizeof version) || !hear(connection))
        return -1;
    return connection;
}

/* False: that is no such line, or the server is gone. */
static bool obey(int connection, char *line)
{
    struct place places[PLACES];
    int count = 0;
    char *rest = line;
    char *end = NULL;
    long times = strtol(rest, &rest, 10);
    for (;; count++) {
        double x = strtod(rest, &end);
        if (end == rest || count == PLACES)
            break;
        places[count].x = x;
        places[count].y = strtod(end, &rest);
    }
    bool done = count > 0 && times > 0;
    for (; done && times > 0; times--)
        done = tap(connection, places, count);
    return done;
}

int main(int argc, char **argv)
{
    char line[1024];
    if (argc != 2) {
        fputs("usage: touch SOCKET\n", stderr);
        return 2;
    }
    int connection = reach(argv[1]);
    bool done = connection >= 0;
    while (done && fgets(line, sizeof line, stdin)) {
        done = obey(connection, line);
        puts(done ? "done" : "not done");
        fflush(stdout);
    }
    if (!done)
        fputs("touch: the X server does not take it\n", stderr);
    return done ? 0 : 1;
}
