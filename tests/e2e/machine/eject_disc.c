/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Goes through a disc's main title with the very parts that the player has open of a disc: the disc itself, and
 * libdvdnav's machine. One line for each VOBU: its first sector, its time, a sum over its first sectors.
 *
 * eject_disc [--after COUNT] DISC
 * After so many VOBUs it has the disc ejected, says "ejected" on stderr, or why not, and waits until it is back.
 * eject_disc --slow MS DISC
 * Between two VOBUs it rests so long, as playing does.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "player/disc/disc.h"
#include "player/dvd/navigator.h"

#define SECTORS 8u
#define LOOK_MS 20u

/* Until it is out, or one knows why it is not. */
static int eject(tsp_presence *presence, tsb_error *err)
{
    tsp_presence_status status = {0};
    int result = tsp_presence_eject(presence, err);
    while (result == 0 && !(status.out && status.ejected)) {
        if (tsp_presence_failure(presence, err))
            return err->code;
        (void)tsb_cancel_sleep(NULL, LOOK_MS);
        tsp_presence_status_get(presence, &status);
    }
    return result;
}

static int tell(tsp_disc *disc, const tsp_vobu *vobu, tsb_error *err)
{
    uint8_t bytes[SECTORS * 2048];
    uint8_t lost = 0;
    uint32_t count = vobu->count < SECTORS ? vobu->count : SECTORS;
    unsigned sum = 0;
    int result = tsp_disc_read(disc, vobu->sector, count, bytes, &lost, NULL, err);
    for (size_t i = 0; i < (size_t)count * 2048; i++)
        sum = sum * 31 + bytes[i];
    if (result == 0)
        printf("%u %lld %08x %02x\n", vobu->sector, (long long)vobu->time, sum, lost);
    return result;
}

static int go_through(tsp_disc *disc, tsp_navigator *navigator, long after, long slow, tsb_error *err)
{
    int result = TSP_NAV_VOBU;
    for (long number = 1; result > TSP_NAV_OVER; number++) {
        tsp_vobu vobu = {0};
        int read = 0;
        result = tsp_navigator_next(navigator, &vobu, NULL, err);
        free(vobu.page);
        if (result == TSP_NAV_VOBU)
            read = tell(disc, &vobu, err);
        if (read != 0)
            return read;
        if (slow > 0)
            (void)tsb_cancel_sleep(NULL, (unsigned)slow);
        if (number != after)
            continue;
        tsb_error why = {0};
        fprintf(stderr, "%s\n", eject(tsp_disc_presence(disc), &why) == 0 ? "ejected" : why.text);
    }
    return result;
}

int main(int argc, char **argv)
{
    const tsb_log log = {.component = "eject_disc", .level = TSB_LOG_INFO};
    long after = 0;
    long slow = 0;
    tsp_disc *disc = NULL;
    tsp_navigator *navigator = NULL;
    tsb_error err = {0};
    if (argc == 4 && strcmp(argv[1], "--after") == 0)
        after = strtol(argv[2], NULL, 10);
    else if (argc == 4 && strcmp(argv[1], "--slow") == 0)
        slow = strtol(argv[2], NULL, 10);
    else if (argc != 2)
        return 2;
    setvbuf(stdout, NULL, _IOLBF, 0);
    int result = tsp_disc_open(&disc, argv[argc - 1], &log, NULL, &err);
    if (result == 0)
        result = tsp_disc_watch(disc, &err);
    if (result == 0)
        result = tsp_navigator_open(&navigator, tsp_disc_path(disc), 0, tsp_disc_count(disc), &log, NULL, &err);
    if (result == 0) {
        tsp_navigator_watch(navigator, tsp_disc_presence(disc));
        result = go_through(disc, navigator, after, slow, &err);
    }
    tsp_navigator_close(&navigator);
    tsp_disc_destroy(&disc);
    if (result < 0)
        fprintf(stderr, "eject_disc: %s\n", err.text);
    return result < 0 ? 1 : 0;
}
