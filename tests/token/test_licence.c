/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "token/licence.h"

#include "tests/support/suite.h"
#include "token/container.h"

struct parties {
    uint8_t signing[TSS_KEY_SIZE];
    uint8_t signer[TSS_KEY_SIZE];
    uint8_t device[TST_LICENCE_DEVICES_MAX + 1][TSS_KEY_SIZE]; /* private; the last one is a stranger's */
};

static void make_parties(struct parties *parties, tst_licence *licence, tst_licence_secret *secret, uint32_t devices)
{
    uint8_t stranger[TSS_KEY_SIZE];
    *licence = (tst_licence){.views = 5, .issued = 1800000000, .device_count = devices};
    memset(licence->id.bytes, 1, TSS_ID_SIZE);
    memset(licence->copy.bytes, 2, TSS_ID_SIZE);
    memset(licence->title.bytes, 3, TSS_ID_SIZE);
    memset(licence->distributor.bytes, 4, TSS_ID_SIZE);
    memset(licence->index_hash, 5, TSS_HASH_SIZE);
    strcpy(licence->serial, "TALLY0001");
    strcpy(licence->name, "Big Buck Bunny");
    memset(secret->copy_key, 6, TSS_KEY_SIZE);
    memset(secret->counter_key, 7, TSS_KEY_SIZE);
    ck_assert_int_eq(tss_signer_generate(parties->signing, parties->signer, NULL), 0);
    for (uint32_t i = 0; i <= TST_LICENCE_DEVICES_MAX; i++)
        ck_assert_int_eq(
            tss_device_generate(parties->device[i], i < TST_LICENCE_DEVICES_MAX ? licence->devices[i] : stranger, NULL),
            0);
    for (uint32_t i = devices; i < TST_LICENCE_DEVICES_MAX; i++)
        memset(licence->devices[i], 0, TSS_KEY_SIZE);
}

START_TEST(written_and_read)
{
    ck_assert_uint_le(TST_LICENCE_SIZE_MAX, TST_LICENCE_MAX);
    for (uint32_t devices = 1; devices <= TST_LICENCE_DEVICES_MAX; devices++) {
        struct parties parties;
        tst_licence licence;
        tst_licence read;
        tst_licence_secret secret;
        uint8_t bytes[TST_LICENCE_SIZE_MAX];
        make_parties(&parties, &licence, &secret, devices);
        licence.qa = devices % 2 == 0;
        size_t size = tst_licence_size(devices);
        ck_assert_int_eq(tst_licence_write(bytes, &licence, &secret, parties.signing, NULL), 0);
        ck_assert_int_eq(tst_licence_read(&read, bytes, size, parties.signer, NULL), 0);
        ck_assert_mem_eq(&read.id, &licence.id, sizeof read.id);
        ck_assert_mem_eq(&read.copy, &licence.copy, sizeof read.copy);
        ck_assert_mem_eq(&read.title, &licence.title, sizeof read.title);
        ck_assert_mem_eq(&read.distributor, &licence.distributor, sizeof read.distributor);
        ck_assert_mem_eq(read.index_hash, licence.index_hash, sizeof read.index_hash);
        ck_assert_mem_eq(read.devices, licence.devices, sizeof read.devices);
        ck_assert_str_eq(read.serial, licence.serial);
        ck_assert_str_eq(read.name, licence.name);
        ck_assert_uint_eq(read.views, 5);
        ck_assert(read.qa == licence.qa);
        ck_assert_uint_eq(read.issued, 1800000000);
        ck_assert_uint_eq(read.device_count, devices);
        for (uint32_t i = 0; i <= TST_LICENCE_DEVICES_MAX; i++) {
            tst_licence_secret opened = {{0}, {0}};
            uint32_t place = 99;
            int code = tst_licence_open(&opened, &place, &read, bytes, size, parties.device[i], NULL);
            ck_assert_int_eq(code, i < devices ? 0 : TSB_ERR_DENIED);
            ck_assert_uint_eq(place, i < devices ? i : 99);
            ck_assert_int_eq(memcmp(&opened, &secret, sizeof secret) == 0, i < devices);
        }
    }
}
END_TEST

/* Any byte changed, any length but the right one, any other signer: refused. */
START_TEST(every_byte_counts)
{
    struct parties parties;
    struct parties others;
    tst_licence licence;
    tst_licence read;
    tst_licence_secret secret;
    uint8_t bytes[TST_LICENCE_SIZE_MAX];
    make_parties(&others, &licence, &secret, 2);
    make_parties(&parties, &licence, &secret, 2);
    size_t size = tst_licence_size(2);
    ck_assert_int_eq(tst_licence_write(bytes, &licence, &secret, parties.signing, NULL), 0);
    for (size_t i = 0; i < size; i++) {
        bytes[i] ^= 0x20;
        ck_assert_int_lt(tst_licence_read(&read, bytes, size, parties.signer, NULL), 0);
        ck_assert_uint_eq(read.views, 0);
        bytes[i] ^= 0x20;
        ck_assert_int_lt(tst_licence_read(&read, bytes, i, parties.signer, NULL), 0);
    }
    ck_assert_int_eq(tst_licence_read(&read, bytes, size, others.signer, NULL), TSB_ERR_DENIED);
    ck_assert_int_eq(tst_licence_read(&read, bytes, size, NULL, NULL), 0);
    bytes[9] = 2;
    ck_assert_int_eq(tst_licence_read(&read, bytes, size, parties.signer, NULL), TSB_ERR_UNSUPPORTED);
}
END_TEST

START_TEST(rules)
{
    struct parties parties;
    tst_licence good;
    tst_licence_secret secret;
    uint8_t bytes[TST_LICENCE_SIZE_MAX];
    make_parties(&parties, &good, &secret, 2);
    for (unsigned i = 0; i < 9; i++) {
        tst_licence licence = good;
        if (i == 0)
            licence.views = 0;
        else if (i == 1)
            licence.views = TST_LICENCE_VIEWS_MAX + 1;
        else if (i == 2)
            licence.device_count = 0;
        else if (i == 3)
            licence.device_count = TST_LICENCE_DEVICES_MAX + 1;
        else if (i == 4)
            memcpy(licence.devices[1], licence.devices[0], TSS_KEY_SIZE);
        else if (i == 5)
            licence.serial[0] = 0;
        else if (i == 6)
            memset(licence.serial, 'A', sizeof licence.serial);
        else if (i == 7)
            strcpy(licence.serial, "A B");
        else
            strcpy(licence.name, "red\033[31m");
        ck_assert_int_eq(tst_licence_write(bytes, &licence, &secret, parties.signing, NULL), TSB_ERR_INVALID);
    }
}
END_TEST

START_TEST(bound_to_its_token)
{
    tst_licence licence = {.serial = "TALLY0001"};
    tsb_error err = {0};
    ck_assert_int_eq(tst_licence_check_serial(&licence, "TALLY0001", NULL), 0);
    ck_assert_int_eq(tst_licence_check_serial(&licence, "", NULL), TSB_ERR_DENIED);
    ck_assert_int_eq(tst_licence_check_serial(&licence, "TALLY00010", NULL), TSB_ERR_DENIED);
    ck_assert_int_eq(tst_licence_check_serial(&licence, "TALLY0002", &err), TSB_ERR_DENIED);
    ck_assert_ptr_nonnull(strstr(err.text, "TALLY0002"));
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {written_and_read, every_byte_counts, rules, bound_to_its_token};
    return suite_run("licence", tests, TSB_COUNT(tests));
}
