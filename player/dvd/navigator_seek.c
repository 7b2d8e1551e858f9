/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The machine sent elsewhere: to a time, a menu, or where a button leads. */
#include <stdio.h>
#include <stdlib.h>

#include "player/dvd/navigator_machine_int.h"
#include "player/dvd/ticks.h"

/* The cell of the present angle that holds a sector. */
static const tsp_cell *cell_at(const tsp_machine *machine, const tsp_title *title, uint32_t sector)
{
    unsigned from = tsp_machine_present(machine, title);
    for (unsigned i = 0; i < title->cell_count; i++) {
        const tsp_cell *cell = &title->cells[(from + i) % title->cell_count];
        if ((cell->angle == 0 || cell->angle == machine->angle) && sector >= cell->first_sector &&
            sector <= cell->last_sector)
            return cell;
    }
    return NULL;
}

static bool search(tsp_machine *machine, const tsp_cell *cell, uint32_t vobu)
{
    uint32_t offset = vobu > cell->first_sector ? vobu - cell->first_sector : 0;
    return dvdnav_sector_search(machine->vm, (int64_t)cell->offset + offset, SEEK_SET) == DVDNAV_STATUS_OK;
}

/*
 * libdvdnav searches in the first angle's cell alone, and goes to the beginning of any other's: so it is sent there as
 * if the first were chosen, to the VOBU or one of the same angle before that lies between the first one's. Where there
 * is none, the angles lie one after the other.
 */
static bool search_angle(tsp_machine *machine, const tsp_cell *cell, uint32_t index)
{
    const tsp_cell_vobus *vobus = &machine->vobus;
    const tsp_cell *first = cell;
    while (first->hidden)
        first--;
    while (cell->hidden && index > 0 && vobus->sectors[index] > first->last_sector)
        index--;
    uint32_t vobu = vobus->sectors[index];
    bool inside = vobu >= first->first_sector && vobu <= first->last_sector;
    if (cell->hidden && inside)
        dvdnav_angle_change(machine->vm, 1);
    bool found = search(machine, first, cell->hidden && !inside ? first->first_sector : vobu);
    dvdnav_angle_change(machine->vm, machine->angle);
    return found;
}

bool tsp_machine_skip_damage(tsp_machine *machine)
{
    const tsp_title *title = machine->last.title;
    if (!machine->joined || title->cell_count == 0)
        return false;
    uint32_t sector = machine->last.sector - title->vob_sector;
    for (uint32_t i = 0; i < title->vobu_count; i++) {
        if (title->vobus[i] <= sector)
            continue;
        const tsp_cell *cell = cell_at(machine, title, title->vobus[i]);
        if (!cell || tsp_cell_vobus_find(&machine->vobus, title, cell, NULL))
            return false;
        uint32_t index = tsp_cell_vobus_at(&machine->vobus, title->vobus[i]);
        if (machine->vobus.sectors[index] != title->vobus[i])
            continue; /* another angle's */
        /* Remember it as the last one, so that the next damage leads further on. */
        machine->last.sector = title->vobus[i] + title->vob_sector;
        machine->hopping = true;
        return search_angle(machine, cell, index);
    }
    return false;
}

/* The navigation pack of a VOBU of the title. */
static bool read_pack(tsp_machine *machine, uint32_t sector, tsp_nav_pack *pack)
{
    uint8_t block[DVD_VIDEO_LB_LEN];
    return DVDReadBlocks(machine->vobs, (int)sector, 1, block) == 1 && tsp_nav_pack_read(pack, block) &&
           pack->sector == sector;
}

/* The title time of a VOBU inside the cell. */
static int64_t probe(tsp_machine *machine, const tsp_cell *cell, uint32_t sector)
{
    tsp_nav_pack pack;
    return read_pack(machine, sector, &pack) ? cell->start + pack.cell_time : TSP_NO_TIME;
}

