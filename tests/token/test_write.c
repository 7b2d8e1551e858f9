/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Writing a film to a token: interrupted anywhere, it goes on; what lies there in the end is right, or it says so. */
#include "token/write.h"

#include "tests/support/suite.h"
#include "tests/token/medium.h"
#include "tests/token/rig.h"

/* Where the complement comes from, and what goes wrong there. */
struct origin {
    const struct sample *sample;
    uint64_t fail_from;  /* offsets from here on cannot be had; 0: all can */
    uint64_t wrong_at;   /* this byte is another; UINT64_MAX: none */
    tsb_cancel *cancel;  /* fired at the first step; NULL: not */
    uint64_t first_read; /* the lowest offset asked for */
    uint64_t shown[2];   /* of both stages, the latest */
};

static int read_origin(void *context, uint64_t offset, uint8_t *bytes, size_t size, tsb_error *err)
{
    struct origin *origin = context;
    if (origin->fail_from && offset + size > origin->fail_from)
        return tsb_fail(err, TSB_ERR_NETWORK, "the network is down");
    ck_assert_uint_le(offset + size, origin->sample->size);
    memcpy(bytes, origin->sample->bytes + offset, size);
    if (origin->wrong_at >= offset && origin->wrong_at < offset + size)
        bytes[origin->wrong_at - offset] ^= 1;
    if (offset < origin->first_read)
        origin->first_read = offset;
    return 0;
}

static void show(void *context, enum tst_write_stage stage, uint64_t done, uint64_t all)
{
    struct origin *origin = context;
    ck_assert_uint_le(done, all);
    ck_assert_uint_ge(done, origin->shown[stage]);
    origin->shown[stage] = done;
    if (origin->cancel)
        tsb_cancel_fire(origin->cancel);
}

static struct origin origin_of(const struct rig *rig)
{
    return (struct origin){.sample = &rig->sample, .wrong_at = UINT64_MAX, .first_read = UINT64_MAX};
}

/* Enters the film unless it is there, writes and verifies it. */
static int write_to(tst_blocks *blocks, struct rig *rig, struct origin *origin, tsb_error *err)
{
    tst_container *container = NULL;
    uint8_t record[TST_RECORD_SIZE];
    uint32_t film = 0;
    const tst_write_job job = {.read = read_origin, .progress = show, .context = origin, .cancel = origin->cancel};
    ck_assert_int_eq(tst_counter_first(record, &rig->licence, rig->secret.counter_key, NULL), 0);
    const tst_film_new entry = tst_write_entry(&rig->licence, rig->bytes, record, rig->sample.size);
    int code = tst_container_open(&container, blocks, err);
    if (code == 0)
        code = tst_container_add(container, &entry, &film, err);
    if (code == 0)
        code = tst_write_film(container, film, &job, err);
    if (code == 0)
        code = tst_write_verify(container, film, rig->secret.copy_key, &job, err);
    tst_container_destroy(&container);
    return code;
}

static void setup(struct rig *rig, struct medium *medium)
{
    rig_make(rig);
    medium_init(medium, MEDIUM_MAX);
    ck_assert_int_eq(tst_container_format(&medium->blocks, SAMPLE_SERIAL, NULL), 0);
}

static void finish(struct rig *rig, struct medium *medium)
{
    medium_finish(medium);
    rig_finish(rig);
}

START_TEST(written_and_played)
{
    struct rig rig;
    struct medium medium;
    tst_counter_record record;
    setup(&rig, &medium);
    struct origin origin = origin_of(&rig);
    ck_assert_int_eq(write_to(&medium.blocks, &rig, &origin, NULL), 0);
    ck_assert_uint_eq(origin.shown[TST_WRITING], rig.sample.size);
    ck_assert_uint_eq(origin.shown[TST_VERIFYING], rig.sample.size);
    medium_replug(&medium, LOSE_ALL);
    ck_assert_int_eq(rig_begin(&rig, &medium.blocks, 0, RIG_NOW, &record, NULL), 0);
    ck_assert_uint_eq(record.left, RIG_VIEWS - 1);
    finish(&rig, &medium);
}
END_TEST

