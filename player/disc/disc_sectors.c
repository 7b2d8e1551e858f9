/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The disc's own sectors as a tsp_sectors. */
#include "player/disc/disc.h"

#include <stdlib.h>
#include <string.h>

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
    tsp_presence *presence = tsp_disc_presence(((disc_sectors *)sectors)->disc);
    tsp_presence_status status = {0};

    if (presence)
        tsp_presence_status_get(presence, &status);
    *out = (tsp_sectors_status){.buffered = 1.0,
                                .ahead = sectors->count,
                                .trouble = status.out ? TSP_TROUBLE_NO_DISC : TSP_TROUBLE_NONE,
                                .absent = status.out};
    memcpy(out->text, status.text, sizeof(out->text));
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
