/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A complement of random chunks, and a peer that serves it and its window keys, with faults on demand. */
#ifndef TALLYSTICK_TESTS_NET_ORIGIN_H
#define TALLYSTICK_TESTS_NET_ORIGIN_H

#include <pthread.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "net/client.h"
#include "net/source.h"
#include "peer.h"

/* What goes wrong, from now on; changed by the test under the lock (origin_fault). */
typedef struct faults {
    size_t break_after;      /* complement replies break off after so many body bytes; 0: never */
    unsigned break_times;    /* so often */
    bool hang;               /* nothing is answered */
    int status;              /* all replies are this error; 0: none */
    unsigned status_times;   /* so often; 0: always */
    const char *status_code; /* in that error's body */
    unsigned retry_after;    /* seconds that such replies ask for; 0: they do not */
    int key_status;          /* as status, for keys alone */
    unsigned key_status_times;
    const char *key_status_code;
    int64_t damaged; /* one byte of this chunk is wrong; -1: none */
    unsigned damaged_times;
    bool no_ranges;   /* 200 and everything */
    bool other_bytes; /* the whole complement is another one */
    bool garbage;     /* replies are no HTTP */
    unsigned slow_ms; /* pause before each complement reply */
} faults;

typedef struct origin {
    peer *server;
    uint16_t port;
    tss_id copy;
    tss_id view;
    uint8_t device_private[TSS_KEY_SIZE];
    uint8_t device_public[TSS_KEY_SIZE];
    uint8_t copy_key[TSS_KEY_SIZE];
    uint8_t index_hash[TSS_HASH_SIZE];
    tss_index index;
    uint8_t *plain; /* all chunks' plain bytes, at index offset - offset of chunk 0 - 16 each */
    uint8_t *file;
    size_t size;
    size_t head_size; /* header and index */
    pthread_mutex_t lock;
    faults wrong;
    char etag[32];
    /* What was asked: */
    unsigned requests;
    unsigned keys[64]; /* times each window was asked for and given */
    unsigned inside;   /* ranges that began inside a chunk */
    uint64_t sent;     /* body bytes of the complement */
    uint64_t furthest; /* last byte asked for */
} origin;

void origin_start(origin *from, uint32_t chunks, size_t largest, uint32_t seed);
void origin_finish(origin *from);
void origin_fault(origin *from, const faults *wrong);
/* Takes the server away, and brings it back on the same port. */
void origin_down(origin *from);
void origin_up(origin *from);
/* Plain bytes of a chunk and their number. */
const uint8_t *origin_plain(const origin *from, uint32_t chunk, size_t *size);

/* A client signed in at it. stall_ms as in tsn_client_options. */
tsn_client *origin_client(const origin *from, unsigned stall_ms);

#endif
