/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "player/dvd/navigator_machine.h"

#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "player/dvd/navigator_machine_int.h"
#include "player/dvd/ticks.h"

/* libdvdnav's virtual machine may wander through commands; a disc that never comes to a picture is stopped here. */
#define EVENTS_LIMIT 4096
/* Unreadable navigation packs in a row that are skipped. */
#define SKIPS_LIMIT 64

static TSB_PRINTF(3, 0) void forward(tsp_machine *machine, bool warning, const char *format, va_list arguments)
{
    char line[256];
    vsnprintf(line, sizeof line, format, arguments);
    tsb_log_write(&machine->log, warning ? TSB_LOG_INFO : TSB_LOG_DEBUG, "%s", line);
}

static TSB_PRINTF(3, 0) void log_vm(void *context, dvdnav_logger_level_t level, const char *format, va_list arguments)
{
    forward(context, level == DVDNAV_LOGGER_LEVEL_ERROR, format, arguments);
}

static TSB_PRINTF(3, 0) void log_disc(void *context, dvd_logger_level_t level, const char *format, va_list arguments)
{
    forward(context, level == DVD_LOGGER_LEVEL_ERROR, format, arguments);
}

void tsp_machine_leave_still(tsp_machine *machine)
{
    static vm_cmd_t nothing;
    if (machine->still)
        dvdnav_button_activate_cmd(machine->vm, 0, &nothing);
    machine->still = false;
}

int tsp_machine_enter(tsp_machine *machine, tsb_error *err)
{
    tsp_machine_leave_still(machine);
    machine->entered = machine->title;
    machine->ended = false;
    machine->placed = false;
    machine->hopping = false;
    machine->joined = false;
    machine->cell = NULL;
    machine->skip_until = TSP_NO_TIME;
    if (dvdnav_title_play(machine->vm, machine->title->number) != DVDNAV_STATUS_OK)
        return tsb_fail(err, TSB_ERR_INVALID, "The disc's title %d cannot be entered: %s", machine->title->number,
                        dvdnav_err_to_string(machine->vm));
    return 0;
}

static int open_disc(tsp_machine *machine, const char *path, int number, tsp_title_list *titles, tsb_error *err)
{
    static const dvd_logger_cb disc_logger = {log_disc};
    static const dvdnav_logger_cb vm_logger = {log_vm};
    if (!tsb_path_exists(path))
        return tsb_fail(err, TSB_ERR_NOT_FOUND, "%s: no such file or drive", path);
    machine->disc = DVDOpen2(machine, &disc_logger, path);
    if (!machine->disc)
        return tsb_fail(err, TSB_ERR_INVALID, "%s cannot be read as a DVD-Video disc", path);
    int result = titles->count ? 0 : tsp_titles_read(titles, machine->disc, err);
    if (!result)
        result = tsp_titles_find(&machine->title, titles, number, err);
    if (result)
        return result;
    if (dvdnav_open2(&machine->vm, machine, &vm_logger, path) != DVDNAV_STATUS_OK) {
        machine->vm = NULL;
        return tsb_fail(err, TSB_ERR_INVALID, "%s cannot be navigated as a DVD-Video disc", path);
    }
    dvdnav_set_readahead_flag(machine->vm, 0);
    dvdnav_set_PGC_positioning_flag(machine->vm, 1);
    return tsp_machine_enter(machine, err);
}

int tsp_machine_open(tsp_machine **out, const char *path, int number, tsp_title_list *titles, uint32_t image_sectors,
                     const tsb_log *log, tsb_error *err)
{
    tsp_machine *machine = calloc(1, sizeof *machine);
    *out = NULL;
    if (!machine)
        return tsb_fail(err, TSB_ERR_MEMORY, "Not enough memory to open the disc");
    machine->log = *log;
    machine->image_sectors = image_sectors;
    machine->titles = titles;
    machine->angle = 1;
    *out = machine;
    int result = open_disc(machine, path, number, titles, err);
    if (result)
        tsp_machine_close(out);
    return result;
}

void tsp_machine_close(tsp_machine **machine)
{
    if (!machine || !*machine)
        return;
    tsp_machine *closing = *machine;
    if (closing->vm)
        dvdnav_close(closing->vm);
    if (closing->vobs)
        DVDCloseFile(closing->vobs);
    if (closing->disc)
        DVDClose(closing->disc);
    tsp_cell_vobus_finish(&closing->vobus);
    free(closing);
    *machine = NULL;
}

