/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/player/account/device_keys.h"

#include <sys/wait.h>

#include "base/secret.h"
#include "player/account/device_key.h"
#include "tests/support/suite.h"

#define PROCESSES 8

void device_folder_make(struct device_folder *folder)
{
    scratch_make(folder->path);
    snprintf(folder->file, sizeof(folder->file), "%s/device.key", folder->path);
    snprintf(folder->record, sizeof(folder->record), "%s/device.keystore", folder->path);
}

void device_folder_remove(const struct device_folder *folder)
{
    scratch_remove(folder->path);
}

int device_folder_open(const struct device_folder *folder, uint8_t key[TSS_KEY_SIZE], tsb_error *err)
{
    uint8_t *secret = tsb_secret_alloc(TSS_KEY_SIZE);
    int result = tsp_device_key_open(secret, folder->path, NULL, NULL, err);

    memcpy(key, secret, TSS_KEY_SIZE);
    tsb_secret_free(secret, TSS_KEY_SIZE);
    return result;
}

/* Waits for the start, and passes the key on through out. */
static void race_one(const struct device_folder *folder, int start, int out)
{
    uint8_t key[TSS_KEY_SIZE] = {0};
    tsb_error err = {0};
    char byte = 0;
    int result = read(start, &byte, 1) == 0 ? device_folder_open(folder, key, &err) : -1;

    if (result != 0)
        fprintf(stderr, "a racing process failed: %s\n", err.text);
    _exit(result == 0 && write(out, key, sizeof(key)) == (ssize_t)sizeof(key) ? 0 : 1);
}

void device_folder_race(const struct device_folder *folder)
{
    uint8_t keys[PROCESSES + 1][TSS_KEY_SIZE];
    int start[2];
    int out[2];

    ck_assert_int_eq(pipe(start), 0);
    ck_assert_int_eq(pipe(out), 0);
    for (int i = 0; i < PROCESSES; i++) {
        pid_t child = fork();
        ck_assert_int_ge(child, 0);
        if (child == 0) {
            close(start[1]);
            race_one(folder, start[0], out[1]);
        }
    }
    close(start[0]);
    close(start[1]); /* go */
    for (int i = 0; i < PROCESSES; i++) {
        int status = 0;
        ck_assert_int_gt(wait(&status), 0);
        ck_assert_int_eq(status, 0);
        ck_assert_int_eq(read(out[0], keys[i], TSS_KEY_SIZE), TSS_KEY_SIZE);
    }
    ck_assert_int_eq(device_folder_open(folder, keys[PROCESSES], NULL), 0);
    for (int i = 0; i < PROCESSES; i++)
        ck_assert_mem_eq(keys[i], keys[PROCESSES], TSS_KEY_SIZE);
    close(out[0]);
    close(out[1]);
}
