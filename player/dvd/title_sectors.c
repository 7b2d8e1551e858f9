/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "player/dvd/title_sectors.h"

int64_t tsp_title_time_of(const tsp_title *title, uint32_t image_sector)
{
    int64_t time = 0;
    uint32_t nearest = 0;
    uint32_t sector = image_sector > title->vob_sector ? image_sector - title->vob_sector : 0;

    /* Cells need not lie in the order in which they are played. */
    for (unsigned i = 0; i < title->cell_count; i++) {
        const tsp_cell *cell = &title->cells[i];
        if (cell->hidden || sector < cell->first_sector || cell->last_sector < cell->first_sector)
            continue;
        uint32_t count = cell->last_sector - cell->first_sector + 1;
        uint32_t inside = sector - cell->first_sector;
        if (inside < count)
            return cell->start + cell->duration * inside / count;
        if (cell->last_sector >= nearest) {
            nearest = cell->last_sector;
            time = cell->start + cell->duration;
        }
    }
    return time;
}
