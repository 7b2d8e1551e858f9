/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Makes a chosen call of the C library fail: the linker's --wrap puts these in its place. */
#ifndef TALLYSTICK_TESTS_BASE_FAULTS_H
#define TALLYSTICK_TESTS_BASE_FAULTS_H

enum fault {
    FAULT_NONE,
    FAULT_MALLOC,
    FAULT_CALLOC,
    FAULT_REALLOC,
    FAULT_STRDUP,
    FAULT_WRITE,
    FAULT_FCHMOD,
    FAULT_FSYNC,
    FAULT_CLOSE,
    FAULT_RENAME,
    FAULT_PIPE2,
    FAULT_MADVISE,
    FAULT_MLOCK
};

/* From now on the nth call (1: the next) fails with this errno, once. Only
 * calls from the code under test count, in this thread. */
void fault_arm(enum fault fault, int nth, int number);

/* All calls succeed again; returns whether the fault happened. */
int fault_disarm(void);

/* While on, write() takes at most one byte at a time and is interrupted between. */
void fault_short_writes(int on);

/* The same for pread(). */
void fault_short_reads(int on);

/* While on, no file system makes nameless files (O_TMPFILE). */
void fault_no_nameless(int on);

#endif
