/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "player/options_table.h"

#include <string.h>

#include "base/compiler.h"
#include "base/translate.h"

const tsp_command_words tsp_commands[] = {
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

const size_t tsp_command_count = TSB_COUNT(tsp_commands);

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

#define AT(member) offsetof(tsp_options, member)

const tsp_option tsp_option_table[] = {
    {"server", 0, TSP_OPTION_TEXT, AT(server), SIGN_IN, 0, 0, N_("URL"),
     N_("use this server instead of the one the disc names")},
    {"user", 'u', TSP_OPTION_TEXT, AT(user), SIGN_IN, 0, 0, N_("NAME"),
     N_("sign in as NAME; the password is asked for")},
    {"password-fd", 0, TSP_OPTION_NUMBER, AT(password_fd), SIGN_IN, 0, 1 << 20, N_("N"),
     N_("read the password from open descriptor N")},
    {"ca-file", 0, TSP_OPTION_TEXT, AT(ca_file), SIGN_IN, 0, 0, N_("FILE"),
     N_("trust the certificate authorities in this PEM file")},
    {"token", 0, TSP_OPTION_TEXT, AT(token), BOTH, 0, 0, N_("TOKEN"),
     N_("use this token alone: its serial number, or its folder")},
    {"no-token", 0, TSP_OPTION_FLAG, AT(no_token), DISC, 0, 0, NULL,
     N_("use the network, whatever tokens are plugged in")},
    {"tpm", 0, TSP_OPTION_TEXT, AT(tpm), TOKENS, 0, 0, N_("TCTI"),
     N_("reach the TPM this way, as \"device:/dev/tpmrm0\"")},
    {"views", 0, TSP_OPTION_NUMBER, AT(views), TSP_COMMAND_TOKEN_WRITE, 1, 1000000, N_("N"),
     N_("move N views to the token, not all there are")},
    {"devices", 0, TSP_OPTION_TEXT, AT(devices), TSP_COMMAND_TOKEN_WRITE, 0, 0, N_("LIST"),
     N_("for these devices of yours, too: numbers of `device list`, as 3,7")},
    {"format", 0, TSP_OPTION_FLAG, AT(format), TSP_COMMAND_TOKEN_WRITE, 0, 0, NULL,
     N_("make the stick a token, whatever else is there; all of that is lost")},
    {"watch", 0, TSP_OPTION_FLAG, AT(watch), TSP_COMMAND_TOKEN_LIST, 0, 0, NULL,
     N_("tell of sticks as they arrive and leave, until it is interrupted")},
    {"remove", 0, TSP_OPTION_FLAG, AT(remove), TSP_COMMAND_TOKEN_RETURN, 0, 0, NULL,
     N_("take the film off the token, too")},
    {"data", 0, TSP_OPTION_TEXT, AT(data), ALL, 0, 0, N_("DIR"), N_("keep device key and accounts in DIR")},
    {"language", 0, TSP_OPTION_TEXT, AT(language), ALL, 0, 0, N_("LANGUAGE"),
     N_("speak this language, as \"fr\", not the system's")},
    {"yes", 'y', TSP_OPTION_FLAG, AT(yes), SIGN_IN, 0, 0, NULL, N_("ask nothing, go on")},
    {"fullscreen", 'f', TSP_OPTION_FLAG, AT(fullscreen), TSP_COMMAND_PLAY, 0, 0, NULL, N_("start full screen")},
    {"windowed", 0, TSP_OPTION_FLAG, AT(windowed), TSP_COMMAND_PLAY, 0, 0, NULL, N_("start in a window, the default")},
    {"start", 0, TSP_OPTION_TIME, AT(start), TSP_COMMAND_PLAY, 0, 0, N_("TIME"),
     N_("start at TIME: 90, 1:30 or 0:01:30; 0 is the beginning")},
    {"title", 0, TSP_OPTION_NUMBER, AT(title), TSP_COMMAND_PLAY, 1, 99, N_("N"),
     N_("play title N of the disc, not its longest")},
    {"menu", 0, TSP_OPTION_FLAG, AT(menu), TSP_COMMAND_PLAY, 0, 0, NULL,
     N_("begin in the disc's menu, where it has one")},
    {"angle", 0, TSP_OPTION_NUMBER, AT(angle), TSP_COMMAND_PLAY, 1, 9, N_("N"),
     N_("show angle N of a film that has several")},
    {"audio", 0, TSP_OPTION_NUMBER, AT(audio), TSP_COMMAND_PLAY, 1, 8, N_("N"), N_("play audio track N")},
    {"subtitle", 0, TSP_OPTION_NUMBER_OR_OFF, AT(subtitle), TSP_COMMAND_PLAY, 1, 32, N_("N|off"),
     N_("show subtitle N, or none")},
    {"volume", 0, TSP_OPTION_NUMBER, AT(volume), TSP_COMMAND_PLAY, 0, TSP_VOLUME_MAX, N_("N"),
     N_("volume in percent; 100 leaves it as it is")},
    {"no-audio", 0, TSP_OPTION_FLAG, AT(no_audio), TSP_COMMAND_PLAY, 0, 0, NULL, N_("play without sound")},
    {"frames-md5", 0, TSP_OPTION_FLAG, AT(frames_md5), TSP_COMMAND_PLAY, 0, 0, NULL,
     N_("open no window; print one hash a frame, as FFmpeg's framemd5")},
    {"output", 'o', TSP_OPTION_TEXT, AT(output), TSP_COMMAND_PLAY, 0, 0, N_("FILE"), N_("write those hashes to FILE")},
    {"json", 0, TSP_OPTION_FLAG, AT(json), TSP_COMMAND_VERIFY | TSP_COMMAND_TOKEN_LIST | DEVICE, 0, 0, NULL,
     N_("print the result as JSON")},
    {"config", 0, TSP_OPTION_TEXT, AT(config_file), ALL, 0, 0, N_("FILE"),
     N_("take settings from FILE, and keys from keys.conf beside it")},
    {"no-config", 0, TSP_OPTION_FLAG, AT(no_config), ALL, 0, 0, NULL, N_("take no settings from files")},
    {"verbose", 'v', TSP_OPTION_FLAG, AT(verbose), ALL, 0, 0, NULL, N_("say more on what is going on")},
    {"help", 'h', TSP_OPTION_FLAG, AT(help), ALL, 0, 0, NULL, N_("print this and exit")},
    {"version", 0, TSP_OPTION_FLAG, AT(version), ALL, 0, 0, NULL, N_("print the version and exit")},
};

const size_t tsp_option_count = TSB_COUNT(tsp_option_table);

const tsp_key_words tsp_key_table[] = {
    {"SPACE p", N_("pause, go on")},
    {"LEFT RIGHT", N_("5 seconds back, forward")},
    {"Shift+LEFT Shift+RIGHT", N_("1 second back, forward")},
    {"DOWN UP", N_("1 minute back, forward")},
    {"Shift+DOWN Shift+UP", N_("5 seconds back, forward")},
    {"HOME", N_("to the beginning")},
    {"PGDWN PGUP ! @", N_("previous, next chapter")},
    {"9 0 / *", N_("softer, louder")},
    {"m", N_("sound off, on")},
    {"#", N_("next sound track")},
    {"j J", N_("next, previous subtitle")},
    {"v", N_("hide subtitles, show them")},
    {"a s c t n", N_("lists: sound, subtitles, chapters, titles, angles")},
    {"M", N_("the disc's menu, and back to the film")},
    {"[ ] BS", N_("slower, faster, normal speed")},
    {", .", N_("one picture back, forward")},
    {"o P", N_("show where the film is")},
    {"i", N_("statistics")},
    {"f ESC", N_("full screen; leave it")},
    {"Ctrl+e", N_("eject the disc; the film waits until it is back")},
    {"h q", N_("back to the first screen; quit")},
};

const size_t tsp_key_count = TSB_COUNT(tsp_key_table);

const tsp_command_words *tsp_command_find(enum tsp_command command)
{
    size_t i = 0;

    while (i + 1 < tsp_command_count && tsp_commands[i].command != command)
        i++;
    return &tsp_commands[i];
}

const char *tsp_command_second(const tsp_command_words *command, const char *first)
{
    const size_t length = strlen(first);
    const char *words = command->words;

    return strncmp(words, first, length) == 0 && words[length] == ' ' ? words + length + 1 : NULL;
}
