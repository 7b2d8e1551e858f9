/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "token/counter.h"

#include <string.h>

#include "base/bytes.h"
#include "token/hardware.h"

static const char magic[8] = {'T', 'A', 'L', 'L', 'Y', 'C', 'T', 'R'};

enum {
    VERSION = 1,
    VERSION_AT = 8,
    LICENCE_AT = 16,
    SEQUENCE_AT = 32,
    NONCE_AT = 40,
    SEALED_AT = 56,
    /* Of what is sealed. */
    LEFT_AT = 0,
    RETURNED_AT = 4,
    CHECKPOINT_AT = 8,
    VIEWS_AT = 16,
    VIEW_SIZE = 24,
    STARTED_AT = 8,
    LAST_SEEN_AT = 16,
    PLAIN_SIZE = VIEWS_AT + VIEW_SIZE * TST_LICENCE_DEVICES_MAX,
    RECORD_END = SEALED_AT + PLAIN_SIZE + TSS_TAG_SIZE
};

_Static_assert(RECORD_END <= TST_RECORD_SIZE, "a record fits its place");

int tst_counter_seal(uint8_t bytes[TST_RECORD_SIZE], const tst_counter_record *record,
                     const uint8_t counter_key[TSS_KEY_SIZE], tsb_error *err)
{
    uint8_t plain[PLAIN_SIZE] = {0};
    memset(bytes, 0, TST_RECORD_SIZE);
    memcpy(bytes, magic, sizeof magic);
    tsb_store16(bytes + VERSION_AT, VERSION);
    memcpy(bytes + LICENCE_AT, record->licence.bytes, TSS_ID_SIZE);
    tsb_store64(bytes + SEQUENCE_AT, record->sequence);
    tsb_store32(plain + LEFT_AT, record->left);
    tsb_store32(plain + RETURNED_AT, record->returned);
    tsb_store64(plain + CHECKPOINT_AT, record->checkpoint);
    for (size_t i = 0; i < TST_LICENCE_DEVICES_MAX; i++) {
        uint8_t *view = plain + VIEWS_AT + i * VIEW_SIZE;
        memcpy(view, record->views[i].id, TST_VIEW_ID_SIZE);
        tsb_store64(view + STARTED_AT, record->views[i].started);
        tsb_store64(view + LAST_SEEN_AT, record->views[i].last_seen);
    }
    /* Random, not the sequence number: of a token that was restored, the same number is written anew. */
    int code = tss_random(bytes + NONCE_AT, TSS_NONCE_SIZE, err);
    if (code == 0)
        code = tss_seal(bytes + SEALED_AT, counter_key, bytes + NONCE_AT, bytes, SEALED_AT, plain, sizeof plain, err);
    return code;
}

int tst_counter_unseal(tst_counter_record *out, const uint8_t bytes[TST_RECORD_SIZE], const tss_id *licence,
                       const uint8_t counter_key[TSS_KEY_SIZE], tsb_error *err)
{
    uint8_t plain[PLAIN_SIZE];
    *out = (tst_counter_record){0};
    if (memcmp(bytes, magic, sizeof magic) != 0 || tsb_load16(bytes + VERSION_AT) != VERSION ||
        memcmp(bytes + LICENCE_AT, licence->bytes, TSS_ID_SIZE) != 0 ||
        tss_open(plain, counter_key, bytes + NONCE_AT, bytes, SEALED_AT, bytes + SEALED_AT, PLAIN_SIZE + TSS_TAG_SIZE,
                 NULL) != 0)
        return tsb_fail(err, TSB_ERR_DAMAGED, "this record of views is not authentic");
    for (size_t i = RECORD_END; i < TST_RECORD_SIZE; i++) {
        if (bytes[i])
            return tsb_fail(err, TSB_ERR_DAMAGED, "this record of views is not authentic");
    }
    out->licence = *licence;
    out->sequence = tsb_load64(bytes + SEQUENCE_AT);
    out->left = tsb_load32(plain + LEFT_AT);
    out->returned = tsb_load32(plain + RETURNED_AT);
    out->checkpoint = tsb_load64(plain + CHECKPOINT_AT);
    for (size_t i = 0; i < TST_LICENCE_DEVICES_MAX; i++) {
        const uint8_t *view = plain + VIEWS_AT + i * VIEW_SIZE;
        memcpy(out->views[i].id, view, TST_VIEW_ID_SIZE);
        out->views[i].started = tsb_load64(view + STARTED_AT);
        out->views[i].last_seen = tsb_load64(view + LAST_SEEN_AT);
    }
    return 0;
}

