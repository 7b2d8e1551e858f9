/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "token/tpm/tpm_own.h"

#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

#include "token/tpm/tpm.h"

/* The kernel's resource manager: what a program leaves in the TPM goes when it ends. */
#define DEVICE "/dev/tpmrm0"

int tst_tpm_own(const char **tcti, tsb_error *err)
{
    *tcti = "device:" DEVICE;
    if (access(DEVICE, R_OK | W_OK) == 0)
        return 0;
    if (errno == EACCES || errno == EPERM)
        return tsb_fail(err, TSB_ERR_DENIED,
                        "this computer's TPM is not for this user; to use it, join the group that %s belongs to (often "
                        "tss), and sign in anew",
                        DEVICE);
    return tsb_fail(err, TSB_ERR_NOT_FOUND, "this computer has no TPM 2.0 (no %s)", DEVICE);
}

void tst_tpm_quiet(void)
{
    (void)setenv("TSS2_LOG", "all+none", 0);
}
