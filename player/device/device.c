/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "player/device/device.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/secret.h"
#include "base/translate.h"
#include "player/device/device_int.h"

#define PIECES_DEFAULT 12u
#define PIECES_MIN     4u

static int check_options(const tsp_device_options *options, tsb_error *err)
{
    const tss_index *index = &options->source->index;
    const tss_manifest *manifest = options->manifest;

    if (manifest->image_size != (uint64_t)index->image_sectors * TSS_SECTOR_SIZE ||
        !tss_id_equal(&manifest->copy, &index->copy))
        return tsb_fail(err, TSB_ERR_INVALID, "The complement does not belong to this disc.");
    return 0;
}

static int create_parts(tsp_device *device, uint32_t pieces, tsb_error *err)
{
    const tss_index *index = &device->source->index;
    int result = tsp_pieces_build(&device->pieces, index, err);

    if (result != 0)
        return result;
    device->slot_count = pieces == 0 ? PIECES_DEFAULT : pieces < PIECES_MIN ? PIECES_MIN : pieces;
    /* A few stay behind the reader, for the small steps back of seeking. */
    device->ahead = device->slot_count - device->slot_count / 4;
    device->slots = calloc(device->slot_count, sizeof(*device->slots));
    for (uint32_t i = 0; i < index->chunk_count; i++) {
        size_t size = index->entries[i].size - TSS_TAG_SIZE;
        if (index->entries[i].size < TSS_TAG_SIZE || size > TSS_SEALED_CHUNK_MAX)
            return tsb_fail(err, TSB_ERR_INVALID, "The complement's index names an impossible chunk.");
        device->plain_size = size > device->plain_size ? size : device->plain_size;
    }
    device->plain = tsb_secret_alloc(device->plain_size + 1);
    if (!device->slots || !device->plain)
        return tsb_fail(err, TSB_ERR_MEMORY, "Out of memory.");
    result = tss_engine_create(&device->engine, err);
    if (result == 0)
        result = tsb_cancel_create(&device->read_cancel, err);
    if (result == 0)
        result = tsb_cancel_create(&device->join_cancel, err);
    return result;
}

static int start_threads(tsp_device *device, tsb_error *err)
{
    device->reader_started = pthread_create(&device->reader, NULL, tsp_device_reader_main, device) == 0;
    if (device->reader_started)
        device->joiner_started = pthread_create(&device->joiner, NULL, tsp_device_joiner_main, device) == 0;
    return device->joiner_started
               ? 0
               : tsb_fail(err, TSB_ERR_MEMORY, "Cannot start the synthesis: the system has no thread left.");
}

struct slot *tsp_device_slot_of(tsp_device *device, uint32_t piece)
{
    for (uint32_t i = 0; i < device->slot_count; i++) {
        if (device->slots[i].state != SLOT_EMPTY && device->slots[i].piece == piece)
            return &device->slots[i];
    }
    return NULL;
}

/* Moves the window of pieces made ready, and stops work on pieces that fell out of it. Under the lock. */
static void move_window(tsp_device *device, uint32_t piece)
{
    if (piece == device->want)
        return;
    device->want = piece;
    /* Work on what is not wanted next gives way, so that a seek does not wait behind a scratch or a late chunk. */
    if (device->reading >= 0 && device->reading != piece &&
        (!tsp_device_in_window(device, (uint32_t)device->reading) || !tsp_device_slot_of(device, piece)))
        tsb_cancel_fire(device->read_cancel);
    if (device->joining >= 0 && device->joining != tsp_device_next_to_join(device))
        tsb_cancel_fire(device->join_cancel);
    tsb_monitor_changed(&device->monitor);
}

/* Blocks until the piece is ready. Under the lock. */
static int wait_ready(tsp_device *device, uint32_t piece, struct slot **out, const tsb_cancel *cancel, tsb_error *err)
{
    for (;;) {
        struct slot *slot = NULL;
        if (tsb_cancel_fired(cancel))
            return tsb_fail(err, TSB_ERR_CANCELLED, "Reading was stopped.");
        move_window(device, piece);
        slot = tsp_device_slot_of(device, piece);
        if (slot && slot->state == SLOT_READY) {
            *out = slot;
            return 0;
        }
        if (slot && slot->state == SLOT_FAILED) {
            bool stale = !device->waiting;
            slot->state = SLOT_EMPTY;
            tsb_monitor_changed(&device->monitor);
            if (!stale)
                return tsb_pass(err, slot->error.code, &slot->error);
            /* It failed ahead of being asked for; things may be better now. */
        }
        device->waiting = true;
        /* But not for longer than a caller may have to wait for its own cancel. */
        tsb_monitor_wait_ms(&device->monitor, TSB_MONITOR_CANCEL_MS);
    }
}

