/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The account's devices: list them, sign one out. */
#include "player/cmd.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "base/buffer.h"
#include "base/bytes.h"
#include "base/translate.h"
#include "net/client.h"
#include "player/account/account.h"
#include "player/account/account_servers.h"
#include "player/account/person_terminal.h"
#include "player/account/signin.h"
#include "player/failure.h"
#include "player/json_text.h"
#include "player/prompt.h"

/* Bytes of a key that are shown to tell devices of one name apart. */
#define KEY_SHOWN 8

/* What both commands work with. */
struct session {
    const tsp_options *options;
    const tsb_cancel *cancel;
    char server[TSS_MANIFEST_SERVER_SIZE];
    tsp_person_terminal person;
    tsp_account *account;
    tsp_signin *signin;
    tsn_devices devices;
};

static int sign_in(struct session *session, const tsb_log *log, tsb_error *err)
{
    const tsp_options *options = session->options;
    tsp_signin_options wanted = {
        .server = options->server ? options->server : session->server,
        .user = options->user,
        .ca_file = options->ca_file,
        .password_given = options->password_fd >= 0,
        .person = &session->person.base,
        .cancel = session->cancel,
        .log = log,
    };
    int result = tsp_account_open(&session->account, options->data, session->cancel, log, err);

    if (result == 0 && !options->server)
        result = tsp_account_only_server(session->account, session->server, err);
    return result == 0 ? tsp_signin_open(&session->signin, session->account, &wanted, err) : result;
}

/* A token kept from earlier may turn out to be worthless here: then the password is asked for. */
static int fetch(struct session *session, tsb_error *err)
{
    tsn_client *client = tsp_signin_client(session->signin);
    tsn_refusal refusal = {0};
    tsb_error cause = {0};
    int result = tsn_client_devices(client, &session->devices, session->cancel, &refusal, &cause);

    if (result == 0)
        return 0;
    if (!tsp_signin_kept(session->signin) || strcmp(refusal.code, "not_signed_in") != 0)
        return tsb_pass(err, result, &cause);
    result = tsp_signin_again(session->signin, err);
    return result == 0 ? tsn_client_devices(client, &session->devices, session->cancel, NULL, err) : result;
}

static void finish(struct session *session)
{
    tsn_devices_finish(&session->devices);
    tsp_signin_destroy(&session->signin);
    tsp_account_destroy(&session->account);
}

static int flush(tsb_error *err)
{
    return fflush(stdout) == 0 && !ferror(stdout) ? 0 : tsb_fail_errno(err, errno, "Cannot write the result");
}

static void format_time(char *text, size_t size, int64_t when)
{
    time_t seconds = (time_t)when;
    const struct tm *local = localtime(&seconds);

    if (!local || strftime(text, size, "%Y-%m-%d %H:%M", local) == 0)
        snprintf(text, size, "?");
}

static void print_table(const tsn_devices *devices)
{
    printf("%-8s%-18s%-18s%-18s%s\n", _("ID"), _("ADDED"), _("LAST SEEN"), _("KEY"), _("NAME"));
    for (size_t i = 0; i < devices->count; i++) {
        const tsn_device *device = &devices->items[i];
        char added[32] = "";
        char seen[32] = "";
        char key[2 * KEY_SHOWN + 1] = "";
        format_time(added, sizeof(added), device->created);
        format_time(seen, sizeof(seen), device->last_seen);
        tsb_hex_encode(key, device->key, KEY_SHOWN);
        printf("%-8" PRIu64 "%-18s%-18s%-18s%s%s\n", device->id, added, seen, key, device->name,
               device->current ? _(" (this device)") : "");
    }
}

static int print_json(const tsn_devices *devices, tsb_error *err)
{
    tsb_buffer text = {0};
    int result = 0;

    tsb_buffer_init(&text, TSN_REPLY_MAX);
    result = tsn_devices_encode(&text, devices, err);
    if (result == 0)
        puts((const char *)text.bytes);
    tsb_buffer_finish(&text);
    return result;
}

static int list(struct session *session, tsb_error *err)
{
    int result = 0;

    if (session->options->json)
        result = print_json(&session->devices, err);
    else
        print_table(&session->devices);
    return result == 0 ? flush(err) : result;
}

static const tsn_device *find(const tsn_devices *devices, uint64_t id)
{
    for (size_t i = 0; i < devices->count; i++) {
        if (devices->items[i].id == id)
            return &devices->items[i];
    }
    return NULL;
}

static int ask(const struct session *session, const tsn_device *device, tsb_error *err)
{
    char question[TSN_DEVICE_NAME_SIZE + 160] = "";
    int answer = 1;

    if (session->options->yes || !tsp_prompt_possible())
        return 0;
    snprintf(question, sizeof(question),
             device->current ? _("Sign out device %" PRIu64 ", \"%s\", which is this one? [Y/n] ")
                             : _("Sign out device %" PRIu64 ", \"%s\"? [Y/n] "),
             device->id, device->name);
    answer = tsp_prompt_yes(question, err);
    if (answer < 0)
        return answer;
    return answer > 0 ? 0 : tsb_fail(err, TSB_ERR_CANCELLED, "Nothing was removed.");
}

static void tell(const tsn_device *device)
{
    fprintf(stderr,
            _("Device %" PRIu64
              ", \"%s\", is signed out; a film it is playing stops before long. Views moved to tokens "
              "for it stay valid there until they are used or given back. With the password it can sign in again.\n"),
            device->id, device->name);
    if (device->current)
        fputs(_("It is this device: the next sign-in here asks for the password.\n"), stderr);
}

static int remove_one(struct session *session, tsb_error *err)
{
    const tsn_device *device = find(&session->devices, session->options->device);
    int result = 0;

    if (!device)
        return tsb_fail(err, TSB_ERR_NOT_FOUND,
                        "Your account has no device %" PRIu64 "; `tallystick device list` shows those it has.",
                        session->options->device);
    result = ask(session, device, err);
    if (result == 0)
        result = tsn_client_device_remove(tsp_signin_client(session->signin), device->id, session->cancel, NULL, err);
    if (result == 0 && device->current)
        result = tsp_signin_forget(session->signin, err);
    if (result != 0)
        return result;
    tell(device);
    if (session->options->json) {
        printf("{\"removed\":%" PRIu64 ",\"name\":", device->id);
        tsp_json_string(stdout, device->name);
        printf(",\"current\":%s}\n", device->current ? "true" : "false");
    }
    return flush(err);
}

static int run(const tsp_options *options, const tsb_cancel *cancel, const tsb_log *log,
               int (*act)(struct session *session, tsb_error *err))
{
    struct session session = {.options = options, .cancel = cancel};
    tsb_error err = {0};
    int result = 0;

    tsp_person_terminal_init(&session.person, options);
    result = sign_in(&session, log, &err);

    if (result == 0)
        result = fetch(&session, &err);
    if (result == 0)
        result = act(&session, &err);
    finish(&session);
    if (result != 0)
        tsp_failure_tell(&err);
    return result == 0 ? TSP_EXIT_DONE : TSP_EXIT_FAILED;
}

int tsp_cmd_device_list(const tsp_options *options, const tsb_cancel *cancel, const tsb_log *log)
{
    return run(options, cancel, log, list);
}

int tsp_cmd_device_remove(const tsp_options *options, const tsb_cancel *cancel, const tsb_log *log)
{
    return run(options, cancel, log, remove_one);
}