void tsp_machine_abandon(tsp_machine **machine)
{
    /* Within reach, lest it count as leaked. */
    static _Atomic(tsp_machine *) abandoned;
    if (!*machine)
        return;
    (*machine)->abandoned = atomic_exchange(&abandoned, *machine);
    *machine = NULL;
}

bool tsp_machine_stumbled(const tsp_machine *machine)
{
    return machine->stumbled;
}

void tsp_machine_choose(tsp_machine *machine, unsigned button, unsigned moves)
{
    /* All that libdvdnav looks at before it sets the register. */
    pci_t any = {.pci_gi = {.nv_pck_lbn = UINT32_MAX}, .hli = {.hl_gi = {.hli_ss = 1, .btn_ns = TSP_BUTTONS_MAX}}};
    machine->moves = moves;
    if (button > 0)
        dvdnav_button_select(machine->vm, &any, (int32_t)button);
}

static int take_still(tsp_machine *machine, const uint8_t *block, tsp_vobu *out)
{
    dvdnav_still_event_t still;
    memcpy(&still, block, sizeof still);
    if (!machine->placed) {
        /* Of where the machine was before. */
        machine->still = true;
        tsp_machine_leave_still(machine);
        return -1;
    }
    machine->still = true;
    *out = machine->last;
    out->page = NULL;
    out->moved = false;
    out->still = (unsigned)still.length;
    return TSP_NAV_STILL;
}

/* An enum tsp_nav_result; -1: go on. */
static int handle_event(tsp_machine *machine, int32_t event, const uint8_t *block, tsp_vobu *out)
{
    dvdnav_vts_change_event_t change;
    switch (event) {
    case DVDNAV_NAV_PACKET:
        return tsp_machine_take(machine, block, out);
    case DVDNAV_STOP:
        return TSP_NAV_OVER;
    case DVDNAV_STILL_FRAME:
        return take_still(machine, block, out);
    case DVDNAV_WAIT:
        /* Who reads goes no further ahead in a menu than it must. */
        dvdnav_wait_skip(machine->vm);
        return -1;
    case DVDNAV_VTS_CHANGE:
        memcpy(&change, block, sizeof change);
        machine->set = change.new_vtsN;
        return -1;
    case DVDNAV_SPU_CLUT_CHANGE:
        memcpy(machine->palette, block, sizeof machine->palette);
        machine->page_due = true;
        return -1;
    case DVDNAV_HOP_CHANNEL:
        /* Where it was sent by us its time is known; where the disc's commands sent it, a film's time jumps. */
        if (!machine->hopping && machine->last.title && machine->last.title->number > 0)
            machine->joined = false;
        machine->page_due = true;
        return -1;
    default:
        return -1;
    }
}

int tsp_machine_next(tsp_machine *machine, tsp_vobu *out, tsb_error *err)
{
    unsigned skips = 0;
    machine->stumbled = false;
    if (machine->ended)
        return TSP_NAV_OVER;
    if (machine->still) {
        machine->still = false;
        dvdnav_still_skip(machine->vm);
    }
    /* A VOBU's own blocks come as events, too, and are not counted against the machine. */
    for (unsigned events = 0; events < EVENTS_LIMIT;) {
        uint8_t block[DVD_VIDEO_LB_LEN];
        int32_t event = DVDNAV_NOP;
        int32_t length = 0;
        if (dvdnav_get_next_block(machine->vm, block, &event, &length) != DVDNAV_STATUS_OK) {
            tsb_info(&machine->log, "%s", dvdnav_err_to_string(machine->vm));
            machine->stumbled = true;
            /* Blocks other than navigation packs are of no interest here, so their damage is none. */
            if (skips++ >= SKIPS_LIMIT || (skips > 2 && !tsp_machine_skip_damage(machine)))
                return tsb_fail(err, TSB_ERR_IO, "The disc cannot be read any further: clean it, and try again");
            continue;
        }
        if (event == DVDNAV_BLOCK_OK)
            continue;
        events++;
        int result = handle_event(machine, event, block, out);
        if (result >= 0) {
            machine->ended = result == TSP_NAV_OVER;
            return result;
        }
    }
    return tsb_fail(err, TSB_ERR_INVALID,
                    "The disc's commands lead to no picture: it is damaged or not meant for players");
}
