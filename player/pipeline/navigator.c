/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The machine on a thread of its own, because libdvdnav's reads of the disc cannot be stopped; where one was left
 * behind, another machine goes on. */
#include "player/pipeline/navigator.h"

#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#include "player/disc/offload.h"
#include "player/pipeline/navigator_machine.h"
#include "player/pipeline/ticks.h"

/* What all machines share, those left behind too. */
struct disc {
    atomic_uint holders;
    char *path;
    int number;
    uint32_t image_sectors;
    tsb_log log;
    tsp_title_list titles; /* written by the first machine's opening alone */
};

/* A call's state. */
struct place {
    struct disc *disc;
    tsp_machine *machine; /* opened by the first call */
    tsp_target target;
    tsp_menu_page page; /* the target's */
    uint32_t sector;
    unsigned button; /* to be told of; 0: none */
    unsigned moves;
    tsp_vobu vobu; /* its page is the place's until it is given out */
};

struct tsp_navigator {
    struct disc *disc;
    tsp_offload *offload;
    const struct place *sought; /* the one that stands where it was sent */
    const tsp_title *title;     /* that it was opened on */
    unsigned button;            /* chosen last, not told of yet; 0: none */
    unsigned moves;
};

static void drop_disc(struct disc *disc)
{
    if (atomic_fetch_sub(&disc->holders, 1) != 1)
        return;
    tsp_titles_finish(&disc->titles);
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
    free(place->vobu.page);
    drop_disc(place->disc);
    free(place);
}

static int open_machine(void *state, tsb_error *err)
{
    struct place *place = state;
    struct disc *disc = place->disc;
    if (place->machine)
        return 0;
    return tsp_machine_open(&place->machine, disc->path, disc->number, &disc->titles, disc->image_sectors, &disc->log,
                            err);
}

static int next_vobu(void *state, tsb_error *err)
{
    struct place *place = state;
    free(place->vobu.page);
    place->vobu = (tsp_vobu){0};
    if (place->button > 0)
        tsp_machine_choose(place->machine, place->button, place->moves);
    return tsp_machine_next(place->machine, &place->vobu, err);
}

static int go(void *state, tsb_error *err)
{
    struct place *place = state;
    int result = open_machine(state, err);
    return result ? result : tsp_machine_go(place->machine, &place->target, &place->sector, err);
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
    if (!result)
        result = tsp_titles_find(&navigator->title, &navigator->disc->titles, title, err);
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
    return navigator->title;
}

const tsp_title_list *tsp_navigator_titles(const tsp_navigator *navigator)
{
    return &navigator->disc->titles;
}

void tsp_navigator_choose(tsp_navigator *navigator, unsigned button, unsigned moves)
{
    navigator->button = button;
    navigator->moves = moves;
}

int tsp_navigator_next(tsp_navigator *navigator, tsp_vobu *out, const tsb_cancel *cancel, tsb_error *err)
{
    int result = 0;
    struct place *place = take_place(navigator, cancel, err, &result);
    if (result)
        return result;
    if (place != navigator->sought)
        return tsb_fail(err, TSB_ERR_INTERNAL, "Navigation was stopped, and not sent anywhere since");
    navigator->sought = NULL;
    place->button = navigator->button;
    place->moves = navigator->moves;
    navigator->button = 0;
    result = tsp_offload_run(navigator->offload, next_vobu, cancel, err);
    if (result == TSB_ERR_CANCELLED)
        return result;
    navigator->sought = place;
    *out = place->vobu;
    place->vobu.page = NULL;
    return result;
}

int tsp_navigator_go(tsp_navigator *navigator, const tsp_target *target, uint32_t *sector, const tsb_cancel *cancel,
                     tsb_error *err)
{
    int result = 0;
    struct place *place = take_place(navigator, cancel, err, &result);
    navigator->sought = NULL;
    if (result)
        return result;
    place->target = *target;
    if (target->page) {
        place->page = *target->page;
        place->target.page = &place->page;
    }
    result = tsp_offload_run(navigator->offload, go, cancel, err);
    if (result)
        return result;
    navigator->sought = place;
    if (sector)
        *sector = place->sector;
    return 0;
}

int tsp_navigator_seek(tsp_navigator *navigator, int64_t time, uint32_t *sector, const tsb_cancel *cancel,
                       tsb_error *err)
{
    tsp_target target = {.kind = TSP_TARGET_TIME, .title = navigator->title->number, .time = time};
    return tsp_navigator_go(navigator, &target, sector, cancel, err);
}

int64_t tsp_vobu_time(const tsp_vobu *vobu, uint64_t stamp)
{
    return vobu->time + (int32_t)((uint32_t)stamp - vobu->stamp);
}

int64_t tsp_vobu_packet_time(const tsp_vobu *vobu, const tsp_pes *packet)
{
    return packet->has_pts ? tsp_vobu_time(vobu, packet->pts) : TSP_NO_TIME;
}