/* The last VOBU of the cell that begins at or before time, by its navigation packs: a few short reads. */
static uint32_t locate_index(tsp_machine *machine, const tsp_cell *cell, int64_t time)
{
    const tsp_cell_vobus *vobus = &machine->vobus;
    uint32_t low = 0;
    uint32_t high = vobus->count;
    if (time <= cell->start)
        return low; /* a film's beginning must not hang on a scratch in its middle */
    double low_time = (double)cell->start;
    double high_time = (double)(cell->start + (cell->duration > 0 ? cell->duration : 1));
    for (unsigned probes = 0; high - low > 1 && probes < 24; probes++) {
        /* Where time would lie were the rate constant; every third time the middle, so that it always ends. */
        double share = high_time > low_time ? ((double)time - low_time) / (high_time - low_time) : 0.5;
        if (probes % 3 == 2 || !(share > 0 && share < 1))
            share = 0.5;
        uint32_t middle = low + (uint32_t)(share * (double)(high - low));
        if (middle <= low)
            middle = low + 1;
        int64_t found = probe(machine, cell, vobus->sectors[middle]);
        if (found != TSP_NO_TIME && found <= time) {
            low = middle;
            low_time = (double)found;
        } else {
            high = middle;
            if (found != TSP_NO_TIME)
                high_time = (double)found;
        }
    }
    return low;
}

/*
 * After a search in a title of several angles libdvdnav leaves out the VOBU it
 * finds, for it might be another angle's: it is sent to the one before.
 */
static int step_back(tsp_machine *machine, const tsp_cell **cell, uint32_t *index, tsb_error *err)
{
    if (*index > 0) {
        --*index;
        return 0;
    }
    const tsp_title *title = machine->title;
    const tsp_cell *before = *cell;
    while (before > title->cells && (before->start == (*cell)->start || before->duration == 0))
        before--;
    if (before->start == (*cell)->start)
        return 0; /* the title's very beginning */
    *cell = tsp_title_cell_at(title, before->start, machine->angle);
    int result = tsp_cell_vobus_find(&machine->vobus, title, *cell, err);
    if (!result)
        *index = machine->vobus.count - 1;
    return result;
}

/* libdvdnav cannot search from a cell of another angle than the first: back to the beginning of its chapter, then. */
static int leave_angle(tsp_machine *machine, tsb_error *err)
{
    dvdnav_angle_change(machine->vm, 1);
    if (dvdnav_top_pg_search(machine->vm) != DVDNAV_STATUS_OK)
        return tsp_machine_enter(machine, err);
    machine->hopping = true;
    return 0;
}

static bool can_search(tsp_machine *machine)
{
    uint32_t position = 0;
    uint32_t length = 0;
    return dvdnav_get_position(machine->vm, &position, &length) == DVDNAV_STATUS_OK;
}

/* libdvdnav can search only from inside the title, and only once it has arrived where it was sent before. */
static int settle(tsp_machine *machine, tsb_error *err)
{
    bool roaming = machine->roaming;
    machine->roaming = false; /* this very title */
    int result = 0;
    for (unsigned tries = 0; tries < 4 && !result; tries++) {
        tsp_vobu vobu = {0};
        if (machine->ended)
            dvdnav_reset(machine->vm);
        bool elsewhere = machine->ended || machine->still || machine->entered != machine->title ||
                         (machine->placed && machine->last.title != machine->title);
        bool arrived = !elsewhere && machine->placed && !machine->hopping;
        if (elsewhere)
            result = tsp_machine_enter(machine, err);
        else if (arrived && can_search(machine))
            break;
        else if (arrived)
            result = leave_angle(machine, err);
        if (!result)
            result = tsp_machine_next(machine, &vobu, err);
        free(vobu.page);
        result = result > 0 ? 0 : result;
    }
    machine->roaming = roaming;
    if (!result && (!machine->placed || machine->hopping))
        return tsb_fail(err, TSB_ERR_INVALID, "The disc's title is empty");
    return result;
}

static int open_vobs(tsp_machine *machine, tsb_error *err)
{
    if (machine->vobs && machine->vobs_set == machine->title->title_set)
        return 0;
    if (machine->vobs)
        DVDCloseFile(machine->vobs);
    machine->vobs_set = machine->title->title_set;
    machine->vobs = DVDOpenFile(machine->disc, machine->vobs_set, DVD_READ_TITLE_VOBS);
    return machine->vobs ? 0 : tsb_fail(err, TSB_ERR_INVALID, "The disc's video objects cannot be opened");
}

