/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/http/serve.h"

#include <stdio.h>
#include <string.h>

#include "base/file.h"
#include "base/secret.h"
#include "server/http/http.h"
#include "server/http/serve_listen.h"

/* Ceiling of a PEM file. */
#define PEM_MAX ((size_t)1 << 20)
/* How often it is looked whether more memory should be locked than may be. */
#define WAIT_MS 60000u

static int check(const tsv_serve_options *options, const tsv_listen *where, tsb_error *err)
{
    if (!options->tls_cert != !options->tls_key)
        return tsb_fail(err, TSB_ERR_INVALID,
                        "a certificate needs its key, and a key its certificate: give both "
                        "--tls-cert and --tls-key");
    if (!where->loopback && !options->tls_cert)
        return tsb_fail(
            err, TSB_ERR_INVALID,
            "%s can be reached from other machines, so it must be encrypted: give --tls-cert and --tls-key, "
            "or listen on 127.0.0.1",
            where->host);
    return 0;
}

static int write_port(const char *path, uint16_t port, tsb_error *err)
{
    char text[8];
    int length = snprintf(text, sizeof text, "%u\n", port);
    return path ? tsb_file_write(path, text, (size_t)length, 0644, err) : 0;
}

static int run(tsv_data *data, const tsv_serve_options *options, const tsv_listen *where, const char *cert,
               const char *key, const tsb_log *log, const tsb_cancel *stop, tsb_error *err)
{
    int listener = -1;
    uint16_t port = 0;
    tsv_service *service = NULL;
    tsv_service_options settings = {.threads = options->threads, .tls_cert = cert, .tls_key = key};
    int rc = tsv_listen_open(where, &listener, &port, err);
    if (rc == 0)
        rc = tsv_service_start(&service, data, listener, &settings, log, err);
    if (rc == 0)
        rc = write_port(options->port_file, port, err);
    if (rc == 0) {
        bool brackets = strchr(where->host, ':') != NULL;
        tsb_info(log, "listening on %s://%s%s%s:%u", cert ? "https" : "http", brackets ? "[" : "", where->host,
                 brackets ? "]" : "", port);
        tsb_secret_tell_unlocked(log);
        while (tsb_cancel_sleep(stop, WAIT_MS) == 0)
            tsb_secret_tell_unlocked(log);
        tsb_info(log, "stopping");
    }
    tsv_service_stop(&service);
    return rc;
}

int tsv_serve(tsv_data *data, const tsv_serve_options *options, const tsb_log *log, const tsb_cancel *stop,
              tsb_error *err)
{
    tsv_listen where = {0};
    tsb_buffer cert;
    tsb_buffer key;
    tsb_buffer_init(&cert, PEM_MAX);
    tsb_buffer_init(&key, PEM_MAX);
    int rc = tsv_listen_parse(&where, options->listen, err);
    if (rc == 0)
        rc = check(options, &where, err);
    if (rc == 0 && options->tls_cert) {
        rc = tsb_file_read(options->tls_cert, &cert, err);
        if (rc == 0)
            rc = tsb_file_read(options->tls_key, &key, err);
    }
    tsv_listen_ignore_sigpipe();
    if (rc == 0)
        rc = run(data, options, &where, options->tls_cert ? (const char *)cert.bytes : NULL,
                 options->tls_cert ? (const char *)key.bytes : NULL, log, stop, err);
    if (key.bytes)
        tsb_wipe(key.bytes, key.capacity);
    tsb_buffer_finish(&key);
    tsb_buffer_finish(&cert);
    return rc;
}
