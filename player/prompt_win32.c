/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "player/prompt.h"

#include <errno.h>
#include <io.h>
#include <stdio.h>
#include <string.h>

#include <windows.h>

bool tsp_prompt_possible(void)
{
    return _isatty(_fileno(stdin)) && _isatty(_fileno(stderr));
}

bool tsp_prompt_terminal(void)
{
    return _isatty(_fileno(stderr));
}

int tsp_prompt_descriptor(int descriptor, char *text, size_t size, tsb_error *err)
{
    size_t length = 0;

    for (;;) {
        char byte = 0;
        int got = _read(descriptor, &byte, 1);
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
    return tsp_prompt_descriptor(_fileno(stdin), text, size, err);
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
