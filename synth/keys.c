/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Identifiers and the tree of keys. */
#include "synth/keys.h"

#include <string.h>

#include "base/bytes.h"
#include "base/secret.h"

/* What each derived secret is for; the number is the version of the format it was made for. */
static const char copy_seed_info[] = "tallystick copy seed 1";
static const char copy_key_info[] = "tallystick copy key 1";
static const char chunk_info[] = "tallystick chunk 1";
static const char window_info[] = "tallystick window 2";
static const char check_info[] = "tallystick check 2";

#define INFO_MAX 64u

int tss_id_generate(tss_id *id, tsb_error *err)
{
    return tss_random(id->bytes, sizeof id->bytes, err);
}

void tss_id_format(char text[TSS_ID_TEXT_SIZE], const tss_id *id)
{
    tsb_hex_encode(text, id->bytes, sizeof id->bytes);
}

int tss_id_parse(tss_id *id, const char *text)
{
    /* One digit more than an identifier has is enough to refuse a longer text. */
    const size_t length = text ? strnlen(text, TSS_ID_TEXT_SIZE) : 0;
    return tsb_hex_decode(id->bytes, sizeof id->bytes, text ? text : "", length);
}

bool tss_id_equal(const tss_id *a, const tss_id *b)
{
    return memcmp(a->bytes, b->bytes, sizeof a->bytes) == 0;
}

/* label followed by number, big-endian; returns how many bytes. */
static size_t numbered_info(uint8_t info[INFO_MAX], const char *label, size_t label_size, uint32_t number)
{
    memcpy(info, label, label_size);
    tsb_store32(info + label_size, number);
    return label_size + 4;
}

int tss_derive_copy(tss_copy_secrets *out, const uint8_t processing_seed[TSS_KEY_SIZE], const tss_id *copy,
                    tsb_error *err)
{
    int result = tss_hkdf(out->seed, sizeof out->seed, processing_seed, TSS_KEY_SIZE, copy->bytes, sizeof copy->bytes,
                          copy_seed_info, sizeof copy_seed_info - 1, err);
    if (!result)
        result = tss_hkdf(out->key, sizeof out->key, processing_seed, TSS_KEY_SIZE, copy->bytes, sizeof copy->bytes,
                          copy_key_info, sizeof copy_key_info - 1, err);
    if (result)
        tsb_wipe(out, sizeof *out);
    return result;
}

int tss_derive_chunk(tss_chunk_keys *out, const uint8_t copy_seed[TSS_KEY_SIZE], uint32_t chunk, tsb_error *err)
{
    uint8_t info[INFO_MAX];
    uint8_t both[2 * TSS_KEY_SIZE];
    const size_t info_size = numbered_info(info, chunk_info, sizeof chunk_info - 1, chunk);
    int result = tss_hkdf(both, sizeof both, copy_seed, TSS_KEY_SIZE, NULL, 0, info, info_size, err);
    if (!result) {
        memcpy(out->shuffle, both, TSS_KEY_SIZE);
        memcpy(out->decoy, both + TSS_KEY_SIZE, TSS_KEY_SIZE);
    }
    tsb_wipe(both, sizeof both);
    return result;
}

int tss_derive_window(uint8_t out[TSS_KEY_SIZE], const uint8_t copy_key[TSS_KEY_SIZE], const tss_id *copy,
                      uint32_t window, tsb_error *err)
{
    uint8_t info[INFO_MAX];
    const size_t info_size = numbered_info(info, window_info, sizeof window_info - 1, window);
    return tss_hkdf(out, TSS_KEY_SIZE, copy_key, TSS_KEY_SIZE, copy->bytes, sizeof copy->bytes, info, info_size, err);
}

int tss_derive_check(uint8_t out[TSS_KEY_SIZE], const uint8_t shuffle_key[TSS_KEY_SIZE], tsb_error *err)
{
    return tss_hkdf(out, TSS_KEY_SIZE, shuffle_key, TSS_KEY_SIZE, NULL, 0, check_info, sizeof check_info - 1, err);
}
