/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "token/hardware.h"

#include <stdlib.h>
#include <string.h>

#include "base/bytes.h"
#include "base/secret.h"
#include "token/counter.h"
#include "token/hardware_key.h"

/*
 * How long a view lasts by the TPM's clock, in ms. That may be fast by 15 per cent, and a view must not end before its
 * time: of its clock's time, six sevenths have passed for certain.
 */
#define FAST_BY_MAX(time) ((time) / 6 * 7)
#define AT_LEAST(time)    ((time) / 7 * 6)
#define VIEW_MS           FAST_BY_MAX((uint64_t)TST_VIEW_SECONDS * 1000)

struct tst_hardware {
    char *folder;
    char *tcti; /* NULL: this computer's own */
    tst_hardware_state state;
    uint8_t *secret; /* secret memory, wiped after each use */
    uint64_t start;  /* where the TPM's counter of views started */
    uint32_t views;  /* granted */
    /* As the TPM was last heard. */
    uint64_t counter; /* of views */
    uint64_t gate;    /* of returns */
    uint64_t clock;
    bool live; /* it gives the key out for going on with this view: */
    uint8_t view[TST_VIEW_ID_SIZE];
};

static int reach(tst_tpm **out, const char *tcti, tsb_error *err)
{
    tsb_error cause = {0};
    const int code = tst_tpm_open(out, tcti, &cause);
    if (code == 0)
        return 0;
    return tsb_fail(err, code == TSB_ERR_MEMORY ? code : TSB_ERR_IO,
                    "the licence on this token is bound to this computer's TPM, which cannot be used: %s", cause.text);
}

/* What a failure of the TPM or of the key's file means. */
static int explain(int code, const tsb_error *cause, tsb_error *err)
{
    if (code == TSB_ERR_NOT_FOUND || code == TSB_ERR_INVALID || code == TSB_ERR_DAMAGED)
        return tsb_fail(err, TSB_ERR_DAMAGED,
                        "this computer's TPM does not have the key of this licence any more (was it cleared, or "
                        "exchanged?); connect to the operator to have the token written again");
    return code ? tsb_pass(err, code, cause) : 0;
}

static int store(tst_hardware *hardware, const tst_hardware_state *next, tsb_error *err)
{
    tsb_error cause = {0};
    const int code = tst_hardware_state_store(next, hardware->folder, &cause);
    if (code) /* a folder that is gone is no TPM that was cleared */
        return tsb_pass(err, code == TSB_ERR_NOT_FOUND ? TSB_ERR_IO : code, &cause);
    hardware->state = *next;
    return 0;
}

static void wipe(tst_hardware *hardware)
{
    tsb_wipe(hardware->secret, TST_TPM_SECRET_SIZE);
}

static int hear(tst_hardware *hardware, tst_tpm *tpm, tsb_error *err)
{
    int code = tst_tpm_counter_read(tpm, hardware->state.views_index, &hardware->counter, err);
    if (code == 0)
        code = tst_tpm_counter_read(tpm, hardware->state.return_index, &hardware->gate, err);
    if (code == 0)
        code = tst_tpm_clock(tpm, &hardware->clock, err);
    return code;
}

static bool returned(const tst_hardware *hardware)
{
    return hardware->gate >= hardware->state.return_limit;
}

static int refused(const tst_hardware *hardware, tsb_error *err)
{
    return tsb_fail(err, TSB_ERR_DENIED,
                    returned(hardware)
                        ? "the views on this token are given back and cannot be taken any more; finish giving them "
                          "back, or write the token again"
                        : "this computer's TPM refuses another view: all of this licence have been taken; connect to "
                          "the operator for more");
}

