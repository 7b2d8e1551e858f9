/* SPDX-License-Identifier: GPL-3.0-or-later */
/* When which picture is shown, and when playing waits for what is late. */
#include <SDL.h>

#include "player/dvd/ticks.h"
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
/* Milliseconds: while nothing happens by itself, while something late is awaited, and while a viewer waits for it. */
#define IDLE_WAIT  100u
#define BUSY_WAIT  10u
#define EAGER_WAIT 2u
/* Between two steps of what moves over the picture. */
#define MOVE_WAIT 16u

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
    if (running == player->screensaver || !player->options->stop_screensaver)
        return;
    player->screensaver = running;
    if (running)
        SDL_DisableScreenSaver();
    else
        SDL_EnableScreenSaver();
}

void tsp_player_stop(tsp_player *player)
{
    set_running(player, false);
}

void tsp_player_begin(tsp_player *player, int64_t time)
{
    set_running(player, false);
    if (player->audio)
        tsp_audio_reset(player->audio);
    av_frame_free(&player->next);
    player->frames_ended = false;
    player->first_shown = false;
    player->stepped = false;
    player->still = TSP_NO_TIME;
    player->title = tsp_pipeline_title(player->pipeline);
    player->start = time;
    player->position = time == TSP_NO_TIME ? 0 : time;
    tsp_clock_set(&player->clock, player->position, tsp_clock_now());
    enter(player, TSP_PHASE_STARTING);
    player->redraw = true;
}

void tsp_player_seek(tsp_player *player, int64_t time)
{
    int64_t last = player->title->duration > TSP_SECOND ? player->title->duration - TSP_SECOND : 0;
    if (tsp_player_in_menu(player))
        return; /* menus have no times */
    time = time < 0 ? 0 : time > last ? last : time;
    tsp_pipeline_seek(player->pipeline, time);
    tsp_player_begin(player, time);
}

