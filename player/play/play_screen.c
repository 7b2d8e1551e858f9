/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Gathers what the screen shows, and draws it when it has changed. */
#include <SDL.h>

#include "player/dvd/title_sectors.h"
#include "player/play/play_int.h"

static void show_pointer(tsp_player *player, uint32_t now)
{
    bool shown = tsp_osd_pointer(player->osd, now);
    if (shown != player->pointer_shown)
        SDL_ShowCursor(shown ? SDL_ENABLE : SDL_DISABLE);
    player->pointer_shown = shown;
}

/* Up to where the film can be played with what is here: the disc is at hand, the complement is what comes from afar. */
static int64_t ready_time(const tsp_player *player, const tsp_sectors_status *status)
{
    uint32_t sector = status->complement_to > 0 ? status->complement_to : status->position + status->ahead;
    return tsp_title_time_of(player->title, sector);
}

static void fill_view(tsp_player *player, const tsp_sectors_status *status, uint32_t now, tsp_osd_view *view)
{
    *view = (tsp_osd_view){
        .title = player->title,
        .name = player->options->title,
        .scale = tsp_window_scale(player->window),
        .time = tsp_player_time(player),
        .ready = ready_time(player, status),
        .paused = player->paused,
        .status = tsp_player_status(player, status, now),
        .views_left = player->options->views_left,
        .volume = player->volume,
        .muted = player->muted,
        .fullscreen = tsp_window_fullscreen(player->window),
        .speed = player->speed,
    };
    for (int part = TSP_OSD_BAR; part < TSP_OSD_PARTS; part++)
        view->has[part] = tsp_player_has(player, (enum tsp_osd_part)part);
}

static void draw(tsp_player *player, const tsp_osd_view *view, uint32_t now)
{
    int width = 0;
    int height = 0;
    uint64_t begun = tsp_clock_now();
    player->redraw = false;
    tsp_window_size(player->window, &width, &height);
    tsp_window_clear(player->window);
    tsp_picture_draw(&player->picture, width, height);
    SDL_Rect place = tsp_picture_place(&player->picture, width, height);
    int bottom = tsp_player_in_menu(player) ? height : tsp_osd_bottom(player->osd, view, height, now);
    tsp_overlay_draw(player->overlay, &place, bottom);
    tsp_osd_draw(player->osd, view, width, height, now);
    tsp_window_flush(player->window);
    tsp_player_await_moment(player, begun);
    tsp_window_present(player->window);
    tsp_player_presented(player);
}

void tsp_player_draw(tsp_player *player)
{
    tsp_osd_view view;
    tsp_osd_panel panel;
    tsp_osd_row rows[TSP_STATISTICS_ROWS];
    tsp_sectors_status status = {0};
    uint32_t now = SDL_GetTicks();
    tsp_sectors_status_get(player->options->sectors, &status);
    fill_view(player, &status, now, &view);
    if (tsp_player_panel(player, &status, now, &panel))
        view.panel = &panel;
    show_pointer(player, now);
    tsp_player_update_subtitles(player);
    player->moving = tsp_osd_moving(player->osd, &view, now);
    if (!player->redraw && !player->moving)
        return;
    if (player->statistics) {
        view.statistics_count = tsp_player_statistics(player, &status, rows);
        view.statistics = rows;
    }
    draw(player, &view, now);
}
