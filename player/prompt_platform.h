/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What differs between systems in asking: prompt_posix.c, prompt_win32.c; with what of prompt.h they have. */
#ifndef TALLYSTICK_PLAYER_PROMPT_PLATFORM_H
#define TALLYSTICK_PLAYER_PROMPT_PLATFORM_H

#include "player/prompt.h"

/* Reads one byte: 1, 0 at the end, or a tsb_code; TSB_ERR_CANCELLED when a signal came. */
int tsp_prompt_byte(int descriptor, char *byte, tsb_error *err) TSB_MUST_USE;

#endif