START_TEST(goes_on_where_it_stopped)
{
    struct rig rig;
    struct medium medium;
    tsb_error error = {0};
    setup(&rig, &medium);
    struct origin origin = origin_of(&rig);
    ck_assert_int_eq(tsb_cancel_create(&origin.cancel, NULL), 0);
    ck_assert_int_eq(write_to(&medium.blocks, &rig, &origin, &error), TSB_ERR_CANCELLED);
    tsb_cancel_destroy(&origin.cancel);
    origin = origin_of(&rig);
    origin.fail_from = 1;
    ck_assert_int_eq(write_to(&medium.blocks, &rig, &origin, NULL), TSB_ERR_NETWORK);
    medium_replug(&medium, LOSE_ALL);
    origin = origin_of(&rig);
    ck_assert_int_eq(write_to(&medium.blocks, &rig, &origin, NULL), 0);
    finish(&rig, &medium);
}
END_TEST

/* Pulled at every operation: writing again always ends well. */
START_TEST(pulled_at_every_operation)
{
    struct rig rig;
    struct medium medium;
    unsigned n = 1;
    for (bool reached = true; reached; n++) {
        setup(&rig, &medium);
        struct origin origin = origin_of(&rig);
        medium_plan(&medium, n, 100);
        reached = write_to(&medium.blocks, &rig, &origin, NULL) != 0;
        medium_replug(&medium, (enum medium_loss)(n % LOSE_KINDS));
        origin = origin_of(&rig);
        int code = write_to(&medium.blocks, &rig, &origin, NULL);
        ck_assert_int_eq(code, code == TSB_ERR_EXISTS ? TSB_ERR_EXISTS : 0);
        finish(&rig, &medium);
    }
    ck_assert_uint_gt(n, 10);
}
END_TEST

/* A complement that is another one is found out, in its index and in its chunks. */
START_TEST(wrong_bytes)
{
    struct rig rig;
    struct medium medium;
    tsb_error error = {0};
    setup(&rig, &medium);
    struct origin origin = origin_of(&rig);
    origin.wrong_at = 40;
    ck_assert_int_eq(write_to(&medium.blocks, &rig, &origin, &error), TSB_ERR_DAMAGED);
    origin = origin_of(&rig);
    origin.wrong_at = rig.sample.size - 1;
    tsb_error_clear(&error);
    ck_assert_int_eq(write_to(&medium.blocks, &rig, &origin, &error), TSB_ERR_DAMAGED);
    ck_assert_ptr_nonnull(strstr(error.text, "do not use this stick"));
    origin = origin_of(&rig);
    ck_assert_int_eq(write_to(&medium.blocks, &rig, &origin, NULL), 0);
    ck_assert_uint_eq(origin.first_read, 0);
    finish(&rig, &medium);
}
END_TEST

/* Nothing that is no container is overwritten unasked, and one with views on it never is. */
START_TEST(containers_are_made_where_they_may_be)
{
    struct rig rig;
    struct medium medium;
    tst_container *container = NULL;
    rig_make(&rig);
    medium_init(&medium, MEDIUM_MAX);
    ck_assert_int_eq(tst_write_open(&container, &medium.blocks, SAMPLE_SERIAL, false, NULL), 0); /* empty */
    tst_container_destroy(&container);
    memset(medium.now, 'x', medium.blocks.size);
    ck_assert_int_eq(tst_write_open(&container, &medium.blocks, SAMPLE_SERIAL, false, NULL), TSB_ERR_INVALID);
    ck_assert_int_eq(medium.now[0], 'x');
    ck_assert_int_eq(tst_write_open(&container, &medium.blocks, SAMPLE_SERIAL, true, NULL), 0);
    tst_container_destroy(&container);
    struct origin origin = origin_of(&rig);
    ck_assert_int_eq(write_to(&medium.blocks, &rig, &origin, NULL), 0);
    ck_assert_int_eq(tst_write_open(&container, &medium.blocks, SAMPLE_SERIAL, true, NULL), 0);
    ck_assert_uint_eq(tst_container_count(container), 1);
    tst_container_destroy(&container);
    ck_assert_int_eq(tst_write_open(&container, &medium.blocks, "OTHER", false, NULL), TSB_ERR_DENIED);
    ck_assert_int_eq(tst_write_open(&container, &medium.blocks, "OTHER", true, NULL), 0);
    ck_assert_uint_eq(tst_container_count(container), 0);
    tst_container_destroy(&container);
    finish(&rig, &medium);
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {written_and_played, goes_on_where_it_stopped, pulled_at_every_operation, wrong_bytes,
                                  containers_are_made_where_they_may_be};
    return suite_run("writing a token", tests, TSB_COUNT(tests));
}
