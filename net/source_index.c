/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The complement's header and index: fetched, and held against the hash in the disc's manifest. */
#include <stdio.h>
#include <string.h>

#include "base/buffer.h"
#include "net/source_internal.h"

void tsn_complement_path(char path[TSN_COMPLEMENT_PATH_SIZE], const tss_id *copy)
{
    char id[TSS_ID_TEXT_SIZE];
    tss_id_format(id, copy);
    (void)snprintf(path, TSN_COMPLEMENT_PATH_SIZE, "/v1/copies/%s/complement", id);
}

/* The head of the complement, growing by Range. */
typedef struct head {
    tsn_client *client;
    const tss_id *copy;
    const tsb_cancel *cancel;
    tsn_refusal *refusal;
    tsb_buffer bytes;
    size_t end; /* wanted so far */
    char *etag;
} head;

static int take(void *context, const tsn_reply *reply, const uint8_t *bytes, size_t size, tsb_error *err)
{
    head *into = context;
    if (reply->status != 206 || !reply->ranged)
        return tsb_fail(err, TSB_ERR_INVALID, "%s, or a proxy before it, does not answer ranges",
                        tsn_client_place(into->client));
    if (size > into->end - into->bytes.size)
        return tsb_fail(err, TSB_ERR_INVALID, "%s sent more than was asked for", tsn_client_place(into->client));
    if (into->bytes.size == 0)
        memcpy(into->etag, reply->etag, TSN_ETAG_SIZE);
    return tsb_buffer_append(&into->bytes, bytes, size, err);
}

/* Fetches up to end, from what is there. */
static int fetch(head *into, size_t end, tsb_error *err)
{
    char path[TSN_COMPLEMENT_PATH_SIZE];
    char range[48];
    tsn_reply reply = {0};
    tsn_complement_path(path, into->copy);
    (void)snprintf(range, sizeof range, "%zu-%zu", into->bytes.size, end - 1);
    into->end = end;
    tsn_exchange exchange = {.method = "GET",
                             .path = path,
                             .range = range,
                             .data = take,
                             .context = into,
                             .advice = TSN_ADVICE_UNATTENDED,
                             .cancel = into->cancel};
    int rc = tsn_client_exchange(into->client, &exchange, true, &reply, into->refusal, err);
    tsn_reply_finish(&reply);
    if (rc == 0 && into->bytes.size != end)
        rc = tsb_fail(err, TSB_ERR_NETWORK, "%s broke off in the middle of an answer", tsn_client_place(into->client));
    return rc;
}

int tsn_source_index(tsn_client *client, const tss_id *copy, const uint8_t hash[TSS_HASH_SIZE], tss_index *out,
                     char etag[TSN_ETAG_SIZE], const tsb_cancel *cancel, tsn_refusal *refusal, tsb_error *err)
{
    uint8_t found[TSS_HASH_SIZE] = {0};
    size_t size = 0;
    head into = {.client = client, .copy = copy, .cancel = cancel, .refusal = refusal, .etag = etag};
    tsb_buffer_init(&into.bytes, tss_index_size(TSS_INDEX_MAX_CHUNKS) + 1);
    int rc = fetch(&into, TSS_INDEX_HEADER_SIZE, err);
    if (rc == 0)
        rc = tss_index_peek(into.bytes.bytes, &size, err);
    if (rc == 0 && size > into.bytes.size)
        rc = fetch(&into, size, err);
    if (rc == 0)
        rc = tss_sha256(found, into.bytes.bytes, into.bytes.size, err);
    if (rc == 0 && memcmp(found, hash, sizeof found) != 0)
        rc = tsb_fail(err, TSB_ERR_DAMAGED, "the complement that %s has does not belong to this disc",
                      tsn_client_place(client));
    if (rc == 0)
        rc = tss_index_parse(out, into.bytes.bytes, into.bytes.size, err);
    if (rc == 0 && !tss_id_equal(&out->copy, copy)) {
        tss_index_finish(out);
        rc = tsb_fail(err, TSB_ERR_DAMAGED, "the complement that %s has is another copy's", tsn_client_place(client));
    }
    tsb_buffer_finish(&into.bytes);
    return rc;
}
