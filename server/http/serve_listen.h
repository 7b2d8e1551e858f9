/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Listening addresses. */
#ifndef TALLYSTICK_SERVER_SERVE_LISTEN_H
#define TALLYSTICK_SERVER_SERVE_LISTEN_H

#include <stdbool.h>
#include <stdint.h>

#include "base/error.h"

typedef struct tsv_listen {
    char host[256]; /* without brackets */
    char port[8];
    bool loopback;
} tsv_listen;

/* Takes HOST:PORT or [IPv6]:PORT apart; NULL is 127.0.0.1:8420. TSB_ERR_INVALID says how to write it. */
int tsv_listen_parse(tsv_listen *out, const char *text, tsb_error *err) TSB_MUST_USE;

/* Opens a listening socket, not blocking; port receives the one it got. */
int tsv_listen_open(const tsv_listen *where, int *listener, uint16_t *port, tsb_error *err) TSB_MUST_USE;

/* Has writes to a closed connection fail, in place of ending the process. */
void tsv_listen_ignore_sigpipe(void);

#endif
