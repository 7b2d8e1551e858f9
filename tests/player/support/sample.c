/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/player/support/sample.h"

#include <string.h>

#include "synth/cutter.h"
#include "tests/support/suite.h"

#define CHUNKS_MAX 64u

test_sample film;

static uint8_t *at(uint8_t *image, uint32_t sector)
{
    return image + (size_t)sector * TSS_SECTOR_SIZE;
}

/* A program stream with navigation packs, noisy so that it is several chunks long. */
static void encode(tsb_buffer *out)
{
    char folder[256];
    char command[1024];
    char *path = NULL;

    scratch_make(folder);
    path = tsb_path_join(folder, "film.vob");
    snprintf(command, sizeof(command),
             "ffmpeg -v error -nostdin -f lavfi -i 'testsrc2=s=720x576:r=25:d=9,noise=alls=40:allf=t' "
             "-f lavfi -i 'sine=d=9' -threads 1 -bitexact -target pal-dvd -y %s",
             path);
    ck_assert_int_eq(system(command), 0);
    ck_assert_int_eq(tsb_file_read(path, out, NULL), 0);
    free(path);
    scratch_remove(folder);
}

static uint32_t cut(const test_sample *sample, tss_extent *extents)
{
    tss_cutter cutter = {0};
    uint32_t count = 0;

    for (uint32_t i = 0; i < sample->count; i++) {
        ck_assert_uint_lt(count + 2, CHUNKS_MAX);
        count += tss_cutter_push(&cutter, sample->original + (size_t)i * TSS_SECTOR_SIZE, extents + count);
    }
    return count + tss_cutter_finish(&cutter, extents + count);
}

static void split(test_sample *sample)
{
    tss_engine *engine = NULL;
    tss_extent extents[CHUNKS_MAX];
    size_t sizes[CHUNKS_MAX] = {0};
    uint8_t seed[TSS_KEY_SIZE] = "a seed for samples of tests only";
    uint32_t count = cut(sample, extents);

    ck_assert_uint_gt(count, 5);
    ck_assert_int_eq(tss_engine_create(&engine, NULL), 0);
    for (uint32_t i = 0; i < count; i++)
        ck_assert_int_eq(tss_chunk_measure(engine, at(sample->original, extents[i].first), extents[i].count,
                                           TSS_PROFILE_STANDARD, &sizes[i], NULL, NULL),
                         0);
    ck_assert_int_eq(tss_index_build(&sample->index, &sample->manifest.title_id, TSS_PROFILE_STANDARD, sample->count,
                                     extents, sizes, count, NULL),
                     0);
    sample->index.copy = sample->manifest.copy;
    sample->plain = calloc(count, sizeof(*sample->plain));
    ck_assert_ptr_nonnull(sample->plain);
    for (uint32_t i = 0; i < count; i++) {
        tss_chunk_keys keys = {0};
        sample->plain[i] = malloc(sizes[i] + 1);
        ck_assert_ptr_nonnull(sample->plain[i]);
        ck_assert_int_eq(tss_derive_chunk(&keys, seed, i, NULL), 0);
        ck_assert_int_eq(tss_chunk_split(engine, at(sample->copy, extents[i].first), extents[i].count,
                                         TSS_PROFILE_STANDARD, &keys, sample->plain[i], sizes[i], NULL, NULL),
                         0);
    }
    tss_engine_destroy(&engine);
}

