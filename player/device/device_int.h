/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The synthesis device's insides, shared by device.c and device_threads.c. */
#ifndef TALLYSTICK_PLAYER_DEVICE_INT_H
#define TALLYSTICK_PLAYER_DEVICE_INT_H

#include <pthread.h>
#include <stdbool.h>

#include "base/monitor.h"
#include "player/device/device.h"
#include "player/device/device_pieces.h"

/* A slot goes empty -> reading -> read -> joining -> ready; a piece outside any
 * chunk from reading to ready at once. Whoever put it into reading or joining
 * alone touches bytes and lost, without the lock. */
enum slot_state { SLOT_EMPTY, SLOT_READING, SLOT_READ, SLOT_JOINING, SLOT_READY, SLOT_FAILED };

struct slot {
    enum slot_state state;
    bool pinned;  /* being copied from */
    bool damaged; /* ready, but not wholly the original */
    bool any_lost;
    uint32_t piece;
    uint64_t used;  /* the device's clock when last read from */
    uint8_t *bytes; /* secret memory */
    size_t capacity;
    uint8_t lost[TSS_CHUNK_MAX_SECTORS / 8];
    tsb_error error; /* when failed */
};

typedef struct tsp_device {
    tsp_sectors base;
    tsp_reader *read;
    void *context;
    tsp_presence *presence;
    tss_manifest manifest;
    tss_source *source;
    const tsb_log *log;
    tsp_pieces pieces;
    uint32_t slot_count;
    uint32_t ahead; /* pieces from want on that are made ready */

    /* The synthesis thread's own. */
    tss_engine *engine;
    uint8_t *plain; /* secret memory for one plain chunk */
    size_t plain_size;

    pthread_t reader;
    pthread_t joiner;
    bool reader_started;
    bool joiner_started;
    tsb_cancel *read_cancel; /* for what the reader thread reads now; reset by it, under the lock */
    tsb_cancel *join_cancel; /* for what the synthesis thread waits for now; likewise */

    tsb_monitor monitor; /* guards all below; its lock is meant where it says "under the lock" */
    bool quit;
    struct slot *slots;
    uint32_t want;     /* piece that is read next */
    uint32_t position; /* sector after the last one given out */
    int64_t hinted;    /* sector of a hint not followed yet, or -1 */
    bool waiting;      /* a read is blocked on want */
    bool resting;      /* enough was read ahead; the drive has a rest */
    bool damaged_here; /* the piece last given out is damaged */
    uint64_t clock;
    int64_t reading;        /* piece in the reader's hands, or -1 */
    uint64_t reading_since; /* milliseconds of tsb_clock_ms */
    uint32_t chunk;         /* joined last, or in the synthesis thread's hands, from 1 */
    int64_t joining;        /* piece in the synthesis thread's hands, or -1 */
    tsp_device_report report;
} tsp_device;

void *tsp_device_reader_main(void *context);
void *tsp_device_joiner_main(void *context);

/* The slot that holds a piece in any state but empty, or NULL. Under the lock. */
struct slot *tsp_device_slot_of(tsp_device *device, uint32_t piece);

/* Whether a piece is one of those made ready ahead of the reader. Under the lock. */
bool tsp_device_in_window(const tsp_device *device, uint32_t piece);

/* The first chunk from want on that is not joined yet, as a piece: in the window, or the first one after it; -1 at
 * the end. Under the lock. */
int64_t tsp_device_next_to_join(tsp_device *device);

#endif
