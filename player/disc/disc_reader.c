/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "player/disc/disc_reader.h"

#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#include "player/disc/offload.h"

/* What all reads share, those left behind too. */
struct source {
    atomic_uint holders;
    tsp_raw raw;
};

struct read {
    struct source *source;
    uint64_t offset;
    size_t size;
    /* The caller's memory may be gone when a read comes back late. What is on the disc is the main stream: no secret.
     */
    uint8_t bytes[TSP_DISC_READ_MAX];
};

struct tsp_disc_reader {
    struct source *source;
    tsp_offload *offload;
};

static void drop_source(struct source *source)
{
    if (atomic_fetch_sub(&source->holders, 1) != 1)
        return;
    tsp_raw_close(&source->raw);
    free(source);
}

static void *create_read(void *context)
{
    struct source *source = context;
    struct read *read = malloc(sizeof(*read));

    if (!read)
        return NULL;
    read->source = source;
    atomic_fetch_add(&source->holders, 1);
    return read;
}

static void release_read(void *state)
{
    struct read *read = state;

    drop_source(read->source);
    free(read);
}

static int read_raw(void *state, tsb_error *err)
{
    struct read *read = state;

    return tsp_raw_read(&read->source->raw, read->offset, read->size, read->bytes, err);
}

int tsp_disc_reader_create(tsp_disc_reader **out, const tsp_raw *raw, tsb_error *err)
{
    static const struct tsp_offload_ops ops = {.create = create_read, .release = release_read};
    tsp_disc_reader *reader = calloc(1, sizeof(*reader));
    struct source *source = calloc(1, sizeof(*source));
    int result = reader && source ? 0 : tsb_fail(err, TSB_ERR_MEMORY, "Out of memory.");

    *out = NULL;
    if (result == 0)
        result = tsp_offload_create(&reader->offload, &ops, source, err);
    if (result != 0) {
        tsp_raw closing = *raw;
        tsp_raw_close(&closing);
        free(source);
        free(reader);
        return result;
    }
    atomic_init(&source->holders, 1);
    source->raw = *raw;
    reader->source = source;
    *out = reader;
    return 0;
}

void tsp_disc_reader_destroy(tsp_disc_reader **reader)
{
    if (!reader || !*reader)
        return;
    tsp_offload_destroy(&(*reader)->offload);
    drop_source((*reader)->source);
    free(*reader);
    *reader = NULL;
}

int tsp_disc_reader_read(tsp_disc_reader *reader, uint64_t offset, size_t size, void *out, const tsb_cancel *cancel,
                         tsb_error *err)
{
    void *state = NULL;
    struct read *read = NULL;
    int result = 0;

    if (size > TSP_DISC_READ_MAX)
        return tsb_fail(err, TSB_ERR_INVALID, "A read of the disc is too large.");
    result = tsp_offload_state(reader->offload, &state, cancel, err);
    if (result != 0)
        return result;
    read = state;
    read->offset = offset;
    read->size = size;
    result = tsp_offload_run(reader->offload, read_raw, cancel, err);
    if (result == 0)
        memcpy(out, read->bytes, size);
    return result;
}
