/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Systems whose drives can only be opened and read here. */
#include "player/disc/disc_platform.h"

#include "base/file.h"

enum tsp_drive_state tsp_drive_state(const char *path)
{
    return tsb_path_exists(path) ? TSP_DRIVE_LOADED : TSP_DRIVE_EMPTY;
}

int tsp_drive_eject(const char *path, tsb_error *err)
{
    return tsb_fail(
        err, TSB_ERR_UNSUPPORTED,
        "Tallystick cannot eject the disc in %s on this system. Press the button of the drive, or eject the "
        "disc in the file manager.",
        path);
}
