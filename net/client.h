/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A client of one Tallystick server.
 *
 * Every call blocks until it is answered, until its time is up, or until
 * cancel fires (then it returns TSB_ERR_CANCELLED at once, however the network
 * hangs). cancel may be NULL. Any thread may call, several at a time; they share kept-alive connections.
 *
 * Errors carry a sentence for a person. Codes:
 *   TSB_ERR_NETWORK    no answer now (unreachable, timed out, server busy or failing): trying again may help
 *   TSB_ERR_DENIED     the server refused otherwise (401, 403, 429), or its TLS certificate is not trusted
 *   TSB_ERR_SPENT      no views are left (no_views_left)
 *   TSB_ERR_NOT_YOURS  the copy is another account's (not_your_copy)
 *   TSB_ERR_NOT_FOUND  no such copy, view, window (404)
 *   TSB_ERR_INVALID    the address is unusable, or the answer is not this protocol
 * A refusal, where the caller passes one, receives the server's stable code
 * ("wrong_password", "no_views_left", "not_signed_in", ...) and Retry-After; it is zeroed otherwise.
 */
#ifndef TALLYSTICK_NET_CLIENT_H
#define TALLYSTICK_NET_CLIENT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/cancel.h"
#include "base/error.h"
#include "base/log.h"
#include "net/messages.h"
#include "synth/complement.h"
#include "synth/keys.h"

typedef struct tsn_client tsn_client;

/* Zero-initialise; everything but url and device_key may stay zero. Only read during create. */
typedef struct tsn_client_options {
    const char *url;             /* "https://films.example:8443"; http:// for loopback hosts only */
    const char *ca_file;         /* PEM file of the authorities to trust; NULL: the system's */
    const uint8_t *device_key;   /* X25519 private key, TSS_KEY_SIZE bytes; copied into secret memory.
                                    NULL: only tsn_client_server_info works */
    const uint8_t *token;        /* TSN_TOKEN_SIZE bytes of an earlier sign-in; NULL: not signed in */
    unsigned connect_timeout_ms; /* 0: 10,000 */
    unsigned stall_timeout_ms;   /* an answer that brings no byte for so long is given up; 0: 20,000 */
    const tsb_log *log;          /* borrowed for the client's life */
} tsn_client_options;

/* Checks the address: TSB_ERR_INVALID names what is wrong with it. Connects to nothing. */
int tsn_client_create(tsn_client **out, const tsn_client_options *options, tsb_error *err) TSB_MUST_USE;

/* Only when no call and no source of this client is left. Wipes token and key. */
void tsn_client_destroy(tsn_client **client);

/* The normal form of a server's address, which accounts and pinned signing keys are filed under: scheme, host, port; no
 * slash at its end. out has size bytes. */
int tsn_url_normalise(char *out, size_t size, const char *url, tsb_error *err) TSB_MUST_USE;

/* The server's name and the key that signs its manifests: the caller pins it. Needs no sign-in. */
int tsn_client_server_info(tsn_client *client, tsn_server_info *out, const tsb_cancel *cancel, tsn_refusal *refusal,
                           tsb_error *err) TSB_MUST_USE;

/* Signs in and registers this device's public key. The client keeps the token for its later calls; the caller
 * stores out->token (0600) and wipes it. Refusals: wrong_password, too_many_attempts. */
int tsn_client_login(tsn_client *client, const char *user, const char *password, const char *device_name,
                     tsn_login *out, const tsb_cancel *cancel, tsn_refusal *refusal, tsb_error *err) TSB_MUST_USE;

/* Makes the token worthless on the server, and forgets it here in any case. */
int tsn_client_logout(tsn_client *client, const tsb_cancel *cancel, tsb_error *err);

bool tsn_client_signed_in(tsn_client *client);

int tsn_client_titles(tsn_client *client, tsn_titles *out, const tsb_cancel *cancel, tsn_refusal *refusal,
                      tsb_error *err) TSB_MUST_USE;
