/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/system.h"

#include <unistd.h>

unsigned tsb_processors(void)
{
    long count = sysconf(_SC_NPROCESSORS_ONLN);
    return count > 0 ? (unsigned)count : 1;
}
