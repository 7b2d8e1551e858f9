/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdio.h>

#include "base/translate.h"
#include "player/options_table.h"

static void help_group(FILE *out, const char *first)
{
    for (size_t i = 0; i < tsp_command_count; i++) {
        if (tsp_command_second(&tsp_commands[i], first))
            fprintf(out, "%s\n", _(tsp_commands[i].usage));
    }
    fputs(_("With --help behind it, each tells of its options.\n"), out);
}

/* Spaces behind text to fill a column; printf would count the bytes of accented letters. */
static int padding(const char *text, int width)
{
    for (; *text; text++)
        width -= ((unsigned char)*text & 0xC0) != 0x80;
    return width > 0 ? width : 0;
}

static void help_keys(FILE *out)
{
    fputs(_("\nKeys, by their names in keys.conf:\n"), out);
    for (size_t i = 0; i < tsp_key_count; i++)
        fprintf(out, "  %-22s  %s\n", tsp_key_table[i].keys, _(tsp_key_table[i].help));
}

static void help_command(FILE *out, enum tsp_command command)
{
    fprintf(out, "%s\n%s\n", _(tsp_command_find(command)->usage), _("Options:"));
    for (size_t i = 0; i < tsp_option_count; i++) {
        char left[32] = "";
        if (!(tsp_option_table[i].commands & (int)command))
            continue;
        snprintf(left, sizeof(left), "--%s%s%s", tsp_option_table[i].name, tsp_option_table[i].argument ? " " : "",
                 tsp_option_table[i].argument ? _(tsp_option_table[i].argument) : "");
        fprintf(out, "  %c%c%c %s%*s %s\n", tsp_option_table[i].letter ? '-' : ' ',
                tsp_option_table[i].letter ? tsp_option_table[i].letter : ' ', tsp_option_table[i].letter ? ',' : ' ',
                left, padding(left, 19), "", _(tsp_option_table[i].help));
    }
    if (command == TSP_COMMAND_PLAY)
        help_keys(out);
    fputs(_("\nExit code: 0 done, 1 refused or failed with a message, 2 wrong usage.\n"), out);
}

void tsp_options_help(FILE *out, const tsp_options *options)
{
    if (options->group)
        help_group(out, options->group);
    else
        help_command(out, options->command);
}
