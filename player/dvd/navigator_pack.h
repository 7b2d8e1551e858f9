/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The navigation pack at the head of each VOBU (DVD-Video 4.4: PCI and DSI). */
#ifndef TALLYSTICK_PLAYER_NAVIGATOR_PACK_H
#define TALLYSTICK_PLAYER_NAVIGATOR_PACK_H

#include <stdbool.h>
#include <stdint.h>

#include "player/dvd/demux.h"

/* Above the longest a VOBU can be: 1.2 s of 10.08 Mbit/s are 740 sectors, and damaged tables say anything. */
#define TSP_VOBU_SECTORS_MAX 4096u

typedef struct tsp_nav_pack {
    uint32_t sector;       /* nv_pck_lbn, from the title set's first title VOB, or menu VOB */
    uint32_t count;        /* sectors of the VOBU, this one included: vobu_ea + 1 */
    uint32_t start_stamp;  /* vobu_s_ptm, 90 kHz */
    uint32_t end_stamp;    /* vobu_e_ptm */
    bool sequence_end;     /* vobu_se_e_ptm: the video ends here, and what comes next begins anew */
    uint8_t buttons_state; /* hli_ss: 0 no buttons, 1 new ones, 2 those of before, 3 those with other commands */
    uint16_t vob_id;       /* vobu_vob_idn */
    uint8_t cell_id;       /* vobu_c_idn */
    int64_t cell_time;     /* c_eltm in ticks: from the cell's first picture to this VOBU's */
} tsp_nav_pack;

/* False when the sector is no navigation pack, or says what cannot be. */
bool tsp_nav_pack_read(tsp_nav_pack *out, const uint8_t sector[TSP_SECTOR_SIZE]);

/*
 * How many sectors before this navigation pack the VOBU begins that holds what a subpicture stream shows here (DSI's
 * SP_SYNCA, DVD-Video 4.4.4). 0: no earlier one does.
 */
uint32_t tsp_nav_pack_subpicture(const uint8_t sector[TSP_SECTOR_SIZE], unsigned stream);

#endif
