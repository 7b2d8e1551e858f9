/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Each allocation of these in turn fails: the caller is told, and nothing is left behind. */
#include "synth/complement.h"
#include "synth/manifest.h"
#include "tests/base/faults.h"
#include "tests/support/suite.h"

static const uint8_t signing_key[TSS_KEY_SIZE] = {0x42};
static const tss_extent extents[] = {{300, 600}, {900, 66}};
static const size_t sizes[] = {1000, 21};

static int make_hasher(tsb_error *err)
{
    tss_hasher *hasher = NULL;
    const int result = tss_hasher_create(&hasher, err);
    ck_assert((hasher == NULL) == (result != 0));
    tss_hasher_destroy(&hasher);
    return result;
}

static int make_stream(tsb_error *err)
{
    tss_stream *stream = NULL;
    const int result = tss_stream_create(&stream, err);
    ck_assert((stream == NULL) == (result != 0));
    tss_stream_destroy(&stream);
    return result;
}

static int build_and_parse(tsb_error *err)
{
    uint8_t bytes[128 + 2 * 24];
    tss_index index = {0};
    tss_index back = {0};
    int result = tss_index_build(&index, &(tss_id){{1}}, TSS_PROFILE_STANDARD, 10000, extents, sizes, 2, err);
    if (!result) {
        tss_index_write(bytes, &index, &(tss_id){{2}});
        result = tss_index_parse(&back, bytes, sizeof bytes, err);
    }
    ck_assert((back.entries == NULL) == (result != 0));
    tss_index_finish(&back);
    tss_index_finish(&index);
    return result;
}

static tss_manifest sample(void)
{
    return (tss_manifest){.title = "Sintel",
                          .server = "https://films.example",
                          .image_size = 20480000,
                          .manifest_sector = 300,
                          .vmg_sector = 400,
                          .vmg_backup_sector = 410};
}

static int write_manifest(tsb_error *err)
{
    uint8_t bytes[TSS_MANIFEST_SIZE];
    tss_manifest manifest = sample();
    return tss_manifest_write(bytes, &manifest, signing_key, err);
}

static const struct {
    const char *name;
    int (*call)(tsb_error *err);
    enum fault fault;
} cases[] = {
    {"hasher", make_hasher, FAULT_CALLOC},
    {"stream", make_stream, FAULT_CALLOC},
    {"index", build_and_parse, FAULT_CALLOC},
    {"manifest", write_manifest, FAULT_REALLOC},
};

START_TEST(each_allocation_may_fail)
{
    for (size_t i = 0; i < TSB_COUNT(cases); i++) {
        int failures = 0;
        for (int nth = 1;; nth++) {
            tsb_error err = {0};
            fault_arm(cases[i].fault, nth, 0);
            const int result = cases[i].call(&err);
            if (!fault_disarm()) {
                ck_assert_int_eq(result, 0);
                break;
            }
            failures++;
            ck_assert_msg(result == TSB_ERR_MEMORY && err.code == result, "%s, allocation %d", cases[i].name, nth);
        }
        ck_assert_msg(failures > 0, "%s allocates nothing", cases[i].name);
    }
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {each_allocation_may_fail};
    return suite_run("synth memory", tests, TSB_COUNT(tests));
}
