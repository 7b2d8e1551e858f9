/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "player/cmd.h"

#include <errno.h>
#include <stdio.h>

#include "base/translate.h"
#include "player/failure.h"
#include "player/token/sticks.h"

static int print(const tsp_options *options, const tsp_stick *sticks, size_t count, tsb_error *err)
{
    if (options->json)
        tsp_sticks_print_json(stdout, sticks, count);
    else
        tsp_sticks_print(stdout, sticks, count);
    if (fflush(stdout) != 0 || ferror(stdout))
        return tsb_fail_errno(err, errno, "Cannot write the list");
    if (count == 0 && !options->json)
        fputs(_("No USB stick is plugged in.\n"), stderr);
    return 0;
}

static int list(const tsp_options *options, const tsb_cancel *cancel, const tsb_log *log, tsb_error *err)
{
    tsp_account *account = NULL;
    tsp_stick *sticks = NULL;
    size_t count = 0;
    int result = tsp_account_open(&account, options->data, cancel, log, err);

    if (result == 0)
        result = tsp_sticks_list(&sticks, &count, NULL, account, options->tpm, err);
    if (result == 0) {
        result = print(options, sticks, count, err);
        tsp_sticks_free(sticks, count);
    }
    tsp_account_destroy(&account);
    return result;
}

int tsp_cmd_token_list(const tsp_options *options, const tsb_cancel *cancel, const tsb_log *log)
{
    tsb_error err = {0};
    int result = options->watch ? tsp_sticks_watch(stdout, options->json, cancel, &err)
                                : list(options, cancel, log, &err);

    if (result != 0)
        tsp_failure_tell(&err);
    return result == 0 ? TSP_EXIT_DONE : TSP_EXIT_FAILED;
}
