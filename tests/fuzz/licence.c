/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A token's licence from any bytes: what is accepted keeps all rules; none is ever opened or bears a signature. */
#include <stdbool.h>
#include <string.h>

#include "tests/fuzz/require.h"
#include "token/licence.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const uint8_t key[TSS_KEY_SIZE] = {1, 2, 3};
    tst_licence licence = {0};
    tst_licence_secret secret = {{0}, {0}};
    uint32_t device = 0;
    tsb_error err = {0};
    int code = tst_licence_read(&licence, data, size, NULL, &err);
    require(code == err.code);
    require(code == 0 || licence.device_count == 0);
    if (code)
        return 0;
    require(size == tst_licence_size(licence.device_count) && size <= TST_LICENCE_SIZE_MAX);
    require(licence.views >= 1 && licence.views <= TST_LICENCE_VIEWS_MAX);
    require(strlen(licence.serial) > 0 && strlen(licence.serial) < sizeof licence.serial);
    require(strlen(licence.name) < sizeof licence.name);
    require(tst_licence_open(&secret, &device, &licence, data, size, key, NULL) != 0);
    require(tst_licence_read(&licence, data, size, key, NULL) != 0);
    return 0;
}
