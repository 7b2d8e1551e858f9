/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/commands/commands.h"

#include "server/progress.h"
#include "server/token.h"

#define VIEWS_MOST TST_LICENCE_VIEWS_MAX

static const tsv_option options[] = {
    {.name = "copy", .value = "ID", .help = "the copy whose complement it is to carry", .required = true},
    {.name = "views", .value = "N", .help = "how many views to move from the account to the token", .required = true},
    {.name = "output",
     .value = "TOKEN",
     .help = "where it is: the serial number of a USB stick, its folder,\nor a container file",
     .letter = 'o',
     .required = true},
    {.name = "serial", .value = "S", .help = "serial number of the stick a file is for, when it lies on none"},
    {.name = "devices", .value = "LIST", .help = "numbers of the user's devices it is for, as 3,7; default: all"},
    {.name = "format", .help = "make it a token, whatever else is there; all of that is lost"},
    {.name = NULL},
};

typedef struct token_display {
    tsv_progress progress;
    enum tst_write_stage stage;
} token_display;

static void show(void *context, enum tst_write_stage stage, uint64_t done, uint64_t all)
{
    token_display *display = context;
    if (stage != display->stage) {
        tsv_progress_end(&display->progress);
        tsv_progress_start(&display->progress, "Verifying the token");
        display->stage = stage;
    }
    tsv_progress_show(&display->progress, done, all);
}

static int write_token(const tsv_session *session, tsv_token_order *order, tsb_error *err)
{
    char id[TSS_ID_TEXT_SIZE] = "";
    tsv_export export = {.views = 0};
    token_display display = {.stage = TST_WRITING};
    order->progress = show;
    order->context = &display;
    order->cancel = session->cancel;
    tsv_progress_start(&display.progress, "Writing the token");
    int code = tsv_token_write(session->data, order, &export, err);
    tsv_progress_end(&display.progress);
    if (code < 0) {
        return code;
    }
    tsb_info(&session->log, "token %s holds the film with %u of %u views; %u are left in the account", export.serial,
             export.views_left, export.views, export.account_views_left);
    tss_id_format(id, &export.id);
    return tsv_print(err, "%s\n", id);
}

static int run(const tsv_invocation *invocation, tsb_error *err)
{
    tsv_token_order order = {.place = tsv_option_value(invocation, "output"),
                             .serial = tsv_option_value(invocation, "serial"),
                             .devices = tsv_option_value(invocation, "devices"),
                             .erase = tsv_option_value(invocation, "format") != NULL};
    tsv_session session = {0};
    int code = tsv_read_id(&order.copy, "copy", tsv_option_value(invocation, "copy"), err);
    if (code == 0) {
        code = tsv_option_number("views", tsv_option_value(invocation, "views"), 1, VIEWS_MOST, &order.views, err);
    }
    if (code != 0) {
        return code;
    }
    code = tsv_session_open(&session, invocation, "token", err);
    if (code == 0) {
        code = write_token(&session, &order, err);
        tsv_session_close(&session);
    }
    return code;
}

const tsv_command tsv_command_token = {
    .name = "token",
    .summary = "write a copy's complement and licence to a USB token",
    .details = "For watching without a network: the views go from the user's account to the token. Prints the\n"
               "licence's id. Interrupted, it goes on when it is run again. A film that is on the token already\n"
               "gives its views back first.\n",
    .options = options,
    .run = run,
};
