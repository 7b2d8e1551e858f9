/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A new machine in an old one's place, whose disc was taken out and put back. */
#include <stdlib.h>
#include <string.h>

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

/* The number of the title set whose menu that is; 0: the disc's own. */
static unsigned set_of(const tsp_title_list *titles, const tsp_title *menu)
{
    unsigned set = 0;
    while (set < titles->set_count && &titles->sets[set].menu != menu)
        set++;
    return set < titles->set_count ? set : 0;
}

/* Menus are called from a title of their set. */
static int enter_set(tsp_machine *machine, unsigned set, tsb_error *err)
{
    const tsp_title_list *titles = machine->titles;
    for (unsigned i = 0; i < titles->count; i++) {
        if (titles->titles[i].title_set != (int)set || titles->titles[i].cell_count == 0)
            continue;
        machine->title = &titles->titles[i];
        return tsp_machine_enter(machine, err);
    }
    return 0;
}

int tsp_machine_return(tsp_machine *machine, const tsp_target *target, const tsp_vobu *last, tsb_error *err)
{
    tsp_target back = *target;
    bool menu = last ? last->title->number == 0 : back.kind != TSP_TARGET_TIME;
    unsigned set = last && menu ? set_of(machine->titles, last->title) : 0;
    int result = 0;
    if (menu && (set > 0 || back.kind != TSP_TARGET_MENU)) /* where a button led, a new machine does not know */
        back.kind = set > 0 ? TSP_TARGET_MENU : TSP_TARGET_TOP_MENU;
    if (set > 0)
        result = enter_set(machine, set, err);
    if (last && !menu) {
        back.kind = TSP_TARGET_TIME;
        back.title = last->title->number;
        back.time = last->time > RETURN_BEFORE ? last->time - RETURN_BEFORE : 0;
    }
    if (!result)
        result = tsp_machine_go(machine, &back, NULL, err);
    if (!result && last && !menu)
        result = pass(machine, last, err);
    machine->arrived = machine->arrived || menu;
    return result;
}

/* Whether the buttons are those of the page: the same places, and the same commands. */
static bool same_buttons(const tsp_menu_page *a, const tsp_menu_page *b)
{
    return a->button_count == b->button_count &&
           memcmp(a->pci.hli.btnit, b->pci.hli.btnit, a->button_count * sizeof a->pci.hli.btnit[0]) == 0;
}

/* Goes on until something can be chosen; whether that is what the page has. */
static int await_buttons(tsp_machine *machine, const tsp_menu_page *page, bool *same, tsb_error *err)
{
    *same = false;
    for (unsigned i = 0; i < RETURN_LIMIT; i++) {
        tsp_vobu vobu = {0};
        int result = tsp_machine_next(machine, &vobu, err);
        bool any = vobu.page && vobu.page->button_count > 0;
        *same = any && same_buttons(vobu.page, page);
        free(vobu.page);
        if (result < 0)
            return result;
        if (any || result != TSP_NAV_VOBU)
            break;
    }
    return 0;
}

int tsp_machine_return_to_button(tsp_machine *machine, const tsp_target *target, const tsp_vobu *last, tsb_error *err)
{
    bool same = false;
    int result = tsp_machine_return(machine, target, last, err);
    if (result || !last || last->title->number != 0)
        return result;
    result = await_buttons(machine, target->page, &same, err);
    if (result)
        return result;
    return same ? tsp_machine_go(machine, target, NULL, err) : tsp_machine_return(machine, target, last, err);
}
