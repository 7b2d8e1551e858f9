/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The player as a person meets it: the first screen, opening a film and what that asks, playing, and what goes wrong,
 * in one window from beginning to end. Main thread.
 */
#ifndef TALLYSTICK_PLAYER_APP_H
#define TALLYSTICK_PLAYER_APP_H

#include "base/cancel.h"
#include "base/log.h"
#include "player/options.h"

/* Runs until the person is done, or cancel fires; the process's exit code: 1 when the last that happened was a failure
 * that nobody saw to. Everything is borrowed. */
int tsp_app_run(const tsp_options *options, const tsb_cancel *cancel, const tsb_log *log);

#endif
