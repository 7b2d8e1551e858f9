/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "player/dvd/navigator_pack.h"

#include "base/bytes.h"
#include "player/dvd/navigator_title.h"

/* A navigation pack is of one form: pack header 14, system header 24, then two
 * private stream 2 packets, PCI and DSI, whose sub-stream ids lie here. */
enum { PCI_PACKET = 38, PCI_ID = 44, PCI = 45, HIGHLIGHTS = 96, DSI_PACKET = 1024, DSI_ID = 1030, DSI = 1031 };
/* In the DSI: SP_SYNCA, four bytes a stream. */
#define SUBPICTURES 418

#define PRIVATE_2_START 0x1BFu

bool tsp_nav_pack_read(tsp_nav_pack *out, const uint8_t sector[TSP_SECTOR_SIZE])
{
    if (tsb_load32(sector) != 0x1BA || tsb_load32(sector + PCI_PACKET) != PRIVATE_2_START || sector[PCI_ID] != 0 ||
        tsb_load32(sector + DSI_PACKET) != PRIVATE_2_START || sector[DSI_ID] != 1)
        return false;
    const uint8_t *elapsed = sector + DSI + 28;
    uint32_t last = tsb_load32(sector + DSI + 8);
    if (last >= TSP_VOBU_SECTORS_MAX)
        return false;
    *out = (tsp_nav_pack){
        .sector = tsb_load32(sector + DSI + 4),
        .count = last + 1,
        .start_stamp = tsb_load32(sector + PCI + 12),
        .end_stamp = tsb_load32(sector + PCI + 16),
        .sequence_end = tsb_load32(sector + PCI + 20) != 0,
        .buttons_state = sector[PCI + HIGHLIGHTS + 1] & 3,
        .vob_id = tsb_load16(sector + DSI + 24),
        .cell_id = sector[DSI + 27],
        .cell_time = tsp_title_ticks(elapsed[0], elapsed[1], elapsed[2], elapsed[3]),
    };
    return true;
}

uint32_t tsp_nav_pack_subpicture(const uint8_t sector[TSP_SECTOR_SIZE], unsigned stream)
{
    tsp_nav_pack pack;
    if (stream >= TSP_SUBPICTURE_STREAMS || !tsp_nav_pack_read(&pack, sector))
        return 0;
    /* Bit 31: backwards. All other bits set: there is none to be told of. */
    uint32_t place = tsb_load32(sector + DSI + SUBPICTURES + 4 * (size_t)stream);
    uint32_t distance = place & 0x7FFFFFFF;
    return place >> 31 && distance < 0x3FFFFFFF ? distance : 0;
}
