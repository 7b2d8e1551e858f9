/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/commands/commands.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

#include "base/secret.h"
#include "server/password.h"

#define USER_LONGEST 64

/* Of "user add"; "user passwd" has all but the first. */
static const tsv_option options[] = {
    {.name = "qa", .help = "may verify any copy without spending views"},
    {.name = "password-fd",
     .value = "N",
     .help = "read the password's line from this descriptor\n(default: ask on the terminal)"},
    {.name = NULL},
};

static int read_descriptor(const tsv_invocation *invocation, int *descriptor, tsb_error *err)
{
    const char *text = tsv_option_value(invocation, "password-fd");
    uint32_t number = 0;
    *descriptor = -1;
    if (!text) {
        return 0;
    }
    int code = tsv_option_number("password-fd", text, 0, 1023, &number, err);
    *descriptor = code == 0 ? (int)number : -1;
    return code;
}

static int make_verifier(tsv_account *account, int descriptor, tsb_error *err)
{
    char *password = tsb_secret_alloc(TSV_PASSWORD_SIZE);
    if (!password) {
        return tsb_fail(err, TSB_ERR_MEMORY, "Out of memory");
    }
    int code = tsv_password_read(password, descriptor, account->name, err);
    if (code == 0) {
        code = tss_random(account->salt, sizeof(account->salt), err);
    }
    if (code == 0) {
        code = tss_scrypt(account->verifier, password, strlen(password), account->salt, err);
    }
    tsb_secret_free(password, TSV_PASSWORD_SIZE);
    return code;
}

static int add_user(const tsv_session *session, const tsv_invocation *invocation, int descriptor, tsb_error *err)
{
    tsv_account before = {0};
    tsv_account account = {.qa = tsv_option_value(invocation, "qa") != NULL, .created = (int64_t)time(NULL)};
    (void)snprintf(account.name, sizeof(account.name), "%s", invocation->arguments[0]);
    int code = tsv_store_account_find(session->data->store, account.name, &before, NULL);
    if (code == 0) {
        return tsb_fail(err, TSB_ERR_EXISTS, "There is a user \"%s\" already", account.name);
    }
    code = make_verifier(&account, descriptor, err);
    if (code == 0) {
        tsb_error cause = {0};
        code = tsv_store_account_add(session->data->store, &account, &cause);
        if (code < 0) {
            code = code == TSB_ERR_EXISTS ? tsb_fail(err, code, "There is a user \"%s\" already", account.name)
                                          : tsb_pass(err, code, &cause);
        }
    }
    if (code == 0) {
        tsb_info(&session->log, "added %s\"%s\"", account.qa ? "the QA user " : "", account.name);
    }
    return code;
}

static int change_password(const tsv_session *session, const tsv_invocation *invocation, int descriptor, tsb_error *err)
{
    const char *name = invocation->arguments[0];
    tsv_account account = {0};
    int code = tsv_store_account_find(session->data->store, name, &account, err);
    if (code == 0) {
        code = make_verifier(&account, descriptor, err);
    }
    if (code == 0) {
        code = tsv_store_account_password(session->data->store, account.id, account.salt, account.verifier, err);
    }
    if (code == 0) {
        tsb_info(&session->log, "changed the password of \"%s\"; all its devices have to sign in again", name);
    }
    return code;
}

/* What is done to the user named by the first argument; descriptor is where its password is read from. */
typedef int user_work(const tsv_session *session, const tsv_invocation *invocation, int descriptor, tsb_error *err);

static int run(const tsv_invocation *invocation, user_work *work, tsb_error *err)
{
    int descriptor = -1;
    tsv_session session = {0};
    int code = tsv_check_name("user's name", invocation->arguments[0], USER_LONGEST, err);
    if (code == 0) {
        code = read_descriptor(invocation, &descriptor, err);
    }
    if (code == 0) {
        code = tsv_session_open(&session, invocation, "user", err);
    }
    if (code == 0) {
        code = work(&session, invocation, descriptor, err);
        tsv_session_close(&session);
    }
    return code;
}

static int run_add(const tsv_invocation *invocation, tsb_error *err)
{
    return run(invocation, add_user, err);
}

static int run_passwd(const tsv_invocation *invocation, tsb_error *err)
{
    return run(invocation, change_password, err);
}

const tsv_command tsv_command_user_add = {
    .name = "user add",
    .arguments = "NAME",
    .argument_count = 1,
    .summary = "add a user",
    .details = "The password (at least 8 characters) is asked for twice on the terminal, or read from a\n"
               "descriptor; it is kept as a salted scrypt verifier alone.\n",
    .options = options,
    .run = run_add,
};

const tsv_command tsv_command_user_passwd = {
    .name = "user passwd",
    .arguments = "NAME",
    .argument_count = 1,
    .summary = "change a user's password",
    .details = "All devices of the user have to sign in again.\n",
    .options = &options[1],
    .run = run_passwd,
};
