/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "token/directory.h"

#include <stdbool.h>
#include <string.h>

#include "base/bytes.h"

static const char magic[8] = {'T', 'A', 'L', 'L', 'Y', 'T', 'S', 'T'};

enum {
    VERSION_AT = 8,
    UNIT_AT = 10,
    COUNT_AT = 12,
    SEQUENCE_AT = 16,
    TOKEN_AT = 24,
    SERIAL_AT = 64,
    FILMS_AT = 192,
    FILM_SIZE = 128,
    HASH_AT = TST_UNIT - TSS_HASH_SIZE,
    /* Of a film. */
    BANK_AT = 1,
    LICENCE_SIZE_AT = 2,
    UNITS_AT = 4,
    FIRST_AT = 8,
    COPY_AT = 16,
    TITLE_AT = 32,
    INDEX_HASH_AT = 48,
    COMPLEMENT_SIZE_AT = 80,
    PROGRESS_AT = 88,
    FILM_END = 96
};

/* No container is larger: no sum of what is in a directory can overflow. */
#define LAST_UNIT (1ull << 48)

uint32_t tst_directory_units(uint64_t complement_size)
{
    return (uint32_t)((complement_size + TST_UNIT - 1) / TST_UNIT) + TST_FILM_OVERHEAD;
}

static void write_film(uint8_t *to, const tst_film *film)
{
    to[0] = (uint8_t)film->state;
    to[BANK_AT] = film->bank;
    tsb_store16(to + LICENCE_SIZE_AT, film->licence_size);
    tsb_store32(to + UNITS_AT, film->units);
    tsb_store64(to + FIRST_AT, film->first);
    memcpy(to + COPY_AT, film->copy.bytes, TSS_ID_SIZE);
    memcpy(to + TITLE_AT, film->title.bytes, TSS_ID_SIZE);
    memcpy(to + INDEX_HASH_AT, film->index_hash, TSS_HASH_SIZE);
    tsb_store64(to + COMPLEMENT_SIZE_AT, film->complement_size);
    tsb_store64(to + PROGRESS_AT, film->progress);
}

int tst_directory_write(uint8_t unit[TST_UNIT], const tst_directory *directory, tsb_error *err)
{
    memset(unit, 0, TST_UNIT);
    memcpy(unit, magic, sizeof magic);
    tsb_store16(unit + VERSION_AT, TST_CONTAINER_VERSION);
    tsb_store16(unit + UNIT_AT, TST_UNIT);
    tsb_store32(unit + COUNT_AT, directory->count);
    tsb_store64(unit + SEQUENCE_AT, directory->sequence);
    memcpy(unit + TOKEN_AT, directory->token.bytes, TSS_ID_SIZE);
    memcpy(unit + SERIAL_AT, directory->serial, strlen(directory->serial));
    for (uint32_t i = 0; i < directory->count; i++)
        write_film(unit + FILMS_AT + (size_t)i * FILM_SIZE, &directory->films[i]);
    return tss_sha256(unit + HASH_AT, unit, HASH_AT, err);
}

static bool all_zero(const uint8_t *bytes, size_t size)
{
    uint8_t sum = 0;
    for (size_t i = 0; i < size; i++)
        sum |= bytes[i];
    return sum == 0;
}

static bool parse_film(tst_film *film, const uint8_t *from)
{
    *film = (tst_film){.state = (enum tst_film_state)from[0],
                       .first = tsb_load64(from + FIRST_AT),
                       .units = tsb_load32(from + UNITS_AT),
                       .bank = from[BANK_AT],
                       .licence_size = tsb_load16(from + LICENCE_SIZE_AT),
                       .complement_size = tsb_load64(from + COMPLEMENT_SIZE_AT),
                       .progress = tsb_load64(from + PROGRESS_AT)};
    memcpy(film->copy.bytes, from + COPY_AT, TSS_ID_SIZE);
    memcpy(film->title.bytes, from + TITLE_AT, TSS_ID_SIZE);
    memcpy(film->index_hash, from + INDEX_HASH_AT, TSS_HASH_SIZE);
    if (from[0] != TST_FILM_PENDING && from[0] != TST_FILM_COMPLETE)
        return false;
    if (film->complement_size == 0 || film->complement_size > TST_COMPLEMENT_MAX ||
        film->progress > film->complement_size)
        return false;
    if (film->state == TST_FILM_COMPLETE && film->progress != film->complement_size)
        return false;
    return film->bank <= 1 && film->licence_size > 0 && film->licence_size <= TST_LICENCE_MAX &&
           film->first >= TST_DIRECTORY_UNITS && film->first < LAST_UNIT &&
           film->units == tst_directory_units(film->complement_size) && all_zero(from + FILM_END, FILM_SIZE - FILM_END);
}

