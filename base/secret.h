/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Memory for keys, complements and original bytes: locked into RAM where the
 * system allows, left out of core dumps, wiped when it is freed.
 */
#ifndef TALLYSTICK_BASE_SECRET_H
#define TALLYSTICK_BASE_SECRET_H

#include <stddef.h>

#include "base/compiler.h"
#include "base/log.h"

/* Zeroed memory of its own pages, or NULL. Falls back to unlocked memory when
 * the system's locking limit is reached (core dumps stay excluded). Any thread. */
void *tsb_secret_alloc(size_t size) TSB_MUST_USE;

/* Bytes of secret memory given so far that the system would not lock, freed ones included. Any thread. */
size_t tsb_secret_unlocked(void);

/* How a person raises the system's locking limit: a phrase, static. */
const char *tsb_secret_lock_advice(void);

/* Warns, once in the process's life, when some secret memory could not be locked. Any thread. */
void tsb_secret_tell_unlocked(const tsb_log *log);

/* Wipes and frees; NULL is fine. size is what was asked for. */
void tsb_secret_free(void *memory, size_t size);

/* A wipe the compiler may not remove. */
void tsb_wipe(void *memory, size_t size);

/* Whether two runs of bytes are equal, in time that depends on size alone. */
int tsb_secret_equal(const void *a, const void *b, size_t size);

/* Turns core dumps and debugger attachment by the same user off for this
 * process, as far as the system can. Call once, first thing in main. */
void tsb_secret_harden_process(void);

#endif
