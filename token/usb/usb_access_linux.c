/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Linux gives USB devices to root alone, unless a udev rule says otherwise (packaging/udev/README.md). */
#include <stdio.h>
#include <unistd.h>

#include "base/translate.h"
#include "token/usb/usb.h"

const char *tst_usb_access_advice(char text[TST_USB_ADVICE_SIZE])
{
#ifdef TALLYSTICK_UDEV_RULE
    const bool there = access(TALLYSTICK_UDEV_RULE, F_OK) == 0;
    (void)snprintf(text, TST_USB_ADVICE_SIZE,
                   there ? _("The udev rule %s permits it to whoever is signed in at this computer's own screen: "
                             "do that, and plug the stick in again")
                         : _("The udev rule %s would permit it, but is not there: install Tallystick, which puts it "
                             "there, and plug the stick in again"),
                   TALLYSTICK_UDEV_RULE);
#else
    (void)snprintf(
        text, TST_USB_ADVICE_SIZE, "%s",
        _("Copy packaging/udev/70-tallystick-token.rules to /etc/udev/rules.d, and plug the stick in again"));
#endif
    return text;
}
