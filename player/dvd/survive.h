/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Calls into libdvdnav and libdvdread, which check by assert() what a disc's tables and commands say: a disc that
 * breaks the rules would end the process.
 */
#ifndef TALLYSTICK_PLAYER_SURVIVE_H
#define TALLYSTICK_PLAYER_SURVIVE_H

#include "base/error.h"

/*
 * What the call returns; or TSB_ERR_INVALID where an assertion of a library failed in it: *assertion is its text then,
 * else NULL, and the call was left where it stood. Nothing of the library's that it used may be used again, nor freed,
 * for one of its locks may be held. Calls do not nest. Any thread. Where the system offers no way to survive, a failed
 * assertion ends the process all the same.
 */
int tsp_survive(int (*call)(void *state, tsb_error *err), void *state, const char **assertion,
                tsb_error *err) TSB_MUST_USE;

#endif
