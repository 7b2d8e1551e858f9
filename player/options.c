/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "player/options.h"

#include <errno.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "base/compiler.h"
#include "base/translate.h"
#include "player/play/play.h"

enum kind { KIND_FLAG, KIND_TEXT, KIND_NUMBER, KIND_NUMBER_OR_OFF, KIND_TIME };

/* Commands that open a disc, those about devices, those that sign in, those that may meet a token, and all. */
enum {
    DISC = TSP_COMMAND_PLAY | TSP_COMMAND_VERIFY,
    MOVE = TSP_COMMAND_TOKEN_WRITE | TSP_COMMAND_TOKEN_RETURN,
    BOTH = DISC | MOVE,
    DEVICE = TSP_COMMAND_DEVICE_LIST | TSP_COMMAND_DEVICE_REMOVE,
    SIGN_IN = BOTH | DEVICE,
    TOKENS = BOTH | TSP_COMMAND_TOKEN_LIST,
    ALL = TOKENS | DEVICE
};

struct command {
    enum tsp_command command;
    const char *words;
    const char *usage; /* of its help */
};

static const struct command commands[] = {
    {TSP_COMMAND_PLAY, "play",
     N_("Usage: tallystick [play] [OPTIONS] [DISC]\n"
        "       tallystick verify [OPTIONS] DISC\n"
        "       tallystick token list|write|return [OPTIONS] [DISC]\n"
        "       tallystick device list [OPTIONS]\n"
        "       tallystick device remove [OPTIONS] ID\n\n"
        "Plays a Tallystick disc: an image file, a drive, or (no DISC) what you choose in\n"
        "its window. What the disc lacks comes from a USB token that holds it, or else\n"
        "from the disc's server. Starting spends a view, unless one begun on this device\n"
        "within 24 hours is resumed. `tallystick COMMAND --help` tells about the others.\n")},
    {TSP_COMMAND_VERIFY, "verify",
     N_("Usage: tallystick verify [OPTIONS] DISC\n\n"
        "Synthesises a whole disc and compares it with the original, for quality\n"
        "assurance. Opens no window. Spends no view, but needs a QA account or a token\n"
        "written for one; from other tokens it spends a view, as playing does. Exits with 0\n"
        "only if every bit is the original's.\n")},
    {TSP_COMMAND_TOKEN_LIST, "token list",
     N_("Usage: tallystick token list [OPTIONS]\n\n"
        "Lists the USB sticks that are plugged in, and the films on those that are tokens.\n")},
    {TSP_COMMAND_TOKEN_WRITE, "token write",
     N_("Usage: tallystick token write [OPTIONS] [DISC|COPY]\n\n"
        "Moves views from your account to a USB token, with all that the disc lacks, to watch\n"
        "it without a network. Interrupted, it goes on when it is run again. On a stick with a\n"
        "file system the file TALLY.TST is written, and nothing else is touched. Prints the\n"
        "licence's id. COPY is the number of a copy; its server is named with --server.\n")},
    {TSP_COMMAND_TOKEN_RETURN, "token return",
     N_("Usage: tallystick token return [OPTIONS] DISC|COPY\n\n"
        "Gives the views that are left on a USB token back to your account.\n")},
    {TSP_COMMAND_DEVICE_LIST, "device list",
     N_("Usage: tallystick device list [OPTIONS]\n\n"
        "Lists the devices that have signed in to your account at a server; without\n"
        "--server, at the one this device knows.\n")},
    {TSP_COMMAND_DEVICE_REMOVE, "device remove",
     N_("Usage: tallystick device remove [OPTIONS] ID\n\n"
        "Signs a device out of your account, by its number in `tallystick device list`:\n"
        "what it is playing stops, and it has to sign in with the password again. Views\n"
        "moved to tokens for it stay valid there until they are used or given back.\n")},
};

struct option {
    const char *name;
    char letter; /* 0: none */
    enum kind kind;
    size_t offset;
    int commands;
    int least; /* of a number */
    int most;
    const char *argument;
    const char *help;
};

#define AT(member) offsetof(tsp_options, member)

