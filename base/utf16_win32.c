/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/utf16_win32.h"

#include <stdlib.h>
#include <windows.h>

wchar_t *tsb_utf16_from(const char *text)
{
    int length = MultiByteToWideChar(CP_UTF8, MB_ERR_INVALID_CHARS, text, -1, NULL, 0);
    wchar_t *result = length > 0 ? malloc((size_t)length * sizeof *result) : NULL;
    if (result)
        (void)MultiByteToWideChar(CP_UTF8, MB_ERR_INVALID_CHARS, text, -1, result, length);
    return result;
}

char *tsb_utf16_to_utf8(const wchar_t *text)
{
    int length = WideCharToMultiByte(CP_UTF8, 0, text, -1, NULL, 0, NULL, NULL);
    char *result = length > 0 ? malloc((size_t)length) : NULL;
    if (result)
        (void)WideCharToMultiByte(CP_UTF8, 0, text, -1, result, length, NULL, NULL);
    return result;
}
