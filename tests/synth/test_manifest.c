/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The disc's manifest: every way to change it is refused. */
#include "synth/manifest.h"

#include "tests/support/suite.h"
#include "tests/synth/hex.h"

static const uint8_t signing_key[TSS_KEY_SIZE] = {0x42};

static tss_manifest sample(void)
{
    tss_manifest manifest = {.title = "Sintel \"\\ \xC3\xA9",
                             .server = "https://films.example:8443",
                             .title_id = {{1}},
                             .copy = {{2}},
                             .distributor = {{3}},
                             .image_size = 5695488,
                             .image_hash = {4},
                             .index_hash = {5},
                             .manifest_sector = 300,
                             .vmg_sector = 400,
                             .vmg_backup_sector = 410,
                             .provider = "a provider"};
    return manifest;
}

static void write_sample(uint8_t bytes[TSS_MANIFEST_SIZE])
{
    tss_manifest manifest = sample();
    tsb_error err = {0};
    ck_assert_msg(tss_manifest_write(bytes, &manifest, signing_key, &err) == 0, "%s", err.text);
}

START_TEST(manifest_round_trip)
{
    uint8_t bytes[TSS_MANIFEST_SIZE];
    uint8_t signer[TSS_KEY_SIZE];
    tss_manifest back = {0};
    tsb_error err = {0};
    const tss_manifest expected = sample();
    write_sample(bytes);
    ck_assert_msg(tss_manifest_read(&back, bytes, sizeof bytes, &err) == 0, "%s", err.text);
    ck_assert_int_eq(tss_signer_public(signer, signing_key, NULL), 0);
    ck_assert_uint_eq(back.version, TSS_MANIFEST_VERSION);
    ck_assert_str_eq(back.title, expected.title);
    ck_assert_str_eq(back.server, expected.server);
    ck_assert(tss_id_equal(&back.title_id, &expected.title_id));
    ck_assert(tss_id_equal(&back.copy, &expected.copy));
    ck_assert(tss_id_equal(&back.distributor, &expected.distributor));
    ck_assert_uint_eq(back.image_size, expected.image_size);
    ck_assert_mem_eq(back.image_hash, expected.image_hash, TSS_HASH_SIZE);
    ck_assert_mem_eq(back.index_hash, expected.index_hash, TSS_HASH_SIZE);
    ck_assert_uint_eq(back.manifest_sector, expected.manifest_sector);
    ck_assert_uint_eq(back.vmg_sector, expected.vmg_sector);
    ck_assert_uint_eq(back.vmg_backup_sector, expected.vmg_backup_sector);
    ck_assert_mem_eq(back.provider, expected.provider, TSS_PROVIDER_SIZE);
    ck_assert_mem_eq(back.signer, signer, TSS_KEY_SIZE);
}
END_TEST

START_TEST(blank_is_known_as_such)
{
    uint8_t bytes[TSS_MANIFEST_SIZE];
    tss_manifest back = {0};
    tsb_error err = {0};
    tss_manifest_blank(bytes);
    ck_assert_mem_eq(bytes, "{\n\"tallystick\": 0,\n", 19);
    ck_assert_int_eq(bytes[TSS_MANIFEST_SIZE - 1], '\n');
    ck_assert_int_eq(tss_manifest_read(&back, bytes, sizeof bytes, &err), TSB_ERR_NOT_FOUND);
    ck_assert_str_ne(err.text, "");
    bytes[TSS_MANIFEST_SIZE - 2] = '\t';
    ck_assert_int_eq(tss_manifest_read(&back, bytes, sizeof bytes, NULL), TSB_ERR_UNSUPPORTED);
}
END_TEST

