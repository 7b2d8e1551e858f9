/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "token/blocks_file.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>

#include "tests/support/suite.h"
#include "tests/token/sample.h"

static char folder[256];
static char *path;

static void start(void)
{
    scratch_make(folder);
    path = tsb_path_join(folder, TST_FILE_NAME);
    ck_assert_ptr_nonnull(path);
}

static void stop(void)
{
    free(path);
    scratch_remove(folder);
}

START_TEST(keeps_what_is_written)
{
    tst_blocks *blocks = NULL;
    char back[6] = "";
    start();
    ck_assert_int_eq(tst_blocks_file_open(&blocks, path, false, NULL, NULL), TSB_ERR_NOT_FOUND);
    ck_assert_int_eq(tst_blocks_file_open(&blocks, path, true, SAMPLE_SERIAL, NULL), 0);
    ck_assert_str_eq(blocks->serial, SAMPLE_SERIAL);
    ck_assert_int_eq(tst_blocks_write(blocks, 0, "x", 1, NULL), TSB_ERR_INVALID);
    ck_assert_int_eq(tst_blocks_grow(blocks, 10000, NULL), 0);
    ck_assert_int_eq(tst_blocks_grow(blocks, 100, NULL), 0);
    ck_assert_uint_eq(blocks->size, 10000);
    ck_assert_int_eq(tst_blocks_write(blocks, 9995, "hello", 5, NULL), 0);
    ck_assert_int_eq(tst_blocks_write(blocks, 9996, "hello", 5, NULL), TSB_ERR_INVALID);
    ck_assert_int_eq(tst_blocks_flush(blocks, NULL), 0);
    tst_blocks_destroy(&blocks);
    ck_assert_int_eq(tst_blocks_file_open(&blocks, path, false, NULL, NULL), 0);
    ck_assert_uint_eq(blocks->size, 10000);
    ck_assert_int_eq(tst_blocks_read(blocks, 9995, back, 5, NULL), 0);
    ck_assert_str_eq(back, "hello");
    tst_blocks_destroy(&blocks);
    tst_blocks_destroy(&blocks);
    stop();
}
END_TEST

/* In this process or another: one opener at a time, and none once it died. */
START_TEST(one_at_a_time)
{
    tst_blocks *blocks = NULL;
    tst_blocks *second = NULL;
    int ends[2];
    char byte = 0;
    start();
    ck_assert_int_eq(tst_blocks_file_open(&blocks, path, true, NULL, NULL), 0);
    ck_assert_int_eq(tst_blocks_file_open(&second, path, false, NULL, NULL), TSB_ERR_EXISTS);
    tst_blocks_destroy(&blocks);
    ck_assert_int_eq(pipe(ends), 0);
    pid_t child = fork();
    if (child == 0) {
        if (tst_blocks_file_open(&blocks, path, false, NULL, NULL) != 0 || write(ends[1], "x", 1) != 1)
            _exit(1);
        pause();
        _exit(0);
    }
    close(ends[1]);
    ck_assert_int_eq(read(ends[0], &byte, 1), 1);
    ck_assert_int_eq(tst_blocks_file_open(&second, path, false, NULL, NULL), TSB_ERR_EXISTS);
    ck_assert_int_eq(kill(child, SIGKILL), 0);
    ck_assert_int_eq(waitpid(child, NULL, 0), child);
    close(ends[0]);
    ck_assert_int_eq(tst_blocks_file_open(&second, path, false, NULL, NULL), 0);
    tst_blocks_destroy(&second);
    stop();
}
END_TEST

START_TEST(pulled)
{
    tst_blocks *blocks = NULL;
    start();
    ck_assert_int_eq(tst_blocks_file_open(&blocks, path, true, NULL, NULL), 0);
    ck_assert_int_eq(tst_blocks_grow(blocks, 8192, NULL), 0);
    ck_assert_int_eq(unlink(path), 0);
    ck_assert_int_eq(tst_blocks_write(blocks, 0, "x", 1, NULL), 0);
    ck_assert_int_eq(tst_blocks_flush(blocks, NULL), TSB_ERR_NOT_FOUND);
    tst_blocks_destroy(&blocks);
    stop();
}
END_TEST

