/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "player/verify.h"

#include "tests/player/support/memory_source.h"
#include "tests/support/suite.h"

static void count_progress(void *context, uint32_t done, uint32_t count)
{
    ck_assert_uint_le(done, count);
    *(uint32_t *)context = done;
}

/* Runs a verification in which this chunk is damaged (-1: none), and gives its report as text. */
static bool run(int64_t damaged, bool json, char **text)
{
    memory_source source;
    tsp_sectors *device = NULL;
    sample_disc disc = {0};
    tsp_device_options options = {
        .read = sample_disc_read, .context = &disc, .manifest = &film.manifest, .source = &source.base};
    tsp_verify_result result = {0};
    uint32_t done = 0;
    size_t size = 0;
    FILE *out = open_memstream(text, &size);

    memory_source_init(&source, &film);
    source.damaged = damaged;
    ck_assert_int_eq(tsp_device_create(&device, &options, NULL), 0);
    ck_assert_int_eq(
        tsp_verify_run(&result, device, &film.manifest, film.index.chunk_count, count_progress, &done, NULL, NULL), 0);
    ck_assert_uint_eq(done, film.count);
    if (json)
        tsp_verify_print_json(out, &result, &film.manifest);
    else
        tsp_verify_print(out, &result, &film.manifest);
    fclose(out);
    tsp_sectors_destroy(&device);
    memory_source_finish(&source);
    return result.identical;
}

START_TEST(whole_copy_is_identical)
{
    char *text = NULL;

    ck_assert(run(-1, false, &text));
    ck_assert_ptr_nonnull(strstr(text, "identical to the original"));
    ck_assert_ptr_nonnull(strstr(text, "Damaged sectors: none"));
    ck_assert_ptr_null(strstr(text, "NOT"));
    free(text);
    ck_assert(run(-1, true, &text));
    ck_assert_ptr_nonnull(strstr(text, "{\"identical\":true,\"title\":\"Sample\""));
    ck_assert_ptr_nonnull(strstr(text, "\"lost\":[],\"wrong\":[]"));
    free(text);
}
END_TEST

START_TEST(damage_is_told)
{
    char *text = NULL;
    char range[64];

    ck_assert(!run(2, false, &text));
    ck_assert_ptr_nonnull(strstr(text, "NOT identical"));
    snprintf(range, sizeof(range), "Wrong bytes in:  sectors %u-%u", film.index.entries[2].first,
             film.index.entries[2].first + film.index.entries[2].count - 1);
    ck_assert_ptr_nonnull(strstr(text, range));
    free(text);
    ck_assert(!run(2, true, &text));
    ck_assert_ptr_nonnull(strstr(text, "{\"identical\":false"));
    snprintf(range, sizeof(range), "\"wrong\":[{\"first\":%u,\"count\":%u}]", film.index.entries[2].first,
             film.index.entries[2].count);
    ck_assert_ptr_nonnull(strstr(text, range));
    free(text);
}
END_TEST

START_TEST(another_hash_is_not_identical)
{
    char *text = NULL;
    uint8_t kept = film.manifest.image_hash[31];

    film.manifest.image_hash[31] ^= 1;
    ck_assert(!run(-1, false, &text));
    film.manifest.image_hash[31] = kept;
    free(text);
}
END_TEST

START_TEST(text_is_escaped_in_json)
{
    tsp_verify_result result = {0};
    tss_manifest manifest = {.title = "a\"b\\c"};
    char *text = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&text, &size);

    tsp_verify_print_json(out, &result, &manifest);
    fclose(out);
    ck_assert_ptr_nonnull(strstr(text, "\"a\\\"b\\\\c\""));
    free(text);
}
END_TEST

static void add_tests(TCase *tcase)
{
    tcase_add_test(tcase, whole_copy_is_identical);
    tcase_add_test(tcase, damage_is_told);
    tcase_add_test(tcase, another_hash_is_not_identical);
    tcase_add_test(tcase, text_is_escaped_in_json);
}

int main(void)
{
    return sample_run("verify", add_tests);
}