START_TEST(every_bit_flip_is_refused)
{
    uint8_t bytes[TSS_MANIFEST_SIZE];
    tss_manifest back = {0};
    write_sample(bytes);
    const tss_manifest before = back;
    for (size_t bit = 0; bit < 8 * sizeof bytes; bit++) {
        tsb_error err = {0};
        bytes[bit / 8] ^= (uint8_t)(1u << bit % 8);
        const int result = tss_manifest_read(&back, bytes, sizeof bytes, &err);
        ck_assert_msg(result == TSB_ERR_INVALID || result == TSB_ERR_DENIED || result == TSB_ERR_UNSUPPORTED,
                      "bit %zu gives %d", bit, result);
        ck_assert_int_eq(err.code, result);
        bytes[bit / 8] ^= (uint8_t)(1u << bit % 8);
    }
    ck_assert_mem_eq(&back, &before, sizeof back);
    ck_assert_int_eq(tss_manifest_read(&back, bytes, sizeof bytes, NULL), 0);
}
END_TEST

START_TEST(every_other_size_is_refused)
{
    uint8_t bytes[TSS_MANIFEST_SIZE + 1];
    tss_manifest back = {0};
    write_sample(bytes);
    bytes[TSS_MANIFEST_SIZE] = '\n';
    for (size_t size = 0; size <= TSS_MANIFEST_SIZE + 1; size++) {
        if (size != TSS_MANIFEST_SIZE)
            ck_assert_int_eq(tss_manifest_read(&back, bytes, size, NULL), TSB_ERR_INVALID);
    }
    /* Cut off and padded again. */
    for (size_t size = 0; size < TSS_MANIFEST_SIZE - 1; size++) {
        uint8_t cut[TSS_MANIFEST_SIZE];
        memset(cut, ' ', sizeof cut);
        memcpy(cut, bytes, size);
        cut[TSS_MANIFEST_SIZE - 1] = '\n';
        if (memcmp(cut, bytes, sizeof cut) != 0)
            ck_assert_int_eq(tss_manifest_read(&back, cut, sizeof cut, NULL), TSB_ERR_INVALID);
    }
}
END_TEST

/* Where text stands in a manifest; the test fails if it does not. */
static size_t find(const uint8_t bytes[TSS_MANIFEST_SIZE], const char *text)
{
    char copy[TSS_MANIFEST_SIZE + 1];
    memcpy(copy, bytes, TSS_MANIFEST_SIZE);
    copy[TSS_MANIFEST_SIZE] = '\0';
    const char *at = strstr(copy, text);
    ck_assert_msg(at != NULL, "%s", text);
    return (size_t)(at - copy);
}

/* Pads members, signs them with the test's key and completes them as a manifest. */
static void complete(uint8_t bytes[TSS_MANIFEST_SIZE], const char *members)
{
    char message[TSS_MANIFEST_SIZE + 64];
    char signature_text[2 * TSS_SIGNATURE_SIZE + 1];
    uint8_t signature[TSS_SIGNATURE_SIZE];
    const int size = snprintf(message, sizeof message, "tallystick manifest 1\n%s", members);
    ck_assert(size > 0 && (size_t)size < sizeof message);
    ck_assert_int_eq(tss_sign(signature, signing_key, message, (size_t)size, NULL), 0);
    tsb_hex_encode(signature_text, signature, sizeof signature);
    const int used = snprintf((char *)bytes, TSS_MANIFEST_SIZE, "%s\"signature\": \"%s\"}", members, signature_text);
    ck_assert(used > 0 && (size_t)used < TSS_MANIFEST_SIZE);
    memset(bytes + used, ' ', TSS_MANIFEST_SIZE - (size_t)used);
    bytes[TSS_MANIFEST_SIZE - 1] = '\n';
}

/* The sample's signed part with the first occurrence of from made to. */
static void edited(uint8_t bytes[TSS_MANIFEST_SIZE], const char *from, const char *to)
{
    char members[TSS_MANIFEST_SIZE];
    char changed[TSS_MANIFEST_SIZE];
    write_sample(bytes);
    const size_t end = find(bytes, "\"signature\"");
    memcpy(members, bytes, end);
    members[end] = '\0';
    char *at = strstr(members, from);
    ck_assert_msg(at != NULL, "%s", from);
    *at = '\0';
    const int size = snprintf(changed, sizeof changed, "%s%s%s", members, to, at + strlen(from));
    ck_assert(size > 0 && (size_t)size < sizeof changed);
    complete(bytes, changed);
}

