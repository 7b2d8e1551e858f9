/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Keys that the TPM guards, from their making to their end; what is between is hardware.c. */
#include "token/hardware_key.h"

#include <string.h>

#include "base/bytes.h"
#include "base/file.h"
#include "base/secret.h"

_Static_assert(TST_SECRET_SIZE <= TST_TPM_SECRET_SIZE, "a TPM seals it whole");

/* Free NV indices are found at random, among four million. */
#define INDEX_TRIES 32u

static tst_tpm_terms terms_of(const tst_hardware_state *state, enum tst_hardware_purpose purpose)
{
    tst_tpm_terms terms = {.counters = {{.index = state->views_index, .limit = state->views_limit},
                                        {.index = state->return_index, .limit = state->return_limit}}};
    if (purpose == TST_KEY_PROVE) {
        terms.counters[0].limit++; /* always so: it has the TPM confirm the index */
        terms.counters[1].reached = true;
    }
    if (purpose == TST_KEY_RESUME) {
        terms.counters[0].limit = state->resume_views;
        terms.clock_below = state->resume_clock;
        if (state->resume_returned)
            terms.counters[1].index = 0;
    }
    return terms;
}

static const tst_hardware_sealed *sealed_of(const tst_hardware_state *state, enum tst_hardware_purpose purpose)
{
    return purpose == TST_KEY_TAKE ? &state->take : purpose == TST_KEY_PROVE ? &state->prove : &state->resume;
}

int tst_hardware_seal(tst_tpm *tpm, tst_hardware_state *state, enum tst_hardware_purpose purpose,
                      const uint8_t secret[TST_SECRET_SIZE], tsb_error *err)
{
    const tst_tpm_terms terms = terms_of(state, purpose);
    tst_hardware_sealed *out = purpose == TST_KEY_TAKE    ? &state->take
                               : purpose == TST_KEY_PROVE ? &state->prove
                                                          : &state->resume;
    tsb_buffer sealed;
    tsb_buffer_init(&sealed, sizeof out->bytes);
    const int code = tst_tpm_seal(tpm, &terms, secret, TST_SECRET_SIZE, &sealed, err);
    if (code == 0) {
        memcpy(out->bytes, sealed.bytes, sealed.size);
        out->size = sealed.size;
    }
    tsb_buffer_finish(&sealed);
    return code;
}

int tst_hardware_unseal(tst_tpm *tpm, const tst_hardware_state *state, enum tst_hardware_purpose purpose,
                        uint8_t *secret, tsb_error *err)
{
    const tst_tpm_terms terms = terms_of(state, purpose);
    const tst_hardware_sealed *sealed = sealed_of(state, purpose);
    uint8_t public_key[TSS_KEY_SIZE];
    size_t size = 0;
    int code = tst_tpm_unseal(tpm, &terms, sealed->bytes, sealed->size, secret, &size, err);
    if (code == 0 && size != TST_SECRET_SIZE)
        code = tsb_fail(err, TSB_ERR_DAMAGED, "the TPM keeps something else");
    if (code == 0)
        code = tss_device_public(public_key, secret + TST_SECRET_PRIVATE, err);
    if (code == 0 && memcmp(public_key, state->public_key, sizeof public_key) != 0)
        code = tsb_fail(err, TSB_ERR_DAMAGED, "the TPM keeps another key");
    return code;
}

int tst_hardware_find(tst_hardware_state *out, const tst_hardware_place *place, const tst_licence *licence, bool *found,
                      tsb_error *err)
{
    *found = false;
    for (uint32_t i = 0; place->folder && i < licence->device_count; i++) {
        tsb_error cause = {0};
        const int code = tst_hardware_state_load(out, place->folder, licence->devices[i], &cause);
        if (code == TSB_ERR_NOT_FOUND)
            continue;
        *found = code == 0;
        return code ? tsb_pass(err, code, &cause) : 0;
    }
    return 0;
}

