/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The player's command line. */
#ifndef TALLYSTICK_PLAYER_OPTIONS_H
#define TALLYSTICK_PLAYER_OPTIONS_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "base/error.h"
#include "player/desktop/config.h"
#include "player/play/keys.h"

enum tsp_command {
    TSP_COMMAND_PLAY = 1,
    TSP_COMMAND_VERIFY = 2,
    TSP_COMMAND_TOKEN_LIST = 4,
    TSP_COMMAND_TOKEN_WRITE = 8,
    TSP_COMMAND_TOKEN_RETURN = 16,
    TSP_COMMAND_DEVICE_LIST = 64,
    TSP_COMMAND_DEVICE_REMOVE = 128
};

/* Strings are borrowed from argv. What the command line leaves open, tsp_settings_load (player/settings.h) fills in. */
typedef struct tsp_options {
    enum tsp_command command;
    bool help;
    const char *group; /* of the help: "token", all commands that begin so; NULL: the command's own */
    bool version;
    const char *disc;  /* NULL: the first drive with a Tallystick disc */
    const char *token; /* serial, folder or file; NULL: whichever fits */
    bool no_token;
    const char *tpm;     /* TCTI; NULL: this computer's own */
    int views;           /* to move to a token; 0: all there are */
    const char *devices; /* it is for, beside this one: "3,7"; NULL: none */
    bool format;
    bool watch;
    bool remove;
    uint64_t device; /* to be removed */
    const char *server;
    const char *user;
    const char *data;
    const char *ca_file;
    const char *output;   /* of --frames-md5; NULL: stdout */
    int password_fd;      /* -1: not given */
    bool sign_in;         /* with a password, though a sign-in is kept; not of the command line */
    const char *language; /* as in LANGUAGE; NULL: the settings', or the locale's */
    bool yes;
    bool verbose;
    bool json;
    bool frames_md5;
    bool fullscreen;
    bool windowed; /* whatever the configuration says */
    bool no_audio;
    double start; /* seconds; negative: where it was left */
    bool menu;
    int title;               /* of the disc, from 1; 0: its longest */
    int angle;               /* from 1; 0: the first */
    int audio;               /* track from 1; 0: the disc's first */
    int subtitle;            /* from 1; 0: not said; -1: off */
    int volume;              /* percent; negative: not given */
    const char *config_file; /* NULL: the platform's own */
    bool no_config;
    tsp_config config;
    tsp_keymap keymap; /* tsp_settings_finish frees it */
} tsp_options;

/* TSB_ERR_INVALID: wrong usage; err says what is wrong. */
int tsp_options_parse(tsp_options *out, int argc, char *const argv[], tsb_error *err) TSB_MUST_USE;

/* What --help prints. */
void tsp_options_help(FILE *out, const tsp_options *options);

/* Reads "90", "1:30", "0:01:30.5" as seconds; negative when it is none of these. */
double tsp_options_time(const char *text);

#endif
