/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A counter record from any bytes: as they are, none is authentic; sealed as the plain text of one, all are read, and
 * written back they say the same.
 */
#include <stdbool.h>
#include <string.h>

#include "tests/fuzz/require.h"
#include "token/counter.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const uint8_t key[TSS_KEY_SIZE] = {9, 8, 7};
    uint8_t bytes[TST_RECORD_SIZE] = {0};
    tst_counter_record made = {0};
    tst_counter_record read = {0};
    if (size == 0)
        return 0;
    memcpy(bytes, data, size < sizeof bytes ? size : sizeof bytes);
    memcpy(&made, data, size < sizeof made ? size : sizeof made);
    require(tst_counter_unseal(&read, bytes, &made.licence, key, NULL) == TSB_ERR_DAMAGED);
    require(read.sequence == 0 && read.left == 0);
    require(tst_counter_seal(bytes, &made, key, NULL) == 0);
    require(tst_counter_unseal(&read, bytes, &made.licence, key, NULL) == 0);
    require(read.sequence == made.sequence && read.left == made.left && read.returned == made.returned);
    require(memcmp(read.views, made.views, sizeof made.views) == 0);
    /* No time in a record, and no clock, makes the rules overflow or a view last longer than it does. */
    const tst_counter counter = {.device = data[0] % TST_LICENCE_DEVICES_MAX};
    const tst_view *view = &made.views[counter.device];
    const uint64_t now = made.sequence;
    if (tst_counter_resumes(&counter, &made, now)) {
        require(view->started != 0 && view->last_seen - view->started < TST_VIEW_SECONDS);
        require(now < view->started || now - view->started < TST_VIEW_SECONDS);
    }
    return 0;
}
