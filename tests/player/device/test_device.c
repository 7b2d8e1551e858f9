/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "player/device/device.h"

#include <pthread.h>

#include "tests/player/support/memory_source.h"
#include "tests/support/suite.h"

struct rig {
    sample_disc disc;
    memory_source source;
    tsp_sectors *device;
    uint8_t *out; /* as large as the image */
};

static void rig_init(struct rig *rig)
{
    *rig = (struct rig){.out = NULL};
    memory_source_init(&rig->source, &film);
    rig->out = calloc(film.count, TSS_SECTOR_SIZE);
    ck_assert_ptr_nonnull(rig->out);
}

static void rig_start(struct rig *rig, uint32_t pieces)
{
    tsp_device_options options = {.read = sample_disc_read,
                                  .context = &rig->disc,
                                  .manifest = &film.manifest,
                                  .source = &rig->source.base,
                                  .pieces = pieces};
    tsb_error err = {0};

    ck_assert_msg(tsp_device_create(&rig->device, &options, &err) == 0, "%s", err.text);
    ck_assert_uint_eq(rig->device->count, film.count);
}

static void rig_finish(struct rig *rig)
{
    tsp_sectors_destroy(&rig->device);
    ck_assert_ptr_null(rig->device);
    memory_source_finish(&rig->source);
    free(rig->out);
}

static const uint8_t *original(uint32_t sector)
{
    return film.original + (size_t)sector * TSS_SECTOR_SIZE;
}

static void expect_original(struct rig *rig, uint32_t first, uint32_t count)
{
    tsb_error err = {0};

    ck_assert_msg(tsp_sectors_read(rig->device, first, count, rig->out, NULL, &err) == 0, "%s", err.text);
    for (uint32_t i = 0; i < count; i++)
        ck_assert_msg(memcmp(rig->out + (size_t)i * TSS_SECTOR_SIZE, original(first + i), TSS_SECTOR_SIZE) == 0,
                      "sector %u differs", first + i);
}

static const tss_index_entry *chunk(uint32_t number)
{
    return &film.index.entries[number];
}

START_TEST(sample_is_shuffled)
{
    uint32_t changed = 0;

    for (uint32_t i = 0; i < film.count; i++)
        changed += memcmp(original(i), film.copy + (size_t)i * TSS_SECTOR_SIZE, TSS_SECTOR_SIZE) != 0;
    ck_assert_uint_gt(changed, film.count / 3);
}
END_TEST

START_TEST(whole_image_equals_original)
{
    struct rig rig;
    tsp_device_report report;

    rig_init(&rig);
    rig_start(&rig, 0);
    expect_original(&rig, 0, film.count);
    tsp_device_report_get(rig.device, &report);
    ck_assert_uint_eq(report.chunks_verified, film.index.chunk_count);
    ck_assert_uint_eq(report.chunks_damaged, 0);
    ck_assert_uint_eq(report.sectors_lost, 0);
    ck_assert_uint_eq(report.range_count, 0);
    ck_assert_uint_gt(report.tally.sites, 1000);
    rig_finish(&rig);
}
END_TEST

START_TEST(random_reads_equal_original)
{
    uint64_t state = suite_seed(20) + (uint64_t)_i;
    struct rig rig;

    rig_init(&rig);
    rig_start(&rig, _i == 0 ? 4 : 12);
    for (int i = 0; i < 20; i++) {
        uint32_t first = test_random(&state) % film.count;
        uint32_t most = film.count - first < 700 ? film.count - first : 700;
        uint32_t count = 1 + test_random(&state) % most;
        if (test_random(&state) % 3 == 0)
            tsp_sectors_hint(rig.device, test_random(&state) % (film.count + 10));
        expect_original(&rig, first, count);
    }
    rig_finish(&rig);
}
END_TEST

struct poker {
    tsp_sectors *device;
    atomic_bool stop;
};

static void *poke(void *context)
{
    struct poker *poker = context;
    uint64_t state = 7;

    while (!atomic_load(&poker->stop)) {
        tsp_sectors_status status;
        tsp_sectors_hint(poker->device, test_random(&state) % film.count);
        tsp_sectors_status_get(poker->device, &status);
        ck_assert(status.buffered >= 0.0 && status.buffered <= 1.0);
        usleep(3000);
    }
    return NULL;
}

