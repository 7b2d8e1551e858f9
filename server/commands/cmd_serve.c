/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/commands/commands.h"

#include "server/http/serve.h"

static const tsv_option options[] = {
    {.name = "listen", .value = "HOST:PORT", .help = "where to listen (default: 127.0.0.1:8420); port 0\npicks one"},
    {.name = "tls-cert",
     .value = "FILE",
     .help = "certificate chain, PEM; needed, with its key, unless HOST\nis loopback"},
    {.name = "tls-key", .value = "FILE", .help = "the certificate's private key, PEM"},
    {.name = "port-file", .value = "FILE", .help = "write the port number there once connections are accepted"},
    {.name = NULL},
};

static int run(const tsv_invocation *invocation, tsb_error *err)
{
    tsv_serve_options serving = {.listen = tsv_option_value(invocation, "listen"),
                                 .tls_cert = tsv_option_value(invocation, "tls-cert"),
                                 .tls_key = tsv_option_value(invocation, "tls-key"),
                                 .port_file = tsv_option_value(invocation, "port-file")};
    tsv_session session = {0};
    int code = tsv_session_open(&session, invocation, "serve", err);
    if (code == 0) {
        code = tsv_serve(session.data, &serving, &session.log, session.cancel, err);
        code = code == TSB_ERR_INVALID ? TSV_USAGE : code;
        tsv_session_close(&session);
    }
    return code;
}

const tsv_command tsv_command_serve = {
    .name = "serve",
    .summary = "serve players and kiosks until told to stop",
    .details = "SIGTERM and SIGINT let requests in flight end, then it exits. Plain http is for loopback\n"
               "addresses alone.\n",
    .options = options,
    .run = run,
};
