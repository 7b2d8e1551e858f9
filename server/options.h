/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Subcommands, their options and their help, from tables. Long options take
 * their value as `--name VALUE` or `--name=VALUE`; `--` ends them. Every command
 * also knows --data DIR, --verbose and --help.
 */
#ifndef TALLYSTICK_SERVER_OPTIONS_H
#define TALLYSTICK_SERVER_OPTIONS_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "base/error.h"
#include "base/log.h"

#define TSV_OPTIONS_MAX   10
#define TSV_ARGUMENTS_MAX 2

/* What a command's run returns beside 0 and negative codes: it was used wrongly. */
#define TSV_USAGE 2

typedef struct tsv_option {
    const char *name;  /* without the dashes; NULL ends a table */
    const char *value; /* what the help calls its value; NULL: it takes none */
    const char *help;  /* continuation lines after '\n' */
    char letter;       /* `-o` for it too; 0: none */
    bool required;
} tsv_option;

typedef struct tsv_command tsv_command;

typedef struct tsv_invocation {
    const tsv_command *command;
    const char *data; /* the data folder; NULL: the platform's */
    bool verbose;
    bool help;
    const char *values[TSV_OPTIONS_MAX]; /* in the table's order; NULL where not given, "" for those without a value */
    const char *arguments[TSV_ARGUMENTS_MAX];
} tsv_invocation;

struct tsv_command {
    const char *name;      /* "title list" */
    const char *arguments; /* "FILM", for the help; NULL: none */
    unsigned argument_count;
    const char *summary; /* one line */
    const char *details; /* lines for --help, each with its newline; may be NULL */
    const tsv_option *options;
    /* 0, a negative code or TSV_USAGE; err says why. */
    int (*run)(const tsv_invocation *invocation, tsb_error *err);
};

/* The command that the words name, and how many words its name has; NULL when there is none. */
const tsv_command *tsv_command_find(const tsv_command *const *commands, int count, char *const *words, int *used);

/* Reads the words after the command's name. 0 or TSV_USAGE. */
int tsv_options_parse(tsv_invocation *out, const tsv_command *command, int count, char *const *words,
                      tsb_error *err) TSB_MUST_USE;

/* The value of an option in the command's table: NULL when it was not given. */
const char *tsv_option_value(const tsv_invocation *invocation, const char *name);

/* A whole number from least to most; 0 or TSV_USAGE. */
int tsv_option_number(const char *name, const char *text, uint32_t least, uint32_t most, uint32_t *out,
                      tsb_error *err) TSB_MUST_USE;

/* Records the message, returns TSV_USAGE. */
int tsv_usage(tsb_error *err, const char *format, ...) TSB_PRINTF(2, 3);

/* Help for one command, and for all (a table ended by NULL). */
void tsv_help_command(FILE *out, const tsv_command *command);
/* Those of a table that begin with this word, as "copy"; false when none does. */
bool tsv_help_group(FILE *out, const tsv_command *const *commands, const char *word);
void tsv_help_all(FILE *out, const tsv_command *const *commands);

#endif
