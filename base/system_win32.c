/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/system.h"

#include <windows.h>

unsigned tsb_processors(void)
{
    SYSTEM_INFO info = {0};
    GetSystemInfo(&info);
    return info.dwNumberOfProcessors > 0 ? (unsigned)info.dwNumberOfProcessors : 1;
}
