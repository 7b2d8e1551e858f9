/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Gathers what the screen shows, and draws it when it has changed. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include <SDL.h>

#include "player/pipeline/ticks.h"
#include "player/play/play_int.h"
#include "player/screen/theme.h"

/* What the sectors' source has to say is shown when it is news, and for as long as the film waits. */
static const char *status_text(tsp_player *player, bool buffering, uint32_t now)
{
    tsp_sectors_status status = {0};
    tsp_sectors_status_get(player->options->sectors, &status);
    if (strcmp(status.text, player->status) != 0) {
        snprintf(player->status, sizeof player->status, "%s", status.text);
        player->status_until = now + TSP_THEME_NOTICE_SHOWN;
        player->redraw = true;
        if (status.text[0]) /* Whoever it comes from has warned of it. */
            tsb_info(&player->log, "%s", status.text);
    }
    bool fresh = (int32_t)(player->status_until - now) > 0;
    if (!fresh && !buffering && player->status_shown)
        player->redraw = true;
    player->status_shown = player->status[0] && (fresh || buffering);
    return player->status_shown ? player->status : "";
}

static void write_statistics(tsp_player *player, char text[TSP_STATISTICS_SIZE])
{
    tsp_pipeline_state state;
    tsp_sectors_status status = {0};
    tsp_pipeline_state_get(player->pipeline, &state);
    tsp_sectors_status_get(player->options->sectors, &status);
    snprintf(text, TSP_STATISTICS_SIZE,
             "Pictures shown %" PRIu64 ", late %" PRIu64 "\n"
             "Video ahead %.1f s, sound %.1f s\n"
             "Chunks verified %" PRIu64 ", damaged %" PRIu64 "\n"
             "Pictures damaged %" PRIu64 "\n"
             "Complement %.1f kB, %.0f kB/s\n"
             "Disc ahead %.1f MB",
             player->frames_shown, player->frames_late, tsp_seconds(state.packets.duration),
             tsp_seconds(state.ring.duration), status.chunks_verified, status.chunks_damaged, status.pictures_damaged,
             (double)status.complement_bytes / 1e3, status.complement_rate / 1e3, (double)status.ahead * 2048 / 1e6);
}

static void show_pointer(tsp_player *player, uint32_t now)
{
    bool shown = tsp_osd_pointer(player->osd, now);
    if (shown != player->pointer_shown)
        SDL_ShowCursor(shown ? SDL_ENABLE : SDL_DISABLE);
    player->pointer_shown = shown;
}

static bool buffering(const tsp_player *player, uint32_t now)
{
    return (player->phase == TSP_PHASE_STARTING || player->phase == TSP_PHASE_BUFFERING) &&
           now - player->phase_since >= TSP_THEME_BUFFER_DELAY;
}

void tsp_player_draw(tsp_player *player)
{
    char statistics[TSP_STATISTICS_SIZE] = "";
    uint32_t now = SDL_GetTicks();
    bool waits = buffering(player, now);
    if (player->statistics)
        write_statistics(player, statistics);
    tsp_osd_view view = {
        .title = player->title,
        .name = player->options->title,
        .time = tsp_player_time(player),
        .paused = player->paused,
        .buffering = waits,
        .buffered = waits ? tsp_player_buffered(player) : 1,
        .status = status_text(player, waits, now),
        .volume = player->volume,
        .muted = player->muted,
        .has_sound = player->audio && player->title->track_count > 0,
        .track = tsp_pipeline_track(player->pipeline),
        .fullscreen = tsp_window_fullscreen(player->window),
        .speed = player->speed,
        .statistics = player->statistics ? statistics : NULL,
    };
    show_pointer(player, now);
    tsp_player_update_subtitles(player);
    if (waits != player->buffering_shown)
        player->redraw = true;
    if (!player->redraw && !tsp_osd_moving(player->osd, &view, now))
        return;
    int width = 0;
    int height = 0;
    player->redraw = false;
    player->buffering_shown = waits;
    tsp_window_size(player->window, &width, &height);
    tsp_window_clear(player->window);
    tsp_picture_draw(&player->picture, width, height);
    SDL_Rect place = tsp_picture_place(&player->picture, width, height);
    tsp_overlay_draw(player->overlay, &place);
    tsp_osd_draw(player->osd, &view, width, height, now);
    tsp_window_present(player->window);
}
