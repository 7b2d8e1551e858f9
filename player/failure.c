/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "player/failure.h"

#include <stdio.h>

void tsp_failure_tell(const tsb_error *err)
{
    fprintf(stderr, "tallystick: %s%s%s\n", err->text, err->hint[0] ? " " : "", err->hint);
}
