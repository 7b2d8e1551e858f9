/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The device's X25519 private key: in the platform's key store where there is one, else in a file of mode
 * 0600 in the data folder. What is sealed to it is lost with it. So there is one for good: a record in the
 * folder says when the store has it, and while the store does not give it, that is an error, and no reason for a new
 * key. A key in a file is moved into the store as soon as that can be done without asking anybody.
 */
#ifndef TALLYSTICK_PLAYER_DEVICE_KEY_H
#define TALLYSTICK_PLAYER_DEVICE_KEY_H

#include <stdint.h>

#include "base/cancel.h"
#include "base/error.h"
#include "base/log.h"
#include "synth/crypto.h"

/*
 * Gets the data folder's key, or makes it at first use. key is the caller's secret memory. Several processes may
 * ask at once, and get the same. Blocks for seconds at most when nobody is there to unlock the store.
 */
int tsp_device_key_open(uint8_t key[TSS_KEY_SIZE], const char *folder, const tsb_cancel *cancel, const tsb_log *log,
                        tsb_error *err) TSB_MUST_USE;

#endif
