/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/token/rig.h"

#include <stdio.h>

#include "tests/support/suite.h"

static void remember(struct rig *rig)
{
    for (uint32_t i = 0; i < RIG_DEVICES; i++) {
        char path[300];
        (void)snprintf(path, sizeof path, "%s/device%u", rig->folder, i);
        ck_assert_int_eq(tst_monotonic_create(&rig->memory[i], path, rig->device[i], NULL), 0);
    }
}

void rig_sign(struct rig *rig)
{
    rig->size = tst_licence_size(RIG_DEVICES);
    ck_assert_int_eq(tst_licence_write(rig->bytes, &rig->licence, &rig->secret, rig->signing, NULL), 0);
}

void rig_make(struct rig *rig)
{
    *rig = (struct rig){.licence = {.views = RIG_VIEWS, .issued = RIG_NOW, .device_count = RIG_DEVICES}};
    /* Thousands of durable writes: in memory, where there is such a folder. */
    if (access("/dev/shm", W_OK) == 0)
        ck_assert_int_eq(setenv("TMPDIR", "/dev/shm", 0), 0);
    scratch_make(rig->folder);
    sample_make(&rig->sample, 1);
    memset(rig->licence.id.bytes, 9, TSS_ID_SIZE);
    rig->licence.copy = rig->sample.copy;
    rig->licence.title = rig->sample.title;
    memcpy(rig->licence.index_hash, rig->sample.index_hash, TSS_HASH_SIZE);
    strcpy(rig->licence.serial, SAMPLE_SERIAL);
    for (uint32_t i = 0; i < RIG_DEVICES; i++)
        ck_assert_int_eq(tss_device_generate(rig->device[i], rig->licence.devices[i], NULL), 0);
    memcpy(rig->secret.copy_key, rig->sample.copy_key, TSS_KEY_SIZE);
    memset(rig->secret.counter_key, 0x5a, TSS_KEY_SIZE);
    ck_assert_int_eq(tss_signer_generate(rig->signing, rig->signer, NULL), 0);
    rig_sign(rig);
    remember(rig);
}

void rig_finish(struct rig *rig)
{
    for (uint32_t i = 0; i < RIG_DEVICES; i++)
        tst_monotonic_destroy(&rig->memory[i]);
    sample_finish(&rig->sample);
    scratch_remove(rig->folder);
}

void rig_forget(struct rig *rig)
{
    for (uint32_t i = 0; i < RIG_DEVICES; i++)
        tst_monotonic_destroy(&rig->memory[i]);
    scratch_remove(rig->folder);
    remember(rig);
}

void rig_write(struct rig *rig, tst_blocks *blocks)
{
    tst_container *container = NULL;
    uint8_t record[TST_RECORD_SIZE];
    uint32_t film = 0;
    ck_assert_int_eq(tst_counter_first(record, &rig->licence, rig->secret.counter_key, NULL), 0);
    ck_assert_int_eq(tst_container_format(blocks, SAMPLE_SERIAL, NULL), 0);
    ck_assert_int_eq(tst_container_open(&container, blocks, NULL), 0);
    ck_assert_int_eq(sample_put(container, &rig->sample, rig->bytes, rig->size, record, &film, NULL), 0);
    tst_container_destroy(&container);
}

static tst_counter counter_of(struct rig *rig, tst_container *container, uint32_t device)
{
    return (tst_counter){.container = container,
                         .licence = &rig->licence,
                         .key = rig->secret.counter_key,
                         .device = device,
                         .monotonic = rig->memory[device]};
}

int rig_begin(struct rig *rig, tst_blocks *blocks, uint32_t device, uint64_t now, tst_counter_record *record,
              tsb_error *err)
{
    tst_container *container = NULL;
    int code = tst_container_open(&container, blocks, err);
    if (code)
        return code;
    const tst_counter counter = counter_of(rig, container, device);
    code = tst_counter_begin(&counter, now, record, err);
    tst_container_destroy(&container);
    return code;
}

int rig_seen(struct rig *rig, tst_blocks *blocks, uint32_t device, uint64_t now, uint64_t elapsed,
             tst_counter_record *record, tsb_error *err)
{
    tst_container *container = NULL;
    int code = tst_container_open(&container, blocks, err);
    if (code)
        return code;
    const tst_counter counter = counter_of(rig, container, device);
    code = tst_counter_seen(&counter, now, elapsed, record, err);
    tst_container_destroy(&container);
    return code;
}

void rig_look(struct rig *rig, tst_blocks *blocks, tst_counter_record *record)
{
    tst_container *container = NULL;
    bool any = false;
    ck_assert_int_eq(tst_container_open(&container, blocks, NULL), 0);
    for (unsigned slot = 0; slot < 2; slot++) {
        uint8_t bytes[TST_RECORD_SIZE];
        tst_counter_record found;
        ck_assert_int_eq(tst_container_record_read(container, 0, slot, bytes, NULL), 0);
        if (tst_counter_unseal(&found, bytes, &rig->licence.id, rig->secret.counter_key, NULL) == 0 &&
            (!any || found.sequence > record->sequence)) {
            *record = found;
            any = true;
        }
    }
    ck_assert(any);
    tst_container_destroy(&container);
}
