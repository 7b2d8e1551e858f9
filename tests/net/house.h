/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A real server in a folder of its own: a short film made on the spot, mastered and ingested by the server's own
 * commands; users, copies; and the program, started and stopped as often as a test likes.
 */
#ifndef TALLYSTICK_TESTS_NET_HOUSE_H
#define TALLYSTICK_TESTS_NET_HOUSE_H

#include <check.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "base/buffer.h"
#include "net/client.h"

#define HOUSE_PASSWORD "correct horse"

typedef struct house {
    char folder[256];
    char bin[256]; /* tallystick-server */
    tss_id title;
    tss_id distributor;
    pid_t server;
    uint16_t port;
    const char *scheme;
} house;

/* Runs tests with one house, where, built before the first and gone after the last; main's result: 77, for
 * skipped, when there is no ffmpeg to make the film with. Users: ann, bob, qa (QA). */
int house_suite(const char *name, const TTest *const *tests, size_t count, house *where, unsigned film_seconds);

/* Runs tallystick-server with these arguments and --data; its first line of output. Fails the test unless it exits
 * with 0. */
void house_run(const house *where, char line[256], const char *format, ...) __attribute__((format(printf, 3, 4)));
/* Its exit code; output is thrown away. */
int house_try(const house *where, const char *format, ...) __attribute__((format(printf, 2, 3)));

tss_id house_copy(const house *where, const char *user, unsigned views);

/* Starts serving on the port it had, or on any; options come behind. Returns when it accepts connections. */
void house_open(house *where, const char *options);
/* The same on any port, without options; and its end in order, which must be one. */
void house_begin(house *where);
void house_end(house *where);
/* Sends the signal and waits; the exit code, or -1 when the signal ended it. */
int house_close(house *where, int signal);

/* A client for device number device, signed in as user. */
tsn_client *house_client(const house *where, const char *user, uint8_t device);
/* One not signed in. ca_file may be NULL. */
tsn_client *house_stranger(const house *where, uint8_t device, const char *ca_file);

/* A connection of its own. */
int house_connect(uint16_t port);
/* Sends the text, reads until the server closes; status code, 0 when there was none. */
int house_raw(uint16_t port, tsb_buffer *reply, const char *format, ...) __attribute__((format(printf, 3, 4)));

#endif
