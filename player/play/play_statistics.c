/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The figures of the statistics page. */
#include <inttypes.h>
#include <math.h>
#include <stdarg.h>
#include <stdio.h>

#include "base/translate.h"
#include "player/dvd/ticks.h"
#include "player/dvd/title_sectors.h"
#include "player/play/play_int.h"

#define SECTOR 2048.0

struct page {
    tsp_osd_row *rows;
    unsigned count;
};

static void add(struct page *page, const char *label, const char *format, ...) TSB_PRINTF(3, 4);

static void add(struct page *page, const char *label, const char *format, ...)
{
    va_list arguments;
    if (page->count == TSP_STATISTICS_ROWS)
        return;
    tsp_osd_row *row = &page->rows[page->count++];
    row->label = label;
    va_start(arguments, format);
    vsnprintf(row->value, sizeof row->value, format, arguments);
    va_end(arguments);
}

static void add_gap(struct page *page)
{
    if (page->count < TSP_STATISTICS_ROWS)
        page->rows[page->count++] = (tsp_osd_row){0};
}

/* Who sets the pace, and what that takes. */
static void add_pace(struct page *page, tsp_player *player)
{
    const tsp_pacing *pacing = &player->pacing;
    const char *jitter = TSB_DECIMAL(tsp_pacing_jitter(pacing) * 1000, 1);
    if (player->lock.locked)
        add(page, _("Pace"), _("the display's, which the sound follows, ±%s ms"), jitter);
    else
        add(page, _("Pace"),
            tsp_pacing_follows(pacing) ? _("the sound's, by the display's refreshes, ±%s ms")
                                       : _("the clock's, ±%s ms"),
            jitter);
    if (tsp_pacing_follows(pacing))
        add(page, _("Refreshes"), _("%s a second, %u missed"), TSB_DECIMAL(1e9 / tsp_pacing_period(pacing), 3),
            (unsigned)pacing->missed);
    if (!player->audio) {
        add(page, _("Picture against clock"), _("%+.0f ms"), player->av_offset * 1000);
        return;
    }
    add(page, _("Picture against sound"), _("%+.0f ms"), player->av_offset * 1000);
    if (player->lock.locked)
        add(page, _("Sound resampled"), _("%+.0f ppm"), tsp_audio_stretch(player->audio) * 1e6);
    else
        add(page, _("Sound resampled"), "%s", _("no"));
}

static void add_pictures(struct page *page, tsp_player *player)
{
    int width = 0;
    int height = 0;
    int refresh = tsp_window_refresh(player->window);
    double rate = player->picture_rate;
    /* 25, but 29.970. */
    const char *rate_text = TSB_DECIMAL(rate, rate - floor(rate) < 0.0005 ? 0 : 3);
    tsp_window_size(player->window, &width, &height);
    add(page, _("Video"), _("%s, %d × %d, %s pictures a second"), "MPEG-2", player->picture_width,
        player->picture_height, rate_text);
    if (refresh > 0)
        add(page, _("Display"), _("%d × %d, %d times a second"), width, height, refresh);
    else
        add(page, _("Display"), _("%d × %d"), width, height);
    add(page, _("Pictures shown"), "%" PRIu64, player->frames_shown);
    add(page, _("Pictures dropped, being late"), "%" PRIu64, player->frames_late);
    add_pace(page, player);
}

static void add_buffers(struct page *page, tsp_player *player)
{
    tsp_pipeline_state state;
    tsp_pipeline_state_get(player->pipeline, &state);
    add(page, _("Video packets ahead"), _("%s s, %u, %.0f kB"), TSB_DECIMAL(tsp_seconds(state.packets.duration), 1),
        state.packets.count, (double)state.packets.bytes / 1e3);
    add(page, _("Sound packets ahead"), _("%s s, %u, %.0f kB"), TSB_DECIMAL(tsp_seconds(state.sound.duration), 1),
        state.sound.count, (double)state.sound.bytes / 1e3);
    add(page, _("Pictures ahead"), "%u", state.frames.count);
    add(page, _("Sound ahead"), _("%s s"), TSB_DECIMAL(tsp_seconds(state.ring.duration), 2));
}

static void add_source(struct page *page, const tsp_player *player, const tsp_sectors_status *status)
{
    char time[TSP_TIME_TEXT_SIZE];
    add(page, _("Disc ahead"), _("%s MB"), TSB_DECIMAL((double)status->ahead * SECTOR / 1e6, 1));
    if (status->chunk_count == 0) {
        add(page, _("Complement"), "%s", _("none: this is an ordinary disc"));
        return;
    }
    add(page, _("Complement from"), "%s", status->token ? _("a token") : _("the server"));
    add(page, _("Complement read"), _("%s kB, %.0f kB/s"), TSB_DECIMAL((double)status->complement_bytes / 1e3, 1),
        status->complement_rate / 1e3);
    if (status->complement_to > 0) {
        tsp_time_text(time, tsp_title_time_of(player->title, status->complement_to));
        add(page, _("Complement here up to"), "%s", time);
    }
    add(page, _("Chunk being verified"), _("%u of %u"), status->chunk, status->chunk_count);
    add(page, _("Chunks verified"), "%" PRIu64, status->chunks_verified);
    add(page, _("Chunks damaged"), "%" PRIu64, status->chunks_damaged);
    add(page, _("Pictures damaged"), "%" PRIu64, status->pictures_damaged);
}

unsigned tsp_player_statistics(tsp_player *player, const tsp_sectors_status *status,
                               tsp_osd_row rows[TSP_STATISTICS_ROWS])
{
    struct page page = {.rows = rows};
    add_pictures(&page, player);
    add_gap(&page);
    add_buffers(&page, player);
    add_gap(&page);
    add_source(&page, player, status);
    return page.count;
}
