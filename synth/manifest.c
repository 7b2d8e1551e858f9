/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The disc's manifest: written, read, and checked. */
#include "synth/manifest.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/bytes.h"
#include "base/translate.h"
#include "synth/chunk.h"
#include "synth/flatjson.h"

static const char signature_domain[] = "tallystick manifest 1\n";
static const char signature_name[] = "signature";
static const char blank_text[] = "{\n\"tallystick\": 0,\n\"reserved\": \"for the manifest of a copy\"\n}";

#define TAIL_FORMAT      "\"%s\": \"%s\"}"
#define TAIL_SIZE        (sizeof "\"signature\": \"\"}" - 1 + 2 * (size_t)TSS_SIGNATURE_SIZE)
#define DOMAIN_SIZE      (sizeof signature_domain - 1)
#define MANIFEST_SECTORS (TSS_MANIFEST_SIZE / TSS_SECTOR_SIZE)

enum field_type { FIELD_TEXT, FIELD_HEX, FIELD_U32, FIELD_U64 };

/* The members but the signature, in the order they are written. The first one tells the version. */
static const struct field {
    const char *name;
    enum field_type type;
    size_t offset; /* in tss_manifest */
    size_t size;
} fields[] = {
    {"tallystick", FIELD_U32, offsetof(tss_manifest, version), sizeof(uint32_t)},
    {"title", FIELD_TEXT, offsetof(tss_manifest, title), TSS_MANIFEST_NAME_SIZE},
    {"title_id", FIELD_HEX, offsetof(tss_manifest, title_id), TSS_ID_SIZE},
    {"copy", FIELD_HEX, offsetof(tss_manifest, copy), TSS_ID_SIZE},
    {"distributor", FIELD_HEX, offsetof(tss_manifest, distributor), TSS_ID_SIZE},
    {"server", FIELD_TEXT, offsetof(tss_manifest, server), TSS_MANIFEST_SERVER_SIZE},
    {"image_size", FIELD_U64, offsetof(tss_manifest, image_size), sizeof(uint64_t)},
    {"image_sha256", FIELD_HEX, offsetof(tss_manifest, image_hash), TSS_HASH_SIZE},
    {"index_sha256", FIELD_HEX, offsetof(tss_manifest, index_hash), TSS_HASH_SIZE},
    {"manifest_sector", FIELD_U32, offsetof(tss_manifest, manifest_sector), sizeof(uint32_t)},
    {"vmg_sector", FIELD_U32, offsetof(tss_manifest, vmg_sector), sizeof(uint32_t)},
    {"vmg_backup_sector", FIELD_U32, offsetof(tss_manifest, vmg_backup_sector), sizeof(uint32_t)},
    {"provider", FIELD_HEX, offsetof(tss_manifest, provider), TSS_PROVIDER_SIZE},
    {"signer", FIELD_HEX, offsetof(tss_manifest, signer), TSS_KEY_SIZE},
};

#define FIELD_COUNT TSB_COUNT(fields)
#define HEX_MAX     TSS_SIGNATURE_SIZE

static int fail_member(tsb_error *err, const char *name, const char *what)
{
    return tsb_fail(err, TSB_ERR_INVALID, "the disc's manifest is damaged: \"%s\" %s", name, _(what));
}

/* A bracketed IPv6 address or a name of letters, digits, dots, hyphens and underscores; returns what follows it. */
static const char *skip_host(const char *at)
{
    const char *allowed = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-_";
    if (*at != '[') {
        const size_t length = strspn(at, allowed);
        return length > 0 ? at + length : NULL;
    }
    const size_t length = strspn(at + 1, "0123456789abcdefABCDEF:.");
    return length > 0 && at[1 + length] == ']' ? at + length + 2 : NULL;
}

/* What follows ":port", or at itself where there is none; NULL for a port that is none. */
static const char *skip_port(const char *at)
{
    if (*at != ':')
        return at;
    const size_t length = strspn(at + 1, "0123456789");
    const long port = length >= 1 && length <= 5 ? strtol(at + 1, NULL, 10) : 0;
    return port >= 1 && port <= 65535 ? at + 1 + length : NULL;
}

