/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Who goes to the middle of a sentence is to read it, too: its unit lies before. */
#include "player/dvd/navigator_pack.h"
#include "player/dvd/ticks.h"
#include "player/pipeline/reader_int.h"

/* Subtitles stay for seconds. What a damaged disc says must not cost more than they. */
#define BACK_SECTORS_MAX 16384u
#define BACK_TIME_MAX    (60 * TSP_SECOND)

static void add_place(tsp_reader_thread *reader, unsigned stream)
{
    uint32_t back = tsp_nav_pack_subpicture(reader->piece, stream);
    for (unsigned i = 0; i < TSP_BACK_PLACES && back > 0; i++) {
        if (reader->back[i] == 0)
            reader->back[i] = back;
        if (reader->back[i] == back)
            return;
    }
}

void tsp_reader_find_back(tsp_reader_thread *reader)
{
    if (reader->run.subpicture >= 0) {
        add_place(reader, (unsigned)reader->run.subpicture);
        return;
    }
    /* With none chosen, any may be before the next comes. */
    for (unsigned stream = 0; stream < TSP_SUBPICTURE_STREAMS; stream++)
        add_place(reader, stream);
}

static void take_units(tsp_reader_thread *reader, const tsp_vobu *vobu, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++) {
        tsp_demux demux;
        tsp_pes pes;
        tsp_demux_init(&demux, reader->piece + (size_t)i * TSP_SECTOR_SIZE);
        while (tsp_demux_next(&demux, &pes)) {
            int64_t time = tsp_vobu_packet_time(vobu, &pes);
            if (pes.kind == TSP_STREAM_SUBPICTURE)
                tsp_subtitles_push(reader->options.subtitles, pes.id, pes.bytes, pes.size, time, reader->run.serial);
        }
    }
}

/* Whether the piece begins with the head of a VOBU from which time goes on to vobu. */
static bool leads_to(tsp_nav_pack *pack, const tsp_reader_thread *reader, uint32_t back, const tsp_vobu *vobu)
{
    if (!tsp_nav_pack_read(pack, reader->piece))
        return false;
    int32_t before = (int32_t)(vobu->stamp - pack->start_stamp);
    return before > 0 && before <= BACK_TIME_MAX && pack->count <= back;
}

static int look_back(tsp_reader_thread *reader, uint32_t back, const tsp_vobu *vobu, tsb_error *err)
{
    uint32_t end = TSP_PIECE_SECTORS;
    int result = 0;
    if (back > BACK_SECTORS_MAX || back > vobu->sector)
        return 0;
    for (uint32_t done = 0; done < end && done < back && !result; done += TSP_PIECE_SECTORS) {
        uint32_t count = back - done < TSP_PIECE_SECTORS ? back - done : TSP_PIECE_SECTORS;
        tsp_nav_pack pack;
        result = tsp_sectors_read(reader->options.sectors, vobu->sector - back + done, count, reader->piece,
                                  reader->cancel, err);
        if (!result && done == 0) {
            if (!leads_to(&pack, reader, back, vobu))
                return 0;
            end = pack.count;
        }
        if (!result)
            take_units(reader, vobu, count); /* by vobu's own stamps: time goes on unbroken */
    }
    return result;
}

int tsp_reader_look_back(tsp_reader_thread *reader, const tsp_vobu *vobu, tsb_error *err)
{
    int result = 0;
    for (unsigned i = 0; i < TSP_BACK_PLACES && reader->back[i] > 0 && !result; i++)
        result = look_back(reader, reader->back[i], vobu, err);
    return result;
}
