/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdlib.h>
#include <string.h>

#include <tss2/tss2_esys.h>
#include <tss2/tss2_mu.h>
#include <tss2/tss2_rc.h>
#include <tss2/tss2_tctildr.h>

#include "base/bytes.h"
#include "base/secret.h"
#include "token/tpm/tpm.h"
#include "token/tpm/tpm_own.h"

#define NONE ESYS_TR_NONE

/* Where the clock stands in TPMS_TIME_INFO. */
#define CLOCK_OFFSET 8

struct tst_tpm {
    TSS2_TCTI_CONTEXT *tcti;
    ESYS_CONTEXT *esys;
    ESYS_TR parent; /* NONE until it is needed */
};

static int fail(tsb_error *err, TSS2_RC result, const char *what)
{
    /* The layer in the upper half does not matter here; format-one codes carry which parameter in other bits. */
    const TSS2_RC plain = result & 0xFFFFU;
    int code = TSB_ERR_IO;
    if (plain == TPM2_RC_POLICY)
        code = TSB_ERR_DENIED;
    else if (plain == TPM2_RC_NV_DEFINED)
        code = TSB_ERR_EXISTS;
    else if (plain == TPM2_RC_NV_SPACE)
        code = TSB_ERR_FULL;
    else if ((plain & 0xBFU) == TPM2_RC_HANDLE)
        code = TSB_ERR_NOT_FOUND;
    else if ((plain & 0xBFU) == TPM2_RC_INTEGRITY || (plain & 0xBFU) == TPM2_RC_POLICY_FAIL)
        code = TSB_ERR_DAMAGED;
    return tsb_fail(err, code, "%s: the TPM says: %s", what, Tss2_RC_Decode(result));
}

int tst_tpm_open(tst_tpm **out, const char *tcti, tsb_error *err)
{
    *out = NULL;
    const int code = tcti ? 0 : tst_tpm_own(&tcti, err);
    if (code)
        return code;
    tst_tpm *tpm = calloc(1, sizeof *tpm);
    if (!tpm)
        return tsb_fail(err, TSB_ERR_MEMORY, "out of memory");
    tpm->parent = NONE;
    TSS2_RC result = Tss2_TctiLdr_Initialize(tcti, &tpm->tcti);
    if (result == TSS2_RC_SUCCESS)
        result = Esys_Initialize(&tpm->esys, tpm->tcti, NULL);
    if (result == TSS2_RC_SUCCESS)
        result = Esys_Startup(tpm->esys, TPM2_SU_CLEAR);
    if (result != TSS2_RC_SUCCESS && result != TPM2_RC_INITIALIZE) { /* the latter: it has been started */
        tst_tpm_close(&tpm);
        return tsb_fail(err, TSB_ERR_NOT_FOUND, "no TPM 2.0 answers: %s", Tss2_RC_Decode(result));
    }
    *out = tpm;
    return 0;
}

void tst_tpm_close(tst_tpm **tpm)
{
    if (!tpm || !*tpm)
        return;
    if ((*tpm)->parent != NONE)
        (void)Esys_FlushContext((*tpm)->esys, (*tpm)->parent);
    if ((*tpm)->esys)
        Esys_Finalize(&(*tpm)->esys);
    if ((*tpm)->tcti)
        Tss2_TctiLdr_Finalize(&(*tpm)->tcti);
    free(*tpm);
    *tpm = NULL;
}

static int find_counter(tst_tpm *tpm, uint32_t index, ESYS_TR *counter, tsb_error *err)
{
    const TSS2_RC result = Esys_TR_FromTPMPublic(tpm->esys, index, NONE, NONE, NONE, counter);
    return result ? fail(err, result, "cannot find the view counter") : 0;
}

static TSS2_RC read_value(tst_tpm *tpm, ESYS_TR counter, uint64_t *value)
{
    TPM2B_MAX_NV_BUFFER *bytes = NULL;
    const TSS2_RC result = Esys_NV_Read(tpm->esys, counter, counter, ESYS_TR_PASSWORD, NONE, NONE, 8, 0, &bytes);
    if (result == TSS2_RC_SUCCESS)
        *value = tsb_load64(bytes->buffer);
    Esys_Free(bytes);
    return result;
}