static void make(test_sample *out)
{
    tsb_buffer stream = {0};
    uint8_t signer[TSS_KEY_SIZE] = "a signing key of tests, no other";
    uint8_t bytes[TSS_MANIFEST_SIZE];

    *out = (test_sample){0};
    tsb_buffer_init(&stream, 64u << 20);
    encode(&stream);
    /* An odd tail, so that the last piece is short. */
    out->count = SAMPLE_LEAD + (uint32_t)(stream.size / TSS_SECTOR_SIZE) + 601;
    out->original = calloc(out->count, TSS_SECTOR_SIZE);
    out->copy = calloc(out->count, TSS_SECTOR_SIZE);
    ck_assert(out->original && out->copy);
    memset(out->original, 0x5a, SAMPLE_LEAD * TSS_SECTOR_SIZE);
    memcpy(at(out->original, SAMPLE_LEAD), stream.bytes, stream.size / TSS_SECTOR_SIZE * TSS_SECTOR_SIZE);
    tsb_buffer_finish(&stream);
    tss_manifest_blank(at(out->original, SAMPLE_MANIFEST));
    memcpy(out->copy, out->original, (size_t)out->count * TSS_SECTOR_SIZE);

    out->manifest = (tss_manifest){.version = TSS_MANIFEST_VERSION,
                                   .title = "Sample",
                                   .server = "http://127.0.0.1:1",
                                   .image_size = (uint64_t)out->count * TSS_SECTOR_SIZE,
                                   .manifest_sector = SAMPLE_MANIFEST,
                                   .vmg_sector = SAMPLE_VMG,
                                   .vmg_backup_sector = SAMPLE_VMG_BACKUP};
    memset(out->manifest.title_id.bytes, 1, TSS_ID_SIZE);
    memset(out->manifest.copy.bytes, 2, TSS_ID_SIZE);
    memset(out->manifest.distributor.bytes, 3, TSS_ID_SIZE);
    memset(out->manifest.provider, 0x5a, TSS_PROVIDER_SIZE);
    ck_assert_int_eq(tss_sha256(out->manifest.image_hash, out->original, (size_t)out->count * TSS_SECTOR_SIZE, NULL),
                     0);
    split(out);
    ck_assert_int_eq(tss_manifest_write(bytes, &out->manifest, signer, NULL), 0);
    memcpy(at(out->copy, SAMPLE_MANIFEST), bytes, sizeof(bytes));
    memset(at(out->copy, SAMPLE_VMG) + TSS_PROVIDER_OFFSET, 'd', TSS_PROVIDER_SIZE);
    memset(at(out->copy, SAMPLE_VMG_BACKUP) + TSS_PROVIDER_OFFSET, 'd', TSS_PROVIDER_SIZE);
}

static void finish(test_sample *sample)
{
    for (uint32_t i = 0; sample->plain && i < sample->index.chunk_count; i++)
        free(sample->plain[i]);
    free(sample->plain);
    tss_index_finish(&sample->index);
    free(sample->original);
    free(sample->copy);
}

static void make_film(void)
{
    make(&film);
}

static void finish_film(void)
{
    finish(&film);
}

int sample_run(const char *name, void (*add)(TCase *tcase))
{
    Suite *suite = NULL;
    TCase *tcase = NULL;

    if (system("command -v ffmpeg >/dev/null") != 0) {
        puts("skipped: ffmpeg is not installed");
        return 77;
    }
    suite = suite_create(name);
    tcase = tcase_create(name);
    suite_add_tcase(suite, tcase);
    tcase_add_unchecked_fixture(tcase, make_film, finish_film);
    add(tcase);
    return suite_end(suite);
}

int sample_disc_read(void *context, uint32_t first, uint32_t count, uint8_t *out, uint8_t *lost,
                     const tsb_cancel *cancel, tsb_error *err)
{
    sample_disc *disc = context;

    if (tsb_cancel_fired(cancel))
        return tsb_fail(err, TSB_ERR_CANCELLED, "cancelled");
    if (atomic_load(&disc->gone))
        return tsb_fail(err, TSB_ERR_NOT_FOUND, "The disc is no longer in the drive.");
    memset(lost, 0, (count + 7) / 8);
    memcpy(out, film.copy + (size_t)first * TSS_SECTOR_SIZE, (size_t)count * TSS_SECTOR_SIZE);
    for (uint32_t i = 0; i < count; i++) {
        if (first + i < disc->lost_first || first + i - disc->lost_first >= disc->lost_count)
            continue;
        memset(out + (size_t)i * TSS_SECTOR_SIZE, 0, TSS_SECTOR_SIZE);
        lost[i / 8] = (uint8_t)(lost[i / 8] | 1u << i % 8);
    }
    return 0;
}

bool sample_sector_safe(const test_sample *sample, uint32_t number, const uint8_t *sector)
{
    const uint8_t *original = sample->original + (size_t)number * TSS_SECTOR_SIZE;
    const uint8_t *copy = sample->copy + (size_t)number * TSS_SECTOR_SIZE;

    /* Each byte that the split changed must be the original's or zero. */
    for (size_t i = 0; i < TSS_SECTOR_SIZE; i++) {
        if (copy[i] != original[i] && sector[i] != original[i] && sector[i] != 0)
            return false;
    }
    return true;
}
