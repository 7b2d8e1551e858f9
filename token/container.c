/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "token/container.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "token/directory.h"
#include "token/directory_store.h"
#include "token/film_index.h"

struct tst_container {
    tst_blocks *blocks; /* borrowed */
    tst_directory directory;
    bool stale; /* a change may or may not have been made: only reading is safe */
};

static int usable(const tst_container *container, tsb_error *err)
{
    if (container->stale)
        return tsb_fail(err, TSB_ERR_IO, "an earlier change to the token failed; open it again");
    return 0;
}

/* Makes changed the container's directory, on the medium first. All data it names is durable already. */
static int commit(tst_container *container, tst_directory *changed, tsb_error *err)
{
    changed->sequence = container->directory.sequence + 1;
    int code = tst_directory_put(container->blocks, changed, err);
    if (code)
        container->stale = true;
    else
        container->directory = *changed;
    return code;
}

int tst_container_format(tst_blocks *blocks, const char *serial, tsb_error *err)
{
    tst_directory old = {0};
    tst_directory fresh = {0};
    size_t length = strlen(serial);
    if (length >= sizeof fresh.serial)
        return tsb_fail(err, TSB_ERR_INVALID, "the token's serial number is too long");
    for (size_t i = 0; i < length; i++) {
        if (serial[i] <= ' ' || serial[i] > '~')
            return tsb_fail(err, TSB_ERR_INVALID, "the token's serial number has characters that cannot be in one");
    }
    memcpy(fresh.serial, serial, length + 1);
    int code = tst_blocks_grow(blocks, (uint64_t)TST_DIRECTORY_UNITS * TST_UNIT, err);
    if (code == 0)
        code = tss_id_generate(&fresh.token, err);
    if (code)
        return code;
    /* One that is there stands until the new one is whole. */
    code = tst_directory_find(blocks, &old, NULL);
    if (code == TSB_ERR_IO || code == TSB_ERR_NOT_FOUND)
        return tsb_fail(err, code, "the token cannot be read");
    const bool replaced = code == 0;
    fresh.sequence = replaced ? old.sequence + 1 : 2;
    code = tst_directory_put(blocks, &fresh, err);
    if (code == 0 && !replaced) {
        /* What lies in the other place, of a later version perhaps, must not count. */
        const uint8_t nothing[TST_UNIT] = {0};
        code = tst_blocks_write(blocks, TST_UNIT, nothing, sizeof nothing, err);
        if (code == 0)
            code = tst_blocks_flush(blocks, err);
    }
    return code;
}

int tst_container_open(tst_container **out, tst_blocks *blocks, tsb_error *err)
{
    tst_container *container = calloc(1, sizeof *container);
    if (!container)
        return tsb_fail(err, TSB_ERR_MEMORY, "out of memory");
    container->blocks = blocks;
    int code = tst_directory_find(blocks, &container->directory, err);
    if (code == 0 && tst_directory_end(&container->directory) > blocks->size / TST_UNIT)
        code = tsb_fail(err, TSB_ERR_DAMAGED, "the token's container was cut short; write the token again");
    if (code)
        free(container);
    else
        *out = container;
    return code;
}

void tst_container_destroy(tst_container **container)
{
    if (!container || !*container)
        return;
    free(*container);
    *container = NULL;
}

const tss_id *tst_container_token(const tst_container *container)
{
    return &container->directory.token;
}

const char *tst_container_serial(const tst_container *container)
{
    return container->directory.serial;
}

uint32_t tst_container_count(const tst_container *container)
{
    return container->directory.count;
}

const tst_film *tst_container_film(const tst_container *container, uint32_t film)
{
    return &container->directory.films[film];
}

int64_t tst_container_find(const tst_container *container, const tss_id *copy)
{
    for (uint32_t i = 0; i < container->directory.count; i++) {
        if (tss_id_equal(&container->directory.films[i].copy, copy))
            return i;
    }
    return -1;
}

static int check_film(const tst_container *container, uint32_t film, tsb_error *err)
{
    if (film < container->directory.count)
        return 0;
    return tsb_fail(err, TSB_ERR_INVALID, "the token has no film of this number");
}

static uint64_t bank_offset(const tst_film *film, unsigned bank)
{
    return (film->first + (uint64_t)bank * TST_BANK_UNITS) * TST_UNIT;
}

