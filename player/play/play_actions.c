/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the viewer asks for, by key or mouse. */
#include <SDL.h>

#include "base/translate.h"
#include "player/desktop/config.h"
#include "player/dvd/ticks.h"
#include "player/play/play_int.h"
#include "player/screen/theme.h"

void tsp_player_say(tsp_player *player, const char *text)
{
    tsp_osd_message(player->osd, SDL_GetTicks(), TSP_THEME_MESSAGE_SHOWN, "%s", text);
    player->redraw = true;
}

void tsp_player_set_volume(tsp_player *player, int percent)
{
    if (!player->audio) {
        tsp_player_say(player, _("There is no sound"));
        return;
    }
    player->volume = percent < 0 ? 0 : percent > TSP_VOLUME_MAX ? TSP_VOLUME_MAX : percent;
    tsp_audio_set_volume(player->audio, player->volume, player->muted);
    tsp_osd_message(player->osd, SDL_GetTicks(), TSP_THEME_MESSAGE_SHOWN,
                    player->muted ? _("Volume: %d %% (sound is off)") : _("Volume: %d %%"), player->volume);
    player->redraw = true;
}

static void toggle_mute(tsp_player *player)
{
    if (!player->audio) {
        tsp_player_say(player, _("There is no sound"));
        return;
    }
    player->muted = !player->muted;
    tsp_audio_set_volume(player->audio, player->volume, player->muted);
    tsp_player_say(player, player->muted ? _("Sound: off") : _("Sound: on"));
}

void tsp_player_set_track(tsp_player *player, unsigned track)
{
    if (track >= player->title->track_count)
        return;
    const char *text = player->title->tracks[track].text;
    if (player->audio && track != tsp_pipeline_track(player->pipeline)) {
        int64_t time = tsp_player_time(player);
        tsp_pipeline_set_track(player->pipeline, track);
        tsp_player_seek(player, time);
    }
    tsp_osd_message(player->osd, SDL_GetTicks(), TSP_THEME_MESSAGE_SHOWN, _("Sound: %u of %u, %s"), track + 1,
                    player->title->track_count, text);
    player->redraw = true;
}

static void next_track(tsp_player *player, int step)
{
    unsigned count = player->title->track_count;
    if (!player->audio || count == 0) {
        tsp_player_say(player, _("There is no sound"));
        return;
    }
    unsigned track = tsp_pipeline_track(player->pipeline);
    tsp_player_set_track(player, (track + (step < 0 ? count - 1 : 1)) % count);
}

static void seek_by(tsp_player *player, double seconds)
{
    int64_t by = (int64_t)(seconds * (double)TSP_SECOND);
    tsp_player_seek(player, tsp_player_time(player) + by);
    tsp_osd_wake(player->osd, SDL_GetTicks());
}

void tsp_player_set_chapter(tsp_player *player, unsigned chapter)
{
    const tsp_title *title = player->title;
    if (chapter >= title->chapter_count)
        return;
    tsp_player_seek(player, title->chapters[chapter]);
    tsp_osd_wake(player->osd, SDL_GetTicks());
    tsp_osd_message(player->osd, SDL_GetTicks(), TSP_THEME_MESSAGE_SHOWN, _("Chapter %u of %u"), chapter + 1,
                    title->chapter_count);
}

static void go_chapter(tsp_player *player, int step)
{
    const tsp_title *title = player->title;
    int64_t time = tsp_player_time(player);
    if (title->chapter_count == 0) {
        tsp_player_say(player, _("There are no chapters here"));
        return;
    }
    unsigned chapter = tsp_title_chapter_at(title, time);
    /* Back from well inside a chapter is to its beginning. */
    if (step < 0 && (time < title->chapters[chapter] + 3 * TSP_SECOND) && chapter > 0)
        chapter--;
    else if (step > 0)
        chapter++;
    if (chapter >= title->chapter_count) {
        tsp_player_say(player, _("This is the last chapter"));
        return;
    }
    tsp_player_set_chapter(player, chapter);
}

static void set_speed(tsp_player *player, double factor)
{
    if (tsp_player_in_menu(player))
        return;
    double speed = player->speed * factor;
    speed = speed < TSP_SPEED_MIN ? TSP_SPEED_MIN : speed > TSP_SPEED_MAX ? TSP_SPEED_MAX : speed;
    if (speed > 0.99 && speed < 1.01)
        speed = 1;
    int64_t time = tsp_player_time(player);
    player->speed = speed;
    tsp_clock_set_speed(&player->clock, speed, tsp_clock_now());
    tsp_pipeline_set_speed(player->pipeline, speed);
    tsp_player_seek(player, time);
    tsp_osd_message(player->osd, SDL_GetTicks(), TSP_THEME_MESSAGE_SHOWN, _("Speed: %s"), TSB_DECIMAL(speed, 2));
}

