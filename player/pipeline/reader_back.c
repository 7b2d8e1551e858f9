/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Who goes to the middle of a sentence is to read it, too: its unit lies before. */
#include "player/dvd/navigator_pack.h"
#include "player/dvd/ticks.h"
#include "player/pipeline/reader_int.h"

/* Subtitles stay for seconds. What a damaged disc says must not cost more than they. */
#define BACK_TIME_MAX    (60 * TSP_SECOND)
#define BACK_SECTORS_MAX 37000u /* of that time, at 10.08 Mbit/s */
/* A unit's packs lie among others, as fast as the decoder's buffer takes them: over a few VOBUs, for a large one. */
#define UNIT_SECTORS_MAX 2048u
/* A unit lies before its time, by less than this. What is shown later has been read by the run itself. */
#define LEAD_MAX (10 * TSP_SECOND)

/* The VOBU names the unit on the screen where it begins: one that comes while it lasts is named by the next only. */
static void add_place(tsp_reader_thread *reader, const tsp_vobu *vobu, unsigned stream)
{
    uint32_t back = tsp_nav_pack_subpicture(reader->piece, stream);
    if (back == 0 || back > BACK_SECTORS_MAX || back > vobu->sector || vobu->sector - back >= reader->origin)
        return;
    uint32_t place = vobu->sector - back;
    for (unsigned i = 0; i < reader->back_count; i++)
        if (reader->back[i] == place)
            return;
    if (reader->back_count < TSP_BACK_PLACES)
        reader->back[reader->back_count++] = place;
}

void tsp_reader_find_back(tsp_reader_thread *reader, const tsp_vobu *vobu)
{
    if (reader->origin == UINT32_MAX)
        reader->origin = vobu->sector;
    reader->looks_back = vobu->time - reader->run.time < LEAD_MAX;
    if (reader->run.subpicture >= 0) {
        add_place(reader, vobu, (unsigned)reader->run.subpicture);
        return;
    }
    /* With none chosen, any may be before the next comes. */
    for (unsigned stream = 0; stream < TSP_SUBPICTURE_STREAMS; stream++)
        add_place(reader, vobu, stream);
}

/* begins: units that begin here are taken, not only what is left of those before. */
static void take_units(tsp_reader_thread *reader, const tsp_vobu *vobu, uint32_t count, bool begins)
{
    tsp_subtitles *subtitles = reader->options.subtitles;
    for (uint32_t i = 0; i < count; i++) {
        tsp_demux demux;
        tsp_pes pes;
        tsp_demux_init(&demux, reader->piece + (size_t)i * TSP_SECTOR_SIZE);
        while (tsp_demux_next(&demux, &pes)) {
            /* By vobu's own stamps: time goes on unbroken. */
            int64_t time = tsp_vobu_packet_time(vobu, &pes);
            bool next = time != TSP_NO_TIME && !begins;
            if (pes.kind == TSP_STREAM_SUBPICTURE)
                tsp_subtitles_push_back(subtitles, pes.id, pes.bytes, next ? 0 : pes.size, time, reader->run.serial);
        }
    }
}

/* Whether a VOBU is one from which time goes on to vobu. */
static bool leads_to(const tsp_nav_pack *pack, uint32_t sector, const tsp_vobu *vobu)
{
    int32_t before = (int32_t)(vobu->stamp - pack->start_stamp);
    return before > 0 && before <= BACK_TIME_MAX && pack->count <= vobu->sector - sector;
}

/* Reads the sectors of a VOBU after those of its first piece, which has been read. */
static int read_rest(tsp_reader_thread *reader, uint32_t sector, uint32_t count, const tsp_vobu *vobu, bool begins,
                     tsb_error *err)
{
    int result = 0;
    for (uint32_t done = 0; done < count && !result; done += TSP_PIECE_SECTORS) {
        uint32_t piece = count - done < TSP_PIECE_SECTORS ? count - done : TSP_PIECE_SECTORS;
        if (done > 0)
            result = tsp_sectors_read(reader->options.sectors, sector + done, piece, reader->piece, reader->cancel,
                                      err);
        if (!result)
            take_units(reader, vobu, piece, begins);
    }
    return result;
}

/* Goes on over the VOBUs after the one at from until the units that began in it are whole. */
static int look_back(tsp_reader_thread *reader, uint32_t from, const tsp_vobu *vobu, tsb_error *err)
{
    tsp_sectors *sectors = reader->options.sectors;
    uint16_t object = 0;
    uint32_t at = from;
    int result = 0;
    tsp_subtitles_look_back(reader->options.subtitles);
    do {
        tsp_nav_pack pack;
        uint32_t left = sectors->count - at;
        result = tsp_sectors_read(sectors, at, left < TSP_PIECE_SECTORS ? left : TSP_PIECE_SECTORS, reader->piece,
                                  reader->cancel, err);
        if (result || !tsp_nav_pack_read(&pack, reader->piece) || pack.count > left ||
            (at == from && !leads_to(&pack, at, vobu)))
            return result;
        if (at == from)
            object = pack.vob_id;
        /* Those of other angles lie between. */
        if (pack.vob_id == object)
            result = read_rest(reader, at, pack.count, vobu, at == from, err);
        at += pack.count;
    } while (!result && at - from < UNIT_SECTORS_MAX && at < sectors->count &&
             tsp_subtitles_back_is_due(reader->options.subtitles));
    return result;
}

int tsp_reader_look_back(tsp_reader_thread *reader, const tsp_vobu *vobu, tsb_error *err)
{
    int result = 0;
    while (reader->back_done < reader->back_count && !result)
        result = look_back(reader, reader->back[reader->back_done++], vobu, err);
    return result;
}
