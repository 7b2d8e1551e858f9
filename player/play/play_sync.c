/* SPDX-License-Identifier: GPL-3.0-or-later */
/* When which picture is shown, and when playing waits for what is late. */
#include <SDL.h>

#include "player/pipeline/ticks.h"
#include "player/play/play_int.h"

/* Sound that must be there before playing starts, and before it goes on after running out. */
#define SOUND_TO_START  (TSP_SECOND / 10)
#define SOUND_TO_RESUME (TSP_SECOND / 2)
/* Packets that must be there, too, to go on, lest it runs out again at once. */
#define PACKETS_TO_RESUME (TSP_SECOND / 2)
/* A picture that much late, with none behind it, means that they ran out. */
#define STARVED (TSP_SECOND / 8)
/* Sound that does not come to its end by then never will: its device is gone. */
#define SOUND_GIVEN_UP (2 * TSP_SECOND)
#define IDLE_WAIT      100u
#define BUSY_WAIT      10u

static void enter(tsp_player *player, enum tsp_phase phase)
{
    player->phase = phase;
    player->phase_since = SDL_GetTicks();
}

/* Clock and sound card run together or stand together. */
static void set_running(tsp_player *player, bool running)
{
    tsp_clock_run(&player->clock, running, tsp_clock_now());
    if (player->audio)
        tsp_audio_run(player->audio, running);
    if (running == player->screensaver)
        return;
    player->screensaver = running;
    if (running)
        SDL_DisableScreenSaver();
    else
        SDL_EnableScreenSaver();
}

void tsp_player_seek(tsp_player *player, int64_t time)
{
    int64_t last = player->title->duration > TSP_SECOND ? player->title->duration - TSP_SECOND : 0;
    time = time < 0 ? 0 : time > last ? last : time;
    set_running(player, false);
    av_frame_free(&player->next);
    player->frames_ended = false;
    player->first_shown = false;
    player->stepped = false;
    player->start = time;
    player->position = time;
    tsp_clock_set(&player->clock, time, tsp_clock_now());
    tsp_pipeline_seek(player->pipeline, time);
    enter(player, TSP_PHASE_STARTING);
    player->redraw = true;
}

void tsp_player_pause(tsp_player *player, bool paused)
{
    if (player->paused == paused)
        return;
    player->paused = paused;
    player->redraw = true;
    if (!paused && player->stepped)
        tsp_player_seek(player, player->position);
    else if (player->phase == TSP_PHASE_PLAYING)
        set_running(player, !paused);
}

int64_t tsp_player_time(tsp_player *player)
{
    if (player->phase == TSP_PHASE_STARTING || player->stepped)
        return player->position;
    int64_t time = tsp_clock_get(&player->clock, tsp_clock_now());
    /* The clock may run a little before or after the picture; the viewer goes by the picture. */
    if (time < player->position)
        return player->position;
    return time > player->shown_end ? player->shown_end : time;
}

static void pull(tsp_player *player)
{
    if (player->next || player->frames_ended)
        return;
    player->frames_ended = tsp_pipeline_frame(player->pipeline, &player->next) == TSP_QUEUE_END;
}

/* How far the picture is from the sound when it is shown; smoothed, as screens have steps of their own. */
static void note_offset(tsp_player *player, const AVFrame *frame)
{
    if (frame->pkt_duration > 0)
        player->picture_rate = (double)TSP_SECOND / (double)frame->pkt_duration;
    if (player->phase != TSP_PHASE_PLAYING || player->paused)
        return;
    int64_t clock = tsp_clock_get(&player->clock, tsp_clock_now());
    int64_t sound = player->audio ? tsp_audio_offset(player->audio) : 0;
    player->av_offset += (tsp_seconds(frame->pts - clock - sound) - player->av_offset) / 8;
}

static void show_next(tsp_player *player)
{
    AVFrame *frame = player->next;
    note_offset(player, frame);
    player->position = frame->pts;
    player->shown_end = frame->pts + frame->pkt_duration;
    if (tsp_picture_set(&player->picture, frame))
        player->frames_shown++;
    else
        tsb_warn(&player->log, "a picture cannot be shown: %s", SDL_GetError());
    player->redraw = true;
    av_frame_free(&player->next);
    pull(player);
}

/* All that can come is there: queues that wait for each other must not stop the film. */
static bool reader_waits(const tsp_pipeline_state *state)
{
    return state->packets.blocked || state->sound.blocked;
}

static bool sound_ready(const tsp_player *player, const tsp_pipeline_state *state, int64_t wanted)
{
    return !player->audio || !state->has_sound || state->ring.ended || state->ring.duration >= wanted ||
           reader_waits(state);
}

