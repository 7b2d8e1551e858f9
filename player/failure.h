/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a command says at the terminal when it fails. */
#ifndef TALLYSTICK_PLAYER_FAILURE_H
#define TALLYSTICK_PLAYER_FAILURE_H

#include "base/error.h"

/* One line on standard error: the cause, and the hint with its options. */
void tsp_failure_tell(const tsb_error *err);

#endif
