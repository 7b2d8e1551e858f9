/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "token/find.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/file.h"
#include "token/blocks_file.h"
#include "token/usb/blocks_usb.h"
#include "token/usb/mount.h"

/* Most sticks a search remembers; those beyond are looked into again and again, at once. */
#define STICKS_MAX 32u

struct stick {
    tst_usb_device device;
    uint64_t since; /* tsb_clock_ms; 0: it was there before the search began */
    bool passed;    /* there is no container on its blocks */
};

struct tst_finder {
    char *name; /* NULL: any */
    tss_id copy;
    bool looked;                  /* at least once */
    char holder[TST_SERIAL_SIZE]; /* serial of the stick the copy was last found on; empty: of none */
    size_t count;
    struct stick sticks[STICKS_MAX];
};

static int join(char path[TST_FOUND_PATH_SIZE], const char *folder, tsb_error *err)
{
    char *joined = tsb_path_join(folder, TST_FILE_NAME);
    if (!joined)
        return tsb_fail(err, TSB_ERR_MEMORY, "out of memory");
    const int length = snprintf(path, TST_FOUND_PATH_SIZE, "%s", joined);
    free(joined);
    return length > 0 && length < TST_FOUND_PATH_SIZE
               ? 0
               : tsb_fail(err, TSB_ERR_INVALID, "the path %s is too long", folder);
}

int tst_find_all(tst_found **found, size_t *count, tsb_error *err)
{
    tst_usb_device *devices = NULL;
    *found = NULL;
    *count = 0;
    size_t devices_count = 0;
    int code = tst_usb_list(&devices, &devices_count, err);
    if (code || devices_count == 0)
        return code;
    tst_found *all = calloc(devices_count, sizeof *all);
    if (!all)
        code = tsb_fail(err, TSB_ERR_MEMORY, "out of memory");
    for (size_t i = 0; i < devices_count && code == 0; i++) {
        char folder[TST_FOUND_PATH_SIZE];
        all[i].device = devices[i];
        if (tst_mount_point(&devices[i], folder, sizeof folder))
            code = join(all[i].path, folder, err);
    }
    free(devices);
    if (code) {
        free(all);
        return code;
    }
    *found = all;
    *count = devices_count;
    return 0;
}

static int find_path(const char *path, tst_found *found, tsb_error *err)
{
    tsb_error why = {0};
    int code = 0;
    if (tsb_path_is_folder(path))
        code = join(found->path, path, err);
    else if (strlen(path) < sizeof found->path)
        memcpy(found->path, path, strlen(path) + 1);
    else
        code = tsb_fail(err, TSB_ERR_INVALID, "the path %s is too long", path);
    if (code)
        return code;
    code = tst_mount_find(path, &found->device, &why);
    if (code == 0)
        return 0;
    memset(&found->device, 0, sizeof found->device);
    /* On no stick, or on a system that does not say: then there is no serial. */
    return code == TSB_ERR_NOT_FOUND || code == TSB_ERR_UNSUPPORTED ? 0 : tsb_pass(err, code, &why);
}

int tst_find_named(const char *name, tst_found *found, tsb_error *err)
{
    tst_found *all = NULL;
    size_t count = 0;
    size_t fitting = 0;
    memset(found, 0, sizeof *found);
    /* Who has a file of the same name as a serial can write ./NAME. */
    const bool path = tsb_path_exists(name);
    int code = tst_find_all(&all, &count, path ? NULL : err);
    if (code && path) /* where there is no USB */
        code = 0;
    for (size_t i = 0; i < count; i++) {
        if (name[0] && strcmp(all[i].device.serial, name) == 0) {
            *found = all[i];
            fitting++;
        }
    }
    free(all);
    if (code || fitting == 1)
        return code;
    if (fitting > 1)
        return tsb_fail(err, TSB_ERR_EXISTS, "Two USB sticks have the serial number %s; pull one of them out", name);
    if (path)
        return find_path(name, found, err);
    return tsb_fail(err, TSB_ERR_NOT_FOUND,
                    "%s is neither the serial number of a USB stick that is plugged in nor a file or folder", name);
}

const char *tst_find_name(const tst_found *found)
{
    if (found->device.serial[0])
        return found->device.serial;
    return found->path[0] ? found->path : "without a serial number";
}

int tst_find_open(const tst_found *found, bool create, tst_blocks **out, tsb_error *err)
{
    const char *serial = found->device.serial;
    tst_usb_device now;
    *out = NULL;
    if (!found->path[0])
        return tst_blocks_usb_open(out, &found->device, err);
    int code = tst_blocks_file_open(out, found->path, create, serial[0] ? serial : NULL, err);
    if (code || !serial[0])
        return code;
    /* Now that the file is open, the stick beneath it stays the same. */
    code = tst_mount_find(found->path, &now, err);
    if (code == 0 && strcmp(now.serial, serial) != 0)
        code = tsb_fail(err, TSB_ERR_NOT_FOUND, "another USB stick (%s) is in the place of %s", now.serial, serial);
    if (code)
        tst_blocks_destroy(out);
    return code;
}

int tst_finder_create(tst_finder **out, const char *name, const tss_id *copy, tsb_error *err)
{
    tst_finder *finder = calloc(1, sizeof *finder);
    *out = NULL;
    if (finder)
        finder->name = name ? strdup(name) : NULL;
    if (!finder || (name && !finder->name)) {
        free(finder);
        return tsb_fail(err, TSB_ERR_MEMORY, "out of memory");
    }
    finder->copy = *copy;
    *out = finder;
    return 0;
}

