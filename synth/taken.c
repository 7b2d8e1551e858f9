/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "synth/taken.h"

#include <stdbool.h>
#include <string.h>

#include "base/bytes.h"
#include "base/secret.h"
#include "synth/chunk.h"
#include "synth/complement.h"
#include "synth/keys.h"

/* Where the header's fields are. */
enum {
    AT_VERSION = 4,
    AT_METHOD = 6,
    AT_PROFILE = 7,
    AT_SECTORS = 8,
    AT_WIDTH = 12,
    AT_HEIGHT = 14,
    AT_CHECK = 16,
    AT_KEY = 32,
    AT_PICTURES = 64,
    AT_EXCEPTIONS = 68,
    AT_BITS = 72,
    AT_FLAGS = 76
};

static const uint8_t magic[4] = {'T', 'S', 'C', 'K'};

/* The one flag there is. */
enum { FLAG_SEQUENCE_CHANGES = 1 };

/* An exception's place that is not used. */
enum { UNUSED = 0xFFFF };

size_t tss_taken_size(uint32_t sectors, uint32_t pictures, uint32_t bits)
{
    return TSS_TAKEN_HEADER + (size_t)pictures * TSS_TAKEN_PICTURE +
           (size_t)tss_taken_room(sectors) * TSS_TAKEN_EXCEPTION + ((size_t)bits + 7) / 8;
}

/* Points into a plain chunk whose counts are known. */
static void point(struct tss_taken *taken, const uint8_t *bytes)
{
    taken->check = bytes + AT_CHECK;
    taken->shuffle_key = bytes + AT_KEY;
    taken->picture_table = bytes + TSS_TAKEN_HEADER;
    taken->exception_table = taken->picture_table + (size_t)taken->pictures * TSS_TAKEN_PICTURE;
    taken->bit_bytes = taken->exception_table + (size_t)taken->exceptions * TSS_TAKEN_EXCEPTION;
}

/* Stored bits of pictures follow one another and end within the chunk's. */
static bool pictures_ascend(const struct tss_taken *taken)
{
    uint32_t bit = 0;
    int64_t place = -1;
    for (uint32_t i = 0; i < taken->pictures; i++) {
        const struct tss_taken_picture picture = tss_taken_picture(taken, i);
        const int64_t at = (int64_t)picture.sector * TSS_SECTOR_SIZE + picture.offset;
        if (picture.first_bit < bit || picture.first_bit > taken->bits || at <= place ||
            picture.sector >= taken->sectors || picture.offset >= TSS_SECTOR_SIZE) {
            return false;
        }
        bit = picture.first_bit;
        place = at;
    }
    return true;
}

int tss_taken_parse(struct tss_taken *out, const uint8_t *bytes, size_t size, tsb_error *err)
{
    if (size < TSS_TAKEN_HEADER || memcmp(bytes, magic, sizeof magic) != 0) {
        return tsb_fail(err, TSB_ERR_INVALID, "this is not a chunk of a complement");
    }
    if (tsb_load16(bytes + AT_VERSION) != TSS_TAKEN_VERSION || bytes[AT_METHOD] != TSS_METHOD_MPEG2) {
        return tsb_fail(err, TSB_ERR_UNSUPPORTED,
                        "The film's complement is for another version of Tallystick (chunk version %u, method %u). "
                        "Update the player and the server.",
                        (unsigned)tsb_load16(bytes + AT_VERSION), (unsigned)bytes[AT_METHOD]);
    }
    struct tss_taken taken = {0};
    taken.profile = bytes[AT_PROFILE];
    taken.sectors = tsb_load32(bytes + AT_SECTORS);
    taken.width_mbs = tsb_load16(bytes + AT_WIDTH);
    taken.height = tsb_load16(bytes + AT_HEIGHT);
    taken.sequence_changes = tsb_load32(bytes + AT_FLAGS) == FLAG_SEQUENCE_CHANGES;
    taken.pictures = tsb_load32(bytes + AT_PICTURES);
    taken.exceptions = tsb_load32(bytes + AT_EXCEPTIONS);
    taken.bits = tsb_load32(bytes + AT_BITS);
    if (!tss_profile_name(taken.profile) || tsb_load32(bytes + AT_FLAGS) > FLAG_SEQUENCE_CHANGES ||
        taken.sectors == 0 || taken.sectors > TSS_CHUNK_MAX_SECTORS || taken.pictures > TSS_TAKEN_PICTURES ||
        taken.exceptions != tss_taken_room(taken.sectors) ||
        size != tss_taken_size(taken.sectors, taken.pictures, taken.bits)) {
        return tsb_fail(err, TSB_ERR_INVALID, "a chunk of the complement contradicts itself");
    }
    point(&taken, bytes);
    if (!pictures_ascend(&taken)) {
        return tsb_fail(err, TSB_ERR_INVALID, "a chunk of the complement has its pictures out of order");
    }
    *out = taken;
    return 0;
}

