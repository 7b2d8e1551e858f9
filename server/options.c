/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/options.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

static const tsv_option common[] = {
    {.name = "data", .value = "DIR", .help = "the server's data folder (default: the system's place for it)"},
    {.name = "verbose", .help = "say more about what is going on"},
    {.name = "help", .help = "show this help"},
    {.name = NULL},
};

int tsv_usage(tsb_error *err, const char *format, ...)
{
    char text[TSB_ERROR_TEXT_SIZE] = "";
    va_list arguments;
    va_start(arguments, format);
    (void)vsnprintf(text, sizeof(text), format, arguments);
    va_end(arguments);
    tsb_fail(err, TSB_ERR_INVALID, "%s", text);
    return TSV_USAGE;
}

/* How many of the words the name takes up, or 0 when they are not it. */
static int match_name(const char *name, int count, char *const *words)
{
    int used = 0;
    while (*name) {
        const char *end = strchr(name, ' ');
        size_t length = end ? (size_t)(end - name) : strlen(name);
        if (used >= count || strlen(words[used]) != length || strncmp(words[used], name, length) != 0) {
            return 0;
        }
        used++;
        name += length + (end ? 1 : 0);
    }
    return used;
}

const tsv_command *tsv_command_find(const tsv_command *const *commands, int count, char *const *words, int *used)
{
    for (; *commands; commands++) {
        *used = match_name((*commands)->name, count, words);
        if (*used > 0) {
            return *commands;
        }
    }
    *used = 0;
    return NULL;
}

static const tsv_option *find_option(const tsv_option *table, const char *name, size_t length)
{
    for (; table && table->name; table++) {
        if (strlen(table->name) == length && strncmp(table->name, name, length) == 0) {
            return table;
        }
    }
    return NULL;
}

static const tsv_option *find_letter(const tsv_option *table, char letter)
{
    for (; table && table->name; table++) {
        if (table->letter == letter && letter != '\0') {
            return table;
        }
    }
    return NULL;
}

static int store_value(tsv_invocation *out, const tsv_option *option, const char *value, tsb_error *err)
{
    if (option == &common[0]) {
        out->data = value;
        return *value ? 0 : tsv_usage(err, "--data needs a folder");
    }
    if (option == &common[1]) {
        out->verbose = true;
        return 0;
    }
    if (option == &common[2]) {
        out->help = true;
        return 0;
    }
    size_t place = (size_t)(option - out->command->options);
    if (out->values[place]) {
        return tsv_usage(err, "--%s was given twice", option->name);
    }
    out->values[place] = value;
    return 0;
}

/* Reads the option at words[*at], and moves *at past it. */
static int parse_option(tsv_invocation *out, int count, char *const *words, int *at, tsb_error *err)
{
    const char *word = words[(*at)++];
    const tsv_option *option = NULL;
    const char *value = NULL;
    if (word[1] == '-') {
        size_t length = strcspn(word + 2, "=");
        option = find_option(out->command->options, word + 2, length);
        option = option ? option : find_option(common, word + 2, length);
        value = word[2 + length] == '=' ? word + 2 + length + 1 : NULL;
    } else {
        option = find_letter(out->command->options, word[1]);
        option = option || strcmp(word, "-h") != 0 ? option : &common[2];
        value = word[2] ? word + 2 : NULL;
    }
    if (!option) {
        return tsv_usage(err, "`%s` has no option %s", out->command->name, word);
    }
    if (!option->value && value) {
        return tsv_usage(err, "--%s takes no value", option->name);
    }
    if (option->value && !value) {
        if (*at >= count) {
            return tsv_usage(err, "--%s needs its %s", option->name, option->value);
        }
        value = words[(*at)++];
    }
    return store_value(out, option, value ? value : "", err);
}

static int check_complete(const tsv_invocation *out, unsigned given, tsb_error *err)
{
    const tsv_command *command = out->command;
    if (given < command->argument_count) {
        return tsv_usage(err, "`%s` needs %s", command->name, command->arguments);
    }
    for (size_t i = 0; command->options && command->options[i].name; i++) {
        if (command->options[i].required && !out->values[i]) {
            return tsv_usage(err, "`%s` needs --%s %s", command->name, command->options[i].name,
                             command->options[i].value);
        }
    }
    return 0;
}

