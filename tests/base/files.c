/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/base/files.h"

#include <dirent.h>

#include "base/file.h"
#include "tests/support/suite.h"

void files_put(const char *path, const char *text)
{
    ck_assert_int_eq(tsb_file_write(path, text, strlen(text), 0600, NULL), 0);
}

void files_expect(const char *path, const char *text)
{
    tsb_buffer buffer;
    tsb_buffer_init(&buffer, 1 << 20);
    ck_assert_int_eq(tsb_file_read(path, &buffer, NULL), 0);
    ck_assert_str_eq((char *)buffer.bytes, text);
    tsb_buffer_finish(&buffer);
}

int files_count(const char *path)
{
    DIR *folder = opendir(path);
    ck_assert_ptr_nonnull(folder);
    int count = -2; /* "." and ".." */
    while (readdir(folder))
        count++;
    closedir(folder);
    return count;
}

char *files_in(const char *folder, const char *name)
{
    char *path = tsb_path_join(folder, name);
    ck_assert_ptr_nonnull(path);
    return path;
}
