/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The container on a stick's own blocks, from the first to the last, without a file system. */
#ifndef TALLYSTICK_TOKEN_BLOCKS_USB_H
#define TALLYSTICK_TOKEN_BLOCKS_USB_H

#include "token/blocks.h"
#include "token/usb/usb.h"

/*
 * Opens the stick for this opener alone and takes it from the kernel's driver, which gets it back when the blocks are
 * destroyed. It does not grow: TSB_ERR_FULL. Writes that are not whole blocks of the stick read the rest first.
 *
 * TSB_ERR_EXISTS: one of its file systems is mounted, the system or another program has it. TSB_ERR_NOT_FOUND: pulled
 * out, or no medium. TSB_ERR_DENIED: no permission. TSB_ERR_UNSUPPORTED, TSB_ERR_DAMAGED: no usable memory stick.
 */
int tst_blocks_usb_open(tst_blocks **out, const tst_usb_device *device, tsb_error *err) TSB_MUST_USE;

#endif
