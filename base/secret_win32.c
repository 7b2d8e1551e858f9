/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/secret.h"

#include <stdatomic.h>
#include <windows.h>

static atomic_size_t unlocked;

/* VirtualLock refuses what exceeds the minimum working set: make room for this much more. */
static void grow_working_set(size_t size)
{
    SIZE_T least = 0;
    SIZE_T most = 0;
    if (GetProcessWorkingSetSize(GetCurrentProcess(), &least, &most))
        (void)SetProcessWorkingSetSize(GetCurrentProcess(), least + size, most + size);
}

void *tsb_secret_alloc(size_t size)
{
    size_t length = size ? size : 1;
    void *memory = VirtualAlloc(NULL, length, MEM_RESERVE | MEM_COMMIT, PAGE_READWRITE);
    if (!memory)
        return NULL;
    if (!VirtualLock(memory, length)) {
        grow_working_set(length);
        if (!VirtualLock(memory, length))
            atomic_fetch_add(&unlocked, length);
    }
    return memory;
}

size_t tsb_secret_unlocked(void)
{
    return atomic_load(&unlocked);
}

const char *tsb_secret_lock_advice(void)
{
    return "close other programs, or raise the limit on this one's working set";
}

void tsb_secret_free(void *memory, size_t size)
{
    if (!memory)
        return;
    tsb_wipe(memory, size);
    (void)VirtualFree(memory, 0, MEM_RELEASE);
}

void tsb_secret_harden_process(void)
{
    /* Without the fault box Windows Error Reporting writes no dump. */
    (void)SetErrorMode(SEM_FAILCRITICALERRORS | SEM_NOGPFAULTERRORBOX);
}