int tst_counter_first(uint8_t bytes[TST_RECORD_SIZE], const tst_licence *licence,
                      const uint8_t counter_key[TSS_KEY_SIZE], tsb_error *err)
{
    const tst_counter_record record = {.licence = licence->id, .sequence = 1, .left = licence->views};
    return tst_counter_seal(bytes, &record, counter_key, err);
}

/* The newer of the authentic records. */
static int newest(const tst_counter *counter, tst_counter_record *out, uint8_t *bytes, tsb_error *err)
{
    bool any = false;
    for (unsigned slot = 0; slot < 2; slot++) {
        uint8_t raw[TST_RECORD_SIZE];
        tst_counter_record found;
        int code = tst_container_record_read(counter->container, counter->film, slot, raw, err);
        if (code)
            return code;
        if (tst_counter_unseal(&found, raw, &counter->licence->id, counter->key, NULL) != 0 ||
            found.sequence % 2 != slot || (any && found.sequence < out->sequence))
            continue;
        *out = found;
        any = true;
        if (bytes)
            memcpy(bytes, raw, sizeof raw);
    }
    if (any)
        return 0;
    return tsb_fail(err, TSB_ERR_DAMAGED,
                    "the view counter on this token is damaged; connect to the operator to have the token written "
                    "again");
}

/* Views that were shown: neither left nor given back. */
static uint32_t taken(const tst_counter *counter, const tst_counter_record *record)
{
    const uint64_t others = (uint64_t)record->left + record->returned;
    return others < counter->licence->views ? counter->licence->views - (uint32_t)others : 0;
}

int tst_counter_read(const tst_counter *counter, tst_counter_record *out, uint8_t *bytes, tsb_error *err)
{
    uint64_t seen = 0;
    *out = (tst_counter_record){0};
    int code = newest(counter, out, bytes, err);
    if (code == 0 && counter->monotonic)
        code = tst_monotonic_get(counter->monotonic, &counter->licence->id, &seen, err);
    if (code == 0 && out->sequence < seen)
        code = tsb_fail(err, TSB_ERR_DENIED,
                        "this token was restored from an older copy; connect to the operator to have it written again");
    if (code == 0 && counter->hardware)
        code = tst_hardware_check(counter->hardware, taken(counter, out), err);
    return code;
}

/* Writes the record that follows this one, and has the device remember it. */
static int commit(const tst_counter *counter, tst_counter_record *record, uint8_t *sealed, tsb_error *err)
{
    uint8_t bytes[TST_RECORD_SIZE];
    if (record->sequence == UINT64_MAX)
        return tsb_fail(err, TSB_ERR_INVALID, "the view counter on this token is used up");
    record->sequence++;
    int code = tst_counter_seal(bytes, record, counter->key, err);
    if (code == 0)
        code = tst_container_record_write(counter->container, counter->film, record->sequence % 2, bytes, err);
    if (code == 0 && counter->monotonic)
        code = tst_monotonic_raise(counter->monotonic, &counter->licence->id, record->sequence, err);
    if (code == 0 && sealed)
        memcpy(sealed, bytes, sizeof bytes);
    return code;
}

/* Time never goes backwards within a view, nor slower than the TPM's clock. */
static uint64_t time_of(const tst_counter *counter, const tst_view *view, uint64_t now)
{
    const uint64_t elapsed = counter->hardware ? tst_hardware_elapsed(counter->hardware) : 0;
    uint64_t time = now > view->last_seen ? now : view->last_seen;
    return elapsed > time - view->started ? view->started + elapsed : time;
}

bool tst_counter_resumes(const tst_counter *counter, const tst_counter_record *record, uint64_t now)
{
    const tst_view *view = &record->views[counter->device];
    if (view->started == 0 || view->last_seen < view->started)
        return false;
    if (now < view->last_seen && view->last_seen - now > TST_CLOCK_SLACK)
        return false;
    if (counter->hardware && !tst_hardware_resumes(counter->hardware, view->id))
        return false;
    return time_of(counter, view, now) - view->started < TST_VIEW_SECONDS;
}

