/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "token/tpm/tpm_own.h"

#include <stddef.h>

#include "token/tpm/tpm.h"

int tst_tpm_own(const char **tcti, tsb_error *err)
{
    (void)err;
    *tcti = NULL; /* the libraries know where this system has it */
    return 0;
}

void tst_tpm_quiet(void)
{
}
