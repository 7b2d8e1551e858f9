/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "token/hardware_state.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/bytes.h"
#include "base/file.h"
#include "synth/keys.h"

static const char magic[8] = {'T', 'A', 'L', 'L', 'Y', 'T', 'P', 'M'};

enum {
    VERSION = 1,
    VERSION_AT = 8,
    TAKE_SIZE_AT = 10,
    PROVE_SIZE_AT = 12,
    RESUME_SIZE_AT = 14,
    PUBLIC_AT = 16,
    VIEWS_INDEX_AT = 48,
    RETURN_INDEX_AT = 52,
    VIEWS_LIMIT_AT = 56,
    RETURN_LIMIT_AT = 64,
    RESUME_VIEWS_AT = 72,
    RESUME_CLOCK_AT = 80,
    RESUME_RETURNED_AT = 88,
    RESERVED_AT = 89
};

static int damaged(tsb_error *err)
{
    return tsb_fail(err, TSB_ERR_DAMAGED,
                    "what this device keeps of the key in its TPM is damaged; connect to the operator to have the "
                    "token written again");
}

static void read_header(tst_hardware_state *out, const uint8_t *bytes)
{
    out->take.size = tsb_load16(bytes + TAKE_SIZE_AT);
    out->prove.size = tsb_load16(bytes + PROVE_SIZE_AT);
    out->resume.size = tsb_load16(bytes + RESUME_SIZE_AT);
    memcpy(out->public_key, bytes + PUBLIC_AT, TSS_KEY_SIZE);
    out->views_index = tsb_load32(bytes + VIEWS_INDEX_AT);
    out->return_index = tsb_load32(bytes + RETURN_INDEX_AT);
    out->views_limit = tsb_load64(bytes + VIEWS_LIMIT_AT);
    out->return_limit = tsb_load64(bytes + RETURN_LIMIT_AT);
    out->resume_views = tsb_load64(bytes + RESUME_VIEWS_AT);
    out->resume_clock = tsb_load64(bytes + RESUME_CLOCK_AT);
    out->resume_returned = bytes[RESUME_RETURNED_AT] == 1;
}

static void write_header(uint8_t *bytes, const tst_hardware_state *state)
{
    memset(bytes, 0, TST_HARDWARE_STATE_HEADER);
    memcpy(bytes, magic, sizeof magic);
    tsb_store16(bytes + VERSION_AT, VERSION);
    tsb_store16(bytes + TAKE_SIZE_AT, (uint16_t)state->take.size);
    tsb_store16(bytes + PROVE_SIZE_AT, (uint16_t)state->prove.size);
    tsb_store16(bytes + RESUME_SIZE_AT, (uint16_t)state->resume.size);
    memcpy(bytes + PUBLIC_AT, state->public_key, TSS_KEY_SIZE);
    tsb_store32(bytes + VIEWS_INDEX_AT, state->views_index);
    tsb_store32(bytes + RETURN_INDEX_AT, state->return_index);
    tsb_store64(bytes + VIEWS_LIMIT_AT, state->views_limit);
    tsb_store64(bytes + RETURN_LIMIT_AT, state->return_limit);
    tsb_store64(bytes + RESUME_VIEWS_AT, state->resume_views);
    tsb_store64(bytes + RESUME_CLOCK_AT, state->resume_clock);
    bytes[RESUME_RETURNED_AT] = state->resume_returned ? 1 : 0;
}

static bool in_range(uint32_t index)
{
    return index >= TST_TPM_INDEX_FIRST && index <= TST_TPM_INDEX_LAST;
}

static bool valid(const tst_hardware_state *state)
{
    const bool resume = state->resume.size > 0;
    return state->take.size > 0 && state->take.size <= TST_TPM_SEALED_SIZE && state->prove.size > 0 &&
           state->prove.size <= TST_TPM_SEALED_SIZE && state->resume.size <= TST_TPM_SEALED_SIZE &&
           in_range(state->views_index) && in_range(state->return_index) && state->views_index != state->return_index &&
           state->views_limit > 0 && state->return_limit > 0 && (state->resume_views > 0) == resume &&
           (state->resume_clock > 0) == resume && (resume || !state->resume_returned);
}

static bool reserved_zero(const uint8_t *bytes)
{
    for (size_t i = RESERVED_AT; i < TST_HARDWARE_STATE_HEADER; i++) {
        if (bytes[i])
            return false;
    }
    return bytes[RESUME_RETURNED_AT] <= 1;
}

