/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/token/medium.h"

#include <stdlib.h>
#include <string.h>

/* Whether this operation fails. */
static bool strike(struct medium *medium)
{
    medium->operations++;
    if (medium->gone)
        return true;
    if (medium->fail_at == 0 || medium->operations != medium->fail_at)
        return false;
    if (medium->die)
        medium->die();
    medium->gone = !medium->once;
    return true;
}

static int refuse(const struct medium *medium, tsb_error *err)
{
    return medium->once ? tsb_fail(err, TSB_ERR_IO, "the medium refuses")
                        : tsb_fail(err, TSB_ERR_NOT_FOUND, "the token was pulled out");
}

static int medium_read(tst_blocks *blocks, uint64_t offset, void *bytes, size_t size, tsb_error *err)
{
    struct medium *medium = (struct medium *)blocks;
    if (strike(medium))
        return refuse(medium, err);
    memcpy(bytes, medium->now + offset, size);
    return 0;
}

static void arrive(struct medium *medium, uint64_t offset, const void *bytes, size_t size)
{
    if (size == 0)
        return;
    memcpy(medium->now + offset, bytes, size);
    if (medium->unsure_count == MEDIUM_UNSURE)
        abort();
    medium->unsure[medium->unsure_count].offset = offset;
    medium->unsure[medium->unsure_count].size = size;
    medium->unsure_count++;
}

static int medium_write(tst_blocks *blocks, uint64_t offset, const void *bytes, size_t size, tsb_error *err)
{
    struct medium *medium = (struct medium *)blocks;
    bool already = medium->gone;
    if (strike(medium)) {
        if (!already)
            arrive(medium, offset, bytes, medium->torn < size ? medium->torn : size);
        return refuse(medium, err);
    }
    arrive(medium, offset, bytes, size);
    return 0;
}

static int medium_flush(tst_blocks *blocks, tsb_error *err)
{
    struct medium *medium = (struct medium *)blocks;
    if (strike(medium))
        return refuse(medium, err);
    for (unsigned i = 0; i < medium->unsure_count; i++)
        memcpy(medium->durable + medium->unsure[i].offset, medium->now + medium->unsure[i].offset,
               medium->unsure[i].size);
    medium->unsure_count = 0;
    return 0;
}

static int medium_grow(tst_blocks *blocks, uint64_t size, tsb_error *err)
{
    struct medium *medium = (struct medium *)blocks;
    if (strike(medium))
        return refuse(medium, err);
    if (size > medium->limit)
        return tsb_fail(err, TSB_ERR_FULL, "no space is left on the token");
    blocks->size = size;
    return 0;
}

static void medium_destroy(tst_blocks *blocks)
{
    (void)blocks; /* The medium outlives its being plugged in. */
}

static const struct tst_blocks_ops ops = {
    .read = medium_read, .write = medium_write, .flush = medium_flush, .grow = medium_grow, .destroy = medium_destroy};

void medium_init(struct medium *medium, size_t limit)
{
    *medium = (struct medium){.blocks.ops = &ops, .limit = limit};
    medium->now = calloc(1, limit);
    medium->durable = calloc(1, limit);
    if (!medium->now || !medium->durable)
        abort();
}

void medium_finish(struct medium *medium)
{
    free(medium->now);
    free(medium->durable);
}

void medium_replug(struct medium *medium, enum medium_loss loss)
{
    for (unsigned i = 0; i < medium->unsure_count; i++) {
        size_t size = medium->unsure[i].size;
        if (loss == LOSE_ALL || (loss == LOSE_EVEN && i % 2 == 0) || (loss == LOSE_ODD && i % 2 == 1))
            continue;
        if (loss == LOSE_HALVES)
            size /= 2;
        memcpy(medium->durable + medium->unsure[i].offset, medium->now + medium->unsure[i].offset, size);
    }
    for (unsigned i = 0; i < medium->unsure_count; i++)
        memcpy(medium->now + medium->unsure[i].offset, medium->durable + medium->unsure[i].offset,
               medium->unsure[i].size);
    medium->unsure_count = 0;
    medium->gone = false;
    medium->once = false;
    medium->die = NULL;
    medium->fail_at = 0;
}

void medium_plan(struct medium *medium, unsigned fail_at, size_t torn)
{
    medium->operations = 0;
    medium->fail_at = fail_at;
    medium->torn = torn;
}
