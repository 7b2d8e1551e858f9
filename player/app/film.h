/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From the command line and an open session to what playing is told. Main thread. */
#ifndef TALLYSTICK_PLAYER_FILM_H
#define TALLYSTICK_PLAYER_FILM_H

#include "base/cancel.h"
#include "base/log.h"
#include "player/account/session.h"
#include "player/options.h"
#include "player/play/play.h"

/* Everything is borrowed. */
void tsp_film_options(tsp_play_options *play, const tsp_options *options, const tsp_session *session,
                      const tsb_cancel *cancel, const tsb_log *log);

#endif