int tsn_client_copies(tsn_client *client, tsn_copies *out, const tsb_cancel *cancel, tsn_refusal *refusal,
                      tsb_error *err) TSB_MUST_USE;

/* Refusals: no_such_copy, not_your_copy, not_signed_in. */
int tsn_client_copy(tsn_client *client, const tss_id *copy, tsn_copy *out, const tsb_cancel *cancel,
                    tsn_refusal *refusal, tsb_error *err) TSB_MUST_USE;

/*
 * Opens a view, or resumes this device's own. On success it is committed at the server. When the answer is
 * lost on its way, the call asks again by itself: the same device gets the same view, so none is spent twice.
 * Refusals: no_views_left, qa_only, not_your_copy, no_such_copy, not_signed_in.
 */
int tsn_client_view_open(tsn_client *client, const tss_id *copy, enum tsn_purpose purpose, tsn_view *out,
                         const tsb_cancel *cancel, tsn_refusal *refusal, tsb_error *err) TSB_MUST_USE;

/* Tells the server where viewing stopped. The view can be resumed until it expires. */
int tsn_client_view_close(tsn_client *client, const tss_id *view, uint64_t position_ms, const tsb_cancel *cancel,
                          tsb_error *err) TSB_MUST_USE;

/* Gets a window's key and opens it with the device's key into key (the caller's secret memory).
 * Refusals: too_early (with retry_after), view_over, no_such_window. */
int tsn_client_window_key(tsn_client *client, const tss_id *view, const tss_id *copy, uint32_t window,
                          uint8_t key[TSS_KEY_SIZE], const tsb_cancel *cancel, tsn_refusal *refusal,
                          tsb_error *err) TSB_MUST_USE;

/* The account's devices; out is the caller's to tsn_devices_finish(). Refusals: not_signed_in. */
int tsn_client_devices(tsn_client *client, tsn_devices *out, const tsb_cancel *cancel, tsn_refusal *refusal,
                       tsb_error *err) TSB_MUST_USE;

/* Signs the device of this number out. When it is the one that asks, its token is worthless from then on; the client
 * keeps it until it is destroyed. Refusals: no_such_device, not_signed_in. */
int tsn_client_device_remove(tsn_client *client, uint64_t device, const tsb_cancel *cancel, tsn_refusal *refusal,
                             tsb_error *err) TSB_MUST_USE;

/* All size bytes of the copy's complement from byte first on. Refusals: no_such_copy, not_your_copy, not_signed_in. */
int tsn_client_complement(tsn_client *client, const tss_id *copy, uint64_t first, void *bytes, size_t size,
                          const tsb_cancel *cancel, tsn_refusal *refusal, tsb_error *err) TSB_MUST_USE;

/*
 * Moves views from the account to a token: a licence comes back, and the counter's first record. On success
 * it is committed at the server; asking again with the same request gives the same.
 * Refusals: no_views_left, too_few_views, request_used (a token has reported with that licence: ask under another
 * number), no_such_device, not_your_copy, no_such_copy, not_signed_in.
 */
int tsn_client_export(tsn_client *client, const tsn_export_request *request, tsn_export *out, const tsb_cancel *cancel,
                      tsn_refusal *refusal, tsb_error *err) TSB_MUST_USE;

/* Tells the server what a token's counter says, and hears which checkpoint it is to enter. Refusals: token_restored,
 * no_such_export, not_signed_in. */
int tsn_client_export_report(tsn_client *client, const tss_id *export, const uint8_t record[TSN_RECORD_SIZE],
                             tsn_export_state *out, const tsb_cancel *cancel, tsn_refusal *refusal,
                             tsb_error *err) TSB_MUST_USE;

/* Gives the views back that the record says were taken off the token; asking again gives nothing more. Refusals: as
 * above, and views_on_token. */
int tsn_client_export_return(tsn_client *client, const tss_id *export, const uint8_t record[TSN_RECORD_SIZE],
                             tsn_export_state *out, const tsb_cancel *cancel, tsn_refusal *refusal,
                             tsb_error *err) TSB_MUST_USE;

#endif
