/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads what docs/openapi.yaml promises. Knows only the layout that file uses: two spaces a level. */
#ifndef TALLYSTICK_TESTS_NET_OPENAPI_H
#define TALLYSTICK_TESTS_NET_OPENAPI_H

#include <stdbool.h>
#include <stddef.h>

#define OPENAPI_OPERATIONS 64
#define OPENAPI_ANSWERS    16
#define OPENAPI_SCHEMAS    64

typedef struct openapi_answer {
    int status;
    char schema[32]; /* of the JSON body; empty: none */
} openapi_answer;

typedef struct openapi_operation {
    char path[96];
    char method[8]; /* upper case */
    bool open;      /* needs no sign-in */
    openapi_answer answers[OPENAPI_ANSWERS];
    size_t answer_count;
} openapi_operation;

typedef struct openapi_schema {
    char name[32];
    char required[512]; /* "a, b, c" */
} openapi_schema;

typedef struct openapi {
    openapi_operation operations[OPENAPI_OPERATIONS];
    size_t operation_count;
    openapi_schema schemas[OPENAPI_SCHEMAS];
    size_t schema_count;
} openapi;

/* False when the file cannot be read or has more than fits. */
bool openapi_read(openapi *out, const char *path);
const openapi_operation *openapi_find(const openapi *api, const char *method, const char *path);
const openapi_answer *openapi_answer_of(const openapi_operation *operation, int status);
const openapi_schema *openapi_schema_of(const openapi *api, const char *name);

#endif
