/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "token/tpm/tpm.h"

static int absent(tsb_error *err)
{
    return tsb_fail(err, TSB_ERR_UNSUPPORTED, "this program was built without TPM support");
}

int tst_tpm_open(tst_tpm **out, const char *tcti, tsb_error *err)
{
    (void)tcti;
    *out = NULL;
    return absent(err);
}

void tst_tpm_close(tst_tpm **tpm)
{
    (void)tpm;
}

void tst_tpm_quiet(void)
{
}

int tst_tpm_counter_create(tst_tpm *tpm, uint32_t index, uint64_t *value, tsb_error *err)
{
    (void)tpm;
    (void)index;
    (void)value;
    return absent(err);
}

int tst_tpm_counter_read(tst_tpm *tpm, uint32_t index, uint64_t *value, tsb_error *err)
{
    (void)tpm;
    (void)index;
    (void)value;
    return absent(err);
}

int tst_tpm_counter_increment(tst_tpm *tpm, uint32_t index, tsb_error *err)
{
    (void)tpm;
    (void)index;
    return absent(err);
}

int tst_tpm_counter_remove(tst_tpm *tpm, uint32_t index, tsb_error *err)
{
    (void)tpm;
    (void)index;
    return absent(err);
}

int tst_tpm_clock(tst_tpm *tpm, uint64_t *milliseconds, tsb_error *err)
{
    (void)tpm;
    (void)milliseconds;
    return absent(err);
}

int tst_tpm_seal(tst_tpm *tpm, const tst_tpm_terms *terms, const void *secret, size_t size, tsb_buffer *sealed,
                 tsb_error *err)
{
    (void)tpm;
    (void)terms;
    (void)secret;
    (void)size;
    (void)sealed;
    return absent(err);
}

int tst_tpm_unseal(tst_tpm *tpm, const tst_tpm_terms *terms, const uint8_t *sealed, size_t sealed_size, uint8_t *secret,
                   size_t *size, tsb_error *err)
{
    (void)tpm;
    (void)terms;
    (void)sealed;
    (void)sealed_size;
    (void)secret;
    *size = 0;
    return absent(err);
}
