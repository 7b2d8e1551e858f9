/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * interleave VIDEO_TS ANGLES apart|seamless|non-seamless UNIT
 *
 * Makes angles of one another of the second cell of a disc's title 1 and those after it, ANGLES in all: no free program
 * masters them. "apart": they stay one after the other, and the tables alone say so. Else they are laid in one another
 * as DVD-Video has it (4.2, 4.4), in interleaved units (ILVU) of UNIT video object units (VOBU), and may be changed at
 * the end of a unit. The folder is as dvdauthor made it: one title of a few seconds, PAL, a cell for each video object,
 * those of the angles with VOBUs of the same times.
 */
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/bytes.h"
#include "base/file.h"

enum { SECTOR = 2048, CELLS_MAX = 20, ANGLES_MAX = 9 };
enum { VOBUS_MAX = SECTOR / 4 - 1 }; /* so many their table's one sector names */
/* In a navigation pack: PCI and DSI, and what lies where in them (4.4.3, 4.4.4). */
enum { PCI = 45, PCI_START = 12, NSML_AGLI = 60, DSI = 1031, DSI_LBN = 4, SML_PBI = 32, SML_AGLI = 180 };
enum { VOBU_SRI = 234, SP_SYNCA = 418, SRI_ENTRIES = 42, SRI_BACKWARD = 21, SUBPICTURES = 32 };
/* Of SML_PBI's category: an interleaved block is ahead; in one; a unit's first VOBU, its last. */
enum { AHEAD = 0x8000, INTERLEAVED = 0x4000, UNIT_FIRST = 0x2000, UNIT_LAST = 0x1000 };
/* In cell playback information (4.3.4). */
enum { CELL_SIZE = 24, CELL_TIME = 4, CELL_FIRST = 8, CELL_UNIT_END = 12, CELL_LAST_VOBU = 16, CELL_LAST = 20 };

#define NOWHERE  0x3FFFFFFFu /* of a VOBU_SRI address */
#define NO_ANGLE 0x7FFFFFFFu /* no more of this angle */
#define BACKWARD 0x80000000u

typedef struct vobu {
    uint32_t old_first;
    uint32_t first; /* where it goes */
    uint32_t count;
    unsigned cell;
    unsigned index; /* in its cell */
} vobu;

typedef struct cell {
    uint32_t old_first;
    uint32_t old_last;
    unsigned vobu; /* its first */
    unsigned count;
    bool angle;
} cell;

static char folder[900];
static unsigned angles;
static unsigned unit;
static bool interleaved;
static bool seamless;
static tsb_buffer tables;
static tsb_buffer vob;
static vobu vobus[VOBUS_MAX];
static unsigned vobu_count;
static cell cells[CELLS_MAX];
static unsigned cell_count;

static void fail(const char *text)
{
    fprintf(stderr, "interleave: %s\n", text);
    exit(1);
}

static void load(tsb_buffer *out, const char *name)
{
    char path[1000];
    tsb_error err = {0};
    snprintf(path, sizeof path, "%s/%s", folder, name);
    tsb_buffer_init(out, 64u << 20);
    if (tsb_file_read(path, out, &err))
        fail(err.text);
}

static void save(const tsb_buffer *from, const char *name)
{
    char path[1000];
    tsb_error err = {0};
    snprintf(path, sizeof path, "%s/%s", folder, name);
    if (tsb_file_write(path, from->bytes, from->size, 0644, &err))
        fail(err.text);
}

static uint8_t *at(const tsb_buffer *buffer, size_t offset, size_t size)
{
    if (offset > buffer->size || size > buffer->size - offset)
        fail("a table or a sector is not where it should be");
    return buffer->bytes + offset;
}

/* A table of the title set, by where VTSI_MAT names its sector. */
static uint8_t *table(size_t pointer)
{
    return at(&tables, (size_t)tsb_load32(at(&tables, pointer, 4)) * SECTOR, SECTOR);
}

static uint8_t *chain(void)
{
    uint8_t *chains = table(0xCC);
    return at(&tables, (size_t)(chains - tables.bytes) + tsb_load32(chains + 8 + 4), 0xEC);
}

static uint8_t *cell_entry(unsigned number)
{
    size_t offset = (size_t)(chain() - tables.bytes) + tsb_load16(chain() + 0xE8) + (size_t)CELL_SIZE * number;
    return at(&tables, offset, CELL_SIZE);
}

static unsigned cell_of(uint32_t sector)
{
    for (unsigned i = 0; i < cell_count; i++)
        if (sector >= cells[i].old_first && sector <= cells[i].old_last)
            return i;
    fail("a VOBU belongs to no cell");
    return 0;
}