START_TEST(hints_from_another_thread_do_no_harm)
{
    struct rig rig;
    struct poker poker = {0};
    pthread_t thread;

    rig_init(&rig);
    rig_start(&rig, 6);
    poker.device = rig.device;
    ck_assert_int_eq(pthread_create(&thread, NULL, poke, &poker), 0);
    for (uint32_t at = 0; at < film.count; at += 100)
        expect_original(&rig, at, film.count - at < 100 ? film.count - at : 100);
    atomic_store(&poker.stop, true);
    pthread_join(thread, NULL);
    rig_finish(&rig);
}
END_TEST

START_TEST(out_of_range_is_refused)
{
    struct rig rig;

    rig_init(&rig);
    rig_start(&rig, 0);
    ck_assert_int_eq(tsp_sectors_read(rig.device, film.count, 1, rig.out, NULL, NULL), TSB_ERR_INVALID);
    ck_assert_int_eq(tsp_sectors_read(rig.device, film.count - 1, 2, rig.out, NULL, NULL), TSB_ERR_INVALID);
    ck_assert_int_eq(tsp_sectors_read(rig.device, UINT32_MAX, UINT32_MAX, rig.out, NULL, NULL), TSB_ERR_INVALID);
    ck_assert_int_eq(tsp_sectors_read(rig.device, film.count, 0, rig.out, NULL, NULL), 0);
    rig_finish(&rig);
}
END_TEST

static void *fire_when_waiting(void *context)
{
    struct rig *rig = ((void **)context)[0];
    tsb_cancel *cancel = ((void **)context)[1];
    tsp_sectors_status status = {.buffered = 1.0};

    /* Until the read has come to the chunk that is late. */
    while (status.buffered >= 1.0 || strcmp(status.text, "Network lost") != 0) {
        usleep(1000);
        tsp_sectors_status_get(rig->device, &status);
    }
    tsb_cancel_fire(cancel);
    return NULL;
}

START_TEST(late_complement_blocks_and_cancel_answers)
{
    struct rig rig;
    tsb_cancel *cancel = NULL;
    pthread_t thread;
    void *context[2] = {&rig, NULL};
    tsp_sectors_status status;
    tsb_error err = {0};

    rig_init(&rig);
    rig.source.late = 2;
    rig_start(&rig, 0);
    ck_assert_int_eq(tsb_cancel_create(&cancel, NULL), 0);
    context[1] = cancel;
    expect_original(&rig, 0, chunk(1)->first + chunk(1)->count);
    ck_assert_int_eq(pthread_create(&thread, NULL, fire_when_waiting, context), 0);
    ck_assert_int_eq(tsp_sectors_read(rig.device, chunk(2)->first, 1, rig.out, cancel, &err), TSB_ERR_CANCELLED);
    pthread_join(thread, NULL);

    tsp_sectors_status_get(rig.device, &status);
    ck_assert(status.retryable);
    ck_assert_uint_eq(status.retry_ms, 1500);
    tsp_sectors_retry(rig.device);
    ck_assert_uint_eq(memory_source_retries(&rig.source), 1);

    /* What is on the other side of the gap can be had meanwhile. */
    expect_original(&rig, chunk(0)->first, 10);
    expect_original(&rig, chunk(4)->first, 10);
    ck_assert_uint_gt(memory_source_cancelled(&rig.source), 0);

    memory_source_set(&rig.source, &rig.source.late, -1);
    expect_original(&rig, chunk(2)->first, chunk(2)->count);
    tsp_sectors_status_get(rig.device, &status);
    ck_assert(status.buffered >= 1.0);
    ck_assert_str_eq(status.text, "");
    ck_assert(!status.retryable);
    tsb_cancel_destroy(&cancel);
    rig_finish(&rig);
}
END_TEST

START_TEST(a_server_that_asks_for_patience_is_not_lost)
{
    struct rig rig;
    tsp_sectors_status status = {0};

    rig_init(&rig);
    rig.source.late = 2;
    rig.source.paced = true;
    rig_start(&rig, 0);
    expect_original(&rig, chunk(1)->first, 1);
    while (memory_source_waiting(&rig.source) != 2)
        usleep(1000);
    tsp_sectors_status_get(rig.device, &status);
    ck_assert_int_eq(status.trouble, TSP_TROUBLE_NONE);
    ck_assert(!status.retryable);
    ck_assert_str_eq(status.text, "One moment");
    rig_finish(&rig);
}
END_TEST

