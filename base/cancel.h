/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A cancel object: fired once from any thread, seen by every blocking job
 * that was given it, either by asking or by polling its descriptor.
 */
#ifndef TALLYSTICK_BASE_CANCEL_H
#define TALLYSTICK_BASE_CANCEL_H

#include <stdbool.h>

#include "base/error.h"

typedef struct tsb_cancel tsb_cancel;

int tsb_cancel_create(tsb_cancel **out, tsb_error *err);
void tsb_cancel_destroy(tsb_cancel **cancel);

/* Any thread; async-signal-safe. */
void tsb_cancel_fire(tsb_cancel *cancel);

/* Makes a fired object usable again; only while no job uses it. */
void tsb_cancel_reset(tsb_cancel *cancel);

/* Any thread. NULL is never fired. */
bool tsb_cancel_fired(const tsb_cancel *cancel);

/* Becomes readable when fired (usable with poll, or with curl's extra
 * descriptors); -1 for NULL. Never read from it. */
int tsb_cancel_descriptor(const tsb_cancel *cancel);

/* Sleeps for up to milliseconds; returns TSB_ERR_CANCELLED at once when fired. */
int tsb_cancel_sleep(const tsb_cancel *cancel, unsigned milliseconds);

#endif