static void read_tables(void)
{
    cell_count = chain()[3];
    if (cell_count > CELLS_MAX || cell_count < angles + 2)
        fail("the title has too few cells, or too many");
    for (unsigned i = 0; i < cell_count; i++)
        cells[i] = (cell){.old_first = tsb_load32(cell_entry(i) + CELL_FIRST),
                          .old_last = tsb_load32(cell_entry(i) + CELL_LAST),
                          .angle = i >= 1 && i <= angles};
    const uint8_t *map = table(0xE4);
    vobu_count = (tsb_load32(map) + 1 - 4) / 4;
    if (vobu_count > VOBUS_MAX)
        fail("the film is too long");
    for (unsigned i = 0; i < vobu_count; i++) {
        uint32_t first = tsb_load32(map + 4 + (size_t)4 * i);
        uint32_t end = i + 1 < vobu_count ? tsb_load32(map + 8 + (size_t)4 * i) : (uint32_t)(vob.size / SECTOR);
        cell *mine = &cells[cell_of(first)];
        if (mine->count == 0)
            mine->vobu = i;
        vobus[i] = (vobu){.old_first = first,
                          .first = first,
                          .count = end - first,
                          .cell = (unsigned)(mine - cells),
                          .index = mine->count++};
    }
}

static void check_times(void)
{
    for (unsigned a = 2; a <= angles; a++) {
        if (cells[a].count != cells[1].count)
            fail("the angles have not equally many VOBUs");
        for (unsigned i = 0; i < cells[1].count; i++) {
            const vobu *mine = &vobus[cells[a].vobu + i];
            const vobu *other = &vobus[cells[1].vobu + i];
            if (tsb_load32(at(&vob, (size_t)mine->old_first * SECTOR, SECTOR) + PCI + PCI_START) !=
                tsb_load32(at(&vob, (size_t)other->old_first * SECTOR, SECTOR) + PCI + PCI_START))
                fail("the angles' VOBUs have not the same times");
        }
    }
}

static vobu *of(unsigned angle, unsigned index)
{
    return &vobus[cells[angle].vobu + index];
}

/* One past the last VOBU of the unit that index lies in. */
static unsigned unit_end(unsigned index)
{
    unsigned end = (index / unit + 1) * unit;
    return end < cells[1].count ? end : cells[1].count;
}

static void lay(void)
{
    uint32_t next = cells[1].old_first;
    for (unsigned begin = 0; begin < cells[1].count; begin = unit_end(begin)) {
        for (unsigned a = 1; a <= angles; a++) {
            for (unsigned i = begin; i < unit_end(begin); i++) {
                of(a, i)->first = next;
                next += of(a, i)->count;
            }
        }
    }
}

static uint32_t moved(uint32_t sector)
{
    for (unsigned i = 0; i < vobu_count; i++)
        if (sector >= vobus[i].old_first && sector - vobus[i].old_first < vobus[i].count)
            return vobus[i].first + (sector - vobus[i].old_first);
    fail("an address leads out of the film");
    return 0;
}

static uint32_t end_of(const vobu *one)
{
    return one->first + one->count - 1;
}

/* VOBU_SRI: VOBUs of the same cell before and after; two bits of each are flags. */
static void move_search(uint8_t *dsi, const vobu *one)
{
    for (unsigned i = 0; i < SRI_ENTRIES; i++) {
        uint8_t *entry = dsi + VOBU_SRI + (size_t)4 * i;
        uint32_t distance = tsb_load32(entry) & NOWHERE;
        if (distance == NOWHERE)
            continue;
        bool back = i >= SRI_BACKWARD;
        uint32_t there = moved(back ? one->old_first - distance : one->old_first + distance);
        tsb_store32(entry, (tsb_load32(entry) & ~NOWHERE) | (back ? one->first - there : there - one->first));
    }
    for (unsigned i = 0; i < SUBPICTURES; i++) {
        uint8_t *entry = dsi + SP_SYNCA + (size_t)4 * i;
        uint32_t distance = tsb_load32(entry) & ~BACKWARD;
        if (tsb_load32(entry) & BACKWARD && distance != NOWHERE && distance != NO_ANGLE)
            tsb_store32(entry, BACKWARD | (one->first - moved(one->old_first - distance)));
    }
}

/* SML_PBI: the unit, and the next of the same angle. */
static void tell_unit(uint8_t *dsi, const vobu *one)
{
    unsigned end = unit_end(one->index);
    unsigned category = INTERLEAVED;
    uint8_t *out = dsi + SML_PBI;
    if (one->index % unit == 0)
        category |= UNIT_FIRST;
    if (one->index + 1 == end)
        category |= UNIT_LAST;
    tsb_store16(out, (uint16_t)category);
    tsb_store32(out + 2, end_of(of(one->cell, end - 1)) - one->first);
    tsb_store32(out + 6, 0xFFFFFFFF);
    tsb_store16(out + 10, 0xFFFF);
    if (end == cells[1].count)
        return;
    const vobu *next = of(one->cell, end);
    tsb_store32(out + 6, next->first - one->first);
    tsb_store16(out + 10, (uint16_t)(end_of(of(one->cell, unit_end(end) - 1)) - next->first + 1));
}

