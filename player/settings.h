/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The configuration's files joined to the command line, which wins. */
#ifndef TALLYSTICK_PLAYER_SETTINGS_H
#define TALLYSTICK_PLAYER_SETTINGS_H

#include "base/error.h"
#include "base/log.h"
#include "player/options.h"
#include "player/play/play.h"

/*
 * Reads tallystick.conf and keys.conf, and fills in what the command line has left open; a volume that they leave open,
 * too, is that of before (player/desktop/volume_kept.h). What cannot be used of them is
 * warned of; an error is only when a file cannot be read at all, or the one named by --config is not there.
 */
int tsp_settings_load(tsp_options *options, const tsb_log *log, tsb_error *err) TSB_MUST_USE;
/* What playing takes from them; strings and keys are borrowed from options. */
void tsp_settings_play(const tsp_options *options, tsp_play_options *play);
void tsp_settings_finish(tsp_options *options);

#endif
