/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/commands/commands.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "server/copies.h"

#define VIEWS_MOST 1000000u

static const tsv_option options[] = {
    {.name = "title", .value = "ID", .help = "the title to copy", .required = true},
    {.name = "user", .value = "NAME", .help = "who may view it", .required = true},
    {.name = "distributor", .value = "ID", .help = "who sells it", .required = true},
    {.name = "views", .value = "N", .help = "how many views the licence grants", .required = true},
    {.name = "tied",
     .value = "OWNER",
     .help = "whose secret seed makes it: the user's (user, default), or the one\nof all copies of the title at the "
             "point of sale (distributor)"},
    {.name = NULL},
};

static int read_order(tsv_copy_order *order, const tsv_invocation *invocation, tsb_error *err)
{
    const char *tied = tsv_option_value(invocation, "tied");
    int code = tsv_read_id(&order->title, "title", tsv_option_value(invocation, "title"), err);
    if (code == 0) {
        code = tsv_read_id(&order->distributor, "distributor", tsv_option_value(invocation, "distributor"), err);
    }
    if (code == 0) {
        code = tsv_option_number("views", tsv_option_value(invocation, "views"), 1, VIEWS_MOST, &order->views, err);
    }
    if (code == 0 && tied && strcmp(tied, "user") != 0 && strcmp(tied, "distributor") != 0) {
        code = tsv_usage(err, "--tied is user or distributor, not \"%s\"", tied);
    }
    order->user = tsv_option_value(invocation, "user");
    order->tied = tied && strcmp(tied, "distributor") == 0 ? TSV_TIED_DISTRIBUTOR : TSV_TIED_USER;
    order->now = (int64_t)time(NULL);
    return code;
}

static int create(const tsv_session *session, const tsv_copy_order *order, tsb_error *err)
{
    char id[TSS_ID_TEXT_SIZE] = "";
    tsv_copy *copy = calloc(1, sizeof(*copy));
    if (!copy) {
        return tsb_fail(err, TSB_ERR_MEMORY, "Out of memory");
    }
    int code = tsv_copy_create(session->data, order, copy, err);
    if (code == 0) {
        tss_id_format(id, &copy->id);
        code = tsv_print(err, "%s\n", id);
    }
    free(copy);
    return code;
}

static int run(const tsv_invocation *invocation, tsb_error *err)
{
    tsv_copy_order order = {{{0}}, {{0}}, NULL, TSV_TIED_USER, 0, 0};
    int code = read_order(&order, invocation, err);
    if (code != 0) {
        return code;
    }
    tsv_session session = {0};
    code = tsv_session_open(&session, invocation, "copy", err);
    if (code == 0) {
        code = create(&session, &order, err);
        tsv_session_close(&session);
    }
    return code;
}

const tsv_command tsv_command_copy_create = {
    .name = "copy create",
    .summary = "make a copy of a title for a user; prints its id",
    .details = "Enters the copy, its signed manifest and its licence. Nothing of it is stored but these: its\n"
               "disc image and its complement are computed when they are asked for.\n",
    .options = options,
    .run = run,
};
