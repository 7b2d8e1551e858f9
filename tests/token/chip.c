/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/token/chip.h"

#include <arpa/inet.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <tss2/tss2_esys.h>
#include <tss2/tss2_tctildr.h>

#include "tests/support/suite.h"
#include "token/tpm/tpm.h"

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

static void start(struct chip *chip)
{
    const unsigned port = free_ports();
    char state[300];
    char server[64];
    char control[64];
    (void)snprintf(state, sizeof state, "dir=%s", chip->folder);
    (void)snprintf(server, sizeof server, "type=tcp,port=%u,bindaddr=127.0.0.1", port);
    (void)snprintf(control, sizeof control, "type=tcp,port=%u,bindaddr=127.0.0.1", port + 1);
    (void)snprintf(chip->tcti, sizeof chip->tcti, "swtpm:host=127.0.0.1,port=%u", port);
    chip->emulator = fork();
    ck_assert_int_ge(chip->emulator, 0);
    if (chip->emulator == 0) {
        execlp("swtpm", "swtpm", "socket", "--tpm2", "--tpmstate", state, "--server", server, "--ctrl", control,
               "--flags", "not-need-init", (char *)NULL);
        _exit(127);
    }
    for (unsigned tries = 0;; tries++) {
        tsb_error err = {0};
        tst_tpm *tpm = NULL;
        if (tst_tpm_open(&tpm, chip->tcti, &err) == 0) {
            tst_tpm_close(&tpm);
            ck_assert_ptr_null(tpm);
            break;
        }
        ck_assert_msg(tries < 1000, "%s", err.text); /* it listens a moment after it was started */
        usleep(20000);
    }
}

static void stop(struct chip *chip)
{
    (void)kill(chip->emulator, SIGTERM);
    (void)waitpid(chip->emulator, NULL, 0);
}

void chip_make(struct chip *chip)
{
    scratch_make(chip->folder);
    start(chip);
}

void chip_finish(struct chip *chip)
{
    stop(chip);
    scratch_remove(chip->folder);
}

static ESYS_CONTEXT *talk(const struct chip *chip, TSS2_TCTI_CONTEXT **tcti)
{
    ESYS_CONTEXT *esys = NULL;
    ck_assert_uint_eq(Tss2_TctiLdr_Initialize(chip->tcti, tcti), TSS2_RC_SUCCESS);
    ck_assert_uint_eq(Esys_Initialize(&esys, *tcti, NULL), TSS2_RC_SUCCESS);
    return esys;
}

static void leave(ESYS_CONTEXT *esys, TSS2_TCTI_CONTEXT *tcti)
{
    Esys_Finalize(&esys);
    Tss2_TctiLdr_Finalize(&tcti);
}

void chip_restart(struct chip *chip)
{
    TSS2_TCTI_CONTEXT *tcti = NULL;
    ESYS_CONTEXT *esys = talk(chip, &tcti);
    ck_assert_uint_eq(Esys_Shutdown(esys, ESYS_TR_NONE, ESYS_TR_NONE, ESYS_TR_NONE, TPM2_SU_CLEAR), TSS2_RC_SUCCESS);
    leave(esys, tcti);
    stop(chip);
    start(chip);
}

void chip_replace(struct chip *chip)
{
    stop(chip);
    scratch_remove(chip->folder);
    ck_assert_int_eq(tsb_folder_make(chip->folder, 0700, NULL), 0);
    start(chip);
}

static void flush_all(ESYS_CONTEXT *esys, TPM2_HANDLE first)
{
    TPMS_CAPABILITY_DATA *found = NULL;
    TPMI_YES_NO more = 0;
    ck_assert_uint_eq(
        Esys_GetCapability(esys, ESYS_TR_NONE, ESYS_TR_NONE, ESYS_TR_NONE, TPM2_CAP_HANDLES, first, 64, &more, &found),
        TSS2_RC_SUCCESS);
    for (UINT32 i = 0; i < found->data.handles.count; i++) {
        ESYS_TR object = ESYS_TR_NONE;
        ck_assert_uint_eq(Esys_TR_FromTPMPublic(esys, found->data.handles.handle[i], ESYS_TR_NONE, ESYS_TR_NONE,
                                                ESYS_TR_NONE, &object),
                          TSS2_RC_SUCCESS);
        ck_assert_uint_eq(Esys_FlushContext(esys, object), TSS2_RC_SUCCESS);
    }
    Esys_Free(found);
}

void chip_sweep(const struct chip *chip)
{
    TSS2_TCTI_CONTEXT *tcti = NULL;
    ESYS_CONTEXT *esys = talk(chip, &tcti);
    flush_all(esys, (TPM2_HANDLE)TPM2_HT_TRANSIENT << TPM2_HR_SHIFT); /* the library's own constant overflows an int */
    flush_all(esys, TPM2_LOADED_SESSION_FIRST);
    leave(esys, tcti);
}

void chip_advance(const struct chip *chip, uint64_t milliseconds)
{
    TSS2_TCTI_CONTEXT *tcti = NULL;
    ESYS_CONTEXT *esys = talk(chip, &tcti);
    TPMS_TIME_INFO *now = NULL;
    ck_assert_uint_eq(Esys_ReadClock(esys, ESYS_TR_NONE, ESYS_TR_NONE, ESYS_TR_NONE, &now), TSS2_RC_SUCCESS);
    ck_assert_uint_eq(Esys_ClockSet(esys, ESYS_TR_RH_OWNER, ESYS_TR_PASSWORD, ESYS_TR_NONE, ESYS_TR_NONE,
                                    now->clockInfo.clock + milliseconds),
                      TSS2_RC_SUCCESS);
    Esys_Free(now);
    leave(esys, tcti);
}

void chip_own(const struct chip *chip)
{
    const TPM2B_AUTH password = {.size = 6, .buffer = "secret"};
    TSS2_TCTI_CONTEXT *tcti = NULL;
    ESYS_CONTEXT *esys = talk(chip, &tcti);
    ck_assert_uint_eq(
        Esys_HierarchyChangeAuth(esys, ESYS_TR_RH_OWNER, ESYS_TR_PASSWORD, ESYS_TR_NONE, ESYS_TR_NONE, &password),
        TSS2_RC_SUCCESS);
    leave(esys, tcti);
}

int chip_suite_run(const char *name, const TTest *const *tests, size_t count)
{
    if (system("swtpm --version >/dev/null 2>&1") != 0) {
        printf("skipped: swtpm is not installed (packaging/setup installs it)\n");
        return 77;
    }
    /* What it tries in vain is not for the reader of a test. */
    tst_tpm_quiet();
    return suite_run(name, tests, count);
}
