/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "token/licence.h"

#include <stdlib.h>
#include <string.h>

#include "base/bytes.h"
#include "base/secret.h"
#include "base/text.h"

static const char magic[8] = {'T', 'A', 'L', 'L', 'Y', 'L', 'I', 'C'};
/* Goes before the licence where it is signed, so that no other signature of the key can pass for it. */
static const char context[] = "tallystick licence 1";

enum {
    VERSION_AT = 8,
    DEVICES_AT = 10,
    VIEWS_AT = 12,
    ID_AT = 16,
    COPY_AT = 32,
    TITLE_AT = 48,
    DISTRIBUTOR_AT = 64,
    ISSUED_AT = 80,
    INDEX_HASH_AT = 88,
    SERIAL_AT = 120,
    NAME_AT = 248,
    FLAGS_AT = 504,
    RESERVED_AT = 505,
    HEADER_SIZE = 512,
    SEALED_SIZE = TST_LICENCE_SECRET_SIZE + TSS_DEVICE_SEAL_OVERHEAD,
    DEVICE_SIZE = TSS_KEY_SIZE + SEALED_SIZE
};

enum { FLAG_QA = 1 };

_Static_assert(HEADER_SIZE + DEVICE_SIZE * TST_LICENCE_DEVICES_MAX + TSS_SIGNATURE_SIZE == TST_LICENCE_SIZE_MAX,
               "the header gives the sizes by number");

size_t tst_licence_size(uint32_t device_count)
{
    return HEADER_SIZE + (size_t)device_count * DEVICE_SIZE + TSS_SIGNATURE_SIZE;
}

/* What is signed: context, then all before the signature. */
static int signed_bytes(uint8_t **out, size_t *size, const uint8_t *bytes, size_t licence_size, tsb_error *err)
{
    *size = sizeof context - 1 + licence_size - TSS_SIGNATURE_SIZE;
    *out = malloc(*size);
    if (!*out)
        return tsb_fail(err, TSB_ERR_MEMORY, "out of memory");
    memcpy(*out, context, sizeof context - 1);
    memcpy(*out + sizeof context - 1, bytes, licence_size - TSS_SIGNATURE_SIZE);
    return 0;
}

static bool all_zero(const uint8_t *bytes, size_t size)
{
    uint8_t sum = 0;
    for (size_t i = 0; i < size; i++)
        sum |= bytes[i];
    return sum == 0;
}

/* Text that is filled up with zeros, at least one. */
static bool terminated(const char *text, size_t size)
{
    const char *end = memchr(text, 0, size);
    return end && all_zero((const uint8_t *)end, size - (size_t)(end - text));
}

static bool serial_valid(const char *serial)
{
    for (const char *at = serial; *at; at++) {
        if (*at <= ' ' || *at > '~')
            return false;
    }
    return *serial != 0;
}

/* Text that can be shown as it is. */
static bool name_valid(const char name[TST_LICENCE_NAME_SIZE])
{
    char scrubbed[TST_LICENCE_NAME_SIZE];
    memcpy(scrubbed, name, sizeof scrubbed);
    tsb_text_scrub(scrubbed);
    return strcmp(scrubbed, name) == 0;
}

static bool valid(const tst_licence *licence)
{
    if (licence->device_count == 0 || licence->device_count > TST_LICENCE_DEVICES_MAX || licence->views == 0 ||
        licence->views > TST_LICENCE_VIEWS_MAX)
        return false;
    if (!terminated(licence->serial, sizeof licence->serial) || !serial_valid(licence->serial) ||
        !terminated(licence->name, sizeof licence->name) || !name_valid(licence->name))
        return false;
    for (uint32_t i = 0; i < licence->device_count; i++) {
        if (tst_licence_device(licence, licence->devices[i]) != (int)i)
            return false;
    }
    return true;
}

static void write_header(uint8_t *bytes, const tst_licence *licence)
{
    memset(bytes, 0, HEADER_SIZE);
    memcpy(bytes, magic, sizeof magic);
    tsb_store16(bytes + VERSION_AT, TST_LICENCE_VERSION);
    tsb_store16(bytes + DEVICES_AT, (uint16_t)licence->device_count);
    tsb_store32(bytes + VIEWS_AT, licence->views);
    memcpy(bytes + ID_AT, licence->id.bytes, TSS_ID_SIZE);
    memcpy(bytes + COPY_AT, licence->copy.bytes, TSS_ID_SIZE);
    memcpy(bytes + TITLE_AT, licence->title.bytes, TSS_ID_SIZE);
    memcpy(bytes + DISTRIBUTOR_AT, licence->distributor.bytes, TSS_ID_SIZE);
    tsb_store64(bytes + ISSUED_AT, licence->issued);
    memcpy(bytes + INDEX_HASH_AT, licence->index_hash, TSS_HASH_SIZE);
    memcpy(bytes + SERIAL_AT, licence->serial, TST_SERIAL_SIZE);
    memcpy(bytes + NAME_AT, licence->name, TST_LICENCE_NAME_SIZE);
    bytes[FLAGS_AT] = licence->qa ? FLAG_QA : 0;
}

