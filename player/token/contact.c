/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "player/token/contact.h"

int tsp_contact(tsn_client *client, const tst_counter *counter, tst_counter_record *record, const tsb_cancel *cancel,
                tsb_error *err)
{
    const tss_id *export = &counter->licence->id;
    uint8_t bytes[TST_RECORD_SIZE];
    tsn_export_state state = {0};
    int result = tst_counter_read(counter, record, bytes, err);

    if (result == 0)
        result = tsn_client_export_report(client, export, bytes, &state, cancel, NULL, err);
    if (result != 0 || state.checkpoint == 0)
        return result;
    result = tst_counter_mark(counter, state.checkpoint, bytes, record, err);
    return result == 0 ? tsn_client_export_report(client, export, bytes, &state, cancel, NULL, err) : result;
}
