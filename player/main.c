/* SPDX-License-Identifier: GPL-3.0-or-later */
/* tallystick: the player. */
#include <stdio.h>

#include "base/secret.h"
#include "base/translate.h"
#include "player/cmd.h"
#include "player/failure.h"
#include "player/settings.h"
#include "player/signals.h"
#include "player/translate.h"
#include "token/tpm/tpm.h"

static int run(const tsp_options *options, const tsb_cancel *cancel, const tsb_log *log)
{
    switch (options->command) {
    case TSP_COMMAND_PLAY:
        return tsp_cmd_play(options, cancel, log);
    case TSP_COMMAND_VERIFY:
        return tsp_cmd_verify(options, cancel, log);
    case TSP_COMMAND_DEVICE_LIST:
        return tsp_cmd_device_list(options, cancel, log);
    case TSP_COMMAND_DEVICE_REMOVE:
        return tsp_cmd_device_remove(options, cancel, log);
    case TSP_COMMAND_TOKEN_LIST:
        return tsp_cmd_token_list(options, cancel, log);
    case TSP_COMMAND_TOKEN_WRITE:
        return tsp_cmd_token_write(options, cancel, log);
    case TSP_COMMAND_TOKEN_RETURN:
        return tsp_cmd_token_return(options, cancel, log);
    }
    return TSP_EXIT_FAILED;
}

int main(int argc, char *argv[])
{
    tsp_options options = {0};
    tsb_error err = {0};
    tsb_cancel *cancel = NULL;
    tsb_log log = {.component = "tallystick", .level = TSB_LOG_WARNING};
    int code = 0;

    tsb_secret_harden_process();
    tst_tpm_quiet();
    tsp_translate_start();
    if (tsp_options_parse(&options, argc, argv, &err) != 0) {
        fprintf(stderr, _("tallystick: %s Try tallystick --help.\n"), err.text);
        return TSP_EXIT_USAGE;
    }
    tsp_translate_language(options.language);
    if (options.help || options.version) {
        if (options.help)
            tsp_options_help(stdout, &options);
        else
            puts("tallystick " TALLYSTICK_VERSION);
        return fflush(stdout) == 0 ? TSP_EXIT_DONE : TSP_EXIT_FAILED;
    }
    if (options.verbose)
        log.level = TSB_LOG_INFO;
    if (tsp_settings_load(&options, &log, &err) != 0 || tsb_cancel_create(&cancel, &err) != 0) {
        tsp_failure_tell(&err);
        return TSP_EXIT_FAILED;
    }
    if (!options.language)
        tsp_translate_language(options.config.language);
    tsp_signals_install(cancel);
    code = run(&options, cancel, &log);
    tsp_settings_finish(&options);
    /* The cancel object stays: a late signal may still fire it. */
    return code;
}