int tst_tpm_counter_create(tst_tpm *tpm, uint32_t index, uint64_t *value, tsb_error *err)
{
    const TPM2B_AUTH none = {.size = 0};
    const TPM2B_NV_PUBLIC form = {.nvPublic = {.nvIndex = index,
                                               .nameAlg = TPM2_ALG_SHA256,
                                               .dataSize = 8,
                                               .attributes = TPMA_NV_AUTHREAD | TPMA_NV_AUTHWRITE | TPMA_NV_OWNERREAD |
                                                             TPMA_NV_OWNERWRITE | TPMA_NV_NO_DA |
                                                             (TPM2_NT_COUNTER << TPMA_NV_TPM2_NT_SHIFT)}};
    ESYS_TR counter = NONE;
    TSS2_RC result = Esys_NV_DefineSpace(tpm->esys, ESYS_TR_RH_OWNER, ESYS_TR_PASSWORD, NONE, NONE, &none, &form,
                                         &counter);
    if (result)
        return fail(err, result, "cannot make a view counter");
    /* The first increment makes it readable, and puts it above every counter that was ever removed. */
    result = Esys_NV_Increment(tpm->esys, counter, counter, ESYS_TR_PASSWORD, NONE, NONE);
    if (result == TSS2_RC_SUCCESS)
        result = read_value(tpm, counter, value);
    if (result == TSS2_RC_SUCCESS)
        (void)Esys_TR_Close(tpm->esys, &counter);
    else
        (void)Esys_NV_UndefineSpace(tpm->esys, ESYS_TR_RH_OWNER, counter, ESYS_TR_PASSWORD, NONE, NONE);
    return result ? fail(err, result, "cannot start the view counter") : 0;
}

int tst_tpm_counter_read(tst_tpm *tpm, uint32_t index, uint64_t *value, tsb_error *err)
{
    ESYS_TR counter = NONE;
    const int code = find_counter(tpm, index, &counter, err);
    if (code)
        return code;
    const TSS2_RC result = read_value(tpm, counter, value);
    (void)Esys_TR_Close(tpm->esys, &counter);
    return result ? fail(err, result, "cannot read the view counter") : 0;
}

int tst_tpm_counter_increment(tst_tpm *tpm, uint32_t index, tsb_error *err)
{
    ESYS_TR counter = NONE;
    const int code = find_counter(tpm, index, &counter, err);
    if (code)
        return code;
    const TSS2_RC result = Esys_NV_Increment(tpm->esys, counter, counter, ESYS_TR_PASSWORD, NONE, NONE);
    (void)Esys_TR_Close(tpm->esys, &counter);
    return result ? fail(err, result, "cannot count the view") : 0;
}

int tst_tpm_counter_remove(tst_tpm *tpm, uint32_t index, tsb_error *err)
{
    ESYS_TR counter = NONE;
    const int code = find_counter(tpm, index, &counter, err);
    if (code)
        return code;
    const TSS2_RC result = Esys_NV_UndefineSpace(tpm->esys, ESYS_TR_RH_OWNER, counter, ESYS_TR_PASSWORD, NONE, NONE);
    return result ? fail(err, result, "cannot remove the view counter") : 0;
}

int tst_tpm_clock(tst_tpm *tpm, uint64_t *milliseconds, tsb_error *err)
{
    TPMS_TIME_INFO *now = NULL;
    const TSS2_RC result = Esys_ReadClock(tpm->esys, NONE, NONE, NONE, &now);
    if (result == TSS2_RC_SUCCESS)
        *milliseconds = now->clockInfo.clock;
    Esys_Free(now);
    return result ? fail(err, result, "cannot read the TPM's clock") : 0;
}

static TSS2_RC require_counter(tst_tpm *tpm, ESYS_TR session, uint32_t index, uint64_t limit, TPM2_EO relation)
{
    TPM2B_OPERAND operand = {.size = 8};
    ESYS_TR counter = NONE;
    TSS2_RC result = Esys_TR_FromTPMPublic(tpm->esys, index, NONE, NONE, NONE, &counter);
    if (result)
        return result;
    tsb_store64(operand.buffer, limit);
    result = Esys_PolicyNV(tpm->esys, counter, counter, session, ESYS_TR_PASSWORD, NONE, NONE, &operand, 0, relation);
    (void)Esys_TR_Close(tpm->esys, &counter);
    return result;
}

static TSS2_RC require_clock(tst_tpm *tpm, ESYS_TR session, uint64_t below)
{
    TPM2B_OPERAND operand = {.size = 8};
    tsb_store64(operand.buffer, below);
    return Esys_PolicyCounterTimer(tpm->esys, session, NONE, NONE, NONE, &operand, CLOCK_OFFSET, TPM2_EO_UNSIGNED_LT);
}