void tss_taken_lay_out(struct tss_taken *taken, uint8_t *bytes, size_t size)
{
    memset(bytes, 0, size);
    memcpy(bytes, magic, sizeof magic);
    tsb_store16(bytes + AT_VERSION, TSS_TAKEN_VERSION);
    bytes[AT_METHOD] = TSS_METHOD_MPEG2;
    bytes[AT_PROFILE] = taken->profile;
    taken->exceptions = tss_taken_room(taken->sectors);
    tsb_store32(bytes + AT_SECTORS, taken->sectors);
    tsb_store16(bytes + AT_WIDTH, taken->width_mbs);
    tsb_store16(bytes + AT_HEIGHT, taken->height);
    tsb_store32(bytes + AT_PICTURES, taken->pictures);
    tsb_store32(bytes + AT_EXCEPTIONS, taken->exceptions);
    tsb_store32(bytes + AT_BITS, taken->bits);
    tsb_store32(bytes + AT_FLAGS, taken->sequence_changes ? FLAG_SEQUENCE_CHANGES : 0);
    point(taken, bytes);
    const struct tss_taken_exception unused = {UNUSED, UNUSED, 0};
    uint8_t *entry = bytes + (taken->exception_table - bytes);
    for (uint32_t i = 0; i < taken->exceptions; i++) {
        tss_taken_write_exception(entry + (size_t)i * TSS_TAKEN_EXCEPTION, &unused);
    }
}

int tss_taken_check(uint8_t check[TSS_TAG_SIZE], const uint8_t shuffle_key[TSS_KEY_SIZE], const uint8_t *sectors,
                    uint32_t count, tsb_error *err)
{
    uint8_t key[TSS_KEY_SIZE];
    int result = tss_derive_check(key, shuffle_key, err);
    if (result == 0) {
        result = tss_mac(check, key, sectors, (size_t)count * TSS_SECTOR_SIZE, err);
    }
    tsb_wipe(key, sizeof key);
    return result;
}

struct tss_taken_picture tss_taken_picture(const struct tss_taken *taken, uint32_t index)
{
    const uint8_t *entry = taken->picture_table + (size_t)index * TSS_TAKEN_PICTURE;
    return (struct tss_taken_picture){tsb_load16(entry), tsb_load16(entry + 2), tsb_load32(entry + 4),
                                      tsb_load32(entry + 8), tsb_load16(entry + 12)};
}

struct tss_taken_exception tss_taken_exception(const struct tss_taken *taken, uint32_t index)
{
    const uint8_t *entry = taken->exception_table + (size_t)index * TSS_TAKEN_EXCEPTION;
    return (struct tss_taken_exception){tsb_load16(entry), tsb_load16(entry + 2), entry[4]};
}

void tss_taken_write_picture(uint8_t *entry, const struct tss_taken_picture *picture)
{
    tsb_store16(entry, (uint16_t)picture->sector);
    tsb_store16(entry + 2, (uint16_t)picture->offset);
    tsb_store32(entry + 4, picture->first_bit);
    tsb_store32(entry + 8, picture->coding);
    tsb_store16(entry + 12, (uint16_t)picture->slices);
}

void tss_taken_write_exception(uint8_t *entry, const struct tss_taken_exception *exception)
{
    tsb_store16(entry, (uint16_t)exception->picture);
    tsb_store16(entry + 2, (uint16_t)exception->slice);
    entry[4] = (uint8_t)exception->attempt;
    entry[5] = 0;
}
