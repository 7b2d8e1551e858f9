/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The disc's manifest, /TALLY/MANIFEST.JSN (docs/FORMATS.md, "Manifest"): a
 * flat JSON object, space-padded to a fixed size, signed by the server. The
 * signature covers every byte before the line that holds it.
 */
#ifndef TALLYSTICK_SYNTH_MANIFEST_H
#define TALLYSTICK_SYNTH_MANIFEST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "synth/keys.h"

#define TSS_MANIFEST_PATH        "/TALLY/MANIFEST.JSN"
#define TSS_MANIFEST_SIZE        4096u /* two sectors */
#define TSS_MANIFEST_VERSION     1
#define TSS_MANIFEST_NAME_SIZE   256 /* title, UTF-8, with its zero */
#define TSS_MANIFEST_SERVER_SIZE 256 /* address, with its zero */
/* The DVD's provider identifier: 32 bytes at 0x40 of the VMG's first sector (and of its backup). */
#define TSS_PROVIDER_SIZE   32u
#define TSS_PROVIDER_OFFSET 0x40u

/*
 * In the original the manifest's sectors hold tss_manifest_blank() and the
 * provider fields hold what provider says, so a synthesised image can be
 * compared with the original byte for byte.
 */
typedef struct tss_manifest {
    uint32_t version;
    char title[TSS_MANIFEST_NAME_SIZE];
    char server[TSS_MANIFEST_SERVER_SIZE]; /* "https://films.example:8443" */
    tss_id title_id;
    tss_id copy;
    tss_id distributor;
    uint64_t image_size;                 /* bytes */
    uint8_t image_hash[TSS_HASH_SIZE];   /* SHA-256 of the original image */
    uint8_t index_hash[TSS_HASH_SIZE];   /* SHA-256 of the complement's header and index */
    uint32_t manifest_sector;            /* where this manifest lies in the image */
    uint32_t vmg_sector;                 /* VIDEO_TS.IFO */
    uint32_t vmg_backup_sector;          /* VIDEO_TS.BUP */
    uint8_t provider[TSS_PROVIDER_SIZE]; /* the original's provider field */
    uint8_t signer[TSS_KEY_SIZE];        /* Ed25519 public key of the server */
} tss_manifest;

/* Writes the signed manifest; signer in the manifest is set from private_key. */
int tss_manifest_write(uint8_t bytes[TSS_MANIFEST_SIZE], tss_manifest *manifest,
                       const uint8_t private_key[TSS_KEY_SIZE], tsb_error *err) TSB_MUST_USE;

/*
 * Reads a manifest and verifies its signature by the key it names; whether
 * that key is trusted is the caller's to decide. TSB_ERR_NOT_FOUND: the space is
 * reserved but blank. TSB_ERR_DENIED: the signature does not match.
 */
int tss_manifest_read(tss_manifest *out, const uint8_t *bytes, size_t size, tsb_error *err) TSB_MUST_USE;

/* What the reserved space holds in an original: a fixed text, so that a server can find it in an image. */
void tss_manifest_blank(uint8_t bytes[TSS_MANIFEST_SIZE]);

/* Whether this is http:// or https://, a host, maybe a port, maybe a path; what a manifest can name. */
bool tss_server_address_valid(const char *address);

/* A signing key as people compare it: 8 groups of 4 lower-case hexadecimal digits (the first 16 bytes of its SHA-256)
 * with a space between two, 39 characters and a zero. */
#define TSS_FINGERPRINT_SIZE 40
int tss_fingerprint(char text[TSS_FINGERPRINT_SIZE], const uint8_t public_key[TSS_KEY_SIZE],
                    tsb_error *err) TSB_MUST_USE;

#endif
