/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A platform, or a build, without a key store. */
#include "player/account/keystore.h"

static int refuse(tsb_error *err)
{
    return tsb_fail(err, TSB_ERR_UNSUPPORTED, "this build of the player uses no key store");
}

const char *tsp_keystore_id(void)
{
    return NULL;
}

int tsp_keystore_put(const tsp_keystore_place *place, const uint8_t device[TSS_KEY_SIZE],
                     const uint8_t key[TSS_KEY_SIZE], tsb_buffer *kept, tsb_error *err)
{
    (void)place;
    (void)device;
    (void)key;
    (void)kept;
    return refuse(err);
}

int tsp_keystore_get(const tsp_keystore_place *place, const uint8_t *device, const uint8_t *kept, size_t kept_size,
                     uint8_t key[TSS_KEY_SIZE], tsb_error *err)
{
    (void)place;
    (void)device;
    (void)kept;
    (void)kept_size;
    (void)key;
    return refuse(err);
}

int tsp_keystore_remove(const tsp_keystore_place *place, const uint8_t device[TSS_KEY_SIZE], tsb_error *err)
{
    (void)place;
    (void)device;
    return refuse(err);
}