START_TEST(seeking_back_does_not_wait_behind_a_late_chunk)
{
    struct rig rig;

    rig_init(&rig);
    rig.source.late = 3;
    rig_start(&rig, 12);
    expect_original(&rig, chunk(2)->first, 1);
    while (memory_source_waiting(&rig.source) != 3)
        usleep(1000);
    expect_original(&rig, chunk(1)->first, 1);
    expect_original(&rig, chunk(0)->first, 1);
    expect_original(&rig, chunk(2)->first, chunk(2)->count);
    rig_finish(&rig);
}
END_TEST

START_TEST(destroy_ends_a_hanging_source)
{
    struct rig rig;

    rig_init(&rig);
    rig.source.late = 0;
    rig_start(&rig, 0);
    tsp_sectors_hint(rig.device, chunk(0)->first);
    usleep(20000);
    rig_finish(&rig);
}
END_TEST

/* Reads the whole image; only chunk number may differ from the original, and shows no decoys. */
static void expect_only_chunk_damaged(struct rig *rig, uint32_t number)
{
    tsb_error err = {0};
    tsp_device_report report;
    uint32_t differ = 0;

    ck_assert_msg(tsp_sectors_read(rig->device, 0, film.count, rig->out, NULL, &err) == 0, "%s", err.text);
    for (uint32_t i = 0; i < film.count; i++) {
        const uint8_t *sector = rig->out + (size_t)i * TSS_SECTOR_SIZE;
        if (memcmp(sector, original(i), TSS_SECTOR_SIZE) == 0)
            continue;
        differ++;
        ck_assert_msg(i >= chunk(number)->first && i - chunk(number)->first < chunk(number)->count, "sector %u differs",
                      i);
        ck_assert_msg(sample_sector_safe(&film, i, sector), "sector %u shows decoys", i);
    }
    ck_assert_uint_gt(differ, 0);
    tsp_device_report_get(rig->device, &report);
    ck_assert_uint_eq(report.chunks_damaged, 1);
    ck_assert_uint_eq(report.chunks_verified, film.index.chunk_count - 1);
}

START_TEST(damaged_complement_is_blanked)
{
    struct rig rig;
    tsp_device_report report;
    tsp_sectors_status status;

    rig_init(&rig);
    rig.source.damaged = _i == 0 ? 1 : -1;
    rig.source.foreign = _i == 1 ? 1 : -1;
    rig_start(&rig, 0);
    expect_only_chunk_damaged(&rig, 1);
    tsp_device_report_get(rig.device, &report);
    ck_assert_uint_eq(report.range_count, 1);
    ck_assert_uint_eq(report.ranges[0].first, chunk(1)->first);
    ck_assert_uint_eq(report.ranges[0].count, chunk(1)->count);
    ck_assert_int_eq(report.ranges[0].lost, 0);
    ck_assert_uint_eq(report.sectors_lost, 0);

    ck_assert_int_eq(tsp_sectors_read(rig.device, chunk(1)->first, 1, rig.out, NULL, NULL), 0);
    /* Navigation stays, so that playing goes on. */
    ck_assert_mem_eq(rig.out, original(chunk(1)->first), TSS_SECTOR_SIZE);
    tsp_sectors_status_get(rig.device, &status);
    ck_assert_ptr_nonnull(strstr(status.text, "damaged"));
    ck_assert_uint_eq(status.chunks_damaged, 1);
    expect_original(&rig, chunk(3)->first, 1);
    tsp_sectors_status_get(rig.device, &status);
    ck_assert_str_eq(status.text, "");
    rig_finish(&rig);
}
END_TEST

