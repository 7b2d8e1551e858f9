/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "player/account/signin.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/secret.h"
#include "base/translate.h"
#include "synth/manifest.h"

/* A token that ends sooner than a film does is not worth starting with. */
#define TOKEN_MARGIN_SECONDS (6 * 3600)

struct tsp_signin {
    const tsp_account *account;
    tsp_signin_options options;
    tsn_client *client;
    tsp_login *login; /* secret memory */
    char url[TSS_MANIFEST_SERVER_SIZE];
    char name[TSN_NAME_SIZE];     /* the server's */
    uint8_t device[TSS_KEY_SIZE]; /* this device's public key */
    bool kept;
};

tsn_client *tsp_signin_client(const tsp_signin *signin)
{
    return signin->client;
}

const uint8_t *tsp_signin_server_key(const tsp_signin *signin)
{
    return signin->login->signing_key;
}

bool tsp_signin_kept(const tsp_signin *signin)
{
    return signin->kept;
}

static int create_client(tsp_signin *signin, bool with_token, tsb_error *err)
{
    tsn_client_options options = {
        .url = signin->url,
        .ca_file = signin->options.ca_file,
        .device_key = tsp_account_device_key(signin->account),
        .token = with_token ? signin->login->token : NULL,
        .log = signin->options.log,
    };

    return tsn_client_create(&signin->client, &options, err);
}

int tsp_signin_refuse_signer(const char *url, const uint8_t *signer, const uint8_t *expected, tsb_error *err)
{
    char disc[TSS_FINGERPRINT_SIZE] = "";
    char server[TSS_FINGERPRINT_SIZE] = "";
    int result = tss_fingerprint(disc, signer, err);

    if (result == 0)
        result = tss_fingerprint(server, expected, err);
    if (result != 0)
        return result;
    return tsb_fail(
        err, TSB_ERR_DENIED,
        "This disc is refused: it was signed by another key (%s) than that of %s (%s). It does not come from this "
        "server; ask where you got it.",
        disc, url, server);
}

static int refuse_changed(const tsp_signin *signin, const tsn_server_info *info, tsb_error *err)
{
    char *path = tsp_account_path(signin->account, signin->url);

    tsb_fail(err, TSB_ERR_DENIED,
             "%s shows another key (%s) than at your first sign-in: it may be an impostor. Nothing was sent to it. If "
             "its operator "
             "confirms the new key, remove %s and sign in again.",
             signin->url, info->fingerprint, path ? path : _("its file in the data folder"));
    free(path);
    return TSB_ERR_DENIED;
}

static int pin(tsp_signin *signin, const tsn_server_info *info, tsb_error *err)
{
    tsp_person *person = signin->options.person;
    const tsp_trust_question question = {.name = info->name, .url = signin->url, .fingerprint = info->fingerprint};
    int answer = person ? person->ops->trust(person, &question, err) : 0;

    if (answer < 0)
        return answer;
    if (answer == 0)
        return tsb_fail(err, TSB_ERR_DENIED, "%s is not trusted, so nothing was sent to it.", signin->url);
    memcpy(signin->login->signing_key, info->signing_key, TSS_KEY_SIZE);
    signin->login->pinned = true;
    return tsp_account_save(signin->account, signin->url, signin->login, err);
}

/* Without a disc at hand there is nothing to sign. */
static int check_signer(const tsp_signin *signin, const uint8_t *key, tsb_error *err)
{
    const uint8_t *signer = signin->options.signer;

    if (!signer || memcmp(key, signer, TSS_KEY_SIZE) == 0)
        return 0;
    return tsp_signin_refuse_signer(signin->url, signer, key, err);
}

/* The server is the one it was, and the disc is its own. */
static int check_keys(tsp_signin *signin, tsb_error *err)
{
    tsn_server_info info = {0};
    int result = signin->login->pinned ? check_signer(signin, signin->login->signing_key, err) : 0;

    if (result == 0)
        result = tsn_client_server_info(signin->client, &info, signin->options.cancel, NULL, err);
    if (result != 0)
        return result;
    memcpy(signin->name, info.name, sizeof(signin->name));
    /* What the server says of its own fingerprint is not taken from it. */
    result = tss_fingerprint(info.fingerprint, info.signing_key, err);
    if (result != 0)
        return result;
    if (signin->login->pinned && memcmp(signin->login->signing_key, info.signing_key, TSS_KEY_SIZE) != 0)
        return refuse_changed(signin, &info, err);
    result = check_signer(signin, info.signing_key, err);
    if (result != 0)
        return result;
    return signin->login->pinned ? 0 : pin(signin, &info, err);
}

/* Who signs in, as far as that is known; NULL: the person has to say. */
static const char *known_user(const tsp_signin *signin)
{
    if (signin->options.user)
        return signin->options.user;
    return signin->login->user[0] ? signin->login->user : NULL;
}

/* One try; refused: for the wrong name or password. */
static int try_password(tsp_signin *signin, const tsp_credentials_question *question, char *user, char *password,
                        bool *refused, tsn_login *answer, tsb_error *err)
{
    char name[TSN_DEVICE_NAME_SIZE] = "";
    tsn_refusal refusal = {0};
    tsp_person *person = signin->options.person;
    int result = person->ops->credentials(person, question, user, password, err);

    *refused = false;
    if (result != 0)
        return result;
    tsp_account_device_name(name, sizeof(name));
    result = tsn_client_login(signin->client, user, password, name, answer, signin->options.cancel, &refusal, err);
    *refused = strcmp(refusal.code, "wrong_password") == 0;
    return result;
}

