/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/commands/commands.h"

#include <stdlib.h>

#include "net/client.h"
#include "synth/manifest.h"

#define DEFAULT_ADDRESS "http://127.0.0.1:8420"
#define DEFAULT_NAME    "Tallystick"

static const tsv_option options[] = {
    {.name = "address",
     .value = "URL",
     .help = "the address players reach the server at, as discs will carry it\n(default: " DEFAULT_ADDRESS ")"},
    {.name = "name", .value = "NAME", .help = "what the server calls itself (default: " DEFAULT_NAME ")"},
    {.name = NULL},
};

/* Discs carry it for good: better refused now, by the players' own rules, than never reached. */
static int read_address(char out[TSS_MANIFEST_SERVER_SIZE], const char *address, tsb_error *err)
{
    tsb_error cause = {0};
    if (tsn_url_normalise(out, TSS_MANIFEST_SERVER_SIZE, address, &cause) != 0) {
        return tsv_usage(err, "%s", cause.text);
    }
    if (!tss_server_address_valid(out)) {
        return tsv_usage(err, "A disc cannot carry the address \"%.200s\": write its host in plain letters and digits",
                         address);
    }
    return 0;
}

static int tell_fingerprint(const char *folder, tsb_error *err)
{
    tsv_data *data = NULL;
    char fingerprint[TSS_FINGERPRINT_SIZE] = "";
    int code = tsv_data_open(&data, folder, err);
    if (code == 0) {
        code = tss_fingerprint(fingerprint, data->signing_public, err);
    }
    if (code == 0) {
        (void)fprintf(stderr,
                      "Made the server's data in %s\nIts discs will name %s\nFingerprint of its signing key: %s\n"
                      "Players show it at the first sign-in: publish it where viewers can compare.\n"
                      "Back the folder up: without its keys no disc can be watched.\n",
                      folder, data->address, fingerprint);
    }
    tsv_data_close(&data);
    return code;
}

static int run(const tsv_invocation *invocation, tsb_error *err)
{
    const char *address = tsv_option_value(invocation, "address");
    const char *name = tsv_option_value(invocation, "name");
    name = name ? name : DEFAULT_NAME;
    char normal[TSS_MANIFEST_SERVER_SIZE] = "";
    int code = read_address(normal, address ? address : DEFAULT_ADDRESS, err);
    if (code == 0) {
        code = tsv_check_name("name", name, 100, err);
    }
    if (code != 0) {
        return code;
    }
    char *folder = tsv_data_folder(invocation);
    if (!folder) {
        return tsb_fail(err, TSB_ERR_NOT_FOUND, "There is no home folder to keep data in: name a folder with --data");
    }
    code = tsv_data_init(folder, name, normal, err);
    if (code == 0) {
        code = tell_fingerprint(folder, err);
    }
    free(folder);
    return code;
}

const tsv_command tsv_command_init = {
    .name = "init",
    .summary = "make the server's data folder, database and keys",
    .details = "Makes the folder (mode 0700) with an empty bank, the database and two keys, and says\n"
               "the signing key's fingerprint.\n",
    .options = options,
    .run = run,
};
