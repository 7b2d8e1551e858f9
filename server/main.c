/* SPDX-License-Identifier: GPL-3.0-or-later */
/* tallystick-server: finds the subcommand, runs it, tells how it went. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/secret.h"
#include "server/commands/commands.h"

static const tsv_command *const commands[] = {
    &tsv_command_init,
    &tsv_command_ingest,
    &tsv_command_title_list,
    &tsv_command_title_show,
    &tsv_command_user_add,
    &tsv_command_user_passwd,
    &tsv_command_distributor_add,
    &tsv_command_copy_create,
    &tsv_command_image,
    &tsv_command_complement,
    &tsv_command_token,
    &tsv_command_identify,
    &tsv_command_serve,
    &tsv_command_audit,
    NULL,
};

static int wrong_usage(const tsv_command *command, const tsb_error *error)
{
    (void)fprintf(stderr, "tallystick-server: %s\nTry `tallystick-server %s%s--help`.\n", error->text,
                  command ? command->name : "", command ? " " : "");
    return TSV_USAGE;
}

static int run_command(const tsv_command *command, int count, char *const *words)
{
    tsv_invocation invocation = {0};
    tsb_error error = {0};
    int code = tsv_options_parse(&invocation, command, count, words, &error);
    if (code == 0 && invocation.help) {
        tsv_help_command(stdout, command);
        return EXIT_SUCCESS;
    }
    if (code == 0) {
        code = command->run(&invocation, &error);
    }
    if (code == TSV_USAGE) {
        return wrong_usage(command, &error);
    }
    if (code < 0) {
        (void)fprintf(stderr, "tallystick-server: %s\n", error.text[0] ? error.text : tsb_code_name(code));
        return EXIT_FAILURE;
    }
    return EXIT_SUCCESS;
}

int main(int argc, char **argv)
{
    tsb_secret_harden_process();
    /* What this program writes is nobody else's to read. */
    (void)umask(077);
    const char *word = argc > 1 ? argv[1] : "";
    if (strcmp(word, "--help") == 0 || strcmp(word, "-h") == 0 || strcmp(word, "help") == 0) {
        tsv_help_all(stdout, commands);
        return EXIT_SUCCESS;
    }
    if (strcmp(word, "--version") == 0) {
        (void)printf("tallystick-server %s\n", TALLYSTICK_VERSION);
        return EXIT_SUCCESS;
    }
    int used = 0;
    const tsv_command *command = argc > 1 ? tsv_command_find(commands, argc - 1, argv + 1, &used) : NULL;
    if (!command && argc > 2 && strcmp(argv[2], "--help") == 0 && tsv_help_group(stdout, commands, word)) {
        return EXIT_SUCCESS;
    }
    if (!command) {
        tsb_error error = {0};
        if (argc > 1) {
            (void)tsv_usage(&error, "There is no command \"%s%s%s\"", word, argc > 2 ? " " : "",
                            argc > 2 ? argv[2] : "");
        } else {
            (void)tsv_usage(&error, "It needs a command");
        }
        return wrong_usage(NULL, &error);
    }
    return run_command(command, argc - 1 - used, argv + 1 + used);
}
