/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "player/dvd/subpicture.h"

#include <string.h>

#include "base/bytes.h"

/* DVD-Video 5.4.3.3: the commands of a control sequence. */
enum {
    FSTA_DSP = 0x00,   /* start, forced */
    STA_DSP = 0x01,    /* start */
    STP_DSP = 0x02,    /* stop */
    SET_COLOR = 0x03,  /* 2 bytes: four palette indices, of the second emphasis first */
    SET_CONTR = 0x04,  /* 2 bytes: four contrasts in the same order */
    SET_DAREA = 0x05,  /* 6 bytes: first and last column, first and last line, 12 bits each */
    SET_DSPXA = 0x06,  /* 4 bytes: offsets of the even and the odd lines */
    CHG_COLCON = 0x07, /* 2 bytes: its size, and that many less 2: other colours in parts of the area */
    CMD_END = 0xFF
};

#define UNIT_HEADER     4u /* the unit's size, the offset of its first control sequence */
#define SEQUENCE_HEADER 4u /* delay, offset of the next sequence */
#define DELAY_TICKS     1024

static void read_four(uint8_t out[TSP_SUBPICTURE_VALUES], unsigned packed)
{
    for (unsigned value = 0; value < TSP_SUBPICTURE_VALUES; value++)
        out[value] = (uint8_t)(packed >> 4 * value & 15);
}

static void set_area(tsp_subpicture_area *area, const uint8_t *at)
{
    int left = at[0] << 4 | at[1] >> 4;
    int right = (at[1] & 15) << 8 | at[2];
    int top = at[3] << 4 | at[4] >> 4;
    int bottom = (at[4] & 15) << 8 | at[5];
    *area = (tsp_subpicture_area){left, top, right - left + 1, bottom - top + 1};
    if (right < left || bottom < top || right >= TSP_SUBPICTURE_WIDTH_MAX || bottom >= TSP_SUBPICTURE_HEIGHT_MAX)
        *area = (tsp_subpicture_area){0};
}

/* Bytes behind a command's code; rest is what the unit still has. A size that cannot be is larger than rest. */
static size_t length_of(unsigned command, const uint8_t *at, size_t rest)
{
    switch (command) {
    case FSTA_DSP:
    case STA_DSP:
    case STP_DSP:
        return 0;
    case SET_COLOR:
    case SET_CONTR:
        return 2;
    case SET_DAREA:
        return 6;
    case SET_DSPXA:
        return 4;
    case CHG_COLCON:
        return rest >= 2 && tsb_load16(at) >= 2 ? tsb_load16(at) : SIZE_MAX;
    default:
        return SIZE_MAX;
    }
}

static void run_command(tsp_subpicture_look *look, unsigned command, const uint8_t *at)
{
    switch (command) {
    case FSTA_DSP:
    case STA_DSP:
        look->shown = true;
        look->forced = command == FSTA_DSP;
        break;
    case STP_DSP:
        look->shown = false;
        break;
    case SET_COLOR:
        read_four(look->colours.colour, tsb_load16(at));
        break;
    case SET_CONTR:
        read_four(look->colours.contrast, tsb_load16(at));
        break;
    case SET_DAREA:
        set_area(&look->area, at);
        break;
    case SET_DSPXA:
        look->fields[0] = tsb_load16(at);
        look->fields[1] = tsb_load16(at + 2);
        break;
    default: /* CHG_COLCON: the unit's own colours do for all of it */
        break;
    }
}

/* The commands of one sequence, up to its end or to what cannot be read. */
static void run_sequence(tsp_subpicture_look *look, const uint8_t *unit, size_t at, size_t size)
{
    while (at < size && unit[at] != CMD_END) {
        unsigned command = unit[at++];
        size_t length = length_of(command, unit + at, size - at);
        if (length > size - at)
            break;
        run_command(look, command, unit + at);
        at += length;
    }
}

/* What the unit says of its own size; 0 when it cannot be. */
static size_t size_of(const uint8_t *unit, size_t size)
{
    size_t own = size >= UNIT_HEADER ? tsb_load16(unit) : 0;
    return own >= UNIT_HEADER + SEQUENCE_HEADER && own <= size ? own : 0;
}

bool tsp_subpicture_at(tsp_subpicture_look *out, const uint8_t *unit, size_t size, int64_t age)
{
    *out = (tsp_subpicture_look){0};
    size = size_of(unit, size);
    size_t at = size ? tsb_load16(unit + 2) : 0;
    if (!size || at < UNIT_HEADER || at + SEQUENCE_HEADER > size)
        return false;
    /* Sequences lie one after the other, and the last names itself as the next: so this ends. */
    for (;;) {
        size_t next = tsb_load16(unit + at + 2);
        if ((int64_t)tsb_load16(unit + at) * DELAY_TICKS > age)
            break;
        run_sequence(out, unit, at + SEQUENCE_HEADER, size);
        if (next <= at || next + SEQUENCE_HEADER > size)
            break;
        at = next;
    }
    if (out->area.width == 0)
        out->shown = false;
    return true;
}

struct nibbles {
    const uint8_t *bytes;
    size_t at; /* in nibbles */
    size_t end;
};

static unsigned take(struct nibbles *from)
{
    if (from->at >= from->end)
        return 0;
    unsigned byte = from->bytes[from->at / 2];
    return from->at++ % 2 ? byte & 15 : byte >> 4;
}

/* 5.4.3.2: one to four nibbles, the more leading zeros the longer: a count, and the value in the last two bits. */
static unsigned take_code(struct nibbles *from)
{
    unsigned code = take(from);
    for (unsigned shortest = 4; code < shortest && shortest <= 0x40; shortest *= 4)
        code = code << 4 | take(from);
    return code;
}

static bool read_line(struct nibbles *from, uint8_t *line, size_t width)
{
    for (size_t x = 0; x < width;) {
        if (from->at >= from->end)
            return false;
        unsigned code = take_code(from);
        size_t run = code >> 2;
        if (run == 0 || run > width - x) /* none: to the end of the line */
            run = width - x;
        memset(line + x, (int)(code & 3), run);
        x += run;
    }
    from->at += from->at % 2; /* lines begin at bytes */
    return true;
}

bool tsp_subpicture_pixels(const tsp_subpicture_look *look, const uint8_t *unit, size_t size, uint8_t *pixels)
{
    size_t width = (size_t)look->area.width;
    size_t height = (size_t)look->area.height;
    bool whole = true;
    memset(pixels, 0, width * height);
    size = size_of(unit, size);
    for (size_t field = 0; field < 2; field++) {
        struct nibbles from = {unit, (size_t)look->fields[field] * 2, size * 2};
        bool good = look->fields[field] >= UNIT_HEADER;
        for (size_t y = field; y < height && good; y += 2)
            good = read_line(&from, pixels + y * width, width);
        whole = whole && (good || height <= field);
    }
    return whole;
}

tsp_highlight tsp_highlight_of(uint32_t colours, int left, int top, int right, int bottom)
{
    tsp_highlight highlight = {.area = {left, top, right - left + 1, bottom - top + 1}};
    read_four(highlight.colours.colour, colours >> 16);
    read_four(highlight.colours.contrast, colours & 0xFFFF);
    return highlight;
}
