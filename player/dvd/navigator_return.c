/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A new machine in an old one's place, whose disc was taken out and put back. */
#include <stdlib.h>

#include "player/dvd/navigator_machine_int.h"
#include "player/dvd/ticks.h"

/* VOBUs that are gone through, at most, to come back to one; and how much earlier that is begun. */
#define RETURN_LIMIT  64u
#define RETURN_BEFORE TSP_SECOND

/* Plays, for nobody to see, until it has given that VOBU. */
static int pass(tsp_machine *machine, const tsp_vobu *last, tsb_error *err)
{
    for (unsigned i = 0; i < RETURN_LIMIT; i++) {
        tsp_vobu vobu = {0};
        int result = tsp_machine_next(machine, &vobu, err);
        free(vobu.page);
        if (result < 0)
            return result;
        if (result == TSP_NAV_VOBU && vobu.sector == last->sector)
            break;
        if (result == TSP_NAV_OVER || vobu.time > last->time + RETURN_BEFORE)
            break; /* the tables say otherwise than the disc: it goes on from here */
    }
    /* What follows goes on in the time that the other machine told. */
    if (machine->last.sector == last->sector)
        machine->last.time = last->time;
    machine->page_due = true;
    return 0;
}

int tsp_machine_return(tsp_machine *machine, const tsp_target *target, const tsp_vobu *last, tsb_error *err)
{
    tsp_target back = *target;
    bool menu = last ? last->title->number == 0 : back.kind != TSP_TARGET_TIME;
    if (menu && back.kind != TSP_TARGET_MENU)
        back.kind = TSP_TARGET_TOP_MENU; /* where a button led, a new machine does not know */
    if (last && !menu) {
        back.kind = TSP_TARGET_TIME;
        back.title = last->title->number;
        back.time = last->time > RETURN_BEFORE ? last->time - RETURN_BEFORE : 0;
    }
    int result = tsp_machine_go(machine, &back, NULL, err);
    if (!result && last && !menu)
        result = pass(machine, last, err);
    machine->arrived = machine->arrived || menu;
    return result;
}
