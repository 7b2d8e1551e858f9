/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "player/account/account.h"

#include <stdio.h>
#include <string.h>

#include <windows.h>

void tsp_account_device_name(char *out, size_t size)
{
    char name[256] = "";
    DWORD length = sizeof(name) - 1;

    if (!GetComputerNameA(name, &length) || name[0] == '\0')
        memcpy(name, "a computer", sizeof("a computer"));
    snprintf(out, size, "%s", name);
}
