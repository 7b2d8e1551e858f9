/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "player/prompt_platform.h"

#include <errno.h>
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

int tsp_prompt_byte(int descriptor, char *byte, tsb_error *err)
{
    ssize_t got = read(descriptor, byte, 1);

    if (got < 0 && errno == EINTR)
        return tsb_fail(err, TSB_ERR_CANCELLED, "Stopped.");
    return got < 0 ? tsb_fail_errno(err, errno, "Cannot read from descriptor %d", descriptor) : (int)got;
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
