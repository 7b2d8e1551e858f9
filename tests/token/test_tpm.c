/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The TPM that swtpm emulates: each test has one of its own. */
#include <arpa/inet.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/support/suite.h"
#include "token/tpm.h"

#define INDEX 0x01500020U

static char folder[256];
static char tcti[64];
static pid_t emulator;
static tst_tpm *tpm;

/* A port that was free just now, with the next one too. */
static unsigned free_ports(void)
{
    for (;;) {
        unsigned ports[2] = {0, 0};
        int sockets[2] = {-1, -1};
        int bound = 0;
        for (int i = 0; i < 2; i++) {
            struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
            socklen_t length = sizeof address;
            address.sin_port = htons((uint16_t)(i ? ports[0] + 1 : 0));
            sockets[i] = socket(AF_INET, SOCK_STREAM, 0);
            bound += bind(sockets[i], (struct sockaddr *)&address, sizeof address) == 0;
            (void)getsockname(sockets[i], (struct sockaddr *)&address, &length);
            ports[i] = ntohs(address.sin_port);
        }
        close(sockets[0]);
        close(sockets[1]);
        if (bound == 2 && ports[0] < 65535)
            return ports[0];
    }
}

static void start(void)
{
    const unsigned port = free_ports();
    char state[300];
    char server[64];
    char control[64];
    (void)snprintf(state, sizeof state, "dir=%s", folder);
    (void)snprintf(server, sizeof server, "type=tcp,port=%u,bindaddr=127.0.0.1", port);
    (void)snprintf(control, sizeof control, "type=tcp,port=%u,bindaddr=127.0.0.1", port + 1);
    (void)snprintf(tcti, sizeof tcti, "swtpm:host=127.0.0.1,port=%u", port);
    emulator = fork();
    ck_assert_int_ge(emulator, 0);
    if (emulator == 0) {
        execlp("swtpm", "swtpm", "socket", "--tpm2", "--tpmstate", state, "--server", server, "--ctrl", control,
               "--flags", "not-need-init", (char *)NULL);
        _exit(127);
    }
    for (unsigned tries = 0;; tries++) {
        tsb_error err = {0};
        if (tst_tpm_open(&tpm, tcti, &err) == 0)
            break;
        ck_assert_msg(tries < 200, "%s", err.text); /* it listens a moment after it was started */
        usleep(100000);
    }
}

static void stop(void)
{
    tst_tpm_close(&tpm);
    ck_assert_ptr_null(tpm);
    (void)kill(emulator, SIGTERM);
    (void)waitpid(emulator, NULL, 0);
}

static void setup(void)
{
    scratch_make(folder);
    start();
}

static void teardown(void)
{
    stop();
    scratch_remove(folder);
}

static int open_sealed(const tsb_buffer *sealed, tsb_error *err)
{
    uint8_t secret[TST_TPM_SECRET_SIZE] = {0};
    size_t size = 0;
    const int code = tst_tpm_unseal(tpm, sealed->bytes, sealed->size, secret, &size, err);
    if (code == 0) {
        ck_assert_uint_eq(size, 10);
        ck_assert_mem_eq(secret, "the-secret", 10);
    } else {
        ck_assert_uint_eq(size, 0);
        ck_assert_uint_eq(secret[0], 0);
    }
    return code;
}

START_TEST(chip_refuses_after_the_last_view)
{
    tsb_error err = {0};
    uint64_t value = 0;
    tsb_buffer sealed;
    tsb_buffer_init(&sealed, TST_TPM_SEALED_SIZE);
    ck_assert_msg(tst_tpm_counter_create(tpm, INDEX, &value, &err) == 0, "%s", err.text);
    ck_assert_int_eq(tst_tpm_counter_create(tpm, INDEX, &value, NULL), TSB_ERR_EXISTS);
    ck_assert_msg(tst_tpm_seal(tpm, INDEX, value + 2, "the-secret", 10, &sealed, &err) == 0, "%s", err.text);
    for (unsigned view = 0; view < 2; view++) {
        ck_assert_msg(open_sealed(&sealed, &err) == 0, "%s", err.text);
        ck_assert_int_eq(tst_tpm_counter_increment(tpm, INDEX, &err), 0);
    }
    ck_assert_int_eq(open_sealed(&sealed, &err), TSB_ERR_DENIED);
    uint64_t now = 0;
    ck_assert_int_eq(tst_tpm_counter_read(tpm, INDEX, &now, NULL), 0);
    ck_assert_uint_eq(now, value + 2);
    /* Neither after the computer was started anew, nor with a counter made anew. */
    stop();
    start();
    ck_assert_int_eq(open_sealed(&sealed, NULL), TSB_ERR_DENIED);
    ck_assert_int_eq(tst_tpm_counter_remove(tpm, INDEX, NULL), 0);
    ck_assert_int_eq(open_sealed(&sealed, NULL), TSB_ERR_NOT_FOUND);
    ck_assert_int_eq(tst_tpm_counter_create(tpm, INDEX, &now, NULL), 0);
    ck_assert_uint_ge(now, value + 2);
    ck_assert_int_eq(open_sealed(&sealed, NULL), TSB_ERR_DENIED);
    tsb_buffer_finish(&sealed);
}
END_TEST

