/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Runs another program to its end: no shell, arguments as a vector. */
#ifndef TALLYSTICK_SERVER_PROCESS_H
#define TALLYSTICK_SERVER_PROCESS_H

#include <stddef.h>

#include "base/cancel.h"
#include "base/error.h"

/* The end of what a program said on its standard error. */
#define TSV_PROCESS_TAIL 2048

typedef struct tsv_process {
    const char *const *arguments; /* ended by NULL; the first is the program, found by PATH */
    const char *folder;           /* its working folder; NULL: this process's */
    const char *const *variables; /* "NAME=value", added to the environment, ended by NULL; may be NULL */
    void (*line)(void *context, const char *line); /* each line of its standard output; may be NULL */
    void (*tick)(void *context);                   /* about twice a second; may be NULL */
    void *context;
    char *messages;           /* TSV_PROCESS_TAIL bytes for the end of its standard error; may be NULL */
    const tsb_cancel *cancel; /* ends the program at once; may be NULL */
} tsv_process;

/*
 * 0 when the program ended with status 0. Its standard input is empty. It dies with this process. TSB_ERR_NOT_FOUND:
 * not installed. TSB_ERR_FULL: it failed and said that there is no space. TSB_ERR_CANCELLED. Otherwise TSB_ERR_INVALID,
 * with the last line it said. Call it from the main thread.
 */
int tsv_process_run(const tsv_process *process, tsb_error *err) TSB_MUST_USE;

#endif