bool tss_server_address_valid(const char *address)
{
    static const char *const schemes[] = {"https://", "http://"};
    const char *at = NULL;
    for (size_t i = 0; i < TSB_COUNT(schemes) && !at; i++) {
        if (strncmp(address, schemes[i], strlen(schemes[i])) == 0)
            at = address + strlen(schemes[i]);
    }
    at = at ? skip_host(at) : NULL;
    at = at ? skip_port(at) : NULL;
    if (!at || (*at != '\0' && *at != '/'))
        return false;
    for (; *at; at++) {
        if (*at < 0x21 || *at > 0x7E || strchr("?#\\\"<>@", *at))
            return false;
    }
    return true;
}

static bool sector_in(uint32_t sector, uint64_t count, uint64_t image_sectors)
{
    return sector > 0 && sector + count <= image_sectors;
}

/* What holds for every manifest, read or to be written. */
static int check(const tss_manifest *manifest, tsb_error *err)
{
    const uint64_t sectors = manifest->image_size / TSS_SECTOR_SIZE;
    if (manifest->title[0] == '\0')
        return fail_member(err, "title", N_("is empty"));
    if (!tss_server_address_valid(manifest->server))
        return fail_member(err, "server", N_("is not an http:// or https:// address"));
    if (manifest->image_size % TSS_SECTOR_SIZE != 0 || sectors > UINT32_MAX)
        return fail_member(err, "image_size", N_("is not that of a disc"));
    if (!sector_in(manifest->manifest_sector, MANIFEST_SECTORS, sectors))
        return fail_member(err, "manifest_sector", N_("lies outside the disc"));
    if (!sector_in(manifest->vmg_sector, 1, sectors))
        return fail_member(err, "vmg_sector", N_("lies outside the disc"));
    if (!sector_in(manifest->vmg_backup_sector, 1, sectors))
        return fail_member(err, "vmg_backup_sector", N_("lies outside the disc"));
    for (uint32_t i = 0; i < MANIFEST_SECTORS; i++) {
        const uint32_t own = manifest->manifest_sector + i;
        if (own == manifest->vmg_sector || own == manifest->vmg_backup_sector)
            return fail_member(err, "manifest_sector", N_("lies on the video manager"));
    }
    return 0;
}

static int put_field(tsb_buffer *out, const tss_manifest *manifest, const struct field *field, tsb_error *err)
{
    const uint8_t *value = (const uint8_t *)manifest + field->offset;
    char hex[2 * HEX_MAX + 1];
    uint32_t number = 0;
    uint64_t large = 0;
    int result = 0;
    switch (field->type) {
    case FIELD_TEXT:
        result = tss_json_put_text(out, field->name, (const char *)value, err);
        break;
    case FIELD_HEX:
        tsb_hex_encode(hex, value, field->size);
        result = tss_json_put_text(out, field->name, hex, err);
        break;
    case FIELD_U32:
        memcpy(&number, value, sizeof number);
        result = tss_json_put_integer(out, field->name, number, err);
        break;
    case FIELD_U64:
        memcpy(&large, value, sizeof large);
        result = tss_json_put_integer(out, field->name, large, err);
        break;
    }
    return result ? result : tsb_buffer_append(out, ",\n", 2, err);
}

/*
 * What follows the signed part of this size, to the last byte: the signature's
 * line, the object's end, spaces, a newline. Nothing of it can be said in
 * another way. False where there is no room for it.
 */
static bool write_tail(uint8_t *bytes, size_t signed_size, const uint8_t signature[TSS_SIGNATURE_SIZE])
{
    char tail[TAIL_SIZE + 1];
    char hex[2 * TSS_SIGNATURE_SIZE + 1];
    if (signed_size > TSS_MANIFEST_SIZE - TAIL_SIZE - 1)
        return false;
    tsb_hex_encode(hex, signature, TSS_SIGNATURE_SIZE);
    (void)snprintf(tail, sizeof tail, TAIL_FORMAT, signature_name, hex);
    memset(bytes + signed_size, ' ', TSS_MANIFEST_SIZE - signed_size);
    memcpy(bytes + signed_size, tail, TAIL_SIZE);
    bytes[TSS_MANIFEST_SIZE - 1] = '\n';
    return true;
}