static const struct option table[] = {
    {"server", 0, KIND_TEXT, AT(server), SIGN_IN, 0, 0, N_("URL"),
     N_("use this server instead of the one the disc names")},
    {"user", 'u', KIND_TEXT, AT(user), SIGN_IN, 0, 0, N_("NAME"), N_("sign in as NAME; the password is asked for")},
    {"password-fd", 0, KIND_NUMBER, AT(password_fd), SIGN_IN, 0, 1 << 20, N_("N"),
     N_("read the password from open descriptor N")},
    {"ca-file", 0, KIND_TEXT, AT(ca_file), SIGN_IN, 0, 0, N_("FILE"),
     N_("trust the certificate authorities in this PEM file")},
    {"token", 0, KIND_TEXT, AT(token), BOTH, 0, 0, N_("TOKEN"),
     N_("use this token alone: its serial number, or its folder")},
    {"no-token", 0, KIND_FLAG, AT(no_token), DISC, 0, 0, NULL, N_("use the network, whatever tokens are plugged in")},
    {"tpm", 0, KIND_TEXT, AT(tpm), TOKENS, 0, 0, N_("TCTI"), N_("reach the TPM this way, as \"device:/dev/tpmrm0\"")},
    {"views", 0, KIND_NUMBER, AT(views), TSP_COMMAND_TOKEN_WRITE, 1, 1000000, N_("N"),
     N_("move N views to the token, not all there are")},
    {"devices", 0, KIND_TEXT, AT(devices), TSP_COMMAND_TOKEN_WRITE, 0, 0, N_("LIST"),
     N_("for these devices of yours, too: numbers of `device list`, as 3,7")},
    {"format", 0, KIND_FLAG, AT(format), TSP_COMMAND_TOKEN_WRITE, 0, 0, NULL,
     N_("make the stick a token, whatever else is there; all of that is lost")},
    {"watch", 0, KIND_FLAG, AT(watch), TSP_COMMAND_TOKEN_LIST, 0, 0, NULL,
     N_("tell of sticks as they arrive and leave, until it is interrupted")},
    {"remove", 0, KIND_FLAG, AT(remove), TSP_COMMAND_TOKEN_RETURN, 0, 0, NULL, N_("take the film off the token, too")},
    {"data", 0, KIND_TEXT, AT(data), ALL, 0, 0, N_("DIR"), N_("keep device key and accounts in DIR")},
    {"language", 0, KIND_TEXT, AT(language), ALL, 0, 0, N_("LANGUAGE"),
     N_("speak this language, as \"fr\", not the system's")},
    {"yes", 'y', KIND_FLAG, AT(yes), SIGN_IN, 0, 0, NULL, N_("ask nothing, go on")},
    {"fullscreen", 'f', KIND_FLAG, AT(fullscreen), TSP_COMMAND_PLAY, 0, 0, NULL, N_("start full screen")},
    {"windowed", 0, KIND_FLAG, AT(windowed), TSP_COMMAND_PLAY, 0, 0, NULL, N_("start in a window, the default")},
    {"start", 0, KIND_TIME, AT(start), TSP_COMMAND_PLAY, 0, 0, N_("TIME"),
     N_("start at TIME: 90, 1:30 or 0:01:30; 0 is the beginning")},
    {"title", 0, KIND_NUMBER, AT(title), TSP_COMMAND_PLAY, 1, 99, N_("N"),
     N_("play title N of the disc, not its longest")},
    {"menu", 0, KIND_FLAG, AT(menu), TSP_COMMAND_PLAY, 0, 0, NULL, N_("begin in the disc's menu, where it has one")},
    {"angle", 0, KIND_NUMBER, AT(angle), TSP_COMMAND_PLAY, 1, 9, N_("N"),
     N_("show angle N of a film that has several")},
    {"audio", 0, KIND_NUMBER, AT(audio), TSP_COMMAND_PLAY, 1, 8, N_("N"), N_("play audio track N")},
    {"subtitle", 0, KIND_NUMBER_OR_OFF, AT(subtitle), TSP_COMMAND_PLAY, 1, 32, N_("N|off"),
     N_("show subtitle N, or none")},
    {"volume", 0, KIND_NUMBER, AT(volume), TSP_COMMAND_PLAY, 0, TSP_VOLUME_MAX, N_("N"),
     N_("volume in percent; 100 leaves it as it is")},
    {"no-audio", 0, KIND_FLAG, AT(no_audio), TSP_COMMAND_PLAY, 0, 0, NULL, N_("play without sound")},
    {"frames-md5", 0, KIND_FLAG, AT(frames_md5), TSP_COMMAND_PLAY, 0, 0, NULL,
     N_("open no window; print one hash a frame, as FFmpeg's framemd5")},
    {"output", 'o', KIND_TEXT, AT(output), TSP_COMMAND_PLAY, 0, 0, N_("FILE"), N_("write those hashes to FILE")},
    {"json", 0, KIND_FLAG, AT(json), TSP_COMMAND_VERIFY | TSP_COMMAND_TOKEN_LIST | DEVICE, 0, 0, NULL,
     N_("print the result as JSON")},
    {"config", 0, KIND_TEXT, AT(config_file), ALL, 0, 0, N_("FILE"),
     N_("take settings from FILE, and keys from keys.conf beside it")},
    {"no-config", 0, KIND_FLAG, AT(no_config), ALL, 0, 0, NULL, N_("take no settings from files")},
    {"verbose", 'v', KIND_FLAG, AT(verbose), ALL, 0, 0, NULL, N_("say more on what is going on")},
    {"help", 'h', KIND_FLAG, AT(help), ALL, 0, 0, NULL, N_("print this and exit")},
    {"version", 0, KIND_FLAG, AT(version), ALL, 0, 0, NULL, N_("print the version and exit")},
};