START_TEST(lost_sectors_cost_their_pictures_alone)
{
    struct rig rig;
    tsp_device_report report;
    uint32_t first = chunk(2)->first + 100;
    uint32_t kept = 0;

    rig_init(&rig);
    rig.disc.lost_first = first;
    rig.disc.lost_count = 3;
    rig_start(&rig, 0);
    expect_only_chunk_damaged(&rig, 2);
    for (uint32_t i = chunk(2)->first; i < chunk(2)->first + chunk(2)->count; i++)
        kept += memcmp(rig.out + (size_t)i * TSS_SECTOR_SIZE, original(i), TSS_SECTOR_SIZE) == 0;
    ck_assert_uint_gt(kept, chunk(2)->count / 2);
    tsp_device_report_get(rig.device, &report);
    ck_assert_uint_eq(report.sectors_lost, 3);
    ck_assert_uint_eq(report.range_count, 1);
    ck_assert_uint_eq(report.ranges[0].first, first);
    ck_assert_uint_eq(report.ranges[0].count, 3);
    ck_assert_int_eq(report.ranges[0].lost, 1);
    ck_assert_uint_gt(report.tally.pictures_damaged, 0);
    ck_assert_uint_lt(report.tally.pictures_damaged, 8);
    rig_finish(&rig);
}
END_TEST

START_TEST(lost_sectors_outside_chunks_are_reported)
{
    struct rig rig;
    tsp_device_report report;
    static const uint8_t zeros[TSS_SECTOR_SIZE];

    rig_init(&rig);
    rig.disc.lost_first = SAMPLE_MANIFEST - 1; /* and the manifest's first, which is known anyway */
    rig.disc.lost_count = 2;
    rig_start(&rig, 0);
    ck_assert_int_eq(tsp_sectors_read(rig.device, SAMPLE_MANIFEST - 1, 1, rig.out, NULL, NULL), 0);
    ck_assert_mem_eq(rig.out, zeros, sizeof(zeros));
    expect_original(&rig, SAMPLE_MANIFEST, 2);
    tsp_device_report_get(rig.device, &report);
    ck_assert_uint_eq(report.sectors_lost, 1);
    ck_assert_uint_eq(report.ranges[0].first, SAMPLE_MANIFEST - 1);
    rig_finish(&rig);
}
END_TEST

START_TEST(denied_view_is_an_error_each_time)
{
    struct rig rig;
    tsb_error err = {0};

    rig_init(&rig);
    rig.source.denied = 3;
    rig_start(&rig, 0);
    expect_original(&rig, 0, chunk(3)->first);
    for (int i = 0; i < 3; i++) {
        tsb_error_clear(&err);
        ck_assert_int_eq(tsp_sectors_read(rig.device, chunk(3)->first, 1, rig.out, NULL, &err), TSB_ERR_DENIED);
        ck_assert_str_eq(err.text, "The view is over.");
    }
    memory_source_set(&rig.source, &rig.source.denied, -1);
    expect_original(&rig, chunk(3)->first, 1);
    rig_finish(&rig);
}
END_TEST

START_TEST(disc_taken_out_is_an_error)
{
    struct rig rig;

    rig_init(&rig);
    atomic_store(&rig.disc.gone, true);
    rig_start(&rig, 0);
    ck_assert_int_eq(tsp_sectors_read(rig.device, 0, 1, rig.out, NULL, NULL), TSB_ERR_NOT_FOUND);
    atomic_store(&rig.disc.gone, false);
    expect_original(&rig, 0, 100);
    rig_finish(&rig);
}
END_TEST

/* What needs another version of the player is said, and is not taken for damage of the disc. */
START_TEST(unknown_chunk_is_an_error)
{
    struct rig rig;
    tsb_error err = {0};
    tsp_device_report report;

    rig_init(&rig);
    rig.source.unknown = 1;
    rig_start(&rig, 0);
    ck_assert_int_eq(tsp_sectors_read(rig.device, chunk(0)->first, 1, rig.out, NULL, &err), 0);
    ck_assert_int_eq(tsp_sectors_read(rig.device, chunk(1)->first, 1, rig.out, NULL, &err), TSB_ERR_UNSUPPORTED);
    ck_assert_str_eq(err.text, "chunk 1 needs a newer version");
    tsp_device_report_get(rig.device, &report);
    ck_assert_uint_eq(report.chunks_damaged, 0);
    rig_finish(&rig);
}
END_TEST

