/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/secret.h"

#include <stdbool.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>

#include "tests/base/faults.h"
#include "tests/support/suite.h"

/* Whether the mapping that holds address has this two-letter flag in /proc/self/smaps. */
static bool mapping_has_flag(const void *address, const char *flag)
{
    char line[512];
    char wanted[8];
    bool inside = false;
    bool found = false;
    FILE *maps = fopen("/proc/self/smaps", "r");
    ck_assert_ptr_nonnull(maps);
    (void)snprintf(wanted, sizeof wanted, " %s ", flag);
    while (fgets(line, sizeof line, maps)) {
        char *after = NULL;
        unsigned long from = strtoul(line, &after, 16);
        if (after > line && *after == '-')
            inside = (unsigned long)address >= from && (unsigned long)address < strtoul(after + 1, NULL, 16);
        else if (inside && strncmp(line, "VmFlags:", 8) == 0)
            found = strstr(line, wanted) != NULL;
    }
    fclose(maps);
    return found;
}

START_TEST(memory_is_zero_and_writable)
{
    static const size_t sizes[] = {0, 1, 32, 4096, 4097, 1000000};
    for (size_t i = 0; i < TSB_COUNT(sizes); i++) {
        unsigned char *memory = tsb_secret_alloc(sizes[i]);
        ck_assert_ptr_nonnull(memory);
        unsigned char any = 0;
        for (size_t k = 0; k < sizes[i]; k++)
            any |= memory[k];
        ck_assert_uint_eq(any, 0);
        memset(memory, 0xA5, sizes[i]);
        tsb_secret_free(memory, sizes[i]);
    }
    tsb_secret_free(NULL, 100);
}
END_TEST

START_TEST(impossible_sizes_are_refused)
{
    ck_assert_ptr_null(tsb_secret_alloc(SIZE_MAX));
    ck_assert_ptr_null(tsb_secret_alloc(SIZE_MAX / 2));
}
END_TEST

START_TEST(memory_stays_out_of_core_dumps)
{
    void *memory = tsb_secret_alloc(10000);
    ck_assert_ptr_nonnull(memory);
    ck_assert(mapping_has_flag(memory, "dd"));
    tsb_secret_free(memory, 10000);
}
END_TEST

#ifndef __SANITIZE_ADDRESS__
#ifndef __SANITIZE_THREAD__
/* The sanitizers turn mlock off. */
START_TEST(memory_is_locked)
{
    void *memory = tsb_secret_alloc(10000);
    ck_assert_ptr_nonnull(memory);
    ck_assert(mapping_has_flag(memory, "lo"));
    tsb_secret_free(memory, 10000);
}
END_TEST
#endif
#endif

START_TEST(locking_limit_is_no_failure)
{
    fault_arm(FAULT_MLOCK, 1, 0);
    void *memory = tsb_secret_alloc(100);
    ck_assert(fault_disarm());
    ck_assert_ptr_nonnull(memory);
    ck_assert(mapping_has_flag(memory, "dd"));
    tsb_secret_free(memory, 100);
}
END_TEST

static void count_line(void *context, enum tsb_level level, const char *component, const char *line)
{
    (void)component;
    ck_assert_int_eq(level, TSB_LOG_WARNING);
    ck_assert_ptr_nonnull(strstr(line, "KiB of memory"));
    ck_assert_ptr_nonnull(strstr(line, "LimitMEMLOCK"));
    ++*(int *)context;
}

START_TEST(memory_not_locked_is_told_once)
{
    int lines = 0;
    tsb_log log = {.sink = count_line, .context = &lines, .level = TSB_LOG_WARNING};
    size_t before = tsb_secret_unlocked();
    fault_arm(FAULT_MLOCK, 1, 0);
    void *memory = tsb_secret_alloc(5000);
    ck_assert(fault_disarm());
    tsb_secret_free(memory, 5000);
    ck_assert_uint_ge(tsb_secret_unlocked(), before + 5000);
    tsb_secret_tell_unlocked(&log);
    tsb_secret_tell_unlocked(&log);
    ck_assert_int_eq(lines, 1);
}
END_TEST

START_TEST(memory_that_would_be_dumped_is_not_given)
{
    fault_arm(FAULT_MADVISE, 1, 0);
    void *memory = tsb_secret_alloc(100);
    ck_assert(fault_disarm());
    ck_assert_ptr_null(memory);
}
END_TEST

START_TEST(wipe_clears)
{
    char text[] = "correct horse battery staple";
    tsb_wipe(text, 7);
    ck_assert_mem_eq(text, "\0\0\0\0\0\0\0 horse", 13);
    tsb_wipe(text, sizeof text);
    for (size_t i = 0; i < sizeof text; i++)
        ck_assert_int_eq(text[i], 0);
    tsb_wipe(NULL, 0);
}
END_TEST

START_TEST(equality)
{
    ck_assert(tsb_secret_equal("abcd", "abcd", 4));
    ck_assert(tsb_secret_equal("abcd", "abcx", 3));
    ck_assert(!tsb_secret_equal("abcd", "abcx", 4));
    ck_assert(!tsb_secret_equal("xbcd", "abcd", 4));
    ck_assert(!tsb_secret_equal("\x01", "\x81", 1));
    ck_assert(tsb_secret_equal("a", "b", 0));
}
END_TEST

START_TEST(hardened_process_leaves_no_core)
{
    tsb_secret_harden_process(); /* in the test's own process */
    struct rlimit limit = {1, 1};
    ck_assert_int_eq(getrlimit(RLIMIT_CORE, &limit), 0);
    ck_assert_uint_eq(limit.rlim_cur, 0);
    ck_assert_uint_eq(limit.rlim_max, 0);
    ck_assert_int_eq(prctl(PR_GET_DUMPABLE), 0);
    ck_assert_int_eq(getrlimit(RLIMIT_MEMLOCK, &limit), 0);
    ck_assert_uint_eq(limit.rlim_cur, limit.rlim_max);
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {
        memory_is_zero_and_writable,
        impossible_sizes_are_refused,
        memory_stays_out_of_core_dumps,
#ifndef __SANITIZE_ADDRESS__
#ifndef __SANITIZE_THREAD__
        memory_is_locked,
#endif
#endif
        locking_limit_is_no_failure,
        memory_not_locked_is_told_once,
        memory_that_would_be_dumped_is_not_given,
        wipe_clears,
        equality,
        hardened_process_leaves_no_core,
    };
    return suite_run("secret", tests, TSB_COUNT(tests));
}
