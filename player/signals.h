/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Ctrl-C and its like fire a cancel object; the second one ends the process. */
#ifndef TALLYSTICK_PLAYER_SIGNALS_H
#define TALLYSTICK_PLAYER_SIGNALS_H

#include "base/cancel.h"

/* Call once. cancel must outlive the process's work. */
void tsp_signals_install(tsb_cancel *cancel);

#endif
