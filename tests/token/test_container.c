/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "token/container.h"

#include "tests/support/suite.h"
#include "tests/token/medium.h"
#include "tests/token/sample.h"
#include "token/directory.h"

/* A story of changes, each of which is to be done wholly or not at all. */
struct story {
    struct medium medium;
    struct sample a;
    struct sample b;
    struct sample c;
};

static const uint8_t licence_one[] = "the first licence";
static const uint8_t licence_two[] = "a second licence, of another length";

static void record_of(uint8_t record[TST_RECORD_SIZE], uint8_t number)
{
    memset(record, number, TST_RECORD_SIZE);
}

static int begin(struct story *story, tst_container *container, const struct sample *sample)
{
    uint8_t record[TST_RECORD_SIZE];
    uint32_t film = 0;
    (void)story;
    record_of(record, 1);
    tst_film_new add = {.copy = sample->copy,
                        .title = sample->title,
                        .complement_size = sample->size,
                        .licence = licence_one,
                        .licence_size = sizeof licence_one,
                        .record = record};
    memcpy(add.index_hash, sample->index_hash, TSS_HASH_SIZE);
    return tst_container_add(container, &add, &film, NULL);
}

static int go_on(tst_container *container, const struct sample *sample, size_t upto)
{
    uint32_t film = (uint32_t)tst_container_find(container, &sample->copy);
    size_t done = (size_t)tst_container_film(container, film)->progress;
    size_t middle = (done + upto) / 2;
    int code = tst_container_append(container, film, sample->bytes + done, middle - done, NULL);
    if (code == 0)
        code = tst_container_append(container, film, sample->bytes + middle, upto - middle, NULL);
    if (code)
        return code;
    return upto == sample->size ? tst_container_complete(container, film, NULL)
                                : tst_container_checkpoint(container, film, NULL);
}

static int relicense(tst_container *container, const struct sample *sample)
{
    uint8_t record[TST_RECORD_SIZE];
    record_of(record, 2);
    return tst_container_relicense(container, (uint32_t)tst_container_find(container, &sample->copy), licence_two,
                                   sizeof licence_two, record, NULL);
}

static int drop(tst_container *container, const struct sample *sample)
{
    return tst_container_remove(container, (uint32_t)tst_container_find(container, &sample->copy), NULL);
}

enum { STEPS = 12 };

static int step(struct story *story, tst_container *c, unsigned number)
{
    uint8_t record[TST_RECORD_SIZE];
    switch (number) {
    case 0:
        return begin(story, c, &story->a);
    case 1:
        return go_on(c, &story->a, 3000);
    case 2:
        return begin(story, c, &story->b);
    case 3:
        return go_on(c, &story->a, story->a.size);
    case 4:
        record_of(record, 7);
        return tst_container_record_write(c, (uint32_t)tst_container_find(c, &story->a.copy), 1, record, NULL);
    case 5:
        return relicense(c, &story->a);
    case 6:
        return go_on(c, &story->b, story->b.size);
    case 7:
        return drop(c, &story->a);
    case 8:
        return begin(story, c, &story->c); /* in the gap */
    case 9:
        return go_on(c, &story->c, story->c.size);
    case 10:
        return relicense(c, &story->b);
    default:
        return relicense(c, &story->b); /* and into its first bank again */
    }
}

/* All that can be read from the medium as it now lies there. */
static void print(struct story *story, uint8_t hash[TSS_HASH_SIZE])
{
    tst_container *container = NULL;
    tss_hasher *hasher = NULL;
    uint8_t bytes[TST_LICENCE_MAX + 8192];
    ck_assert_int_eq(tst_container_open(&container, &story->medium.blocks, NULL), 0);
    ck_assert_int_eq(tss_hasher_create(&hasher, NULL), 0);
    for (uint32_t i = 0; i < tst_container_count(container); i++) {
        const tst_film *film = tst_container_film(container, i);
        ck_assert_int_eq(tss_hasher_update(hasher, film->copy.bytes, TSS_ID_SIZE, NULL), 0);
        bytes[0] = (uint8_t)film->state;
        ck_assert_int_eq(tss_hasher_update(hasher, bytes, 1, NULL), 0);
        ck_assert_int_eq(tst_container_licence(container, i, bytes, NULL), 0);
        ck_assert_int_eq(tss_hasher_update(hasher, bytes, film->licence_size, NULL), 0);
        size_t size = (size_t)film->progress;
        ck_assert_int_eq(tst_container_read(container, i, 0, bytes, size, NULL), 0);
        ck_assert_int_eq(tss_hasher_update(hasher, bytes, size, NULL), 0);
        for (unsigned slot = 0; slot < 2; slot++) {
            ck_assert_int_eq(tst_container_record_read(container, i, slot, bytes, NULL), 0);
            ck_assert_int_eq(tss_hasher_update(hasher, bytes, TST_RECORD_SIZE, NULL), 0);
        }
    }
    ck_assert_int_eq(tss_hasher_final(hasher, hash, NULL), 0);
    tss_hasher_destroy(&hasher);
    tst_container_destroy(&container);
}

