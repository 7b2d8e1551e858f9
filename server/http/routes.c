/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/http/routes.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const tsv_route routes[] = {
    {"GET", "/healthz", tsv_get_health, true},
    {"GET", "/metrics", tsv_get_metrics, true},
    {"GET", "/v1/server", tsv_get_server, true},
    {"POST", "/v1/login", tsv_post_login, true},
    {"POST", "/v1/logout", tsv_post_logout, false},
    {"GET", "/v1/devices", tsv_get_devices, false},
    {"DELETE", "/v1/devices/{device}", tsv_delete_device, false},
    {"GET", "/v1/titles", tsv_get_titles, false},
    {"GET", "/v1/copies", tsv_get_copies, false},
    {"GET", "/v1/copies/{copy}", tsv_get_copy, false},
    {"GET", "/v1/copies/{copy}/complement", tsv_get_complement, false},
    {"GET", "/v1/copies/{copy}/image", tsv_get_image, false},
    {"POST", "/v1/exports", tsv_post_export, false},
    {"POST", "/v1/exports/{export}/report", tsv_post_export_report, false},
    {"POST", "/v1/exports/{export}/return", tsv_post_export_return, false},
    {"POST", "/v1/views", tsv_post_view, false},
    {"GET", "/v1/views/{view}/keys/{window}", tsv_get_window_key, false},
    {"POST", "/v1/views/{view}/close", tsv_post_view_close, false},
};

_Static_assert(TSB_COUNT(routes) <= TSV_ROUTES_MAX, "metrics have room for fewer routes");

const tsv_route *tsv_routes(size_t *count)
{
    *count = TSB_COUNT(routes);
    return routes;
}

/* Copies a path segment where it fits; one that does not is cut, and then is no valid id or number. */
static void take_segment(char *out, size_t size, const char *segment, size_t length)
{
    (void)snprintf(out, size, "%.*s", (int)(length < size ? length : size), segment);
}

/* Whether path is an instance of pattern; its parameters go to request. */
static bool matches(tsv_request *request, const char *pattern, const char *path)
{
    while (*pattern && *path) {
        size_t name = strcspn(pattern + 1, "/");
        size_t length = strcspn(path + 1, "/");
        if (*pattern != '/' || *path != '/')
            return false;
        if (pattern[1] == '{') {
            if (length == 0)
                return false;
            if (strncmp(pattern + 1, "{window}", name) == 0)
                take_segment(request->number_text, sizeof request->number_text, path + 1, length);
            else
                take_segment(request->id_text, sizeof request->id_text, path + 1, length);
        } else if (name != length || strncmp(pattern + 1, path + 1, length) != 0) {
            return false;
        }
        pattern += name + 1;
        path += length + 1;
    }
    return *pattern == '\0' && *path == '\0';
}

static void allow(tsv_request *request, const char *method)
{
    char *list = request->reply.allow;
    size_t used = strlen(list);
    (void)snprintf(list + used, sizeof request->reply.allow - used, "%s%s%s", used ? ", " : "", method,
                   strcmp(method, "GET") == 0 ? ", HEAD" : "");
}

unsigned tsv_route_find(tsv_request *request, const char *method, const char *path)
{
    bool known = false;
    bool head = strcmp(method, "HEAD") == 0;
    for (size_t i = 0; i < TSB_COUNT(routes); i++) {
        if (!matches(request, routes[i].pattern, path))
            continue;
        if (strcmp(head ? "GET" : method, routes[i].method) == 0) {
            request->route = &routes[i];
            request->head = head;
            request->reply.allow[0] = '\0';
            return 0;
        }
        known = true;
        allow(request, routes[i].method);
    }
    return known ? 405 : 404;
}

bool tsv_route_copy(tsv_request *request)
{
    if (tss_id_parse(&request->id, request->id_text) == 0)
        return true;
    tsv_reply_error(request, 404, "no_such_copy", "This server knows no such copy.");
    return false;
}

bool tsv_route_view(tsv_request *request)
{
    if (tss_id_parse(&request->id, request->id_text) == 0)
        return true;
    tsv_reply_error(request, 404, "no_such_view", "This server knows no such view.");
    return false;
}

bool tsv_route_export(tsv_request *request)
{
    if (tss_id_parse(&request->id, request->id_text) == 0)
        return true;
    tsv_reply_error(request, 404, "no_such_export", "Your account has no token with such a licence.");
    return false;
}

bool tsv_route_window(tsv_request *request)
{
    const char *text = request->number_text;
    size_t length = strlen(text);
    if (length > 0 && length <= 9 && strspn(text, "0123456789") == length) {
        request->number = (uint32_t)strtoul(text, NULL, 10);
        return true;
    }
    tsv_reply_error(request, 404, "no_such_window", "The film has no such part.");
    return false;
}
