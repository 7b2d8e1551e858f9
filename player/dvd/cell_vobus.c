/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "player/dvd/cell_vobus.h"

#include <stdlib.h>

static uint32_t last_at(const uint32_t *sectors, uint32_t count, uint32_t sector)
{
    uint32_t low = 0;
    uint32_t high = count;
    while (high - low > 1) {
        uint32_t middle = low + (high - low) / 2;
        if (sectors[middle] <= sector)
            low = middle;
        else
            high = middle;
    }
    return low;
}

uint32_t tsp_cell_vobus_at(const tsp_cell_vobus *vobus, uint32_t sector)
{
    return last_at(vobus->sectors, vobus->count, sector);
}

/* Each VOBU once, whatever a damaged table says: what does not rise is left out. */
static uint32_t gather(uint32_t *out, const tsp_title *title, const tsp_cell *cell)
{
    uint32_t count = 0;
    uint32_t next = 0;
    for (uint32_t i = 0; i < title->piece_count; i++) {
        const tsp_piece *piece = &title->pieces[i];
        if (piece->vob_id != cell->vob_id || piece->cell_id != cell->cell_id)
            continue;
        uint32_t index = last_at(title->vobus, title->vobu_count, piece->first_sector);
        if (index > next)
            next = index;
        for (; next < title->vobu_count && title->vobus[next] <= piece->last_sector; next++)
            if (title->vobus[next] >= piece->first_sector)
                out[count++] = title->vobus[next];
    }
    return count;
}

int tsp_cell_vobus_find(tsp_cell_vobus *vobus, const tsp_title *title, const tsp_cell *cell, tsb_error *err)
{
    if (vobus->cell == cell)
        return 0;
    tsp_cell_vobus_finish(vobus);
    uint32_t first = last_at(title->vobus, title->vobu_count, cell->first_sector);
    uint32_t last = last_at(title->vobus, title->vobu_count, cell->last_sector);
    vobus->sectors = title->vobus + first;
    vobus->count = last - first + 1;
    if (cell->angle > 0 && title->piece_count > 0) {
        vobus->own = calloc(title->vobu_count, sizeof *vobus->own);
        if (!vobus->own)
            return tsb_fail(err, TSB_ERR_MEMORY, "Not enough memory to play");
        uint32_t count = gather(vobus->own, title, cell);
        /* Where the table does not know the cell, its angles may lie one after the other. */
        if (count > 0) {
            vobus->sectors = vobus->own;
            vobus->count = count;
        }
    }
    vobus->cell = cell;
    return 0;
}

void tsp_cell_vobus_finish(tsp_cell_vobus *vobus)
{
    free(vobus->own);
    *vobus = (tsp_cell_vobus){0};
}
