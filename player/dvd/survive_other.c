/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Where a library asserts by a call that a program cannot take the place of. Windows' DLLs import _assert() by name and
 * file from the C runtime they were built with, macOS' libraries bind __assert_rtn() to libSystem (two-level
 * namespaces): a function of that name in the program is seen by the program alone.
 */
#include "player/dvd/survive.h"

#include <stddef.h>

int tsp_survive(int (*call)(void *state, tsb_error *err), void *state, const char **assertion, tsb_error *err)
{
    *assertion = NULL;
    return call(state, err);
}