START_TEST(foreign_complement_is_refused)
{
    struct rig rig;
    tss_manifest manifest = film.manifest;
    tsp_device_options options = {.read = sample_disc_read, .manifest = &manifest};

    rig_init(&rig);
    options.context = &rig.disc;
    options.source = &rig.source.base;
    manifest.copy.bytes[0] ^= 1;
    ck_assert_int_eq(tsp_device_create(&rig.device, &options, NULL), TSB_ERR_INVALID);
    manifest = film.manifest;
    manifest.image_size += TSS_SECTOR_SIZE;
    ck_assert_int_eq(tsp_device_create(&rig.device, &options, NULL), TSB_ERR_INVALID);
    rig_finish(&rig);
}
END_TEST

START_TEST(ahead_grows_while_nobody_reads)
{
    struct rig rig;
    tsp_sectors_status status = {0};

    rig_init(&rig);
    rig_start(&rig, 0);
    expect_original(&rig, chunk(0)->first, 1);
    while (status.ahead < chunk(0)->count + chunk(1)->count) {
        usleep(1000);
        tsp_sectors_status_get(rig.device, &status);
    }
    rig_finish(&rig);
}
END_TEST

struct watched {
    sample_disc disc;
    atomic_uint furthest; /* sector read last */
};

static int read_watched(void *context, uint32_t first, uint32_t count, uint8_t *out, uint8_t *lost,
                        const tsb_cancel *cancel, tsb_error *err)
{
    struct watched *watched = context;
    int result = sample_disc_read(&watched->disc, first, count, out, lost, cancel, err);

    atomic_store(&watched->furthest, first + count);
    return result;
}

/* Of four pieces in memory three are read ahead; the next burst comes when but one of them is left. */
START_TEST(the_disc_is_read_in_bursts)
{
    struct rig rig;
    struct watched watched = {.furthest = 0};
    tsp_sectors_status status = {0};
    tsp_device_options options = {.read = read_watched, .context = &watched, .manifest = &film.manifest, .pieces = 4};
    const uint32_t burst = chunk(4)->first + chunk(4)->count;

    ck_assert_uint_ge(film.index.chunk_count, 5);
    rig_init(&rig);
    options.source = &rig.source.base;
    ck_assert_int_eq(tsp_device_create(&rig.device, &options, NULL), 0);
    /* Beyond what was read from the disc's beginning on, before anything was asked for. */
    expect_original(&rig, chunk(2)->first, 1);
    while (status.ahead < burst - chunk(2)->first - 1) {
        usleep(1000);
        tsp_sectors_status_get(rig.device, &status);
    }
    ck_assert_uint_eq(atomic_load(&watched.furthest), burst);
    expect_original(&rig, chunk(3)->first, 1);
    usleep(100000);
    ck_assert_uint_eq(atomic_load(&watched.furthest), burst);
    expect_original(&rig, chunk(4)->first, 1);
    while (atomic_load(&watched.furthest) == burst)
        usleep(1000);
    rig_finish(&rig);
}
END_TEST

static void add_tests(TCase *tcase)
{
    tcase_add_test(tcase, sample_is_shuffled);
    tcase_add_test(tcase, whole_image_equals_original);
    tcase_add_loop_test(tcase, random_reads_equal_original, 0, 2);
    tcase_add_test(tcase, hints_from_another_thread_do_no_harm);
    tcase_add_test(tcase, out_of_range_is_refused);
    tcase_add_test(tcase, late_complement_blocks_and_cancel_answers);
    tcase_add_test(tcase, a_server_that_asks_for_patience_is_not_lost);
    tcase_add_test(tcase, seeking_back_does_not_wait_behind_a_late_chunk);
    tcase_add_test(tcase, destroy_ends_a_hanging_source);
    tcase_add_loop_test(tcase, damaged_complement_is_blanked, 0, 2);
    tcase_add_test(tcase, lost_sectors_cost_their_pictures_alone);
    tcase_add_test(tcase, lost_sectors_outside_chunks_are_reported);
    tcase_add_test(tcase, denied_view_is_an_error_each_time);
    tcase_add_test(tcase, disc_taken_out_is_an_error);
    tcase_add_test(tcase, unknown_chunk_is_an_error);
    tcase_add_test(tcase, foreign_complement_is_refused);
    tcase_add_test(tcase, ahead_grows_while_nobody_reads);
    tcase_add_test(tcase, the_disc_is_read_in_bursts);
}

int main(void)
{
    return sample_run("device", add_tests);
}