/* Turns to where the last hint pointed, if there was one since. Under the lock. */
static void follow_hint(tsp_device *device)
{
    if (device->hinted < 0)
        return;
    device->position = (uint32_t)device->hinted;
    device->hinted = -1;
    move_window(device, tsp_pieces_find(&device->pieces, device->position));
}

static int read_device(tsp_sectors *sectors, uint32_t first, uint32_t count, uint8_t *out, const tsb_cancel *cancel,
                       tsb_error *err)
{
    tsp_device *device = (tsp_device *)sectors;
    int result = 0;

    if (first > sectors->count || count > sectors->count - first)
        return tsb_fail(err, TSB_ERR_INVALID, "The image has no sector %llu.", (unsigned long long)first + count - 1);
    tsb_monitor_enter(&device->monitor);
    while (count > 0 && result == 0) {
        uint32_t number = tsp_pieces_find(&device->pieces, first);
        const tsp_piece *piece = &device->pieces.items[number];
        uint32_t inside = first - piece->first;
        uint32_t part = piece->count - inside < count ? piece->count - inside : count;
        struct slot *slot = NULL;

        result = wait_ready(device, number, &slot, cancel, err);
        device->waiting = false;
        if (!slot)
            break;
        slot->pinned = true;
        slot->used = ++device->clock;
        tsb_monitor_leave(&device->monitor);
        memcpy(out, slot->bytes + (size_t)inside * TSS_SECTOR_SIZE, (size_t)part * TSS_SECTOR_SIZE);
        tsb_monitor_enter(&device->monitor);
        slot->pinned = false;
        device->damaged_here = slot->damaged;
        first += part;
        count -= part;
        out += (size_t)part * TSS_SECTOR_SIZE;
        device->position = first;
    }
    follow_hint(device);
    tsb_monitor_leave(&device->monitor);
    return result;
}

static void hint_device(tsp_sectors *sectors, uint32_t sector)
{
    tsp_device *device = (tsp_device *)sectors;

    if (sector >= sectors->count)
        return;
    tsb_monitor_enter(&device->monitor);
    device->hinted = sector;
    /* A blocked read comes first: were it moved away from, hint after hint, it might never end. */
    if (!device->waiting)
        follow_hint(device);
    tsb_monitor_leave(&device->monitor);
}

/* How far the piece waited for has come. Under the lock. */
static double progress(tsp_device *device, const tss_source_status *source)
{
    const struct slot *slot = tsp_device_slot_of(device, device->want);
    int32_t chunk = device->pieces.items[device->want].chunk;
    double fetched = source->progress;

    if (chunk < 0)
        return 0.5;
    if ((uint32_t)chunk >= source->buffered_from && (uint32_t)chunk < source->buffered_to)
        fetched = 1.0;
    if (!slot || slot->state == SLOT_READING)
        return 0.5 * fetched;
    return 0.15 + 0.8 * fetched;
}

static uint32_t ready_ahead(tsp_device *device)
{
    uint32_t ahead = 0;

    if (device->position >= device->base.count)
        return 0;
    for (uint32_t i = tsp_pieces_find(&device->pieces, device->position); i < device->pieces.count; i++) {
        const struct slot *slot = tsp_device_slot_of(device, i);
        const tsp_piece *piece = &device->pieces.items[i];
        if (!slot || slot->state != SLOT_READY)
            break;
        ahead += piece->count;
        if (piece->first < device->position)
            ahead -= device->position - piece->first;
    }
    return ahead;
}

/* The sector up to which the complement is here; 0: not from where it is wanted on. */
static uint32_t complement_to(const tsp_device *device, const tss_source_status *source)
{
    const tss_index *index = &device->source->index;

    if (source->buffered_to <= source->buffered_from || source->buffered_to > index->chunk_count)
        return 0;
    if (source->buffered_to == index->chunk_count)
        return index->image_sectors;
    return index->entries[source->buffered_to].first;
}

/* Under the lock. */
static void tell_trouble(const tsp_device *device, const tss_source_status *source, const tsp_presence_status *disc,
                         tsp_sectors_status *out)
{
    bool slow = device->waiting && device->reading == device->want &&
                tsb_clock_ms() - device->reading_since >= TSP_SLOW_MS;

    if (disc->out) {
        out->trouble = TSP_TROUBLE_NO_DISC;
        snprintf(out->text, sizeof(out->text), "%s", disc->text);
    } else if (source->state == TSS_SOURCE_PACED) { /* what was asked for comes: no trouble */
        snprintf(out->text, sizeof(out->text), "%s", source->text);
    } else if (source->state != TSS_SOURCE_READY) {
        out->trouble = source->token ? TSP_TROUBLE_TOKEN : TSP_TROUBLE_NETWORK;
        snprintf(out->text, sizeof(out->text), "%s", source->text);
    } else if (slow) {
        out->trouble = TSP_TROUBLE_DISC;
        snprintf(out->text, sizeof(out->text), "%s", _("The disc is hard to read here; the drive tries again"));
    } else if (device->damaged_here) {
        out->trouble = TSP_TROUBLE_DAMAGE;
        snprintf(out->text, sizeof(out->text), "%s",
                 _("The disc is damaged here: part of the picture could not be restored."));
    }
}

