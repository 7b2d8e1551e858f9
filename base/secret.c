/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/secret.h"

#include <stdatomic.h>
#include <stdint.h>
#include <string.h>

void tsb_wipe(void *memory, size_t size)
{
    if (size == 0)
        return;
    memset(memory, 0, size);
    /* The compiler must assume that someone reads memory after this. */
    __asm__ volatile("" : : "r"(memory) : "memory");
}

int tsb_secret_equal(const void *a, const void *b, size_t size)
{
    const volatile uint8_t *left = a;
    const volatile uint8_t *right = b;
    uint8_t difference = 0;
    for (size_t i = 0; i < size; i++)
        difference = (uint8_t)(difference | (left[i] ^ right[i]));
    return difference == 0;
}

void tsb_secret_tell_unlocked(const tsb_log *log)
{
    static atomic_flag told = ATOMIC_FLAG_INIT;
    size_t bytes = tsb_secret_unlocked();
    if (bytes == 0 || atomic_flag_test_and_set(&told))
        return;
    tsb_warn(log, "%zu KiB of memory for keys and film could not be locked, and may be written to swap: %s",
             (bytes + 1023) / 1024, tsb_secret_lock_advice());
}
