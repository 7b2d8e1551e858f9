/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/bank.h"

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

#include "base/buffer.h"
#include "base/file.h"
#include "base/read_at.h"

#define INCOMING_PREFIX "incoming-"
#define LOCK_NAME       ".lock"
#define STAGED_NAME     "title"
/* In a title's folder until the store has the title, so that a title the store
 * lacks because an older store was restored is told from one never entered. */
#define UNENTERED_NAME ".unentered"

struct tsv_bank {
    char *folder;
};

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

static char *title_folder(const tsv_bank *bank, const tss_id *title)
{
    char text[TSS_ID_TEXT_SIZE] = "";
    tss_id_format(text, title);
    return tsb_path_join(bank->folder, text);
}

static int read_table(tss_index *index, const char *path, tsb_error *err)
{
    tsb_buffer bytes = {0};
    tsb_buffer_init(&bytes, tss_index_size(TSS_INDEX_MAX_CHUNKS) + 1);
    int code = tsb_file_read(path, &bytes, err);
    if (code == 0) {
        code = tss_index_parse(index, bytes.bytes, bytes.size, err);
    }
    tsb_buffer_finish(&bytes);
    return code;
}

static int check_image(const tsv_original *original, const tss_id *title, tsb_error *err)
{
    struct stat status = {0};
    if (fstat(original->descriptor, &status) != 0) {
        return tsb_fail_errno(err, errno, "Cannot read the original's size");
    }
    if (!tss_id_equal(&original->index.title, title) ||
        (uint64_t)status.st_size != (uint64_t)original->index.image_sectors * TSS_SECTOR_SIZE) {
        return tsb_fail(err, TSB_ERR_DAMAGED,
                        "This title's files in the bank do not fit together: restore them from a backup");
    }
    return 0;
}

static int open_files(tsv_original *original, const char *folder, const tss_id *title, tsb_error *err)
{
    char *image = tsb_path_join(folder, TSV_BANK_IMAGE);
    char *table = tsb_path_join(folder, TSV_BANK_TABLE);
    int code = image && table ? 0 : tsb_fail(err, TSB_ERR_MEMORY, "Out of memory");
    if (code == 0) {
        code = read_table(&original->index, table, err);
    }
    if (code == 0) {
        original->descriptor = open(image, O_RDONLY | O_CLOEXEC);
        code = original->descriptor < 0 ? tsb_fail_errno(err, errno, "Cannot open an original") : 0;
    }
    if (code == 0) {
        code = check_image(original, title, err);
    }
    free(image);
    free(table);
    return code;
}

int tsv_original_open(tsv_original **out, const tsv_bank *bank, const tss_id *title, tsb_error *err)
{
    *out = NULL;
    char *folder = title_folder(bank, title);
    tsv_original *original = calloc(1, sizeof(*original));
    if (!folder || !original) {
        free(folder);
        free(original);
        return tsb_fail(err, TSB_ERR_MEMORY, "Out of memory");
    }
    original->descriptor = -1;
    int code = open_files(original, folder, title, err);
    free(folder);
    if (code < 0) {
        tsv_original_close(&original);
        return code;
    }
    *out = original;
    return 0;
}

void tsv_original_close(tsv_original **original)
{
    if (original && *original) {
        if ((*original)->descriptor >= 0) {
            close((*original)->descriptor);
        }
        tss_index_finish(&(*original)->index);
        free(*original);
        *original = NULL;
    }
}

int tsv_original_read(const tsv_original *original, uint32_t first, uint32_t count, uint8_t *out, tsb_error *err)
{
    size_t size = (size_t)count * TSS_SECTOR_SIZE;
    ssize_t got = tsb_read_at(original->descriptor, out, size, (uint64_t)first * TSS_SECTOR_SIZE);
    if (got < 0) {
        return tsb_fail_errno(err, errno, "Cannot read an original");
    }
    return got == (ssize_t)size ? 0 : tsb_fail(err, TSB_ERR_DAMAGED, "An original in the bank is shorter than it was");
}

/* Locks the whole bank for as long as the descriptor is open; -1 when it cannot be had. */
static int lock_bank(const tsv_bank *bank, bool wait, tsb_error *err)
{
    char *path = tsb_path_join(bank->folder, LOCK_NAME);
    if (!path) {
        tsb_fail(err, TSB_ERR_MEMORY, "Out of memory");
        return -1;
    }
    int descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (descriptor < 0) {
        tsb_fail_errno(err, errno, "Cannot lock the bank %s", bank->folder);
        free(path);
        return -1;
    }
    free(path);
    int result = 0;
    do {
        result = flock(descriptor, wait ? LOCK_EX : LOCK_EX | LOCK_NB);
    } while (result != 0 && errno == EINTR && wait);
    if (result != 0) {
        tsb_fail_errno(err, errno, "Cannot lock the bank %s", bank->folder);
        close(descriptor);
        return -1;
    }
    return descriptor;
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
    int lock = lock_bank(bank, true, err);
    int code = lock < 0 ? (err ? err->code : TSB_ERR_IO) : 0;
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
    char *place = title_folder(bank, title);
    int lock = -1;
    int code = staged && place ? 0 : tsb_fail(err, TSB_ERR_MEMORY, "Out of memory");
    if (code == 0) {
        code = sync_path(incoming->image, O_RDWR, err);
    }
    if (code == 0) {
        code = sync_path(incoming->table, O_RDWR, err);
    }
    if (code == 0) {
        lock = lock_bank(bank, true, err);
        code = lock < 0 ? (err ? err->code : TSB_ERR_IO) : 0;
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
    int lock = lock_bank(bank, false, NULL);
    if (lock < 0) {
        return 0;
    }
    int code = sweep_locked(bank, known, context, err);
    close(lock);
    return code;
}
