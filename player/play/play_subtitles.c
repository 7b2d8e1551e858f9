/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which subtitle is chosen, and which of its units is on the screen. */
#include <stdlib.h>
#include <string.h>

#include "base/translate.h"
#include "player/play/play_int.h"
#include "player/screen/theme.h"

#define OFF (-1)

int tsp_player_open_subtitles(tsp_player *player, tsb_error *err)
{
    const tsp_play_options *options = player->options;
    player->subtitle = tsp_title_choose_subtitle(player->title, options->subtitle, options->subtitle_language);
    player->disc_subpicture = OFF;
    player->subtitled = player->title;
    player->unit = calloc(1, sizeof *player->unit);
    player->menu_unit = calloc(1, sizeof *player->menu_unit);
    if (!player->unit || !player->menu_unit)
        return tsb_fail(err, TSB_ERR_MEMORY, "Not enough memory for the screen");
    return tsp_overlay_create(&player->overlay, tsp_window_renderer(player->window), err);
}

void tsp_player_close_subtitles(tsp_player *player)
{
    tsp_overlay_destroy(&player->overlay);
    free(player->unit);
    player->unit = NULL;
    free(player->menu_unit);
    player->menu_unit = NULL;
}

static int subtitle_of(const tsp_title *title, int stream)
{
    for (unsigned i = 0; i < title->subtitle_count; i++)
        if (stream >= 0 && tsp_title_subtitle_stream(title, i) == (unsigned)stream)
            return (int)i;
    return OFF;
}

/* The subtitle of a title that is most like one of another title. */
static int like(const tsp_title *title, const tsp_subtitle *subtitle)
{
    for (unsigned i = 0; i < title->subtitle_count; i++)
        if (strcmp(title->subtitles[i].text, subtitle->text) == 0)
            return (int)i;
    return tsp_title_choose_subtitle(title, 0, subtitle->language);
}

/* Another title has come, or the same from a menu: what was chosen in the menu, or the same language as before. */
static void take_title(tsp_player *player)
{
    int stream = tsp_pipeline_disc_subpicture(player->pipeline);
    if (tsp_player_in_menu(player))
        return;
    if (stream != player->disc_subpicture) {
        player->subtitle = subtitle_of(player->title, stream);
        player->subtitles_hidden = false;
    } else if (player->subtitled != player->title && player->subtitle != OFF) {
        player->subtitle = like(player->title, &player->subtitled->subtitles[player->subtitle]);
    }
    player->disc_subpicture = stream;
    player->subtitled = player->title;
}

/* With subtitles off, the forced units still come from one. */
static int source(const tsp_player *player)
{
    return player->subtitle != OFF ? player->subtitle
                                   : tsp_title_forced_subtitle(player->title, tsp_pipeline_track(player->pipeline));
}

void tsp_player_update_subtitles(tsp_player *player)
{
    take_title(player);
    const tsp_title *title = player->title;
    tsp_overlay_view view = {
        .forced_only = player->subtitle == OFF || player->subtitles_hidden,
        .palette = title->palette,
        .lines = title->lines,
    };
    tsp_highlight highlight;
    bool menu = tsp_player_menu_view(player, &view, &highlight);
    int subtitle = menu ? OFF : source(player);
    int64_t time = tsp_player_time(player);
    unsigned stream = subtitle != OFF ? tsp_title_subtitle_stream(title, (unsigned)subtitle) : 0;
    if (!menu)
        tsp_pipeline_set_subpicture(player->pipeline, subtitle == OFF || view.forced_only ? -1 : (int)stream);
    if (subtitle != OFF && tsp_pipeline_subtitle(player->pipeline, stream, time, player->unit)) {
        view.unit = player->unit->bytes;
        view.size = player->unit->size;
        view.number = player->unit->number;
        view.age = time - player->unit->time;
    }
    if (tsp_overlay_set(player->overlay, &view))
        player->redraw = true;
}

static void say_subtitle(tsp_player *player)
{
    unsigned count = player->title->subtitle_count;
    uint32_t now = SDL_GetTicks();
    if (count == 0)
        tsp_osd_message(player->osd, now, TSP_THEME_MESSAGE_SHOWN, "%s", _("This film has no subtitles"));
    else if (player->subtitle == OFF)
        tsp_osd_message(player->osd, now, TSP_THEME_MESSAGE_SHOWN, "%s", _("Subtitles: off"));
    else if (player->subtitles_hidden)
        tsp_osd_message(player->osd, now, TSP_THEME_MESSAGE_SHOWN, "%s", _("Subtitles: hidden"));
    else
        tsp_osd_message(player->osd, now, TSP_THEME_MESSAGE_SHOWN, _("Subtitles: %d of %u, %s"), player->subtitle + 1,
                        count, player->title->subtitles[player->subtitle].text);
    player->redraw = true;
}

void tsp_player_set_subtitle(tsp_player *player, int subtitle)
{
    if (subtitle < OFF || subtitle >= (int)player->title->subtitle_count)
        return;
    player->subtitle = subtitle;
    player->subtitles_hidden = false;
    say_subtitle(player);
}

void tsp_player_cycle_subtitles(tsp_player *player, int step)
{
    int count = (int)player->title->subtitle_count + 1; /* off is one of them */
    int place = player->subtitle + 1 + (step < 0 ? count - 1 : 1);
    tsp_player_set_subtitle(player, place % count - 1);
}

void tsp_player_toggle_subtitles(tsp_player *player)
{
    if (player->subtitle == OFF) {
        tsp_player_set_subtitle(player, source(player));
        return;
    }
    player->subtitles_hidden = !player->subtitles_hidden;
    say_subtitle(player);
}
