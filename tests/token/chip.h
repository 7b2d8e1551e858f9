/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A TPM that swtpm emulates, with a state of its own. One connection at a time: the next one waits. */
#ifndef TALLYSTICK_TESTS_TOKEN_CHIP_H
#define TALLYSTICK_TESTS_TOKEN_CHIP_H

#include <check.h>
#include <stdint.h>
#include <sys/types.h>

struct chip {
    char folder[256];
    char tcti[64];
    pid_t emulator;
};

/* main of a suite of tests that need swtpm: 77, and why, where there is none. */
int chip_suite_run(const char *name, const TTest *const *tests, size_t count);

void chip_make(struct chip *chip);
void chip_finish(struct chip *chip);
/* The computer is shut down and started anew. */
void chip_restart(struct chip *chip);
/* Another TPM in its place. */
void chip_replace(struct chip *chip);
/* Removes from it what a killed program left there, as the kernel does for /dev/tpmrm0. */
void chip_sweep(const struct chip *chip);
/* Sets its clock forward. */
void chip_advance(const struct chip *chip, uint64_t milliseconds);
/* Gives its owner a password. */
void chip_own(const struct chip *chip);

#endif
