/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The player's commands. Each returns the process's exit code. */
#ifndef TALLYSTICK_PLAYER_CMD_H
#define TALLYSTICK_PLAYER_CMD_H

#include "base/cancel.h"
#include "base/log.h"
#include "player/options.h"

enum { TSP_EXIT_DONE = 0, TSP_EXIT_FAILED = 1, TSP_EXIT_USAGE = 2 };

int tsp_cmd_play(const tsp_options *options, const tsb_cancel *cancel, const tsb_log *log);
int tsp_cmd_verify(const tsp_options *options, const tsb_cancel *cancel, const tsb_log *log);
int tsp_cmd_token_write(const tsp_options *options, const tsb_cancel *cancel, const tsb_log *log);
int tsp_cmd_token_return(const tsp_options *options, const tsb_cancel *cancel, const tsb_log *log);
int tsp_cmd_device_list(const tsp_options *options, const tsb_cancel *cancel, const tsb_log *log);
int tsp_cmd_device_remove(const tsp_options *options, const tsb_cancel *cancel, const tsb_log *log);
int tsp_cmd_token_list(const tsp_options *options, const tsb_cancel *cancel, const tsb_log *log);

#endif
