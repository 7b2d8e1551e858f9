/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Any bytes of a complement, by Range. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "net/client_internal.h"

void tsn_complement_path(char path[TSN_COMPLEMENT_PATH_SIZE], const tss_id *copy)
{
    char id[TSS_ID_TEXT_SIZE];
    tss_id_format(id, copy);
    (void)snprintf(path, TSN_COMPLEMENT_PATH_SIZE, "/v1/copies/%s/complement", id);
}

/* What is being fetched. */
typedef struct piece {
    const char *place;
    uint64_t first;
    uint8_t *bytes;
    size_t size;
    size_t have;
    char *etag; /* NULL: not wanted */
} piece;

static int take(void *context, const tsn_reply *reply, const uint8_t *bytes, size_t size, tsb_error *err)
{
    piece *into = context;
    if (reply->status != 206 || !reply->ranged || reply->first != into->first)
        return tsb_fail(err, TSB_ERR_INVALID, "%s, or a proxy before it, does not answer ranges", into->place);
    if (size > into->size - into->have)
        return tsb_fail(err, TSB_ERR_INVALID, "%s sent more than was asked for", into->place);
    if (into->etag)
        memcpy(into->etag, reply->etag, TSN_ETAG_SIZE);
    memcpy(into->bytes + into->have, bytes, size);
    into->have += size;
    return 0;
}

int tsn_client_range(tsn_client *client, const tsn_range *range, const char *advice, tsn_refusal *refusal,
                     tsb_error *err)
{
    char path[TSN_COMPLEMENT_PATH_SIZE];
    char text[48];
    tsn_reply reply = {0};
    piece into = {.place = tsn_client_place(client),
                  .first = range->first,
                  .bytes = range->bytes,
                  .size = range->size,
                  .etag = range->etag};
    tsn_complement_path(path, range->copy);
    (void)snprintf(text, sizeof text, "%" PRIu64 "-%" PRIu64, range->first, range->first + range->size - 1);
    tsn_exchange exchange = {.method = "GET",
                             .path = path,
                             .range = text,
                             .data = take,
                             .context = &into,
                             .advice = advice,
                             .cancel = range->cancel};
    int rc = tsn_client_exchange(client, &exchange, true, &reply, refusal, err);
    tsn_reply_finish(&reply);
    if (rc == 0 && into.have != range->size)
        rc = tsb_fail(err, TSB_ERR_NETWORK, "%s broke off in the middle of an answer", into.place);
    return rc;
}

int tsn_client_complement(tsn_client *client, const tss_id *copy, uint64_t first, void *bytes, size_t size,
                          const tsb_cancel *cancel, tsn_refusal *refusal, tsb_error *err)
{
    const tsn_range range = {.copy = copy, .first = first, .bytes = bytes, .size = size, .cancel = cancel};
    return tsn_client_range(client, &range, NULL, refusal, err);
}