#define X64 "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
#define A64 "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"

static const struct {
    const char *from, *to;
    int code;
} nonsense[] = {
    {"\"tallystick\": 1", "\"tallystick\": 2", TSB_ERR_UNSUPPORTED},
    {"\"tallystick\": 1", "\"tallystick\": 0", TSB_ERR_UNSUPPORTED},
    {"\"tallystick\": 1", "\"tallystick\": 4294967297", TSB_ERR_INVALID},
    {"\"tallystick\": 1", "\"tallystick\": \"1\"", TSB_ERR_INVALID},
    {"\"tallystick\": 1,\n", "", TSB_ERR_INVALID},
    {"\"tallystick\": 1,\n", "\"other\": 1,\n\"tallystick\": 1,\n", TSB_ERR_INVALID},
    {"\"tallystick\": 1,\n", "\"tallystick\": 1,\n\"tallystick\": 1,\n", TSB_ERR_INVALID},
    {"\"copy\"", "\"copi\"", TSB_ERR_INVALID},
    {"\"distributor\"", "\"copy\"", TSB_ERR_INVALID},
    {"\"copy\": \"02", "\"copy\": \"0g", TSB_ERR_INVALID},
    {"\"copy\": \"02", "\"copy\": \"", TSB_ERR_INVALID},
    {"\"copy\": \"02", "\"copy\": \"0202", TSB_ERR_INVALID},
    {"\"image_size\": 5695488", "\"image_size\": 5695489", TSB_ERR_INVALID},
    {"\"image_size\": 5695488", "\"image_size\": -5695488", TSB_ERR_INVALID},
    {"\"image_size\": 5695488", "\"image_size\": 5695488.0", TSB_ERR_INVALID},
    {"\"image_size\": 5695488", "\"image_size\": 0", TSB_ERR_INVALID},
    {"\"image_size\": 5695488", "\"image_size\": 18446744073709549568", TSB_ERR_INVALID},
    {"\"image_size\": 5695488", "\"image_size\": 99999999999999999999", TSB_ERR_INVALID},
    {"\"manifest_sector\": 300", "\"manifest_sector\": 2780", TSB_ERR_INVALID},
    {"\"manifest_sector\": 300", "\"manifest_sector\": 0", TSB_ERR_INVALID},
    {"\"manifest_sector\": 300", "\"manifest_sector\": 4294967295", TSB_ERR_INVALID},
    {"\"manifest_sector\": 300", "\"manifest_sector\": 399", TSB_ERR_INVALID},
    {"\"vmg_sector\": 400", "\"vmg_sector\": 2781", TSB_ERR_INVALID},
    {"\"vmg_backup_sector\": 410", "\"vmg_backup_sector\": 301", TSB_ERR_INVALID},
    {"https://films.example:8443", "ftp://films.example", TSB_ERR_INVALID},
    {"Sintel", "Sin\\u0000tel", TSB_ERR_INVALID},
    {"Sintel", "Sin\x80tel", TSB_ERR_INVALID},
    {"\"title\": \"Sintel \\\"\\\\ \xC3\xA9\"", "\"title\": \"\"", TSB_ERR_INVALID},
    {"\"provider\"", "\"nested\": {},\n\"provider\"", TSB_ERR_INVALID},
    {"\"signer\": \"", "\"signer\": \"00", TSB_ERR_INVALID},
    {"\"vmg_backup_sector\": 410", "\"vmg_backup_sector\": 2781", TSB_ERR_INVALID},
    {"Sintel", X64 X64 X64 X64, TSB_ERR_INVALID},
    {"\"provider\"", "\"signature\": \"" X64 X64 "\",\n\"provider\"", TSB_ERR_INVALID},
    {"\"provider\"", "\"signature\": \"" A64 A64 "\",\n\"provider\"", TSB_ERR_INVALID},
};

