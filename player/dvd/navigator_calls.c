/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "player/dvd/navigator_calls.h"

#include <stdlib.h>
#include <string.h>

#include "player/dvd/survive.h"

tsp_nav_disc *tsp_nav_disc_create(int number, uint32_t image_sectors, const tsb_log *log)
{
    tsp_nav_disc *disc = calloc(1, sizeof *disc);
    if (!disc)
        return NULL;
    atomic_init(&disc->holders, 1);
    disc->number = number;
    disc->image_sectors = image_sectors;
    disc->log = tsb_log_named(log, "navigator");
    return disc;
}

void tsp_nav_disc_drop(tsp_nav_disc *disc)
{
    if (atomic_fetch_sub(&disc->holders, 1) != 1)
        return;
    tsp_titles_finish(&disc->titles);
    free(disc);
}

tsp_nav_place *tsp_nav_place_create(tsp_nav_disc *disc, const char *path)
{
    tsp_nav_place *place = calloc(1, sizeof *place);
    char *copy = strdup(path);
    if (!place || !copy) {
        free(place);
        free(copy);
        return NULL;
    }
    place->path = copy;
    place->disc = disc;
    atomic_fetch_add(&disc->holders, 1);
    return place;
}

void tsp_nav_place_release(void *state)
{
    tsp_nav_place *place = state;
    tsp_machine_close(&place->machine);
    free(place->vobu.page);
    tsp_nav_disc_drop(place->disc);
    free(place->path);
    free(place);
}

int tsp_nav_place_open(void *state, tsb_error *err)
{
    tsp_nav_place *place = state;
    tsp_nav_disc *disc = place->disc;
    if (place->machine)
        return 0;
    return tsp_machine_open(&place->machine, place->path, disc->number, &disc->titles, disc->image_sectors, &disc->log,
                            err);
}

int tsp_nav_place_next(void *state, tsb_error *err)
{
    tsp_nav_place *place = state;
    free(place->vobu.page);
    place->vobu = (tsp_vobu){0};
    if (place->button > 0)
        tsp_machine_choose(place->machine, place->button, place->moves);
    int result = tsp_machine_next(place->machine, &place->vobu, err);
    place->stumbled = tsp_machine_stumbled(place->machine);
    return result;
}

int tsp_nav_place_return(void *state, tsb_error *err)
{
    tsp_nav_place *place = state;
    int result = tsp_nav_place_open(state, err);
    if (!result)
        result = tsp_machine_return(place->machine, &place->target, place->has_last ? &place->last : NULL, err);
    return result;
}

int tsp_nav_place_go(void *state, tsb_error *err)
{
    tsp_nav_place *place = state;
    bool strange = !place->machine && place->target.kind == TSP_TARGET_BUTTON;
    int result = tsp_nav_place_open(state, err);
    if (result)
        return result;
    if (!strange)
        return tsp_machine_go(place->machine, &place->target, &place->sector, err);
    place->sector = UINT32_MAX;
    return tsp_machine_return_to_button(place->machine, &place->target, place->has_last ? &place->last : NULL, err);
}

int tsp_nav_place_call(void *state, tsb_error *err)
{
    tsp_nav_place *place = state;
    const char *assertion = NULL;
    int result = tsp_survive(place->call, place, &assertion, err);
    if (assertion) {
        tsb_warn(&place->disc->log, "libdvdnav cannot go on: \"%s\" does not hold on this disc", assertion);
        tsp_machine_abandon(&place->machine);
    }
    return result;
}