int tsv_options_parse(tsv_invocation *out, const tsv_command *command, int count, char *const *words, tsb_error *err)
{
    *out = (tsv_invocation){.command = command};
    unsigned given = 0;
    bool options_end = false;
    int at = 0;
    while (at < count) {
        if (!options_end && strcmp(words[at], "--") == 0) {
            options_end = true;
            at++;
        } else if (!options_end && words[at][0] == '-' && words[at][1] != '\0') {
            int code = parse_option(out, count, words, &at, err);
            if (code != 0) {
                return code;
            }
        } else if (given < command->argument_count) {
            out->arguments[given++] = words[at++];
        } else {
            return tsv_usage(err, "`%s` does not take \"%s\"", command->name, words[at]);
        }
    }
    return out->help ? 0 : check_complete(out, given, err);
}

const char *tsv_option_value(const tsv_invocation *invocation, const char *name)
{
    const tsv_option *option = find_option(invocation->command->options, name, strlen(name));
    return option ? invocation->values[option - invocation->command->options] : NULL;
}

int tsv_option_number(const char *name, const char *text, uint32_t least, uint32_t most, uint32_t *out, tsb_error *err)
{
    uint64_t value = 0;
    size_t digits = strspn(text, "0123456789");
    if (digits > 0 && digits <= 10 && text[digits] == '\0') {
        value = strtoull(text, NULL, 10);
        if (value >= least && value <= most) {
            *out = (uint32_t)value;
            return 0;
        }
    }
    return tsv_usage(err, "--%s takes a number from %u to %u, not \"%s\"", name, (unsigned)least, (unsigned)most, text);
}

/* One line or more, the text in a column of its own. */
static void print_option(FILE *out, const tsv_option *option)
{
    char left[64] = "";
    (void)snprintf(left, sizeof(left), "%s%c%s--%s%s%s", option->letter ? "-" : " ",
                   option->letter ? option->letter : ' ', option->letter ? ", " : "  ", option->name,
                   option->value ? " " : "", option->value ? option->value : "");
    const char *text = option->help;
    const char *end = strchr(text, '\n');
    (void)fprintf(out, "  %-27s  %.*s\n", left, (int)(end ? end - text : (long)strlen(text)), text);
    while (end) {
        text = end + 1;
        end = strchr(text, '\n');
        (void)fprintf(out, "  %-27s  %.*s\n", "", (int)(end ? end - text : (long)strlen(text)), text);
    }
}

void tsv_help_command(FILE *out, const tsv_command *command)
{
    (void)fprintf(out, "Usage: tallystick-server %s%s%s", command->name, command->arguments ? " " : "",
                  command->arguments ? command->arguments : "");
    for (const tsv_option *option = command->options; option && option->name; option++) {
        if (option->required) {
            (void)fprintf(out, " --%s %s", option->name, option->value);
        }
    }
    (void)fprintf(out, " [OPTIONS]\n\n%s\n", command->summary);
    if (command->details) {
        (void)fprintf(out, "\n%s", command->details);
    }
    (void)fprintf(out, "\nOptions:\n");
    for (const tsv_option *option = command->options; option && option->name; option++) {
        print_option(out, option);
    }
    for (const tsv_option *option = common; option->name; option++) {
        print_option(out, option);
    }
}

bool tsv_help_group(FILE *out, const tsv_command *const *commands, const char *word)
{
    size_t length = strlen(word);
    bool any = false;
    for (; *commands; commands++) {
        if (strncmp((*commands)->name, word, length) == 0 && (*commands)->name[length] == ' ') {
            (void)fprintf(out, "%s", any ? "\n" : "");
            tsv_help_command(out, *commands);
            any = true;
        }
    }
    return any;
}

void tsv_help_all(FILE *out, const tsv_command *const *commands)
{
    (void)fprintf(out, "Usage: tallystick-server COMMAND [ARGUMENTS] [OPTIONS]\n\n"
                       "Keeps films, makes copies whose discs cannot be watched without their complement,\n"
                       "and gives complements out view by view.\n\nCommands:\n");
    for (; *commands; commands++) {
        (void)fprintf(out, "  %-17s %s\n", (*commands)->name, (*commands)->summary);
    }
    (void)fprintf(out, "\n`tallystick-server COMMAND --help` tells more about each; the manual is in\n"
                       "tallystick-server(1). Results go to standard output, messages to standard error.\n"
                       "Exit status: 0 done, 1 refused or failed, 2 wrong usage.\n");
}
