/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What presence.c does with a drive, as calls that may be left behind (player/disc/offload.h). */
#ifndef TALLYSTICK_PLAYER_PRESENCE_LOOK_H
#define TALLYSTICK_PLAYER_PRESENCE_LOOK_H

#include <stdbool.h>

#include "player/disc/disc_image.h"
#include "player/disc/offload.h"

#define TSP_LOOK_PATH_SIZE 4096u

enum tsp_look_found {
    TSP_LOOK_NOTHING,
    TSP_LOOK_OURS,      /* image is open */
    TSP_LOOK_ALIKE,     /* another copy of the same film */
    TSP_LOOK_OTHER,     /* another film's disc: title */
    TSP_LOOK_FOREIGN,   /* a disc, but no Tallystick disc */
    TSP_LOOK_UNREADABLE /* a disc that cannot be read */
};

/* What is looked for. */
typedef struct tsp_look_wanted {
    tss_id copy;
    uint64_t image_size;
    char title[TSS_MANIFEST_NAME_SIZE];
    tsb_log log;
} tsp_look_wanted;

/* A call's state. */
typedef struct tsp_look {
    tsp_look_wanted wanted;
    char path[TSP_LOOK_PATH_SIZE];
    tsp_raw seen;  /* as it was opened last; the handle is not used */
    bool anywhere; /* in all drives */
    enum tsp_look_found found;
    tsp_disc_image image;
    char title[TSS_MANIFEST_NAME_SIZE];
} tsp_look;

/* The context is a tsp_look_wanted. */
extern const struct tsp_offload_ops tsp_look_ops;

/* 1: what was seen is still there; 0: it is not. */
tsp_offload_call tsp_look_present;
/* Opens what path names, and, if that may be, looks into other drives: fills found. Always 0. */
tsp_offload_call tsp_look_search;
/* Ejects the disc of the drive. */
tsp_offload_call tsp_look_eject;

#endif
