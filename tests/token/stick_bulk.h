/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The bulk pipes of a struct stick in the same process. */
#ifndef TALLYSTICK_TESTS_TOKEN_STICK_BULK_H
#define TALLYSTICK_TESTS_TOKEN_STICK_BULK_H

#include "tests/token/stick.h"
#include "token/usb/bot.h"

struct stick_bulk {
    tst_bulk base;
    struct stick *stick;
};

void stick_bulk_init(struct stick_bulk *bulk, struct stick *stick);

#endif
