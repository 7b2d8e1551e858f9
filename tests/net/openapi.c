/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "openapi.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum section { NOWHERE, PATHS, SCHEMAS };

typedef struct reader {
    openapi *api;
    enum section section;
    char path[96];
    openapi_operation *operation;
    openapi_answer *answer;
    openapi_schema *schema;
} reader;

/* "key:" alone on its line, without the colon and any quotes. */
static bool take_key(char *out, size_t size, const char *text)
{
    size_t length = strlen(text);
    if (length < 2 || text[length - 1] != ':')
        return false;
    if (*text == '\'') {
        text++;
        length -= 2;
    }
    return (size_t)snprintf(out, size, "%.*s", (int)length - 1, text) < size;
}

static void take_schema_name(char *out, size_t size, const char *text)
{
    const char *name = strstr(text, "#/components/schemas/");
    if (name)
        (void)snprintf(out, size, "%.*s", (int)strcspn(name + 21, "'"), name + 21);
}

static bool begin_operation(reader *now, const char *text)
{
    char method[8];
    if (now->api->operation_count == OPENAPI_OPERATIONS || !take_key(method, sizeof method, text))
        return false;
    now->operation = &now->api->operations[now->api->operation_count++];
    memcpy(now->operation->path, now->path, sizeof now->path);
    for (size_t i = 0; method[i]; i++)
        now->operation->method[i] = (char)toupper((unsigned char)method[i]);
    now->answer = NULL;
    return true;
}

static bool begin_answer(reader *now, const char *text)
{
    char status[8];
    if (now->operation->answer_count == OPENAPI_ANSWERS || !take_key(status, sizeof status, text))
        return false;
    now->answer = &now->operation->answers[now->operation->answer_count++];
    now->answer->status = (int)strtol(status, NULL, 10);
    return now->answer->status >= 200;
}

static bool read_paths(reader *now, size_t indent, const char *text)
{
    if (indent == 2)
        return take_key(now->path, sizeof now->path, text);
    if (indent == 4)
        return begin_operation(now, text);
    if (indent == 6) {
        if (strcmp(text, "security: []") == 0)
            now->operation->open = true;
        now->answer = NULL;
        return true;
    }
    if (indent == 8 && *text == '\'')
        return begin_answer(now, text);
    if (now->answer && indent > 8)
        take_schema_name(now->answer->schema, sizeof now->answer->schema, text);
    return true;
}

static bool read_schemas(reader *now, size_t indent, const char *text)
{
    if (indent == 4) {
        if (now->api->schema_count == OPENAPI_SCHEMAS)
            return false;
        now->schema = &now->api->schemas[now->api->schema_count++];
        return take_key(now->schema->name, sizeof now->schema->name, text);
    }
    if (indent == 6 && now->schema && strncmp(text, "required: [", 11) == 0)
        (void)snprintf(now->schema->required, sizeof now->schema->required, "%.*s", (int)strcspn(text + 11, "]"),
                       text + 11);
    return true;
}

static bool read_line(reader *now, const char *line)
{
    size_t indent = strspn(line, " ");
    const char *text = line + indent;
    if (*text == '\0' || *text == '#')
        return true;
    if (indent == 0) {
        now->section = strcmp(text, "paths:") == 0 ? PATHS : NOWHERE;
        return true;
    }
    if (indent == 2 && now->section != PATHS)
        now->section = strcmp(text, "schemas:") == 0 ? SCHEMAS : NOWHERE;
    if (now->section == PATHS)
        return read_paths(now, indent, text);
    return now->section == SCHEMAS ? read_schemas(now, indent, text) : true;
}

bool openapi_read(openapi *out, const char *path)
{
    char line[512];
    reader now = {.api = out};
    FILE *file = fopen(path, "r");
    if (!file)
        return false;
    memset(out, 0, sizeof *out);
    bool good = true;
    while (good && fgets(line, sizeof line, file)) {
        line[strcspn(line, "\n")] = '\0';
        good = read_line(&now, line);
    }
    (void)fclose(file);
    return good;
}

const openapi_operation *openapi_find(const openapi *api, const char *method, const char *path)
{
    for (size_t i = 0; i < api->operation_count; i++)
        if (strcmp(api->operations[i].method, method) == 0 && strcmp(api->operations[i].path, path) == 0)
            return &api->operations[i];
    return NULL;
}

const openapi_answer *openapi_answer_of(const openapi_operation *operation, int status)
{
    for (size_t i = 0; i < operation->answer_count; i++)
        if (operation->answers[i].status == status)
            return &operation->answers[i];
    return NULL;
}

const openapi_schema *openapi_schema_of(const openapi *api, const char *name)
{
    for (size_t i = 0; i < api->schema_count; i++)
        if (strcmp(api->schemas[i].name, name) == 0)
            return &api->schemas[i];
    return NULL;
}
