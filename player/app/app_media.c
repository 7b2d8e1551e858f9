/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "player/app/app_int.h"

static void answer(tsp_app *app, const tsp_mpris_request *request)
{
    switch (request->what) {
    case TSP_MPRIS_RAISE:
        tsp_window_raise(app->window);
        break;
    case TSP_MPRIS_QUIT:
        app->leave = TSP_LEAVE_QUIT;
        break;
    case TSP_MPRIS_FULLSCREEN:
        tsp_window_set_fullscreen(app->window, request->value > 0);
        tsp_ui_touch(app->ui);
        break;
    case TSP_MPRIS_PLAY:
    case TSP_MPRIS_PAUSE:
    case TSP_MPRIS_PLAY_PAUSE:
    case TSP_MPRIS_STOP:
    case TSP_MPRIS_NEXT:
    case TSP_MPRIS_PREVIOUS:
    case TSP_MPRIS_SEEK:
    case TSP_MPRIS_GO:
    case TSP_MPRIS_VOLUME:
    case TSP_MPRIS_RATE:
        break; /* There is no film. */
    }
}

void tsp_app_update_media(tsp_app *app)
{
    tsp_mpris_request request;
    tsp_mpris_state state = {.stopped = true, .volume = 1, .rate = 1};
    while (app->leave == TSP_LEAVE_NOT && tsp_mpris_take(app->media, &request))
        answer(app, &request);
    state.fullscreen = tsp_window_fullscreen(app->window);
    tsp_mpris_tell(app->media, &state);
}
