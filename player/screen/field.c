/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "player/screen/field.h"

#include <stdint.h>
#include <string.h>

#include "base/secret.h"
#include "base/text.h"

/* Bytes of the next character that a field may hold; 0 where there is none, *skip: bytes to pass over then. */
static size_t acceptable(const char *text, size_t length, size_t *skip)
{
    uint32_t character = 0;
    size_t bytes = tsb_utf8_decode(text, length, &character);
    bool control = character < 0x20 || (character >= 0x7F && character < 0xA0) || character == 0x2028 ||
                   character == 0x2029;
    *skip = bytes > 0 ? bytes : 1;
    return bytes > 0 && !control ? bytes : 0;
}

void tsp_field_init(tsp_field *field, char *memory, size_t size, bool secret)
{
    size_t skip = 0;
    size_t given = strnlen(memory, size - 1);
    *field = (tsp_field){.text = memory, .size = size, .secret = secret};
    while (field->length < given) {
        size_t bytes = acceptable(memory + field->length, given - field->length, &skip);
        if (bytes == 0)
            break;
        field->length += bytes;
    }
    tsb_wipe(memory + field->length, size - field->length);
    field->cursor = field->anchor = field->length;
}

size_t tsp_field_selection(const tsp_field *field, size_t *length)
{
    size_t begin = field->cursor < field->anchor ? field->cursor : field->anchor;
    *length = (field->cursor > field->anchor ? field->cursor : field->anchor) - begin;
    return begin;
}

static void take_out(tsp_field *field, size_t begin, size_t length)
{
    size_t rest = field->length - begin - length;
    memmove(field->text + begin, field->text + begin + length, rest);
    tsb_wipe(field->text + begin + rest, length);
    field->length -= length;
    field->cursor = field->anchor = begin;
}

void tsp_field_insert(tsp_field *field, const char *text)
{
    size_t selected = 0;
    size_t skip = 0;
    size_t begin = tsp_field_selection(field, &selected);
    take_out(field, begin, selected);
    for (size_t left = strlen(text); left > 0; text += skip, left -= skip) {
        size_t bytes = acceptable(text, left, &skip);
        if (bytes == 0)
            continue;
        if (field->length + bytes >= field->size)
            break;
        memmove(field->text + field->cursor + bytes, field->text + field->cursor, field->length - field->cursor);
        memcpy(field->text + field->cursor, text, bytes);
        field->length += bytes;
        field->cursor += bytes;
        field->text[field->length] = '\0';
    }
    field->anchor = field->cursor;
}

static bool continues(char byte)
{
    return ((unsigned char)byte & 0xC0) == 0x80;
}

static size_t beside(const tsp_field *field, size_t place, bool forward)
{
    if (forward && place < field->length)
        do
            place++;
        while (place < field->length && continues(field->text[place]));
    else if (!forward && place > 0)
        do
            place--;
        while (place > 0 && continues(field->text[place]));
    return place;
}

/* Whether the character that a move passes is a blank. Of a password, nothing tells where its words are. */
static bool blank(const tsp_field *field, size_t place, bool forward)
{
    size_t at = forward ? place : beside(field, place, false);
    return at < field->length && field->text[at] == ' ';
}

static size_t target(const tsp_field *field, enum tsp_field_step step, bool forward)
{
    size_t place = field->cursor;
    size_t end = forward ? field->length : 0;
    if (step == TSP_FIELD_CHARACTER)
        return beside(field, place, forward);
    if (step == TSP_FIELD_ALL || field->secret)
        return end;
    while (place != end && blank(field, place, forward))
        place = beside(field, place, forward);
    while (place != end && !blank(field, place, forward))
        place = beside(field, place, forward);
    return place;
}

void tsp_field_move(tsp_field *field, enum tsp_field_step step, bool forward, bool select)
{
    size_t selected = 0;
    size_t begin = tsp_field_selection(field, &selected);
    /* A step aside from a selection is to the end of it that is there. */
    if (selected > 0 && !select && step == TSP_FIELD_CHARACTER)
        field->cursor = forward ? begin + selected : begin;
    else
        field->cursor = target(field, step, forward);
    if (!select)
        field->anchor = field->cursor;
}

void tsp_field_erase(tsp_field *field, enum tsp_field_step step, bool forward)
{
    size_t length = 0;
    size_t begin = tsp_field_selection(field, &length);
    if (length == 0) {
        size_t to = target(field, step, forward);
        begin = to < field->cursor ? to : field->cursor;
        length = (to > field->cursor ? to : field->cursor) - begin;
    }
    take_out(field, begin, length);
}

void tsp_field_select_all(tsp_field *field)
{
    field->anchor = 0;
    field->cursor = field->length;
}

void tsp_field_clear(tsp_field *field)
{
    take_out(field, 0, field->length);
}

size_t tsp_field_characters(const tsp_field *field, size_t bytes)
{
    size_t characters = 0;
    for (size_t i = 0; i < bytes && i < field->length; i++)
        characters += !continues(field->text[i]);
    return characters;
}

size_t tsp_field_bytes(const tsp_field *field, size_t characters)
{
    size_t place = 0;
    while (characters-- > 0 && place < field->length)
        place = beside(field, place, true);
    return place;
}
