/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "player/account/key_record.h"

#include <stdbool.h>
#include <string.h>

#include "base/bytes.h"
#include "player/lines.h"

static const char heading[] = "tallystick device key 1";

int tsp_key_record_format(tsb_buffer *out, const tsp_key_record *record, tsb_error *err)
{
    char device[2 * TSS_KEY_SIZE + 1] = "";
    char kept[2 * TSP_KEYSTORE_KEPT_MAX + 1] = "";
    int result = 0;

    tsb_hex_encode(device, record->device, TSS_KEY_SIZE);
    tsb_hex_encode(kept, record->kept, record->kept_size);
    result = tsb_buffer_printf(out, err, "%s\nstore %s\ndevice %s\n", heading, record->store, device);
    if (result == 0 && record->kept_size > 0)
        result = tsb_buffer_printf(out, err, "kept %s\n", kept);
    return result;
}

/* What has been met, beside the record itself. */
struct reading {
    tsp_key_record *record;
    bool device;
};

static int read_line(void *context, const tsp_line *line)
{
    struct reading *reading = context;
    tsp_key_record *record = reading->record;

    if (tsp_line_is(line, "store"))
        return tsp_line_text(line, record->store, sizeof(record->store)) ? 0 : TSB_ERR_INVALID;
    if (tsp_line_is(line, "device")) {
        reading->device = true;
        return tsb_hex_decode(record->device, TSS_KEY_SIZE, line->value, line->value_size);
    }
    if (tsp_line_is(line, "kept")) {
        record->kept_size = line->value_size / 2;
        if (record->kept_size > sizeof(record->kept))
            return TSB_ERR_INVALID;
        return tsb_hex_decode(record->kept, record->kept_size, line->value, line->value_size);
    }
    return 0;
}

int tsp_key_record_parse(tsp_key_record *out, const char *text, size_t size)
{
    struct reading reading = {.record = out};
    int result = 0;

    *out = (tsp_key_record){0};
    result = tsp_lines_read(text, size, heading, read_line, &reading);
    if (result == 0 && (!reading.device || out->store[0] == '\0'))
        result = TSB_ERR_INVALID;
    if (result != 0)
        *out = (tsp_key_record){0};
    return result;
}
