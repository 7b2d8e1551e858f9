/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Any editing of a field: its text stays valid and within its memory, the cursor between characters. The first byte is
 * the field's size; each byte after it is something done, and an insertion takes what follows up to a zero. */
#include "player/screen/field.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static int starts_character(const tsp_field *field, size_t place)
{
    return place <= field->length && ((unsigned char)field->text[place] & 0xC0) != 0x80;
}

static void check(const tsp_field *field)
{
    size_t length = 0;
    uint32_t character = 0;
    size_t begin = tsp_field_selection(field, &length);
    if (field->length >= field->size || strlen(field->text) != field->length || begin + length > field->length)
        abort();
    for (size_t i = 0, step = 0; i < field->length; i += step) {
        step = tsb_utf8_decode(field->text + i, field->length - i, &character);
        if (step == 0 || character < 0x20)
            abort();
    }
    if (!starts_character(field, field->cursor) || !starts_character(field, field->anchor))
        abort();
    if (tsp_field_bytes(field, tsp_field_characters(field, field->cursor)) != field->cursor)
        abort();
}

static size_t insert(tsp_field *field, const uint8_t *data, size_t size)
{
    size_t length = 0;
    while (length < size && data[length] != 0)
        length++;
    char *text = malloc(length + 1);
    if (!text)
        abort();
    if (length > 0)
        memcpy(text, data, length);
    text[length] = '\0';
    tsp_field_insert(field, text);
    free(text);
    return length < size ? length + 1 : length;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size < 1)
        return 0;
    size_t room = (size_t)data[0] + 1;
    char *memory = calloc(1, room);
    tsp_field field;
    if (!memory)
        abort();
    if (size - 1 < room)
        memcpy(memory, data + 1, size - 1);
    tsp_field_init(&field, memory, room, (data[0] & 1) != 0);
    check(&field);
    for (size_t i = 1; i < size;) {
        uint8_t action = data[i++];
        enum tsp_field_step step = (enum tsp_field_step)(action % 3);
        if (action & 0x80)
            tsp_field_move(&field, step, (action & 8) != 0, (action & 16) != 0);
        else if (action & 0x40)
            tsp_field_erase(&field, step, (action & 8) != 0);
        else if (action == 1)
            tsp_field_select_all(&field);
        else if (action == 2)
            tsp_field_clear(&field);
        else
            i += insert(&field, data + i, size - i);
        check(&field);
    }
    free(memory);
    return 0;
}