static const struct option *find_long(const char *name, size_t length)
{
    for (size_t i = 0; i < TSB_COUNT(table); i++) {
        if (strlen(table[i].name) == length && memcmp(table[i].name, name, length) == 0)
            return &table[i];
    }
    return NULL;
}

static const struct option *find_letter(char letter)
{
    for (size_t i = 0; i < TSB_COUNT(table); i++) {
        if (table[i].letter == letter)
            return &table[i];
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

static int set_number(tsp_options *out, const struct option *option, const char *value, tsb_error *err)
{
    char *end = NULL;
    long number = 0;

    errno = 0;
    number = strtol(value, &end, 10);
    if (end == value || *end != '\0' || errno != 0 || number < option->least || number > option->most)
        return option->kind == KIND_NUMBER_OR_OFF
                   ? tsb_fail(err, TSB_ERR_INVALID, "--%s takes a number from %d to %d or \"off\", not \"%s\".",
                              option->name, option->least, option->most, value)
                   : tsb_fail(err, TSB_ERR_INVALID, "--%s takes a number from %d to %d, not \"%s\".", option->name,
                              option->least, option->most, value);
    *(int *)(void *)((char *)out + option->offset) = (int)number;
    return 0;
}

static int set(tsp_options *out, const struct option *option, const char *value, tsb_error *err)
{
    char *member = (char *)out + option->offset;

    switch (option->kind) {
    case KIND_FLAG:
        *(bool *)(void *)member = true;
        return 0;
    case KIND_TEXT:
        if (*value == '\0')
            return tsb_fail(err, TSB_ERR_INVALID, "--%s is given nothing.", option->name);
        *(const char **)(void *)member = value;
        return 0;
    case KIND_NUMBER:
        return set_number(out, option, value, err);
    case KIND_NUMBER_OR_OFF:
        if (strcmp(value, "off") != 0)
            return set_number(out, option, value, err);
        *(int *)(void *)member = -1;
        return 0;
    case KIND_TIME:
        *(double *)(void *)member = tsp_options_time(value);
        if (tsp_options_time(value) < 0.0)
            return tsb_fail(err, TSB_ERR_INVALID, "--%s takes a time such as 90, 1:30 or 0:01:30, not \"%s\".",
                            option->name, value);
        return 0;
    }
    return tsb_fail(err, TSB_ERR_INTERNAL, "--%s cannot be set.", option->name);
}

static const struct command *command_of(enum tsp_command which)
{
    size_t i = 0;

    while (i + 1 < TSB_COUNT(commands) && commands[i].command != which)
        i++;
    return &commands[i];
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
    const struct option *option = NULL;

    if (text[1] == '-')
        option = find_long(text + 2, length - 2);
    else if (length == 2)
        option = find_letter(text[1]);
    if (!option)
        return tsb_fail(err, TSB_ERR_INVALID, "There is no option %.*s.", (int)length, text);
    if (option->kind == KIND_FLAG && value)
        return tsb_fail(err, TSB_ERR_INVALID, "--%s takes no value.", option->name);
    if (option->kind != KIND_FLAG && value)
        value++;
    else if (option->kind != KIND_FLAG && cursor->at + 1 < cursor->argc)
        value = cursor->argv[++cursor->at];
    else if (option->kind != KIND_FLAG)
        return tsb_fail(err, TSB_ERR_INVALID, "--%s needs a value: %s.", option->name, _(option->argument));
    if (!(option->commands & (int)out->command))
        return tsb_fail(err, TSB_ERR_INVALID, "--%s does not go with %s.", option->name,
                        command_of(out->command)->words);
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
    if (!((BOTH | TSP_COMMAND_DEVICE_REMOVE) & (int)options->command) && options->disc)
        return tsb_fail(err, TSB_ERR_INVALID, "%s is given \"%s\", and takes nothing but options.",
                        command_of(options->command)->words, options->disc);
    if (options->command == TSP_COMMAND_TOKEN_RETURN && !options->disc)
        return tsb_fail(err, TSB_ERR_INVALID, "Which film's views go back? Name its disc, or its copy's number.");
    if (options->command == TSP_COMMAND_DEVICE_REMOVE)
        return set_device(options, err);
    if (options->command == TSP_COMMAND_VERIFY && !options->disc)
        return tsb_fail(err, TSB_ERR_INVALID, "Which disc is to be verified? Name an image or a drive.");
    return 0;
}

/* The words of a command, where there are any. */
/* What follows a word that commands of two words begin with; NULL when this one does not. */
static const char *second_word(const struct command *command, const char *first)
{
    const size_t length = strlen(first);
    const char *words = command->words;

    return strncmp(words, first, length) == 0 && words[length] == ' ' ? words + length + 1 : NULL;
}

/* A first word alone, or with another one than there is. */
static int refuse_group(const char *first, tsb_error *err)
{
    char list[128] = "";

    for (size_t i = 0; i < TSB_COUNT(commands); i++) {
        const char *second = second_word(&commands[i], first);
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

    for (size_t i = 0; i < TSB_COUNT(commands); i++) {
        const char *rest = second_word(&commands[i], first);
        const bool alone = strcmp(commands[i].words, first) == 0;
        group = group || rest;
        if (!alone && !(rest && strcmp(rest, second) == 0))
            continue;
        out->command = commands[i].command;
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

static void help_group(FILE *out, const char *first)
{
    for (size_t i = 0; i < TSB_COUNT(commands); i++) {
        if (second_word(&commands[i], first))
            fprintf(out, "%s\n", _(commands[i].usage));
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

static void help_command(FILE *out, enum tsp_command command)
{
    fprintf(out, "%s\n%s\n", _(command_of(command)->usage), _("Options:"));
    for (size_t i = 0; i < TSB_COUNT(table); i++) {
        char left[32] = "";
        if (!(table[i].commands & (int)command))
            continue;
        snprintf(left, sizeof(left), "--%s%s%s", table[i].name, table[i].argument ? " " : "",
                 table[i].argument ? _(table[i].argument) : "");
        fprintf(out, "  %c%c%c %s%*s %s\n", table[i].letter ? '-' : ' ', table[i].letter ? table[i].letter : ' ',
                table[i].letter ? ',' : ' ', left, padding(left, 19), "", _(table[i].help));
    }
    if (command == TSP_COMMAND_PLAY)
        fputs(_("\nKeys: space pauses, LEFT/RIGHT seek 5 s, UP/DOWN 1 min, PGUP/PGDWN chapters,\n"
                "9/0 volume, m mute, # audio track, j subtitle, f full screen,\n"
                "Ctrl+e ejects the disc, q quits.\n"),
              out);
    fputs(_("\nExit code: 0 done, 1 refused or failed with a message, 2 wrong usage.\n"), out);
}

void tsp_options_help(FILE *out, const tsp_options *options)
{
    if (options->group)
        help_group(out, options->group);
    else
        help_command(out, options->command);
}
