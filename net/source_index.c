/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The complement's header and index: fetched, and held against the hash in the disc's manifest. */
#include <string.h>

#include "base/buffer.h"
#include "net/source_internal.h"

/* Appends a range to bytes. */
static int fetch(tsn_client *client, tsn_range *range, tsb_buffer *bytes, tsn_refusal *refusal, tsb_error *err)
{
    int rc = tsb_buffer_reserve(bytes, bytes->size + range->size, err);
    if (rc != 0)
        return rc;
    range->bytes = bytes->bytes + bytes->size;
    rc = tsn_client_range(client, range, TSN_ADVICE_UNATTENDED, refusal, err);
    if (rc == 0)
        bytes->size += range->size;
    return rc;
}

int tsn_source_index(tsn_client *client, const tss_id *copy, const uint8_t hash[TSS_HASH_SIZE], tss_index *out,
                     char etag[TSN_ETAG_SIZE], const tsb_cancel *cancel, tsn_refusal *refusal, tsb_error *err)
{
    uint8_t found[TSS_HASH_SIZE] = {0};
    size_t size = 0;
    tsb_buffer bytes;
    tsn_range range = {.copy = copy, .size = TSS_INDEX_HEADER_SIZE, .etag = etag, .cancel = cancel};
    tsb_buffer_init(&bytes, tss_index_size(TSS_INDEX_MAX_CHUNKS));
    int rc = fetch(client, &range, &bytes, refusal, err);
    if (rc == 0)
        rc = tss_index_peek(bytes.bytes, &size, err);
    if (rc == 0 && size > bytes.size) {
        range = (tsn_range){.copy = copy, .first = bytes.size, .size = size - bytes.size, .cancel = cancel};
        rc = fetch(client, &range, &bytes, refusal, err);
    }
    if (rc == 0)
        rc = tss_sha256(found, bytes.bytes, bytes.size, err);
    if (rc == 0 && memcmp(found, hash, sizeof found) != 0)
        rc = tsb_fail(err, TSB_ERR_DAMAGED, "the complement that %s has does not belong to this disc",
                      tsn_client_place(client));
    if (rc == 0)
        rc = tss_index_parse(out, bytes.bytes, bytes.size, err);
    if (rc == 0 && !tss_id_equal(&out->copy, copy)) {
        tss_index_finish(out);
        rc = tsb_fail(err, TSB_ERR_DAMAGED, "the complement that %s has is another copy's", tsn_client_place(client));
    }
    tsb_buffer_finish(&bytes);
    return rc;
}
