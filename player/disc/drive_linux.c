/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "player/disc/disc_platform.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <linux/cdrom.h>

/* Without O_NONBLOCK, opening a drive closes its tray, and fails when it is empty. */
static int open_drive(const char *path)
{
    return open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
}

enum tsp_drive_state tsp_drive_state(const char *path)
{
    int descriptor = open_drive(path);
    enum tsp_drive_state state = TSP_DRIVE_LOADED;

    if (descriptor < 0)
        return errno == EACCES || errno == EPERM ? TSP_DRIVE_LOADED : TSP_DRIVE_EMPTY;
    switch (ioctl(descriptor, CDROM_DRIVE_STATUS, CDSL_CURRENT)) {
    case CDS_NO_DISC:
    case CDS_TRAY_OPEN:
        state = TSP_DRIVE_EMPTY;
        break;
    case CDS_DRIVE_NOT_READY:
        state = TSP_DRIVE_BUSY;
        break;
    case -1:
        /* What is no optical drive has its medium in it, or no size; what was unplugged is gone. */
        if (errno == ENXIO || errno == ENODEV || errno == ENOMEDIUM || lseek(descriptor, 0, SEEK_END) == 0)
            state = TSP_DRIVE_EMPTY;
        break;
    default:
        break;
    }
    close(descriptor);
    return state;
}

static int explain(const char *path, int saved_errno, tsb_error *err)
{
    switch (saved_errno) {
    case EBUSY:
        return tsb_fail(err, TSB_ERR_DENIED,
                        "The disc in %s cannot be ejected: it is mounted, or another program uses it. Unmount it, or "
                        "close that program, and try again.",
                        path);
    case EACCES:
    case EPERM:
        return tsb_fail(err, TSB_ERR_DENIED,
                        "You are not allowed to eject the disc in %s. Press the button of the drive.", path);
    case ENOSYS:
    case ENOTTY:
    case EINVAL:
        return tsb_fail(err, TSB_ERR_UNSUPPORTED,
                        "The drive %s cannot eject its disc by itself. Press its button, or unplug it.", path);
    default:
        return tsb_fail_errno(err, saved_errno, "The disc in %s cannot be ejected", path);
    }
}

int tsp_drive_eject(const char *path, tsb_error *err)
{
    int descriptor = open_drive(path);
    int answer = 0;
    int result = 0;

    if (descriptor < 0)
        return explain(path, errno, err);
    answer = ioctl(descriptor, CDROMEJECT);
    /* The drive's own refusal comes as its SCSI status: whoever uses the disc has locked the tray. */
    if (answer != 0)
        result = explain(path, answer > 0 ? EBUSY : errno, err);
    close(descriptor);
    return result;
}