/* Asks for the key of the latest view, if there is one; it is then in hardware->secret. */
static int try_resume(tst_hardware *hardware, tst_tpm *tpm, tsb_error *err)
{
    hardware->live = false;
    if (hardware->state.resume.size == 0)
        return 0;
    tsb_error cause = {0};
    const int code = tst_hardware_unseal(tpm, &hardware->state, TST_KEY_RESUME, hardware->secret, &cause);
    /* A file that was damaged there costs what is left of this view alone. */
    if (code == TSB_ERR_DENIED || code == TSB_ERR_DAMAGED || code == TSB_ERR_INVALID)
        return 0;
    if (code)
        return tsb_pass(err, code, &cause);
    hardware->live = true;
    memcpy(hardware->view, hardware->secret + TST_SECRET_VIEW, sizeof hardware->view);
    return 0;
}

int tst_hardware_consult(tst_hardware *hardware, tsb_error *err)
{
    tst_tpm *tpm = NULL;
    tsb_error cause = {0};
    tst_hardware_state found;
    /* Another program of this device may have begun a view since. The rest stays as the TPM has confirmed it. */
    int code = tst_hardware_state_load(&found, hardware->folder, hardware->state.public_key, &cause);
    if (code)
        return explain(code, &cause, err);
    hardware->state.resume_views = found.resume_views;
    hardware->state.resume_clock = found.resume_clock;
    hardware->state.resume_returned = found.resume_returned;
    hardware->state.resume = found.resume;
    code = reach(&tpm, hardware->tcti, err);
    if (code)
        return code;
    code = try_resume(hardware, tpm, &cause);
    wipe(hardware);
    if (code == 0)
        code = hear(hardware, tpm, &cause);
    tst_tpm_close(&tpm);
    return explain(code, &cause, err);
}

int tst_hardware_check(tst_hardware *hardware, uint32_t taken, tsb_error *err)
{
    tst_tpm *tpm = NULL;
    tsb_error cause = {0};
    int code = reach(&tpm, hardware->tcti, err);
    if (code)
        return code;
    code = explain(hear(hardware, tpm, &cause), &cause, err);
    tst_tpm_close(&tpm);
    if (code == 0 && hardware->counter > hardware->start + taken)
        code = tsb_fail(err, TSB_ERR_DENIED,
                        "this token was restored from an older copy: it tells of %u views taken, this computer's TPM "
                        "of %llu; connect to the operator to have it written again",
                        taken, (unsigned long long)(hardware->counter - hardware->start));
    return code;
}

bool tst_hardware_resumes(const tst_hardware *hardware, const uint8_t *view_id)
{
    return hardware->live && memcmp(hardware->view, view_id, sizeof hardware->view) == 0 &&
           hardware->counter < hardware->state.resume_views && hardware->clock < hardware->state.resume_clock;
}

uint64_t tst_hardware_elapsed(const tst_hardware *hardware)
{
    const uint64_t end = hardware->state.resume_clock;
    if (end < VIEW_MS || hardware->clock < end - VIEW_MS) /* it has lost some of its time when power failed */
        return 0;
    return AT_LEAST(hardware->clock - (end - VIEW_MS)) / 1000;
}

/* Seals the key in hardware->secret for going on with the latest view, durably; next has the terms. */
static int seal_resume(tst_hardware *hardware, tst_tpm *tpm, tst_hardware_state *next, tsb_error *err)
{
    int code = tst_hardware_seal(tpm, next, TST_KEY_RESUME, hardware->secret, err);
    if (code == 0)
        code = store(hardware, next, err);
    if (code)
        return code;
    hardware->live = true;
    memcpy(hardware->view, hardware->secret + TST_SECRET_VIEW, sizeof hardware->view);
    return 0;
}

/* The same for other terms while they last. */
static int renew_resume(tst_hardware *hardware, tst_tpm *tpm, tst_hardware_state *next, tsb_error *err)
{
    int code = tst_hardware_unseal(tpm, &hardware->state, TST_KEY_RESUME, hardware->secret, err);
    if (code == 0)
        code = seal_resume(hardware, tpm, next, err);
    wipe(hardware);
    return code;
}

