/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Errors that carry their first cause.
 *
 * Every fallible function returns 0 or a negative enum tsb_code and takes a
 * tsb_error as its last parameter, which may be NULL. Only failures a caller
 * can act on differently have codes of their own.
 *
 * Formats are in English, and looked up in the language of the person (base/translate.h).
 */
#ifndef TALLYSTICK_BASE_ERROR_H
#define TALLYSTICK_BASE_ERROR_H

#include "base/compiler.h"

enum tsb_code {
    TSB_OK = 0,
    TSB_ERR_INVALID = -1,      /* input that breaks its format or its rules */
    TSB_ERR_IO = -2,           /* the operating system refused a read or a write */
    TSB_ERR_MEMORY = -3,       /* out of memory, or over a ceiling */
    TSB_ERR_CANCELLED = -4,    /* the caller's own cancel object was fired */
    TSB_ERR_DENIED = -5,       /* not allowed: password, wrong key */
    TSB_ERR_NOT_FOUND = -6,    /* no such file, title, copy, user */
    TSB_ERR_FULL = -7,         /* no space left on the device */
    TSB_ERR_NETWORK = -8,      /* the peer cannot be reached now; trying again may help */
    TSB_ERR_DAMAGED = -9,      /* authentic form, but contents do not match their hash or tag */
    TSB_ERR_UNSUPPORTED = -10, /* a version, method or feature this build does not know */
    TSB_ERR_EXISTS = -11,      /* already there */
    TSB_ERR_INTERNAL = -12,    /* a library failed in a way nobody can act on */
    TSB_ERR_SPENT = -13,       /* none is left of what is counted: views */
    TSB_ERR_NOT_YOURS = -14    /* it belongs to another account */
};

/* Longest message, terminating zero included. */
#define TSB_ERROR_TEXT_SIZE 512

/* Of a hint, the same. */
#define TSB_ERROR_HINT_SIZE 128

/*
 * Zero-initialise. Texts are UTF-8 with control characters scrubbed. The hint says, for whoever sits at a command line,
 * which option helps, in a sentence of its own; it is empty where none does. A window, which has buttons for that,
 * shows text alone.
 */
typedef struct tsb_error {
    int code;
    char text[TSB_ERROR_TEXT_SIZE];
    char hint[TSB_ERROR_HINT_SIZE];
} tsb_error;

/*
 * Records code and message, unless err already holds an earlier cause or is
 * NULL. Returns code, so that callers can `return tsb_fail(...)`.
 */
int tsb_fail(tsb_error *err, int code, const char *format, ...) TSB_PRINTF(3, 4);

/* As tsb_fail, with ": " and strerror(saved_errno) added; ENOSPC and EDQUOT
 * become TSB_ERR_FULL, ENOENT TSB_ERR_NOT_FOUND, EACCES and EPERM
 * TSB_ERR_DENIED, ENOMEM TSB_ERR_MEMORY, all others TSB_ERR_IO. */
int tsb_fail_errno(tsb_error *err, int saved_errno, const char *format, ...) TSB_PRINTF(3, 4);

/* Puts "format: " before the cause err holds. Returns err's code (or
 * TSB_ERR_INTERNAL when err is NULL or empty). */
int tsb_explain(tsb_error *err, const char *format, ...) TSB_PRINTF(2, 3);

/* Adds a hint to the cause err holds, in place of one it had. Returns as tsb_explain. */
int tsb_hint(tsb_error *err, const char *format, ...) TSB_PRINTF(2, 3);

/* As tsb_fail, with the texts of another error, which holds a cause. */
int tsb_pass(tsb_error *err, int code, const tsb_error *cause);

#ifdef __clang_analyzer__
/* The analyser sees one file at a time, and must not suppose that a failure returns 0. */
#define tsb_fail(err, code, ...)        ((void)tsb_fail(err, code, __VA_ARGS__), (code))
#define tsb_fail_errno(err, saved, ...) ((void)tsb_fail_errno(err, saved, __VA_ARGS__), TSB_ERR_IO)
#define tsb_explain(err, ...)           ((void)tsb_explain(err, __VA_ARGS__), TSB_ERR_INTERNAL)
#define tsb_hint(err, ...)              ((void)tsb_hint(err, __VA_ARGS__), TSB_ERR_INTERNAL)
#define tsb_pass(err, code, cause)      ((void)tsb_pass(err, code, cause), (code))
#endif

void tsb_error_clear(tsb_error *err);

/* Short stable name of a code: "invalid", "io", ... Never NULL. */
const char *tsb_code_name(int code);

#endif
