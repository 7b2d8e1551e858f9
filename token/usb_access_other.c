/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "token/usb.h"

const char *tst_usb_access_advice(void)
{
    return "Close other programs that use it, or ask the computer's administrator";
}
