/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The program's own __assert_fail, which shared libraries then use in place of the C library's (LSB Core 5.0, 12.3). */
#include "player/dvd/survive.h"

#undef NDEBUG /* it is declared then */
#include <assert.h>
#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>

struct refuge {
    jmp_buf place;
    const char *assertion;
};

/* Of the call that this thread is in; NULL: none. */
static _Thread_local struct refuge *refuge;

__attribute__((visibility("default"))) void __assert_fail(const char *assertion, const char *file, unsigned line,
                                                          const char *function)
{
    struct refuge *back = refuge;
    if (!back) {
        fprintf(stderr, "%s:%u: %s: Assertion `%s' failed.\n", file, line, function, assertion);
        abort();
    }
    refuge = NULL;
    back->assertion = assertion; /* a constant of the library's */
    longjmp(back->place, 1);
}

int tsp_survive(int (*call)(void *state, tsb_error *err), void *state, const char **assertion, tsb_error *err)
{
    struct refuge here = {0};
    *assertion = NULL;
    if (setjmp(here.place) != 0) {
        *assertion = here.assertion;
        return tsb_fail(err, TSB_ERR_INVALID,
                        "The disc breaks the rules of DVD-Video here and cannot go on: try another of its titles");
    }
    refuge = &here;
    int result = call(state, err);
    refuge = NULL;
    return result;
}
