/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/bank_int.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"

#define INCOMING_PREFIX "incoming-"
#define LOCK_NAME       ".lock"
#define STAGED_NAME     "title"
/* In a title's folder until the store has the title, so that a title the store
 * lacks because an older store was restored is told from one never entered. */
#define UNENTERED_NAME ".unentered"

int tsv_bank_open(tsv_bank **out, const char *folder, tsb_error *err)
{
    *out = NULL;
    struct stat status = {0};
    if (stat(folder, &status) != 0) {
        return tsb_fail_errno(err, errno, "Cannot open the bank %s", folder);
    }
    if (!S_ISDIR(status.st_mode)) {
        return tsb_fail(err, TSB_ERR_INVALID, "The bank %s is not a folder", folder);
    }
    tsv_bank *bank = calloc(1, sizeof(*bank));
    char *own = strdup(folder);
    if (!bank || !own) {
        free(bank);
        free(own);
        return tsb_fail(err, TSB_ERR_MEMORY, "Out of memory");
    }
    bank->folder = own;
    *out = bank;
    return 0;
}

void tsv_bank_close(tsv_bank **bank)
{
    if (bank && *bank) {
        free((*bank)->folder);
        free(*bank);
        *bank = NULL;
    }
}

char *tsv_bank_title_folder(const tsv_bank *bank, const tss_id *title)
{
    char text[TSS_ID_TEXT_SIZE] = "";
    tss_id_format(text, title);
    return tsb_path_join(bank->folder, text);
}

/* Locks the whole bank for as long as the descriptor is open. */
static int lock_bank(int *descriptor, const tsv_bank *bank, bool wait, tsb_error *err)
{
    char *path = tsb_path_join(bank->folder, LOCK_NAME);
    *descriptor = path ? open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600) : -1;
    int saved_errno = errno;
    bool named = path != NULL;
    free(path);
    if (!named) {
        return tsb_fail(err, TSB_ERR_MEMORY, "Out of memory");
    }
    if (*descriptor < 0) {
        return tsb_fail_errno(err, saved_errno, "Cannot lock the bank %s", bank->folder);
    }
    int result = 0;
    do {
        result = flock(*descriptor, wait ? LOCK_EX : LOCK_EX | LOCK_NB);
    } while (result != 0 && errno == EINTR && wait);
    if (result != 0) {
        int code = tsb_fail_errno(err, errno, "Cannot lock the bank %s", bank->folder);
        close(*descriptor);
        return code;
    }
    return 0;
}