static int write_signed_part(tsb_buffer *out, const tss_manifest *manifest, tsb_error *err)
{
    int result = tsb_buffer_append(out, signature_domain, DOMAIN_SIZE, err);
    if (!result)
        result = tsb_buffer_append(out, "{\n", 2, err);
    for (size_t i = 0; i < FIELD_COUNT && !result; i++)
        result = put_field(out, manifest, &fields[i], err);
    return result;
}

int tss_manifest_write(uint8_t bytes[TSS_MANIFEST_SIZE], tss_manifest *manifest,
                       const uint8_t private_key[TSS_KEY_SIZE], tsb_error *err)
{
    uint8_t signature[TSS_SIGNATURE_SIZE];
    tsb_buffer message;
    tsb_buffer_init(&message, DOMAIN_SIZE + TSS_MANIFEST_SIZE - 1);
    manifest->version = TSS_MANIFEST_VERSION;
    int result = 0;
    if (!memchr(manifest->title, 0, sizeof manifest->title) || !memchr(manifest->server, 0, sizeof manifest->server))
        result = tsb_fail(err, TSB_ERR_INVALID, "the title or the server address is too long for a manifest");
    if (!result)
        result = check(manifest, err);
    if (!result)
        result = tss_signer_public(manifest->signer, private_key, err);
    if (!result)
        result = write_signed_part(&message, manifest, err);
    if (!result)
        result = tss_sign(signature, private_key, message.bytes, message.size, err);
    if (!result) {
        memcpy(bytes, message.bytes + DOMAIN_SIZE, message.size - DOMAIN_SIZE);
        if (!write_tail(bytes, message.size - DOMAIN_SIZE, signature))
            result = tsb_fail(err, TSB_ERR_INVALID, "the title and the server address are too long for a manifest");
    }
    tsb_buffer_finish(&message);
    return result;
}

static int take_field(tss_manifest *out, const struct field *field, const tss_json_member *member, tsb_error *err)
{
    uint8_t *to = (uint8_t *)out + field->offset;
    const bool is_text = field->type == FIELD_TEXT || field->type == FIELD_HEX;
    uint32_t number = 0;
    if (member->kind != (is_text ? TSS_JSON_STRING : TSS_JSON_INTEGER))
        return fail_member(err, field->name, N_("has the wrong type"));
    switch (field->type) {
    case FIELD_TEXT:
        if (member->length >= field->size)
            return fail_member(err, field->name, N_("is too long"));
        memcpy(to, member->text, member->length + 1);
        break;
    case FIELD_HEX:
        if (tsb_hex_decode(to, field->size, member->text, member->length))
            return fail_member(err, field->name, N_("is not hexadecimal of the right length"));
        break;
    case FIELD_U32:
        if (member->integer > UINT32_MAX)
            return fail_member(err, field->name, N_("is too large"));
        number = (uint32_t)member->integer;
        memcpy(to, &number, sizeof number);
        break;
    case FIELD_U64:
        memcpy(to, &member->integer, sizeof member->integer);
        break;
    }
    return 0;
}

/* What was met while a manifest is read. */
struct reading {
    tss_manifest manifest;
    unsigned seen; /* bit n: fields[n] */
    bool signature_seen;
    size_t signed_size; /* bytes before the signature's member */
    uint8_t signature[TSS_SIGNATURE_SIZE];
};

static int take_signature(struct reading *reading, const tss_json_member *member, tsb_error *err)
{
    if (reading->signature_seen)
        return fail_member(err, signature_name, N_("stands twice"));
    if (member->kind != TSS_JSON_STRING ||
        tsb_hex_decode(reading->signature, sizeof reading->signature, member->text, member->length))
        return fail_member(err, signature_name, N_("is not hexadecimal of the right length"));
    reading->signature_seen = true;
    reading->signed_size = member->start;
    return 0;
}

/* A member of any name; those nobody knows are for later versions to use and are passed over. */
static int take_member(struct reading *reading, const tss_json_member *member, tsb_error *err)
{
    if (reading->seen == 0 && strcmp(member->name, fields[0].name) != 0)
        return tsb_fail(err, TSB_ERR_INVALID, "this is not a Tallystick manifest");
    if (strcmp(member->name, signature_name) == 0)
        return take_signature(reading, member, err);
    for (size_t i = 0; i < FIELD_COUNT; i++) {
        if (strcmp(member->name, fields[i].name) != 0)
            continue;
        if (reading->seen & 1u << i)
            return fail_member(err, member->name, N_("stands twice"));
        reading->seen |= 1u << i;
        return take_field(&reading->manifest, &fields[i], member, err);
    }
    return 0;
}