static const uint8_t *read_sealed(tst_hardware_sealed *out, const uint8_t *at)
{
    memcpy(out->bytes, at, out->size);
    return at + out->size;
}

int tst_hardware_state_parse(tst_hardware_state *out, const uint8_t *bytes, size_t size, tsb_error *err)
{
    tst_hardware_state state = {.views_index = 0};
    *out = state;
    if (size < TST_HARDWARE_STATE_HEADER || memcmp(bytes, magic, sizeof magic) != 0)
        return damaged(err);
    if (tsb_load16(bytes + VERSION_AT) > VERSION)
        return tsb_fail(err, TSB_ERR_UNSUPPORTED,
                        "what this device keeps of the key in its TPM is of a later version; update this program");
    read_header(&state, bytes);
    if (tsb_load16(bytes + VERSION_AT) != VERSION || !valid(&state) || !reserved_zero(bytes) ||
        size != TST_HARDWARE_STATE_HEADER + state.take.size + state.prove.size + state.resume.size)
        return damaged(err);
    const uint8_t *at = bytes + TST_HARDWARE_STATE_HEADER;
    at = read_sealed(&state.take, at);
    at = read_sealed(&state.prove, at);
    (void)read_sealed(&state.resume, at);
    *out = state;
    return 0;
}

int tst_hardware_state_append(const tst_hardware_state *state, tsb_buffer *out, tsb_error *err)
{
    uint8_t header[TST_HARDWARE_STATE_HEADER];
    if (!valid(state))
        return tsb_fail(err, TSB_ERR_INVALID, "this key's state breaks its own rules");
    write_header(header, state);
    int code = tsb_buffer_append(out, header, sizeof header, err);
    if (code == 0)
        code = tsb_buffer_append(out, state->take.bytes, state->take.size, err);
    if (code == 0)
        code = tsb_buffer_append(out, state->prove.bytes, state->prove.size, err);
    if (code == 0)
        code = tsb_buffer_append(out, state->resume.bytes, state->resume.size, err);
    return code;
}

/* A new string. */
static int path_of(char **out, const char *folder, const uint8_t *public_key, tsb_error *err)
{
    uint8_t hash[TSS_HASH_SIZE];
    char name[2 * TSS_ID_SIZE + sizeof ".tpm"];
    *out = NULL;
    const int code = tss_sha256(hash, public_key, TSS_KEY_SIZE, err);
    if (code)
        return code;
    tsb_hex_encode(name, hash, TSS_ID_SIZE);
    memcpy(name + (size_t)2 * TSS_ID_SIZE, ".tpm", sizeof ".tpm");
    *out = tsb_path_join(folder, name);
    return *out ? 0 : tsb_fail(err, TSB_ERR_MEMORY, "out of memory");
}

int tst_hardware_state_load(tst_hardware_state *out, const char *folder, const uint8_t public_key[TSS_KEY_SIZE],
                            tsb_error *err)
{
    char *path = NULL;
    tsb_buffer file;
    tsb_buffer_init(&file, TST_HARDWARE_STATE_SIZE_MAX + 1);
    int code = path_of(&path, folder, public_key, err);
    if (code == 0)
        code = tsb_file_read(path, &file, err);
    if (code == 0)
        code = tst_hardware_state_parse(out, file.bytes, file.size, err);
    if (code == 0 && memcmp(out->public_key, public_key, TSS_KEY_SIZE) != 0)
        code = damaged(err);
    tsb_buffer_finish(&file);
    free(path);
    return code;
}

int tst_hardware_state_store(const tst_hardware_state *state, const char *folder, tsb_error *err)
{
    char *path = NULL;
    tsb_buffer file;
    tsb_buffer_init(&file, TST_HARDWARE_STATE_SIZE_MAX + 1);
    int code = path_of(&path, folder, state->public_key, err);
    if (code == 0)
        code = tst_hardware_state_append(state, &file, err);
    if (code == 0)
        code = tsb_file_write(path, file.bytes, file.size, 0600, err);
    tsb_buffer_finish(&file);
    free(path);
    return code;
}

int tst_hardware_state_remove(const char *folder, const uint8_t public_key[TSS_KEY_SIZE], tsb_error *err)
{
    char *path = NULL;
    int code = path_of(&path, folder, public_key, err);
    if (code == 0)
        code = tsb_tree_remove(path, err);
    free(path);
    return code;
}
