/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "player/pipeline/navigator_machine.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include <dvdnav/dvdnav.h>

#include "base/file.h"
#include "player/pipeline/navigator_pack.h"
#include "player/pipeline/ticks.h"

/* libdvdnav's virtual machine may wander through commands; a disc that never comes to a picture is stopped here. */
#define EVENTS_LIMIT 4096
/* Stamps that go on within this are one timeline. */
#define SEAMLESS (TSP_SECOND / 2)
/* Unreadable navigation packs in a row that are skipped. */
#define SKIPS_LIMIT 64

struct tsp_machine {
    dvdnav_t *vm;
    dvd_reader_t *disc;
    dvd_file_t *vobs;
    uint32_t image_sectors;
    tsb_log log;
    const tsp_title *title;
    bool ended;
    bool placed;          /* at least one VOBU was given since the title was entered */
    bool hopping;         /* the machine was sent elsewhere, and has not said yet where it is */
    const tsp_cell *cell; /* of the last VOBU */
    tsp_vobu last;
    uint32_t last_end; /* its end stamp */
    bool joined;       /* last and last_end hold the VOBU played just before */
};

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

static int enter_title(tsp_machine *machine, tsb_error *err)
{
    machine->ended = false;
    machine->placed = false;
    machine->hopping = false;
    machine->joined = false;
    machine->cell = NULL;
    if (dvdnav_title_play(machine->vm, machine->title->number) != DVDNAV_STATUS_OK)
        return tsb_fail(err, TSB_ERR_INVALID, "The disc's title %d cannot be entered: %s", machine->title->number,
                        dvdnav_err_to_string(machine->vm));
    return 0;
}

static int open_disc(tsp_machine *machine, const char *path, int number, tsp_title *title, tsb_error *err)
{
    static const dvd_logger_cb disc_logger = {log_disc};
    static const dvdnav_logger_cb vm_logger = {log_vm};
    if (!tsb_path_exists(path))
        return tsb_fail(err, TSB_ERR_NOT_FOUND, "%s: no such file or drive", path);
    machine->disc = DVDOpen2(machine, &disc_logger, path);
    if (!machine->disc)
        return tsb_fail(err, TSB_ERR_INVALID, "%s cannot be read as a DVD-Video disc", path);
    int result = title->number ? 0 : tsp_title_read(title, machine->disc, number, err);
    if (result)
        return result;
    machine->title = title;
    machine->vobs = DVDOpenFile(machine->disc, machine->title->title_set, DVD_READ_TITLE_VOBS);
    if (!machine->vobs)
        return tsb_fail(err, TSB_ERR_INVALID, "The disc's video objects cannot be opened");
    if (dvdnav_open2(&machine->vm, machine, &vm_logger, path) != DVDNAV_STATUS_OK) {
        machine->vm = NULL;
        return tsb_fail(err, TSB_ERR_INVALID, "%s cannot be navigated as a DVD-Video disc", path);
    }
    dvdnav_set_readahead_flag(machine->vm, 0);
    dvdnav_set_PGC_positioning_flag(machine->vm, 1);
    return enter_title(machine, err);
}

int tsp_machine_open(tsp_machine **out, const char *path, int number, tsp_title *title, uint32_t image_sectors,
                     const tsb_log *log, tsb_error *err)
{
    tsp_machine *machine = calloc(1, sizeof *machine);
    *out = NULL;
    if (!machine)
        return tsb_fail(err, TSB_ERR_MEMORY, "Not enough memory to open the disc");
    machine->log = *log;
    machine->image_sectors = image_sectors;
    int result = open_disc(machine, path, number, title, err);
    if (result)
        tsp_machine_close(&machine);
    *out = machine;
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
    free(closing);
    *machine = NULL;
}

static bool inside(const tsp_cell *cell, uint32_t sector)
{
    return cell && sector >= cell->first_sector && sector <= cell->last_sector;
}

