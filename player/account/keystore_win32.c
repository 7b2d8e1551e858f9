/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * DPAPI: the key is encrypted for the Windows user, who alone can decrypt it, and the caller keeps the result. Nothing
 * lies anywhere else, so there is nothing to be found by folder or to be removed.
 */
#include "player/account/keystore.h"

#include <string.h>

#include <windows.h>

#include <wincrypt.h>

#include "base/secret.h"

/* DPAPI only reads what it is given, but takes it as writable. */
static DATA_BLOB blob(const uint8_t *bytes, size_t size)
{
    return (DATA_BLOB){.cbData = (DWORD)size, .pbData = (BYTE *)(uintptr_t)bytes};
}

static int refuse(tsb_error *err)
{
    return tsb_fail(err, TSB_ERR_DENIED,
                    "Windows does not decrypt it for this user (error %lu): sign in to Windows as the user who made it",
                    (unsigned long)GetLastError());
}

const char *tsp_keystore_id(void)
{
    return "dpapi";
}

int tsp_keystore_put(const tsp_keystore_place *place, const uint8_t device[TSS_KEY_SIZE],
                     const uint8_t key[TSS_KEY_SIZE], tsb_buffer *kept, tsb_error *err)
{
    DATA_BLOB clear = blob(key, TSS_KEY_SIZE);
    DATA_BLOB owner = blob(device, TSS_KEY_SIZE);
    DATA_BLOB sealed = {0};
    int result = 0;

    (void)place;
    if (!CryptProtectData(&clear, L"Tallystick device key", &owner, NULL, NULL, CRYPTPROTECT_UI_FORBIDDEN, &sealed))
        return tsb_fail(err, TSB_ERR_UNSUPPORTED, "Windows does not encrypt it (error %lu)",
                        (unsigned long)GetLastError());
    if (sealed.cbData > TSP_KEYSTORE_KEPT_MAX)
        result = tsb_fail(err, TSB_ERR_UNSUPPORTED, "what Windows made of it is too large to keep");
    else
        result = tsb_buffer_append(kept, sealed.pbData, sealed.cbData, err);
    LocalFree(sealed.pbData);
    return result;
}

int tsp_keystore_get(const tsp_keystore_place *place, const uint8_t *device, const uint8_t *kept, size_t kept_size,
                     uint8_t key[TSS_KEY_SIZE], tsb_error *err)
{
    DATA_BLOB sealed = blob(kept, kept_size);
    DATA_BLOB owner = blob(device, TSS_KEY_SIZE);
    DATA_BLOB clear = {0};
    int result = 0;

    (void)place;
    if (!device || kept_size == 0)
        return tsb_fail(err, TSB_ERR_NOT_FOUND, "nothing is kept of it");
    if (!CryptUnprotectData(&sealed, NULL, &owner, NULL, NULL, CRYPTPROTECT_UI_FORBIDDEN, &clear))
        return refuse(err);
    if (clear.cbData == TSS_KEY_SIZE)
        memcpy(key, clear.pbData, TSS_KEY_SIZE);
    else
        result = tsb_fail(err, TSB_ERR_DAMAGED, "what Windows decrypts is no key");
    tsb_wipe(clear.pbData, clear.cbData);
    LocalFree(clear.pbData);
    return result;
}

int tsp_keystore_remove(const tsp_keystore_place *place, const uint8_t device[TSS_KEY_SIZE], tsb_error *err)
{
    (void)place;
    (void)device;
    (void)err;
    return 0;
}