/* SML_AGLI: where each angle's next unit begins; NSML_AGLI: its VOBU that is due after this one. */
static void tell_angles(uint8_t *pack, const vobu *one)
{
    unsigned end = unit_end(one->index);
    for (unsigned a = 1; a <= angles; a++) {
        uint8_t *out = pack + DSI + SML_AGLI + (size_t)6 * (a - 1);
        if (seamless && end == cells[1].count) {
            tsb_store32(out, NO_ANGLE);
        } else if (seamless) {
            tsb_store32(out, of(a, end)->first - one->first);
            tsb_store16(out + 4, (uint16_t)(end_of(of(a, unit_end(end) - 1)) - of(a, end)->first + 1));
        } else {
            out = pack + PCI + NSML_AGLI + (size_t)4 * (a - 1);
            bool last = one->index + 1 == cells[1].count;
            uint32_t there = last ? 0 : of(a, one->index + 1)->first;
            tsb_store32(out, last                 ? NO_ANGLE
                             : there > one->first ? there - one->first
                                                  : BACKWARD | (one->first - there));
        }
    }
}

/* The block before is to be read fast: its last three VOBUs say so. */
static void tell_ahead(uint8_t *dsi, const vobu *one)
{
    unsigned left = cells[0].count - one->index;
    if (one->cell != 0 || left > 3)
        return;
    unsigned first = left == 3 || one->index == 0 ? UNIT_FIRST : 0;
    tsb_store16(dsi + SML_PBI, (uint16_t)(AHEAD | first | (left == 1 ? UNIT_LAST : 0)));
}

static void move_vobus(void)
{
    tsb_buffer out;
    tsb_buffer_init(&out, vob.size);
    if (tsb_buffer_append(&out, vob.bytes, vob.size, NULL))
        fail("not enough memory");
    for (unsigned i = 0; i < vobu_count; i++) {
        const vobu *one = &vobus[i];
        uint8_t *to = at(&out, (size_t)one->first * SECTOR, (size_t)one->count * SECTOR);
        memcpy(to, at(&vob, (size_t)one->old_first * SECTOR, (size_t)one->count * SECTOR), (size_t)one->count * SECTOR);
        tsb_store32(to + PCI, one->first);
        tsb_store32(to + DSI + DSI_LBN, one->first);
        move_search(to + DSI, one);
        tell_ahead(to + DSI, one);
        if (!cells[one->cell].angle)
            continue;
        tell_unit(to + DSI, one);
        tell_angles(to, one);
    }
    save(&out, "VTS_01_1.VOB");
    tsb_buffer_finish(&out);
}

static unsigned decimal(uint8_t digits)
{
    return (digits >> 4) * 10u + (digits & 15u);
}

/* Binary-coded decimal hours to frames; 25 a second. */
static unsigned frames_at(const uint8_t *time)
{
    return ((decimal(time[0]) * 60 + decimal(time[1])) * 60 + decimal(time[2])) * 25 + decimal(time[3] & 0x3F);
}

static uint8_t digits(unsigned number)
{
    return (uint8_t)(number / 10 << 4 | number % 10);
}

/* Cell playback; the chain lasts as long as one angle does. */
static void tell_cells(void)
{
    unsigned frames = 0;
    for (unsigned i = 0; i < cell_count; i++) {
        uint8_t *entry = cell_entry(i);
        const cell *mine = &cells[i];
        const vobu *last = &vobus[mine->vobu + mine->count - 1];
        if (mine->angle) {
            unsigned mode = i == 1 ? 1 : i == angles ? 3 : 2;
            unsigned kept = entry[0] & 0x0Au;
            entry[0] = (uint8_t)(kept | mode << 6 | 1u << 4 | (interleaved ? 4u : 0) | (seamless ? 1u : 0));
            tsb_store32(entry + CELL_UNIT_END, interleaved ? end_of(of(i, unit_end(0) - 1)) : 0);
        }
        if (!mine->angle || i == 1)
            frames += frames_at(entry + CELL_TIME);
        tsb_store32(entry + CELL_FIRST, vobus[mine->vobu].first);
        tsb_store32(entry + CELL_LAST_VOBU, last->first);
        tsb_store32(entry + CELL_LAST, end_of(last));
    }
    uint8_t *time = chain() + 4;
    time[0] = digits(frames / 25 / 3600);
    time[1] = digits(frames / 25 / 60 % 60);
    time[2] = digits(frames / 25 % 60);
    time[3] = (uint8_t)(1 << 6 | digits(frames % 25));
}

