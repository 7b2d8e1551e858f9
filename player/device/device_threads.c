/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The device's two threads: one reads pieces of the disc, one joins chunks with their complement. */
#include "player/device/device_int.h"

#include <string.h>

#include "base/clock.h"
#include "base/secret.h"

bool tsp_device_in_window(const tsp_device *device, uint32_t piece)
{
    return piece >= device->want && piece - device->want < device->ahead;
}

/* A slot for another piece: an empty one, else the one outside the window that was read from longest ago. */
static struct slot *free_slot(tsp_device *device)
{
    struct slot *best = NULL;

    for (uint32_t i = 0; i < device->slot_count; i++) {
        struct slot *slot = &device->slots[i];
        if (slot->state == SLOT_EMPTY)
            return slot;
        if (slot->state == SLOT_READING || slot->state == SLOT_JOINING || slot->pinned ||
            tsp_device_in_window(device, slot->piece))
            continue;
        if (!best || slot->used < best->used)
            best = slot;
    }
    return best;
}

/* Pieces from the wanted one on that are there, or as many as there are left. */
static uint32_t pieces_ahead(tsp_device *device)
{
    uint32_t count = 0;

    while (count < device->ahead && count < device->pieces.count - device->want &&
           tsp_device_slot_of(device, device->want + count))
        count++;
    return count < device->pieces.count - device->want ? count : device->ahead;
}

/* A drive reads in bursts and rests between, which is quieter: what is there is used up by half before more is read. */
static bool rests(tsp_device *device)
{
    uint32_t count = pieces_ahead(device);

    if (count == device->ahead)
        device->resting = true;
    else if (count < (device->ahead + 1) / 2)
        device->resting = false;
    return device->resting;
}

/* The next piece to read from the disc, in a slot made ready for it; NULL when there is none. */
static struct slot *next_to_read(tsp_device *device)
{
    for (uint32_t i = 0; i < device->ahead && i < device->pieces.count - device->want && !rests(device); i++) {
        struct slot *slot = NULL;
        if (tsp_device_slot_of(device, device->want + i))
            continue;
        slot = free_slot(device);
        if (slot) {
            slot->state = SLOT_READING;
            slot->piece = device->want + i;
            slot->used = device->clock;
            slot->damaged = false;
            slot->any_lost = false;
            tsb_error_clear(&slot->error);
        }
        return slot;
    }
    return NULL;
}

static void add_range(tsp_device_report *report, uint32_t first, uint32_t count, int lost)
{
    for (uint32_t i = 0; i < report->range_count; i++) {
        if (report->ranges[i].lost == lost && first >= report->ranges[i].first &&
            first + count <= report->ranges[i].first + report->ranges[i].count)
            return; /* Met before. */
        if (report->ranges[i].lost == lost && first == report->ranges[i].first + report->ranges[i].count) {
            report->ranges[i].count += count;
            return;
        }
    }
    if (report->range_count == TSP_DEVICE_RANGES)
        return;
    report->ranges[report->range_count].first = first;
    report->ranges[report->range_count].count = count;
    report->ranges[report->range_count].lost = lost;
    report->range_count++;
}

/* Notes which sectors of the piece were lost. Under the lock. */
static void note_lost(tsp_device *device, struct slot *slot)
{
    const tsp_piece *piece = &device->pieces.items[slot->piece];

    for (uint32_t i = 0; i < piece->count; i++) {
        uint32_t run = 0;
        while (i + run < piece->count && (slot->lost[(i + run) / 8] >> (i + run) % 8 & 1))
            run++;
        if (run == 0)
            continue;
        slot->any_lost = true;
        device->report.sectors_lost += run;
        add_range(&device->report, piece->first + i, run, 1);
        tsb_warn(device->log, "the disc cannot be read at sectors %u to %u", piece->first + i,
                 piece->first + i + run - 1);
        i += run;
    }
}

static int fit(struct slot *slot, size_t size, tsb_error *err)
{
    if (slot->capacity >= size)
        return 0;
    tsb_secret_free(slot->bytes, slot->capacity);
    slot->capacity = 0;
    slot->bytes = tsb_secret_alloc(size);
    if (!slot->bytes)
        return tsb_fail(err, TSB_ERR_MEMORY, "Out of memory: close other programs and try again.");
    slot->capacity = size;
    return 0;
}

/* Fills the slot from the disc. Without the lock. */
static int read_piece(tsp_device *device, struct slot *slot, tsb_error *err)
{
    const tsp_piece *piece = &device->pieces.items[slot->piece];
    int result = fit(slot, (size_t)piece->count * TSS_SECTOR_SIZE, err);

    memset(slot->lost, 0, sizeof(slot->lost));
    if (result == 0)
        result = device->read(device->context, piece->first, piece->count, slot->bytes, slot->lost, device->read_cancel,
                              err);
    if (result == 0 && piece->chunk < 0)
        tsp_restore_fields(&device->manifest, piece->first, piece->count, slot->bytes, slot->lost);
    return result;
}

/* What became of a slot's piece: ready or read, failed, or dropped because reading goes on elsewhere. Under the lock.
 */
static void settle(tsp_device *device, struct slot *slot, int result, enum slot_state success, enum slot_state dropped,
                   const tsb_error *cause)
{
    if (result == 0) {
        slot->state = success;
    } else if (result == TSB_ERR_CANCELLED) {
        slot->state = dropped;
    } else {
        slot->state = SLOT_FAILED;
        tsb_error_clear(&slot->error);
        tsb_pass(&slot->error, result, cause);
        tsb_error_log(device->log, "%s", cause->text);
    }
    tsb_monitor_changed(&device->monitor);
}

