/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdio.h>

#include "base/translate.h"
#include "token/usb/usb.h"

const char *tst_usb_access_advice(char text[TST_USB_ADVICE_SIZE])
{
    (void)snprintf(text, TST_USB_ADVICE_SIZE, "%s",
                   _("Close other programs that use it, or ask the computer's administrator"));
    return text;
}