/* A session whose policy is the terms; a trial one is never refused. */
static TSS2_RC start_policy(tst_tpm *tpm, TPM2_SE type, const tst_tpm_terms *terms, ESYS_TR *session)
{
    const TPMT_SYM_DEF none = {.algorithm = TPM2_ALG_NULL};
    TSS2_RC result = Esys_StartAuthSession(tpm->esys, NONE, NONE, NONE, NONE, NONE, NULL, type, &none, TPM2_ALG_SHA256,
                                           session);
    if (result)
        return result;
    for (size_t i = 0; result == TSS2_RC_SUCCESS && i < sizeof terms->counters / sizeof terms->counters[0]; i++) {
        if (terms->counters[i].index)
            result = require_counter(tpm, *session, terms->counters[i].index, terms->counters[i].limit,
                                     terms->counters[i].reached ? TPM2_EO_UNSIGNED_GE : TPM2_EO_UNSIGNED_LT);
    }
    if (result == TSS2_RC_SUCCESS && terms->clock_below)
        result = require_clock(tpm, *session, terms->clock_below);
    if (result) {
        (void)Esys_FlushContext(tpm->esys, *session);
        *session = NONE;
    }
    return result;
}

/* The storage key, made anew for each connection: the same for the same TPM and owner. */
static TSS2_RC load_parent(tst_tpm *tpm)
{
    const TPM2B_SENSITIVE_CREATE sensitive = {.size = 0};
    const TPM2B_DATA outside = {.size = 0};
    const TPML_PCR_SELECTION registers = {.count = 0};
    const TPM2B_PUBLIC form = {
        .publicArea = {.type = TPM2_ALG_ECC,
                       .nameAlg = TPM2_ALG_SHA256,
                       .objectAttributes = TPMA_OBJECT_RESTRICTED | TPMA_OBJECT_DECRYPT | TPMA_OBJECT_FIXEDTPM |
                                           TPMA_OBJECT_FIXEDPARENT | TPMA_OBJECT_SENSITIVEDATAORIGIN |
                                           TPMA_OBJECT_USERWITHAUTH,
                       .parameters.eccDetail = {
                           .symmetric = {.algorithm = TPM2_ALG_AES, .keyBits.aes = 128, .mode.aes = TPM2_ALG_CFB},
                           .scheme = {.scheme = TPM2_ALG_NULL},
                           .curveID = TPM2_ECC_NIST_P256,
                           .kdf = {.scheme = TPM2_ALG_NULL}}}};
    if (tpm->parent != NONE)
        return TSS2_RC_SUCCESS;
    return Esys_CreatePrimary(tpm->esys, ESYS_TR_RH_OWNER, ESYS_TR_PASSWORD, NONE, NONE, &sensitive, &form, &outside,
                              &registers, &tpm->parent, NULL, NULL, NULL, NULL);
}

static TSS2_RC make_object(tst_tpm *tpm, const TPM2B_DIGEST *policy, const void *secret, size_t size,
                           TPM2B_PRIVATE **private_part, TPM2B_PUBLIC **public_part)
{
    const TPM2B_DATA outside = {.size = 0};
    const TPML_PCR_SELECTION registers = {.count = 0};
    const TPM2B_PUBLIC form = {.publicArea = {.type = TPM2_ALG_KEYEDHASH,
                                              .nameAlg = TPM2_ALG_SHA256,
                                              .objectAttributes = TPMA_OBJECT_FIXEDTPM | TPMA_OBJECT_FIXEDPARENT |
                                                                  TPMA_OBJECT_ADMINWITHPOLICY | TPMA_OBJECT_NODA,
                                              .authPolicy = *policy,
                                              .parameters.keyedHashDetail.scheme.scheme = TPM2_ALG_NULL}};
    TPM2B_SENSITIVE_CREATE sensitive = {.size = 0};
    TSS2_RC result = load_parent(tpm);
    if (result)
        return result;
    sensitive.sensitive.data.size = (UINT16)size;
    memcpy(sensitive.sensitive.data.buffer, secret, size);
    result = Esys_Create(tpm->esys, tpm->parent, ESYS_TR_PASSWORD, NONE, NONE, &sensitive, &form, &outside, &registers,
                         private_part, public_part, NULL, NULL, NULL);
    tsb_wipe(&sensitive, sizeof sensitive);
    return result;
}

