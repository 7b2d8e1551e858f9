/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "player/options.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/translate.h"
#include "player/options_table.h"

/* Commands that a name may follow: of a disc, a copy or a device. */
enum {
    TAKES_NAME = TSP_COMMAND_PLAY | TSP_COMMAND_VERIFY | TSP_COMMAND_TOKEN_WRITE | TSP_COMMAND_TOKEN_RETURN |
                 TSP_COMMAND_DEVICE_REMOVE
};

static const tsp_option *find_long(const char *name, size_t length)
{
    for (size_t i = 0; i < tsp_option_count; i++) {
        if (strlen(tsp_option_table[i].name) == length && memcmp(tsp_option_table[i].name, name, length) == 0)
            return &tsp_option_table[i];
    }
    return NULL;
}

static const tsp_option *find_letter(char letter)
{
    for (size_t i = 0; i < tsp_option_count; i++) {
        if (tsp_option_table[i].letter == letter)
            return &tsp_option_table[i];
    }
    return NULL;
}

double tsp_options_time(const char *text)
{
    double seconds = 0.0;
    int parts = 0;

    for (;; text++) {
        char *end = NULL;
        double part = 0.0;
        if (*text < '0' || *text > '9')
            return -1.0;
        part = strtod(text, &end);
        /* Only decimal digits: strtod would take 0x10, 1e9 and inf, too. */
        if (strspn(text, "0123456789.") != (size_t)(end - text) || ++parts > 3 || (parts > 1 && part >= 60.0))
            return -1.0;
        seconds = seconds * 60.0 + part;
        if (*end == '\0')
            return seconds < 1e6 ? seconds : -1.0;
        if (*end != ':' || memchr(text, '.', (size_t)(end - text)))
            return -1.0;
        text = end;
    }
}

static int set_number(tsp_options *out, const tsp_option *option, const char *value, tsb_error *err)
{
    char *end = NULL;
    long number = 0;

    errno = 0;
    number = strtol(value, &end, 10);
    if (end == value || *end != '\0' || errno != 0 || number < option->least || number > option->most)
        return option->kind == TSP_OPTION_NUMBER_OR_OFF
                   ? tsb_fail(err, TSB_ERR_INVALID, "--%s takes a number from %d to %d or \"off\", not \"%s\".",
                              option->name, option->least, option->most, value)
                   : tsb_fail(err, TSB_ERR_INVALID, "--%s takes a number from %d to %d, not \"%s\".", option->name,
                              option->least, option->most, value);
    *(int *)(void *)((char *)out + option->offset) = (int)number;
    return 0;
}

static int set(tsp_options *out, const tsp_option *option, const char *value, tsb_error *err)
{
    char *member = (char *)out + option->offset;

    switch (option->kind) {
    case TSP_OPTION_FLAG:
        *(bool *)(void *)member = true;
        return 0;
    case TSP_OPTION_TEXT:
        if (*value == '\0')
            return tsb_fail(err, TSB_ERR_INVALID, "--%s is given nothing.", option->name);
        *(const char **)(void *)member = value;
        return 0;
    case TSP_OPTION_NUMBER:
        return set_number(out, option, value, err);
    case TSP_OPTION_NUMBER_OR_OFF:
        if (strcmp(value, "off") != 0)
            return set_number(out, option, value, err);
        *(int *)(void *)member = -1;
        return 0;
    case TSP_OPTION_TIME:
        *(double *)(void *)member = tsp_options_time(value);
        if (tsp_options_time(value) < 0.0)
            return tsb_fail(err, TSB_ERR_INVALID, "--%s takes a time such as 90, 1:30 or 0:01:30, not \"%s\".",
                            option->name, value);
        return 0;
    }
    return tsb_fail(err, TSB_ERR_INTERNAL, "--%s cannot be set.", option->name);
}

struct cursor {
    int argc;
    char *const *argv;
    int at;
};

/* One option, "--name", "--name=VALUE", "--name VALUE", "-n" or "-n VALUE". */
static int parse_option(tsp_options *out, struct cursor *cursor, tsb_error *err)
{
    const char *text = cursor->argv[cursor->at];
    const char *value = strncmp(text, "--", 2) == 0 ? strchr(text, '=') : NULL;
    size_t length = value ? (size_t)(value - text) : strlen(text);
    const tsp_option *option = NULL;

    if (text[1] == '-')
        option = find_long(text + 2, length - 2);
    else if (length == 2)
        option = find_letter(text[1]);
    if (!option)
        return tsb_fail(err, TSB_ERR_INVALID, "There is no option %.*s.", (int)length, text);
    if (option->kind == TSP_OPTION_FLAG && value)
        return tsb_fail(err, TSB_ERR_INVALID, "--%s takes no value.", option->name);
    if (option->kind != TSP_OPTION_FLAG && value)
        value++;
    else if (option->kind != TSP_OPTION_FLAG && cursor->at + 1 < cursor->argc)
        value = cursor->argv[++cursor->at];
    else if (option->kind != TSP_OPTION_FLAG)
        return tsb_fail(err, TSB_ERR_INVALID, "--%s needs a value: %s.", option->name, _(option->argument));
    if (!(option->commands & (int)out->command))
        return tsb_fail(err, TSB_ERR_INVALID, "--%s does not go with %s.", option->name,
                        tsp_command_find(out->command)->words);
    return set(out, option, value, err);
}