static int no_views(const tst_counter_record *record, tsb_error *err)
{
    return tsb_fail(err, TSB_ERR_DENIED,
                    record->returned ? "the views on this token were given back; write the token again"
                                     : "no views are left on this token; connect to the operator for more");
}

/* Goes on with the device's latest view in record, or puts another one there. */
static int choose_view(const tst_counter *counter, uint64_t now, tst_counter_record *record, tsb_error *err)
{
    tst_view *view = &record->views[counter->device];
    if (tst_counter_resumes(counter, record, now)) {
        view->last_seen = time_of(counter, view, now);
        return counter->hardware ? tst_hardware_resume(counter->hardware, taken(counter, record), err) : 0;
    }
    if (record->left == 0)
        return no_views(record, err);
    record->left--;
    view->started = now > 0 ? now : 1; /* 0 says that there is none */
    view->last_seen = view->started;
    const int code = tss_random(view->id, sizeof view->id, err);
    if (code || !counter->hardware)
        return code;
    return tst_hardware_take(counter->hardware, taken(counter, record), view->id, err);
}

int tst_counter_begin(const tst_counter *counter, uint64_t now, tst_counter_record *out, tsb_error *err)
{
    int code = tst_counter_read(counter, out, NULL, err);
    if (code == 0 && counter->hardware)
        code = tst_hardware_consult(counter->hardware, err);
    if (code == 0)
        code = choose_view(counter, now, out, err);
    if (code == 0)
        code = commit(counter, out, NULL, err);
    if (code == 0 && counter->hardware)
        code = tst_hardware_count(counter->hardware, taken(counter, out), err);
    return code;
}

int tst_counter_seen(const tst_counter *counter, uint64_t now, uint64_t elapsed, tst_counter_record *record,
                     tsb_error *err)
{
    tst_counter_record found;
    int code = tst_counter_read(counter, &found, NULL, err);
    if (code)
        return code;
    tst_view *view = &found.views[counter->device];
    if (memcmp(view->id, record->views[counter->device].id, sizeof view->id) != 0 || view->started == 0)
        return tsb_fail(err, TSB_ERR_DENIED, "another view took this one's place");
    uint64_t played = elapsed < TST_VIEW_SECONDS ? elapsed : TST_VIEW_SECONDS;
    uint64_t at_least = view->last_seen < UINT64_MAX - played ? view->last_seen + played : UINT64_MAX;
    view->last_seen = now > at_least ? now : at_least;
    const bool over = view->last_seen - view->started >= TST_VIEW_SECONDS;
    code = commit(counter, &found, NULL, err);
    if (code)
        return code;
    *record = found;
    return over ? tsb_fail(err, TSB_ERR_DENIED, "the 24 hours of this view are over; start it again to take another")
                : 0;
}

int tst_counter_revoke(const tst_counter *counter, tsb_error *err)
{
    /* No record can have this number, so every one is of before. */
    return counter->monotonic ? tst_monotonic_raise(counter->monotonic, &counter->licence->id, UINT64_MAX, err) : 0;
}

int tst_counter_mark(const tst_counter *counter, uint64_t checkpoint, uint8_t *bytes, tst_counter_record *out,
                     tsb_error *err)
{
    int code = tst_counter_read(counter, out, NULL, err);
    if (code)
        return code;
    out->checkpoint = checkpoint;
    return commit(counter, out, bytes, err);
}

int tst_counter_return(const tst_counter *counter, uint8_t bytes[TST_RECORD_SIZE], tst_counter_record *out,
                       tsb_error *err)
{
    int code = tst_counter_read(counter, out, bytes, err);
    if (code || out->left == 0)
        return code;
    /* First: a record that proves it must not be had while the TPM still allows a view. */
    if (counter->hardware)
        code = tst_hardware_give_back(counter->hardware, taken(counter, out), out->views[counter->device].id, err);
    if (code)
        return code;
    out->returned += out->left;
    out->left = 0;
    return commit(counter, out, bytes, err);
}