static void story_start(struct story *story, size_t limit)
{
    medium_init(&story->medium, limit);
    sample_make(&story->a, 1);
    sample_make(&story->b, 2);
    sample_make(&story->c, 3);
    ck_assert_int_eq(tst_container_format(&story->medium.blocks, SAMPLE_SERIAL, NULL), 0);
}

static void story_finish(struct story *story)
{
    medium_finish(&story->medium);
    sample_finish(&story->a);
    sample_finish(&story->b);
    sample_finish(&story->c);
}

/* From this step on, each with the container opened anew; the number of the step that failed, or STEPS. */
static unsigned tell(struct story *story, unsigned from)
{
    for (unsigned i = from; i < STEPS; i++) {
        tst_container *container = NULL;
        int code = tst_container_open(&container, &story->medium.blocks, NULL);
        if (code == 0)
            code = step(story, container, i);
        tst_container_destroy(&container);
        if (code)
            return i;
    }
    return STEPS;
}

/* Pulled, or power lost, at every operation; with every kind of loss. */
START_TEST(every_fault)
{
    static const size_t torn[] = {0, 1, 511, 512, 2048, 4095, 4096, MEDIUM_MAX};
    static uint8_t prints[STEPS + 1][TSS_HASH_SIZE];
    struct story story;
    story_start(&story, MEDIUM_MAX);
    print(&story, prints[0]);
    unsigned operations = 0;
    for (unsigned i = 0; i < STEPS; i++) {
        medium_plan(&story.medium, 0, 0);
        tst_container *container = NULL;
        ck_assert_int_eq(tst_container_open(&container, &story.medium.blocks, NULL), 0);
        ck_assert_int_eq(step(&story, container, i), 0);
        tst_container_destroy(&container);
        operations += story.medium.operations;
        medium_replug(&story.medium, LOSE_ALL); /* what a step said was done is durable */
        print(&story, prints[i + 1]);
    }
    story_finish(&story);
    ck_assert_uint_gt(operations, 60);
    for (unsigned n = 1; n <= operations; n++) {
        for (unsigned kind = 0; kind < LOSE_KINDS * TSB_COUNT(torn); kind++) {
            uint8_t found[TSS_HASH_SIZE];
            story_start(&story, MEDIUM_MAX);
            medium_plan(&story.medium, n, torn[kind / LOSE_KINDS]);
            unsigned failed = tell(&story, 0);
            ck_assert_uint_lt(failed, STEPS);
            medium_replug(&story.medium, (enum medium_loss)(kind % LOSE_KINDS));
            print(&story, found);
            bool before = memcmp(found, prints[failed], sizeof found) == 0;
            bool after = memcmp(found, prints[failed + 1], sizeof found) == 0;
            /* A counter's record alone is protected by its counter, not by the directory. */
            ck_assert_msg(before || after || failed == 4, "operation %u, step %u, kind %u", n, failed, kind);
            ck_assert_uint_eq(tell(&story, after ? failed + 1 : failed), STEPS);
            print(&story, found);
            ck_assert_mem_eq(found, prints[STEPS], sizeof found);
            story_finish(&story);
        }
    }
}
END_TEST

/* An operation that fails while the token stays: the container may be read on, and is whole when opened again. */
START_TEST(refusals)
{
    for (unsigned n = 1;; n++) {
        struct story story;
        uint8_t record[TST_RECORD_SIZE];
        tst_container *container = NULL;
        record_of(record, 1);
        story_start(&story, MEDIUM_MAX);
        ck_assert_int_eq(tst_container_open(&container, &story.medium.blocks, NULL), 0);
        medium_plan(&story.medium, n, 100);
        story.medium.once = true;
        uint32_t film = 0;
        int code = sample_put(container, &story.a, licence_one, sizeof licence_one, record, &film, NULL);
        ck_assert(code == 0 || code == TSB_ERR_IO);
        tst_container_destroy(&container);
        story.medium.once = false;
        medium_plan(&story.medium, 0, 0);
        ck_assert_int_eq(tst_container_open(&container, &story.medium.blocks, NULL), 0);
        if (code) {
            int again = sample_put(container, &story.a, licence_one, sizeof licence_one, record, &film, NULL);
            ck_assert(again == 0 || again == TSB_ERR_EXISTS);
        }
        ck_assert_uint_eq(tst_container_count(container), 1);
        ck_assert_int_eq(tst_container_film(container, 0)->state, TST_FILM_COMPLETE);
        tst_container_destroy(&container);
        story_finish(&story);
        if (code == 0)
            break;
        ck_assert_uint_lt(n, 100);
    }
}
END_TEST

