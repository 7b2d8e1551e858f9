/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a fuzz target demands of what it tests: it aborts where that does not hold, NDEBUG or not. */
#ifndef TALLYSTICK_TESTS_FUZZ_REQUIRE_H
#define TALLYSTICK_TESTS_FUZZ_REQUIRE_H

#include <stdbool.h>
#include <stdlib.h>

static inline void require(bool condition)
{
    if (!condition)
        abort();
}

#endif
