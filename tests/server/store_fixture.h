/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A store with two accounts and a copy in it, for tests. */
#ifndef TALLYSTICK_TESTS_SERVER_STORE_FIXTURE_H
#define TALLYSTICK_TESTS_SERVER_STORE_FIXTURE_H

#include "server/store/store.h"
#include "tests/support/suite.h"

#define FIXTURE_NOW INT64_C(1800000000)

typedef struct store_fixture {
    char folder[256];
    char path[300];
    tsv_store *store;
    tsv_account owner;
    tsv_account qa;
    tsv_title title;
    tsv_distributor distributor;
    tsv_copy copy;
} store_fixture;

static inline void fixture_names(store_fixture *fixture)
{
    ck_assert_int_eq(tss_id_generate(&fixture->title.id, NULL), 0);
    ck_assert_int_eq(tss_id_generate(&fixture->distributor.id, NULL), 0);
    ck_assert_int_eq(tss_id_generate(&fixture->copy.id, NULL), 0);
    strcpy(fixture->owner.name, "alice");
    strcpy(fixture->qa.name, "quality");
    fixture->qa.qa = true;
    strcpy(fixture->title.name, "A film");
    strcpy(fixture->distributor.name, "A kiosk");
}

/* views: what the licence grants. */
static inline void fixture_make(store_fixture *fixture, uint32_t views)
{
    memset(fixture, 0, sizeof(*fixture));
    scratch_make(fixture->folder);
    (void)snprintf(fixture->path, sizeof(fixture->path), "%s/store.db", fixture->folder);
    ck_assert_int_eq(tsv_store_open(&fixture->store, fixture->path, true, NULL), 0);
    fixture_names(fixture);
    tsv_processing processing = {.title = fixture->title.id, .profile = 1, .tied = TSV_TIED_USER};
    ck_assert_int_eq(tss_id_generate(&processing.id, NULL), 0);
    ck_assert_int_eq(tsv_store_account_add(fixture->store, &fixture->owner, NULL), 0);
    ck_assert_int_eq(tsv_store_account_add(fixture->store, &fixture->qa, NULL), 0);
    ck_assert_int_eq(tsv_store_title_add(fixture->store, &fixture->title, NULL), 0);
    ck_assert_int_eq(tsv_store_distributor_add(fixture->store, &fixture->distributor, NULL), 0);
    processing.account = fixture->owner.id;
    ck_assert_int_eq(tsv_store_processing_obtain(fixture->store, &processing, NULL), 0);
    fixture->copy.title = fixture->title.id;
    fixture->copy.processing = processing.id;
    fixture->copy.distributor = fixture->distributor.id;
    fixture->copy.account = fixture->owner.id;
    fixture->copy.views_granted = views;
    ck_assert_int_eq(tsv_store_copy_add(fixture->store, &fixture->copy, NULL), 0);
}

static inline void fixture_remove(store_fixture *fixture)
{
    tsv_store_close(&fixture->store);
    scratch_remove(fixture->folder);
}

/* The account's device number n, made when it is not there. */
static inline int64_t fixture_device(tsv_store *store, int64_t account, uint8_t n)
{
    uint8_t key[TSS_KEY_SIZE] = {n, 1};
    tsv_device device = {0};
    tsb_error err = {0};
    ck_assert_msg(tsv_store_device_enrol(store, account, key, "a device", FIXTURE_NOW, &device, &err) == 0, "%s",
                  err.text);
    return device.id;
}

static inline int fixture_open(tsv_store *store, const store_fixture *fixture, int64_t device, int64_t now,
                               tsv_view *view)
{
    tsv_view_request request = {.copy = fixture->copy.id,
                                .account = fixture->owner.id,
                                .device = device,
                                .purpose = TSV_WATCH,
                                .now = now,
                                .address = "192.0.2.1"};
    return tsv_store_view_open(store, &request, view, NULL);
}

static inline uint32_t fixture_views_left(const store_fixture *fixture)
{
    tsv_copy *copy = calloc(1, sizeof(*copy));
    ck_assert_ptr_nonnull(copy);
    ck_assert_int_eq(tsv_store_copy_find(fixture->store, &fixture->copy.id, copy, NULL), 0);
    uint32_t left = copy->views_left;
    free(copy);
    return left;
}

#endif
