/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Watches connections for requests that do not arrive in time. The HTTP
 * library's own timeout begins again with each byte, so a peer that sends one byte now and
 * then would hold its connection for ever; here a request has a deadline as a whole.
 */
#ifndef TALLYSTICK_SERVER_HTTP_WATCH_H
#define TALLYSTICK_SERVER_HTTP_WATCH_H

#include <stdatomic.h>

#include "base/error.h"

typedef struct tsv_watch tsv_watch;     /* all connections */
typedef struct tsv_watched tsv_watched; /* one */

/* cut counts the connections that were cut; borrowed. Starts a thread. */
int tsv_watch_create(tsv_watch **out, atomic_uint_fast64_t *cut, tsb_error *err) TSB_MUST_USE;
/* After all connections are removed. */
void tsv_watch_destroy(tsv_watch **watch);

/* NULL when memory is out: such a connection is not watched. Until remove, descriptor must stay open. */
tsv_watched *tsv_watch_add(tsv_watch *watch, int descriptor, unsigned seconds);
void tsv_watch_remove(tsv_watch *watch, tsv_watched *watched);
/* Sets the deadline anew; 0 seconds: none. watched may be NULL. */
void tsv_watch_set(tsv_watch *watch, tsv_watched *watched, unsigned seconds);
/* Connections now. */
unsigned tsv_watch_count(tsv_watch *watch);

#endif
