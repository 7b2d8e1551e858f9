/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/player/support/unit.h"

#include <stdlib.h>
#include <string.h>

#include "base/bytes.h"
#include "tests/support/random.h"

static void put(test_unit *unit, const void *bytes, size_t size)
{
    if (size == 0)
        return;
    if (unit->size + size > sizeof unit->bytes)
        abort(); /* the test's own fault */
    memcpy(unit->bytes + unit->size, bytes, size);
    unit->size += size;
}

struct nibbles {
    test_unit *unit;
    int half; /* the upper half of the last byte is waiting for the lower one */
};

static void put_nibble(struct nibbles *to, unsigned nibble)
{
    uint8_t byte = (uint8_t)(nibble << 4);
    if (to->half)
        to->unit->bytes[to->unit->size - 1] |= (uint8_t)nibble;
    else
        put(to->unit, &byte, 1);
    to->half = !to->half;
}

static void put_code(struct nibbles *to, unsigned code)
{
    /* The fewest nibbles that hold it; no count has all four. */
    int nibbles = code < 0x4 || code >= 0x100 ? 4 : code >= 0x40 ? 3 : code >= 0x10 ? 2 : 1;
    for (int i = nibbles - 1; i >= 0; i--)
        put_nibble(to, code >> 4 * i & 15);
}

static void put_line(test_unit *unit, const uint8_t *line, int width, uint64_t *state)
{
    struct nibbles to = {unit, 0};
    for (int x = 0; x < width;) {
        unsigned run = 1;
        while (x + (int)run < width && line[x + (int)run] == line[x])
            run++;
        int to_end = x + (int)run == width;
        if (to_end && (!state || test_random(state) % 2)) {
            put_code(&to, line[x]); /* no count: to the end */
            break;
        }
        if (run > 255)
            run = 255;
        if (state && run > 1 && test_random(state) % 3 == 0)
            run = 1 + test_random(state) % run;
        put_code(&to, run << 2 | line[x]);
        x += (int)run;
    }
}

void unit_begin(test_unit *unit, const uint8_t *pixels, int width, int height, uint64_t *state)
{
    *unit = (test_unit){.size = 4};
    for (int field = 0; field < 2; field++) {
        unit->fields[field] = (uint16_t)unit->size;
        for (int y = field; y < height; y += 2)
            put_line(unit, pixels + (size_t)y * (size_t)width, width, state);
    }
    put(unit, "", unit->size % 2); /* control sequences begin at even places */
}

void unit_sequence(test_unit *unit, unsigned delay)
{
    uint8_t header[4];
    if (unit->sequence) {
        put(unit, "\xFF", 1);
        tsb_store16(unit->bytes + unit->sequence + 2, (uint16_t)unit->size);
    } else {
        tsb_store16(unit->bytes + 2, (uint16_t)unit->size);
    }
    unit->sequence = unit->size;
    tsb_store16(header, (uint16_t)delay);
    tsb_store16(header + 2, (uint16_t)unit->size); /* itself, until another follows */
    put(unit, header, sizeof header);
}

void unit_command(test_unit *unit, uint8_t code, const uint8_t *bytes, size_t size)
{
    put(unit, &code, 1);
    put(unit, bytes, size);
}

void unit_area(test_unit *unit, tsp_subpicture_area area)
{
    int right = area.x + area.width - 1;
    int bottom = area.y + area.height - 1;
    uint8_t bytes[6] = {
        (uint8_t)(area.x >> 4), (uint8_t)((area.x & 15) << 4 | right >> 8),  (uint8_t)right,
        (uint8_t)(area.y >> 4), (uint8_t)((area.y & 15) << 4 | bottom >> 8), (uint8_t)bottom,
    };
    unit_command(unit, 0x05, bytes, sizeof bytes);
}

void unit_colours(test_unit *unit, const tsp_subpicture_colours *colours)
{
    const uint8_t *all[2] = {colours->colour, colours->contrast};
    for (unsigned i = 0; i < 2; i++) {
        uint8_t bytes[2] = {(uint8_t)(all[i][3] << 4 | all[i][2]), (uint8_t)(all[i][1] << 4 | all[i][0])};
        unit_command(unit, (uint8_t)(0x03 + i), bytes, sizeof bytes);
    }
}

void unit_fields(test_unit *unit)
{
    uint8_t bytes[4];
    tsb_store16(bytes, unit->fields[0]);
    tsb_store16(bytes + 2, unit->fields[1]);
    unit_command(unit, 0x06, bytes, sizeof bytes);
}

void unit_end(test_unit *unit)
{
    put(unit, "\xFF", 1);
    put(unit, "\xFF", unit->size % 2);
    if (unit->size > TSP_SUBPICTURE_SIZE_MAX)
        abort();
    tsb_store16(unit->bytes, (uint16_t)unit->size);
}

void unit_make(test_unit *unit, const uint8_t *pixels, tsp_subpicture_area area, const tsp_subpicture_colours *colours,
               int forced, unsigned length, uint64_t *state)
{
    unit_begin(unit, pixels, area.width, area.height, state);
    unit_sequence(unit, 0);
    unit_command(unit, forced ? 0x00 : 0x01, NULL, 0);
    unit_colours(unit, colours);
    unit_area(unit, area);
    unit_fields(unit);
    if (length > 0) {
        unit_sequence(unit, length);
        unit_command(unit, 0x02, NULL, 0);
    }
    unit_end(unit);
}