START_TEST(signed_nonsense_is_refused)
{
    for (size_t i = 0; i < TSB_COUNT(nonsense); i++) {
        uint8_t bytes[TSS_MANIFEST_SIZE];
        tss_manifest back = {0};
        tsb_error err = {0};
        edited(bytes, nonsense[i].from, nonsense[i].to);
        const int result = tss_manifest_read(&back, bytes, sizeof bytes, &err);
        ck_assert_msg(result == nonsense[i].code, "case %zu gives %d: %s", i, result, err.text);
        ck_assert_str_ne(err.text, "");
    }
}
END_TEST

START_TEST(signed_sense_is_accepted)
{
    static const char *const cases[][2] = {
        {"Sintel", "Sintel"},
        {"Sintel", "Sint\\u0065l"},
        {"\"provider\"", "\"later\": \"a member of a later version\",\n\"flag\": true,\n\"provider\""},
        {"\"copy\": \"02", "  \"copy\"  :  \"02"},
        {"\"image_size\": 5695488", "\"image_size\": 8796093020160"},
        {"\"vmg_backup_sector\": 410", "\"vmg_backup_sector\": 400"},
    };
    for (size_t i = 0; i < TSB_COUNT(cases); i++) {
        uint8_t bytes[TSS_MANIFEST_SIZE];
        tss_manifest back = {0};
        tsb_error err = {0};
        edited(bytes, cases[i][0], cases[i][1]);
        ck_assert_msg(tss_manifest_read(&back, bytes, sizeof bytes, &err) == 0, "case %zu: %s", i, err.text);
    }
}
END_TEST

START_TEST(anothers_signature_is_refused)
{
    static const uint8_t other_key[TSS_KEY_SIZE] = {0x43};
    uint8_t bytes[TSS_MANIFEST_SIZE];
    uint8_t own[TSS_KEY_SIZE];
    uint8_t other[TSS_KEY_SIZE];
    char own_text[2 * TSS_KEY_SIZE + 1];
    char other_text[2 * TSS_KEY_SIZE + 1];
    tss_manifest back = {0};
    ck_assert_int_eq(tss_signer_public(own, signing_key, NULL), 0);
    ck_assert_int_eq(tss_signer_public(other, other_key, NULL), 0);
    tsb_hex_encode(own_text, own, sizeof own);
    tsb_hex_encode(other_text, other, sizeof other);
    edited(bytes, own_text, other_text);
    ck_assert_int_eq(tss_manifest_read(&back, bytes, sizeof bytes, NULL), TSB_ERR_DENIED);
}
END_TEST

START_TEST(unsigned_additions_are_refused)
{
    uint8_t bytes[TSS_MANIFEST_SIZE];
    tss_manifest back = {0};
    write_sample(bytes);
    uint8_t *end = bytes + find(bytes, "}");
    memcpy(end, ",\n\"x\": 1}", 9);
    ck_assert_int_eq(tss_manifest_read(&back, bytes, sizeof bytes, NULL), TSB_ERR_INVALID);
    memcpy(end, "}        ", 9);
    ck_assert_int_eq(tss_manifest_read(&back, bytes, sizeof bytes, NULL), 0);
    memcpy(end, " }       ", 9);
    ck_assert_int_eq(tss_manifest_read(&back, bytes, sizeof bytes, NULL), TSB_ERR_INVALID);
    /* Hexadecimal in capitals would be another text for the same signature. */
    write_sample(bytes);
    uint8_t *digit = bytes + find(bytes, "\"signature\": \"") + 14;
    while (*digit < 'a' || *digit > 'f')
        digit++;
    *digit = (uint8_t)(*digit - 'a' + 'A');
    ck_assert_int_eq(tss_manifest_read(&back, bytes, sizeof bytes, NULL), TSB_ERR_INVALID);
}
END_TEST