START_TEST(altered_and_foreign_secrets_stay_shut)
{
    tsb_error err = {0};
    uint64_t value = 0;
    tsb_buffer sealed;
    tsb_buffer_init(&sealed, TST_TPM_SEALED_SIZE);
    ck_assert_int_eq(tst_tpm_counter_create(tpm, INDEX, &value, NULL), 0);
    ck_assert_msg(tst_tpm_seal(tpm, INDEX, value + 1, "the-secret", 10, &sealed, &err) == 0, "%s", err.text);
    ck_assert_int_eq(tst_tpm_seal(tpm, INDEX, 9, "", 0, &sealed, NULL), TSB_ERR_INVALID);
    ck_assert_int_eq(tst_tpm_seal(tpm, INDEX + 1, 9, "x", 1, &sealed, NULL), TSB_ERR_NOT_FOUND);
    ck_assert_int_eq(open_sealed(&sealed, NULL), 0);
    /* Any limit but the one that was sealed is refused, and so is every altered byte. */
    for (size_t at = 0; at < sealed.size; at += at < 24 ? 1 : 13) {
        sealed.bytes[at] ^= 0x40;
        ck_assert_msg(open_sealed(&sealed, NULL) != 0, "byte %zu", at);
        sealed.bytes[at] ^= 0x40;
    }
    sealed.bytes[19] += 5; /* a higher limit */
    ck_assert_int_eq(open_sealed(&sealed, NULL), TSB_ERR_DAMAGED);
    sealed.bytes[19] -= 5;
    const size_t whole = sealed.size;
    for (sealed.size = 0; sealed.size < whole; sealed.size += 7)
        ck_assert_int_eq(open_sealed(&sealed, NULL), TSB_ERR_INVALID);
    sealed.size = whole;
    ck_assert_int_eq(open_sealed(&sealed, NULL), 0);
    /* Another TPM, with a counter that would do. */
    stop();
    ck_assert_int_eq(tsb_tree_remove(folder, NULL), 0);
    ck_assert_int_eq(tsb_folder_make(folder, 0700, NULL), 0);
    start();
    ck_assert_int_eq(tst_tpm_counter_create(tpm, INDEX, &value, NULL), 0);
    ck_assert_int_eq(open_sealed(&sealed, NULL), TSB_ERR_DAMAGED);
    tsb_buffer_finish(&sealed);
}
END_TEST

START_TEST(without_a_tpm_it_says_so)
{
    tst_tpm *none = NULL;
    tsb_error err = {0};
    ck_assert_int_eq(tst_tpm_open(&none, "swtpm:host=127.0.0.1,port=1", &err), TSB_ERR_NOT_FOUND);
    ck_assert_ptr_null(none);
    ck_assert_ptr_nonnull(strstr(err.text, "no TPM 2.0"));
    uint64_t value = 0;
    ck_assert_int_eq(tst_tpm_counter_read(tpm, INDEX, &value, NULL), TSB_ERR_NOT_FOUND);
    ck_assert_int_eq(tst_tpm_counter_increment(tpm, INDEX, NULL), TSB_ERR_NOT_FOUND);
}
END_TEST

int main(void)
{
    if (system("swtpm --version >/dev/null 2>&1") != 0) {
        printf("skipped: swtpm is not installed (packaging/setup installs it)\n");
        return 77;
    }
    /* What it tries in vain is not for the reader of a test. */
    (void)setenv("TSS2_LOG", "all+none", 0);
    Suite *suite = suite_create("tpm");
    TCase *tcase = tcase_create("tpm");
    tcase_add_checked_fixture(tcase, setup, teardown);
    tcase_add_test(tcase, chip_refuses_after_the_last_view);
    tcase_add_test(tcase, altered_and_foreign_secrets_stay_shut);
    tcase_add_test(tcase, without_a_tpm_it_says_so);
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    const int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
