/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "player/account/contact.h"

#include <string.h>

#include "token/source.h"

/* A counter, at hand or behind a source. */
struct party {
    const tss_id *export;
    int (*read)(void *token, uint8_t *bytes, tsb_error *err);
    int (*mark)(void *token, uint64_t checkpoint, uint8_t *bytes, tsb_error *err);
    int (*revoke)(void *token, tsb_error *err);
    void *token;
};

static int report(tsn_client *client, const struct party *party, const uint8_t *bytes, tsn_export_state *state,
                  const tsb_cancel *cancel, tsb_error *err)
{
    tsn_refusal refusal = {0};
    int result = tsn_client_export_report(client, party->export, bytes, state, cancel, &refusal, err);

    /* That it cannot be remembered changes nothing about the refusal. */
    if (result == TSB_ERR_DENIED && strcmp(refusal.code, "token_restored") == 0 &&
        party->revoke(party->token, NULL) != 0)
        return result;
    return result;
}

static int meet(tsn_client *client, const struct party *party, const tsb_cancel *cancel, tsb_error *err)
{
    uint8_t bytes[TST_RECORD_SIZE];
    tsn_export_state state = {0};
    int result = party->read(party->token, bytes, err);

    if (result == 0)
        result = report(client, party, bytes, &state, cancel, err);
    if (result != 0 || state.checkpoint == 0)
        return result;
    result = party->mark(party->token, state.checkpoint, bytes, err);
    return result == 0 ? report(client, party, bytes, &state, cancel, err) : result;
}

static int read_counter(void *token, uint8_t *bytes, tsb_error *err)
{
    tst_counter_record record;

    return tst_counter_read(token, &record, bytes, err);
}

static int mark_counter(void *token, uint64_t checkpoint, uint8_t *bytes, tsb_error *err)
{
    tst_counter_record record;

    return tst_counter_mark(token, checkpoint, bytes, &record, err);
}

static int revoke_counter(void *token, tsb_error *err)
{
    return tst_counter_revoke(token, err);
}

int tsp_contact_counter(tsn_client *client, const tst_counter *counter, const tsb_cancel *cancel, tsb_error *err)
{
    tst_counter own = *counter;
    const struct party party = {&counter->licence->id, read_counter, mark_counter, revoke_counter, &own};

    return meet(client, &party, cancel, err);
}

static int read_source(void *token, uint8_t *bytes, tsb_error *err)
{
    return tst_source_record(token, bytes, err);
}

static int mark_source(void *token, uint64_t checkpoint, uint8_t *bytes, tsb_error *err)
{
    return tst_source_mark(token, checkpoint, bytes, err);
}

static int revoke_source(void *token, tsb_error *err)
{
    return tst_source_revoke(token, err);
}

int tsp_contact_source(tsn_client *client, tss_source *source, const tsb_cancel *cancel, tsb_error *err)
{
    const struct party party = {&tst_source_licence(source)->id, read_source, mark_source, revoke_source, source};

    return meet(client, &party, cancel, err);
}
