/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Brings pictures to the screen at their moments, and keeps account of how well that goes. */
#include "base/clock.h"
#include "player/dvd/ticks.h"
#include "player/play/play_int.h"

void tsp_player_meet_display(tsp_player *player)
{
    tsp_pacing_init(&player->pacing, tsp_window_paced(player->window) ? tsp_window_refresh(player->window) : 0);
    tsp_display_lock_init(&player->lock);
}

int64_t tsp_player_due_of_next(tsp_player *player)
{
    uint64_t now = tsp_clock_now();
    int64_t left = player->next->pts - tsp_clock_get(&player->clock, now);
    return (int64_t)now + (int64_t)((double)left * (1e9 / (double)TSP_SECOND) / player->speed);
}

int64_t tsp_player_time_to_next(tsp_player *player)
{
    return tsp_pacing_wait(&player->pacing, tsp_player_due_of_next(player), (int64_t)tsp_clock_now());
}

bool tsp_player_next_overdue(tsp_player *player)
{
    return tsp_pacing_moment(&player->pacing, tsp_player_due_of_next(player)) <= (int64_t)tsp_clock_now();
}

void tsp_player_await_moment(tsp_player *player, uint64_t begun)
{
    if (!player->due)
        return;
    tsp_pacing_drawn(&player->pacing, (int64_t)(tsp_clock_now() - begun));
    player->slot = tsp_pacing_slot(&player->pacing, player->due);
    int64_t moment = tsp_pacing_moment(&player->pacing, player->due);
    tsb_clock_sleep_until(moment > 0 ? (uint64_t)moment : 0);
}

/* How far the picture is from the sound, smoothed, as screens have steps of their own. */
static void note_offset(tsp_player *player, uint64_t now)
{
    int64_t clock = tsp_clock_get(&player->clock, now);
    int64_t sound = player->audio ? tsp_audio_offset(player->audio) : 0;
    player->av_offset += (tsp_seconds(player->position - clock - sound) - player->av_offset) / 8;
}

/*
 * Who leads: the display, where it makes us wait for its refreshes and the film's pictures fit them, so that each stays
 * for a whole number of them, and the sound follows; else the sound, whose samples are then left as they are.
 */
static void choose_leader(tsp_player *player, int64_t appeared, uint64_t now)
{
    double duration = tsp_seconds(player->shown_end - player->position) * 1e9 / player->speed;
    double period = player->options->display_sync ? tsp_pacing_period(&player->pacing) : 0;
    double shift = 0;
    tsp_pacing_want_all(&player->pacing,
                        player->options->display_sync && tsp_display_lock_may(duration, player->pacing.nominal));
    bool was = player->lock.locked;
    if (tsp_display_lock_picture(&player->lock, duration, period))
        shift = tsp_display_lock_shift((double)player->due, (double)appeared, period) * ((double)TSP_SECOND / 1e9);
    if (was != player->lock.locked)
        tsb_debug(&player->log, "%s leads; the display's refreshes are %.4f ms apart",
                  was ? "the sound" : "the display", period / 1e6);
    double pace = player->lock.locked ? player->lock.pace : 0;
    tsp_clock_lead(&player->clock, pace, shift * player->speed, now);
    if (player->audio)
        tsp_audio_follow(player->audio, pace);
}

void tsp_player_presented(tsp_player *player)
{
    uint64_t now = tsp_clock_now();
    /* While it stands, it is drawn at any time. */
    if (player->phase == TSP_PHASE_PLAYING && !player->paused)
        tsp_pacing_presented(&player->pacing, (int64_t)now);
    if (!player->due)
        return;
    int64_t appeared = tsp_pacing_shown(&player->pacing, player->due, player->slot, (int64_t)now);
    note_offset(player, now);
    choose_leader(player, appeared, now);
    player->due = 0;
}
