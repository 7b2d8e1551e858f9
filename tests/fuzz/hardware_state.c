/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a device keeps of a key in its TPM, from any bytes: what is accepted keeps all rules, and is written back as it
 * was, byte for byte. */
#include <stdbool.h>
#include <string.h>

#include "tests/fuzz/require.h"
#include "token/hardware_state.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    tst_hardware_state state;
    tsb_buffer again;
    tsb_error err = {0};
    const int code = tst_hardware_state_parse(&state, data, size, &err);
    require(code == err.code);
    if (code) {
        require(code == TSB_ERR_DAMAGED || code == TSB_ERR_UNSUPPORTED);
        require(state.take.size == 0 && state.resume.size == 0 && state.views_index == 0);
        return 0;
    }
    require(size <= TST_HARDWARE_STATE_SIZE_MAX);
    require(state.take.size > 0 && state.take.size <= TST_TPM_SEALED_SIZE);
    require(state.prove.size > 0 && state.prove.size <= TST_TPM_SEALED_SIZE);
    require(state.resume.size <= TST_TPM_SEALED_SIZE);
    require(state.views_index >= TST_TPM_INDEX_FIRST && state.views_index <= TST_TPM_INDEX_LAST);
    require(state.return_index >= TST_TPM_INDEX_FIRST && state.return_index <= TST_TPM_INDEX_LAST);
    require((state.resume.size > 0) == (state.resume_clock > 0));
    tsb_buffer_init(&again, TST_HARDWARE_STATE_SIZE_MAX);
    require(tst_hardware_state_append(&state, &again, NULL) == 0);
    require(again.size == size && memcmp(again.bytes, data, size) == 0);
    tsb_buffer_finish(&again);
    return 0;
}