static void status_device(tsp_sectors *sectors, tsp_sectors_status *out)
{
    tsp_device *device = (tsp_device *)sectors;
    tss_source_status source = {0};
    tsp_presence_status disc = {0};

    tss_source_status_get(device->source, &source);
    if (device->presence)
        tsp_presence_status_get(device->presence, &disc);
    tsb_monitor_enter(&device->monitor);
    *out = (tsp_sectors_status){
        .buffered = device->waiting ? progress(device, &source) : 1.0,
        .ahead = ready_ahead(device),
        .position = device->position,
        .complement_to = complement_to(device, &source),
        .chunk = device->chunk,
        .chunk_count = device->source->index.chunk_count,
        .token = source.token,
        .chunks_verified = device->report.chunks_verified,
        .chunks_damaged = device->report.chunks_damaged,
        .pictures_damaged = device->report.tally.pictures_damaged,
        .complement_bytes = source.bytes,
        .complement_rate = source.rate,
        .absent = source.absent || disc.out,
        .retryable = source.retryable,
        .retry_ms = source.retry_ms,
    };
    tell_trouble(device, &source, &disc, out);
    tsb_monitor_leave(&device->monitor);
}

static void retry_device(tsp_sectors *sectors)
{
    tss_source_retry(((tsp_device *)sectors)->source);
}

static void stop_threads(tsp_device *device)
{
    tsb_monitor_enter(&device->monitor);
    device->quit = true;
    tsb_cancel_fire(device->read_cancel);
    tsb_cancel_fire(device->join_cancel);
    tsb_monitor_changed(&device->monitor);
    tsb_monitor_leave(&device->monitor);
    if (device->reader_started)
        pthread_join(device->reader, NULL);
    if (device->joiner_started)
        pthread_join(device->joiner, NULL);
}

static void destroy_device(tsp_sectors *sectors)
{
    tsp_device *device = (tsp_device *)sectors;

    if (device->reader_started)
        stop_threads(device);
    for (uint32_t i = 0; device->slots && i < device->slot_count; i++)
        tsb_secret_free(device->slots[i].bytes, device->slots[i].capacity);
    free(device->slots);
    tsb_secret_free(device->plain, device->plain_size + 1);
    tss_engine_destroy(&device->engine);
    tsb_cancel_destroy(&device->read_cancel);
    tsb_cancel_destroy(&device->join_cancel);
    tsp_pieces_finish(&device->pieces);
    tsb_monitor_finish(&device->monitor);
    free(device);
}

int tsp_device_create(tsp_sectors **out, const tsp_device_options *options, tsb_error *err)
{
    static const struct tsp_sectors_ops ops = {.read = read_device,
                                               .hint = hint_device,
                                               .status = status_device,
                                               .retry = retry_device,
                                               .destroy = destroy_device};
    tsp_device *device = NULL;
    int result = check_options(options, err);

    *out = NULL;
    if (result != 0)
        return result;
    device = calloc(1, sizeof(*device));
    if (!device)
        return tsb_fail(err, TSB_ERR_MEMORY, "Out of memory.");
    result = tsb_monitor_init(&device->monitor, err);
    if (result != 0) {
        free(device);
        return result;
    }
    device->base = (tsp_sectors){.ops = &ops, .count = options->source->index.image_sectors};
    device->read = options->read;
    device->context = options->context;
    device->presence = options->presence;
    device->manifest = *options->manifest;
    device->source = options->source;
    device->log = options->log;
    device->reading = -1;
    device->joining = -1;
    device->hinted = -1;
    result = create_parts(device, options->pieces, err);
    if (result == 0)
        result = start_threads(device, err);
    if (result != 0) {
        destroy_device(&device->base);
        return result;
    }
    *out = &device->base;
    return 0;
}

static int read_disc(void *context, uint32_t first, uint32_t count, uint8_t *out, uint8_t *lost,
                     const tsb_cancel *cancel, tsb_error *err)
{
    return tsp_disc_read(context, first, count, out, lost, cancel, err);
}

int tsp_device_open(tsp_sectors **out, tsp_disc *disc, tss_source *source, const tsb_log *log, tsb_error *err)
{
    tsp_device_options options = {
        .read = read_disc,
        .context = disc,
        .presence = tsp_disc_presence(disc),
        .manifest = tsp_disc_manifest(disc),
        .source = source,
        .log = log,
    };

    return tsp_device_create(out, &options, err);
}

void tsp_device_report_get(tsp_sectors *sectors, tsp_device_report *out)
{
    tsp_device *device = (tsp_device *)sectors;

    tsb_monitor_enter(&device->monitor);
    *out = device->report;
    tsb_monitor_leave(&device->monitor);
}
