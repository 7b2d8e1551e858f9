/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What routes about one copy share. */
#ifndef TALLYSTICK_SERVER_ROUTES_COPY_H
#define TALLYSTICK_SERVER_ROUTES_COPY_H

#include <stdbool.h>

#include "server/http/http_request.h"

/* Finds the path's copy, if it is the signed-in user's own, or any for a QA user; false when it replied 404 or 403. */
bool tsv_route_own_copy(tsv_request *request, tsv_copy *copy);

#endif