void tst_finder_destroy(tst_finder **finder)
{
    if (!finder || !*finder)
        return;
    free((*finder)->name);
    free(*finder);
    *finder = NULL;
}

static bool same_stick(const tst_usb_device *one, const tst_usb_device *other)
{
    return one->bus == other->bus && one->address == other->address && one->interface == other->interface &&
           strcmp(one->serial, other->serial) == 0;
}

static struct stick *remembered(tst_finder *finder, const tst_usb_device *device)
{
    for (size_t i = 0; i < finder->count; i++) {
        if (same_stick(&finder->sticks[i].device, device))
            return &finder->sticks[i];
    }
    return NULL;
}

/* What is mounted can get a container at any time, and is read without disturbing anybody. */
static bool worth_a_look(tst_finder *finder, const tst_found *found)
{
    const struct stick *stick = found->path[0] ? NULL : remembered(finder, &found->device);
    if (!stick)
        return true;
    const bool settled = stick->since == 0 || tsb_clock_ms() - stick->since >= TST_FIND_SETTLE_MS ||
                         strcmp(found->device.serial, finder->holder) == 0;
    return !stick->passed && settled;
}

/* Forgets sticks that were pulled out, as another one may come to their address, and remembers those that came. */
static void note_present(tst_finder *finder, const tst_found *all, size_t count)
{
    size_t kept = 0;
    for (size_t i = 0; i < finder->count; i++) {
        bool there = false;
        for (size_t j = 0; j < count; j++)
            there = there || same_stick(&finder->sticks[i].device, &all[j].device);
        if (there)
            finder->sticks[kept++] = finder->sticks[i];
    }
    finder->count = kept;
    for (size_t i = 0; i < count && finder->count < STICKS_MAX; i++) {
        if (!remembered(finder, &all[i].device))
            finder->sticks[finder->count++] = (struct stick){.device = all[i].device,
                                                             .since = finder->looked ? tsb_clock_ms() : 0};
    }
    finder->looked = true;
}

/* Whether the copy is on it. TSB_ERR_NOT_FOUND: there is no container. */
static int look_into(tst_blocks *blocks, const tst_found *found, const tss_id *copy, tsb_error *err)
{
    tst_container *container = NULL;
    tsb_error why = {0};
    int code = tst_container_open(&container, blocks, &why);
    if (code == TSB_ERR_INVALID)
        return tsb_pass(err, TSB_ERR_NOT_FOUND, &why);
    if (code)
        return tsb_fail(err, code, "Token %s: %s", tst_find_name(found), why.text);
    const char *made_for = tst_container_serial(container);
    if (tst_container_find(container, copy) < 0)
        code = tsb_fail(err, TSB_ERR_INVALID, "Token %s does not hold this disc's film", tst_find_name(found));
    /* What is signed says so too; here it lets a search go on to the right one. */
    else if (made_for[0] && blocks->serial[0] && strcmp(made_for, blocks->serial) != 0)
        code = tsb_fail(err, TSB_ERR_DENIED,
                        "USB stick %s holds a copy of token %s, which cannot be used; plug in that token itself",
                        blocks->serial, made_for);
    tst_container_destroy(&container);
    return code;
}

static int try_one(tst_finder *finder, const tst_found *found, tst_blocks **out, tsb_error *err)
{
    tsb_error why = {0};
    struct stick *stick = remembered(finder, &found->device);
    if (!found->device.serial[0] || !worth_a_look(finder, found))
        return TSB_ERR_NOT_FOUND;
    int code = tst_find_open(found, false, out, &why);
    if (code) /* Only here is it not said yet which one. */
        return tsb_fail(err, code, "USB stick %s: %s", tst_find_name(found), why.text);
    code = look_into(*out, found, &finder->copy, err);
    if (code)
        tst_blocks_destroy(out);
    else
        memcpy(finder->holder, found->device.serial, sizeof finder->holder);
    if (stick)
        stick->passed = code == TSB_ERR_NOT_FOUND && !found->path[0];
    return code;
}

static int find_any(tst_finder *finder, tst_blocks **out, tsb_error *err)
{
    tst_found *all = NULL;
    size_t count = 0;
    tsb_error first = {0}; /* of those that are more than no token */
    tsb_error unfit = {0};
    int code = tst_find_all(&all, &count, &first);
    bool found = false;
    if (code) /* Where USB cannot be used, no token is plugged in. */
        return tsb_pass(err, TSB_ERR_NOT_FOUND, &first);
    note_present(finder, all, count);
    for (size_t i = 0; i < count && !found; i++) {
        tsb_error why = {0};
        code = try_one(finder, &all[i], out, &why);
        found = code == 0;
        if (code && code != TSB_ERR_NOT_FOUND)
            tsb_pass(code == TSB_ERR_INVALID ? &unfit : &first, code, &why);
    }
    free(all);
    if (found)
        return 0;
    if (first.code || unfit.code)
        return tsb_fail(err, first.code ? first.code : unfit.code, "%s", first.code ? first.text : unfit.text);
    return tsb_fail(err, TSB_ERR_NOT_FOUND, "no token with this disc's film is plugged in");
}

int tst_finder_find(void *context, tst_blocks **out, tsb_error *err)
{
    tst_finder *finder = context;
    tst_found found;
    *out = NULL;
    if (!finder->name)
        return find_any(finder, out, err);
    const int code = tst_find_named(finder->name, &found, err);
    return code ? code : tst_find_open(&found, false, out, err);
}
