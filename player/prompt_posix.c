/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "player/prompt.h"

#include <errno.h>
#include <stdio.h>
#include <termios.h>
#include <unistd.h>

bool tsp_prompt_possible(void)
{
    return isatty(STDIN_FILENO) && isatty(STDERR_FILENO);
}

bool tsp_prompt_terminal(void)
{
    return isatty(STDERR_FILENO);
}

/* Byte by byte, so that nothing after the line is swallowed or left in a buffer of stdio's. */
int tsp_prompt_descriptor(int descriptor, char *text, size_t size, tsb_error *err)
{
    size_t length = 0;

    for (;;) {
        char byte = 0;
        ssize_t got = read(descriptor, &byte, 1);
        if (got < 0 && errno == EINTR)
            return tsb_fail(err, TSB_ERR_CANCELLED, "Stopped.");
        if (got < 0)
            return tsb_fail_errno(err, errno, "Cannot read from descriptor %d", descriptor);
        if (got == 0 && length == 0)
            return tsb_fail(err, TSB_ERR_INVALID, "Descriptor %d ended before a line came.", descriptor);
        if (got == 0 || byte == '\n')
            break;
        if (byte == '\0' || length + 1 >= size)
            return tsb_fail(err, TSB_ERR_INVALID, "What was given is too long: at most %zu bytes are allowed.",
                            size - 1);
        text[length++] = byte;
    }
    if (length > 0 && text[length - 1] == '\r')
        length--;
    text[length] = '\0';
    return 0;
}

int tsp_prompt_line(const char *question, char *text, size_t size, tsb_error *err)
{
    fputs(question, stderr);
    fflush(stderr);
    return tsp_prompt_descriptor(STDIN_FILENO, text, size, err);
}

int tsp_prompt_secret(const char *question, char *text, size_t size, tsb_error *err)
{
    struct termios before = {0};
    struct termios silent = {0};
    int result = 0;

    if (tcgetattr(STDIN_FILENO, &before) != 0)
        return tsb_fail_errno(err, errno, "Cannot turn the terminal's echo off");
    silent = before;
    silent.c_lflag &= ~(tcflag_t)(ECHO | ECHOE | ECHOK);
    silent.c_lflag |= ECHONL;
    /* TCSAFLUSH drops what was typed before the question. */
    if (tcsetattr(STDIN_FILENO, TCSAFLUSH, &silent) != 0)
        return tsb_fail_errno(err, errno, "Cannot turn the terminal's echo off");
    result = tsp_prompt_line(question, text, size, err);
    tcsetattr(STDIN_FILENO, TCSANOW, &before);
    return result;
}