void tsp_player_end_still(tsp_player *player)
{
    if (player->still == TSP_NO_TIME)
        return;
    player->still = TSP_NO_TIME;
    player->first_shown = false;
    player->start = TSP_NO_TIME;
    tsp_pipeline_end_still(player->pipeline);
    enter(player, TSP_PHASE_STARTING);
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

/* The disc's commands have led to another title or menu. */
static void take_title(tsp_player *player)
{
    player->title = tsp_pipeline_title(player->pipeline);
    tsp_popup_close(tsp_osd_popup(player->osd)); /* it lists what the title before had */
    if (!tsp_player_in_menu(player))
        tsp_osd_wake(player->osd, SDL_GetTicks());
    player->redraw = true;
}

static void pull(tsp_player *player)
{
    int64_t still = 0;
    if (player->next || player->frames_ended || player->still != TSP_NO_TIME)
        return;
    player->frames_ended = tsp_pipeline_frame(player->pipeline, &player->next) == TSP_QUEUE_END;
    if (player->title != tsp_pipeline_title(player->pipeline))
        take_title(player);
    if (player->next && tsp_frame_is_still(player->next, &still)) {
        player->still = still;
        player->still_left = still == INT64_MAX ? INT64_MAX : still * 1000 / TSP_SECOND;
        av_frame_free(&player->next);
    }
}

static void show_next(tsp_player *player)
{
    AVFrame *frame = player->next;
    player->picture_width = frame->width;
    player->picture_height = frame->height;
    if (frame->pkt_duration > 0)
        player->picture_rate = (double)TSP_SECOND / (double)frame->pkt_duration;
    player->position = frame->pts;
    player->shown_end = frame->pts + frame->pkt_duration;
    if (player->title == player->film)
        player->film_position = frame->pts;
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

/* A menu may name a sound track that it has not got. */
static bool menu_silent(const tsp_player *player, const tsp_pipeline_state *state)
{
    return tsp_player_in_menu(player) && state->frames.blocked && state->packets.count > 0 && state->sound.count == 0;
}

static bool sound_ready(const tsp_player *player, const tsp_pipeline_state *state, int64_t wanted)
{
    return player->still != TSP_NO_TIME || menu_silent(player, state) || !player->audio || !state->has_sound ||
           state->ring.ended || state->ring.duration >= wanted || reader_waits(state);
}

/* Where the disc's commands lead on one goes on; else that was all. */
static void end_run(tsp_player *player)
{
    set_running(player, false);
    if (!tsp_pipeline_leads_on(player->pipeline)) {
        enter(player, TSP_PHASE_ENDED);
        return;
    }
    if (player->title == player->film)
        player->film_position = player->shown_end;
    player->left_at = 0;
    tsp_pipeline_lead_on(player->pipeline);
    tsp_player_begin(player, TSP_NO_TIME);
}

static void update_starting(tsp_player *player, const tsp_pipeline_state *state)
{
    if (!player->first_shown && player->next) {
        show_next(player);
        player->first_shown = true;
        if (player->start == TSP_NO_TIME)
            player->start = player->position;
    }
    if (!player->first_shown && player->frames_ended) {
        end_run(player); /* a run with nothing in it */
        return;
    }
    if (!player->first_shown && player->still != TSP_NO_TIME) {
        enter(player, TSP_PHASE_STILL); /* what is shown already */
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
    if (reader_waits(state) || player->still != TSP_NO_TIME)
        return false;
    bool pictures = !player->next && !player->frames_ended && now > player->shown_end + STARVED;
    bool sound = player->audio && state->has_sound && state->ring.dry && !state->ring.ended;
    return pictures || (sound && !tsp_player_in_menu(player));
}

static bool over(const tsp_player *player, const tsp_pipeline_state *state, int64_t now)
{
    bool silent = !player->audio || !state->has_sound || (state->ring.ended && state->ring.frames == 0) ||
                  now > player->shown_end + SOUND_GIVEN_UP;
    int64_t rest = player->audio ? tsp_audio_latency(player->audio) : 0;
    return player->frames_ended && !player->next && silent && now >= player->shown_end + rest;
}

/* The last picture before a still has been shown, and its sound been heard. */
static bool still_due(const tsp_player *player, const tsp_pipeline_state *state, int64_t now)
{
    bool silent = !player->audio || !state->has_sound || state->ring.frames == 0;
    return player->still != TSP_NO_TIME && !player->next && now >= player->shown_end &&
           (silent || now > player->shown_end + SOUND_GIVEN_UP);
}

static void update_still(tsp_player *player)
{
    uint32_t now = SDL_GetTicks();
    if (!player->paused && player->still_left != INT64_MAX)
        player->still_left -= (int64_t)(now - player->phase_since);
    player->phase_since = now;
    if (player->still_left <= 0)
        tsp_player_end_still(player);
}

/* The disc or the token was taken out: what was read ahead is not shown without it. */
static bool absent(const tsp_player *player)
{
    tsp_sectors_status status = {0};
    tsp_sectors_status_get(player->options->sectors, &status);
    return status.absent;
}

static void update_playing(tsp_player *player, const tsp_pipeline_state *state)
{
    if (absent(player)) {
        set_running(player, false);
        enter(player, TSP_PHASE_BUFFERING);
        return;
    }
    if (player->paused)
        return;
    bool shown = false;
    while (player->next && (shown ? tsp_player_next_overdue(player) : tsp_player_time_to_next(player) <= 0)) {
        int64_t due = tsp_player_due_of_next(player);
        player->frames_late += shown; /* the one before was never seen */
        player->frames_shown -= shown;
        show_next(player);
        player->due = due;
        shown = true;
    }
    player->redraw = player->redraw || tsp_pacing_repeats(&player->pacing);
    int64_t now = tsp_clock_get(&player->clock, tsp_clock_now());
    if (over(player, state, now)) {
        end_run(player);
    } else if (still_due(player, state, now)) {
        set_running(player, false);
        enter(player, TSP_PHASE_STILL);
    } else if (starved(player, state, now)) {
        set_running(player, false);
        enter(player, TSP_PHASE_BUFFERING);
    }
}

static void update_buffering(tsp_player *player, const tsp_pipeline_state *state)
{
    /* A menu is read no further ahead than need be. */
    bool packets = state->packets.ended || state->packets.duration >= PACKETS_TO_RESUME || reader_waits(state) ||
                   tsp_player_in_menu(player);
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

void tsp_player_update(tsp_player *player)
{
    tsp_pipeline_state state;
    pull(player);
    tsp_pipeline_state_get(player->pipeline, &state);
    tsp_player_update_page(player);
    switch (player->phase) {
    case TSP_PHASE_STARTING:
        update_starting(player, &state);
        break;
    case TSP_PHASE_BUFFERING:
        update_buffering(player, &state);
        break;
    case TSP_PHASE_PLAYING:
        update_playing(player, &state);
        break;
    case TSP_PHASE_STILL:
        update_still(player);
        break;
    case TSP_PHASE_ENDED:
        break;
    }
}

static unsigned rest(tsp_player *player)
{
    if (player->phase == TSP_PHASE_STARTING && !player->first_shown)
        return EAGER_WAIT;
    if (player->phase == TSP_PHASE_ENDED || (player->phase == TSP_PHASE_PLAYING && player->paused))
        return IDLE_WAIT;
    if (player->phase != TSP_PHASE_PLAYING || !player->next)
        return BUSY_WAIT;
    if (tsp_pacing_repeats(&player->pacing))
        return 0; /* the display makes it wait */
    int64_t left = (tsp_player_time_to_next(player) + 999999) / 1000000;
    return left <= 0 ? 0 : left < (int64_t)IDLE_WAIT ? (unsigned)left : IDLE_WAIT;
}

unsigned tsp_player_rest(tsp_player *player)
{
    unsigned milliseconds = rest(player);
    return player->moving && milliseconds > MOVE_WAIT ? MOVE_WAIT : milliseconds;
}

void tsp_player_step(tsp_player *player, int pictures)
{
    if (tsp_player_in_menu(player))
        return; /* one could not go back, nor on with the sound */
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