/* A cell may stand in a title more than once: prefer the present one, then those after it. */
static const tsp_cell *find_cell(const tsp_machine *machine, uint32_t sector)
{
    const tsp_title *title = machine->title;
    unsigned from = machine->cell ? (unsigned)(machine->cell - title->cells) : 0;
    for (unsigned i = 0; i < title->cell_count; i++) {
        const tsp_cell *cell = &title->cells[(from + i) % title->cell_count];
        if (inside(cell, sector))
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
static bool begins_again(const tsp_machine *machine, const tsp_cell *cell)
{
    const tsp_title *title = machine->title;
    return machine->joined && machine->cell == &title->cells[title->cell_count - 1] && cell && cell < machine->cell;
}

/* 1: out is filled; 0: the title is over; -1: nothing to play here. */
static int take_vobu(tsp_machine *machine, const uint8_t *block, tsp_vobu *out)
{
    int32_t number = 0;
    int32_t part = 0;
    tsp_nav_pack pack;
    if (!dvdnav_is_domain_vts(machine->vm) ||
        dvdnav_current_title_info(machine->vm, &number, &part) != DVDNAV_STATUS_OK || number != machine->title->number)
        return machine->placed ? 0 : -1;
    if (!tsp_nav_pack_read(&pack, block)) {
        tsb_warn(&machine->log, "A navigation pack is damaged; its VOBU is skipped");
        return -1;
    }
    const tsp_cell *cell = find_cell(machine, pack.sector);
    if (begins_again(machine, cell))
        return 0;
    uint64_t sector = (uint64_t)machine->title->vob_sector + pack.sector;
    if (sector + pack.count > machine->image_sectors) {
        tsb_warn(&machine->log, "A VOBU lies beyond the end of the disc; it is skipped");
        return -1;
    }
    *out = (tsp_vobu){
        .sector = (uint32_t)sector,
        .count = pack.count,
        .stamp = pack.start_stamp,
        .time = time_of(machine, &pack, cell),
    };
    machine->cell = cell;
    machine->last = *out;
    machine->last_end = pack.end_stamp;
    machine->joined = true;
    machine->placed = true;
    machine->hopping = false;
    return 1;
}

/* The machine cannot read where it stands: goes on at the next VOBU the tables name. */
static bool skip_damage(tsp_machine *machine)
{
    const tsp_title *title = machine->title;
    if (!machine->joined)
        return false;
    uint32_t sector = machine->last.sector - title->vob_sector;
    for (uint32_t i = 0; i < title->vobu_count; i++) {
        if (title->vobus[i] <= sector)
            continue;
        const tsp_cell *cell = find_cell(machine, title->vobus[i]);
        if (!cell)
            return false;
        /* Remember it as the last one, so that the next damage leads further on. */
        machine->last.sector = title->vobus[i] + title->vob_sector;
        machine->hopping = true;
        return dvdnav_sector_search(machine->vm, (int64_t)cell->offset + title->vobus[i] - cell->first_sector,
                                    SEEK_SET) == DVDNAV_STATUS_OK;
    }
    return false;
}

/* 1, 0 as tsp_machine_next; -1: go on. */
static int handle_event(tsp_machine *machine, int32_t event, const uint8_t *block, tsp_vobu *out)
{
    switch (event) {
    case DVDNAV_NAV_PACKET:
        return take_vobu(machine, block, out);
    case DVDNAV_STOP:
        return 0;
    case DVDNAV_STILL_FRAME:
        dvdnav_still_skip(machine->vm);
        return -1;
    case DVDNAV_WAIT:
        dvdnav_wait_skip(machine->vm);
        return -1;
    default:
        return -1;
    }
}

int tsp_machine_next(tsp_machine *machine, tsp_vobu *out, tsb_error *err)
{
    unsigned skips = 0;
    if (machine->ended)
        return 0;
    /* A VOBU's own blocks come as events, too, and are not counted against the machine. */
    for (unsigned events = 0; events < EVENTS_LIMIT;) {
        uint8_t block[DVD_VIDEO_LB_LEN];
        int32_t event = DVDNAV_NOP;
        int32_t length = 0;
        if (dvdnav_get_next_block(machine->vm, block, &event, &length) != DVDNAV_STATUS_OK) {
            tsb_info(&machine->log, "%s", dvdnav_err_to_string(machine->vm));
            /* Blocks other than navigation packs are of no interest here, so their damage is none. */
            if (skips++ >= SKIPS_LIMIT || (skips > 2 && !skip_damage(machine)))
                return tsb_fail(err, TSB_ERR_IO, "The disc cannot be read any further: clean it, and try again");
            continue;
        }
        if (event == DVDNAV_BLOCK_OK)
            continue;
        events++;
        int result = handle_event(machine, event, block, out);
        if (result >= 0) {
            machine->ended = result == 0;
            return result;
        }
    }
    return tsb_fail(err, TSB_ERR_INVALID,
                    "The disc's commands lead to no picture: it is damaged or not meant for players");
}

static int64_t probe(tsp_machine *machine, const tsp_cell *cell, uint32_t sector)
{
    uint8_t block[DVD_VIDEO_LB_LEN];
    tsp_nav_pack pack;
    if (DVDReadBlocks(machine->vobs, (int)sector, 1, block) != 1 || !tsp_nav_pack_read(&pack, block) ||
        pack.sector != sector)
        return TSP_NO_TIME;
    return cell->start + pack.cell_time;
}

/* Index of the last VOBU that begins at or before sector. */
static uint32_t vobu_at(const tsp_title *title, uint32_t sector)
{
    uint32_t low = 0;
    uint32_t high = title->vobu_count;
    while (high - low > 1) {
        uint32_t middle = low + (high - low) / 2;
        if (title->vobus[middle] <= sector)
            low = middle;
        else
            high = middle;
    }
    return low;
}

/* The last VOBU of the cell that begins at or before time, by its navigation packs: a few short reads. */
static uint32_t locate(tsp_machine *machine, const tsp_cell *cell, int64_t time)
{
    const tsp_title *title = machine->title;
    uint32_t low = vobu_at(title, cell->first_sector);
    uint32_t high = vobu_at(title, cell->last_sector) + 1;
    if (time <= cell->start)
        return title->vobus[low]; /* a film's beginning must not hang on a scratch in its middle */
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
        int64_t found = probe(machine, cell, title->vobus[middle]);
        if (found != TSP_NO_TIME && found <= time) {
            low = middle;
            low_time = (double)found;
        } else {
            high = middle;
            if (found != TSP_NO_TIME)
                high_time = (double)found;
        }
    }
    return title->vobus[low];
}

/* libdvdnav can search only from inside the title, and only once it has arrived where it was sent before. */
static int settle(tsp_machine *machine, tsb_error *err)
{
    for (unsigned tries = 0; tries < 3; tries++) {
        tsp_vobu ignored;
        int result = 0;
        if (machine->ended) {
            dvdnav_reset(machine->vm);
            result = enter_title(machine, err);
        }
        if (!result && machine->placed && !machine->hopping)
            return 0;
        if (!result)
            result = tsp_machine_next(machine, &ignored, err);
        if (result < 0)
            return result;
    }
    return tsb_fail(err, TSB_ERR_INVALID, "The disc's title is empty");
}

int tsp_machine_seek(tsp_machine *machine, int64_t time, uint32_t *sector, tsb_error *err)
{
    int result = settle(machine, err);
    if (result)
        return result;
    const tsp_cell *cell = tsp_title_cell_at(machine->title, time);
    uint32_t vobu = locate(machine, cell, time);
    uint32_t offset = vobu > cell->first_sector ? vobu - cell->first_sector : 0;
    if (dvdnav_sector_search(machine->vm, (int64_t)cell->offset + offset, SEEK_SET) != DVDNAV_STATUS_OK) {
        const char *reason = dvdnav_err_to_string(machine->vm);
        return tsb_fail(err, TSB_ERR_INVALID, "The disc has no place %.0f s into the film: %s", tsp_seconds(time),
                        reason);
    }
    machine->joined = false;
    machine->hopping = true;
    machine->cell = cell;
    if (sector)
        *sector = machine->title->vob_sector + vobu;
    return 0;
}
