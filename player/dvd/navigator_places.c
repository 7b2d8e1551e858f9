/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where the machine is, and what of it is to be shown when. */
#include <stdlib.h>

#include "player/dvd/navigator_machine_int.h"
#include "player/dvd/ticks.h"

/* Stamps that go on within this are one timeline. */
#define SEAMLESS (TSP_SECOND / 2)

/* Where the machine is; NULL: nowhere that could be shown. */
static const tsp_title *place_of(tsp_machine *machine)
{
    int32_t number = 0;
    int32_t part = 0;
    if (dvdnav_is_domain_vts(machine->vm)) {
        if (dvdnav_current_title_info(machine->vm, &number, &part) != DVDNAV_STATUS_OK || number < 1 ||
            (unsigned)number > machine->titles->count)
            return NULL;
        const tsp_title *title = &machine->titles->titles[number - 1];
        return title->cell_count > 0 ? title : NULL;
    }
    int set = dvdnav_is_domain_vtsm(machine->vm) ? machine->set : 0;
    if (set < 0 || (unsigned)set >= machine->titles->set_count)
        return NULL;
    const tsp_title *menu = &machine->titles->sets[set].menu;
    return menu->vob_sector > 0 ? menu : NULL;
}

static bool is_cell(const tsp_cell *cell, const tsp_nav_pack *pack)
{
    if (pack->sector < cell->first_sector || pack->sector > cell->last_sector)
        return false;
    /* Cells of several angles lie in one another; their numbers tell them apart. */
    return cell->angle == 0 || (cell->vob_id == pack->vob_id && cell->cell_id == pack->cell_id);
}

unsigned tsp_machine_present(const tsp_machine *machine, const tsp_title *title)
{
    bool here = machine->cell && machine->cell >= title->cells && machine->cell < title->cells + title->cell_count;
    return here ? (unsigned)(machine->cell - title->cells) : 0;
}

/* The cell a VOBU of a title belongs to; NULL: none that is known. One may stand in a title more than once: prefer the
 * present one, then those after it. */
static const tsp_cell *cell_of(const tsp_machine *machine, const tsp_title *title, const tsp_nav_pack *pack)
{
    unsigned from = tsp_machine_present(machine, title);
    for (unsigned i = 0; i < title->cell_count; i++) {
        const tsp_cell *cell = &title->cells[(from + i) % title->cell_count];
        if (is_cell(cell, pack))
            return cell;
    }
    return NULL;
}

static int64_t time_of(const tsp_machine *machine, const tsp_nav_pack *pack, const tsp_cell *cell)
{
    if (!machine->joined)
        return cell ? cell->start + pack->cell_time : 0;
    /* 32-bit differences, so that a wrap of the stamps does not show. */
    int32_t step = (int32_t)(pack->start_stamp - machine->last.stamp);
    int32_t length = (int32_t)(machine->last_end - machine->last.stamp);
    if (length < 0 || length > 4 * TSP_SECOND)
        length = 0;
    int32_t gap = step - length;
    return machine->last.time + (gap > -SEAMLESS && gap < SEAMLESS && step > 0 ? step : length);
}

/* Whether the title's own cells were played through and the machine went back to begin again. */
static bool begins_again(const tsp_machine *machine, const tsp_title *title, const tsp_cell *cell)
{
    return machine->joined && machine->cell && machine->cell->start == title->cells[title->cell_count - 1].start &&
           cell && cell->start < machine->cell->start;
}

