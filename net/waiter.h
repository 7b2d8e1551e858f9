/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sleeping that cancel objects end, on all systems alike. Inside net/ only. */
#ifndef TALLYSTICK_NET_WAITER_H
#define TALLYSTICK_NET_WAITER_H

#include "base/cancel.h"
#include "base/error.h"

typedef struct tsn_waiter tsn_waiter;

/* After a transport was created, which starts the network library. */
int tsn_waiter_create(tsn_waiter **out, tsb_error *err) TSB_MUST_USE;
void tsn_waiter_destroy(tsn_waiter **waiter);

/* Sleeps until one of the two cancels (NULL is fine) is fired, or the time is up. Any thread, but one at a time for a
 * waiter. */
void tsn_waiter_wait(tsn_waiter *waiter, const tsb_cancel *a, const tsb_cancel *b, unsigned milliseconds);

#endif