void *tsp_device_reader_main(void *context)
{
    tsp_device *device = context;

    tsb_monitor_enter(&device->monitor);
    while (!device->quit) {
        tsb_error cause = {0};
        struct slot *slot = next_to_read(device);
        bool chunk = false;
        int result = 0;

        if (!slot) {
            tsb_monitor_wait(&device->monitor);
            continue;
        }
        chunk = device->pieces.items[slot->piece].chunk >= 0;
        device->reading = slot->piece;
        device->reading_since = tsb_clock_ms();
        tsb_cancel_reset(device->read_cancel);
        tsb_monitor_leave(&device->monitor);
        result = read_piece(device, slot, &cause);
        tsb_monitor_enter(&device->monitor);
        device->reading = -1;
        if (result == 0)
            note_lost(device, slot);
        slot->damaged = slot->any_lost;
        settle(device, slot, result, chunk ? SLOT_READ : SLOT_READY, SLOT_EMPTY, &cause);
    }
    tsb_monitor_leave(&device->monitor);
    return NULL;
}

static void blank_piece(tsp_device *device, struct slot *slot)
{
    const tsp_piece *piece = &device->pieces.items[slot->piece];

    for (uint32_t i = 0; i < piece->count; i++)
        tsp_blank_video(slot->bytes + (size_t)i * TSS_SECTOR_SIZE);
}

/* Joins the slot's chunk with its complement. 0: ready, damaged telling whether it is the original. Without the lock.
 */
static int join_piece(tsp_device *device, struct slot *slot, tss_tally *tally, bool *damaged, tsb_error *err)
{
    const tsp_piece *piece = &device->pieces.items[slot->piece];
    uint32_t chunk = (uint32_t)piece->chunk;
    size_t size = device->source->index.entries[chunk].size - TSS_TAG_SIZE;
    tsb_error cause = {0};
    int result = tss_source_chunk(device->source, chunk, device->plain, size, device->join_cancel, &cause);
    bool blanked = false;

    *damaged = false;
    if (result == 0) {
        result = tss_chunk_synthesise(device->engine, slot->bytes, piece->count, device->plain, size,
                                      slot->any_lost ? slot->lost : NULL, tally, &cause);
        tsb_wipe(device->plain, size);
        /* Where need be, the engine did it. */
        blanked = result == TSB_ERR_DAMAGED;
    }
    /* One that this player does not understand is no damage of the disc: that ends the film, with advice to update. */
    if (result == TSB_ERR_DAMAGED || result == TSB_ERR_INVALID) {
        /* Whoever refused the chunk, it is all decoys still. */
        if (!blanked)
            blank_piece(device, slot);
        *damaged = true;
        tsb_warn(device->log, "chunk %u (sectors %u to %u) is damaged: %s", chunk, piece->first,
                 piece->first + piece->count - 1, cause.text);
        return 0;
    }
    if (result != 0)
        return tsb_pass(err, result, &cause);
    return 0;
}

/* Counts a chunk that was joined. Under the lock. */
static void note_joined(tsp_device *device, struct slot *slot, const tss_tally *tally, bool damaged)
{
    const tsp_piece *piece = &device->pieces.items[slot->piece];

    tss_tally_add(&device->report.tally, tally);
    slot->damaged = damaged;
    if (damaged) {
        device->report.chunks_damaged++;
        if (!slot->any_lost)
            add_range(&device->report, piece->first, piece->count, 0);
    } else {
        device->report.chunks_verified++;
    }
}

int64_t tsp_device_next_to_join(tsp_device *device)
{
    for (uint32_t i = device->want; i < device->pieces.count; i++) {
        const struct slot *slot = NULL;
        if (device->pieces.items[i].chunk < 0)
            continue;
        slot = tsp_device_slot_of(device, i);
        if (!slot || (slot->state != SLOT_READY && slot->state != SLOT_FAILED))
            return i;
    }
    return -1;
}

static void join(tsp_device *device, struct slot *slot)
{
    tss_tally tally = {0};
    tsb_error cause = {0};
    bool damaged = false;
    int result = 0;

    slot->state = SLOT_JOINING;
    device->joining = slot->piece;
    device->chunk = (uint32_t)device->pieces.items[slot->piece].chunk + 1;
    tsb_cancel_reset(device->join_cancel);
    tsb_monitor_leave(&device->monitor);
    result = join_piece(device, slot, &tally, &damaged, &cause);
    tsb_monitor_enter(&device->monitor);
    device->joining = -1;
    if (result == 0)
        note_joined(device, slot, &tally, damaged);
    settle(device, slot, result, SLOT_READY, SLOT_READ, &cause);
}

void *tsp_device_joiner_main(void *context)
{
    tsp_device *device = context;
    int64_t asked = -1;

    tsb_monitor_enter(&device->monitor);
    while (!device->quit) {
        int64_t next = tsp_device_next_to_join(device);
        struct slot *slot = next >= 0 ? tsp_device_slot_of(device, (uint32_t)next) : NULL;

        if (next >= 0 && next != asked) {
            /* The complement is fetched while the disc is read. */
            asked = next;
            tsb_monitor_leave(&device->monitor);
            tss_source_want(device->source, (uint32_t)device->pieces.items[next].chunk);
            tsb_monitor_enter(&device->monitor);
            continue;
        }
        if (slot && slot->state == SLOT_READ && tsp_device_in_window(device, slot->piece))
            join(device, slot);
        else
            tsb_monitor_wait(&device->monitor);
    }
    tsb_monitor_leave(&device->monitor);
    return NULL;
}