/* Until the password is right, with a person who may try again. */
static int log_in(tsp_signin *signin, char *user, tsn_login *answer, tsb_error *err)
{
    char why[TSB_ERROR_TEXT_SIZE] = "";
    char last[TSN_USER_SIZE] = "";
    tsp_credentials_question question = {.name = signin->name, .url = signin->url, .user = known_user(signin)};
    char *password = tsb_secret_alloc(TSN_PASSWORD_SIZE);
    int result = 0;
    bool refused = false;

    if (!password)
        return tsb_fail(err, TSB_ERR_MEMORY, "Out of memory.");
    do {
        tsb_error cause = {0};
        result = try_password(signin, &question, user, password, &refused, answer, &cause);
        tsb_wipe(password, TSN_PASSWORD_SIZE);
        if (result != 0 && !(refused && signin->options.person->asks_again))
            tsb_pass(err, result, &cause);
        snprintf(why, sizeof(why), "%s", cause.text);
        question.why = why;
        memcpy(last, user, sizeof(last));
        question.user = last;
    } while (refused && signin->options.person->asks_again);
    tsb_secret_free(password, TSN_PASSWORD_SIZE);
    return result;
}

static int sign_in(tsp_signin *signin, tsb_error *err)
{
    char user[TSN_USER_SIZE] = "";
    tsn_login answer = {0};
    int result = 0;

    if (!signin->options.person)
        return tsb_fail(err, TSB_ERR_DENIED, "no earlier sign-in to %s is kept", signin->url);
    if (signin->options.user && strlen(signin->options.user) >= TSN_USER_SIZE)
        return tsb_fail(err, TSB_ERR_INVALID, "The user name is too long: at most %d bytes are allowed.",
                        TSN_USER_SIZE - 1);
    result = log_in(signin, user, &answer, err);
    if (result != 0)
        return result;
    memcpy(signin->login->user, user, sizeof(user));
    memcpy(signin->login->token, answer.token, TSN_TOKEN_SIZE);
    signin->login->signed_in = true;
    signin->login->expires = answer.expires;
    memcpy(signin->login->device, signin->device, TSS_KEY_SIZE);
    signin->login->device_known = true;
    tsb_wipe(&answer, sizeof(answer));
    signin->kept = false;
    return tsp_account_save(signin->account, signin->url, signin->login, err);
}

int tsp_signin_forget(tsp_signin *signin, tsb_error *err)
{
    signin->login->signed_in = false;
    tsb_wipe(signin->login->token, TSN_TOKEN_SIZE);
    return tsp_account_save(signin->account, signin->url, signin->login, err);
}

int tsp_signin_again(tsp_signin *signin, tsb_error *err)
{
    int result = tsp_signin_forget(signin, err);

    if (result != 0)
        return result;
    if (signin->options.person) {
        char text[TSS_MANIFEST_SERVER_SIZE + 128] = "";
        snprintf(text, sizeof(text), _("Your earlier sign-in to %s has ended."), signin->url);
        signin->options.person->ops->tell(signin->options.person, text);
    }
    return sign_in(signin, err);
}

/* A password that was given is used; else the token kept from earlier will do. */
static bool may_use_token(const tsp_signin *signin)
{
    const tsp_login *login = signin->login;

    if (login->device_known && memcmp(login->device, signin->device, TSS_KEY_SIZE) != 0)
        return false; /* what it opens is sealed to a key that is here no more */
    return login->signed_in && !signin->options.password_given &&
           (!signin->options.user || strcmp(signin->options.user, login->user) == 0) &&
           login->expires > (int64_t)time(NULL) + TOKEN_MARGIN_SECONDS;
}

int tsp_signin_open(tsp_signin **out, const tsp_account *account, const tsp_signin_options *options, tsb_error *err)
{
    tsp_signin *signin = calloc(1, sizeof(*signin));
    int result = 0;

    *out = NULL;
    if (!signin)
        return tsb_fail(err, TSB_ERR_MEMORY, "Out of memory.");
    signin->account = account;
    signin->options = *options;
    signin->login = tsb_secret_alloc(sizeof(*signin->login));
    if (!signin->login)
        result = tsb_fail(err, TSB_ERR_MEMORY, "Out of memory.");
    if (result == 0)
        result = tsn_url_normalise(signin->url, sizeof(signin->url), options->server, err);
    if (result == 0)
        result = tsp_account_load(account, signin->url, signin->login, err);
    if (result == 0)
        result = tss_device_public(signin->device, tsp_account_device_key(account), err);
    if (result == 0) {
        signin->kept = may_use_token(signin);
        if (!options->person && !signin->kept)
            result = tsb_fail(err, TSB_ERR_DENIED, "no earlier sign-in to %s is kept", signin->url);
    }
    if (result == 0) {
        result = create_client(signin, signin->kept, err);
    }
    if (result == 0)
        result = check_keys(signin, err);
    if (result == 0 && !signin->kept)
        result = sign_in(signin, err);
    if (result != 0) {
        tsp_signin_destroy(&signin);
        return result;
    }
    *out = signin;
    return 0;
}

void tsp_signin_destroy(tsp_signin **signin)
{
    if (!signin || !*signin)
        return;
    tsn_client_destroy(&(*signin)->client);
    tsb_secret_free((*signin)->login, sizeof(*(*signin)->login));
    free(*signin);
    *signin = NULL;
}
