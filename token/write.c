/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "token/write.h"

#include <stdlib.h>
#include <string.h>

#include "base/secret.h"
#include "token/film_index.h"

#define STEP ((size_t)256 * 1024)
/* How much an interruption may cost: a checkpoint waits for the stick to write all of it. */
#define CHECKPOINT_EVERY ((uint64_t)4 * 1024 * 1024)

/* Opens one that is this very stick's. */
static int open_own(tst_container **out, tst_blocks *blocks, const char *serial, tsb_error *err)
{
    tsb_error why = {0};
    int code = tst_container_open(out, blocks, &why);
    if (code == TSB_ERR_INVALID)
        return tsb_fail(
            err, code,
            "this is no token yet, and holds something else; --format makes it one, and erases what is there");
    if (code)
        return tsb_pass(err, code, &why);
    if (strcmp(tst_container_serial(*out), serial) == 0)
        return 0;
    tst_container_destroy(out);
    return tsb_fail(
        err, TSB_ERR_DENIED,
        "what is on this token was made for another stick and copied here; --format makes it a token of its "
        "own, and erases what is there");
}

/* Nothing was ever written there, or only the room was taken when somebody was interrupted. */
static bool is_blank(tst_blocks *blocks)
{
    uint8_t bytes[2 * TST_UNIT];
    const size_t size = blocks->size < sizeof bytes ? (size_t)blocks->size : sizeof bytes;
    if (tst_blocks_read(blocks, 0, bytes, size, NULL) != 0)
        return false;
    for (size_t i = 0; i < size; i++) {
        if (bytes[i])
            return false;
    }
    return true;
}

int tst_write_open(tst_container **out, tst_blocks *blocks, const char *serial, bool erase, tsb_error *err)
{
    tsb_error why = {0};
    int code = blocks->size > 0 ? open_own(out, blocks, serial, &why) : TSB_ERR_INVALID;
    /* One that is in order is never erased: there are views on it. */
    if (code == 0)
        return 0;
    const bool readable = code != TSB_ERR_NOT_FOUND && code != TSB_ERR_IO;
    if (!readable || !(erase || is_blank(blocks)))
        return tsb_pass(err, code, &why);
    code = tst_container_format(blocks, serial, err);
    return code ? code : tst_container_open(out, blocks, err);
}

tst_film_new tst_write_entry(const tst_licence *licence, const uint8_t *bytes, const uint8_t *record,
                             uint64_t complement_size)
{
    tst_film_new entry = {.copy = licence->copy,
                          .title = licence->title,
                          .complement_size = complement_size,
                          .licence = bytes,
                          .licence_size = tst_licence_size(licence->device_count),
                          .record = record};
    memcpy(entry.index_hash, licence->index_hash, TSS_HASH_SIZE);
    return entry;
}

static int step_done(const tst_write_job *job, enum tst_write_stage stage, uint64_t done, uint64_t all, tsb_error *err)
{
    if (job->progress)
        job->progress(job->context, stage, done, all);
    if (job->cancel && tsb_cancel_fired(job->cancel))
        return tsb_fail(err, TSB_ERR_CANCELLED, "interrupted; writing the token again goes on from here");
    return 0;
}

/* What lies there is wrong: the next writer must not trust it. Licence and views stay. Returns code. */
static int begin_anew(tst_container *container, uint32_t film, int code, tsb_error *err)
{
    const int result = tst_container_restart(container, film, NULL);
    return result ? tsb_fail(err, result, "the token cannot be written") : code;
}

int tst_write_film(tst_container *container, uint32_t film, const tst_write_job *job, tsb_error *err)
{
    const uint64_t all = tst_container_film(container, film)->complement_size;
    uint64_t done = tst_container_film(container, film)->progress;
    uint64_t safe = done;
    uint8_t *bytes = malloc(STEP);
    int code = bytes ? step_done(job, TST_WRITING, done, all, err) : tsb_fail(err, TSB_ERR_MEMORY, "out of memory");
    while (code == 0 && done < all) {
        const size_t size = all - done < STEP ? (size_t)(all - done) : STEP;
        code = job->read(job->context, done, bytes, size, err);
        if (code == 0)
            code = tst_container_append(container, film, bytes, size, err);
        if (code)
            break;
        done += size;
        if (done - safe >= CHECKPOINT_EVERY || done == all) {
            code = tst_container_checkpoint(container, film, err);
            safe = done;
        }
        if (code == 0)
            code = step_done(job, TST_WRITING, done, all, err);
    }
    free(bytes);
    if (code == 0) {
        code = tst_container_complete(container, film, err);
        if (code == TSB_ERR_DAMAGED)
            code = begin_anew(container, film, code, err);
    }
    return code;
}

/* What opening chunks takes; window and plain in secret memory. */
struct opener {
    size_t size; /* of plain and sealed: the largest chunk's */
    uint8_t *window;
    uint8_t *plain;
    uint8_t *sealed;
};

static int opener_make(struct opener *opener, const tss_index *index, tsb_error *err)
{
    for (uint32_t i = 0; i < index->chunk_count; i++)
        opener->size = index->entries[i].size > opener->size ? index->entries[i].size : opener->size;
    opener->window = tsb_secret_alloc(TSS_KEY_SIZE);
    opener->plain = tsb_secret_alloc(opener->size);
    opener->sealed = malloc(opener->size);
    return opener->window && opener->plain && opener->sealed ? 0 : tsb_fail(err, TSB_ERR_MEMORY, "out of memory");
}

static void opener_finish(struct opener *opener)
{
    tsb_secret_free(opener->window, TSS_KEY_SIZE);
    tsb_secret_free(opener->plain, opener->size);
    free(opener->sealed);
}

static int open_chunk(tst_container *container, uint32_t film, const tss_index *index, uint32_t chunk,
                      const uint8_t *copy_key, const struct opener *opener, tsb_error *err)
{
    const tss_index_entry *entry = &index->entries[chunk];
    const tss_id *copy = &tst_container_film(container, film)->copy;
    int code = tst_container_read(container, film, entry->offset, opener->sealed, entry->size, err);
    if (code == 0 && (chunk == 0 || tss_window_of(chunk) != tss_window_of(chunk - 1)))
        code = tss_derive_window(opener->window, copy_key, copy, tss_window_of(chunk), err);
    if (code == 0 &&
        tss_complement_open(opener->plain, opener->window, copy, chunk, opener->sealed, entry->size, NULL) != 0)
        code = tsb_fail(err, TSB_ERR_DAMAGED,
                        "the token does not give back what was written to it; do not use this stick");
    return code;
}

int tst_write_verify(tst_container *container, uint32_t film, const uint8_t copy_key[TSS_KEY_SIZE],
                     const tst_write_job *job, tsb_error *err)
{
    tss_index index = {0};
    struct opener opener = {0};
    int code = tst_film_index(container, film, &index, err);
    if (code == 0)
        code = opener_make(&opener, &index, err);
    for (uint32_t chunk = 0; code == 0 && chunk < index.chunk_count; chunk++) {
        code = open_chunk(container, film, &index, chunk, copy_key, &opener, err);
        if (code == 0)
            code = step_done(job, TST_VERIFYING, index.entries[chunk].offset + index.entries[chunk].size,
                             index.file_size, err);
    }
    opener_finish(&opener);
    tss_index_finish(&index);
    return code == TSB_ERR_DAMAGED ? begin_anew(container, film, code, err) : code;
}
