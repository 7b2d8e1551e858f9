/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The bank's originals, for reading. */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buffer.h"
#include "base/file.h"
#include "base/read_at.h"
#include "server/bank_int.h"

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
    char *folder = tsv_bank_title_folder(bank, title);
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
