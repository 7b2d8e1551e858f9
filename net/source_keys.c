/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "base/secret.h"
#include "net/source_internal.h"

int tsn_keys_init(tsn_keys *keys, tsb_error *err)
{
    keys->slots = tsb_secret_alloc(TSN_KEY_SLOTS * sizeof *keys->slots);
    return keys->slots ? 0 : tsb_fail(err, TSB_ERR_MEMORY, "out of secret memory for keys");
}

void tsn_keys_finish(tsn_keys *keys)
{
    tsb_secret_free(keys->slots, TSN_KEY_SLOTS * sizeof *keys->slots);
    keys->slots = NULL;
}

void tsn_keys_keep(tsn_keys *keys, uint32_t window, uint32_t next)
{
    for (unsigned i = 0; i < TSN_KEY_SLOTS; i++) {
        tsn_key_slot *slot = &keys->slots[i];
        if (slot->held && slot->window != window && slot->window != next)
            tsb_wipe(slot, sizeof *slot);
    }
}

void tsn_keys_put(tsn_keys *keys, uint32_t wanted, uint32_t window, const uint8_t key[TSS_KEY_SIZE])
{
    if ((window != wanted && window != wanted + 1) || tsn_keys_get(keys, window))
        return;
    for (unsigned i = 0; i < TSN_KEY_SLOTS; i++) {
        tsn_key_slot *slot = &keys->slots[i];
        if (!slot->held) {
            slot->window = window;
            slot->held = true;
            memcpy(slot->key, key, TSS_KEY_SIZE);
            return;
        }
    }
}

const uint8_t *tsn_keys_get(const tsn_keys *keys, uint32_t window)
{
    for (unsigned i = 0; i < TSN_KEY_SLOTS; i++)
        if (keys->slots[i].held && keys->slots[i].window == window)
            return keys->slots[i].key;
    return NULL;
}