static void update_starting(tsp_player *player, const tsp_pipeline_state *state)
{
    if (!player->first_shown && player->next) {
        show_next(player);
        player->first_shown = true;
    }
    if (!player->first_shown && player->frames_ended) {
        enter(player, TSP_PHASE_ENDED); /* a run with nothing in it */
        return;
    }
    if (!player->first_shown || !sound_ready(player, state, SOUND_TO_START))
        return;
    int64_t begin = player->position > player->start ? player->position : player->start;
    if (player->audio && player->start < begin && state->ring.duration > 0)
        begin = player->start; /* sound before the first picture */
    /* What is taken from the ring now is heard a little later. */
    int64_t latency = player->audio && state->has_sound ? tsp_audio_latency(player->audio) : 0;
    tsp_clock_set(&player->clock, begin - (int64_t)((double)latency * player->speed), tsp_clock_now());
    enter(player, TSP_PHASE_PLAYING);
    set_running(player, !player->paused);
}

static bool starved(tsp_player *player, const tsp_pipeline_state *state, int64_t now)
{
    if (reader_waits(state))
        return false;
    bool pictures = !player->next && !player->frames_ended && now > player->shown_end + STARVED;
    bool sound = player->audio && state->has_sound && state->ring.dry && !state->ring.ended;
    return pictures || sound;
}

static bool over(const tsp_player *player, const tsp_pipeline_state *state, int64_t now)
{
    bool silent = !player->audio || !state->has_sound || (state->ring.ended && state->ring.frames == 0) ||
                  now > player->shown_end + SOUND_GIVEN_UP;
    int64_t rest = player->audio ? tsp_audio_latency(player->audio) : 0;
    return player->frames_ended && !player->next && silent && now >= player->shown_end + rest;
}

/* The token was pulled out: what was read ahead is not shown without it. */
static bool absent(const tsp_player *player)
{
    tsp_sectors_status status = {0};
    tsp_sectors_status_get(player->options->sectors, &status);
    return status.absent;
}

static void update_playing(tsp_player *player, const tsp_pipeline_state *state)
{
    if (player->paused)
        return;
    int64_t now = tsp_clock_get(&player->clock, tsp_clock_now());
    bool shown = false;
    while (player->next && player->next->pts <= now) {
        player->frames_late += shown; /* the one before was never seen */
        player->frames_shown -= shown;
        show_next(player);
        shown = true;
    }
    if (over(player, state, now)) {
        set_running(player, false);
        enter(player, TSP_PHASE_ENDED);
    } else if (absent(player) || starved(player, state, now)) {
        set_running(player, false);
        enter(player, TSP_PHASE_BUFFERING);
    }
}

static void update_buffering(tsp_player *player, const tsp_pipeline_state *state)
{
    bool packets = state->packets.ended || state->packets.duration >= PACKETS_TO_RESUME || reader_waits(state);
    bool pictures = player->next || player->frames_ended;
    if (!packets || !pictures || !sound_ready(player, state, SOUND_TO_RESUME) || absent(player))
        return;
    enter(player, TSP_PHASE_PLAYING);
    set_running(player, !player->paused);
    player->redraw = true;
}

double tsp_player_buffered(tsp_player *player)
{
    tsp_pipeline_state state;
    tsp_sectors_status status = {0};
    tsp_pipeline_state_get(player->pipeline, &state);
    tsp_sectors_status_get(player->options->sectors, &status);
    double packets = (double)state.packets.duration / (double)PACKETS_TO_RESUME;
    double share = status.buffered < 1 ? status.buffered : packets;
    return share < 0 ? 0 : share > 0.99 ? 0.99 : share;
}

static unsigned time_to_next(const tsp_player *player, int64_t now)
{
    if (!player->next)
        return BUSY_WAIT;
    int64_t left = (int64_t)((double)(player->next->pts - now) / player->speed) * 1000 / TSP_SECOND;
    return left <= 0 ? 0 : left < (int64_t)BUSY_WAIT ? (unsigned)left : BUSY_WAIT;
}

unsigned tsp_player_update(tsp_player *player)
{
    tsp_pipeline_state state;
    pull(player);
    tsp_pipeline_state_get(player->pipeline, &state);
    switch (player->phase) {
    case TSP_PHASE_STARTING:
        update_starting(player, &state);
        return BUSY_WAIT;
    case TSP_PHASE_BUFFERING:
        update_buffering(player, &state);
        return BUSY_WAIT;
    case TSP_PHASE_PLAYING:
        update_playing(player, &state);
        return player->paused ? IDLE_WAIT : time_to_next(player, tsp_clock_get(&player->clock, tsp_clock_now()));
    case TSP_PHASE_ENDED:
        break;
    }
    return IDLE_WAIT;
}

void tsp_player_step(tsp_player *player, int pictures)
{
    tsp_player_pause(player, true);
    if (player->phase == TSP_PHASE_STARTING)
        return;
    if (pictures < 0) {
        int64_t length = player->shown_end - player->position;
        tsp_player_seek(player, player->position - length);
        return;
    }
    pull(player);
    if (player->next) {
        show_next(player);
        player->stepped = true;
    }
}
