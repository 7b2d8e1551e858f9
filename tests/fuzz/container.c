/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The directory of a token's container from any bytes, their hash put right unless the first byte says not to: what is
 * accepted keeps all rules and is written back the same.
 */
#include <stdbool.h>
#include <string.h>

#include "tests/fuzz/require.h"
#include "token/directory.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_films(const tst_directory *directory)
{
    require(directory->count <= TST_FILMS_MAX);
    uint64_t end = tst_directory_end(directory);
    for (uint32_t i = 0; i < directory->count; i++) {
        const tst_film *film = &directory->films[i];
        require(film->state == TST_FILM_PENDING || film->progress == film->complement_size);
        require(film->progress <= film->complement_size && film->complement_size <= TST_COMPLEMENT_MAX);
        require(film->bank <= 1 && film->licence_size <= TST_LICENCE_MAX);
        require(film->first >= TST_DIRECTORY_UNITS && film->first + film->units <= end);
        require((film->units - TST_FILM_OVERHEAD) * (uint64_t)TST_UNIT >= film->complement_size);
        for (uint32_t j = 0; j < i; j++) {
            const tst_film *other = &directory->films[j];
            require(film->first >= other->first + other->units || other->first >= film->first + film->units);
        }
    }
    uint64_t place = tst_directory_place(directory, 100);
    require(place >= TST_DIRECTORY_UNITS && place <= end);
    for (uint32_t i = 0; i < directory->count; i++)
        require(directory->films[i].first >= place + 100 ||
                place >= directory->films[i].first + directory->films[i].units);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static uint8_t unit[TST_UNIT];
    static uint8_t again[TST_UNIT];
    static tst_directory directory;
    if (size < 1)
        return 0;
    const size_t room = data[0] & 2 ? TST_UNIT : TST_UNIT - TSS_HASH_SIZE;
    const unsigned place = data[0] & 1;
    memset(unit, 0, sizeof unit);
    memcpy(unit, data + 1, size - 1 < room ? size - 1 : room);
    if (room < TST_UNIT)
        require(tss_sha256(unit + room, unit, room, NULL) == 0);
    tsb_error err = {0};
    int code = tst_directory_parse(&directory, unit, place, &err);
    require(code == err.code);
    if (code == 0) {
        check_films(&directory);
        require(tst_directory_write(again, &directory, NULL) == 0);
        require(memcmp(unit, again, sizeof unit) == 0);
    }
    return 0;
}
