/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The disc's own sectors as a tsp_sectors. */
#include "player/disc/disc.h"

#include <stdlib.h>

typedef struct disc_sectors {
    tsp_sectors base;
    tsp_disc *disc;
} disc_sectors;

static int read_sectors(tsp_sectors *sectors, uint32_t first, uint32_t count, uint8_t *out, const tsb_cancel *cancel,
                        tsb_error *err)
{
    return tsp_disc_read(((disc_sectors *)sectors)->disc, first, count, out, NULL, cancel, err);
}

static void hint_sectors(tsp_sectors *sectors, uint32_t sector)
{
    (void)sectors; /* The system's own read-ahead serves here. */
    (void)sector;
}

static void status_sectors(tsp_sectors *sectors, tsp_sectors_status *out)
{
    *out = (tsp_sectors_status){.buffered = 1.0, .ahead = sectors->count};
}

static void destroy_sectors(tsp_sectors *sectors)
{
    free(sectors);
}

int tsp_disc_sectors(tsp_sectors **out, tsp_disc *disc, tsb_error *err)
{
    static const struct tsp_sectors_ops ops = {
        .read = read_sectors, .hint = hint_sectors, .status = status_sectors, .destroy = destroy_sectors};
    disc_sectors *sectors = calloc(1, sizeof(*sectors));

    *out = NULL;
    if (!sectors)
        return tsb_fail(err, TSB_ERR_MEMORY, "Out of memory.");
    sectors->base = (tsp_sectors){.ops = &ops, .count = tsp_disc_count(disc)};
    sectors->disc = disc;
    *out = &sectors->base;
    return 0;
}
