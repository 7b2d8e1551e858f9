/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the computer has. */
#ifndef TALLYSTICK_BASE_SYSTEM_H
#define TALLYSTICK_BASE_SYSTEM_H

/* Processors that can be used, at least 1. Any thread. */
unsigned tsb_processors(void);

#endif