/* Fills a bank that is not in force: the record in the slot of its number (1), the other slot empty. */
static int put_bank(tst_container *container, const tst_film *film, unsigned bank, const uint8_t *licence, size_t size,
                    const uint8_t *record, tsb_error *err)
{
    uint8_t *units = calloc(TST_BANK_UNITS, TST_UNIT);
    if (!units)
        return tsb_fail(err, TSB_ERR_MEMORY, "out of memory");
    memcpy(units + TST_UNIT, record, TST_RECORD_SIZE);
    memcpy(units + (size_t)TST_LICENCE_UNIT * TST_UNIT, licence, size);
    int code = tst_blocks_write(container->blocks, bank_offset(film, bank), units, (size_t)TST_BANK_UNITS * TST_UNIT,
                                err);
    if (code == 0)
        code = tst_blocks_flush(container->blocks, err);
    free(units);
    return code;
}

/* A film that is here already: one to go on with, or one that is in the way. */
static int take_up(const tst_container *container, const tst_film_new *add, uint32_t number, uint32_t *film,
                   tsb_error *err)
{
    const tst_film *there = &container->directory.films[number];
    if (there->state == TST_FILM_COMPLETE)
        return tsb_fail(err, TSB_ERR_EXISTS, "this film is on the token already");
    if (there->complement_size != add->complement_size ||
        memcmp(there->index_hash, add->index_hash, TSS_HASH_SIZE) != 0)
        return tsb_fail(err, TSB_ERR_EXISTS, "another make of this film was begun on the token; remove it first");
    *film = number;
    return 0;
}

int tst_container_reserve(tst_container *container, uint64_t complement_size, tsb_error *err)
{
    const tst_directory *directory = &container->directory;
    if (complement_size == 0 || complement_size > TST_COMPLEMENT_MAX)
        return tsb_fail(err, TSB_ERR_INVALID, "this film is too large for a token");
    if (directory->count == TST_FILMS_MAX)
        return tsb_fail(err, TSB_ERR_FULL, "the token holds %u films already; remove one first", TST_FILMS_MAX);
    const uint32_t units = tst_directory_units(complement_size);
    return tst_blocks_grow(container->blocks, (tst_directory_place(directory, units) + units) * TST_UNIT, err);
}

int tst_container_add(tst_container *container, const tst_film_new *add, uint32_t *film, tsb_error *err)
{
    tst_directory changed = container->directory;
    int64_t there = tst_container_find(container, &add->copy);
    int code = usable(container, err);
    if (code)
        return code;
    if (there >= 0)
        return take_up(container, add, (uint32_t)there, film, err);
    if (add->licence_size == 0 || add->licence_size > TST_LICENCE_MAX)
        return tsb_fail(err, TSB_ERR_INVALID, "this licence is too large for a token");
    code = tst_container_reserve(container, add->complement_size, err);
    if (code)
        return code;
    tst_film *entry = &changed.films[changed.count];
    *entry = (tst_film){.state = TST_FILM_PENDING,
                        .copy = add->copy,
                        .title = add->title,
                        .licence_size = (uint16_t)add->licence_size,
                        .complement_size = add->complement_size,
                        .units = tst_directory_units(add->complement_size)};
    memcpy(entry->index_hash, add->index_hash, TSS_HASH_SIZE);
    entry->first = tst_directory_place(&changed, entry->units);
    code = put_bank(container, entry, 0, add->licence, add->licence_size, add->record, err);
    if (code == 0) {
        *film = changed.count++;
        code = commit(container, &changed, err);
    }
    return code;
}

static uint64_t complement_offset(const tst_film *film)
{
    return (film->first + TST_FILM_OVERHEAD) * TST_UNIT;
}

static int check_pending(const tst_container *container, uint32_t film, tsb_error *err)
{
    int code = usable(container, err);
    if (code == 0)
        code = check_film(container, film, err);
    if (code == 0 && container->directory.films[film].state != TST_FILM_PENDING)
        code = tsb_fail(err, TSB_ERR_INVALID, "this film is complete already");
    return code;
}

int tst_container_append(tst_container *container, uint32_t film, const void *bytes, size_t size, tsb_error *err)
{
    int code = check_pending(container, film, err);
    if (code)
        return code;
    tst_film *entry = &container->directory.films[film];
    if (size > entry->complement_size - entry->progress)
        return tsb_fail(err, TSB_ERR_INVALID, "the complement is larger than was said");
    code = tst_blocks_write(container->blocks, complement_offset(entry) + entry->progress, bytes, size, err);
    if (code == 0)
        entry->progress += size; /* here; on the medium with the next checkpoint */
    return code;
}

