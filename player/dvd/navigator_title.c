/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "player/dvd/navigator_title.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "player/dvd/navigator_tracks.h"
#include "player/dvd/ticks.h"

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

/* DVD-Video block types: 1 is an angle block, whose first cell has mode 1. */
static uint8_t angle_of(const cell_playback_t *cell, const tsp_cell *before)
{
    if (cell->block_type != 1)
        return 0;
    return cell->block_mode == 1 || !before ? 1 : (uint8_t)(before->angle + 1);
}

/* A picture to look at: it is coded in less than a second, and then stays. */
static bool is_still(const cell_playback_t *cell)
{
    return cell->still_time > 0 && ticks_of(&cell->playback_time) < TSP_SECOND;
}

static int read_cells(tsp_title *title, const pgc_t *chain, tsb_error *err)
{
    if (!chain->cell_playback || chain->nr_of_cells == 0)
        return tsb_fail(err, TSB_ERR_INVALID, "The disc's title is empty");
    title->cells = calloc(chain->nr_of_cells, sizeof *title->cells);
    if (!title->cells)
        return no_memory(err);
    title->cell_count = chain->nr_of_cells;
    title->still = true;
    uint32_t offset = 0;
    for (unsigned i = 0; i < title->cell_count; i++) {
        const cell_playback_t *from = &chain->cell_playback[i];
        if (from->last_sector < from->first_sector || from->last_sector > INT32_MAX)
            return tsb_fail(err, TSB_ERR_INVALID, "The disc's table of cells is damaged");
        tsp_cell *cell = &title->cells[i];
        *cell = (tsp_cell){
            .first_sector = from->first_sector,
            .last_sector = from->last_sector,
            .offset = offset,
            .start = title->duration,
            .duration = ticks_of(&from->playback_time),
            .angle = angle_of(from, i > 0 ? &title->cells[i - 1] : NULL),
        };
        if (chain->cell_position) {
            cell->vob_id = chain->cell_position[i].vob_id_nr;
            cell->cell_id = chain->cell_position[i].cell_nr;
        }
        cell->hidden = cell->angle > 1;
        title->still = title->still && is_still(from);
        if (cell->hidden) {
            cell->start = title->cells[i - 1].start;
            cell->offset = title->cells[i - 1].offset;
            continue;
        }
        offset += from->last_sector - from->first_sector + 1;
        title->duration += cell->duration;
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

int tsp_title_read(tsp_title *title, const ifo_handle_t *set, int number_in_set, tsb_error *err)
{
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
        tsp_tracks_read(title, set->vtsi_mat, chain);
    return result;
}

void tsp_title_finish(tsp_title *title)
{
    free(title->cells);
    free(title->chapters);
    *title = (tsp_title){0};
}

const tsp_cell *tsp_title_cell_at(const tsp_title *title, int64_t time, int angle)
{
    const tsp_cell *found = &title->cells[0];
    const tsp_cell *end = title->cells + title->cell_count;
    for (const tsp_cell *cell = found; cell < end; cell++)
        if (!cell->hidden && cell->start <= time && cell->duration > 0)
            found = cell;
    for (const tsp_cell *cell = found + 1; cell < end && cell->hidden; cell++)
        if (cell->angle == angle)
            found = cell;
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
