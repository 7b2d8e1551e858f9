/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "player/pipeline/navigator_title.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <dvdread/dvd_udf.h>
#include <dvdread/ifo_read.h>

#include "player/pipeline/navigator_tracks.h"
#include "player/pipeline/ticks.h"

static int64_t decimal(uint8_t bcd)
{
    return (bcd >> 4) * 10 + (bcd & 15);
}

int64_t tsp_title_ticks(uint8_t hour, uint8_t minute, uint8_t second, uint8_t frame)
{
    bool ntsc = (frame >> 6) == 3;
    int64_t seconds = (decimal(hour) * 60 + decimal(minute)) * 60 + decimal(second);
    int64_t frames = decimal(frame & 0x3F);
    return ntsc ? seconds * 90090 + frames * 3003 : seconds * TSP_SECOND + frames * 3600;
}

static int64_t ticks_of(const dvd_time_t *time)
{
    return tsp_title_ticks(time->hour, time->minute, time->second, time->frame_u);
}

static int no_memory(tsb_error *err)
{
    return tsb_fail(err, TSB_ERR_MEMORY, "Not enough memory to read the disc's tables");
}

static int read_cells(tsp_title *title, const pgc_t *chain, tsb_error *err)
{
    if (!chain->cell_playback || chain->nr_of_cells == 0)
        return tsb_fail(err, TSB_ERR_INVALID, "The disc's title is empty");
    title->cells = calloc(chain->nr_of_cells, sizeof *title->cells);
    if (!title->cells)
        return no_memory(err);
    title->cell_count = chain->nr_of_cells;
    uint32_t offset = 0;
    for (unsigned i = 0; i < title->cell_count; i++) {
        const cell_playback_t *from = &chain->cell_playback[i];
        if (from->last_sector < from->first_sector || from->last_sector > INT32_MAX)
            return tsb_fail(err, TSB_ERR_INVALID, "The disc's table of cells is damaged");
        title->cells[i] = (tsp_cell){
            .first_sector = from->first_sector,
            .last_sector = from->last_sector,
            .offset = offset,
            .start = title->duration,
            .duration = ticks_of(&from->playback_time),
            /* DVD-Video block types: 1 is an angle block, whose first cell has mode 1. */
            .hidden = from->block_type == 1 && from->block_mode != 1,
        };
        if (title->cells[i].hidden)
            continue;
        offset += from->last_sector - from->first_sector + 1;
        title->duration += title->cells[i].duration;
    }
    return 0;
}

/* Chapters are programs of the chain the title begins with. */
static int read_chapters(tsp_title *title, const ttu_t *parts, const pgc_t *chain, tsb_error *err)
{
    title->chapters = calloc((size_t)parts->nr_of_ptts + 1, sizeof *title->chapters);
    if (!title->chapters)
        return no_memory(err);
    title->chapter_count = 1; /* 0: the beginning */
    for (unsigned i = 0; i < parts->nr_of_ptts; i++) {
        unsigned program = parts->ptt[i].pgn;
        if (parts->ptt[i].pgcn != parts->ptt[0].pgcn || !chain->program_map || program == 0 ||
            program > chain->nr_of_programs)
            continue;
        unsigned cell = chain->program_map[program - 1];
        if (cell == 0 || cell > title->cell_count)
            continue;
        int64_t start = title->cells[cell - 1].start;
        if (start > title->chapters[title->chapter_count - 1])
            title->chapters[title->chapter_count++] = start;
    }
    return 0;
}

static int read_vobus(tsp_title *title, const ifo_handle_t *set, tsb_error *err)
{
    const vobu_admap_t *map = set->vts_vobu_admap;
    size_t count = map && map->last_byte + 1 > VOBU_ADMAP_SIZE ? (map->last_byte + 1 - VOBU_ADMAP_SIZE) / 4 : 0;
    if (count == 0)
        return tsb_fail(err, TSB_ERR_INVALID, "The disc's map of video objects is empty");
    title->vobus = calloc(count, sizeof *title->vobus);
    if (!title->vobus)
        return no_memory(err);
    for (size_t i = 0; i < count; i++) {
        if (i > 0 && map->vobu_start_sectors[i] <= map->vobu_start_sectors[i - 1])
            break; /* what is not rising is damaged */
        title->vobus[title->vobu_count++] = map->vobu_start_sectors[i];
    }
    return 0;
}

