/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/commands/commands.h"

#include <stdio.h>
#include <time.h>

#define NAME_LONGEST 200

static int add_distributor(const tsv_session *session, const char *name, tsb_error *err)
{
    char id[TSS_ID_TEXT_SIZE] = "";
    tsb_error cause = {0};
    tsv_distributor distributor = {.created = (int64_t)time(NULL)};
    (void)snprintf(distributor.name, sizeof(distributor.name), "%s", name);
    int code = tss_id_generate(&distributor.id, err);
    if (code < 0) {
        return code;
    }
    code = tsv_store_distributor_add(session->data->store, &distributor, &cause);
    if (code == TSB_ERR_EXISTS) {
        return tsb_fail(err, code, "There is a distributor \"%s\" already", name);
    }
    if (code < 0) {
        return tsb_pass(err, code, &cause);
    }
    tss_id_format(id, &distributor.id);
    return tsv_print(err, "%s\n", id);
}

static int run(const tsv_invocation *invocation, tsb_error *err)
{
    int code = tsv_check_name("distributor's name", invocation->arguments[0], NAME_LONGEST, err);
    if (code != 0) {
        return code;
    }
    tsv_session session = {0};
    code = tsv_session_open(&session, invocation, "distributor", err);
    if (code == 0) {
        code = add_distributor(&session, invocation->arguments[0], err);
        tsv_session_close(&session);
    }
    return code;
}

const tsv_command tsv_command_distributor_add = {
    .name = "distributor add",
    .arguments = "NAME",
    .argument_count = 1,
    .summary = "add a point of sale; prints its id",
    .details = "The id also stands in the provider field of the discs it sells.\n",
    .run = run,
};
