/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The client against the real server: an account's devices, and what is left of one that was removed. */
#include <signal.h>

#include "house.h"
#include "tests/support/suite.h"

static house here;

static const tsn_device *current(const tsn_devices *devices)
{
    const tsn_device *found = NULL;
    for (size_t i = 0; i < devices->count; i++) {
        ck_assert(!found || !devices->items[i].current);
        if (devices->items[i].current)
            found = &devices->items[i];
    }
    ck_assert_ptr_nonnull(found);
    return found;
}

START_TEST(devices_are_listed)
{
    tsn_devices devices;
    tsn_refusal refusal;
    uint8_t private_key[TSS_KEY_SIZE];
    uint8_t key[TSS_KEY_SIZE];
    house_begin(&here);
    tsn_client *stranger = house_stranger(&here, 1, NULL);
    ck_assert_int_eq(tsn_client_devices(stranger, &devices, NULL, &refusal, NULL), TSB_ERR_DENIED);
    ck_assert_str_eq(refusal.code, "not_signed_in");
    ck_assert_int_eq(tsn_client_device_remove(stranger, 1, NULL, &refusal, NULL), TSB_ERR_DENIED);
    ck_assert_str_eq(refusal.code, "not_signed_in");
    tsn_client *one = house_client(&here, "bob", 11);
    tsn_client *two = house_client(&here, "bob", 12);
    tsn_client *other = house_client(&here, "ann", 13);
    ck_assert_int_eq(tsn_client_devices(two, &devices, NULL, NULL, NULL), 0);
    ck_assert_uint_eq(devices.count, 2);
    const tsn_device *self = current(&devices);
    memset(private_key, 12, sizeof private_key); /* as house.c makes a device's */
    ck_assert_int_eq(tss_device_public(key, private_key, NULL), 0);
    ck_assert_mem_eq(self->key, key, sizeof key);
    ck_assert_str_eq(self->name, "Test");
    ck_assert_int_gt(self->created, 0);
    ck_assert_int_ge(self->last_seen, self->created);
    tsn_devices_finish(&devices);
    tsn_client_destroy(&other);
    tsn_client_destroy(&two);
    tsn_client_destroy(&one);
    tsn_client_destroy(&stranger);
    house_end(&here);
}
END_TEST

/* The number of the device that the client is. */
static uint64_t number_of(tsn_client *client)
{
    tsn_devices devices;
    ck_assert_int_eq(tsn_client_devices(client, &devices, NULL, NULL, NULL), 0);
    uint64_t number = current(&devices)->id;
    tsn_devices_finish(&devices);
    return number;
}

START_TEST(a_running_view_of_a_removed_one_ends)
{
    tsn_view view;
    tsn_view again;
    tsn_devices devices;
    tsn_refusal refusal;
    uint8_t key[TSS_KEY_SIZE];
    house_begin(&here);
    tss_id id = house_copy(&here, "ann", 3);
    tsn_client *lost = house_client(&here, "ann", 21);
    tsn_client *kept = house_client(&here, "ann", 22);
    tsn_client *bob = house_client(&here, "bob", 23);
    uint64_t number = number_of(lost);
    ck_assert_int_eq(tsn_client_view_open(lost, &id, TSN_WATCH, &view, NULL, NULL, NULL), 0);
    ck_assert_int_eq(tsn_client_window_key(lost, &view.view, &id, 0, key, NULL, NULL, NULL), 0);
    ck_assert_int_eq(tsn_client_device_remove(bob, number, NULL, &refusal, NULL), TSB_ERR_NOT_FOUND);
    ck_assert_str_eq(refusal.code, "no_such_device");
    ck_assert_int_eq(tsn_client_window_key(lost, &view.view, &id, 0, key, NULL, NULL, NULL), 0);
    ck_assert_int_eq(tsn_client_device_remove(kept, number, NULL, &refusal, NULL), 0);
    /* Not even a key it had before. */
    ck_assert_int_eq(tsn_client_window_key(lost, &view.view, &id, 0, key, NULL, &refusal, NULL), TSB_ERR_DENIED);
    ck_assert_str_eq(refusal.code, "not_signed_in");
    ck_assert_int_eq(tsn_client_device_remove(kept, number, NULL, &refusal, NULL), TSB_ERR_NOT_FOUND);
    ck_assert_int_eq(tsn_client_devices(kept, &devices, NULL, NULL, NULL), 0);
    for (size_t i = 0; i < devices.count; i++)
        ck_assert_uint_ne(devices.items[i].id, number);
    tsn_devices_finish(&devices);
    /* Signed in again it is a new device: the view it began is over, and is not resumed. */
    tsn_client_destroy(&lost);
    lost = house_client(&here, "ann", 21);
    ck_assert_int_eq(tsn_client_window_key(lost, &view.view, &id, 0, key, NULL, &refusal, NULL), TSB_ERR_DENIED);
    ck_assert_str_eq(refusal.code, "view_over");
    ck_assert_int_eq(tsn_client_view_open(lost, &id, TSN_WATCH, &again, NULL, NULL, NULL), 0);
    ck_assert(!again.resumed);
    ck_assert_uint_eq(again.views_left, 1);
    ck_assert_int_eq(tsn_client_window_key(lost, &again.view, &id, 0, key, NULL, NULL, NULL), 0);
    tsn_client_destroy(&bob);
    tsn_client_destroy(&kept);
    tsn_client_destroy(&lost);
    house_end(&here);
}
END_TEST

START_TEST(the_one_in_use_can_be_removed)
{
    tsn_devices devices;
    tsn_refusal refusal;
    house_begin(&here);
    tsn_client *client = house_client(&here, "qa", 31);
    ck_assert_int_eq(tsn_client_device_remove(client, number_of(client), NULL, NULL, NULL), 0);
    ck_assert_int_eq(tsn_client_devices(client, &devices, NULL, &refusal, NULL), TSB_ERR_DENIED);
    ck_assert_str_eq(refusal.code, "not_signed_in");
    tsn_client_destroy(&client);
    house_end(&here);
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {devices_are_listed, a_running_view_of_a_removed_one_ends,
                                  the_one_in_use_can_be_removed};
    return house_suite("devices", tests, TSB_COUNT(tests), &here, 4);
}
