/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Signing in and out. */
#include <stdio.h>
#include <string.h>

#include "base/bytes.h"
#include "base/secret.h"
#include "server/http/http.h"
#include "server/http/routes.h"

/* A token is good for so long. */
#define TOKEN_SECONDS (90 * 24 * 3600)

static void audit(tsv_request *request, const char *event, const char *user, int64_t device, const char *detail)
{
    tsb_error error = {0};
    tsv_audit line = {.time = request->now,
                      .event = event,
                      .account = user,
                      .device = device,
                      .address = request->address,
                      .detail = detail};
    if (tsv_store_audit_add(request->service->data->store, &line, &error) != 0)
        tsb_error_log(&request->service->log, "the audit log cannot be written: %s", error.text);
    tsb_info(&request->service->log, "%s: user \"%s\" from %s%s%s", event, user, request->address, detail ? ": " : "",
             detail ? detail : "");
}

/* The name that tries from this address are counted under: of IPv6 the /64, which one household has whole. */
static void address_name(char out[TSV_ADDRESS_SIZE], const char *address)
{
    unsigned colons = 0;
    (void)snprintf(out, TSV_ADDRESS_SIZE, "%s", address);
    for (char *at = out; *at; at++) {
        if (*at == ':' && (++colons == 4 || at[1] == ':')) {
            at[1] = '\0';
            return;
        }
    }
}

/* False when this user or address must wait first; the reply is filled then. */
static bool may_try(tsv_request *request, const char *user, const char *address)
{
    tsv_service *service = request->service;
    unsigned wait = tsv_guesses_try(service->guesses_address, address, request->now);
    if (wait == 0) {
        wait = tsv_guesses_try(service->guesses_user, user, request->now);
        if (wait != 0)
            tsv_guesses_undo(service->guesses_address, address);
    }
    if (wait == 0)
        return true;
    atomic_fetch_add(&service->metrics.sign_ins[TSV_SIGN_IN_LIMITED], 1);
    tsv_reply_error(request, 429, "too_many_attempts", "Too many attempts to sign in. Try again in %u s.", wait);
    request->reply.retry_after = wait;
    return false;
}

/* TSB_ERR_DENIED when user or password is wrong; takes as long either way. */
static int check_password(tsv_request *request, const tsn_login_request *login, tsv_account *account, tsb_error *err)
{
    uint8_t verifier[TSS_KEY_SIZE] = {0};
    int found = tsv_store_account_find(request->service->data->store, login->user, account, err);
    if (found == TSB_ERR_NOT_FOUND)
        tsb_error_clear(err);
    else if (found != 0)
        return found;
    int rc = tss_scrypt(verifier, login->password, strlen(login->password), account->salt, err);
    bool right = found == 0 && tsb_secret_equal(verifier, account->verifier, sizeof verifier);
    tsb_wipe(verifier, sizeof verifier);
    if (rc == 0 && !right)
        rc = tsb_fail(err, TSB_ERR_DENIED, "wrong user or password");
    return rc;
}

/* Enrols the device and gives it a token. */
static int give_token(tsv_request *request, const tsn_login_request *login, const tsv_account *account, tsn_login *out,
                      tsb_error *err)
{
    uint8_t hash[TSS_HASH_SIZE] = {0};
    tsv_device device = {0};
    tsv_store *store = request->service->data->store;
    int rc = tsv_store_device_enrol(store, account->id, login->device_key, login->device_name, request->now, &device,
                                    err);
    if (rc == 0)
        rc = tss_random(out->token, sizeof out->token, err);
    if (rc == 0)
        rc = tss_sha256(hash, out->token, sizeof out->token, err);
    out->device = (uint64_t)device.id;
    out->qa = account->qa;
    out->expires = request->now + TOKEN_SECONDS;
    if (rc == 0)
        rc = tsv_store_token_add(store, hash, account->id, device.id, request->now, out->expires, err);
    return rc;
}

static void sign_in(tsv_request *request, const tsn_login_request *login, const char *address)
{
    tsb_error error = {0};
    tsv_account account = {0};
    tsn_login given = {0};
    tsv_service *service = request->service;
    int rc = check_password(request, login, &account, &error);
    if (rc == TSB_ERR_DENIED) {
        atomic_fetch_add(&service->metrics.sign_ins[TSV_SIGN_IN_REFUSED], 1);
        audit(request, "sign_in_refused", login->user, 0, "wrong user or password");
        tsv_reply_error(request, 401, "wrong_password", "User name or password is wrong.");
        goto done;
    }
    if (rc == 0) {
        tsv_guesses_forgive(service->guesses_user, login->user);
        tsv_guesses_undo(service->guesses_address, address);
        rc = give_token(request, login, &account, &given, &error);
    }
    if (rc == TSB_ERR_DENIED) {
        audit(request, "sign_in_refused", login->user, 0, "too many devices");
        tsv_reply_error(
            request, 403, "too_many_devices",
            "This account has as many devices as it may have. On one of them, remove one that is not used any "
            "more.");
        goto done;
    }
    if (rc == 0)
        rc = tsn_login_encode(&request->reply.body, &given, &error);
    if (rc == 0) {
        atomic_fetch_add(&service->metrics.sign_ins[TSV_SIGN_IN_DONE], 1);
        audit(request, "sign_in", login->user, (int64_t)given.device, login->device_name);
    }
    tsv_reply_json(request, 200, rc, &error);
done:
    tsb_wipe(&given, sizeof given);
    tsb_wipe(&account, sizeof account);
}

void tsv_post_login(tsv_request *request)
{
    tsb_error error = {0};
    tsn_login_request login = {0};
    char address[TSV_ADDRESS_SIZE];
    if (tsn_login_request_decode(&login, request->body.bytes, request->body.size, &error) != 0) {
        tsv_reply_error(request, 400, "bad_request", "The request is not understood: %s.", error.text);
        return;
    }
    address_name(address, request->address);
    if (!tsv_service_enter_hashing(request->service)) {
        tsv_reply_error(request, 503, "busy", "The server is busy. Try again in a moment.");
        request->reply.retry_after = 1;
    } else {
        if (may_try(request, login.user, address))
            sign_in(request, &login, address);
        tsv_service_leave_hashing(request->service);
    }
    tsb_wipe(&login, sizeof login);
}

void tsv_post_logout(tsv_request *request)
{
    tsb_error error = {0};
    uint8_t token[TSN_TOKEN_SIZE] = {0};
    uint8_t hash[TSS_HASH_SIZE] = {0};
    const char *text = strrchr(request->authorization, ' ') + 1; /* it was found valid */
    int rc = tsb_hex_decode(token, sizeof token, text, strlen(text));
    if (rc == 0)
        rc = tss_sha256(hash, token, sizeof token, &error);
    if (rc == 0)
        rc = tsv_store_token_remove(request->service->data->store, hash, &error);
    tsb_wipe(token, sizeof token);
    if (rc != 0) {
        tsv_reply_failure(request, &error);
        return;
    }
    audit(request, "sign_out", request->bearer.account_name, request->bearer.device, NULL);
    request->reply.status = 204;
}
