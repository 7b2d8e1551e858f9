/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "token/holding.h"

#include "base/secret.h"

int tst_holder_unlock(const tst_holder *holder, const tst_licence *licence, const uint8_t *bytes, size_t size,
                      tst_licence_secret *secret, uint32_t *device, tst_hardware **hardware, tsb_error *err)
{
    uint8_t *key = tsb_secret_alloc(TSS_KEY_SIZE);
    *hardware = NULL;
    int code = key ? tst_hardware_open(hardware, &holder->hardware, licence, key, err)
                   : tsb_fail(err, TSB_ERR_MEMORY, "out of secret memory");
    if (code == 0)
        code = tst_licence_open(secret, device, licence, bytes, size, *hardware ? key : holder->private_key, err);
    tsb_secret_free(key, TSS_KEY_SIZE);
    return code;
}

int tst_holding_open(tst_holding *holding, tst_container *container, uint32_t film, const char *serial,
                     const tst_holder *holder, tsb_error *err)
{
    uint8_t bytes[TST_LICENCE_MAX];
    const size_t size = tst_container_film(container, film)->licence_size;
    *holding = (tst_holding){.secret = tsb_secret_alloc(sizeof *holding->secret)};
    int code = holding->secret ? tst_container_licence(container, film, bytes, err)
                               : tsb_fail(err, TSB_ERR_MEMORY, "out of secret memory");
    if (code == 0)
        code = tst_licence_read(&holding->licence, bytes, size, holder->signer, err);
    if (code == 0)
        code = tst_licence_check_serial(&holding->licence, serial, err);
    holding->counter = (tst_counter){.container = container,
                                     .film = film,
                                     .licence = &holding->licence,
                                     .key = code == 0 ? holding->secret->counter_key : NULL,
                                     .monotonic = holder->monotonic};
    if (code == 0)
        code = tst_holder_unlock(holder, &holding->licence, bytes, size, holding->secret, &holding->counter.device,
                                 &holding->hardware, err);
    holding->counter.hardware = holding->hardware;
    return code;
}

void tst_holding_finish(tst_holding *holding)
{
    tst_hardware_close(&holding->hardware);
    tsb_secret_free(holding->secret, sizeof *holding->secret);
    holding->secret = NULL;
}