int tst_hardware_take(tst_hardware *hardware, uint32_t taken, const uint8_t *view_id, tsb_error *err)
{
    tst_tpm *tpm = NULL;
    tsb_error cause = {0};
    int code = reach(&tpm, hardware->tcti, err);
    if (code)
        return code;
    code = hear(hardware, tpm, &cause);
    if (code == 0)
        code = tst_hardware_unseal(tpm, &hardware->state, TST_KEY_TAKE, hardware->secret, &cause);
    if (code == TSB_ERR_DENIED) {
        tst_tpm_close(&tpm);
        return refused(hardware, err);
    }
    if (code == 0) {
        memcpy(hardware->secret + TST_SECRET_VIEW, view_id, TST_VIEW_ID_SIZE);
        tst_hardware_state next = hardware->state;
        next.resume_views = hardware->start + taken + 1;
        next.resume_clock = hardware->clock + VIEW_MS;
        next.resume_returned = false;
        code = seal_resume(hardware, tpm, &next, &cause);
    }
    wipe(hardware);
    tst_tpm_close(&tpm);
    return explain(code, &cause, err);
}

int tst_hardware_resume(tst_hardware *hardware, uint32_t taken, tsb_error *err)
{
    tst_tpm *tpm = NULL;
    tsb_error cause = {0};
    tst_hardware_state next = hardware->state;
    if (hardware->start + taken < next.resume_views)
        return 0;
    int code = reach(&tpm, hardware->tcti, err);
    if (code)
        return code;
    next.resume_views = hardware->start + taken + 1;
    code = renew_resume(hardware, tpm, &next, &cause);
    tst_tpm_close(&tpm);
    return explain(code, &cause, err);
}

static int raise_to(tst_tpm *tpm, uint32_t index, uint64_t value, tsb_error *err)
{
    uint64_t now = 0;
    int code = tst_tpm_counter_read(tpm, index, &now, err);
    for (; code == 0 && now < value; now++)
        code = tst_tpm_counter_increment(tpm, index, err);
    return code;
}

int tst_hardware_count(tst_hardware *hardware, uint32_t taken, tsb_error *err)
{
    tst_tpm *tpm = NULL;
    tsb_error cause = {0};
    int code = reach(&tpm, hardware->tcti, err);
    if (code)
        return code;
    code = raise_to(tpm, hardware->state.views_index, hardware->start + taken, &cause);
    if (code == 0)
        code = hear(hardware, tpm, &cause);
    tst_tpm_close(&tpm);
    return explain(code, &cause, err);
}

/* What may still be resumed when the views left are given back, and the end of all else. */
static int close_gate(tst_hardware *hardware, tst_tpm *tpm, bool resumes, tsb_error *err)
{
    int code = 0;
    if (resumes && !hardware->state.resume_returned) {
        tst_hardware_state next = hardware->state;
        next.resume_returned = true;
        code = renew_resume(hardware, tpm, &next, err);
    }
    if (code == 0)
        code = raise_to(tpm, hardware->state.return_index, hardware->state.return_limit, err);
    return code ? code : hear(hardware, tpm, err);
}

int tst_hardware_give_back(tst_hardware *hardware, uint32_t taken, const uint8_t *view_id, tsb_error *err)
{
    tst_tpm *tpm = NULL;
    tsb_error cause = {0};
    int code = tst_hardware_consult(hardware, err);
    const bool resumes = code == 0 && tst_hardware_resumes(hardware, view_id);
    if (resumes)
        code = tst_hardware_resume(hardware, taken, err);
    /* A view that the token tells of but the TPM does not yet would else be given back and resumed, from two copies. */
    if (code == 0)
        code = tst_hardware_count(hardware, taken, err);
    if (code == 0)
        code = reach(&tpm, hardware->tcti, err);
    if (code)
        return code;
    code = close_gate(hardware, tpm, resumes, &cause);
    tst_tpm_close(&tpm);
    return explain(code, &cause, err);
}

