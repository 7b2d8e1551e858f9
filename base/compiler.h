/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What differs between compilers, in one place. */
#ifndef TALLYSTICK_BASE_COMPILER_H
#define TALLYSTICK_BASE_COMPILER_H

#if defined(__MINGW32__) && !defined(__clang__)
/* The C library's own printf family is used there too, not Microsoft's. */
#define TSB_PRINTF(text, first) __attribute__((__format__(__gnu_printf__, text, first)))
#elif defined(__GNUC__) || defined(__clang__)
#define TSB_PRINTF(text, first) __attribute__((__format__(__printf__, text, first)))
#else
#define TSB_PRINTF(text, first)
#endif

#if defined(__GNUC__) || defined(__clang__)
#define TSB_LIKELY(condition)   __builtin_expect(!!(condition), 1)
#define TSB_UNLIKELY(condition) __builtin_expect(!!(condition), 0)
#define TSB_MUST_USE            __attribute__((warn_unused_result))
/* What it returns is a printf format that takes the same as its argument. */
#define TSB_FORMAT_ARG(number) __attribute__((format_arg(number)))
/* A function that is made anew for the constants each caller gives. */
#define TSB_TEMPLATE inline __attribute__((always_inline))
#else
#define TSB_LIKELY(condition)   (condition)
#define TSB_UNLIKELY(condition) (condition)
#define TSB_MUST_USE
#define TSB_FORMAT_ARG(number)
#define TSB_TEMPLATE inline
#endif

#define TSB_COUNT(array) (sizeof(array) / sizeof((array)[0]))

#endif
