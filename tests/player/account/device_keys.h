/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What tests of the device key share: a data folder, and opening its key. */
#ifndef TALLYSTICK_TESTS_PLAYER_DEVICE_KEYS_H
#define TALLYSTICK_TESTS_PLAYER_DEVICE_KEYS_H

#include <stdint.h>

#include "base/error.h"
#include "synth/crypto.h"

struct device_folder {
    char path[256];
    char file[300];
    char record[300];
};

void device_folder_make(struct device_folder *folder);
void device_folder_remove(const struct device_folder *folder);

/* Opens its key and takes it out of secret memory. */
int device_folder_open(const struct device_folder *folder, uint8_t key[TSS_KEY_SIZE], tsb_error *err);

/* Several processes open it at once; they, and one that comes later, must get the same. */
void device_folder_race(const struct device_folder *folder);

#endif
