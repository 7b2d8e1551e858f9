/* SPDX-License-Identifier: GPL-3.0-or-later */
/* This computer's own TPM, and what its libraries print: differs between systems. For tpm_esys.c alone. */
#ifndef TALLYSTICK_TOKEN_TPM_OWN_H
#define TALLYSTICK_TOKEN_TPM_OWN_H

#include "base/error.h"

/* How to reach it; NULL leaves that to the libraries. TSB_ERR_NOT_FOUND: there is none. TSB_ERR_DENIED: not for this
 * user. */
int tst_tpm_own(const char **tcti, tsb_error *err) TSB_MUST_USE;

#endif