int tst_licence_write(uint8_t *bytes, const tst_licence *licence, const tst_licence_secret *secret,
                      const uint8_t signing_key[TSS_KEY_SIZE], tsb_error *err)
{
    if (!valid(licence))
        return tsb_fail(err, TSB_ERR_INVALID, "a licence needs 1 to %u different devices, views, and a token's serial",
                        TST_LICENCE_DEVICES_MAX);
    const size_t size = tst_licence_size(licence->device_count);
    uint8_t *message = NULL;
    size_t message_size = 0;
    int code = 0;
    write_header(bytes, licence);
    for (uint32_t i = 0; code == 0 && i < licence->device_count; i++) {
        uint8_t *entry = bytes + HEADER_SIZE + (size_t)i * DEVICE_SIZE;
        memcpy(entry, licence->devices[i], TSS_KEY_SIZE);
        code = tss_device_seal(entry + TSS_KEY_SIZE, licence->devices[i], licence->id.bytes, TSS_ID_SIZE, secret,
                               sizeof *secret, err);
    }
    if (code == 0)
        code = signed_bytes(&message, &message_size, bytes, size, err);
    if (code == 0)
        code = tss_sign(bytes + size - TSS_SIGNATURE_SIZE, signing_key, message, message_size, err);
    free(message);
    return code;
}

static void read_header(tst_licence *out, const uint8_t *bytes)
{
    out->device_count = tsb_load16(bytes + DEVICES_AT);
    out->views = tsb_load32(bytes + VIEWS_AT);
    memcpy(out->id.bytes, bytes + ID_AT, TSS_ID_SIZE);
    memcpy(out->copy.bytes, bytes + COPY_AT, TSS_ID_SIZE);
    memcpy(out->title.bytes, bytes + TITLE_AT, TSS_ID_SIZE);
    memcpy(out->distributor.bytes, bytes + DISTRIBUTOR_AT, TSS_ID_SIZE);
    out->issued = tsb_load64(bytes + ISSUED_AT);
    memcpy(out->index_hash, bytes + INDEX_HASH_AT, TSS_HASH_SIZE);
    memcpy(out->serial, bytes + SERIAL_AT, TST_SERIAL_SIZE);
    memcpy(out->name, bytes + NAME_AT, TST_LICENCE_NAME_SIZE);
    out->qa = bytes[FLAGS_AT] == FLAG_QA;
}

static int check_signature(const uint8_t *bytes, size_t size, const uint8_t *signer, tsb_error *err)
{
    uint8_t *message = NULL;
    size_t message_size = 0;
    int code = signed_bytes(&message, &message_size, bytes, size, err);
    if (code == 0 && tss_verify(bytes + size - TSS_SIGNATURE_SIZE, signer, message, message_size, NULL) != 0)
        code = tsb_fail(err, TSB_ERR_DENIED,
                        "the licence on this token is not from the operator you signed in with; have it written again");
    free(message);
    return code;
}

int tst_licence_read(tst_licence *out, const uint8_t *bytes, size_t size, const uint8_t *signer, tsb_error *err)
{
    *out = (tst_licence){0};
    if (size < HEADER_SIZE || memcmp(bytes, magic, sizeof magic) != 0)
        return tsb_fail(err, TSB_ERR_INVALID, "this is not a licence");
    if (tsb_load16(bytes + VERSION_AT) != TST_LICENCE_VERSION)
        return tsb_fail(err, TSB_ERR_UNSUPPORTED, "this licence is of a later version; update this program");
    tst_licence read = {0};
    read_header(&read, bytes);
    if (read.device_count > TST_LICENCE_DEVICES_MAX || size != tst_licence_size(read.device_count) ||
        bytes[FLAGS_AT] > FLAG_QA || !all_zero(bytes + RESERVED_AT, HEADER_SIZE - RESERVED_AT))
        return tsb_fail(err, TSB_ERR_INVALID, "the licence breaks its own form");
    for (uint32_t i = 0; i < read.device_count; i++)
        memcpy(read.devices[i], bytes + HEADER_SIZE + (size_t)i * DEVICE_SIZE, TSS_KEY_SIZE);
    if (!valid(&read))
        return tsb_fail(err, TSB_ERR_INVALID, "the licence breaks its own rules");
    int code = signer ? check_signature(bytes, size, signer, err) : 0;
    if (code == 0)
        *out = read;
    return code;
}

int tst_licence_device(const tst_licence *licence, const uint8_t public_key[TSS_KEY_SIZE])
{
    for (uint32_t i = 0; i < licence->device_count; i++) {
        if (memcmp(licence->devices[i], public_key, TSS_KEY_SIZE) == 0)
            return (int)i;
    }
    return -1;
}

int tst_licence_open(tst_licence_secret *secret, uint32_t *device, const tst_licence *licence, const uint8_t *bytes,
                     size_t size, const uint8_t private_key[TSS_KEY_SIZE], tsb_error *err)
{
    uint8_t public_key[TSS_KEY_SIZE];
    if (size != tst_licence_size(licence->device_count))
        return tsb_fail(err, TSB_ERR_INVALID, "the licence breaks its own form");
    int code = tss_device_public(public_key, private_key, err);
    if (code)
        return code;
    int place = tst_licence_device(licence, public_key);
    if (place < 0)
        return tsb_fail(err, TSB_ERR_DENIED,
                        "the licence on this token is for other devices; write the token again for this one");
    const uint8_t *sealed = bytes + HEADER_SIZE + (size_t)place * DEVICE_SIZE + TSS_KEY_SIZE;
    code = tss_device_open((uint8_t *)secret, private_key, licence->id.bytes, TSS_ID_SIZE, sealed, SEALED_SIZE, err);
    if (code == 0)
        *device = (uint32_t)place;
    else
        tsb_wipe(secret, sizeof *secret);
    return code;
}

int tst_licence_check_serial(const tst_licence *licence, const char *serial, tsb_error *err)
{
    if (strcmp(licence->serial, serial) == 0)
        return 0;
    if (!*serial)
        return tsb_fail(err, TSB_ERR_DENIED,
                        "the licence is for the token %s, and this does not lie on a USB device whose serial number "
                        "can be read",
                        licence->serial);
    return tsb_fail(err, TSB_ERR_DENIED, "the licence is for the token %s, but this one is %s: a copy cannot be used",
                    licence->serial, serial);
}
