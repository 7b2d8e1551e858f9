/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stddef.h>
#include <unistd.h>

#include "base/compiler.h"
#include "player/screen/graphics.h"

bool tsp_graphics_card(void)
{
    /* The kernel's own drivers; those of makers that bring their own; Windows' card, lent to Linux programs there. */
    static const char *const places[] = {"/dev/dri", "/dev/nvidiactl", "/dev/mali0", "/dev/kgsl-3d0", "/dev/dxg"};
    for (size_t i = 0; i < TSB_COUNT(places); i++)
        if (access(places[i], F_OK) == 0)
            return true;
    return false;
}
