/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The table of routes. docs/openapi.yaml describes each, and is tested against this table. */
#ifndef TALLYSTICK_SERVER_ROUTES_H
#define TALLYSTICK_SERVER_ROUTES_H

#include <stdbool.h>
#include <stddef.h>

#include "server/http/http_request.h"

typedef void tsv_handler(tsv_request *request);

typedef struct tsv_route {
    const char *method;  /* "GET" answers HEAD too */
    const char *pattern; /* "/v1/copies/{copy}"; the name in metrics and in the API description */
    tsv_handler *handle;
    bool open; /* needs no sign-in */
} tsv_route;

#define TSV_ROUTES_MAX 32
const tsv_route *tsv_routes(size_t *count);

/*
 * Finds the route for a method and a path without its query, and sets request's route, head, id_text and
 * number_text. Returns 0; 404 when no pattern matches; 405 with reply.allow set.
 */
unsigned tsv_route_find(tsv_request *request, const char *method, const char *path);

/* Checks the path's id and number, replying 404 with the fitting code; false when it replied. */
bool tsv_route_copy(tsv_request *request);
bool tsv_route_view(tsv_request *request);
bool tsv_route_export(tsv_request *request);
bool tsv_route_window(tsv_request *request);

tsv_handler tsv_get_health;
tsv_handler tsv_get_metrics;
tsv_handler tsv_get_server;
tsv_handler tsv_post_login;
tsv_handler tsv_post_logout;
tsv_handler tsv_get_devices;
tsv_handler tsv_delete_device;
tsv_handler tsv_get_titles;
tsv_handler tsv_get_copies;
tsv_handler tsv_get_copy;
tsv_handler tsv_get_complement;
tsv_handler tsv_get_image;
tsv_handler tsv_post_export;
tsv_handler tsv_post_export_report;
tsv_handler tsv_post_export_return;
tsv_handler tsv_post_view;
tsv_handler tsv_get_window_key;
tsv_handler tsv_post_view_close;

#endif
