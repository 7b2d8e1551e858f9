/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "player/play/play.h"

void tsp_play_options_init(tsp_play_options *options)
{
    *options = (tsp_play_options){.volume = 100, .views_left = -1, .display_sync = true, .stop_screensaver = true};
}