/* A second operand: no command takes more than one. */
static int refuse_second(const tsp_options *options, const char *second, tsb_error *err)
{
    if (options->command == TSP_COMMAND_DEVICE_REMOVE)
        return tsb_fail(err, TSB_ERR_INVALID, "Only one device at a time: \"%s\" and \"%s\" were given.", options->disc,
                        second);
    return tsb_fail(err, TSB_ERR_INVALID, "Only one disc at a time: \"%s\" and \"%s\" were given.", options->disc,
                    second);
}

static int set_device(tsp_options *options, tsb_error *err)
{
    const char *text = options->disc;
    size_t length = text ? strlen(text) : 0;

    if (!text)
        return tsb_fail(err, TSB_ERR_INVALID,
                        "Which device is to be removed? `tallystick device list` shows their IDs.");
    if (length > 18 || strspn(text, "0123456789") != length)
        return tsb_fail(err, TSB_ERR_INVALID, "\"%s\" is no device's ID: `tallystick device list` shows them.", text);
    options->device = strtoull(text, NULL, 10);
    options->disc = NULL;
    return 0;
}

static int check(tsp_options *options, tsb_error *err)
{
    if (options->help || options->version)
        return 0;
    if (options->output && !options->frames_md5)
        return tsb_fail(err, TSB_ERR_INVALID, "--output goes with --frames-md5 alone.");
    if (options->token && options->no_token)
        return tsb_fail(err, TSB_ERR_INVALID, "--token and --no-token do not go together.");
    if (options->fullscreen && options->windowed)
        return tsb_fail(err, TSB_ERR_INVALID, "--fullscreen and --windowed do not go together.");
    if (options->config_file && options->no_config)
        return tsb_fail(err, TSB_ERR_INVALID, "--config and --no-config do not go together.");
    if (!(TAKES_NAME & (int)options->command) && options->disc)
        return tsb_fail(err, TSB_ERR_INVALID, "%s is given \"%s\", and takes nothing but options.",
                        tsp_command_find(options->command)->words, options->disc);
    if (options->command == TSP_COMMAND_TOKEN_RETURN && !options->disc)
        return tsb_fail(err, TSB_ERR_INVALID, "Which film's views go back? Name its disc, or its copy's number.");
    if (options->command == TSP_COMMAND_DEVICE_REMOVE)
        return set_device(options, err);
    if (options->command == TSP_COMMAND_VERIFY && !options->disc)
        return tsb_fail(err, TSB_ERR_INVALID, "Which disc is to be verified? Name an image or a drive.");
    return 0;
}

/* A first word alone, or with another one than there is. */
static int refuse_group(const char *first, tsb_error *err)
{
    char list[128] = "";

    for (size_t i = 0; i < tsp_command_count; i++) {
        const char *second = tsp_command_second(&tsp_commands[i], first);
        const size_t used = strlen(list);
        if (second)
            snprintf(list + used, sizeof(list) - used, "%s%s", used > 0 ? ", " : "", second);
    }
    return tsb_fail(err, TSB_ERR_INVALID, "\"%s\" is followed by one of these: %s.", first, list);
}

/* The command's one or two words; without any it is play. */
static int parse_command(tsp_options *out, struct cursor *cursor, tsb_error *err)
{
    const char *first = cursor->argc > 1 ? cursor->argv[1] : "";
    const char *second = cursor->argc > 2 ? cursor->argv[2] : "";
    bool group = false;

    for (size_t i = 0; i < tsp_command_count; i++) {
        const char *rest = tsp_command_second(&tsp_commands[i], first);
        const bool alone = strcmp(tsp_commands[i].words, first) == 0;
        group = group || rest;
        if (!alone && !(rest && strcmp(rest, second) == 0))
            continue;
        out->command = tsp_commands[i].command;
        cursor->at = alone ? 2 : 3;
        return 0;
    }
    if (!group)
        return 0;
    if (strcmp(second, "--help") != 0 && strcmp(second, "-h") != 0)
        return refuse_group(first, err);
    out->help = true;
    out->group = first;
    cursor->at = cursor->argc;
    return 0;
}

int tsp_options_parse(tsp_options *out, int argc, char *const argv[], tsb_error *err)
{
    struct cursor cursor = {.argc = argc, .argv = argv, .at = 1};
    bool only_names = false;

    *out = (tsp_options){.command = TSP_COMMAND_PLAY, .password_fd = -1, .start = -1, .volume = -1};
    tsp_config_init(&out->config);
    if (parse_command(out, &cursor, err) != 0)
        return TSB_ERR_INVALID;
    for (; cursor.at < argc; cursor.at++) {
        const char *text = argv[cursor.at];
        int result = 0;
        if (!only_names && strcmp(text, "--") == 0) {
            only_names = true;
            continue;
        }
        if (only_names || text[0] != '-' || text[1] == '\0') {
            if (out->disc)
                return refuse_second(out, text, err);
            if (*text == '\0')
                return tsb_fail(err, TSB_ERR_INVALID, "A name is given that is empty.");
            out->disc = text;
            continue;
        }
        result = parse_option(out, &cursor, err);
        if (result != 0)
            return result;
    }
    return check(out, err);
}
