/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Real players that are killed, and several at once, on one container file. */
#include <signal.h>
#include <sys/wait.h>

#include "tests/support/suite.h"
#include "tests/token/rig.h"
#include "token/blocks_file.h"

enum moment { BEFORE, HALFWAY, AFTER, MOMENTS };

/* Passes all on to the file, but kills its own process at one operation. */
struct fatal {
    tst_blocks base;
    tst_blocks *file;
    unsigned operations;
    unsigned at;
    enum moment moment;
};

static void die(void)
{
    (void)kill(getpid(), SIGKILL);
    for (;;)
        pause();
}

static bool due(struct fatal *fatal, enum moment moment)
{
    if (moment == BEFORE)
        fatal->operations++;
    return fatal->operations == fatal->at && moment == fatal->moment;
}

static int fatal_read(tst_blocks *blocks, uint64_t offset, void *bytes, size_t size, tsb_error *err)
{
    struct fatal *fatal = (struct fatal *)blocks;
    if (due(fatal, BEFORE))
        die();
    int code = tst_blocks_read(fatal->file, offset, bytes, size, err);
    if (due(fatal, HALFWAY) || due(fatal, AFTER))
        die();
    return code;
}

static int fatal_write(tst_blocks *blocks, uint64_t offset, const void *bytes, size_t size, tsb_error *err)
{
    struct fatal *fatal = (struct fatal *)blocks;
    if (due(fatal, BEFORE))
        die();
    if (due(fatal, HALFWAY)) {
        (void)!tst_blocks_write(fatal->file, offset, bytes, size / 2, err);
        die();
    }
    int code = tst_blocks_write(fatal->file, offset, bytes, size, err);
    if (due(fatal, AFTER))
        die();
    return code;
}

static int fatal_flush(tst_blocks *blocks, tsb_error *err)
{
    struct fatal *fatal = (struct fatal *)blocks;
    if (due(fatal, BEFORE))
        die();
    int code = tst_blocks_flush(fatal->file, err);
    if (due(fatal, HALFWAY) || due(fatal, AFTER))
        die();
    return code;
}

static int fatal_grow(tst_blocks *blocks, uint64_t size, tsb_error *err)
{
    struct fatal *fatal = (struct fatal *)blocks;
    int code = tst_blocks_grow(fatal->file, size, err);
    blocks->size = fatal->file->size;
    return code;
}

static void fatal_destroy(tst_blocks *blocks)
{
    tst_blocks_destroy(&((struct fatal *)blocks)->file);
}

static const struct tst_blocks_ops ops = {
    .read = fatal_read, .write = fatal_write, .flush = fatal_flush, .grow = fatal_grow, .destroy = fatal_destroy};

static char *token_path(const struct rig *rig)
{
    char *path = tsb_path_join(rig->folder, TST_FILE_NAME);
    ck_assert_ptr_nonnull(path);
    return path;
}

static void write_token(struct rig *rig, const char *path)
{
    tst_blocks *blocks = NULL;
    (void)unlink(path);
    ck_assert_int_eq(tst_blocks_file_open(&blocks, path, true, SAMPLE_SERIAL, NULL), 0);
    rig_write(rig, blocks);
    tst_blocks_destroy(&blocks);
}

static void look(struct rig *rig, const char *path, tst_counter_record *record)
{
    tst_blocks *blocks = NULL;
    ck_assert_int_eq(tst_blocks_file_open(&blocks, path, false, SAMPLE_SERIAL, NULL), 0);
    rig_look(rig, blocks, record);
    tst_blocks_destroy(&blocks);
}

/* A player begins a view and is killed at its n-th operation; its exit status. */
static int player(struct rig *rig, const char *path, unsigned n, enum moment moment)
{
    pid_t child = fork();
    if (child == 0) {
        struct fatal fatal = {.base.ops = &ops, .at = n, .moment = moment};
        tst_counter_record record;
        if (tst_blocks_file_open(&fatal.file, path, false, SAMPLE_SERIAL, NULL) != 0)
            _exit(2);
        fatal.base.size = fatal.file->size;
        _exit(rig_begin(rig, &fatal.base, 0, RIG_NOW, &record, NULL) == 0 ? 0 : 1);
    }
    int status = 0;
    ck_assert_int_eq(waitpid(child, &status, 0), child);
    return status;
}

START_TEST(killed_at_every_operation)
{
    struct rig rig;
    tst_counter_record record;
    unsigned deaths = 0;
    rig_make(&rig);
    char *path = token_path(&rig);
    for (enum moment moment = BEFORE; moment < MOMENTS; moment++) {
        for (unsigned n = 1;; n++) {
            rig_forget(&rig);
            free(path);
            path = token_path(&rig);
            write_token(&rig, path);
            int status = player(&rig, path, n, moment);
            if (WIFEXITED(status)) {
                ck_assert_int_eq(WEXITSTATUS(status), 0);
                break;
            }
            ck_assert_int_eq(WTERMSIG(status), SIGKILL);
            deaths++;
            /* The next player finds the token free and whole, and one view is taken in all. */
            look(&rig, path, &record);
            ck_assert(record.left == RIG_VIEWS || record.left == RIG_VIEWS - 1);
            status = player(&rig, path, 0, BEFORE);
            ck_assert(WIFEXITED(status) && WEXITSTATUS(status) == 0);
            look(&rig, path, &record);
            ck_assert_uint_eq(record.left, RIG_VIEWS - 1);
        }
    }
    ck_assert_uint_ge(deaths, 3 * 7);
    free(path);
    rig_finish(&rig);
}
END_TEST

/* Begins as a device as soon as the token is free; exits with 0, or 3 when refused for want of views. */
static void contend(struct rig *rig, const char *path, uint32_t device, uint64_t now)
{
    tst_blocks *blocks = NULL;
    tst_counter_record record;
    int code = 0;
    while ((code = tst_blocks_file_open(&blocks, path, false, SAMPLE_SERIAL, NULL)) == TSB_ERR_EXISTS)
        usleep(500);
    if (code == 0)
        code = rig_begin(rig, blocks, device, now, &record, NULL);
    _exit(code == 0 ? 0 : code == TSB_ERR_DENIED ? 3 : 1);
}

/* Many players at once: those of one device share its view, others take theirs, and none is free. */
START_TEST(players_at_once)
{
    enum { PLAYERS = 12 };
    struct rig rig;
    tst_counter_record record;
    rig_make(&rig);
    char *path = token_path(&rig);
    write_token(&rig, path);
    for (unsigned day = 0; day < 3; day++) {
        pid_t children[PLAYERS];
        unsigned refused = 0;
        for (unsigned i = 0; i < PLAYERS; i++) {
            children[i] = fork();
            if (children[i] == 0)
                contend(&rig, path, i % RIG_DEVICES, RIG_NOW + day * 100000u);
        }
        for (unsigned i = 0; i < PLAYERS; i++) {
            int status = 0;
            ck_assert_int_eq(waitpid(children[i], &status, 0), children[i]);
            ck_assert(WIFEXITED(status) && (WEXITSTATUS(status) == 0 || WEXITSTATUS(status) == 3));
            refused += WEXITSTATUS(status) == 3;
        }
        look(&rig, path, &record);
        ck_assert_uint_eq(record.left, day == 0 ? 1 : 0); /* three views for two devices on two days */
        ck_assert_uint_eq(refused, day == 0 ? 0 : day == 1 ? PLAYERS / 2 : PLAYERS);
    }
    free(path);
    rig_finish(&rig);
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {killed_at_every_operation, players_at_once};
    return suite_run("killed players", tests, TSB_COUNT(tests));
}