static int read_members(struct reading *reading, const uint8_t *bytes, tsb_error *err)
{
    tss_json_reader reader;
    tss_json_member member;
    tss_json_reader_init(&reader, bytes, TSS_MANIFEST_SIZE);
    int result = 0;
    while ((result = tss_json_next(&reader, &member, err)) == 1) {
        result = take_member(reading, &member, err);
        if (result)
            return result;
        /* Before anything else: a later version may have changed all that follows. */
        if (reading->manifest.version != TSS_MANIFEST_VERSION)
            return tsb_fail(err, TSB_ERR_UNSUPPORTED,
                            "the disc's manifest has version %u, this program knows %d; update it",
                            reading->manifest.version, TSS_MANIFEST_VERSION);
    }
    for (size_t i = 0; i < FIELD_COUNT && !result; i++) {
        if (!(reading->seen & 1u << i))
            result = fail_member(err, fields[i].name, N_("is missing"));
    }
    if (!result && !reading->signature_seen)
        result = fail_member(err, signature_name, N_("is missing"));
    return result;
}

static int check_signature(const struct reading *reading, const uint8_t *bytes, tsb_error *err)
{
    uint8_t message[DOMAIN_SIZE + TSS_MANIFEST_SIZE];
    uint8_t canonical[TSS_MANIFEST_SIZE];
    const size_t start = reading->signed_size;
    if (!write_tail(canonical, start, reading->signature) || bytes[start - 1] != '\n' ||
        memcmp(canonical + start, bytes + start, TSS_MANIFEST_SIZE - start) != 0)
        return fail_member(err, signature_name, N_("is not followed by the end, spaces and a newline"));
    memcpy(message, signature_domain, DOMAIN_SIZE);
    memcpy(message + DOMAIN_SIZE, bytes, start);
    int result = tss_verify(reading->signature, reading->manifest.signer, message, DOMAIN_SIZE + start, NULL);
    if (result == TSB_ERR_DENIED)
        return tsb_fail(err, result,
                        "the disc's manifest was changed: its signature does not match; do not use this disc");
    return result ? tsb_fail(err, result, "the disc's manifest cannot be verified") : 0;
}

int tss_manifest_read(tss_manifest *out, const uint8_t *bytes, size_t size, tsb_error *err)
{
    struct reading reading = {0};
    uint8_t blank[TSS_MANIFEST_SIZE];
    tss_manifest_blank(blank);
    if (size != TSS_MANIFEST_SIZE)
        return tsb_fail(err, TSB_ERR_INVALID, "a manifest has %u bytes, not %zu", TSS_MANIFEST_SIZE, size);
    if (memcmp(bytes, blank, TSS_MANIFEST_SIZE) == 0)
        return tsb_fail(err, TSB_ERR_NOT_FOUND,
                        "the space for a manifest is reserved, but no copy was made of this image");
    int result = read_members(&reading, bytes, err);
    if (!result)
        result = check_signature(&reading, bytes, err);
    if (!result)
        result = check(&reading.manifest, err);
    if (!result)
        *out = reading.manifest;
    return result;
}

void tss_manifest_blank(uint8_t bytes[TSS_MANIFEST_SIZE])
{
    memset(bytes, ' ', TSS_MANIFEST_SIZE);
    memcpy(bytes, blank_text, sizeof blank_text - 1);
    bytes[TSS_MANIFEST_SIZE - 1] = '\n';
}

int tss_fingerprint(char text[TSS_FINGERPRINT_SIZE], const uint8_t public_key[TSS_KEY_SIZE], tsb_error *err)
{
    uint8_t hash[TSS_HASH_SIZE];
    int result = tss_sha256(hash, public_key, TSS_KEY_SIZE, err);
    if (result)
        return result;
    /* Each group's terminating zero makes room for the separator of the next. */
    for (size_t group = 0; group < 8; group++) {
        tsb_hex_encode(text + 5 * group, hash + 2 * group, 2);
        if (group < 7)
            text[5 * group + 4] = ' ';
    }
    return 0;
}
