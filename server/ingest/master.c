/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/ingest/master.h"

#include <dirent.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>

#include "base/file.h"
#include "server/ingest/process.h"
#include "server/progress.h"
#include "synth/manifest.h"

/* Under so much free space a failure is blamed on the lack of it. */
#define NEARLY_FULL ((uint64_t)1 << 20)

void tsv_volume_name(char *out, const char *title)
{
    size_t length = 0;
    for (; *title && length < 32; title++) {
        char letter = *title;
        if (letter >= 'a' && letter <= 'z') {
            letter = (char)(letter - 'a' + 'A');
        }
        bool plain = (letter >= 'A' && letter <= 'Z') || (letter >= '0' && letter <= '9');
        if (plain) {
            out[length++] = letter;
        } else if (length > 0 && out[length - 1] != '_') {
            out[length++] = '_';
        }
    }
    while (length > 0 && out[length - 1] == '_') {
        length--;
    }
    out[length] = '\0';
    if (length == 0) {
        memcpy(out, "FILM", sizeof("FILM"));
    }
}

static int write_blank_manifest(const char *root, tsb_error *err)
{
    uint8_t blank[TSS_MANIFEST_SIZE] = {0};
    tss_manifest_blank(blank);
    char *path = tsb_path_join(root, &TSS_MANIFEST_PATH[1]);
    char *folder = tsb_path_join(root, "TALLY");
    int code = path && folder ? 0 : tsb_fail(err, TSB_ERR_MEMORY, "Out of memory");
    if (code == 0) {
        code = tsb_folder_make(folder, 0700, err);
    }
    if (code == 0) {
        code = tsb_file_write(path, blank, sizeof(blank), 0600, err);
    }
    free(path);
    free(folder);
    return code;
}

typedef struct image_progress {
    tsv_progress progress;
    const char *image;
    uint64_t expected;
} image_progress;

static void show_image_progress(void *context)
{
    image_progress *shown = context;
    struct stat status = {0};
    if (stat(shown->image, &status) == 0 && shown->expected > 0) {
        tsv_progress_show(&shown->progress, (uint64_t)status.st_size, shown->expected);
    }
}

/* Roughly what the image will have. */
static uint64_t folder_bytes(const char *video)
{
    uint64_t sum = 0;
    DIR *folder = opendir(video);
    const struct dirent *entry = NULL;
    while (folder && (entry = readdir(folder))) {
        struct stat status = {0};
        if (fstatat(dirfd(folder), entry->d_name, &status, 0) == 0 && S_ISREG(status.st_mode)) {
            sum += (uint64_t)status.st_size;
        }
    }
    if (folder) {
        closedir(folder);
    }
    return sum;
}

static int make_image(const tsv_mastering *mastering, const char *root, const char *video, tsb_error *err)
{
    char volume[33] = "";
    tsv_volume_name(volume, mastering->name);
    /* -f: a folder's files are links. */
    const char *const arguments[] = {"genisoimage", "-quiet",         "-f", "-dvd-video", "-V", volume,
                                     "-o",          mastering->image, root, NULL};
    const char *const variables[] = {"LC_ALL=C", NULL};
    image_progress shown = {.image = mastering->image, .expected = folder_bytes(video)};
    tsv_progress_start(&shown.progress, "Making the image");
    tsv_process process = {.arguments = arguments,
                           .variables = variables,
                           .tick = show_image_progress,
                           .context = &shown,
                           .cancel = mastering->cancel};
    int code = tsv_process_run(&process, err);
    tsv_progress_end(&shown.progress);
    return code;
}

static bool nearly_full(const char *folder)
{
    struct statvfs status = {0};
    return statvfs(folder, &status) == 0 && (uint64_t)status.f_bavail * status.f_frsize < NEARLY_FULL;
}

static int fill_video(const tsv_mastering *mastering, const char *video, tsb_error *err)
{
    enum tsv_film_kind kind = TSV_FILM_FILE;
    int code = tsv_film_kind_of(mastering->film, &kind, err);
    if (code < 0) {
        return code;
    }
    if (kind == TSV_FILM_FILE) {
        return tsv_master_film(mastering, err);
    }
    code = tsb_folder_make(video, 0700, err);
    if (code < 0) {
        return code;
    }
    return kind == TSV_FILM_FOLDER ? tsv_master_folder(mastering, video, err) : tsv_master_disc(mastering, video, err);
}

int tsv_master(const tsv_mastering *mastering, tsb_error *err)
{
    tsb_error cause = {0};
    char *root = tsb_path_join(mastering->work, "root");
    char *video = root ? tsb_path_join(root, "VIDEO_TS") : NULL;
    int code = video ? tsb_folder_make(root, 0700, &cause) : tsb_fail(&cause, TSB_ERR_MEMORY, "Out of memory");
    if (code == 0) {
        code = write_blank_manifest(root, &cause);
    }
    if (code == 0) {
        code = fill_video(mastering, video, &cause);
    }
    if (code == 0) {
        code = make_image(mastering, root, video, &cause);
    }
    if (code == TSB_ERR_FULL || (code < 0 && code != TSB_ERR_CANCELLED && nearly_full(mastering->work))) {
        code = tsb_fail(err, TSB_ERR_FULL,
                        "The disk of the bank is full: free some space, about three times the film's size on DVD, and "
                        "ingest again. Nothing was kept of this attempt");
    } else if (code < 0) {
        (void)tsb_pass(err, code, &cause);
    }
    if (root) {
        tsb_tree_remove(root, NULL);
    }
    free(root);
    free(video);
    return code;
}