static int read_set(tsp_title *title, dvd_reader_t *disc, const ifo_handle_t *set, int number_in_set, tsb_error *err)
{
    char path[32];
    uint32_t size = 0;
    snprintf(path, sizeof path, "/VIDEO_TS/VTS_%02d_1.VOB", title->title_set);
    title->vob_sector = UDFFindFile(disc, path, &size);
    if (title->vob_sector == 0 || size == 0)
        return tsb_fail(err, TSB_ERR_INVALID, "The disc lacks the file %s", path);
    if (!set->vtsi_mat || !set->vts_ptt_srpt || !set->vts_pgcit || number_in_set < 1 ||
        number_in_set > set->vts_ptt_srpt->nr_of_srpts)
        return tsb_fail(err, TSB_ERR_INVALID, "The disc's table of titles is damaged");
    const ttu_t *parts = &set->vts_ptt_srpt->title[number_in_set - 1];
    if (parts->nr_of_ptts == 0 || !parts->ptt || parts->ptt[0].pgcn == 0 ||
        parts->ptt[0].pgcn > set->vts_pgcit->nr_of_pgci_srp)
        return tsb_fail(err, TSB_ERR_INVALID, "The disc's table of chapters is damaged");
    const pgc_t *chain = set->vts_pgcit->pgci_srp[parts->ptt[0].pgcn - 1].pgc;
    if (!chain)
        return tsb_fail(err, TSB_ERR_INVALID, "The disc's title is empty");
    title->wide = set->vtsi_mat->vts_video_attr.display_aspect_ratio == 3;
    title->lines = set->vtsi_mat->vts_video_attr.video_format == 0 ? 480 : 576;
    int result = read_cells(title, chain, err);
    if (!result)
        result = read_chapters(title, parts, chain, err);
    if (!result)
        result = read_vobus(title, set, err);
    if (!result)
        tsp_tracks_read(title, set->vtsi_mat, chain);
    return result;
}

static int read_title(tsp_title *title, dvd_reader_t *disc, const title_info_t *info, int number, tsb_error *err)
{
    *title = (tsp_title){.number = number, .title_set = info->title_set_nr};
    ifo_handle_t *set = ifoOpen(disc, title->title_set);
    if (!set)
        return tsb_fail(err, TSB_ERR_INVALID, "The disc's tables of title set %d cannot be read", title->title_set);
    int result = read_set(title, disc, set, info->vts_ttn, err);
    ifoClose(set);
    return result;
}

static int read_longest(tsp_title *title, dvd_reader_t *disc, const tt_srpt_t *titles, tsb_error *err)
{
    tsb_error first = {0};
    bool chosen = false;
    for (int i = 0; i < titles->nr_of_srpts; i++) {
        tsp_title found = {0};
        if (read_title(&found, disc, &titles->title[i], i + 1, &first) == 0 &&
            (!chosen || found.duration > title->duration)) {
            if (chosen)
                tsp_title_finish(title);
            *title = found;
            found = (tsp_title){0};
            chosen = true;
        }
        tsp_title_finish(&found);
    }
    return chosen ? 0 : tsb_fail(err, TSB_ERR_INVALID, "No title of the disc can be played: %s", first.text);
}

int tsp_title_read(tsp_title *title, dvd_reader_t *disc, int number, tsb_error *err)
{
    *title = (tsp_title){0};
    ifo_handle_t *manager = ifoOpen(disc, 0);
    int result = 0;
    if (!manager || !manager->tt_srpt || manager->tt_srpt->nr_of_srpts == 0)
        result = tsb_fail(err, TSB_ERR_INVALID,
                          "The disc's list of titles cannot be read: it is not a DVD-Video disc, or damaged");
    else if (number > manager->tt_srpt->nr_of_srpts)
        result = tsb_fail(err, TSB_ERR_NOT_FOUND, "The disc has no title %d; its last is %d", number,
                          (int)manager->tt_srpt->nr_of_srpts);
    else if (number > 0)
        result = read_title(title, disc, &manager->tt_srpt->title[number - 1], number, err);
    else
        result = read_longest(title, disc, manager->tt_srpt, err);
    if (manager)
        ifoClose(manager);
    return result;
}

void tsp_title_finish(tsp_title *title)
{
    free(title->cells);
    free(title->chapters);
    free(title->vobus);
    *title = (tsp_title){0};
}

const tsp_cell *tsp_title_cell_at(const tsp_title *title, int64_t time)
{
    const tsp_cell *found = &title->cells[0];
    for (unsigned i = 0; i < title->cell_count; i++)
        if (!title->cells[i].hidden && title->cells[i].start <= time && title->cells[i].duration > 0)
            found = &title->cells[i];
    return found;
}

unsigned tsp_title_chapter_at(const tsp_title *title, int64_t time)
{
    unsigned found = 0;
    for (unsigned i = 0; i < title->chapter_count; i++)
        if (title->chapters[i] <= time)
            found = i;
    return found;
}