START_TEST(write_refuses_what_read_would)
{
    uint8_t bytes[TSS_MANIFEST_SIZE];
    tss_manifest manifest = sample();
    manifest.title[0] = '\0';
    ck_assert_int_eq(tss_manifest_write(bytes, &manifest, signing_key, NULL), TSB_ERR_INVALID);
    manifest = sample();
    memcpy(manifest.title, "a\nb", 4);
    ck_assert_int_eq(tss_manifest_write(bytes, &manifest, signing_key, NULL), TSB_ERR_INVALID);
    manifest = sample();
    memset(manifest.title, 'x', sizeof manifest.title);
    ck_assert_int_eq(tss_manifest_write(bytes, &manifest, signing_key, NULL), TSB_ERR_INVALID);
    manifest = sample();
    memset(manifest.server, 'x', sizeof manifest.server);
    ck_assert_int_eq(tss_manifest_write(bytes, &manifest, signing_key, NULL), TSB_ERR_INVALID);
    manifest = sample();
    manifest.vmg_sector = UINT32_MAX;
    ck_assert_int_eq(tss_manifest_write(bytes, &manifest, signing_key, NULL), TSB_ERR_INVALID);
}
END_TEST

START_TEST(longest_texts_fit)
{
    uint8_t bytes[TSS_MANIFEST_SIZE];
    tss_manifest manifest = sample();
    tss_manifest back = {0};
    memset(manifest.title, '"', sizeof manifest.title - 1);
    memset(manifest.server + 8, 'x', sizeof manifest.server - 9);
    manifest.image_size = (uint64_t)UINT32_MAX * 2048;
    manifest.manifest_sector = UINT32_MAX - 2;
    manifest.vmg_sector = UINT32_MAX - 3;
    manifest.vmg_backup_sector = UINT32_MAX - 4;
    ck_assert_int_eq(tss_manifest_write(bytes, &manifest, signing_key, NULL), 0);
    ck_assert_int_eq(tss_manifest_read(&back, bytes, sizeof bytes, NULL), 0);
    ck_assert_mem_eq(&back, &manifest, sizeof back);
}
END_TEST

static const char *const good_addresses[] = {"http://localhost",
                                             "https://films.example",
                                             "https://films.example:8443",
                                             "https://films.example/",
                                             "http://127.0.0.1:8420/a/b",
                                             "http://[::1]:8420",
                                             "https://a:1",
                                             "https://a:65535/x-y_z.w~%41",
                                             "https://A-b_c.9"};

static const char *const bad_addresses[] = {"",
                                            "films.example",
                                            "ftp://films.example",
                                            "HTTPS://films.example",
                                            "https:/films.example",
                                            "https://",
                                            "https:///path",
                                            "https://:80",
                                            "https://a:",
                                            "https://a:0",
                                            "https://a:65536",
                                            "https://a:123456",
                                            "https://a:80x",
                                            "https://a:-1",
                                            "https://user@films.example",
                                            "https://films.example/\"x",
                                            "https://films.example/a b",
                                            "https://films.example/\xC3\xA9",
                                            "https://films.ex\xC3\xA9mple",
                                            "https://films.example?x",
                                            "https://films.example/?x",
                                            "https://films.example/#x",
                                            "https://films.example\\x",
                                            "http://[]",
                                            "http://[::1",
                                            "http://[::1]x",
                                            "http://[::g]",
                                            "https://a\n"};

START_TEST(server_addresses)
{
    for (size_t i = 0; i < TSB_COUNT(good_addresses); i++)
        ck_assert_msg(tss_server_address_valid(good_addresses[i]), "%s", good_addresses[i]);
}
END_TEST

START_TEST(other_server_addresses_are_refused)
{
    for (size_t i = 0; i < TSB_COUNT(bad_addresses); i++)
        ck_assert_msg(!tss_server_address_valid(bad_addresses[i]), "%s", bad_addresses[i]);
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {
        manifest_round_trip,
        blank_is_known_as_such,
        every_bit_flip_is_refused,
        every_other_size_is_refused,
        signed_nonsense_is_refused,
        signed_sense_is_accepted,
        anothers_signature_is_refused,
        unsigned_additions_are_refused,
        write_refuses_what_read_would,
        longest_texts_fit,
        server_addresses,
        other_server_addresses_are_refused,
    };
    return suite_run("synth manifest", tests, TSB_COUNT(tests));
}
