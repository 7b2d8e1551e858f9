/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/token/bound.h"

#include "tests/support/suite.h"
#include "token/blocks_file.h"

void bound_make(struct bound *bound, uint32_t views)
{
    tst_blocks *blocks = NULL;
    tsb_error err = {0};
    *bound = (struct bound){.place.folder = bound->memory};
    rig_make(&bound->rig);
    chip_make(&bound->chip);
    bound->place.tcti = bound->chip.tcti;
    (void)snprintf(bound->token, sizeof bound->token, "%s/%s", bound->rig.folder, TST_FILE_NAME);
    (void)snprintf(bound->memory, sizeof bound->memory, "%s/device0", bound->rig.folder);
    ck_assert_msg(tst_hardware_create(&bound->place, views, bound->key, &err) == 0, "%s", err.text);
    memcpy(bound->rig.licence.devices[0], bound->key, TSS_KEY_SIZE);
    bound->rig.licence.views = views;
    rig_sign(&bound->rig);
    ck_assert_int_eq(tst_blocks_file_open(&blocks, bound->token, true, SAMPLE_SERIAL, NULL), 0);
    rig_write(&bound->rig, blocks);
    tst_blocks_destroy(&blocks);
}

void bound_finish(struct bound *bound)
{
    chip_finish(&bound->chip);
    rig_finish(&bound->rig);
}

static void copy(const char *from, const char *to)
{
    char command[1024];
    (void)snprintf(command, sizeof command, "rm -rf '%s' && cp -a '%s' '%s'", to, from, to);
    ck_assert_int_eq(system(command), 0);
}

static void copy_names(const struct bound *bound, unsigned number, char token[320], char memory[320])
{
    (void)snprintf(token, 320, "%s.%u", bound->token, number);
    (void)snprintf(memory, 320, "%s.%u", bound->memory, number);
}

void bound_save(const struct bound *bound, unsigned number)
{
    char token[320];
    char memory[320];
    copy_names(bound, number, token, memory);
    copy(bound->token, token);
    copy(bound->memory, memory);
}

void bound_restore(const struct bound *bound, unsigned number)
{
    char token[320];
    char memory[320];
    copy_names(bound, number, token, memory);
    copy(token, bound->token);
    copy(memory, bound->memory);
}

static int find(void *context, tst_blocks **out, tsb_error *err)
{
    const struct bound *bound = context;
    return tst_blocks_file_open(out, bound->token, false, SAMPLE_SERIAL, err);
}

int bound_open(struct bound *bound, uint32_t device, tss_source **source, tsb_error *err)
{
    tst_source_options options = {.find = find,
                                  .context = bound,
                                  .copy = bound->rig.sample.copy,
                                  .holder.signer = bound->rig.signer,
                                  .holder.private_key = bound->rig.device[device],
                                  .holder.monotonic = bound->rig.memory[device]};
    if (device == 0)
        options.holder.hardware = bound->place;
    memcpy(options.index_hash, bound->rig.sample.index_hash, TSS_HASH_SIZE);
    return tst_source_open(source, &options, err);
}

int bound_play(struct bound *bound, uint32_t device, uint64_t now, uint32_t *left, tsb_error *err)
{
    tss_source *source = NULL;
    tst_counter_record record = {.left = 0};
    uint8_t plain[5000];
    uint8_t expected[5000];
    int code = bound_open(bound, device, &source, err);
    if (code == 0)
        code = tst_source_begin(source, now, &record, err);
    if (code == 0) {
        code = tss_source_chunk(source, 0, plain, sample_plain_size(0), NULL, err);
        sample_plain(&bound->rig.sample, 0, expected);
        ck_assert_int_eq(code, 0);
        ck_assert_mem_eq(plain, expected, sample_plain_size(0));
        *left = record.left;
    }
    tss_source_destroy(&source);
    return code;
}

void bound_plays(struct bound *bound, uint64_t now, uint32_t left)
{
    tsb_error err = {0};
    uint32_t found = 0;
    ck_assert_msg(bound_play(bound, 0, now, &found, &err) == 0, "%s", err.text);
    ck_assert_uint_eq(found, left);
}

int bound_return(struct bound *bound, uint8_t proof[TST_RECORD_SIZE], tst_counter_record *record, tsb_error *err)
{
    tst_blocks *blocks = NULL;
    tst_container *container = NULL;
    tst_hardware *hardware = NULL;
    uint8_t key[TSS_KEY_SIZE];
    ck_assert_int_eq(tst_blocks_file_open(&blocks, bound->token, false, SAMPLE_SERIAL, NULL), 0);
    ck_assert_int_eq(tst_container_open(&container, blocks, NULL), 0);
    int code = tst_hardware_open(&hardware, &bound->place, &bound->rig.licence, key, err);
    if (code == 0) {
        const tst_counter counter = {.container = container,
                                     .licence = &bound->rig.licence,
                                     .key = bound->rig.secret.counter_key,
                                     .monotonic = bound->rig.memory[0],
                                     .hardware = hardware};
        ck_assert_ptr_nonnull(hardware);
        code = tst_counter_return(&counter, proof, record, err);
    }
    tst_hardware_close(&hardware);
    tst_container_destroy(&container);
    tst_blocks_destroy(&blocks);
    return code;
}

void bound_look(struct bound *bound, tst_counter_record *record)
{
    tst_blocks *blocks = NULL;
    ck_assert_int_eq(tst_blocks_file_open(&blocks, bound->token, false, SAMPLE_SERIAL, NULL), 0);
    rig_look(&bound->rig, blocks, record);
    tst_blocks_destroy(&blocks);
}

void bound_refused(struct bound *bound, uint64_t now, const char *why)
{
    tsb_error err = {0};
    uint32_t left = 0;
    ck_assert_int_eq(bound_play(bound, 0, now, &left, &err), TSB_ERR_DENIED);
    ck_assert_msg(strstr(err.text, why) != NULL, "%s", err.text);
}