/* What can be chosen from this VOBU on; NULL: as before. Without memory the buttons of before stay. */
static tsp_menu_page *make_page(tsp_machine *machine, const tsp_nav_pack *pack, const tsp_vobu *vobu)
{
    if (!machine->page_due && pack->buttons_state >= 2)
        return NULL;
    tsp_menu_page *page = malloc(sizeof *page);
    if (!page)
        return NULL;
    int32_t button = 0;
    tsp_menu_page_read(page, dvdnav_get_current_nav_pci(machine->vm));
    machine->page_due = false;
    for (unsigned i = 0; i < TSP_MENU_COLOURS; i++)
        page->palette[i] = machine->palette[i];
    if (dvdnav_get_current_highlight(machine->vm, &button) == DVDNAV_STATUS_OK && button > 0)
        page->chosen = (unsigned)button;
    unsigned forced = page->pci.hli.hl_gi.fosl_btnn & 0x3Fu;
    if (pack->buttons_state == 1 && forced > 0)
        page->chosen = forced;
    /* A number left over from another menu. */
    if (page->chosen > page->button_count)
        page->chosen = page->button_count > 0 ? 1 : 0;
    page->moves = machine->moves;
    int8_t stream = dvdnav_get_active_spu_stream(machine->vm);
    page->picture = stream >= 0 ? (uint8_t)stream & 0x1F : TSP_MENU_NO_PICTURE;
    page->time = vobu->time;
    if (pack->buttons_state > 0)
        page->time = tsp_vobu_time(vobu, page->pci.hli.hl_gi.hli_s_ptm);
    if (page->time < vobu->time || page->time > vobu->time + 2 * TSP_SECOND)
        page->time = vobu->time;
    if (page->forced > 0)
        page->forced_time = tsp_vobu_time(vobu, page->pci.hli.hl_gi.hli_e_ptm);
    return page;
}

/* Takes over where the VOBU is; what came before does not count. */
static void arrive(tsp_machine *machine, const tsp_title *place, const tsp_cell *cell)
{
    if (machine->placed && machine->last.title != place)
        machine->joined = false;
    /* On the way back the film's time goes back, too. */
    if (machine->joined && machine->roaming && cell && machine->cell && cell->start < machine->cell->start)
        machine->joined = false;
}

/* libdvdnav sets the sign where the stream is not to be shown. */
static int subpicture(const tsp_machine *machine)
{
    int8_t stream = dvdnav_get_active_spu_stream(machine->vm);
    return stream >= 0 && stream < TSP_SUBPICTURE_STREAMS ? stream : -1;
}

/* libdvdnav's register may have a number that no angle of this title has. */
static int angle_of(const tsp_machine *machine, const tsp_title *place)
{
    int32_t angle = 1;
    int32_t count = 1;
    bool known = dvdnav_get_angle_info(machine->vm, &angle, &count) == DVDNAV_STATUS_OK;
    return known && angle >= 1 && angle <= place->angle_count ? angle : 1;
}

static tsp_vobu describe(const tsp_machine *machine, const tsp_title *place, const tsp_cell *cell,
                         const tsp_nav_pack *pack)
{
    return (tsp_vobu){
        .sector = place->vob_sector + pack->sector,
        .count = pack->count,
        .stamp = pack->start_stamp,
        .time = time_of(machine, pack, cell),
        .title = place,
        .moved = machine->arrived && !machine->joined,
        .sequence_end = pack->sequence_end,
        .sound = dvdnav_get_active_audio_stream(machine->vm),
        .angle = angle_of(machine, place),
        .subpicture = subpicture(machine),
    };
}

int tsp_machine_take(tsp_machine *machine, const uint8_t *block, tsp_vobu *out)
{
    tsp_nav_pack pack;
    const tsp_title *place = place_of(machine);
    if (!place || (!machine->roaming && place != machine->title))
        return machine->placed && !machine->roaming ? TSP_NAV_OVER : -1;
    if (!tsp_nav_pack_read(&pack, block)) {
        tsb_warn(&machine->log, "A navigation pack is damaged; its VOBU is skipped");
        return -1;
    }
    const tsp_cell *cell = cell_of(machine, place, &pack);
    if (!machine->roaming && begins_again(machine, place, cell))
        return TSP_NAV_OVER;
    if ((uint64_t)place->vob_sector + pack.sector + pack.count > machine->image_sectors) {
        tsb_warn(&machine->log, "A VOBU lies beyond the end of the disc; it is skipped");
        return -1;
    }
    arrive(machine, place, cell);
    *out = describe(machine, place, cell, &pack);
    machine->cell = cell;
    machine->last = *out;
    machine->last_end = pack.end_stamp;
    machine->joined = true;
    machine->placed = true;
    machine->hopping = false;
    if (machine->skip_until != TSP_NO_TIME && cell && cell->angle > 0 &&
        out->time + (int32_t)(pack.end_stamp - pack.start_stamp) <= machine->skip_until)
        return -1;
    machine->skip_until = TSP_NO_TIME;
    machine->arrived = true;
    out->page = make_page(machine, &pack, out);
    return TSP_NAV_VOBU;
}
