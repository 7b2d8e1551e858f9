/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "player/play/play.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include <SDL.h>

#include "player/desktop/config.h"
#include "player/dvd/ticks.h"
#include "player/play/play_int.h"
#include "player/screen/theme.h"

/* A wait for events must end now and then, to see whether the whole is cancelled. */
#define WAIT_MAX 50u

/* A film without sound is better than none: that there is no device is said, and no more. */
static void open_audio(tsp_player *player)
{
    tsb_error *err = &player->no_sound;
    if (player->options->no_audio)
        return;
    if (SDL_InitSubSystem(SDL_INIT_AUDIO))
        tsb_fail(err, TSB_ERR_UNSUPPORTED, "There is no sound: %s", SDL_GetError());
    else if (tsp_audio_open(&player->audio, &player->clock, &player->log, err) == 0)
        tsp_audio_set_volume(player->audio, player->volume, player->muted);
    if (err->code)
        tsb_warn(&player->log, "%s", err->text);
}

static int open_pipeline(tsp_player *player, tsb_error *err)
{
    tsp_pipeline_options options = {
        .title = player->options->disc_title,
        .angle = player->options->angle,
        .menu = player->options->menu,
        .path = player->options->path,
        .navigator = player->options->navigator,
        .presence = player->options->presence,
        .sectors = player->options->sectors,
        .ring = player->audio ? tsp_audio_ring(player->audio) : NULL,
        .start = tsp_ticks(player->options->start),
        .track = player->options->audio > 0 ? (unsigned)player->options->audio - 1 : 0,
        .language = player->options->audio > 0 ? NULL : player->options->audio_language,
        .subtitle = player->options->subtitle,
        .subtitle_language = player->options->subtitle_language,
        .cancel = player->options->cancel,
        .log = player->options->log,
    };
    int result = tsp_pipeline_create(&player->pipeline, &options, err);
    if (result)
        return result;
    player->title = tsp_pipeline_title(player->pipeline);
    player->film = player->title;
    player->film_position = options.start;
    player->left_at = options.start;
    player->start = options.start;
    player->position = options.start;
    return 0;
}

static int open_screen(tsp_player *player, tsb_error *err)
{
    int result = tsp_osd_create(&player->osd, tsp_window_widgets(player->window), err);
    if (!result)
        result = tsp_player_open_subtitles(player, err);
    if (result)
        return result;
    tsp_window_set_name(player->window, player->options->title);
    tsp_picture_init(&player->picture, tsp_window_renderer(player->window));
    tsp_player_meet_display(player);
    SDL_StartTextInput();
    const char *notice = player->options->notice ? player->options->notice : "";
    if (notice[0] || player->no_sound.code)
        tsp_osd_message(player->osd, SDL_GetTicks(), TSP_THEME_NOTICE_SHOWN, "%s%s%s", notice,
                        notice[0] && player->no_sound.code ? ". " : "", player->no_sound.text);
    return 0;
}

static void handle_events(tsp_player *player)
{
    SDL_Event event;
    unsigned wait = tsp_player_rest(player);
    if (!SDL_WaitEventTimeout(&event, (int)(wait < WAIT_MAX ? wait : WAIT_MAX)))
        return;
    do
        tsp_player_event(player, &event);
    while (!player->quit && SDL_PollEvent(&event));
}

static int run(tsp_player *player, tsb_error *err)
{
    player->phase_since = SDL_GetTicks();
    player->redraw = true;
    player->pointer_shown = true;
    while (!player->quit && player->phase != TSP_PHASE_ENDED && !tsb_cancel_fired(player->options->cancel)) {
        tsp_player_update(player);
        tsp_player_update_disc(player);
        /* What was read before the failure is still shown. */
        if (player->frames_ended && !player->next && tsp_pipeline_failure(player->pipeline, err))
            return err ? err->code : TSB_ERR_IO;
        tsp_player_draw(player);
        tsp_player_update_media(player);
        handle_events(player);
    }
    return 0;
}

static void fill_result(tsp_player *player, tsp_play_result *result)
{
    if (!result)
        return;
    *result = (tsp_play_result){
        .outcome = player->phase == TSP_PHASE_ENDED && player->title == player->film ? TSP_PLAY_ENDED : player->outcome,
        .volume = player->volume,
        .frames_shown = player->frames_shown,
        .frames_late = player->frames_late,
    };
    tsb_debug(
        &player->log, "%" PRIu64 " pictures shown, %" PRIu64 " late, %" PRIu64 " refreshes missed, %.2f ms uneven",
        player->frames_shown, player->frames_late, player->pacing.missed, tsp_pacing_jitter(&player->pacing) * 1000);
    memcpy(result->dropped, player->dropped, sizeof result->dropped);
    if (!player->title)
        return;
    int64_t position = player->title == player->film ? tsp_player_time(player) : player->film_position;
    result->position_ms = (uint64_t)(position / (TSP_SECOND / 1000));
    result->duration_ms = (uint64_t)(player->film->duration / (TSP_SECOND / 1000));
}

static void close_all(tsp_player *player)
{
    av_frame_free(&player->next);
    tsp_player_stop(player);
    tsp_pipeline_destroy(&player->pipeline);
    tsp_audio_close(&player->audio);
    /* Without sound there is nothing to quit, and to quit more than was begun takes SDL's events away. */
    if (SDL_WasInit(SDL_INIT_AUDIO))
        SDL_QuitSubSystem(SDL_INIT_AUDIO);
    tsp_osd_destroy(&player->osd);
    tsp_player_close_subtitles(player);
    tsp_picture_finish(&player->picture);
}

static int play(tsp_player *player, tsp_play_result *result, tsb_error *err)
{
    int code = 0;
    open_audio(player);
    code = open_pipeline(player, err);
    if (code == TSB_ERR_CANCELLED && tsb_cancel_fired(player->options->cancel)) {
        tsb_error_clear(err);
        code = 0;
        player->quit = true;
    }
    if (!code && !player->quit)
        code = open_screen(player, err);
    if (!code && !player->quit)
        code = run(player, err);
    fill_result(player, result);
    close_all(player);
    return code;
}

int tsp_play(const tsp_play_options *options, tsp_window *window, tsp_play_result *result, tsb_error *err)
{
    tsp_player player = {
        .options = options,
        .window = window,
        .log = tsb_log_named(options->log, "play"),
        .volume = options->volume < 0                ? 0
                  : options->volume > TSP_VOLUME_MAX ? TSP_VOLUME_MAX
                                                     : options->volume,
        .muted = options->muted,
        .speed = 1,
        .still = TSP_NO_TIME,
    };
    if (result)
        *result = (tsp_play_result){0};
    if (tsp_clock_init(&player.clock))
        return tsb_fail(err, TSB_ERR_INTERNAL, "The clock cannot be made");
    int code = play(&player, result, err);
    tsp_clock_finish(&player.clock);
    return code;
}