static int prepare_incoming(tsv_incoming *out, tsb_error *err)
{
    if (!mkdtemp(out->path)) {
        int saved_errno = errno;
        free(out->path);
        out->path = NULL; /* Nothing to remove. */
        return tsb_fail_errno(err, saved_errno, "Cannot make a work folder in the bank");
    }
    out->lock = open(out->path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (out->lock < 0 || flock(out->lock, LOCK_EX | LOCK_NB) != 0) {
        return tsb_fail_errno(err, errno, "Cannot lock %s", out->path);
    }
    char *staged = tsb_path_join(out->path, STAGED_NAME);
    if (staged) {
        out->image = tsb_path_join(staged, TSV_BANK_IMAGE);
        out->table = tsb_path_join(staged, TSV_BANK_TABLE);
    }
    int code = 0;
    if (!staged || !out->image || !out->table) {
        code = tsb_fail(err, TSB_ERR_MEMORY, "Out of memory");
    } else if (mkdir(staged, 0700) != 0) {
        code = tsb_fail_errno(err, errno, "Cannot make %s", staged);
    }
    free(staged);
    return code;
}

int tsv_bank_incoming(tsv_incoming *out, const tsv_bank *bank, tsb_error *err)
{
    *out = (tsv_incoming){.lock = -1};
    out->path = tsb_path_join(bank->folder, INCOMING_PREFIX "XXXXXX");
    if (!out->path) {
        return tsb_fail(err, TSB_ERR_MEMORY, "Out of memory");
    }
    int lock = -1;
    int code = lock_bank(&lock, bank, true, err);
    if (code == 0) {
        code = prepare_incoming(out, err);
        close(lock);
    } else {
        free(out->path);
        out->path = NULL;
    }
    if (code < 0) {
        tsv_incoming_finish(out);
    }
    return code;
}

void tsv_incoming_finish(tsv_incoming *incoming)
{
    if (incoming->path) {
        tsb_tree_remove(incoming->path, NULL);
    }
    if (incoming->lock >= 0) {
        close(incoming->lock);
    }
    free(incoming->path);
    free(incoming->image);
    free(incoming->table);
    *incoming = (tsv_incoming){.lock = -1};
}

static int sync_path(const char *path, int flags, tsb_error *err)
{
    int descriptor = open(path, flags | O_CLOEXEC);
    if (descriptor < 0) {
        return tsb_fail_errno(err, errno, "Cannot open %s", path);
    }
    int code = fsync(descriptor) != 0 ? tsb_fail_errno(err, errno, "Cannot write %s", path) : 0;
    close(descriptor);
    return code;
}

static int mark_unentered(const char *folder, tsb_error *err)
{
    char *mark = tsb_path_join(folder, UNENTERED_NAME);
    int code = mark ? tsb_file_write(mark, "", 0, 0600, err) : tsb_fail(err, TSB_ERR_MEMORY, "Out of memory");
    free(mark);
    return code;
}

static bool is_unentered(const char *folder)
{
    char *mark = tsb_path_join(folder, UNENTERED_NAME);
    bool marked = mark && tsb_path_exists(mark);
    free(mark);
    return marked;
}

/* A mark that stays after all does no harm while the store has the title, and the next sweep tries again. */
static void mark_entered(const char *folder)
{
    char *mark = tsb_path_join(folder, UNENTERED_NAME);
    if (mark) {
        (void)unlink(mark);
    }
    free(mark);
}

/* By way of a work folder's name: should this be killed halfway, the next sweep takes the rest. */
static int take_out(const tsv_bank *bank, const char *place, tsb_error *err)
{
    char name[sizeof(INCOMING_PREFIX) + TSS_ID_TEXT_SIZE] = "";
    (void)snprintf(name, sizeof(name), INCOMING_PREFIX "%s", strrchr(place, '/') + 1);
    char *path = tsb_path_join(bank->folder, name);
    int code = path ? 0 : tsb_fail(err, TSB_ERR_MEMORY, "Out of memory");
    if (code == 0 && rename(place, path) != 0) {
        code = tsb_fail_errno(err, errno, "Cannot remove %s", place);
    }
    if (code == 0) {
        code = tsb_tree_remove(path, err);
    }
    free(path);
    return code;
}

static int move_into_place(const tsv_bank *bank, const char *staged, const char *place, tsb_error *err)
{
    int code = mark_unentered(staged, err);
    if (code == 0) {
        code = sync_path(staged, O_RDONLY | O_DIRECTORY, err);
    }
    if (code == 0 && rename(staged, place) != 0) {
        code = tsb_fail_errno(err, errno, "Cannot move the title to %s", place);
    }
    return code == 0 ? sync_path(bank->folder, O_RDONLY | O_DIRECTORY, err) : code;
}

int tsv_bank_commit(const tsv_bank *bank, const tsv_incoming *incoming, const tss_id *title,
                    int (*record)(void *context, tsb_error *err), void *context, tsb_error *err)
{
    char *staged = tsb_path_join(incoming->path, STAGED_NAME);
    char *place = tsv_bank_title_folder(bank, title);
    int lock = -1;
    int code = staged && place ? 0 : tsb_fail(err, TSB_ERR_MEMORY, "Out of memory");
    if (code == 0) {
        code = sync_path(incoming->image, O_RDWR, err);
    }
    if (code == 0) {
        code = sync_path(incoming->table, O_RDWR, err);
    }
    if (code == 0) {
        code = lock_bank(&lock, bank, true, err);
    }
    if (code == 0) {
        code = move_into_place(bank, staged, place, err);
        if (code == 0) {
            code = record(context, err);
        }
        if (code == 0) {
            mark_entered(place);
        } else if (is_unentered(place)) {
            (void)take_out(bank, place, NULL);
        }
        close(lock);
    }
    free(staged);
    free(place);
    return code;
}

/* Whether a work folder's owner is gone. */
static bool abandoned(const char *path)
{
    int descriptor = open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    if (descriptor < 0) {
        return false;
    }
    bool gone = flock(descriptor, LOCK_EX | LOCK_NB) == 0;
    close(descriptor);
    return gone;
}

/* 1: this entry of the bank was a leftover and is removed; 0: it was not; or an error. */
static int sweep_entry(const tsv_bank *bank, const char *name, const char *path,
                       int (*known)(void *context, const tss_id *title), void *context, tsb_error *err)
{
    tss_id title = {{0}};
    int code = 0;
    if (strncmp(name, INCOMING_PREFIX, strlen(INCOMING_PREFIX)) == 0) {
        if (!abandoned(path)) {
            return 0;
        }
        code = tsb_tree_remove(path, err);
        return code < 0 ? code : 1;
    }
    if (tss_id_parse(&title, name) != 0 || !is_unentered(path)) {
        return 0; /* Not ours to remove. */
    }
    int result = known(context, &title);
    if (result > 0) {
        mark_entered(path);
        return 0;
    }
    code = result < 0 ? result : take_out(bank, path, err);
    return code < 0 ? code : 1;
}

static int sweep_locked(const tsv_bank *bank, int (*known)(void *context, const tss_id *title), void *context,
                        tsb_error *err)
{
    DIR *folder = opendir(bank->folder);
    if (!folder) {
        return tsb_fail_errno(err, errno, "Cannot read the bank %s", bank->folder);
    }
    int removed = 0;
    int code = 0;
    const struct dirent *entry = NULL;
    while (code >= 0 && (entry = readdir(folder))) {
        if (entry->d_name[0] == '.') {
            continue;
        }
        char *path = tsb_path_join(bank->folder, entry->d_name);
        code = path ? sweep_entry(bank, entry->d_name, path, known, context, err)
                    : tsb_fail(err, TSB_ERR_MEMORY, "Out of memory");
        removed += code > 0;
        free(path);
    }
    closedir(folder);
    return code < 0 ? code : removed;
}

int tsv_bank_sweep(const tsv_bank *bank, int (*known)(void *context, const tss_id *title), void *context,
                   tsb_error *err)
{
    int lock = -1;
    if (lock_bank(&lock, bank, false, NULL) != 0) {
        return 0;
    }
    int code = sweep_locked(bank, known, context, err);
    close(lock);
    return code;
}
