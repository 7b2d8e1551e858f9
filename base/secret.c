/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/secret.h"

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
