/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A server that does what a test tells it, byte for byte: breaks off, stalls, lies. It knows just enough
 * HTTP/1.1 to find where a request ends.
 */
#ifndef TALLYSTICK_TESTS_NET_PEER_H
#define TALLYSTICK_TESTS_NET_PEER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct peer peer;

/* Answers one request on descriptor; request is its head, as a string. False: close the connection. Called from the
 * connection's own thread. */
typedef bool peer_answer(void *context, int descriptor, const char *request);

/* port 0 picks one. Aborts the test program when the system refuses. */
peer *peer_start(uint16_t port, peer_answer *answer, void *context);
uint16_t peer_port(const peer *server);
/* Closes all connections, ends all threads. */
void peer_stop(peer **server);

/* For answers: false when the other side is gone. */
bool peer_send(int descriptor, const void *bytes, size_t size);
bool peer_print(int descriptor, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* A whole reply with a JSON body. */
bool peer_json(int descriptor, int status, const char *fields, const char *body);
/* Never answers: returns when either side closes. */
bool peer_hang(int descriptor);

#endif