/* A file cut short behind our back is an error, not zeros. */
START_TEST(cut_short)
{
    tst_blocks *blocks = NULL;
    char byte = 0;
    start();
    ck_assert_int_eq(tst_blocks_file_open(&blocks, path, true, NULL, NULL), 0);
    ck_assert_int_eq(tst_blocks_grow(blocks, 8192, NULL), 0);
    ck_assert_int_eq(truncate(path, 100), 0);
    ck_assert_int_eq(tst_blocks_read(blocks, 5000, &byte, 1, NULL), TSB_ERR_IO);
    tst_blocks_destroy(&blocks);
    stop();
}
END_TEST

START_TEST(refused_files)
{
    tst_blocks *blocks = NULL;
    char serial[TST_SERIAL_SIZE + 1];
    start();
    memset(serial, 'A', sizeof serial);
    serial[TST_SERIAL_SIZE] = 0;
    ck_assert_int_eq(tst_blocks_file_open(&blocks, path, true, serial, NULL), TSB_ERR_INVALID);
    ck_assert_int_eq(mkfifo(path, 0600), 0);
    ck_assert_int_eq(tst_blocks_file_open(&blocks, path, false, NULL, NULL), TSB_ERR_DENIED);
    ck_assert_int_eq(unlink(path), 0);
    ck_assert_int_eq(symlink("elsewhere", path), 0);
    ck_assert_int_lt(tst_blocks_file_open(&blocks, path, true, NULL, NULL), 0);
    ck_assert_ptr_null(blocks);
    stop();
}
END_TEST

/* No room for a second film: refused, the first one whole, the file as large as before. */
START_TEST(no_room)
{
    tst_blocks *blocks = NULL;
    tst_container *container = NULL;
    struct sample first;
    struct sample second;
    struct stat status;
    uint8_t record[TST_RECORD_SIZE] = {1};
    uint32_t film = 0;
    const struct rlimit limit = {60000, 60000};
    start();
    sample_make(&first, 1);
    sample_make(&second, 2);
    ck_assert(signal(SIGXFSZ, SIG_IGN) != SIG_ERR);
    ck_assert_int_eq(setrlimit(RLIMIT_FSIZE, &limit), 0);
    ck_assert_int_eq(tst_blocks_file_open(&blocks, path, true, NULL, NULL), 0);
    ck_assert_int_eq(tst_container_format(blocks, SAMPLE_SERIAL, NULL), 0);
    ck_assert_int_eq(tst_container_open(&container, blocks, NULL), 0);
    ck_assert_int_eq(sample_put(container, &first, record, 100, record, &film, NULL), 0);
    uint64_t size = blocks->size;
    ck_assert_int_eq(sample_put(container, &second, record, 100, record, &film, NULL), TSB_ERR_FULL);
    ck_assert_int_eq(stat(path, &status), 0);
    ck_assert_int_eq(status.st_size, (off_t)size);
    tst_container_destroy(&container);
    ck_assert_int_eq(tst_container_open(&container, blocks, NULL), 0);
    ck_assert_uint_eq(tst_container_count(container), 1);
    ck_assert_int_eq(tst_container_film(container, 0)->state, TST_FILM_COMPLETE);
    ck_assert_int_eq(tst_container_record_write(container, 0, 1, record, NULL), 0); /* its room is taken already */
    tst_container_destroy(&container);
    tst_blocks_destroy(&blocks);
    sample_finish(&first);
    sample_finish(&second);
    stop();
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {keeps_what_is_written, one_at_a_time, pulled, cut_short, refused_files, no_room};
    return suite_run("token file", tests, TSB_COUNT(tests));
}
