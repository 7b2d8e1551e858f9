/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "player/prompt_platform.h"

#include <errno.h>
#include <io.h>
#include <stdio.h>

#include <windows.h>

bool tsp_prompt_possible(void)
{
    return _isatty(_fileno(stdin)) && _isatty(_fileno(stderr));
}

bool tsp_prompt_terminal(void)
{
    return _isatty(_fileno(stderr));
}

int tsp_prompt_byte(int descriptor, char *byte, tsb_error *err)
{
    int got = _read(descriptor, byte, 1);

    return got < 0 ? tsb_fail_errno(err, errno, "Cannot read from descriptor %d", descriptor) : got;
}

int tsp_prompt_secret(const char *question, char *text, size_t size, tsb_error *err)
{
    HANDLE console = GetStdHandle(STD_INPUT_HANDLE);
    DWORD before = 0;
    int result = 0;

    if (!GetConsoleMode(console, &before) || !SetConsoleMode(console, before & ~(DWORD)ENABLE_ECHO_INPUT))
        return tsb_fail(err, TSB_ERR_IO, "Cannot turn the console's echo off.");
    result = tsp_prompt_line(question, text, size, err);
    fputc('\n', stderr);
    SetConsoleMode(console, before);
    return result;
}
