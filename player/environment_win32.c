/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "player/environment.h"

#include <stdlib.h>

void tsp_environment_set(const char *name, const char *value)
{
    (void)_putenv_s(name, value);
}