static int go_time(tsp_machine *machine, int64_t time, uint32_t *sector, tsb_error *err)
{
    int result = settle(machine, err);
    if (!result)
        result = open_vobs(machine, err);
    if (result)
        return result;
    const tsp_cell *cell = tsp_title_cell_at(machine->title, time, machine->angle);
    result = tsp_cell_vobus_find(&machine->vobus, machine->title, cell, err);
    if (result)
        return result;
    uint32_t index = locate_index(machine, cell, time);
    if (machine->title->angle_count > 1)
        result = step_back(machine, &cell, &index, err);
    dvdnav_angle_change(machine->vm, machine->angle);
    /* Nothing is before the very beginning, and entering leaves nothing out. */
    bool enters = machine->title->angle_count > 1 && cell->start == 0 && index == 0;
    if (enters && !result)
        result = tsp_machine_enter(machine, err);
    if (result)
        return result;
    if (!enters && !search_angle(machine, cell, index)) {
        const char *reason = dvdnav_err_to_string(machine->vm);
        return tsb_fail(err, TSB_ERR_INVALID, "The disc has no place %.0f s into the film: %s", tsp_seconds(time),
                        reason);
    }
    machine->joined = false;
    machine->hopping = true;
    machine->cell = cell;
    machine->skip_until = cell->hidden ? time : TSP_NO_TIME;
    if (sector)
        *sector = machine->title->vob_sector + machine->vobus.sectors[index];
    return 0;
}

/*
 * Brings the registers for sound, subpicture and angle (SPRM 1 to 3) up to what the viewer has chosen. libdvdnav has no
 * call for that, but carries out any command: SetSTN with immediate values (DVD-Video, 4.6.3).
 */
static void tell_streams(tsp_machine *machine, const tsp_target *target)
{
    enum { SET_STREAMS = 0x51, GIVEN = 0x80, SHOWN = 0x40, NO_SUBPICTURE = 62 };
    vm_cmd_t command = {.bytes = {SET_STREAMS}};
    const tsp_title *from = machine->last.title;
    int32_t button = 0;
    if (machine->ended || !from || from->number == 0 || from->number != target->title)
        return;
    if (target->sound > 0)
        command.bytes[3] = (uint8_t)(GIVEN | (target->sound - 1));
    if (target->subpicture != 0)
        command.bytes[4] = (uint8_t)(GIVEN |
                                     (target->subpicture > 0 ? SHOWN | (target->subpicture - 1) : NO_SUBPICTURE));
    if (target->angle > 0 && target->angle <= from->angle_count)
        command.bytes[5] = (uint8_t)(GIVEN | target->angle);
    if (dvdnav_get_current_highlight(machine->vm, &button) != DVDNAV_STATUS_OK || button < 1)
        button = 1;
    dvdnav_button_activate_cmd(machine->vm, button, &command);
}

/* A button's command that leads nowhere may have chosen another angle. */
static void take_angle(tsp_machine *machine)
{
    int32_t angle = 0;
    int32_t count = 0;
    if (dvdnav_get_angle_info(machine->vm, &angle, &count) == DVDNAV_STATUS_OK && angle >= 1 &&
        angle <= machine->title->angle_count)
        machine->angle = angle;
}

static bool go_menu(tsp_machine *machine, bool top)
{
    tsp_machine_leave_still(machine);
    /* Over, it stands nowhere that a menu could be called from. */
    if (machine->ended && tsp_machine_enter(machine, NULL))
        return false;
    return dvdnav_menu_call(machine->vm, top ? DVD_MENU_Title : DVD_MENU_Root) == DVDNAV_STATUS_OK ||
           dvdnav_menu_call(machine->vm, top ? DVD_MENU_Root : DVD_MENU_Title) == DVDNAV_STATUS_OK;
}

