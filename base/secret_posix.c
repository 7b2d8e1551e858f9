/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/secret.h"

#include <stdatomic.h>
#include <stdint.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <unistd.h>
#ifdef __linux__
#include <sys/prctl.h>
#endif

static atomic_size_t unlocked;

/* size in whole pages, at least one; 0 when that is more than there can be. */
static size_t whole_pages(size_t size)
{
    size_t page = (size_t)sysconf(_SC_PAGESIZE);
    if (size > SIZE_MAX - page)
        return 0;
    return size == 0 ? page : (size + page - 1) / page * page;
}

void *tsb_secret_alloc(size_t size)
{
    size_t length = whole_pages(size);
    if (length == 0)
        return NULL;
    void *memory = mmap(NULL, length, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (memory == MAP_FAILED)
        return NULL;
#ifdef MADV_DONTDUMP
    if (madvise(memory, length, MADV_DONTDUMP) != 0) {
        munmap(memory, length);
        return NULL;
    }
#endif
    /* Beyond RLIMIT_MEMLOCK this fails: the memory may then be swapped, but is never dumped. */
    if (mlock(memory, length) != 0)
        atomic_fetch_add(&unlocked, length);
    return memory;
}

size_t tsb_secret_unlocked(void)
{
    return atomic_load(&unlocked);
}

const char *tsb_secret_lock_advice(void)
{
    return "raise the limit with \"ulimit -l\", or LimitMEMLOCK= of a systemd unit";
}

void tsb_secret_free(void *memory, size_t size)
{
    if (!memory)
        return;
    size_t length = whole_pages(size);
    tsb_wipe(memory, length);
    munmap(memory, length);
}

void tsb_secret_harden_process(void)
{
    const struct rlimit no_core = {0, 0};
    (void)setrlimit(RLIMIT_CORE, &no_core);
#ifdef __linux__
    (void)prctl(PR_SET_DUMPABLE, 0);
#endif
    struct rlimit locked = {0, 0};
    if (getrlimit(RLIMIT_MEMLOCK, &locked) == 0 && locked.rlim_cur != locked.rlim_max) {
        locked.rlim_cur = locked.rlim_max;
        (void)setrlimit(RLIMIT_MEMLOCK, &locked);
    }
}
