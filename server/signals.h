/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Interrupting and ending the program. */
#ifndef TALLYSTICK_SERVER_SIGNALS_H
#define TALLYSTICK_SERVER_SIGNALS_H

#include "base/cancel.h"
#include "base/error.h"

/*
 * From now on SIGINT, SIGTERM and SIGHUP fire cancel, which must live as long as the
 * process; writing to a closed pipe or over a file size limit gives an error instead of a signal.
 */
int tsv_signals_catch(tsb_cancel *cancel, tsb_error *err) TSB_MUST_USE;

#endif
