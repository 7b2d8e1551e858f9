/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Where the player's pipeline takes a disc's sectors from: the disc itself,
 * or the synthesis device that joins disc and complement.
 */
#ifndef TALLYSTICK_PLAYER_SECTORS_H
#define TALLYSTICK_PLAYER_SECTORS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/cancel.h"
#include "base/error.h"

typedef struct tsp_sectors tsp_sectors;

/* A drive that takes longer for a piece, which is a megabyte or two, meets dirt or a scratch. */
#define TSP_SLOW_MS 3000u

/* What is wrong, as far as the viewer can do something about it. */
enum tsp_trouble {
    TSP_TROUBLE_NONE,
    TSP_TROUBLE_NETWORK, /* the server does not answer; goes on by itself */
    TSP_TROUBLE_TOKEN,   /* the token is out; goes on when it is back */
    TSP_TROUBLE_NO_DISC, /* the disc is out; goes on when it is back */
    TSP_TROUBLE_DISC,    /* the disc takes long to read: longer than TSP_SLOW_MS */
    TSP_TROUBLE_DAMAGE   /* part of the picture is blanked */
};

typedef struct tsp_sectors_status {
    double buffered;        /* 0..1: how far what the reader waits for has come; 1 when nothing is waited for */
    uint32_t ahead;         /* sectors ready from the last read on */
    uint32_t position;      /* the sector behind the last read */
    uint32_t complement_to; /* sector up to which the complement is here; 0: not known */
    uint32_t chunk;         /* being verified, or verified last, from 1; 0: none */
    uint32_t chunk_count;   /* of the film; 0: it has none */
    bool token;             /* the complement comes from a token, else from a server */
    enum tsp_trouble trouble;
    uint64_t chunks_verified;
    uint64_t chunks_damaged;
    uint64_t pictures_damaged;
    uint64_t complement_bytes;
    double complement_rate;         /* bytes a second */
    bool absent;                    /* a person took away the disc or the token: playing pauses until it is back */
    bool retryable;                 /* tsp_sectors_retry() has what cannot be reached tried at once */
    uint64_t retry_ms;              /* then: until it is tried by itself; 0: it is being tried */
    char text[TSB_ERROR_TEXT_SIZE]; /* for the viewer: network lost, disc damaged...; empty when all is well */
} tsp_sectors_status;

struct tsp_sectors_ops {
    int (*read)(tsp_sectors *sectors, uint32_t first, uint32_t count, uint8_t *out, const tsb_cancel *cancel,
                tsb_error *err);
    void (*hint)(tsp_sectors *sectors, uint32_t sector);
    void (*status)(tsp_sectors *sectors, tsp_sectors_status *out);
    void (*retry)(tsp_sectors *sectors); /* NULL: nothing is to be had by it */
    void (*destroy)(tsp_sectors *sectors);
};

/* First member of every implementation. */
struct tsp_sectors {
    const struct tsp_sectors_ops *ops;
    uint32_t count; /* of the image */
};

/*
 * Reads whole 2048-byte sectors; blocks until they are there or cancel fires.
 * Sectors the disc cannot read come as zeros, never as decoys, and show in the
 * status. One thread at a time.
 */
static inline int tsp_sectors_read(tsp_sectors *sectors, uint32_t first, uint32_t count, uint8_t *out,
                                   const tsb_cancel *cancel, tsb_error *err)
{
    return sectors->ops->read(sectors, first, count, out, cancel, err);
}

/* Says where reading goes on next, so that prefetch starts there. Never blocks. Any thread. */
static inline void tsp_sectors_hint(tsp_sectors *sectors, uint32_t sector)
{
    sectors->ops->hint(sectors, sector);
}

/* Never blocks. Any thread. */
static inline void tsp_sectors_status_get(tsp_sectors *sectors, tsp_sectors_status *out)
{
    sectors->ops->status(sectors, out);
}

/* What cannot be reached is tried again at once, if it is not being tried. Never blocks. Any thread. */
static inline void tsp_sectors_retry(tsp_sectors *sectors)
{
    if (sectors->ops->retry)
        sectors->ops->retry(sectors);
}

static inline void tsp_sectors_destroy(tsp_sectors **sectors)
{
    if (sectors && *sectors) {
        (*sectors)->ops->destroy(*sectors);
        *sectors = NULL;
    }
}

#endif