int tst_container_checkpoint(tst_container *container, uint32_t film, tsb_error *err)
{
    int code = check_pending(container, film, err);
    if (code == 0)
        code = tst_blocks_flush(container->blocks, err);
    if (code == 0) {
        tst_directory changed = container->directory;
        code = commit(container, &changed, err);
    }
    return code;
}

int tst_container_complete(tst_container *container, uint32_t film, tsb_error *err)
{
    tss_index index = {0};
    int code = check_pending(container, film, err);
    if (code)
        return code;
    const tst_film *entry = &container->directory.films[film];
    if (entry->progress != entry->complement_size)
        return tsb_fail(err, TSB_ERR_INVALID, "the complement is not wholly written yet");
    code = tst_blocks_flush(container->blocks, err);
    if (code == 0)
        code = tst_film_index(container, film, &index, err); /* from the medium */
    tss_index_finish(&index);
    if (code == 0) {
        tst_directory changed = container->directory;
        changed.films[film].state = TST_FILM_COMPLETE;
        code = commit(container, &changed, err);
    }
    return code;
}

int tst_container_restart(tst_container *container, uint32_t film, tsb_error *err)
{
    int code = usable(container, err);
    if (code == 0)
        code = check_film(container, film, err);
    if (code)
        return code;
    tst_directory changed = container->directory;
    changed.films[film].state = TST_FILM_PENDING;
    changed.films[film].progress = 0;
    return commit(container, &changed, err);
}

int tst_container_remove(tst_container *container, uint32_t film, tsb_error *err)
{
    int code = usable(container, err);
    if (code == 0)
        code = check_film(container, film, err);
    if (code == 0)
        code = tst_blocks_flush(container->blocks, err); /* the progress of others is entered too */
    if (code)
        return code;
    tst_directory changed = container->directory;
    changed.count--;
    memmove(&changed.films[film], &changed.films[film + 1], (changed.count - film) * sizeof changed.films[0]);
    return commit(container, &changed, err);
}

int tst_container_relicense(tst_container *container, uint32_t film, const uint8_t *licence, size_t size,
                            const uint8_t *record, tsb_error *err)
{
    int code = usable(container, err);
    if (code == 0)
        code = check_film(container, film, err);
    if (code)
        return code;
    if (size == 0 || size > TST_LICENCE_MAX)
        return tsb_fail(err, TSB_ERR_INVALID, "the licence is too large for a token");
    tst_directory changed = container->directory;
    tst_film *entry = &changed.films[film];
    entry->bank ^= 1;
    entry->licence_size = (uint16_t)size;
    code = put_bank(container, entry, entry->bank, licence, size, record, err);
    return code ? code : commit(container, &changed, err);
}

int tst_container_licence(tst_container *container, uint32_t film, uint8_t *licence, tsb_error *err)
{
    int code = check_film(container, film, err);
    if (code)
        return code;
    const tst_film *entry = &container->directory.films[film];
    return tst_blocks_read(container->blocks, bank_offset(entry, entry->bank) + (uint64_t)TST_LICENCE_UNIT * TST_UNIT,
                           licence, entry->licence_size, err);
}

int tst_container_read(tst_container *container, uint32_t film, uint64_t offset, void *bytes, size_t size,
                       tsb_error *err)
{
    int code = check_film(container, film, err);
    if (code)
        return code;
    const tst_film *entry = &container->directory.films[film];
    if (offset > entry->progress || size > entry->progress - offset)
        return tsb_fail(err, TSB_ERR_INVALID, "the complement on the token ends too early");
    return tst_blocks_read(container->blocks, complement_offset(entry) + offset, bytes, size, err);
}

int tst_container_record_read(tst_container *container, uint32_t film, unsigned slot, uint8_t record[TST_RECORD_SIZE],
                              tsb_error *err)
{
    int code = check_film(container, film, err);
    if (code)
        return code;
    const tst_film *entry = &container->directory.films[film];
    return tst_blocks_read(container->blocks, bank_offset(entry, entry->bank) + (uint64_t)(slot & 1) * TST_UNIT, record,
                           TST_RECORD_SIZE, err);
}

int tst_container_record_write(tst_container *container, uint32_t film, unsigned slot,
                               const uint8_t record[TST_RECORD_SIZE], tsb_error *err)
{
    int code = usable(container, err);
    if (code == 0)
        code = check_film(container, film, err);
    if (code)
        return code;
    const tst_film *entry = &container->directory.films[film];
    return tst_store_put(container->blocks, bank_offset(entry, entry->bank) + (uint64_t)(slot & 1) * TST_UNIT, record,
                         TST_RECORD_SIZE, err);
}