int tst_hardware_settle(const tst_hardware_place *place, const tst_licence *licence, bool *settled, tsb_error *err)
{
    tst_hardware hardware = {.folder = NULL};
    tst_tpm *tpm = NULL;
    tsb_error cause = {0};
    bool found = false;
    *settled = false;
    int code = tst_hardware_find(&hardware.state, place, licence, &found, err);
    if (code || !found)
        return code;
    code = reach(&tpm, place->tcti, err);
    if (code)
        return code;
    code = hear(&hardware, tpm, &cause);
    /* No more than the one step, whatever the file says, for which nothing vouches here. */
    if (code == 0 && hardware.counter >= hardware.state.views_limit &&
        hardware.gate + 1 == hardware.state.return_limit) {
        code = tst_tpm_counter_increment(tpm, hardware.state.return_index, &cause);
        *settled = code == 0;
    }
    tst_tpm_close(&tpm);
    return explain(code, &cause, err);
}

/* The key itself, by way of the latest view or for another one; it is then in hardware->secret. */
static int get_key(tst_hardware *hardware, const tst_licence *licence, tsb_error *err)
{
    tst_tpm *tpm = NULL;
    tsb_error cause = {0};
    int code = reach(&tpm, hardware->tcti, err);
    if (code)
        return code;
    code = hear(hardware, tpm, &cause);
    if (code == 0)
        code = try_resume(hardware, tpm, &cause);
    if (code == 0 && !hardware->live)
        code = tst_hardware_unseal(tpm, &hardware->state, returned(hardware) ? TST_KEY_PROVE : TST_KEY_TAKE,
                                   hardware->secret, &cause);
    tst_tpm_close(&tpm);
    if (code == TSB_ERR_DENIED)
        return refused(hardware, err);
    code = explain(code, &cause, err);
    if (code)
        return code;
    hardware->start = tsb_load64(hardware->secret + TST_SECRET_START);
    hardware->views = tsb_load32(hardware->secret + TST_SECRET_VIEWS);
    if (hardware->views != licence->views)
        return tsb_fail(err, TSB_ERR_DENIED,
                        "the licence grants %u views, but its key in this computer's TPM is for %u; write the token "
                        "again",
                        licence->views, hardware->views);
    return 0;
}

bool tst_hardware_names(const tst_hardware_place *place, const tst_licence *licence)
{
    tst_hardware_state state;
    bool found = false;
    return tst_hardware_find(&state, place, licence, &found, NULL) == 0 && found;
}

int tst_hardware_open(tst_hardware **out, const tst_hardware_place *place, const tst_licence *licence,
                      uint8_t private_key[TSS_KEY_SIZE], tsb_error *err)
{
    *out = NULL;
    bool found = false;
    tst_hardware *hardware = calloc(1, sizeof *hardware);
    if (!hardware)
        return tsb_fail(err, TSB_ERR_MEMORY, "out of memory");
    int code = tst_hardware_find(&hardware->state, place, licence, &found, err);
    if (code || !found) {
        tst_hardware_close(&hardware);
        return code;
    }
    hardware->folder = strdup(place->folder);
    hardware->tcti = place->tcti ? strdup(place->tcti) : NULL;
    hardware->secret = tsb_secret_alloc(TST_TPM_SECRET_SIZE);
    if (!hardware->folder || (place->tcti && !hardware->tcti) || !hardware->secret)
        code = tsb_fail(err, TSB_ERR_MEMORY, "out of memory");
    if (code == 0)
        code = get_key(hardware, licence, err);
    if (code) {
        tst_hardware_close(&hardware);
        return code;
    }
    memcpy(private_key, hardware->secret + TST_SECRET_PRIVATE, TSS_KEY_SIZE);
    wipe(hardware);
    *out = hardware;
    return 0;
}

void tst_hardware_close(tst_hardware **hardware)
{
    if (!hardware || !*hardware)
        return;
    tsb_secret_free((*hardware)->secret, TST_TPM_SECRET_SIZE);
    free((*hardware)->folder);
    free((*hardware)->tcti);
    free(*hardware);
    *hardware = NULL;
}