/* A counter at an index that was free. On failure index is 0. */
static int make_counter(tst_tpm *tpm, uint32_t *index, uint64_t *value, tsb_error *err)
{
    for (unsigned tries = 0; tries < INDEX_TRIES; tries++) {
        uint32_t drawn = 0;
        tsb_error cause = {0};
        int code = tss_random(&drawn, sizeof drawn, &cause);
        drawn = TST_TPM_INDEX_FIRST + drawn % (TST_TPM_INDEX_LAST - TST_TPM_INDEX_FIRST + 1);
        if (code == 0)
            code = tst_tpm_counter_create(tpm, drawn, value, &cause);
        if (code == 0)
            *index = drawn;
        if (code != TSB_ERR_EXISTS)
            return code ? tsb_pass(err, code, &cause) : 0;
    }
    return tsb_fail(err, TSB_ERR_FULL, "no place for a view counter was found in the TPM");
}

static int remove_counter(tst_tpm *tpm, uint32_t index, tsb_error *err)
{
    tsb_error cause = {0};
    const int code = index ? tst_tpm_counter_remove(tpm, index, &cause) : 0;
    return code && code != TSB_ERR_NOT_FOUND ? tsb_pass(err, code, &cause) : 0;
}

/* Makes the counters and the key of a state that is still empty. */
static int make(tst_tpm *tpm, tst_hardware_state *state, uint32_t views, uint8_t *secret, tsb_error *err)
{
    uint64_t start = 0;
    uint64_t gate = 0;
    int code = make_counter(tpm, &state->views_index, &start, err);
    if (code == 0)
        code = make_counter(tpm, &state->return_index, &gate, err);
    if (code == 0)
        code = tss_device_generate(secret + TST_SECRET_PRIVATE, state->public_key, err);
    if (code)
        return code;
    tsb_store64(secret + TST_SECRET_START, start);
    tsb_store32(secret + TST_SECRET_VIEWS, views);
    state->views_limit = start + views;
    state->return_limit = gate + 1;
    code = tst_hardware_seal(tpm, state, TST_KEY_TAKE, secret, err);
    return code ? code : tst_hardware_seal(tpm, state, TST_KEY_PROVE, secret, err);
}

int tst_hardware_create(const tst_hardware_place *place, uint32_t views, uint8_t public_key[TSS_KEY_SIZE],
                        tsb_error *err)
{
    tst_tpm *tpm = NULL;
    tst_hardware_state state = {.views_index = 0};
    if (views == 0 || views > TST_HARDWARE_VIEWS_MAX)
        return tsb_fail(err, TSB_ERR_INVALID, "a TPM counts 1 to %u views, not %u", TST_HARDWARE_VIEWS_MAX, views);
    int code = tst_tpm_open(&tpm, place->tcti, err);
    if (code)
        return code;
    uint8_t *secret = tsb_secret_alloc(TST_TPM_SECRET_SIZE);
    if (!secret)
        code = tsb_fail(err, TSB_ERR_MEMORY, "out of memory");
    if (code == 0)
        code = make(tpm, &state, views, secret, err);
    if (code == 0)
        code = tsb_folder_make(place->folder, 0700, err);
    if (code == 0)
        code = tst_hardware_state_store(&state, place->folder, err);
    if (code) { /* as far as that goes */
        (void)remove_counter(tpm, state.views_index, NULL);
        (void)remove_counter(tpm, state.return_index, NULL);
    }
    tsb_secret_free(secret, TST_TPM_SECRET_SIZE);
    tst_tpm_close(&tpm);
    if (code == 0)
        memcpy(public_key, state.public_key, TSS_KEY_SIZE);
    return code;
}

int tst_hardware_discard(const tst_hardware_place *place, const uint8_t public_key[TSS_KEY_SIZE], tsb_error *err)
{
    tst_tpm *tpm = NULL;
    tst_hardware_state state;
    tsb_error cause = {0};
    int code = place->folder ? tst_hardware_state_load(&state, place->folder, public_key, &cause) : TSB_ERR_NOT_FOUND;
    if (code == TSB_ERR_NOT_FOUND)
        return 0;
    if (code == TSB_ERR_DAMAGED) /* it does not tell where its counters are */
        return tst_hardware_state_remove(place->folder, public_key, err);
    if (code)
        return tsb_pass(err, code, &cause);
    code = tst_tpm_open(&tpm, place->tcti, err);
    if (code)
        return code;
    code = remove_counter(tpm, state.views_index, err);
    if (code == 0)
        code = remove_counter(tpm, state.return_index, err);
    tst_tpm_close(&tpm);
    return code ? code : tst_hardware_state_remove(place->folder, public_key, err);
}