static bool apart(const tst_film *a, const tst_film *b)
{
    return (a->first + a->units <= b->first || b->first + b->units <= a->first) && !tss_id_equal(&a->copy, &b->copy);
}

static bool parse_films(tst_directory *out, const uint8_t *unit)
{
    for (uint32_t i = 0; i < out->count; i++) {
        if (!parse_film(&out->films[i], unit + FILMS_AT + (size_t)i * FILM_SIZE))
            return false;
        for (uint32_t j = 0; j < i; j++) {
            if (!apart(&out->films[i], &out->films[j]))
                return false;
        }
    }
    size_t end = FILMS_AT + (size_t)out->count * FILM_SIZE;
    return all_zero(unit + end, HASH_AT - end);
}

static bool parse_serial(char serial[TST_SERIAL_SIZE], const uint8_t *from)
{
    memcpy(serial, from, TST_SERIAL_SIZE);
    size_t length = 0;
    while (length < TST_SERIAL_SIZE && serial[length] > ' ' && serial[length] < 127)
        length++;
    return length < TST_SERIAL_SIZE && all_zero(from + length, TST_SERIAL_SIZE - length);
}

int tst_directory_parse(tst_directory *out, const uint8_t unit[TST_UNIT], unsigned place, tsb_error *err)
{
    uint8_t hash[TSS_HASH_SIZE];
    *out = (tst_directory){0};
    if (memcmp(unit, magic, sizeof magic) != 0)
        return tsb_fail(err, TSB_ERR_INVALID, "this is not a token's container");
    int code = tss_sha256(hash, unit, HASH_AT, err);
    if (code)
        return code;
    if (memcmp(hash, unit + HASH_AT, sizeof hash) != 0)
        return tsb_fail(err, TSB_ERR_INVALID, "the token's directory is damaged");
    if (tsb_load16(unit + VERSION_AT) != TST_CONTAINER_VERSION || tsb_load16(unit + UNIT_AT) != TST_UNIT)
        return tsb_fail(err, TSB_ERR_UNSUPPORTED, "this token was written by a later version; update this program");
    out->sequence = tsb_load64(unit + SEQUENCE_AT);
    out->count = tsb_load32(unit + COUNT_AT);
    memcpy(out->token.bytes, unit + TOKEN_AT, TSS_ID_SIZE);
    bool fine = out->sequence > 0 && out->sequence < UINT64_MAX && out->sequence % 2 == place &&
                out->count <= TST_FILMS_MAX &&
                all_zero(unit + TOKEN_AT + TSS_ID_SIZE, SERIAL_AT - TOKEN_AT - TSS_ID_SIZE) &&
                parse_serial(out->serial, unit + SERIAL_AT) && parse_films(out, unit);
    return fine ? 0 : tsb_fail(err, TSB_ERR_INVALID, "the token's directory breaks its own rules");
}

uint64_t tst_directory_end(const tst_directory *directory)
{
    uint64_t end = TST_DIRECTORY_UNITS;
    for (uint32_t i = 0; i < directory->count; i++) {
        uint64_t film_end = directory->films[i].first + directory->films[i].units;
        if (film_end > end)
            end = film_end;
    }
    return end;
}

static bool fits(const tst_directory *directory, uint64_t first, uint32_t units)
{
    for (uint32_t i = 0; i < directory->count; i++) {
        const tst_film *film = &directory->films[i];
        if (first < film->first + film->units && film->first < first + units)
            return false;
    }
    return true;
}

uint64_t tst_directory_place(const tst_directory *directory, uint32_t units)
{
    uint64_t best = tst_directory_end(directory);
    if (fits(directory, TST_DIRECTORY_UNITS, units))
        best = TST_DIRECTORY_UNITS;
    for (uint32_t i = 0; i < directory->count; i++) {
        uint64_t behind = directory->films[i].first + directory->films[i].units;
        if (behind < best && fits(directory, behind, units))
            best = behind;
    }
    return best;
}
