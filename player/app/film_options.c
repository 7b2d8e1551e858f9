/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "player/app/film.h"

#include "player/settings.h"

void tsp_film_options(tsp_play_options *play, const tsp_options *options, const tsp_session *session,
                      const tsb_cancel *cancel, const tsb_log *log)
{
    tsp_play_options_init(play);
    play->path = tsp_session_path(session);
    play->presence = tsp_session_presence(session);
    play->sectors = tsp_session_sectors(session);
    play->title = tsp_session_manifest(session)->title;
    play->views_left = (int)tsp_session_views_left(session);
    play->disc_title = options->title;
    play->angle = options->angle;
    play->menu = options->menu;
    play->no_audio = options->no_audio;
    play->start = options->start >= 0 ? options->start : (double)tsp_session_position(session) / 1000;
    play->audio = options->audio;
    tsp_settings_play(options, play);
    play->cancel = cancel;
    play->log = log;
}