static void toggle_pause(tsp_player *player)
{
    tsp_player_pause(player, !player->paused);
    tsp_osd_wake(player->osd, SDL_GetTicks());
}

static void set_fullscreen(tsp_player *player, bool fullscreen)
{
    tsp_window_set_fullscreen(player->window, fullscreen);
    player->redraw = true;
}

void tsp_player_leave(tsp_player *player, enum tsp_play_outcome outcome)
{
    player->quit = true;
    player->outcome = outcome;
}

static void quit(tsp_player *player)
{
    tsp_player_leave(player, TSP_PLAY_QUIT);
}

static void go_back(tsp_player *player)
{
    if (player->options->home)
        tsp_player_leave(player, TSP_PLAY_BACK);
}

static void go_to_beginning(tsp_player *player)
{
    tsp_player_seek(player, 0);
    tsp_osd_wake(player->osd, SDL_GetTicks());
}

static void change_volume(tsp_player *player, int by)
{
    tsp_player_set_volume(player, player->volume + by);
}

static void toggle_fullscreen(tsp_player *player)
{
    set_fullscreen(player, !tsp_window_fullscreen(player->window));
}

static void leave_fullscreen(tsp_player *player)
{
    set_fullscreen(player, false);
}

static void reset_speed(tsp_player *player)
{
    set_speed(player, 1 / player->speed);
}

static void show_progress(tsp_player *player)
{
    tsp_osd_wake(player->osd, SDL_GetTicks());
    player->redraw = true;
}

static void open_menu(tsp_player *player, int part)
{
    tsp_player_open_menu(player, (enum tsp_osd_part)part);
}

static void toggle_statistics(tsp_player *player)
{
    player->statistics = !player->statistics || tsp_osd_turn_statistics(player->osd);
    player->redraw = true;
}

/* What does it: without an amount, by a whole one, or by any. None: nothing does. */
struct doer {
    void (*plain)(tsp_player *player);
    void (*whole)(tsp_player *player, int amount);
    void (*real)(tsp_player *player, double amount);
};

void tsp_player_act(tsp_player *player, enum tsp_action action, double amount)
{
    static const struct doer doers[TSP_ACTION_COUNT] = {
        [TSP_ACTION_PAUSE] = {.plain = toggle_pause},
        [TSP_ACTION_QUIT] = {.plain = quit},
        [TSP_ACTION_BACK] = {.plain = go_back},
        [TSP_ACTION_SEEK] = {.real = seek_by},
        [TSP_ACTION_CHAPTER] = {.whole = go_chapter},
        [TSP_ACTION_BEGINNING] = {.plain = go_to_beginning},
        [TSP_ACTION_VOLUME] = {.whole = change_volume},
        [TSP_ACTION_MUTE] = {.plain = toggle_mute},
        [TSP_ACTION_FULLSCREEN] = {.plain = toggle_fullscreen},
        [TSP_ACTION_LEAVE_FULLSCREEN] = {.plain = leave_fullscreen},
        [TSP_ACTION_TRACK] = {.whole = next_track},
        [TSP_ACTION_SUBTITLE] = {.whole = tsp_player_cycle_subtitles},
        [TSP_ACTION_SUBTITLES_SHOWN] = {.plain = tsp_player_toggle_subtitles},
        [TSP_ACTION_STEP] = {.whole = tsp_player_step},
        [TSP_ACTION_SPEED] = {.real = set_speed},
        [TSP_ACTION_NORMAL_SPEED] = {.plain = reset_speed},
        [TSP_ACTION_PROGRESS] = {.plain = show_progress},
        [TSP_ACTION_MENU] = {.whole = open_menu},
        [TSP_ACTION_STATISTICS] = {.plain = toggle_statistics},
        [TSP_ACTION_EJECT] = {.plain = tsp_player_eject},
    };
    const struct doer *doer = &doers[action];
    if (doer->plain)
        doer->plain(player);
    else if (doer->whole)
        doer->whole(player, (int)amount);
    else if (doer->real)
        doer->real(player, amount);
}