/* VTS_C_ADT: an entry for each piece of a cell. */
static void tell_pieces(void)
{
    uint8_t *out = table(0xE0);
    size_t size = 8;
    for (unsigned i = 0; i < cell_count; i++) {
        const cell *mine = &cells[i];
        unsigned step = mine->angle && interleaved ? unit : mine->count;
        for (unsigned begin = 0; begin < mine->count; begin += step) {
            unsigned end = begin + step < mine->count ? begin + step : mine->count;
            if (size + 12 > SECTOR)
                fail("there are too many units");
            tsb_store16(out + size, (uint16_t)(i + 1));
            tsb_store16(out + size + 2, 1 << 8);
            tsb_store32(out + size + 4, vobus[mine->vobu + begin].first);
            tsb_store32(out + size + 8, end_of(&vobus[mine->vobu + end - 1]));
            size += 12;
        }
    }
    tsb_store32(out + 4, (uint32_t)size - 1);
}

static int by_place(const void *left, const void *right)
{
    const vobu *one = left;
    const vobu *other = right;
    return one->first < other->first ? -1 : one->first > other->first;
}

/* VTS_VOBU_ADMAP; and VTS_TMAPT, whose entries name the VOBU that is shown every so many seconds, of the first angle.
 */
static void tell_places(void)
{
    uint8_t *map = table(0xE4);
    uint8_t *times = table(0xD4) + tsb_load32(table(0xD4) + 8);
    unsigned step = times[0] * 25u;
    unsigned entries = 0;
    for (unsigned i = 0, before = 0; step > 0 && i < cell_count; i++) {
        if (cells[i].angle && i != 1)
            continue;
        unsigned length = frames_at(cell_entry(i) + CELL_TIME);
        for (; (entries + 1) * step <= before + length && entries < tsb_load16(times + 2); entries++) {
            const vobu *found = &vobus[cells[i].vobu];
            for (unsigned v = 1; v < cells[i].count; v++) {
                const vobu *later = &vobus[cells[i].vobu + v];
                const uint8_t *pack = at(&vob, (size_t)later->old_first * SECTOR, SECTOR);
                if (before + frames_at(pack + DSI + 28) <= (entries + 1) * step)
                    found = later;
            }
            tsb_store32(times + 4 + (size_t)4 * entries, found->first);
        }
        before += length;
    }
    tsb_store16(times + 2, (uint16_t)entries);
    qsort(vobus, vobu_count, sizeof *vobus, by_place);
    for (unsigned i = 0; i < vobu_count; i++)
        tsb_store32(map + 4 + (size_t)4 * i, vobus[i].first);
}

/* The disc's table of titles (4.2.3). */
static void tell_title(void)
{
    tsb_buffer manager;
    load(&manager, "VIDEO_TS.IFO");
    size_t titles = (size_t)tsb_load32(at(&manager, 0xC4, 4)) * SECTOR;
    at(&manager, titles + 8, 12)[1] = (uint8_t)angles;
    save(&manager, "VIDEO_TS.IFO");
    save(&manager, "VIDEO_TS.BUP");
    tsb_buffer_finish(&manager);
}

int main(int argc, char **argv)
{
    if (argc != 5 || snprintf(folder, sizeof folder, "%s", argv[1]) >= (int)sizeof folder) {
        fprintf(stderr, "usage: interleave VIDEO_TS ANGLES apart|seamless|non-seamless UNIT\n");
        return 2;
    }
    angles = (unsigned)strtoul(argv[2], NULL, 10);
    seamless = strcmp(argv[3], "seamless") == 0;
    interleaved = seamless || strcmp(argv[3], "non-seamless") == 0;
    unit = (unsigned)strtoul(argv[4], NULL, 10);
    if (angles < 2 || angles > ANGLES_MAX || unit == 0 || (!interleaved && strcmp(argv[3], "apart") != 0))
        fail("two angles or more, in units of one VOBU or more");
    load(&tables, "VTS_01_0.IFO");
    load(&vob, "VTS_01_1.VOB");
    read_tables();
    check_times();
    if (interleaved) {
        lay();
        move_vobus();
    }
    tell_cells();
    tell_pieces();
    tell_places();
    tell_title();
    save(&tables, "VTS_01_0.IFO");
    save(&tables, "VTS_01_0.BUP");
    tsb_buffer_finish(&tables);
    tsb_buffer_finish(&vob);
    return 0;
}
