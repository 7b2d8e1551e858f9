/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The machine on a thread of its own, because libdvdnav's reads of the disc cannot be stopped; where one was left
 * behind, another machine goes on. */
#include "player/pipeline/navigator.h"

#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#include "player/disc/offload.h"
#include "player/pipeline/navigator_machine.h"

/* What all machines share, those left behind too. */
struct disc {
    atomic_uint holders;
    char *path;
    int number;
    uint32_t image_sectors;
    tsb_log log;
    tsp_title title; /* written by the first machine's opening alone */
};

/* A call's state. */
struct place {
    struct disc *disc;
    tsp_machine *machine; /* opened by the first call */
    int64_t time;
    uint32_t sector;
    tsp_vobu vobu;
};

struct tsp_navigator {
    struct disc *disc;
    tsp_offload *offload;
    const struct place *sought; /* the one that stands where it was sent */
};

static void drop_disc(struct disc *disc)
{
    if (atomic_fetch_sub(&disc->holders, 1) != 1)
        return;
    tsp_title_finish(&disc->title);
    free(disc->path);
    free(disc);
}

static void *create_place(void *context)
{
    struct disc *disc = context;
    struct place *place = calloc(1, sizeof *place);
    if (!place)
        return NULL;
    place->disc = disc;
    atomic_fetch_add(&disc->holders, 1);
    return place;
}

static void release_place(void *state)
{
    struct place *place = state;
    tsp_machine_close(&place->machine);
    drop_disc(place->disc);
    free(place);
}

static int open_machine(void *state, tsb_error *err)
{
    struct place *place = state;
    struct disc *disc = place->disc;
    if (place->machine)
        return 0;
    return tsp_machine_open(&place->machine, disc->path, disc->number, &disc->title, disc->image_sectors, &disc->log,
                            err);
}

static int next_vobu(void *state, tsb_error *err)
{
    struct place *place = state;
    return tsp_machine_next(place->machine, &place->vobu, err);
}

static int seek(void *state, tsb_error *err)
{
    struct place *place = state;
    int result = open_machine(state, err);
    return result ? result : tsp_machine_seek(place->machine, place->time, &place->sector, err);
}

static struct place *take_place(tsp_navigator *navigator, const tsb_cancel *cancel, tsb_error *err, int *result)
{
    void *state = NULL;
    *result = tsp_offload_state(navigator->offload, &state, cancel, err);
    return state;
}

static struct disc *create_disc(const char *path, int number, uint32_t image_sectors, const tsb_log *log)
{
    struct disc *disc = calloc(1, sizeof *disc);
    if (!disc)
        return NULL;
    atomic_init(&disc->holders, 1);
    disc->path = strdup(path);
    disc->number = number;
    disc->image_sectors = image_sectors;
    disc->log = tsb_log_named(log, "navigator");
    if (disc->path)
        return disc;
    drop_disc(disc);
    return NULL;
}

int tsp_navigator_open(tsp_navigator **out, const char *path, int title, uint32_t image_sectors, const tsb_log *log,
                       const tsb_cancel *cancel, tsb_error *err)
{
    static const struct tsp_offload_ops ops = {.create = create_place, .release = release_place};
    tsp_navigator *navigator = calloc(1, sizeof *navigator);
    int result = 0;
    if (navigator)
        navigator->disc = create_disc(path, title, image_sectors, log);
    if (!navigator || !navigator->disc)
        result = tsb_fail(err, TSB_ERR_MEMORY, "Not enough memory to open the disc");
    if (!result)
        result = tsp_offload_create(&navigator->offload, &ops, navigator->disc, err);
    if (!result)
        navigator->sought = take_place(navigator, cancel, err, &result);
    if (!result)
        result = tsp_offload_run(navigator->offload, open_machine, cancel, err);
    if (result)
        tsp_navigator_close(&navigator);
    *out = navigator;
    return result;
}

void tsp_navigator_close(tsp_navigator **navigator)
{
    if (!navigator || !*navigator)
        return;
    tsp_offload_destroy(&(*navigator)->offload);
    if ((*navigator)->disc)
        drop_disc((*navigator)->disc);
    free(*navigator);
    *navigator = NULL;
}

const tsp_title *tsp_navigator_title(const tsp_navigator *navigator)
{
    return &navigator->disc->title;
}

int tsp_navigator_next(tsp_navigator *navigator, tsp_vobu *out, const tsb_cancel *cancel, tsb_error *err)
{
    int result = 0;
    const struct place *place = take_place(navigator, cancel, err, &result);
    if (result)
        return result;
    if (place != navigator->sought)
        return tsb_fail(err, TSB_ERR_INTERNAL, "Navigation was stopped, and not sent anywhere since");
    navigator->sought = NULL;
    result = tsp_offload_run(navigator->offload, next_vobu, cancel, err);
    if (result == TSB_ERR_CANCELLED)
        return result;
    navigator->sought = place;
    *out = place->vobu;
    return result;
}

int tsp_navigator_seek(tsp_navigator *navigator, int64_t time, uint32_t *sector, const tsb_cancel *cancel,
                       tsb_error *err)
{
    int result = 0;
    struct place *place = take_place(navigator, cancel, err, &result);
    navigator->sought = NULL;
    if (result)
        return result;
    place->time = time;
    result = tsp_offload_run(navigator->offload, seek, cancel, err);
    if (result)
        return result;
    navigator->sought = place;
    if (sector)
        *sector = place->sector;
    return 0;
}

int64_t tsp_vobu_time(const tsp_vobu *vobu, uint64_t stamp)
{
    return vobu->time + (int32_t)((uint32_t)stamp - vobu->stamp);
}
