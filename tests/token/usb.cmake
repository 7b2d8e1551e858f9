# SPDX-License-Identifier: GPL-3.0-or-later
tallystick_test(test_token_scsi test_scsi.c LIBS tstoken)
tallystick_test(test_token_bot test_bot.c stick.c stick_bulk.c LIBS tstoken)
