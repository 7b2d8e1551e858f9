/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the desktop's media controls are told, and what they ask for. */
#include <stdio.h>

#include "base/text.h"
#include "player/dvd/ticks.h"
#include "player/play/play_int.h"

#define MICROSECONDS 1000000

static int64_t microseconds(int64_t ticks)
{
    return (int64_t)(tsp_seconds(ticks) * MICROSECONDS);
}

static void tell(tsp_player *player)
{
    bool menu = tsp_player_in_menu(player);
    tsp_mpris_state state = {
        .paused = player->paused,
        .fullscreen = tsp_window_fullscreen(player->window),
        .seekable = !menu,
        .volume = player->muted ? 0 : player->volume / 100.0,
        .rate = player->speed,
        .position = menu ? 0 : microseconds(tsp_player_time(player)),
        .length = menu ? 0 : microseconds(player->title->duration),
    };
    snprintf(state.title, sizeof state.title, "%s", player->options->title ? player->options->title : "Tallystick");
    tsb_text_scrub(state.title);
    tsp_mpris_tell(player->options->media, &state);
}

static void answer(tsp_player *player, const tsp_mpris_request *request)
{
    switch (request->what) {
    case TSP_MPRIS_PLAY:
    case TSP_MPRIS_PAUSE:
        if (player->paused != (request->what == TSP_MPRIS_PAUSE))
            tsp_player_act(player, TSP_ACTION_PAUSE, 0);
        break;
    case TSP_MPRIS_PLAY_PAUSE:
        tsp_player_act(player, TSP_ACTION_PAUSE, 0);
        break;
    case TSP_MPRIS_STOP:
        tsp_player_act(player, player->options->home ? TSP_ACTION_BACK : TSP_ACTION_QUIT, 0);
        break;
    case TSP_MPRIS_NEXT:
    case TSP_MPRIS_PREVIOUS:
        tsp_player_act(player, TSP_ACTION_CHAPTER, request->what == TSP_MPRIS_NEXT ? 1 : -1);
        break;
    case TSP_MPRIS_SEEK:
        tsp_player_act(player, TSP_ACTION_SEEK, request->value / MICROSECONDS);
        break;
    case TSP_MPRIS_GO:
        tsp_player_seek(player, tsp_ticks(request->value / MICROSECONDS));
        break;
    case TSP_MPRIS_VOLUME:
        tsp_player_set_volume(player, (int)(request->value * 100 + 0.5));
        break;
    case TSP_MPRIS_RATE:
        tsp_player_act(player, TSP_ACTION_SPEED, request->value / player->speed);
        break;
    case TSP_MPRIS_FULLSCREEN:
        if (tsp_window_fullscreen(player->window) != (request->value > 0))
            tsp_player_act(player, TSP_ACTION_FULLSCREEN, 0);
        break;
    case TSP_MPRIS_RAISE:
        tsp_window_raise(player->window);
        break;
    case TSP_MPRIS_QUIT:
        tsp_player_act(player, TSP_ACTION_QUIT, 0);
        break;
    }
}

void tsp_player_update_media(tsp_player *player)
{
    tsp_mpris_request request;
    if (!player->options->media)
        return;
    while (!player->quit && tsp_mpris_take(player->options->media, &request))
        answer(player, &request);
    tell(player);
}
