/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/commands/commands.h"

#include <stdlib.h>
#include <string.h>

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

static bool is_loopback(const char *host, size_t length)
{
    return (length == 9 && strncmp(host, "localhost", 9) == 0) || (length > 4 && strncmp(host, "127.", 4) == 0) ||
           (length == 5 && strncmp(host, "[::1]", 5) == 0);
}

/* Discs carry it for good: better refused now than never reached. */
static int check_address(const char *address, tsb_error *err)
{
    bool tls = strncmp(address, "https://", 8) == 0;
    if (!tls && strncmp(address, "http://", 7) != 0) {
        return tsv_usage(err, "The address must begin with https:// (or http:// on this machine), not \"%s\"", address);
    }
    const char *host = address + (tls ? 8 : 7);
    size_t length = *host == '[' ? strcspn(host, "]/") + 1 : strcspn(host, ":/");
    size_t rest = strcspn(host, "/?#@ \"\\");
    if (length == 0 || length > rest || host[rest] != '\0') {
        return tsv_usage(err,
                         "The address must be a scheme, a host and maybe a port, such as https://films.example:8443");
    }
    if (!tls && !is_loopback(host, length)) {
        return tsv_usage(err, "Players speak http to their own machine alone: the address must begin with https://");
    }
    return tsv_check_name("address", address, TSS_MANIFEST_SERVER_SIZE - 1, err);
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
    address = address ? address : DEFAULT_ADDRESS;
    name = name ? name : DEFAULT_NAME;
    int code = check_address(address, err);
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
    code = tsv_data_init(folder, name, address, err);
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