/* Whether the button's command may be given where the machine is: it may have read on since the page, and libdvdnav
 * ends the process over a jump that the domain does not know (DVD-Video, 4.6.3: jumps and calls). */
static bool allowed(const tsp_machine *machine, const vm_cmd_t *command)
{
    enum { GROUP = 0xF0, JUMPS = 0x30, KIND = 0x0F };
    enum { JUMP_PLACE = 5, PLACE_SHIFT = 6, PLACE_SET_MENU = 2, JUMP_SET = 4 }; /* bytes of the command */
    enum { JUMP_TITLE = 2, JUMP_SET_TITLE = 3, JUMP_SET_CHAPTER = 5, JUMP_MENU = 6, CALL_MENU = 8 };
    if ((command->bytes[0] & GROUP) != JUMPS)
        return true;
    bool title = dvdnav_is_domain_vts(machine->vm);
    bool set_menu = dvdnav_is_domain_vtsm(machine->vm);
    int set = command->bytes[JUMP_SET];
    switch (command->bytes[1] & KIND) {
    case JUMP_TITLE:
        return !title && !set_menu;
    case JUMP_SET_TITLE:
    case JUMP_SET_CHAPTER:
        return title || set_menu;
    case JUMP_MENU:
        if (title || command->bytes[JUMP_PLACE] >> PLACE_SHIFT != PLACE_SET_MENU)
            return !title;
        /* From one set's menu to another's the way is by the disc's own. */
        return set_menu ? set == 0 || set == machine->set : set != 0;
    case CALL_MENU:
        return title;
    default:
        return true;
    }
}

/* True: the machine goes on from wherever the button's command led, or from where it is. */
static bool go_button(tsp_machine *machine, const tsp_menu_page *page, unsigned button)
{
    uint8_t block[DVD_VIDEO_LB_LEN];
    int32_t event = DVDNAV_NOP;
    int32_t length = 0;
    bool still = machine->still;
    pci_t pci = page->pci;
    if (button == 0 || button > page->button_count || machine->ended ||
        !allowed(machine, &page->pci.hli.btnit[button - 1].cmd) ||
        dvdnav_button_select(machine->vm, &pci, (int32_t)button) != DVDNAV_STATUS_OK ||
        dvdnav_button_activate(machine->vm, &pci) != DVDNAV_STATUS_OK)
        return false;
    machine->still = false; /* if it is one still, the machine says so again */
    machine->page_due = true;
    if (still || (machine->last.title && machine->last.title->number == 0))
        return true;
    /* In a film the machine has read on since: where the command did not send it elsewhere, the film goes on where the
     * viewer is. */
    take_angle(machine);
    return dvdnav_get_next_block(machine->vm, block, &event, &length) == DVDNAV_STATUS_OK &&
           event == DVDNAV_HOP_CHANNEL;
}

static bool go_elsewhere(tsp_machine *machine, const tsp_target *target)
{
    switch (target->kind) {
    case TSP_TARGET_TIME:
        return false;
    case TSP_TARGET_MENU:
    case TSP_TARGET_TOP_MENU:
        return go_menu(machine, target->kind == TSP_TARGET_TOP_MENU);
    case TSP_TARGET_BUTTON:
        return go_button(machine, target->page, target->button);
    }
    return false;
}

int tsp_machine_go(tsp_machine *machine, const tsp_target *target, uint32_t *sector, tsb_error *err)
{
    int result = tsp_titles_find(&machine->title, machine->titles, target->title, err);
    if (result)
        return result;
    if (target->angle > 0 && target->angle <= machine->title->angle_count)
        machine->angle = target->angle;
    machine->roaming = target->roaming;
    if (sector)
        *sector = UINT32_MAX;
    if (target->kind != TSP_TARGET_TIME)
        tell_streams(machine, target);
    bool elsewhere = go_elsewhere(machine, target);
    if (!elsewhere)
        result = go_time(machine, target->time, sector, err);
    machine->arrived = false;
    if (!elsewhere || result)
        return result;
    machine->skip_until = TSP_NO_TIME;
    machine->joined = machine->joined && machine->last.title && machine->last.title->number == 0;
    machine->hopping = true;
    return 0;
}
