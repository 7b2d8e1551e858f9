/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "net/url.h"

#include <ctype.h>
#include <curl/curl.h>
#include <stdio.h>
#include <string.h>

#include "base/host.h"
#include "net/client.h"

/* The parts curl found; freed by curl_free. */
typedef struct parts {
    char *scheme;
    char *host;
    char *port;
    char *path;
    char *user;
    char *query;
    char *fragment;
} parts;

static int check(const parts *found, const char *text, tsb_error *err)
{
    if (found->user)
        return tsb_fail(err, TSB_ERR_INVALID,
                        "the server's address must not hold a user name: write it like https://films.example:8443");
    if (found->query || found->fragment || (found->path && strcmp(found->path, "/") != 0))
        return tsb_fail(
            err, TSB_ERR_INVALID,
            "the server's address \"%.200s\" must end after host and port: write it like https://films.example:8443",
            text);
    if (strcmp(found->scheme, "https") != 0 && strcmp(found->scheme, "http") != 0)
        return tsb_fail(
            err, TSB_ERR_INVALID,
            "the server's address \"%.200s\" must begin with https://: write it like https://films.example:8443", text);
    if (strlen(found->host) >= TSN_HOST_SIZE)
        return tsb_fail(err, TSB_ERR_INVALID, "the server's host name is too long");
    if (strcmp(found->scheme, "http") == 0 && !tsb_host_is_loopback(found->host))
        return tsb_fail(err, TSB_ERR_INVALID,
                        "\"%.200s\" is not encrypted: write https:// (http:// is for servers on this very machine)",
                        text);
    return 0;
}

static void lower(char *text)
{
    for (; *text; text++)
        *text = (char)tolower((unsigned char)*text);
}

int tsn_url_parse(tsn_url *out, const char *text, tsb_error *err)
{
    parts found = {0};
    int rc = TSB_ERR_INVALID;
    CURLU *url = curl_url();
    *out = (tsn_url){0};
    if (!url)
        return tsb_fail(err, TSB_ERR_MEMORY, "out of memory");
    if (!text || strlen(text) >= TSN_URL_SIZE || curl_url_set(url, CURLUPART_URL, text, 0) != CURLUE_OK ||
        curl_url_get(url, CURLUPART_SCHEME, &found.scheme, 0) != CURLUE_OK ||
        curl_url_get(url, CURLUPART_HOST, &found.host, 0) != CURLUE_OK ||
        curl_url_get(url, CURLUPART_PORT, &found.port, CURLU_DEFAULT_PORT) != CURLUE_OK) {
        tsb_fail(err, TSB_ERR_INVALID, "\"%.200s\" is not a server's address: write it like https://films.example:8443",
                 text ? text : "");
        goto done;
    }
    /* Absent parts stay NULL. */
    (void)curl_url_get(url, CURLUPART_PATH, &found.path, 0);
    (void)curl_url_get(url, CURLUPART_USER, &found.user, 0);
    (void)curl_url_get(url, CURLUPART_QUERY, &found.query, 0);
    (void)curl_url_get(url, CURLUPART_FRAGMENT, &found.fragment, 0);
    lower(found.scheme);
    lower(found.host);
    rc = check(&found, text, err);
    if (rc != 0)
        goto done;
    out->tls = strcmp(found.scheme, "https") == 0;
    bool usual = strcmp(found.port, out->tls ? "443" : "80") == 0;
    (void)snprintf(out->text, sizeof out->text, "%s://%s%s%s", found.scheme, found.host, usual ? "" : ":",
                   usual ? "" : found.port);
    (void)snprintf(out->place, sizeof out->place, "%s:%s", found.host, found.port);
done:
    curl_free(found.scheme);
    curl_free(found.host);
    curl_free(found.port);
    curl_free(found.path);
    curl_free(found.user);
    curl_free(found.query);
    curl_free(found.fragment);
    curl_url_cleanup(url);
    return rc;
}

int tsn_url_normalise(char *out, size_t size, const char *url, tsb_error *err)
{
    tsn_url parsed;
    int rc = tsn_url_parse(&parsed, url, err);
    if (rc != 0)
        return rc;
    if (strlen(parsed.text) >= size)
        return tsb_fail(err, TSB_ERR_INVALID, "the server's address is too long");
    memcpy(out, parsed.text, strlen(parsed.text) + 1);
    return 0;
}