/* TPM2B_PRIVATE and TPM2B_PUBLIC, as the TPM has them. */
static int append_sealed(tsb_buffer *sealed, const TPM2B_PRIVATE *private_part, const TPM2B_PUBLIC *public_part,
                         tsb_error *err)
{
    uint8_t bytes[TST_TPM_SEALED_SIZE];
    size_t size = 0;
    TSS2_RC result = Tss2_MU_TPM2B_PRIVATE_Marshal(private_part, bytes, sizeof bytes, &size);
    if (result == TSS2_RC_SUCCESS)
        result = Tss2_MU_TPM2B_PUBLIC_Marshal(public_part, bytes, sizeof bytes, &size);
    return result ? fail(err, result, "cannot seal the licence") : tsb_buffer_append(sealed, bytes, size, err);
}

int tst_tpm_seal(tst_tpm *tpm, const tst_tpm_terms *terms, const void *secret, size_t size, tsb_buffer *sealed,
                 tsb_error *err)
{
    ESYS_TR session = NONE;
    TPM2B_DIGEST *policy = NULL;
    TPM2B_PRIVATE *private_part = NULL;
    TPM2B_PUBLIC *public_part = NULL;
    if (size == 0 || size > TST_TPM_SECRET_SIZE)
        return tsb_fail(err, TSB_ERR_INVALID, "a secret of %zu bytes cannot be sealed", size);
    TSS2_RC result = start_policy(tpm, TPM2_SE_TRIAL, terms, &session);
    if (result == TSS2_RC_SUCCESS) {
        result = Esys_PolicyGetDigest(tpm->esys, session, NONE, NONE, NONE, &policy);
        (void)Esys_FlushContext(tpm->esys, session);
    }
    if (result == TSS2_RC_SUCCESS)
        result = make_object(tpm, policy, secret, size, &private_part, &public_part);
    const int code = result ? fail(err, result, "cannot seal the licence")
                            : append_sealed(sealed, private_part, public_part, err);
    Esys_Free(policy);
    Esys_Free(private_part);
    Esys_Free(public_part);
    return code;
}

static TSS2_RC unseal(tst_tpm *tpm, const tst_tpm_terms *terms, const TPM2B_PRIVATE *private_part,
                      const TPM2B_PUBLIC *public_part, TPM2B_SENSITIVE_DATA **data)
{
    ESYS_TR object = NONE;
    ESYS_TR session = NONE;
    TSS2_RC result = load_parent(tpm);
    if (result)
        return result;
    result = Esys_Load(tpm->esys, tpm->parent, ESYS_TR_PASSWORD, NONE, NONE, private_part, public_part, &object);
    if (result)
        return result;
    result = start_policy(tpm, TPM2_SE_POLICY, terms, &session);
    if (result == TSS2_RC_SUCCESS) {
        result = Esys_Unseal(tpm->esys, object, session, NONE, NONE, data);
        (void)Esys_FlushContext(tpm->esys, session);
    }
    (void)Esys_FlushContext(tpm->esys, object);
    return result;
}

static int parse(const uint8_t *sealed, size_t size, TPM2B_PRIVATE *private_part, TPM2B_PUBLIC *public_part)
{
    size_t at = 0;
    if (size > TST_TPM_SEALED_SIZE || Tss2_MU_TPM2B_PRIVATE_Unmarshal(sealed, size, &at, private_part) ||
        Tss2_MU_TPM2B_PUBLIC_Unmarshal(sealed, size, &at, public_part) || at != size)
        return TSB_ERR_INVALID;
    return 0;
}

int tst_tpm_unseal(tst_tpm *tpm, const tst_tpm_terms *terms, const uint8_t *sealed, size_t sealed_size, uint8_t *secret,
                   size_t *size, tsb_error *err)
{
    TPM2B_PRIVATE private_part = {.size = 0};
    TPM2B_PUBLIC public_part = {.size = 0};
    TPM2B_SENSITIVE_DATA *data = NULL;
    int code = 0;
    *size = 0;
    if (parse(sealed, sealed_size, &private_part, &public_part))
        return tsb_fail(err, TSB_ERR_INVALID, "what the TPM sealed is not whole; get a new licence");
    const TSS2_RC result = unseal(tpm, terms, &private_part, &public_part, &data);
    if (result)
        return fail(err, result, "the licence stays sealed");
    if (data->size <= TST_TPM_SECRET_SIZE) {
        memcpy(secret, data->buffer, data->size);
        *size = data->size;
    } else {
        code = tsb_fail(err, TSB_ERR_DAMAGED, "what the TPM sealed is too long");
    }
    tsb_wipe(data, sizeof *data);
    Esys_Free(data);
    return code;
}