/* At every size of medium, a film fits or is refused with nothing changed. */
START_TEST(full)
{
    unsigned refused = 0;
    for (size_t limit = 2 * TST_UNIT; limit <= 24 * TST_UNIT; limit += TST_UNIT / 2) {
        struct story story;
        uint8_t record[TST_RECORD_SIZE];
        uint8_t before[TSS_HASH_SIZE];
        uint8_t after[TSS_HASH_SIZE];
        tst_container *container = NULL;
        uint32_t film = 0;
        const struct sample *samples[] = {&story.a, &story.b};
        record_of(record, 1);
        story_start(&story, limit);
        for (unsigned i = 0; i < 2; i++) {
            print(&story, before);
            ck_assert_int_eq(tst_container_open(&container, &story.medium.blocks, NULL), 0);
            int code = sample_put(container, samples[i], licence_one, sizeof licence_one, record, &film, NULL);
            ck_assert_int_eq(code, limit >= (2 + (i + 1) * 8) * (size_t)TST_UNIT ? 0 : TSB_ERR_FULL);
            tst_container_destroy(&container);
            print(&story, after);
            ck_assert_int_eq(memcmp(before, after, sizeof after) == 0, code != 0);
            refused += code != 0;
        }
        story_finish(&story);
    }
    ck_assert_uint_gt(refused, 20);
}
END_TEST

/* Making a container anew is all or nothing too. */
START_TEST(format_again)
{
    for (unsigned n = 1;; n++) {
        struct story story;
        tst_container *container = NULL;
        story_start(&story, MEDIUM_MAX);
        ck_assert_uint_eq(tell(&story, 0), STEPS);
        medium_plan(&story.medium, n, 700);
        int code = tst_container_format(&story.medium.blocks, "OTHER", NULL);
        medium_replug(&story.medium, LOSE_NONE);
        ck_assert_int_eq(tst_container_open(&container, &story.medium.blocks, NULL), 0);
        bool fresh = strcmp(tst_container_serial(container), "OTHER") == 0;
        ck_assert_uint_eq(tst_container_count(container), fresh ? 0 : 2);
        ck_assert(code != 0 || fresh);
        tst_container_destroy(&container);
        story_finish(&story);
        if (code == 0)
            break;
    }
}
END_TEST

START_TEST(refused_containers)
{
    struct story story;
    tst_container *container = NULL;
    story_start(&story, MEDIUM_MAX);
    ck_assert_uint_eq(tell(&story, 0), STEPS);
    uint64_t size = story.medium.blocks.size;
    story.medium.blocks.size = size - TST_UNIT;
    ck_assert_int_eq(tst_container_open(&container, &story.medium.blocks, NULL), TSB_ERR_DAMAGED);
    story.medium.blocks.size = 100;
    ck_assert_int_eq(tst_container_open(&container, &story.medium.blocks, NULL), TSB_ERR_INVALID);
    story.medium.blocks.size = size;
    for (unsigned place = 0; place < 2; place++) /* one damaged directory is made up for by the other */
        story.medium.now[place * TST_UNIT + 300] ^= 1;
    ck_assert_int_eq(tst_container_open(&container, &story.medium.blocks, NULL), TSB_ERR_INVALID);
    story.medium.now[300] ^= 1;
    ck_assert_int_eq(tst_container_open(&container, &story.medium.blocks, NULL), 0);
    tst_container_destroy(&container);
    ck_assert_int_eq(tst_container_format(&story.medium.blocks, "WITH SPACE", NULL), TSB_ERR_INVALID);
    story_finish(&story);
}
END_TEST

/* What was written under a wrong index never becomes complete. */
START_TEST(wrong_index)
{
    struct story story;
    uint8_t record[TST_RECORD_SIZE];
    tst_container *container = NULL;
    uint32_t film = 0;
    record_of(record, 1);
    story_start(&story, MEDIUM_MAX);
    story.a.index_hash[0] ^= 1;
    ck_assert_int_eq(tst_container_open(&container, &story.medium.blocks, NULL), 0);
    ck_assert_int_eq(sample_put(container, &story.a, licence_one, sizeof licence_one, record, &film, NULL),
                     TSB_ERR_DAMAGED);
    ck_assert_int_eq(tst_container_film(container, film)->state, TST_FILM_PENDING);
    ck_assert_int_eq(tst_container_append(container, film, "x", 1, NULL), TSB_ERR_INVALID);
    tst_container_destroy(&container);
    story_finish(&story);
}
END_TEST

START_TEST(many_films)
{
    struct medium medium;
    struct sample sample;
    uint8_t record[TST_RECORD_SIZE];
    tst_container *container = NULL;
    uint32_t film = 0;
    record_of(record, 1);
    medium_init(&medium, MEDIUM_MAX);
    ck_assert_int_eq(tst_container_format(&medium.blocks, "", NULL), 0);
    ck_assert_int_eq(tst_container_open(&container, &medium.blocks, NULL), 0);
    int code = 0;
    unsigned count = 0;
    for (; code == 0; count++) {
        sample_make(&sample, (uint8_t)(count + 1));
        code = sample_put(container, &sample, licence_one, sizeof licence_one, record, &film, NULL);
        sample_finish(&sample);
    }
    ck_assert_int_eq(code, TSB_ERR_FULL); /* 64 units hold seven films of eight */
    ck_assert_uint_eq(count - 1, 7);
    ck_assert_uint_eq(tst_container_count(container), 7);
    tst_container_destroy(&container);
    medium_finish(&medium);
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {every_fault,        refusals,    full,      format_again,
                                  refused_containers, wrong_index, many_films};
    return suite_run("token container", tests, TSB_COUNT(tests));
}
