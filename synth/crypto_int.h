/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the files that call libcrypto share; nobody else includes this. */
#ifndef TALLYSTICK_SYNTH_CRYPTO_INT_H
#define TALLYSTICK_SYNTH_CRYPTO_INT_H

#include "base/error.h"

/* TSB_ERR_INTERNAL, naming what libcrypto was asked for; forgets libcrypto's own error queue. */
int tss_fail_libcrypto(tsb_error *err, const char *what);

#endif
