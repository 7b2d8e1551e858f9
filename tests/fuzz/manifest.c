/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Manifests from any bytes. The first byte says how the rest is used: as one
 * whole manifest, as the part that is signed (and then signed here, so that
 * what lies behind the signature's check is reached too), or as a JSON object.
 */
#include <string.h>

#include "base/bytes.h"
#include "synth/flatjson.h"
#include "synth/manifest.h"
#include "tests/fuzz/require.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const uint8_t signing_key[TSS_KEY_SIZE] = {0x42};
static const char domain[] = "tallystick manifest 1\n";

#define DOMAIN_SIZE (sizeof domain - 1)
#define TAIL_SIZE   (sizeof "\"signature\": \"\"}" - 1 + (size_t)2 * TSS_SIGNATURE_SIZE)

/* Whatever is accepted can be written, and reads back the same. */
static void read_manifest(const uint8_t bytes[TSS_MANIFEST_SIZE])
{
    uint8_t again[TSS_MANIFEST_SIZE];
    tss_manifest manifest = {0};
    tss_manifest back = {0};
    tsb_error err = {0};
    const int result = tss_manifest_read(&manifest, bytes, TSS_MANIFEST_SIZE, &err);
    require(result == err.code);
    if (result)
        return;
    require(tss_json_text_valid(manifest.title, strlen(manifest.title)));
    require(tss_server_address_valid(manifest.server));
    require(tss_manifest_write(again, &manifest, signing_key, NULL) == 0);
    require(tss_manifest_read(&back, again, sizeof again, NULL) == 0);
    require(strcmp(back.title, manifest.title) == 0 && strcmp(back.server, manifest.server) == 0);
    require(back.image_size == manifest.image_size && tss_id_equal(&back.copy, &manifest.copy));
}

static void read_whole(const uint8_t *data, size_t size)
{
    uint8_t bytes[TSS_MANIFEST_SIZE];
    memset(bytes, ' ', sizeof bytes);
    memcpy(bytes, data, size < sizeof bytes ? size : sizeof bytes);
    if (size < sizeof bytes)
        bytes[TSS_MANIFEST_SIZE - 1] = '\n';
    read_manifest(bytes);
}

static void read_signed(const uint8_t *data, size_t size)
{
    uint8_t message[DOMAIN_SIZE + TSS_MANIFEST_SIZE];
    uint8_t bytes[TSS_MANIFEST_SIZE];
    uint8_t signature[TSS_SIGNATURE_SIZE];
    char hex[2 * TSS_SIGNATURE_SIZE + 1];
    if (size > TSS_MANIFEST_SIZE - TAIL_SIZE - 1)
        return;
    memcpy(message, domain, DOMAIN_SIZE);
    if (size > 0)
        memcpy(message + DOMAIN_SIZE, data, size);
    require(tss_sign(signature, signing_key, message, DOMAIN_SIZE + size, NULL) == 0);
    tsb_hex_encode(hex, signature, sizeof signature);
    memset(bytes, ' ', sizeof bytes);
    memcpy(bytes, message + DOMAIN_SIZE, size);
    memcpy(bytes + size, "\"signature\": \"", 14);
    memcpy(bytes + size + 14, hex, sizeof hex - 1);
    memcpy(bytes + size + 14 + sizeof hex - 1, "\"}", 2);
    bytes[TSS_MANIFEST_SIZE - 1] = '\n';
    read_manifest(bytes);
}

static void read_json(const uint8_t *data, size_t size)
{
    tss_json_reader reader;
    tss_json_member member;
    tss_json_reader_init(&reader, data, size);
    while (tss_json_next(&reader, &member, NULL) == 1) {
        require(member.start < size && data[member.start] == '"');
        require(strlen(member.text) == member.length && tss_json_text_valid(member.text, member.length));
        require(tss_json_text_valid(member.name, strlen(member.name)));
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size < 1)
        return 0;
    switch (data[0] % 3) {
    case 0:
        read_whole(data + 1, size - 1);
        break;
    case 1:
        read_signed(data + 1, size - 1);
        break;
    default:
        read_json(data + 1, size - 1);
        break;
    }
    return 0;
}
