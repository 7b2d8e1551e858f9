/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "token/directory_store.h"

#include <stdbool.h>
#include <string.h>

int tst_store_put(tst_blocks *blocks, uint64_t offset, const void *bytes, size_t size, tsb_error *err)
{
    uint8_t back[TST_UNIT];
    int code = tst_blocks_write(blocks, offset, bytes, size, err);
    if (code == 0)
        code = tst_blocks_flush(blocks, err);
    for (size_t done = 0; code == 0 && done < size;) {
        const size_t piece = size - done < sizeof back ? size - done : sizeof back;
        code = tst_blocks_read(blocks, offset + done, back, piece, err);
        if (code == 0 && memcmp((const uint8_t *)bytes + done, back, piece) != 0)
            code = tsb_fail(err, TSB_ERR_IO, "the token does not keep what is written to it; do not use this stick");
        done += piece;
    }
    return code;
}

int tst_directory_put(tst_blocks *blocks, const tst_directory *directory, tsb_error *err)
{
    uint8_t unit[TST_UNIT];
    int code = tst_directory_write(unit, directory, err);
    return code ? code : tst_store_put(blocks, directory->sequence % 2 * TST_UNIT, unit, sizeof unit, err);
}

int tst_directory_find(tst_blocks *blocks, tst_directory *out, tsb_error *err)
{
    uint8_t unit[TST_UNIT];
    tst_directory found = {0};
    tsb_error error = {0};
    bool any = false;
    if (blocks->size < (uint64_t)TST_DIRECTORY_UNITS * TST_UNIT)
        return tsb_fail(err, TSB_ERR_INVALID, "this is not a token's container");
    for (unsigned place = 0; place < 2; place++) {
        int code = tst_blocks_read(blocks, (uint64_t)place * TST_UNIT, unit, sizeof unit, err);
        if (code)
            return code;
        code = tst_directory_parse(&found, unit, place, &error);
        if (code == TSB_ERR_UNSUPPORTED) /* An older one beside it is out of date. */
            return tsb_pass(err, code, &error);
        if (code == 0 && (!any || found.sequence > out->sequence)) {
            *out = found;
            any = true;
        }
    }
    return any ? 0 : tsb_pass(err, TSB_ERR_INVALID, &error);
}
