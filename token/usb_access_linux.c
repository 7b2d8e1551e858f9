/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Linux gives USB devices to root alone, unless a udev rule says otherwise (packaging/udev/README.md). */
#include <unistd.h>

#include "token/usb.h"

const char *tst_usb_access_advice(void)
{
#ifdef TALLYSTICK_UDEV_RULE
    if (access(TALLYSTICK_UDEV_RULE, F_OK) == 0)
        return "The udev rule " TALLYSTICK_UDEV_RULE
               " permits it to whoever is signed in at this computer's own screen: "
               "do that, and plug the stick in again";
    return "The udev rule " TALLYSTICK_UDEV_RULE " would permit it, but is not there: install it with Tallystick "
           "(cmake --install), and plug the stick in again";
#else
    return "Copy packaging/udev/70-tallystick-token.rules to /etc/udev/rules.d, and plug the stick in again";
#endif
}
