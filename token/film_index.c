/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "token/film_index.h"

#include <stdlib.h>
#include <string.h>

/* The bytes of header and index, authentic; the caller's to free. */
static int read_index(tst_container *container, uint32_t film, uint8_t **out, size_t *size, tsb_error *err)
{
    const tst_film *entry = tst_container_film(container, film);
    uint8_t header[TSS_INDEX_HEADER_SIZE];
    uint8_t hash[TSS_HASH_SIZE];
    int code = tst_container_read(container, film, 0, header, sizeof header, err);
    if (code == 0)
        code = tss_index_peek(header, size, err);
    if (code)
        return code;
    *out = *size <= entry->complement_size ? malloc(*size) : NULL;
    if (!*out)
        return tsb_fail(err, TSB_ERR_DAMAGED, "the complement's index does not fit it");
    code = tst_container_read(container, film, 0, *out, *size, err);
    if (code == 0)
        code = tss_sha256(hash, *out, *size, err);
    if (code == 0 && memcmp(hash, entry->index_hash, sizeof hash) != 0)
        code = tsb_fail(err, TSB_ERR_DAMAGED, "the complement on the token is not the one this disc needs");
    return code;
}

int tst_film_index(tst_container *container, uint32_t film, tss_index *index, tsb_error *err)
{
    uint8_t *bytes = NULL;
    size_t size = 0;
    *index = (tss_index){0};
    int code = read_index(container, film, &bytes, &size, err);
    if (code == 0)
        code = tss_index_parse(index, bytes, size, err);
    if (code == 0 && index->file_size != tst_container_film(container, film)->complement_size)
        code = tsb_fail(err, TSB_ERR_DAMAGED, "the complement on the token has another size than its index says");
    free(bytes);
    return code;
}
